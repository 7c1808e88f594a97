"""Contradictions of single analyses: what they name is there, and fits the outcome they are about."""

from __future__ import annotations

from nextwork_eval.plan.estimators import (
    ACCEPTS,
    AdjustedLogRank,
    BlpGates,
    Cox,
    HorvitzThompson,
    JointTest,
    LinearProbabilityByWeek,
    ProportionalHazardsTest,
    RegressionAdjusted,
    RestrictedMean,
    WinRatio,
    WithDesign,
)
from nextwork_eval.plan.estimators.instrument import take_up_contradictions
from nextwork_eval.plan.estimators.paths import path_problems
from nextwork_eval.plan.estimators.standardized import standardized_problems
from nextwork_eval.plan.estimators.subgroups import subgroup_problems
from nextwork_eval.plan.estimators.weekly import names_peer_groups, weekly_problems
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.plan.outcomes import (
    InStateByWeek,
    WeeksIn,
)

_WITH_COVARIATES = (
    Cox,
    ProportionalHazardsTest,
    AdjustedLogRank,
    RestrictedMean,
    WithDesign,
    RegressionAdjusted,
    JointTest,
    LinearProbabilityByWeek,
    BlpGates,
)
_NEVER_A_HEADLINE = (Cox, ProportionalHazardsTest)


def analysis_contradictions(plan: AnalysisPlan) -> list[str]:
    """List what is wrong with each analysis, with its name."""
    outcomes = {item.id: item for item in plan.outcome}
    estimands = {item.id for item in plan.estimand}
    covariates = {item.id for item in plan.covariate}
    sets = {item.id for item in plan.state_set}
    problems = []
    for at, analysis in enumerate(plan.analysis):
        where = f"analysis '{analysis.id}'"
        if analysis.estimand not in estimands:
            problems.append(f"{where}: estimand '{analysis.estimand}' is not defined")
        if analysis.outcome not in outcomes:
            problems.append(f"{where}: outcome '{analysis.outcome}' is not defined")
        elif (kind := outcomes[analysis.outcome].rule.kind) not in ACCEPTS[analysis.estimator.id]:
            problems.append(f"{where}: estimator '{analysis.estimator.id}' cannot be given an outcome of kind '{kind}'")
        if isinstance(analysis.estimator, _WITH_COVARIATES):
            problems += [
                f"{where}: covariate '{name}' is not defined"
                for name in analysis.estimator.covariates
                if name not in covariates
            ]
        if isinstance(analysis.estimator, _NEVER_A_HEADLINE) and analysis.purpose == "primary":
            problems.append(f"{where}: '{analysis.estimator.id}' stands beside the results and cannot be primary")
        if names_peer_groups(analysis.estimator) and (plan.delivery is None or plan.delivery.peer_groups is None):
            problems.append(f"{where}: it names [delivery.peer_groups], which the plan does not have")
        rule = outcomes[analysis.outcome].rule if analysis.outcome in outcomes else None
        own = [
            *path_problems(analysis.estimator, cumulative=isinstance(rule, InStateByWeek) and rule.cumulative),
            *standardized_problems(
                analysis, plan.analysis[:at], covariates=frozenset(covariates), sets=frozenset(sets)
            ),
            *weekly_problems(analysis.estimator, sets=frozenset(sets)),
            *subgroup_problems(analysis.estimator, subgroups=frozenset(item.id for item in plan.subgroup)),
        ]
        problems += [f"{where}: {problem}" for problem in own]
        problems += [
            f"{where}: {problem}"
            for problem in take_up_contradictions(
                analysis.estimator, delivery=plan.delivery is not None, covariates=covariates
            )
        ]
        if isinstance(analysis.estimator, WinRatio) and isinstance(rule, WeeksIn) and rule.from_week > 1:
            problems.append(f"{where}: 'win_ratio' compares people from week 1 on; its outcome has no from_week")
        if isinstance(analysis.estimator, HorvitzThompson):
            problems += [
                f"{where}: round '{draw.id}' draws fewer than two for an arm; '{analysis.estimator.id}' has no variance"
                for draw in plan.design.round
                if draw.offered is not None and min(draw.offered, draw.randomised - draw.offered) < 2
            ]
        if (level := getattr(analysis.estimator, "level", 0.95)) is not None and not 0.5 <= level < 1:
            problems.append(f"{where}: level must be at least 0.5 and below 1")
    if sum(analysis.purpose == "primary" for analysis in plan.analysis) == 0:
        problems.append("analysis: a plan has at least one primary analysis")
    if len(plan.design.round) > 1:
        problems += [
            f"analysis '{analysis.id}': the lottery has several rounds; use 'difference_in_means_stratified'"
            for analysis in plan.analysis
            if analysis.estimator.id == "difference_in_means"
        ]
    return problems
