"""How a plan's effects by week are called."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nextwork_eval import effects
from nextwork_eval.evaluation.request import Request, options_of
from nextwork_eval.plan.estimators import DifferenceByWeek, LinearProbabilityByWeek
from nextwork_eval.plan.outcomes import InStateByWeek
from nextwork_eval.results import ResultRow
from nextwork_eval.trial import with_indicators


def difference_by_week(request: Request) -> list[ResultRow]:
    """Levels and differences by week, and the band of all weeks."""
    options = options_of(request, DifferenceByWeek)
    curve = effects.difference_by_week(
        request.numbers,
        request.treated,
        weeks=_weeks(request),
        strata=request.strata,
        level=options.level,
        band=options.band,
        draws=options.draws or 0,
        generator=None if options.seed is None else np.random.default_rng(options.seed),
    )
    return [replace(row, seed=options.seed) for row in _lines(request, curve)]


def linear_probability_by_week(request: Request) -> list[ResultRow]:
    """One regression for each week; covariates that are not known for everyone have an indicator beside them."""
    options = options_of(request, LinearProbabilityByWeek)
    covariates, _ = with_indicators({name: request.covariates[name] for name in options.covariates})
    curve = effects.linear_probability_by_week(
        request.numbers,
        request.treated,
        weeks=_weeks(request),
        covariates=covariates,
        strata=request.strata,
        standard_errors=options.standard_errors,
        level=options.level,
    )
    return _lines(request, curve)


def _weeks(request: Request) -> np.ndarray:
    return np.arange(1, _rule(request).to_week + 1)


def _rule(request: Request) -> InStateByWeek:
    rule = request.rows.outcome.rule
    assert isinstance(rule, InStateByWeek)
    return rule


def _lines(request: Request, curve: effects.Curve) -> list[ResultRow]:
    """Return the rows of both levels and of the difference; of the latter once more with the limits of the band."""
    statistic, unit, contrast = (
        ("mean", "weeks", "weeks") if _rule(request).cumulative else ("share", "share", "percentage_point")
    )
    rows = []
    for series in curve.series:
        if series.arm != "difference":
            arm = request.rows.treated_arm if series.arm == "treated" else request.rows.reference_arm
            rows += request.rows.line(curve, series, f"level.{arm}", statistic=statistic, unit=unit)
            continue
        rows += request.rows.line(curve, series, "difference", statistic="difference", unit=contrast)
        if series.band_low is not None and series.band_high is not None:
            outer = replace(series, conf_low=series.band_low, conf_high=series.band_high)
            band = request.rows.line(curve, outer, "difference.band", statistic="difference", unit=contrast)
            rows += [replace(row, interval_kind="simultaneous") for row in band if row.conf_low is not None]
    return rows
