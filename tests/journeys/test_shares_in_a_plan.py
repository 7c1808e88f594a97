"""Comparisons of shares asked for by a plan, through the whole line."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nextwork_eval.errors import PlanError
from nextwork_eval.evaluation import evaluate
from nextwork_eval.evaluation.bindings import proportions
from nextwork_eval.evaluation.request import Request
from nextwork_eval.evaluation.rows import RowMaker
from nextwork_eval.plan.estimators import (
    CochranMantelHaenszel,
    ConditionalOddsRatio,
    ExactCmh,
    ExactTest,
    FirthLogit,
    MantelHaenszel,
    RiskRatio,
    StandardizedRisks,
    TwoProportions,
)
from nextwork_eval.plan.files import parse_plan, plan_content
from nextwork_eval.reproduction import open_plan
from nextwork_eval.results import EvaluationResult, ResultRow
from nextwork_eval.shipped import shipped_plan
from tests.journeys.invented import invented_extract

TRAITS = ("age", "woman", "support_last_year", "marks")


@pytest.fixture(scope="module")
def result() -> EvaluationResult:
    """One outcome, compared in every way that a lottery with several rounds allows."""
    opened = open_plan("nextwork_2019")
    extract = invented_extract()
    plain = replace(next(item for item in opened.plan.analysis if item.id == "entry"), family="all")
    asked: dict[str, Any] = {
        "together": TwoProportions(id="two_proportions", odds_ratio=True),
        "score": TwoProportions(id="two_proportions", interval="miettinen_nurminen", level=0.9),
        "within": MantelHaenszel(id="mantel_haenszel", odds_ratio=True),
        "standardized": StandardizedRisks(id="standardized_risks", covariates=TRAITS, odds_ratio=True),
        "firth": FirthLogit(id="firth_logit", covariates=TRAITS),
        "conditional": ConditionalOddsRatio(id="conditional_odds_ratio"),
        "exact": ExactCmh(id="exact_cmh"),
        "chi_square": CochranMantelHaenszel(id="cochran_mantel_haenszel"),
    }
    even = replace(
        opened.plan,
        analysis=(plain, *(replace(plain, id=name, estimator=options) for name, options in asked.items())),
        sensitivity=(),
        target=(),
        reference_band=(),
        power=None,
    )
    return evaluate(even, opened.schema, extract, opened.state_map, plan_fingerprint="")


@pytest.mark.parametrize("name", ["together", "within", "standardized"])
def test_absolute_and_relative_stand_together(result: EvaluationResult, name: str) -> None:
    """Levels once, then difference, ratio and odds ratio of one and the same people, which agree with each other."""
    mine = [row for row in result.rows if row.analysis_id == name]
    ending = [row.result_id.removeprefix(f"{name}.") for row in mine]
    assert [row.statistic for row in mine] == ["share", "share", "difference", "ratio", "odds_ratio"]
    assert ending[2:] == ["difference", "ratio", "odds_ratio"]
    one, zero, difference, ratio, odds = mine
    assert one.estimate is not None
    assert zero.estimate is not None
    assert difference.estimate == pytest.approx(one.estimate - zero.estimate)
    assert ratio.estimate == pytest.approx(one.estimate / zero.estimate)
    assert (difference.unit, ratio.unit, odds.unit) == ("percentage_point", "ratio", "ratio")
    assert len({(row.n_arm, row.n_reference, row.smallest_cell) for row in mine[2:]}) == 1
    for row in mine[2:]:
        assert row.conf_low is not None
        assert row.estimate is not None
        assert row.conf_high is not None
        assert row.conf_low < row.estimate < row.conf_high


def test_one_hypothesis_counts_once_in_its_family(result: EvaluationResult) -> None:
    """Difference, ratio and odds ratio of one analysis do not make the family three times as large."""
    family = [row.result_id for row in result.rows if row.family == "all" and row.p_adjusted is not None]
    assert "together.difference" in family
    assert "firth.odds_ratio" in family
    assert not {"together.ratio", "within.odds_ratio", "standardized.ratio"} & set(family)
    assert len(family) == 9


def test_levels_options_and_tests(result: EvaluationResult) -> None:
    """Without the odds ratio there is no such row; levels of confidence are the plan's; tests have a p-value."""
    score = [row for row in result.rows if row.analysis_id == "score"]
    assert [row.statistic for row in score[2:]] == ["difference", "ratio"]
    assert {row.conf_level for row in score[2:]} == {0.9}
    exact, chi_square = result.row("exact.test"), result.row("chi_square.test")
    assert exact.unit == "p_value"
    assert chi_square.unit == "chi_square"
    assert exact.p_value == result.row("conditional.odds_ratio").p_value
    assert 0 < (chi_square.p_value or 0) <= 1
    assert result.row("together.difference").estimate == pytest.approx(
        result.row("within.difference").estimate, abs=0.03
    )
    assert "Firth" in result.row("firth.odds_ratio").method


