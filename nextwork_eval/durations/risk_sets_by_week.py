"""At the end you know why nothing can be said of some weeks when people are looked at from a later week on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.durations.inputs import ARMS, Arm, TimedArms
from nextwork_eval.durations.tables import weekly_counts
from nextwork_eval.effects.estimate import IntVector

FEW = 10  # at risk with delayed entry; one event among fewer moves the whole curve by more than a tenth


def late_problems(arms: TimedArms, horizon: int, *, start: int = 1, remedy: str) -> list[str]:
    """List arms, in a stratum, whose curve would rest on nobody; none without delayed entry.

    Parameters
    ----------
    arms
        Checked durations; any event ends the wait.
    horizon
        Last week that is looked at.
    start
        First week that counts.
    remedy
        What to do about it, the end of the sentence.

    Notes
    -----
    Two things leave a curve without people. A week in which nobody is at risk, though some of the arm still wait: its
    risk would silently be 0. And a week in which everyone at risk has the event before others enter: the curve would
    be at 0 for good, although those others are seen to wait.
    """
    found = []
    for name, cells in _cells(arms):
        empty, emptied = zip(*(_without_people(arms, own, horizon, start) for own in cells), strict=True)
        if any(empty):
            where = f" in {sum(weeks > 0 for weeks in empty)} of {len(cells)} strata" if len(cells) > 1 else ""
            found.append(
                f"In {sum(empty)} weeks nobody of the {name} arm{where} is at risk while some of it still wait for the "
                f"event: nothing is known of the risk there. {remedy}"
            )
        if any(emptied):
            where = f" in {sum(emptied)} of {len(cells)} strata" if len(cells) > 1 else ""
            found.append(
                f"In the {name} arm{where} everyone at risk has the event in a week before others enter: the share "
                f"without it would be 0 for good, although those others wait. {remedy}"
            )
    return found


def weeks_without_people(arms: TimedArms, horizon: int, *, start: int = 1) -> list[tuple[Arm, int]]:
    """Count, for each arm, the weeks in which nobody is at risk though some wait; none without delayed entry."""
    found = [
        (name, sum(_without_people(arms, own, horizon, start)[0] for own in cells)) for name, cells in _cells(arms)
    ]
    return [(name, weeks) for name, weeks in found if weeks]


def few_at_risk(arms: TimedArms, horizon: int, *, start: int = 1) -> list[tuple[Arm, int]]:
    """Count, for each arm, the weeks with events among fewer than ten at risk; none without delayed entry."""
    found: list[tuple[Arm, int]] = []
    for name, code in ARMS if arms.late else ():
        at_risk, events = counts_of(arms, arms.treated == code, horizon)
        weeks = int(((at_risk < FEW) & (events > 0))[start:].sum())
        if weeks:
            found.append((name, weeks))
    return found


def counts_of(arms: TimedArms, own: NDArray[np.bool_], horizon: int) -> tuple[IntVector, IntVector]:
    """Return those of a group at risk, and with an event of any kind, in weeks 0 to the horizon."""
    happened = (arms.event[own] > 0).astype(np.int64)
    return weekly_counts(arms.duration[own], happened, horizon=horizon, entry=arms.entry[own])


def _cells(arms: TimedArms) -> list[tuple[Arm, list[NDArray[np.bool_]]]]:
    """Return the persons of each arm by stratum; nothing without delayed entry."""
    if not arms.late:
        return []
    n_strata = int(arms.strata.max()) + 1
    return [
        (name, [(arms.treated == code) & (arms.strata == stratum) for stratum in range(n_strata)])
        for name, code in ARMS
    ]


def _without_people(arms: TimedArms, own: NDArray[np.bool_], horizon: int, start: int) -> tuple[int, bool]:
    """Return the weeks with nobody at risk while the curve is above 0, and whether it falls to 0 before an entry."""
    at_risk, events = (counts[start:] for counts in counts_of(arms, own, horizon))
    used_up = (at_risk > 0) & (events == at_risk)
    waiting = np.cumsum(used_up) - used_up == 0  # at the start of the week
    last = int(used_up.argmax()) if used_up.any() else len(at_risk)
    return int(((at_risk == 0) & waiting).sum()), bool((at_risk[last + 1 :] > 0).any())
