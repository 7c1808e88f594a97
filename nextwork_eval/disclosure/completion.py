"""What must stay behind with what was withheld, so that nobody can work it out from the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nextwork_eval.disclosure.audit import Audit
from nextwork_eval.disclosure.cells import named
from nextwork_eval.disclosure.rules import Rules
from nextwork_eval.disclosure.system import Fact, Unit, build_system
from nextwork_eval.errors import DisclosureError
from nextwork_eval.results import Flow, ResultRow

_EASE = {"step": 0, "week": 1, "panel": 2, "outcome": 2}
_PURPOSES = ("descriptive", "exploratory", "secondary", "primary")


def units_of(rows: Sequence[ResultRow], kinds: Mapping[str, str]) -> dict[str, Unit]:
    """Return, for each row, what it is withheld with.

    Parameters
    ----------
    rows
        All rows.
    kinds
        Which guard each row passed: `number`, `path`, `steps`, …

    Returns
    -------
    dict
        Row id to unit: a split, an outcome among its people, a week of a path, a step of an arm's curve. Rows of states
        are made of rounded counts, and rows of firms and chains have guards of their own: they have no unit.
    """
    units: dict[str, Unit] = {}
    for row in rows:
        match kinds[row.result_id]:
            case "steps":
                units[row.result_id] = ("step", row.analysis_id, row.arm, row.week)
            case "path":
                units[row.result_id] = ("week", row.analysis_id, row.week)
            case "number" if row.panel is not None:
                units[row.result_id] = ("panel", row.panel)
            case "number":
                units[row.result_id] = ("outcome", row.outcome, row.population)
    return units


def units_to_withhold(
    rows: Sequence[ResultRow],
    flow: Flow,
    released: Mapping[str, ResultRow],
    rounded: frozenset[str],
    plan: Mapping[str, Any],
    rules: Rules,
    units: Mapping[str, Unit],
    earlier: Sequence[Fact] = (),
) -> frozenset[Unit]:
    """Find what else must stay behind until no protected cell can be worked out.

    Parameters
    ----------
    rows, flow, released, rounded, plan, rules, units
        See `build_system`.
    earlier
        What earlier releases say of the same people.

    Returns
    -------
    frozenset of tuple
        Units. Of those that would do, a step of a curve goes before a week of a path, and that before a whole outcome
        or split; among these, what was not the plan's purpose goes before what was.

    Raises
    ------
    DisclosureError
        If a protected cell can be worked out whatever is withheld now, or what is released contradicts itself.
    """
    system = build_system(rows, flow, released, rounded, plan, rules, units, earlier)
    if wrong := system.contradictions():
        raise DisclosureError(
            "What would be released contradicts the counts that it was made from: a fault of this package.",
            sorted({named(cell) for cell in wrong}),
        )
    audit = Audit(system, rules.floor - 1)
    worth = _worth(rows, units)
    removed: frozenset[Unit] = frozenset()
    for cell in audit.exposed():
        while audit.is_exposed(cell, removed):
            candidates = sorted(audit.units_near(cell) - removed, key=lambda unit: (worth[unit], repr(unit)))
            if not candidates:
                raise DisclosureError(
                    "A protected count can be worked out from what has left already, whatever is withheld now.",
                    [f"{named(cell)}: have the earlier releases looked at by whoever let them out."],
                )
            enough = [unit for unit in candidates if not audit.is_exposed(cell, removed | {unit})]
            removed |= {enough[0] if enough else candidates[0]}
    return removed


def _worth(rows: Sequence[ResultRow], units: Mapping[str, Unit]) -> dict[Unit, tuple[int, int, bool]]:
    """Order units by how much a reader would miss them."""
    worth: dict[Unit, tuple[int, int, bool]] = {}
    for row in rows:
        unit = units.get(row.result_id)
        if unit is not None:
            mine = (_EASE[unit[0]], _PURPOSES.index(row.purpose), unit[0] == "outcome")
            worth[unit] = max(worth.get(unit, mine), mine)
    return worth
