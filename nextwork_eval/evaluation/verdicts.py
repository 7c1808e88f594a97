"""What the data say about a target somebody set: met, not met, or undecided, by one-sided limits chosen in the plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nextwork_eval import effects
from nextwork_eval.plan.model import Target
from nextwork_eval.results import ResultRow


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


def target_row(
    target: Target, outcome: NDArray[np.float64], treated: NDArray[np.int8], template: ResultRow
) -> ResultRow:
    """Hold one target against the data.

    The interval has the level 2 × confidence - 1, so that each of its limits is one-sided at the plan's confidence. A
    level is given its exact (Clopper-Pearson) limits; a ratio its score limits, with the lottery rounds pooled.

    Parameters
    ----------
    target
        The plan's target.
    outcome, treated
        Of everyone in the population of the target's analysis, shape (n_people,).
    template
        The row of the target's analysis that it is read from.
    """
    level = 2 * target.confidence - 1
    if target.measure == "level":
        estimate = effects.share_in_arm(outcome, treated, level=level, interval="clopper_pearson")
        verdict, statistic, unit, form = level_verdict(estimate, target.threshold), "share", "share", "percent"
    else:
        estimate = effects.risk_ratio(outcome, treated, level=level)
        verdict, statistic, unit, form = ratio_verdict(estimate, target.threshold), "ratio", "ratio", "ratio"
    contrast = target.measure == "ratio"
    return replace(
        template,
        result_id=f"target.{target.id}",
        statistic=statistic,
        unit=unit,
        format=form,
        estimate=estimate.estimate,
        std_error=None,
        df=None,
        test_statistic=None,
        p_value=None,
        p_adjusted=None,
        family=None,
        conf_low=estimate.conf_low,
        conf_high=estimate.conf_high,
        conf_level=level,
        set_kind="interval",
        reference_arm=template.reference_arm if contrast else None,
        n_reference=template.n_reference if contrast else None,
        events_reference=template.events_reference if contrast else None,
        verdict=verdict,
        method=estimate.method,
        warnings=" | ".join(estimate.warnings),
    )
