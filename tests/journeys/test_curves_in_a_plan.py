"""Curves and tests of times to an event asked for by a plan, through the whole line to the report."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from nextwork_eval.disclosure import release
from nextwork_eval.errors import PlanError
from nextwork_eval.evaluation import evaluate
from nextwork_eval.plan.files import parse_plan
from nextwork_eval.report import compose
from nextwork_eval.report.remarks.reading import ONLY_ENGLISH, in_language
from nextwork_eval.reproduction import open_plan
from nextwork_eval.reproduction.run import rules_of
from nextwork_eval.results import EvaluationResult, ReleasedResult
from tests.journeys.invented import invented_extract
from tests.journeys.plain_plan import plain_content
from tests.unit.test_report_document import chapter, printed

ASKED: dict[str, dict[str, Any]] = {
    "plain": {"id": "log_rank", "stratified": True},
    "repeated": {"id": "log_rank", "stratified": True, "seed": 7, "draws": 1999},
    "exact": {"id": "log_rank", "stratified": True, "draws": "exact"},
    "late": {"id": "log_rank", "gamma": 1.0, "seed": 7, "draws": 1999},
    "sharper": {"id": "adjusted_log_rank", "covariates": ["age"], "stratified": True, "seed": 7, "draws": 1999},
    "combo": {"id": "max_combo", "stratified": True, "seed": 7, "draws": 1999},
    "gray": {"id": "gray_test", "stratified": True, "seed": 7, "draws": 1999},
    "hazard": {"id": "nelson_aalen", "ties": "fleming_harrington"},
    "area": {"id": "restricted_mean", "stratified": True},
    "area_ratio": {"id": "restricted_mean", "measure": "ratio", "covariates": ["age"]},
}
WITH_SEED = [name for name, estimator in ASKED.items() if "seed" in estimator]


def content() -> dict[str, Any]:
    found = plain_content()
    for part in ("target", "reference_band", "sensitivity", "harms"):
        found.pop(part, None)
    first = found["analysis"][0]
    found["analysis"] = [first] + [
        {
            "id": name,
            "outcome": "time_to_entry",
            "estimand": first["estimand"],
            "purpose": "exploratory",
            "estimator": dict(estimator),
        }
        for name, estimator in ASKED.items()
    ]
    return found


@cache
def run() -> tuple[EvaluationResult, ReleasedResult]:
    opened, given = open_plan("nextwork_2019"), content()
    plan = parse_plan(given, name="plan.toml")
    extract = invented_extract()
    result = evaluate(plan, opened.schema, extract, opened.state_map, plan_fingerprint="")
    return result, release(result, rules_of(opened), given)


@pytest.mark.parametrize("name", WITH_SEED)
def test_both_p_values_stand_beside_each_other(name: str) -> None:
    """The same statistic; in a trial of up to 240 persons the repeated lottery comes first, otherwise second."""
    result, _ = run()
    first = result.row(f"{name}.test")
    small = (first.n_arm or 0) + (first.n_reference or 0) <= 240
    second = result.row(f"{name}.test.{'asymptotic' if small else 'repeated'}")
    repeated, asymptotic = (first, second) if small else (second, first)
    assert repeated.test_statistic == asymptotic.test_statistic
    assert (repeated.seed, asymptotic.seed) == (7, None)
    assert "repetitions of the lottery" in repeated.method
    assert "repetitions of the lottery" not in asymptotic.method
    assert repeated.p_value == pytest.approx(asymptotic.p_value, abs=0.06)


def test_the_law_without_draws_stands_beside_the_asymptotic_test() -> None:
    """No seed, the same statistic, two rows under names of their own; the report has Danish words for it."""
    result, _ = run()
    rows = {row.result_id: row for row in result.rows if row.analysis_id == "exact"}
    small = (rows["exact.test"].n_arm or 0) + (rows["exact.test"].n_reference or 0) <= 240
    assert set(rows) == {"exact.test", "exact.test.asymptotic" if small else "exact.test.exact"}
    law, asymptotic = list(rows.values()) if small else list(rows.values())[::-1]
    assert law.test_statistic == asymptotic.test_statistic == result.row("plain.test").test_statistic
    assert law.seed is None
    assert "law of the sum of scores under re-randomisation" in law.method
    assert law.p_value == pytest.approx(asymptotic.p_value, abs=0.06)
    danish = in_language(law.method, "da")
    assert "fordelingen af summen af scorer over alle lodtrækninger" in danish
    assert ONLY_ENGLISH not in danish


def test_without_a_seed_there_is_one_row() -> None:
    """As before: the number is the one that stood there."""
    result, _ = run()
    assert [row.result_id for row in result.rows if row.analysis_id == "plain"] == ["plain.test"]
    repeated = result.row("repeated.test").test_statistic
    assert result.row("plain.test").test_statistic == repeated


def test_curves_and_areas() -> None:
    """A hazard that never falls; weeks, their ratio about the ratio of the levels."""
    result, released = run()
    hazard = [row for row in result.rows if row.analysis_id == "hazard"]
    assert {row.statistic for row in hazard} == {"cumulative_hazard"}
    for arm in {row.arm for row in hazard}:
        values = [row.estimate for row in sorted(hazard, key=lambda row: row.week or 0) if row.arm == arm]
        assert values == sorted(values, key=float)  # type: ignore[arg-type]
    # Its steps are those of a survival curve and leave by the same door: delayed, and without counts of events.
    left = [row for row in released.rows if row.analysis_id == "hazard"]
    assert len(left) < len(hazard)
    assert all(row.events_arm is None for row in left)
    # Rounds of this extract are followed for fewer than 104 weeks: within rounds that is said, not shortened.
    told = result.row("area.not_estimated").warnings
    assert "`horizon` lies beyond the longest follow-up of an arm in" in told
    assert "are followed for less than 104 weeks" in result.row("area_ratio.ratio").warnings
    ratio = result.row("area_ratio.ratio")
    assert ratio.unit == "ratio"
    levels = [row.estimate for row in result.rows if row.result_id.startswith("area_ratio.level.")]
    assert ratio.estimate == pytest.approx((levels[0] or 0) / (levels[1] or 1), rel=1e-6)


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_report_tells_the_tests(language: Any) -> None:
    """Every test stands in the chapter on time, under a name of its own in both languages."""
    told = printed(chapter(compose(run()[1], language), "returns"))
    names = {
        "da": ("Grays test", "MaxCombo", "justeret for det, man vidste"),
        "en": ("Gray’s test", "MaxCombo", "adjusted for what was known"),
    }
    for name in names[language]:
        assert name in told


@pytest.mark.parametrize(
    ("name", "change", "expected"),
    [
        ("repeated", {"draws": 100}, "too coarse"),
        ("exact", {"seed": 7}, "chance plays no part"),
        ("gray", {"seed": -1}, "a seed is not negative"),
        ("late", {"gamma": -1.0}, "weights are 0 or more"),
        ("combo", {"weights": [[0.0, 0.0]]}, "two pairs or more"),
        ("sharper", {"covariates": []}, "names no covariates"),
        ("sharper", {"covariates": ["shoes"]}, "covariate 'shoes' is not defined"),
        ("area", {"covariates": ["shoes"]}, "covariate 'shoes' is not defined"),
    ],
)
def test_a_plan_that_contradicts_itself(name: str, change: dict[str, Any], expected: str) -> None:
    """Refused before any data."""
    given = content()
    next(one for one in given["analysis"] if one["id"] == name)["estimator"].update(change)
    with pytest.raises(PlanError) as caught:
        parse_plan(given, name="plan.toml")
    assert expected in "\n".join(caught.value.problems)
