"""At the end you know which means must be at most 0 if a difference among always-leavers can be, and their errors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.durations.returns.always import Leavers
from nextwork_eval.effects.estimate import FloatVector, IntVector
from nextwork_eval.effects.inputs import TwoArms

FloatMatrix = NDArray[np.float64]

# Trimming points tried in an arm and cell: all outcomes where there are no more, otherwise quantiles of them. Weeks
# within half a year are all tried; to leave points out makes limits wider, never too narrow.
_CUTS = 32

# What c - d - theta is multiplied with in a term: the least share of always-leavers that can be; the share that left of
# the treated, of the reference arm; nothing, because it is 0.
LEAST, ALL_TREATED, ALL_REFERENCE, EVEN = range(4)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CellArm:
    """The people of one arm of a cell, taken together where stratum and outcome agree; G such groups.

    Attributes
    ----------
    cuts
        The trimming points that are tried.
    outcome, left
        Shape (G,): 0 for those who did not leave.
    share
        Shape (G,): what the group counts in the mean of the arm in the cell; sums to 1.
    influence
        What a person's value less the mean counts in the sum over cells, against what she counts in the whole arm.
    weight
        Shape (G,): people of the group times the variance, in the mean of the arm, of one person's value.
    within
        Shape (G, n_strata): people of the group, in the column of its stratum.
    per_stratum
        Shape (n_strata,): the variance of one person's value, over the people of the arm in the stratum.
    """

    cuts: FloatVector
    outcome: FloatVector
    left: FloatVector
    share: FloatVector
    influence: float
    weight: FloatVector
    within: FloatMatrix
    per_stratum: FloatVector

    def centred(self, values: FloatMatrix) -> FloatMatrix:
        """Return the influence of each group's people; values and result have shape (n_terms, G)."""
        return (values - (values @ self.share)[:, None]) * self.influence

    def variance(self, one: FloatMatrix) -> FloatVector:
        """Return the variances, as of means within strata, of influences of shape (m, G)."""
        return (one**2) @ self.weight - ((one @ self.within) ** 2) @ self.per_stratum


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Terms:
    """Terms of one cell for one difference; m of them.

    Attributes
    ----------
    low, high
        Shape (m,): the trimming points c of the treated and d of the reference arm.
    kind
        Shape (m,): what c - d - theta is multiplied with; see `Cell.terms`.
    mean
        Shape (m,): times the share of the cell among everyone.
    treated, reference
        Shapes (m, G): influences of the groups of the arms.
    """

    low: FloatVector
    high: FloatVector
    kind: IntVector
    mean: FloatVector
    treated: FloatMatrix
    reference: FloatMatrix


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cell:
    """One cell: both arms, the cell's share of everyone, and whether it is the only one."""

    treated: CellArm
    reference: CellArm
    share: float
    alone: bool

    def terms(self, theta: float) -> Terms:
        """Return the terms of which the largest, summed over cells, is above 0 where `theta` is below the end.

        Notes
        -----
        With u = c - d - theta and leaving shares p_1 and p_0:

        * u >= 0: u times the least share of always-leavers, p_1 + p_0 - 1;
        * u < 0: u times the greatest, min(p_1, p_0): the larger of u p_1 and u p_0;
        * u = 0, where the share that is worst lies between the two: d = c - theta, or c = d + theta.

        Where there is one cell the end is at the least share, and the first are all that is needed.
        """
        ours, theirs = self.treated.cuts, self.reference.cuts
        c, d = (grid.ravel() for grid in np.meshgrid(ours, theirs, indexing="ij"))
        up = c - d - theta >= 0
        if self.alone:
            return self.terms_at(theta, c[up], d[up], np.full(int(up.sum()), LEAST))
        down = int((~up).sum())
        even = np.concatenate([ours, theirs + theta])
        return self.terms_at(
            theta,
            np.concatenate([c[up], c[~up], c[~up], even]),
            np.concatenate([d[up], d[~up], d[~up], even - theta]),
            np.repeat([LEAST, ALL_TREATED, ALL_REFERENCE, EVEN], [int(up.sum()), down, down, len(even)]),
        )

    def terms_at(self, theta: float, low: FloatVector, high: FloatVector, kind: IntVector) -> Terms:
        """Return terms of given trimming points and kinds."""
        u = low - high - theta
        with_treated = np.where((kind == LEAST) | (kind == ALL_TREATED), u, 0.0)
        with_reference = np.where((kind == LEAST) | (kind == ALL_REFERENCE), u, 0.0)
        one = self.treated.left * (np.minimum(self.treated.outcome - low[:, None], 0) + with_treated[:, None])
        zero = self.reference.left * (with_reference[:, None] - np.maximum(self.reference.outcome - high[:, None], 0))
        mean = one @ self.treated.share + zero @ self.reference.share - np.where(kind == LEAST, u, 0.0)
        return Terms(
            low=low,
            high=high,
            kind=kind,
            mean=self.share * mean,
            treated=self.treated.centred(one),
            reference=self.reference.centred(zero),
        )

    def variance(self, treated: FloatMatrix, reference: FloatMatrix) -> FloatVector:
        """Return the variances of sums of influences of both arms, shapes (m, G)."""
        return np.maximum(self.treated.variance(treated) + self.reference.variance(reference), 0.0)

    def apart(self, terms: Terms, top: int) -> FloatVector:
        """Return the standard errors of the differences of all terms from one."""
        return np.sqrt(self.variance(terms.treated - terms.treated[top], terms.reference - terms.reference[top]))

    def path(self, theta: float, low: FloatVector, high: FloatVector, kind: int) -> float:
        """Return the sum of the standard errors of the steps from one pair of trimming points to the next."""
        if len(low) == 1:
            return 0.0
        terms = self.terms_at(theta, low, high, np.full(len(low), kind))
        steps = self.variance(np.diff(terms.treated, axis=0), np.diff(terms.reference, axis=0))
        return float(np.sqrt(steps).sum())


