"""At the end you know how the course of people, week by week, becomes returns and weeks in which one can happen.

The course says in each week whether a person has never left support (0), is out (1), back (2), out again (3) or gone
for good (4); every step into 2 is a return.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.durations.course.reading import read_course, returns_by_week
from nextwork_eval.durations.models.reading import ModelRows, read_model_rows
from nextwork_eval.durations.state_inputs import UNOBSERVED
from nextwork_eval.effects.covariates import FloatMatrix
from nextwork_eval.effects.estimate import IntVector
from nextwork_eval.effects.inputs import choice_problems
from nextwork_eval.histories.events import GONE, OUT, OUT_AGAIN

AfterGone = Literal["stay", "leave"]
"""Whether those who are gone for good stay among the people whose returns are counted (as 0), or leave them."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Courses:
    """Checked courses of people; first axis: persons whose stratum has a return.

    Attributes
    ----------
    rows
        Arms, design and counts; `counts` are persons with a return, `duration` is the last week of follow-up.
    course
        Shape (n_people, horizon): states of weeks 1 to the horizon, `UNOBSERVED` after follow-up.
    returns
        Shape (n_people, horizon): True in weeks of a return.
    """

    rows: ModelRows
    course: NDArray[np.int64]
    returns: NDArray[np.bool_]

    def at_risk(self, after_gone: AfterGone) -> FloatMatrix:
        """Return 1 in every week of follow-up from the lottery on; with `leave`, 0 from the week after being gone."""
        followed = self.course != UNOBSERVED
        if after_gone == "leave":
            followed = followed & (_week_before(self.course) != GONE)
        return np.asarray(followed, dtype=np.float64)


def read_courses(
    summary: str,
    course: object,
    treated: object,
    *,
    last_observed: object,
    horizon: int,
    covariates: object | None,
    strata: object | None,
    clusters: object | None,
    after_gone: object,
    level: float,
    problems: Sequence[str] = (),
) -> Courses:
    """Read the courses and cut them at the horizon, or refuse with every fault.

    Raises
    ------
    EstimationError
        As `course.reading.read_course` and `read_model_rows`.
    """
    weekly = read_course(
        summary,
        course,
        treated,
        last_observed=last_observed,
        horizon=horizon,
        first_week=1,
        strata=None,
        problems=[*problems, *choice_problems("after_gone", after_gone, ("stay", "leave"))],
    )
    returns = returns_by_week(weekly.states)
    rows = read_model_rows(
        summary,
        (weekly.states != UNOBSERVED).sum(axis=1),
        returns.any(axis=1),
        treated,
        horizon=horizon,
        covariates=covariates,
        strata=strata,
        clusters=clusters,
        level=level,
    )
    return Courses(rows=rows, course=weekly.states[rows.used], returns=returns[rows.used])


def _week_before(course: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.column_stack([np.zeros(len(course), dtype=np.int64), course[:, :-1]])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spells:
    """Rows of a model of the speed of return; first axis: spells.

    Attributes
    ----------
    person
        Place among the courses.
    number
        1 for the weeks up to a person's first return, or the first spell off support; 2, 3, …
    enter, leave
        At risk in weeks enter + 1 to leave, on the clock of the model.
    returned
        True if the spell ends with a return.
    """

    person: IntVector
    number: IntVector
    enter: IntVector
    leave: IntVector
    returned: NDArray[np.bool_]


def spells_between_returns(courses: Courses) -> Spells:
    """Cut each person's weeks from the lottery at the returns; the last spell ends with follow-up or being gone."""
    end = courses.at_risk("leave").sum(axis=1).astype(np.int64)
    person, week = np.nonzero(courses.returns)
    people = np.concatenate([person, np.arange(len(end))])
    leave = np.concatenate([week + 1, end])
    returned = np.concatenate([np.ones(len(person), dtype=bool), np.zeros(len(end), dtype=bool)])
    order = np.lexsort((~returned, leave, people))
    people, leave, returned = people[order], leave[order], returned[order]
    first = np.concatenate([[True], people[1:] != people[:-1]])
    enter = np.where(first, 0, np.concatenate([[0], leave[:-1]]))
    return _spells(people, _numbered(people), enter, leave, returned)


def spells_off_support(courses: Courses) -> Spells:
    """Find the spells off support, from the week after a person was found to have left; the clock starts anew."""
    out = np.isin(courses.course, (OUT, OUT_AGAIN))
    starts = out & ~np.column_stack([np.zeros(len(out), dtype=bool), out[:, :-1]])
    person, start = np.nonzero(starts)
    ends = (courses.at_risk("leave") == 0) | courses.returns
    after = np.arange(out.shape[1]) > start[:, np.newaxis]
    stop = ends[person] & after
    some = stop.any(axis=1)
    end = np.where(some, stop.argmax(axis=1), out.shape[1])  # column of the first week that ends the spell
    returned = some & courses.returns[person, np.minimum(end, out.shape[1] - 1)]
    leave = end + returned - start - 1
    return _spells(person, _numbered(person), np.zeros(len(person), dtype=np.int64), leave, returned)


def spells_to_each_return(courses: Courses, last: int) -> Spells:
    """Let everyone wait from the lottery for the first, second, … `last` return."""
    end = courses.at_risk("leave").sum(axis=1).astype(np.int64)
    so_far = np.cumsum(courses.returns, axis=1)
    people = np.arange(len(end))
    person, number, leave, returned = [], [], [], []
    for k in range(1, last + 1):
        reached = so_far[:, -1] >= k
        week = (so_far >= k).argmax(axis=1) + 1
        person.append(people)
        number.append(np.full(len(end), k))
        leave.append(np.where(reached, week, end))
        returned.append(reached)
    every = np.concatenate(person)
    return _spells(every, np.concatenate(number), np.zeros_like(every), np.concatenate(leave), np.concatenate(returned))


def _numbered(people: IntVector) -> IntVector:
    """Return 1, 2, … within each run of the same person."""
    first = np.concatenate([[True], people[1:] != people[:-1]])
    places = np.arange(len(people))
    return places - np.maximum.accumulate(np.where(first, places, 0)) + 1


def _spells(
    person: IntVector, number: IntVector, enter: IntVector, leave: IntVector, returned: NDArray[np.bool_]
) -> Spells:
    some = leave > enter  # no week at risk: the event before was in the last week
    return Spells(
        person=person[some], number=number[some], enter=enter[some], leave=leave[some], returned=returned[some]
    )
