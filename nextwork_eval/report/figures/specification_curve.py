"""The specification curve: one difference under every other choice that was promised, in the order of its size.

Each line departs from the plan's own result in one choice. A matrix of dots beside the names says which, so that a
reader sees at once whether the differences that stand out share a choice (Simonsohn, Simmons and Nelson, 2020, who
draw it with the lines upright).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from nextwork_eval.report.figures.canvas import SMALL, WIDTH, rule, text_width, wrapped, write
from nextwork_eval.report.figures.curves import extent
from nextwork_eval.report.figures.figure import Figure
from nextwork_eval.report.figures.finish import finished
from nextwork_eval.report.figures.panel import Panel
from nextwork_eval.report.figures.sheet import Sheet
from nextwork_eval.report.figures.standing import remark
from nextwork_eval.report.figures.words import count, drawn_set, estimate, interval, level, sentences, tick_labels, word
from nextwork_eval.report.languages import Language
from nextwork_eval.report.palette import ACCENT, INK, QUIET, RULE
from nextwork_eval.results import ReleasedResult, ResultRow

Choice = Literal["own", "method", "definition", "horizon"]

_FACTORS = {"percentage_point": 100.0, "weeks": 1.0}
_NAME, _COLUMN, _GAP = 62.0, 6.0, 3.5
_TOP, _ROW, _LEADING, _BOTTOM = 4.0, 6.0, 2.8, 10.0
_HEADS: dict[Choice, dict[Language, str]] = {
    "method": {"da": "Anden metode", "en": "Other method"},
    "definition": {"da": "Anden definition", "en": "Other definition"},
    "horizon": {"da": "Anden frist", "en": "Other horizon"},
}
_TOLD: dict[str, dict[Language, str]] = {
    "caption": {
        "da": "{outcome}: forskellen ved planens valg og ved hvert andet, efter størrelse",
        "en": "{outcome}: the difference by the plan's choice and by each other, in the order of its size",
    },
    "dots": {
        "da": "Prikken efter navnet viser, hvad der er anderledes end i planens eget resultat",
        "en": "The dot behind a name shows what differs from the plan's own result",
    },
    "dashed": {
        "da": "Den stiplede linje er planens eget resultat, feltet bag linjerne dets interval",
        "en": "The dashed line is the plan's own result, the band behind the lines its interval",
    },
    "above": {
        "da": "{some} af {all} intervaller, planens eget medregnet, ligger helt over nul",
        "en": "{some} of {all} intervals, the plan's own among them, lie wholly above zero",
    },
    "below": {
        "da": "{some} af {all} intervaller, planens eget medregnet, ligger helt under nul",
        "en": "{some} of {all} intervals, the plan's own among them, lie wholly below zero",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecificationLine:
    """One specification.

    Attributes
    ----------
    name
        What it is called.
    row
        Its difference; a withheld one stands at the bottom, with a dash.
    choice
        In what it departs from the plan's own result, or `own`.
    """

    name: str
    row: ResultRow
    choice: Choice


def specification_curve(
    released: ReleasedResult,
    language: Language,
    lines: Sequence[SpecificationLine],
    *,
    figure_id: str,
    title: str,
) -> Figure | None:
    """Draw the specifications of one outcome.

    Parameters
    ----------
    released, language
        As in every figure.
    lines
        The plan's own result and the others, in any order.
    figure_id
        Name of the figure.
    title
        The outcome.

    Returns
    -------
    Figure or None
        None if the plan's own result has no estimate, if fewer than three lines have one, or if the lines are not all
        in percentage points or all in weeks.
    """
    shown = [line for line in lines if line.row.estimate is not None]
    own = next((line.row for line in shown if line.choice == "own"), None)
    if own is None or len(shown) < 3 or own.unit not in _FACTORS or any(line.row.unit != own.unit for line in lines):
        return None
    ordered = sorted(lines, key=_size)
    factor = _FACTORS[own.unit]
    ticks = _ticks([line.row for line in lines], factor)
    heads: list[Choice] = [choice for choice in _HEADS if any(line.choice == choice for line in lines)]
    heads = heads if len(heads) > 1 else []
    left = _NAME + _COLUMN * len(heads) + _GAP
    limits = max(text_width(interval(line.row, language), SMALL) for line in lines)
    numbers = max(text_width(estimate(line.row, language, unit=False), SMALL, strong=True) for line in lines)
    wide = WIDTH - left - limits - numbers - 3 * _GAP
    top = _TOP + _LEADING * len(heads) + (3.5 if remark(released, language) else 0.0)

    def paint(sheet: Sheet) -> None:
        deep, span = _ROW * len(lines), (ticks[0], ticks[-1])
        panel = Panel(sheet=sheet, left=left, top=top, width=wide, height=deep, x=span, y=(len(lines), 0))
        panel.ticks_below(ticks, tick_labels(ticks, own.unit, language), rules=True)
        panel.line([0, 0], panel.y, colour=INK, width=0.9, level=2)
        _own_behind(panel, own, factor, len(lines))
        if heads:
            _heads(sheet, heads, top=top, bottom=top + _ROW * len(lines), language=language)
            _matrix(sheet, ordered, heads, top=top)
        for place, line in enumerate(ordered):
            _draw(sheet, panel, line, place, top=top, factor=factor, limits=limits, language=language)
        foot = word(f"difference_{own.unit}", language)
        right = max(left + wide, left + text_width(foot, SMALL))
        write(sheet, right, top + _ROW * len(lines) + 9.4, foot, size=SMALL, colour=QUIET, align="right")

    levels = level([line.row for line in lines], language)
    caption = (
        _TOLD["caption"][language].format(outcome=title),
        _TOLD["dots"][language] if heads else None,
        word("lines", language, level=levels) if levels else None,
        _TOLD["dashed"][language],
        _beyond_zero([line.row for line in lines], own, language),
        word("dashes", language) if len(shown) < len(lines) else None,
    )
    return finished(
        released,
        language,
        figure_id=figure_id,
        title=title,
        caption=sentences(*caption),
        alt=sentences(caption[0], caption[4], *(_said(line, language) for line in ordered)),
        rows=[line.row.result_id for line in ordered],
        height=top + _ROW * len(lines) + _BOTTOM,
        paint=paint,
    )


def _size(line: SpecificationLine) -> tuple[bool, float]:
    """Order from the largest difference down; the withheld last."""
    return (line.row.estimate is None, -(line.row.estimate or 0.0))


def _ticks(rows: Sequence[ResultRow], factor: float) -> list[float]:
    values = [0.0]
    for row in rows:
        values += [factor * value for value in (row.estimate, row.conf_low, row.conf_high) if value is not None]
    return extent(np.array([min(values), max(values)]), about=4)


def _beyond_zero(rows: Sequence[ResultRow], own: ResultRow, language: Language) -> str | None:
    """Say how many intervals lie wholly on the side of zero on which the plan's own result lies."""
    limits = [(row.conf_low, row.conf_high) for row in rows if row.conf_low is not None and row.conf_high is not None]
    if not limits or own.estimate is None:
        return None
    above = own.estimate > 0
    beyond = sum(low > 0 if above else high < 0 for low, high in limits)
    return _TOLD["above" if above else "below"][language].format(
        some=count(beyond, language), all=count(len(limits), language)
    )


