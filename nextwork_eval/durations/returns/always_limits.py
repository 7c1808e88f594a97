"""At the end you know how far below its estimated end a difference among always-leavers may lie.

The end is a ratio whose denominator, the least share of always-leavers, is estimated and may be small; its numerator
is the largest of several means that may be nearly equal. A standard error of the ratio knows of neither.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.durations.returns.always import Leavers
from nextwork_eval.durations.returns.always_moments import EVEN, Cell, Terms, cells_of
from nextwork_eval.effects.estimate import FloatVector
from nextwork_eval.effects.inputs import TwoArms

_STEPS = 16  # from the lowest difference to the end, to find where differences are no longer contradicted
_HALVINGS = 34  # of a step, which leaves a share of 4e-12 of the scale
_ROUNDING = 1e-12


def low_limit(people: Leavers, arms: TwoArms, *, end: float, scale_low: float, critical: float) -> float:
    """Return the least difference that the data do not contradict, nothing assumed on whom the offer moves to leave.

    Parameters
    ----------
    people, arms
        The leavers, and the same people with their strata.
    end
        The lower end as estimated.
    scale_low
        The lowest difference that can be.
    critical
        How many standard errors are allowed for.

    Notes
    -----
    In the words of `low_end`, theta is at or above the end exactly where

        h(theta) = sum over cells of s max over c, d of {E_1[S (Y - c)^-] - E_0[S (Y - d)^+] + phi(c - d - theta)}

    is at most 0, phi(u) being u times the least share of always-leavers where u > 0 and u times the greatest where
    u < 0. Each term is a mean: nothing is divided by, as in Fieller's limits. theta is contradicted if h as estimated
    is above E + critical L. Near the largest are terms by at most sqrt(log n) standard errors of the difference below
    it. L is the standard error of h with the noisiest of the near terms of each cell, and E a bound on the
    mean of the largest of the near terms' errors. Where one term alone is near, E is 0 and L its standard error.

    Why that is enough: a sum of maxima of jointly Gaussian errors is above its median by more than z L with
    probability at most 1 - Phi(z), and its median is at most its mean.

    References
    ----------
    Fieller (1954), Journal of the Royal Statistical Society B 16, 175-185. Chernozhukov, Lee and Rosen (2013),
    Econometrica 81, 667-737. Andrews and Soares (2010), Econometrica 78, 119-157. Borell (1975), Inventiones
    Mathematicae 30, 207-216. Kwapień (1994), Progress in Probability 35, 271-272.
    """
    cells = cells_of(people, arms)
    threshold = float(np.sqrt(np.log(len(people.outcome))))

    def contradicted(theta: float) -> bool:
        return _left_over(cells, theta, critical=critical, threshold=threshold, n=len(people.outcome)) > _ROUNDING

    if end <= scale_low + _ROUNDING or not contradicted(scale_low):
        return scale_low
    steps = np.linspace(scale_low, end, _STEPS + 1).tolist()
    at = next((place for place in range(1, _STEPS) if not contradicted(steps[place])), _STEPS)
    below, above = steps[at - 1], steps[at]
    for _ in range(_HALVINGS):
        middle = (below + above) / 2
        below, above = (middle, above) if contradicted(middle) else (below, middle)
    return float(above)


def _left_over(cells: list[Cell], theta: float, *, critical: float, threshold: float, n: int) -> float:
    """Return what is left of h when chance is allowed for."""
    largest, excess, variance, square = 0.0, 0.0, 0.0, 0.0
    together: list[FloatVector] = [np.zeros(1), np.zeros(1)]  # what cells of a stratum have in common
    for cell in cells:
        terms = cell.terms(theta)
        if not len(terms.mean):
            return -np.inf  # no difference is lower
        # Of terms that are equal, the noisiest: which of them stands first is no property of the trial.
        tied = np.flatnonzero(terms.mean >= terms.mean.max() - _ROUNDING)
        top = int(tied[cell.variance(terms.treated[tied], terms.reference[tied]).argmax()])
        apart = cell.apart(terms, top)
        near = terms.mean >= terms.mean[top] - threshold * apart - _ROUNDING
        largest += float(terms.mean[top])
        square += float(terms.mean[top]) ** 2 / cell.share
        spread = cell.variance(terms.treated[near], terms.reference[near])
        variance += float(spread.max())
        noisiest = np.flatnonzero(near)[spread.argmax()]
        for place, (arm, values) in enumerate(((cell.treated, terms.treated), (cell.reference, terms.reference))):
            own = values[noisiest] @ arm.within
            variance -= 2 * float(arm.per_stratum @ (together[place] * own))
            together[place] = together[place] + own
        excess += _mean_of_largest(cell, theta, terms, near, apart)
    between = max(square - largest**2, 0.0) / n
    return largest - excess - critical * float(np.sqrt(max(variance, 0.0) + between))


def _mean_of_largest(cell: Cell, theta: float, terms: Terms, near: NDArray[np.bool_], apart: FloatVector) -> float:
    """Bound the mean of the largest of the errors of the near terms, less that of the largest term.

    Notes
    -----
    The lesser of two bounds. Terms of one kind are a sum of a part that depends on c and one that depends on d: the
    largest is above a given one by no more than the rises on the way through all c, and on that through all d; the mean
    of a rise is its standard error over sqrt(2 pi). And the mean of the largest of k differences is at most sqrt(2 log
    k) times the largest of their standard errors. The former is exact for two terms.
    """
    if near.sum() == 1:
        return 0.0
    length = 0.0
    for kind in np.unique(terms.kind[near]).tolist():
        own = np.flatnonzero(near & (terms.kind == kind))
        low, high = np.unique(terms.low[own]), np.unique(terms.high[own])
        length += float(apart[own].min())
        if kind == EVEN:
            length += cell.path(theta, low, low - theta, kind)
        else:
            length += cell.path(theta, low, np.full(len(low), high[0]), kind)
            length += cell.path(theta, np.full(len(high), low[0]), high, kind)
    by_size = float(np.sqrt(2 * np.log(near.sum()))) * float(apart[near].max())
    return min(length / float(np.sqrt(2 * np.pi)), by_size)
