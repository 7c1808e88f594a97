"""At the end you know the Cox hazard ratio, and why it never stands in a headline."""

from __future__ import annotations

from typing import Literal

import numpy as np
from scipy import stats

from nextwork_eval.durations.inputs import Arm, TimedArms, ZeroLength, read_timed_arms, weight_problems
from nextwork_eval.durations.proportional_hazards.fitting import AllTies, fit
from nextwork_eval.durations.proportional_hazards.penalised import penalised_fit
from nextwork_eval.durations.proportional_hazards.reading import (
    FEW_EVENTS,
    beside,
    cluster_problems,
    covariate_columns,
    covariate_problems,
    event_problems,
    events_by_arm,
    few_events,
    nobody_problems,
    rows_of,
    side_by_side,
    size_problems,
    together_problems,
)
from nextwork_eval.durations.proportional_hazards.rows import CoxRows
from nextwork_eval.durations.proportional_hazards.spread import spread_of
from nextwork_eval.durations.tables import event_warnings
from nextwork_eval.effects.estimate import Estimate
from nextwork_eval.effects.inputs import Column, choice_problems, level_problems, read_labels, read_numbers, refuse

Variance = Literal["auto", "model", "robust"]
Firth = Literal["auto", "never", "always"]

_SUMMARY = "The hazard ratio cannot be estimated."
_TIES_IN_WORDS = {
    "efron": "Efron ties",
    "breslow": "Breslow ties",
    "exact": "exact ties (discrete time: a ratio of odds within weeks)",
}
_PENALTY = {
    "few": f"In an arm fewer than {FEW_EVENTS} persons have the event: the ratio is Firth's, with profile limits, "
    "because without the penalty it is biased or infinite.",
    "no_top": "The likelihood has no top: the ratio is Firth's, with profile limits, because without the penalty some "
    "coefficient is infinite.",
}
_NO_CONVERGENCE = "The fit did not converge: expected covariates that do not tell apart who has the event."


