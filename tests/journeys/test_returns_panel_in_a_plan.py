"""The returns panel asked for by a plan, from the registers through the door to the report, all of it or nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from nextwork_eval.disclosure import Rules, release
from nextwork_eval.errors import PlanError
from nextwork_eval.evaluation import evaluate
from nextwork_eval.plan.files import parse_plan, plan_content
from nextwork_eval.report import compose
from nextwork_eval.report.blocks import Notice, Table
from nextwork_eval.report.chapters.returns_panel import VERDICTS
from nextwork_eval.reproduction import open_plan
from nextwork_eval.results import EvaluationResult, ReleasedResult
from nextwork_eval.shipped import shipped_plan
from tests.journeys.invented import invented_extract
from tests.journeys.plain_plan import plain_content
from tests.journeys.test_courses_in_a_plan import COURSE

OPEN = Rules(profile="open", floor=0, open_data=True, release_weeks=())
FLOOR = Rules(profile="dst", floor=5, open_data=False, release_weeks=())


def content(**options: Any) -> dict[str, Any]:
    """The straight line, and the panel on a course of two years."""
    plan = plain_content()
    plan["subgroup"] = [
        one for one in plan_content(shipped_plan("nextwork_2019"))["subgroup"] if one["id"] == "age_group"
    ]
    rule = {**COURSE, "to_week": 104}
    plan["outcome"].append(
        {"id": "course", "label_da": "forløb", "label_en": "course", "good": "neither", "rule": rule}
    )
    estimator = {"id": "returns_panel", "exit_by": 52, "within": 26, "sustained_weeks": 26, "seed": 7} | options
    plan["analysis"].append(
        {
            "id": "panel",
            "outcome": "course",
            "estimand": "offer",
            "purpose": "exploratory",
            "estimator": {**estimator, "cells": options.get("cells", ["age_group"])},
        }
    )
    return plan


@pytest.fixture(scope="module")
def result() -> EvaluationResult:
    """One run of that plan."""
    opened = open_plan("nextwork_2019")
    plan = replace(parse_plan(content(), name="plan.toml"), sensitivity=())
    return evaluate(plan, opened.schema, invented_extract(), opened.state_map, plan_fingerprint="")


def test_all_members_are_one_panel(result: EvaluationResult) -> None:
    """Protected numbers, the ratio, bounds with and without the assumption, the check and the verdict: one panel."""
    rows = [row for row in result.rows if row.analysis_id == "panel"]
    assert {row.panel for row in rows} == {"panel"}
    assert len({row.smallest_cell for row in rows}) == 1
    names = {row.result_id for row in rows}
    for member in (
        "weeks_off.difference",
        "sustained.difference",
        "exits.difference",
        "returned.ratio",
        "bounds.returned.ends",
        "bounds.returned_in_cells.limits",
        "bounds.returned_free.ends",
        "bounds.weeks.limits",
        "bounds.against_half.limits",
        "shadow",
        "verdict",
    ):
        assert f"panel.{member}" in names
    assert result.row("panel.verdict").verdict in VERDICTS
    assert "Not protected by the lottery" in result.row("panel.returned.ratio").warnings
    shares = [result.row(f"panel.returned.level.{arm}").estimate for arm in ("programme", "control")]
    assert shares[0] is not None
    assert shares[1] is not None
    assert result.row("panel.returned.ratio").estimate == pytest.approx(shares[0] / shares[1])


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_report_shows_one_table_after_everyone(result: EvaluationResult, language: Any) -> None:
    """One table with one caption, the sentence on the verdict before it, in both languages."""
    released = release(result, OPEN, content())
    chapter = next(one for one in compose(released, language).chapters if one.id == "returns")
    tables = [block for block in chapter.blocks if isinstance(block, Table) and block.id == "returns-panel-panel"]
    assert len(tables) == 1
    groups = [row for row in tables[0].rows if len(row.cells) == 1]
    assert len(groups) == 4


def test_one_small_cell_takes_the_panel_with_it(result: EvaluationResult) -> None:
    """Planted in one row of the panel it withholds every row, also of the other population, and the report says so."""
    planted = tuple(
        replace(row, smallest_cell=2 if row.result_id == "panel.bounds.returned.ends" else 50)
        if row.panel == "panel"
        else row
        for row in result.rows
    )
    released = release(replace(result, rows=planted), FLOOR, content())
    assert _shown(released) == []
    rules = {change.rule for change in released.changes if change.result_id.startswith("panel.")}
    assert "panel" in rules
    chapter = next(one for one in compose(released, "en").chapters if one.id == "returns")
    assert not any(isinstance(block, Table) and block.id == "returns-panel-panel" for block in chapter.blocks)
    assert any(isinstance(block, Notice) for block in chapter.blocks)


def _shown(released: ReleasedResult) -> list[str]:
    return [
        row.result_id
        for row in released.rows
        if row.panel == "panel"
        and any(value is not None for value in (row.estimate, row.conf_low, row.p_value, row.verdict, row.n_arm))
    ]


def test_a_plan_that_contradicts_itself_is_refused() -> None:
    """A horizon too short, a run that cannot be, subgroups and margins that are not, a panel as primary analysis."""
    plan = content(exit_by=90, sustained_weeks=200, margin=0.0, cells=["nowhere"], draws=10, seed=-1)
    plan["analysis"][-1]["purpose"] = "primary"
    with pytest.raises(PlanError) as refused:
        parse_plan(plan, name="plan.toml")
    told = str(refused.value)
    for fault in (
        "reach week 116",
        "sustained_weeks: at most 104",
        "margin: a difference",
        "'nowhere' is not defined",
        "draws: at least",
        "seed: a seed",
        "no primary analysis",
    ):
        assert fault in told


def test_the_share_of_leavers_has_no_estimator_of_its_own() -> None:
    """No id of a plan gives it without the panel."""
    plan = content()
    plan["analysis"][-1]["estimator"] = {"id": "return_given_exit"}
    with pytest.raises(PlanError):
        parse_plan(plan, name="plan.toml")
