"""Models of time a plan can ask for, always beside a result that the lottery protects, never as the headline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nextwork_eval.design.lottery import FORBID


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscreteTimeHazard:
    """Ratio of the weekly risk from person-weeks; `baseline` says how the risk changes over time.

    `covariates` are ids of the plan's covariates. `stratified` gives each lottery round a level of its own; both in all
    models of this file.
    """

    __pydantic_config__ = FORBID

    id: Literal["discrete_time_hazard"]
    level: float = 0.95
    link: Literal["cloglog", "logit"] = "cloglog"
    baseline: Literal["weeks", "log_time", "spline"] = "spline"
    covariates: tuple[str, ...] = ()
    stratified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PiecewiseExponential:
    """Ratio of rates that are constant between the weeks in `cuts`."""

    __pydantic_config__ = FORBID

    id: Literal["piecewise_exponential"]
    cuts: tuple[int, ...]
    level: float = 0.95
    covariates: tuple[str, ...] = ()
    stratified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceleratedFailureTime:
    """The factor by which the weeks to the event are stretched, under a declared distribution of times."""

    __pydantic_config__ = FORBID

    id: Literal["accelerated_failure_time"]
    distribution: Literal["weibull", "log_logistic"]
    level: float = 0.95
    covariates: tuple[str, ...] = ()
    stratified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FineGray:
    """Ratio of subdistribution hazards when another event can come first.

    `end_of_follow_up` says how a week is read in which follow-up ends for some and others have an event.
    """

    __pydantic_config__ = FORBID

    id: Literal["fine_gray"]
    level: float = 0.95
    covariates: tuple[str, ...] = ()
    stratified: bool = False
    censoring_by_arm: bool = False
    end_of_follow_up: Literal["after_events", "with_events"] = "after_events"


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseSpecificRisks:
    """Difference in the share with the event by the horizon, from hazards of the event and of its competitor."""

    __pydantic_config__ = FORBID

    id: Literal["cause_specific_risks"]
    level: float = 0.95
    covariates: tuple[str, ...] = ()
    stratified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRatioOfReturns:
    """Ratio of the mean numbers of returns, all weeks from the lottery at risk.

    `after_gone`: who is gone for good stays (with no more returns) or leaves the people whose returns are counted.
    """

    __pydantic_config__ = FORBID

    id: Literal["rate_ratio_of_returns"]
    level: float = 0.95
    after_gone: Literal["stay", "leave"] = "stay"
    covariates: tuple[str, ...] = ()
    stratified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnIntensityModels:
    """Ratio of the speed of return given earlier exits and returns: not protected by the lottery, a description."""

    __pydantic_config__ = FORBID

    id: Literal["return_intensity_models"]
    model: Literal["total_time", "gap_time", "marginal"]
    level: float = 0.95
    pooled_from: int = 3
    covariates: tuple[str, ...] = ()
    stratified: bool = False
