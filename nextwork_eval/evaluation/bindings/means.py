"""How a plan's differences in means are called: plain, within rounds, adjusted, and when the treated met in groups."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nextwork_eval import effects
from nextwork_eval.evaluation.request import Request, options_of
from nextwork_eval.plan.estimators import (
    DifferenceInMeans,
    DifferenceInMeansClustered,
    DifferenceInMeansStratified,
    GroupTreatment,
    HorvitzThompson,
    JointTest,
    RegressionAdjusted,
    WildClusterTest,
)
from nextwork_eval.plan.outcomes import unit_of
from nextwork_eval.results import ResultRow
from nextwork_eval.trial import with_indicators


def difference_in_means(request: Request) -> list[ResultRow]:
    """Without strata."""
    options = options_of(request, DifferenceInMeans)
    estimate = effects.difference_in_means(
        request.numbers, request.treated, level=options.level, degrees_of_freedom=options.degrees_of_freedom
    )
    return _contrast(request, estimate)


def difference_in_means_stratified(request: Request) -> list[ResultRow]:
    """Within lottery rounds."""
    options = options_of(request, DifferenceInMeansStratified)
    estimate = effects.difference_in_means_stratified(
        request.numbers, request.treated, strata=request.rounds, level=options.level
    )
    return _contrast(request, estimate)


def horvitz_thompson(request: Request) -> list[ResultRow]:
    """Under the declared chances; a round counts all who were in its lottery, also those who are not analysed."""
    options = options_of(request, HorvitzThompson)
    assert request.design is not None
    declared = {draw.id: draw for draw in request.design.rounds}
    drawn = [declared[name] for name in request.rounds.tolist()]
    if request.design.allocation == "independent":
        estimate = effects.horvitz_thompson(
            request.numbers,
            request.treated,
            probabilities=np.array([draw.probability for draw in drawn], dtype=np.float64),
            allocation="independent",
            level=options.level,
        )
    else:
        estimate = effects.horvitz_thompson(
            request.numbers,
            request.treated,
            probabilities=np.array([(draw.offered or 0) / draw.randomised for draw in drawn]),
            allocation="complete",
            strata=request.rounds,
            randomised=np.array([draw.randomised for draw in drawn]),
            level=options.level,
        )
    return _contrast(request, estimate)


def regression_adjusted(request: Request) -> list[ResultRow]:
    """Adjust for covariates; those that are not known for everyone have an indicator beside them."""
    options = options_of(request, RegressionAdjusted)
    covariates, _ = with_indicators({name: request.covariates[name] for name in options.covariates})
    estimate = effects.regression_adjusted(
        request.numbers,
        request.treated,
        covariates=covariates,
        strata=request.strata,
        interactions=options.interactions,
        level=options.level,
    )
    return _contrast(request, estimate)


def joint_test(request: Request) -> list[ResultRow]:
    """Of moderation; what the indicators of the unknown do in either arm is tested with the covariates."""
    options = options_of(request, JointTest)
    covariates, _ = with_indicators({name: request.covariates[name] for name in options.covariates})
    test = effects.joint_test(
        request.numbers,
        request.treated,
        covariates=covariates,
        tested="moderation",
        clusters=request.clusters,
        strata=request.strata,
    )
    return [request.rows.test(test, unit="f")]


def group_treatment(request: Request) -> list[ResultRow]:
    """With peer groups as the independent parts, and beside it the interval as if people were independent.

    The latter is no hypothesis of its own: it belongs to no family, and is never what the plan promised.
    """
    options = options_of(request, GroupTreatment)
    assert request.groups is not None
    estimate = effects.group_treatment(
        request.numbers,
        request.treated,
        groups=np.where(request.groups < 0, np.nan, request.groups),
        strata=request.strata,
        level=options.level,
    )
    independent = effects.difference_in_means_stratified(
        request.numbers, request.treated, strata=request.rounds, level=options.level
    )
    rows = _contrast(request, estimate)
    beside = request.rows.contrast(independent, unit=rows[-1].unit, name="difference.independent")
    return [*rows, replace(beside, purpose="exploratory", family=None)]


def difference_in_means_clustered(request: Request) -> list[ResultRow]:
    """Of clusters that were drawn, within lottery rounds."""
    options = options_of(request, DifferenceInMeansClustered)
    assert request.clusters is not None
    estimate = effects.difference_in_means_clustered(
        request.numbers, request.treated, clusters=request.clusters, strata=request.strata, level=options.level
    )
    return _contrast(request, estimate)


def wild_cluster_test(request: Request) -> list[ResultRow]:
    """Of clusters that were drawn, within lottery rounds; the seed of the plan travels with the number."""
    options = options_of(request, WildClusterTest)
    assert request.clusters is not None
    test = effects.wild_cluster_test(
        request.numbers,
        request.treated,
        clusters=request.clusters,
        strata=request.strata,
        draws=options.draws,
        generator=np.random.default_rng(options.seed),
    )
    return [replace(request.rows.test(test, unit="t"), seed=options.seed)]


def _contrast(request: Request, estimate: effects.Estimate) -> list[ResultRow]:
    unit = unit_of(request.rows.outcome.rule)
    if unit == "share":
        return request.rows.effect(estimate, unit="percentage_point", level_statistic="share")
    return request.rows.effect(estimate, unit=unit, level_statistic="mean")
