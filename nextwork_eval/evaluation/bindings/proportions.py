"""How a plan's comparisons of shares are called.

Where an analysis compares two shares, difference and ratio stand together, the levels of the arms once.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from nextwork_eval import effects
from nextwork_eval.evaluation.request import Request, options_of
from nextwork_eval.plan.estimators import (
    ConditionalOddsRatio,
    ExactTest,
    FirthLogit,
    MantelHaenszel,
    RiskRatio,
    StandardizedRisks,
    TwoProportions,
)
from nextwork_eval.results import ResultRow
from nextwork_eval.trial import with_indicators


def two_proportions(request: Request) -> list[ResultRow]:
    """Pool the rounds."""
    options = options_of(request, TwoProportions)
    return _together(
        request,
        lambda measure: effects.two_proportions(
            request.numbers, request.treated, measure=measure, interval=options.interval, level=options.level
        ),
        odds_ratio=options.odds_ratio,
    )


def risk_ratio(request: Request) -> list[ResultRow]:
    """Pool the rounds."""
    estimate = effects.risk_ratio(request.numbers, request.treated, level=options_of(request, RiskRatio).level)
    return _known(request.rows.effect(estimate, unit="ratio", level_statistic="share"))


def mantel_haenszel(request: Request) -> list[ResultRow]:
    """Within lottery rounds."""
    options = options_of(request, MantelHaenszel)
    return _together(
        request,
        lambda measure: effects.mantel_haenszel(
            request.numbers, request.treated, strata=request.rounds, measure=measure, level=options.level
        ),
        odds_ratio=options.odds_ratio,
    )


def standardized_risks(request: Request) -> list[ResultRow]:
    """Over covariates; those that are not known for everyone have an indicator beside them."""
    options = options_of(request, StandardizedRisks)
    covariates = _complete(request, options.covariates)
    return _together(
        request,
        lambda measure: effects.standardized_risks(
            request.numbers,
            request.treated,
            covariates=covariates,
            strata=request.strata,
            measure=measure,
            level=options.level,
        ),
        odds_ratio=options.odds_ratio,
    )


def firth_logit(request: Request) -> list[ResultRow]:
    """Given covariates and rounds."""
    options = options_of(request, FirthLogit)
    estimate = effects.firth_logit(
        request.numbers,
        request.treated,
        covariates=_complete(request, options.covariates),
        strata=request.strata,
        level=options.level,
    )
    return request.rows.effect(estimate, unit="ratio", level_statistic="share")


def conditional_odds_ratio(request: Request) -> list[ResultRow]:
    """Within lottery rounds."""
    estimate = effects.conditional_odds_ratio(
        request.numbers,
        request.treated,
        strata=request.rounds,
        level=options_of(request, ConditionalOddsRatio).level,
    )
    return _known(request.rows.effect(estimate, unit="ratio", level_statistic="share"))


def exact_test(request: Request) -> list[ResultRow]:
    """For one round."""
    options = options_of(request, ExactTest)
    return [request.rows.test(effects.exact_test(request.numbers, request.treated, kind=options.kind))]


def exact_cmh(request: Request) -> list[ResultRow]:
    """Within lottery rounds."""
    return [request.rows.test(effects.exact_cmh(request.numbers, request.treated, strata=request.rounds))]


def cochran_mantel_haenszel(request: Request) -> list[ResultRow]:
    """Within lottery rounds."""
    return [request.rows.test(effects.cochran_mantel_haenszel(request.numbers, request.treated, strata=request.rounds))]


def _together(
    request: Request, estimate: Callable[[effects.ShareMeasure], effects.Estimate], *, odds_ratio: bool
) -> list[ResultRow]:
    """Return the levels, the difference, the ratio, and the odds ratio where the plan asks for it.

    They test one hypothesis: in a family it counts once, by the row of the difference.
    """
    beside: list[effects.ShareMeasure] = ["ratio", "odds_ratio"] if odds_ratio else ["ratio"]
    rows = request.rows.effect(estimate("difference"), unit="percentage_point", level_statistic="share")
    rows += [replace(request.rows.contrast(estimate(measure), unit="ratio"), family=None) for measure in beside]
    return _known(rows)


def _known(rows: list[ResultRow]) -> list[ResultRow]:
    """Leave an estimate that is no number out of its row; `set_kind` and warnings say why."""
    return [row if row.estimate is None or math.isfinite(row.estimate) else replace(row, estimate=None) for row in rows]


def _complete(request: Request, names: tuple[str, ...]) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    return with_indicators({name: request.covariates[name] for name in names})[0]
