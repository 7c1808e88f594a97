"""Whether a plan's randomisation tests agree with the plan: repetitions enough, and covariates that it defines."""

from __future__ import annotations

from nextwork_eval.plan.estimators import RandomizationTest
from nextwork_eval.plan.model import AnalysisPlan

_FEWEST_DRAWS = 999


def randomization_contradictions(plan: AnalysisPlan) -> list[str]:
    """List what is wrong with the plan's randomisation tests."""
    defined = {covariate.id for covariate in plan.covariate}
    problems = []
    for analysis in plan.analysis:
        if not isinstance(asked := analysis.estimator, RandomizationTest):
            continue
        where = f"analysis '{analysis.id}'"
        if asked.draws < _FEWEST_DRAWS:
            problems.append(f"{where}: draws: at least {_FEWEST_DRAWS}, or the p-value is too coarse")
        if asked.seed < 0:
            problems.append(f"{where}: a seed is not negative")
        if (asked.adjustment == "none") != (not asked.covariates):
            problems.append(f"{where}: covariates and an adjustment ('lin' or 'ancova') go together")
        problems += [f"{where}: covariate '{name}' is not defined" for name in asked.covariates if name not in defined]
    return problems
