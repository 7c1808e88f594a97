"""At the end you know how a fixed number is drawn from each of several urns, thousands of times at once, exactly.

An urn is a round of the lottery: it holds `sizes[b]` lots, of which `offers[b]` win. Each of the possible outcomes has
the same chance, also to the last digit: no step below is an approximation.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Lots = NDArray[np.uint8]
IntVector = NDArray[np.int64]

_LISTED = 4096  # an urn with no more outcomes than this is drawn by picking one from their list
_WORD = 64
_FAR = 0.25  # how far from its quota, in square roots of the urn's size, the start may lie on average
_MOST_WORDS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Urns:
    """Urns side by side; their lots stand one after the other, urn after urn.

    Attributes
    ----------
    sizes, offers
        Lots in each urn, and how many of them win.
    """

    sizes: tuple[int, ...]
    offers: tuple[int, ...]

    @property
    def possible(self) -> int:
        """Number of outcomes of all urns together."""
        return math.prod(map(math.comb, self.sizes, self.offers))

    def are_at_most(self, number: int) -> bool:
        """Whether there are no more outcomes than `number`; without the whole number, which may have 30,000 digits."""
        logs = (
            math.lgamma(size + 1) - math.lgamma(offered + 1) - math.lgamma(size - offered + 1)
            for size, offered in zip(self.sizes, self.offers, strict=True)
        )
        return sum(logs) < math.log(number) + 1 and self.possible <= number

    @property
    def starts(self) -> IntVector:
        """Place of the first lot of each urn, and behind the last one of all; shape (n_urns + 1,)."""
        return np.concatenate([[0], np.cumsum(self.sizes)]).astype(np.int64)

    def listed(self, numbers: IntVector) -> Lots:
        """Return the outcomes with the given numbers out of 0 … possible - 1, shape (len(numbers), n_lots)."""
        parts = []
        for size, offered in zip(self.sizes, self.offers, strict=True):
            outcomes = _outcomes(size, offered)
            numbers, own = np.divmod(numbers, len(outcomes))
            parts.append(outcomes[own])
        return np.concatenate(parts, axis=1)

    def draw(self, draws: int, generator: np.random.Generator) -> Lots:
        """Draw all urns, `draws` times, independently.

        Returns
        -------
        Lots
            Shape (draws, n_lots): 1 for those that win.
        """
        lots = np.empty((draws, sum(self.sizes)), dtype=np.uint8)
        large = []
        for urn, begin, end in self._runs():
            size, offered = self.sizes[urn], self.offers[urn]
            if math.comb(size, offered) > _LISTED:
                large += list(range(urn, urn + (end - begin) // size))
                continue
            outcomes = _outcomes(size, offered)
            picked = generator.integers(0, len(outcomes), size=(draws, (end - begin) // size), dtype=np.uint16)
            lots[:, begin:end] = outcomes.take(picked, axis=0).reshape(draws, -1)
        if large:
            self._draw_large(large, lots, generator)
        return lots

    def _runs(self) -> list[tuple[int, int, int]]:
        """Return first urn, first lot and last lot of each row of neighbouring urns that are alike."""
        runs, urn, begin = [], 0, 0
        for (size, _), members in itertools.groupby(zip(self.sizes, self.offers, strict=True)):
            alike = len(list(members))
            runs.append((urn, begin, begin + alike * size))
            urn, begin = urn + alike, begin + alike * size
        return runs

    def _draw_large(self, urns: list[int], lots: Lots, generator: np.random.Generator) -> None:
        """Fill in the urns whose outcomes are too many to list.

        Each lot first wins with a chance near the quota, independently. Given how many did, every set of that size was
        as likely; winners or losers, picked at random, then change sides until the quota is met, which leaves every set
        as likely. The lots of an urn begin at a word of their own.
        """
        draws = len(lots)
        widths = [-(-self.sizes[urn] // _WORD) for urn in urns]
        ends = np.cumsum(widths)
        words = np.empty((draws, int(ends[-1])), dtype=np.uint64)
        excess = np.empty((draws, len(urns)), dtype=np.int64)
        for place, (urn, width, end) in enumerate(zip(urns, widths, ends, strict=True)):
            own = _coins(draws, width, *_binary_chance(self.sizes[urn], self.offers[urn]), generator)
            if spare := width * _WORD - self.sizes[urn]:
                own[:, -1] &= np.uint64(2 ** (_WORD - spare) - 1)
            excess[:, place] = np.bitwise_count(own).sum(axis=1, dtype=np.int64) - self.offers[urn]
            words[:, end - width : end] = own
        # The bytes of a word in the order of its bits, on every machine.
        octets = words.astype("<u8", copy=False).view(np.uint8)
        first = np.arange(draws)[:, None] * octets.shape[1] + (ends - np.array(widths))[None, :] * 8
        sizes = np.tile(np.array([self.sizes[urn] for urn in urns], dtype=np.uint64), draws)
        _meet_quota(octets.reshape(-1), first.ravel().astype(np.int64), sizes, excess.ravel(), generator)
        starts = self.starts
        for urn, width, end in zip(urns, widths, ends, strict=True):
            own_octets = octets[:, (end - width) * 8 : end * 8]
            lots[:, starts[urn] : starts[urn + 1]] = np.unpackbits(
                own_octets, axis=1, count=self.sizes[urn], bitorder="little"
            )


def _outcomes(size: int, offered: int) -> Lots:
    """List all outcomes of one urn, shape (outcomes, size)."""
    winners = np.array(list(itertools.combinations(range(size), offered)), dtype=np.int64)
    outcomes = np.zeros((len(winners), size), dtype=np.uint8)
    np.put_along_axis(outcomes, winners.reshape(len(winners), offered), 1, axis=1)
    return outcomes


def _binary_chance(size: int, offered: int) -> tuple[int, int]:
    """Return a chance m / 2^r near the quota as m and r, as few binary places as leave the start near enough."""
    for places in range(_MOST_WORDS + 1):
        numerator = round(offered / size * 2**places)
        if abs(numerator / 2**places - offered / size) * size <= _FAR * size**0.5:
            break
    return numerator, places


def _coins(draws: int, width: int, numerator: int, places: int, generator: np.random.Generator) -> NDArray[np.uint64]:
    """Return words whose bits are 1 with chance numerator / 2^places, independently; shape (draws, width)."""
    full = np.uint64(2**_WORD - 1)
    words = np.full((draws, width), full if numerator == 2**places else 0, dtype=np.uint64)
    if numerator == 2**places:
        return words
    for place in range(places):  # from the last binary digit to the first
        fair = generator.integers(0, full, size=(draws, width), dtype=np.uint64, endpoint=True)
        if numerator >> place & 1:
            words |= fair
        else:
            words &= fair
    return words


def _meet_quota(
    octets: NDArray[np.uint8],
    first: NDArray[np.int64],
    sizes: NDArray[np.uint64],
    excess: IntVector,
    generator: np.random.Generator,
) -> None:
    """Let lots picked at random change sides, in place, until no urn has an excess (or lack) of winners.

    Parameters
    ----------
    octets
        All lots, eight to a byte.
    first, sizes, excess
        For each urn of each draw: its first byte, its lots, and its winners above the quota (below: negative).
    """
    off = np.flatnonzero(excess)
    first, sizes, left, above = first[off], sizes[off], np.abs(excess[off]), excess[off] > 0
    refused = (np.uint64(2**32) - sizes) % sizes
    while len(left):
        # Lemire's multiplication: the high half is uniform once the few low halves that would favour a lot are refused.
        product = generator.integers(0, 2**32, size=len(left), dtype=np.uint32) * sizes
        lot = (product >> np.uint64(32)).astype(np.int64)
        place = first + (lot >> 3)
        bit = np.left_shift(np.uint8(1), (lot & 7).astype(np.uint8))
        found = octets.take(place)
        changes = (((found & bit) != 0) == above) & ((product & np.uint64(2**32 - 1)) >= refused)
        octets[place] = found ^ (bit * changes)
        left = left - changes
        off = np.flatnonzero(left)
        if len(off) < len(left):
            first, sizes, refused = first.take(off), sizes.take(off), refused.take(off)
            left, above = left.take(off), above.take(off)
