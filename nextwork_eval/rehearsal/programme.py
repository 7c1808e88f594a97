"""The lottery list and the programme's own record: who was drawn, who came, in which peer group, and for how long."""

from __future__ import annotations

import datetime as dt

import numpy as np

from nextwork_eval.histories.weeks import monday
from nextwork_eval.plan.lottery import trial_design
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.rehearsal.population import OUTSIDE, Population
from nextwork_eval.rehearsal.tables import Table, sorted_table
from nextwork_eval.rehearsal.transition_model import PROGRAMME_START, PROGRAMME_WEEKS, IntArray, State

LARGEST_GROUP = 8
MEETING_DAY = 2  # Wednesday, counted from Monday
ATTENDANCE = 0.8


def allocation_table(population: Population, plan: AnalysisPlan) -> Table:
    """Write the lottery list."""
    design = trial_design(plan.design)
    rows = [
        (
            population.keys[row],
            population.rounds[population.round_of[row]],
            population.dates[population.round_of[row]].isoformat(),
            design.treated.code if population.offered[row] else design.reference.code,
        )
        for row in np.flatnonzero(population.round_of != OUTSIDE).tolist()
    ]
    return sorted_table("allocation", ("PNR", "lottery_round", "lottery_date", "arm"), rows)


def programme_table(population: Population) -> Table:
    """Write who took the offer up: from when to when, in which peer group, and in how many weeks they came."""
    generator = population.generator("programme")
    rows = []
    for position in range(len(population.rounds)):
        members = generator.permutation(takers_of(population, position))
        groups = -(-len(members) // LARGEST_GROUP)
        for place, row in enumerate(members.tolist()):
            start, end = programme_columns(population, row)
            weeks = end - start + 1
            rows.append(
                (
                    population.keys[row],
                    day_of(population, start, MEETING_DAY).isoformat(),
                    day_of(population, end, MEETING_DAY).isoformat(),
                    f"{population.rounds[position]}-{place % groups + 1}",
                    str(max(1, int(generator.binomial(weeks, ATTENDANCE)))),
                )
            )
    return sorted_table("programme", ("PNR", "start_date", "end_date", "peer_group", "weeks_attended"), rows)


def takers_of(population: Population, position: int) -> IntArray:
    """Return the rows of those who take up the offer of a round, and are there when the programme starts."""
    takers = np.flatnonzero((population.round_of == position) & population.taker)
    if len(takers) == 0:
        return takers
    start = population.lottery_column(int(takers[0])) + PROGRAMME_START
    return takers[~np.isin(population.states[takers, start], [State.EMIGRATED, State.DEAD])]


def programme_columns(population: Population, row: int) -> tuple[int, int]:
    """Return the first and last column of a taker's programme; a job, education, move or death ends it."""
    start = population.lottery_column(row) + PROGRAMME_START
    stay = population.states[row, start : start + PROGRAMME_WEEKS]
    ended = np.flatnonzero(np.isin(stay, [State.JOB, State.EDUCATION, State.EMIGRATED, State.DEAD]))
    weeks = int(ended[0]) if len(ended) else len(stay)
    return start, start + max(weeks, 1) - 1


def day_of(population: Population, column: int, weekday: int) -> dt.date:
    """Return a day of the week of a column; 0 is Monday."""
    return monday(population.calendar.first + column) + dt.timedelta(days=weekday)
