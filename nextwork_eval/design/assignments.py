"""At the end you know which assignments a lottery could have given: how many, each of them, and draws of them.

A lottery is complete (one stratum, a fixed number of offers), blocked (a fixed number in each of several strata),
paired (strata of two, one offer each) or independent (each drawn on its own with a declared chance). What is drawn are
people, or clusters of people within the strata.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.design.urns import IntVector, Lots, Urns

FloatVector = NDArray[np.float64]

_CELLS_AT_ONCE = 2**25  # lots held by one block of draws: 32 MB
_MOST_LISTED = 2**28  # lots: 256 MB
_FEWEST, _MOST = 64, 8192  # draws of a block


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lottery:
    """A lottery among given people.

    Attributes
    ----------
    strata
        Stratum code (0, 1, …) of each, shape (n_people,).
    clusters
        Cluster code (0, 1, …) of each, shape (n_people,), each cluster within one stratum; None where people are drawn.
    offered
        Units drawn in each stratum, shape (n_strata,); None where each unit is drawn on its own.
    probability
        Then the chance of each unit in each stratum, shape (n_strata,); otherwise None.

    Raises
    ------
    ValueError
        If a cluster lies in two strata, if not exactly one of `offered` and `probability` is given, or if a number of
        offers or a chance is impossible.
    """

    strata: IntVector
    clusters: IntVector | None = None
    offered: IntVector | None = None
    probability: FloatVector | None = None

    def __post_init__(self) -> None:
        problems = []
        n_strata = int(self.strata.max(initial=-1)) + 1
        if self.clusters is not None and split_clusters(self.clusters, self.strata):
            problems.append("a cluster lies in more than one stratum")
        elif self.offered is not None and (
            len(self.offered) != n_strata or (self.offered < 0).any() or (self.offered > self.sizes).any()
        ):
            problems.append("a stratum offers more than it holds, or fewer than none")
        if (self.offered is None) == (self.probability is None):
            problems.append("expected a number of offers or a chance for each stratum")
        chances = np.array([]) if self.probability is None else self.probability
        if self.probability is not None and (len(chances) != n_strata or ((chances <= 0) | (chances >= 1)).any()):
            problems.append("expected a chance between 0 and 1 for each stratum")
        if problems:
            raise ValueError("; ".join(problems))

    @property
    def unit_of(self) -> IntVector:
        """The unit that each person is drawn with, shape (n_people,)."""
        return np.arange(len(self.strata)) if self.clusters is None else self.clusters

    @property
    def unit_strata(self) -> IntVector:
        """Stratum of each unit, shape (n_units,)."""
        return self.strata if self.clusters is None else self.strata[np.unique(self.clusters, return_index=True)[1]]

    @property
    def sizes(self) -> IntVector:
        """Units in each stratum."""
        return np.bincount(self.unit_strata).astype(np.int64)

    @property
    def possible(self) -> int:
        """How many different assignments the lottery could have given."""
        if self.offered is None:
            return 1 << len(self.unit_strata)
        return math.prod(map(math.comb, self.sizes.tolist(), self.offered.tolist()))

    def draw(self, draws: int, generator: np.random.Generator) -> Lots:
        """Repeat the lottery.

        Returns
        -------
        Lots
            Shape (draws, n_people): 1 for those who are offered the programme.

        Examples
        --------
        Two rounds, of four people with two offers and of a pair:

        >>> lottery = Lottery(strata=np.array([0, 0, 0, 0, 1, 1]), offered=np.array([2, 1]))
        >>> lots = lottery.draw(3, np.random.default_rng(1))
        >>> lots[:, :4].sum(axis=1).tolist(), lots[:, 4:].sum(axis=1).tolist(), lottery.possible
        ([2, 2, 2], [1, 1, 1], 12)
        """
        if self.probability is not None:
            chances = self.probability[self.unit_strata]
            lots = (generator.random((draws, len(chances))) < chances).astype(np.uint8)
            return lots[:, self.unit_of]
        urns, order = self.urns()
        lots = np.empty((draws, len(order)), dtype=np.uint8)
        lots[:, order] = urns.draw(draws, generator)
        return lots[:, self.unit_of]

    def every(self) -> tuple[Lots, FloatVector]:
        """Go through all assignments.

        Returns
        -------
        Lots, FloatVector
            Shape (possible, n_people), and the chance of each assignment, shape (possible,).

        Examples
        --------
        >>> lots, chances = Lottery(strata=np.array([0, 0, 0]), offered=np.array([1])).every()
        >>> lots.tolist(), chances.round(3).tolist()
        ([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [0.333, 0.333, 0.333])
        """
        if self.probability is not None:
            n = len(self.unit_strata)
            lots = (np.arange(1 << n)[:, None] >> np.arange(n) & 1).astype(np.uint8)
            chances = self.probability[self.unit_strata]
            return lots[:, self.unit_of], np.where(lots == 1, chances, 1 - chances).prod(axis=1)
        urns, order = self.urns()
        lots = np.empty((self.possible, len(order)), dtype=np.uint8)
        lots[:, order] = urns.listed(np.arange(self.possible))
        return lots[:, self.unit_of], np.full(self.possible, 1 / self.possible)

    def urns(self) -> tuple[Urns, IntVector]:
        """Return the strata as urns, those that are alike side by side, and the unit that stands at each place."""
        if self.offered is None:
            raise ValueError("units that are drawn on their own stand in no urn")
        ranked = np.lexsort((np.arange(len(self.sizes)), self.offered, self.sizes))
        place = np.empty(len(ranked), dtype=np.int64)
        place[ranked] = np.arange(len(ranked))
        order = np.argsort(place[self.unit_strata], kind="stable").astype(np.int64)
        return Urns(sizes=tuple(self.sizes[ranked].tolist()), offers=tuple(self.offered[ranked].tolist())), order


def lottery_as_it_came_out(
    treated: NDArray[np.generic], strata: IntVector, clusters: IntVector | None = None
) -> Lottery:
    """Return the lottery that keeps the number of units that were offered the programme in each stratum.

    Where a fixed number was drawn this is the lottery itself. Where each unit was drawn on its own with one chance for
    the stratum it is the lottery given the number of offers that came out: the assignments with that number are as
    likely as each other.
    """
    first = np.arange(len(strata)) if clusters is None else np.unique(clusters, return_index=True)[1]
    won = strata[first][np.asarray(treated)[first] == 1]
    return Lottery(
        strata=strata, clusters=clusters, offered=np.bincount(won, minlength=int(strata.max()) + 1).astype(np.int64)
    )


def split_clusters(clusters: IntVector, strata: NDArray[np.generic]) -> int:
    """Count the clusters whose people differ in their stratum (or in anything else that is given for each)."""
    pairs = np.unique(np.column_stack([clusters, np.unique(strata, return_inverse=True)[1]]), axis=0)
    return int((np.unique(pairs[:, 0], return_counts=True)[1] > 1).sum())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Repetitions:
    """Repetitions of a lottery in blocks that can be made in any order, by any number of threads, and stay the same.

    Attributes
    ----------
    urns, order
        The strata as urns, and the unit that stands at each of their places.
    total
        Number of repetitions.
    every
        They are all assignments there are, each once.
    key
        What the chance of each block is made from, together with the number of the block.
    """

    urns: Urns
    order: IntVector
    total: int
    every: bool
    key: tuple[int, ...]

    @property
    def _each(self) -> int:
        if self.every:  # listed at once, because a list of outcomes is made of whole urns
            return self.total
        return min(max(_CELLS_AT_ONCE // len(self.order), _FEWEST), _MOST)

    @property
    def blocks(self) -> int:
        """Number of blocks."""
        return -(-self.total // self._each)

    def block(self, number: int) -> Lots:
        """Return the lots of one block, shape (draws of the block, n_units), units in the order of `order`."""
        begin = number * self._each
        end = min(begin + self._each, self.total)
        if self.every:
            return self.urns.listed(np.arange(begin, end))
        seed = np.random.SeedSequence(entropy=self.key, spawn_key=(number,))
        return self.urns.draw(end - begin, np.random.Generator(np.random.SFC64(seed)))


def repetitions(lottery: Lottery, draws: int, generator: np.random.Generator) -> Repetitions:
    """Prepare repetitions of a lottery with fixed numbers; all assignments where there are no more than `draws`.

    A list of more than `_MOST_LISTED` lots would not be held: then the assignments are drawn.
    """
    urns, order = lottery.urns()
    every = urns.are_at_most(min(draws, _MOST_LISTED // len(order)))
    key = () if every else tuple(generator.integers(0, 2**32, size=4, dtype=np.uint32).tolist())
    return Repetitions(urns=urns, order=order, total=urns.possible if every else draws, every=every, key=key)
