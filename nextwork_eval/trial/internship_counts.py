"""From a list of internships to numbers for each person: how many, at how many firms, with how many changes of firm.

All functions take arrays of the shape (n_internships,) in the order of `Internships` (by person, then by start) and
return arrays of the shape (n_people,).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

IntVector = NDArray[np.int64]


def internships_of(person: IntVector, people: int) -> IntVector:
    """Count the internships of each person.

    Examples
    --------
    >>> internships_of(np.array([0, 0, 2]), 3).tolist()
    [2, 0, 1]
    """
    return np.bincount(person, minlength=people)


def firms_of(person: IntVector, firm: IntVector, people: int) -> IntVector:
    """Count the different firms at which each person was an intern.

    Examples
    --------
    >>> firms_of(np.array([0, 0, 0]), np.array([7, 8, 7]), 1).tolist()
    [2]
    """
    return np.bincount(_pairs(person, firm)[:, 0], minlength=people)


def switches_of(person: IntVector, firm: IntVector, people: int) -> IntVector:
    """Count how often an internship of a person began at another firm than the one before.

    Coming back to a former firm is a switch as well.

    Examples
    --------
    >>> switches_of(np.array([0, 0, 0, 1]), np.array([7, 8, 7, 8]), 2).tolist()
    [2, 0]
    """
    changed = (person[1:] == person[:-1]) & (firm[1:] != firm[:-1])
    return np.bincount(person[1:][changed], minlength=people)


def weeks_of(person: IntVector, first_week: IntVector, last_week: IntVector, to_week: int, people: int) -> IntVector:
    """Count the weeks from week 1 to `to_week` in which each person was an intern for at least a day.

    A week in which two internships meet, or run side by side, counts once.

    Examples
    --------
    >>> weeks_of(np.array([0, 0]), np.array([0, 3]), np.array([3, 4]), 52, 1).tolist()
    [4]
    """
    first, last = np.maximum(first_week, 1), np.minimum(last_week, to_week)
    length = np.maximum(last - first + 1, 0)
    before = np.repeat(np.cumsum(length) - length, length)
    week = np.repeat(first, length) + np.arange(int(length.sum())) - before
    return np.bincount(_pairs(np.repeat(person, length), week)[:, 0], minlength=people)


def _pairs(first: IntVector, second: IntVector) -> IntVector:
    """Return each pair once, shape (n_pairs, 2)."""
    return np.unique(np.column_stack([first, second]).astype(np.int64), axis=0)
