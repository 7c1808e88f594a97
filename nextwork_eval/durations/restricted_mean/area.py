"""At the end you know the mean weeks without the event in one group, its variance, and what each person adds to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nextwork_eval.durations.tables import survival_table, weekly_counts
from nextwork_eval.effects.estimate import FloatVector, IntVector


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


def area_and_influence(
    duration: IntVector, event: IntVector, *, horizon: int, entry: IntVector | None = None
) -> tuple[float, FloatVector]:
    """Return the area of one group, and the influence of each person on it, shape (n_people,).

    With `entry` a person is at risk in weeks entry < week <= duration.

    Notes
    -----
    With A_u the area still to come at the end of week u, person i adds

        - sum over weeks u < horizon with i at risk of A_u / (n_u - d_u) (1{event in u} - d_u / n_u).

    The influences sum to 0. Where all are looked at from week 1 their squares sum to Klein and Moeschberger's variance;
    with delayed entry they do not, as those at risk in a week are not those of the week before. The value of a person,
    area plus group size times influence, is min(duration, horizon) where everyone is followed from week 1.
    """
    table = survival_table(duration, event, horizon=horizon, entry=entry)
    before = table.survival[:-1]
    remaining = np.cumsum(before[::-1])[::-1]
    at_risk, events = weekly_counts(duration, event, horizon=horizon - 1, entry=entry)
    left = at_risk - events
    step = np.divide(remaining, left, out=np.zeros(horizon), where=left > 0)
    waited = np.cumsum(step * events / np.maximum(at_risk, 1))
    last = np.minimum(duration, horizon - 1)
    seen = np.where((event == 1) & (duration < horizon), step[last], 0.0)
    # Nobody waits in week 0: what the sum has there is 0.
    first = 0 if entry is None else np.minimum(entry, horizon - 1)
    return float(before.sum()), waited[last] - waited[first] - seen
