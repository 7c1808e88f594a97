"""What the plan supposes about the truth, so that what the trial can show is said before there is a result.

From the lottery of the plan and the shares supposed here follow the smallest difference that is likely to be shown, and
how often each verdict would be given. No data are used.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nextwork_eval.design.lottery import FORBID
from nextwork_eval.plan.outcomes import unit_of

if TYPE_CHECKING:
    from nextwork_eval.plan.model import AnalysisPlan

FEWEST_REPLICATES, MOST_REPLICATES = 100, 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposed:
    """Supposed shares of one more outcome: that of the analysis, and of all others that look at the same outcome."""

    __pydantic_config__ = FORBID

    analysis: str
    control_level: float
    treated_levels: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerSpec:
    """What is supposed, and how often the lottery is repeated with it.

    Attributes
    ----------
    control_level
        Supposed share with the outcome in the control arm.
    treated_levels
        Supposed shares in the offered arm, each a world of its own.
    seed
        Of the generator of the simulated trials.
    replicates
        Simulated trials for each share in `treated_levels`.
    analysis
        The analysis whose outcome the shares are of; without it the first primary analysis.
    power
        Chance with which the smallest detectable difference would be shown.
    peer_group_size, peer_group_correlation
        Size of the groups in which the offered meet, and the correlation of outcomes within them; without them everyone
        is independent of the others.
    also
        Supposed shares of other outcomes that targets look at.
    """

    __pydantic_config__ = FORBID

    control_level: float
    treated_levels: tuple[float, ...]
    seed: int
    replicates: int = 400
    analysis: str | None = None
    power: float = 0.8
    peer_group_size: int | None = None
    peer_group_correlation: float = 0.0
    also: tuple[Supposed, ...] = ()


def supposed_shares(plan: AnalysisPlan) -> dict[str, Supposed]:
    """Return what the plan supposes about each outcome: id of the outcome to its shares."""
    if plan.power is None:
        return {}
    outcomes = {analysis.id: analysis.outcome for analysis in plan.analysis}
    primary = next((analysis.id for analysis in plan.analysis if analysis.purpose == "primary"), "")
    first = Supposed(
        analysis=plan.power.analysis or primary,
        control_level=plan.power.control_level,
        treated_levels=plan.power.treated_levels,
    )
    return {outcomes[item.analysis]: item for item in (first, *plan.power.also) if item.analysis in outcomes}


def power_contradictions(plan: AnalysisPlan) -> list[str]:
    """List what is impossible in the plan's `[power]`."""
    if plan.power is None:
        return []
    spec, where = plan.power, "power"
    rules = {outcome.id: outcome.rule for outcome in plan.outcome}
    outcomes = {analysis.id: analysis.outcome for analysis in plan.analysis}
    problems = []
    if not FEWEST_REPLICATES <= spec.replicates <= MOST_REPLICATES:
        problems.append(f"{where}.replicates: expected {FEWEST_REPLICATES} to {MOST_REPLICATES}")
    if spec.seed < 0:
        problems.append(f"{where}.seed: a seed is not negative")
    if not 0.5 <= spec.power < 1:
        problems.append(f"{where}.power: expected a chance of at least 0.5 and below 1")
    problems += _peer_groups(spec, plan)
    seen = set()
    primary = next((analysis.id for analysis in plan.analysis if analysis.purpose == "primary"), None)
    for name, control, treated in (
        (spec.analysis or primary, spec.control_level, spec.treated_levels),
        *((item.analysis, item.control_level, item.treated_levels) for item in spec.also),
    ):
        if not treated or not all(0 < share < 1 for share in (control, *treated)):
            problems.append(
                f"{where}: the levels of '{name}' must be shares between 0 and 1, at least one for the offer"
            )
        if len(set(treated)) != len(treated):
            problems.append(f"{where}: a level of '{name}' stands twice")
        outcome = outcomes.get(name or "")
        if outcome is None:
            problems.append(f"{where}: analysis '{name}' is not defined")
        elif outcome in rules and unit_of(rules[outcome]) != "share":
            problems.append(f"{where}: the outcome of analysis '{name}' is not a share")
        elif outcome in seen:
            problems.append(f"{where}: the outcome '{outcome}' is given shares twice")
        seen.add(outcome)
    return problems


def _peer_groups(spec: PowerSpec, plan: AnalysisPlan) -> list[str]:
    problems = []
    if not 0 <= spec.peer_group_correlation < 1:
        problems.append("power.peer_group_correlation: expected at least 0 and below 1")
    if spec.peer_group_size is None:
        if spec.peer_group_correlation:
            problems.append("power: give peer_group_size too")
        supposed = {item.analysis for item in supposed_shares(plan).values()}
        problems += [
            f"power: analysis '{analysis.id}' compares peer groups; give peer_group_size"
            for analysis in plan.analysis
            if analysis.id in supposed and analysis.estimator.id == "group_treatment"
        ]
        return problems
    if spec.peer_group_size < 2:
        problems.append("power.peer_group_size: a group has at least 2 people")
    smallest = min(
        draw.offered if draw.offered is not None else round(draw.randomised * (draw.probability or 0))
        for draw in plan.design.round
    )
    if spec.peer_group_size > smallest / 2:
        problems.append(
            "power.peer_group_size: a round must hold at least two groups, or how much they differ is hidden"
        )
    return problems
