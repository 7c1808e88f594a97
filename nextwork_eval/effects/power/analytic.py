"""At the end you know how likely a trial is to show a difference in means, and which difference it is likely to show.

The sizes of the arms in each lottery round, the spread of the outcome and the groups in which the treated meet decide
it. The test is the one that `difference_in_means` and its siblings make.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from scipy import optimize, stats

from nextwork_eval.effects.inputs import level_problems, refuse
from nextwork_eval.effects.means.neyman import satterthwaite_df

Sizes = int | Sequence[int]

_SUMMARY = "The power cannot be computed."


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """What a trial can show.

    Attributes
    ----------
    power
        Chance that the interval leaves zero outside, on the side on which the difference is.
    wrong_side
        Chance that it leaves zero outside on the other side: a difference would be shown, in the wrong direction.
    difference
        The true difference, in the unit of the outcome.
    std_error, df
        The expected standard error of the difference, and the degrees of freedom of its t test; None where the test has
        none.
    level
        Two-sided level of the interval.
    n_treated, n_reference
        Persons in each arm.
    design_effect
        How many times as large the variance of the treated arm's mean is as if its people were independent.
    method
        The formula in one line.
    """

    power: float
    wrong_side: float
    difference: float
    std_error: float
    df: float | None
    level: float
    n_treated: int
    n_reference: int
    design_effect: float
    method: str

    def to_dict(self) -> dict[str, Any]:
        """Return the record as a plain dictionary, in the order of the attributes."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def power_of_difference(
    difference: float,
    *,
    n_treated: Sizes,
    n_reference: Sizes,
    sd_treated: float = 1.0,
    sd_reference: float | None = None,
    group_size: float | None = None,
    intraclass_correlation: float = 0.0,
    level: float = 0.95,
) -> Power:
    """Say how likely a trial is to show a difference in means of a given size.

    A helper for plans and for researchers; a plan does not name it as an estimator.

    Parameters
    ----------
    difference
        The true difference, in the unit of the outcome.
    n_treated, n_reference
        Persons in each arm; in a lottery with rounds, one number for each round, in the same order.
    sd_treated, sd_reference
        Standard deviation of the outcome within each arm; `sd_reference` None for the same.
    group_size, intraclass_correlation
        Mean size of the groups in which the treated meet, and the correlation of the outcomes of two members. None: no
        groups.
    level
        Two-sided level of the interval.

    Returns
    -------
    Power
        `power` counts differences shown in the right direction only.

    Raises
    ------
    EstimationError
        With every number that is impossible: arms of fewer than two persons (in a round), a spread that is not above
        zero, a correlation outside [0, 1), fewer than two groups in a round.

    Notes
    -----
    With rounds b of n_b persons, weights v_ba = (n_b / n)^2 / n_ba and D = 1 + (m - 1) ICC for groups of m people in
    the treated arm:

        variance = sum_b (v_b1 D sd_1^2 + v_b0 sd_0^2),  df = (sum v)^2 / sum (v_ba^2 / (k_ba - 1)),

    where k_ba is the number of persons in the cell, or of groups where they meet in groups: the degrees of freedom of
    `difference_in_means`, `difference_in_means_stratified` and, for groups of one size, `group_treatment`. The power is
    the upper tail, beyond t(df), of the noncentral t distribution with parameter |difference| / sqrt(variance).

    References
    ----------
    Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, chapter 2. Kish (1965), Survey Sampling, on
    design effects. Bloom (1995), Evaluation Review 19, 547-556, on the smallest effect that can be detected.

    Examples
    --------
    >>> result = power_of_difference(0.5, n_treated=60, n_reference=60)
    >>> round(result.power, 4), result.df
    (0.7753, 118.0)

    Groups of eight whose members resemble each other cost a good part of it:

    >>> round(power_of_difference(0.5, n_treated=64, n_reference=60, group_size=8, intraclass_correlation=0.1).power, 2)
    0.64
    """
    refuse(_SUMMARY, [] if np.isfinite(difference) else ["`difference` is not a finite number."])
    error = _error(n_treated, n_reference, sd_treated, sd_reference, group_size, intraclass_correlation, level)
    return _power(difference, *error, level)


