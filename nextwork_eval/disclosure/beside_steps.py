"""At the end you know which limits of a curve, and which differences of two, may leave beside its steps.

A band, and the difference of two curves, are made of the same numbers as the curves. They tell a reader nothing new in
the weeks in which the points themselves leave; in any other week they would give away a step that was held back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nextwork_eval.disclosure.curves import STEPS
from nextwork_eval.results import Change, ResultRow

_SHOWN = ("estimate", "std_error", "conf_low", "conf_high")


def beside_steps(rows: Sequence[ResultRow]) -> frozenset[str]:
    """Return the ids of bands of step curves, and of differences of two such curves with their intervals and bands."""
    curves = {row.analysis_id for row in rows if row.statistic in STEPS}
    return frozenset(
        row.result_id
        for row in rows
        if row.analysis_id in curves
        and row.result_id.endswith(f".w{row.week}")
        and (row.reference_arm is not None or row.interval_kind == "simultaneous")
    )


def guard_beside_steps(
    beside: Sequence[ResultRow], points: Sequence[ResultRow], released: Mapping[str, ResultRow]
) -> tuple[list[ResultRow], list[Change]]:
    """Keep what stands beside points that leave as they were found.

    Parameters
    ----------
    beside
        Rows of bands and differences.
    points
        Rows of the curves before any guard.
    released
        Those that leave, by id.

    Returns
    -------
    tuple
        The rows in whose week the points of all arms that they name leave with estimate and limits unchanged, and a
        change for each analysis that lost some.
    """
    open_points = {
        (row.analysis_id, row.arm, row.week)
        for row in points
        if row.statistic in STEPS
        and (shown := released.get(row.result_id)) is not None
        and all(getattr(shown, name) == getattr(row, name) for name in _SHOWN)
    }
    kept, lost = [], set()
    for row in beside:
        arms = [arm for arm in (row.arm, row.reference_arm) if arm is not None]
        if all((row.analysis_id, arm, row.week) in open_points for arm in arms):
            kept.append(row)
        else:
            lost.add(row.analysis_id)
    return kept, [
        Change(result_id=f"{name}.difference", action="delayed", rule="steps_of_floor") for name in sorted(lost)
    ]
