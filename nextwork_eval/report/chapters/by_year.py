"""Weeks period by period: what the offer added in the first and in each that follows, with both arms beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nextwork_eval.report.blocks import Block, Cell, Column, Heading, Paragraph, Parts, Table, TableRow
from nextwork_eval.report.chapters.other_methods import is_beside
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.sentences import effect_sentence
from nextwork_eval.report.tables import (
    DASH,
    DIFFERENCE,
    INTERVAL,
    PERSONS,
    UNROUNDED,
    arm_columns,
    number_or_dash,
    persons,
    unit_and_rounds,
)

TITLE = Phrase("Ekstra uger, tidsrum for tidsrum", "Extra weeks, period by period")
LEAD = Phrase(
    "Forskellen i uger er arealet mellem de to gruppers forløb. Her er den delt efter tid siden lodtrækningen, så det "
    "kan ses, hvornår ugerne blev vundet eller tabt.",
    "The difference in weeks is the area between the courses of the two groups. Here it is shared out by time since "
    "the lottery, so that it can be seen when the weeks were gained or lost.",
)
EVERYONE = Phrase(
    "Alle i lodtrækningen tæller med i hvert tidsrum, hvad der end er sket for dem før. Senere tidsrum hviler på de "
    "hold, der kan følges så langt. Tabellen prøver ikke, om to tidsrum er forskellige: at nul ligger uden for det "
    "ene interval og inden for det andet, viser ikke, at virkningen aftog.",
    "Everyone in the lottery counts in each period, whatever became of them before. Later periods rest on the rounds "
    "that can be followed so far. The table does not test whether two periods differ: that zero lies outside one "
    "interval and inside another does not show that the effect faded.",
)
CAPTION = Phrase("Uger i hvert tidsrum", "Weeks in each period")
PERIOD = Phrase("Uger siden lodtrækningen", "Weeks since the lottery")
FIRST = Phrase("Til og med uge {last}", "Up to and including week {last}")
LATER = Phrase("Uge {first} til uge {last}", "Week {first} to week {last}")
TOLD = Phrase("{period}, uger {states}: {sentence}", "{period}, weeks {states}: {sentence}")


def year_blocks(m: Materials) -> list[Block]:
    """Return the table of weeks by period with the sentences of its first outcome; nothing with one period alone."""
    courses = _courses(m)
    if not courses:
        return []
    rows: list[TableRow] = []
    sources: list[str] = []
    for states, entries in courses.items():
        rows.append(TableRow(cells=(Cell(parts=(m.label("state_set", states),)),)))
        for entry in entries:
            name = f"{entry['id']}.difference"
            levels = [f"{entry['id']}.level.{arm}" for arm in m.arms()]
            sources += [*levels, name]
            rows.append(_row(m, entry, name, levels))
    table = Table(
        id="weeks-by-period",
        caption=m.words(CAPTION),
        columns=(
            Column(heading=m.words(PERIOD), share=2.6),
            *arm_columns(m),
            Column(heading=m.words(DIFFERENCE), align="right", share=1.25),
            Column(heading=m.say(INTERVAL, level=_level(m, courses)), align="right", share=1.7),
            Column(heading=m.words(PERSONS), align="right", share=1.2),
        ),
        rows=tuple(rows),
        notes=(join(m.words(UNROUNDED), m.words(DASH)),),
        sources=tuple(sources),
        stacks=True,
    )
    states, first = next(iter(courses.items()))
    named = m.label("state_set", states)
    told = [
        Paragraph(parts=m.say(TOLD, period=_period(m, entry), states=named, sentence=effect_sentence(m, entry)))
        for entry in first
    ]
    return [
        Heading(parts=m.words(TITLE)),
        Paragraph(parts=m.words(LEAD)),
        table,
        *told,
        Paragraph(parts=m.words(EVERYONE)),
    ]


def _courses(m: Materials) -> dict[str, list[dict[str, Any]]]:
    """Return, for each set of states, the analyses of periods that follow one another from week 1, at least two."""
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in m.analyses("expected_weeks"):
        if m.find(f"{entry['id']}.difference") is not None and not is_beside(m, entry):
            found.setdefault(str(_rule(m, entry)["states"]), []).append(entry)
    chains = {states: _one_after_another(m, entries) for states, entries in found.items()}
    return {states: chain for states, chain in chains.items() if len(chain) > 1}


def _one_after_another(m: Materials, entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    chain: list[dict[str, Any]] = []
    following = 1
    for entry in sorted(entries, key=lambda one: (_first(m, one), int(_rule(m, one)["to_week"]))):
        if _first(m, entry) == following:
            chain.append(entry)
            following = int(_rule(m, entry)["to_week"]) + 1
    return chain


def _row(m: Materials, entry: dict[str, Any], name: str, levels: Sequence[str]) -> TableRow:
    row = m.find(name)
    assert row is not None, "it was chosen because it is there"
    return TableRow(
        cells=(
            Cell(parts=_period(m, entry), aside=unit_and_rounds(m, row)),
            *(Cell(parts=number_or_dash(m, level, form="bare")) for level in levels),
            Cell(parts=(m.number(name, form="bare", strong=True),)),
            Cell(parts=(m.number(name, form="interval"),)),
            Cell(parts=persons(m, name)),
        )
    )


def _period(m: Materials, entry: dict[str, Any]) -> Parts:
    rule = ("outcome", entry["outcome"], "rule")
    last = m.plan(*rule, "to_week")
    if _first(m, entry) == 1:
        return m.say(FIRST, last=last)
    return m.say(LATER, first=m.plan(*rule, "from_week"), last=last)


def _level(m: Materials, courses: dict[str, list[dict[str, Any]]]) -> Any:
    shown = [entry for entries in courses.values() for entry in entries if m.given(f"{entry['id']}.difference")]
    first = shown[0] if shown else next(iter(courses.values()))[0]
    return m.number(f"{first['id']}.difference", "conf_level")


def _rule(m: Materials, entry: dict[str, Any]) -> dict[str, Any]:
    rule: dict[str, Any] = m.outcome(entry["id"])["rule"]
    return rule


def _first(m: Materials, entry: dict[str, Any]) -> int:
    return int(_rule(m, entry).get("from_week", 1))
