"""Effects along a proxy as rows and in the report: a plan's binding on invented people, told in both languages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest

from nextwork_eval.evaluation.bindings import ESTIMATORS
from nextwork_eval.evaluation.request import Request
from nextwork_eval.evaluation.rows import RowMaker
from nextwork_eval.plan.estimators import BlpGates
from nextwork_eval.plan.estimators.subgroups import subgroup_problems
from nextwork_eval.plan.model import Analysis
from nextwork_eval.plan.outcomes import Outcome, WeeksIn
from nextwork_eval.report import compose
from nextwork_eval.report.languages import Language
from nextwork_eval.results import ResultRow
from tests.unit.report_fixture import life_like
from tests.unit.test_report_document import chapter, printed

OPTIONS = BlpGates(id="blp_gates", covariates=("before", "marks"), seed=7)
PART = "proxy"


def rows() -> list[ResultRow]:
    chance = np.random.default_rng(2)
    before, offered = chance.random(600), np.tile(np.array([1, 0], dtype=np.int8), 300)
    marks = np.where(chance.random(600) < 0.1, np.nan, chance.normal(size=600))
    weeks = 20 * before + offered * 6 * (1 - before) + chance.normal(size=600)
    outcome = Outcome(
        id="weeks_working_52",
        label_da="",
        label_en="",
        good="more",
        rule=WeeksIn(kind="weeks_in", states="working", to_week=52),
    )
    request = Request(
        rows=RowMaker(
            analysis=Analysis(id=PART, outcome=outcome.id, estimand="offer", purpose="exploratory", estimator=OPTIONS),
            outcome=outcome,
            population="all_analysed",
            week=52,
            treated_arm="aid",
            reference_arm="no_aid",
            template=ResultRow(
                result_id="", analysis_id="", outcome="", statistic="", unit="", estimate=None, synthetic=False
            ),
        ),
        values=weeks,
        treated=offered,
        rounds=np.array(["all"] * 600),
        matrix=cast(Any, None),
        covariates={"before": before, "marks": marks},
        sets={},
    )
    return ESTIMATORS["blp_gates"](request)


def test_rows_along_a_proxy() -> None:
    """Everyone, three parts, their difference and the slope, each with limits, a p-value and the seed."""
    made = {row.result_id: row for row in rows()}
    parts = [f"{PART}.part.{number}" for number in (1, 2, 3)]
    assert list(made) == [f"{PART}.average", f"{PART}.heterogeneity", *parts, f"{PART}.spread"]
    assert [round(made[name].estimate or 0) for name in parts] == [1, 3, 5]
    assert all(row.seed == 7 and row.p_value is not None and row.conf_low is not None for row in made.values())
    assert made[f"{PART}.spread"].unit == "weeks"


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_report_calls_it_exploratory(language: Language) -> None:
    """The chapter for whom has the parts, and says that no group was named in advance."""
    released = life_like()
    entry = {
        "id": PART,
        "outcome": "weeks_working_52",
        "estimand": "offer",
        "purpose": "exploratory",
        "estimator": {"id": "blp_gates", "covariates": ["age"], "seed": 7},
    }
    plan = {**released.plan, "analysis": [*released.plan["analysis"], entry]}
    told = printed(chapter(compose(replace(released, plan=plan, rows=(*released.rows, *rows())), language), "whom"))
    assert {"da": "eksplorativt", "en": "exploratory"}[language] in told
    assert {"da": "får mindst ud af det", "en": "predicted to gain least"}[language] in told


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"seed": -1}, "seed: a seed is not negative"),
        ({"splits": 10}, "splits: at least 100"),
        ({"parts": 6}, "parts: from 2 to 5"),
        ({"covariates": ()}, "covariates: a proxy needs at least one"),
    ],
)
def test_options_that_cannot_be(changes: dict[str, Any], expected: str) -> None:
    """Refused with the plan, before any data."""
    assert subgroup_problems(replace(OPTIONS, **changes), subgroups=frozenset()) == [expected]
