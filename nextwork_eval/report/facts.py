"""The facts of a run and of its release that a report may state, by their names, and how each is worked out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nextwork_eval.results import ReleasedResult


def fact_of(released: ReleasedResult, wanted: tuple[str | int, ...]) -> dict[str, Any]:
    """Return the fact that a path begins with, as a table of one; an empty one if there is no such fact.

    A report asks hundreds of times, so that no more is worked out than was asked for: of facts with a name, the one.
    """
    facts = released.facts
    name = wanted[0] if wanted else ""
    if name in _NAMED and len(wanted) > 1:
        return {str(name): _NAMED[str(name)](released, wanted[1])}
    if name in facts.__dataclass_fields__ and name not in _WORKED_OUT:
        return {str(name): getattr(facts, str(name))}
    return {str(name): _WORKED_OUT[str(name)](released)} if name in _WORKED_OUT else {}


def _tally(released: ReleasedResult) -> dict[str, dict[str, int]]:
    tally: dict[str, dict[str, int]] = {}
    for change in released.changes:
        actions = tally.setdefault(change.rule, {})
        actions[change.action] = actions.get(change.action, 0) + 1
    return tally


_OF_A_CODE = ("code", "label_da", "label_en", "state", "valid_from", "valid_to", "source")
_NAMED: dict[str, Callable[[ReleasedResult, str | int], Any]] = {
    "code_list": lambda r, name: {
        code[0]: dict(zip(_OF_A_CODE, code, strict=True)) for code in r.facts.code_list if code[0] == name
    },
    "timelines": lambda r, name: {
        line.id: {**_attributes(line), "answers": dict(line.answers)} for line in r.timelines if line.id == name
    },
}
_WORKED_OUT: dict[str, Callable[[ReleasedResult], Any]] = {
    "rounds_reaching": lambda r: {week: len(rounds) for week, rounds in r.facts.rounds_reaching},
    "reaching_week": lambda r: {week: week for week, _ in r.facts.rounds_reaching},
    "number_of_rounds": lambda r: len(r.facts.rounds),
    "states_da": lambda r: {name: label for name, label, _ in r.facts.states},
    "states_en": lambda r: {name: label for name, _, label in r.facts.states},
    "codes_da": lambda r: {code: label for code, label, _ in r.facts.code_labels},
    "codes_en": lambda r: {code: label for code, _, label in r.facts.code_labels},
    "number_of_codes": lambda r: len(r.facts.code_list),
    "cut_offs": lambda r: dict(r.facts.cut_offs),
    "registers": lambda r: {name: name for name, _ in r.facts.cut_offs},
    "profile": lambda r: r.profile,
    "floor": lambda r: r.floor,
    "lock": lambda r: _attributes(r.lock) if r.lock is not None else {},
    "earlier_locks": lambda r: [{"version": version, "date": day} for version, day in _earlier(r)],
    "deviations": lambda r: [_attributes(one) for one in r.deviations],
    "number_of_analyses": lambda r: len(r.plan.get("analysis", ())),
    "number_of_primary": lambda r: sum(entry["purpose"] == "primary" for entry in r.plan.get("analysis", ())),
    "number_of_deviations": lambda r: len(r.deviations),
    "number_of_unplanned": lambda r: sum(row.reason == "data_driven" for row in r.rows),
    "number_of_changes": lambda r: len(r.changes),
    "changes": _tally,
    "number_of_timelines": lambda r: len(r.timelines),
    "findings": lambda r: [
        {**_attributes(found), "expected_da": found.words("da")[0], "expected_en": found.words("en")[0]}
        for found in r.findings
    ],
}


def _attributes(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


def _earlier(released: ReleasedResult) -> tuple[tuple[str, str], ...]:
    return () if released.lock is None else released.lock.earlier
