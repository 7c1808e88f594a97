"""At the end you know Kaplan-Meier when some persons stand for several, and why Greenwood's error is then wrong."""

from __future__ import annotations

import numpy as np

from nextwork_eval.durations.tables import SurvivalTable, weekly_counts
from nextwork_eval.effects.estimate import FloatVector, IntVector


def weighted_survival_table(
    duration: IntVector, event: IntVector, entry: IntVector, weights: FloatVector, *, horizon: int, start: int = 1
) -> SurvivalTable:
    """Return Kaplan-Meier of one group with weights, and its robust standard error; counts are persons, not weights.

    Parameters
    ----------
    duration, event, entry, weights
        Shape (n_people,): `event` is 0 or 1, weights are above 0.
    horizon
        Last week.
    start
        Events before this week are left out.

    Notes
    -----
    S(t) = product of 1 - h_u with h_u = D_u / R_u the weighted events over the weighted persons at risk. The derivative
    of S(t) by the weight of person i is

        U_i(t) = S(t) (sum over u <= t at risk of h_u / (R_u (1 - h_u)) - [event by t] / (R_d (1 - h_d)))

    with d the week of the event, and the variance is the sum of (w_i U_i)^2 (infinitesimal jackknife): a weight is no
    number of persons who were drawn one by one, as Greenwood's formula would take it. With equal weights
    both agree where everyone is looked at from the start.
    """
    at_risk, events = weekly_counts(duration, event, horizon=horizon, entry=entry)
    weeks = np.arange(horizon + 1)
    last, first = np.minimum(duration, horizon), np.minimum(entry, horizon)
    counted = (event == 1) & (duration <= horizon) & (duration >= start)
    # At risk in weeks entry + 1 to duration: those who have entered less those who have left.
    entered = np.bincount(first, weights, minlength=horizon + 1)
    left = np.bincount(last[duration < horizon], weights[duration < horizon], minlength=horizon + 1)
    weighted = np.concatenate([[weights.sum()], np.cumsum(entered - left)[:-1]])
    gone = np.bincount(duration[counted], weights[counted], minlength=horizon + 1)
    # Where persons say that all at risk have the event, sums of weights must not leave a rest.
    everyone = (np.bincount(duration[counted], minlength=horizon + 1) == at_risk) & (at_risk > 0) & (weeks > 0)
    hazard = np.where(everyone, 1.0, np.divide(gone, weighted, out=np.zeros(horizon + 1), where=at_risk > 0))
    survival: FloatVector = np.cumprod(1 - hazard)
    pull = np.divide(1, weighted * (1 - hazard), out=np.zeros(horizon + 1), where=(at_risk > 0) & ~everyone)
    spared = np.cumsum(hazard * pull)
    own = np.where(counted, pull[last], 0.0)
    variance = np.zeros(horizon + 1)
    for week in weeks:
        stayed = spared[np.minimum(last, week)] - spared[np.minimum(first, week)]
        variance[week] = np.sum((weights * (stayed - np.where(duration <= week, own, 0.0))) ** 2)
    ended = np.cumsum(everyone) > 0
    return SurvivalTable(
        at_risk=at_risk,
        events=np.where(weeks < start, 0, events),
        survival=survival,
        std_error=np.where(ended, np.nan, survival * np.sqrt(variance)),
    )
