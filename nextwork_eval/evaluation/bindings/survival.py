"""How a plan's curves, tests and hazards are called."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from nextwork_eval import durations, effects
from nextwork_eval.evaluation.request import Request, options_of
from nextwork_eval.plan.estimators import Cox, CumulativeIncidence, KaplanMeier, LogRank, RestrictedMean
from nextwork_eval.plan.outcomes import Duration
from nextwork_eval.results import ResultRow
from nextwork_eval.trial import with_indicators


def kaplan_meier(request: Request) -> list[ResultRow]:
    """Without the event, by arm."""
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


def cumulative_incidence(request: Request) -> list[ResultRow]:
    """With the event, by arm, when another can come first."""
    curve = durations.cumulative_incidence(
        request.time.duration,
        request.time.event,
        request.treated,
        horizon=_common_horizon(request),
        level=options_of(request, CumulativeIncidence).level,
    )
    return _arm_lines(request, curve, "cumulative_incidence")


def restricted_mean(request: Request) -> list[ResultRow]:
    """Weeks without the event."""
    estimate = durations.restricted_mean(
        request.time.duration,
        (request.time.event == 1).astype(np.int64),
        request.treated,
        horizon=_common_horizon(request),
        level=options_of(request, RestrictedMean).level,
    )
    return request.rows.effect(estimate, unit="weeks", level_statistic="mean")


def log_rank(request: Request) -> list[ResultRow]:
    """Equally fast in both arms."""
    strata = request.strata if options_of(request, LogRank).stratified else None
    event = (request.time.event == 1).astype(np.int64)
    return [request.rows.test(durations.log_rank(request.time.duration, event, request.treated, strata=strata))]


def cox(request: Request) -> list[ResultRow]:
    """As a ratio of hazards."""
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
