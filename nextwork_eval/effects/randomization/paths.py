"""At the end you know how the difference between the arms and its variance follow from sums over those drawn.

For a repetition Z of the lottery and an effect e that is the same for everybody, the outcome without the offer is
y - e d, with d the lot that took place. The difference between the arms of Z is then a straight line in e and its
variance a parabola: five numbers hold the statistic of a repetition for every effect that might be tested.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.design.assignments import Lottery, Repetitions
from nextwork_eval.design.urns import Lots
from nextwork_eval.effects.estimate import FloatVector, IntVector
from nextwork_eval.effects.randomization.sums import FloatMatrix, fixed_point, portions, sums_of_drawn

WIDTH = 5
"""Columns of a path: difference at no effect, its slope (taken away), and three terms of the variance.

With a row (a, b, u, v, w): difference = a - e b, variance = u - 2 e v + e^2 w.
"""

_STRATA_ONE_BY_ONE = 32


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Unadjusted:
    """The difference in means within strata, weighted with the strata's shares of all people, and its variance.

    Units stand in the order of the repetitions.

    Attributes
    ----------
    columns, names
        What is summed over those drawn, shape (n_units, n_columns), and the name of each column.
    totals
        The same sums over everybody in each stratum, shape (n_strata, n_columns).
    starts
        First unit of each stratum and behind the last, shape (n_strata + 1,).
    offers
        Units drawn in each stratum.
    shares
        Each stratum's share of all people.
    single
        Strata with one unit in an arm, whose variance is taken from how the differences of such strata vary.
    """

    columns: NDArray[np.float32] | FloatMatrix
    names: tuple[str, ...]
    totals: FloatMatrix
    starts: IntVector
    offers: FloatVector
    shares: FloatVector
    single: NDArray[np.bool_]

    @property
    def lonely(self) -> bool:
        """Whether a variance is asked for that nothing shows: too few strata with one unit in an arm, or one too large.

        What such strata add is taken from the differences between them, which needs others beside each (Pashley and
        Miratrix 2021).
        """
        own = self.shares[self.single]
        return bool(len(own) and (own >= own.sum() / 2).any())

    def paths(self, lots: Lots) -> FloatMatrix:
        """Return the path of each repetition, shape (repetitions, WIDTH)."""
        found = np.empty((len(lots), WIDTH))
        for rows in portions(len(lots), self.totals.size * 8):
            found[rows] = self._paths(self._sums(lots[rows]))
        return found

    def _sums(self, lots: Lots) -> FloatMatrix:
        """Return the sums over those drawn in each stratum, shape (repetitions, n_strata, n_columns)."""
        n_strata = len(self.shares)
        sums = np.empty((len(lots), n_strata, len(self.names)))
        if n_strata <= _STRATA_ONE_BY_ONE:
            for stratum in range(n_strata):
                own = slice(self.starts[stratum], self.starts[stratum + 1])
                sums[:, stratum] = sums_of_drawn(lots[:, own], self.columns[own])
            return sums
        for rows in portions(len(lots), lots.shape[1]):
            drawn = lots[rows].astype(np.float64)
            for place in range(len(self.names)):
                sums[rows, :, place] = np.add.reduceat(drawn * self.columns[:, place], self.starts[:-1], axis=1)
        return sums

    def _paths(self, drawn: FloatMatrix) -> FloatMatrix:
        sizes = np.diff(self.starts).astype(np.float64)
        one = _Arm(self.names, drawn, self.offers)
        zero = _Arm(self.names, self.totals - drawn, sizes - self.offers)
        effect = "D" in self.names
        level = one.mean("Y") - zero.mean("Y")
        slope = one.mean("D") - zero.mean("D") if effect else np.zeros_like(level)
        products = [("Y", "Y"), ("Y", "D"), ("D", "D")] if effect else [("Y", "Y")]
        terms = [
            (self.shares**2 * np.where(self.single, 0.0, one.variance(u, v) + zero.variance(u, v))).sum(axis=1)
            + self._between({"Y": level, "D": slope}[u], {"Y": level, "D": slope}[v])
            for u, v in products
        ]
        terms += [np.zeros(len(level))] * (3 - len(terms))
        return np.column_stack([(self.shares * level).sum(axis=1), (self.shares * slope).sum(axis=1), *terms])

    def _between(self, first: FloatMatrix, second: FloatMatrix) -> FloatVector | float:
        """Return what the strata with one unit in an arm add, from how their differences lie about their mean."""
        if self.lonely or not self.single.any():
            return 0.0
        own = self.shares[self.single]
        whole = own.sum()
        apart = whole - 2 * own
        weights = whole**2 * own**2 / (apart * (whole + (own**2 / apart).sum()))
        u, v = first[:, self.single], second[:, self.single]
        u = u - (own * u).sum(axis=1, keepdims=True) / whole
        v = v - (own * v).sum(axis=1, keepdims=True) / whole
        return np.asarray((weights * u * v).sum(axis=1))


def unadjusted(
    repeated: Repetitions, lottery: Lottery, outcome: FloatVector, treated: FloatVector, *, effects: bool
) -> Unadjusted:
    """Lay out what the difference in means needs.

    Parameters
    ----------
    repeated, lottery
        The repetitions, and the lottery that they repeat.
    outcome, treated
        Shape (n_people,).
    effects
        Whether effects other than none will be tested.
    """
    urns = repeated.urns
    whole = bool((outcome == np.rint(outcome)).all())
    means = np.bincount(lottery.strata, weights=outcome) / np.bincount(lottery.strata)
    # Near its mean an outcome loses nothing when squared; whole numbers stay whole.
    near = outcome - (np.rint(means) if whole else means)[lottery.strata]
    people = np.bincount(lottery.unit_of).astype(np.float64)[repeated.order]
    y = np.bincount(lottery.unit_of, weights=near)[repeated.order].astype(np.float64)
    d = np.bincount(lottery.unit_of, weights=treated)[repeated.order].astype(np.float64)
    sums: dict[str, FloatVector] = {"Y": y, "YY": y * y}
    if effects:
        sums |= {"D": d, "YD": y * d}
    if lottery.clusters is not None:
        sums |= {"N": people, "NN": people**2, "NY": people * y} | ({"DD": d * d} if effects else {})
    columns = fixed_point(np.column_stack(list(sums.values())))
    starts = urns.starts
    sizes = np.array(urns.sizes)
    offers = np.array(urns.offers, dtype=np.float64)
    return Unadjusted(
        columns=columns,
        names=tuple(sums),
        totals=np.add.reduceat(columns.astype(np.float64), starts[:-1], axis=0),
        starts=starts,
        offers=offers,
        shares=np.add.reduceat(people, starts[:-1]) / people.sum(),
        single=np.asarray(np.minimum(offers, sizes - offers) < 2),
    )


@dataclass(frozen=True, slots=True)
class _Arm:
    """Sums over the units of one arm in each stratum; `Y`, `D`: outcome and observed lot, `N`: people."""

    names: tuple[str, ...]
    sums: FloatMatrix
    units: FloatVector

    def total(self, name: str) -> FloatMatrix:
        if name in self.names:
            return np.asarray(self.sums[..., self.names.index(name)])
        # Among people N is 1, and the square of a lot is the lot.
        without = name.replace("N", "", 1).replace("DD", "D")
        return self.total(without) if without else np.broadcast_to(self.units, self.sums.shape[:-1])

    def mean(self, name: str) -> FloatMatrix:
        return self.total(name) / self.total("N")

    def variance(self, u: str, v: str) -> FloatMatrix:
        """Return G / (G - 1) times the sum over units of (U - N mean u)(V - N mean v), over the squared people."""
        both = "".join(sorted(u + v, reverse=True))
        product = (
            self.total(both)
            - self.mean(u) * self.total(_times_people(v))
            - self.mean(v) * self.total(_times_people(u))
            + self.mean(u) * self.mean(v) * self.total("NN")
        )
        return self.units / np.maximum(self.units - 1, 1) * product / self.total("N") ** 2


def _times_people(name: str) -> str:
    return "DD" if name == "D" else "NY"  # the people of a cluster times those offered: their square, if it was drawn