def detectable_difference(
    *,
    n_treated: Sizes,
    n_reference: Sizes,
    power: float = 0.8,
    sd_treated: float = 1.0,
    sd_reference: float | None = None,
    group_size: float | None = None,
    intraclass_correlation: float = 0.0,
    level: float = 0.95,
) -> Power:
    """Say which difference in means a trial would show with a given chance: the minimum detectable effect.

    A helper for plans and for researchers; a plan does not name it as an estimator.

    Parameters
    ----------
    n_treated, n_reference, sd_treated, sd_reference, group_size, intraclass_correlation, level
        As in `power_of_difference`.
    power
        The chance wanted, between 0.5 and 1.

    Returns
    -------
    Power
        Its `difference`, which is positive, is the one asked for.

    Raises
    ------
    EstimationError
        As `power_of_difference`, and when the power does not lie between 0.5 and 1.

    Notes
    -----
    The difference at which the noncentral t tail of `power_of_difference` is the power; close to (t(1 - alpha / 2) +
    t(power)) standard errors.

    References
    ----------
    Bloom (1995), Evaluation Review 19, 547-556.

    Examples
    --------
    With 60 people in each arm, half a standard deviation:

    >>> round(detectable_difference(n_treated=60, n_reference=60).difference, 4)
    0.5157
    """
    refuse(_SUMMARY, power_problems(power))
    error = _error(n_treated, n_reference, sd_treated, sd_reference, group_size, intraclass_correlation, level)
    found = solve(lambda units: _power(units * error[0], *error, level).power - power, 0.0, 40.0)
    return _power(found * error[0], *error, level)


def power_problems(power: float) -> list[str]:
    """List what is wrong with a power that is asked for."""
    return [] if 0.5 <= power < 1 else ["`power` is not a chance to ask for: expected at least 0.5 and below 1."]


def solve(function: Callable[[float], float], low: float, high: float) -> float:
    """Return where a rising function of one number is zero."""
    return float(optimize.brentq(function, low, high, xtol=1e-12, rtol=1e-12))


def _power(difference: float, std_error: float, df: float, n1: int, n0: int, effect: float, level: float) -> Power:
    critical, shift = float(stats.t.isf((1 - level) / 2, df)), abs(difference) / std_error
    return Power(
        power=_tail(critical, df, shift),
        wrong_side=_tail(critical, df, -shift),
        difference=difference,
        std_error=std_error,
        df=df,
        level=level,
        n_treated=n1,
        n_reference=n0,
        design_effect=effect,
        method="noncentral t distribution; expected standard error and degrees of freedom of the difference in means"
        + (f"; design effect {effect:.4g} in the treated arm" if effect != 1 else ""),
    )


def _tail(critical: float, df: float, shift: float) -> float:
    found = float(stats.nct.sf(critical, df, shift))
    # Far out the noncentral tail is not computed; it is 0 or 1 to the last digit there.
    return min(1.0, max(0.0, found)) if np.isfinite(found) else float(shift > critical)


def _error(
    n_treated: Sizes,
    n_reference: Sizes,
    sd_treated: float,
    sd_reference: float | None,
    group_size: float | None,
    correlation: float,
    level: float,
) -> tuple[float, float, int, int, float]:
    """Return the standard error, its degrees of freedom, the persons of both arms and the design effect."""
    one, zero = (np.atleast_1d(np.asarray(sizes, dtype=np.float64)) for sizes in (n_treated, n_reference))
    spread = (sd_treated, sd_treated if sd_reference is None else sd_reference)
    problems = level_problems(level)
    if one.shape != zero.shape or one.ndim != 1 or one.size == 0:
        problems.append("`n_treated` and `n_reference` do not name the same rounds: expected one number for each.")
    elif min(one.min(), zero.min()) < 2:
        problems.append("An arm (of a round) has fewer than two persons.")
    if not (min(spread) >= 0 and 0 < max(spread) < np.inf):
        problems.append("`sd_treated` and `sd_reference` must not be negative, and one of them is above zero.")
    if not 0 <= correlation < 1:
        problems.append("`intraclass_correlation` must be at least 0 and below 1.")
    if correlation > 0 and group_size is None:
        problems.append("`intraclass_correlation` needs a `group_size`.")
    if group_size is not None and not 1 <= group_size <= one.min(initial=np.inf) / 2:
        problems.append("`group_size` leaves fewer than two groups in a round, or is below one person.")
    refuse(_SUMMARY, problems)
    shares = (one + zero) / (one + zero).sum()
    weights = (shares**2 / one, shares**2 / zero)
    effect = 1 + ((group_size or 1) - 1) * correlation
    variance = float((weights[0] * effect * spread[0] ** 2 + weights[1] * spread[1] ** 2).sum())
    df = satterthwaite_df(np.concatenate(weights), np.concatenate([one / (group_size or 1), zero]))
    return variance**0.5, df, int(one.sum()), int(zero.sum()), effect
