"""At the end you know the two ends of an effect on those who would leave in either arm, and their limits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nextwork_eval.durations.returns.always import ROUNDING, Leavers, LowEnd, low_end
from nextwork_eval.durations.returns.always_limits import low_limit
from nextwork_eval.durations.returns.exits import nobody_left
from nextwork_eval.effects.bounds.limits import errors_allowed_for, imbens_manski
from nextwork_eval.effects.estimate import Bounds, FloatVector
from nextwork_eval.effects.inputs import (
    TwoArms,
    level_problems,
    read_labels,
    read_numbers,
    read_two_arms,
    read_zero_one,
    refuse,
)
from nextwork_eval.effects.means.neyman import standardised_means

_SUMMARY = "The effect on those who would leave in either arm cannot be bounded."
NOBODY = (
    "The shares that left add up to no more than everyone: perhaps nobody would leave in either arm, and the data do "
    "not narrow the range."
)


def bounds_of_always_leavers(
    left: object,
    outcome: object,
    treated: object,
    *,
    limits: tuple[float, float],
    name: str,
    monotone: bool,
    cells: object | None,
    strata: object | None,
    reference_times: float,
    level: float,
    what: str,
) -> Bounds:
    """Return both ends, their standard errors and the limits; `limits` are those of the outcome's scale."""
    labels = [] if cells is None else [read_labels("cells", cells)]
    leaving = read_zero_one("left", left, meaning="1 for those who left")
    values = read_numbers(name, outcome, gaps=True)
    arms = read_two_arms(
        _SUMMARY, leaving, treated, strata=strata, beside=[values, *labels], problems=level_problems(level)
    )
    codes = labels[0].values.astype(np.int64) if labels else np.zeros(len(arms.treated), dtype=np.int64)
    gone = arms.outcome == 1
    refuse(_SUMMARY, _problems(arms, values.values, codes, name, limits))
    numbers = np.where(gone, values.values, 0.0)
    people = Leavers(
        outcome=np.where(arms.treated == 1, numbers, reference_times * numbers),
        left=arms.outcome,
        treated=arms.treated.astype(np.int64),
        weight=_weights(arms),
        share=np.full(len(gone), 1 / len(gone)),
        cells=codes,
    )
    lower, lower_variance = _end(people, arms, monotone=monotone)
    upper, upper_variance = _end(replace(people, outcome=-people.outcome), arms, monotone=monotone)
    shares = [float((people.weight * people.left)[people.treated == arm].sum()) for arm in (0, 1)]
    warnings = _warnings(shares, monotone=monotone)
    n_cells = int(codes.max()) + 1
    method = (
        f"bounds of the {what}; "
        + ("the offer moves leaving one way only" if monotone else "no assumption on whom the offer moves to leave")
        + (f"; within {n_cells} cells" if n_cells > 1 else "")
        + "; standard errors by influence values; "
        + (
            "Imbens-Manski limits, normal distribution"
            if monotone
            else "limits by inversion of a test on means, allowing for terms that are nearly the largest"
        )
    )
    scale = (limits[0] - reference_times * limits[1], limits[1] - reference_times * limits[0])
    if lower is None or upper is None:
        lower, upper = scale
        errors: tuple[float | None, float | None] = (None, None)
        low, high = lower, upper
        warnings = (NOBODY, *warnings)
    else:
        errors = (lower_variance**0.5, upper_variance**0.5)
        upper = max(0.0 - upper, lower)  # equal ends, but for rounding
        known = values.values[gone]
        if np.ptp(known) <= 0:
            refuse(_SUMMARY, [f"`{name}` does not vary among those who left: expected some variation within an arm."])
        low, high = lower, upper
        # Both ends are free of chance where so few need leave in either arm that they are those of the scale.
        if max(lower_variance, upper_variance) > (ROUNDING * limits[1]) ** 2:
            low, high = imbens_manski(lower, upper, lower_variance**0.5, upper_variance**0.5, level)
            if not monotone:
                critical = errors_allowed_for(upper - lower, max(lower_variance, upper_variance) ** 0.5, level)
                low = low_limit(people, arms, end=lower, scale_low=scale[0], critical=critical)
                turned = replace(people, outcome=-people.outcome)
                high = -low_limit(turned, arms, end=-upper, scale_low=-scale[1], critical=critical)
        low, high = max(low, scale[0]), min(high, scale[1])  # no effect lies outside the scale
    return Bounds(
        statistic="difference",
        lower=lower,
        upper=upper,
        std_error_lower=errors[0],
        std_error_upper=errors[1],
        conf_low=low,
        conf_high=high,
        conf_level=level,
        n_treated=int((arms.treated == 1).sum()),
        n_reference=int((arms.treated == 0).sum()),
        n_known_treated=int(gone[arms.treated == 1].sum()),
        n_known_reference=int(gone[arms.treated == 0].sum()),
        method=method,
        warnings=warnings,
    )


