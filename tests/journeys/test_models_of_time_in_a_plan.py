"""Models of time asked for by a plan: beside the results, labelled, never primary, and told in both languages."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

import pytest

from nextwork_eval.disclosure import release
from nextwork_eval.errors import PlanError
from nextwork_eval.evaluation import evaluate
from nextwork_eval.plan.files import parse_plan
from nextwork_eval.report import compose
from nextwork_eval.report.languages import Language
from nextwork_eval.reproduction import open_plan
from nextwork_eval.reproduction.run import rules_of
from nextwork_eval.results import EvaluationResult, ReleasedResult
from tests.journeys.invented import invented_extract
from tests.journeys.plain_plan import plain_content
from tests.unit.test_report_document import chapter, printed

COURSE = {
    "id": "course",
    "label_da": "Forløb",
    "label_en": "Course",
    "good": "neither",
    "rule": {
        "kind": "course_by_week",
        "support": "on_support",
        "off": "off_support",
        "weeks_off": 4,
        "weeks_on": 4,
        "to_week": 78,
        "gone": "gone",
    },
}
MODELS: dict[str, tuple[str, dict[str, Any], str]] = {
    "weekly": ("time_to_entry", {"id": "discrete_time_hazard", "stratified": True}, "hazard_ratio"),
    "odds": (
        "time_to_entry",
        {"id": "discrete_time_hazard", "link": "logit", "baseline": "weeks"},
        "odds_ratio_by_week",
    ),
    "rates": ("time_to_entry", {"id": "piecewise_exponential", "cuts": [13, 26, 52]}, "hazard_ratio"),
    "times": ("time_to_entry", {"id": "accelerated_failure_time", "distribution": "log_logistic"}, "time_ratio"),
    "shares": ("time_to_entry", {"id": "fine_gray", "covariates": ["age"]}, "hazard_ratio"),
    "risks": ("time_to_entry", {"id": "cause_specific_risks", "covariates": ["age"]}, "modelled_difference"),
    "counts": ("course", {"id": "rate_ratio_of_returns"}, "rate_ratio"),
    "speed": ("course", {"id": "return_intensity_models", "model": "gap_time"}, "hazard_ratio"),
}


def content() -> dict[str, Any]:
    found = plain_content()
    sets = {one["id"] for one in found["state_set"]}
    rule = next(one["rule"] for one in found["outcome"] if one["rule"]["kind"] == "return_by")
    course = copy.deepcopy(COURSE)
    course["rule"] |= {"support": rule["support"], "off": rule["off"]}  # type: ignore[operator]
    assert "gone" in sets
    found["outcome"].append(course)
    for part in ("target", "reference_band", "sensitivity", "harms"):
        found.pop(part, None)
    found["analysis"] = found["analysis"][:1] + [
        {"id": name, "outcome": outcome, "estimand": "offer", "purpose": "exploratory", "estimator": estimator}
        for name, (outcome, estimator, _) in MODELS.items()
    ]
    for one in found["analysis"][-len(MODELS) :]:
        one["estimand"] = found["analysis"][0]["estimand"]
    return found


@cache
def run() -> tuple[EvaluationResult, ReleasedResult]:
    opened, given = open_plan("nextwork_2019"), content()
    plan = parse_plan(given, name="plan.toml")
    extract = invented_extract()
    result = evaluate(plan, opened.schema, extract, opened.state_map, plan_fingerprint="")
    return result, release(result, rules_of(opened), given)


@pytest.mark.parametrize("name", MODELS)
def test_each_model_gives_its_row(name: str) -> None:
    """A ratio with its interval around it, and persons; never a row called difference, which heads the main table."""
    result, _ = run()
    row = result.row(f"{name}.{MODELS[name][2]}")
    assert row.estimate is not None
    assert row.conf_low is not None
    assert row.conf_high is not None
    assert row.conf_low < row.estimate < row.conf_high
    assert row.p_value is not None
    assert (row.n_arm or 0) > 0
    assert 0 <= (row.smallest_cell or 0) <= (row.n_arm or 0)
    assert not any(row.result_id == f"{name}.difference" for row in result.rows)


def test_what_the_lottery_does_not_protect_is_labelled() -> None:
    """The speed of return carries it in method and remarks; the ratio of returns what moves it."""
    result, _ = run()
    assert "NOT PROTECTED BY THE LOTTERY" in result.row("speed.hazard_ratio").method
    assert "Not protected by the lottery" in result.row("speed.hazard_ratio").warnings
    assert "all weeks from the lottery at risk" in result.row("counts.rate_ratio").method


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_report_has_them_in_the_chapter_on_time_and_not_among_the_main_results(language: Language) -> None:
    """One table behind the curves, with what it is not."""
    document = compose(run()[1], language)
    main, returns = (printed(chapter(document, name)) for name in ("main", "returns"))
    word = {"da": "Modeller for tiden", "en": "Models of time"}[language]
    label = {"da": "ikke beskyttet af lodtrækningen", "en": "not protected by the lottery"}[language]
    assert word in returns
    assert label in returns
    assert word not in main
    for name in ("Fine-Gray", "Fine–Gray", {"da": "personuger", "en": "person-weeks"}[language]):
        assert name not in main


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda a: a["weekly"].update(purpose="primary"), "is a model beside the results and cannot be primary"),
        (lambda a: a["shares"]["estimator"].update(covariates=["shoes"]), "covariate 'shoes' is not defined"),
        (lambda a: a["rates"]["estimator"].update(cuts=[26, 13]), "cuts are weeks in increasing order"),
        (lambda a: a["rates"]["estimator"].update(cuts=[104]), "before the outcome's horizon"),
        (lambda a: a["speed"]["estimator"].update(pooled_from=0), "pooled_from"),
        (lambda a: a["counts"].update(outcome="time_to_entry"), "cannot be given an outcome of kind"),
        (lambda a: a["weekly"].update(outcome="course"), "cannot be given an outcome of kind"),
    ],
)
def test_a_plan_that_contradicts_itself(change: Any, expected: str) -> None:
    """Refused before any data."""
    given = content()
    change({one["id"]: one for one in given["analysis"]})
    with pytest.raises(PlanError) as caught:
        parse_plan(given, name="plan.toml")
    assert expected in "\n".join(caught.value.problems)
