"""At the end you know how sure a difference is when a stratum cannot show how much an arm varies.

An arm of one person, or of one group, has no spread of its own. How much the differences of such strata differ among
each other has: that is the variance taken here, joined with the variance within the strata that can show it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from nextwork_eval.effects.estimate import FloatVector, IntVector
from nextwork_eval.effects.inputs import TwoArms

BoolVector = NDArray[np.bool_]
FloatMatrix = NDArray[np.float64]

# Differences that are equal but for rounding leave no variance; relative to the largest outcome.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A variance with what its degrees of freedom need.

    Attributes
    ----------
    variance
        The estimate of the variance of the difference.
    expected, squares
        Its mean, and half its variance, if outcomes vary alike (variance 1), independently and normally.
    """

    variance: float
    expected: float
    squares: float

    @property
    def df(self) -> float:
        """Satterthwaite's degrees of freedom."""
        return self.expected**2 / self.squares if self.squares > 0 else float("nan")

    def scaled(self, share: float) -> Spread:
        """Return the spread of `share` times the difference."""
        return Spread(
            variance=share**2 * self.variance, expected=share**2 * self.expected, squares=share**4 * self.squares
        )

    def plus(self, other: Spread) -> Spread:
        """Return the spread of the sum of two independent differences."""
        return Spread(
            variance=self.variance + other.variance,
            expected=self.expected + other.expected,
            squares=self.squares + other.squares,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Hybrid:
    """The spread of a stratified difference and what it is made of.

    Attributes
    ----------
    spread
        Of the difference between the arms.
    unable, compared
        Shape (n_strata,): the strata that could not show their own variance, and those whose differences were compared.
    still
        Parts of the variance that are zero: `between` strata, `within` the others.
    """

    spread: Spread
    unable: BoolVector
    compared: BoolVector
    still: tuple[str, ...]


def hybrid_spread(
    arms: TwoArms, unable: BoolVector, units: IntVector, within: Callable[[BoolVector], Spread]
) -> Hybrid | None:
    """Join the variance within strata with the variance between those that cannot show their own.

    Parameters
    ----------
    arms
        With one person or more in each arm of each stratum.
    unable
        Shape (n_strata,): strata that cannot show how much one of their arms varies.
    units
        Shape (n_strata,): code of the unit of each stratum. Strata that are not independent share a unit; a unit with
        a stratum that is unable is unable.
    within
        Returns the spread of the difference among the people it is given, shape (n_people,), averaged with the strata's
        shares of those people; called at most once, with whole strata.

    Returns
    -------
    Hybrid or None
        None where not even all strata together can be compared: fewer than two, or one that holds half of the people
        while the others are not each as large.

    Notes
    -----
    With units k of N people in all, n_k people and differences d_k, d = sum n_k d_k / N, the variance of d is

        sum_k n_k^2 / ((N - 2 n_k)(N + sum_i n_i^2 / (N - 2 n_i))) (d_k - d)^2,

    unbiased if the units have the same effect, and otherwise too large (Pashley and Miratrix 2021, hybrid_p). With
    equal n_k it is sum (d_k - d)^2 / (K (K - 1)), which is also its limit for two of equal size. It asks that no unit
    holds half of N. Where the unable units are not enough, the smallest of the others are compared with them, all of
    one size together, until it can be computed: a rule that looks at sizes alone.
    """
    if not unable.any():
        spread = within(np.ones(len(arms.strata), dtype=np.bool_))
        return Hybrid(spread=spread, unable=unable, compared=unable, still=())
    sizes = np.bincount(arms.strata).astype(np.float64)
    unit_sizes = np.asarray(np.bincount(units, weights=sizes), dtype=np.float64)
    chosen = _comparable(unit_sizes, np.bincount(units, weights=unable.astype(np.float64)) > 0)
    if chosen is None:
        return None
    compared = chosen[units]
    people = compared[arms.strata]
    share = float(people.mean())
    parts = {"between": _between(arms, sizes, units, chosen).scaled(share)}
    if not people.all():
        parts["within"] = within(~people).scaled(1 - share)
    spread = parts["between"].plus(parts["within"]) if len(parts) > 1 else parts["between"]
    still = tuple(name for name, part in parts.items() if part.variance == 0)
    return Hybrid(spread=spread, unable=unable, compared=compared, still=still)


def between_covariance(arms: TwoArms, compared: BoolVector) -> FloatMatrix:
    """Return how the differences of several outcomes vary together, by how those of the compared strata do.

    Parameters
    ----------
    arms
        Outcomes of shape (n_people, n_outcomes).
    compared
        Shape (n_strata,): the strata of `Hybrid`.

    Returns
    -------
    array
        Shape (n_outcomes, n_outcomes): the covariance of the differences averaged over the people of these strata.
        Its diagonal is the variance of `hybrid_spread`.
    """
    sizes = np.bincount(arms.strata).astype(np.float64)[compared]
    found = np.column_stack([_found(replace(arms, outcome=values))[compared] for values in arms.outcome.T])
    still = np.ptp(found, axis=0) <= _ROUNDING * np.abs(arms.outcome).max(axis=0)
    deviations = _centring(sizes) @ np.where(still, 0.0, found)
    return np.asarray((deviations.T * _weights(sizes)) @ deviations)


def among(arms: TwoArms, people: BoolVector) -> TwoArms:
    """Return some of the people, with their strata counted anew."""
    return TwoArms(
        outcome=arms.outcome[people],
        treated=arms.treated[people],
        strata=np.unique(arms.strata[people], return_inverse=True)[1].astype(np.int64),
        yes_or_no=arms.yes_or_no,
    )


def linked_strata(strata: IntVector, groups: IntVector) -> IntVector:
    """Return a code for each stratum; strata whose people share a group (0, 1, …; -1 for none) have the same."""
    n_strata, met = int(strata.max()) + 1, groups >= 0
    nodes = n_strata + int(groups.max(initial=-1)) + 1
    edges = coo_array((np.ones(int(met.sum())), (strata[met], n_strata + groups[met])), shape=(nodes, nodes))
    found = connected_components(edges, directed=False)[1][:n_strata]
    return np.unique(found, return_inverse=True)[1].astype(np.int64)


def differences(arms: TwoArms) -> tuple[FloatVector, FloatVector]:
    """Return the mean of each cell, shape (2, n_strata), reference arm first, and the persons in it."""
    n_strata = int(arms.strata.max()) + 1
    cells = arms.strata + n_strata * arms.treated.astype(np.int64)
    sizes = np.bincount(cells, minlength=2 * n_strata)
    in_order = np.split(arms.outcome[np.argsort(cells, kind="stable")], np.cumsum(sizes)[:-1])
    means = np.array([values.mean() for values in in_order])
    return means.reshape(2, -1), sizes.reshape(2, -1).astype(np.float64)


def _comparable(sizes: FloatVector, unable: BoolVector) -> BoolVector | None:
    chosen = unable
    while not _defined(sizes[chosen]):
        if chosen.all():
            return None
        chosen = chosen | (sizes == sizes[~chosen].min())
    return chosen


def _defined(sizes: FloatVector) -> bool:
    return len(sizes) > 1 and (np.ptp(sizes) == 0 or 2 * sizes.max() < sizes.sum())


def _between(arms: TwoArms, sizes: FloatVector, units: IntVector, chosen: BoolVector) -> Spread:
    means, cells = differences(arms)
    unit_sizes = np.bincount(units, weights=sizes)
    shares = sizes / unit_sizes[units]
    found = np.bincount(units, weights=shares * (means[1] - means[0]))[chosen]
    # The variance of each difference, if outcomes vary alike with variance 1.
    unit_variances = np.bincount(units, weights=shares**2 * (1 / cells[0] + 1 / cells[1]))[chosen]
    n = unit_sizes[chosen].astype(np.float64)
    weights, centring = _weights(n), _centring(n)
    form = (centring.T * weights) @ centring * unit_variances
    if np.ptp(found) <= _ROUNDING * np.abs(arms.outcome).max():
        found = np.zeros_like(found)
    return Spread(
        variance=float(weights @ (centring @ found) ** 2),
        expected=float(np.trace(form)),
        squares=float((form * form.T).sum()),
    )


def _found(arms: TwoArms) -> FloatVector:
    means, _ = differences(arms)
    return np.asarray(means[1] - means[0])


def _weights(sizes: FloatVector) -> FloatVector:
    """Return what the square of each unit's deviation counts in the variance."""
    if np.ptp(sizes) == 0:
        return np.full(len(sizes), 1 / (len(sizes) * (len(sizes) - 1)))
    room = sizes**2 / (sizes.sum() - 2 * sizes)
    return np.asarray(room / (sizes.sum() + room.sum()))


def _centring(sizes: FloatVector) -> FloatMatrix:
    """Return the matrix that turns differences of units into deviations from their mean by size."""
    return np.asarray(np.eye(len(sizes)) - sizes / sizes.sum())
