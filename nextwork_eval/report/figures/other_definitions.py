"""The same difference under each definition that the plan promised: its own first, the others below."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Sheet

from nextwork_eval.report.figures.canvas import BODY, SMALL, WIDTH, mark_axis, panel, rule, wrapped, write
from nextwork_eval.report.figures.curves import extent
from nextwork_eval.report.figures.figure import Figure
from nextwork_eval.report.figures.finish import finished
from nextwork_eval.report.figures.reading import label, outcome, tables
from nextwork_eval.report.figures.words import drawn_set, estimate, interval, level, sentences, tick_labels, word
from nextwork_eval.report.languages import Language
from nextwork_eval.report.palette import ACCENT, INK, QUIET, RULE
from nextwork_eval.results import ReleasedResult, ResultRow

_NAME, _PLOT, _GAP = 72.0, 50.0, 3.0
_TOP, _ROW, _LINE, _BOTTOM = 6.0, 11.0, 4.0, 11.0
_FACTORS = {"percentage_point": 100.0, "weeks": 1.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One definition and the difference under it."""

    name: str
    row: ResultRow
    own: bool


def other_definitions(released: ReleasedResult, analysis_id: str, language: Language) -> Figure | None:
    """Draw the difference of an analysis under the plan's definition and under each other that it names.

    Parameters
    ----------
    released
        The released result.
    analysis_id
        The analysis of the plan that is repeated.
    language
        `da` or `en`.

    Returns
    -------
    Figure or None
        None if the difference is neither in percentage points nor in weeks, or none of the others was released.
    """
    lines = _lines(released, analysis_id, language)
    shown = [line for line in lines if line.row.estimate is not None]
    if len(shown) < 2 or shown[0].row.unit not in _FACTORS:
        return None
    unit = shown[0].row.unit
    values = [
        _FACTORS[unit] * value
        for line in shown
        for value in (line.row.estimate, line.row.conf_low, line.row.conf_high, 0.0)
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
    rows = [line.row for line in lines]
    return finished(
        released,
        language,
        figure_id=f"other_definitions_{analysis_id}",
        title=name,
        caption=sentences(
            word("other_definitions", language, outcome=name),
            word("lines", language, level=wide) if (wide := level(rows, language)) else None,
            word("dashes", language) if len(shown) < len(lines) else None,
        ),
        alt=sentences(name, *(_told(line, language) for line in lines)),
        rows=[row.result_id for row in rows],
        height=top + _ROW * len(lines) + _BOTTOM,
        paint=paint,
    )


def _lines(released: ReleasedResult, analysis_id: str, language: Language) -> list[_Line]:
    rows = {row.result_id: row for row in released.rows}
    own = rows.get(f"{analysis_id}.difference")
    if own is None:
        return []
    lines = [_Line(name=word("own_definition", language), row=own, own=True)]
    for entry in tables(released, "sensitivity"):
        row = rows.get(f"sensitivity.{entry['id']}.{analysis_id}.difference")
        if row is not None:
            lines.append(_Line(name=label(entry, language), row=row, own=False))
    return lines


def _draw(sheet: Sheet, axes: Axes, line: _Line, place: int, *, top: float, factor: float, language: Language) -> None:
    rule(sheet, [0, WIDTH], [top, top], colour=RULE, width=0.5, under=True)
    words = wrapped(line.name, _NAME, BODY, strong=line.own)
    for number, text in enumerate(words[:2]):
        down = (number - (min(len(words), 2) - 1) / 2) * _LINE
        write(sheet, 0, top + _ROW / 2 + 1.2 + down, text, strong=line.own)
    shown, limits = estimate(line.row, language, unit=False), interval(line.row, language)
    right = WIDTH - 0.5
    write(sheet, right, top + 4.7, shown, colour=ACCENT, strong=True, align="right", role="value")
    write(sheet, right, top + 8.7, limits, size=SMALL, colour=ACCENT, align="right", role="value")
    height = place + 0.5
    for ends in drawn_set(line.row, factor, *axes.get_xlim()):
        axes.plot(ends, [height, height], color=ACCENT, linewidth=2.2, solid_capstyle="butt", clip_on=False, zorder=3)
    if line.row.estimate is not None:
        axes.plot(
            [factor * line.row.estimate],
            [height],
            marker="o",
            markersize=9 if line.own else 7,
            markerfacecolor=ACCENT if line.own else "white",
            markeredgecolor="white" if line.own else ACCENT,
            markeredgewidth=1.0 if line.own else 1.6,
            clip_on=False,
            zorder=4,
        )


def _told(line: _Line, language: Language) -> str:
    if line.row.estimate is None:
        return word("withheld_alt", language, outcome=line.name)
    return f"{line.name}: {estimate(line.row, language)} {interval(line.row, language)}"
