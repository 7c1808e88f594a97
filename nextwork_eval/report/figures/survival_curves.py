"""How long it takes: the share not yet, or already, past the event in each arm, and the number still at risk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from nextwork_eval.report.figures.canvas import SIDE_GAP, SMALL, WIDTH, side_width, spread, write
from nextwork_eval.report.figures.curves import band, extent, outline, staircase, whole_scale
from nextwork_eval.report.figures.figure import Figure
from nextwork_eval.report.figures.finish import finished, gap_note, population_note, was
from nextwork_eval.report.figures.panel import Panel
from nextwork_eval.report.figures.reading import Arm, Series, arms, entry, label, outcome, series, week_ticks
from nextwork_eval.report.figures.sheet import Sheet
from nextwork_eval.report.figures.words import (
    count,
    estimate,
    final,
    interval,
    level,
    path_sentence,
    percent,
    sentences,
    tick_labels,
    word,
)
from nextwork_eval.report.languages import Language
from nextwork_eval.report.pairs import filled
from nextwork_eval.report.palette import QUIET
from nextwork_eval.report.said import joined
from nextwork_eval.results import ReleasedResult

_LEFT, _TOP, _HEIGHT, _TABLE, _ROW = 13.0, 8.0, 48.0, 19.0, 4.2
_APART = 11.0
"""Least distance between two numbers at risk, millimetres."""
_TOLD: dict[str, dict[Language, str]] = {
    "caption": {
        "da": "Mellem de stiplede linjer i en gruppes farve ligger dens {level}-bånd for alle uger på én gang",
        "en": "Between the dashed lines in the colour of a group lies its {level} band for all weeks at once",
    },
    "alt": {
        "da": "{level}-båndet for alle uger på én gang: {values}",
        "en": "The {level} band for all weeks at once: {values}",
    },
    "last": {"da": "{arm} {interval} i uge {week}", "en": "{arm} {interval} in week {week}"},
}


def survival_curves(released: ReleasedResult, analysis_id: str, language: Language) -> Figure | None:
    """Draw step curves (`kaplan_meier` or `cumulative_incidence`).

    Parameters
    ----------
    released
        The released result.
    analysis_id
        The analysis. Where disclosure control delays steps, the weeks are irregular and differ between the arms; a
        curve keeps its level until its next released step and ends with the last one.
    language
        `da` or `en`.

    Returns
    -------
    Figure or None
        None if no arm has a number. The numbers at risk stand under the weeks they belong to, and only there.
    """
    found = [
        (arm, series(released, analysis_id, within=f"{analysis_id}.{arm.id}", factor=100, steps=True))
        for arm in arms(released, language)
    ]
    drawn = [(arm, line) for arm, line in found if line is not None]
    if not drawn:
        return None
    rows = [row for _, line in drawn for row in line.rows]
    wholes = _whole_bands(released, analysis_id, drawn)
    survival = rows[0].statistic == "survival"
    about = outcome(released, analysis_id)
    states = label(entry(released, "state_set", about["rule"]["states"]), language)
    heading = word("not_yet" if survival else "already", language, states=states)
    in_a_row = about["rule"].get("weeks_in_a_row", 1)

    def paint(sheet: Sheet) -> None:
        width = (
            WIDTH
            - _LEFT
            - side_width([text for arm, line in drawn for text in (arm.label, final(line, _last(drawn), language))])
        )
        write(sheet, 0, 3.6, heading, strong=True)
        _curves(sheet, drawn, wholes, width=width, whole=survival, language=language)
        _at_risk(sheet, drawn, width=width, language=language)

    return finished(
        released,
        language,
        figure_id=f"survival_curves_{analysis_id}",
        title=label(about, language),
        caption=sentences(
            label(about, language),
            heading,
            word("in_a_row", language, weeks=count(in_a_row, language)) if in_a_row > 1 else None,
            word("curve_bands", language, level=shown) if (shown := level(rows, language)) else None,
            _told_whole(wholes, "caption", language),
            word("risk_caption", language),
            word("delayed", language) if was(released, analysis_id, "delayed") else None,
            population_note(rows, language),
            gap_note(released, analysis_id, rows, language),
        ),
        alt=sentences(
            heading,
            *(path_sentence(arm.label, line, language) for arm, line in drawn),
            _halfway(drawn, language),
            _told_whole(wholes, "alt", language),
        ),
        rows=[row.result_id for row in (*rows, *(row for _, line in wholes for row in line.rows))],
        height=_TOP + _HEIGHT + _TABLE + _ROW * len(drawn) - 1.5,
        paint=paint,
    )


def _curves(
    sheet: Sheet,
    drawn: Sequence[tuple[Arm, Series]],
    wholes: Sequence[tuple[Arm, Series]],
    *,
    width: float,
    whole: bool,
    language: Language,
) -> None:
    values = [part for _, line in (*drawn, *wholes) for part in (line.estimate, line.low, line.high)]
    ticks = whole_scale(5) if whole else extent(*values, floor=0, ceiling=100)
    last = _last(drawn)
    weeks = week_ticks(last)
    panel = Panel(sheet=sheet, left=_LEFT, top=_TOP, width=width, height=_HEIGHT, x=(0, last), y=(ticks[0], ticks[-1]))
    panel.axis()
    panel.ticks_beside(ticks, tick_labels(ticks, "share", language), rules=True)
    panel.ticks_below(weeks, tick_labels(weeks, "persons", language))
    for arm, line in reversed(drawn):
        band(panel, line, arm.colour, steps=True)
    for arm, line in wholes:
        outline(panel, line, arm.colour, steps=True)
    for arm, line in reversed(drawn):
        staircase(panel, line, arm.colour, arm.dash)
    ends = [_TOP + _HEIGHT * (1 - line.last / ticks[-1]) for _, line in drawn]
    for (arm, line), place in zip(drawn, spread(ends, 10.5, _TOP, _TOP + _HEIGHT - 4), strict=True):
        write(sheet, _LEFT + width + SIDE_GAP, place - 0.3, arm.label, colour=arm.ink, strong=True)
        write(sheet, _LEFT + width + SIDE_GAP, place + 3.8, final(line, last, language), colour=arm.ink, role="value")


def _whole_bands(
    released: ReleasedResult, analysis_id: str, drawn: Sequence[tuple[Arm, Series]]
) -> list[tuple[Arm, Series]]:
    """Return the bands for all weeks that were released, over the weeks of their curves.

    A curve steps in weeks for which its band was not computed; there the band has a gap, and does not stand still.
    """
    found = []
    for arm, line in drawn:
        whole = series(released, analysis_id, within=f"{analysis_id}.{arm.id}.band", factor=100, steps=True)
        if whole is None:
            continue
        at = np.searchsorted(whole.weeks, line.weeks).clip(max=len(whole.weeks) - 1)
        there = whole.weeks[at] == line.weeks
        middle, low, high = (np.where(there, part[at], np.nan) for part in (whole.estimate, whole.low, whole.high))
        found.append((arm, replace(whole, weeks=line.weeks, estimate=middle, low=low, high=high)))
    return found


def _told_whole(
    wholes: Sequence[tuple[Arm, Series]], where: Literal["caption", "alt"], language: Language
) -> str | None:
    """Say what the dashed lines are, and for who cannot see them where each band lies in its last week."""
    if not wholes:
        return None
    ends = [(arm, line.shown[-1]) for arm, line in wholes]
    values = [
        filled(_TOLD["last"][language], arm=arm.label, interval=interval(row, language), week=count(row.week, language))
        for arm, row in ends
        if row.week is not None
    ]
    said = {"level": percent(ends[0][1], language)}
    return filled(
        _TOLD[where][language], **said, **({"values": joined(*values, between="; ")} if where == "alt" else {})
    )


def _at_risk(sheet: Sheet, drawn: Sequence[tuple[Arm, Series]], *, width: float, language: Language) -> None:
    bottom = _TOP + _HEIGHT
    write(sheet, _LEFT + width, bottom + 9.4, word("weeks_since", language), size=SMALL, colour=QUIET, align="right")
    write(sheet, 0, bottom + 13.4, word("at_risk", language), size=SMALL, strong=True)
    last = _last(drawn)
    for place, (arm, line) in enumerate(drawn):
        down = bottom + 18.4 + place * _ROW
        write(sheet, _LEFT + width + SIDE_GAP, down, arm.label, size=SMALL, colour=arm.ink, strong=True)
        for week, number in _chosen(line, last, _APART / width * last):
            across = _LEFT + width * week / last
            write(
                sheet, across, down, count(number, language), size=SMALL, colour=arm.ink, align="center", role="value"
            )


def _chosen(line: Series, last: int, apart: float) -> list[tuple[int, int]]:
    """Choose the weeks whose number at risk is written: those on the axis if all are there, otherwise what has room."""
    known = {row.week: row.n_arm for row in line.shown if row.week is not None and row.n_arm is not None}
    regular = week_ticks(last)
    if all(week in known for week in regular):
        return [(week, known[week]) for week in regular]
    chosen: list[tuple[int, int]] = []
    for week in sorted(known):
        if not chosen or week - chosen[-1][0] >= apart:
            chosen.append((week, known[week]))
    return chosen


def _last(drawn: Sequence[tuple[Arm, Series]]) -> int:
    return max(1, int(max(line.weeks.max() for _, line in drawn)))


def _halfway(drawn: Sequence[tuple[Arm, Series]], language: Language) -> str | None:
    """Say what the arms had come to in the released week nearest to the middle that they share."""
    shared = set.intersection(*({int(row.week or 0) for row in line.shown} for _, line in drawn))
    middle = _last(drawn) / 2
    week = min(shared, key=lambda week: (abs(week - middle), week), default=None)
    if week is None:
        return None
    told = [f"{arm.label} {estimate(row, language)}" for arm, line in drawn for row in line.shown if row.week == week]
    return word("halfway", language, week=week, values="; ".join(told))
