"""How a plan's results of the weekly engine are called."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nextwork_eval import durations
from nextwork_eval.evaluation.bindings.shares_by_week import drawing, shares_by_week
from nextwork_eval.evaluation.request import Request, options_of
from nextwork_eval.histories import UNOBSERVED
from nextwork_eval.plan.estimators import ExpectedWeeks, IncidenceDifference, StateOccupation, WinRatio
from nextwork_eval.plan.outcomes import Duration, StateByWeek, WeeksIn
from nextwork_eval.results import ResultRow
from nextwork_eval.trial import with_indicators


def expected_weeks(request: Request) -> list[ResultRow]:
    """Weeks in a set of states."""
    options, states = options_of(request, ExpectedWeeks), _states(request)
    estimate = durations.expected_weeks(
        states.matrix,
        request.treated,
        in_states=request.matrix.codes(request.sets[states.rule.states]),
        last_observed=states.last_observed,
        horizon=states.rule.to_week,
        first_week=states.first_week,
        from_week=states.rule.from_week,
        strata=request.strata,
        covariates=adjusting(request, options.covariates),
        groups=meeting(request, options.groups),
        clusters=request.clusters,
        measure=options.measure,
        level=options.level,
    )
    unit = "weeks" if options.measure == "difference" else "ratio"
    return request.rows.effect(estimate, unit=unit, level_statistic="mean", level_unit="weeks")


def incidence_difference(request: Request) -> list[ResultRow]:
    """Share with the event by the horizon, in rounds that reach it."""
    options, rule = options_of(request, IncidenceDifference), request.rows.outcome.rule
    assert isinstance(rule, Duration)
    estimate = durations.incidence_difference(
        request.time.duration,
        request.time.event,
        request.treated,
        horizon=rule.horizon,
        strata=request.strata,
        covariates=adjusting(request, options.covariates),
        groups=meeting(request, options.groups),
        clusters=request.clusters,
        measure=options.measure,
        level=options.level,
    )
    unit = "percentage_point" if options.measure == "difference" else "ratio"
    return request.rows.effect(estimate, unit=unit, level_statistic="share")


def win_ratio(request: Request) -> list[ResultRow]:
    """By who is gone later, then by weeks in a set of states; the levels are the shares of pairs won and lost."""
    options, states = options_of(request, WinRatio), _states(request)
    estimate = durations.win_ratio(
        states.matrix,
        request.treated,
        in_states=request.matrix.codes(request.sets[states.rule.states]),
        gone=() if options.gone is None else request.matrix.codes(request.sets[options.gone]),
        last_observed=states.last_observed,
        horizon=states.rule.to_week,
        first_week=states.first_week,
        strata=request.strata,
        groups=meeting(request, options.groups),
        clusters=request.clusters,
        measure=options.measure,
        level=options.level,
    )
    return [request.rows.contrast(estimate, unit="percentage_point" if options.measure == "net_benefit" else "ratio")]


def adjusting(request: Request, covariates: tuple[str, ...]) -> dict[str, np.ndarray] | None:
    """Return the covariates that an analysis names, indicators for those not known beside them; None without any."""
    if not covariates:
        return None
    found, _ = with_indicators({name: request.covariates[name] for name in covariates})
    return dict(found)


def meeting(request: Request, groups: str | None) -> np.ndarray | None:
    """Return the peer group of each person, NaN without one; None where the analysis does not ask for them."""
    if groups is None:
        return None
    assert request.groups is not None
    return np.where(request.groups < 0, np.nan, request.groups)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _States:
    rule: WeeksIn
    matrix: np.ndarray
    last_observed: np.ndarray
    first_week: int


def _states(request: Request) -> _States:
    rule = request.rows.outcome.rule
    assert isinstance(rule, WeeksIn)
    first = max(request.matrix.first_week, 0)
    return _States(
        rule=rule,
        matrix=request.matrix.window(first, rule.to_week),
        last_observed=np.minimum(request.matrix.last_observed, rule.to_week),
        first_week=first,
    )


def state_occupation(request: Request) -> list[ResultRow]:
    """Shares in groups of states."""
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
        strata=request.strata if options.stratified else None,
        groups=meeting(request, options.peer_groups),
        clusters=request.clusters,
        level=options.level,
        **drawing(options),
    )
    return shares_by_week(request, curve, options)
