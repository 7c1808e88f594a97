"""What the data say about a target somebody set: observed or not, supported or not, and what the lottery adds to it.

Three questions that are easily taken for one are answered apart: where the number lies, which targets the data support
at the confidence of the plan, and whether the offer made a difference at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

from nextwork_eval import effects
from nextwork_eval.errors import EstimationError
from nextwork_eval.evaluation.request import Request
from nextwork_eval.evaluation.rows import finite, format_of
from nextwork_eval.plan.lottery import DesignSpec
from nextwork_eval.plan.model import Target
from nextwork_eval.plan.outcomes import unit_of
from nextwork_eval.results import ResultRow

EffectCase = Literal["good", "bad", "shown", "open"]

_TINY = 1e-12  # counts over counts: 0.75 of 60 people is 45 of them, whatever is left behind the twelfth digit
_GROUP = {"met": "met", "undecided": "undecided"}
_BESIDE = {"good": "shown", "bad": "against", "open": "not_shown"}
_UNITS = {"share": "percentage_point", "weeks": "weeks", "times": "times"}


def level_verdict(estimate: effects.Estimate, threshold: float) -> str:
    """Return `met` if the lower limit reaches the threshold.

    `not_met` if the upper limit stays below it, otherwise `undecided`.

    Examples
    --------
    >>> from nextwork_eval import effects
    >>> outcome, treated = [1] * 51 + [0] * 13, [1] * 60 + [0] * 4
    >>> observed = effects.share_in_arm(outcome, treated, level=0.9, interval="clopper_pearson")
    >>> level_verdict(observed, 0.75)
    'met'
    """
    if estimate.conf_low >= threshold:
        return "met"
    return "not_met" if estimate.conf_high < threshold else "undecided"


def ratio_verdict(estimate: effects.Estimate, threshold: float) -> str:
    """Return the verdict on a ratio that should be at most the threshold.

    `met` if the upper limit is at most the threshold; `not_reduced` if the lower limit is 1 or more; `reduced_not_met`
    if the interval lies between the threshold and 1; otherwise `undecided`.
    """
    if estimate.conf_high <= threshold:
        return "met"
    if estimate.conf_low >= 1:
        return "not_reduced"
    return "reduced_not_met" if estimate.conf_low > threshold and estimate.conf_high < 1 else "undecided"


def margin_verdict(estimate: effects.Estimate, margin: float, *, low: bool = True, high: bool = True) -> str:
    """Return `met` if the interval lies within the margin on each side that counts.

    `not_met` if it lies beyond it on one of them, otherwise `undecided`. `low` and `high` say which sides count: both
    for an equivalence, the side on which the outcome is worse for `not_worse`.
    """
    inside = (not low or estimate.conf_low >= -margin) and (not high or estimate.conf_high <= margin)
    beyond = (low and estimate.conf_high < -margin) or (high and estimate.conf_low > margin)
    return "met" if inside else "not_met" if beyond else "undecided"


def effect_case(row: ResultRow, good: str) -> EffectCase:
    """Say whether a contrast shows a difference, and whether it goes the way that helps (`more` or `fewer`).

    `open` when the interval holds the neutral value, even at its edge, or when there is none; `shown` when the outcome
    has no better direction. The report reads a contrast by the same rule.
    """
    if row.conf_low is None or row.conf_high is None:
        return "open"
    neutral = 1.0 if row.statistic in ("ratio", "hazard_ratio") else 0.0
    if row.conf_low <= neutral <= row.conf_high:
        return "open"
    if good == "neither":
        return "shown"
    return "good" if (row.conf_low > neutral) == (good == "more") else "bad"


def beside_the_effect(verdict: str, case: EffectCase) -> str | None:
    """Set the verdict on a target beside what the lottery shows: two questions, each combination with its own name.

    Returns
    -------
    str or None
        `met`, `short` or `undecided`, a dot, and `shown`, `not_shown` or `against` (shown, in the direction that does
        not help). None where the outcome has no better direction.

    Examples
    --------
    >>> beside_the_effect("met", "open"), beside_the_effect("reduced_not_met", "good")
    ('met.not_shown', 'short.shown')
    """
    if case == "shown":
        return None
    return f"{_GROUP.get(verdict, 'short')}.{_BESIDE[case]}"


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
        The rows of that analysis, from which the target's rows take their counts.

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
    if contrast is None:
        refused = EstimationError("The analysis that the target is read from was not estimated.")
        return [_left_open(target, request, replace(analysis_rows[0], **_BARE), refused)]
    template = found[f"{name}.level.{request.rows.treated_arm}"] if target.measure == "level" else contrast
    template = replace(template, **_BARE)
    try:
        rows = _judged(target, design, request, template)
    except EstimationError as error:
        rows = [_left_open(target, request, template, error)]
    verdict = rows[0].verdict or "undecided"
    beside = beside_the_effect(verdict, effect_case(contrast, request.rows.outcome.good))
    if beside is not None:
        joint = replace(contrast, result_id=f"target.{target.id}.with_effect", verdict=beside)
        rows.append(replace(joint, purpose="descriptive", family=None, p_value=None, p_adjusted=None))
    return rows


_BARE: dict[str, Any] = {
    **dict.fromkeys(("std_error", "df", "test_statistic", "p_value", "p_adjusted", "family")),
    "purpose": "descriptive",
}


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


def _left_open(target: Target, request: Request, template: ResultRow, error: EstimationError) -> ResultRow:
    """Return a row without numbers; the reason names no count, which could be a small one."""
    reference_events = request.numbers[request.treated == 0].sum()
    nobody = target.measure == "ratio" and reference_events == 0
    reason = "Nobody in the reference arm has the event: a ratio to it is not defined." if nobody else error.summary
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
        warnings=reason,
        **nothing,
    )
