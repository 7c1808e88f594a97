"""At the end you know the cumulative hazard of the event by week, in the two forms that ties allow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats
from scipy.special import digamma, polygamma

from nextwork_eval.durations.curves.starts import first_week, not_before, size_problems, start_warnings
from nextwork_eval.durations.inputs import ARMS, ZeroLength, horizon_problems, read_timed_arms
from nextwork_eval.durations.tables import event_warnings, horizon_warnings, weekly_counts
from nextwork_eval.effects.estimate import Curve, FloatVector, IntVector, Series
from nextwork_eval.effects.inputs import choice_problems, level_problems

Ties = Literal["aalen", "fleming_harrington"]


def nelson_aalen(
    duration: object,
    event: object,
    treated: object,
    *,
    horizon: int,
    entry: object | None = None,
    ties: Ties = "aalen",
    smallest_risk_set: int = 1,
    follow_up: object | None = None,
    zero_length: ZeroLength = "refuse",
    level: float = 0.95,
) -> Curve:
    """Estimate the cumulative hazard of the event in each arm, week by week.

    Parameters
    ----------
    duration, event, treated, horizon, entry, smallest_risk_set, follow_up, zero_length
        As in `kaplan_meier`.
    ties
        What several events in one week count for. `aalen`: d/n, as if they came at once. `fleming_harrington`: 1/n +
        1/(n-1) + … of d terms, as if they came one after the other, so that exp(-H) lies close to Kaplan-Meier's curve.
    level
        Level of the pointwise intervals.

    Returns
    -------
    Curve
        `statistic` is `cumulative_hazard`; weeks 0 to `horizon`; lines `treated`, `reference` and `difference` with the
        label `event`; `n` and `events` as in `kaplan_meier`. Limits of an arm are NaN while its hazard is 0.

    Raises
    ------
    EstimationError
        As `kaplan_meier`; also for `ties` that do not exist.

    Notes
    -----
    H(t) = sum over weeks u <= t of h_u. Aalen: h = d / n, variance d / n^2. Fleming-Harrington: h = sum over k < d of
    1 / (n - k), variance the sum of 1 / (n - k)^2. Limits of an arm H exp(± z se / H), on the logarithmic scale;
    the difference has normal limits. In weekly data many events share a week and the two forms differ visibly; a
    share without the event is read from `kaplan_meier`, not from exp(-H).

    References
    ----------
    Nelson (1972), Technometrics 14, 945-966. Aalen (1978), Annals of Statistics 6, 701-726. Fleming and Harrington
    (1984), Communications in Statistics, Theory and Methods 13, 2469-2486.

    Examples
    --------
    >>> curve = nelson_aalen([1, 2, 3, 3, 2, 3, 3, 3], [1, 1, 1, 0, 1, 0, 0, 0], [1, 1, 1, 1, 0, 0, 0, 0], horizon=3)
    >>> curve.pick("treated", "event").estimate.round(4).tolist()
    [0.0, 0.25, 0.5833, 1.0833]
    """
    arms = read_timed_arms(
        "The cumulative hazard cannot be estimated.",
        duration,
        event,
        treated,
        horizon=horizon,
        problems=[
            *level_problems(level),
            *horizon_problems(horizon),
            *size_problems(smallest_risk_set),
            *choice_problems("ties", ties, ["aalen", "fleming_harrington"]),
        ],
        entry=entry,
        follow_up=follow_up,
        zero_length=zero_length,
    )
    start = first_week(arms, horizon, smallest_risk_set)
    quantile = float(stats.norm.isf((1 - level) / 2))
    one, zero = (
        hazard_table(
            *weekly_counts(arms.duration[own], arms.event[own], horizon=horizon, entry=arms.entry[own]),
            ties=ties,
            start=start,
        )
        for own in (arms.treated == code for _, code in ARMS)
    )
    lines = [_arm(name, table, quantile) for (name, _), table in zip(ARMS, (one, zero), strict=True)]
    error = np.hypot(one.std_error, zero.std_error)
    none = np.zeros_like(one.at_risk)
    difference = Series(
        arm="difference",
        label="event",
        estimate=one.hazard - zero.hazard,
        std_error=error,
        conf_low=one.hazard - zero.hazard - quantile * error,
        conf_high=one.hazard - zero.hazard + quantile * error,
        n=none,
        events=none,
    )
    return Curve(
        statistic="cumulative_hazard",
        weeks=np.arange(horizon + 1, dtype=np.int64),
        series=tuple(not_before(line, start) for line in (*lines, difference)),
        conf_level=level,
        method=f"Nelson-Aalen by arm{' with delayed entry' if arms.late else ''}, "
        + ("tied events at once (Aalen)" if ties == "aalen" else "tied events one by one (Fleming-Harrington)")
        + "; pointwise limits on the logarithmic scale, normal for the difference",
        warnings=event_warnings(arms, horizon) + horizon_warnings(arms, horizon) + start_warnings(arms, horizon, start),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardTable:
    """Nelson-Aalen of one group; all vectors have shape (horizon + 1,), for weeks 0 to the horizon."""

    at_risk: IntVector
    events: IntVector
    hazard: FloatVector
    std_error: FloatVector


def hazard_table(at_risk: IntVector, events: IntVector, *, ties: Ties, start: int = 1) -> HazardTable:
    """Add up the weekly hazards from week `start` on."""
    events = np.where(np.arange(len(events)) < start, 0, events)
    n = np.maximum(at_risk, 1).astype(np.float64)
    if ties == "aalen":
        steps, squares = events / n, events / n**2
    else:
        # sum over k < d of 1/(n-k) is digamma(n+1) - digamma(n-d+1), and of 1/(n-k)^2 the same of trigamma, negated.
        left = n - events + 1
        steps = digamma(n + 1) - digamma(left)
        squares = polygamma(1, left) - polygamma(1, n + 1)
    return HazardTable(
        at_risk=at_risk,
        events=events,
        hazard=np.cumsum(np.where(events > 0, steps, 0.0)),
        std_error=np.sqrt(np.cumsum(np.where(events > 0, squares, 0.0))),
    )


def _arm(name: Literal["treated", "reference"], table: HazardTable, quantile: float) -> Series:
    some = table.hazard > 0
    spread = np.exp(quantile * table.std_error / np.where(some, table.hazard, 1.0))
    low, high = np.where(some, table.hazard / spread, np.nan), np.where(some, table.hazard * spread, np.nan)
    low[0] = high[0] = 0.0
    return Series(
        arm=name,
        label="event",
        estimate=table.hazard,
        std_error=table.std_error,
        conf_low=low,
        conf_high=high,
        n=table.at_risk,
        events=table.events,
    )
