"""At the end you know the characteristic function of a sum over those drawn, and how large it is where it is not taken.

The lottery is one among people who would each be drawn with chance p = m / n, given that m of the n are drawn. So

    E exp(i t S) = 1 / (N pmf(m)) sum over angles a of exp(-i a m) product over people of (q + p exp(i a + i t s)),

with N equal angles, q = 1 - p, and pmf that of a binomial count (n, p); strata are multiplied. With fewer than n + 1
angles the counts m + N, m - N, … are mixed in, as much as they are likely.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, i0e

from nextwork_eval.effects.estimate import FloatVector, IntVector

ComplexArray = NDArray[np.complex128]

WIDTH = 64  # powers in a table: a frequency is 64 a + b, its power the product of two entries
_SPREAD = 5.8  # angles for each standard deviation of the count: about 1e-7 is mixed in
_NOTHING = -21.0  # logarithm of a term that is left out
_CELLS_AT_ONCE = 2**18
_EPSILON = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Urn:
    """Strata from which some were drawn; those with one outcome alone are left out.

    Attributes
    ----------
    scores, counts
        Shape (n_classes,): a score, measured from the stratum's mean, and how many have it; strata one after another.
    each
        Shape (n_classes,): the stratum of each class.
    starts, ends
        Shape (n_strata,): where each stratum's classes begin and end.
    rows, digits
        The classes once for each binary digit of their counts that is 1, the highest digit first, shape (n_rows,); for
        each digit the n_strata + 1 places in them at which strata begin and end.
    sizes, offers
        Shape (n_strata,): people, and how many of them were drawn.
    chance
        Shape (n_strata,): share drawn, p.
    spread
        Shape (n_strata,): variance n p q of the number of offers, were people drawn on their own.
    log_likely
        Shape (n_strata,): logarithm of the chance that their number would then be what it is.
    angles
        How many angles a mean is taken over.
    mixed_in
        Shape (n_strata,): the most that the counts m + N, m - N, … add, relative to m: their chances fall at least as
        fast as the first of them.
    variance
        Of the sum over the lottery: m (n - m) / (n (n - 1)) times the sum of squares, strata added.
    """

    scores: FloatVector
    counts: IntVector
    each: IntVector
    starts: IntVector
    ends: IntVector
    rows: IntVector
    digits: tuple[tuple[int, ...], ...]
    sizes: IntVector
    offers: IntVector
    chance: FloatVector
    spread: FloatVector
    log_likely: FloatVector
    angles: int
    mixed_in: FloatVector
    variance: float


def urn_of(scores: FloatVector, strata: IntVector, treated: IntVector, groups: IntVector | None = None) -> Urn | None:
    """Gather equal scores of a stratum; None where no stratum could have given another sum.

    `groups` are as in `chance_as_far`.
    """
    sizes, offers = np.bincount(strata), np.bincount(strata, weights=treated).astype(np.int64)
    someone, counts = _sorted_classes(scores, strata) if groups is None else _given_classes(groups)
    value, owner = scores[someone], strata[someone]
    moves = (offers > 0) & (offers < sizes) & (np.bincount(owner, minlength=len(sizes)) > 1)
    kept = moves[owner]
    if not kept.any():
        return None
    value, counts, owner = value[kept], counts[kept], owner[kept]
    begins = np.concatenate([[True], owner[1:] != owner[:-1]])
    starts = np.flatnonzero(begins)
    sizes, offers, each = sizes[owner[starts]].astype(np.int64), offers[owner[starts]], np.cumsum(begins) - 1
    centred = value - (np.add.reduceat(counts * value, starts) / sizes)[each]
    squares = np.add.reduceat(counts * centred**2, starts)
    chance = offers / sizes
    spread = sizes * chance * (1 - chance)
    rows, digits = _by_digit(counts, each, len(starts))
    angles = min(int(sizes.max()) + 1, int(_SPREAD * float(spread.max()) ** 0.5) + 2)
    likely, *beside = _log_chance(sizes, chance, offers + np.array([[0], [angles], [-angles]]))
    return Urn(
        scores=centred,
        counts=counts,
        each=each,
        starts=starts,
        ends=np.append(starts[1:], len(value)),
        rows=rows,
        digits=digits,
        sizes=sizes,
        offers=offers,
        chance=chance,
        spread=spread,
        log_likely=likely,
        angles=angles,
        mixed_in=sum(ratio / (1 - ratio) for ratio in np.exp(beside - likely)),
        variance=float((offers * (sizes - offers) / (sizes * (sizes - 1.0)) * squares).sum()),
    )


def _sorted_classes(scores: FloatVector, strata: IntVector) -> tuple[IntVector, IntVector]:
    """Return one of each stratum's people with a score, and how many they are; strata one after another."""
    # One key for both: where it rounds two scores into one, a class may stand in several pieces, which changes nothing.
    order = np.argsort(scores + strata * (2 * float(np.abs(scores).max()) + 1))
    value, stratum = scores[order], strata[order]
    new = np.empty(len(order) + 1, dtype=np.bool_)
    new[0] = new[-1] = True
    np.not_equal(value[1:], value[:-1], out=new[1:-1])
    new[1:-1] |= stratum[1:] != stratum[:-1]
    first = np.flatnonzero(new)
    return order[first[:-1]], first[1:] - first[:-1]


