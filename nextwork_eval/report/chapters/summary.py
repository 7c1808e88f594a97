"""The whole evaluation on half a page, under the headings of a structured abstract (CONSORT for abstracts)."""

from __future__ import annotations

from nextwork_eval.report.blocks import Chapter, Facts, Parts
from nextwork_eval.report.chapters.brief import headline_analyses
from nextwork_eval.report.chapters.how_sure import verdict_of
from nextwork_eval.report.chapters.other_methods import is_beside
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.outcome_names import outcome_name
from nextwork_eval.report.phrases import Phrase, join, link
from nextwork_eval.report.security import rate
from nextwork_eval.report.sentences import effect_sentence
from nextwork_eval.report.targets import target_sentence
from nextwork_eval.report.wordings import STATUSES, name_of

TITLE = Phrase("Resume", "Summary")
OBJECTIVE = Phrase("Formål", "Objective")
AIM = Phrase(
    "At skønne virkningen af tilbuddet. Sammenlignet: {treatment}.",
    "To estimate the effect of the offer. Compared: {treatment}.",
)
AGAINST = Phrase("{treated} mod {control}", "{treated} against {control}")
DESIGN = Phrase("Design", "Design")
DRAWN = {
    "person": Phrase(
        "Lodtrækning mellem to grupper, én person ad gangen; antal lodtrækninger: {rounds}.",
        "Lottery between two groups, person by person; number of lotteries: {rounds}.",
    ),
    "cluster": Phrase(
        "Lodtrækning mellem to grupper, hele klynger ad gangen; antal lodtrækninger: {rounds}.",
        "Lottery between two groups, whole clusters at a time; number of lotteries: {rounds}.",
    ),
}
PLAN = Phrase(
    "Analyseplan: version {version}, {date}. {status}.", "Analysis plan: version {version}, {date}. {status}."
)
PARTICIPANTS = Phrase("Deltagere", "Participants")
PEOPLE = Phrase(
    "{all} i lodtrækningen: {treated} i gruppen {treated_name} og {control} i gruppen {control_name}.",
    "{all} in the lottery: {treated} in the group {treated_name} and {control} in the group {control_name}.",
)
WHOM = Phrase("Resultaterne gælder: {population}.", "The results are about: {population}.")
PRIMARY = Phrase("Primært udfald", "Primary outcome")
RESULTS = Phrase("Resultater", "Results")
BY_PURPOSE = {
    "primary": Phrase("Primært resultat", "Primary result"),
    "secondary": Phrase("Sekundært resultat", "Secondary result"),
}
NO_RESULT = Phrase(
    "Ingen primære eller sekundære forskelle er frigivet.", "No primary or secondary differences were released."
)
NAMED = Phrase("{outcome}: {sentence}", "{outcome}: {sentence}")
GOALS = Phrase("Mål for indsatsen", "Targets for the programme")
HOW_SURE = Phrase("Hvor sikkert", "How sure")
SEE = Phrase(
    "Andre valg af metode og definition står i {robustness}; hvad forsøget ikke kan vise, står i {limits}.",
    "Other choices of method and definition stand in {robustness}; what the trial cannot show stands in {limits}.",
)
ROBUSTNESS = Phrase("kapitlet om robusthed", "the chapter on robustness")
LIMITS = Phrase("kapitlet om begrænsninger", "the chapter on limits")
REGISTRATION = Phrase("Registrering", "Registration")


def summary(m: Materials) -> Chapter:
    """Compose the structured abstract; results and conclusions are the approved sentences of the chapters."""
    items: list[tuple[Parts, Parts]] = [
        (m.words(OBJECTIVE), _objective(m)),
        (m.words(DESIGN), _design(m)),
        (m.words(PARTICIPANTS), _participants(m)),
        (m.words(PRIMARY), _primary(m)),
    ]
    results = _results(m)
    items += results or [(m.words(RESULTS), m.words(NO_RESULT))]
    for target in m.entries("target"):
        told = join((m.label("target", target["id"]),), join(*target_sentence(m, target)), between=": ")
        items.append((m.words(GOALS), told))
    see = m.say(SEE, robustness=link(ROBUSTNESS, m.language, "robustness"), limits=link(LIMITS, m.language, "limits"))
    items.append((m.words(HOW_SURE), join(verdict_of(m, rate(m.released)), see)))
    if m.released.plan["plan"].get("registration"):
        items.append((m.words(REGISTRATION), (m.plan("plan", "registration"),)))
    return Chapter(id="summary", title=m.words(TITLE), blocks=(Facts(id="summary", items=tuple(items)),))


def _objective(m: Materials) -> Parts:
    name = _main_estimand(m)
    declared = next(entry for entry in m.entries("estimand") if entry["id"] == name)
    words = f"treatment_{m.language}"
    arms = m.say(AGAINST, treated=m.arm(m.treated_arm()), control=m.arm(m.control_arm()))
    return m.say(AIM, treatment=m.plan("estimand", name, words) if declared.get(words) else arms)


def _main_estimand(m: Materials) -> str:
    return str(m.analyses()[0]["estimand"])


def _design(m: Materials) -> Parts:
    drawn = m.say(DRAWN[m.released.plan["design"]["unit"]], rounds=m.fact("number_of_rounds", form="count"))
    status = m.words(name_of(STATUSES, str(m.released.plan["plan"]["status"])))
    dated = m.plan("plan", "date", form="date")
    return join(drawn, m.say(PLAN, version=m.plan("plan", "version"), date=dated, status=status))


def _participants(m: Materials) -> Parts:
    treated, control = m.treated_arm(), m.control_arm()
    people = m.say(
        PEOPLE,
        all=m.persons("randomised"),
        treated=m.persons("allocated", treated),
        control=m.persons("allocated", control),
        treated_name=m.arm(treated),
        control_name=m.arm(control),
    )
    whom = m.say(WHOM, population=m.plan("estimand", _main_estimand(m), f"population_{m.language}"))
    return join(people, whom)


def _primary(m: Materials) -> Parts:
    chosen = [entry for entry in m.analyses() if entry["purpose"] == "primary" and not is_beside(m, entry)]
    return join(*((m.label("outcome", entry["outcome"]),) for entry in chosen), between="; ")


def _results(m: Materials) -> list[tuple[Parts, Parts]]:
    told = []
    for entry in headline_analyses(m):
        outcome = outcome_name(m, entry)
        told.append(
            (m.words(BY_PURPOSE[entry["purpose"]]), m.say(NAMED, outcome=outcome, sentence=effect_sentence(m, entry)))
        )
    return told
