"""At the end you know what a course is: for each person and week, where she stands in leaving and coming back.

0 never left, 1 left and still out, 2 back on support, 3 out again, 4 gone for good. Every return is a step into 2.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.durations.state_inputs import UNOBSERVED, WeeklyArms, read_weekly_arms
from nextwork_eval.histories.events import BACK, GONE, NEVER_LEFT, OUT, OUT_AGAIN

N_PLACES = 5
# From where to where a week can lead; staying is always possible.
_STEPS = np.eye(N_PLACES, dtype=np.bool_)
_STEPS[NEVER_LEFT, OUT] = _STEPS[OUT, BACK] = _STEPS[BACK, OUT_AGAIN] = _STEPS[OUT_AGAIN, BACK] = True
_STEPS[:, GONE] = True


def read_course(
    summary: str,
    course: object,
    treated: object,
    *,
    last_observed: object,
    horizon: int,
    first_week: int,
    strata: object | None,
    problems: list[str],
) -> WeeklyArms:
    """Read courses as weekly states, and refuse those that nobody can have.

    Parameters
    ----------
    summary
        What could not be estimated; the first line of the error.
    course
        Shape (n_people, n_weeks): codes 0 to 4, and -1 from the week after `last_observed`; the first column is
        `first_week`.
    treated, last_observed, horizon, first_week, strata, problems
        As in `read_weekly_arms`.

    Raises
    ------
    EstimationError
        With every fault; also steps that no course has, such as a return of somebody who never left.
    """
    return read_weekly_arms(
        summary,
        course,
        treated,
        last_observed=last_observed,
        horizon=horizon,
        first_week=first_week,
        n_states=N_PLACES,
        strata=strata,
        problems=problems,
        inspect=_impossible,
    )


def _impossible(states: NDArray[np.int64]) -> list[str]:
    before, after = states[:, :-1], states[:, 1:]
    known = after != UNOBSERVED
    wrong = int((known & ~_STEPS[before, after]).any(axis=1).sum())
    late = int(np.isin(states[:, 0], [BACK, OUT_AGAIN]).sum())
    found = []
    if wrong:
        found.append(
            f"{wrong} of {len(before)} persons take a step that no course has: expected 0 to 1 to 2 to 3 to 2."
        )
    if late:
        found.append(
            f"{late} of {len(before)} persons are back in the first week: expected courses from the lottery on."
        )
    return found


def returns_by_week(states: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Mark the weeks in which people come back, shape (n_people, n_weeks)."""
    marked = np.zeros(states.shape, dtype=np.bool_)
    marked[:, 1:] = (states[:, 1:] == BACK) & (states[:, :-1] != BACK)
    return marked
