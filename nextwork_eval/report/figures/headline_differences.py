"""The promised results at a glance: levels, difference and interval of the primary and secondary outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from nextwork_eval.report.figures.canvas import BODY, SMALL, WIDTH, rule, wrapped, write
from nextwork_eval.report.figures.curves import extent
from nextwork_eval.report.figures.figure import Figure
from nextwork_eval.report.figures.finish import finished
from nextwork_eval.report.figures.panel import Panel
from nextwork_eval.report.figures.reading import Arm, arms, label, outcome, tables
from nextwork_eval.report.figures.sheet import Sheet
from nextwork_eval.report.figures.standing import remark
from nextwork_eval.report.figures.words import drawn_set, estimate, interval, level, sentences, tick_labels, word
from nextwork_eval.report.languages import Language
from nextwork_eval.report.palette import ACCENT, INK, QUIET, RULE
from nextwork_eval.results import ReleasedResult, ResultRow

_NAME, _LEVEL, _PLOT, _GAP = 48.0, 20.0, 46.0, 3.5
_PLOT_LEFT = _NAME + 2 * _LEVEL + _GAP
_HEAD, _ROW, _TALL, _LINE = 11.5, 17.0, 23.0, 4.1
_MIDDLE = 8.5
"""From the upper edge of a row to its interval, millimetres."""
_PURPOSES = ("primary", "secondary")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One outcome: its place in the plan, the difference, and the levels (treated, control) that were released."""

    outcome: dict[str, Any]
    purpose: str
    difference: ResultRow
    levels: tuple[ResultRow | None, ResultRow | None]


def headline_differences(released: ReleasedResult, language: Language) -> Figure | None:
    """Draw the differences of the primary and secondary analyses whose unit is the percentage point.

    Parameters
    ----------
    released
        The released result.
    language
        `da` or `en`.

    Returns
    -------
    Figure or None
        None if no such difference was released. A withheld difference keeps its line, with dashes for its numbers.
    """
    treated, control = arms(released, language)
    lines = _lines(released, treated, control)
    if all(line.difference.estimate is None for line in lines):
        return None
    limits = [
        100 * value
        for line in lines
        for value in (line.difference.estimate, line.difference.conf_low, line.difference.conf_high)
        if value is not None
    ]
    furthest = max(abs(value) for value in limits) or 1.0
    ticks = extent(np.array([-furthest, furthest]), about=4)
    head = _HEAD + (5.0 if remark(released, language) else 0.0)
    goods = {str(line.outcome["good"]) for line in lines}
    row_height = _ROW if len(goods) == 1 else _TALL  # room for words on the two sides of zero in each row

    def paint(sheet: Sheet) -> None:
        panel = Panel(
            sheet=sheet,
            left=_PLOT_LEFT,
            top=head,
            width=_PLOT,
            height=row_height * len(lines),
            x=(ticks[0], ticks[-1]),
            y=(len(lines), 0),
        )
        panel.ticks_below(ticks, tick_labels(ticks, "percentage_point", language), rules=True)
        panel.line([0, 0], panel.y, colour=INK, width=0.9, level=2)
        _heads(sheet, treated, control, y=head - 2.4, language=language)
        for place, line in enumerate(lines):
            top = head + row_height * place
            rule(sheet, [0, WIDTH], [top, top], colour=RULE, width=0.5, under=True)
            _texts(sheet, line, (treated, control), top=top, language=language)
            _interval(panel, line, place + _MIDDLE / row_height)
            if len(goods) > 1 or place == 0:
                words = top + row_height - 2 if len(goods) > 1 else head - 2.4
                _directions(sheet, str(line.outcome["good"]), treated, control, y=words, language=language)
        bottom = head + row_height * len(lines)
        write(
            sheet, _PLOT_LEFT + _PLOT, bottom + 9.4, word("points", language), size=SMALL, colour=QUIET, align="right"
        )

    rows = [row for line in lines for row in (*line.levels, line.difference) if row is not None]
    return finished(
        released,
        language,
        figure_id="headline_differences",
        title=word("headline", language),
        caption=sentences(
            word("headline_caption", language, treated=treated.label, control=control.label),
            word("lines", language, level=shown) if (shown := level(rows, language)) else None,
            word("dashes", language) if any(row.estimate is None for row in rows) else None,
        ),
        alt=sentences(*(_told(line, (treated, control), language) for line in lines)),
        rows=[row.result_id for row in rows],
        height=head + row_height * len(lines) + 11,
        paint=paint,
    )


