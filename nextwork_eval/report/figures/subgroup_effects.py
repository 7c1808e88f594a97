"""The difference in each group of a split, one under the other, and everyone last (a forest plot)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Sheet

from nextwork_eval.report.figures.canvas import BODY, SMALL, WIDTH, mark_axis, panel, rule, wrapped, write
from nextwork_eval.report.figures.curves import extent
from nextwork_eval.report.figures.figure import Figure
from nextwork_eval.report.figures.finish import finished
from nextwork_eval.report.figures.reading import entry, label, outcome
from nextwork_eval.report.figures.words import estimate, interval, level, sentences, tick_labels, word
from nextwork_eval.report.languages import Language
from nextwork_eval.report.palette import ACCENT, INK, QUIET, RULE
from nextwork_eval.results import ReleasedResult, ResultRow

_NAME, _PLOT, _GAP = 72.0, 50.0, 3.0
_TOP, _ROW, _LINE, _BOTTOM = 6.0, 11.0, 4.0, 11.0
_FACTORS = {"percentage_point": 100.0, "weeks": 1.0}
_LOWERED = 0.27  # how far under the estimate the shrunken one stands, in rows


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One group, or everyone."""

    name: str
    row: ResultRow
    shrunken: ResultRow | None
    everyone: bool


def subgroup_effects(released: ReleasedResult, analysis_id: str, language: Language) -> Figure | None:
    """Draw the differences of an analysis in subgroups (`difference_by_subgroup`).

    Parameters
    ----------
    released
        The released result.
    analysis_id
        The analysis.
    language
        `da` or `en`.

    Returns
    -------
    Figure or None
        None if the differences are neither in percentage points nor in weeks, or were withheld.
    """
    lines = _lines(released, analysis_id, language)
    shown = [line for line in lines if line.row.estimate is not None]
    if len(shown) < 2 or shown[0].row.unit not in _FACTORS:
        return None
    unit = shown[0].row.unit
    drawn = [row for line in shown for row in (line.row, line.shrunken) if row is not None]
    values = [
        _FACTORS[unit] * value
        for row in drawn
        for value in (row.estimate, row.conf_low, row.conf_high, 0.0)
        if value is not None
    ]
    ticks = extent(np.array([min(values), max(values)]), about=5)
    top = _TOP + (5.0 if released.facts.synthetic else 0.0)

    def paint(sheet: Sheet) -> None:
        axes = panel(sheet, left=_NAME + _GAP, top=top, width=_PLOT, height=_ROW * len(lines))
        axes.set_xlim(ticks[0], ticks[-1])
        axes.set_ylim(len(lines), 0)
        mark_axis(axes, "y", [], [])
        mark_axis(axes, "x", ticks, tick_labels(ticks, unit, language), rules=True)
        axes.spines["bottom"].set_visible(False)
        axes.plot([0, 0], [0, len(lines)], color=INK, linewidth=0.9, clip_on=False, zorder=2)
        for place, line in enumerate(lines):
            _draw(sheet, axes, line, place, top=top + _ROW * place, factor=_FACTORS[unit], language=language)
        foot = word(f"difference_{unit}", language)
        bottom = top + _ROW * len(lines) + 9.4
        write(sheet, _NAME + _GAP + _PLOT, bottom, foot, size=SMALL, colour=QUIET, align="right")

    name = label(outcome(released, analysis_id), language)
    split = label(_split(released, analysis_id), language)
    return finished(
        released,
        language,
        figure_id=f"subgroup_effects_{analysis_id}",
        title=name,
        caption=sentences(
            word("subgroups", language, outcome=name, split=split),
            word("lines", language, level=said) if (said := level(drawn, language)) else None,
            word("shrunken", language) if any(line.shrunken is not None for line in shown) else None,
        ),
        alt=sentences(word("split", language, outcome=name, split=split), *(_told(line, language) for line in lines)),
        rows=[row.result_id for line in lines for row in (line.row, line.shrunken) if row is not None],
        height=top + _ROW * len(lines) + _BOTTOM,
        paint=paint,
    )


def _split(released: ReleasedResult, analysis_id: str) -> dict[str, Any]:
    estimator = entry(released, "analysis", analysis_id)["estimator"]
    return entry(released, "subgroup", str(estimator["subgroup"]))


def _lines(released: ReleasedResult, analysis_id: str, language: Language) -> list[_Line]:
    rows = {row.result_id: row for row in released.rows if row.analysis_id == analysis_id}
    if f"{analysis_id}.difference.all" not in rows:
        return []
    levels = [dict(table) for table in _split(released, analysis_id)["level"]]
    named = [(str(table["id"]), label(table, language)) for table in levels]
    named += [("not_known", word("not_known", language)), ("all", word("everyone", language))]
    return [
        _Line(
            name=text,
            row=rows[f"{analysis_id}.difference.{name}"],
            shrunken=rows.get(f"{analysis_id}.shrunken.{name}"),
            everyone=name == "all",
        )
        for name, text in named
        if f"{analysis_id}.difference.{name}" in rows
    ]


def _draw(sheet: Sheet, axes: Axes, line: _Line, place: int, *, top: float, factor: float, language: Language) -> None:
    rule(sheet, [0, WIDTH], [top, top], colour=RULE, width=0.5, under=True)
    words = wrapped(line.name, _NAME, BODY, strong=line.everyone)
    for number, text in enumerate(words[:2]):
        down = (number - (min(len(words), 2) - 1) / 2) * _LINE
        write(sheet, 0, top + _ROW / 2 + 1.2 + down, text, strong=line.everyone)
    right = WIDTH - 0.5
    shown, limits = estimate(line.row, language, unit=False), interval(line.row, language)
    write(sheet, right, top + 4.7, shown, colour=ACCENT, strong=True, align="right", role="value")
    write(sheet, right, top + 8.7, limits, size=SMALL, colour=ACCENT, align="right", role="value")
    height = place + 0.5 - (_LOWERED / 2 if line.shrunken is not None else 0)
    _mark(axes, line.row, height, factor=factor, colour=ACCENT, filled=True, size=9 if line.everyone else 7)
    if line.shrunken is not None:
        _mark(axes, line.shrunken, height + _LOWERED, factor=factor, colour=QUIET, filled=False, size=5)


def _mark(axes: Axes, row: ResultRow, height: float, *, factor: float, colour: str, filled: bool, size: float) -> None:
    if row.conf_low is not None and row.conf_high is not None:
        ends = [factor * row.conf_low, factor * row.conf_high]
        width = 2.2 if filled else 1.1
        axes.plot(ends, [height, height], color=colour, linewidth=width, solid_capstyle="butt", clip_on=False, zorder=3)
    if row.estimate is not None:
        axes.plot(
            [factor * row.estimate],
            [height],
            marker="o",
            markersize=size,
            markerfacecolor=colour if filled else "white",
            markeredgecolor="white" if filled else colour,
            markeredgewidth=1.0 if filled else 1.3,
            clip_on=False,
            zorder=4,
        )


def _told(line: _Line, language: Language) -> str:
    if line.row.estimate is None:
        return word("withheld_alt", language, outcome=line.name)
    told = f"{line.name}: {estimate(line.row, language)} {interval(line.row, language)}"
    if line.shrunken is None:
        return told
    return f"{told}, {word('shrunken_alt', language, value=estimate(line.shrunken, language))}"
