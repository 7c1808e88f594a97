"""Events in rows of weeks: the first run of weeks in a state, leaving and coming back, and coming back again.

Every function reads an array people × weeks whose first column is week 1. An event is dated in the week in which it is
confirmed, and no later week is ever used to date it. Nothing loops over people.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.histories.runs import NEVER, BoolArray, IntVector, Words, first_marked, pack, run_ends

__all__ = [
    "NEVER",
    "Course",
    "course",
    "course_by_week",
    "first_run",
    "left_and_back",
    "number_of_returns",
]

# Where a person stands in leaving and coming back; every return is a step from `OUT` or `OUT_AGAIN` to `BACK`.
NEVER_LEFT, OUT, BACK, OUT_AGAIN, GONE = range(5)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Course:
    """Weeks on one side and on the other, as marks at the ends of runs; made by `course`.

    Attributes
    ----------
    left, back
        Weeks that end a run long enough to have left, and to be back, shape (n_people, n_words).
    weeks_off, weeks_on
        Lengths of the two runs.
    """

    left: Words
    back: Words
    weeks_off: int
    weeks_on: int


def first_run(inside: BoolArray, weeks: int) -> IntVector:
    """Find the week in which the first run of `weeks` weeks in a row is complete.

    Parameters
    ----------
    inside
        True in the weeks that count, shape (n_people, n_weeks); the first column is week 1.
    weeks
        Length of the run.

    Returns
    -------
    IntVector
        The last week of the run, counted from 1, shape (n_people,); 0 for those who never have one.

    Examples
    --------
    >>> import numpy as np
    >>> first_run(np.array([[True, False, True, True], [False, True, False, True]]), 2).tolist()
    [4, 0]
    """
    return first_marked(run_ends(pack(inside), weeks))


def course(off: Words, on: Words, weeks_off: int, weeks_on: int) -> Course:
    """Prepare the rows for leaving and coming back.

    Parameters
    ----------
    off, on
        Weeks off and on, packed (`runs.pack`); a week can be neither (death, emigration), never both.
    weeks_off, weeks_on
        A person has left after `weeks_off` weeks off in a row, and is back after `weeks_on` weeks on in a row that
        start later.

    Raises
    ------
    ValueError
        If a week is both off and on.
    """
    if (off & on).any():
        raise ValueError("a week cannot be both off and on")
    return Course(left=run_ends(off, weeks_off), back=run_ends(on, weeks_on), weeks_off=weeks_off, weeks_on=weeks_on)


def left_and_back(rows: Course) -> tuple[IntVector, IntVector]:
    """Find when people have left, and when they are back for the first time.

    Returns
    -------
    left, back
        Week in which each is confirmed, counted from 1, shape (n_people,); 0 for never.

    Examples
    --------
    >>> import numpy as np
    >>> off = np.array([[False, True, True, False, False]])
    >>> left, back = left_and_back(course(pack(off), pack(~off), 2, 2))
    >>> left.tolist(), back.tolist()
    ([3], [5])
    """
    left = first_marked(rows.left)
    return left, _following(rows.back, rows.weeks_on, left)


def number_of_returns(rows: Course, by_week: int | None = None) -> IntVector:
    """Count how often people come back: left, back, left again, back again.

    Parameters
    ----------
    rows
        See `course`.
    by_week
        Returns confirmed later do not count; None for all.

    Returns
    -------
    IntVector
        Shape (n_people,).

    Examples
    --------
    >>> import numpy as np
    >>> weeks = np.array([[letter == "J" for letter in "JJSSJJSSJS"]])
    >>> number_of_returns(course(pack(weeks), pack(~weeks), 2, 2)).tolist()
    [2]
    """
    times = np.zeros(len(rows.left), dtype=np.int64)
    people = np.arange(len(rows.left))
    week = first_marked(rows.left)
    marked, weeks = rows.back, rows.weeks_on
    back = True
    while len(people):
        # Only those whose last event was seen can have another.
        seen = (week != NEVER) if by_week is None else (week != NEVER) & (week <= by_week)
        people, week = people[seen], week[seen]
        if not back:
            times[people] += 1
        week = _following(marked[people], weeks, week)
        marked, weeks = (rows.left, rows.weeks_off) if back else (rows.back, rows.weeks_on)
        back = not back
    return times


def course_by_week(rows: Course, n_weeks: int, gone: IntVector) -> NDArray[np.int8]:
    """Tell for each week whether people have never left, are out, are back, are out again, or are gone.

    Parameters
    ----------
    rows
        See `course`.
    n_weeks
        The last week.
    gone
        The week from which a person counts as gone for good, shape (n_people,); `NEVER` for those who do not.

    Returns
    -------
    NDArray[np.int8]
        Shape (n_people, n_weeks), the first column is week 1: 0 never left, 1 left and still out, 2 back, 3 out again,
        4 gone.

    Examples
    --------
    >>> import numpy as np
    >>> weeks = np.array([[letter == "J" for letter in "SJJSSJJSSJS"]])
    >>> rows = course(pack(weeks), pack(~weeks), 2, 2)
    >>> course_by_week(rows, 11, np.array([NEVER])).tolist()
    [[0, 0, 1, 1, 2, 2, 3, 3, 2, 2, 2]]
    """
    found = np.zeros((len(rows.left), n_weeks), dtype=np.int8)
    week_of_column = np.arange(1, n_weeks + 1)
    people = np.arange(len(rows.left))
    week = first_marked(rows.left)
    now = OUT
    while True:
        seen = (week != NEVER) & (week <= n_weeks)
        people, week = people[seen], week[seen]
        if not len(people):
            break
        found[people] = np.where(week_of_column >= week[:, np.newaxis], np.int8(now), found[people])
        back_next = now != BACK
        week = _following(
            (rows.back if back_next else rows.left)[people], rows.weeks_on if back_next else rows.weeks_off, week
        )
        now = BACK if back_next else OUT_AGAIN
    ended = (gone != NEVER)[:, np.newaxis] & (week_of_column >= gone[:, np.newaxis])
    found[ended] = GONE
    return found


def _following(marked: Words, weeks: int, event: IntVector) -> IntVector:
    """Return the first marked week whose run lies wholly after an event; `NEVER` where there was no event."""
    # A run of `weeks` weeks that starts in the week after the event ends in week event + weeks.
    return np.where(event == NEVER, NEVER, first_marked(marked, event + weeks - 1))
