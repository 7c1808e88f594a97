"""An estimator exists in the plan, the bindings, the rooms, the notes and the reference tests, or in none of them."""

import inspect
import typing
from pathlib import Path

import pytest

from nextwork_eval import effects
from nextwork_eval.evaluation.bindings import ESTIMATORS
from nextwork_eval.evaluation.catalogue import FUNCTIONS, describe_estimators
from nextwork_eval.plan.estimators import ACCEPTS, Estimator

FAMILY, TARGET, POWER = "a plan's [[family]] has it", "a plan's [[target]] has it", "a plan's [power] has it"
LINE = "the line computes it for every plan"
PART = "a part of an estimator that a plan names"
# Functions of effects that are no estimator of a plan, and why.
ARRAY_ONLY = {
    "benjamini_hochberg": FAMILY,
    "chances_of_verdicts": POWER,
    "complier_characteristics": PART,
    "complier_mean": PART,
    "describe_attrition": LINE,
    "detectable_difference": POWER,
    "detectable_share": POWER,
    "effect_on_take_up": PART,
    "equivalence": TARGET,
    "hochberg": FAMILY,
    "holm": FAMILY,
    "imbens_manski": PART,
    "index_of": PART,
    "matched_pairs": "a plan names difference_in_means_stratified with a round for each pair",
    "noninferiority": TARGET,
    "odds_ratio": PART,
    "omnibus_balance": LINE,
    "power_of_difference": POWER,
    "power_of_shares": POWER,
    "ratio_goal": TARGET,
    "risk_difference": PART,
    "sample_ratio_test": LINE,
    "share_in_arm": "a target is judged by it",
    "sharpened_q": FAMILY,
    "simultaneous_holm": FAMILY,
    "simultaneous_westfall_young": FAMILY,
    "standardized_differences": LINE,
    "sup_t_critical_value": PART,
    "verdicts_of_counts": TARGET,
    "weighted_for_response": "in a plan those who are lost are found in no register, and have no covariates",
    "westfall_young": FAMILY,
    "what_works_class": LINE,
}
ROOT = Path(__file__).parents[2]
PLANNED = [typing.get_args(typing.get_type_hints(options)["id"])[0] for options in typing.get_args(Estimator)]


def test_plan_bindings_and_catalogue_name_the_same_estimators() -> None:
    """What a plan can ask for is what is bound, listed and given outcomes."""
    assert set(PLANNED) == set(ESTIMATORS) == set(FUNCTIONS) == set(ACCEPTS)


def test_a_public_function_is_an_estimator_of_a_plan_or_says_why_not() -> None:
    """Nothing is public and out of reach of plans by oversight."""
    public = {name for name in effects.__all__ if name.islower()}
    assert public - set(FUNCTIONS) == set(ARRAY_ONLY)


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