def _given_classes(groups: IntVector) -> tuple[IntVector, IntVector]:
    """Return somebody of each group, and how many they are."""
    counts = np.bincount(groups)
    someone = np.zeros(len(counts), dtype=np.int64)
    someone[groups] = np.arange(len(groups))
    there = np.flatnonzero(counts)
    return someone[there], counts[there]


def _by_digit(counts: IntVector, each: IntVector, n_strata: int) -> tuple[IntVector, tuple[tuple[int, ...], ...]]:
    length = int(counts.max()).bit_length()
    place, rows = np.nonzero(counts >> np.arange(length - 1, -1, -1)[:, None] & 1)
    cells = np.bincount(place * n_strata + each[rows], minlength=length * n_strata)
    ends = [0, *np.cumsum(cells).tolist()]
    return rows, tuple(tuple(ends[k * n_strata : (k + 1) * n_strata + 1]) for k in range(length))


def _log_chance(sizes: IntVector, chance: FloatVector, number: IntVector) -> FloatVector:
    """Return the logarithm of the binomial chance of a number of offers; minus infinity where it cannot be."""
    others = sizes - number
    ways = gammaln(sizes + 1) - gammaln(number + 1.0) - gammaln(others + 1.0)  # gamma has no end at 0, -1, …
    return np.asarray(ways + number * np.log(chance) + others * np.log1p(-chance))


def powers_of(step: ComplexArray, width: int = WIDTH) -> ComplexArray:
    """Return step^0 to step^(width - 1), shape (width, n_classes), by doubling."""
    table = np.empty((width, len(step)), dtype=np.complex128)
    table[0] = 1.0
    known, power = 1, step
    while known < width:
        more = min(known, width - known)
        np.multiply(table[:more], power, out=table[known : known + more])
        known, power = known + more, power * power
    return table


def sums_by_stratum(urn: Urn, powers: ComplexArray) -> ComplexArray:
    """Add exp(i t s) up over each stratum's people, shape (n_frequencies, n_strata)."""
    return np.asarray(np.add.reduceat(powers * urn.counts, urn.starts, axis=1))


def log_bound(urn: Urn, lengths: FloatVector) -> FloatVector:
    """Bound the logarithm of each stratum's |E exp(i t S)| by the lengths of its sums of exp(i t s), of that shape.

    |q + p exp(i u)|^2 = 1 - 2 p q (1 - cos u) is at most exp(-2 p q (1 - cos u)). Over all angles the product of the
    lengths has a mean of at most exp(-p q n) I_0(p q |sum|).
    """
    x = urn.spread / urn.sizes * lengths
    return np.asarray(np.minimum(x - (urn.spread + urn.log_likely) + np.log(i0e(x)), 0.0))


