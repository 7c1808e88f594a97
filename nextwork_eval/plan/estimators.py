"""One frozen options type for each estimator a plan can name; `id` is the name of the function that is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nextwork_eval.design.lottery import FORBID


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceInMeans:
    """Difference between the arms in one mean, with HC2 variance and a t interval. For a lottery with one round."""

    __pydantic_config__ = FORBID

    id: Literal["difference_in_means"]
    level: float = 0.95
    degrees_of_freedom: Literal["bell_mccaffrey", "welch"] = "bell_mccaffrey"


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceInMeansStratified:
    """Difference between the arms within each lottery round, weighted by the size of the round, with HC2 variance.

    A t interval.
    """

    __pydantic_config__ = FORBID

    id: Literal["difference_in_means_stratified"]
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class RegressionAdjusted:
    """Difference between the arms adjusted for the plan's `covariates`, by Lin's regression or ANCOVA.

    Within lottery rounds where there is more than one.
    """

    __pydantic_config__ = FORBID

    id: Literal["regression_adjusted"]
    covariates: tuple[str, ...]
    interactions: Literal["auto", "lin", "ancova"] = "auto"
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTreatment:
    """Difference between the arms when the treated met in groups; `groups` is the part of the plan that names them.

    Within lottery rounds where there is more than one.
    """

    __pydantic_config__ = FORBID

    id: Literal["group_treatment"]
    groups: Literal["delivery.peer_groups"]
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskRatio:
    """Ratio of two shares with a score interval; rounds are pooled."""

    __pydantic_config__ = FORBID

    id: Literal["risk_ratio"]
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceByWeek:
    """Levels and difference for each week with pointwise intervals.

    Stratified by lottery round where there is more than one.
    """

    __pydantic_config__ = FORBID

    id: Literal["difference_by_week"]
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedWeeks:
    """Expected weeks in a set of states from randomisation, from the weekly engine, stratified by lottery round."""

    __pydantic_config__ = FORBID

    id: Literal["expected_weeks"]
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class StateOccupation:
    """Share of everyone randomised in each group of states, week by week and by arm.

    `groups` names the state sets in the order in which they are stacked. Together they must hold every state of the
    map, each once.
    """

    __pydantic_config__ = FORBID

    id: Literal["state_occupation"]
    groups: tuple[str, ...]
    level: float = 0.95


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


Estimator = (
    DifferenceInMeans
    | DifferenceInMeansStratified
    | RegressionAdjusted
    | GroupTreatment
    | RiskRatio
    | DifferenceByWeek
    | ExpectedWeeks
    | StateOccupation
    | KaplanMeier
    | CumulativeIncidence
    | RestrictedMean
    | LogRank
    | Cox
)

# Which outcome rules each estimator can be given.
_NUMBERS = frozenset({"entry_by", "in_state_at", "weeks_in", "return_by", "number_of_returns"})
_DURATIONS = frozenset({"time_to_entry", "time_to_return"})
ACCEPTS: dict[str, frozenset[str]] = {
    "difference_in_means": _NUMBERS,
    "difference_in_means_stratified": _NUMBERS,
    "regression_adjusted": _NUMBERS,
    "group_treatment": _NUMBERS,
    "risk_ratio": frozenset({"entry_by", "in_state_at", "return_by"}),
    "difference_by_week": frozenset({"in_state_by_week"}),
    "expected_weeks": frozenset({"weeks_in"}),
    "state_occupation": frozenset({"state_by_week"}),
    "kaplan_meier": _DURATIONS,
    "cumulative_incidence": _DURATIONS,
    "restricted_mean": _DURATIONS,
    "log_rank": _DURATIONS,
    "cox": _DURATIONS,
}
