"""Times to an event: the curves and tests a plan can ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nextwork_eval.design.lottery import FORBID


@dataclass(frozen=True, slots=True, kw_only=True)
class KaplanMeier:
    """Share without the event by week and arm, with log-log limits and numbers at risk."""

    __pydantic_config__ = FORBID

    id: Literal["kaplan_meier"]
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class CumulativeIncidence:
    """Share with the event by week and arm, when another event can come first."""

    __pydantic_config__ = FORBID

    id: Literal["cumulative_incidence"]
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictedMean:
    """Mean number of weeks without the event up to the horizon, by arm, and their difference."""

    __pydantic_config__ = FORBID

    id: Literal["restricted_mean"]
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRank:
    """Test that the event comes equally fast in both arms; `stratified` compares within lottery rounds."""

    __pydantic_config__ = FORBID

    id: Literal["log_rank"]
    stratified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cox:
    """Cox proportional hazards with Efron ties; never a headline. `covariates` are ids of the plan's covariates."""

    __pydantic_config__ = FORBID

    id: Literal["cox"]
    level: float = 0.95
    covariates: tuple[str, ...] = ()
