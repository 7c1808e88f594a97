"""What a plan says of delivery: where participation, internships, meetings and firms are recorded.

Columns are named by what they mean in the trial, so that a programme with other registers needs another plan, not other
code. Only participation must be there; each further part is told in the report if the plan has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nextwork_eval.design.lottery import FORBID
from nextwork_eval.plan.covariates import StateSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Yes:
    """A column, and the value in it that means yes."""

    __pydantic_config__ = FORBID

    column: str
    yes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stays:
    """From when to when people were in the programme, one row of the table of participation for each stay.

    Attributes
    ----------
    start, end
        Date columns of that table; the end is empty while a stay lasts.
    to_week
        A person is in the programme in each week from week 1 to this one that a stay covers at least a day of.
    """

    __pydantic_config__ = FORBID

    start: str
    end: str
    to_week: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InternshipTable:
    """One row for each internship.

    Attributes
    ----------
    table, firm, start, end
        Table and columns; the end is empty while an internship lasts.
    chosen_by
        Column that says who chose the firm. The schema's code list of that column gives the codes their labels.
    hired
        Whether the firm hired the intern afterwards.
    to_week
        Internships count for a person if they began from the day of the lottery to the end of this week.
    """

    __pydantic_config__ = FORBID

    table: str
    firm: str
    start: str
    end: str
    chosen_by: str
    hired: Yes
    to_week: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingTable:
    """One row for each person and firm that met at a match event, and whether the person chose the firm."""

    __pydantic_config__ = FORBID

    table: str
    event: str
    date: str
    firm: str
    chosen: Yes


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkTable:
    """One row for each firm, with the day it joined (empty outside the network), and how many firms were aimed at."""

    __pydantic_config__ = FORBID

    table: str
    firm: str
    joined: str
    aim: int
    source: str
    note_da: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerGroups:
    """The column of a table of people that names the group in which they met."""

    __pydantic_config__ = FORBID

    table: str
    column: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service that both arms may receive: the weeks from week 1 to `to_week` in a named set of states."""

    __pydantic_config__ = FORBID

    id: str
    states: str
    to_week: int
    label_da: str
    label_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Where participation is recorded: a person with at least `threshold` in `column` has taken the offer up."""

    __pydantic_config__ = FORBID

    table: str
    column: str
    threshold: int
    label_da: str
    label_en: str
    stays: Stays | None = None
    internships: InternshipTable | None = None
    meetings: MeetingTable | None = None
    network: NetworkTable | None = None
    peer_groups: PeerGroups | None = None
    service: tuple[Service, ...] = ()


def named_columns(delivery: Delivery) -> list[tuple[str, str, str]]:
    """Return every column that the delivery part of a plan reads: path of the key in the plan, table, column."""
    wanted: list[tuple[str, str, tuple[str, ...]]] = [("delivery", delivery.table, (delivery.column,))]
    if delivery.stays is not None:
        wanted.append(("delivery.stays", delivery.table, (delivery.stays.start, delivery.stays.end)))
    if (part := delivery.internships) is not None:
        columns = (part.firm, part.start, part.end, part.chosen_by, part.hired.column)
        wanted.append(("delivery.internships", part.table, columns))
    if (met := delivery.meetings) is not None:
        wanted.append(("delivery.meetings", met.table, (met.event, met.date, met.firm, met.chosen.column)))
    if (network := delivery.network) is not None:
        wanted.append(("delivery.network", network.table, (network.firm, network.joined)))
    if (groups := delivery.peer_groups) is not None:
        wanted.append(("delivery.peer_groups", groups.table, (groups.column,)))
    return [(path, table, column) for path, table, columns in wanted for column in columns]


def delivery_contradictions(delivery: Delivery | None, state_sets: Sequence[StateSet]) -> list[str]:
    """List what the delivery part of a plan contradicts, each with the path to its key."""
    if delivery is None:
        return []
    problems = []
    if delivery.threshold < 1:
        problems.append("delivery.threshold: taking the offer up takes at least 1")
    if delivery.stays is not None and delivery.stays.to_week < 1:
        problems.append("delivery.stays.to_week: must be week 1 or later")
    if delivery.internships is not None and delivery.internships.to_week < 1:
        problems.append("delivery.internships.to_week: must be week 1 or later")
    if delivery.network is not None and delivery.network.aim < 1:
        problems.append("delivery.network.aim: must be at least one firm")
    if delivery.internships is None:
        problems += [
            f"delivery.{name}: what came of it cannot be told without [delivery.internships]"
            for name in ("meetings", "network")
            if getattr(delivery, name) is not None
        ]
    return [*problems, *_services(delivery.service, {item.id: item.states for item in state_sets})]


def _services(services: Sequence[Service], sets: dict[str, tuple[str, ...]]) -> list[str]:
    problems = [
        f"delivery.service '{item.id}': state_set '{item.states}' is not defined"
        for item in services
        if item.states not in sets
    ]
    problems += [
        f"delivery.service '{item.id}': to_week must be week 1 or later" for item in services if item.to_week < 1
    ]
    problems += [
        f"delivery.service: the id '{name}' is used several times" for name in _repeated(s.id for s in services)
    ]
    states = [state for item in services for state in sets.get(item.states, ())]
    # If one service held another, subtracting two released means would give the mean of a few people back.
    problems += [f"delivery.service: the state '{name}' is in several services" for name in _repeated(states)]
    return problems


def _repeated(names: Iterable[str]) -> list[str]:
    every = list(names)
    return sorted({name for name in every if every.count(name) > 1})