def characteristic(urn: Urn, powers: ComplexArray, sums: ComplexArray, furthest: int) -> tuple[ComplexArray, float]:
    """Return E exp(i t S), shape (n_frequencies,), and the most by which one of them can be wrong.

    Angles at which every product is next to nothing are left out. `furthest` is the largest multiple of the step.
    """
    angles = 2 * np.pi / urn.angles * np.arange(urn.angles)
    along = (sums.reshape(-1, 1) * np.exp(1j * angles)).real.reshape(*sums.shape, -1)
    height = (urn.spread / urn.sizes)[:, None] * along.max(axis=0) - (urn.spread + urn.log_likely)[:, None]
    angles = angles[height.max(axis=0) > _NOTHING]
    wrong = np.exp(_NOTHING) + urn.mixed_in
    wrong = wrong + 4 * _EPSILON * (furthest + 40) * urn.sizes * np.exp(-urn.log_likely)
    width = max(_CELLS_AT_ONCE // (len(urn.rows) * len(angles)), 1)
    parts = [_products(urn, powers[begin : begin + width], angles) for begin in range(0, len(powers), width)]
    means = np.concatenate([part.sum(axis=2) for part in parts], axis=1) / urn.angles
    return (means * np.exp(-urn.log_likely)[:, None]).prod(axis=0), float(np.expm1(wrong.sum()))


def log_tail(urn: Urn, distance: float, *, enough: float = -np.inf) -> float:
    """Bound the logarithm of the chance that the sum lies more than `distance` from its mean: Chernoff's bound.

    With w = exp(r s) and p' = p w / (q + p w), |q + p w exp(i a)| is at most (q + p w) exp(-p' q' (1 - cos a)), so that
    a stratum's E exp(r S) is at most product of (q + p w), times exp(-V) I_0(V) / pmf(m), V the sum of p' q'. Drawn
    with replacement E exp(r S) would be no less (Hoeffding 1963, theorem 4): (mean of w)^m, or (mean of 1 / w)^(n - m)
    by those not drawn. The smallest of the three is taken in each stratum, unless the first is `enough` everywhere.
    """
    p = urn.chance[urn.each]
    exponents = np.outer([1, -1], urn.scores) * (distance / urn.variance)
    logs = np.logaddexp(np.log1p(-p), np.log(p) + exponents)
    tilted = p * np.exp(exponents - logs)
    spread = np.add.reduceat(urn.counts * tilted * (1 - tilted), urn.starts, axis=1)
    given = np.add.reduceat(logs * urn.counts, urn.starts, axis=1) + np.log(i0e(spread)) - urn.log_likely
    found = float(np.logaddexp(*given.sum(axis=1)) - distance**2 / urn.variance)
    if found < enough:
        return found
    means = np.logaddexp.reduceat(exponents + np.log(urn.counts), urn.starts, axis=1) - np.log(urn.sizes)
    smallest = np.minimum(np.minimum(given, urn.offers * means), (urn.sizes - urn.offers) * means[::-1])
    return min(float(np.logaddexp(*smallest.sum(axis=1)) - distance**2 / urn.variance), 0.0)


def _products(urn: Urn, powers: ComplexArray, angles: FloatVector) -> ComplexArray:
    """Return exp(-i a m) product of (q + p exp(i a) powers), shape (n_strata, n_frequencies, n_angles).

    A class that has c people is taken to the power c by squaring: once for each binary digit of c that is 1.
    """
    drawn, turns = (powers * urn.chance[urn.each]).T[urn.rows], np.exp(1j * angles)
    # Real and imaginary parts side by side: one product of real matrices takes half the time of complex ones.
    left = np.empty((*drawn.shape, 3))
    left[:, :, 0], left[:, :, 1], left[:, :, 2] = drawn.real, drawn.imag, (1 - urn.chance)[urn.each[urn.rows], None]
    right = np.zeros((3, len(turns), 2))
    right[0, :, 0], right[0, :, 1], right[1, :, 0], right[1, :, 1] = turns.real, turns.imag, -turns.imag, turns.real
    right[2, :, 0] = 1.0
    terms = (left.reshape(-1, 3) @ right.reshape(3, -1)).view(np.complex128).reshape(*drawn.shape, len(turns))
    product = np.ones((len(urn.sizes), drawn.shape[1], len(turns)), dtype=np.complex128)
    for ends in urn.digits:
        product *= product
        for place, (begin, end) in enumerate(pairwise(ends)):
            if begin < end:
                product[place] *= np.multiply.reduce(terms[begin:end], axis=0)
    product *= np.exp(-1j * np.outer(urn.offers, angles))[:, None, :]
    return product
