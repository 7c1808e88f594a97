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
    """The number of weeks from week `from_week` to `to_week`, both included, that the person spent in `states`.

    Without `from_week` the count begins with week 1. Everyone randomised is counted in later weeks too, whatever became
    of them before, so that the second year is as fair a comparison as the first.
    """

    __pydantic_config__ = FORBID

    kind: Literal["weeks_in"]
    states: str
    to_week: int
    from_week: int = 1


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
    """Reaching one set of states and then another, for everyone who was randomised: leaving support and coming back.

    A person has left after `weeks_off` weeks in a row in `off`, and is back after `weeks_on` weeks in a row in
    `support` that follow. A person who dies or emigrates is in neither set, and has not left in the sense of the
    programme. With `within`, only those count as back who are so at most that many weeks after they had left. `count`
    says who gets a yes by `by_week`: `left_and_back`, or `never_left_or_back` (which no programme can improve by
    keeping people on support).

    The same rule tells a return after an exit (`off`: off support), a return after an entry (`off`: in job or
    education), and the end of an entry (`support`: out of both, `within`: 26).
    """

    __pydantic_config__ = FORBID

    kind: Literal["return_by"]
    support: str
    off: str
    weeks_off: int
    weeks_on: int
    by_week: int
    count: Literal["left_and_back", "never_left_or_back"]
    within: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberOfReturns:
    """How often a person came back by `by_week`: left, back, left again, back again. Runs as in `return_by`."""

    __pydantic_config__ = FORBID

    kind: Literal["number_of_returns"]
    support: str
    off: str
    weeks_off: int
    weeks_on: int
    by_week: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeToReturn:
    """Weeks from the lottery until the person has left and is back for the first time, up to `horizon`.

    Runs as in `return_by`. Those who never leave wait until the horizon; `competing` names the states that end the
    waiting (death, emigration).
    """

    __pydantic_config__ = FORBID

    kind: Literal["time_to_return"]
    support: str
    off: str
    weeks_off: int
    weeks_on: int
    horizon: int
    competing: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseByWeek:
    """Where the person stands in leaving support and coming back, for each week from 1 to `to_week`.

    Never left, left and still out, back on support, left again: everyone randomised is somewhere, in every week. Runs
    as in `return_by`, dated when they are confirmed. `gone` names the states that end the course for good (death,
    emigration), from the first week in one of them.
    """

    __pydantic_config__ = FORBID

    kind: Literal["course_by_week"]
    support: str
    off: str
    weeks_off: int
    weeks_on: int
    to_week: int
    gone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexOfOutcomes:
    """Several outcomes as one number; which ones is said by the analysis, since it depends on the reference arm.

    `to_week` is the last week that any of them looks at.
    """

    __pydantic_config__ = FORBID

    kind: Literal["index"]
    to_week: int


Duration = TimeToEntry | TimeToReturn
Rule = (
    EntryBy | InStateAt | WeeksIn | InStateByWeek | StateByWeek | ReturnBy | NumberOfReturns | CourseByWeek | Duration
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A rule with its name in both languages.

    Attributes
    ----------
    id
        Name that analyses give as `outcome`.
    good
        Which direction helps the young: `more`, `fewer`, or `neither`. Where the outcome is a wait, of its event.
    rule
        How weekly states become a number, by its kind.
    smallest_of_interest
        The smallest difference between the arms that would matter, either way: in shares where the outcome is yes or
        no, otherwise in its own unit. Only where it is declared can the report call a difference small.
    """

    __pydantic_config__ = FORBID

    id: str
    label_da: str
    label_en: str
    good: Literal["more", "fewer", "neither"]
    rule: Rule | IndexOfOutcomes
    smallest_of_interest: float | None = None


def horizon(rule: Rule | IndexOfOutcomes) -> int:
    """Return the last week that the rule looks at."""
    match rule:
        case EntryBy() | ReturnBy() | NumberOfReturns():
            return rule.by_week
        case InStateAt():
            return rule.week
        case WeeksIn() | InStateByWeek() | StateByWeek() | CourseByWeek() | IndexOfOutcomes():
            return rule.to_week
        case TimeToEntry() | TimeToReturn():
            return rule.horizon


def unit_of(rule: Rule | IndexOfOutcomes) -> Literal["share", "weeks", "times", "state", "standard_deviation"]:
    """Return what the outcome counts: a share of persons, weeks, times, standard deviations, or states."""
    match rule:
        case EntryBy() | InStateAt() | ReturnBy():
            return "share"
        case InStateByWeek():
            return "weeks" if rule.cumulative else "share"
        case WeeksIn() | TimeToEntry() | TimeToReturn():
            return "weeks"
        case NumberOfReturns():
            return "times"
        case StateByWeek() | CourseByWeek():
            return "state"
        case IndexOfOutcomes():
            return "standard_deviation"


def limits_of(rule: Rule | IndexOfOutcomes) -> tuple[float, float] | None:
    """Return the lowest and the highest number that the rule can give anybody; None where it gives no one number."""
    match rule:
        case EntryBy() | InStateAt() | ReturnBy():
            return 0.0, 1.0
        case WeeksIn():
            return 0.0, float(rule.to_week - rule.from_week + 1)
        case NumberOfReturns():  # each return takes a run of weeks off and a run of weeks on
            return 0.0, float(rule.by_week // (rule.weeks_off + rule.weeks_on))
        case _:
            return None


def state_sets(rule: Rule | IndexOfOutcomes) -> tuple[str, ...]:
    """Return the names of the state sets that the rule uses."""
    match rule:
        case ReturnBy() | NumberOfReturns():
            return (rule.support, rule.off)
        case CourseByWeek():
            return (rule.support, rule.off) if rule.gone is None else (rule.support, rule.off, rule.gone)
        case TimeToReturn():
            return (rule.support, rule.off) if rule.competing is None else (rule.support, rule.off, rule.competing)
        case StateByWeek() | IndexOfOutcomes():
            return ()
        case TimeToEntry():
            return (rule.states,) if rule.competing is None else (rule.states, rule.competing)
        case _:
            return (rule.states,)
