"""Randomisation tests asked for by a plan, through the whole line."""

from dataclasses import replace

import pytest

from nextwork_eval import effects
from nextwork_eval.errors import PlanError
from nextwork_eval.evaluation import evaluate
from nextwork_eval.plan.estimators import DifferenceInMeansStratified, RandomizationTest
from nextwork_eval.plan.files import parse_plan, plan_content
from nextwork_eval.reproduction import open_plan
from nextwork_eval.shipped import shipped_plan
from tests.journeys.invented import invented_extract


def test_a_plan_asks_for_it() -> None:
    """The estimate is the stratified one; the seed travels with the number, and the same seed gives the same row."""
    opened = open_plan("nextwork_2019")
    extract = invented_extract()
    alone = DifferenceInMeansStratified(id="difference_in_means_stratified")
    plain = replace(next(item for item in opened.plan.analysis if item.id == "entry"), estimator=alone)
    options = {"id": "randomization_test", "draws": 1999}
    analyses = {
        "repeated": RandomizationTest(**options, seed=7),
        "again": RandomizationTest(**options, seed=7),
        "adjusted": RandomizationTest(**options, seed=7, adjustment="ancova", covariates=("age", "marks")),
    }
    plan = replace(
        opened.plan,
        analysis=(
            plain,
            *(
                replace(plain, id=name, purpose="exploratory", estimator=estimator)
                for name, estimator in analyses.items()
            ),
        ),
        sensitivity=(),
        target=(),
        reference_band=(),
    )
    result = evaluate(plan, opened.schema, extract, opened.state_map, plan_fingerprint="")
    row, repeated, again, adjusted = (result.row(f"{name}.difference") for name in ("entry", *analyses))
    assert repeated.estimate == pytest.approx(row.estimate)
    assert repeated.std_error == pytest.approx(row.std_error)
    assert repeated.p_value == pytest.approx(row.p_value, abs=0.05)
    assert (repeated.conf_low, repeated.conf_high) == (
        pytest.approx(row.conf_low, abs=0.02),
        pytest.approx(row.conf_high, abs=0.02),
    )
    assert (repeated.seed, repeated.unit, repeated.n_arm) == (7, "percentage_point", row.n_arm)
    assert (repeated.p_value, repeated.conf_low) == (again.p_value, again.conf_low)
    assert "1,999 repetitions" in repeated.method
    assert "ANCOVA" in adjusted.method


def test_a_plan_that_contradicts_itself_is_refused() -> None:
    """Too few draws, a negative seed, an adjustment without covariates, a covariate that is not defined."""
    content = plan_content(shipped_plan("nextwork_2019"))
    asked = {"id": "randomization_test", "seed": -1, "draws": 100, "adjustment": "lin"}
    content["analysis"][0]["estimator"] = asked
    content["analysis"][2]["estimator"] = {
        "id": "randomization_test",
        "seed": 1,
        "adjustment": "ancova",
        "covariates": ["shoe_size"],
    }
    with pytest.raises(PlanError) as caught:
        parse_plan(content, name="plan.toml")
    said = "\n".join(caught.value.problems)
    for part in ("too coarse", "a seed is not negative", "go together", "covariate 'shoe_size' is not defined"):
        assert part in said


def test_the_function_is_public() -> None:
    """A researcher at the keyboard calls what the plan calls."""
    assert "randomization_test" in effects.__all__
