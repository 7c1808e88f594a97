"""Events in a row of weeks: the first run of weeks in a state, and leaving and coming back.

Every function reads an array people × weeks whose first column is week 1 and never looks at a later week to date an
event in an earlier one. Loops go over weeks, never over people.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BoolArray = NDArray[np.bool_]
IntVector = NDArray[np.int64]

NEVER = 0


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
    found = np.full(inside.shape[0], NEVER, dtype=np.int64)
    length = np.zeros(inside.shape[0], dtype=np.int64)
    for column in range(inside.shape[1]):
        length = np.where(inside[:, column], length + 1, 0)
        found[(length == weeks) & (found == NEVER)] = column + 1
    return found


def first_week(inside: BoolArray) -> IntVector:
    """Return the first week that counts, from 1; 0 for those who have none."""
    return first_run(inside, 1)


def left_and_back(off: BoolArray, on: BoolArray, weeks_off: int, weeks_on: int) -> tuple[IntVector, IntVector]:
    """Find when people have left support, and when they are back on it.

    Parameters
    ----------
    off, on
        True in weeks off support and on support, shape (n_people, n_weeks); a week can be neither (death, emigration).
    weeks_off, weeks_on
        A person has left after `weeks_off` weeks off in a row, and is back after `weeks_on` weeks on in a row that
        start later.

    Returns
    -------
    left, back
        Week in which each is confirmed, counted from 1; 0 for never.

    Examples
    --------
    >>> import numpy as np
    >>> off = np.array([[False, True, True, False, False]])
    >>> left, back = left_and_back(off, ~off, 2, 2)
    >>> left.tolist(), back.tolist()
    ([3], [5])
    """
    left = first_run(off, weeks_off)
    weeks = np.arange(1, off.shape[1] + 1)
    after = (left[:, None] != NEVER) & (weeks[None, :] > left[:, None])
    return left, first_run(on & after, weeks_on)
