"""What was promised, when, and how a reader can check that this report is of that promise."""

from __future__ import annotations

from nextwork_eval.report.blocks import Chapter, Facts, Paragraph, Parts
from nextwork_eval.report.chapters.registration import (
    knowledge_items,
    knowledge_paragraph,
    registration_items,
    registration_order,
)
from nextwork_eval.report.chapters.trial_record import record_blocks
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join, link
from nextwork_eval.report.standing import NOT_LOCKED
from nextwork_eval.report.wordings import STATUSES, name_of

TITLE = Phrase("Registrering og åbenhed", "Registration and openness")
LEAD = Phrase(
    "En evaluering kan først vurderes, når man ved, hvad der blev lovet, før tallene var kendt. Boksen siger, "
    "hvilken plan rapporten følger, "
    "og bærer fingeraftryk af alt, hvad tallene er lavet af.",
    "An evaluation can only be judged when it is known what was promised before the numbers were. The box says which "
    "plan the report "
    "follows, and carries the fingerprints of everything the numbers were made from.",
)
FINGERPRINTS = Phrase(
    "Et fingeraftryk er en kort kode, der er beregnet af indholdet. Ændres blot ét tegn i planen, i skemaet eller i "
    "data, bliver koden en anden. "
    "Her vises kodens begyndelse; den fulde kode står i resultatfilen.",
    "A fingerprint is a short code computed from the content. If a single character of the plan, the schema or the "
    "data changes, the code "
    "becomes another. The beginning of the code is shown here; the full code stands in the results file.",
)
PLAN = Phrase("Analyseplan", "Analysis plan")
VERSION = Phrase("{plan}, version {version}", "{plan}, version {version}")
DATED = Phrase("Planens dato", "Date of the plan")
STATUS = Phrase("Planens status", "Status of the plan")
REGISTRATION = Phrase("Registrering", "Registration")
NOT_REGISTERED = Phrase("Planen nævner ingen registrering.", "The plan names no registration.")
LOTTERIES = Phrase("Lodtrækninger", "Lotteries")
LOTTERY_DATES = Phrase("{first} til {last}", "{first} to {last}")
NO_DATES = Phrase("Planen angiver ingen dato for lodtrækningen.", "The plan gives no date for the lottery.")
FINGERPRINT_PLAN = Phrase("Fingeraftryk, plan", "Fingerprint, plan")
FINGERPRINT_SCHEMA = Phrase("Fingeraftryk, skema", "Fingerprint, schema")
FINGERPRINT_DATA = Phrase("Fingeraftryk, data", "Fingerprint, data")
SCHEMA = Phrase("Dataskema", "Data schema")
DATA = Phrase("Data", "Data")
INVENTED = Phrase("Opdigtede, til afprøvning", "Invented, for rehearsal")
REAL = Phrase("Virkelige", "Real")
SOFTWARE = Phrase("Program", "Software")
SOFTWARE_VERSION = Phrase("nextwork_eval, version {version}", "nextwork_eval, version {version}")
DEVIATIONS = Phrase("Afvigelser fra planen", "Changes from the plan")
NO_DEVIATIONS = Phrase("Ingen; se {chapter}", "None; see {chapter}")
SOME_DEVIATIONS = Phrase("{count}; se {chapter}", "{count}; see {chapter}")
NOT_COMPUTED = Phrase("Kan ikke beregnes; se {chapter}", "Cannot be computed; see {chapter}")
LOCK = Phrase("Planens lås", "Lock of the plan")
LOCKED = Phrase("Låst den {date}; fingeraftryk {sha}", "Locked on {date}; fingerprint {sha}")
SIGNED = Phrase("Låst den {date} og underskrevet; fingeraftryk {sha}", "Locked on {date} and signed; fingerprint {sha}")
EARLIER = Phrase("Tidligere låste versioner", "Versions locked before")
EARLIER_VERSION = Phrase("version {version}, {date}", "version {version}, {date}")
CHAPTER_DEVIATIONS = Phrase("kapitlet om afvigelser", "the chapter on changes")
PUBLISHER = Phrase("Udgiver", "Publisher")


