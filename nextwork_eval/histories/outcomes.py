"""Rules of the plan, applied: one number, one duration or one row of weeks for each person.

Events are found on all weeks of the matrix and then read up to the rule's horizon. Because an event is dated by weeks
up to its own, that is the same as not having seen the later weeks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.histories.events import Course, course_by_week, left_and_back, number_of_returns
from nextwork_eval.histories.matrix import BoolArray, IntVector, StateMatrix
from nextwork_eval.histories.runs import NEVER, Words, first_marked, pack, run_ends
from nextwork_eval.plan.outcomes import (
    CourseByWeek,
    EntryBy,
    InStateAt,
    InStateByWeek,
    NumberOfReturns,
    ReturnBy,
    Rule,
    StateByWeek,
    TimeToEntry,
    TimeToReturn,
    WeeksIn,
)

Sets = Mapping[str, tuple[str, ...]]
CENSORED, EVENT, COMPETING = 0, 1, 2
_PEOPLE_AT_A_TIME = 4096  # so that the weeks of one block stay in the processor's cache


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

    def take(self, people: BoolArray) -> DurationOutcome:
        """Return the outcome of some of the people, in the same order."""
        return DurationOutcome(duration=self.duration[people], event=self.event[people])


Values = NDArray[np.float64] | DurationOutcome


def apply_rule(rule: Rule, matrix: StateMatrix, sets: Sets) -> Values:
    """Turn weekly states into an outcome.

    Parameters
    ----------
    rule
        A rule of the plan.
    matrix
        Weekly states. The number of a person who is not observed to the rule's horizon says nothing and must not be
        used; durations are censored instead.
    sets
        The plan's state sets: name to the names of states.

    Returns
    -------
    NDArray[np.float64] or DurationOutcome
        Shape (n_people,) for rules that give one number, (n_people, n_weeks) for rules by week, a duration for
        `time_to_entry` and `time_to_return`.
    """
    return apply_rules({"": rule}, matrix, sets)[""]


def apply_rules(rules: Mapping[str, Rule], matrix: StateMatrix, sets: Sets) -> dict[str, Values]:
    """Turn weekly states into several outcomes in one walk through the people; see `apply_rule`."""
    people = len(matrix.states)
    blocks: list[dict[str, Values]] = []
    for start in range(0, max(people, 1), _PEOPLE_AT_A_TIME):
        weeks = _Weeks(matrix=matrix.rows(start, start + _PEOPLE_AT_A_TIME), sets=sets)
        blocks.append({name: _apply(rule, weeks) for name, rule in rules.items()})
    return {name: _joined([block[name] for block in blocks]) for name in rules}


@dataclass(slots=True, kw_only=True)
class _Weeks:
    """A block of people, from week 1 on; sets of states are packed, and runs in them marked, once for all rules."""

    matrix: StateMatrix
    sets: Sets
    packed: dict[str, Words] = field(default_factory=dict)
    ends: dict[tuple[str, int], Words] = field(default_factory=dict)

    def words(self, name: str) -> Words:
        """Return the weeks in a set of states, packed."""
        if name not in self.packed:
            last = self.matrix.first_week + self.matrix.states.shape[1] - 1
            self.packed[name] = pack(self.matrix.member(self.sets[name], 1, max(last, 1)))
        return self.packed[name]

    def runs(self, name: str, weeks: int) -> Words:
        """Mark the weeks that end `weeks` weeks in a row in a set."""
        if (name, weeks) not in self.ends:
            self.ends[name, weeks] = run_ends(self.words(name), weeks)
        return self.ends[name, weeks]

    def entered(self, name: str, weeks: int) -> IntVector:
        """Return the week that ends the first run of `weeks` weeks in a set."""
        return first_marked(self.runs(name, weeks))

    def course(self, rule: ReturnBy | NumberOfReturns | TimeToReturn | CourseByWeek) -> Course:
        """Return the weeks that end a departure and a return."""
        return Course(
            left=self.runs(rule.off, rule.weeks_off),
            back=self.runs(rule.support, rule.weeks_on),
            weeks_off=rule.weeks_off,
            weeks_on=rule.weeks_on,
        )


def _apply(rule: Rule, weeks: _Weeks) -> Values:
    matrix, sets = weeks.matrix, weeks.sets
    match rule:
        case EntryBy():
            return _numbers(_by(weeks.entered(rule.states, rule.weeks_in_a_row), rule.by_week) != NEVER)
        case InStateAt():
            return _numbers(matrix.member(sets[rule.states], rule.week, rule.week)[:, 0])
        case WeeksIn():
            return _numbers(matrix.member(sets[rule.states], rule.from_week, rule.to_week).sum(axis=1))
        case InStateByWeek():
            inside = matrix.member(sets[rule.states], 1, rule.to_week)
            return _numbers(np.cumsum(inside, axis=1) if rule.cumulative else inside)
        case StateByWeek():
            return _numbers(matrix.window(1, rule.to_week))
        case ReturnBy():
            return _numbers(_return_by(rule, weeks))
        case NumberOfReturns():
            return _numbers(number_of_returns(weeks.course(rule), rule.by_week))
        case CourseByWeek():
            gone = np.full(len(matrix.states), NEVER) if rule.gone is None else weeks.entered(rule.gone, 1)
            return _numbers(course_by_week(weeks.course(rule), rule.to_week, gone))
        case TimeToEntry():
            return _duration(rule, weeks, weeks.entered(rule.states, rule.weeks_in_a_row))
        case TimeToReturn():
            return _duration(rule, weeks, left_and_back(weeks.course(rule))[1])


def _return_by(rule: ReturnBy, weeks: _Weeks) -> BoolArray:
    left, back = (_by(event, rule.by_week) for event in left_and_back(weeks.course(rule)))
    returned: BoolArray = back != NEVER
    if rule.within is not None:
        returned &= back - left <= rule.within
    return returned if rule.count == "left_and_back" else returned | (left == NEVER)


def _by(event: IntVector, week: int) -> IntVector:
    """Forget events that are confirmed after a week."""
    return np.where(event > week, NEVER, event)


def _duration(rule: TimeToEntry | TimeToReturn, weeks: _Weeks, reached: IntVector) -> DurationOutcome:
    end = np.minimum(weeks.matrix.last_observed, rule.horizon)
    stopped = weeks.entered(rule.competing, 1) if rule.competing is not None else np.zeros_like(reached)
    late = rule.horizon + 1
    event_week = np.where(reached == NEVER, late, reached)
    stop_week = np.where(stopped == NEVER, late, stopped)
    event = np.where(event_week <= np.minimum(end, stop_week), EVENT, np.where(stop_week <= end, COMPETING, CENSORED))
    duration = np.minimum(np.minimum(event_week, stop_week), end)
    return DurationOutcome(duration=duration.astype(np.int64), event=event.astype(np.int64))


def _joined(blocks: list[Values]) -> Values:
    durations = [block for block in blocks if isinstance(block, DurationOutcome)]
    if durations:
        return DurationOutcome(
            duration=np.concatenate([block.duration for block in durations]),
            event=np.concatenate([block.event for block in durations]),
        )
    return np.concatenate([block for block in blocks if not isinstance(block, DurationOutcome)])


def _numbers(values: NDArray[Any]) -> NDArray[np.float64]:
    return np.asarray(values, dtype=np.float64)
