"""Whether a plan that asks for a returns panel agrees with itself."""

from __future__ import annotations

from nextwork_eval.plan.estimators import ReturnsPanel
from nextwork_eval.plan.estimators.returns import returns_problems
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.plan.outcomes import CourseByWeek


def returns_contradictions(plan: AnalysisPlan) -> list[str]:
    """List what the panels of a plan contradict; a panel is never the primary analysis, for it holds no one number."""
    rules = {outcome.id: outcome.rule for outcome in plan.outcome}
    subgroups = frozenset(item.id for item in plan.subgroup)
    problems = []
    for analysis in plan.analysis:
        if not isinstance(analysis.estimator, ReturnsPanel):
            continue
        rule = rules.get(analysis.outcome)
        own = returns_problems(
            analysis.estimator, last=rule.to_week if isinstance(rule, CourseByWeek) else None, subgroups=subgroups
        )
        if analysis.purpose == "primary":
            own.append("a returns panel is no primary analysis: what it says of leavers the lottery does not protect")
        problems += [f"analysis '{analysis.id}': {problem}" for problem in own]
    return problems
