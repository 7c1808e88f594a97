"""Which function each estimator id of a plan calls, and with what: one literal table, read from the bottom up.

A plan and a researcher at the keyboard call the same functions; nothing is estimated here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from nextwork_eval import durations, effects
from nextwork_eval.evaluation.bindings_means import (
    difference_in_means,
    difference_in_means_stratified,
    group_treatment,
    regression_adjusted,
)
from nextwork_eval.evaluation.request import Request, options_of
from nextwork_eval.histories import UNOBSERVED
from nextwork_eval.plan.estimators import (
    Cox,
    CumulativeIncidence,
    DifferenceByWeek,
    ExpectedWeeks,
    KaplanMeier,
    LogRank,
    RestrictedMean,
    RiskRatio,
    StateOccupation,
)
from nextwork_eval.plan.outcomes import Duration, InStateByWeek, StateByWeek, WeeksIn
from nextwork_eval.results import ResultRow
from nextwork_eval.trial import with_indicators


def _risk_ratio(request: Request) -> list[ResultRow]:
    estimate = effects.risk_ratio(request.numbers, request.treated, level=options_of(request, RiskRatio).level)
    return request.rows.effect(estimate, unit="ratio", level_statistic="share")


def _difference_by_week(request: Request) -> list[ResultRow]:
    rule = request.rows.outcome.rule
    assert isinstance(rule, InStateByWeek)
    curve = effects.difference_by_week(
        request.numbers,
        request.treated,
        weeks=np.arange(1, rule.to_week + 1),
        strata=request.strata,
        level=options_of(request, DifferenceByWeek).level,
    )
    statistic, unit, contrast = (
        ("mean", "weeks", "weeks") if rule.cumulative else ("share", "share", "percentage_point")
    )
    rows = []
    for series in curve.series:
        if series.arm == "difference":
            rows += request.rows.line(curve, series, "difference", statistic="difference", unit=contrast)
        else:
            arm = request.rows.treated_arm if series.arm == "treated" else request.rows.reference_arm
            rows += request.rows.line(curve, series, f"level.{arm}", statistic=statistic, unit=unit)
    return rows


def _expected_weeks(request: Request) -> list[ResultRow]:
    rule = request.rows.outcome.rule
    assert isinstance(rule, WeeksIn)
    first = max(request.matrix.first_week, 0)
    estimate = durations.expected_weeks(
        request.matrix.window(first, rule.to_week),
        request.treated,
        in_states=request.matrix.codes(request.sets[rule.states]),
        last_observed=np.minimum(request.matrix.last_observed, rule.to_week),
        horizon=rule.to_week,
        first_week=first,
        strata=request.strata,
        level=options_of(request, ExpectedWeeks).level,
    )
    return request.rows.effect(estimate, unit="weeks", level_statistic="mean")


def _state_occupation(request: Request) -> list[ResultRow]:
    options = options_of(request, StateOccupation)
    rule = request.rows.outcome.rule
    assert isinstance(rule, StateByWeek)
    first = max(request.matrix.first_week, 0)
    states = request.matrix.window(first, rule.to_week)
    grouped = np.full(states.shape, UNOBSERVED, dtype=np.int8)
    for position, name in enumerate(options.groups):
        grouped[np.isin(states, request.matrix.codes(request.sets[name]))] = position
    curve = durations.state_occupation(
        grouped,
        request.treated,
        labels=options.groups,
        last_observed=np.minimum(request.matrix.last_observed, rule.to_week),
        horizon=rule.to_week,
        first_week=first,
        level=options.level,
    )
    rows = []
    for series in curve.series:
        if series.arm != "difference":
            arm = request.rows.treated_arm if series.arm == "treated" else request.rows.reference_arm
            rows += request.rows.line(
                curve, series, f"{arm}.{series.label}", statistic="share", unit="share", state=series.label
            )
    return rows


def _kaplan_meier(request: Request) -> list[ResultRow]:
    rule = request.rows.outcome.rule
    assert isinstance(rule, Duration)
    curve = durations.kaplan_meier(
        request.time.duration,
        (request.time.event == 1).astype(np.int64),
        request.treated,
        horizon=_common_horizon(request),
        level=options_of(request, KaplanMeier).level,
    )
    return _arm_lines(request, curve, "survival")


def _cumulative_incidence(request: Request) -> list[ResultRow]:
    curve = durations.cumulative_incidence(
        request.time.duration,
        request.time.event,
        request.treated,
        horizon=_common_horizon(request),
        level=options_of(request, CumulativeIncidence).level,
    )
    return _arm_lines(request, curve, "cumulative_incidence")


def _restricted_mean(request: Request) -> list[ResultRow]:
    estimate = durations.restricted_mean(
        request.time.duration,
        (request.time.event == 1).astype(np.int64),
        request.treated,
        horizon=_common_horizon(request),
        level=options_of(request, RestrictedMean).level,
    )
    return request.rows.effect(estimate, unit="weeks", level_statistic="mean")


def _log_rank(request: Request) -> list[ResultRow]:
    strata = request.strata if options_of(request, LogRank).stratified else None
    event = (request.time.event == 1).astype(np.int64)
    return [request.rows.test(durations.log_rank(request.time.duration, event, request.treated, strata=strata))]


def _cox(request: Request) -> list[ResultRow]:
    options = options_of(request, Cox)
    covariates, _ = with_indicators({name: request.covariates[name] for name in options.covariates})
    estimate = durations.cox(
        request.time.duration,
        (request.time.event == 1).astype(np.int64),
        request.treated,
        covariates=covariates or None,
        level=options.level,
    )
    return request.rows.effect(_hazard_ratio(estimate), unit="ratio", level_statistic=None)


ESTIMATORS: dict[str, Callable[[Request], list[ResultRow]]] = {
    "difference_in_means": difference_in_means,
    "difference_in_means_stratified": difference_in_means_stratified,
    "regression_adjusted": regression_adjusted,
    "group_treatment": group_treatment,
    "risk_ratio": _risk_ratio,
    "difference_by_week": _difference_by_week,
    "expected_weeks": _expected_weeks,
    "state_occupation": _state_occupation,
    "kaplan_meier": _kaplan_meier,
    "cumulative_incidence": _cumulative_incidence,
    "restricted_mean": _restricted_mean,
    "log_rank": _log_rank,
    "cox": _cox,
}


def _hazard_ratio(estimate: effects.Estimate) -> effects.Estimate:
    return replace(
        estimate,
        statistic="hazard_ratio",
        estimate=math.exp(estimate.estimate),
        std_error=None,
        conf_low=math.exp(estimate.conf_low),
        conf_high=math.exp(estimate.conf_high),
    )


def _common_horizon(request: Request) -> int:
    """Return the plan's horizon.

    Or the longest wait in the arm that is followed for the shorter time, if that comes first.
    """
    rule = request.rows.outcome.rule
    assert isinstance(rule, Duration)
    return min(rule.horizon, *(int(request.time.duration[request.treated == arm].max()) for arm in (0, 1)))


def _arm_lines(request: Request, curve: effects.Curve, statistic: str) -> list[ResultRow]:
    """Return the curve of the event itself for both arms; the competing event has no line of its own in the report."""
    rows = []
    for series in curve.series:
        if series.arm != "difference" and series.label in ("without_event", "event"):
            arm = request.rows.treated_arm if series.arm == "treated" else request.rows.reference_arm
            rows += request.rows.line(curve, series, arm, statistic=statistic, unit="share")
    return rows
