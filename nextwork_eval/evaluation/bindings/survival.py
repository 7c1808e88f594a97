"""How a plan's curves, tests and hazards are called."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nextwork_eval import durations, effects
from nextwork_eval.evaluation.bindings.curves_with_bands import bands_of_curves
from nextwork_eval.evaluation.bindings.shares_by_week import drawing
from nextwork_eval.evaluation.bindings.weekly import meeting
from nextwork_eval.evaluation.request import Request, options_of
from nextwork_eval.plan.estimators import (
    AdjustedLogRank,
    Cox,
    CumulativeIncidence,
    GrayTest,
    KaplanMeier,
    LogRank,
    MaxCombo,
    NelsonAalen,
    ProportionalHazardsTest,
    RestrictedMean,
)
from nextwork_eval.plan.estimators.survival import SMALL_TRIAL
from nextwork_eval.plan.outcomes import Duration
from nextwork_eval.results import ResultRow
from nextwork_eval.trial import with_indicators

_LARGEST = 700.0  # of a logarithm that can be undone


def kaplan_meier(request: Request) -> list[ResultRow]:
    """Without the event, by arm."""
    rule = request.rows.outcome.rule
    assert isinstance(rule, Duration)
    options = options_of(request, KaplanMeier)
    curve = durations.kaplan_meier(
        request.time.duration,
        _happened(request),
        request.treated,
        horizon=_common_horizon(request),
        level=options.level,
        **drawing(options),
    )
    return _arm_lines(request, curve, "survival") + bands_of_curves(request, curve, "survival", options.seed)


def cumulative_incidence(request: Request) -> list[ResultRow]:
    """With the event, by arm, when another can come first."""
    options, name = options_of(request, CumulativeIncidence), "cumulative_incidence"
    curve = durations.cumulative_incidence(
        request.time.duration,
        request.time.event,
        request.treated,
        horizon=_common_horizon(request),
        level=options.level,
        **drawing(options),
    )
    return _arm_lines(request, curve, name) + bands_of_curves(request, curve, name, options.seed)


def nelson_aalen(request: Request) -> list[ResultRow]:
    """Hazards of the event added up, by arm."""
    options = options_of(request, NelsonAalen)
    curve = durations.nelson_aalen(
        request.time.duration,
        _happened(request),
        request.treated,
        horizon=_common_horizon(request),
        ties=options.ties,
        level=options.level,
    )
    return _arm_lines(request, curve, "cumulative_hazard", unit="number")


def restricted_mean(request: Request) -> list[ResultRow]:
    """Weeks without the event."""
    options = options_of(request, RestrictedMean)
    estimate = durations.restricted_mean(
        request.time.duration,
        _happened(request),
        request.treated,
        horizon=_common_horizon(request),
        measure=options.measure,
        strata=request.strata if options.stratified else None,
        covariates=_covariates(request, options.covariates),
        groups=meeting(request, options.groups),
        clusters=request.clusters,
        level=options.level,
    )
    if options.measure == "difference":
        return request.rows.effect(estimate, unit="weeks", level_statistic="mean")
    *levels, _ = request.rows.effect(estimate, unit="weeks", level_statistic="mean")
    return [*levels, request.rows.contrast(estimate, unit="ratio")]


def log_rank(request: Request) -> list[ResultRow]:
    """Equally fast in both arms."""
    options = options_of(request, LogRank)

    def test(draws: int | Literal["exact"] | None, generator: np.random.Generator | None) -> effects.Test:
        return durations.log_rank(
            request.time.duration,
            _happened(request),
            request.treated,
            strata=request.strata if options.stratified else None,
            rho=options.rho,
            gamma=options.gamma,
            draws=draws,
            generator=generator,
            studentized=draws != "exact",
            rounds=request.rounds if draws else None,
        )

    if options.draws == "exact":
        return _in_order(request, test(None, None), test("exact", None), "test.exact", "chi_square")
    return _both_ways(request, test, options.draws, options.seed)


def adjusted_log_rank(request: Request) -> list[ResultRow]:
    """Equally fast in both arms, sharpened by what was known before the lottery."""
    options = options_of(request, AdjustedLogRank)

    def test(draws: int | None, generator: np.random.Generator | None) -> effects.Test:
        return durations.adjusted_log_rank(
            request.time.duration,
            _happened(request),
            request.treated,
            covariates=_covariates(request, options.covariates),
            strata=request.strata if options.stratified else None,
            draws=draws,
            generator=generator,
            rounds=request.rounds if draws else None,
        )

    return _both_ways(request, test, options.draws, options.seed)


def max_combo(request: Request) -> list[ResultRow]:
    """Take the largest of several weighted tests."""
    options = options_of(request, MaxCombo)

    def test(draws: int | None, generator: np.random.Generator | None) -> effects.Test:
        return durations.max_combo(
            request.time.duration,
            _happened(request),
            request.treated,
            weights=options.weights,
            strata=request.strata if options.stratified else None,
            draws=draws,
            generator=generator,
            rounds=request.rounds if draws else None,
        )

    return _both_ways(request, test, options.draws, options.seed, unit="number")


def gray_test(request: Request) -> list[ResultRow]:
    """Equally many with the event, week by week, when another can come first."""
    options = options_of(request, GrayTest)

    def test(draws: int | None, generator: np.random.Generator | None) -> effects.Test:
        return durations.gray_test(
            request.time.duration,
            request.time.event,
            request.treated,
            strata=request.strata if options.stratified else None,
            rho=options.rho,
            draws=draws,
            generator=generator,
            rounds=request.rounds if draws else None,
        )

    return _both_ways(request, test, options.draws, options.seed)


def _both_ways(
    request: Request,
    test: Callable[[int | None, np.random.Generator | None], effects.Test],
    draws: int,
    seed: int | None,
    *,
    unit: str = "chi_square",
) -> list[ResultRow]:
    """Return the test, and with a seed both p-values: in a small trial that of repeated lotteries comes first."""
    asymptotic = test(None, None)
    if seed is None:
        return [request.rows.test(asymptotic, unit=unit)]
    repeated = test(draws, np.random.default_rng(seed))
    return _in_order(request, asymptotic, repeated, "test.repeated", unit, seed=seed)


def _in_order(
    request: Request, asymptotic: effects.Test, lottery: effects.Test, name: str, unit: str, *, seed: int | None = None
) -> list[ResultRow]:
    """Return the p-value of the lottery and the asymptotic one; in a small trial the lottery's has the plain name."""
    if len(request.treated) <= SMALL_TRIAL:
        return [
            replace(request.rows.test(lottery, unit=unit), seed=seed),
            request.rows.test(asymptotic, name="test.asymptotic", unit=unit),
        ]
    return [
        request.rows.test(asymptotic, unit=unit),
        replace(request.rows.test(lottery, name=name, unit=unit), seed=seed),
    ]


