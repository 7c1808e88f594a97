"""At the end you know what share of everyone would have the event with the offer and without it, given what they were.

A logistic regression foretells the event for each person under the offer and without; the averages are compared.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from nextwork_eval.effects.estimate import Estimate, FloatVector
from nextwork_eval.effects.inputs import TwoArms, choice_problems, level_problems, refuse
from nextwork_eval.effects.means.sandwich import FloatMatrix
from nextwork_eval.effects.proportions.firth import fit_firth, with_level_kept
from nextwork_eval.effects.proportions.logit import OFFER, LogitDesign, fit_logit, read_logit_design
from nextwork_eval.effects.proportions.mantel_haenszel import MEASURES, ShareMeasure
from nextwork_eval.effects.proportions.ratios import odds_ratio, risk_ratio

_SUMMARY = "The standardised shares cannot be estimated."
_MEASURE_IN_WORDS = {"difference": "difference between", "ratio": "ratio of", "odds_ratio": "odds ratio of"}
_FEW_EVENTS = 5
_ROUNDING = 1e-12  # chances of an offer that differ by less are the same
_SEPARATED = (
    "The covariates and the arm separate those with and without the event, or all but do, so that the likelihood has "
    "no maximum that can be reached: fitted by Firth's penalised likelihood with the intercept corrected (FLIC), and "
    "refitted without each person in turn. The penalty draws the effect towards none; read the unadjusted comparison "
    "beside it."
)


def standardized_risks(
    outcome: object,
    treated: object,
    *,
    covariates: object,
    strata: object | None = None,
    measure: ShareMeasure = "difference",
    level: float = 0.95,
) -> Estimate:
    """Estimate the effect on a share with what was known before the lottery held equal, for everyone in the trial.

    The shares are those of the whole trial with and without the offer, so that difference, ratio and odds ratio mean
    what they mean without adjustment; a model that does not fit costs precision, not validity.

    Parameters
    ----------
    outcome
        Shape (n_people,): 1 for persons with the event, otherwise 0.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    covariates
        Known before the lottery, for everyone: an array of shape (n_people, n_covariates), a mapping from names to
        vectors, or a data frame.
    strata
        Shape (n_people,): the stratum in which each person was drawn; each has an intercept of its own.
    measure
        `difference` between the shares, their `ratio`, or their `odds_ratio`.
    level
        Level of the two-sided interval.

    Returns
    -------
    Estimate
        The levels are the standardised shares, the same for each measure. `std_error` is that of the difference, or of
        the logarithm of the ratio or odds ratio. Where an arm has fewer than five persons with the event (for odds
        ratios: or without it), ratios have the limits and the test of the unadjusted
        shares (`risk_ratio`, `odds_ratio`) and no `std_error`, and a warning says so. Warnings also name covariates
        that were left out, say when there are many for the events, and when the fit is Firth's because the outcome is
        separated.

    Raises
    ------
    EstimationError
        With every fault: an outcome or an arm that is not 0/1, missing values, lengths or pandas indexes that differ,
        an arm (in a stratum) with fewer than two persons, an outcome that everybody shares, an option or a level
        that does not exist; and where a separated outcome finds no penalised maximum either.

    Notes
    -----
    With m_a(x) the chance under arm a by the logit on 1, arm, strata and covariates, the shares are p_a = mean of
    m_a(x_i). Their influence is that of the augmented inverse-probability estimator, with person i predicted by the
    fit without i,

        phi_ai = [Z_i = a] (y_i - m_a(x_i)) / pi_a + m_a(x_i),   b_(-i) = b - A^-1 x_i w_i e_i / (1 - h_i),

    A = X'diag(w m (1 - m))X, h_i = w_i m_i (1 - m_i) x_i'A^-1 x_i, e = y - m: one Newton step from the fit to all. The
    variance is that of phi_1 - phi_0 over n; for the ratio of phi_1 / p_1 - phi_0 / p_0, for the odds ratio with
    p (1 - p) in place of p, on the log scale. That scale is not near normal where events are few: the score limits that
    then stand in their place are of the same ratio, and hold it without a model. The reference is t with n less the
    number of columns. pi_a is the share offered in the person's stratum; the weights w = (share of the arm in the
    trial) / (share in the stratum) are 1 where that is the same in all, and otherwise keep the estimate right when the
    model is not.

    References
    ----------
    Moore and van der Laan (2009), Statistics in Medicine 28, 39-64. Ye, Bannick, Yi and Shao (2023), Statistical
    Theory and Related Fields 7, 159-163. Lee, Ocampo, Schiffman and others (2026), arXiv 2605.06655. Heinze and
    Schemper (2002), Statistics in Medicine 21, 2409-2419.

    Examples
    --------
    Twelve young people, and the marks with which they left school:

    >>> found_job = [1, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0]
    >>> offered = [1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0]
    >>> marks = [7, 4, 2, 4, 2, 10, 4, 10, 2, 7, 2, 2]
    >>> estimate = standardized_risks(found_job, offered, covariates={"marks": marks})
    >>> round(estimate.level_treated, 3), round(estimate.level_reference, 3), round(estimate.estimate, 3)
    (0.653, 0.343, 0.311)
    """
    design = read_logit_design(
        _SUMMARY,
        outcome,
        treated,
        covariates=covariates,
        strata=strata,
        problems=[*level_problems(level), *choice_problems("measure", measure, MEASURES)],
    )
    return compared(design, standardize(design), measure, level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standardized:
    """Shares with and without the offer, each person's influence on them, and whether the fit is penalised."""

    p1: float
    p0: float
    influence1: FloatVector
    influence0: FloatVector
    penalised: bool


