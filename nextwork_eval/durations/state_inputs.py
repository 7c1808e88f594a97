"""At the end you know what the estimators of weekly states accept: people by weeks, and each person's last week.

Every fault of every argument is collected, and the estimator refuses once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.durations.inputs import ARMS, horizon_problems, stratum_codes, whole_numbers
from nextwork_eval.effects.estimate import IntVector
from nextwork_eval.effects.inputs import (
    arm_problems,
    read_labels,
    read_numbers,
    read_treated,
    refuse,
    side_by_side_problems,
)

UNOBSERVED = -1  # the state of a week after the end of a person's follow-up


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyArms:
    """Checked weekly states.

    Attributes
    ----------
    states
        Shape (n_people, n_weeks): codes of states from the first week to the horizon, `UNOBSERVED` after follow-up.
    treated, strata
        Shape (n_people,): 1 or 0; codes 0, 1, … (all 0 in a trial without strata).
    weeks
        Shape (n_weeks,): the week of each column.
    """

    states: NDArray[np.int64]
    treated: IntVector
    strata: IntVector
    weeks: IntVector


def read_weekly_arms(
    summary: str,
    states: object,
    treated: object,
    *,
    last_observed: object,
    horizon: int,
    first_week: int,
    n_states: int | None = None,
    strata: object | None = None,
    problems: Sequence[str] = (),
    inspect: Callable[[NDArray[np.int64]], list[str]] | None = None,
) -> WeeklyArms:
    """Read a matrix of weekly states and cut it at the horizon, or refuse with every fault.

    Parameters
    ----------
    summary
        What could not be estimated; the first line of the error.
    states
        Shape (n_people, n_weeks): whole numbers from 0, and `UNOBSERVED` from the week after `last_observed`.
    last_observed
        Shape (n_people,): the last week in which the person's state is known, at least `first_week`. It may lie beyond
        the matrix, when the matrix was cut.
    horizon
        Last week that is looked at; in each arm of each stratum somebody must be observed in it.
    first_week
        The week of the first column: 0 where the week of the lottery was observed, otherwise 1.
    n_states
        Codes are below it; None where any code will do.
    strata, treated
        As in `effects`. Each arm, in each stratum, needs two persons.
    problems
        Faults that the estimator found by itself.
    inspect
        Lists what else is wrong with the states up to the horizon; asked when nothing keeps them from being read.

    Raises
    ------
    EstimationError
        With all faults of all arguments.
    """
    matrix = whole_numbers(
        read_numbers("states", states, dimensions=2), at_least=UNOBSERVED, expected="codes from 0, or -1 if unobserved"
    )
    ends = whole_numbers(read_numbers("last_observed", last_observed), at_least=None, expected="whole weeks")
    arms = read_treated(treated)
    labels = () if strata is None else (read_labels("strata", strata),)
    columns = [matrix, ends, arms, *labels]
    reading = [
        *horizon_problems(horizon),
        *_first_week_problems(first_week),
        *(problem for column in columns for problem in column.problems),
        *side_by_side_problems(columns),
    ]
    found = [*problems, *reading]
    thin: list[str] = []
    # Arms and strata must be readable and equally long before their cells can be counted.
    if not any(column.problems for column in columns[2:]) and len({len(column.values) for column in columns[2:]}) == 1:
        thin = arm_problems(arms.values, labels[0].values if labels else None)
        found += thin
    codes = stratum_codes(labels, len(arms.values))
    # A wrong level or option hides nothing that is wrong with the data.
    if not reading:
        wrong = _state_problems(matrix.values, ends.values, first_week, horizon, n_states)
        if not wrong:
            wrong += [] if thin else _end_problems(ends.values, arms.values, codes, horizon)
            wrong += [] if inspect is None else inspect(_to_horizon(matrix.values, first_week, horizon))
        found += wrong
    refuse(summary, found)
    return WeeklyArms(
        states=_to_horizon(matrix.values, first_week, horizon),
        treated=arms.values.astype(np.int64),
        strata=codes,
        weeks=np.arange(first_week, horizon + 1, dtype=np.int64),
    )


def _to_horizon(states: NDArray[np.float64], first_week: int, horizon: int) -> NDArray[np.int64]:
    return states[:, : horizon - first_week + 1].astype(np.int64)


def _first_week_problems(first_week: int) -> list[str]:
    if isinstance(first_week, (int, np.integer)) and not isinstance(first_week, bool) and first_week in (0, 1):
        return []
    return ["`first_week` is neither 0 (the week of the lottery is the first column) nor 1 (it is not in `states`)."]


def _state_problems(
    states: NDArray[np.float64], last_observed: NDArray[np.float64], first_week: int, horizon: int, n_states: int | None
) -> list[str]:
    n_people, n_weeks = states.shape
    found = []
    if first_week + n_weeks - 1 < horizon:
        found.append("`states` ends before `horizon`: expected a column for each week up to and including it.")
    never = int((last_observed < first_week).sum())
    if never:
        found.append(
            f"{never} of {n_people} persons are not observed in week {first_week}, the first of `states`: "
            "decide who is dropped, and count them, beforehand."
        )
    followed = np.arange(first_week, first_week + n_weeks) <= last_observed[:, np.newaxis]
    gaps = int(((states == UNOBSERVED) & followed).any(axis=1).sum())
    if gaps:
        found.append(f"{gaps} of {n_people} persons have unobserved weeks inside their follow-up: expected none.")
    late = int(((states != UNOBSERVED) & ~followed).any(axis=1).sum())
    if late:
        found.append(f"{late} of {n_people} persons have a state after `last_observed`: expected {UNOBSERVED} there.")
    unknown = 0 if n_states is None else int((states >= n_states).any(axis=1).sum())
    if unknown:
        found.append(f"{unknown} of {n_people} persons have a code without a label: expected codes below {n_states}.")
    return found


def _end_problems(
    last_observed: NDArray[np.float64], treated: NDArray[np.float64], strata: IntVector, horizon: int
) -> list[str]:
    found = []
    for name, arm in ARMS:
        short = sum(
            (last_observed[(treated == arm) & (strata == stratum)] < horizon).all() for stratum in np.unique(strata)
        )
        if short:
            where = f" in {short} strata" if strata.any() else ""
            found.append(
                f"`horizon` lies beyond the longest follow-up in the {name} arm{where}: choose an earlier week."
            )
    return found
