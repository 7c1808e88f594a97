"""Other methods for shares and waits that a plan can ask for beside its own: with covariates, and with weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from nextwork_eval.design.lottery import FORBID

if TYPE_CHECKING:
    from nextwork_eval.plan.model import Analysis

_WITHOUT_DIFFERENCE = frozenset({"kaplan_meier", "cumulative_incidence", "log_rank", "cox"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PseudoObservationRegression:
    """Shares or mean weeks from censored waits, adjusted by regression of pseudo-observations, within lottery rounds.

    `covariates` are ids of the plan's covariates; at most one of them and `groups`. Only rounds that reach the horizon
    count.
    """

    __pydantic_config__ = FORBID

    id: Literal["pseudo_observation_regression"]
    target: Literal["survival", "restricted_mean", "incidence"]
    measure: Literal["difference", "ratio"] = "difference"
    covariates: tuple[str, ...] = ()
    interactions: Literal["auto", "lin", "ancova"] = "auto"
    groups: Literal["delivery.peer_groups"] | None = None
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class CensoringWeightedShare:
    """Share in states in one week, had nobody gone: those in the state set `gone` count as lost, others stand in.

    `covariates` are those of the weights; without any the weights are those of the arm in the lottery round.
    """

    __pydantic_config__ = FORBID

    id: Literal["censoring_weighted_share"]
    gone: str
    measure: Literal["difference", "ratio"] = "difference"
    covariates: tuple[str, ...] = ()
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class CensoringWeightedIncidence:
    """Share with the event by the horizon, weighted for those who are lost before it.

    `competing` says whether the outcome's competing event makes a person lost (emigration) or is a state that is known
    (death). Only rounds that reach the horizon count.
    """

    __pydantic_config__ = FORBID

    id: Literal["censoring_weighted_incidence"]
    competing: Literal["lost", "known"]
    measure: Literal["difference", "ratio"] = "difference"
    covariates: tuple[str, ...] = ()
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardizedSurvival:
    """Share without the event by week that everyone would have under each arm, from a hazard model; a curve."""

    __pydantic_config__ = FORBID

    id: Literal["standardized_survival"]
    covariates: tuple[str, ...]
    method: Literal["g_computation", "aiptw"] = "aiptw"
    baseline: Literal["by_arm", "common"] = "by_arm"
    censoring: Literal["kaplan_meier", "cox"] = "kaplan_meier"
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardizedContrast:
    """Effect on a share or on mean weeks between curves standardised to everyone, options as before.

    The share with the event (`incidence`) counts the outcome's competing event as one that came first, with a hazard of
    its own; for the other targets it ends the wait.
    """

    __pydantic_config__ = FORBID

    id: Literal["standardized_contrast"]
    covariates: tuple[str, ...]
    target: Literal["survival", "restricted_mean", "incidence"] = "incidence"
    measure: Literal["difference", "ratio"] = "difference"
    method: Literal["g_computation", "aiptw"] = "aiptw"
    baseline: Literal["by_arm", "common"] = "by_arm"
    censoring: Literal["kaplan_meier", "cox"] = "kaplan_meier"
    level: float = 0.95


BesideOthers = (
    PseudoObservationRegression
    | CensoringWeightedShare
    | CensoringWeightedIncidence
    | StandardizedSurvival
    | StandardizedContrast
)
"""Estimators that show whether a conclusion hangs on the method, and are never what a plan rests on."""


def standardized_problems(
    analysis: Analysis, before: Sequence[Analysis], *, covariates: frozenset[str], sets: frozenset[str]
) -> list[str]:
    """List what an analysis by one of these estimators contradicts; nothing for other estimators.

    `before` are the plan's analyses that stand before it.
    """
    options = analysis.estimator
    if not isinstance(options, BesideOthers):
        return []
    problems = [f"covariate '{name}' is not defined" for name in options.covariates if name not in covariates]
    if isinstance(options, PseudoObservationRegression) and options.covariates and options.groups:
        problems.append("covariates and groups exclude one another")
    if isinstance(options, CensoringWeightedShare) and options.gone not in sets:
        problems.append(f"state_set '{options.gone}' is not defined")
    if analysis.purpose == "primary":
        problems.append(f"'{options.id}' stands beside other methods and is never primary")
    own = [
        other
        for other in before
        if other.outcome == analysis.outcome
        and not isinstance(other.estimator, BesideOthers)
        and other.estimator.id not in _WITHOUT_DIFFERENCE
    ]
    if not own:
        problems.append(f"'{options.id}' stands beside another difference in the same outcome: name that before it")
    return problems