def standardize(design: LogitDesign) -> Standardized:
    """Fit, predict everyone under both arms, and each person without their own outcome."""
    arms, columns = design.arms, design.columns
    offered = _share_offered(arms)
    weights = np.where(arms.treated == 1, arms.treated.mean() / offered, (1 - arms.treated).mean() / (1 - offered))
    fitted = fit_logit(arms.outcome, columns, weights)
    if fitted is None:
        coefficients = _penalised(arms.outcome, columns, weights, None)
        left_out = _refitted(arms.outcome, columns, weights, coefficients)
    else:
        coefficients = fitted
        left_out = _stepped(arms.outcome, columns, weights, coefficients)
    one, zero = _with_arm(columns, 1), _with_arm(columns, 0)
    m1, m0 = (special.expit((rows * left_out).sum(axis=1)) for rows in (one, zero))
    return Standardized(
        p1=float(special.expit(one @ coefficients).mean()),
        p0=float(special.expit(zero @ coefficients).mean()),
        influence1=arms.treated * (arms.outcome - m1) / offered + m1,
        influence0=(1 - arms.treated) * (arms.outcome - m0) / (1 - offered) + m0,
        penalised=fitted is None,
    )


def _share_offered(arms: TwoArms) -> FloatVector:
    of_stratum = np.bincount(arms.strata, weights=arms.treated) / np.bincount(arms.strata)
    return np.asarray(of_stratum[arms.strata])


def _with_arm(columns: FloatMatrix, arm: int) -> FloatMatrix:
    changed = columns.copy()
    changed[:, OFFER] = arm
    return changed


def _stepped(outcome: FloatVector, columns: FloatMatrix, weights: FloatVector, b: FloatVector) -> FloatMatrix:
    """Return the coefficients without each person in turn, one Newton step away; shape (n_people, n_columns)."""
    chances = special.expit(columns @ b)
    spread = weights * chances * (1 - chances)
    reach = columns @ np.linalg.inv(columns.T @ (columns * spread[:, None]))
    leverage = spread * (reach * columns).sum(axis=1)
    return np.asarray(b - reach * (weights * (outcome - chances) / (1 - leverage))[:, None])


def _refitted(outcome: FloatVector, columns: FloatMatrix, weights: FloatVector, b: FloatVector) -> FloatMatrix:
    others = ~np.eye(len(outcome), dtype=np.bool_)
    return np.array([_penalised(outcome[rest], columns[rest], weights[rest], b) for rest in others])


def _penalised(
    outcome: FloatVector, columns: FloatMatrix, weights: FloatVector, start: FloatVector | None
) -> FloatVector:
    fit = fit_firth(outcome, columns, weights=weights, start=start)
    if fit is None:
        refuse(_SUMMARY, ["The penalised likelihood did not come to its maximum: name fewer covariates."])
    assert fit is not None
    return with_level_kept(outcome, columns, fit.coefficients, weights)


