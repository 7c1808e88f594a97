"""Lines, steps and bands through numbers by week: a withheld number breaks them, and nothing is filled in."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from matplotlib.path import Path
from matplotlib.ticker import MaxNLocator

from nextwork_eval.report.figures.panel import Panel
from nextwork_eval.report.figures.reading import Series, sparse
from nextwork_eval.report.figures.sheet import Dash

FloatVector = npt.NDArray[np.float64]
_LEVEL_STROKE = Path([(-1, 0), (1, 0)])


def band(panel: Panel, found: Series, colour: str, *, steps: bool = False) -> None:
    """Fill between the limits of each unbroken run of weeks; `steps` holds the limits until the next week."""
    for start, stop in runs(np.isfinite(found.low) & np.isfinite(found.high)):
        weeks, low, high = found.weeks[start:stop], found.low[start:stop], found.high[start:stop]
        if steps:
            until = found.weeks[stop : stop + 1]  # the run holds until the week whose number is missing, and no further
            weeks, low, high = (_stepped(weeks, values, until) for values in (weeks, low, high))
        panel.area(np.concatenate([weeks, weeks[::-1]]), np.concatenate([high, low[::-1]]), fill=colour, alpha=0.15)


def outline(panel: Panel, found: Series, colour: str, *, steps: bool = False) -> None:
    """Draw the limits of each unbroken run of weeks as two dashed lines; `steps` as in `band`."""
    for start, stop in runs(np.isfinite(found.low) & np.isfinite(found.high)):
        for limits in (found.low, found.high):
            weeks, values = found.weeks[start:stop], limits[start:stop]
            if steps:
                until = found.weeks[stop : stop + 1]
                weeks, values = _stepped(weeks, weeks, until), _stepped(weeks, values, until)
            if len(weeks) > 1:
                panel.line(weeks, values, colour=colour, width=0.9, dash=(3.0, 2.0), level=2.5)
            else:
                stroke = _LEVEL_STROKE
                panel.marks(weeks, values, shape=stroke, size=6, fill=None, edge=colour, edge_width=1, level=2.5)


def path(panel: Panel, found: Series, colour: str, dash: Dash, *, width: float = 1.7) -> None:
    """Draw the numbers as a line; a dot marks single weeks, a number between two gaps, and the end."""
    panel.line(found.weeks, found.estimate, colour=colour, width=width, dash=dash)
    known = np.isfinite(found.estimate)
    if not sparse(found.weeks):
        beside = np.concatenate([[False], known, [False]])
        known = known & ~beside[:-2] & ~beside[2:]
    known[np.flatnonzero(np.isfinite(found.estimate))[-1]] = True
    _dots(panel, found, colour, known)


def staircase(panel: Panel, found: Series, colour: str, dash: Dash, *, width: float = 1.7) -> None:
    """Draw a step curve that keeps each number until the next week that has one, and ends with the last."""
    weeks, values = np.repeat(found.weeks, 2)[1:], np.repeat(found.estimate, 2)[:-1]
    panel.line(weeks, values, colour=colour, width=width, dash=dash)
    last = np.zeros(len(found.weeks), dtype=np.bool_)
    last[np.flatnonzero(np.isfinite(found.estimate))[-1]] = True
    _dots(panel, found, colour, last)


def extent(
    *values: FloatVector, floor: float | None = None, ceiling: float | None = None, about: int = 5
) -> list[float]:
    """Return round numbers that enclose all values, to be the ticks of an axis.

    Examples
    --------
    >>> extent(np.array([3.0, 47.0]), floor=0.0)
    [0.0, 10.0, 20.0, 30.0, 40.0, 50.0]
    """
    every = np.concatenate([part[np.isfinite(part)] for part in values])
    low = float(every.min()) if floor is None else min(floor, float(every.min()))
    high = float(every.max())
    ticks = MaxNLocator(nbins=about, steps=[1, 2, 5, 10]).tick_values(low, high if high > low else low + 1)
    kept = [float(tick) + 0.0 for tick in ticks if ceiling is None or tick <= ceiling + 1e-9]
    return [round(tick, 6) for tick in kept]


def whole_scale(steps: int) -> list[float]:
    """Return the ticks of an axis of shares that goes from nobody to everybody, in percent.

    Examples
    --------
    >>> whole_scale(4)
    [0.0, 25.0, 50.0, 75.0, 100.0]
    """
    return [float(tick) for tick in np.linspace(0, 100, steps + 1)]


def runs(known: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Yield where each unbroken run of True begins and ends, end excluded."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], known.astype(np.int8), [0]])))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _dots(panel: Panel, found: Series, colour: str, which: npt.NDArray[np.bool_]) -> None:
    weeks, values = found.weeks[which], found.estimate[which]
    panel.marks(weeks, values, size=4.2, fill=colour, edge="white", edge_width=0.7)


def _stepped(weeks: FloatVector, values: FloatVector, until: FloatVector) -> FloatVector:
    """Repeat values so that straight lines between them are steps: weeks move first, then the number."""
    if values is weeks:
        return np.concatenate([np.repeat(weeks, 2)[1:], until])
    steps = np.repeat(values, 2)
    return np.concatenate([steps[:-1], values[-1:]]) if len(until) else steps[:-1]
