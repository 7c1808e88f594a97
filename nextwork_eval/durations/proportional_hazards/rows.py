"""At the end you know who is at risk when: rows of weeks, and sums over everyone at risk without a loop over people.

A row is an interval (enter, exit]: its person is at risk in week t if enter < t <= exit, so that a person who comes in
in the week of an event is not at risk of it. One person may have many rows, which is how a covariate changes with time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

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
    leaving, entering
        Shape (G, n_rows): ones where a row is at risk for the last time, and where it is not yet; None where no row
        comes in late.
    dying
        Shape (G, n_rows): ones for the rows with an event.
    """

    stratum: IntVector
    week: IntVector
    first: IntVector
    last: IntVector
    deaths: IntVector
    at: IntVector
    leaving: sparse.csr_array
    entering: sparse.csr_array | None
    dying: sparse.csr_array

    @property
    def size(self) -> int:
        """The number of event weeks."""
        return len(self.week)

    def over_risk(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sum `values`, shape (n_rows, …), over the rows at risk in each event week; shape (G, …)."""
        total = _from_here_on(self.leaving @ values)
        return total if self.entering is None else total - _from_here_on(self.entering @ values)

    def over_deaths(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sum `values`, shape (n_rows, …), over the rows with the event in each event week; shape (G, …)."""
        return np.asarray(self.dying @ values)

    def over_weeks(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sum `values`, shape (G, …), over the event weeks in which each row is at risk; shape (n_rows, …)."""
        running = np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0)])
        until = running[self.last]
        return until if self.entering is None else until - running[self.first]


def risk_sets(rows: CoxRows) -> RiskSets:
    """Find the event weeks of each stratum, and in which of them each row is at risk."""
    span = int(max(rows.exit.max(), rows.enter.max()) - min(rows.enter.min(), 0)) + 1
    offset = int(min(rows.enter.min(), 0))
    key_exit = rows.strata * span + (rows.exit - offset)
    key_enter = rows.strata * span + (rows.enter - offset)
    deaths = np.flatnonzero(rows.event == 1)
    keys = np.unique(key_exit[deaths])
    first = np.searchsorted(keys, key_enter, side="right")
    last = np.maximum(np.searchsorted(keys, key_exit, side="right"), first)
    at = np.searchsorted(keys, key_exit[deaths])
    stays = np.flatnonzero(last > first)
    # A row of a later stratum comes in late: the event weeks of the strata before it are passed.
    late = np.flatnonzero((last > first) & (first > 0))
    return RiskSets(
        stratum=keys // span,
        week=keys % span + offset,
        first=first,
        last=last,
        deaths=deaths,
        at=at,
        leaving=_ones(last[stays] - 1, stays, (len(keys), len(first))),
        entering=_ones(first[late] - 1, late, (len(keys), len(first))) if first.any() else None,
        dying=_ones(at, deaths, (len(keys), len(first))),
    )


def _ones(row: IntVector, column: IntVector, shape: tuple[int, int]) -> sparse.csr_array:
    return sparse.csr_array((np.ones(len(row)), (row, column)), shape=shape)


def _from_here_on(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.cumsum(values[::-1], axis=0)[::-1]