def compared(design: LogitDesign, found: Standardized, measure: ShareMeasure, level: float) -> Estimate:
    """Write one comparison of the standardised shares down."""
    arms, p1, p0 = design.arms, found.p1, found.p0
    match measure:
        case "difference":
            estimate, location = p1 - p0, p1 - p0
            influence = found.influence1 - found.influence0
        case "ratio":
            estimate, location = p1 / p0, math.log(p1 / p0)
            influence = found.influence1 / p1 - found.influence0 / p0
        case _:
            estimate = p1 * (1 - p0) / (p0 * (1 - p1))
            location = math.log(estimate)
            influence = found.influence1 / (p1 * (1 - p1)) - found.influence0 / (p0 * (1 - p0))
    n, n_columns = design.columns.shape
    std_error, df = float(influence.std(ddof=1)) / math.sqrt(n), float(n - n_columns)
    margin = float(stats.t.isf((1 - level) / 2, df)) * std_error
    low, high = location - margin, location + margin
    offered, n_strata = arms.treated == 1, int(arms.strata.max()) + 1
    fit = "Firth's penalised logistic regression (FLIC)" if found.penalised else "logistic regression"
    adjusted = Estimate(
        statistic=measure,
        estimate=estimate,
        std_error=std_error,
        df=df,
        conf_low=low if measure == "difference" else math.exp(low),
        conf_high=high if measure == "difference" else math.exp(high),
        conf_level=level,
        test_statistic=location / std_error,
        p_value=float(2 * stats.t.sf(abs(location / std_error), df)),
        level_treated=p1,
        level_reference=p0,
        n_treated=int(offered.sum()),
        n_reference=int((~offered).sum()),
        events_treated=int(arms.outcome[offered].sum()),
        events_reference=int(arms.outcome[~offered].sum()),
        method=f"{_MEASURE_IN_WORDS[measure]} shares standardised over everyone by {fit} on "
        f"{design.n_covariates} covariate{'' if design.n_covariates == 1 else 's'}"
        + (f" and {n_strata} strata" if n_strata > 1 else "")
        + "; leave-one-out influence function variance"
        + ("" if measure == "difference" else " of the logarithm")
        + "; t distribution",
        warnings=(*design.warnings, *((_SEPARATED,) if found.penalised else ())),
    )
    few = _few_events(arms, offered, measure)
    return _with_score_limits(adjusted, arms, measure, level, few) if few else adjusted


def _with_score_limits(adjusted: Estimate, arms: TwoArms, measure: ShareMeasure, level: float, few: str) -> Estimate:
    """Give a ratio the limits and the test of the unadjusted one: the logarithm is not near normal for few events."""
    if np.ptp(_share_offered(arms)) > _ROUNDING:
        told = (
            f"{few}: this interval may hold less than it says, and the rounds gave different chances of an offer, so "
            "that no interval of pooled shares can stand in its place; read the difference."
        )
        return replace(adjusted, warnings=(*adjusted.warnings, told))
    score = (risk_ratio if measure == "ratio" else odds_ratio)(arms.outcome, arms.treated, level=level)
    told = (
        f"{few}: the interval and the test are those of the unadjusted {_MEASURE_IN_WORDS[measure]} shares; the "
        "estimate is adjusted." + ("" if score.set_kind == "interval" else " Their set has an open end.")
    )
    return replace(
        adjusted,
        std_error=None,
        df=None,
        conf_low=score.conf_low,
        conf_high=score.conf_high,
        set_kind=score.set_kind,
        test_statistic=score.test_statistic,
        p_value=score.p_value,
        method=f"{adjusted.method.split('; ')[0]}; score interval and test of the unadjusted shares, rounds pooled",
        warnings=(*adjusted.warnings, told),
    )


def _few_events(arms: TwoArms, offered: NDArray[np.bool_], measure: ShareMeasure) -> str:
    events = [int(arms.outcome[members].sum()) for members in (offered, ~offered)]
    others = [int((1 - arms.outcome[members]).sum()) for members in (offered, ~offered)]
    if measure == "difference" or min(events if measure == "ratio" else (*events, *others)) >= _FEW_EVENTS:
        return ""
    return f"An arm has fewer than {_FEW_EVENTS} persons with the event" + (
        " or without it" if measure == "odds_ratio" else ""
    )