def test_a_plan_that_contradicts_itself_is_refused() -> None:
    """Rounds with other chances cannot be pooled, an exact test of one round not be given several, names not be new."""
    content = plan_content(shipped_plan("nextwork_2019"))
    content["design"]["round"][0]["offered"] -= 5
    content["analysis"][0]["estimator"] = {"id": "two_proportions"}
    content["analysis"][2]["estimator"] = {"id": "exact_test", "kind": "boschloo"}
    content["analysis"][4]["estimator"] = {"id": "standardized_risks", "covariates": ["shoe_size"]}
    content["analysis"][5]["estimator"] = {"id": "firth_logit", "covariates": ["hat_size"]}
    with pytest.raises(PlanError) as caught:
        parse_plan(content, name="plan.toml")
    said = "\n".join(caught.value.problems)
    assert "different chances of an offer" in said
    assert "several rounds; use 'exact_cmh'" in said
    assert "covariate 'shoe_size' is not defined" in said
    assert "covariate 'hat_size' is not defined" in said


def test_a_plan_with_one_round_may_ask_for_an_exact_test() -> None:
    content = plan_content(shipped_plan("life_1972"))
    yes_or_no = next(item for item in content["analysis"] if item["estimator"]["id"] == "difference_in_means")
    yes_or_no["estimator"] = {"id": "exact_test", "kind": "fisher"}
    plan = parse_plan(content, name="plan.toml")
    assert ExactTest(id="exact_test", kind="fisher") in [analysis.estimator for analysis in plan.analysis]


def test_nobody_in_the_reference_arm_has_the_event() -> None:
    """The ratio has no number and no upper end in its row, which says so; the difference beside it has both."""
    plan = open_plan("nextwork_2019").plan
    analysis = next(item for item in plan.analysis if item.id == "entry")
    rows = RowMaker(
        analysis=replace(analysis, estimator=TwoProportions(id="two_proportions", odds_ratio=True)),
        outcome=next(item for item in plan.outcome if item.id == analysis.outcome),
        population="all_analysed",
        week=52,
        treated_arm="programme",
        reference_arm="control",
        template=ResultRow(
            result_id="", analysis_id="", outcome="", statistic="", unit="", estimate=None, synthetic=True
        ),
    )
    request = Request(
        rows=rows,
        values=np.repeat([1.0, 0.0, 0.0], [4, 16, 20]),
        treated=np.repeat([1, 0], 20).astype(np.int8),
        rounds=np.array(["spring"] * 40),
        matrix=None,  # type: ignore[arg-type]
        covariates={},
        sets={},
    )
    for row in proportions.two_proportions(request)[3:]:
        assert (row.estimate, row.conf_high, row.set_kind) == (None, None, "ray_above")
        assert row.conf_low is not None
        assert "divides by 0" in row.warnings
    assert proportions.two_proportions(request)[2].set_kind == "interval"
    alone = replace(rows, analysis=replace(analysis, estimator=RiskRatio(id="risk_ratio")))
    assert proportions.risk_ratio(replace(request, rows=alone))[-1].estimate is None
