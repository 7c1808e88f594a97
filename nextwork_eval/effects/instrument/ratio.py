"""At the end you know how a ratio of two effects of the offer gets its set: by a t interval, or by Anderson and Rubin.

The lottery gives the effect of the offer on the outcome and its effect on take-up, with their joint variance. All here
follows from these five numbers and the degrees of freedom.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from nextwork_eval.effects.estimate import FloatVector, IntVector, SetKind
from nextwork_eval.effects.means.neyman import t_quantile
from nextwork_eval.effects.means.sandwich import FloatMatrix, bias_reduced

Variance = Literal["classical", "HC1", "HC2", "CR1", "CR2"]

# A coefficient of the quadratic below this share of its two parts is the rounding of their difference.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoEffects:
    """The effect of the offer on the outcome and on take-up, with their variances, covariance and common df."""

    on_outcome: float
    on_take_up: float
    variance_outcome: float
    variance_take_up: float
    covariance: float
    df: float

    @property
    def ratio(self) -> float:
        """The effect for each unit of take-up."""
        return self.on_outcome / self.on_take_up

    def variance_at(self, effect: float) -> float:
        """Return the variance of the effect of the offer on `outcome - effect * taken_up`."""
        square = self.variance_outcome - 2 * effect * self.covariance + effect**2 * self.variance_take_up
        return max(square, 0.0)

    @property
    def exact(self) -> bool:
        """Outcome and take-up move together without error: but for rounding, the ratio has no variance."""
        parts = self.variance_outcome + self.ratio**2 * self.variance_take_up
        return bool(self.variance_at(self.ratio) <= _ROUNDING * parts)

    @property
    def std_error(self) -> float:
        """The delta-method standard error of the ratio, which is that of two-stage least squares."""
        return float(self.variance_at(self.ratio) ** 0.5 / abs(self.on_take_up))


@dataclass(frozen=True, slots=True)
class ConfidenceSet:
    """The shape of a set and its limits, as in `Estimate`."""

    kind: SetKind
    low: float
    high: float


def two_effects(
    outcome: FloatVector,
    taken_up: FloatVector,
    design: FloatMatrix,
    contrast: FloatVector,
    *,
    variance: Variance,
    clusters: IntVector | None,
    residual_df: bool,
) -> TwoEffects:
    """Regress outcome and take-up on the same columns, and return the same contrast of both with its joint variance.

    Parameters
    ----------
    outcome, taken_up
        Shape (n_people,).
    design, contrast
        Columns of the regression, shape (n_people, n_columns), and the combination of coefficients.
    variance
        Which estimator of the joint variance.
    clusters
        Codes 0, 1, … of the clusters, for CR1 and CR2.
    residual_df
        Take n minus columns (clusters minus 1) as degrees of freedom also for HC2 and CR2, in place of Bell and
        McCaffrey's; the other variances have no others.
    """
    n, columns = design.shape
    basis, triangle = np.linalg.qr(design)
    weights = basis @ np.linalg.solve(triangle.T, contrast)
    both = np.column_stack([outcome, taken_up])
    plain_df = float(n - columns) if clusters is None else float(clusters.max())
    if variance in ("HC2", "CR2"):
        joint, df = _bias_reduced_jointly(both, design, contrast, clusters)
        return _gathered(weights @ both, joint, plain_df if residual_df else df)
    residuals = both - basis @ (basis.T @ both)
    residuals -= basis @ (basis.T @ residuals)
    scores = residuals * weights[:, None]
    match variance:
        case "classical":
            joint = residuals.T @ residuals * float(weights @ weights) / (n - columns)
        case "HC1":
            joint = scores.T @ scores * n / (n - columns)
        case "CR1":
            assert clusters is not None
            sums = np.zeros((int(clusters.max()) + 1, 2))
            np.add.at(sums, clusters, scores)
            joint = sums.T @ sums * (len(sums) / (len(sums) - 1)) * ((n - 1) / (n - columns))
    return _gathered(weights @ both, joint, plain_df)


def anderson_rubin_set(effects: TwoEffects, level: float) -> ConfidenceSet:
    """Return every effect b for which a t test does not find an effect of the offer on `outcome - b * taken_up`.

    With q the squared t quantile, b is in the set when a b² - 2 h b + k <= 0: one quadratic inequality.
    """
    q = t_quantile(level, effects.df) ** 2
    y, d = effects.on_outcome, effects.on_take_up
    vyy, vyd, vdd = effects.variance_outcome, effects.covariance, effects.variance_take_up
    a, h, k = d**2 - q * vdd, y * d - q * vyd, y**2 - q * vyy
    # h² - a k, written so that nothing large cancels where a is close to 0.
    discriminant = q * (vyy * d**2 - 2 * y * d * vyd + y**2 * vdd - q * (vyy * vdd - vyd**2))
    if abs(a) <= _ROUNDING * (d**2 + q * vdd):
        return _ray(h, k)
    if a < 0 and discriminant <= 0:
        return ConfidenceSet("whole_line", np.nan, np.nan)
    far = h + np.copysign(max(discriminant, 0.0) ** 0.5, h)
    first, last = sorted((far / a, k / far if far != 0 else 0.0))
    return ConfidenceSet("interval" if a > 0 else "two_rays", float(first), float(last))


def t_interval(effects: TwoEffects, level: float) -> ConfidenceSet:
    """Return the ratio, give or take t quantiles of its standard error."""
    margin = t_quantile(level, effects.df) * effects.std_error
    return ConfidenceSet("interval", effects.ratio - margin, effects.ratio + margin)


def _ray(h: float, k: float) -> ConfidenceSet:
    if h == 0:
        return ConfidenceSet("whole_line", np.nan, np.nan)
    end = k / (2 * h)
    return ConfidenceSet("ray_above", end, np.inf) if h > 0 else ConfidenceSet("ray_below", -np.inf, end)


def _gathered(both: FloatVector, joint: FloatMatrix, df: float) -> TwoEffects:
    return TwoEffects(
        on_outcome=float(both[0]),
        on_take_up=float(both[1]),
        variance_outcome=float(joint[0, 0]),
        variance_take_up=float(joint[1, 1]),
        covariance=float(joint[0, 1]),
        df=df,
    )


def _bias_reduced_jointly(
    both: FloatMatrix, design: FloatMatrix, contrast: FloatVector, clusters: IntVector | None
) -> tuple[FloatMatrix, float]:
    """Return the joint variance by the variance of a sum and of a difference; its df do not depend on outcomes."""
    alone = [bias_reduced(column, design, contrast, clusters) for column in both.T]
    one, other = (max(found.variance, 0.0) ** 0.5 for found in alone)
    covariance = 0.0
    if one > 0 and other > 0:
        total, rest = (
            bias_reduced(both[:, 0] / one + sign * both[:, 1] / other, design, contrast, clusters).variance
            for sign in (1, -1)
        )
        covariance = one * other * (total - rest) / 4
    return np.array([[one**2, covariance], [covariance, other**2]]), alone[0].df
