"""Plans as files: every contradiction is listed at once, with the path to its key."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nextwork_eval.errors import PlanError
from nextwork_eval.plan.files import parse_plan, plan_content, plan_fingerprint, read_plan
from nextwork_eval.shipped import shipped_plan, shipped_plans


@pytest.mark.parametrize("name", shipped_plans())
def test_shipped_plans_agree_with_themselves(name: str) -> None:
    """A shipped plan has no contradiction and says what it is."""
    plan = read_plan(shipped_plan(name))
    assert plan.plan.id == name
    assert plan.plan.status in ("reconstructed", "after_outcome")


def edited(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    content = plan_content(shipped_plan("nextwork_2019"))
    change(content)
    return content


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda plan: plan["plan"].update(colour="red"), "plan.colour: Unexpected keyword argument"),
        (lambda plan: plan["analysis"][2].update(colour="red"), "analysis[3].colour: Unexpected keyword argument"),
        (lambda plan: plan["design"]["round"][0].update(colour="red"), "design.round[1].colour: Unexpected keyword"),
        (lambda plan: plan["design"]["arm"][1].update(colour="red"), "design.arm[2].colour: Unexpected keyword"),
        (lambda plan: plan["plan"].pop("schema"), "plan.schema"),
        (lambda plan: plan["design"]["round"][0].update(randomised="30"), "design.round[1].randomised"),
        (lambda plan: plan["outcome"][0]["rule"].update(states="nowhere"), "state_set 'nowhere' is not defined"),
        (lambda plan: plan["outcome"][0]["rule"].update(by_week=3), "a run of 4 weeks cannot be seen by week 3"),
        (lambda plan: plan["analysis"][0].update(outcome="nothing"), "outcome 'nothing' is not defined"),
        (
            lambda plan: plan["analysis"][0].update(estimator={"id": "kaplan_meier"}),
            "cannot be given an outcome of kind 'entry_by'",
        ),
        (
            lambda plan: plan["analysis"][0].update(estimator={"id": "difference_in_means"}),
            "the lottery has several rounds",
        ),
        (lambda plan: plan["analysis"].append(dict(plan["analysis"][0])), "the id 'entry' is used 2 times"),
        (lambda plan: plan["target"][0].update(analysis="weeks"), "gives no level"),
        (lambda plan: plan["design"]["round"][0].update(offered=30), "must offer some and not all"),
        (lambda plan: plan["disclosure"].update(release_weeks=[8, 4]), "weeks must rise"),
        (lambda plan: plan["covariate"][7]["source"].update(to_week=3), "weeks must lie before the lottery"),
        (lambda plan: plan["covariate"][3]["source"].update(codes={"yes": ["265"]}), "`yes` or `codes`, not both"),
        (lambda plan: plan["covariate"][4]["source"].update(codes={}), "name nothing that counts as yes"),
        (lambda plan: plan["covariate"][4]["source"]["codes"].update(yes_prefix=[""]), "an empty beginning"),
        (lambda plan: plan["covariate"][4]["source"]["codes"].update(unknown_prefix=["3"]), "yes and as not known"),
        (lambda plan: plan["covariate"][6]["source"].update(parent_columns=[]), "parent_columns names no column"),
        (lambda plan: plan["balance"].update(draws=99), "balance.draws: at least 999"),
        (lambda plan: plan["balance"].update(seed=-1), "a seed is not negative"),
        (lambda plan: plan["design"].update(allocation="independent"), "`offered` must be left out"),
        (lambda plan: plan["delivery"].update(colour="red"), "delivery.colour: Unexpected keyword argument"),
        (
            lambda plan: plan["delivery"]["internships"].update(colour="red"),
            "delivery.internships.colour: Unexpected keyword argument",
        ),
        (
            lambda plan: plan["delivery"]["service"][1].update(colour="red"),
            "delivery.service[2].colour: Unexpected keyword argument",
        ),
        (lambda plan: plan["delivery"]["meetings"]["chosen"].pop("yes"), "delivery.meetings.chosen.yes"),
        (lambda plan: plan["delivery"].update(threshold=0), "delivery.threshold: taking the offer up takes at least 1"),
        (
            lambda plan: plan["delivery"]["internships"].update(to_week=0),
            "delivery.internships.to_week: must be week 1",
        ),
        (lambda plan: plan["delivery"]["network"].update(aim=0), "delivery.network.aim: must be at least one firm"),
        (lambda plan: plan["delivery"].pop("internships"), "delivery.meetings: what came of it cannot be told"),
        (
            lambda plan: plan["delivery"]["service"][0].update(states="nowhere"),
            "delivery.service 'internship': state_set 'nowhere' is not defined",
        ),
        (
            lambda plan: plan["delivery"]["service"][0].update(states="support"),
            "delivery.service: the state 'education_on_support' is in several services",
        ),
        (
            lambda plan: plan["delivery"]["service"].append(dict(plan["delivery"]["service"][0])),
            "delivery.service: the id 'internship' is used several times",
        ),
        (
            lambda plan: plan["delivery"]["service"][0].update(to_week=0),
            "delivery.service 'internship': to_week must be week 1 or later",
        ),
    ],
)
def test_each_fault_of_a_plan_is_named(change: Callable[[dict[str, Any]], object], expected: str) -> None:
    """The message names the key and what is wrong with it."""
    with pytest.raises(PlanError) as caught:
        parse_plan(edited(change), name="plan.toml")
    assert any(expected in problem for problem in caught.value.problems), caught.value.problems


def test_all_faults_are_listed_at_once() -> None:
    """Two unknown keys and a wrong type are three problems of one error."""

    def change(plan: dict[str, Any]) -> None:
        plan["plan"]["colour"] = "red"
        plan["design"]["size"] = 3
        plan["design"]["round"][0]["offered"] = "15"

    with pytest.raises(PlanError) as caught:
        parse_plan(edited(change), name="plan.toml")
    assert len(caught.value.problems) == 3


def test_a_file_that_is_not_toml_is_refused(tmp_path: Path) -> None:
    """So is one that does not exist."""
    (tmp_path / "broken.toml").write_text("[plan\n", encoding="utf-8")
    with pytest.raises(PlanError, match="not TOML"):
        read_plan(tmp_path / "broken.toml")
    with pytest.raises(PlanError, match="no plan file"):
        read_plan(tmp_path / "nothing.toml")


def test_the_fingerprint_ignores_the_order_of_keys_and_sees_every_value() -> None:
    """The same promise has the same fingerprint; another target has another."""
    content = plan_content(shipped_plan("nextwork_2019"))
    turned = dict(reversed(content.items()))
    assert plan_fingerprint(turned) == plan_fingerprint(content)
    assert plan_fingerprint(edited(lambda plan: plan["target"][0].update(threshold=0.7))) != plan_fingerprint(content)


def test_one_mistake_is_one_line() -> None:
    """An estimator says by its id which kind it is; what other kinds would have wanted is no fault of the plan."""
    content = plan_content(shipped_plan("life_1972"))
    content["analysis"][0]["estimator"] = {"id": "difference_in_means", "degrees_of_freedom": "w", "sizes": 1}
    content["analysis"][1]["estimator"] = {"level": 0.9}
    content["analysis"][2]["estimator"] = {"id": "differense"}
    with pytest.raises(PlanError) as caught:
        parse_plan(content, name="plan.toml")
    first, second, third, fourth = caught.value.problems
    assert first.startswith("analysis[1].estimator.degrees_of_freedom: ")
    assert second.startswith("analysis[1].estimator.sizes: ")
    assert third.startswith("analysis[2].estimator.id: ")
    assert fourth.startswith("analysis[3].estimator.id: expected one of ")
    assert "'difference_in_means'" in fourth


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), 2**53])
def test_what_no_other_format_calls_a_number_is_refused(wrong: float) -> None:
    """TOML holds nan, inf and endless whole numbers; the fingerprint of a plan cannot be taken of them."""
    content = plan_content(shipped_plan("life_1972"))
    content["linkage"]["tolerance"] = wrong
    with pytest.raises(PlanError, match="cannot be understood") as refusal:
        parse_plan(content, name="x")
    assert [problem.split(":")[0] for problem in refusal.value.problems] == ["linkage.tolerance"]


def test_an_id_that_would_part_names_is_refused() -> None:
    """The rows of an analysis `a.b` would be taken for those of `a`."""
    content = plan_content(shipped_plan("life_1972"))
    content["analysis"][0]["id"] = "a.b"
    with pytest.raises(PlanError) as refusal:
        parse_plan(content, name="x")
    assert any(problem.startswith("analysis.0.id") for problem in refusal.value.problems)
