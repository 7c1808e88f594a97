"""What now: the conditions that stopping, adapting and spreading rest on, and which of them the results meet.

The report recommends nothing. Whether a condition holds follows from the case of an interval, the verdict on a target
or the absence of a number, and from nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from nextwork_eval.report.blocks import Block, Cell, Chapter, Column, Paragraph, Parts, Table, TableRow
from nextwork_eval.report.chapters.harms import harm_entries
from nextwork_eval.report.interval_cases import FullCase
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join, link
from nextwork_eval.report.sentences import case_of, contrast_id
from nextwork_eval.report.sources import has_set
from nextwork_eval.report.tables import EMPTY
from nextwork_eval.report.targets import verdict_name

Answer = Literal["yes", "no", "open", "unknown"]

TITLE = Phrase("Hvad nu?", "What now?")
LEAD = Phrase(
    "Rapporten anbefaler intet. Den siger, hvad hver beslutning hviler på, og om resultaterne bærer det.",
    "The report recommends nothing. It says what each decision rests on, and whether the results carry it.",
)
CAPTION = Phrase("Beslutninger og det, de hviler på", "Decisions and what they rest on")
CONDITION = Phrase("Hviler på, at …", "Rests on …")
HOLDS = Phrase("Svar", "Answer")
FOUND = Phrase("Fundet", "Found")
DECISIONS = {
    "spread": Phrase("Udbred", "Spread"),
    "adapt": Phrase("Tilpas, og prøv igen", "Adapt, and try again"),
    "stop": Phrase("Stop", "Stop"),
}
ANSWERS: dict[Answer, Phrase] = {
    "yes": Phrase("Ja", "Yes"),
    "no": Phrase("Nej", "No"),
    "open": Phrase("Kan ikke afgøres", "Cannot be decided"),
    "unknown": Phrase("Ikke undersøgt", "Not examined"),
}
SHOWN = Phrase(
    "det primære resultat viser en forskel i den ønskede retning",
    "the primary result showing a difference in the intended direction",
)
AGAINST = Phrase(
    "det primære resultat viser en forskel mod den ønskede retning",
    "the primary result showing a difference against the intended direction",
)
TOO_SMALL = Phrase(
    "hele det primære interval er mindre end en forskel, der betyder noget",
    "the whole primary interval being smaller than a difference that matters",
)
TARGET = Phrase("målet er nået: {target}", "the target being met: {target}")
SHORT = Phrase(
    "forskellen er vist, men mindst et mål er ikke nået",
    "the difference being shown while at least one target is not met",
)
NO_HARM = Phrase(
    "intet af de resultater, der ville være en skade, går den forkerte vej",
    "no result that would be a harm going the wrong way",
)
HARM = Phrase(
    "et resultat, der ville være en skade, går den forkerte vej", "a result that would be a harm going the wrong way"
)
WORTH = Phrase("det, tilbuddet giver, er prisen værd", "what the offer gives being worth its price")
NOTE = Phrase(
    "Et ja står kun, hvor hele intervallet ligger på den ene side. ”Kan ikke afgøres” er hverken ja eller nej: dér "
    "hviler beslutningen på andet end dette forsøg.",
    "A yes stands only where the whole interval lies on one side. “Cannot be decided” is neither yes nor no: there the "
    "decision rests on something other than this trial.",
)
LEVEL = Phrase("({level})", "({level})")
SEE_HARMS = Phrase("se kapitlet om utilsigtede virkninger", "see the chapter on unintended effects")
NO_PRIMARY = Phrase("Planen har intet primært resultat.", "The plan has no primary result.")
_SHOWN: dict[FullCase, Answer] = {"good": "yes", "bad": "no", "precise": "no", "bad_small": "no", "good_small": "yes"}
_AGAINST: dict[FullCase, Answer] = {
    "bad": "yes",
    "good": "no",
    "good_small": "no",
    "precise": "open",
    "bad_small": "yes",
}
_SMALL: dict[FullCase, Answer] = {"precise": "yes", "good_small": "yes", "bad_small": "yes", "shown_small": "yes"}
_TARGETS: dict[str, Answer] = {"met": "yes", "not_met": "no", "reduced_not_met": "no", "not_reduced": "no"}


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that a decision rests on: its words, whether it holds, and the numbers that say so."""

    words: Parts
    answer: Answer
    found: Parts = ()
    sources: tuple[str, ...] = ()


