"""At the end you know how the effects of all weeks vary together, and how wide a band must be to hold all of them.

People who work in one week mostly work in the next, so that the effects of neighbouring weeks err together. A band that
knows this is narrower than one that treats the weeks as so many separate promises.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.optimize import brentq

from nextwork_eval.effects.inputs import TwoArms, level_problems, read_numbers, refuse
from nextwork_eval.effects.means.neyman import t_quantile

FloatMatrix = NDArray[np.float64]

_POINTS = 100_000  # of the rule of integration; they give the critical value to three or four digits
# A week that repeats others makes the correlation singular, for which the rule gives nonsense.
_RIDGE = 1e-7
_NORMAL = 1e9  # so many degrees of freedom are a normal distribution


def difference_covariance(arms: TwoArms) -> FloatMatrix:
    """Return the covariance of the differences between the arms, all outcomes together, shape (n_outcomes, n_outcomes).

    sum_b (n_b / n)^2 (S_b1 / n_b1 + S_b0 / n_b0) with S_ba the covariance of the outcomes within an arm of a stratum:
    HC2 of one regression of all outcomes, whatever their correlation. Its diagonal is the variance of
    `difference_in_means_stratified`. Each cell must hold two persons or more.
    """
    outcomes = arms.outcome.reshape(len(arms.treated), -1)
    total = np.zeros((outcomes.shape[1], outcomes.shape[1]))
    for stratum, size in enumerate(np.bincount(arms.strata)):
        share = size / len(arms.strata)
        for arm in (0, 1):
            cell = outcomes[(arms.strata == stratum) & (arms.treated == arm)]
            # The mean of equal decimal fractions is rounded; only what varies may have a covariance.
            centred = np.where(np.ptp(cell, axis=0) > 0, cell - cell.mean(axis=0), 0.0)
            total += share**2 * centred.T @ centred / (len(cell) * (len(cell) - 1))
    return total


def sup_t_critical_value(correlation: object, *, df: float = math.inf, level: float = 0.95) -> float:
    """Find how many standard errors a band must reach to hold all of several estimates at once.

    Parameters
    ----------
    correlation
        Shape (n_weeks, n_weeks): the correlation of the estimates. It may be singular: a week that repeats another adds
        nothing.
    df
        Degrees of freedom of the standard errors; infinite for a normal distribution.
    level
        Probability that all estimates lie within the band.

    Returns
    -------
    float
        c with P(max_w |T_w| <= c) = level. Between the pointwise quantile (all weeks alike) and Bonferroni's.

    Raises
    ------
    EstimationError
        If the matrix is no correlation matrix, `df` is not positive, or `level` is no confidence level.

    Notes
    -----
    T is multivariate normal, or multivariate t with one estimated variance for all, and has the given correlation. Its
    distribution function is that of scipy, by the quasi-Monte Carlo rule of Genz and Bretz with 100,000 points that are
    the same each time: the result depends on nothing but the arguments, and has three to four correct digits. To a
    singular matrix the rule needs 1e-7 added on the diagonal, which moves the result less than that.

    References
    ----------
    Montiel Olea and Plagborg-Møller (2019), Journal of Applied Econometrics 34, 1-17. Genz and Bretz (2009),
    Computation of Multivariate Normal and t Probabilities, Springer.

    Examples
    --------
    One week, two weeks that move together, and two that are independent (0.95 = 0.9747 squared):

    >>> [round(sup_t_critical_value(r), 3) for r in ([[1.0]], [[1.0, 1.0], [1.0, 1.0]], [[1.0, 0.0], [0.0, 1.0]])]
    [1.96, 1.96, 2.236]
    """
    column = read_numbers("correlation", correlation, dimensions=2)
    matrix = column.values
    problems = [*column.problems, *level_problems(level)]
    if not column.problems and not _is_correlation(matrix):
        problems.append("`correlation` is not a correlation matrix: expected symmetric, 1 on the diagonal, no less.")
    if not df > 0:
        problems.append("`df` is not positive: expected degrees of freedom, or infinity for a normal distribution.")
    refuse("The critical value of the band cannot be found.", problems)
    return _solve(matrix, df, level)


def _is_correlation(matrix: FloatMatrix) -> bool:
    return bool(
        matrix.size
        and matrix.shape[0] == matrix.shape[1]
        and np.allclose(matrix, matrix.T, atol=1e-9)
        and np.allclose(np.diag(matrix), 1, atol=1e-9)
        and np.linalg.eigvalsh(matrix)[0] > -1e-8
    )


def _solve(matrix: FloatMatrix, df: float, level: float) -> float:
    n_weeks = len(matrix)
    least, most = t_quantile(level, df), t_quantile(1 - (1 - level) / n_weeks, df)
    if n_weeks == 1:
        return least
    regular = (matrix + _RIDGE * np.eye(n_weeks)) / (1 + _RIDGE)

    def surplus(c: float) -> float:
        held = stats.multivariate_t.cdf(
            np.full(n_weeks, c),
            None,
            regular,
            df=min(df, _NORMAL),
            allow_singular=True,  # asks for no more than that it is positive semidefinite
            maxpts=_POINTS,
            lower_limit=np.full(n_weeks, -c),
            random_state=np.random.default_rng(_POINTS),
        )
        return float(held) - level

    # Both ends are limits in theory; the rule of integration meets them but for its error.
    return float(brentq(surplus, 0.99 * least, 1.01 * most, xtol=1e-4))
