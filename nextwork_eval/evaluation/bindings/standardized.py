"""How a plan's standardised curves, pseudo-observations and weights for those who are lost are called."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nextwork_eval import durations, effects
from nextwork_eval.evaluation.bindings.weekly import adjusting, meeting
from nextwork_eval.evaluation.request import Request, options_of
from nextwork_eval.plan.estimators import (
    CensoringWeightedIncidence,
    CensoringWeightedShare,
    PseudoObservationRegression,
    StandardizedContrast,
    StandardizedSurvival,
)
from nextwork_eval.plan.outcomes import Duration, InStateAt
from nextwork_eval.results import ResultRow

_COMPETING = 2


def pseudo_observation_regression(request: Request) -> list[ResultRow]:
    """In rounds that reach the horizon; a competing event ends the wait where it has no place."""
    options = options_of(request, PseudoObservationRegression)
    event = request.time.event if options.target == "incidence" else _event_alone(request)
    estimate = durations.pseudo_observation_regression(
        request.time.duration,
        event,
        request.treated,
        target=options.target,
        horizon=_horizon(request),
        covariates=adjusting(request, options.covariates),
        interactions=options.interactions,
        strata=request.strata,
        groups=meeting(request, options.groups),
        measure=options.measure,
        level=options.level,
    )
    return _effect(request, estimate, weeks=options.target == "restricted_mean")


def censoring_weighted_share(request: Request) -> list[ResultRow]:
    """In states in one week; those who are gone count as lost."""
    options, rule = options_of(request, CensoringWeightedShare), request.rows.outcome.rule
    assert isinstance(rule, InStateAt)
    first = max(request.matrix.first_week, 0)
    estimate = durations.censoring_weighted_share(
        request.matrix.window(first, rule.week),
        request.treated,
        in_states=request.matrix.codes(request.sets[rule.states]),
        gone=request.matrix.codes(request.sets[options.gone]),
        last_observed=np.minimum(request.matrix.last_observed, rule.week),
        horizon=rule.week,
        first_week=first,
        covariates=adjusting(request, options.covariates),
        strata=request.strata,
        measure=options.measure,
        level=options.level,
    )
    return _effect(request, estimate, weeks=False)


def censoring_weighted_incidence(request: Request) -> list[ResultRow]:
    """With the event by the horizon; a competing event makes a person lost after the week before it, or is known."""
    options = options_of(request, CensoringWeightedIncidence)
    duration, event = request.time.duration, request.time.event
    if options.competing == "lost":
        went = event == _COMPETING
        duration, event = np.where(went, duration - 1, duration), np.where(went, 0, event)
    estimate = durations.censoring_weighted_incidence(
        duration,
        event,
        request.treated,
        horizon=_horizon(request),
        covariates=adjusting(request, options.covariates),
        strata=request.strata,
        measure=options.measure,
        level=options.level,
    )
    return _effect(request, estimate, weeks=False)


def standardized_survival(request: Request) -> list[ResultRow]:
    """Without the event by week, both arms."""
    options = options_of(request, StandardizedSurvival)
    curve = durations.standardized_survival(
        request.time.duration,
        _event_alone(request),
        request.treated,
        covariates=adjusting(request, options.covariates),
        horizon=_horizon(request),
        method=options.method,
        strata=request.strata,
        baseline=options.baseline,
        censoring=options.censoring,
        level=options.level,
    )
    lines = (
        (request.rows.treated_arm, curve.pick("treated", "without_event")),
        (request.rows.reference_arm, curve.pick("reference", "without_event")),
    )
    return [
        row
        for arm, series in lines
        for row in request.rows.line(curve, series, arm, statistic="survival", unit="share")
    ]


def standardized_contrast(request: Request) -> list[ResultRow]:
    """At the horizon; a competing event ends the wait where it has no place."""
    options = options_of(request, StandardizedContrast)
    estimate = durations.standardized_contrast(
        request.time.duration,
        request.time.event if options.target == "incidence" else _event_alone(request),
        request.treated,
        covariates=adjusting(request, options.covariates),
        horizon=_horizon(request),
        target=options.target,
        measure=options.measure,
        method=options.method,
        strata=request.strata,
        baseline=options.baseline,
        censoring=options.censoring,
        level=options.level,
    )
    return _effect(request, estimate, weeks=options.target == "restricted_mean")


def _horizon(request: Request) -> int:
    rule = request.rows.outcome.rule
    assert isinstance(rule, Duration)
    return rule.horizon


def _event_alone(request: Request) -> NDArray[np.int64]:
    return np.asarray(request.time.event == 1, dtype=np.int64)


def _effect(request: Request, estimate: effects.Estimate, *, weeks: bool) -> list[ResultRow]:
    unit = "ratio" if estimate.statistic == "ratio" else "weeks" if weeks else "percentage_point"
    if weeks:
        return request.rows.effect(estimate, unit=unit, level_statistic="mean", level_unit="weeks")
    return request.rows.effect(estimate, unit=unit, level_statistic="share")
