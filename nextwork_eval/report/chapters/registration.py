"""What a registry knows of the trial, and what the plan's authors knew of the data: lines of the openness box."""

from __future__ import annotations

from nextwork_eval.report.blocks import Paragraph, Parts
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.wordings import name_of

DAYS = {
    "registered": Phrase("Registreret første gang", "First registered"),
    "published": Phrase("Offentlig første gang", "First public"),
    "updated": Phrase("Registrering senest ændret", "Registration last changed"),
}
INVESTIGATOR = Phrase("Ansvarlig forsker ifølge registret", "Primary investigator in the registry")
OF = Phrase("{name}, {place}", "{name}, {place}")
STATUS = Phrase("Forsøgets status i registret", "Status of the trial in the registry")
TRIAL_STATUSES = {
    "in_development": Phrase("Under forberedelse", "In development"),
    "on_going": Phrase("I gang", "On-going"),
    "completed": Phrase("Afsluttet", "Completed"),
    "withdrawn": Phrase("Trukket tilbage", "Withdrawn"),
}
AFTER_ALL = Phrase(
    "Registreringen er dateret efter den sidste lodtrækning, som planen angiver.",
    "The registration is dated after the last lottery that the plan gives.",
)
AFTER_FIRST = Phrase(
    "Registreringen er dateret efter den første og senest samme dag som den sidste lodtrækning, som planen angiver.",
    "The registration is dated after the first and no later than the last lottery that the plan gives.",
)
BEFORE = Phrase(
    "Registreringen er dateret senest samme dag som den første lodtrækning, som planen angiver.",
    "The registration is dated no later than the first lottery that the plan gives.",
)
KNOWLEDGE = Phrase("Kendskab til resultaterne, da planen blev skrevet", "What was known of the outcomes")
STAGES = {
    "before_data": Phrase("Intet resultat var indtruffet", "No outcome had happened"),
    "before_access": Phrase(
        "Forfatterne havde ikke adgang til resultaterne", "The authors had no access to the outcomes"
    ),
    "before_analysis": Phrase(
        "Forfatterne kunne læse resultaterne, men havde ikke sammenlignet grupperne",
        "The authors could read the outcomes, and had not compared the arms",
    ),
    "after_analysis": Phrase("Grupperne var sammenlignet", "The arms had been compared"),
}
WHO = Phrase("{who}: {what}", "{who}: {what}")


def registration_items(m: Materials) -> list[tuple[Parts, Parts]]:
    """Return lines on the entry in the registry; none for a trial without a number."""
    entry = m.released.plan.get("registry", {})
    if not m.released.plan["plan"].get("registration"):
        return []
    items: list[tuple[Parts, Parts]] = [
        (m.words(name), (m.plan("registry", key, form="date"),)) for key, name in DAYS.items() if entry.get(key)
    ]
    if entry.get("status"):
        items.append((m.words(STATUS), m.words(name_of(TRIAL_STATUSES, entry["status"]))))
    if entry.get("investigator"):
        name: Parts = (m.plan("registry", "investigator"),)
        if entry.get("affiliation"):
            name = m.say(OF, name=name, place=m.plan("registry", "affiliation"))
        items.append((m.words(INVESTIGATOR), name))
    return items


def registration_order(m: Materials) -> Parts:
    """Say whether the trial was registered before its lotteries; nothing where a day is missing."""
    registered = m.released.plan.get("registry", {}).get("registered")
    days = [str(entry["date"]) for entry in m.entries("design.round") if entry.get("date")]
    if not registered or not days or not m.released.plan["plan"].get("registration"):
        return ()
    if str(registered) > max(days):
        return m.words(AFTER_ALL)
    return m.words(AFTER_FIRST if str(registered) > min(days) else BEFORE)


def knowledge_items(m: Materials) -> list[tuple[Parts, Parts]]:
    """Return the line on what was known of the outcomes; none where the plan does not say it."""
    knowledge = m.released.plan.get("prior_knowledge")
    return [] if not knowledge else [(m.words(KNOWLEDGE), m.words(name_of(STAGES, knowledge["written"])))]


def knowledge_paragraph(m: Materials) -> list[Paragraph]:
    """Say in the authors' own words who had seen what."""
    knowledge = m.released.plan.get("prior_knowledge")
    if not knowledge:
        return []
    language = m.language
    seen = [
        m.say(
            WHO,
            who=m.plan("prior_knowledge", "access", at, f"who_{language}"),
            what=m.plan("prior_knowledge", "access", at, f"words_{language}"),
        )
        for at in range(len(knowledge.get("access", [])))
    ]
    return [Paragraph(parts=join((m.plan("prior_knowledge", f"words_{language}"),), *seen))]
