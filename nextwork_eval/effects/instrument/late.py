"""At the end you know what taking the offer up did to those whom the offer moved to it (LATE), and how surely.

The effect of the offer counts everyone, also those who stayed away. Divided by its effect on take-up it is the effect
on the people whom the offer moved, if it works through take-up alone and keeps nobody away.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from linearmodels.iv import IV2SLS
from scipy import stats

from nextwork_eval.effects.estimate import Estimate
from nextwork_eval.effects.inputs import choice_problems, level_problems, read_numbers, refuse
from nextwork_eval.effects.instrument.ratio import ConfidenceSet, TwoEffects, Variance, anderson_rubin_set, t_interval
from nextwork_eval.effects.instrument.take_up import Offer, moved_problems, read_offer

Interval = Literal["anderson_rubin", "t"]
DegreesOfFreedom = Literal["bell_mccaffrey", "residual"]

_SUMMARY = "The effect of taking the offer up cannot be estimated."
_VARIANCES = ["auto", "classical", "HC1", "HC2", "CR1", "CR2"]
SHAPES = {
    "two_rays": "The set has two parts, without what lies between them: the offer changed take-up too little to bound "
    "the effect at this level.",
    "ray_above": "The set has no upper end: the offer changed take-up too little to bound the effect at this level.",
    "ray_below": "The set has no lower end: the offer changed take-up too little to bound the effect at this level.",
    "whole_line": (
        "The set holds every size of effect: the offer changed take-up too little to say anything at this level."
    ),
}


def effect_of_take_up(
    outcome: object,
    treated: object,
    taken_up: object,
    *,
    strata: object | None = None,
    covariates: object | None = None,
    clusters: object | None = None,
    interval: Interval = "anderson_rubin",
    variance: Literal["auto"] | Variance = "auto",
    degrees_of_freedom: DegreesOfFreedom = "bell_mccaffrey",
    level: float = 0.95,
) -> Estimate:
    """Estimate the effect on those who take the offer up because it was made (complier average effect, LATE).

    It is the effect of the offer on the outcome, divided by its effect on take-up. It is causal under two assumptions
    that the data cannot show: the offer works through take-up alone (those who stay away are as they would have been
    without it), and it keeps nobody away who would otherwise have taken part (monotonicity). Where nobody of the
    reference arm can take part, the second holds by design, and the effect is that on everybody who takes part.

    Parameters
    ----------
    outcome, treated
        As in `difference_in_means`.
    taken_up
        Shape (n_people,): 1 for those who took the offer up, otherwise 0, in both arms; or an amount, such as weeks
        attended, and then the effect is for each unit of it.
    strata
        Shape (n_people,): the stratum in which each person was drawn; None for a lottery without strata.
    covariates
        Known before the lottery, for everyone: an array of shape (n_people, n_covariates), a mapping from names to
        vectors, or a data frame. They matter alike in both arms (ANCOVA).
    clusters
        Shape (n_people,): the unit that was drawn, where people were drawn together; None where each was drawn alone.
    interval
        `anderson_rubin`: the set that holds its level however little the offer changed take-up; `t`: the estimate, give
        or take t quantiles of its standard error.
    variance
        `auto`: `CR2` with clusters, otherwise `HC2`.
    degrees_of_freedom
        `bell_mccaffrey` for HC2 and CR2 (with clusters: Satterthwaite's number); `residual`: persons less columns, with
        clusters clusters less one. The other variances have the latter only.
    level
        Level of the set.

    Returns
    -------
    Estimate
        `set_kind` says the shape of an Anderson-Rubin set: `interval`; `two_rays` (everything up to `conf_low` and
        from `conf_high` on; the estimate lies in one of the two); `ray_above` and `ray_below` (one end is infinite);
        `whole_line` (nothing is left out; both limits are NaN). With one instrument it is never empty, as it holds the
        estimate. Test and p-value belong to the interval: with `anderson_rubin` they are those of the effect of the
        offer on the outcome. `level_treated` and `level_reference` are the mean outcomes of those whom the offer moved,
        with and without take-up; None where take-up is an amount. Events are those of the arms.

    Raises
    ------
    EstimationError
        With every fault: those of `difference_in_means_stratified`, take-up that is missing for somebody, negative, the
        same for everybody, or equal in both arms; an arm (of a stratum) of one cluster; an outcome without variation;
        covariates that are missing, or too many; a variance that does not go with the clusters.

    Notes
    -----
    With the effects y of the offer on the outcome and d on take-up, both from the regression on a column for each arm
    of each stratum (and covariates x), weighted with the strata's shares n_b / n of everyone:

        estimate = y / d,  y = sum_b (n_b / n) y_b,  d = sum_b (n_b / n) d_b.

    That is two-stage least squares with the arm as instrument and strata, their products with the arm, and x as
    exogenous. It weighs each stratum by the people whom the offer moved there, n_b d_b: the average over all of them. A
    dummy for each stratum without the products would weigh by n_b p_b (1 - p_b) d_b, p_b being the chance of the offer.
    The joint variance of (y, d) has V_yy, V_yd, V_dd. The standard error is
    sqrt(V_yy - 2 b V_yd + b² V_dd) / |d| at b = y / d, which is the delta method and the sandwich of two-stage least
    squares at once: the residuals are the structural ones, and the leverages those of take-up as predicted with the
    exogenous columns, which span the same space as arm and exogenous columns. The Anderson-Rubin set holds each b with
    (y - b d)² <= q (V_yy - 2 b V_yd + b² V_dd), q the squared t quantile, one quadratic inequality; where all is
    classical it is Fieller's. Bell-McCaffrey degrees of freedom are the same for every b, as they depend on the columns
    alone.

    Take-up as an amount: the estimate is an average of the effects of one more unit, over people and units, weighted by
    how many were moved past each unit (Angrist and Imbens 1995). It is the effect of a unit for a person only if each
    unit does as much as the next; and the offer must not lower the amount for anybody.

    References
    ----------
    Imbens and Angrist (1994), Econometrica 62, 467-475. Angrist, Imbens and Rubin (1996), Journal of the American
    Statistical Association 91, 444-455. Angrist and Imbens (1995), Journal of the American Statistical Association 90,
    431-442. Anderson and Rubin (1949), Annals of Mathematical Statistics 20, 46-63. Fieller (1954), Journal of the
    Royal Statistical Society B 16, 175-185. Andrews, Stock and Sun (2019), Annual Review of Economics 11, 727-753.

    Examples
    --------
    Five of the eight who were offered the programme took part; nobody else did. The offer gave 2.5 weeks more:

    >>> weeks = [12, 15, 10, 14, 9, 6, 8, 6, 8, 5, 9, 7, 8, 6, 9, 8]
    >>> offered, took_part = [1] * 8 + [0] * 8, [1, 1, 1, 1, 1, 0, 0, 0] + [0] * 8
    >>> found = effect_of_take_up(weeks, offered, took_part)
    >>> round(found.estimate, 2), round(found.conf_low, 2), round(found.conf_high, 2), found.set_kind
    (4.0, -0.96, 7.22, 'interval')
    """
    offer = read_offer(
        _SUMMARY,
        read_numbers("outcome", outcome),
        treated,
        taken_up,
        strata=strata,
        covariates=covariates,
        clusters=clusters,
        problems=[
            *level_problems(level),
            *choice_problems("interval", interval, ["anderson_rubin", "t"]),
            *choice_problems("degrees_of_freedom", degrees_of_freedom, ["bell_mccaffrey", "residual"]),
            *_variance_problems(variance, clusters),
        ],
    )
    chosen: Variance = variance if variance != "auto" else "HC2" if offer.clusters is None else "CR2"
    residual_df = degrees_of_freedom == "residual" or chosen not in ("HC2", "CR2")
    refuse(_SUMMARY, moved_problems(offer))
    effects = offer.effects_on(offer.arms.outcome, variance=chosen, residual_df=residual_df)
    if effects.exact or not effects.variance_outcome > 0:
        refuse(_SUMMARY, ["Arm and take-up explain `outcome` without error: expected some variation within the arms."])
    found = anderson_rubin_set(effects, level) if interval == "anderson_rubin" else t_interval(effects, level)
    method = f"{_in_words(offer, chosen, residual_df)}; {'Anderson-Rubin set' if interval != 't' else 't interval'}"
    return _estimate(offer, effects, found, interval=interval, level=level, method=method)


def _estimate(
    offer: Offer, effects: TwoEffects, found: ConfidenceSet, *, interval: Interval, level: float, method: str
) -> Estimate:
    spread = effects.variance_outcome**0.5 if interval == "anderson_rubin" else effects.std_error
    centre = effects.on_outcome if interval == "anderson_rubin" else effects.ratio
    statistic = centre / spread
    point = _two_stage_least_squares(offer)
    with_take_up, without = _levels(offer, point)
    return Estimate(
        statistic="effect_of_take_up",
        estimate=point,
        std_error=effects.std_error,
        df=effects.df,
        conf_low=found.low,
        conf_high=found.high,
        conf_level=level,
        test_statistic=statistic,
        p_value=float(2 * stats.t.sf(abs(statistic), effects.df)),
        level_treated=with_take_up,
        level_reference=without,
        **offer.counts(offer.arms.outcome),
        method=method,
        warnings=_remarks(offer, effects, found),
        set_kind=found.kind,
    )


def _two_stage_least_squares(offer: Offer) -> float:
    """Return the point estimate: arm as instrument; strata, their products with it, and covariates exogenous."""
    strata, treated = offer.arms.strata, offer.arms.treated
    dummies = np.asarray(strata[:, None] == np.arange(1, offer.n_strata), dtype=np.float64)
    centred = dummies - dummies.mean(axis=0)
    exogenous = np.column_stack(
        [np.ones(len(treated)), centred, centred * treated[:, None], offer.design[:, 2 * offer.n_strata :]]
    )
    columns = {"taken_up": pd.Series(offer.taken_up, name="taken_up"), "arm": pd.Series(treated, name="arm")}
    fit = IV2SLS(offer.arms.outcome, exogenous, columns["taken_up"], columns["arm"]).fit(cov_type="unadjusted")
    return float(fit.params["taken_up"])


def _levels(offer: Offer, effect: float) -> tuple[float | None, float | None]:
    if not offer.yes_or_no:
        return None, None
    moved = offer.effects_on(offer.arms.outcome * offer.taken_up, variance="classical")
    return moved.ratio, moved.ratio - effect


def _remarks(offer: Offer, effects: TwoEffects, found: ConfidenceSet) -> tuple[str, ...]:
    remarks = list(offer.warnings)
    if offer.one_sided:
        remarks.append("Nobody of the reference arm took the offer up: the effect is that on all who take it up.")
    else:
        remarks.append(
            "People of the reference arm took the offer up too: the effect is that on those whom the offer moved, if "
            "it kept nobody away."
        )
    if effects.on_take_up < 0:
        remarks.append("Take-up is lower with the offer than without: the effect is that on those whom it kept away.")
    if found.kind in SHAPES:
        remarks.append(SHAPES[found.kind])
    return tuple(remarks)


def _variance_problems(variance: object, clusters: object | None) -> list[str]:
    problems = choice_problems("variance", variance, _VARIANCES)
    if problems or variance == "auto" or (variance in ("CR1", "CR2")) == (clusters is not None):
        return problems
    return ["`variance` does not go with `clusters`: expected CR1 or CR2 with clusters, another without."]


def _in_words(offer: Offer, variance: Variance, residual_df: bool) -> str:
    unit = "" if offer.yes_or_no else " for each unit"
    df = "residual" if residual_df else "Bell-McCaffrey"
    return (
        f"effect of taking the offer up{unit}: two-stage least squares"
        + offer.in_words
        + f"; {variance} standard error; t distribution with {df} degrees of freedom"
    )
