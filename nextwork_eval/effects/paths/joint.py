"""At the end you know how the effects of all weeks vary together, and how wide a band must be to hold all of them.

People who work in one week mostly work in the next, so that the effects of neighbouring weeks err together. A band that
knows this is narrower than one that treats the weeks as so many separate promises.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from nextwork_eval.effects.estimate import FloatVector
from nextwork_eval.effects.inputs import TwoArms, level_problems, read_numbers, refuse
from nextwork_eval.effects.means.between import BoolVector, among, between_covariance
from nextwork_eval.effects.means.neyman import t_quantile
from nextwork_eval.effects.means.stratified import alone_in_arm, single_person_error, single_person_hybrid
from nextwork_eval.effects.paths.all_within import chance_within

FloatMatrix = NDArray[np.float64]

# Beyond it the series that the transformation rests on says nothing any more, and its inverse runs away.
_GREATEST_SKEWNESS = 0.25


def difference_covariance(arms: TwoArms) -> FloatMatrix:
    """Return the covariance of the differences between the arms, all outcomes together, shape (n_outcomes, n_outcomes).

    sum_b (n_b / n)^2 (S_b1 / n_b1 + S_b0 / n_b0) with S_ba the covariance of the outcomes within an arm of a stratum:
    HC2 of one regression of all outcomes, whatever their correlation. Its diagonal is the variance of
    `difference_in_means_stratified`. Where an arm of a stratum has one person, these strata (and those that they need)
    are compared with each other, as there.

    Raises
    ------
    EstimationError
        Where not even all strata together can be compared.
    """
    outcomes = arms.outcome.reshape(len(arms.treated), -1)
    compared = _compared(arms)
    if compared.any():
        people = compared[arms.strata]
        share = float(people.mean())
        total = share**2 * between_covariance(replace(arms, outcome=outcomes), compared)
        if not people.all():
            total = total + (1 - share) ** 2 * difference_covariance(among(arms, ~people))
        return total
    total = np.zeros((outcomes.shape[1], outcomes.shape[1]))
    for stratum, size in enumerate(np.bincount(arms.strata)):
        share = size / len(arms.strata)
        for arm in (0, 1):
            cell = outcomes[(arms.strata == stratum) & (arms.treated == arm)]
            # The mean of equal decimal fractions is rounded; only what varies may have a covariance.
            centred = np.where(np.ptp(cell, axis=0) > 0, cell - cell.mean(axis=0), 0.0)
            total += share**2 * centred.T @ centred / (len(cell) * (len(cell) - 1))
    return total


def difference_skewness(arms: TwoArms, std_error: FloatVector) -> FloatVector:
    """Return the skewness of the differences between the arms, shape (n_outcomes,).

    sum_b (n_b / n)^3 (m_b1 / n_b1^2 - m_b0 / n_b0^2) / `std_error`^3 with m_ba the third central moment within a cell,
    without bias, of cells of three persons or more. Smaller cells, and strata that are compared with each other, add
    nothing.
    """
    outcomes = arms.outcome.reshape(len(arms.treated), -1)
    compared = _compared(arms)
    third = np.zeros(outcomes.shape[1])
    for stratum, size in enumerate(np.bincount(arms.strata)):
        for arm, sign in ((1, 1), (0, -1)):
            cell = outcomes[(arms.strata == stratum) & (arms.treated == arm)]
            n = len(cell)
            if n > 2 and not compared[stratum]:
                cubes = ((cell - cell.mean(axis=0)) ** 3).sum(axis=0)
                third += sign * (size / len(arms.strata)) ** 3 * cubes / (n * (n - 1) * (n - 2))
    return np.asarray(third / std_error**3)


def _compared(arms: TwoArms) -> BoolVector:
    if not alone_in_arm(arms).any():
        return np.zeros(int(arms.strata.max()) + 1, dtype=np.bool_)
    hybrid = single_person_hybrid(replace(arms, outcome=arms.outcome.reshape(len(arms.treated), -1)[:, 0]))
    if hybrid is None:
        raise single_person_error(arms, "The differences have no covariance.")
    return hybrid.compared


def sup_t_critical_value(
    correlation: object, *, df: float = math.inf, level: float = 0.95, skewness: object | None = None
) -> float:
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
    skewness
        Shape (n_weeks,): skewness of each estimate; None where they are symmetrical.

    Returns
    -------
    float
        c with P(max_w |T_w| <= c) = level. Without skewness it lies between the pointwise quantile (all weeks alike)
        and Bonferroni's.

    Raises
    ------
    EstimationError
        If the matrix is no correlation matrix, `df` is not positive, `level` is no confidence level, or there is not
        one skewness for each week.

    Notes
    -----
    Without skewness T is multivariate normal, or multivariate t with one estimated variance for all, and has the given
    correlation. With skewness k_w, a studentised estimate t_w is not symmetrical, but

        g_w(t) = t + k_w t^2 / 3 + k_w^2 t^3 / 27 + k_w / 6

    nearly is (Hall 1992), so that c is such that P(g_w(-c) <= T_w <= g_w(c) for all w) = level. A skewness beyond 0.25
    is taken as 0.25: at three standard errors the series then leaves its range.

    The chance is found by `all_within.chance_within`, without chance: what many weeks share first, and given it week by
    week (Genz 1992). The result depends on nothing but the arguments. Of weeks that are independent or equally
    correlated c is within 0.0001, of weeks that go together the closer they are in time within 0.01 (by the spread of
    other scramblings, a standard deviation of 0.001 to 0.004 at 26 to 104 weeks). The correlation may be singular.

    References
    ----------
    Montiel Olea and Plagborg-Møller (2019), Journal of Applied Econometrics 34, 1-17. Hall (1992), Journal of the
    Royal Statistical Society B 54, 221-228. Genz (1992), Journal of Computational and Graphical Statistics 1, 141-149.

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
    skewed = read_numbers("skewness", np.zeros(len(matrix)) if skewness is None else skewness)
    problems += skewed.problems
    if not column.problems and not skewed.problems and len(skewed.values) != len(matrix):
        problems.append("`skewness` and `correlation` differ in their number of weeks: expected as many.")
    refuse("The critical value of the band cannot be found.", problems)
    return _solve(matrix, df, level, np.clip(skewed.values, -_GREATEST_SKEWNESS, _GREATEST_SKEWNESS))


def _is_correlation(matrix: FloatMatrix) -> bool:
    return bool(
        matrix.size
        and matrix.shape[0] == matrix.shape[1]
        and np.allclose(matrix, matrix.T, atol=1e-9)
        and np.allclose(np.diag(matrix), 1, atol=1e-9)
        and np.linalg.eigvalsh(matrix)[0] > -1e-8
    )


def _solve(matrix: FloatMatrix, df: float, level: float, skewness: FloatVector) -> float:
    chance = chance_within(matrix, df)

    def surplus(c: float) -> float:
        # Limits have both signs wherever the search ends; the least number only keeps it from failing on its way.
        upper, lower = (np.maximum(sign * _straightened(sign * c, skewness), 1e-9) for sign in (1, -1))
        return chance(lower, upper) - level

    # Without skewness both ends are limits in theory; the rule of integration meets them but for its error.
    least, most = 0.99 * t_quantile(level, df), 1.01 * t_quantile(1 - (1 - level) / len(matrix), df)
    while surplus(most) < 0:
        most *= 1.2
    while surplus(least) > 0:
        least *= 0.8
    return float(brentq(surplus, least, most, xtol=1e-6))


def _straightened(t: float, skewness: FloatVector) -> FloatVector:
    return np.asarray(t + skewness * t**2 / 3 + skewness**2 * t**3 / 27 + skewness / 6)
