"""The JSON Schema that editors read: it is current, takes the shipped plans, and marks what no plan can say.

The plans are held against it by a small reader of JSON Schema of this file's own, written from the specification
(draft 2020-12), so that it is not the library that made the schema which says that it is right.
"""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nextwork_eval.errors import PlanError
from nextwork_eval.plan.editor_schema import plan_schema, schema_text
from nextwork_eval.plan.files import parse_plan, plan_content
from nextwork_eval.shipped import shipped_plan, shipped_plans

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "analysis_plans" / "plan.schema.json"
TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "integer": lambda value: isinstance(value, int | float) and not isinstance(value, bool) and value == int(value),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
}
# What says nothing of which values are right.
SILENT = {"title", "description", "default", "$defs", "$schema", "examples"}


def faults(schema: dict[str, Any], value: Any, whole: dict[str, Any], path: str = "") -> list[str]:
    """List the paths at which a value is not what a schema asks for; KeyError for a keyword that is not known here."""
    found: list[str] = []
    for keyword, asked in schema.items():
        match keyword:
            case "$ref":
                found += faults(whole["$defs"][asked.removeprefix("#/$defs/")], value, whole, path)
            case "type":
                found += [] if TYPES[asked](value) else [path]
            case "const":
                found += [] if value == asked else [path]
            case "enum":
                found += [] if value in asked else [path]
            case "format":
                assert asked == "date"
                found += [] if is_date(value) else [path]
            case "anyOf":
                found += [] if any(not faults(one, value, whole) for one in asked) else [path]
            case "required":
                found += [f"{path}.{key}" for key in asked if isinstance(value, dict) and key not in value]
            case "properties" if isinstance(value, dict):
                for key in asked.keys() & value.keys():
                    found += faults(asked[key], value[key], whole, f"{path}.{key}")
            case "additionalProperties" if isinstance(value, dict):
                assert asked is False
                found += [f"{path}.{key}" for key in value.keys() - schema["properties"].keys()]
            case "items" if isinstance(value, list):
                for at, one in enumerate(value):
                    found += faults(asked, one, whole, f"{path}[{at}]")
            case "prefixItems" if isinstance(value, list):
                for at, (one, rule) in enumerate(zip(value, asked, strict=False)):
                    found += faults(rule, one, whole, f"{path}[{at}]")
            case "minItems" | "maxItems" if isinstance(value, list):
                fits = len(value) >= asked if keyword == "minItems" else len(value) <= asked
                found += [] if fits else [path]
            case "properties" | "additionalProperties" | "items" | "prefixItems" | "minItems" | "maxItems":
                pass
            case _ if keyword not in SILENT:
                raise KeyError(keyword)
    return found


def is_date(value: Any) -> bool:
    """An ISO day; the format is asked of strings only."""
    try:
        return not isinstance(value, str) or bool(dt.date.fromisoformat(value))
    except ValueError:
        return False


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return content


def test_the_committed_schema_is_what_the_classes_say() -> None:
    """If this fails: nextwork-eval plan schema --out analysis_plans/plan.schema.json."""
    assert SCHEMA.read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize("name", shipped_plans())
def test_the_shipped_plans_fulfil_it_and_name_it(name: str, schema: dict[str, Any]) -> None:
    """And their first line tells an editor where it is."""
    path = shipped_plan(name)
    assert faults(schema, plan_content(path), schema) == []
    assert path.read_text(encoding="utf-8").splitlines()[0] == "#:schema ./plan.schema.json"


def test_every_key_has_a_description() -> None:
    """An editor can say of each key what it means, and no description is a piece of a sentence."""
    schema = plan_schema()
    for name, table in [("plan", schema), *schema["$defs"].items()]:
        for key, value in table["properties"].items():
            assert value["description"].endswith("."), (name, key, value["description"])
            assert value["description"][0].isupper() or value["description"][0] in "`[", (name, key)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda plan: plan["plan"].update(colour="red"), ".plan.colour"),
        (lambda plan: plan.update(colour={}), ".colour"),
        (lambda plan: plan["plan"].pop("version"), ".plan.version"),
        (lambda plan: plan["plan"].update(date="next week"), ".plan.date"),
        (lambda plan: plan["plan"].update(status="registered"), ".plan.status"),
        (lambda plan: plan["design"]["round"][0].update(randomised="432"), ".design.round[0].randomised"),
        (lambda plan: plan["design"]["round"][0].update(offered=1.5), ".design.round[0].offered"),
        (lambda plan: plan["analysis"][1]["estimator"].update(levle=0.9), ".analysis[1].estimator"),
        (lambda plan: plan["analysis"][1]["estimator"].update(id="risk_ration"), ".analysis[1].estimator"),
        (lambda plan: plan["outcome"][0]["rule"].pop("by_week"), ".outcome[0].rule"),
        (
            lambda plan: plan["estimand"][0]["event"][0].update(strategy="intention_to_treat"),
            ".estimand[0].event[0].strategy",
        ),
        (lambda plan: plan["registry"].update(countries="Denmark"), ".registry.countries"),
    ],
)
def test_what_an_editor_marks_is_what_the_reader_refuses(
    change: Callable[[dict[str, Any]], object], place: str, schema: dict[str, Any]
) -> None:
    """At the same key: the schema promises no more and no less than a plan is held to."""
    content = plan_content(shipped_plan("life_1972"))
    change(content)
    assert faults(schema, content, schema) == [place]
    with pytest.raises(PlanError):
        parse_plan(content, name="plan.toml")
