"""What the data say about a target somebody set: met, not met, or undecided, by one-sided limits chosen in the plan.

Whether the offer made a difference is another question; the two answers are set side by side and get a name together.
"""

from __future__ import annotations

from typing import Literal

from nextwork_eval import effects
from nextwork_eval.results import ResultRow

EffectCase = Literal["good", "bad", "shown", "open"]

_GROUP = {"met": "met", "undecided": "undecided"}
_BESIDE = {"good": "shown", "bad": "against", "open": "not_shown"}


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
    ratios = ("ratio", "hazard_ratio", "odds_ratio_by_week", "time_ratio", "rate_ratio")
    neutral = 1.0 if row.statistic in ratios else 0.0
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
