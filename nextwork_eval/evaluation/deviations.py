"""At the end you know in what a run differs from the plan as it was locked.

Nobody confesses: plan, code lists, state maps, schema and casebook are compared with the lock. Code and environment are
recorded with every run; a change of them is no deviation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from nextwork_eval.errors import PlanError
from nextwork_eval.plan.lock import PlanLock
from nextwork_eval.registers import RegisterSchema, frozen_files, frozen_rows
from nextwork_eval.results import Deviation
from nextwork_eval.results.deviation import Change, DeviationKind

EXPLANATIONS = "deviation"
_LONGEST = 120
_SHOWN = 12
_COUNTS = ("randomised", "offered", "probability", "clusters", "clusters_offered")


def deviations_from(
    lock: PlanLock, content: Mapping[str, Any], schema: RegisterSchema, casebook_sha256: str
) -> tuple[Deviation, ...]:
    """Compare what is about to be run with what was locked.

    Parameters
    ----------
    lock
        The lock of the plan.
    content
        The plan as it is run, as plain data. Its `[[deviation]]` tables, in which authors say why, are not compared.
    schema, casebook_sha256
        As they are now.

    Returns
    -------
    tuple of Deviation
        Everything that is missing, added or altered, with the authors' reasons; empty where all is as promised.

    Raises
    ------
    PlanError
        If the plan explains a deviation that is none.
    """
    found = [*_of_plan(lock.content, content), *_of_schema(lock, schema)]
    if lock.casebook_sha256 != casebook_sha256:
        found.append(_of_file("casebook", "casebook", lock.casebook_sha256 or None, casebook_sha256 or None))
    reasons = {one["subject"]: one for one in content.get(EXPLANATIONS, [])}
    unknown = sorted(reasons.keys() - {one.subject for one in found})
    if unknown:
        raise PlanError(
            "The plan explains deviations that are none.",
            [f"deviation '{name}': there, the plan is as it was locked" for name in unknown],
        )
    return tuple(
        replace(one, why_da=reasons[one.subject]["why_da"], why_en=reasons[one.subject]["why_en"])
        if one.subject in reasons
        else one
        for one in found
    )


def _of_plan(locked: Mapping[str, Any], run: Mapping[str, Any]) -> Iterator[Deviation]:
    for key in dict.fromkeys([*locked, *run]):
        if key != EXPLANATIONS:
            yield from _compared(key, locked.get(key), run.get(key))


def _compared(path: str, locked: Any, run: Any) -> Iterator[Deviation]:
    """Go down to the keys that differ; what is there on one side only is told whole."""
    if locked == run:
        return
    if isinstance(locked, dict) and isinstance(run, dict):
        for key in dict.fromkeys([*locked, *run]):
            yield from _compared(f"{path}.{key}", locked.get(key), run.get(key))
    elif _has_ids(locked) and _has_ids(run) and (locked or run):
        before, after = ({one["id"]: one for one in side or []} for side in (locked, run))
        for name in dict.fromkeys([*before, *after]):
            yield from _compared(f"{path}.{name}", before.get(name), after.get(name))
        orders = [[name for name in side if name in before and name in after] for side in (before, after)]
        if orders[0] != orders[1]:
            yield _deviation(f"{path}.order", orders[0], orders[1])
    else:
        yield _deviation(path, locked, run)


def _has_ids(value: Any) -> bool:
    """Say whether a value is a list of tables with ids, or is not there at all."""
    return value is None or (isinstance(value, list) and all(isinstance(one, dict) and "id" in one for one in value))


def _deviation(path: str, locked: Any, run: Any) -> Deviation:
    return Deviation(
        kind=_kind(path), change=_change(locked, run), subject=path, as_locked=_told(locked), as_run=_told(run)
    )


def _kind(path: str) -> DeviationKind:
    parts = path.split(".")
    if path.startswith("design.round.") and (parts[-1] in _COUNTS or len(parts) == 3):
        return "population"
    if path == "plan.schema":
        return "schema"
    match parts[0]:
        case "analysis":
            return "analysis"
        case "outcome":
            return "outcome"
        case _:
            return "plan"


def _change(locked: object, run: object) -> Change:
    if locked is None:
        return "added"
    return "missing" if run is None else "altered"


def _told(value: Any) -> str | None:
    """Write what a plan says at a key, in one line that is not long."""
    if value is None:
        return None
    text = " ".join(_written(value).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _written(value: Any) -> str:
    match value:
        case dict():
            named = {key: inner for key, inner in value.items() if not key.endswith(("_da", "_en"))}
            return ", ".join(f"{key} {_written(inner)}" for key, inner in named.items())
        case list():
            return ", ".join(map(_written, value))
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)


def _of_schema(lock: PlanLock, schema: RegisterSchema) -> Iterator[Deviation]:
    """Name each row of a code list or state map that changed, and each other file.

    Where the plan names another schema altogether, that is told once, as a key of the plan.
    """
    if lock.schema_sha256 == schema.fingerprint or lock.schema_id != schema.id:
        return
    files = frozen_files(schema)
    rows, _ = frozen_rows(schema)
    for name in sorted(lock.files.keys() | files.keys()):
        if lock.files.get(name) == files.get(name):
            continue
        kind: DeviationKind = "code_list" if name.startswith("codelists/") else "schema"
        kind = "state_map" if name.startswith("state_maps/") else kind
        before, after = lock.rows.get(name, {}), rows.get(name, {})
        changed = [key for key in dict.fromkeys([*before, *after]) if before.get(key) != after.get(key)]
        if before and after and changed:
            for key in changed:
                yield _of_file(kind, f"{name}: {key}", before.get(key), after.get(key))
        else:
            yield _of_file(kind, name, lock.files.get(name), files.get(name))


def _of_file(kind: DeviationKind, subject: str, locked: str | None, run: str | None) -> Deviation:
    return Deviation(
        kind=kind,
        change=_change(locked, run),
        subject=subject,
        as_locked=None if locked is None else f"sha256 {locked[:_SHOWN]}",
        as_run=None if run is None else f"sha256 {run[:_SHOWN]}",
    )
