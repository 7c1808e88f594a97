"""Outcome rules: how a history of weekly states becomes a number for each person.

Weeks are counted from 1, the week after the week of the lottery. A rule never looks past its own horizon, so that a
result to week 52 does not change when later weeks arrive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nextwork_eval.design.lottery import FORBID


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryBy:
    """Yes if the person spent `weeks_in_a_row` weeks in a row in `states`, all of them within weeks 1 to `by_week`."""

    __pydantic_config__ = FORBID

    kind: Literal["entry_by"]
    states: str
    weeks_in_a_row: int
    by_week: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InStateAt:
    """Yes if the person is in `states` in week `week`."""

    __pydantic_config__ = FORBID

    kind: Literal["in_state_at"]
    states: str
    week: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeksIn:
    """The number of weeks from week 1 to `to_week` that the person spent in `states`."""

    __pydantic_config__ = FORBID

    kind: Literal["weeks_in"]
    states: str
    to_week: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InStateByWeek:
    """In `states` or not, for each week from 1 to `to_week`; with `cumulative`, the number of such weeks so far."""

    __pydantic_config__ = FORBID

    kind: Literal["in_state_by_week"]
    states: str
    to_week: int
    cumulative: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeToEntry:
    """Weeks to the first of `weeks_in_a_row` weeks in a row in `states`, up to `horizon`.

    The entry is dated at the last of those weeks, when it is confirmed, so that nothing after a week is used to date an
    event in it. `competing` names the states that end the waiting without entry (death, re-arrest); a person who
    reaches one first never enters.
    """

    __pydantic_config__ = FORBID

    kind: Literal["time_to_entry"]
    states: str
    weeks_in_a_row: int
    horizon: int
    competing: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StateByWeek:
    """The state itself, for each week from 1 to `to_week`."""

    __pydantic_config__ = FORBID

    kind: Literal["state_by_week"]
    to_week: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnBy:
    """Leaving `support` and coming back to it, for everyone who was randomised.

    A person has left after `weeks_off` weeks in a row in `off`, and is back after `weeks_on` weeks in a row in
    `support` that follow. A person who dies or emigrates is in neither set, and has not left in the sense of the
    programme. `count` says who gets a yes by `by_week`: `left_and_back`, or `never_left_or_back` (which no programme
    can improve by keeping people on support).
    """

    __pydantic_config__ = FORBID

    kind: Literal["return_by"]
    support: str
    off: str
    weeks_off: int
    weeks_on: int
    by_week: int
    count: Literal["left_and_back", "never_left_or_back"]


Rule = EntryBy | InStateAt | WeeksIn | InStateByWeek | TimeToEntry | StateByWeek | ReturnBy


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A rule with its name in both languages.

    `good` says which direction helps the young: `more`, `fewer`, or `neither`.
    """

    __pydantic_config__ = FORBID

    id: str
    label_da: str
    label_en: str
    good: Literal["more", "fewer", "neither"]
    rule: Rule


def horizon(rule: Rule) -> int:
    """Return the last week that the rule looks at."""
    match rule:
        case EntryBy() | ReturnBy():
            return rule.by_week
        case InStateAt():
            return rule.week
        case WeeksIn() | InStateByWeek() | StateByWeek():
            return rule.to_week
        case TimeToEntry():
            return rule.horizon


def state_sets(rule: Rule) -> tuple[str, ...]:
    """Return the names of the state sets that the rule uses."""
    match rule:
        case ReturnBy():
            return (rule.support, rule.off)
        case StateByWeek():
            return ()
        case TimeToEntry():
            return (rule.states,) if rule.competing is None else (rule.states, rule.competing)
        case _:
            return (rule.states,)
