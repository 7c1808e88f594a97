"""At the end you know how likely a trial is to show a difference between two shares, and which share it can tell apart.

Three ways: by counting every result that two arms can have, by the noncentral t distribution, and by the textbook
formula with a pooled standard error under the null hypothesis.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
from scipy import stats

from nextwork_eval.effects.inputs import choice_problems, level_problems, refuse
from nextwork_eval.effects.power.analytic import (
    Power,
    Sizes,
    power_of_difference,
    power_problems,
    solve,
)
from nextwork_eval.effects.targets.chances import count_chances

Method = Literal["noncentral_t", "enumeration", "pooled_normal"]

_METHODS = ["noncentral_t", "enumeration", "pooled_normal"]
_MOST_RESULTS = 4_000_000
_SUMMARY = "The power of a comparison of shares cannot be computed."


def power_of_shares(
    share_treated: float,
    share_reference: float,
    *,
    n_treated: Sizes,
    n_reference: Sizes,
    method: Method = "noncentral_t",
    group_size: float | None = None,
    intraclass_correlation: float = 0.0,
    level: float = 0.95,
) -> Power:
    """Say how likely a trial is to show a difference between two shares.

    A helper for plans and for researchers; a plan does not name it as an estimator.

    Parameters
    ----------
    share_treated, share_reference
        The true shares, between 0 and 1.
    n_treated, n_reference
        Persons in each arm, or in each round.
    method
        `noncentral_t`: as `power_of_difference`, with the spread p (1 - p) of each share; knows rounds and groups.
        `enumeration`: exact for `difference_in_means`; one round, no groups. `pooled_normal`: the textbook formula;
        one round, no groups.
    group_size, intraclass_correlation, level
        As in `power_of_difference`.

    Returns
    -------
    Power
        In shares: a `difference` of 0.1 is ten percentage points.

    Raises
    ------
    EstimationError
        As `power_of_difference`, and when a share is not between 0 and 1, a method is asked for rounds or groups that
        it does not know, or has too many results to count.

    Notes
    -----
    `enumeration`: the sum of P(x1) P(x0) over the pairs of counts at which the interval of `difference_in_means` leaves
    zero outside; where neither arm varies there is no interval, and nothing is shown. `pooled_normal`: with equal arms
    Phi((sqrt(n) |d| - z sqrt(2 p (1 - p))) / sqrt(p1 (1 - p1) + p0 (1 - p0))), p the mean of the two shares.

    References
    ----------
    Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, chapter 4.

    Examples
    --------
    >>> round(power_of_shares(0.7, 0.5, n_treated=60, n_reference=60, method="pooled_normal").power, 4)
    0.611
    >>> round(power_of_shares(0.7, 0.5, n_treated=60, n_reference=60, method="enumeration").power, 4)
    0.6157
    """
    one, zero = np.atleast_1d(n_treated), np.atleast_1d(n_reference)
    problems = _problems(share_treated, share_reference, method, level)
    if method != "noncentral_t" and (one.size > 1 or zero.size > 1 or group_size is not None):
        problems.append(f"`{method}` knows neither rounds nor groups: use 'noncentral_t'.")
    if method == "enumeration" and (one.sum() + 1) * (zero.sum() + 1) > _MOST_RESULTS:
        problems.append("The arms are too large to count every result: use 'noncentral_t'.")
    refuse(_SUMMARY, problems)
    spread = [(share * (1 - share)) ** 0.5 for share in (share_treated, share_reference)]
    found = power_of_difference(
        share_treated - share_reference,
        n_treated=n_treated,
        n_reference=n_reference,
        sd_treated=spread[0],
        sd_reference=spread[1],
        group_size=group_size,
        intraclass_correlation=intraclass_correlation,
        level=level,
    )
    match method:
        case "enumeration":
            return _enumerated(found, share_treated, share_reference)
        case "pooled_normal":
            return _pooled(found, share_treated, share_reference)
        case _:
            return found


def detectable_share(
    share_reference: float,
    *,
    n_treated: Sizes,
    n_reference: Sizes,
    better: Literal["more", "fewer"] = "more",
    power: float = 0.8,
    method: Method = "noncentral_t",
    group_size: float | None = None,
    intraclass_correlation: float = 0.0,
    level: float = 0.95,
) -> Power:
    """Say how far the treated arm's share must lie from the reference arm's to be told apart with a given chance.

    A helper for plans and for researchers; a plan does not name it as an estimator.

    Parameters
    ----------
    share_reference, n_treated, n_reference, method, group_size, intraclass_correlation, level
        As in `power_of_shares`.
    better
        `more`: a larger share is looked for; `fewer`: a smaller one.
    power
        The chance wanted, between 0.5 and 1.

    Returns
    -------
    Power
        Its `difference`, negative for `fewer`, is the minimum detectable effect in shares.

    Raises
    ------
    EstimationError
        As `power_of_shares`, and when no share in that direction would be shown with the chance that is wanted.

    Notes
    -----
    The share at which `power_of_shares` is the power, found by bisection.

    References
    ----------
    Bloom (1995), Evaluation Review 19, 547-556.

    Examples
    --------
    With 60 people in each arm and half of the reference arm in a job, the difference must be 24.5 percentage points:

    >>> found = detectable_share(0.5, n_treated=60, n_reference=60, method="pooled_normal")
    >>> round(found.difference, 4)
    0.2455
    """
    refuse(_SUMMARY, [*power_problems(power), *choice_problems("better", better, ["more", "fewer"])])
    side = 1 if better == "more" else -1

    def at(distance: float) -> Power:
        return power_of_shares(
            share_reference + side * distance,
            share_reference,
            n_treated=n_treated,
            n_reference=n_reference,
            method=method,
            group_size=group_size,
            intraclass_correlation=intraclass_correlation,
            level=level,
        )

    furthest = (1 - share_reference if better == "more" else share_reference) * (1 - 1e-9)
    if not at(furthest).power > power:
        refuse(
            _SUMMARY, ["No share in that direction would be shown with the power asked for: the arms are too small."]
        )
    return at(solve(lambda distance: at(distance).power - power, 0.0, furthest))


def _problems(share_treated: float, share_reference: float, method: str, level: float) -> list[str]:
    shares = {"share_treated": share_treated, "share_reference": share_reference}
    return [
        *(f"`{name}` is not a share between 0 and 1." for name, share in shares.items() if not 0 < share < 1),
        *choice_problems("method", method, _METHODS),
        *level_problems(level),
    ]


def _enumerated(found: Power, p1: float, p0: float) -> Power:
    n1, n0, df = found.n_treated, found.n_reference, found.df
    share1, share0 = np.arange(n1 + 1)[:, None] / n1, np.arange(n0 + 1) / n0
    # Neyman's variance of a share: s^2 / n with s^2 = n / (n - 1) p (1 - p).
    error = np.sqrt(share1 * (1 - share1) / (n1 - 1) + share0 * (1 - share0) / (n0 - 1))
    reach = error * float(stats.t.isf((1 - found.level) / 2, df))
    chance = np.outer(count_chances(n1, p1), count_chances(n0, p0))
    above, below = (float(chance[(side * (share1 - share0) > reach) & (error > 0)].sum()) for side in (1, -1))
    power, wrong = (above, below) if p1 >= p0 else (below, above)
    return _replaced(found, power, wrong, df, "every result of the two arms counted; t test of the difference in means")


def _pooled(found: Power, p1: float, p0: float) -> Power:
    n1, n0 = found.n_treated, found.n_reference
    pooled = (n1 * p1 + n0 * p0) / (n1 + n0)
    null = (pooled * (1 - pooled) * (1 / n1 + 1 / n0)) ** 0.5
    reach = float(stats.norm.isf((1 - found.level) / 2)) * null
    power, wrong = (float(stats.norm.sf((reach - side * abs(p1 - p0)) / found.std_error)) for side in (1, -1))
    return _replaced(found, power, wrong, None, "normal approximation with the pooled share under the null hypothesis")


def _replaced(found: Power, power: float, wrong_side: float, df: float | None, method: str) -> Power:
    return replace(found, power=power, wrong_side=wrong_side, df=df, method=method)
