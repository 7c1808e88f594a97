"""The whole invented trial, before it is written as registers: everyone in the lottery, and many outside it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from nextwork_eval.errors import PlanError
from nextwork_eval.histories.weeks import monday, week_of
from nextwork_eval.plan.lottery import trial_design
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.rehearsal.calendar import Calendar, extract_calendar
from nextwork_eval.rehearsal.chance import named_generator
from nextwork_eval.rehearsal.transition_model import (
    BoolArray,
    IntArray,
    Parameters,
    People,
    StateArray,
    draw_people,
    join_people,
)
from nextwork_eval.rehearsal.trial_population import AGES_OUTSIDE, live, recruit
from nextwork_eval.rehearsal.truth import parameters_of, rehearsal_of
from nextwork_eval.rehearsal.weekly_codes import CodeArray, weekly_codes

OUTSIDE = -1
OUTSIDE_PER_PERSON = 1.25
_LOWEST_KEY, _KEYS = (
    10**10,
    10**12,
)  # 12 digits that never begin with 00, so that no key holds a civil registration number


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Population:
    """Everyone in the invented registers; those of the lottery first, in the order of their rounds.

    Attributes
    ----------
    seed
        Root of every named generator.
    calendar
        Weeks of the columns below.
    people, keys
        Who they are; the keys are invented pseudonyms of 12 digits.
    states, codes
        Model state and DREAM code in each week of the calendar, shape (n_people, n_weeks).
    rounds
        Names of the lottery rounds.
    dates
        Day of each lottery.
    round_of
        Position of each person's round, shape (n_people,); `OUTSIDE` for those in no lottery.
    offered, taker
        Who was drawn, and who took the offer up; shape (n_people,).
    linked
        Who is found in the registers; shape (n_people,).
    municipality
        Code of the municipality that holds the lottery; None where the plan leaves it to be invented.
    """

    seed: int
    calendar: Calendar
    people: People
    keys: tuple[str, ...]
    states: StateArray
    codes: CodeArray
    rounds: tuple[str, ...]
    dates: tuple[dt.date, ...]
    round_of: IntArray
    offered: BoolArray
    taker: BoolArray
    linked: BoolArray
    municipality: str | None = None

    def __repr__(self) -> str:
        people, weeks = self.states.shape
        return f"Population({people} people × {weeks} weeks, {int((self.round_of != OUTSIDE).sum())} in the lottery)"

    def generator(self, name: str) -> np.random.Generator:
        """Return the generator for one thing that is drawn."""
        return named_generator(self.seed, name)

    def lottery_column(self, row: int) -> int:
        """Return the column of the week of a person's lottery."""
        return week_of(self.dates[self.round_of[row]]) - self.calendar.first

    def registered(self) -> IntArray:
        """Return the rows of those who are found in the registers, in the order of their keys, which tells nothing."""
        return np.array(sorted(np.flatnonzero(self.linked).tolist(), key=lambda row: self.keys[row]), dtype=np.int64)


def draw_population(plan: AnalysisPlan, *, seed: int | None = None) -> Population:
    """Hold the plan's lottery among invented people, and follow everyone to the end of the registers.

    Parameters
    ----------
    plan
        A plan with a `[rehearsal]` section and dated rounds.
    seed
        Seed of the rehearsal; None for the plan's own.

    Raises
    ------
    PlanError
        If the plan has no rehearsal, no dates, or more unlinked people than its lottery holds.
    """
    rehearsal = rehearsal_of(plan)
    root = rehearsal.seed if seed is None else seed
    parameters = parameters_of(rehearsal)
    design = trial_design(plan.design)
    calendar = extract_calendar(design)
    sizes = [draw.randomised for draw in design.rounds]
    if not 0 <= rehearsal.unlinked <= sum(sizes):
        raise PlanError("The rehearsal cannot be drawn.", [f"rehearsal.unlinked: expected between 0 and {sum(sizes)}"])
    dates = tuple(draw.date for draw in design.rounds if draw.date is not None)
    in_lottery = np.repeat(np.arange(len(sizes)), sizes)
    labels = [design.rounds[position].id for position in in_lottery.tolist()]
    offered = design.draw(labels, named_generator(root, "lottery")).astype(np.bool_)
    taker = offered & (named_generator(root, "take-up").random(len(offered)) < rehearsal.take_up)

    outside = round(OUTSIDE_PER_PERSON * len(labels))
    groups = [
        _participants(
            calendar,
            date,
            np.flatnonzero(np.array([dates[place] == date for place in in_lottery])),
            taker,
            parameters,
            root,
        )
        for date in dict.fromkeys(dates)
    ]
    groups.append(draw_outsiders(calendar, len(labels), outside, parameters, root))
    order = np.argsort(np.concatenate([rows for rows, _, _ in groups]), kind="stable")
    people = join_people([group for _, group, _ in groups]).take(order)
    states = np.concatenate([after for _, _, after in groups])[order]
    linked = np.ones(len(people), dtype=np.bool_)
    linked[named_generator(root, "unlinked").choice(len(labels), rehearsal.unlinked, replace=False)] = False
    nobody = np.zeros(outside, dtype=np.bool_)
    return Population(
        seed=root,
        calendar=calendar,
        people=people,
        keys=draw_keys(len(people), named_generator(root, "keys")),
        states=states,
        codes=weekly_codes(states, people, calendar.weeks, named_generator(root, "weekly codes")),
        rounds=tuple(draw.id for draw in design.rounds),
        dates=dates,
        round_of=np.concatenate([in_lottery, np.full(outside, OUTSIDE)]),
        offered=np.concatenate([offered, nobody]),
        taker=np.concatenate([taker, nobody]),
        linked=linked,
        municipality=rehearsal.municipality,
    )


def _participants(
    calendar: Calendar, date: dt.date, rows: IntArray, taker: BoolArray, parameters: Parameters, root: int
) -> tuple[IntArray, People, StateArray]:
    """Recruit and follow the people of all rounds of one day."""
    generator = named_generator(root, f"people {date.isoformat()}")
    lottery_week = week_of(date)
    recruits = recruit(
        len(rows), first_week=calendar.first, lottery_week=lottery_week, parameters=parameters, generator=generator
    )
    after, _ = live(
        recruits.people,
        recruits.situation,
        weeks=np.arange(lottery_week + 1, calendar.last + 1),
        lottery_week=lottery_week,
        taker=taker[rows],
        parameters=parameters,
        generator=generator,
    )
    return rows, recruits.people, np.concatenate([recruits.states, after], axis=1)


def draw_outsiders(
    calendar: Calendar, first_row: int, number: int, parameters: Parameters, root: int
) -> tuple[IntArray, People, StateArray]:
    """Draw people who are in no lottery, as a national register holds them, and follow them through the calendar.

    Returns
    -------
    rows, people, states
        Rows from `first_row` on, who they are, and their state in each week, shape (number, n_weeks).
    """
    generator = named_generator(root, "people outside the lottery")
    people = draw_people(number, day=monday(calendar.last).toordinal(), ages=AGES_OUTSIDE, generator=generator)
    states, _ = live(people, None, weeks=calendar.weeks, parameters=parameters, generator=generator)
    return np.arange(first_row, first_row + number), people, states


def draw_keys(number: int, generator: np.random.Generator, *, taken: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Draw pseudonyms that differ from one another and from those already taken."""
    drawn: dict[str, None] = {}
    others = frozenset(taken)
    while len(drawn) < number:
        key = f"{generator.integers(_LOWEST_KEY, _KEYS):012d}"
        if key not in others:
            drawn[key] = None
    return tuple(drawn)
