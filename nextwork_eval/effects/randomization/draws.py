"""At the end you know how the studentised difference between the arms is distributed when only the lottery is repeated.

All outcomes share the same draws, so that what happens to them together is kept: the tests of one outcome, of a family
and of a row of weeks rest on the same repetitions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.effects.estimate import FloatVector, IntVector
from nextwork_eval.effects.inputs import TwoArms
from nextwork_eval.effects.means.neyman import standardised_means


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
) -> Draws:
    """Repeat the lottery and take the studentised difference of every outcome each time.

    Parameters
    ----------
    outcomes
        Shape (n_people, n_outcomes); NaN where a person's outcome is not known.
    treated, strata
        Lot (1 or 0) and stratum code (0, 1, …) of each, shape (n_people,). Each stratum keeps its number of offers.
    draws
        Number of repetitions.
    generator
        Source of chance.
    """
    lots = np.empty((draws, len(treated)))
    for stratum in range(int(strata.max()) + 1):
        members = np.flatnonzero(strata == stratum)
        lots[:, members] = generator.permuted(np.tile(treated[members], (draws, 1)), axis=1)
    return Draws(
        observed=_studentized(outcomes, treated, strata),
        drawn=np.array([_studentized(outcomes, lot, strata) for lot in lots]),
        every=False,
    )


def _studentized(outcomes: NDArray[np.float64], treated: FloatVector, strata: IntVector) -> FloatVector:
    found = np.empty(outcomes.shape[1])
    for position, values in enumerate(outcomes.T):
        known = ~np.isnan(values)
        codes = np.unique(strata[known], return_inverse=True)[1].astype(np.int64)
        arms = TwoArms(outcome=values[known], treated=treated[known], strata=codes, yes_or_no=False)
        one, zero = standardised_means(arms)
        found[position] = ((one.mean - zero.mean) / np.sqrt(one.variance + zero.variance))[0]
    return found
