"""A plan opened: the file, the schema it names, and the state map, found among the shipped ones or beside the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nextwork_eval.errors import SchemaError
from nextwork_eval.evaluation.checks import check_plan
from nextwork_eval.histories import StateMap, read_state_map
from nextwork_eval.plan import AnalysisPlan, plan_fingerprint
from nextwork_eval.plan.files import parse_plan, plan_content
from nextwork_eval.registers import RegisterSchema, read_schema
from nextwork_eval.shipped import schema_folder, shipped_casebook, shipped_plan
from nextwork_eval.trial.casebook import Casebook, read_casebook
from nextwork_eval.trial.casebook_run import check_casebook


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedPlan:
    """A plan with everything it names.

    Attributes
    ----------
    name, folder
        What the user called it, and where its file lies.
    content, fingerprint
        The TOML content as plain data, and its sha256.
    plan, schema, state_map
        The promise, the pinned schema, and what the codes mean.
    other_maps
        The state maps that the plan's sensitivity analyses name.
    casebook
        The plan's example people, to whom its definitions do what the casebook says; None where it has none.
    """

    name: str
    folder: Path
    content: dict[str, Any]
    fingerprint: str
    plan: AnalysisPlan
    schema: RegisterSchema
    state_map: StateMap
    other_maps: Mapping[str, StateMap]
    casebook: Casebook | None


def open_plan(name: str) -> OpenedPlan:
    """Open a plan and refuse it if it does not fit its schema.

    Parameters
    ----------
    name
        Path of a TOML file, or the name of a shipped plan. A schema is looked for in a folder `data_schema` beside the
        plan's own folder first, and among the shipped ones then; a casebook likewise, in `casebooks` beside the plan.

    Raises
    ------
    PlanError, SchemaError
        With every problem of the plan, of the schema, between the two, or between the plan's definitions and its
        casebook.
    """
    path = Path(name) if name.endswith(".toml") else shipped_plan(name)
    content = plan_content(path)
    plan = parse_plan(content, name=path.name)
    schema = read_schema(schema_folder(plan.plan.schema, path))
    state_map = _state_map(schema, plan.plan.state_map)
    others = sorted({item.state_map for item in plan.sensitivity if item.state_map is not None})
    other_maps = {other: _state_map(schema, other) for other in others}
    check_plan(plan, schema, state_map, other_maps)
    casebook = None
    if plan.plan.casebook:
        own = path.parent / "casebooks" / f"{plan.plan.casebook}.toml"
        casebook = read_casebook(own if own.is_file() else shipped_casebook(plan.plan.casebook), state_map.id)
        check_casebook(casebook, plan, schema, {state_map.id: state_map, **other_maps})
    return OpenedPlan(
        name=name,
        folder=path.resolve().parent,
        content=content,
        fingerprint=plan_fingerprint(content),
        plan=plan,
        schema=schema,
        state_map=state_map,
        other_maps=other_maps,
        casebook=casebook,
    )


def _state_map(schema: RegisterSchema, name: str) -> StateMap:
    """Read a state map together with the code list that its weekly table uses."""
    path = schema.folder / "state_maps" / f"{name}.toml"
    if not path.is_file():
        raise SchemaError(f"The schema '{schema.id}' has no state map '{name}'.")
    return read_state_map(path, schema.code_lists)
