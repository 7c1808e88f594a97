"""Effects on several outcomes taken as one that a plan can ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from nextwork_eval.design.lottery import FORBID
from nextwork_eval.plan.outcomes import IndexOfOutcomes, horizon

if TYPE_CHECKING:
    from nextwork_eval.plan.model import Analysis, AnalysisPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexDifference:
    """Difference between the arms in an index of the outcomes that `components` names; its own outcome is an `index`.

    Components for which fewer is better are turned. Within lottery rounds where there is more than one.
    """

    __pydantic_config__ = FORBID

    id: Literal["index_difference"]
    components: tuple[str, ...]
    weights: Literal["equal", "inverse_covariance"] = "equal"
    standardize_by: Literal["reference_arm", "everyone"] = "reference_arm"
    covariance_of: Literal["reference_arm", "everyone"] = "reference_arm"
    level: float = 0.95


def index_contradictions(plan: AnalysisPlan, accepts: frozenset[str]) -> list[str]:
    """List indices without two components of numbers with a direction; `accepts` are the kinds of rule that are."""
    made_of: dict[str, set[frozenset[str]]] = {
        item.id: set() for item in plan.outcome if isinstance(item.rule, IndexOfOutcomes)
    }
    problems = []
    for analysis in plan.analysis:
        if isinstance(analysis.estimator, IndexDifference):
            made_of.setdefault(analysis.outcome, set()).add(frozenset(analysis.estimator.components))
            found = _problems(plan, analysis, analysis.estimator, accepts)
            problems += [f"analysis '{analysis.id}': {problem}" for problem in found]
    problems += [f"outcome '{name}': no analysis says what it is an index of" for name, of in made_of.items() if not of]
    return problems + [
        f"outcome '{name}': analyses say differently what it is an index of"
        for name, of in made_of.items()
        if len(of) > 1
    ]


def _problems(plan: AnalysisPlan, analysis: Analysis, options: IndexDifference, accepts: frozenset[str]) -> list[str]:
    outcomes = {item.id: item for item in plan.outcome}
    problems = [] if len(set(options.components)) > 1 else ["an index has at least two components"]
    if len(set(options.components)) < len(options.components):
        problems.append("components: an outcome is named twice")
    for name in options.components:
        if name not in outcomes:
            problems.append(f"components: outcome '{name}' is not defined")
        elif (kind := outcomes[name].rule.kind) not in accepts:
            problems.append(f"components: outcome '{name}' of kind '{kind}' is not one number for each person")
        elif outcomes[name].good == "neither":
            problems.append(f"components: outcome '{name}' says of neither direction that it helps (good)")
    own = outcomes.get(analysis.outcome)
    if own is None or not isinstance(own.rule, IndexOfOutcomes):
        return problems
    if own.good != "more":
        problems.append(f"outcome '{own.id}': components are turned so that more is better; set good = 'more'")
    last = [horizon(outcomes[name].rule) for name in options.components if name in outcomes]
    if last and own.rule.to_week != max(last):
        problems.append(f"outcome '{own.id}': to_week is not the last week of its components, {max(last)}")
    return problems
