"""Example people week by week: a bar for each, coloured by what its weeks count as: definitions that can be seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nextwork_eval.report.figures.canvas import BODY, SMALL, WIDTH, text_width, wrapped, write
from nextwork_eval.report.figures.figure import Figure
from nextwork_eval.report.figures.finish import finished
from nextwork_eval.report.figures.panel import Panel
from nextwork_eval.report.figures.reading import darker, label, tables, week_ticks
from nextwork_eval.report.figures.sheet import Sheet
from nextwork_eval.report.figures.standing import remark
from nextwork_eval.report.figures.words import count, sentences, tick_labels, word
from nextwork_eval.report.languages import Language
from nextwork_eval.report.palette import INK, QUIET, WASH, state_colours
from nextwork_eval.report.said import Said
from nextwork_eval.results import ReleasedResult, Timeline

_NAME, _GAP, _EDGE = 58.0, 3.0, 3.5
_TOP, _ROW, _BAR, _BOTTOM, _LINE = 8.0, 6.4, 0.66, 11.0, 3.1
_MOST_BEFORE = 12
"""Weeks before the lottery that are drawn at most: the casebook tells the rest in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """A group of states as it is drawn."""

    label: str
    colour: str


def timelines(released: ReleasedResult, group: str, language: Language) -> Figure | None:
    """Draw the example people of one group of the casebook.

    Parameters
    ----------
    released
        The released result.
    group
        Id of the group.
    language
        `da` or `en`.

    Returns
    -------
    Figure or None
        None if the casebook has nobody in the group. Colours are those of the plan's stacked states; a state that the
        plan stacks nowhere is grey.
    """
    people = [person for person in released.timelines if person.group == group]
    if not people:
        return None
    groups = _groups(released, language)
    names = {name: (text_da if language == "da" else text_en) for name, text_da, text_en in released.facts.states}
    first = max(-_MOST_BEFORE, min(person.first_week for person in people))
    last = max(person.first_week + sum(weeks for _, weeks in person.runs) - 1 for person in people)
    top = _TOP + (5.0 if remark(released, language) else 0.0)
    across = WIDTH - _NAME - _GAP - _EDGE

    def paint(sheet: Sheet) -> None:
        _key(sheet, groups, people, top=top - 5.4)
        panel = Panel(
            sheet=sheet,
            left=_NAME + _GAP,
            top=top,
            width=across,
            height=_ROW * len(people),
            x=(min(first - 0.5, 0), last + 0.5),  # the week of the lottery has a tick, whoever is drawn
            y=(len(people), 0),
        )
        ticks = [0, *(week for week in week_ticks(last, most=9) if week > 0)]
        panel.ticks_below(ticks, tick_labels(ticks, "persons", language))
        for place, person in enumerate(people):
            name = Said(person.name_da if language == "da" else person.name_en)
            lines = wrapped(name, _NAME, BODY)[:2]
            for number, text in enumerate(lines):
                down = _ROW * (place + 0.5) + (number - (len(lines) - 1) / 2) * _LINE
                write(sheet, 0, top + down + 1.1, text)
            _bar(panel, person, groups, place, first=first, last=last)
            if not person.linked:
                middle = _NAME + _GAP + across / 2
                write(sheet, middle, top + _ROW * (place + 0.5) + 1.1, word("unlinked", language), colour=QUIET)
        panel.line([0.5, 0.5], panel.y, colour=INK, width=0.9, level=4)
        bottom = top + _ROW * len(people) + 9.4
        write(sheet, WIDTH - _EDGE, bottom, word("weeks_since", language), size=SMALL, colour=QUIET, align="right")

    title = Said(people[0].group_da if language == "da" else people[0].group_en)
    return finished(
        released,
        language,
        figure_id=f"timelines_{group}",
        title=title,
        caption=sentences(title, word("timelines", language)),
        alt=sentences(*(_told(person, names, language) for person in people)),
        rows=[f"timeline.{person.id}" for person in people],
        height=top + _ROW * len(people) + _BOTTOM,
        paint=paint,
    )


def _groups(released: ReleasedResult, language: Language) -> dict[str, _Group]:
    """Return state to group, as the plan stacks its states."""
    stacked: list[str] = next(
        (
            entry["estimator"]["groups"]
            for entry in tables(released, "analysis")
            if entry["estimator"]["id"] == "state_occupation"
        ),
        [],
    )
    sets = {entry["id"]: entry for entry in tables(released, "state_set")}
    colours = state_colours(tuple(stacked))
    return {
        state: _Group(label=label(sets[name], language), colour=colour)
        for name, colour in zip(stacked, colours, strict=True)
        for state in sets[name]["states"]
    }


def _key(sheet: Sheet, groups: Mapping[str, _Group], people: Sequence[Timeline], *, top: float) -> None:
    """Name the colours that are drawn, in their order, above the bars."""
    drawn = {state for person in people for state, _ in person.runs}
    across = 0.0
    for group in dict.fromkeys(groups.values()):
        if not any(groups.get(state) == group for state in drawn):
            continue
        text = group.label[:1].upper() + group.label[1:]
        width = text_width(text, SMALL, strong=True)
        if across + width > WIDTH:
            break
        write(sheet, across, top + 2.4, text, size=SMALL, colour=darker(group.colour), strong=True)
        across += width + 4


def _bar(panel: Panel, person: Timeline, groups: Mapping[str, _Group], place: int, *, first: int, last: int) -> None:
    week = person.first_week
    for state, weeks in person.runs:
        start, stop = max(week, first), min(week + weeks, last + 1)
        week += weeks
        if start >= stop:
            continue
        colour = groups[state].colour if state in groups else WASH
        left, right, upper, lower = start - 0.5, stop - 0.5, place + (1 - _BAR) / 2, place + (1 + _BAR) / 2
        panel.area([left, right, right, left], [upper, upper, lower, lower], fill=colour, edge=0.5)


def _told(person: Timeline, names: Mapping[str, str], language: Language) -> str:
    name = Said(person.name_da if language == "da" else person.name_en)
    if not person.linked:
        return f"{name}: {word('unlinked', language)}"
    runs = ", ".join(f"{names[state]} {count(weeks, language)}" for state, weeks in person.runs)
    return word("timeline_alt", language, person=name, first=count(person.first_week, language), runs=runs)
