"""At the end you know, without a draw, how likely the lottery alone makes a sum over those offered as large.

A characteristic function tells of a distribution only as finely as its frequencies go, and what is between two values
that close nobody can say. So two polynomials are taken for the event, one that is never below it and one that is never
above it. The chance lies between their expectations, whatever the scores.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import i0e

from nextwork_eval.effects.estimate import FloatVector, IntVector
from nextwork_eval.effects.randomization.transform import (
    WIDTH,
    ComplexArray,
    Urn,
    characteristic,
    log_bound,
    log_tail,
    powers_of,
    sums_by_stratum,
    urn_of,
)

_DEGREE = WIDTH * WIDTH - 1
_REACH = 5.4  # standard deviations beyond the observed sum before the period begins again
_EQUAL = 1e-9  # relative: the same sum in another order, as for repeated lotteries
_SMALL = 1e-7  # a characteristic function below it is bounded, not computed
_LOG_SMALL = float(np.log(_SMALL))
_LOG_BEYOND = float(np.log(2e-6))
_LONGER = 10  # times that the reach is made longer at most: to four times as far
_COLUMNS = 2**19  # numbers held at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """Bounds of a chance, and how many frequencies were computed for them."""

    low: float
    high: float
    frequencies: int


def chance_as_far(
    scores: FloatVector, strata: IntVector, treated: IntVector, *, groups: IntVector | None = None
) -> Chance:
    """Bound the chance that the lottery gives a sum of scores as far from its expectation as the one that it gave.

    Parameters
    ----------
    scores
        Shape (n_units,): what each adds to the sum when drawn; no lot changes it.
    strata
        Shape (n_units,): 0, 1, …; the lottery keeps each one's number of offers.
    treated
        Shape (n_units,): 1 for those drawn, otherwise 0.
    groups
        Shape (n_units,): whole numbers of 0 or more, the same only for units of one stratum with one score, smaller in
        an earlier stratum. None: units are gathered by sorting their scores, which gives the same.

    Returns
    -------
    Chance
        P(|S - E S| >= |s - E S|), with all of what lies at s, is nowhere outside `low` and `high`. They lie about
        2 f L / 4,096 apart, f the density of |S - E S| at s and L = |s - E S| + 6 standard deviations, and further
        by the chance of s itself where it has one.

    Notes
    -----
    With d = |s - E S|, the event is, on a circle of length L, the arc from d to L - d, and what is beyond L - d. Let
    a = d / L, h = 2 pi / L, K = 4,095, u = k / (K + 1), f(u) = -(1 - u) cot(pi u) - 1 / pi, phi the characteristic
    function. Selberg's polynomials for the arc have the expectations

        1 - 2 a + 2 sum over k <= K of f(u) / (K + 1) sin(2 pi k a) Re phi(k h)
        plus or minus (1 + 2 sum over k <= K of (1 - u) cos(2 pi k a) Re phi(k h)) / (K + 1).

    Without the second line and with K without end it is the inversion of Gil-Pelaez by steps of h, which counts half of
    what lies at s. To the upper bound Chernoff's bound of P(|S - E S| > L - d) is added. Where a bound shows
    |phi(k h)| < 1e-7, phi is not computed, and both bounds make room for it (`transform`), as they do for the error of
    each phi that is.

    References
    ----------
    Gil-Pelaez (1951), Biometrika 38, 481-482. Hoeffding (1963), Journal of the American Statistical
    Association 58, 13-30. Montgomery (1994), Ten Lectures on the Interface between Analytic Number Theory and Harmonic
    Analysis, chapter 1, (17) to (20) and Selberg's polynomials: Vaaler's lemma.

    Examples
    --------
    Of 1, 2, …, 40 the twenty last were drawn: one of two in C(40, 20) lotteries is as far out. The bounds know only
    that there is next to nothing.

    >>> chance = chance_as_far(np.arange(40.0), np.zeros(40, dtype=int), np.repeat([0, 1], 20))
    >>> chance.low < 2 / 137846528820 < chance.high < 1e-6
    True
    """
    urn = urn_of(scores, strata, treated, groups)
    sizes, offers = np.maximum(np.bincount(strata), 1), np.bincount(strata, weights=treated)
    expected = float(np.bincount(strata, weights=scores) @ (offers / sizes))
    distance = abs(float(scores @ treated) - expected) * (1 - _EQUAL)
    if urn is None or distance == 0:
        return Chance(low=1.0, high=1.0, frequencies=0)
    reach, beyond = _reach(urn, distance)
    period = distance + reach
    k, phi, wrong = _where_it_is_large(urn, 2 * np.pi / period)
    u, turn = k / (_DEGREE + 1), 2 * np.pi * k * distance / period
    weights = -((1 - u) / np.tan(np.pi * u) + 1 / np.pi) / (_DEGREE + 1)
    middle = 1 - 2 * distance / period + 2 * float((weights * np.sin(turn)) @ phi.real)
    between = float(1 + 2 * ((1 - u) * np.cos(turn)) @ phi.real) / (_DEGREE + 1)
    room = 2 * wrong * float((np.abs(weights) + (1 - u) / (_DEGREE + 1)).sum()) + _NOT_COMPUTED
    return Chance(
        low=min(max(middle - between - room, 0.0), 1.0),
        high=min(middle + between + room + beyond, 1.0),
        frequencies=len(k),
    )


# |f(u)| <= 1 / (pi u): all frequencies at 1e-7, with room for the rounding of their bounds.
_NOT_COMPUTED = float(2.02 * _SMALL * (1 / (np.pi * np.arange(1, _DEGREE + 1)) + 1 / (_DEGREE + 1)).sum())


def _reach(urn: Urn, distance: float) -> tuple[float, float]:
    """Return how far beyond the observed sum the period goes, and the chance of what lies beyond that.

    Farther than usual where the bound of that chance is coarse: in hundreds of small strata, with few drawn of many.
    """
    reach = max(_REACH * urn.variance**0.5, 1.01 * distance)
    beyond = log_tail(urn, reach, enough=_LOG_BEYOND)
    for _ in range(_LONGER):
        if beyond < _LOG_BEYOND:
            break
        reach *= 1.15
        beyond = log_tail(urn, reach, enough=_LOG_BEYOND)
    return reach, float(np.exp(beyond))


def _where_it_is_large(urn: Urn, step: float) -> tuple[IntVector, ComplexArray, float]:
    """Return the multiples of `step` at which |phi| may be 1e-7 or more, phi there, and its largest error."""
    turns = np.exp(1j * step * urn.scores)
    k = _left_by_the_largest(urn, turns)
    last = int(k[-1]) if len(k) else 0
    low = powers_of(turns, min(last + 1, WIDTH))
    high = powers_of(low[-1] * turns) if last >= WIDTH else None
    each = max(_COLUMNS // len(turns), 1)
    found, phis, errors = [k[:0]], [np.empty(0, dtype=np.complex128)], [0.0]
    for begin in range(0, len(k), each):
        some = k[begin : begin + each]
        powers = low[some % WIDTH]
        if high is not None:
            powers *= high[some // WIDTH]
        sums = sums_by_stratum(urn, powers)
        large = np.flatnonzero(log_bound(urn, np.abs(sums)).sum(axis=1) > _LOG_SMALL)
        if len(large):
            phi, wrong = characteristic(urn, powers[large], sums[large], int(some[-1]))
            found.append(some[large])
            phis.append(phi)
            errors.append(wrong)
    return np.concatenate(found), np.concatenate(phis), max(errors)


def _left_by_the_largest(urn: Urn, turns: ComplexArray) -> IntVector:
    """Return the multiples of the step at which the largest strata alone do not show that |phi| is small."""
    k = np.arange(_DEGREE + 1)
    log_room = np.zeros(len(k))
    for place in np.argsort(-urn.spread, kind="stable"):
        own = slice(urn.starts[place], urn.ends[place])
        low = powers_of(turns[own])
        high = powers_of(low[-1] * turns[own])
        lengths = np.abs((high * urn.counts[own]) @ low.T).ravel()
        x = urn.spread[place] / urn.sizes[place] * (lengths if len(k) == len(lengths) else lengths[k])
        log_room = log_room + (x - (urn.spread[place] + urn.log_likely[place]))
        near = np.flatnonzero(log_room > _LOG_SMALL)
        k, log_room = k[near], log_room[near] + np.log(i0e(x[near]))
        if len(k) <= WIDTH:
            break
    return k[1:]
