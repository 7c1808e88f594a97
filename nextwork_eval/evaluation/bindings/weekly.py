"""How a plan's results of the weekly engine are called."""

from __future__ import annotations

import numpy as np

from nextwork_eval import durations
from nextwork_eval.evaluation.request import Request, options_of
from nextwork_eval.histories import UNOBSERVED
from nextwork_eval.plan.estimators import ExpectedWeeks, StateOccupation
from nextwork_eval.plan.outcomes import StateByWeek, WeeksIn
from nextwork_eval.results import ResultRow


def expected_weeks(request: Request) -> list[ResultRow]:
    """Weeks in a set of states."""
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
