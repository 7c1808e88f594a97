"""At the end you know the share with the event by week when people are looked at from a later week on."""

from __future__ import annotations

import numpy as np

from nextwork_eval.durations.tables import IncidenceTable, weekly_counts
from nextwork_eval.effects.estimate import IntVector


def late_incidence_table(
    duration: IntVector, event: IntVector, entry: IntVector, *, horizon: int, start: int = 1, joint: bool = False
) -> IncidenceTable:
    """Return the cumulative incidence of one group, at risk in weeks entry < week <= duration.

    Parameters
    ----------
    duration, event, entry
        Shape (n_people,): `event` is 0, 1 or 2.
    horizon
        Last week.
    start
        Events before this week are left out: shares are then those of people without any event before it.
    joint
        Whether the covariance of the weeks is wanted; everybody's influence in every week is then held.

    Notes
    -----
    With Y_i(u) = 1 for those at risk, n_u their number, h_k = d_k / n_u and h = h_1 + h_2,

        F_k(t) = sum over u <= t of S(u - 1) h_k(u),  S(u) = S(u - 1) (1 - h(u)),

    and the influence of person i on S and F_k, 0 before the first week at risk, moves by

        U_k += V h_k + S(u - 1) Y_i (dN_ik - h_k) / n_u,  V <- V (1 - h) - S(u - 1) Y_i (dN_i - h) / n_u.

    The variance is the sum of U_k^2. People who enter late make it another number than Greenwood's, because those at
    risk in a week are not those of the week before less their events.
    """
    weeks = np.arange(1, horizon + 1)
    at_risk, _ = weekly_counts(duration, event, horizon=horizon, entry=entry)
    counts = np.zeros((horizon + 1, 2), dtype=np.int64)
    share, variance = np.zeros((horizon + 1, 2)), np.zeros((horizon + 1, 2))
    waiting, on_waiting, influence = 1.0, np.zeros(len(duration)), np.zeros((len(duration), 2))
    path = np.zeros((2, horizon + 1, len(duration))) if joint else None
    for week in weeks[weeks >= start]:
        present = (entry < week) & (duration >= week)
        happened = (duration == week)[:, np.newaxis] & (event[:, np.newaxis] == (1, 2))
        counts[week] = happened.sum(axis=0)
        n = max(int(at_risk[week]), 1)
        chance = counts[week] / n
        surprise = np.where(present[:, np.newaxis], happened - chance, 0.0) / n
        influence = influence + on_waiting[:, np.newaxis] * chance + waiting * surprise
        on_waiting = on_waiting * (1 - chance.sum()) - waiting * surprise.sum(axis=1)
        share[week] = share[week - 1] + waiting * chance
        variance[week] = np.square(influence).sum(axis=0)
        waiting *= 1 - chance.sum()
        if path is not None:
            path[:, week] = influence.T
    return IncidenceTable(
        n=len(duration),
        at_risk=at_risk,
        events=counts,
        share=share,
        std_error=np.sqrt(variance),
        covariance=None if path is None else path @ path.transpose(0, 2, 1),
    )