def _happened(request: Request) -> NDArray[np.int64]:
    return np.asarray(request.time.event == 1, dtype=np.int64)


def _covariates(request: Request, names: Sequence[str]) -> Mapping[str, NDArray[np.float64]] | None:
    """Return the named covariates, with indicators of those not known for everyone; None where none is named."""
    if not names:
        return None
    return with_indicators({name: request.covariates[name] for name in names})[0]


def cox(request: Request) -> list[ResultRow]:
    """As a ratio of hazards."""
    options = options_of(request, Cox)
    estimate = durations.cox(
        request.time.duration,
        _happened(request),
        request.treated,
        covariates=_covariates(request, options.covariates),
        strata=request.strata if options.stratified else None,
        ties=options.ties,
        variance=options.variance,
        firth=options.firth,
        level=options.level,
    )
    return request.rows.effect(_hazard_ratio(estimate), unit="ratio", level_statistic=None)


def proportional_hazards_test(request: Request) -> list[ResultRow]:
    """One ratio for all weeks, or not."""
    options = options_of(request, ProportionalHazardsTest)
    test = durations.proportional_hazards_test(
        request.time.duration,
        _happened(request),
        request.treated,
        covariates=_covariates(request, options.covariates),
        strata=request.strata if options.stratified else None,
        transform=options.transform,
        of=options.of,
    )
    return [request.rows.test(test, unit="chi_square")]


def _hazard_ratio(estimate: effects.Estimate) -> effects.Estimate:
    return replace(
        estimate,
        statistic="hazard_ratio",
        estimate=_undone(estimate.estimate),
        std_error=None,
        conf_low=_undone(estimate.conf_low),
        conf_high=_undone(estimate.conf_high),
    )


def _undone(logarithm: float) -> float:
    """Return the ratio; infinite beyond what a float holds, as a limit of few events can be."""
    return math.exp(logarithm) if logarithm < _LARGEST else math.inf


def _common_horizon(request: Request) -> int:
    """Return the plan's horizon.

    Or the longest wait in the arm that is followed for the shorter time, if that comes first.
    """
    rule = request.rows.outcome.rule
    assert isinstance(rule, Duration)
    return min(rule.horizon, *(int(request.time.duration[request.treated == arm].max()) for arm in (0, 1)))


def _arm_lines(request: Request, curve: effects.Curve, statistic: str, *, unit: str = "share") -> list[ResultRow]:
    """Return the curve of the event itself for both arms; the competing event has no line of its own in the report."""
    rows = []
    for series in curve.series:
        if series.arm != "difference" and series.label in ("without_event", "event"):
            arm = request.rows.treated_arm if series.arm == "treated" else request.rows.reference_arm
            rows += request.rows.line(curve, series, arm, statistic=statistic, unit=unit)
    return rows
