"""A new plan, from the schema it is read with to a file: what can be chosen, and a file that is accepted at once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nextwork_eval.errors import SchemaError, UsageError
from nextwork_eval.evaluation.checks import check_plan
from nextwork_eval.histories import StateMap, read_state_map
from nextwork_eval.plan.files import parse_plan, plain_data
from nextwork_eval.plan.new_plan import new_plan_text
from nextwork_eval.plan.questions import Choices, State, answers_of
from nextwork_eval.registers import RegisterSchema, read_schema
from nextwork_eval.shipped import schema_folder


def state_maps(file: Path, schema: str) -> tuple[str, ...]:
    """Return the names of the state maps of a schema, which lies beside the folder of the plan or is shipped."""
    return tuple(sorted(path.stem for path in (_schema(file, schema).folder / "state_maps").glob("*.toml")))


def choices_for(file: Path, schema: str, state_map: str) -> Choices:
    """Return what a schema and one of its state maps leave to choose from.

    Raises
    ------
    SchemaError
        If there is no such schema, or no such state map in it.
    """
    found, read = _read(file, schema, state_map)
    states = tuple(
        State(name=status.name, label_da=status.label_da, label_en=status.label_en, role=status.role)
        for status in read.statuses
    )
    return Choices(
        schema=found.id,
        state_map=read.id,
        states=states,
        profiles=tuple(found.disclosure),
        dated=read.weekly.calendar != "relative",
    )


def write_new_plan(file: Path, given: Mapping[str, Any], choices: Choices) -> None:
    """Write a new plan, checked against its schema before it is a file.

    Parameters
    ----------
    file
        The file to make.
    given
        The answers; see `plan.questions`.
    choices
        What the schema leaves to choose from.

    Raises
    ------
    UsageError
        If the file is there already; nothing is overwritten.
    PlanError
        If an answer cannot be used, or the answers contradict each other. Nothing is written then.
    """
    refuse_overwriting(file)
    text = new_plan_text(answers_of(given, choices), choices)
    plan = parse_plan(plain_data(tomllib.loads(text)), name=file.name)
    check_plan(plan, *_read(file, choices.schema, choices.state_map))
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f".{file.name}.partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(file)


def refuse_overwriting(file: Path) -> None:
    """Raise UsageError if the file exists or is no TOML file."""
    if file.suffix != ".toml":
        raise UsageError(f"A plan is a TOML file, and '{file.name}' is not.", ["Give a name that ends with .toml."])
    if file.exists():
        raise UsageError(f"The file '{file.name}' is there already.", ["Give another name, or move it away first."])


def _read(file: Path, schema: str, state_map: str) -> tuple[RegisterSchema, StateMap]:
    found = _schema(file, schema)
    path = found.folder / "state_maps" / f"{state_map}.toml"
    if not path.is_file():
        raise SchemaError(
            f"The schema '{schema}' has no state map '{state_map}'.",
            [f"State maps: {', '.join(state_maps(file, schema))}."],
        )
    return found, read_state_map(path, found.code_lists)


def _schema(file: Path, schema: str) -> RegisterSchema:
    return read_schema(schema_folder(schema, file))
