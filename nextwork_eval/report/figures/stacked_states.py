"""Where everyone is, week by week: shares of each arm stacked to a whole, in the same order and colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from nextwork_eval.report.figures.canvas import SMALL, WIDTH, rule, spread, wrapped, write
from nextwork_eval.report.figures.curves import runs, whole_scale
from nextwork_eval.report.figures.figure import Figure
from nextwork_eval.report.figures.finish import finished, gap_note, population_note, was
from nextwork_eval.report.figures.panel import Panel
from nextwork_eval.report.figures.reading import (
    Arm,
    Series,
    arms,
    darker,
    entry,
    label,
    outcome,
    series,
    sparse,
    week_step,
    week_ticks,
)
from nextwork_eval.report.figures.sheet import Sheet
from nextwork_eval.report.figures.words import count, estimate, sentences, tick_labels, word
from nextwork_eval.report.languages import Language
from nextwork_eval.report.palette import QUIET, state_colours
from nextwork_eval.results import ReleasedResult

_LEFT, _TOP, _HEIGHT, _BOTTOM = 13.0, 13.0, 52.0, 10.5
_NUMBERS, _NAMES = 13.0, 34.0
_ACROSS = (WIDTH - _LEFT - 2 * _NUMBERS - _NAMES - 1) / 2
_LINE = 3.7
_COURSE = ("out", "out_again", "gone", "back", "never_left")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """A group of states as it is drawn."""

    id: str
    label: str
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stack:
    """One arm: lines of the groups, bottom first. Shape of `edges`: (n_groups + 1, n_weeks), NaN if one is withheld."""

    arm: Arm
    lines: tuple[Series, ...]
    weeks: npt.NDArray[np.float64]
    edges: npt.NDArray[np.float64]

    @property
    def complete(self) -> set[int]:
        """The weeks in which every group has a number."""
        return {int(week) for week in self.weeks[np.isfinite(self.edges[-1])]}


def stacked_states(released: ReleasedResult, analysis_id: str, language: Language) -> Figure | None:
    """Draw the states of both arms (`state_occupation`), or where they stand in a course (`course_occupation`).

    Parameters
    ----------
    released
        The released result.
    analysis_id
        The analysis; its groups are stacked in the order of the plan, the first at the bottom. The places of a course
        have an order of their own: those who are out at the bottom, those who never left on top.
    language
        `da` or `en`.

    Returns
    -------
    Figure or None
        None if there is no week in which the arms have a number for every group. Weeks that follow each other are drawn
        as steps, single release weeks as bars: what lies between is not known. A week in which a group was withheld
        stays empty.
    """
    groups = _groups(entry(released, "analysis", analysis_id).get("estimator", {}), released, language)
    names = tuple(group.id for group in groups)
    stacks = [_stack(released, analysis_id, arm, names) for arm in arms(released, language)]
    drawn = [stack for stack in stacks if stack is not None]
    shared = set.intersection(*(stack.complete for stack in drawn)) if drawn else set()
    if not shared:
        return None
    last = max(shared)
    rows = [row for stack in drawn for line in stack.lines for row in line.rows]
    single = sparse(drawn[0].weeks)

    def paint(sheet: Sheet) -> None:
        write(sheet, 0, 3.6, word("level_share", language), strong=True)
        for place, stack in enumerate(drawn):
            left = _LEFT + place * (_ACROSS + _NUMBERS)
            _areas(sheet, stack, groups, left=left, first=place == 0, language=language)
            _names(sheet, stack, groups, last, left=left + _ACROSS, named=place == len(drawn) - 1, language=language)
        right = _LEFT + (len(drawn) - 1) * (_ACROSS + _NUMBERS) + _ACROSS
        write(
            sheet, right, _TOP + _HEIGHT + 9.4, word("weeks_since", language), size=SMALL, colour=QUIET, align="right"
        )

    name = label(outcome(released, analysis_id), language)
    return finished(
        released,
        language,
        figure_id=f"stacked_states_{analysis_id}",
        title=name,
        caption=sentences(
            name,
            word("states_caption", language, week=last),
            word("bars", language) if single else None,
            word("rounded", language, floor=count(released.floor, language))
            if was(released, analysis_id, "rounded")
            else None,
            population_note(rows, language),
            gap_note(released, analysis_id, rows, language),
        ),
        alt=sentences(name, *(_told(stack, groups, last, language) for stack in drawn)),
        rows=[row.result_id for row in rows],
        height=_TOP + _HEIGHT + _BOTTOM,
        paint=paint,
    )


def _groups(estimator: dict[str, Any], released: ReleasedResult, language: Language) -> list[_Group]:
    course = estimator.get("id") == "course_occupation"
    names = _COURSE if course else tuple(estimator.get("groups", ()))
    return [
        _Group(
            id=name,
            label=word(f"course_{name}", language) if course else label(entry(released, "state_set", name), language),
            colour=colour,
        )
        for name, colour in zip(names, state_colours(names), strict=True)
    ]


def _stack(released: ReleasedResult, analysis_id: str, arm: Arm, groups: Sequence[str]) -> _Stack | None:
    found = [series(released, analysis_id, within=f"{analysis_id}.{arm.id}.{group}", factor=100) for group in groups]
    lines = tuple(line for line in found if line is not None)
    if not lines or len(lines) < len(found):
        return None
    weeks = np.unique(np.concatenate([line.weeks for line in lines]))
    shares = np.full((len(lines), len(weeks)), np.nan)
    for place, line in enumerate(lines):
        shares[place, np.searchsorted(weeks, line.weeks)] = line.estimate
    edges = np.vstack([np.zeros(len(weeks)), np.cumsum(shares, axis=0)])
    edges[:, ~np.isfinite(edges[-1])] = np.nan
    return _Stack(arm=arm, lines=lines, weeks=weeks, edges=edges) if np.isfinite(edges[-1]).any() else None


def _areas(
    sheet: Sheet, stack: _Stack, groups: Sequence[_Group], *, left: float, first: bool, language: Language
) -> None:
    write(sheet, left, _TOP - 2.6, stack.arm.label, colour=stack.arm.ink, strong=True)
    single = sparse(stack.weeks)
    half = 0.36 * week_step(stack.weeks) if single else 0.5
    across = (float(stack.weeks[0]) - half, float(stack.weeks[-1]) + half)
    panel = Panel(sheet=sheet, left=left, top=_TOP, width=_ACROSS, height=_HEIGHT, x=across, y=(0, 100))
    panel.axis()
    if first:
        ticks = whole_scale(4)
        panel.ticks_beside(ticks, tick_labels(ticks, "share", language))
    # Single weeks are named from the last one backwards, because the numbers beside the panel belong to the last.
    every = -(-len(stack.weeks) // 7)
    regular = [week for week in week_ticks(int(stack.weeks[-1]), most=7) if week >= stack.weeks[0]]
    weeks = [int(week) for week in stack.weeks[::-1][::every][::-1]] if single else regular
    panel.ticks_below(weeks, tick_labels(weeks, "persons", language))
    known = np.isfinite(stack.edges[-1])
    for start, stop in [(at, at + 1) for at in np.flatnonzero(known).tolist()] if single else runs(known):
        for place, group in enumerate(groups):
            _area(panel, stack.weeks[start:stop], stack.edges[place : place + 2, start:stop], half, group.colour)


def _area(
    panel: Panel, weeks: npt.NDArray[np.float64], edges: npt.NDArray[np.float64], half: float, colour: str
) -> None:
    """Fill between two stepped edges: each week reaches from half a step before it to half a step after it."""
    across = np.column_stack([weeks - half, weeks + half]).ravel()
    low, high = np.repeat(edges[0], 2), np.repeat(edges[1], 2)
    panel.area(np.concatenate([across, across[::-1]]), np.concatenate([high, low[::-1]]), fill=colour, edge=0.5)


def _names(
    sheet: Sheet, stack: _Stack, groups: Sequence[_Group], week: int, *, left: float, named: bool, language: Language
) -> None:
    """Write each group's share of the week beside its area; beside the last panel its name as well."""
    edges = stack.edges[:, int(np.searchsorted(stack.weeks, week))]
    middles = [_TOP + _HEIGHT * (1 - (low + high) / 200) for low, high in pairwise(edges)]
    lines = [
        wrapped(group.label[:1].upper() + group.label[1:], _NAMES - 1, SMALL) if named else [""] for group in groups
    ]
    gap = _LINE * max(len(text) for text in lines) + 0.8
    places = spread(middles, gap, _TOP + 1, _TOP + _HEIGHT - 1)
    for group, line, text, middle, place in zip(groups, stack.lines, lines, middles, places, strict=True):
        row = next(row for row in line.shown if row.week == week)
        ink = darker(group.colour)
        rule(
            sheet, [left + 0.6, left + 1.2, left + 2.4, left + 2.9], [middle, middle, place, place], colour=group.colour
        )
        share = estimate(row, language, unit=False)
        write(sheet, left + 10.2, place + 1.1, share, size=SMALL, colour=ink, strong=True, align="right", role="value")
        for number, words in enumerate(text if named else []):
            down = (number - (len(text) - 1) / 2) * _LINE
            write(sheet, left + 12.5, place + down + 1.1, words, size=SMALL, colour=ink)


def _told(stack: _Stack, groups: Sequence[_Group], week: int, language: Language) -> str:
    shares = [
        f"{group.label} {estimate(next(row for row in line.shown if row.week == week), language)}"
        for group, line in zip(groups, stack.lines, strict=True)
    ]
    return word("states_alt", language, arm=stack.arm.label, week=week, shares="; ".join(shares))
