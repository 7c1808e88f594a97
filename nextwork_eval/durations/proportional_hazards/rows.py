"""At the end you know who is at risk when: rows of weeks, and sums over everyone at risk without a loop over people.

A row is an interval (enter, exit]: its person is at risk in week t if enter < t <= exit, so that a person who comes in
in the week of an event is not at risk of it. One person may have many rows, which is how a covariate changes with time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.effects.estimate import FloatVector, IntVector

FloatMatrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CoxRows:
    """Checked rows; all vectors have shape (n_rows,).

    Attributes
    ----------
    enter, exit
        Weeks, enter < exit.
    event
        1 if the event happens in week `exit`.
    design
        Shape (n_rows, n_columns): the arm and the covariates.
    strata
        Codes 0, 1, …: each stratum has a baseline hazard of its own.
    weights
        Above 0.
    """

    enter: IntVector
    exit: IntVector
    event: IntVector
    design: FloatMatrix
    strata: IntVector
    weights: FloatVector


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RiskSets:
    """The event weeks of all strata, one after the other; G of them.

    Attributes
    ----------
    stratum, week
        Shape (G,): of each event week, in order.
    first, last
        Shape (n_rows,): a row is at risk in the event weeks `first` to `last` - 1.
    deaths
        Shape (n_events,): the rows with an event.
    at
        Shape (n_events,): the event week of each of them.
    start, stop
        Shape (G,): the place of the first event week of the same stratum, and the place after its last.
    cell
        Shape (n_rows,): 2 (`last` - 1), and 1 more for a row with an event; 2 G where a row is never at risk.
    late
        Rows that come in after the first event week of their stratum, and at some time are at risk; None if no row
        does.
    """

    stratum: IntVector
    week: IntVector
    first: IntVector
    last: IntVector
    deaths: IntVector
    at: IntVector
    start: IntVector
    stop: IntVector
    cell: IntVector
    late: IntVector | None

    @property
    def size(self) -> int:
        """The number of event weeks."""
        return len(self.week)

    def over_risk(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sum `values`, shape (n_rows, …), over the rows at risk in each event week; shape (G, …)."""
        return self.over_both(values)[0]

    def over_deaths(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sum `values`, shape (n_rows, …), over the rows with the event in each event week; shape (G, …)."""
        return self._by_cell(values)[:, 1]

    def over_both(
        self, values: NDArray[np.float64], weight: FloatVector | None = None
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Sum `values`, times `weight`, over the rows at risk in each event week, and over those with the event."""
        sums = self._by_cell(values, weight)
        gone = sums.sum(axis=1)
        if self.late is not None:
            weight = None if weight is None else weight[self.late]
            gone[:-1] -= _sums(self.first[self.late], values[self.late], self.size, weight)[1:]
        return self.from_here_on(gone), sums[:, 1]

    def over_weeks(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sum `values`, shape (G, …), over the event weeks in which each row is at risk; shape (n_rows, …)."""
        running = np.zeros((self.size + 1, *values.shape[1:]))
        np.cumsum(values, axis=0, out=running[1:])
        until = _taken(running, self.last)
        return until if not self.first.any() else until - _taken(running, self.first)

    def _by_cell(self, values: NDArray[np.float64], weight: FloatVector | None = None) -> NDArray[np.float64]:
        sums = _sums(self.cell, values, 2 * self.size + 1, weight)[:-1]
        return sums.reshape(self.size, 2, *values.shape[1:])

    def from_here_on(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Add up from each event week to the last of its stratum."""
        total = np.zeros((self.size + 1, *values.shape[1:]))
        total[:-1] = np.cumsum(values[::-1], axis=0)[::-1]
        return total[:-1] - total[self.stop]


def risk_sets(rows: CoxRows) -> RiskSets:
    """Find the event weeks of each stratum, and in which of them each row is at risk."""
    offset = int(rows.enter.min())
    span = int(rows.exit.max()) - offset + 1
    key_exit = rows.strata * span + (rows.exit - offset)
    deaths = np.flatnonzero(rows.event == 1)
    keys = _distinct(key_exit[deaths], below=(int(rows.strata.max()) + 1) * span)
    first = _numbers_up_to(keys, rows.strata * span + (rows.enter - offset))
    last = np.maximum(_numbers_up_to(keys, key_exit), first)
    stratum = keys // span
    begins = np.searchsorted(stratum, rows.strata) if stratum[-1] else np.zeros(1, dtype=np.int64)
    ever = last > first
    late = np.flatnonzero(ever & (first > begins))
    return RiskSets(
        stratum=stratum,
        week=keys % span + offset,
        first=first,
        last=last,
        deaths=deaths,
        at=last[deaths] - 1,
        start=np.searchsorted(stratum, stratum),
        stop=np.searchsorted(stratum, stratum, side="right"),
        cell=np.where(ever, 2 * last - 2 + (rows.event == 1), 2 * len(keys)),
        late=late if len(late) else None,
    )


def _distinct(values: IntVector, *, below: int) -> IntVector:
    """Return the sorted different whole numbers among `values`: from a table, where it is smaller than they are."""
    return np.flatnonzero(np.bincount(values)) if below <= len(values) else np.unique(values)


def _numbers_up_to(keys: IntVector, of: IntVector) -> IntVector:
    """Return how many of the sorted `keys` are at most each of `of`: from a table, where it is smaller than `of`."""
    top = int(max(keys[-1], of.max())) + 1
    if top > len(of):
        return np.searchsorted(keys, of, side="right")
    return np.cumsum(np.bincount(keys, minlength=top))[of]


def _sums(code: IntVector, values: NDArray[np.float64], size: int, weight: FloatVector | None) -> NDArray[np.float64]:
    """Sum `values`, shape (n_rows, …), times `weight` over the rows with each code; shape (size, …)."""
    sums = np.empty((size, *values.shape[1:]))
    for column in np.ndindex(values.shape[1:]):
        own = values[:, *column] if weight is None else values[:, *column] * weight
        sums[:, *column] = np.bincount(code, own, minlength=size)
    return sums


def _taken(table: NDArray[np.float64], place: IntVector) -> NDArray[np.float64]:
    """Return rows of a table, each column in one piece of memory, as the columns of `design` are after scaling."""
    taken = np.empty((len(place), *table.shape[1:]), order="F")
    for column in np.ndindex(table.shape[1:]):
        taken[:, *column] = table[:, *column][place]
    return taken
