"""Who is in the invented lottery and what happens to them: recruited from people on support, and followed by the week.

The lottery recruits as a trial does: people live through the model, and those who are on education assistance in the
week of the lottery and between 18 and 29 years old may take part. So the history before the lottery leads up to it,
and those who find work easily are few.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nextwork_eval.histories.weeks import monday
from nextwork_eval.rehearsal.transition_model import (
    BoolArray,
    IntArray,
    Parameters,
    People,
    Situation,
    State,
    StateArray,
    advance,
    draw_people,
    draw_start,
    join_people,
)
from nextwork_eval.rehearsal.weekly_codes import turns

AGES_IN_LOTTERY = (18, 30)
AGES_OUTSIDE = (18, 50)
_ADULT = 18
_BATCH = 5  # candidates who are followed for each person needed


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recruits:
    """People who may take part in a lottery, with their states up to and in its week, shape (n_people, n_weeks)."""

    people: People
    states: StateArray
    situation: Situation


def recruit(
    number: int, *, first_week: int, lottery_week: int, parameters: Parameters, generator: np.random.Generator
) -> Recruits:
    """Find people who are on education assistance in the week of the lottery.

    Parameters
    ----------
    number
        How many are needed.
    first_week, lottery_week
        Absolute weeks between which they are followed, both included.
    parameters
        The plan's parameters.
    generator
        Source of chance.
    """
    found: list[Recruits] = []
    while sum(len(batch.people) for batch in found) < number:
        people = draw_people(
            number * _BATCH, day=monday(lottery_week).toordinal(), ages=AGES_IN_LOTTERY, generator=generator
        )
        states, situation = live(
            people, None, weeks=np.arange(first_week, lottery_week + 1), parameters=parameters, generator=generator
        )
        rows = np.flatnonzero(situation.state <= State.COURSE)
        found.append(Recruits(people=people.take(rows), states=states[rows], situation=situation.take(rows)))
    return _first_of(found, number)


def live(
    people: People,
    situation: Situation | None,
    *,
    weeks: IntArray,
    lottery_week: int | None = None,
    taker: BoolArray | None = None,
    parameters: Parameters,
    generator: np.random.Generator,
) -> tuple[StateArray, Situation]:
    """Follow people through the given absolute weeks.

    Parameters
    ----------
    people
        Who.
    situation
        Where they were in the week before; None to draw it for the first week.
    weeks
        Absolute weeks, rising by one.
    lottery_week
        Absolute week of their lottery; None for people who are in none, or have not come to it.
    taker
        Who takes the offer up, shape (n_people,); None for nobody.
    parameters
        The plan's parameters.
    generator
        Source of chance.

    Returns
    -------
    states, situation
        The state in each week, shape (n_people, n_weeks), and where people are in the last.
    """
    grown_up = turns(people, _ADULT)
    takes = np.zeros(len(people), dtype=np.bool_) if taker is None else taker
    states = np.empty((len(people), len(weeks)), dtype=np.int8)
    for column, week in enumerate(weeks.tolist()):
        day = monday(week)
        adult = grown_up <= day.toordinal()
        if situation is None:
            situation = draw_start(people, adult, generator)
        else:
            situation = advance(
                people,
                situation,
                adult=adult,
                iso_number=day.isocalendar().week,
                since_lottery=None if lottery_week is None else week - lottery_week,
                taker=takes,
                parameters=parameters,
                generator=generator,
            )
        states[:, column] = situation.state
    if situation is None:
        raise ValueError("expected at least one week")
    return states, situation


def _first_of(found: list[Recruits], number: int) -> Recruits:
    return Recruits(
        people=join_people([batch.people for batch in found]).take(np.arange(number)),
        states=np.concatenate([batch.states for batch in found])[:number],
        situation=Situation(
            state=np.concatenate([batch.situation.state for batch in found])[:number],
            duration=np.concatenate([batch.situation.duration for batch in found])[:number],
        ),
    )
