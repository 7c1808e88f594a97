"""A target becomes rows: the number, the targets that the data support, and what the lottery adds to the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

from nextwork_eval import effects
from nextwork_eval.errors import EstimationError
from nextwork_eval.evaluation.request import Request
from nextwork_eval.evaluation.rows import finite, format_of
from nextwork_eval.evaluation.verdicts import (
    beside_the_effect,
    effect_case,
    level_verdict,
    margin_verdict,
    ratio_verdict,
)
from nextwork_eval.plan.lottery import DesignSpec
from nextwork_eval.plan.model import Target
from nextwork_eval.plan.outcomes import unit_of
from nextwork_eval.results import ResultRow

_TINY = 1e-12  # counts over counts: 0.75 of 60 people is 45 of them, whatever is left behind the twelfth digit
_UNITS = {"share": "percentage_point", "weeks": "weeks", "times": "times"}
_NO_RATIO = "Nobody in the reference arm has the event: a ratio to it is not defined."
_BARE: dict[str, Any] = {
    **dict.fromkeys(("std_error", "df", "test_statistic", "p_value", "p_adjusted", "family")),
    "purpose": "descriptive",
}


def target_rows(
    target: Target, design: DesignSpec, request: Request, analysis_rows: Sequence[ResultRow]
) -> list[ResultRow]:
    """Hold one target against the data.

    Parameters
    ----------
    target
        The plan's target.
    design
        Of the plan: whether the rounds gave everyone the same chance of an offer.
    request
        The outcome and the lots of everyone in the population of the target's analysis.
    analysis_rows
        The rows of that analysis, from which the target's rows take their counts; or the one row that says why it was
        not estimated.

    Returns
    -------
    list of ResultRow
        `target.<id>`: the estimate, the limits that are one-sided at the plan's confidence, and the verdict. `.wilson`:
        the same for a level by Wilson's limits. `.observed`: on which side of the threshold the number itself lies.
        `.with_effect`: the contrast between the arms, with the verdict set beside it.

    Notes
    -----
    A level has exact (Clopper-Pearson) limits; a ratio score limits, with the lottery rounds pooled. A margin in shares
    has Miettinen-Nurminen limits where every round gave the same chance of an offer; otherwise, and for means, those of
    the t distribution (Welch, or within rounds). What cannot be estimated is `undecided`, and the row says why.
    """
    found = {row.result_id: row for row in analysis_rows}
    name = target.analysis
    contrast = found.get(f"{name}.difference") or found.get(f"{name}.ratio")
    level = found.get(f"{name}.level.{request.rows.treated_arm}")
    template = replace((level if target.measure == "level" else contrast) or analysis_rows[0], **_BARE)
    if contrast is None:  # the analysis itself was not estimated; the target may have an answer all the same
        template = replace(template, **_counts(request, both=target.measure != "level"))
    try:
        rows = _judged(target, design, request, template)
    except EstimationError as error:
        rows = [_left_open(target, request, template, error)]
    if contrast is None:
        return rows
    verdict = rows[0].verdict or "undecided"
    beside = beside_the_effect(verdict, effect_case(contrast, request.rows.outcome.good))
    if beside is not None:
        joint = replace(contrast, result_id=f"target.{target.id}.with_effect", verdict=beside)
        rows.append(replace(joint, purpose="descriptive", family=None, p_value=None, p_adjusted=None))
    return rows


def _judged(target: Target, design: DesignSpec, request: Request, template: ResultRow) -> list[ResultRow]:
    outcome, treated, confidence = request.numbers, request.treated, target.confidence
    level, limit = 2 * confidence - 1, target.threshold
    match target.measure:
        case "level":
            exact = effects.share_in_arm(outcome, treated, level=level, interval="clopper_pearson")
            wilson = effects.share_in_arm(outcome, treated, level=level, interval="wilson")
            side = "at_or_above" if exact.estimate >= limit - _TINY else "below"
            return [
                _row(target, template, exact, "share", level_verdict(exact, limit)),
                _row(target, template, wilson, "share", level_verdict(wilson, limit), part=".wilson"),
                _observed(target, template, exact, "share", side),
            ]
        case "ratio":
            if not outcome[treated == 0].any():
                raise EstimationError(_NO_RATIO)
            ratio = effects.risk_ratio(outcome, treated, level=level)
            side = "at_or_below" if ratio.estimate <= limit + _TINY else "above"
            ratio = replace(ratio, warnings=(*ratio.warnings, *_unequal_chances(design)))
            verdict = ratio_verdict(ratio, limit)
        case _:
            ratio = _within_margin(target, design, request)
            good = request.rows.outcome.good
            sides = {"low": good == "more", "high": good == "fewer"} if target.measure == "not_worse" else {}
            verdict = margin_verdict(ratio, limit, **sides)
            loss = {"more": -ratio.estimate, "fewer": ratio.estimate}.get(good, 0.0)
            distance = loss if target.measure == "not_worse" else abs(ratio.estimate)
            side = "within" if distance <= limit + _TINY else "beyond"
    unit = "ratio" if target.measure == "ratio" else _UNITS[unit_of(request.rows.outcome.rule)]
    return [_row(target, template, ratio, unit, verdict), _observed(target, template, ratio, unit, side)]


def _within_margin(target: Target, design: DesignSpec, request: Request) -> effects.Estimate:
    share = unit_of(request.rows.outcome.rule) == "share"
    test: Literal["score", "t"] = "score" if share and not _unequal_chances(design) else "t"
    strata = request.strata if test == "t" else None
    if target.measure == "equivalent":
        return effects.equivalence(
            request.numbers,
            request.treated,
            margin=target.threshold,
            test=test,
            strata=strata,
            level=target.confidence,
        )
    return effects.noninferiority(
        request.numbers,
        request.treated,
        margin=target.threshold,
        better="fewer" if request.rows.outcome.good == "fewer" else "more",
        test=test,
        strata=strata,
        level=target.confidence,
    )


def _unequal_chances(design: DesignSpec) -> tuple[str, ...]:
    """Return a warning where rounds gave different chances of an offer: pooled shares then compare unlike groups."""
    chances = {
        round((draw.probability or 0.0) if draw.offered is None else draw.offered / draw.randomised, 9)
        for draw in design.round
    }
    return ("The rounds gave different chances of an offer; they are pooled here.",) if len(chances) > 1 else ()


def _row(
    target: Target, template: ResultRow, found: effects.Estimate, unit: str, verdict: str, *, part: str = ""
) -> ResultRow:
    alone = target.measure == "level"
    return replace(
        template,
        result_id=f"target.{target.id}{part}",
        statistic=found.statistic,
        unit=unit,
        format=format_of(unit),
        estimate=finite(found.estimate),
        conf_low=finite(found.conf_low),
        conf_high=finite(found.conf_high),
        conf_level=found.conf_level,
        set_kind=found.set_kind,
        reference_arm=None if alone else template.reference_arm,
        n_reference=None if alone else template.n_reference,
        events_reference=None if alone else template.events_reference,
        verdict=verdict,
        method=found.method,
        warnings=" | ".join(found.warnings),
    )


def _observed(target: Target, template: ResultRow, found: effects.Estimate, unit: str, verdict: str) -> ResultRow:
    row = _row(target, template, found, unit, verdict, part=".observed")
    nothing: dict[str, Any] = {
        "conf_low": None,
        "conf_high": None,
        "conf_level": None,
        "set_kind": "none",
        "warnings": "",
    }
    return replace(row, method=f"{found.statistic} as observed, without its uncertainty", **nothing)


def _counts(request: Request, *, both: bool) -> dict[str, Any]:
    """Return the arms and their counts for a row that no estimate has filled in."""
    people = {arm: request.numbers[request.treated == arm] for arm in (1, 0)}
    n = {arm: len(values) for arm, values in people.items()}
    share = unit_of(request.rows.outcome.rule) == "share"
    events = {arm: int(values.sum()) if share else None for arm, values in people.items()}
    cells = []
    for arm in (1, 0) if both else (1,):
        reached = events[arm]
        cells += [n[arm]] if reached is None else [reached, n[arm] - reached]
    return {
        "arm": request.rows.treated_arm,
        "reference_arm": request.rows.reference_arm if both else None,
        "n_arm": n[1],
        "events_arm": events[1],
        "n_reference": n[0] if both else None,
        "events_reference": events[0] if both else None,
        "smallest_cell": min(cells),
    }


def _left_open(target: Target, request: Request, template: ResultRow, error: EstimationError) -> ResultRow:
    """Return a row without numbers; the reason names no count, which could be a small one."""
    nothing: dict[str, Any] = dict.fromkeys(("estimate", "conf_low", "conf_high", "conf_level"))
    unit = {"level": "share", "ratio": "ratio"}.get(target.measure) or _UNITS[unit_of(request.rows.outcome.rule)]
    return replace(
        template,
        result_id=f"target.{target.id}",
        statistic={"level": "share", "ratio": "ratio"}.get(target.measure, "difference"),
        unit=unit,
        format=format_of(unit),
        set_kind="none",
        verdict="undecided",
        method="cannot be computed from these data",
        warnings=error.summary,
        **nothing,
    )