def _lines(released: ReleasedResult, treated: Arm, control: Arm) -> list[_Line]:
    rows = {row.result_id: row for row in released.rows}
    lines = []
    for analysis in sorted(
        (entry for entry in tables(released, "analysis") if entry["purpose"] in _PURPOSES),
        key=lambda entry: _PURPOSES.index(entry["purpose"]),
    ):
        name = analysis["id"]
        difference = rows.get(f"{name}.difference")
        if difference is not None and difference.unit == "percentage_point":
            levels = (rows.get(f"{name}.level.{treated.id}"), rows.get(f"{name}.level.{control.id}"))
            about = outcome(released, name)
            lines.append(_Line(outcome=about, purpose=analysis["purpose"], difference=difference, levels=levels))
    return lines


def _heads(sheet: Sheet, treated: Arm, control: Arm, *, y: float, language: Language) -> None:
    for place, arm in enumerate((treated, control)):
        words = wrapped(arm.label, _LEVEL - 1.5, BODY, strong=True)
        for number, text in enumerate(reversed(words)):
            right = _NAME + _LEVEL * (place + 1)
            write(sheet, right, y - number * _LINE, text, colour=arm.ink, strong=True, align="right")
    write(sheet, WIDTH - 0.5, y, word("apart", language), strong=True, align="right")


def _texts(sheet: Sheet, line: _Line, both: Sequence[Arm], *, top: float, language: Language) -> None:
    primary = line.purpose == "primary"
    write(sheet, 0, top + 4.6, word(line.purpose, language), size=SMALL, colour=QUIET)
    for number, text in enumerate(wrapped(label(line.outcome, language), _NAME, BODY, strong=primary)[:3]):
        write(sheet, 0, top + 8.8 + number * _LINE - (0 if number < 2 else 0.2), text, strong=primary)
    middle = top + _MIDDLE
    for place, (arm, row) in enumerate(zip(both, line.levels, strict=True)):
        share = "–" if row is None else estimate(row, language)
        write(sheet, _NAME + _LEVEL * (place + 1), middle + 1.2, share, colour=arm.ink, align="right", role="value")
    shown = estimate(line.difference, language, unit=False)
    write(sheet, WIDTH - 0.5, middle + 0.2, shown, colour=ACCENT, strong=True, align="right", role="value")
    limits = interval(line.difference, language)
    write(sheet, WIDTH - 0.5, middle + 4.2, limits, size=SMALL, colour=ACCENT, align="right", role="value")


def _interval(panel: Panel, line: _Line, height: float) -> None:
    row = line.difference
    for limits in drawn_set(row, 100, *panel.x):
        panel.line(limits, [height, height], colour=ACCENT, width=2.4, butt=True)
    if row.estimate is not None:
        primary = line.purpose == "primary"
        panel.marks(
            [100 * row.estimate],
            [height],
            size=9 if primary else 7.5,
            fill=ACCENT if primary else "white",
            edge="white" if primary else ACCENT,
            edge_width=1.0 if primary else 1.8,
        )


def _directions(sheet: Sheet, good: str, treated: Arm, control: Arm, *, y: float, language: Language) -> None:
    """Write on each side of zero which arm does better there."""
    if good not in ("more", "fewer"):
        return
    left, right = (control, treated) if good == "more" else (treated, control)
    middle = _PLOT_LEFT + _PLOT / 2
    sides: tuple[tuple[Arm, Literal["left", "right"], float], ...] = (
        (left, "right", middle - 2),
        (right, "left", middle + 2),
    )
    for arm, align, across in sides:
        write(sheet, across, y - 3.7, word("favours", language), size=SMALL, colour=arm.ink, align=align)
        write(sheet, across, y, arm.label, size=SMALL, colour=arm.ink, align=align)


def _told(line: _Line, both: Sequence[Arm], language: Language) -> str:
    name = label(line.outcome, language)
    if line.difference.estimate is None:
        return word("withheld_alt", language, outcome=name)
    levels = "; ".join(
        f"{arm.label} {estimate(row, language)}" for arm, row in zip(both, line.levels, strict=True) if row is not None
    )
    return word(
        "headline_alt",
        language,
        outcome=name,
        levels=levels,
        value=estimate(line.difference, language),
        interval=interval(line.difference, language),
    )
