"""At the end you know who left by a week, who of them came back within so many weeks, and how long they stayed away."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.durations.course.reading import read_course
from nextwork_eval.durations.state_inputs import UNOBSERVED, WeeklyArms
from nextwork_eval.effects.estimate import FloatVector, IntVector
from nextwork_eval.effects.inputs import refuse
from nextwork_eval.histories.events import BACK, GONE, OUT


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Exits:
    """What became of each person's first exit; vectors of shape (n_people,).

    Attributes
    ----------
    left
        1 for those whose first week out is `exit_by` or earlier.
    week
        That week; one more than `exit_by` for those who had not left by then.
    returned
        1 for leavers who were back within `within` weeks; NaN for those who did not leave.
    weeks_off
        Weeks from the exit until the person was back or gone, at most `within`; NaN for those who did not leave.
    treated, strata
        1 or 0; codes 0, 1, …
    """

    left: IntVector
    week: IntVector
    returned: FloatVector
    weeks_off: FloatVector
    treated: IntVector
    strata: IntVector


def read_exits(
    summary: str,
    course: object,
    treated: object,
    *,
    last_observed: object,
    exit_by: int,
    within: int,
    first_week: int,
    strata: object | None,
    problems: list[str],
) -> Exits:
    """Read courses to the last week that matters, and refuse with every fault, or tell what became of each exit.

    Whoever dies or emigrates while out has not come back, and is known to the end.

    Parameters
    ----------
    summary
        What could not be estimated; the first line of the error.
    course, treated, last_observed, first_week, strata
        As in `return_given_exit`.
    exit_by, within
        The last week of an exit that counts; the weeks after it in which a return counts.
    problems
        Faults that the estimator found by itself.

    Raises
    ------
    EstimationError
        With every fault; also when somebody's follow-up ends before `exit_by` + `within`.
    """
    found = [*problems, *week_problems(exit_by=exit_by, within=within)]
    arms = read_course(
        summary,
        course,
        treated,
        last_observed=last_observed,
        horizon=exit_by + within if not week_problems(exit_by=exit_by, within=within) else 1,
        first_week=first_week,
        strata=strata,
        problems=found,
    )
    short = int((arms.states == UNOBSERVED).any(axis=1).sum())
    refuse(
        summary,
        [
            f"{short} of {len(arms.treated)} persons are not followed to week {exit_by + within}, exit_by and within "
            "together: expected complete follow-up; choose earlier weeks."
        ]
        if short
        else [],
    )
    return exits(arms, exit_by, within)


def exits(arms: WeeklyArms, exit_by: int, within: int) -> Exits:
    """Find the first exit of each person, and what became of it."""
    week_out = _first(arms.states == OUT, arms.weeks)
    left = week_out <= exit_by
    week_back = _first(arms.states == BACK, arms.weeks)
    week_gone = _first(arms.states == GONE, arms.weeks)
    away = np.minimum(np.minimum(week_back, week_gone) - week_out, within)
    return Exits(
        left=left.astype(np.int64),
        week=np.where(left, week_out, exit_by + 1),
        returned=np.where(left, week_back - week_out <= within, np.nan),
        weeks_off=np.where(left, away, np.nan),
        treated=arms.treated,
        strata=arms.strata,
    )


def week_problems(**weeks: object) -> list[str]:
    """List the named arguments that are no whole number of weeks, 1 or more."""
    return [
        f"`{name}` is not a number of weeks: expected a whole number, 1 or more."
        for name, value in weeks.items()
        if not isinstance(value, (int, np.integer)) or isinstance(value, bool) or value < 1
    ]


def nobody_left(left: NDArray[np.int64], treated: NDArray[np.int64]) -> list[str]:
    """List the arms in which nobody left: what became of exits cannot be asked there."""
    return [
        f"Nobody left in the {name} arm: expected exits in both arms."
        for name, arm in (("treated", 1), ("reference", 0))
        if not left[treated == arm].any()
    ]


def _first(marked: NDArray[np.bool_], weeks: IntVector) -> IntVector:
    """Return the first marked week of each person; one far beyond the last where there is none."""
    never = 4 * (int(weeks[-1]) + 1)
    return np.where(marked.any(axis=1), weeks[marked.argmax(axis=1)], never)
