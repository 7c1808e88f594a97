"""At the end you know how a regression gives a contrast its variance and degrees of freedom, people alone or in groups.

Bias-reduced linearisation (CR2): the residuals of a group are stretched so that the variance would be unbiased if all
people varied alike and independently. With everyone a group of their own it is HC2.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from nextwork_eval.effects.estimate import FloatVector, IntVector
from nextwork_eval.effects.means.between import Spread

FloatMatrix = NDArray[np.float64]

# Below this share of a column's own length what is left of it, beside the others, is rounding; R's `lm` has the same.
COLLINEAR = 1e-7
# An eigenvalue of I - H lies between 0 and 1; below this it is 0 but for rounding.
_ZERO_EIGENVALUE = 1e-10


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """A weighted sum of outcomes from a least squares fit; its variance is 0 where nothing is left to vary."""

    estimate: float
    spread: Spread

    @property
    def variance(self) -> float:
        """The CR2 variance."""
        return self.spread.variance

    @property
    def df(self) -> float:
        """Satterthwaite's degrees of freedom."""
        return self.spread.df


def orthonormal(columns: FloatMatrix, *, beside: FloatMatrix) -> FloatMatrix | None:
    """Return what the columns add to an orthonormal basis, as orthonormal columns; None if one of them adds nothing.

    Parameters
    ----------
    columns
        Shape (n_people, n_new).
    beside
        Shape (n_people, n_basis), orthonormal.
    """
    basis = beside
    for column in columns.T:
        rest = column
        for _ in range(2):  # a second sweep removes what rounding left of the first
            rest = rest - basis @ (basis.T @ rest)
        length = float(np.linalg.norm(rest))
        if length <= COLLINEAR * float(np.linalg.norm(column)):
            return None
        basis = np.column_stack([basis, rest / length])
    return basis[:, beside.shape[1] :]


def leverages(basis: FloatMatrix) -> FloatVector:
    """Return the share of each person's outcome that the fit takes from that person alone, shape (n_people,)."""
    return np.asarray((basis**2).sum(axis=1))


def residuals_beside(outcome: FloatVector, basis: FloatMatrix) -> FloatVector:
    """Return what an orthonormal basis leaves of an outcome: exactly 0 where that is rounding alone."""
    residuals = outcome - basis @ (basis.T @ outcome)
    residuals -= basis @ (basis.T @ residuals)
    spread = float(np.linalg.norm(outcome - outcome.mean()))
    if float(np.linalg.norm(residuals)) <= 1e-12 * max(spread, abs(float(outcome.mean())) * len(outcome) ** 0.5):
        return np.zeros_like(residuals)
    return residuals


