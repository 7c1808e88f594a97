"""At the end you know whether effects in subgroups differ by more than chance, and what they are drawn together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats
from scipy.optimize import brentq

from nextwork_eval.effects.estimate import FloatVector
from nextwork_eval.effects.subgroups.cells import WithinGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """The F test that all effects are one; `df` are those of the denominator."""

    statistic: float
    numerator_df: int
    df: float
    p_value: float


def interaction(groups: Sequence[WithinGroup]) -> Interaction:
    """Test that the effect is the same in two or more subgroups.

    Notes
    -----
    The subgroups share nobody, so that their effects t_g err independently, with variances V_g. With weights 1 / V_g
    and their weighted mean m, Q = sum (t_g - m)^2 / V_g is the Wald statistic of equality. Variances that are
    estimated from few make it too large; it is compared as Hotelling's T squared (approximate Hotelling test, HTZ):
    with q = G - 1, h_g = (1 / w_g) / sum(1 / w), w_g the variance of t_g were all outcomes of variance 1, and d_g its
    degrees of freedom,

        eta = q (q + 1) / (2 sum_g (1 - h_g)^2 / d_g),   (eta - q + 1) / (eta q) Q ~ F(q, eta - q + 1).

    For two subgroups that is the square of the t test of their difference, with Bell-McCaffrey degrees of freedom.

    References
    ----------
    Pustejovsky and Tipton (2018), Journal of Business and Economic Statistics 36, 672-683; the sum over single
    covariances there is closed here because the subgroups are independent.
    """
    effects, variances = np.array([g.estimate for g in groups]), np.array([g.variance for g in groups])
    common = (effects / variances).sum() / (1 / variances).sum()
    wald = float(((effects - common) ** 2 / variances).sum())
    q = len(groups) - 1
    precision = 1 / np.array([g.unit_variance for g in groups])
    left = (1 - precision / precision.sum()) ** 2 / np.array([g.df for g in groups])
    eta = float(q * (q + 1) / (2 * left.sum()))
    df = eta - q + 1
    # With very few persons the approximation gives no degrees of freedom; then nothing can be said.
    if df <= 0:
        return Interaction(statistic=float("nan"), numerator_df=q, df=float("nan"), p_value=1.0)
    statistic = (eta - q + 1) / (eta * q) * wald
    return Interaction(statistic=statistic, numerator_df=q, df=df, p_value=float(stats.f.sf(statistic, q, df)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shrunken:
    """Effects drawn together; vectors of shape (n_groups,). `spread` is the standard deviation between true effects."""

    estimate: FloatVector
    std_error: FloatVector
    common: float
    spread: float


def shrunken(effects: FloatVector, variances: FloatVector) -> Shrunken:
    """Draw effects of independent subgroups towards their common mean, by the normal-normal model.

    Notes
    -----
    True effects ~ N(m, s^2), estimates around them ~ N(., V_g). s^2 is Paule and Mandel's: the root of
    sum (t_g - m)^2 / (V_g + s^2) = G - 1, or 0 where there is none. It is exact in expectation whatever the V_g, has
    one solution and cannot fail to converge; DerSimonian and Laird's is too small where effects do differ, and the
    restricted likelihood rests on a normal distribution of few effects. With l_g = s^2 / (s^2 + V_g) and weights
    1 / (V_g + s^2) for m: t_g' = l_g t_g + (1 - l_g) m and its variance l_g V_g + (1 - l_g)^2 var(m). The covariance
    of the estimates is diagonal because the subgroups share nobody. That s^2 is itself estimated is not in the
    standard errors.

    References
    ----------
    Paule and Mandel (1982), Journal of Research of the National Bureau of Standards 87, 377-385. Veroniki et al.
    (2016), Research Synthesis Methods 7, 55-79. Raudenbush and Bryk (1985), Journal of Educational Statistics 10,
    75-98.
    """

    def fit(spread: float) -> tuple[float, float]:
        weights = 1 / (variances + spread)
        mean = float((weights * effects).sum() / weights.sum())
        return mean, float((weights * (effects - mean) ** 2).sum())

    needed = len(effects) - 1
    spread = 0.0
    if fit(0.0)[1] > needed:
        most = float(np.ptp(effects) ** 2 + variances.max())
        while fit(most)[1] > needed:
            most *= 2
        spread = float(brentq(lambda value: fit(value)[1] - needed, 0.0, most, xtol=1e-14 * most, rtol=1e-12))
    common = fit(spread)[0]
    kept = spread / (spread + variances)
    of_mean = 1 / (1 / (variances + spread)).sum()
    return Shrunken(
        estimate=kept * effects + (1 - kept) * common,
        std_error=np.sqrt(kept * variances + (1 - kept) ** 2 * of_mean),
        common=common,
        spread=spread**0.5,
    )
