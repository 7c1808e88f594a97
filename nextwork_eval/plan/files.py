"""A plan as a file: read, checked for every contradiction at once.

It is given the fingerprint that travels with each number.
"""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import Any

import rfc8785
from pydantic import TypeAdapter, ValidationError

from nextwork_eval.errors import PlanError
from nextwork_eval.plan.bounded_toml import bounded_toml
from nextwork_eval.plan.consistency import contradictions
from nextwork_eval.plan.misunderstood import Location, misunderstandings
from nextwork_eval.plan.model import AnalysisPlan

_LARGEST_WHOLE = 2**53 - 1  # the largest that canonical JSON, of which the fingerprint is taken, can hold


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
        return plain_data(bounded_toml(path))
    except FileNotFoundError:
        raise PlanError(
            f"There is no plan file '{path.name}'.", ["Give the path of a TOML file, or the name of a shipped plan."]
        ) from None
    except OSError:
        raise PlanError(
            f"The plan file '{path.name}' cannot be read.", ["Expected a file, not a folder, that you may read."]
        ) from None
    except (ValueError, RecursionError) as error:
        raise PlanError(f"The plan file '{path.name}' is not TOML.", [str(error)]) from None


def plain_data(content: dict[str, Any]) -> dict[str, Any]:
    """Turn what TOML holds into strings, numbers, lists and tables; dates become ISO text."""
    plain: dict[str, Any] = json.loads(json.dumps(content, default=lambda value: value.isoformat()))
    return plain


def parse_plan(content: dict[str, Any], *, name: str) -> AnalysisPlan:
    """Turn plain data into a plan; see `read_plan`. `name` is used in messages."""
    if unfit := _not_numbers(content, ()):
        raise PlanError(f"The plan '{name}' cannot be understood.", unfit)
    plan, misunderstood = understood(content)
    if plan is None:
        raise PlanError(f"The plan '{name}' cannot be understood.", misunderstood)
    problems = contradictions(plan)
    if misunderstood:
        raise PlanError(f"The plan '{name}' cannot be understood.", [*misunderstood, *problems])
    if problems:
        raise PlanError(f"The plan '{name}' contradicts itself.", problems)
    return plan


def understood(content: dict[str, Any]) -> tuple[AnalysisPlan | None, list[str]]:
    """Read a plan as far as it can be understood.

    Unknown keys are listed and then left out, so that what the rest contradicts can be listed with them.

    Returns
    -------
    plan
        The plan without its unknown keys; None if something else than unknown keys is wrong.
    problems
        What could not be understood, each with the path to its key. The plan is whole only where there is none.
    """
    adapter, text = TypeAdapter(AnalysisPlan), json.dumps(content)
    try:
        return adapter.validate_json(text, strict=True), []
    except ValidationError as error:
        found = misunderstandings(error.errors(include_input=False, include_url=False))
    problems = [one.sentence() for one in found]
    if not all(one.unknown_key for one in found):
        return None, problems
    try:
        return adapter.validate_json(_without(text, [one.place for one in found]), strict=True), problems
    except ValidationError:  # the rest cannot be understood without them
        return None, problems


def _without(text: str, places: list[Location]) -> str:
    """Return the same content without some keys."""
    content = json.loads(text)
    for *steps, key in places:
        here = content
        for step in steps:
            here = here[step]
        del here[key]
    return json.dumps(content)


def _not_numbers(value: Any, path: tuple[str, ...]) -> list[str]:
    """List values that TOML calls numbers and no other file format holds: nan, inf, and whole numbers beyond 2^53."""
    match value:
        case dict():
            return [problem for key, own in value.items() for problem in _not_numbers(own, (*path, str(key)))]
        case list():
            return [problem for place, own in enumerate(value) for problem in _not_numbers(own, (*path, str(place)))]
        case float() if not math.isfinite(value):
            return [f"{'.'.join(path)}: expected a number, not nan or inf"]
        case int() if abs(value) > _LARGEST_WHOLE:
            return [f"{'.'.join(path)}: expected a whole number of at most {_LARGEST_WHOLE}"]
        case _:
            return []


def plan_fingerprint(content: dict[str, Any]) -> str:
    """Return the sha256 of the canonical JSON (RFC 8785) of the plan's content.

    The same for any order of keys and any white space.
    """
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()
