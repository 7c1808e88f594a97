"""Times to an event: the curves and tests a plan can ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nextwork_eval.design.lottery import FORBID


@dataclass(frozen=True, slots=True, kw_only=True)
class KaplanMeier:
    """Share without the event by week and arm, with log-log limits and numbers at risk.

    A band asks for limits of both arms that hold all weeks at once, and for the difference with its interval and its
    band; `draws` and `seed` belong to it.
    """

    __pydantic_config__ = FORBID

    id: Literal["kaplan_meier"]
    level: float = 0.95
    band: Literal["none", "sup_t"] = "none"
    draws: int | None = None
    seed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CumulativeIncidence:
    """Share with the event by week and arm, when another event can come first.

    A band asks for limits of both arms that hold all weeks at once, and for the difference with its interval and its
    band; `draws` and `seed` belong to it.
    """

    __pydantic_config__ = FORBID

    id: Literal["cumulative_incidence"]
    level: float = 0.95
    band: Literal["none", "sup_t"] = "none"
    draws: int | None = None
    seed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NelsonAalen:
    """Cumulative hazard by week and arm; `ties` says what several events in one week count for."""

    __pydantic_config__ = FORBID

    id: Literal["nelson_aalen"]
    ties: Literal["aalen", "fleming_harrington"] = "aalen"
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictedMean:
    """Mean number of weeks without the event up to the horizon, by arm, and their difference or ratio.

    `stratified` compares within lottery rounds. At most one of `covariates`, ids of the plan's covariates, and
    `groups`, the part of the plan that names the groups in which the treated met.
    """

    __pydantic_config__ = FORBID

    id: Literal["restricted_mean"]
    measure: Literal["difference", "ratio"] = "difference"
    stratified: bool = False
    covariates: tuple[str, ...] = ()
    groups: Literal["delivery.peer_groups"] | None = None
    level: float = 0.95


# Up to this many persons the p-value is that of repeated lotteries, where the plan gives a seed.
SMALL_TRIAL = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRank:
    """Test that the event comes equally fast in both arms; `stratified` compares within lottery rounds.

    `rho` and `gamma` weigh early and late weeks. With a `seed` the lottery is repeated `draws` times within its rounds:
    up to 240 persons its p-value is the row `test` and the asymptotic one stands beside it; above that the other way
    round. `draws` "exact" needs no seed: its p-value is that of the law of the sum of scores under repeated lotteries,
    of all of them, where a number of draws ranks by chi-square.
    """

    __pydantic_config__ = FORBID

    id: Literal["log_rank"]
    stratified: bool = False
    rho: float = 0.0
    gamma: float = 0.0
    draws: int | Literal["exact"] = 9_999
    seed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustedLogRank:
    """The log-rank test, sharpened by covariates (Ye, Shao and Yi); `draws` and `seed` as for `log_rank`."""

    __pydantic_config__ = FORBID

    id: Literal["adjusted_log_rank"]
    covariates: tuple[str, ...]
    stratified: bool = False
    draws: int = 9_999
    seed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MaxCombo:
    """The largest of several weighted log-rank tests, `weights` their pairs of rho and gamma.

    Only as promised here: nothing but a plan leads to a row of it. `draws` and `seed` as for `log_rank`.
    """

    __pydantic_config__ = FORBID

    id: Literal["max_combo"]
    weights: tuple[tuple[float, float], ...] = ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0))
    stratified: bool = False
    draws: int = 9_999
    seed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrayTest:
    """Test that the share with the event grows alike when another can come first; options as for `log_rank`."""

    __pydantic_config__ = FORBID

    id: Literal["gray_test"]
    stratified: bool = False
    rho: float = 0.0
    draws: int = 9_999
    seed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cox:
    """Cox proportional hazards; never a headline. `covariates` are ids of the plan's covariates.

    `stratified` gives each lottery round a baseline of its own. `ties` says how events in one week are taken,
    `variance` whether the standard error is that of the model or robust between persons, and `firth` when the
    penalised likelihood is used: by itself where an arm has fewer than 10 events.
    """

    __pydantic_config__ = FORBID

    id: Literal["cox"]
    level: float = 0.95
    covariates: tuple[str, ...] = ()
    stratified: bool = False
    ties: Literal["efron", "breslow", "exact"] = "efron"
    variance: Literal["auto", "model", "robust"] = "auto"
    firth: Literal["auto", "never", "always"] = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProportionalHazardsTest:
    """Test that the hazard ratio is the same in all weeks, along a `transform` of the week.

    `of` the `arm` alone, or of `all` coefficients; `covariates` and `stratified` as for `cox`.
    """

    __pydantic_config__ = FORBID

    id: Literal["proportional_hazards_test"]
    transform: Literal["km", "identity", "log", "rank"] = "km"
    of: Literal["arm", "all"] = "arm"
    covariates: tuple[str, ...] = ()
    stratified: bool = False
