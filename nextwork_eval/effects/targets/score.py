"""At the end you know how far two shares are from a margin, counted in standard errors under that margin.

The statistics take arrays of counts, so that every result that two arms can have is looked at in one call.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, stats

FloatArray = NDArray[np.float64]


def difference_score(x1: ArrayLike, n1: int, x0: ArrayLike, n0: int, margin: float) -> FloatArray:
    """Return the score statistic z of H0: p1 - p0 = margin, for counts of any shape.

    Parameters
    ----------
    x1, n1, x0, n0
        Persons with the event, and persons, in the treated and in the reference arm.
    margin
        The difference under the null hypothesis, between -1 and 1.

    Notes
    -----
    z = (x1/n1 - x0/n0 - margin) / sqrt([q1 (1 - q1) / n1 + q0 (1 - q0) / n0] N / (N - 1)), N = n1 + n0, where q1 =
    q0 + margin are the shares of greatest likelihood; q0 solves a cubic equation. Large values speak for a difference
    above the margin. Where both arms are alike without any variation z is 0. Near shares of 0 and 1 the closed solution
    keeps seven digits of z, otherwise twelve or more.

    References
    ----------
    Miettinen and Nurminen (1985), Statistics in Medicine 4, 213-226. Farrington and Manning (1990), Statistics in
    Medicine 9, 1447-1454.
    """
    one, zero = np.asarray(x1, dtype=np.float64), np.asarray(x0, dtype=np.float64)
    n = n1 + n0
    events = one + zero
    # n q^3 + b q^2 + c q + d = 0 for q = q0; its middle root is the share wanted, by the cosine of a third of an angle.
    b = (n1 + 2 * n0) * margin - n - events
    c = (n0 * margin - n - 2 * zero) * margin + events
    d = zero * margin * (1 - margin)
    half = b**3 / (27 * n**3) - b * c / (6 * n**2) + d / (2 * n)
    radius = np.sqrt(np.maximum(b**2 / (9 * n**2) - c / (3 * n), 0.0)) * np.where(half < 0, -1.0, 1.0)
    cosine = np.divide(half, radius**3, out=np.ones_like(half), where=radius != 0)
    angle = (np.pi + np.arccos(np.clip(cosine, -1.0, 1.0))) / 3
    q0 = np.clip(2 * radius * np.cos(angle) - b / (3 * n), max(0.0, -margin), min(1.0, 1 - margin))
    q1 = np.clip(q0 + margin, 0.0, 1.0)
    return _standardised(one / n1 - zero / n0 - margin, (q1 * (1 - q1) / n1 + q0 * (1 - q0) / n0) * n / (n - 1))


def ratio_score(x1: ArrayLike, n1: int, x0: ArrayLike, n0: int, ratio: float) -> FloatArray:
    """Return the score statistic z of H0: p1 = ratio p0; its square is the statistic of `risk_ratio`.

    Large values speak for a ratio above the one given. The parameters are those of `difference_score`; the formula
    stands at `risk_ratio`.
    """
    one, zero = np.asarray(x1, dtype=np.float64), np.asarray(x0, dtype=np.float64)
    n, events = n1 + n0, one + zero
    b = n1 * ratio + one + n0 + zero * ratio
    q0 = np.minimum(2 * events / (b + np.sqrt(np.maximum(b * b - 4 * n * ratio * events, 0.0))), min(1.0, 1 / ratio))
    q1 = np.minimum(ratio * q0, 1.0)
    variance = (q1 * (1 - q1) / n1 + ratio**2 * q0 * (1 - q0) / n0) * n / (n - 1)
    return _standardised(one / n1 - ratio * zero / n0, variance)


def difference_limits(x1: int, n1: int, x0: int, n0: int, level: float) -> tuple[float, float]:
    """Return the differences that two one-sided score tests, each at 1 - `level`, do not reject: their two ends."""
    critical = float(stats.norm.isf(1 - level))
    estimate = x1 / n1 - x0 / n0
    edge = 1 - 1e-12

    def above(margin: float) -> float:
        return float(difference_score(x1, n1, x0, n0, margin)) - critical

    def below(margin: float) -> float:
        return float(difference_score(x1, n1, x0, n0, margin)) + critical

    low = float(optimize.brentq(above, -edge, estimate, xtol=1e-14)) if estimate > -1 and above(-edge) > 0 else -1.0
    high = float(optimize.brentq(below, estimate, edge, xtol=1e-14)) if estimate < 1 and below(edge) < 0 else 1.0
    return low, high


def _standardised(distance: FloatArray, variance: FloatArray) -> FloatArray:
    # Without any variance left (a margin lost to rounding) nothing is known of the distance.
    return np.divide(distance, np.sqrt(variance), out=np.zeros_like(distance), where=variance > 0)
