"""At the end you know the effects that agree with the data whatever the outcomes are that nobody knows.

Nothing is assumed of those who are not known but that their outcomes lie between the lowest and the highest there are.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nextwork_eval.effects.bounds.limits import as_bounds, in_words, variance_of_difference
from nextwork_eval.effects.estimate import Bounds, FloatVector
from nextwork_eval.effects.inputs import Column, TwoArms, level_problems, read_numbers, read_two_arms, refuse
from nextwork_eval.effects.means.neyman import standardised_means

_SUMMARY = "The effect cannot be bounded."
ALL_KNOWN = "Every outcome is known: the two ends are one number, and the limits are those of a normal interval."


def manski_bounds(
    outcome: object,
    treated: object,
    *,
    lowest: float,
    highest: float,
    strata: object | None = None,
    level: float = 0.95,
) -> Bounds:
    """Bound the effect of the offer on a mean or a share, whatever the outcomes of those who were lost.

    The lower end gives everyone lost of the treated arm the lowest outcome there is, and everyone lost of the reference
    arm the highest; the upper end does the reverse. The ends are as far apart as the two shares lost together, times
    the range of the outcome. The effect is that of everyone randomised, with nobody left out.

    Parameters
    ----------
    outcome
        Shape (n_people,): the outcome in its own unit; NaN for persons of whom it is not known.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm; known for everyone.
    lowest, highest
        The lowest and the highest outcome anybody could have: 0 and 1 for a yes or no, 0 and the horizon for weeks.
        They follow from what is measured, not from the data.
    strata
        Shape (n_people,): the stratum in which each person was drawn; None for a lottery without strata.
    level
        Level of the limits.

    Returns
    -------
    Bounds
        `lower` and `upper` are the ends; `conf_low` and `conf_high` the limits that hold the effect at the level. Where
        everyone is known the ends are one number; a warning says so, and another where nobody of an arm is known.

    Raises
    ------
    EstimationError
        With every fault: `lowest` not below `highest`, outcomes outside them, lengths or pandas indexes that differ, an
        arm that is not 0/1 or has fewer than two persons (in a stratum), nobody known, outcomes that do not vary.

    Notes
    -----
    With y^L the outcomes where the lowest value, and y^H where the highest, stands in for those not known, and means
    within strata averaged with the strata's shares of everyone:

        lower = mean(y^L | treated) - mean(y^H | reference)
        upper = mean(y^H | treated) - mean(y^L | reference).

    Each end has the variance of a (stratified) difference in means of outcomes so filled in. The limits are those of
    Imbens and Manski, with normal quantiles.

    References
    ----------
    Horowitz and Manski (2000), Journal of the American Statistical Association 95, 77-84. Manski (1990), American
    Economic Review 80, 319-323. Imbens and Manski (2004), Econometrica 72, 1845-1857.

    Examples
    --------
    Did they find a job? Of four offered the programme one is not known, and of four in the reference arm one.

    >>> found_job = [1, 1, 0, float("nan"), 1, 0, 0, float("nan")]
    >>> bounds = manski_bounds(found_job, [1, 1, 1, 1, 0, 0, 0, 0], lowest=0, highest=1)
    >>> bounds.lower, bounds.upper
    (0.0, 0.5)
    """
    read = read_numbers("outcome", outcome, gaps=True)
    arms = read_two_arms(
        _SUMMARY,
        read,
        treated,
        strata=strata,
        problems=[*level_problems(level), *_range_problems(read, lowest, highest)],
    )
    known = ~np.isnan(arms.outcome)
    if not known.any():
        refuse(_SUMMARY, ["Nobody's outcome is known: the data say nothing, and the bounds are all there can be."])
    worst = standardised_means(_filled(arms, treated=lowest, reference=highest))
    best = standardised_means(_filled(arms, treated=highest, reference=lowest))
    return as_bounds(
        _SUMMARY,
        arms,
        ends=(float(worst[0].mean[0] - worst[1].mean[0]), float(best[0].mean[0] - best[1].mean[0])),
        variances=(variance_of_difference(worst), variance_of_difference(best)),
        level=level,
        method="worst-case bounds (Horowitz-Manski) of the difference in means"
        + in_words(int(arms.strata.max()) + 1)
        + "; HC2 standard errors; Imbens-Manski limits, normal distribution",
        warnings=_warnings(arms, known),
    )


def _filled(arms: TwoArms, *, treated: float, reference: float) -> TwoArms:
    stand_in = np.where(arms.treated == 1, treated, reference)
    return replace(arms, outcome=np.where(np.isnan(arms.outcome), stand_in, arms.outcome))


def _range_problems(read: Column, lowest: float, highest: float) -> list[str]:
    if not (_is_number(lowest) and _is_number(highest) and lowest < highest):
        return ["`lowest` and `highest` are not the ends of a range: expected two finite numbers, the lower one first."]
    if read.problems or read.values.ndim != 1:
        return []
    values: FloatVector = read.values
    outside = (values < lowest) | (values > highest)
    if not outside.any():
        return []
    return [
        f"`outcome` lies outside `lowest` and `highest` for {int(outside.sum())} of {len(values)} persons: "
        "expected the range of what is measured."
    ]


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float, np.floating, np.integer)) and bool(np.isfinite(value))


def _warnings(arms: TwoArms, known: np.typing.NDArray[np.bool_]) -> tuple[str, ...]:
    if known.all():
        return (ALL_KNOWN,)
    return tuple(
        f"Nobody of the {name} arm is known: its mean may be anything."
        for name, arm in (("treated", 1), ("reference", 0))
        if not known[arms.treated == arm].any()
    )