def cells_of(people: Leavers, arms: TwoArms) -> list[Cell]:
    """Take people together by cell, arm, stratum and outcome; `arms` holds the strata of the same people."""
    n_cells = int(people.cells.max()) + 1
    return [
        Cell(
            treated=_cell_arm(people, arms, code, 1),
            reference=_cell_arm(people, arms, code, 0),
            share=float(people.share[people.cells == code].sum()),
            alone=n_cells == 1,
        )
        for code in range(n_cells)
    ]


def _cell_arm(people: Leavers, arms: TwoArms, code: int, arm: int) -> CellArm:
    own = (people.cells == code) & (people.treated == arm)
    rows = np.column_stack([arms.strata[own], people.left[own], people.outcome[own]])
    kinds, of, count = np.unique(rows, axis=0, return_inverse=True, return_counts=True)
    weight = np.bincount(of.ravel(), people.weight[own])
    sizes = np.bincount(arms.strata[people.treated == arm])
    strata = np.bincount(arms.strata) / len(arms.strata)
    one = strata**2 / (sizes * (sizes - 1.0))
    stratum = kinds[:, 0].astype(np.int64)
    within = np.zeros((len(kinds), len(sizes)))
    within[np.arange(len(kinds)), stratum] = count
    return CellArm(
        cuts=_cuts(np.unique(kinds[kinds[:, 1] == 1, 2])),
        outcome=kinds[:, 2],
        left=kinds[:, 1],
        share=weight / weight.sum(),
        influence=float(people.share[people.cells == code].sum() / weight.sum()),
        weight=count * one[stratum],
        within=within,
        per_stratum=one / sizes,
    )


def _cuts(outcomes: FloatVector) -> FloatVector:
    """Choose trimming points among the different outcomes of leavers."""
    if len(outcomes) <= _CUTS:
        return outcomes
    return outcomes[np.linspace(0, len(outcomes) - 1, _CUTS).round().astype(np.int64)]
