"""Where the plans, schemas and examples lie that come with the package.

Beside it in a checkout, inside it in a wheel.
"""

from __future__ import annotations

from pathlib import Path

from nextwork_eval.errors import PlanError, SchemaError

_INSIDE = Path(__file__).parent / "shipped_files"
_ROOT = _INSIDE if _INSIDE.is_dir() else Path(__file__).parent.parent


def shipped_plan(name: str) -> Path:
    """Return the file of a shipped plan.

    Raises
    ------
    PlanError
        If no plan of that name is shipped.

    Examples
    --------
    >>> shipped_plan("life_1972").name
    'life_1972.toml'
    """
    path = _ROOT / "analysis_plans" / f"{name}.toml"
    if not path.is_file():
        raise PlanError(f"There is no shipped plan '{name}'.", [f"Shipped plans: {', '.join(shipped_plans())}."])
    return path


def plan_file(name: str) -> Path:
    """Return the file of a plan that is named by its path, if the name ends with .toml, or as a shipped plan.

    Raises
    ------
    PlanError
        If no plan of that name is shipped.
    """
    return Path(name) if name.endswith(".toml") else shipped_plan(name)


def shipped_plans() -> tuple[str, ...]:
    """Return the names of the shipped plans, in alphabetical order."""
    return tuple(sorted(path.stem for path in (_ROOT / "analysis_plans").glob("*.toml") if path.stem != "LOCKED"))


def shipped_schemas() -> tuple[str, ...]:
    """Return the names of the shipped schemas, in alphabetical order."""
    return tuple(sorted(path.parent.name for path in (_ROOT / "data_schema").glob("*/schema.toml")))


def shipped_schema(schema_id: str) -> Path:
    """Return the folder of a shipped schema.

    Raises
    ------
    SchemaError
        If no schema of that id is shipped.
    """
    folder = _ROOT / "data_schema" / schema_id
    if not (folder / "schema.toml").is_file():
        raise SchemaError(
            f"There is no shipped schema '{schema_id}'.", [f"Shipped schemas: {', '.join(shipped_schemas())}."]
        )
    return folder


def schema_folder(schema_id: str, plan: Path | None) -> Path:
    """Return the folder of a schema that a plan names: the one beside the plan where there is one, else the shipped.

    Parameters
    ----------
    schema_id
        Id of the schema.
    plan
        File of the plan; `data_schema` is looked for beside the folder in which it lies. None looks at what is shipped.

    Raises
    ------
    SchemaError
        If it is neither beside the plan nor shipped.
    """
    beside = None if plan is None else plan.resolve().parent.parent / "data_schema" / schema_id
    return beside if beside is not None and beside.is_dir() else shipped_schema(schema_id)


def shipped_casebook(name: str) -> Path:
    """Return the file of a shipped casebook, whether or not there is one of that name."""
    return _ROOT / "analysis_plans" / "casebooks" / f"{name}.toml"


def shipped_example(name: str) -> Path | None:
    """Return the folder of the extract that is shipped for a plan, or None if the plan has none."""
    folder = _ROOT / "examples" / name
    return folder if folder.is_dir() else None
