"""How a plan's models of time are called; their ratios are shown as ratios, not as logarithms."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from nextwork_eval import durations, effects
from nextwork_eval.evaluation.request import FloatArray, Request, options_of
from nextwork_eval.plan.estimators import (
    AcceleratedFailureTime,
    CauseSpecificRisks,
    DiscreteTimeHazard,
    FineGray,
    PiecewiseExponential,
    RateRatioOfReturns,
    ReturnIntensityModels,
)
from nextwork_eval.plan.outcomes import CourseByWeek, Duration
from nextwork_eval.results import ResultRow
from nextwork_eval.trial import with_indicators

# What the logarithm of a ratio is called once it is undone.
_RATIOS = {
    "log_hazard_ratio": "hazard_ratio",
    "log_odds_ratio_by_week": "odds_ratio_by_week",
    "log_subdistribution_hazard_ratio": "hazard_ratio",
    "log_time_ratio": "time_ratio",
    "log_rate_ratio": "rate_ratio",
}


def discrete_time_hazard(request: Request) -> list[ResultRow]:
    """Weekly risk."""
    options = options_of(request, DiscreteTimeHazard)
    found = durations.discrete_time_hazard(
        request.time.duration,
        _event(request),
        request.treated,
        link=options.link,
        baseline=options.baseline,
        **_shared(request, options),
    )
    return _ratio(request, found)


def piecewise_exponential(request: Request) -> list[ResultRow]:
    """Rates between cuts."""
    options = options_of(request, PiecewiseExponential)
    found = durations.piecewise_exponential(
        request.time.duration, _event(request), request.treated, cuts=options.cuts, **_shared(request, options)
    )
    return _ratio(request, found)


def accelerated_failure_time(request: Request) -> list[ResultRow]:
    """Stretched times."""
    options = options_of(request, AcceleratedFailureTime)
    found = durations.accelerated_failure_time(
        request.time.duration,
        _event(request),
        request.treated,
        distribution=options.distribution,
        **_shared(request, options),
    )
    return _ratio(request, found)


def fine_gray(request: Request) -> list[ResultRow]:
    """Subdistribution hazard."""
    options = options_of(request, FineGray)
    found = durations.fine_gray(
        request.time.duration,
        request.time.event,
        request.treated,
        censoring_by_arm=options.censoring_by_arm,
        end_of_follow_up=options.end_of_follow_up,
        **_shared(request, options),
    )
    return _ratio(request, found)


def cause_specific_risks(request: Request) -> list[ResultRow]:
    """Shares from both hazards, at the plan's horizon; its row has a name of its own, so that it heads no table."""
    options = options_of(request, CauseSpecificRisks)
    found = durations.cause_specific_risks(
        request.time.duration, request.time.event, request.treated, **_shared(request, options)
    )
    rows = request.rows.effect(
        replace(found, statistic="modelled_difference"), unit="percentage_point", level_statistic="share"
    )
    # The levels are those of the model, not the shares that were seen.
    return [replace(row, statistic="modelled_share") if row.reference_arm is None else row for row in rows]


def rate_ratio_of_returns(request: Request) -> list[ResultRow]:
    """Numbers of returns."""
    options = options_of(request, RateRatioOfReturns)
    course, last = _course(request)
    found = durations.rate_ratio_of_returns(
        course, request.treated, last_observed=last, after_gone=options.after_gone, **_shared(request, options)
    )
    return _ratio(request, found)


def return_intensity_models(request: Request) -> list[ResultRow]:
    """Speed of return."""
    options = options_of(request, ReturnIntensityModels)
    course, last = _course(request)
    found = durations.return_intensity_models(
        course,
        request.treated,
        last_observed=last,
        model=options.model,
        pooled_from=options.pooled_from,
        **_shared(request, options),
    )
    return _ratio(request, found)


class _Shared(TypedDict):
    horizon: int
    covariates: Mapping[str, FloatArray] | None
    strata: NDArray[np.str_] | None
    level: float


def _shared(request: Request, options: Any) -> _Shared:
    rule = request.rows.outcome.rule
    assert isinstance(rule, Duration | CourseByWeek)
    covariates, _ = with_indicators({name: request.covariates[name] for name in options.covariates})
    return {
        "horizon": rule.to_week if isinstance(rule, CourseByWeek) else rule.horizon,
        "covariates": covariates or None,
        "strata": request.strata if options.stratified else None,
        "level": options.level,
    }


def _event(request: Request) -> NDArray[np.int64]:
    """Return the event itself; one that comes first ends the waiting."""
    return np.asarray(request.time.event == 1, dtype=np.int64)


def _course(request: Request) -> tuple[FloatArray, NDArray[np.int64]]:
    """Return the courses, not known after the end of follow-up, and its week."""
    last = np.minimum(request.matrix.last_observed, request.numbers.shape[1])
    weeks = np.arange(1, request.numbers.shape[1] + 1)
    return np.where(weeks <= last[:, np.newaxis], request.numbers, durations.UNOBSERVED), last.astype(np.int64)


def _ratio(request: Request, found: effects.Estimate) -> list[ResultRow]:
    shown = replace(
        found,
        statistic=_RATIOS[found.statistic],
        estimate=math.exp(found.estimate),
        std_error=None,
        conf_low=math.exp(found.conf_low),
        conf_high=math.exp(found.conf_high),
    )
    return request.rows.effect(shown, unit="ratio", level_statistic=None)
