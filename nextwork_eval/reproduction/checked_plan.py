"""A plan checked for its author: everything that is wrong with it at once, and what it leaves open."""

from __future__ import annotations

from nextwork_eval.errors import NextworkError, PlanError, SchemaError
from nextwork_eval.evaluation.checks import check_plan
from nextwork_eval.histories import StateMap, read_state_map
from nextwork_eval.plan.files import plan_content, understood
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.plan.notes import plan_notes
from nextwork_eval.registers import RegisterSchema, read_schema
from nextwork_eval.reproduction.plans import OpenedPlan, open_plan
from nextwork_eval.shipped import plan_file, schema_folder


def check_everything(name: str) -> tuple[OpenedPlan, list[str]]:
    """Open a plan for its author.

    A run stops at the first kind of fault: what cannot be understood, what contradicts itself, what the schema does not
    have. An author wants all of them.

    Parameters
    ----------
    name
        Path of a TOML file, or the name of a shipped plan.

    Returns
    -------
    opened
        The plan with everything it names.
    notes
        What it leaves open; see `plan.notes`.

    Raises
    ------
    PlanError, SchemaError
        With every problem: unknown keys, contradictions, and what the plan names and its schema does not have. Only
        where a value is of the wrong kind, or a key is missing, must that be mended before the rest can be seen.
    """
    try:
        opened = open_plan(name)
    except PlanError as error:
        beyond = [problem for problem in _of_schema(name) if problem not in error.problems]
        raise PlanError(error.summary, [*error.problems, *beyond]) from None
    return opened, plan_notes(opened.plan)


def _of_schema(name: str) -> list[str]:
    """List what a plan with other faults names and its schema does not have."""
    path = plan_file(name)
    if not path.is_file():
        return []
    try:
        plan, _ = understood(plan_content(path))
        if plan is not None:
            _held_against(plan, read_schema(schema_folder(plan.plan.schema, path)))
    except NextworkError as error:
        return list(error.problems) if isinstance(error, PlanError) else [error.summary, *error.problems]
    return []


def _held_against(plan: AnalysisPlan, schema: RegisterSchema) -> None:
    others = sorted({item.state_map for item in plan.sensitivity if item.state_map is not None})
    check_plan(
        plan, schema, _state_map(schema, plan.plan.state_map), {other: _state_map(schema, other) for other in others}
    )


def _state_map(schema: RegisterSchema, name: str) -> StateMap:
    path = schema.folder / "state_maps" / f"{name}.toml"
    if not path.is_file():
        raise SchemaError(f"The schema '{schema.id}' has no state map '{name}'.")
    return read_state_map(path, schema.code_lists)
