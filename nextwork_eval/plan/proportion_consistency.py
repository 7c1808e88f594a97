"""Whether a plan's comparisons of shares fit its lottery and its covariates."""

from __future__ import annotations

from fractions import Fraction

from nextwork_eval.design import Round
from nextwork_eval.plan.estimators import ExactTest, FirthLogit, StandardizedRisks, TwoProportions
from nextwork_eval.plan.model import AnalysisPlan


def proportion_contradictions(plan: AnalysisPlan) -> list[str]:
    """List what cannot be, each with the path to its key."""
    covariates = {item.id for item in plan.covariate}
    rounds = plan.design.round
    problems = []
    for analysis in plan.analysis:
        where, options = f"analysis '{analysis.id}'", analysis.estimator
        if isinstance(options, StandardizedRisks | FirthLogit):
            problems += [
                f"{where}: covariate '{name}' is not defined" for name in options.covariates if name not in covariates
            ]
        if isinstance(options, ExactTest) and len(rounds) > 1:
            problems.append(f"{where}: the lottery has several rounds; use 'exact_cmh'")
        if isinstance(options, TwoProportions) and len({_chance(draw) for draw in rounds}) > 1:
            problems.append(
                f"{where}: the rounds had different chances of an offer, so that pooled shares compare unlike groups; "
                "use 'mantel_haenszel' or 'standardized_risks'"
            )
    return problems


def _chance(draw: Round) -> Fraction | float | None:
    if draw.offered is not None and draw.randomised > 0:
        return Fraction(draw.offered, draw.randomised)
    return draw.probability
