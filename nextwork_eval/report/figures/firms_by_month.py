"""Firms of the network by calendar month: how many had joined, how many had an intern, and how many were aimed at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from nextwork_eval.report.figures.canvas import SIDE_GAP, SMALL, WIDTH, side_width, spread, write
from nextwork_eval.report.figures.curves import extent, path, staircase
from nextwork_eval.report.figures.figure import Figure
from nextwork_eval.report.figures.finish import finished
from nextwork_eval.report.figures.panel import Panel
from nextwork_eval.report.figures.reading import Series
from nextwork_eval.report.figures.sheet import Sheet
from nextwork_eval.report.figures.words import count, sentences, tick_labels, word
from nextwork_eval.report.languages import Language, write_month
from nextwork_eval.report.palette import ACCENT, INK, NOTICE, TREATED
from nextwork_eval.report.said import Said
from nextwork_eval.results import ReleasedResult, ResultRow

NETWORK, WITH_INTERN = "delivery.firms_in_network", "delivery.firms_with_intern"
_LEFT, _TOP, _HEIGHT, _BOTTOM = 9.0, 8.0, 38.0, 9.0
_TICK_EVERY = (1, 2, 3, 6, 12, 24)  # months
_MOST_TICKS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One line of the figure: its name, its numbers by month, and how it is drawn."""

    name: str
    found: Series
    colour: str
    steps: bool


def firms_by_month(released: ReleasedResult, language: Language) -> Figure | None:
    """Draw the firms of the network month by month, against the aim.

    Parameters
    ----------
    released
        The released result. The number of firms that had joined may stand still where disclosure control delays its
        steps; the number with an intern has gaps where it was withheld.
    language
        `da` or `en`.

    Returns
    -------
    Figure or None
        None if no number of firms was released. The months end with the last in which a number changes or is shown for
        the first time: after that nothing is told.
    """
    rows = {name: [row for row in released.rows if row.outcome == name] for name in (NETWORK, WITH_INTERN)}
    months = _told(rows[NETWORK], rows[WITH_INTERN])
    if not months:
        return None
    lines = [
        _Line(name=word(label, language), found=found, colour=colour, steps=steps)
        for label, outcome, colour, steps in (
            ("in_network", NETWORK, ACCENT, True),
            ("with_intern", WITH_INTERN, TREATED, False),
        )
        if (found := _series(rows[outcome], months)) is not None
    ]
    network = released.plan.get("delivery", {}).get("network") or {}
    aim = int(network.get("aim", 0))
    shown = [row for line in lines for row in line.found.rows]

    def paint(sheet: Sheet) -> None:
        texts = [text for line in lines for text in (line.name, _final(line, months, language))]
        width = WIDTH - _LEFT - side_width(texts)
        _draw(sheet, lines, aim, months, width=width, language=language)

    delayed = any(change.result_id == NETWORK and change.action == "delayed" for change in released.changes)
    gaps = any(row.estimate is None for row in shown)
    return finished(
        released,
        language,
        figure_id="firms_by_month",
        title=word("firms_title", language),
        caption=sentences(
            word("firms_title", language),
            word("firms_aim", language, aim=count(aim, language)) if aim else None,
            word("firms_delayed", language) if delayed else None,
            word("gaps", language) if gaps else None,
        ),
        alt=sentences(
            word("firms_title", language),
            *(_told_in_words(line, language) for line in lines),
            word("firms_aim", language, aim=count(aim, language)) if aim else None,
        ),
        rows=[row.result_id for row in shown],
        height=_TOP + _HEIGHT + _BOTTOM,
        paint=paint,
    )


def _told(network: Sequence[ResultRow], with_intern: Sequence[ResultRow]) -> list[str]:
    """Return the months to draw: to the last in which the network grew or the number with an intern is shown."""
    every = sorted({row.period for row in (*network, *with_intern) if row.period is not None})
    grew = [
        now.period or ""
        for before, now in pairwise(network)
        if now.estimate is not None and now.estimate != before.estimate
    ]
    first = [row.period or "" for row in network[:1] if row.estimate is not None]
    known = [row.period or "" for row in with_intern if row.estimate is not None]
    last = max([*first, *grew, *known], default="")
    return [month for month in every if month <= last]


