"""An estimator exists in the plan, the bindings, the rooms, the notes and the reference tests, or in none of them."""

import inspect
import typing
from pathlib import Path

import pytest

from nextwork_eval.evaluation.bindings import ESTIMATORS
from nextwork_eval.evaluation.catalogue import FUNCTIONS, describe_estimators
from nextwork_eval.plan.estimators import ACCEPTS, Estimator

ROOT = Path(__file__).parents[2]
PLANNED = [typing.get_args(typing.get_type_hints(options)["id"])[0] for options in typing.get_args(Estimator)]


def test_plan_bindings_and_catalogue_name_the_same_estimators() -> None:
    """What a plan can ask for is what is bound, listed and given outcomes."""
    assert set(PLANNED) == set(ESTIMATORS) == set(FUNCTIONS) == set(ACCEPTS)


@pytest.mark.parametrize("name", PLANNED)
def test_every_estimator_is_a_public_function_with_formula_source_and_example(name: str) -> None:
    """Its docstring gives parameters, errors, formula, source and an example that runs."""
    function = FUNCTIONS[name]
    assert function.__name__ == name
    text = inspect.getdoc(function) or ""
    for section in ("Parameters", "Returns", "Raises", "Notes", "References", "Examples"):
        assert f"\n{section}\n---" in text, section


@pytest.mark.parametrize("name", PLANNED)
def test_every_estimator_has_a_mathematical_note_and_a_reference_test(name: str) -> None:
    """A page of docs/notes states its formula, and a test under tests/reference calls it."""
    notes = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "notes").glob("*.md"))
    assert f"`{name}`" in notes
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "reference").rglob("test_*.py"))
    assert name in tests


def test_the_catalogue_names_sources_and_options() -> None:
    """Each entry can be read by somebody who is writing a plan."""
    for entry in describe_estimators():
        assert entry["summary"].endswith(".")
        assert entry["sources"]
        assert entry["outcomes"]