def openness(m: Materials) -> Chapter:
    """Compose the openness box."""
    identity = m.released.plan["plan"]
    assert isinstance(identity, dict), "a plan has an identity"
    status = name_of(STATUSES, str(identity["status"]))
    items: list[tuple[Parts, Parts]] = [
        (m.words(PLAN), m.say(VERSION, plan=m.plan("plan", "id", code=True), version=m.plan("plan", "version"))),
        (m.words(STATUS), m.words(status)),
        (m.words(DATED), (m.plan("plan", "date", form="date"),)),
        *_lock(m),
        (m.words(REGISTRATION), _registration(m)),
        *registration_items(m),
        (m.words(LOTTERIES), join(_lotteries(m), registration_order(m), between=". ")),
        *knowledge_items(m),
        (m.words(SCHEMA), (m.plan("plan", "schema", code=True),)),
        (m.words(DATA), m.words(INVENTED if m.released.facts.synthetic else REAL)),
        (m.words(FINGERPRINT_PLAN), (m.fact("plan_fingerprint", form="short", code=True),)),
        (m.words(FINGERPRINT_SCHEMA), (m.fact("schema_fingerprint", form="short", code=True),)),
        (m.words(FINGERPRINT_DATA), (m.fact("extract_fingerprint", form="short", code=True),)),
        (m.words(SOFTWARE), m.say(SOFTWARE_VERSION, version=m.fact("software_version"))),
        (m.words(DEVIATIONS), _deviations(m)),
        (m.words(PUBLISHER), (m.plan("plan", "publisher"),)),
    ]
    return Chapter(
        id="openness",
        title=m.words(TITLE),
        blocks=(
            Paragraph(parts=m.words(LEAD), style="lead"),
            Facts(id="openness", items=tuple(items)),
            *knowledge_paragraph(m),
            Paragraph(parts=join((m.plan("plan", f"status_{m.language}"),), m.words(FINGERPRINTS))),
            *record_blocks(m),
        ),
    )


def _registration(m: Materials) -> Parts:
    if m.released.plan["plan"].get("registration"):
        return (m.plan("plan", "registration"),)
    if m.released.lock is not None and m.released.lock.registration:
        return (m.fact("lock", "registration"),)
    return m.words(NOT_REGISTERED)


def _lock(m: Materials) -> list[tuple[Parts, Parts]]:
    """Say when the plan was locked, and under which versions before; a plan locked again may know its data."""
    lock = m.released.lock
    if lock is None:
        return [(m.words(LOCK), m.words(NOT_LOCKED))]
    told = m.say(
        SIGNED if lock.signed else LOCKED,
        date=m.fact("lock", "date", form="date"),
        sha=m.fact("lock", "lock_sha256", form="short", code=True),
    )
    before: Parts = ()
    for at in range(len(lock.earlier)):
        version, day = m.fact("earlier_locks", at, "version"), m.fact("earlier_locks", at, "date", form="date")
        before = join(before, m.say(EARLIER_VERSION, version=version, date=day), between="; ")
    return [(m.words(LOCK), told), *([(m.words(EARLIER), before)] if before else [])]


def _deviations(m: Materials) -> Parts:
    chapter = link(CHAPTER_DEVIATIONS, m.language, "deviations")
    if m.released.lock is None:
        return m.say(NOT_COMPUTED, chapter=chapter)
    if not m.released.deviations:
        return m.say(NO_DEVIATIONS, chapter=chapter)
    return m.say(SOME_DEVIATIONS, count=m.fact("number_of_deviations", form="count"), chapter=chapter)


def _lotteries(m: Materials) -> Parts:
    dated = [entry for entry in m.entries("design.round") if entry.get("date")]
    if not dated:
        return m.words(NO_DATES)
    ordered = sorted(dated, key=lambda entry: str(entry["date"]))
    first, last = (m.plan("design", "round", ordered[at]["id"], "date", form="date") for at in (0, -1))
    return (first,) if len(ordered) == 1 else m.say(LOTTERY_DATES, first=first, last=last)