def _series(rows: Sequence[ResultRow], months: Sequence[str]) -> Series | None:
    """Return numbers by place of the month, NaN where one was withheld; None if there is none."""
    kept = sorted((row for row in rows if row.period in months), key=lambda row: row.period or "")
    values = np.array([np.nan if row.estimate is None else row.estimate for row in kept], dtype=np.float64)
    if not np.isfinite(values).any():
        return None
    places = np.array([months.index(row.period or "") for row in kept], dtype=np.float64)
    nothing = np.full(len(kept), np.nan)
    return Series(weeks=places, estimate=values, low=nothing, high=nothing, rows=tuple(kept))


def _draw(
    sheet: Sheet, lines: Sequence[_Line], aim: int, months: Sequence[str], *, width: float, language: Language
) -> None:
    ticks = extent(*(line.found.estimate for line in lines), np.array([float(aim) * 1.05]), floor=0)
    last = max(len(months) - 1, 1)
    panel = Panel(sheet=sheet, left=_LEFT, top=_TOP, width=width, height=_HEIGHT, x=(0, last), y=(ticks[0], ticks[-1]))
    panel.axis()
    panel.ticks_beside(ticks, tick_labels(ticks, "persons", language), rules=True)
    _months(panel, months, language)
    write(sheet, 0, 3.6, word("firms_axis", language), strong=True)
    if aim:
        panel.line([0, last], [aim, aim], colour=NOTICE, width=1.1, dash=(5, 2), level=2)
        height = _TOP + _HEIGHT * (1 - aim / ticks[-1]) - 1.4
        told = word("aim", language, aim=count(aim, language))
        write(sheet, _LEFT + 1, height, told, size=SMALL, colour=NOTICE, strong=True, role="value")
    for line in lines:
        (staircase if line.steps else path)(panel, line.found, line.colour, ())
    ends = [_TOP + _HEIGHT * (1 - line.found.last / ticks[-1]) for line in lines]
    for line, place in zip(lines, spread(ends, 10.5, _TOP, _TOP + _HEIGHT - 4), strict=True):
        left = _LEFT + width + SIDE_GAP
        write(sheet, left, place - 0.3, line.name, colour=line.colour, strong=True)
        write(sheet, left, place + 3.8, _final(line, months, language), colour=INK, role="value")


def _months(panel: Panel, months: Sequence[str], language: Language) -> None:
    """Mark months at regular distances, counted from a January where there is room for one."""
    every = next((wide for wide in _TICK_EVERY if len(months) / wide <= _MOST_TICKS), _TICK_EVERY[-1])
    marked = [place for place, month in enumerate(months) if (int(month[5:]) - 1) % every == 0] or [0]
    marked = [place for place in marked if int(months[place][:4]) % max(every // 12, 1) == 0] or marked[:1]
    panel.ticks_below(marked, [write_month(months[place], language=language, short=True) for place in marked])


def _final(line: _Line, months: Sequence[str], language: Language) -> str:
    """Write the last number, with its month where the axis goes further."""
    row = line.found.shown[-1]
    text = count(round(row.estimate or 0), language)
    month = write_month(row.period or "", language=language, short=True)
    return text if row.period == months[-1] else Said(f"{text} ({month})")


def _told_in_words(line: _Line, language: Language) -> str:
    rows = line.found.shown
    first, last, most = rows[0], rows[-1], max(rows, key=lambda row: row.estimate or 0)

    def told(row: ResultRow) -> str:
        number = count(round(row.estimate or 0), language)
        return word("in_month", language, number=number, month=write_month(row.period or "", language=language))

    return word("firms_alt", language, line=line.name, first=told(first), last=told(last), most=told(most))
