"""The firms of the network, and the match events at which they present themselves and the young choose."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from nextwork_eval.rehearsal.pay import INDUSTRIES
from nextwork_eval.rehearsal.population import Population
from nextwork_eval.rehearsal.programme import MEETING_DAY, day_of, programme_columns, takers_of
from nextwork_eval.rehearsal.tables import Table, sorted_table
from nextwork_eval.rehearsal.transition_model import FIRST_EVENT, PROGRAMME_START

FIRMS = 60
FIRMS_AT_START = 20
FIRMS_OUTSIDE = 40
NETWORK_GROUPS = 6
FIRMS_AT_EVENT = 8
EVENT_EVERY, EVENTS = 4, 6  # weeks between match events, number in each round
CHOOSES, CHOOSES_TWO = 0.9, 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """A firm that takes interns; `joined` and `group` are None and empty for one outside the network."""

    id: str
    industry: str
    employees: int
    joined: dt.date | None
    group: str

    def member_on(self, day: dt.date) -> bool:
        """Say whether the firm is in the network on a day."""
        return self.joined is not None and self.joined <= day


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A young person meets a firm at a match event, and chooses it or not."""

    event: str
    day: dt.date
    row: int
    firm: str
    chosen: bool


def draw_firms(population: Population) -> tuple[Firm, ...]:
    """Draw the firms: some are in the network from the start, others join until the last lottery, and some never do."""
    generator = population.generator("firms")
    first, last = min(population.dates), max(population.dates)
    firms = []
    for number in range(FIRMS + FIRMS_OUTSIDE):
        later = max(0, number - FIRMS_AT_START + 1) / (FIRMS - FIRMS_AT_START)
        inside = number < FIRMS
        firms.append(
            Firm(
                id=f"F{number + 1:03d}",
                industry=INDUSTRIES[int(generator.integers(0, len(INDUSTRIES)))],
                employees=int(np.ceil(generator.lognormal(3.0, 1.0))),
                joined=first - dt.timedelta(days=14) + later * (last - first) if inside else None,
                group=f"N{number % NETWORK_GROUPS + 1}" if inside else "",
            )
        )
    return tuple(firms)


def firm_table(firms: tuple[Firm, ...]) -> Table:
    """Write the firms."""
    rows = [
        (
            firm.id,
            firm.industry,
            str(firm.employees),
            "" if firm.joined is None else firm.joined.isoformat(),
            firm.group,
        )
        for firm in firms
    ]
    return sorted_table("firms", ("firm_id", "industry", "employees", "joined_date", "network_group"), rows)


def draw_meetings(population: Population, firms: tuple[Firm, ...]) -> tuple[Meeting, ...]:
    """Hold the match events: those of a round who are still in the programme meet the firms of that day."""
    generator = population.generator("match events")
    found = []
    for position, name in enumerate(population.rounds):
        members = takers_of(population, position).tolist()
        for number in range(EVENTS):
            after = PROGRAMME_START + FIRST_EVENT + EVENT_EVERY * number
            for_members = [
                row
                for row in members
                if population.lottery_column(row) + after <= programme_columns(population, row)[1]
            ]
            if not for_members:
                continue
            day = day_of(population, population.lottery_column(for_members[0]) + after, MEETING_DAY)
            joined = [firm.id for firm in firms if firm.member_on(day)]
            present = generator.choice(joined, min(FIRMS_AT_EVENT, len(joined)), replace=False).tolist()
            for row in for_members:
                wanted = _choice(present, generator)
                found += [
                    Meeting(event=f"{name}-{number + 1}", day=day, row=row, firm=firm, chosen=firm in wanted)
                    for firm in present
                ]
    return tuple(found)


def meeting_table(population: Population, meetings: tuple[Meeting, ...]) -> Table:
    """Write the match events: one row for each young person and firm that met."""
    rows = [
        (meeting.event, meeting.day.isoformat(), population.keys[meeting.row], meeting.firm, str(int(meeting.chosen)))
        for meeting in meetings
    ]
    return sorted_table("match_events", ("event_id", "event_date", "PNR", "firm_id", "chosen"), rows)


def _choice(present: list[str], generator: np.random.Generator) -> list[str]:
    chance = generator.random(2)
    number = 0 if chance[0] >= CHOOSES else 2 if chance[1] < CHOOSES_TWO else 1
    wanted: list[str] = generator.choice(present, min(number, len(present)), replace=False).tolist()
    return wanted
