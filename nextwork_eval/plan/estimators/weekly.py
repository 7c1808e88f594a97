"""Results of the weekly engine a plan can ask for, all counted from randomisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nextwork_eval.design.lottery import FORBID
from nextwork_eval.plan.estimators.survival import CumulativeIncidence, KaplanMeier

_FEWEST_DRAWS = 999


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedWeeks:
    """Expected weeks in a set of states from randomisation, from the weekly engine, stratified by lottery round.

    `measure` is the difference in weeks or their ratio. At most one of `covariates`, ids of the plan's covariates, and
    `groups`, the part of the plan that names the groups in which the treated met.
    """

    __pydantic_config__ = FORBID

    id: Literal["expected_weeks"]
    measure: Literal["difference", "ratio"] = "difference"
    covariates: tuple[str, ...] = ()
    groups: Literal["delivery.peer_groups"] | None = None
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidenceDifference:
    """Share with an event by the horizon when another can come first, stratified by lottery round.

    Half a year in a row off support, a first return, an entry. Only rounds that reach the horizon count. Options as in
    `ExpectedWeeks`.
    """

    __pydantic_config__ = FORBID

    id: Literal["incidence_difference"]
    measure: Literal["difference", "ratio"] = "difference"
    covariates: tuple[str, ...] = ()
    groups: Literal["delivery.peer_groups"] | None = None
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseOccupation:
    """Share of everyone randomised that has never left, is out, is back, is out again, or is gone, by week and arm.

    `groups` is the part of the plan that names the groups in which the treated met. Other options as in
    `StateOccupation`.
    """

    __pydantic_config__ = FORBID

    id: Literal["course_occupation"]
    stratified: bool = False
    groups: Literal["delivery.peer_groups"] | None = None
    level: float = 0.95
    band: Literal["none", "sup_t"] = "none"
    draws: int | None = None
    seed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanReturns:
    """Number of returns for each person randomised, stratified by lottery round; never alone. Options as before."""

    __pydantic_config__ = FORBID

    id: Literal["mean_returns"]
    measure: Literal["difference", "ratio"] = "difference"
    covariates: tuple[str, ...] = ()
    groups: Literal["delivery.peer_groups"] | None = None
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanReturnsByWeek:
    """Number of returns for each person randomised by each week, stratified by lottery round; never alone.

    `groups` is the part of the plan that names the groups in which the treated met.
    """

    __pydantic_config__ = FORBID

    id: Literal["mean_returns_by_week"]
    groups: Literal["delivery.peer_groups"] | None = None
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnsPerWeekOff:
    """Returns for each week off support, as a ratio between the arms, stratified by lottery round.

    At most one of `covariates` and `groups`, as in `ExpectedWeeks`.
    """

    __pydantic_config__ = FORBID

    id: Literal["returns_per_week_off"]
    covariates: tuple[str, ...] = ()
    groups: Literal["delivery.peer_groups"] | None = None
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class WhileAliveRate:
    """Returns for each week in which a person is not gone, as a ratio between the arms, stratified by lottery round.

    At most one of `covariates` and `groups`, as in `ExpectedWeeks`.
    """

    __pydantic_config__ = FORBID

    id: Literal["while_alive_rate"]
    covariates: tuple[str, ...] = ()
    groups: Literal["delivery.peer_groups"] | None = None
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class WinRatio:
    """Pairs of a treated and a reference person: who is gone later, then who has more weeks in the outcome's states.

    `gone` is the state set of those who are gone; None where nobody can be. Pairs within lottery rounds.
    `groups` is the part of the plan that names the groups in which the treated met.
    """

    __pydantic_config__ = FORBID

    id: Literal["win_ratio"]
    measure: Literal["win_ratio", "win_odds", "net_benefit"] = "win_ratio"
    gone: str | None = None
    groups: Literal["delivery.peer_groups"] | None = None
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class StateOccupation:
    """Share of everyone randomised in each group of states, week by week and by arm.

    `groups` names the state sets in the order in which they are stacked. Together they must hold every state of the
    map, each once. `stratified` compares within lottery rounds, and gives each arm the mix of rounds of everyone. A
    band asks for the differences too, with limits that hold all weeks of a group at once; `draws` and `seed` belong to
    it. `peer_groups` is the part of the plan that names the groups in which the treated met: `groups` are of states.
    """

    __pydantic_config__ = FORBID

    id: Literal["state_occupation"]
    groups: tuple[str, ...]
    stratified: bool = False
    peer_groups: Literal["delivery.peer_groups"] | None = None
    level: float = 0.95
    band: Literal["none", "sup_t"] = "none"
    draws: int | None = None
    seed: int | None = None


WithDesign = ExpectedWeeks | IncidenceDifference | MeanReturns | ReturnsPerWeekOff | WhileAliveRate
"""Levels from histories that a plan can adjust, or compare between peer groups."""


def names_peer_groups(options: object) -> bool:
    """Say whether the groups in which the treated met are counted; `state_occupation` has its own name for them."""
    return "delivery.peer_groups" in (getattr(options, name, None) for name in ("groups", "peer_groups"))


def weekly_problems(options: object, *, sets: frozenset[str]) -> list[str]:
    """List what the options of a result by week contradict; nothing for other estimators."""
    match options:
        case KaplanMeier() | CumulativeIncidence():
            return _band_problems(options)
        case StateOccupation(groups=groups):
            unknown = [f"state_set '{name}' is not defined" for name in groups if name not in sets]
            return [*unknown, *_band_problems(options)]
        case CourseOccupation():
            return _band_problems(options)
        case WinRatio(gone=gone) if gone is not None and gone not in sets:
            return [f"state_set '{gone}' is not defined"]
        case ExpectedWeeks() | IncidenceDifference() | MeanReturns() | ReturnsPerWeekOff() | WhileAliveRate() if (
            options.covariates and options.groups
        ):
            return ["covariates and groups exclude one another"]
        case _:
            return []


def _band_problems(options: StateOccupation | CourseOccupation | KaplanMeier | CumulativeIncidence) -> list[str]:
    if options.band == "none":
        given = options.draws is not None or options.seed is not None
        return ["draws and seed belong to a band by 'sup_t'"] if given else []
    few = options.draws is None or options.draws < _FEWEST_DRAWS
    return [
        *([f"draws: at least {_FEWEST_DRAWS}"] if few else []),
        *([] if options.seed is not None and options.seed >= 0 else ["seed: a number that is not negative"]),
    ]
