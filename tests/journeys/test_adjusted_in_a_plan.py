"""Adjusted differences, treatment in groups and declared chances asked for by a plan, through the whole line."""

from dataclasses import replace

import numpy as np
import pytest

from nextwork_eval import effects
from nextwork_eval.disclosure import release
from nextwork_eval.errors import PlanError
from nextwork_eval.evaluation import evaluate
from nextwork_eval.plan.estimators import (
    DifferenceInMeansStratified,
    GroupTreatment,
    HorvitzThompson,
    RegressionAdjusted,
)
from nextwork_eval.plan.files import parse_plan, plan_content
from nextwork_eval.report import compose
from nextwork_eval.reproduction import open_plan
from nextwork_eval.reproduction.run import rules_of
from nextwork_eval.shipped import shipped_plan
from tests.journeys.invented import invented_extract
from tests.journeys.plain_plan import plain_content
from tests.unit.test_report_document import printed


def test_a_plan_asks_for_both() -> None:
    """The grouped estimate is the stratified one with another interval; the adjusted one uses filled covariates."""
    opened = open_plan("nextwork_2019")
    extract = invented_extract()
    alone = DifferenceInMeansStratified(id="difference_in_means_stratified")
    plain = replace(next(item for item in opened.plan.analysis if item.id == "entry"), estimator=alone)
    grouped = GroupTreatment(id="group_treatment", groups="delivery.peer_groups")
    adjusted = RegressionAdjusted(
        id="regression_adjusted", covariates=("age", "woman", "support_last_year", "marks"), interactions="ancova"
    )
    plan = replace(
        opened.plan,
        analysis=(
            plain,
            replace(plain, id="grouped", purpose="exploratory", estimator=grouped),
            replace(plain, id="adjusted", purpose="exploratory", estimator=adjusted),
        ),
        sensitivity=(),
        target=(),
        reference_band=(),
        power=None,
    )
    result = evaluate(plan, opened.schema, extract, opened.state_map, plan_fingerprint="")
    row, group_row, adjusted_row = (result.row(f"{name}.difference") for name in ("entry", "grouped", "adjusted"))
    assert group_row.estimate == pytest.approx(row.estimate)
    assert "CR2" in group_row.method
    assert "ANCOVA" in adjusted_row.method
    assert adjusted_row.estimate is not None
    assert np.isfinite(adjusted_row.estimate)
    assert adjusted_row.unit == group_row.unit == "percentage_point"
    assert (adjusted_row.n_arm, adjusted_row.n_reference) == (row.n_arm, row.n_reference)


def test_a_plan_asks_whether_the_difference_depends_on_what_was_known() -> None:
    """One test of all covariates together, which joins a family; what was not known for some is tested with it."""
    opened = open_plan("nextwork_2019")
    content = plain_content()
    first = next(item for item in content["analysis"] if item["id"] == "entry")
    asked = {"id": "joint_test", "covariates": ["age", "woman", "marks"]}
    content["analysis"].append(first | {"id": "depends", "purpose": "exploratory", "estimator": asked})
    for part in ("target", "reference_band", "sensitivity", "harms"):
        content.pop(part, None)
    plan = parse_plan(content, name="plan.toml")
    extract = invented_extract()
    result = evaluate(plan, opened.schema, extract, opened.state_map, plan_fingerprint="")
    row = result.row("depends.test")
    assert (row.statistic, row.unit) == ("joint_test", "f")
    assert row.p_value is not None
    assert "HTZ" in row.method
    assert f"{row.df:.1f} degrees of freedom" in row.method
    released = release(result, rules_of(opened), content)
    assert "Whether the difference depends on what was known" in printed(compose(released, "en").chapters)


def test_a_plan_without_peer_groups_cannot_ask_for_them() -> None:
    """Nor can it adjust for what it does not define."""
    content = plan_content(shipped_plan("nextwork_2019"))
    del content["delivery"]["peer_groups"]
    content["analysis"][0]["estimator"] = {"id": "group_treatment", "groups": "delivery.peer_groups"}
    content["analysis"][2]["estimator"] = {"id": "regression_adjusted", "covariates": ["shoe_size"]}
    with pytest.raises(PlanError) as caught:
        parse_plan(content, name="plan.toml")
    said = "\n".join(caught.value.problems)
    assert "[delivery.peer_groups], which the plan does not have" in said
    assert "covariate 'shoe_size' is not defined" in said


def test_treatment_in_groups_as_the_primary_analysis() -> None:
    """The interval as if people were independent is a row of its own, but no hypothesis of its own.

    The families of the plan adjust for the promised tests alone, and the headline names the promised one.
    """
    opened = open_plan("nextwork_2019")
    extract = invented_extract()
    alone = DifferenceInMeansStratified(id="difference_in_means_stratified")
    plain = replace(next(item for item in opened.plan.analysis if item.id == "entry"), estimator=alone)
    weeks = next(item for item in opened.plan.analysis if item.id == "weeks")
    grouped = GroupTreatment(id="group_treatment", groups="delivery.peer_groups")
    chances = HorvitzThompson(id="horvitz_thompson")
    plan = replace(
        opened.plan,
        analysis=(
            replace(plain, family="key", estimator=grouped),
            replace(weeks, family="key"),
            replace(plain, id="plain", purpose="exploratory"),
            replace(plain, id="chances", purpose="exploratory", estimator=chances),
        ),
        sensitivity=(),
        target=(),
        reference_band=(),
        power=None,
    )
    result = evaluate(plan, opened.schema, extract, opened.state_map, plan_fingerprint="")
    promised, beside = result.row("entry.difference"), result.row("entry.difference.independent")
    by_itself = result.row("plain.difference")
    assert promised.estimate == pytest.approx(beside.estimate)
    assert (beside.std_error, beside.df, beside.unit) == (by_itself.std_error, by_itself.df, by_itself.unit)
    assert (beside.purpose, beside.family, beside.p_adjusted) == ("exploratory", None, None)
    assert promised.purpose == "primary"
    assert promised.p_adjusted is not None
    assert {row.result_id for row in result.rows if row.family == "key" and row.p_value is not None} == {
        "entry.difference",
        "weeks.difference",
    }
    weighted = result.row("chances.difference")
    assert "complete allocation" in weighted.method
    assert weighted.estimate == pytest.approx(by_itself.estimate, abs=0.05)  # a few are not linked


def test_declared_chances_need_two_in_either_arm() -> None:
    """A round with one offer has no variance under them; the plan is refused before any data."""
    content = plan_content(shipped_plan("nextwork_2019"))
    content["design"]["round"][0]["offered"] = 1
    content["analysis"][0]["estimator"] = {"id": "horvitz_thompson"}
    with pytest.raises(PlanError) as caught:
        parse_plan(content, name="plan.toml")
    assert any("draws fewer than two for an arm" in problem for problem in caught.value.problems)


def test_the_functions_are_public() -> None:
    """A researcher at the keyboard calls what the plan calls."""
    assert {"group_treatment", "regression_adjusted", "horvitz_thompson"} <= set(effects.__all__)
