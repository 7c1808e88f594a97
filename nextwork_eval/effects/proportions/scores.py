"""At the end you know how well two shares agree with a given difference, ratio or odds ratio between them.

The score tests of Miettinen and Nurminen: the distance from what is claimed, over its variance at the shares of
greatest likelihood under the claim, times N / (N - 1). The ones in statsmodels 0.15 are wrong for differences, and for
ratios wherever an arm has nobody with the event, or everybody.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from scipy import optimize

from nextwork_eval.effects.proportions.tables import TwoByTwo

# Finite, so that a root finder can step over it; a statistic of this size is rejected at every level there is.
_ENDLESS = 1e300
_EDGE = 1e-13


def likely_shares(table: TwoByTwo, difference: float) -> tuple[float, float]:
    """Return the shares of greatest likelihood, treated and reference, among those with the given difference.

    The derivative of the log-likelihood falls in the reference arm's share, so that its one root, or the end towards
    which it points, is the maximum. Multiplied out it is a cubic, whose closed solution loses half of its digits near
    the ends; the root is found by bracketing.
    """
    low, high = max(0.0, -difference), min(1.0, 1.0 - difference)
    x1, y1, x0, y0 = table.x1, table.n1 - table.x1, table.x0, table.n0 - table.x0

    def slope(q0: float) -> float:
        q1 = q0 + difference
        return x1 / q1 - y1 / (1 - q1) + x0 / q0 - y0 / (1 - q0)

    edge = _EDGE * (high - low)
    first, last = low + edge, high - edge
    if edge <= 0 or min(first, first + difference, 1 - last, 1 - last - difference) <= 0:
        q0 = low  # the difference is as good as -1 or 1 and leaves one pair of shares
    elif slope(first) <= 0:
        q0 = low
    elif slope(last) >= 0:
        q0 = high
    else:
        q0 = float(optimize.brentq(slope, first, last, xtol=1e-16, rtol=8.9e-16))
    return min(max(q0 + difference, 0.0), 1.0), q0


def difference_score(table: TwoByTwo, difference: float) -> float:
    """Return the signed score statistic of a difference, positive where the observed one is larger."""
    distance = table.p1 - table.p0 - difference
    if distance == 0:
        return 0.0
    q1, q0 = likely_shares(table, difference)
    variance = (q1 * (1 - q1) / table.n1 + q0 * (1 - q0) / table.n0) * table.n / (table.n - 1)
    return distance / math.sqrt(variance) if variance > 0 else math.copysign(_ENDLESS, distance)


def ratio_score(table: TwoByTwo, ratio: float) -> float:
    """Return the squared score statistic of a ratio of the shares."""
    x1, n1, x0, n0, n = table.x1, table.n1, table.x0, table.n0, table.n
    # The smaller root of n r q^2 - b q + (x1 + x0) = 0, in the form that does not subtract two nearly equal numbers.
    b = n1 * ratio + x1 + n0 + x0 * ratio
    q0 = 2 * (x1 + x0) / (b + np.sqrt(max(b * b - 4 * n * ratio * (x1 + x0), 0.0)))
    q0 = min(q0, 1.0, 1 / ratio)
    q1 = ratio * q0
    distance = x1 / n1 - ratio * x0 / n0
    variance = (q1 * (1 - q1) / n1 + ratio**2 * q0 * (1 - q0) / n0) * n / (n - 1)
    if variance > 0:
        return float(distance**2 / variance)
    return 0.0 if distance == 0 else math.inf


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
        return _ENDLESS
    return distance**2 * (1 / v1 + 1 / v0) * (table.n - 1) / table.n


def crossing(score: Callable[[float], float], critical: float, *, start: float, factor: float) -> float:
    """Return where a squared score first reaches its critical value, going from `start` by powers of `factor`."""
    inside = start
    while score(inside * factor) < critical:
        inside *= factor
    # In logarithms, so that the precision is relative to the limit however small or large it is.
    root = optimize.brentq(
        lambda log_ratio: min(score(np.exp(log_ratio)), _ENDLESS) - critical,
        np.log(inside),
        np.log(inside * factor),
        xtol=1e-14,
        rtol=1e-14,
    )
    return float(np.exp(root))
