"""All that the released counts say together: cells, the equations between them, and what is known of each.

The people of an arm are counted many times: with the event and without it, by one week and by a later one, in one
subgroup and in the others, in a state and in a set of states. Each such tie is an equation between cells. Whoever has
the released numbers has the equations too.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nextwork_eval.disclosure.cells import Cell, Keys, counted
from nextwork_eval.disclosure.rules import Rules
from nextwork_eval.disclosure.sizes import Sizes
from nextwork_eval.results import Flow, ResultRow

Unit = tuple[Any, ...]
"""What is withheld together: the rows of an outcome, a split, a week of a path, a step of a curve."""

Equation = tuple[tuple[Cell, float], ...]
"""Cells with their coefficients; the sum is zero."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What one released number says of a cell: between `low` and `high`. `unit` is what withholds it; None if nothing.

    An exact number has both ends alike.
    """

    cell: Cell
    low: float
    high: float
    unit: Unit | None


@dataclass(slots=True, kw_only=True)
class System:
    """Cells, equations and facts while they are brought together.

    Attributes
    ----------
    truth
        The true count of each cell where it is known inside the secure room.
    equations, facts
        See the types.
    protected
        Cells that nobody may work out.
    """

    truth: dict[Cell, float] = field(default_factory=dict)
    equations: list[Equation] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    protected: set[Cell] = field(default_factory=set)

    def contradictions(self) -> list[Cell]:
        """Return the cells of which something is said that is not true; there is none unless this package is wrong."""
        return [
            fact.cell
            for fact in self.facts
            if fact.cell in self.truth and not fact.low <= self.truth[fact.cell] <= fact.high
        ]

    def tie(self, total: Cell, parts: Iterable[tuple[Cell, float]]) -> None:
        """Add the equation that a cell is the sum of others."""
        self.equations.append(((total, -1.0), *parts))

    def rest(self, name: str, total: Cell, parts: Sequence[Cell], floor: int) -> None:
        """Add what is left of a cell without its parts; it is protected where it counts some people, but too few."""
        cell = (name, total[1], (total[2], tuple(parts)), *total[3:])
        value = self.truth[total] - sum(self.truth[part] for part in parts)
        if value < 0 or cell in self.truth:
            return  # not nested in these data, or said already
        self.truth[cell] = value
        self.tie(total, [(cell, 1.0), *((part, 1.0) for part in parts)])
        if 0 < value < floor:
            self.protected.add(cell)


def build_system(
    rows: Sequence[ResultRow],
    flow: Flow,
    released: Mapping[str, ResultRow],
    rounded: frozenset[str],
    plan: Mapping[str, Any],
    rules: Rules,
    units: Mapping[str, Unit],
    earlier: Sequence[Fact] = (),
) -> System:
    """Bring together what the released rows say of each other.

    Parameters
    ----------
    rows, flow
        All rows and boxes, as they were found.
    released
        Rows that would leave, by id.
    rounded
        Ids of rows whose counts were rounded to the floor.
    plan
        The plan's content: its rules say which cells are nested.
    rules
        The data owner's rules.
    units
        For each row, what it is withheld with.
    earlier
        What earlier releases say. Where the data have changed since, so that a count is another, it is about other
        people and is left out.
    """
    keys, system = Keys(plan), System()
    _levels(system, rows, released, rounded, keys, rules, units, Sizes(flow, rules))
    _curves(system, rows, released, keys, units)
    _states(system, rows, released, keys, rules)
    system.facts += [fact for fact in earlier if system.truth.setdefault(fact.cell, fact.low) == fact.low]
    _complements(system, rows, keys, rules)
    _nested(system, rules)
    _never_or_back(system, keys)
    _splits(system, rules)
    _sets_of_states(system)
    _lost(system, flow, rules)
    return system


def _levels(
    system: System,
    rows: Sequence[ResultRow],
    released: Mapping[str, ResultRow],
    rounded: frozenset[str],
    keys: Keys,
    rules: Rules,
    units: Mapping[str, Unit],
    sizes: Sizes,
) -> None:
    for side in counted(rows, keys):
        if side.row.state is not None:
            continue
        system.truth[side.persons] = side.n
        if side.n_events is not None:
            system.truth[side.events] = side.n_events
        shown = released.get(side.row.result_id)
        if shown is None or (shown.estimate is None and shown.conf_low is None):
            continue
        unit = units.get(side.row.result_id)
        mine = side.arm == side.row.arm
        n, events = (shown.n_arm, shown.events_arm) if mine else (shown.n_reference, shown.events_reference)
        half = rules.floor / 2 if side.row.result_id in rounded else 0.0
        if n is not None:
            possible = sizes.possible(side.arm, side.n) if half else [side.n]
            # A hidden size is shown as before the loss: a reader knows that much, and that a few were lost, or none.
            low, high = (possible[0], possible[-1] + 1) if len(possible) > 1 else (n - half, n + half)
            system.facts.append(Fact(cell=side.persons, low=low, high=high, unit=unit))
        if events is not None:
            system.facts.append(Fact(cell=side.events, low=events - half, high=events + half, unit=unit))


def _curves(
    system: System,
    rows: Sequence[ResultRow],
    released: Mapping[str, ResultRow],
    keys: Keys,
    units: Mapping[str, Unit],
) -> None:
    """Read the points of a curve as counts, as long as nobody has left the risk set without the event."""
    lines: dict[tuple[str, str | None, str | None], list[ResultRow]] = defaultdict(list)
    for row in rows:
        if keys.of_curve(row) is not None and row.arm is not None and row.reference_arm is None:
            lines[row.analysis_id, row.arm, row.statistic].append(row)
    for line in lines.values():
        line.sort(key=lambda row: row.week or 0)
        start, gathered = line[0].n_arm or 0, 0
        for row in line:
            if row.n_arm != start - gathered:
                break
            gathered += row.events_arm or 0
            cell = ("e", row.arm, keys.of_curve(row), row.population, row.subgroup)
            shown = released.get(row.result_id)
            leaves = shown is not None and shown.estimate is not None
            if system.truth.setdefault(cell, gathered) == gathered and leaves and gathered:
                system.facts.append(Fact(cell=cell, low=gathered, high=gathered, unit=units.get(row.result_id)))


def _states(
    system: System, rows: Sequence[ResultRow], released: Mapping[str, ResultRow], keys: Keys, rules: Rules
) -> None:
    """Read shares of states, which are made of counts rounded together: each is within the floor of its count.

    Where the sum is that before a loss, a count may be rounded up although it is a multiple of the floor.
    """
    for row in rows:
        key = keys.of_state(row)
        if key is None or row.statistic != "share" or row.arm is None or row.events_arm is None:
            continue
        cell = ("e", row.arm, key, row.population, row.subgroup)
        system.truth[cell] = row.events_arm
        system.truth.setdefault(("n", row.arm, keys.horizon(row.outcome), row.population, row.subgroup), row.n_arm or 0)
        shown = released.get(row.result_id)
        if shown is not None and shown.events_arm is not None:
            low, high = max(shown.events_arm - rules.floor, 0), shown.events_arm + rules.floor
            system.facts.append(Fact(cell=cell, low=low, high=high, unit=None))


def _complements(system: System, rows: Sequence[ResultRow], keys: Keys, rules: Rules) -> None:
    """Add those without the event; an empty cell is protected where its own row treats it as one."""
    for side in counted(rows, keys):
        if side.n_events is None or side.row.state is not None:
            continue
        without = ("not", *side.events[1:])
        if without in system.truth:
            continue
        system.truth[without] = side.n - side.n_events
        system.tie(side.persons, [(side.events, 1.0), (without, 1.0)])
        for cell in (side.events, without):
            # That nobody is missing, or that a control arm cannot take an offer up, is no secret: the row says which.
            empty = system.truth[cell] == 0 and not rules.too_small(side.row.smallest_cell)
            if system.truth[cell] < rules.floor and not empty:
                system.protected.add(cell)


def _nested(system: System, rules: Rules) -> None:
    """Add the steps between counts of the same event by a week and by a later one, among the same people."""
    families: dict[Cell, list[tuple[int, Cell]]] = defaultdict(list)
    for cell in system.truth:
        if cell[0] == "e" and cell[2][0] in ("entered", "came_back"):
            families[(cell[1], cell[2][:-1], *cell[3:])].append((cell[2][-1], cell))
    for members in families.values():
        members.sort()
        for (_, earlier), (_, later) in itertools.pairwise(members):
            system.rest("step", later, [earlier], rules.floor)


def _never_or_back(system: System, keys: Keys) -> None:
    """Tie those who never left or came back to those who left and those who left and came back."""
    for cell in list(system.truth):
        if cell[0] != "e" or cell[2][0] != "never_or_back":
            continue
        stays = ("not", cell[1], keys.left(cell[2]), *cell[3:])
        back = ("e", cell[1], ("came_back", *cell[2][1:]), *cell[3:])
        known = stays in system.truth and back in system.truth
        if known and system.truth[cell] == system.truth[stays] + system.truth[back]:
            system.tie(cell, [(stays, 1.0), (back, 1.0)])


def _splits(system: System, rules: Rules) -> None:
    """Add what is left of everyone without the subgroups of a split: those whose subgroup is not known."""
    parts: dict[tuple[Cell, str], list[Cell]] = defaultdict(list)
    for cell in list(system.truth):
        if cell[0] in ("n", "e") and cell[-1] != "all":
            parts[(*cell[:-1], "all"), cell[-1].partition(":")[0]].append(cell)
    for (total, _), cells in parts.items():
        if total in system.truth:
            system.rest("unknown", total, sorted(cells, key=repr), rules.floor)


def _sets_of_states(system: System) -> None:
    """Tie sets of states in one week by the states that they share."""
    weeks: dict[Cell, list[Cell]] = defaultdict(list)
    for cell in system.truth:
        if cell[0] == "e" and cell[2][0] == "in":
            weeks[(cell[1], cell[2][-1], *cell[3:])].append(cell)
    for (arm, week, *where), cells in weeks.items():
        states = sorted({state for cell in cells for state in cell[2][1]})
        signature = {state: tuple(state in cell[2][1] for cell in cells) for state in states}
        atoms = {signs: ("atom", arm, (week, signs), *where) for signs in signature.values()}
        for place, cell in enumerate(cells):
            system.tie(cell, [(atom, 1.0) for signs, atom in atoms.items() if signs[place]])


def _lost(system: System, flow: Flow, rules: Rules) -> None:
    """Tie the people of a horizon to those who are due then; the difference was lost."""
    due = {(node.arm, f"w{node.week}"): node.count for node in flow.nodes if node.id == f"due_w{node.week}"}
    for cell in list(system.truth):
        total = due.get((cell[1], cell[2])) if cell[0] == "n" and cell[-1] == "all" else None
        if total is None or total < system.truth[cell]:
            continue
        everyone = ("due", *cell[1:])
        system.truth[everyone] = total
        system.facts.append(Fact(cell=everyone, low=total, high=total, unit=None))
        system.rest("lost", everyone, [cell], rules.floor)