def cox(
    duration: object,
    event: object,
    treated: object,
    *,
    entry: object | None = None,
    covariates: object | None = None,
    strata: object | None = None,
    clusters: object | None = None,
    weights: object | None = None,
    ties: AllTies = "efron",
    variance: Variance = "auto",
    firth: Firth = "auto",
    follow_up: object | None = None,
    zero_length: ZeroLength = "refuse",
    level: float = 0.95,
) -> Estimate:
    """Estimate the log hazard ratio of the event, treated against reference, in a proportional hazards model.

    Never the headline: after the first events the arms' risk sets are no longer what the lottery made them, the
    ratio changes when a covariate is added even in a perfect lottery, and one ratio for all weeks has no meaning when
    the programme works late. It stands here because readers know it and other trials report it.

    Parameters
    ----------
    duration
        Shape (n_people,): whole weeks from the lottery to the event or, without one, to the last week of follow-up. All
        events count: cut the durations at the horizon first, if there is one.
    event
        Shape (n_people,): 1 if the event happened in week `duration`, 0 if follow-up ended there.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    entry
        Shape (n_people,): the week after which the person is looked at; at risk in week t if entry < t <= duration.
        None: from week 1.
    covariates
        Measured before the lottery: an array of shape (n_people, n_covariates), a mapping from names to vectors, or a
        data frame; None for the arms alone.
    strata
        Shape (n_people,): groups with baseline hazards of their own, such as lottery rounds; None for one.
    clusters
        Shape (n_people,): groups whose members are not independent; the variance is then robust and counts them.
    weights
        Shape (n_people,): above 0; the variance is then robust.
    ties
        How events in the same week are taken: `efron`, `breslow`, or `exact`, in which weeks are the moments in which
        events happen and the ratio is one of odds.
    variance
        `model`: from the inverse information; `robust`: of Lin and Wei, between persons or clusters; `auto`: robust
        with clusters or weights, otherwise from the model.
    firth
        `auto`: the penalised likelihood with profile limits where an arm has fewer than 10 events or the likelihood has
        no top; `always`; `never`. A penalised fit knows no clusters, weights or exact ties.
    follow_up, zero_length
        See `kaplan_meier`: the last week in which anything is known of each; what becomes of an event in the week of
        entry.
    level
        Level of the two-sided interval.

    Returns
    -------
    Estimate
        `statistic` is `log_hazard_ratio`; `exp` of the estimate and of the limits gives the hazard ratio. Below 0 the
        event comes more slowly in the treated arm. The arms have no levels. Warnings tell of few events, of the
        penalty, and of persons without follow-up. A profile limit may be infinite: `set_kind` is then a ray.

    Raises
    ------
    EstimationError
        With every fault: durations that are not whole weeks or negative, events that are not 0/1 or happen in the week
        of entry, persons who leave before they enter or after their follow-up ended, an arm that is not 0/1 or empty,
        nobody with the event (in an arm, where no penalty is allowed), covariates that are missing, constant or
        combinations of others, weights that are not positive, lengths or pandas indexes that differ; fewer than two
        clusters; a penalty or exact ties asked for together with what they do not know; and when the fit does not
        converge.

    Notes
    -----
    Partial likelihood with risk sets (entry, duration] within strata (`partial_likelihood.py`). Robust variance: the
    sums of `dfbeta` over each of the m persons or clusters, squared, times m / (m - 1), with t on m - 1 degrees of
    freedom; the residuals are those of the ties that were fitted. In simulated trials of 120 persons
    (`tests/operating/test_cox_coverage.py`) both intervals held the truth in 95 % of trials, the model's in 94.8 to
    95.5 and the robust one in 95.0 to 95.3, so that nothing speaks against the model's, which other trials report,
    where people are independent and the ratio is constant. Its limits are normal on the log scale; otherwise Firth's.

    References
    ----------
    Cox (1972), Journal of the Royal Statistical Society B 34, 187-220. Efron (1977), Journal of the American
    Statistical Association 72, 557-565. Lin and Wei (1989), Journal of the American Statistical Association 84,
    1074-1078. Heinze and Schemper (2001), Biometrics 57, 114-119. Hernán (2010), Epidemiology 21, 13-15. Aalen, Cook
    and Røysland (2015), Lifetime Data Analysis 21, 579-593.

    Examples
    --------
    >>> estimate = cox([1, 1, 6, 6, 8, 9], [1, 0, 1, 1, 0, 1], [1, 1, 1, 0, 0, 0], firth="never")
    >>> round(estimate.estimate, 4)
    1.6769
    """
    columns = covariate_columns(covariates)
    labels = () if clusters is None else (read_labels("clusters", clusters),)
    given = () if weights is None else (read_numbers("weights", weights),)
    arms = read_timed_arms(
        _SUMMARY,
        duration,
        event,
        treated,
        entry=entry,
        strata=strata,
        extra=[*columns, *labels, *given],
        follow_up=follow_up,
        zero_length=zero_length,
        problems=[
            *level_problems(level),
            *choice_problems("ties", ties, list(_TIES_IN_WORDS)),
            *choice_problems("variance", variance, ["auto", "model", "robust"]),
            *choice_problems("firth", firth, ["auto", "never", "always"]),
            *together_problems(ties, variance, firth, clusters=clusters is not None, weights=weights is not None),
        ],
    )
    plain = ties != "exact" and variance != "robust" and clusters is None and weights is None
    allowed = firth != "never" and plain
    events, design = events_by_arm(arms), side_by_side(arms.treated, columns)
    refuse(
        _SUMMARY,
        [
            *(nobody_problems(events) if allowed else event_problems(arms)),
            *covariate_problems(design, columns),
            *cluster_problems(labels),
            *weight_problems(given),
            *size_problems(arms, ties),
        ],
    )
    rows = rows_of(arms, design, given[0].values if given else None)
    warnings = event_warnings(arms, None)
    why = (_PENALTY["few"],) if min(events.values()) < FEW_EVENTS else ()
    if allowed and (firth == "always" or why):
        return _firth(arms, rows, columns, ties=ties, level=level, warnings=warnings + why)
    found = fit(rows, ties=ties)
    if not found.converged and allowed:
        return _firth(arms, rows, columns, ties=ties, level=level, warnings=(*warnings, _PENALTY["no_top"]))
    if not found.converged:
        refuse(_SUMMARY, [_NO_CONVERGENCE])
    spread = spread_of(found, labels, robust=variance == "robust" or weights is not None)
    margin = float(stats.norm.isf((1 - level) / 2) if spread.df is None else stats.t.isf((1 - level) / 2, spread.df))
    estimate = float(found.coefficients[0])
    statistic = estimate / spread.std_error
    return _record(
        arms,
        events,
        estimate=estimate,
        std_error=spread.std_error,
        df=spread.df,
        low=estimate - margin * spread.std_error,
        high=estimate + margin * spread.std_error,
        level=level,
        statistic=statistic,
        p_value=float(
            2 * (stats.norm.sf(abs(statistic)) if spread.df is None else stats.t.sf(abs(statistic), spread.df))
        ),
        method=f"Cox proportional hazards, {_TIES_IN_WORDS[ties]}{beside(arms, columns)}; {spread.words} on the log "
        "scale",
        warnings=warnings + few_events(events),
    )


def _firth(
    arms: TimedArms,
    rows: CoxRows,
    columns: list[Column],
    *,
    ties: AllTies,
    level: float,
    warnings: tuple[str, ...],
) -> Estimate:
    assert ties != "exact"
    found = penalised_fit(rows, ties=ties, level=level)
    if not found.converged or not (np.isfinite(found.low) or np.isfinite(found.high)):
        refuse(_SUMMARY, [_NO_CONVERGENCE])
    return _record(
        arms,
        events_by_arm(arms),
        estimate=found.estimate,
        std_error=found.std_error,
        df=None,
        low=found.low,
        high=found.high,
        level=level,
        statistic=float(np.sign(found.estimate)) * found.statistic**0.5,
        p_value=found.p_value,
        method=f"Cox proportional hazards, {_TIES_IN_WORDS[ties]}{beside(arms, columns)}, Firth's penalty; profile "
        "limits and test of the penalised likelihood",
        warnings=warnings,
    )


def _record(
    arms: TimedArms,
    events: dict[Arm, int],
    *,
    estimate: float,
    std_error: float,
    df: float | None,
    low: float,
    high: float,
    level: float,
    statistic: float,
    p_value: float,
    method: str,
    warnings: tuple[str, ...],
) -> Estimate:
    treated = int((arms.treated == 1).sum())
    return Estimate(
        statistic="log_hazard_ratio",
        estimate=estimate,
        std_error=std_error,
        df=df,
        conf_low=low,
        conf_high=high,
        conf_level=level,
        test_statistic=statistic,
        p_value=p_value,
        level_treated=None,
        level_reference=None,
        n_treated=treated,
        n_reference=len(arms.treated) - treated,
        events_treated=events["treated"],
        events_reference=events["reference"],
        method=method,
        warnings=warnings,
        set_kind="ray_above" if np.isinf(high) else "ray_below" if np.isinf(low) else "interval",
    )
