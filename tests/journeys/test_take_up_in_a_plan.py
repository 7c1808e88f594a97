"""The effect of taking the offer up asked for by a plan, through the whole line, the door and the report."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nextwork_eval.disclosure import Rules, release
from nextwork_eval.errors import PlanError
from nextwork_eval.evaluation import evaluate
from nextwork_eval.plan.files import parse_plan
from nextwork_eval.report import compose
from nextwork_eval.report.blocks import Table
from nextwork_eval.report.checks import check_numerals
from nextwork_eval.report.phrases import plain_text
from nextwork_eval.reproduction import open_plan
from nextwork_eval.results import EvaluationResult
from tests.journeys.invented import invented_extract
from tests.journeys.plain_plan import plain_content

LATE = {
    "id": "effect_of_take_up",
    "take_up": "delivery",
    "reference_arm": "cannot_take_up",
    "covariates": ["age", "marks"],
    "characteristics": ["age", "woman"],
}


@pytest.fixture(scope="module")
def found() -> tuple[EvaluationResult, dict[str, Any]]:
    """The rehearsal of the first plan, with three analyses of take-up beside the offer's effect on entry."""
    opened = open_plan("nextwork_2019")
    content = plain_content()
    given = {item["id"]: {key: item[key] for key in ("outcome", "estimand")} for item in content["analysis"]}
    later = {"purpose": "exploratory"}
    content["analysis"] = [
        next(item for item in content["analysis"] if item["id"] == "entry"),
        {"id": "late", **given["entry"], **later, "estimator": LATE},
        {"id": "undeclared", **given["entry"], **later, "estimator": {**LATE, "reference_arm": "may_take_up"}},
        {
            "id": "by_week",
            **given["weeks"],
            **later,
            "estimator": {**LATE, "take_up": "delivery.dose", "characteristics": []},
        },
    ]
    for part in ("sensitivity", "target", "reference_band", "harms"):
        content.pop(part, None)
    plan = parse_plan(content, name="plan.toml")
    result = evaluate(plan, opened.schema, invented_extract(), opened.state_map, plan_fingerprint="")
    return result, content


def test_the_rows_of_an_analysis(found: tuple[EvaluationResult, dict[str, Any]]) -> None:
    """Take-up by arm, first stage and F, who was moved, the t interval, and the Anderson-Rubin set last."""
    result, _ = found
    arms = [row.arm for row in result.rows if row.result_id.startswith("entry.level.")]
    assert len(arms) == 2
    assert [row.result_id for row in result.rows if row.analysis_id == "late"] == [
        *(f"late.take_up.{arm}" for arm in arms),
        "late.effect_on_take_up",
        "late.first_stage_f",
        "late.compliers.covariate.age",
        "late.compliers.covariate.woman",
        "late.compliers.taken_up",
        "late.compliers.not_taken_up",
        "late.t_interval",
        "late.effect_of_take_up",
    ]
    first, main, beside = (
        result.row(f"late.{name}") for name in ("effect_on_take_up", "effect_of_take_up", "t_interval")
    )
    assert main.estimate == pytest.approx(beside.estimate)
    assert main.set_kind == "interval"
    assert "Anderson-Rubin" in main.method
    assert (main.n_arm, main.n_reference) == (first.n_arm, first.n_reference)
    assert main.unit == "percentage_point"
    assert result.row("by_week.effect_of_take_up").unit == "weeks"
    assert not any(row.result_id.startswith("by_week.compliers") for row in result.rows)


def test_compliers_differ_by_the_unadjusted_effect(found: tuple[EvaluationResult, dict[str, Any]]) -> None:
    """The means of those whom the offer moved are not adjusted; their difference is an effect in the same range."""
    result, _ = found
    one, zero = (result.row(f"late.compliers.{when}").estimate for when in ("taken_up", "not_taken_up"))
    main = result.row("late.effect_of_take_up")
    assert one is not None
    assert zero is not None
    assert main.conf_low is not None
    assert main.conf_high is not None
    assert main.conf_low < one - zero < main.conf_high


