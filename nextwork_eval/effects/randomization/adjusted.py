"""At the end you know how Lin's and ANCOVA's studentised differences follow from a repetition, for thousands at once.

The regression is fitted anew for each repetition, products with the arm included: covariates are centred over
everybody, which no lottery changes, and within each arm of each stratum, which every lottery changes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.design.assignments import Repetitions
from nextwork_eval.design.urns import Lots
from nextwork_eval.effects.estimate import FloatVector, IntVector
from nextwork_eval.effects.randomization.paths import WIDTH
from nextwork_eval.effects.randomization.sums import FloatMatrix, fixed_point, portions, sums_of_drawn

Adjustment = Literal["lin", "ancova"]

# Of a covariate's own variation within the arms, less than this beside the others is rounding: it adds nothing.
_REPEATED = 1e-10
# A person whose outcome the fit takes from nobody else has no residual; this only keeps 0/0 from being divided.
_NO_ROOM = 1e-10
# In single precision a statistic is known to a few 1e-5 where no 1 - h is smaller than this.
_NARROW = 0.05
_CLOSE = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Adjusted:
    """The adjusted difference of a repetition and its HC2 variance; people stand in the order of the repetitions.

    Attributes
    ----------
    form
        `lin`: coefficients of the covariates in each arm; `ancova`: in both together.
    values
        Covariates, outcome and, where other effects will be tested, the observed lot; shape (n_people, n_values).
    n_covariates
        The first columns of `values`.
    sums
        What is summed over those drawn: `values`, then products of the covariates with each other and with the
        remaining values; shape (n_people, n_sums).
    squares
        1, the covariates, and their products with each other, shape (n_squares, n_people): a leverage is a weighted
        sum of these.
    fitted
        1, the covariates, and the outcome (or the lot), each of shape (n_covariates + 2, n_people): a residual is a
        weighted sum of these.
    starts, offers
        First person of each stratum and behind the last; persons drawn in each.
    studentized
        Whether a variance is asked for.
    near
        The observed statistic where a repetition will only be compared with it: variances are then taken in single
        precision, and once more in double where the comparison is close. None where the variance itself is wanted.
    """

    form: Adjustment
    values: FloatMatrix
    n_covariates: int
    sums: NDArray[np.float32] | FloatMatrix
    squares: FloatMatrix
    fitted: tuple[FloatMatrix, ...]
    starts: IntVector
    offers: FloatVector
    studentized: bool
    near: float | None = None

    def paths(self, lots: Lots) -> FloatMatrix:
        """Return the path of each repetition, shape (repetitions, WIDTH), without a variance where none is wanted."""
        found = np.zeros((len(lots), WIDTH))
        for rows in portions(len(lots), 64):
            found[rows] = self._paths(lots[rows])
        return found

    def _paths(self, lots: Lots) -> FloatMatrix:
        one, zero = self._arms(lots)
        k = self.n_covariates
        if self.form == "ancova":
            inverse = _inverse(one.within[:k, :k] + zero.within[:k, :k])
            slopes = _times(inverse, one.within[:k, k:] + zero.within[:k, k:])
            weights = _times(inverse, (one.level[:k] - zero.level[:k])[:, None])[:, 0]
            fits = [(one, inverse, slopes, weights), (zero, inverse, slopes, -weights)]
        else:
            fits = []
            for arm in (one, zero):
                inverse = _inverse(arm.within[:k, :k])
                fits.append(
                    (arm, inverse, _times(inverse, arm.within[:k, k:]), _times(inverse, arm.level[:k, None])[:, 0])
                )
        found = np.zeros((len(lots), WIDTH))
        levels = [arm.level[k:] - (arm.level[:k, None] * slopes).sum(axis=0) for arm, _, slopes, _ in fits]
        found[:, : len(levels[0])] = (levels[0] - levels[1]).T
        if not self.studentized:
            return found
        close = np.zeros(len(lots), dtype=np.bool_)
        for fit in fits:
            terms, doubtful = self._variance(lots, *fit)
            found[:, 2:] += terms
            close |= doubtful
        if self.near is not None:
            variance = np.where(found[:, 2] > 0, found[:, 2], np.nan)
            apart = np.abs(np.abs(found[:, 0]) / np.sqrt(variance) - abs(self.near))
            close |= ~(apart > _CLOSE * (1 + abs(self.near)))
            if close.any():
                found[close] = replace(self, near=None)._paths(lots[close])
        return found

    def _arms(self, lots: Lots) -> tuple[_Arm, _Arm]:
        n_strata, n_values = len(self.offers), self.values.shape[1]
        n_products = self.sums.shape[1] - n_values
        means = np.empty((2, n_strata, n_values, len(lots)))
        products = np.zeros((2, n_products, len(lots)))
        sizes = np.diff(self.starts).astype(np.float64)
        for stratum in range(n_strata):
            own = slice(self.starts[stratum], self.starts[stratum + 1])
            drawn = sums_of_drawn(lots[:, own], self.sums[own]).T
            rest = self.sums[own].sum(axis=0, dtype=np.float64)[:, None] - drawn
            for arm, (sums, n) in enumerate(
                [(drawn, self.offers[stratum]), (rest, sizes[stratum] - self.offers[stratum])]
            ):
                means[arm, stratum] = sums[:n_values] / n
                products[arm] += sums[n_values:]
        sides = [self.offers, sizes - self.offers]
        shares = sizes / sizes.sum()
        one, zero = (
            _Arm(
                treated=arm == 1,
                sizes=sides[1 - arm],
                means=means[1 - arm],
                level=np.einsum("b,bvr->vr", shares, means[1 - arm]),
                within=self._within(products[1 - arm], means[1 - arm], sides[1 - arm]),
            )
            for arm in (1, 0)
        )
        return one, zero

    def _within(self, products: FloatMatrix, means: FloatMatrix, sizes: FloatVector) -> FloatMatrix:
        """Return products of the covariates with all values within the cells, (n_covariates, n_values, repetitions)."""
        k, n_values = self.n_covariates, self.values.shape[1]
        first, second = _pairs(k, n_values)
        within = np.empty((k, n_values, products.shape[1]))
        within[first, second] = products - np.einsum("b,bpr,bpr->pr", sizes, means[:, first], means[:, second])
        for i, j in zip(first, second, strict=True):
            if j < k:
                within[j, i] = within[i, j]
        return within

    def _variance(
        self, lots: Lots, arm: _Arm, inverse: FloatMatrix, slopes: FloatMatrix, weights: FloatMatrix
    ) -> tuple[FloatMatrix, NDArray[np.bool_]]:
        """Return the arm's part of the HC2 variance, sum of l^2 e^2 / (1 - h), in its three terms.

        Beside it, the repetitions in which a 1 - h is too small for single precision.
        """
        k, precision = self.n_covariates, np.dtype(np.float64 if self.near is None else np.float32)
        first, second = _pairs(k, k)
        twice = np.where(first == second, 1.0, 2.0)
        found, doubtful = np.zeros((len(lots), 3)), np.zeros(len(lots), dtype=np.bool_)
        n = int(np.diff(self.starts).sum())
        for stratum, size in enumerate(arm.sizes):
            own = slice(self.starts[stratum], self.starts[stratum + 1])
            share = (self.starts[stratum + 1] - self.starts[stratum]) / n
            means = arm.means[stratum]
            shift = _times(inverse, means[:k, None])[:, 0]
            constant = 1 - 1 / size - (means[:k] * shift).sum(axis=0)
            room = np.vstack([constant[None], 2 * shift, -twice[:, None] * inverse[first, second]]).T.astype(precision)
            line = np.vstack([(share / size + (means[:k] * weights).sum(axis=0))[None], -weights]).T.astype(precision)
            fitted = means[k:] - (means[:k, None] * slopes).sum(axis=0)
            residual = [
                np.vstack([-fitted[v][None], -slopes[:, v], np.ones((1, len(lots)))]).T.astype(precision)
                for v in range(len(fitted))
            ]
            squares = self.squares[:, own].astype(precision)
            columns = [fitted_to[:, own].astype(precision) for fitted_to in self.fitted]
            for rows in portions(len(lots), 2 * (own.stop - own.start)):
                mine = (lots[rows, own] == arm.treated).astype(precision)
                space = room[rows] @ squares
                if (least := space.min()) < _NARROW:
                    doubtful[rows] = True
                    if least < _NO_ROOM:
                        np.maximum(space, _NO_ROOM, out=space)
                mine /= space
                weight = line[rows] @ squares[: k + 1]
                # The root of each person's part: l e.
                parts = [weight * (coefficients[rows] @ to) for coefficients, to in zip(residual, columns, strict=True)]
                for u, part in enumerate(parts):
                    scaled = part * mine
                    for v in range(u, len(parts)):
                        found[rows, u + v] += np.vecdot(scaled, parts[v])
        return found, doubtful


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Arm:
    """One arm in each repetition, the last axis of every array.

    `sizes` (n_strata,), `means` of the values (n_strata, n_values, ·), `level`: means standardised to the strata's
    shares (n_values, ·), `within`: products of covariates and values within the cells (n_covariates, n_values, ·).
    """

    treated: bool
    sizes: FloatVector
    means: FloatMatrix
    level: FloatMatrix
    within: FloatMatrix


def adjusted(
    repeated: Repetitions,
    strata: IntVector,
    outcome: FloatVector,
    treated: FloatVector,
    covariates: FloatMatrix,
    *,
    form: Adjustment,
    effects: bool,
    studentized: bool,
) -> Adjusted:
    """Lay out what the adjusted difference needs; people as the caller has them, covariates centred, of length one."""
    order = repeated.order
    near = outcome - (np.bincount(strata, weights=outcome) / np.bincount(strata))[strata]
    values = np.column_stack([covariates, near, *([treated] if effects else [])])[order]
    k = covariates.shape[1]
    first, second = _pairs(k, values.shape[1])
    products = values[:, first] * values[:, second]
    own, other = _pairs(k, k)
    ones = np.ones((1, len(values)))
    return Adjusted(
        form=form,
        values=values,
        n_covariates=k,
        sums=fixed_point(np.column_stack([values, products])),
        squares=np.vstack([ones, values[:, :k].T, (values[:, own] * values[:, other]).T]),
        fitted=tuple(np.vstack([ones, values[:, :k].T, one[None]]) for one in values[:, k:].T),
        starts=repeated.urns.starts,
        offers=np.array(repeated.urns.offers, dtype=np.float64),
        studentized=studentized,
    )


def _pairs(k: int, n_values: int) -> tuple[IntVector, IntVector]:
    """Return each covariate beside each value that does not stand before it."""
    pairs = [(i, j) for i in range(k) for j in range(i, n_values)]
    return np.array([i for i, _ in pairs], dtype=np.int64), np.array([j for _, j in pairs], dtype=np.int64)


def _inverse(matrix: FloatMatrix) -> FloatMatrix:
    """Invert symmetric matrices of shape (k, k, ·) by sweeping; what adds nothing to those before it stays out at 0."""
    swept = matrix.copy()
    own = np.einsum("iir->ir", matrix).copy()
    for p in range(len(matrix)):
        pivot = swept[p, p]
        useful = pivot > _REPEATED * own[p]
        factor = np.where(useful, 1 / np.where(useful, pivot, 1.0), 0.0)
        row = swept[p] * factor
        column = swept[:, p] * factor
        swept -= column[:, None] * swept[p][None]
        swept[p] = row
        swept[:, p] = column
        swept[p, p] = -factor
    return -swept


def _times(inverse: FloatMatrix, columns: FloatMatrix) -> FloatMatrix:
    """Multiply matrices of shape (k, k, ·) with (k, m, ·)."""
    return np.asarray(np.einsum("ijr,jmr->imr", inverse, columns))
