"""At the end you know the curve of each arm with what was known before the lottery held equal, for everyone in it."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from nextwork_eval.durations.contrasts import log_log_limits
from nextwork_eval.durations.inputs import ARMS, ZeroLength
from nextwork_eval.durations.proportional_hazards.partial_likelihood import Ties
from nextwork_eval.durations.standardized.asked import Method, standardized
from nextwork_eval.durations.standardized.censoring import Censoring
from nextwork_eval.durations.standardized.standardizing import Baseline
from nextwork_eval.durations.standardized.standing import std_errors
from nextwork_eval.durations.tables import survival_table
from nextwork_eval.effects.estimate import Curve, FloatVector, Series


def standardized_survival(
    duration: object,
    event: object,
    treated: object,
    *,
    covariates: object | None,
    horizon: int,
    method: Method = "aiptw",
    strata: object | None = None,
    baseline: Baseline = "by_arm",
    ties: Ties = "efron",
    censoring: Censoring = "kaplan_meier",
    follow_up: object | None = None,
    zero_length: ZeroLength = "refuse",
    level: float = 0.95,
) -> Curve:
    """Estimate the share without the event, week by week, that everyone in the trial would have under each arm.

    Parameters
    ----------
    duration
        Shape (n_people,): whole weeks from the lottery to the event or, without one, to the last week of follow-up.
    event
        Shape (n_people,): 1 if the event happened in week `duration`, 0 if follow-up ended there.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    covariates
        Known before the lottery, for everyone: an array of shape (n_people, n_covariates), a mapping from names to
        vectors, or a data frame; None for a model of the arms alone.
    horizon
        Last week of the curve; events after it are not looked at, also by the models.
    method
        `g_computation`: the forecasts of a Cox model, averaged over everyone; wrong where the model is. `aiptw`: the
        forecasts corrected by what was seen, weighted by the inverse chance of the arm and of being followed; right
        whatever the model, if follow-up ends as `censoring` says.
    strata
        Shape (n_people,): the lottery round or site of each person; None for one lottery. Each has a baseline hazard
        and a chance of an offer of its own.
    baseline
        `by_arm`: each arm has its own baseline hazard, so that hazards need not be proportional between arms; `common`:
        the arms differ by one hazard ratio.
    ties
        `efron` or `breslow`, in coefficients and baseline hazard of the outcome.
    censoring
        With `aiptw`: `kaplan_meier` within arm and stratum, or `cox` on the covariates with a baseline for each.
    follow_up, zero_length
        As in `kaplan_meier`.
    level
        Level of the pointwise intervals.

    Returns
    -------
    Curve
        `statistic` is `survival`; weeks 0 to `horizon`; lines `treated`, `reference` and `difference` with the label
        `without_event`. `n` and `events` count persons at risk and with the event in a week, before any standardising.
        Warnings tell of covariates left out, few events for each column, covariate values that nobody has who is
        followed to the horizon, nobody lost (with `censoring="cox"`), and shares outside 0 to 1 or rising (`aiptw`).

    Raises
    ------
    EstimationError
        With every fault: those of `kaplan_meier`, missing covariates, an arm of a stratum with fewer than two persons
        or not followed to the horizon, nobody with the event, and covariates (or an arm, with `common`) that tell apart
        who has the event.

    Notes
    -----
    The model's hazard of person j under arm a is dH_ab(t) exp(x_j'c), in stratum b, H being Efron's or Breslow's
    estimate, and S_aj(t) = exp(-H_ab(t) exp(x_j'c)). Without covariates and with `by_arm`, g-computation gives
    exp(-Nelson-Aalen) of each arm (in the tie form of the name), and the augmented estimator Kaplan-Meier.

    G-computation: S_a(t) = mean over everyone of S_aj(t). The influence of person i has three parts: the covariates
    (S_ai - S_a) / n, the baseline hazards, and the coefficients, of which the latter two are the derivatives of the fit
    by the person's weight. It agrees with leaving each person out.

    Augmented: with pi_a the stratum's share of the arm, G(u) the chance of being followed beyond week u and
    dM(u) = [lost in u] - [at risk of it] h(u), S_a(t) is the mean over everyone of

        [Z = a] / pi_a ([without the event, followed to t] / G(t-1)
            + sum over u < t of S_aj(t) / S_aj(u) dM_j(u) / G_j(u) - S_aj(t)) + S_aj(t).

    The terms less their mean, over n, are the influence. It leaves out that G is estimated, which makes it
    conservative where the outcome model is wrong, and that the outcome model is, which vanishes in large trials.

    Standard errors are those of the influence within the arms of the strata, with m / (m - 1) and, for D events and p
    columns of the model, D / (D - p): coefficients are known as well as there are events. t with Welch-Satterthwaite
    degrees of freedom: limits on the scale log(-log) for the arms, plain ones for the difference.

    References
    ----------
    Makuch (1982), Journal of Chronic Diseases 35, 437-443. Lin and Wei (1989), Journal of the American Statistical
    Association 84, 1074-1078. Bang and Robins (2005), Biometrics 61, 962-973. Ozenne, Scheike, Stærk and Gerds (2020),
    Biometrical Journal 62, 751-763. Bai, Tsiatis and O'Brien (2013), Biometrics 69, 830-839.

    Examples
    --------
    >>> weeks, found = [4, 9, 10, 10, 2, 3, 8, 10], [1, 1, 0, 0, 1, 1, 1, 0]
    >>> curve = standardized_survival(weeks, found, [1] * 4 + [0] * 4, covariates={"marks": [2, 2, 7, 4, 2, 4, 7, 4]},
    ...     horizon=10)
    >>> curve.pick("treated", "without_event").estimate[[0, 4, 9]].round(3).tolist()
    [1.0, 0.775, 0.543]
    """
    found = standardized(
        duration,
        event,
        treated,
        covariates=covariates,
        horizon=horizon,
        method=method,
        strata=strata,
        baseline=baseline,
        ties=ties,
        censoring=censoring,
        follow_up=follow_up,
        zero_length=zero_length,
        level=level,
        problems=[],
    )
    arms = found.arms
    series: list[Series] = []
    for name, code in ARMS:
        own = arms.treated == code
        table = survival_table(arms.duration[own], arms.event[own], horizon=horizon)
        share = found.standard.survival[code]
        error, df = std_errors(found.standard.influence[code], arms.treated, arms.strata)
        low, high = log_log_limits(share, error * _quantile(level, df), 1.0)
        low[0] = high[0] = 1.0
        series.append(_line(name, share, error, (low, high), table.at_risk, table.events))
    apart = found.standard.influence[1] - found.standard.influence[0]
    error, df = std_errors(apart, arms.treated, arms.strata)
    difference = found.standard.survival[1] - found.standard.survival[0]
    margin = _quantile(level, df) * error
    none = np.zeros(horizon + 1, dtype=np.int64)
    limits = (difference - margin, difference + margin)
    series.append(_line("difference", difference, error, limits, none, none))
    return Curve(
        statistic="survival",
        weeks=np.arange(horizon + 1, dtype=np.int64),
        series=tuple(series),
        conf_level=level,
        method=found.method
        + "; influence function standard error with m/(m-1) and for the columns of the model; pointwise t limits, on "
        "the scale log(-log) for the arms",
        warnings=found.warnings,
    )


def _quantile(level: float, df: FloatVector) -> FloatVector:
    """Return the half width in standard errors; 0 where there is no spread and so no degrees of freedom."""
    known = np.isfinite(df)
    return np.where(known, stats.t.isf((1 - level) / 2, np.where(known, df, 1.0)), 0.0)


def _line(
    arm: Literal["treated", "reference", "difference"],
    estimate: FloatVector,
    std_error: FloatVector,
    limits: tuple[FloatVector, FloatVector],
    at_risk: NDArray[np.int64],
    events: NDArray[np.int64],
) -> Series:
    return Series(
        arm=arm,
        label="without_event",
        estimate=estimate,
        std_error=std_error,
        conf_low=limits[0],
        conf_high=limits[1],
        n=at_risk,
        events=events,
    )
