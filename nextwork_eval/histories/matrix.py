"""The people × weeks matrix.

Who was in which state in which week since the lottery, and how far each can be followed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

UNOBSERVED = -1

StateArray = NDArray[np.int8]
BoolArray = NDArray[np.bool_]
IntVector = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """One state a person can be in. `role` groups states for colours and texts; nobody leaves an absorbing state."""

    code: int
    name: str
    label_da: str
    label_en: str
    role: str
    absorbing: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StateMatrix:
    """Weekly states of people, aligned on the week of their lottery.

    Attributes
    ----------
    states
        Codes of `statuses`, shape (n_people, n_weeks); `UNOBSERVED` where nothing is known.
    first_week
        Relative week of the first column: negative where history before the lottery is held, 1 where nothing before it
        was observed.
    last_observed
        Last relative week in which each person is observed, shape (n_people,).
    statuses
        The states, in the order of their codes.
    fingerprint
        sha256 of the state map that made the matrix.
    """

    states: StateArray
    first_week: int
    last_observed: IntVector
    statuses: tuple[Status, ...]
    fingerprint: str

    def __repr__(self) -> str:
        """Say how large the matrix is, and nothing of its content."""
        people, weeks = self.states.shape
        return f"StateMatrix({people} people × {weeks} weeks from week {self.first_week}, {len(self.statuses)} states)"

    def codes(self, names: Iterable[str]) -> tuple[int, ...]:
        """Return the codes of named states; KeyError if the map has no such state."""
        by_name = {status.name: status.code for status in self.statuses}
        return tuple(by_name[name] for name in names)

    def window(self, from_week: int, to_week: int) -> StateArray:
        """Return the columns of relative weeks `from_week` to `to_week`, both included.

        Unobserved where the matrix does not reach. What is inside the matrix is not copied, and must not be changed.
        """
        people, columns = self.states.shape
        start, stop = from_week - self.first_week, to_week + 1 - self.first_week
        first, last = max(start, 0), min(stop, columns)
        if (first, last) == (start, stop):
            return self.states[:, start:stop]
        out = np.full((people, stop - start), UNOBSERVED, dtype=np.int8)
        if first < last:
            out[:, first - start : last - start] = self.states[:, first:last]
        return out

    def member(self, names: Iterable[str], from_week: int, to_week: int) -> BoolArray:
        """Say for each person and week of a window whether the state is one of `names`."""
        return is_one_of(self.window(from_week, to_week), self.codes(names))

    def rows(self, start: int, stop: int) -> StateMatrix:
        """Return the matrix of the people from position `start` up to, not including, `stop`; nothing is copied."""
        return StateMatrix(
            states=self.states[start:stop],
            first_week=self.first_week,
            last_observed=self.last_observed[start:stop],
            statuses=self.statuses,
            fingerprint=self.fingerprint,
        )

    def take(self, people: NDArray[np.bool_]) -> StateMatrix:
        """Return the matrix of some of the people, in the same order."""
        return StateMatrix(
            states=self.states[people],
            first_week=self.first_week,
            last_observed=self.last_observed[people],
            statuses=self.statuses,
            fingerprint=self.fingerprint,
        )


def is_one_of(states: StateArray, codes: Iterable[int]) -> BoolArray:
    """Say for each cell whether its state is one of `codes`; the same shape."""
    inside = np.zeros(states.shape, dtype=np.bool_)
    for code in codes:
        inside |= states == code
    return inside
