"""A plan as a file: read, checked for every contradiction at once.

It is given the fingerprint that travels with each number.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path
from typing import Any

import rfc8785
from pydantic import TypeAdapter, ValidationError

from nextwork_eval.errors import PlanError
from nextwork_eval.plan.consistency import contradictions
from nextwork_eval.plan.misunderstood import problems_in_words
from nextwork_eval.plan.model import AnalysisPlan


def read_plan(path: Path) -> AnalysisPlan:
    """Read an analysis plan from a TOML file.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    AnalysisPlan
        The plan, complete and free of contradictions that can be seen without data.

    Raises
    ------
    PlanError
        If the file is missing, is not TOML, has an unknown or missing key or a value of the wrong kind, or names
        something it does not define. All problems are listed, each with the path to its key.

    Examples
    --------
    >>> from nextwork_eval.shipped import shipped_plan
    >>> read_plan(shipped_plan("life_1972")).plan.schema
    'life-1.0'
    """
    return parse_plan(plan_content(path), name=path.name)


def plan_content(path: Path) -> dict[str, Any]:
    """Read the TOML file as plain data: strings, numbers, lists and tables; dates become ISO text.

    Raises
    ------
    PlanError
        If the file is missing or is not TOML.
    """
    try:
        with path.open("rb") as file:
            content = tomllib.load(file)
    except FileNotFoundError:
        raise PlanError(
            f"There is no plan file '{path.name}'.", ["Give the path of a TOML file, or the name of a shipped plan."]
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PlanError(f"The plan file '{path.name}' is not TOML.", [str(error)]) from None
    return plain_data(content)


def plain_data(content: dict[str, Any]) -> dict[str, Any]:
    """Turn what TOML holds into strings, numbers, lists and tables; dates become ISO text."""
    plain: dict[str, Any] = json.loads(json.dumps(content, default=lambda value: value.isoformat()))
    return plain


def parse_plan(content: dict[str, Any], *, name: str) -> AnalysisPlan:
    """Turn plain data into a plan; see `read_plan`. `name` is used in messages."""
    try:
        plan = TypeAdapter(AnalysisPlan).validate_json(json.dumps(content), strict=True)
    except ValidationError as error:
        problems = problems_in_words(error.errors(include_input=False, include_url=False))
        raise PlanError(f"The plan '{name}' cannot be understood.", problems) from None
    problems = contradictions(plan)
    if problems:
        raise PlanError(f"The plan '{name}' contradicts itself.", problems)
    return plan


def plan_fingerprint(content: dict[str, Any]) -> str:
    """Return the sha256 of the canonical JSON (RFC 8785) of the plan's content.

    The same for any order of keys and any white space.
    """
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()
