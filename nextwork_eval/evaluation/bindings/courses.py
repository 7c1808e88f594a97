"""How a plan's numbers of leaving support and coming back are called, all of them for everyone randomised."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from nextwork_eval import durations
from nextwork_eval.effects import Estimate
from nextwork_eval.evaluation.bindings.shares_by_week import arms_of, drawing, shares_by_week, smallest_cells
from nextwork_eval.evaluation.bindings.weekly import adjusting, meeting
from nextwork_eval.evaluation.request import Request, options_of
from nextwork_eval.plan.estimators import (
    CourseOccupation,
    MeanReturns,
    MeanReturnsByWeek,
    ReturnsPerWeekOff,
    WhileAliveRate,
)
from nextwork_eval.plan.outcomes import CourseByWeek
from nextwork_eval.results import ResultRow

_WEEKS_OF_A_YEAR = 52  # rates are printed per year: per week they would be all noughts


def course_occupation(request: Request) -> list[ResultRow]:
    """Places of the course, by arm."""
    options = options_of(request, CourseOccupation)
    curve = durations.course_occupation(
        **_course(request),
        strata=request.strata if options.stratified else None,
        groups=meeting(request, options.groups),
        clusters=request.clusters,
        level=options.level,
        **drawing(options),
    )
    return shares_by_week(request, curve, options)


def mean_returns(request: Request) -> list[ResultRow]:
    """How often people come back."""
    options = options_of(request, MeanReturns)
    estimate = durations.mean_returns(
        **_course(request),
        strata=request.strata,
        covariates=adjusting(request, options.covariates),
        groups=meeting(request, options.groups),
        clusters=request.clusters,
        measure=options.measure,
        level=options.level,
    )
    unit = "times" if options.measure == "difference" else "ratio"
    return request.rows.effect(estimate, unit=unit, level_statistic="mean", level_unit="times")


def mean_returns_by_week(request: Request) -> list[ResultRow]:
    """How often people have come back by each week: the levels, and their difference.

    The smallest cell is that of the persons who came back, and of those who did not, in either arm.
    """
    options = options_of(request, MeanReturnsByWeek)
    curve = durations.mean_returns_by_week(
        **_course(request),
        strata=request.strata,
        groups=meeting(request, options.groups),
        clusters=request.clusters,
        level=options.level,
    )
    cells = smallest_cells(curve, curve.series[0].label)
    rows = []
    for series in curve.series:
        contrast = series.arm == "difference"
        name = "difference" if contrast else f"level.{arms_of(request)[series.arm]}"
        statistic = "difference" if contrast else "mean"
        made = request.rows.line(curve, series, name, statistic=statistic, unit="times")
        rows += [replace(row, smallest_cell=cells[row.week]) for row in made]
    return rows


def returns_per_week_off(request: Request) -> list[ResultRow]:
    """Rate of returns among weeks off support."""
    return _rate(request, durations.returns_per_week_off, options_of(request, ReturnsPerWeekOff))


def while_alive_rate(request: Request) -> list[ResultRow]:
    """Rate of returns among weeks not gone."""
    return _rate(request, durations.while_alive_rate, options_of(request, WhileAliveRate))


def _rate(
    request: Request, estimator: Callable[..., Estimate], options: ReturnsPerWeekOff | WhileAliveRate
) -> list[ResultRow]:
    estimate = estimator(
        **_course(request),
        strata=request.strata,
        covariates=adjusting(request, options.covariates),
        groups=meeting(request, options.groups),
        clusters=request.clusters,
        level=options.level,
    )
    treated, reference = estimate.level_treated, estimate.level_reference
    yearly = replace(
        estimate,
        level_treated=None if treated is None else treated * _WEEKS_OF_A_YEAR,
        level_reference=None if reference is None else reference * _WEEKS_OF_A_YEAR,
    )
    return request.rows.effect(yearly, unit="ratio", level_statistic="rate", level_unit="times")


def _course(request: Request) -> dict[str, Any]:
    rule = request.rows.outcome.rule
    assert isinstance(rule, CourseByWeek)
    return {
        "course": request.numbers,
        "treated": request.treated,
        "last_observed": np.full(len(request.treated), rule.to_week),
        "horizon": rule.to_week,
    }
