"""At the end you know how the durations of one group become counts by week, and shares with and without the event."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.durations.inputs import ARMS, TimedArms
from nextwork_eval.durations.occupation import occupation, occupation_variance, week_covariance
from nextwork_eval.durations.state_inputs import UNOBSERVED
from nextwork_eval.effects.estimate import FloatVector, IntVector


@dataclass(frozen=True, slots=True, kw_only=True)
class SurvivalTable:
    """Kaplan-Meier of one group; all vectors have shape (horizon + 1,), for weeks 0 to the horizon.

    Attributes
    ----------
    at_risk, events
        Persons at risk at the start of the week, and with the event in it; in week 0 everyone, and 0.
    survival
        Share without the event at the end of the week.
    std_error
        Greenwood's; NaN from the week on in which everyone at risk has the event.
    """

    at_risk: IntVector
    events: IntVector
    survival: FloatVector
    std_error: FloatVector


def weekly_counts(
    duration: IntVector, event: IntVector, *, horizon: int, entry: IntVector | None = None
) -> tuple[IntVector, IntVector]:
    """Return those at risk (entry < week <= duration) and those with the event, in weeks 0 to the horizon.

    In week 0 those count as at risk who are followed from the start.
    """
    weeks = np.arange(horizon + 1)
    at_risk = len(duration) - np.searchsorted(np.sort(duration), weeks, side="left")
    if entry is not None:
        at_risk -= len(entry) - np.searchsorted(np.sort(entry), np.maximum(weeks, 1), side="left")
    events = np.bincount(duration[(event == 1) & (duration <= horizon)], minlength=horizon + 1)
    return at_risk.astype(np.int64), events.astype(np.int64)


def survival_table(
    duration: IntVector, event: IntVector, *, horizon: int, entry: IntVector | None = None, start: int = 1
) -> SurvivalTable:
    """Count one group by week, and multiply; `duration`, `event` (0/1) and `entry` have shape (n_people,).

    Events before week `start` are left out: the curve is then one of those still without the event before it.
    """
    at_risk, events = weekly_counts(duration, event, horizon=horizon, entry=entry)
    events = np.where(np.arange(horizon + 1) < start, 0, events)
    # Nobody at risk: the curve is at 0 already and stays there.
    staying = np.where(at_risk > 0, (at_risk - events) / np.maximum(at_risk, 1), 1.0)
    survival: FloatVector = np.cumprod(staying, dtype=np.float64)
    spent = at_risk * (at_risk - events)
    terms = np.divide(events, spent, out=np.where(events > 0, np.nan, 0.0), where=spent > 0)
    return SurvivalTable(
        at_risk=at_risk,
        events=events,
        survival=survival,
        std_error=survival * np.sqrt(np.cumsum(terms)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidenceTable:
    """Cumulative incidence of one group of `n` persons, for weeks 0 to the horizon and both kinds of event.

    Attributes
    ----------
    n
        Persons in the group.
    at_risk
        Shape (horizon + 1,): persons at risk of either event at the start of the week; in week 0 everyone.
    events, share, std_error
        Shape (horizon + 1, 2): persons with the event in the week; its cumulative share; the infinitesimal jackknife
        standard error without m / (m - 1).
    covariance
        Shape (2, horizon + 1, horizon + 1): of the shares over the weeks, likewise; None unless asked for.
    """

    n: int
    at_risk: IntVector
    events: NDArray[np.int64]
    share: NDArray[np.float64]
    std_error: NDArray[np.float64]
    covariance: NDArray[np.float64] | None = None


def incidence_table(duration: IntVector, event: IntVector, *, horizon: int, joint: bool = False) -> IncidenceTable:
    """Run one group through the weekly engine; `duration` and `event` (0, 1, 2) have shape (n_people,).

    With `joint` the covariance of the weeks is added.
    """
    weeks = np.arange(horizon + 1)
    happened = (event > 0)[:, np.newaxis] & (weeks >= duration[:, np.newaxis])
    unknown = (event == 0)[:, np.newaxis] & (weeks > duration[:, np.newaxis])
    states = np.where(happened, event[:, np.newaxis], np.where(unknown, UNOBSERVED, 0))
    estimated = occupation(states, n_states=3)
    events = [np.bincount(duration[(event == kind) & (duration <= horizon)], minlength=horizon + 1) for kind in (1, 2)]
    return IncidenceTable(
        n=len(duration),
        at_risk=np.concatenate([[len(duration)], estimated.at_risk[:, 0]]),
        events=np.stack(events, axis=1),
        share=estimated.probabilities[:, 1:],
        std_error=np.sqrt(occupation_variance(states, estimated)[:, 1:]),
        covariance=week_covariance(states, estimated)[1:] if joint else None,
    )


def event_warnings(arms: TimedArms, horizon: int | None) -> tuple[str, ...]:
    """Tell of arms without the event up to the horizon, and of persons whose follow-up ends in week 0."""
    seen = arms.event == 1 if horizon is None else (arms.event == 1) & (arms.duration <= horizon)
    without = tuple(
        f"No one in the {name} arm has the event{'' if horizon is None else ' by the horizon'}."
        for name, code in ARMS
        if not (seen & (arms.treated == code)).any()
    )
    never = int((arms.duration <= arms.entry).sum())
    when = "in the week in which they enter" if arms.late else "in the week of the lottery"
    return (
        *without,
        *((f"The follow-up of {never} persons ends {when}: they are never at risk.",) if never else ()),
        *kept_warnings(arms),
    )


def kept_warnings(arms: TimedArms) -> tuple[str, ...]:
    """Tell of spells of length zero that were kept."""
    if not arms.kept:
        return ()
    return (f"{arms.kept} persons have the event in the week in which they enter: each is at risk in one week.",)


def horizon_warnings(arms: TimedArms, horizon: int) -> tuple[str, ...]:
    """Tell of persons whose follow-up ends without an event before the horizon."""
    shorter = int(((arms.event == 0) & (arms.duration < horizon)).sum())
    if not shorter:
        return ()
    return (
        f"{shorter} of {len(arms.event)} persons are followed for less than {horizon} weeks without an event: what is "
        "said of later weeks supposes that the others of their arm stand for them.",
    )
