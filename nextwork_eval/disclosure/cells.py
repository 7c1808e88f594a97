"""Cells: which people a released number counts, named so that the same people have the same name wherever they stand.

A difference of two counts is a count. To see which differences a reader can form, two numbers that count the same
people must be known to do so, although one stands in a table of levels and the other on a curve; and two numbers of
which one counts some of the people of the other must be known to be nested. Both follow from the plan's own rules.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nextwork_eval.results import ResultRow

Cell = tuple[Any, ...]
"""What is counted, in which arm, by which key, in which population and subgroup."""

_STEPS = ("survival", "cumulative_incidence", "cumulative_hazard")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One arm of a row: how many persons, and how many of them with the event.

    Attributes
    ----------
    row
        The row that says so.
    arm
        Name of the arm.
    persons, events
        The cells.
    n, n_events
        The counts; `n_events` is None where the row counts no event.
    """

    row: ResultRow
    arm: str
    persons: Cell
    events: Cell
    n: int
    n_events: int | None


class Keys:
    """Names for what a row counts, by the rules of the plan.

    Parameters
    ----------
    plan
        The plan's content.
    """

    def __init__(self, plan: Mapping[str, Any]) -> None:
        self._rules = {item["id"]: item["rule"] for item in plan.get("outcome", ())}
        self._sets = {item["id"]: tuple(sorted(item["states"])) for item in plan.get("state_set", ())}

    def of(self, row: ResultRow) -> Cell:
        """Return the key of the event that a row counts.

        A key that begins with `entered`, `came_back` or `in` is understood by `relations`: its last entry is the week.
        Any other key is the row's own: nothing is derived from it but its complement.
        """
        rule = self._rules.get(row.outcome)
        if rule is None or row.statistic not in ("share", "difference", "ratio", "odds_ratio", "number_needed"):
            return ("own", row.result_id)
        match rule["kind"]:
            case "entry_by":
                return ("entered", self._states(rule["states"]), rule["weeks_in_a_row"], rule["by_week"])
            case "in_state_at":
                return ("in", self._states(rule["states"]), rule["week"])
            case "in_state_by_week" if not rule.get("cumulative") and row.week is not None:
                return ("in", self._states(rule["states"]), row.week)
            case "return_by" if rule["count"] == "left_and_back":
                return ("came_back", *self._course(rule), rule.get("within"), rule["by_week"])
            case "return_by":
                return ("never_or_back", *self._course(rule), rule.get("within"), rule["by_week"])
            case _:
                return ("own", row.result_id)

    def left(self, key: Cell) -> Cell:
        """Return the key of those who have left, for a key of those who never left or came back."""
        _, _, off, weeks_off, _, _, by_week = key
        return ("entered", off, weeks_off, by_week)

    def of_curve(self, row: ResultRow) -> Cell | None:
        """Return the key of those who have had the event by the week of a point of a curve."""
        rule = self._rules.get(row.outcome)
        if rule is None or rule["kind"] != "time_to_entry" or row.statistic not in _STEPS[:2]:
            return None
        return ("entered", self._states(rule["states"]), rule["weeks_in_a_row"], row.week)

    def of_state(self, row: ResultRow) -> Cell | None:
        """Return the key of those in one state in one week."""
        rule = self._rules.get(row.outcome)
        return ("in", (row.state,), row.week) if rule is not None and rule["kind"] == "state_by_week" else None

    def horizon(self, outcome: str) -> str:
        """Return by what the people of an outcome are known: its horizon, or the outcome itself where it has none."""
        rule = self._rules.get(outcome, {})
        weeks = [rule[name] for name in ("by_week", "week", "to_week", "horizon") if name in rule]
        return f"w{weeks[0]}" if weeks else outcome

    def _states(self, name: str) -> tuple[str, ...]:
        return self._sets.get(name, (name,))

    def _course(self, rule: Mapping[str, Any]) -> tuple[Any, ...]:
        return self._states(rule["support"]), self._states(rule["off"]), rule["weeks_off"], rule["weeks_on"]


def counted(rows: Sequence[ResultRow], keys: Keys) -> list[Counted]:
    """Return what rows count, for each arm that they name.

    Rows of firms, of internships, of steps counted among each other and of curves are read elsewhere and left out.
    Where two rows count different numbers of people although they should count the same, they are told apart.
    """
    found: list[Counted] = []
    seen: dict[Cell, list[int]] = {}
    seen_events: dict[Cell, list[int]] = {}
    for row in rows:
        if row.n_firms is not None or row.unit.startswith("share_of_") or (row.panel or "").startswith("chain."):
            continue
        if row.statistic in _STEPS:
            continue
        key = keys.of(row)
        for arm, n, events in (
            (row.arm, row.n_arm, row.events_arm),
            (row.reference_arm, row.n_reference, row.events_reference),
        ):
            if arm is None or n is None:
                continue
            where = (row.population, row.subgroup)
            sizes = seen.setdefault((arm, keys.horizon(row.outcome), *where), [])
            if n not in sizes:
                sizes.append(n)
            other = f" ({sizes.index(n) + 1})" if sizes.index(n) else ""
            happened = seen_events.setdefault((arm, key, *where), [])
            if events is not None and events not in happened:
                happened.append(events)
            another = ("again", happened.index(events)) if events is not None and happened.index(events) else ()
            found.append(
                Counted(
                    row=row,
                    arm=arm,
                    persons=("n", arm, keys.horizon(row.outcome) + other, *where),
                    events=("e", arm, ("own", key, *another) if another else key, *where),
                    n=n,
                    n_events=events,
                )
            )
    return found


def named(cell: Cell) -> str:
    """Return a cell in words for a checker: what, where, among whom.

    Examples
    --------
    >>> named(("e", "control", ("entered", ("job",), 4, 52), "all_analysed", "all"))
    'e of control: ["entered", ["job"], 4, 52], all_analysed, all'
    """
    what, arm, key, *rest = cell
    return f"{what} of {arm}: {json.dumps(key)}, {', '.join(str(item) for item in rest)}"
