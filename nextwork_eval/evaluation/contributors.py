"""Sums and means: how many people a sum really rests on, and how much of it the two largest hold.

The mean of sixty people is a number of three if only three of them have any weeks at all, and so is its distance from
the highest mean there can be. The door decides by what is written down here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.evaluation.bindings.subgroups import subgroup_labels
from nextwork_eval.evaluation.request import Request
from nextwork_eval.histories import DurationOutcome
from nextwork_eval.plan.outcomes import limits_of, unit_of
from nextwork_eval.results import ResultRow

_OF_SUMS = frozenset({"weeks", "times"})


def with_contributors(rows: Iterable[ResultRow], request: Request) -> list[ResultRow]:
    """Lower the smallest cell of each mean and contrast of means to the people whom it rests on.

    Parameters
    ----------
    rows
        What one analysis found.
    request
        The outcome of everybody whom it counts.

    Returns
    -------
    list of ResultRow
        The same rows; those of an outcome in weeks or times with `smallest_cell` no larger than the number of people
        who have any, and the number who have less than can be had, in each arm and group that the row is about; and
        with `top_two_share`, what the two largest hold of either sum.
    """
    rule = request.rows.outcome.rule
    if isinstance(request.values, DurationOutcome) or unit_of(rule) not in _OF_SUMS:
        return list(rows)
    limits = limits_of(rule)
    found = []
    for row in rows:
        values = _values(row, request)
        if values is None:
            found.append(row)
            continue
        counts, shares = [], []
        for arm, treated in ((request.rows.treated_arm, 1), (request.rows.reference_arm, 0)):
            if arm in (row.arm, row.reference_arm):
                theirs = values[_members(row, request) & (request.treated == treated)]
                few, most = behind_sum(theirs, None if limits is None else limits[1])
                counts.append(few)
                shares.append(most)
        known = [] if row.smallest_cell is None else [row.smallest_cell]
        found.append(replace(row, smallest_cell=min(counts + known), top_two_share=max(shares)) if counts else row)
    return found


def behind_sum(values: NDArray[np.float64], highest: float | None) -> tuple[int, float]:
    """Return how many people a sum rests on, and what the two largest hold of it; both also of what is left of it.

    Parameters
    ----------
    values
        One number for each person, by its distance from zero if it is below; NaN for those who are not counted.
    highest
        The highest number a person can have; None where there is none.

    Returns
    -------
    int
        People with more than nothing or, if they are fewer, with less than the highest.
    float
        Share of the two largest in the sum or, if it is larger, in what is left up to the highest; 1 if the sum is 0.

    Examples
    --------
    >>> behind_sum(np.array([0.0, 0.0, 0.0, 10.0, 30.0, 0.0]), None)
    (2, 1.0)
    >>> behind_sum(np.array([52.0, 52.0, 52.0, 40.0]), 52)
    (1, 1.0)
    """
    known = values[~np.isnan(values)]
    sides = [np.abs(known)] if highest is None else [np.abs(known), highest - known]
    return (
        min(int((side > 0).sum()) for side in sides),
        max(_two_largest(side) for side in sides),
    )


def _two_largest(side: NDArray[np.float64]) -> float:
    total = float(side.sum())
    return 1.0 if total <= 0 else float(np.sort(side)[-2:].sum() / total)


def _values(row: ResultRow, request: Request) -> NDArray[np.float64] | None:
    """Return the numbers behind a row, those of its week where the outcome is weekly; None where it rests on none."""
    numbers = request.numbers
    if row.outcome != request.rows.outcome.id or row.arm is None:
        return None
    if numbers.ndim == 1:
        return numbers
    weekly = row.week is not None and row.result_id.endswith(f".w{row.week}")
    return numbers[:, row.week - 1] if weekly and row.week is not None and row.week > 0 else None


def _members(row: ResultRow, request: Request) -> NDArray[np.bool_]:
    if row.subgroup == "all":
        return np.ones(len(request.treated), dtype=np.bool_)
    name, _, level = row.subgroup.partition(":")
    split = request.subgroups[name]
    members: NDArray[np.bool_] = subgroup_labels(split, request.covariates[split.covariate]) == level
    return members
