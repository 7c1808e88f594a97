"""The chance that several estimates that err together all lie within their limits, by a rule without chance.

What many weeks share is integrated first, and given it the weeks are gone through one by one: each adds the chance that
it lies within its limits where those before it do.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.special import ndtr, ndtri
from scipy.stats import qmc

from nextwork_eval.effects.estimate import FloatVector, IntVector

FloatMatrix = NDArray[np.float64]

_POINTS = 2**13
_SEED = 2752  # of the scrambling, which is always the same one
_SHARED = 1.5  # an eigenvalue beyond it belongs to something that several weeks share; a week alone has 1
_MOST_SHARED = 8  # the first coordinates of the sequence are its best, and soon no better than the others
_REPEATED = 1e-9  # of a correlation of one: what is left of a week that repeats another is rounding
_FLAT = 1e-10  # of a variance of one
_TIE = 1e-6  # of the greatest; weeks as alike as this are taken in their order, whatever the last digit says


def chance_within(correlation: FloatMatrix, df: float) -> Callable[[FloatVector, FloatVector], float]:
    """Prepare the chance that -lower_w <= T_w <= upper_w for all weeks, as a function of `lower` and `upper`.

    Parameters
    ----------
    correlation
        Shape (n_weeks, n_weeks), of T; may be singular.
    df
        T is multivariate t with so many degrees of freedom, one length for all weeks; normal where infinite.

    Returns
    -------
    callable
        Of two positive vectors of shape (n_weeks,).

    Notes
    -----
    A week that repeats another, or is its opposite, adds its limits to that one's. Of the rest, C = A A' + R, with A of
    the eigenvectors whose eigenvalue is above 1.5, at most eight, each with the excess over the next eigenvalue: weeks
    that are equally correlated have one, and R is then diagonal. Given the shared part, the weeks are conditioned one
    by one (separation of variables, Genz 1992) in the order of the variance that is left, the greatest first. The mean
    is over 8,192 points of a Sobol sequence with one fixed scrambling. Signs of eigenvectors and the order of ties are
    fixed, so that the result does not depend on the machine but for rounding.

    References
    ----------
    Genz (1992), Journal of Computational and Graphical Statistics 1, 141-149.
    """
    first, sign = _repeated(correlation)
    distinct = np.flatnonzero(first == np.arange(len(correlation)))
    place = np.searchsorted(distinct, first)
    inside = (
        _one_week(df) if len(distinct) == 1 else _several_weeks(correlation[np.ix_(distinct, distinct)], df, _POINTS)
    )

    def chance(lower: FloatVector, upper: FloatVector) -> float:
        down, up = np.full(len(distinct), np.inf), np.full(len(distinct), np.inf)
        np.minimum.at(down, place, np.where(sign > 0, lower, upper))
        np.minimum.at(up, place, np.where(sign > 0, upper, lower))
        return inside(down, up)

    return chance


def _repeated(correlation: FloatMatrix) -> tuple[IntVector, FloatVector]:
    """Return for each week the first one that it repeats, itself if none, and whether as it is or as its opposite."""
    alike = np.abs(correlation) > 1 - _REPEATED
    np.fill_diagonal(alike, True)
    first = np.argmax(alike, axis=1)
    return first, np.sign(correlation[np.arange(len(first)), first])


def _one_week(df: float) -> Callable[[FloatVector, FloatVector], float]:
    law = stats.norm() if math.isinf(df) else stats.t(df)
    return lambda lower, upper: float(law.cdf(upper[0]) - law.cdf(-lower[0]))


def _several_weeks(correlation: FloatMatrix, df: float, points: int) -> Callable[[FloatVector, FloatVector], float]:
    shared = _shared(correlation)
    order, own, flat = _one_by_one(correlation - shared @ shared.T)
    n_shared, n_own = shared.shape[1], own.shape[1]
    estimated = 0 if math.isinf(df) else 1
    sequence = qmc.Sobol(n_shared + estimated + n_own, scramble=True, rng=np.random.default_rng(_SEED)).random(points)
    uniform = np.clip(sequence, 1e-12, 1 - 1e-12)
    length = np.sqrt(stats.chi2.ppf(uniform[:, n_shared], df) / df) if estimated else np.ones(points)
    common = ndtri(uniform[:, :n_shared]) @ shared.T
    moves = uniform[:, n_shared + estimated :]

    def chance(lower: FloatVector, upper: FloatVector) -> float:
        normal = np.zeros((points, n_own))
        held = np.ones(points)
        for at, week in enumerate(order):
            middle = common[:, week] + normal[:, :at] @ own[week, :at]
            below = ndtr((-lower[week] * length - middle) / own[week, at])
            room = ndtr((upper[week] * length - middle) / own[week, at]) - below
            held *= room
            normal[:, at] = ndtri(np.clip(below + moves[:, at] * room, 1e-300, 1 - 1e-16))
        for week in flat:
            value = common[:, week] + normal @ own[week]
            held *= (value <= upper[week] * length) & (value >= -lower[week] * length)
        return float(held.mean())

    return chance


def _shared(correlation: FloatMatrix) -> FloatMatrix:
    """Return the part that several weeks share, shape (n_weeks, n_shared)."""
    values, vectors = np.linalg.eigh(correlation)
    values, vectors = values[::-1], vectors[:, ::-1]
    number = min(int((values > _SHARED).sum()), _MOST_SHARED, len(values) - 1)
    chosen = vectors[:, :number] * np.sqrt(np.clip(values[:number] - values[number], 0.0, None))
    size = np.abs(chosen)
    leading = np.argmax(size >= (1 - _TIE) * size.max(axis=0, initial=0.0), axis=0)
    return np.asarray(chosen * np.where(chosen[leading, np.arange(number)] < 0, -1.0, 1.0))


def _one_by_one(covariance: FloatMatrix) -> tuple[list[int], FloatMatrix, list[int]]:
    """Return an order, the triangular root in it (shape n_weeks, n_own; rows by week), and the weeks with nothing left.

    Cholesky's root with the greatest variance that is left next.
    """
    left = np.diag(covariance).copy()
    waiting = list(range(len(left)))
    order: list[int] = []
    root = np.zeros((len(left), 0))
    while waiting:
        own = left[waiting]
        if own.max() <= _FLAT:
            break
        week = waiting.pop(int(np.argmax(own >= (1 - _TIE) * own.max())))
        column = (covariance[:, week] - root @ root[week]) / math.sqrt(left[week])
        column[order] = 0.0
        root = np.column_stack([root, column])
        left = left - column**2
        order.append(week)
    return order, root, waiting
