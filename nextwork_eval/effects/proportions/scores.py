"""At the end you know how well two shares agree with a given difference, ratio or odds ratio between them.

The score tests of Miettinen and Nurminen: the distance from what is claimed, over its variance at the shares of
greatest likelihood under the claim, times N / (N - 1). The ones in statsmodels 0.15 are wrong for differences, and for
ratios wherever an arm has nobody with the event, or everybody. Those of differences and ratios take arrays of counts,
so that every result that two arms can have is looked at in one call.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, stats

from nextwork_eval.effects.proportions.tables import TwoByTwo

FloatArray = NDArray[np.float64]

# Finite, so that a root finder can step over it; a statistic of this size is rejected at every level there is.
_ENDLESS = 1e150
_EDGE = 1e-13
_NOTHING = 1e-12  # a distance below it is the rounding of a margin
_MOST_STEPS = 60


def likely_shares(x1: ArrayLike, n1: int, x0: ArrayLike, n0: int, difference: float) -> tuple[FloatArray, FloatArray]:
    """Return the shares of greatest likelihood, treated and reference, among those with the given difference.

    The derivative of the log-likelihood falls in the reference arm's share, so that its one root, or the end towards
    which it points, is the maximum. Multiplied out it is a cubic, whose closed solution loses half of its digits near
    the ends; Newton's steps, kept between the ends, bring them back.
    """
    one, zero = np.asarray(x1, dtype=np.float64), np.asarray(x0, dtype=np.float64)
    low, high = max(0.0, -difference), min(1.0, 1.0 - difference)
    edge = _EDGE * (high - low)
    first, last = low + edge, high - edge
    if edge <= 0 or min(first, first + difference, 1 - last, 1 - last - difference) <= 0:
        q0 = np.full(one.shape, low)  # the difference is as good as -1 or 1 and leaves one pair of shares
        return np.clip(q0 + difference, 0.0, 1.0), q0

    def slopes(q0: FloatArray) -> tuple[FloatArray, FloatArray]:
        q1 = q0 + difference
        parts = [one / q1, (n1 - one) / (1 - q1), zero / q0, (n0 - zero) / (1 - q0)]
        second = parts[0] / q1 + parts[1] / (1 - q1) + parts[2] / q0 + parts[3] / (1 - q0)
        return parts[0] - parts[1] + parts[2] - parts[3], second

    q0 = np.clip(_closed(one, n1, zero, n0, difference), first, last)
    below, above = np.full(q0.shape, first), np.full(q0.shape, last)
    for _ in range(_MOST_STEPS):
        slope, curvature = slopes(q0)
        below, above = np.where(slope >= 0, q0, below), np.where(slope <= 0, q0, above)
        step = q0 + slope / curvature
        # A step out of the bracket is replaced by its middle.
        moved = np.where((step > below) & (step < above), step, (below + above) / 2)
        still = np.abs(moved - q0) <= 4e-16 * q0
        q0 = np.where(slope == 0, q0, moved)
        if still.all():
            break
    q0 = np.where(slopes(np.full(q0.shape, first))[0] <= 0, low, q0)
    q0 = np.where(slopes(np.full(q0.shape, last))[0] >= 0, high, q0)
    return np.clip(q0 + difference, 0.0, 1.0), q0


def difference_score(x1: ArrayLike, n1: int, x0: ArrayLike, n0: int, difference: float) -> FloatArray:
    """Return the signed score statistic of a difference, positive where the observed one is larger, for any counts.

    Parameters
    ----------
    x1, n1, x0, n0
        Persons with the event, and persons, in the treated and in the reference arm.
    difference
        The difference under the null hypothesis, between -1 and 1.

    Notes
    -----
    z = (x1/n1 - x0/n0 - difference) / sqrt([q1 (1 - q1) / n1 + q0 (1 - q0) / n0] N / (N - 1)), N = n1 + n0, where q1 =
    q0 + difference are the shares of greatest likelihood. Where both arms are alike without any variation z is 0.

    References
    ----------
    Miettinen and Nurminen (1985), Statistics in Medicine 4, 213-226. Farrington and Manning (1990), Statistics in
    Medicine 9, 1447-1454.
    """
    one, zero, n = np.asarray(x1, dtype=np.float64), np.asarray(x0, dtype=np.float64), n1 + n0
    q1, q0 = likely_shares(one, n1, zero, n0, difference)
    return _standardised(one / n1 - zero / n0 - difference, (q1 * (1 - q1) / n1 + q0 * (1 - q0) / n0) * n / (n - 1))


def ratio_score(x1: ArrayLike, n1: int, x0: ArrayLike, n0: int, ratio: float) -> FloatArray:
    """Return the signed score statistic of a ratio of the shares, positive where the observed one is larger.

    The parameters are those of `difference_score`; the formula stands at `risk_ratio`.
    """
    one, zero, n = np.asarray(x1, dtype=np.float64), np.asarray(x0, dtype=np.float64), n1 + n0
    events = one + zero
    # The smaller root of n r q^2 - b q + events = 0, in the form that does not subtract two nearly equal numbers.
    b = n1 * ratio + one + n0 + zero * ratio
    q0 = np.minimum(2 * events / (b + np.sqrt(np.maximum(b * b - 4 * n * ratio * events, 0.0))), min(1.0, 1 / ratio))
    q1 = np.minimum(ratio * q0, 1.0)
    variance = (q1 * (1 - q1) / n1 + ratio**2 * q0 * (1 - q0) / n0) * n / (n - 1)
    return _standardised(one / n1 - ratio * zero / n0, variance)


def difference_limits(x1: int, n1: int, x0: int, n0: int, level: float) -> tuple[float, float]:
    """Return the differences that two one-sided score tests, each at 1 - `level`, do not reject: their two ends."""
    return -_largest(x0, n0, x1, n1, level), _largest(x1, n1, x0, n0, level)


def _largest(x1: int, n1: int, x0: int, n0: int, level: float) -> float:
    observed, critical = x1 / n1 - x0 / n0, float(stats.norm.isf(1 - level))
    if observed == 1 or critical == 0:
        return observed

    def above(difference: float) -> float:
        return float(difference_score(x1, n1, x0, n0, difference)) + critical

    return float(optimize.brentq(above, observed, 1.0, xtol=1e-15, rtol=8.9e-16))


def _closed(one: FloatArray, n1: int, zero: FloatArray, n0: int, difference: float) -> FloatArray:
    # n q^3 + b q^2 + c q + d = 0 for q = q0; its middle root is the share wanted, by the cosine of a third of an angle.
    n, events = n1 + n0, one + zero
    b = (n1 + 2 * n0) * difference - n - events
    c = (n0 * difference - n - 2 * zero) * difference + events
    d = zero * difference * (1 - difference)
    half = b**3 / (27 * n**3) - b * c / (6 * n**2) + d / (2 * n)
    radius = np.sqrt(np.maximum(b**2 / (9 * n**2) - c / (3 * n), 0.0)) * np.where(half < 0, -1.0, 1.0)
    cosine = np.divide(half, radius**3, out=np.ones_like(half), where=radius != 0)
    angle = (np.pi + np.arccos(np.clip(cosine, -1.0, 1.0))) / 3
    return np.asarray(2 * radius * np.cos(angle) - b / (3 * n))


def _standardised(distance: FloatArray, variance: FloatArray) -> FloatArray:
    # Without any variance left, a distance is endless, unless it is a margin lost to rounding.
    endless = np.where(np.abs(distance) > _NOTHING, np.copysign(_ENDLESS, distance), 0.0)
    return np.divide(distance, np.sqrt(variance), out=endless, where=variance > 0)


def odds_ratio_score(table: TwoByTwo, odds_ratio: float) -> float:
    """Return the squared score statistic of an odds ratio."""
    n1, n0, events = table.n1, table.n0, table.x1 + table.x0
    if events in (0, table.n):
        return 0.0
    # The positive root of a q^2 + b q - events = 0, in the form that does not subtract two nearly equal numbers.
    a, b = n0 * (odds_ratio - 1), n1 * odds_ratio + n0 - events * (odds_ratio - 1)
    root = math.sqrt(b * b + 4 * a * events)
    q0 = 2 * events / (b + root) if b >= 0 else (root - b) / (2 * a)
    q1 = odds_ratio * q0 / (1 + q0 * (odds_ratio - 1))
    v1, v0 = n1 * q1 * (1 - q1), n0 * q0 * (1 - q0)
    distance = table.x1 - n1 * q1  # opposite in the reference arm, because all events are shared out
    if distance == 0:
        return 0.0
    if not (v1 > 0 and v0 > 0):
        return _ENDLESS**2
    return distance**2 * (1 / v1 + 1 / v0) * (table.n - 1) / table.n


def crossing(score: Callable[[float], float], critical: float, *, start: float, factor: float) -> float:
    """Return where a squared score first reaches its critical value, going from `start` by powers of `factor`."""
    inside = start
    while score(inside * factor) < critical:
        inside *= factor
    # In logarithms, so that the precision is relative to the limit however small or large it is.
    root = optimize.brentq(
        lambda log_ratio: min(score(np.exp(log_ratio)), _ENDLESS**2) - critical,
        np.log(inside),
        np.log(inside * factor),
        xtol=1e-14,
        rtol=1e-14,
    )
    return float(np.exp(root))
