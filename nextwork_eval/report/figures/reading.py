"""What a figure takes from a released result: arms with colours, names from the plan, series with their gaps."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from nextwork_eval.directions import directed_outcome
from nextwork_eval.report.figures.canvas import CONTROL_DASH
from nextwork_eval.report.figures.sheet import Dash
from nextwork_eval.report.palette import CONTROL, INK, TREATED
from nextwork_eval.report.said import Said
from nextwork_eval.results import ReleasedResult, ResultRow

_WIDTHS = (1, 2, 4, 8, 12, 13, 26, 52)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """One arm as it is drawn: a colour for its line, a darker one for its name, and a kind of line of its own."""

    id: str
    label: str
    colour: str
    ink: str
    dash: Dash


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Numbers in the order of their weeks, NaN where one was withheld. All arrays have the shape (n_weeks,)."""

    weeks: npt.NDArray[np.float64]
    estimate: npt.NDArray[np.float64]
    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]
    rows: tuple[ResultRow, ...]

    @property
    def shown(self) -> tuple[ResultRow, ...]:
        """The rows that have a number."""
        return tuple(row for row in self.rows if row.estimate is not None)

    @property
    def last(self) -> float:
        """The last number that there is, in the unit of the axis."""
        return float(self.estimate[np.isfinite(self.estimate)][-1])


def tables(released: ReleasedResult, *path: str) -> list[dict[str, Any]]:
    """Return a list of tables of the plan, `("analysis",)` or `("design", "arm")`; empty if the plan has none."""
    found: Any = released.plan
    for name in path:
        found = found.get(name, {})
    return list(found or [])


def entry(released: ReleasedResult, kind: str, name: str) -> dict[str, Any]:
    """Return the entry of the plan with this id; empty if there is none."""
    return next((table for table in tables(released, kind) if table["id"] == name), {})


def outcome(released: ReleasedResult, analysis_id: str) -> dict[str, Any]:
    """Return the plan's outcome that an analysis is about, `good` being the direction of its effect that helps.

    Empty if the plan has no such analysis.
    """
    analysis = entry(released, "analysis", analysis_id)
    found = entry(released, "outcome", str(analysis.get("outcome")))
    return directed_outcome(found, analysis) if found else found


def label(table: dict[str, Any], language: str) -> str:
    """Return the label of an entry of the plan."""
    return Said(table[f"label_{language}"])


def arms(released: ReleasedResult, language: str) -> tuple[Arm, Arm]:
    """Return the treated arm, then the control arm."""
    drawn = sorted(tables(released, "design", "arm"), key=lambda arm: not arm["treated"])
    treated, control = drawn
    return (
        Arm(id=treated["id"], label=label(treated, language), colour=TREATED, ink=darker(TREATED), dash=()),
        Arm(id=control["id"], label=label(control, language), colour=CONTROL, ink=darker(CONTROL), dash=CONTROL_DASH),
    )


def series(
    released: ReleasedResult, analysis_id: str, *, within: str, factor: float = 1.0, steps: bool = False
) -> Series | None:
    """Collect the rows `<within>.w<week>`, with a gap for each week that was withheld.

    Parameters
    ----------
    released
        The released result.
    analysis_id
        Whose withheld weeks make gaps. A week is withheld by emptying its row, or by taking the row away and saying so
        in the changes.
    within
        The result id without the week.
    factor
        By which estimates and limits are multiplied: 100 for percent.
    steps
        True for a step curve, where an absent week means that the curve stands still.

    Returns
    -------
    Series or None
        None if there is no number at all. Where rows follow week by week, a week that is absent is a gap as well.
    """
    rows = {
        row.week: row
        for row in released.under(within)
        if row.week is not None and row.result_id == f"{within}.w{row.week}"
    }
    if not any(row.estimate is not None for row in rows.values()):
        return None
    weeks = set(rows) | withheld_weeks(released, analysis_id)
    if not steps and not sparse(np.array(sorted(rows), dtype=np.float64)):
        weeks |= set(range(min(rows), max(rows) + 1))
    order = sorted(weeks)

    def values(name: str) -> npt.NDArray[np.float64]:
        numbers = [getattr(rows[week], name) if week in rows else None for week in order]
        return np.array([np.nan if number is None else number * factor for number in numbers], dtype=np.float64)

    return Series(
        weeks=np.array(order, dtype=np.float64),
        estimate=values("estimate"),
        low=values("conf_low"),
        high=values("conf_high"),
        rows=tuple(rows[week] for week in order if week in rows),
    )


def withheld_weeks(released: ReleasedResult, analysis_id: str) -> set[int]:
    """Return the weeks of an analysis whose rows were taken away whole."""
    stem = f"{analysis_id}.w"
    names = [change.result_id for change in released.changes if change.action == "suppressed"]
    return {
        int(name.removeprefix(stem)) for name in names if name.startswith(stem) and name.removeprefix(stem).isdigit()
    }


def sparse(weeks: npt.NDArray[np.float64]) -> bool:
    """Say whether the weeks are single points in time: fewer than half of them follow the week before."""
    return len(weeks) > 1 and float(np.median(np.diff(weeks))) > 1


def week_step(weeks: npt.NDArray[np.float64]) -> int:
    """Return the smallest distance between two weeks."""
    return int(np.diff(weeks).min()) if len(weeks) > 1 else 1


def week_ticks(last: int, step: int = 1, most: int = 13) -> list[int]:
    """Choose weeks for an axis from 0 to `last`: regular, ending with the last if that can be, at most about `most`.

    Examples
    --------
    >>> week_ticks(52)
    [0, 13, 26, 39, 52]
    >>> week_ticks(104, step=4)
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 72, 80, 88, 96, 104]
    """
    if last <= 0:
        return [0]
    known = [wide for wide in (*_WIDTHS, *range(104, last + 1, 52)) if wide % step == 0] or [step]
    room = [wide for wide in known if 3 <= last / wide <= most] or [step * math.ceil(last / step / most)]
    # That the last week stands on the axis is worth more than the number of ticks.
    wide = min(room, key=lambda wide: abs(last / wide - 5.5) + (7 if last % wide else 0))
    return list(range(0, last + 1, wide))


def darker(colour: str) -> str:
    """Mix a colour with ink until small text in it has a contrast of 5 to 1 on white (WCAG 2.2 asks for 4.5)."""
    for tenths in range(3, 11):
        parts = [(int(colour[at : at + 2], 16), int(INK[at : at + 2], 16)) for at in (1, 3, 5)]
        mixed = "#" + "".join(f"{round(own + (ink - own) * tenths / 10):02X}" for own, ink in parts)
        if 1.05 / (_luminance(mixed) + 0.05) >= 5:
            return mixed
    return INK


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
