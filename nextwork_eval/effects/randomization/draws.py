"""At the end you know how the studentised difference between the arms is distributed when only the lottery is repeated.

All outcomes share the same draws, so that what happens to them together is kept: the tests of one outcome, of a family
and of a row of weeks rest on the same repetitions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.design.assignments import Repetitions, lottery_as_it_came_out, repetitions
from nextwork_eval.design.urns import Lots
from nextwork_eval.effects.estimate import FloatVector, IntVector
from nextwork_eval.effects.inputs import refuse
from nextwork_eval.effects.randomization.sums import fixed_point, over_repetitions, portions, sums_of_drawn

_SUMMARY = "The lottery cannot be repeated for these outcomes."
_NOTHING = 1e-12  # of the variance of all who are known: a variance below is rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """Studentised differences, t = difference / HC2 standard error.

    Attributes
    ----------
    observed
        Under the lottery that took place, shape (n_outcomes,).
    drawn
        Under each repetition, shape (n_draws, n_outcomes); one of them is the lottery that took place where `every`.
    every
        The repetitions are all lotteries there are.
    """

    observed: FloatVector
    drawn: NDArray[np.float64]
    every: bool


def studentized_draws(
    outcomes: NDArray[np.float64],
    treated: FloatVector,
    strata: IntVector,
    *,
    draws: int,
    generator: np.random.Generator,
    threads: int = 1,
) -> Draws:
    """Repeat the lottery and take the studentised difference of every outcome each time.

    Parameters
    ----------
    outcomes
        Shape (n_people, n_outcomes); NaN where a person's outcome is not known.
    treated, strata
        Lot (1 or 0) and stratum code (0, 1, …) of each, shape (n_people,). Each stratum keeps its number of offers.
    draws
        Number of repetitions; all assignments are gone through instead where there are no more than that.
    generator
        Source of chance; left as it is where all assignments are gone through.
    threads
        How many threads share the work. They change nothing in the result.

    Raises
    ------
    EstimationError
        If an outcome has fewer than two known people in an arm of a stratum in which it is known for somebody, or does
        not vary within any such arm.

    Notes
    -----
    An outcome is compared among those of whom it is known, with the strata's shares of them. Where a repetition leaves
    an arm of a stratum with fewer than two known people, the other strata make up its difference; where there is no
    other, and where neither arm varies while the arms differ, the difference counts as infinitely large.

    Examples
    --------
    >>> weeks = np.array([[20.0, 1], [31, 0], [12, 1], [40, 1], [10, 0], [22, 1], [15, 0], [9, 0]])
    >>> offered = np.array([1.0, 1, 1, 1, 0, 0, 0, 0])
    >>> found = studentized_draws(weeks, offered, np.zeros(8, int), draws=1000, generator=np.random.default_rng(1))
    >>> found.observed.round(2).tolist(), found.drawn.shape, found.every
    ([1.72, 1.41], (70, 2), True)
    """
    lottery = lottery_as_it_came_out(treated, strata)
    repeated = repetitions(lottery, draws, generator)
    laid_out = _laid_out(outcomes, repeated)
    refuse(_SUMMARY, _problems(outcomes, treated, strata))
    observed = laid_out.studentized(treated[repeated.order].astype(np.uint8)[None, :])[0]
    drawn = over_repetitions(repeated, laid_out.studentized, width=outcomes.shape[1], threads=threads)
    return Draws(observed=observed, drawn=drawn, every=repeated.every)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _LaidOut:
    """`columns`: known or not, outcome, and its square, of all outcomes, people in the order of the repetitions."""

    columns: NDArray[np.float32] | NDArray[np.float64]
    starts: IntVector
    n_outcomes: int

    def studentized(self, lots: Lots) -> NDArray[np.float64]:
        found = np.empty((len(lots), self.n_outcomes))
        for rows in portions(len(lots), 16 * self.n_outcomes):
            found[rows] = self._studentized(lots[rows])
        return found

    def _studentized(self, lots: Lots) -> NDArray[np.float64]:
        difference, variance, weight = np.zeros((3, len(lots), self.n_outcomes))
        least = np.zeros(self.n_outcomes)
        for begin, end in zip(self.starts[:-1], self.starts[1:], strict=True):
            columns = self.columns[begin:end]
            everybody = columns.sum(axis=0, dtype=np.float64)
            drawn = sums_of_drawn(lots[:, begin:end], columns)
            sides = [np.split(sums, 3, axis=1) for sums in (drawn, everybody - drawn)]
            known, level, square = np.split(everybody, 3)
            compared = (sides[0][0] >= 2) & (sides[1][0] >= 2)
            own = np.where(compared, known, 0.0)
            least += known**2 * np.maximum(square - level**2 / np.maximum(known, 1), 0) / np.maximum(known, 1) ** 2
            means = [sums / np.maximum(n, 1) for n, sums, _ in sides]
            difference += own * (means[0] - means[1])
            for mean, (n, sums, squares) in zip(means, sides, strict=True):
                variance += own**2 * (squares - mean * sums) / np.maximum(n * (n - 1), 1)
            weight += own
        still = variance <= _NOTHING * least
        differs = (np.abs(difference) > 1e-9 * np.sqrt(least)) | (weight == 0)
        apart = np.where(differs, np.copysign(np.inf, difference), 0.0)
        return np.where(still, apart, difference / np.sqrt(np.where(still, 1.0, variance)))


def _laid_out(outcomes: NDArray[np.float64], repeated: Repetitions) -> _LaidOut:
    known = ~np.isnan(outcomes)
    filled = np.where(known, outcomes, 0.0)
    order, starts = repeated.order, repeated.urns.starts
    known, filled = known[order], filled[order]
    sums, sizes = (np.add.reduceat(values, starts[:-1], axis=0) for values in (filled, known.astype(np.float64)))
    means = np.repeat(sums / np.maximum(sizes, 1), np.diff(starts), axis=0)
    # Near its mean an outcome loses nothing when squared; whole numbers stay whole.
    whole = (filled == np.rint(filled)).all(axis=0)
    near = np.where(known, filled - np.where(whole, np.rint(means), means), 0.0)
    columns = fixed_point(np.column_stack([known, near, near**2]))
    return _LaidOut(columns=columns, starts=starts, n_outcomes=outcomes.shape[1])


def _problems(outcomes: NDArray[np.float64], treated: FloatVector, strata: IntVector) -> list[str]:
    """List outcomes that cannot be compared under the lottery that took place."""
    cells = strata * 2 + (treated == 1)
    thin = still = 0
    for values in outcomes.T:
        known = ~np.isnan(values)
        sizes = np.bincount(cells[known], minlength=2 * (int(strata.max()) + 1)).reshape(-1, 2)
        thin += bool((sizes[sizes.sum(axis=1) > 0].min(initial=2) < 2) or not known.any())
        still += known.any() and all(np.ptp(values[known & (cells == cell)]) == 0 for cell in np.unique(cells[known]))
    return [
        f"{count} of {outcomes.shape[1]} outcomes {what}"
        for count, what in (
            (thin, "are known for fewer than two people in an arm (of a stratum): expected two or more."),
            (still, "vary within no arm of any stratum: expected some variation."),
        )
        if count
    ]
