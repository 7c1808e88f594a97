"""Differences under each other, one to a line, on one axis (a forest plot)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nextwork_eval.report.figures.canvas import BODY, SMALL, WIDTH, rule, text_width, wrapped, write
from nextwork_eval.report.figures.curves import extent
from nextwork_eval.report.figures.figure import Figure
from nextwork_eval.report.figures.finish import finished
from nextwork_eval.report.figures.panel import Panel
from nextwork_eval.report.figures.sheet import Sheet
from nextwork_eval.report.figures.standing import remark
from nextwork_eval.report.figures.words import drawn_set, estimate, interval, level, sentences, tick_labels, word
from nextwork_eval.report.languages import Language
from nextwork_eval.report.palette import ACCENT, INK, QUIET, RULE
from nextwork_eval.results import ReleasedResult, ResultRow

_NAME, _PLOT, _GAP = 80.0, 44.0, 3.0
_TOP, _ROW, _LINE, _BOTTOM = 4.0, 6.6, 3.2, 10.5
_FACTORS = {"percentage_point": 100.0, "weeks": 1.0}
_LOWERED = 0.27  # how far under the estimate the one beneath it stands, in rows


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestLine:
    """One line.

    Attributes
    ----------
    name
        What stands at its left.
    row
        Its difference; a withheld one leaves the line empty.
    beneath
        A second, quieter difference under it.
    strong
        Whether it is the line that the others are read against.
    filled
        Whether its mark is filled.
    """

    name: str
    row: ResultRow
    beneath: ResultRow | None = None
    strong: bool = False
    filled: bool = True


def forest(
    released: ReleasedResult,
    language: Language,
    lines: Sequence[ForestLine],
    *,
    figure_id: str,
    title: str,
    caption: tuple[str, str | None],
    alt: str,
) -> Figure | None:
    """Draw the lines.

    Parameters
    ----------
    released, language
        As in the figures that are made of it.
    lines
        From the top.
    figure_id, title, alt
        The text for those who do not see it begins with `alt` and goes on with each line.
    caption
        What is said before the level of the intervals, and after it.

    Returns
    -------
    Figure or None
        None if fewer than two lines have an estimate, or they are neither in percentage points nor in weeks.
    """
    shown = [line for line in lines if line.row.estimate is not None]
    if len(shown) < 2 or shown[0].row.unit not in _FACTORS:
        return None
    unit = shown[0].row.unit
    values = [
        _FACTORS[unit] * value
        for row in rows_of(shown)
        for value in (row.estimate, row.conf_low, row.conf_high, 0.0)
        if value is not None
    ]
    ticks = extent(np.array([min(values), max(values)]), about=5)
    aside = 2.0 + max(text_width(interval(line.row, language), SMALL) for line in lines)
    top = _TOP + (5.0 if remark(released, language) else 0.0)

    def paint(sheet: Sheet) -> None:
        panel = Panel(
            sheet=sheet,
            left=_NAME + _GAP,
            top=top,
            width=_PLOT,
            height=_ROW * len(lines),
            x=(ticks[0], ticks[-1]),
            y=(len(lines), 0),
        )
        panel.ticks_below(ticks, tick_labels(ticks, unit, language), rules=True)
        panel.line([0, 0], panel.y, colour=INK, width=0.9, level=2)
        for place, line in enumerate(lines):
            _draw(
                sheet,
                panel,
                line,
                place,
                top=top + _ROW * place,
                factor=_FACTORS[unit],
                aside=aside,
                language=language,
            )
        foot = word(f"difference_{unit}", language)
        bottom = top + _ROW * len(lines) + 9.4
        write(sheet, _NAME + _GAP + _PLOT, bottom, foot, size=SMALL, colour=QUIET, align="right")

    before, after = caption
    wide = level(rows_of(lines), language)
    return finished(
        released,
        language,
        figure_id=figure_id,
        title=title,
        caption=sentences(before, word("lines", language, level=wide) if wide else None, after),
        alt=sentences(alt, *(_told(line, language) for line in lines)),
        rows=[row.result_id for row in rows_of(lines)],
        height=top + _ROW * len(lines) + _BOTTOM,
        paint=paint,
    )


def rows_of(lines: Sequence[ForestLine]) -> list[ResultRow]:
    """Return the rows of the lines, from the top."""
    return [row for line in lines for row in (line.row, line.beneath) if row is not None]


def _draw(
    sheet: Sheet,
    panel: Panel,
    line: ForestLine,
    place: int,
    *,
    top: float,
    factor: float,
    aside: float,
    language: Language,
) -> None:
    """Draw one line; its estimate stands `aside` from the edge, so that all intervals of the figure have room."""
    rule(sheet, [0, WIDTH], [top, top], colour=RULE, width=0.5, under=True)
    words = wrapped(line.name, _NAME, BODY, strong=line.strong)
    for number, text in enumerate(words[:2]):
        down = (number - (min(len(words), 2) - 1) / 2) * _LINE
        write(sheet, 0, top + _ROW / 2 + 1.2 + down, text, strong=line.strong)
    right = WIDTH - 0.5
    shown, limits = estimate(line.row, language, unit=False), interval(line.row, language)
    level_with_mark = top + _ROW / 2 + 1.2
    write(sheet, right - aside, level_with_mark, shown, colour=ACCENT, strong=True, align="right", role="value")
    write(sheet, right, level_with_mark, limits, size=SMALL, colour=ACCENT, align="right", role="value")
    height = place + 0.5 - (_LOWERED / 2 if line.beneath is not None else 0)
    size = 9 if line.strong else 7
    _mark(panel, line.row, height, factor=factor, colour=ACCENT, filled=line.filled, size=size, width=2.2, edge=1.6)
    if line.beneath is not None:
        _mark(
            panel,
            line.beneath,
            height + _LOWERED,
            factor=factor,
            colour=QUIET,
            filled=False,
            size=5,
            width=1.1,
            edge=1.3,
        )


def _mark(
    panel: Panel,
    row: ResultRow,
    height: float,
    *,
    factor: float,
    colour: str,
    filled: bool,
    size: float,
    width: float,
    edge: float,
) -> None:
    for ends in drawn_set(row, factor, *panel.x):
        panel.line(ends, [height, height], colour=colour, width=width, butt=True)
    if row.estimate is not None:
        panel.marks(
            [factor * row.estimate],
            [height],
            size=size,
            fill=colour if filled else "white",
            edge="white" if filled else colour,
            edge_width=1.0 if filled else edge,
        )


def _told(line: ForestLine, language: Language) -> str:
    if line.row.estimate is None:
        return word("withheld_alt", language, outcome=line.name)
    told = f"{line.name}: {estimate(line.row, language)} {interval(line.row, language)}"
    if line.beneath is None:
        return told
    return f"{told}, {word('shrunken_alt', language, value=estimate(line.beneath, language))}"