def test_the_door_withholds_take_up_without_the_effect_of_the_offer(
    found: tuple[EvaluationResult, dict[str, Any]],
) -> None:
    """Nobody of the reference arm took part: a zero that is no news where the plan declares it, and news elsewhere."""
    result, content = found
    released = release(result, Rules(profile="dst", floor=5, open_data=False, release_weeks=()), content)
    assert released.row("entry.difference").estimate is not None
    assert released.row("late.effect_on_take_up").estimate is not None
    assert all(row.estimate is None for row in released.rows if row.analysis_id == "undeclared")
    assert all(
        row.smallest_cell is None or row.smallest_cell >= 5 for row in released.rows if row.analysis_id == "late"
    )


def test_the_report_writes_the_set(found: tuple[EvaluationResult, dict[str, Any]]) -> None:
    """In its own table and in that of all numbers; where it is no interval, in words of both languages."""
    result, content = found
    rows = tuple(
        replace(row, conf_low=-0.2, conf_high=0.3, set_kind="two_rays")
        if row.result_id == "late.effect_of_take_up"
        else row
        for row in result.rows
    )
    released = release(
        replace(result, rows=rows), Rules(profile="open", floor=0, open_data=True, release_weeks=()), content
    )
    for language, words in (("en", "up to −20.0, or from 30.0 on"), ("da", "op til −20,0 eller fra 30,0 og op")):
        document = compose(released, language)
        check_numerals(document, released)
        tables = {
            block.id: block for chapter in document.chapters for block in chapter.blocks if isinstance(block, Table)
        }
        for name in ("effect-of-take-up", "all-results"):
            cells = [plain_text(cell.parts) for row in tables[name].rows for cell in row.cells]
            assert any(words in text.replace("\u00a0", " ") for text in cells), name


def test_a_plan_without_delivery_cannot_ask_for_it() -> None:
    """Nor name covariates that it does not define, nor describe whom an amount moved."""
    content = plain_content()
    del content["delivery"]
    content["analysis"][0]["estimator"] = {
        "id": "effect_of_take_up",
        "take_up": "delivery.dose",
        "characteristics": ["shoe_size"],
    }
    with pytest.raises(PlanError) as caught:
        parse_plan(content, name="plan.toml")
    said = "\n".join(caught.value.problems)
    assert "[delivery.dose], and the plan has no [delivery]" in said
    assert "covariate 'shoe_size' is not defined" in said
    assert "not for an amount" in said


def test_every_number_is_finite(found: tuple[EvaluationResult, dict[str, Any]]) -> None:
    """Take-up of a few cannot make a number that is none."""
    result, _ = found
    own = [row for row in result.rows if row.analysis_id in ("late", "by_week")]
    assert {row.analysis_id for row in own} == {"late", "by_week"}
    for row in own:
        assert row.estimate is not None
        assert np.isfinite(row.estimate)


def test_where_nobody_takes_part_the_analysis_says_so() -> None:
    """With a threshold that nobody reaches there is no effect of taking the offer up: a row that says why."""
    opened = open_plan("nextwork_2019")
    content = plain_content()
    entry = next(item for item in content["analysis"] if item["id"] == "entry")
    content["delivery"]["threshold"] = 1000
    content["analysis"] = [entry, {**entry, "id": "late", "purpose": "exploratory", "estimator": LATE}]
    for part in ("sensitivity", "target", "reference_band", "harms"):
        content.pop(part, None)
    extract = invented_extract()
    plan = parse_plan(content, name="plan.toml")
    result = evaluate(plan, opened.schema, extract, opened.state_map, plan_fingerprint="")
    assert result.row("entry.difference").estimate is not None
    assert [row.result_id for row in result.rows if row.analysis_id == "late"] == ["late.not_estimated"]
    assert "`taken_up` is the same for everybody" in result.row("late.not_estimated").warnings
