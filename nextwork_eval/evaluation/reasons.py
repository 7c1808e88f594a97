"""At the end you know which numbers were promised, and which rest on something that was changed after the lock.

A number is data driven if its analysis was added or altered, or if anything it rests on was: its outcome, a set of
states, a covariate, the lottery, what a code means. Words alone (labels, texts, sources) drive no number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from nextwork_eval.histories import StateMap
from nextwork_eval.plan.lock import PlanLock
from nextwork_eval.registers import RegisterSchema, frozen_rows
from nextwork_eval.results import Deviation, ResultRow

_WORDS = ("_da", "_en")
_ALSO_WORDS = ("source", "note")
_NO_NUMBER = (
    "text",
    "rehearsal",
    "disclosure",
    "reference_band",
    "report",
    "registry",
    "prior_knowledge",
    "trial_record",
    "theory",
    "comparison",
)
_WITHOUT_IDS = ("delivery", "power", "balance", "benchmark", "economics", "design", "missing", "linkage", "plan")
_EVERYTHING = ("design", "missing", "linkage")
# What the entries of a section rest on. The values of an entry name entries of these sections.
_RESTS_ON: dict[str, tuple[str, ...]] = {
    "outcome": ("state_set",),
    "covariate": ("state_set",),
    "subgroup": ("covariate",),
    "analysis": ("state_set", "covariate", "subgroup"),
    "sensitivity": (),
    "delivery": ("state_set",),
    "benchmark": ("state_set",),
}
Entry = tuple[str, str]  # a section of the plan and the id of an entry, empty for a section without ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplanned:
    """What rests on something that was changed.

    Attributes
    ----------
    everything
        True where the lottery or the meaning of the weekly codes is another: every number then is.
    entries
        Entries of the plan, changed themselves or resting on one that was.
    """

    everything: bool
    entries: frozenset[Entry]

    def __contains__(self, entry: Entry) -> bool:
        """Say whether an entry of the plan, or all of it, was changed."""
        return self.everything or entry in self.entries


def unplanned(
    deviations: Sequence[Deviation],
    content: Mapping[str, Any],
    lock: PlanLock,
    schema: RegisterSchema,
    state_map: StateMap,
    other_maps: Mapping[str, StateMap],
) -> Unplanned:
    """Follow each deviation to what rests on it.

    Parameters
    ----------
    deviations
        See `deviations_from`.
    content
        The plan as it is run, as plain data.
    lock, schema, state_map, other_maps
        The lock, and what the plan names.
    """
    changed = {_entry(one.subject) for one in deviations if one.kind in ("analysis", "outcome", "plan", "population")}
    changed -= {entry for entry in changed if not _drives(entry, deviations)}
    changed |= {("sensitivity", name) for name in _under_other_maps(content, deviations, lock, schema, other_maps)}
    if _choosers(content, deviations, lock, schema):
        changed.add(("delivery", ""))
    changed |= _families(lock.content, content, changed)
    while more := {entry for entry in _entries(content) if entry not in changed and _rests(content, entry, changed)}:
        changed |= more
    everything = any(section in _EVERYTHING for section, _ in changed) or any(
        _is_of_everything(one, lock, schema, state_map) for one in deviations
    )
    return Unplanned(everything=everything, entries=frozenset(changed))


def with_reasons(rows: Sequence[ResultRow], changed: Unplanned) -> list[ResultRow]:
    """Return the rows, those that rest on something changed as data driven."""
    return [replace(row, reason="data_driven") if _is_unplanned(row, changed) else row for row in rows]


def _is_unplanned(row: ResultRow, changed: Unplanned) -> bool:
    first, *rest = row.result_id.split(".")
    match row.analysis_id.split("."):
        case ["sensitivity", item, analysis, *_]:
            return ("sensitivity", item) in changed or ("analysis", analysis) in changed
        case ["baseline"]:
            covariate = row.outcome.removeprefix("baseline.")
            of_all = any(section in ("covariate", "balance") for section, _ in changed.entries)
            return ("covariate", covariate) in changed or (row.outcome == "baseline" and of_all)
        case ["delivery", *_]:
            return ("delivery", "") in changed
        case ["power"]:
            # Its numbers are made from the targets, analyses and outcomes that their names hold.
            named = {*row.result_id.split("."), row.outcome.removeprefix("power.")}
            of = {(section, name) for section in ("target", "analysis", "outcome") for name in named}
            return ("power", "") in changed or bool(of & changed.entries)
        case ["population_benchmark"]:
            return ("benchmark", "") in changed
        case ["truth"]:
            return False
        case [analysis]:
            target = first == "target" and bool(rest) and ("target", rest[0]) in changed
            return target or ("analysis", analysis) in changed
        case _:
            return changed.everything


def _entry(subject: str) -> Entry:
    section, *rest = subject.split(".")
    if section in _WITHOUT_IDS:
        return section, ""
    return section, rest[0] if rest else ""


def _drives(entry: Entry, deviations: Sequence[Deviation]) -> bool:
    """Say whether any change of an entry can move a number: its words alone cannot."""
    section, _ = entry
    if section in _NO_NUMBER:
        return False
    return any(_entry(one.subject) == entry and not _is_words(one.subject, section) for one in deviations)


def _is_words(subject: str, section: str) -> bool:
    _, *below = subject.split(".")
    last = below[-1] if below else ""
    if section == "plan":
        return last not in ("schema", "state_map")
    if section not in _WITHOUT_IDS and len(below) < 2:
        return False  # a whole entry, whatever its id is called
    return last.endswith(_WORDS) or last in (*_ALSO_WORDS, "order")


def _entries(content: Mapping[str, Any]) -> Iterator[Entry]:
    for section in (*_RESTS_ON, "target"):
        own = content.get(section, [])
        yield from [(section, "")] if isinstance(own, dict) else ((section, one["id"]) for one in own)


def _rests(content: Mapping[str, Any], entry: Entry, changed: set[Entry]) -> bool:
    section, name = entry
    own = content[section]
    table = own if isinstance(own, dict) else next(one for one in own if one["id"] == name)
    named = set(_texts(table)) - {name}
    if any((other, text) in changed for other in _RESTS_ON.get(section, ()) for text in named):
        return True
    match section:
        case "analysis":
            estimator = table["estimator"]
            outcomes = {table["outcome"], *estimator.get("components", [])}
            on_delivery = any(text.split(".")[0] == "delivery" for text in _texts(estimator))
            return (
                any(("outcome", text) in changed for text in outcomes)
                or ("family", str(table.get("family"))) in changed
                or ("estimand", table["estimand"]) in changed
                or (on_delivery and ("delivery", "") in changed)
            )
        case "target":
            return ("analysis", table["analysis"]) in changed
        case _:
            return False


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def _families(locked: Mapping[str, Any], run: Mapping[str, Any], changed: set[Entry]) -> set[Entry]:
    """Return the families that were joined or left: the adjusted p-values of all their members are others then."""
    members = [
        {(one.get("family"), one["id"]) for one in content.get("analysis", []) if one.get("family")}
        for content in (locked, run)
    ]
    altered = {(name, member) for name, member in members[0] & members[1] if ("analysis", member) in changed}
    return {("family", str(name)) for name, _ in (members[0] ^ members[1]) | altered}


def _is_of_everything(one: Deviation, lock: PlanLock, schema: RegisterSchema, state_map: StateMap) -> bool:
    """Say whether a deviation changes what every number rests on."""
    if one.subject in ("plan.schema", "plan.state_map") or one.subject == "schema.toml":
        return True
    return _reads(state_map, one, lock, schema)


def _reads(state_map: StateMap, one: Deviation, lock: PlanLock, schema: RegisterSchema) -> bool:
    """Say whether a state map reads another meaning from a code list or a file of its own."""
    files = (f"codelists/{state_map.weekly.codelist}.csv", f"state_maps/{state_map.id}.toml")
    name, _, key = one.subject.partition(": ")
    return one.kind in ("code_list", "state_map") and name in files and _means_something_else(name, key, lock, schema)


def _means_something_else(name: str, key: str, lock: PlanLock, schema: RegisterSchema) -> bool:
    _, meanings = frozen_rows(schema)
    return not key or lock.meanings.get(name, {}).get(key) != meanings.get(name, {}).get(key)


def _under_other_maps(
    content: Mapping[str, Any],
    deviations: Sequence[Deviation],
    lock: PlanLock,
    schema: RegisterSchema,
    other_maps: Mapping[str, StateMap],
) -> set[str]:
    altered = {
        name for name, other in other_maps.items() if any(_reads(other, one, lock, schema) for one in deviations)
    }
    return {item["id"] for item in content.get("sensitivity", []) if item.get("state_map") in altered}


def _choosers(
    content: Mapping[str, Any], deviations: Sequence[Deviation], lock: PlanLock, schema: RegisterSchema
) -> bool:
    """Say whether the codes of those who chose a firm are others: the rows on internships are counted by them."""
    part = content.get("delivery", {}).get("internships")
    if part is None:
        return False
    lists = [field.codelist for field in schema.table(part["table"]).fields if field.name == part["chosen_by"]]
    names = {f"codelists/{name}.csv" for name in lists}
    parted = [one.subject.partition(": ") for one in deviations if one.kind == "code_list"]
    return any(name in names and _means_something_else(name, key, lock, schema) for name, _, key in parted)
