"""Whether a plan's curves and tests of times to an event agree with the plan: covariates, weights, repetitions."""

from __future__ import annotations

from nextwork_eval.plan.estimators import AdjustedLogRank, GrayTest, LogRank, MaxCombo, RestrictedMean
from nextwork_eval.plan.model import AnalysisPlan

_FEWEST_DRAWS = 999


def survival_contradictions(plan: AnalysisPlan) -> list[str]:
    """List what is wrong with the plan's tests of times to an event, and with its restricted means."""
    defined = {covariate.id for covariate in plan.covariate}
    problems = []
    for analysis in plan.analysis:
        where, asked = f"analysis '{analysis.id}'", analysis.estimator
        if isinstance(asked, AdjustedLogRank | RestrictedMean):
            problems += [
                f"{where}: covariate '{name}' is not defined" for name in asked.covariates if name not in defined
            ]
        if isinstance(asked, RestrictedMean) and asked.covariates and asked.groups:
            problems.append(f"{where}: covariates and groups exclude one another")
        if isinstance(asked, AdjustedLogRank) and not asked.covariates:
            problems.append(f"{where}: it names no covariates; use 'log_rank'")
        if isinstance(asked, LogRank | AdjustedLogRank | MaxCombo | GrayTest):
            if asked.draws == "exact":
                if asked.seed is not None:
                    problems.append(f'{where}: chance plays no part in draws "exact"; leave the seed out')
            elif asked.draws < _FEWEST_DRAWS:
                problems.append(f"{where}: draws: at least {_FEWEST_DRAWS}, or the p-value is too coarse")
            if asked.seed is not None and asked.seed < 0:
                problems.append(f"{where}: a seed is not negative")
            if any(weight < 0 for pair in _weights(asked) for weight in pair):
                problems.append(f"{where}: weights are 0 or more")
        if isinstance(asked, MaxCombo) and len(set(asked.weights)) < max(len(asked.weights), 2):
            problems.append(f"{where}: weights: two pairs or more, none twice")
    return problems


def _weights(asked: LogRank | AdjustedLogRank | MaxCombo | GrayTest) -> tuple[tuple[float, float], ...]:
    match asked:
        case LogRank():
            return ((asked.rho, asked.gamma),)
        case MaxCombo():
            return asked.weights
        case GrayTest():
            return ((asked.rho, 0.0),)
        case AdjustedLogRank():
            return ()
