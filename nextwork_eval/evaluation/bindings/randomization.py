"""How a plan's randomisation test is called."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nextwork_eval import effects
from nextwork_eval.evaluation.request import Request, options_of
from nextwork_eval.plan.estimators import RandomizationTest
from nextwork_eval.plan.outcomes import unit_of
from nextwork_eval.results import ResultRow
from nextwork_eval.trial import with_indicators


def randomization_test(request: Request) -> list[ResultRow]:
    """Within lottery rounds, of clusters where these were drawn, among those analysed.

    Covariates that are not known for everyone have an indicator beside them.
    """
    options = options_of(request, RandomizationTest)
    covariates, _ = with_indicators({name: request.covariates[name] for name in options.covariates})
    estimate = effects.randomization_test(
        request.numbers,
        request.treated,
        strata=request.rounds,
        clusters=request.clusters,
        covariates=covariates if options.adjustment != "none" else None,
        statistic=options.statistic,
        adjustment=options.adjustment,
        draws=options.draws,
        generator=np.random.default_rng(options.seed),
        level=options.level,
    )
    share = unit_of(request.rows.outcome.rule) == "share"
    *levels, contrast = request.rows.effect(
        estimate,
        unit="percentage_point" if share else unit_of(request.rows.outcome.rule),
        level_statistic="share" if share else "mean",
    )
    return [*levels, replace(contrast, seed=options.seed)]
