"""The hazard ratio and its check asked for by a plan: beside the results, never primary, told in both languages."""

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

ASKED: dict[str, dict[str, Any]] = {
    "ratio": {"id": "cox"},
    "within": {"id": "cox", "stratified": True, "covariates": ["age"], "variance": "robust"},
    "discrete": {"id": "cox", "ties": "exact"},
    "penalised": {"id": "cox", "firth": "always"},
    "check": {"id": "proportional_hazards_test"},
    "check_all": {
        "id": "proportional_hazards_test",
        "transform": "rank",
        "of": "all",
        "covariates": ["age"],
        "stratified": True,
    },
}


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
            "estimator": copy.deepcopy(estimator),
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


def test_each_way_of_asking_gives_its_ratio() -> None:
    """With limits around it; the method says strata, covariates, ties, variance and penalty."""
    result, _ = run()
    words = {
        "ratio": "Efron ties; standard error from the inverse information",
        "within": "adjusted for 1 covariates; robust standard error between",
        "discrete": "exact ties (discrete time: a ratio of odds within weeks)",
        "penalised": "Firth's penalty; profile limits",
    }
    for name, said in words.items():
        row = result.row(f"{name}.hazard_ratio")
        assert row.estimate is not None
        assert row.conf_low is not None
        assert row.conf_high is not None
        assert row.conf_low < row.estimate < row.conf_high
        assert said in row.method
    assert "strata" in result.row("within.hazard_ratio").method


def test_the_check_is_a_test_with_as_many_degrees_of_freedom_as_it_asks_about() -> None:
    """Of the arm one; of all coefficients two."""
    result, _ = run()
    for name, df in (("check", 1), ("check_all", 2)):
        row = result.row(f"{name}.test")
        assert row.df == df
        assert row.p_value is not None
        assert 0 <= row.p_value <= 1


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_report_keeps_it_from_the_headline(language: Language) -> None:
    """In the chapter on time, with what it is not."""
    document = compose(run()[1], language)
    main, returns = (printed(chapter(document, name)) for name in ("main", "returns"))
    assert "Hazard ratio" in returns
    assert "Hazard ratio" not in main
    assert "hazard ratio" not in main
    assert {"da": "er ikke et hovedresultat", "en": "is no main result"}[language] in returns
    assert {"da": "om hazard ratioen er den samme", "en": "whether the hazard ratio is the same"}[language] in returns


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda a: a["ratio"].update(purpose="primary"), "'cox' stands beside the results and cannot be primary"),
        (lambda a: a["check"].update(purpose="primary"), "cannot be primary"),
        (lambda a: a["check_all"]["estimator"].update(covariates=["shoes"]), "covariate 'shoes' is not defined"),
        (lambda a: a["ratio"]["estimator"].update(ties="exakt"), "ties"),
        (lambda a: a["check"].update(outcome="entry_52"), "outcome"),
    ],
)
def test_a_plan_that_contradicts_itself(change: Any, expected: str) -> None:
    """Refused before any data."""
    given = content()
    change({one["id"]: one for one in given["analysis"]})
    with pytest.raises(PlanError) as caught:
        parse_plan(given, name="plan.toml")
    assert expected in "\n".join(caught.value.problems)
