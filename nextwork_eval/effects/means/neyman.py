"""At the end you know how the mean of an arm, its variance and its degrees of freedom follow from the lottery alone.

A cell is one arm of one stratum. All here rests on the mean and the variance within each cell; nothing is modelled.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from nextwork_eval.effects.estimate import FloatVector
from nextwork_eval.effects.inputs import TwoArms


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardisedMean:
    """The mean of one arm, had each stratum its share of everyone randomised; vectors of shape (n_outcomes,).

    Attributes
    ----------
    mean
        Sum over strata of n_b / n times the mean of the cell.
    variance
        Sum of (n_b / n)^2 s_ba^2 / n_ba: exactly 0 where no cell varies, NaN where a cell holds one person.
    cell_weights
        Shape (n_strata,): (n_b / n)^2 / n_ba, the variance of `mean` per unit of variance within the cell.
    cell_sizes
        Shape (n_strata,): persons of the arm in each stratum, in the order of `cell_weights`.
    n
        Persons in the arm.
    """

    mean: FloatVector
    variance: FloatVector
    cell_weights: FloatVector
    cell_sizes: FloatVector
    n: int

    @property
    def df(self) -> float:
        """Satterthwaite degrees of freedom of `variance` when all cells vary equally; of two persons or more each."""
        return satterthwaite_df(self.cell_weights, self.cell_sizes)

    @property
    def effective_n(self) -> float:
        """Persons in a simple random sample as precise as the standardised mean (Kish 1965); `n` without strata."""
        return float(1 / self.cell_weights.sum())


def standardised_means(arms: TwoArms) -> tuple[StandardisedMean, StandardisedMean]:
    """Return the standardised means of the treated and the reference arm; each cell must hold somebody."""
    outcomes = arms.outcome.reshape(len(arms.treated), -1)
    shares = np.bincount(arms.strata) / len(arms.strata)
    return _standardised_mean(outcomes, arms, shares, 1), _standardised_mean(outcomes, arms, shares, 0)


def satterthwaite_df(cell_weights: FloatVector, cell_sizes: FloatVector) -> float:
    """Return (sum of w)^2 / sum of w^2 / (n - 1) over cells.

    With the cells of both arms this is the Bell-McCaffrey number of the regression of the outcome on arm, strata and
    their products (Imbens and Kolesár 2016), because HC2 is then the weighted sum of the variances within cells.
    """
    return float(cell_weights.sum() ** 2 / (cell_weights**2 / (cell_sizes - 1)).sum())


def bell_mccaffrey_df(treated: StandardisedMean, reference: StandardisedMean) -> float:
    """Return the degrees of freedom of the variance of the difference between two standardised means."""
    return satterthwaite_df(
        np.concatenate([treated.cell_weights, reference.cell_weights]),
        np.concatenate([treated.cell_sizes, reference.cell_sizes]),
    )


def t_quantile(level: float, df: float) -> float:
    """Return the half width, in standard errors, of a two-sided interval."""
    return float(stats.t.isf((1 - level) / 2, df))


def _standardised_mean(outcomes: NDArray[np.float64], arms: TwoArms, shares: FloatVector, arm: int) -> StandardisedMean:
    people = np.flatnonzero(arms.treated == arm)
    people = people[np.argsort(arms.strata[people], kind="stable")]
    sizes = np.bincount(arms.strata[people], minlength=len(shares))
    mean = np.zeros(outcomes.shape[1])
    variance = np.zeros(outcomes.shape[1])
    for share, cell in zip(shares, np.split(people, np.cumsum(sizes)[:-1]), strict=True):
        values = outcomes[cell]
        # The mean of equal decimal fractions is rounded, which would leave a variance that is not quite zero.
        varies = np.ptp(values, axis=0) > 0
        mean += share * values.mean(axis=0)
        spread = values.var(axis=0, ddof=1) if len(cell) > 1 else np.full(len(mean), np.nan)
        variance += np.where(varies | (len(cell) == 1), share**2 * spread / len(cell), 0.0)
    return StandardisedMean(
        mean=mean,
        variance=variance,
        cell_weights=shares**2 / sizes,
        cell_sizes=sizes.astype(np.float64),
        n=len(people),
    )
