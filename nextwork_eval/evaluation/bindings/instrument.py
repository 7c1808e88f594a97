"""How a plan's effect of taking the offer up is called: take-up by arm, first stage, who was moved, and the effect."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nextwork_eval import effects
from nextwork_eval.errors import EstimationError
from nextwork_eval.evaluation.request import FloatArray, Request, options_of
from nextwork_eval.plan.estimators import EffectOfTakeUp
from nextwork_eval.plan.outcomes import unit_of
from nextwork_eval.results import ResultRow
from nextwork_eval.trial import with_indicators


def effect_of_take_up(request: Request) -> list[ResultRow]:
    """Return take-up, first stage and its F, those whom the offer moved, the t interval, and the Anderson-Rubin set.

    The last row is the promised one. It alone is in the plan's family: the others say the same another way.
    """
    options = options_of(request, EffectOfTakeUp)
    taken_up = _taken_up(request, options)
    covariates, _ = with_indicators({name: request.covariates[name] for name in options.covariates})
    keywords: dict[str, Any] = {
        "strata": request.strata,
        "covariates": covariates or None,
        "level": options.level,
    }
    unit = "percentage_point" if _share(request) else unit_of(request.rows.outcome.rule)
    found = effects.effect_of_take_up(request.numbers, request.treated, taken_up, **keywords)
    beside = effects.effect_of_take_up(request.numbers, request.treated, taken_up, interval="t", **keywords)
    traits, left_out = _characteristics(request, options, taken_up)
    outcome = request.numbers if _share(request) else None
    cells = min([_smallest_cell(request.treated, taken_up, outcome, options), *_below(request, options)])
    tag = f"{request.rows.outcome.id}.take_up"
    main = replace(found, warnings=(*found.warnings, *left_out))
    told = [
        *_complier_means(request, options, taken_up),
        request.rows.contrast(beside, unit=unit, name="t_interval"),
        request.rows.contrast(main, unit=unit),
    ]
    rows = [
        *_first_stage(request, options, taken_up, keywords),
        *traits,
        *(replace(row, outcome=tag, smallest_cell=cells) for row in told),
    ]
    return [*(replace(row, family=None) for row in rows[:-1]), rows[-1]]


def _first_stage(
    request: Request, options: EffectOfTakeUp, taken_up: FloatArray, keywords: dict[str, Any]
) -> list[ResultRow]:
    """Return take-up in each arm, the effect of the offer on it, and the F statistic.

    Each gives the others with the outcome's own effect, so that they stand or fall by the same cells.
    """
    first = effects.effect_on_take_up(taken_up, request.treated, **keywords)
    dose = options.take_up == "delivery.dose"
    levels = request.rows.effect(
        first, unit="weeks" if dose else "percentage_point", level_statistic="mean" if dose else "share"
    )
    rows = [
        row if row.reference_arm else replace(row, result_id=f"{row.analysis_id}.take_up.{row.arm}") for row in levels
    ]
    if first.test_statistic is not None:
        strength = replace(
            first,
            statistic="first_stage_f",
            estimate=first.test_statistic**2,
            std_error=None,
            conf_low=np.nan,
            conf_high=np.nan,
            set_kind="none",
        )
        rows.append(request.rows.contrast(strength, unit="f_statistic"))
    cells = min([_smallest_cell(request.treated, taken_up, None, options), *_below(request, options)])
    return [replace(row, outcome=f"{request.rows.analysis.id}.take_up", smallest_cell=cells) for row in rows]


def _complier_means(request: Request, options: EffectOfTakeUp, taken_up: FloatArray) -> list[ResultRow]:
    """Return the mean outcome of those whom the offer moved, with and without take-up; none for an amount."""
    if options.take_up == "delivery.dose":
        return []
    unit = "share" if _share(request) else unit_of(request.rows.outcome.rule)
    rows = []
    for when in ("taken_up", "not_taken_up"):
        mean = effects.complier_mean(
            request.numbers, request.treated, taken_up, when=when, strata=request.strata, level=options.level
        )
        rows.append(request.rows.contrast(mean, unit=unit, name=f"compliers.{when}"))
    return rows


def _characteristics(
    request: Request, options: EffectOfTakeUp, taken_up: FloatArray
) -> tuple[list[ResultRow], tuple[str, ...]]:
    """Describe those whom the offer moved by each covariate, among those for whom it is known; name what cannot be."""
    rows, left_out = [], []
    for name in options.characteristics:
        values = request.covariates[name]
        known = ~np.isnan(values)
        treated, taken, strata = request.treated[known], taken_up[known], request.strata
        try:
            found = effects.complier_characteristics(
                {name: values[known]},
                treated,
                taken,
                strata=None if strata is None else strata[known],
                level=options.level,
            )[name]
        except EstimationError:  # too few are known, in an arm of a round for instance
            left_out.append(name)
            continue
        share = found.statistic == "complier_share"
        cells = [_smallest_cell(treated, taken, values[known] if share else None, options)]
        cells += [count for arm in (0, 1) if (count := int((~known & (request.treated == arm)).sum()))]
        row = request.rows.contrast(found, unit="share" if share else "number", name=f"compliers.covariate.{name}")
        rows.append(replace(row, outcome=f"{row.analysis_id}.compliers.{name}", smallest_cell=min(cells)))
    told = f"Those whom the offer moved cannot be described by: {', '.join(left_out)}."
    return rows, (told,) if left_out else ()


def _smallest_cell(
    treated: NDArray[np.int8], taken_up: FloatArray, yes: FloatArray | None, options: EffectOfTakeUp
) -> int:
    """Return the fewest people among takers and others of each arm, and where there is a yes or no, of each with it.

    From the effect of the offer, that of taking it up and its standard error, all of them can be computed.
    """
    cells = []
    for arm in (1, 0):
        for took in (True, False):
            here = (treated == arm) & ((taken_up > 0) == took)
            if arm == 0 and took and not here.any() and options.reference_arm == "cannot_take_up":
                continue
            people = int(here.sum())
            events = people if yes is None else int(yes[here].sum())
            cells += [people] if yes is None else [events, people - events]
    return min(cells)


def _below(request: Request, options: EffectOfTakeUp) -> list[int]:
    """Count those of each arm who came, but less than the plan calls taking the offer up: an amount counts them in."""
    if options.take_up == "delivery":
        return []
    assert request.dose is not None
    assert request.taken_up is not None
    below = (request.dose > 0) & (request.taken_up == 0)
    return [count for arm in (0, 1) if (count := int((below & (request.treated == arm)).sum()))]


def _taken_up(request: Request, options: EffectOfTakeUp) -> FloatArray:
    taken_up = request.dose if options.take_up == "delivery.dose" else request.taken_up
    assert taken_up is not None, "a plan without [delivery] cannot name this estimator"
    return taken_up


def _share(request: Request) -> bool:
    return unit_of(request.rows.outcome.rule) == "share"
