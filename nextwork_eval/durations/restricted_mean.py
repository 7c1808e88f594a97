"""At the end you know the mean weeks without the event up to a horizon, in each arm and as a difference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nextwork_eval.durations.contrasts import t_difference
from nextwork_eval.durations.inputs import ARMS, horizon_problems, read_timed_arms
from nextwork_eval.durations.tables import event_warnings, survival_table
from nextwork_eval.effects.estimate import Estimate, IntVector
from nextwork_eval.effects.inputs import level_problems

_SUMMARY = "The restricted mean cannot be estimated."


def restricted_mean(duration: object, event: object, treated: object, *, horizon: int, level: float = 0.95) -> Estimate:
    """Estimate the difference between the arms in mean weeks without the event, up to a horizon.

    Parameters
    ----------
    duration
        Shape (n_people,): whole weeks from the lottery to the event or, without one, to the last week of follow-up.
    event
        Shape (n_people,): 1 if the event happened in week `duration`, 0 if follow-up ended there.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    horizon
        Weeks after the horizon are not counted, and events in them not looked at.
    level
        Level of the two-sided interval.

    Returns
    -------
    Estimate
        `statistic` is `difference`, in weeks: treated minus reference. The event counts are persons with the event by
        the horizon. Warnings tell of an arm without events and of persons without follow-up.

    Raises
    ------
    EstimationError
        As `kaplan_meier`; also with fewer than two persons in an arm, and when nobody in either arm has the event.

    Notes
    -----
    The mean of min(duration, horizon), estimated as the area under the Kaplan-Meier curve, sum over t = 0 … horizon - 1
    of S(t). The variance of an arm of m persons is

        m / (m - 1) * sum over weeks u of A_u^2 d_u / (n_u (n_u - d_u)),  A_u = sum over t = u … horizon - 1 of S(t),

    Klein and Moeschberger's with a correction for small arms; the interval uses t with Welch-Satterthwaite degrees of
    freedom. With complete follow-up this is the difference in means of min(duration, horizon), HC2 standard error
    included.

    References
    ----------
    Klein and Moeschberger (2003), Survival Analysis, second edition, section 4.5. Royston and Parmar (2013), BMC
    Medical Research Methodology 13, 152.

    Examples
    --------
    >>> estimate = restricted_mean([4, 9, 10, 10, 2, 3, 8, 10], [1, 1, 0, 0, 1, 1, 1, 0], [1] * 4 + [0] * 4, horizon=10)
    >>> round(estimate.level_treated, 2), round(estimate.level_reference, 2), round(estimate.estimate, 2)
    (8.25, 5.75, 2.5)
    """
    arms = read_timed_arms(
        _SUMMARY,
        duration,
        event,
        treated,
        horizon=horizon,
        at_least=2,
        problems=[*level_problems(level), *horizon_problems(horizon)],
    )
    by_arm = [arms.treated == code for _, code in ARMS]
    one, zero = (restricted_mean_in_group(arms.duration[own], arms.event[own], horizon=horizon) for own in by_arm)
    events = [int(((arms.event == 1) & (arms.duration <= horizon) & own).sum()) for own in by_arm]
    return t_difference(
        _SUMMARY,
        levels=(one.mean, zero.mean),
        variances=(
            np.array([one.std_error**2 * one.n / (one.n - 1)]),
            np.array([zero.std_error**2 * zero.n / (zero.n - 1)]),
        ),
        dfs=(np.array([one.n - 1.0]), np.array([zero.n - 1.0])),
        sizes=(one.n, zero.n),
        events=(events[0], events[1]),
        largest=float(horizon),
        level=level,
        method="difference in restricted means (area under Kaplan-Meier); Klein-Moeschberger standard error with "
        "m/(m-1); t distribution with Welch-Satterthwaite degrees of freedom",
        warnings=event_warnings(arms, horizon),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictedMean:
    """Mean weeks without the event in one group of `n` persons; the standard error is without m / (m - 1)."""

    mean: float
    std_error: float
    n: int


def restricted_mean_in_group(duration: IntVector, event: IntVector, *, horizon: int) -> RestrictedMean:
    """Return the area under one group's Kaplan-Meier curve up to the horizon, in weeks."""
    table = survival_table(duration, event, horizon=horizon)
    before = table.survival[:-1]
    # The area that is still to come at the end of each week 0 … horizon - 1.
    remaining = np.cumsum(before[::-1])[::-1]
    at_risk, events = table.at_risk[:-1], table.events[:-1]
    spent = at_risk * (at_risk - events)
    # Where everyone at risk has the event, nothing remains to be uncertain about.
    terms = np.divide(remaining**2 * events, spent, out=np.zeros(horizon), where=spent > 0)
    return RestrictedMean(mean=float(before.sum()), std_error=float(np.sqrt(terms.sum())), n=len(duration))
