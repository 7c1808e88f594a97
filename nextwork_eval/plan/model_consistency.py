"""Whether a plan's models of time stand where they may: beside a result, with covariates and cuts that exist."""

from __future__ import annotations

from itertools import pairwise

from nextwork_eval.plan.estimators import (
    AcceleratedFailureTime,
    CauseSpecificRisks,
    DiscreteTimeHazard,
    FineGray,
    PiecewiseExponential,
    RateRatioOfReturns,
    ReturnIntensityModels,
)
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.plan.outcomes import horizon

_ModelOfTime = (
    DiscreteTimeHazard
    | PiecewiseExponential
    | AcceleratedFailureTime
    | FineGray
    | CauseSpecificRisks
    | RateRatioOfReturns
    | ReturnIntensityModels
)


def model_contradictions(plan: AnalysisPlan) -> list[str]:
    """List what is wrong with the models of time, as far as the plan alone can tell."""
    covariates = {item.id for item in plan.covariate}
    horizons = {outcome.id: horizon(outcome.rule) for outcome in plan.outcome}
    problems = []
    for analysis in plan.analysis:
        options = analysis.estimator
        if not isinstance(options, _ModelOfTime):
            continue
        found = [f"covariate '{name}' is not defined" for name in options.covariates if name not in covariates]
        if analysis.purpose == "primary":
            found.append(f"'{options.id}' is a model beside the results and cannot be primary")
        if isinstance(options, PiecewiseExponential) and not _weeks_in_order(
            options.cuts, horizons.get(analysis.outcome)
        ):
            found.append("cuts are weeks in increasing order, from 1 to the week before the outcome's horizon")
        if isinstance(options, ReturnIntensityModels) and options.pooled_from < 1:
            found.append("pooled_from is the number of a return: 1 or more")
        problems += [f"analysis '{analysis.id}': {problem}" for problem in found]
    return problems


def _weeks_in_order(cuts: tuple[int, ...], last: int | None) -> bool:
    rising = all(one < other for one, other in pairwise(cuts))
    return rising and all(cut >= 1 and (last is None or cut < last) for cut in cuts)
