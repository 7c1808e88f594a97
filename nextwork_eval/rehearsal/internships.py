"""Internships after the lottery: one for each stretch of internship weeks in the weekly codes, so that the two agree.

In the programme the firm is the one that the young person chose at the last match event, and a new choice may lead
her to another firm on the way; who has made no choice is asked by a firm. Outside the programme the caseworker finds
a firm that is not of the network.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np

from nextwork_eval.histories.weeks import monday
from nextwork_eval.rehearsal.network import Firm, Meeting
from nextwork_eval.rehearsal.population import OUTSIDE, Population
from nextwork_eval.rehearsal.programme import day_of, programme_columns
from nextwork_eval.rehearsal.tables import Table, sorted_table, spells
from nextwork_eval.rehearsal.transition_model import State

FRIDAY = 4  # counted from Monday
CHOICE_HOLDS = 8  # weeks for which a choice at an event leads to an internship
SWITCHES = 0.3  # share of choices during an internship that lead to another firm
BY_YOUNG, BY_FIRM, BY_CASEWORKER = "young", "firm", "caseworker"
COMPLETED, HIRED, SWITCHED, STOPPED = "completed", "hired", "switched", "stopped"
HIRED_WITHIN = 4  # weeks after the internship


def internship_table(population: Population, firms: tuple[Firm, ...], meetings: tuple[Meeting, ...]) -> Table:
    """Write the internships of the people of the lottery, from the week after it."""
    generator = population.generator("internships")
    chosen: dict[int, list[Meeting]] = {}
    for meeting in meetings:
        if meeting.chosen:
            chosen.setdefault(meeting.row, []).append(meeting)
    rows = []
    for row, first, last in _internship_weeks(population):
        choices = chosen.get(row, [])
        days = {meeting.day for meeting in choices if generator.random() < SWITCHES}
        moves = sorted({(day - monday(population.calendar.first)).days // 7 + 1 for day in days})
        starts = [first, *(column for column in moves if first < column <= last)]
        ends = [*(column - 1 for column in starts[1:]), last]
        for start, end in zip(starts, ends, strict=True):
            firm, by = _find_firm(population, row, start, firms, choices, generator)
            begins = day_of(population, start, 0).isoformat()
            rows.append((population.keys[row], firm, begins, *_ending(population, row, end, last, by, generator)))
    columns = ("PNR", "firm_id", "start_date", "end_date", "chosen_by", "end_reason", "hired_after")
    return sorted_table("internships", columns, rows)


def _ending(
    population: Population, row: int, end: int, last: int, by: str, generator: np.random.Generator
) -> tuple[str, str, str, str]:
    """Return end date, who chose, reason and whether hired; one that still lasts has only the second."""
    if end == population.states.shape[1] - 1:
        return "", by, "", ""
    after = population.states[row, last + 1 : last + 1 + HIRED_WITHIN]
    hired = end == last and bool((after == State.JOB).any())
    ended = HIRED if hired else str(generator.choice([COMPLETED, STOPPED], p=[0.7, 0.3]))
    reason = SWITCHED if end < last else ended
    return day_of(population, end, FRIDAY).isoformat(), by, reason, str(int(hired))


def _find_firm(
    population: Population,
    row: int,
    start: int,
    firms: tuple[Firm, ...],
    choices: list[Meeting],
    generator: np.random.Generator,
) -> tuple[str, str]:
    """Return the firm of an internship that starts in a column, and who found it."""
    day = day_of(population, start, 0)
    recent = [
        meeting for meeting in choices if dt.timedelta(0) <= day - meeting.day <= dt.timedelta(weeks=CHOICE_HOLDS)
    ]
    if recent:
        latest = max(meeting.day for meeting in recent)
        return str(generator.choice([meeting.firm for meeting in recent if meeting.day == latest])), BY_YOUNG
    first, last = programme_columns(population, row)
    if population.taker[row] and first <= start <= last:
        return str(generator.choice([item.id for item in firms if item.member_on(day)])), BY_FIRM
    return str(generator.choice([item.id for item in firms if item.joined is None])), BY_CASEWORKER


def _internship_weeks(population: Population) -> Iterator[tuple[int, int, int]]:
    """Yield row, first and last column of each stretch of internship of people of the lottery, after it."""
    row, first, last = spells(population.states == State.INTERNSHIP)
    for who, start, end in zip(row.tolist(), first.tolist(), last.tolist(), strict=True):
        if population.round_of[who] != OUTSIDE and start > population.lottery_column(who):
            yield who, start, end