def _end(people: Leavers, arms: TwoArms, *, monotone: bool) -> tuple[float | None, float]:
    """Return the lower end and its variance."""
    found = low_end(people, monotone=monotone)
    return found.difference, max(_variance(found, arms), _variance(low_end(people, monotone=monotone, tie=1), arms))


def _variance(end: LowEnd, arms: TwoArms) -> float:
    one, zero = standardised_means(replace(arms, outcome=end.influence))
    between: FloatVector = end.between
    return float(one.variance[0] + zero.variance[0] + between.var() / len(between))


def _weights(arms: TwoArms) -> FloatVector:
    """Return what each person counts in the mean of the arm: the stratum's share of everyone, over the cell's size."""
    shares = np.bincount(arms.strata) / len(arms.strata)
    sizes = np.array([np.bincount(arms.strata[arms.treated == arm], minlength=len(shares)) for arm in (0, 1)])
    return np.asarray(shares[arms.strata] / sizes[arms.treated.astype(np.int64), arms.strata])


def _problems(
    arms: TwoArms, values: FloatVector, codes: np.typing.NDArray[np.int64], name: str, limits: tuple[float, float]
) -> list[str]:
    gone = arms.outcome == 1
    found = nobody_left(gone.astype(np.int64), arms.treated.astype(np.int64))
    unknown = int(np.isnan(values[gone]).sum())
    if unknown:
        found.append(
            f"`{name}` is not known for {unknown} of {int(gone.sum())} persons who left: expected all of them."
        )
    known = values[gone & ~np.isnan(values)]
    outside = (known < limits[0]) | (known > limits[1])
    if limits == (0.0, 1.0):
        outside = ~np.isin(known, limits)
    if outside.any():
        expected = "0 or 1" if limits == (0.0, 1.0) else f"weeks between {limits[0]:g} and {limits[1]:g}"
        found.append(f"`{name}` is out of range for {int(outside.sum())} of {len(known)} leavers: expected {expected}.")
    n_cells = int(codes.max()) + 1
    counts = np.array([np.bincount(codes[arms.treated == arm], minlength=n_cells) for arm in (0, 1)])
    alone = int((counts.min(axis=0) == 0).sum())
    if n_cells > 1 and alone:
        found.append(
            f"{alone} of {n_cells} cells hold persons of one arm only: merge cells by a rule that does not look at "
            "outcomes."
        )
    return found


def _warnings(shares: list[float], *, monotone: bool) -> tuple[str, ...]:
    if not monotone:
        return ()
    if abs(shares[1] - shares[0]) <= ROUNDING:
        return (
            "As large a share left in both arms: nobody is left out. It holds for those who would leave in either arm "
            "only if the offer moved nobody's leaving.",
        )
    name = "treated" if shares[1] > shares[0] else "reference"
    return (
        f"More left in the {name} arm, and people were left out of it. The bounds are those of people who would leave "
        "in either arm, if the offer moves leaving one way only.",
    )