def outlook(m: Materials) -> Chapter:
    """Compose the decision table."""
    decisions = {
        "spread": [_primary(m, SHOWN, _SHOWN), *_targets(m), _no_harm(m), Condition(m.words(WORTH), "unknown")],
        "adapt": [_short(m)],
        "stop": [_primary(m, AGAINST, _AGAINST), _too_small(m), _harm(m)],
    }
    rows: list[TableRow] = []
    sources: list[str] = []
    for decision, conditions in decisions.items():
        rows.append(TableRow(cells=(Cell(parts=m.words(DECISIONS[decision])),)))
        for one in conditions:
            sources += one.sources
            rows.append(
                TableRow(
                    cells=(
                        Cell(parts=one.words),
                        Cell(parts=m.words(ANSWERS[one.answer])),
                        Cell(parts=one.found or EMPTY),
                    )
                )
            )
    columns = (
        Column(heading=m.words(CONDITION), share=3),
        Column(heading=m.words(HOLDS), share=1.3),
        Column(heading=m.words(FOUND), share=2.2),
    )
    table = Table(
        id="decisions",
        caption=m.words(CAPTION),
        columns=columns,
        rows=tuple(rows),
        notes=(m.words(NOTE),),
        sources=tuple(dict.fromkeys(sources)),
        stacks=True,
    )
    blocks: tuple[Block, ...] = (Paragraph(parts=m.words(LEAD), style="lead"), table)
    return Chapter(id="outlook", title=m.words(TITLE), blocks=blocks)


def _primary(m: Materials, words: Phrase, answers: dict[FullCase, Answer]) -> Condition:
    entry = _primary_entry(m)
    case = "withheld" if entry is None else _case(m, entry)
    found = m.words(NO_PRIMARY) if entry is None else _number(m, entry)
    return Condition(m.words(words), answers.get(case, "open"), found, _sources(m, entry))


def _too_small(m: Materials) -> Condition:
    """Ask whether the interval is too short to hold anything that matters; only a plan that says what does can tell."""
    entry = _primary_entry(m)
    declared = entry is not None and m.outcome(str(entry["id"])).get("smallest_of_interest") is not None
    if entry is None or not declared:
        return Condition(m.words(TOO_SMALL), "unknown")
    case = _case(m, entry)
    answer: Answer = "open" if case == "withheld" else _SMALL.get(case, "no")
    return Condition(m.words(TOO_SMALL), answer, _number(m, entry), _sources(m, entry))


def _targets(m: Materials) -> list[Condition]:
    conditions = []
    for target in m.entries("target"):
        name = f"target.{target['id']}"
        found: Parts = (m.number(name),) if m.given(name) else ()
        conditions.append(
            Condition(
                m.say(TARGET, target=m.label("target", target["id"])),
                _TARGETS.get(verdict_name(m, target), "open"),
                _with_interval(m, name) if found else (),
                (name,) if found else (),
            )
        )
    return conditions


def _short(m: Materials) -> Condition:
    shown = _primary(m, SHOWN, _SHOWN).answer
    verdicts = [condition.answer for condition in _targets(m)]
    if shown == "no" or (verdicts and all(answer == "yes" for answer in verdicts)):
        answer: Answer = "no"
    elif not verdicts:
        answer = "unknown"
    else:
        answer = "yes" if shown == "yes" and "no" in verdicts else "open"
    return Condition(m.words(SHORT), answer)


def _harm(m: Materials) -> Condition:
    entries = harm_entries(m)
    bad = [entry for entry in entries if _case(m, entry) in ("bad", "bad_small")]
    if bad:
        found = join(
            *(join((m.label("outcome", entry["outcome"]),), _number(m, entry), between=": ") for entry in bad),
            between="; ",
        )
        return Condition(m.words(HARM), "yes", found, tuple(name for entry in bad for name in _sources(m, entry)))
    if not entries:
        return Condition(m.words(HARM), "unknown")
    helped = all(_case(m, entry) in ("good", "good_small") for entry in entries)
    return Condition(m.words(HARM), "no" if helped else "open", (link(SEE_HARMS, m.language, "harms"),))


def _no_harm(m: Materials) -> Condition:
    harm = _harm(m)
    turned: dict[Answer, Answer] = {"yes": "no", "no": "yes", "open": "open", "unknown": "unknown"}
    return Condition(m.words(NO_HARM), turned[harm.answer], harm.found, harm.sources)


def _primary_entry(m: Materials) -> dict[str, Any] | None:
    return next((entry for entry in m.analyses() if entry["purpose"] == "primary"), None)


def _case(m: Materials, entry: dict[str, Any]) -> FullCase:
    row = m.find(contrast_id(m, str(entry["id"])))
    return "withheld" if row is None else case_of(row, m.outcome(str(entry["id"])))


def _number(m: Materials, entry: dict[str, Any]) -> Parts:
    name = contrast_id(m, str(entry["id"]))
    if not m.given(name):
        return ()
    return _with_interval(m, name)


def _with_interval(m: Materials, name: str) -> Parts:
    """Return a number with its interval, whose level stands beside it: that of a target is another than an effect's."""
    told = join(m.number(name), m.number(name, form="interval"))
    row = m.find(name)
    if row is None or row.conf_level is None or not has_set(row):
        return told
    return join(told, m.say(LEVEL, level=m.number(name, "conf_level")))


def _sources(m: Materials, entry: dict[str, Any] | None) -> tuple[str, ...]:
    name = "" if entry is None else contrast_id(m, str(entry["id"]))
    return (name,) if m.given(name) else ()
