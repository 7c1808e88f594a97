"""At the end you know the log-rank statistic, its variance and what each person adds, from counts by stratum and week.

Nothing is as long as persons times weeks: who is at risk is counted from durations and entries, all strata at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nextwork_eval.durations.inputs import TimedArms
from nextwork_eval.effects.estimate import FloatVector, IntVector


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Counted:
    """A weighted log-rank test of the lottery that took place.

    Attributes
    ----------
    scores
        Shape (n_people,): what each adds to the numerator when offered the programme; sums to 0 in each stratum.
    numerator, variance
        U, and its hypergeometric variance V; see `log_rank`.
    groups
        Shape (n_people,): the same for persons of one stratum who are at risk in the same weeks and alike in the event,
        hence with the same score; smaller in an earlier stratum. None with delayed entry.
    """

    scores: FloatVector
    numerator: float
    variance: float
    groups: IntVector | None


def counted(arms: TimedArms, rho: float, gamma: float) -> Counted:
    """Count those at risk and those with the event in each stratum and week, and add up.

    Notes
    -----
    With w = S^rho (1 - S)^gamma, S the stratum's share without the event before the week,

        s_i = w(t_i) 1{event} - sum over weeks u with i at risk of w(u) d(u) / n(u),
        V = sum over weeks of w^2 d (n1 / n) (1 - n1 / n) (n - d) / (n - 1).
    """
    happened, treated = np.flatnonzero(arms.event == 1), np.flatnonzero(arms.treated == 1)
    # Of the weeks with an event, the k-th: at risk if `came` <= k < `left`.
    weeks, left, came = _events_until(arms.duration[happened], arms.duration, arms.entry)
    n_strata = int(arms.strata.max()) + 1
    shape = (n_strata, weeks + 1)
    to, since = arms.strata * shape[1] + left, arms.strata * shape[1] + came

    def at_risk(who: IntVector | slice) -> FloatVector:
        difference = np.bincount(to[who], minlength=shape[0] * shape[1]) - np.bincount(
            since[who], minlength=shape[0] * shape[1]
        )
        return np.cumsum(difference.reshape(shape)[:, :0:-1], axis=1)[:, ::-1].astype(np.float64)

    n, n1 = at_risk(slice(None)), at_risk(treated)
    d = np.bincount(to[happened] - 1, minlength=shape[0] * shape[1]).reshape(shape)[:, :-1].astype(np.float64)
    hazard = d / np.maximum(n, 1)
    if rho == gamma == 0:
        weight = np.ones_like(hazard)
    else:
        before = np.cumprod(np.column_stack([np.ones(n_strata), 1 - hazard[:, :-1]]), axis=1)
        weight = before**rho * (1 - before) ** gamma
    expected = np.zeros(shape)
    np.cumsum(weight * hazard, axis=1, out=expected[:, 1:])
    scores = expected.ravel()[since] - expected.ravel()[to]
    scores[happened] += weight.ravel()[to[happened] - arms.strata[happened] - 1]
    spread = weight**2 * d * (n - d) * n1 * (n - n1) / np.maximum(n**2 * (n - 1), 1)
    return Counted(
        scores=scores,
        numerator=float(scores[treated].sum()),
        variance=float(spread.sum()),
        groups=None if arms.late or arms.kept else 2 * to + (arms.event == 1),
    )


def _events_until(weeks: IntVector, duration: IntVector, entry: IntVector) -> tuple[int, IntVector, IntVector]:
    """Return the number of distinct weeks, and how many of them are not after each duration and each entry."""
    latest = int(duration.max())
    if latest > 100 * len(duration) + 10_000:  # a table of all weeks would be longer than the lists
        distinct = np.unique(weeks)
        return len(distinct), np.searchsorted(distinct, duration, "right"), np.searchsorted(distinct, entry, "right")
    table = np.cumsum(np.bincount(weeks, minlength=latest + 1) > 0, dtype=np.int64)
    return int(table[-1]), table[duration], table[entry]
