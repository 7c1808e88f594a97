"""A promised analysis whose number would mean nothing: it is named and explained, and takes nothing else with it."""

from dataclasses import replace
from pathlib import Path

import pytest

from nextwork_eval.disclosure import release
from nextwork_eval.errors import EstimationError
from nextwork_eval.evaluation import evaluate
from nextwork_eval.plan.estimators import DifferenceInMeansStratified
from nextwork_eval.plan.files import plan_content
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.plan.outcomes import EntryBy
from nextwork_eval.registers import Extract
from nextwork_eval.report import write_report
from nextwork_eval.reproduction import open_plan
from nextwork_eval.reproduction.plans import OpenedPlan
from nextwork_eval.reproduction.run import rules_of
from nextwork_eval.results import ReleasedResult
from nextwork_eval.shipped import shipped_plan
from tests.journeys.invented import invented_extract


@pytest.fixture(scope="module")
def opened() -> OpenedPlan:
    return open_plan("nextwork_2019")


@pytest.fixture(scope="module")
def extract() -> Extract:
    return invented_extract()


def with_an_outcome_nobody_reaches(plan: AnalysisPlan, purpose: str) -> AnalysisPlan:
    """Weeks spent away (in prison, say) in a single week: nobody in the synthetic extract, in either arm."""
    own = next(item for item in plan.analysis if item.id == "entry")
    outcome = next(item for item in plan.outcome if item.id == own.outcome)
    never = replace(outcome, id="never", rule=EntryBy(kind="entry_by", states="gone", weeks_in_a_row=52, by_week=52))
    estimator = DifferenceInMeansStratified(id="difference_in_means_stratified")
    other = replace(own, id="never", outcome="never", purpose=purpose, estimator=estimator)
    return replace(
        plan,
        outcome=(*plan.outcome, never),
        analysis=(own, other),
        sensitivity=(),
        target=(),
        reference_band=(),
        power=None,
    )


def test_an_exploratory_analysis_becomes_a_row_that_says_why(opened: OpenedPlan, extract: Extract) -> None:
    """The primary result is as it would be without the other."""
    plan = with_an_outcome_nobody_reaches(opened.plan, "exploratory")
    result = evaluate(plan, opened.schema, extract, opened.state_map, plan_fingerprint="")
    row = result.row("never.not_estimated")
    assert row.estimate is None
    assert row.warnings
    assert result.row("entry.difference").estimate is not None


def test_the_report_names_it(opened: OpenedPlan, extract: Extract, tmp_path: Path) -> None:
    """In the chapter of main results, in both languages; the door lets no count in its words pass."""
    plan = with_an_outcome_nobody_reaches(opened.plan, "exploratory")
    result = evaluate(plan, opened.schema, extract, opened.state_map, plan_fingerprint="")
    content = plan_content(shipped_plan("nextwork_2019"))
    kept = [entry for entry in content["analysis"] if entry["id"] == "entry"]
    outcome = next(entry for entry in content["outcome"] if entry["id"] == "entry_52")
    content |= {
        "analysis": [
            *kept,
            {
                **kept[0],
                "id": "never",
                "outcome": "never",
                "purpose": "exploratory",
                "estimator": {"id": "difference_in_means_stratified"},
            },
        ],
        "outcome": [*content["outcome"], {**outcome, "id": "never"}],
        "target": [],
        "sensitivity": [],
        "reference_band": [],
    }
    del content["power"]
    released: ReleasedResult = release(result, rules_of(opened), content)
    assert not any(mark.isdigit() for mark in released.row("never.not_estimated").warnings.replace("HC2", ""))
    write_report(released, tmp_path, languages=("da", "en"), formats=("html",))
    assert "Promised, and not estimated" in (tmp_path / "report.en.html").read_text(encoding="utf-8")
    assert "Lovet, og ikke beregnet" in (tmp_path / "report.da.html").read_text(encoding="utf-8")


def test_without_its_primary_result_the_run_stops(opened: OpenedPlan, extract: Extract) -> None:
    """The error names the analysis."""
    plan = with_an_outcome_nobody_reaches(opened.plan, "primary")
    with pytest.raises(EstimationError) as caught:
        evaluate(plan, opened.schema, extract, opened.state_map, plan_fingerprint="")
    assert any(problem.startswith("never: ") for problem in caught.value.problems)