def bias_reduced(
    outcome: FloatVector, design: FloatMatrix, combination: FloatVector, groups: IntVector | None = None
) -> Contrast:
    """Estimate a combination of coefficients with its CR2 variance and Satterthwaite degrees of freedom.

    Parameters
    ----------
    outcome
        Shape (n_people,).
    design
        Shape (n_people, n_columns): the columns of the regression, of full rank.
    combination
        Shape (n_columns,): the weight of each coefficient.
    groups
        Shape (n_people,): codes of groups, negative for people alone; None where everyone is alone.

    Notes
    -----
    With QR the design, c the combination and l = Q R^-T c, the estimate is l'y. With H = QQ', residuals e and group g:
    u_g = (I - H_gg)^(-1/2) l_g and V = sum (u_g'e_g)^2. If outcomes vary alike and independently, the u_g'e_g have the
    covariances [g = h] u_g'u_g - (Q_g'u_g)'(Q_h'u_h); Satterthwaite's number is trace^2 / sum of squares of that
    matrix. Where I - H_gg is singular its Moore-Penrose root is used.

    References
    ----------
    Bell and McCaffrey (2002), Survey Methodology 28, 169-181. Pustejovsky and Tipton (2018), Journal of Business and
    Economic Statistics 36, 672-683.
    """
    fit = _fit(
        np.asarray(design, dtype=np.float64).tobytes(),
        len(combination),
        np.asarray(combination, dtype=np.float64).tobytes(),
        None if groups is None else np.asarray(groups, dtype=np.int64).tobytes(),
    )
    residuals = residuals_beside(outcome, fit.basis)
    among_groups = [np.array([own @ residuals[people]]) for people, own in fit.stretched_groups]
    score = np.concatenate([fit.stretched * residuals[fit.alone], *among_groups])
    return Contrast(
        estimate=float(fit.weights @ outcome),
        spread=Spread(variance=float((score**2).sum()), expected=fit.expected, squares=fit.squares),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parts:
    """The independent parts of a contrast, for outcomes that come later.

    Attributes
    ----------
    stretch
        Shape (n_parts, n_people): what turns residuals into one score for each group and each person alone. The sum of
        squared scores is the CR2 variance; with several outcomes their sums of products are the covariances.
    df
        Satterthwaite's degrees of freedom; they do not depend on the outcome.
    """

    stretch: csr_array
    df: float

    def scores(self, residuals: FloatMatrix) -> FloatMatrix:
        """Return the scores of residuals of shape (n_people, n_outcomes); shape (n_parts, n_outcomes)."""
        return np.asarray(self.stretch @ residuals)


def contrast_parts(design: FloatMatrix, combination: FloatVector, groups: IntVector) -> Parts:
    """Return what `bias_reduced` does to the residuals of any outcome; arguments as there."""
    fit = _fit(
        np.asarray(design, dtype=np.float64).tobytes(),
        len(combination),
        np.asarray(combination, dtype=np.float64).tobytes(),
        np.asarray(groups, dtype=np.int64).tobytes(),
    )
    alone = np.flatnonzero(fit.alone)
    people = [alone, *(np.flatnonzero(inside) for inside, _ in fit.stretched_groups)]
    rows = [np.arange(len(alone)), *(np.full(len(own), len(alone) + at) for at, own in enumerate(people[1:]))]
    weights = [fit.stretched, *(own for _, own in fit.stretched_groups)]
    entries = (np.concatenate(weights), (np.concatenate(rows), np.concatenate(people)))
    stretch = csr_array(entries, shape=(len(alone) + len(fit.stretched_groups), len(fit.alone)))
    return Parts(stretch=stretch, df=fit.expected**2 / fit.squares if fit.squares > 0 else float("nan"))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Fit:
    """What `bias_reduced` knows before it sees an outcome: H, l and the u_g."""

    basis: FloatMatrix
    weights: FloatVector
    alone: NDArray[np.bool_]
    stretched: FloatVector
    stretched_groups: tuple[tuple[NDArray[np.bool_], FloatVector], ...]
    expected: float
    squares: float


@lru_cache(maxsize=2)  # a trial that is held again and again on paper, or tested value by value, has one design
def _fit(design: bytes, n_columns: int, combination: bytes, groups: bytes | None) -> _Fit:
    basis, triangle = np.linalg.qr(np.frombuffer(design).reshape(-1, n_columns))
    weights = basis @ np.linalg.solve(triangle.T, np.frombuffer(combination))
    labels = np.full(len(weights), -1) if groups is None else np.frombuffer(groups, dtype=np.int64)
    alone = labels < 0
    room = np.clip(1 - leverages(basis[alone]), 0.0, None)
    stretched = np.divide(weights[alone], room**0.5, out=np.zeros(len(room)), where=room > _ZERO_EIGENVALUE)
    in_groups = []
    sizes = [stretched**2]
    shadows = [basis[alone] * stretched[:, None]]  # Q_g'u_g
    for group in np.unique(labels[~alone]):
        people = labels == group
        held = basis[people]
        own = inverse_root(np.eye(len(held)) - held @ held.T) @ weights[people]
        in_groups.append((people, own))
        sizes.append(np.array([own @ own]))
        shadows.append((own @ held)[None, :])
    size, shadow = np.concatenate(sizes), np.concatenate(shadows)
    own_shadow = (shadow**2).sum(axis=1)
    squares = float((size**2 - 2 * size * own_shadow).sum() + ((shadow.T @ shadow) ** 2).sum())
    return _Fit(
        basis=basis,
        weights=weights,
        alone=alone,
        stretched=stretched,
        stretched_groups=tuple(in_groups),
        expected=float((size - own_shadow).sum()),
        squares=max(squares, 0.0),
    )


def inverse_root(matrix: FloatMatrix) -> FloatMatrix:
    """Return the Moore-Penrose inverse of the symmetric root of a matrix with eigenvalues between 0 and 1."""
    values, vectors = np.linalg.eigh(matrix)
    roots = np.divide(
        1.0, np.sqrt(np.clip(values, 0, None)), out=np.zeros_like(values), where=values > _ZERO_EIGENVALUE
    )
    return np.asarray(vectors * roots @ vectors.T)


def cell_columns(treated: FloatVector, strata: IntVector) -> FloatMatrix:
    """Return a 0/1 column for each arm of each stratum, reference arm first, shape (n_people, 2 n_strata)."""
    cells = strata * 2 + treated.astype(np.int64)
    return np.asarray(cells[:, None] == np.arange(2 * (int(strata.max()) + 1)), dtype=np.float64)


def arm_levels(strata: IntVector, n_columns: int) -> tuple[FloatVector, FloatVector]:
    """Return the combinations of coefficients that are the levels of the treated and of the reference arm.

    The first columns are those of `cell_columns`, weighted with the strata's shares of everyone; the others are centred
    over everyone and stand at 0.
    """
    shares = np.bincount(strata) / len(strata)
    one, zero = np.zeros(n_columns), np.zeros(n_columns)
    one[1 : 2 * len(shares) : 2] = shares
    zero[0 : 2 * len(shares) : 2] = shares
    return one, zero