def _own_behind(panel: Panel, own: ResultRow, factor: float, lines: int) -> None:
    for low, high in drawn_set(own, factor, *panel.x):
        panel.area([low, high, high, low], [0, 0, lines, lines], fill=ACCENT, alpha=0.08, level=1)
    found = factor * (own.estimate or 0.0)
    panel.line([found, found], [0, lines], colour=ACCENT, width=0.8, dash=(2.5, 2), level=2)


def _matrix(sheet: Sheet, ordered: Sequence[SpecificationLine], heads: Sequence[Choice], *, top: float) -> None:
    wide, deep = _COLUMN * len(heads), _ROW * len(ordered)
    panel = Panel(sheet=sheet, left=_NAME, top=top, width=wide, height=deep, x=(0, len(heads)), y=(len(ordered), 0))
    for place, line in enumerate(ordered):
        if line.choice in heads:
            across = heads.index(line.choice) + 0.5
            panel.marks([across], [place + 0.5], size=5, fill=INK, edge=None, edge_width=0)


def _heads(sheet: Sheet, heads: Sequence[Choice], *, top: float, bottom: float, language: Language) -> None:
    """Write the head of each column on a step of its own, with a line down through its dots."""
    for place, choice in enumerate(heads):
        across, down = _NAME + _COLUMN * (place + 0.5), top - 1.8 - _LEADING * place
        write(sheet, across - 1.6, down, _HEADS[choice][language], size=SMALL, colour=QUIET, align="right")
        bend = down - 1.0
        rule(sheet, [across - 1.0, across, across], [bend, bend, bottom], colour=RULE, width=0.6, under=True)


def _draw(
    sheet: Sheet,
    panel: Panel,
    line: SpecificationLine,
    place: int,
    *,
    top: float,
    factor: float,
    limits: float,
    language: Language,
) -> None:
    own, upper = line.choice == "own", top + _ROW * place
    middle = upper + _ROW / 2
    rule(sheet, [0, WIDTH], [upper, upper], colour=RULE, width=0.4, under=True)
    words = wrapped(line.name, _NAME - 1, SMALL, strong=own)[:2]
    for number, text in enumerate(words):
        write(sheet, 0, middle + 1.0 + (number - (len(words) - 1) / 2) * _LEADING, text, size=SMALL, strong=own)
    height = place + 0.5
    for ends in drawn_set(line.row, factor, *panel.x):
        panel.line(ends, [height] * 2, colour=ACCENT, width=1.8, butt=True)
    if line.row.estimate is not None:
        panel.marks(
            [factor * line.row.estimate],
            [height],
            size=7.5 if own else 5.5,
            fill=ACCENT if own else "white",
            edge="white" if own else ACCENT,
            edge_width=1.0 if own else 1.4,
        )
    right, low = WIDTH - 0.5, middle + 1.0
    write(sheet, right, low, interval(line.row, language), size=SMALL, colour=ACCENT, align="right", role="value")
    shown = estimate(line.row, language, unit=False)
    right -= limits + _GAP
    write(sheet, right, low, shown, size=SMALL, colour=ACCENT, strong=True, align="right", role="value")


def _said(line: SpecificationLine, language: Language) -> str:
    if line.row.estimate is None:
        return word("withheld_alt", language, outcome=line.name)
    return f"{line.name}: {estimate(line.row, language)} {interval(line.row, language)}"
