"""Whether the plan's targets can be read from the analyses they name."""

from __future__ import annotations

from nextwork_eval.plan.model import AnalysisPlan, Target
from nextwork_eval.plan.outcomes import Outcome, ReturnBy, unit_of

# A target is read from a plain comparison of everyone randomised; its limits are computed anew from the data.
_DIFFERENCES = frozenset(
    {
        "difference_in_means",
        "difference_in_means_stratified",
        "group_treatment",
        "mantel_haenszel",
        "two_proportions",
    }
)
_READ_FROM = {
    "level": _DIFFERENCES,
    "ratio": _DIFFERENCES | {"risk_ratio"},
    "not_worse": _DIFFERENCES,
    "equivalent": _DIFFERENCES,
}
_AGAINST = {"level": "fewer", "ratio": "more", "not_worse": "neither"}
_WHY_AGAINST = {
    "level": "a level to be reached is for an outcome of which more is better",
    "ratio": "a ratio to be undercut is for an outcome of which fewer is better",
    "not_worse": "what is worse can only be said where `good` is 'more' or 'fewer'",
}


def target_contradictions(plan: AnalysisPlan) -> list[str]:
    """List the targets that cannot be judged, each with what to do."""
    analyses = {analysis.id: analysis for analysis in plan.analysis}
    outcomes = {outcome.id: outcome for outcome in plan.outcome}
    problems = []
    for target in plan.target:
        where = f"target '{target.id}'"
        analysis = analyses.get(target.analysis)
        if analysis is None or analysis.estimator.id not in _READ_FROM[target.measure]:
            problems.append(f"{where}: analysis '{target.analysis}' is not defined or gives no {target.measure}")
        elif analysis.outcome in outcomes:
            problems += [f"{where}: {problem}" for problem in _outcome_problems(target, outcomes[analysis.outcome])]
        if not 0.75 <= target.confidence < 1:
            problems.append(f"{where}: confidence is one-sided and must be at least 0.75 and below 1")
    return problems


def _outcome_problems(target: Target, outcome: Outcome) -> list[str]:
    share = unit_of(outcome.rule) == "share"
    problems = []
    if target.measure in ("level", "ratio") and not share:
        problems.append(f"the outcome '{outcome.id}' is not a share")
    elif (target.measure in ("level", "ratio") or share) and not 0 < target.threshold < 1:
        problems.append("threshold must lie between 0 and 1: 75 % is 0.75, half as many is 0.5")
    elif not 0 < target.threshold < float("inf"):
        problems.append("threshold is the margin and must be above 0")
    if isinstance(outcome.rule, ReturnBy) and outcome.rule.count == "left_and_back":
        # Keeping people on support would lower it, and among leavers alone it compares those the offer selected.
        problems.append(
            f"the outcome '{outcome.id}' counts only those who left and came back, which a programme improves by "
            "letting nobody leave; use count = 'never_left_or_back'"
        )
    if _AGAINST.get(target.measure) == outcome.good:
        problems.append(f"{_WHY_AGAINST[target.measure]}; the outcome '{outcome.id}' has good = '{outcome.good}'")
    return problems
