"""The JSON Schema of a plan, for editors: it knows every key, says what each means, and marks what cannot be.

It is made from the classes of the plan and their docstrings, and says no more than they do. What takes two keys to see
is found by `plan check` alone.
"""

from __future__ import annotations

import dataclasses
import inspect
import json
import re
import types
import typing
from collections.abc import Iterator
from typing import Any

from pydantic import TypeAdapter

from nextwork_eval.plan.model import AnalysisPlan

# What keys mean that mean the same wherever they stand.
_EVERYWHERE = {
    "id": "Name of the entry.",
    "kind": "Which kind of entry this is.",
    "label_da": "What a Danish reader is shown.",
    "label_en": "What an English reader is shown.",
    "note_da": "A remark for a Danish reader.",
    "note_en": "A remark for an English reader.",
    "level": "Level of the confidence interval, at least 0.5 and below 1.",
    "seed": "Seed of the generator.",
    "draws": "How often the lottery, or the sample, is drawn again.",
    "covariates": "Ids of covariates that are adjusted for.",
    "stratified": "Whether people are compared within lottery rounds.",
    "groups": "The part of the plan that names the groups in which people met.",
    "measure": "What is compared.",
    "source": "Where it stands.",
    "table": "A table of the schema.",
    "column": "A column of the table.",
    "date": "A date column.",
    "dated_by": "The date column that chooses rows from before the lottery.",
    "states": "Id of a state set.",
    "weeks_in_a_row": "How many weeks in a row make the event.",
    "by_week": "The last week that counts.",
    "from_week": "The first week that counts.",
    "to_week": "The last week that counts.",
    "week": "The week that is read.",
    "horizon": "The last week that is followed.",
    "competing": "Id of the state set that ends the waiting without the event.",
    "weeks_off": "How many weeks in a row make a departure.",
    "weeks_on": "How many weeks in a row make a return.",
    "off": "Id of the state set that people leave for.",
    "support": "Id of the state set that people come back to.",
    "firm": "The column that names the firm.",
}
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def plan_schema() -> dict[str, Any]:
    """Return the JSON Schema of a plan's content, as draft 2020-12.

    Returns
    -------
    dict
        With a description for every table and every key.

    Examples
    --------
    >>> schema = plan_schema()
    >>> schema["properties"]["linkage"]["$ref"]
    '#/$defs/Linkage'
    >>> schema["additionalProperties"]
    False
    """
    schema = TypeAdapter(AnalysisPlan).json_schema()
    kinds = {kind.__name__: kind for kind in _kinds(AnalysisPlan)}
    for name, table in [("AnalysisPlan", schema), *schema["$defs"].items()]:
        table["description"], keys = _described(kinds[name])
        table["properties"] = {key: _without_null(value) for key, value in table["properties"].items()}
        for key, value in table["properties"].items():
            of_tables = _of_reference(value, kinds)
            value["description"] = keys.get(key) or of_tables or _EVERYWHERE.get(key) or table["description"]
    return {"$schema": _DIALECT, "title": "Analysis plan", **{k: v for k, v in schema.items() if k != "title"}}


def _without_null(value: dict[str, Any]) -> dict[str, Any]:
    """Take out that a key may be null: TOML has no such value, and a key that is not given is left out."""
    kinds = [one for one in value.get("anyOf", []) if one != {"type": "null"}]
    if "anyOf" not in value or len(kinds) == len(value["anyOf"]):
        return value
    rest = {key: one for key, one in value.items() if key not in ("anyOf", "default")}
    return {**kinds[0], **rest} if len(kinds) == 1 else {"anyOf": kinds, **rest}


def schema_text() -> str:
    """Return the schema as the file that is shipped beside the plans."""
    return json.dumps(plan_schema(), ensure_ascii=False, indent=1) + "\n"


def _kinds(kind: type) -> Iterator[type]:
    """Yield a class and every class that its keys are made of, each once."""
    seen: dict[type, None] = {}
    waiting: list[Any] = [kind]
    while waiting:
        here = waiting.pop()
        if dataclasses.is_dataclass(here) and isinstance(here, type):
            if here not in seen:
                seen[here] = None
                waiting += typing.get_type_hints(here).values()
        elif typing.get_origin(here) in (tuple, typing.Union, types.UnionType):
            waiting += [part for part in typing.get_args(here) if part is not Ellipsis]
    yield from seen


def _described(kind: type) -> tuple[str, dict[str, str]]:
    """Read a docstring: what the table is, and what each of its keys is, by its list or by a sentence that names it."""
    text = inspect.getdoc(kind) or ""
    parts = re.split(r"\n([A-Z][a-z]+)\n-{3,}\n", text)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    names = {field.name for field in dataclasses.fields(kind)}
    summary = _plain(parts[0])
    sentences = re.split(r"(?<=\.) (?=[A-Z`])", summary)
    keys = {name: " ".join(named) for name in names if (named := [one for one in sentences if f"`{name}`" in one])}
    for block in re.split(r"\n(?=\S)", sections.get("Attributes", "").strip("\n")):
        heading, _, body = block.partition("\n")
        for name in heading.split(", "):
            if name in names:
                keys[name] = _plain(body)
    return summary, keys


def _of_reference(value: dict[str, Any], kinds: dict[str, type]) -> str:
    """Return what a key is that holds one kind of table, or an array of it: the first sentence of that kind."""
    found = set(re.findall(r"#/\$defs/(\w+)", json.dumps(value)))
    return _described(kinds[found.pop()])[0].split(". ")[0].rstrip(".") + "." if len(found) == 1 else ""


def _plain(text: str) -> str:
    return " ".join(text.split())
