"""Standardised curves, pseudo-observations and weights for the lost asked for by a plan, as other methods."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from nextwork_eval.disclosure import release
from nextwork_eval.errors import PlanError
from nextwork_eval.evaluation import evaluate
from nextwork_eval.plan.files import parse_plan
from nextwork_eval.report import compose
from nextwork_eval.reproduction import open_plan
from nextwork_eval.reproduction.run import rules_of
from nextwork_eval.results import EvaluationResult
from tests.journeys.invented import invented_extract
from tests.journeys.plain_plan import plain_content

TRAITS = ["age", "woman"]


def content() -> dict[str, Any]:
    """The straight line, and beside it every method of the chapter."""
    plan = plain_content()

    def outcome(name: str, rule: dict[str, Any]) -> None:
        plan["outcome"].append({"id": name, "label_da": name, "label_en": name, "good": "more", "rule": rule})

    def analysis(name: str, about: str, **estimator: Any) -> None:
        plan["analysis"].append(
            {"id": name, "outcome": about, "estimand": "offer", "purpose": "exploratory", "estimator": estimator}
        )

    outcome(
        "sustained",
        {"kind": "time_to_entry", "states": "off_support", "weeks_in_a_row": 26, "competing": "gone", "horizon": 52},
    )
    outcome("off_at_52", {"kind": "in_state_at", "states": "off_support", "week": 52})
    analysis("held", "sustained", id="incidence_difference")
    analysis("pseudo", "sustained", id="pseudo_observation_regression", target="incidence")
    analysis("pseudo_traits", "sustained", id="pseudo_observation_regression", target="incidence", covariates=TRAITS)
    analysis("pseudo_weeks", "sustained", id="pseudo_observation_regression", target="restricted_mean", measure="ratio")
    analysis("weighted", "sustained", id="censoring_weighted_incidence", competing="known", covariates=TRAITS)
    analysis("had_nobody_gone", "sustained", id="censoring_weighted_incidence", competing="lost")
    analysis("curve", "sustained", id="standardized_survival", covariates=TRAITS, method="g_computation")
    analysis("between", "sustained", id="standardized_contrast", covariates=TRAITS)
    analysis(
        "between_weeks",
        "sustained",
        id="standardized_contrast",
        covariates=TRAITS,
        target="restricted_mean",
        method="g_computation",
        baseline="common",
    )
    analysis("off", "off_at_52", id="difference_in_means_stratified")
    analysis("off_weighted", "off_at_52", id="censoring_weighted_share", gone="gone")
    return plan


@pytest.fixture(scope="module")
def result() -> EvaluationResult:
    """One run of that plan."""
    opened = open_plan("nextwork_2019")
    plan = replace(parse_plan(content(), name="plan.toml"), sensitivity=())
    return evaluate(plan, opened.schema, invented_extract(), opened.state_map, plan_fingerprint="")


def test_without_covariates_the_same_number_by_another_name(result: EvaluationResult) -> None:
    """Pseudo-observations of the share with the event are the share with the event."""
    for column in ("estimate", "std_error", "conf_low", "n_arm", "population"):
        same = getattr(result.row("held.difference"), column)
        assert getattr(result.row("pseudo.difference"), column) == (
            pytest.approx(same) if isinstance(same, float) else same
        )


def test_each_method_is_near_the_plans_own(result: EvaluationResult) -> None:
    """Covariates of a lottery move a difference by less than its standard error."""
    own = result.row("held.difference")
    assert own.estimate is not None
    for name in ("pseudo_traits", "weighted", "had_nobody_gone", "between"):
        row = result.row(f"{name}.difference")
        assert row.estimate == pytest.approx(own.estimate, abs=own.std_error), name
        assert row.unit == "percentage_point"
        assert row.purpose == "exploratory"


def test_weeks_and_ratios_have_their_units(result: EvaluationResult) -> None:
    assert result.row("between_weeks.difference").unit == "weeks"
    assert result.row("pseudo_weeks.ratio").unit == "ratio"
    assert result.row("pseudo_weeks.level.control").unit == "weeks"


def test_the_curve_begins_with_everyone_and_falls(result: EvaluationResult) -> None:
    """Week 0 to 52 for both arms."""
    for arm in ("programme", "control"):
        shares = [result.row(f"curve.{arm}.w{week}").estimate for week in range(53)]
        assert shares[0] == 1
        assert all(a is not None and b is not None and a >= b for a, b in pairwise(shares))


def test_those_who_are_gone_are_made_up_for(result: EvaluationResult) -> None:
    """The share without the gone lies above the plain one, in which they are never off support, or nobody went."""
    plain, weighted = result.row("off.level.control"), result.row("off_weighted.level.control")
    assert plain.estimate is not None
    assert weighted.estimate is not None
    assert weighted.estimate >= plain.estimate - 1e-12


@pytest.mark.parametrize("language", ["da", "en"])
def test_they_stand_with_the_other_methods(result: EvaluationResult, language: str) -> None:
    """In the chapter on robustness, numbers and curves alike, and nowhere among the main results."""
    document = compose(release(result, rules_of(open_plan("nextwork_2019")), content()), language)  # type: ignore[arg-type]
    chapters = {chapter.id: str(chapter) for chapter in document.chapters}
    for name in ("pseudo.difference", "pseudo_weeks.ratio", "weighted.difference", "off_weighted.difference"):
        assert name in chapters["robustness"]
        assert f"'{name}'" not in chapters["main"]
    assert "survival_curves_curve" in chapters["robustness"]
    assert "survival_curves_curve" not in chapters["main"] + chapters["returns"]


def test_a_plan_that_rests_on_them_is_refused() -> None:
    """Never primary, never alone, with covariates and sets that exist."""
    plan = content()
    plan["analysis"] = [one for one in plan["analysis"] if one["id"] != "off"]
    for one in plan["analysis"]:
        if one["id"] == "between":
            one["purpose"] = "primary"
        if one["id"] == "pseudo_traits":
            one["estimator"]["covariates"] = ["hat_size"]
        if one["id"] == "pseudo":
            one["estimator"] |= {"covariates": ["age"], "groups": "delivery.peer_groups"}
        if one["id"] == "off_weighted":
            one["estimator"]["gone"] = "nowhere"
    with pytest.raises(PlanError) as refused:
        parse_plan(plan, name="plan.toml")
    told = str(refused.value)
    for fault in (
        "never primary",
        "'hat_size' is not defined",
        "exclude one another",
        "'nowhere' is not defined",
        "beside another difference",
    ):
        assert fault in told
