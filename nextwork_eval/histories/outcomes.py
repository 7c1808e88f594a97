"""A rule of the plan, applied: one number, one duration or one row of weeks for each person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.histories.events import NEVER, first_run, first_week, left_and_back
from nextwork_eval.histories.matrix import IntVector, StateMatrix
from nextwork_eval.plan.outcomes import (
    EntryBy,
    InStateAt,
    InStateByWeek,
    ReturnBy,
    Rule,
    StateByWeek,
    TimeToEntry,
    WeeksIn,
)

Sets = Mapping[str, tuple[str, ...]]
CENSORED, EVENT, COMPETING = 0, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DurationOutcome:
    """Weeks until an event. `event` is 0 where the data end first, 1 for the event, 2 for a competing event.

    Shapes (n_people,).
    """

    duration: IntVector
    event: IntVector

    def __repr__(self) -> str:
        """Say how many people there are, and nothing of their outcomes."""
        return f"DurationOutcome({len(self.duration)} people)"


def apply_rule(rule: Rule, matrix: StateMatrix, sets: Sets) -> NDArray[np.float64] | DurationOutcome:
    """Turn weekly states into an outcome.

    Parameters
    ----------
    rule
        A rule of the plan.
    matrix
        Weekly states. Everyone in it must be observed to the rule's horizon, except for durations, which are censored
        instead.
    sets
        The plan's state sets: name to the names of states.

    Returns
    -------
    NDArray[np.float64] or DurationOutcome
        Shape (n_people,) for rules that give one number, (n_people, n_weeks) for rules by week, a duration for
        `time_to_entry`.
    """
    match rule:
        case EntryBy():
            inside = matrix.member(sets[rule.states], 1, rule.by_week)
            return _numbers(first_run(inside, rule.weeks_in_a_row) != NEVER)
        case InStateAt():
            return _numbers(matrix.member(sets[rule.states], rule.week, rule.week)[:, 0])
        case WeeksIn():
            return _numbers(matrix.member(sets[rule.states], 1, rule.to_week).sum(axis=1))
        case InStateByWeek():
            inside = matrix.member(sets[rule.states], 1, rule.to_week)
            return _numbers(np.cumsum(inside, axis=1) if rule.cumulative else inside)
        case StateByWeek():
            return _numbers(matrix.window(1, rule.to_week))
        case ReturnBy():
            off = matrix.member(sets[rule.off], 1, rule.by_week)
            on = matrix.member(sets[rule.support], 1, rule.by_week)
            left, back = left_and_back(off, on, rule.weeks_off, rule.weeks_on)
            returned = (left != NEVER) & (back != NEVER)
            return _numbers(returned if rule.count == "left_and_back" else returned | (left == NEVER))
        case TimeToEntry():
            return _duration(rule, matrix, sets)


def _numbers(values: NDArray[Any]) -> NDArray[np.float64]:
    return np.asarray(values, dtype=np.float64)


def _duration(rule: TimeToEntry, matrix: StateMatrix, sets: Sets) -> DurationOutcome:
    end = np.minimum(matrix.last_observed, rule.horizon)
    entered = first_run(matrix.member(sets[rule.states], 1, rule.horizon), rule.weeks_in_a_row)
    stopped = (
        first_week(matrix.member(sets[rule.competing], 1, rule.horizon))
        if rule.competing is not None
        else np.zeros_like(entered)
    )
    late = rule.horizon + 1
    entry_week = np.where(entered == NEVER, late, entered)
    stop_week = np.where(stopped == NEVER, late, stopped)
    event = np.where(entry_week <= np.minimum(end, stop_week), EVENT, np.where(stop_week <= end, COMPETING, CENSORED))
    duration = np.minimum(np.minimum(entry_week, stop_week), end)
    return DurationOutcome(duration=duration.astype(np.int64), event=event.astype(np.int64))
