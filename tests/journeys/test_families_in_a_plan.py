"""Families and indices asked for by a plan, through the whole line and into the report."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nextwork_eval import effects
from nextwork_eval.disclosure import Rules, release
from nextwork_eval.errors import PlanError
from nextwork_eval.evaluation import evaluate
from nextwork_eval.plan.files import parse_plan, plan_content
from nextwork_eval.report import compose
from nextwork_eval.reproduction import open_plan
from nextwork_eval.reproduction.run import headline_lines
from nextwork_eval.results import EvaluationResult
from nextwork_eval.shipped import shipped_plan
from tests.journeys.invented import invented_extract

DIFFERENCE = {"id": "difference_in_means_stratified"}
# Outcomes of the shipped plan: two for which more is better, one for which fewer is, and one of another horizon.
MEMBERS = ("entry_52", "weeks_52", "weeks_support_52", "entry_104")
INDEX = {
    "id": "work_index",
    "label_da": "Indeks for arbejde",
    "label_en": "Index of work",
    "good": "more",
    "rule": {"kind": "index", "to_week": 52},
}


def content(*families: dict[str, Any], estimators: dict[str, dict[str, Any]] | None = None) -> dict[str, Any]:
    """The shipped plan with one analysis of each member, all in the family `together`, and nothing else."""
    plan = plan_content(shipped_plan("nextwork_2019"))
    plan["analysis"] = [
        {
            "id": name,
            "outcome": name,
            "estimand": "offer",
            "purpose": "primary" if name == "entry_52" else "secondary",
            "family": "together",
            "estimator": (estimators or {}).get(name, DIFFERENCE),
        }
        for name in MEMBERS
    ]
    plan["family"] = list(families)
    for key in ("power", "sensitivity", "target", "reference_band", "harms", "benchmark"):
        plan.pop(key, None)
    return plan


def carried_out(plan: dict[str, Any]) -> EvaluationResult:
    opened = open_plan("nextwork_2019")
    parsed = parse_plan(plan, name="plan.toml")
    return evaluate(parsed, opened.schema, invented_extract(), opened.state_map, plan_fingerprint="")


def refused(plan: dict[str, Any]) -> str:
    with pytest.raises(PlanError) as caught:
        parse_plan(plan, name="plan.toml")
    return "\n".join(caught.value.problems)


def column(result: EvaluationResult, name: str, *, ending: str = "difference") -> np.ndarray:
    return np.array([getattr(result.row(f"{member}.{ending}"), name) for member in MEMBERS], dtype=float)


def test_without_an_entry_the_family_is_holm_s() -> None:
    """As plans that were written before families had entries."""
    result = carried_out(content())
    assert column(result, "p_adjusted") == pytest.approx(effects.holm(column(result, "p_value").tolist()))
    assert not [row for row in result.rows if row.interval_kind == "simultaneous"]


@pytest.mark.parametrize("method", ["holm", "hochberg", "benjamini_hochberg", "sharpened_q"])
def test_adjusted_p_values_without_intervals(method: str) -> None:
    """Each method is the function of that name, and its row says which error it bounds."""
    family: dict[str, Any] = {"id": "together", "method": method}
    result = carried_out(content(family | ({"intervals": False} if method == "holm" else {})))
    wanted = getattr(effects, method)(column(result, "p_value").tolist())
    assert column(result, "p_adjusted") == pytest.approx(wanted)
    row = result.row("entry_52.difference")
    share = method in ("benjamini_hochberg", "sharpened_q")
    assert ("expected share of false claims" in row.method) == share
    assert ("q-value, not a p-value" in row.warnings) == share
    assert ("chance of any false claim" in row.method) == (not share)


@pytest.mark.parametrize(
    ("family", "estimators"),
    [
        ({"id": "together", "method": "holm", "level": 0.9}, {}),
        ({"id": "together", "method": "holm", "level": 0.9}, {"weeks_52": {"id": "expected_weeks"}}),
        ({"id": "together", "method": "westfall_young", "level": 0.9, "draws": 999, "seed": 5}, {}),
    ],
    ids=["holm", "holm with a normal test", "westfall_young"],
)
def test_simultaneous_intervals_agree_with_adjusted_p_values(
    family: dict[str, Any], estimators: dict[str, dict[str, Any]]
) -> None:
    """0 is outside exactly where adjusted p is at most 10 %; both rows of a member give the same adjusted p."""
    result = carried_out(content(family, estimators=estimators))
    p, low, high = (
        column(result, name, ending="difference.simultaneous") for name in ("p_adjusted", "conf_low", "conf_high")
    )
    assert p == pytest.approx(column(result, "p_adjusted"))
    assert ((p <= 0.1) == ((low >= 0) | (high <= 0))).all()
    assert (low <= column(result, "estimate")).all()
    assert (column(result, "estimate") <= high).all()
    kinds = {row.result_id: row.interval_kind for row in result.rows}
    assert kinds["entry_52.difference.simultaneous"] == "simultaneous"
    assert kinds["entry_52.difference"] == "pointwise"
    simultaneous = result.row("entry_52.difference.simultaneous")
    assert simultaneous.conf_level == 0.9
    assert simultaneous.p_value is None
    assert simultaneous.seed == family.get("seed")


def test_two_sided_westfall_young_and_members_with_other_horizons() -> None:
    """Without intervals it is the function of that name; people of rounds that do not reach week 104 are drawn too."""
    family = {"id": "together", "method": "westfall_young", "draws": 999, "seed": 5, "intervals": False}
    result = carried_out(content(family))
    row = result.row("entry_104.difference")
    assert "repetitions of the lottery within" in row.method
    assert row.seed == 5
    assert not [row for row in result.rows if row.interval_kind == "simultaneous"]
    again = carried_out(content(family))
    assert column(result, "p_adjusted").tolist() == column(again, "p_adjusted").tolist()


def with_index(**options: Any) -> dict[str, Any]:
    plan = content()
    plan["outcome"] = [*plan["outcome"], INDEX]
    plan["analysis"].append(
        {
            "id": "index",
            "outcome": "work_index",
            "estimand": "offer",
            "purpose": "secondary",
            "estimator": {"id": "index_difference", "components": ["entry_52", "weeks_52"]} | options,
        }
    )
    return plan


def test_an_index_is_the_mean_of_the_effects_in_standard_deviations() -> None:
    """With equal weights and complete outcomes, each effect over the reference arm's standard deviation."""
    result = carried_out(with_index())
    row = result.row("index.difference")
    assert row.unit == "standard_deviation"
    assert result.row("index.weight.entry_52").estimate == 0.5
    share = result.row("entry_52.level.control").estimate
    assert share is not None
    assert "index of 2 outcomes" in row.method
    assert row.estimate == pytest.approx(
        result.row("index.level.programme").estimate - result.row("index.level.control").estimate  # type: ignore[operator]
    )


def test_an_index_with_inverse_covariance_weights() -> None:
    """Its weights sum to one, and may be read in rows of their own."""
    result = carried_out(with_index(weights="inverse_covariance"))
    weights = [result.row(f"index.weight.{name}").estimate for name in ("entry_52", "weeks_52")]
    assert sum(weight for weight in weights if weight is not None) == pytest.approx(1)


def test_the_report_names_the_methods_and_the_index() -> None:
    """In both languages; the simultaneous interval stands under the adjusted p-value."""
    plan = with_index()
    plan["family"] = [{"id": "together", "method": "holm"}]
    result = carried_out(plan)
    rules = Rules(profile="", floor=0, open_data=True, release_weeks=())
    for language, words, index in (
        ("en", ("Holm's method", "even one false claim", "holds for the whole family"), "An index of"),
        ("da", ("Holms metode", "blot én forkert konklusion", "hele familien på én gang"), "Et indeks af"),
    ):
        document = str(compose(release(result, rules, plan), language=language))  # type: ignore[arg-type]
        for word in (*words, index):
            assert word in document
    assert "simultaneous" not in "\n".join(headline_lines(release(result, rules, plan)))
    plan["family"] = [{"id": "together", "method": "sharpened_q"}]
    document = str(compose(release(carried_out(plan), rules, plan), language="en"))
    assert "q-value and not a p-value" in document
    assert "adjusted p or q" in document


def test_contradictions_of_families() -> None:
    """Of one, without members, twice, with an unknown method, with chance where none belongs or none where it does."""
    plan = content({"id": "nobody", "method": "holm"}, {"id": "nobody", "method": "holm"})
    plan["analysis"][3]["family"] = "alone"
    said = refused(plan)
    assert "family: the id 'nobody' is used 2 times" in said
    assert "family 'nobody': no analysis belongs to it" in said
    assert "family 'alone': analysis 'entry_104' is its only member" in said
    assert "family[1].method" in refused(content({"id": "together", "method": "sidak"}))
    assert "chance plays no part" in refused(content({"id": "together", "method": "holm", "draws": 999, "seed": 1}))
    assert "needs draws and a seed" in refused(content({"id": "together", "method": "westfall_young"}))
    few = {"id": "together", "method": "westfall_young", "draws": 99, "seed": -1, "level": 0.2}
    said = refused(content(few))
    assert "draws: at least 999" in said
    assert "a seed is not negative" in said
    assert "level must be at least" in said
    assert "no simultaneous intervals agree" in refused(
        content({"id": "together", "method": "hochberg", "intervals": True})
    )


def test_contradictions_of_members() -> None:
    """Repetitions need differences in means, simultaneous intervals need differences, all need p-values."""
    ratio = {"entry_52": {"id": "risk_ratio"}}
    drawn = {"id": "together", "method": "westfall_young", "draws": 999, "seed": 1}
    assert "cannot be given 'risk_ratio'" in refused(content(drawn, estimators=ratio))
    weeks = {"weeks_52": {"id": "expected_weeks"}}
    assert "cannot be given 'expected_weeks'" in refused(content(drawn, estimators=weeks))
    holm = {"id": "together", "method": "holm"}
    assert "'risk_ratio' gives no difference" in refused(content(holm, estimators=ratio))
    assert parse_plan(content(holm | {"intervals": False}, estimators=ratio), name="plan.toml").family
    plan = content()
    plan["analysis"][1] |= {"outcome": "states", "estimator": {"id": "state_occupation", "groups": []}}
    assert "analysis 'weeks_52' gives no p-value" in refused(plan)


def test_contradictions_of_indices() -> None:
    """Of undefined outcomes, of one, of paths, of outcomes without a direction, of another horizon."""
    assert "outcome 'shoe_size' is not defined" in refused(with_index(components=["entry_52", "shoe_size"]))
    assert "at least two components" in refused(with_index(components=["entry_52"]))
    assert "named twice" in refused(with_index(components=["entry_52", "entry_52", "weeks_52"]))
    said = refused(with_index(components=["entry_52", "states", "entry_104"]))
    assert "outcome 'states' of kind 'state_by_week' is not one number" in said
    assert "to_week is not the last week of its components, 104" in said
    plan = with_index()
    plan["analysis"][-1]["outcome"] = "entry_52"
    said = refused(plan)
    assert "cannot be given an outcome of kind 'entry_by'" in said
    assert "outcome 'work_index': no analysis says what it is an index of" in said
    plan = with_index()
    for outcome in plan["outcome"]:
        if outcome["id"] == "weeks_52":
            outcome["good"] = "neither"
    plan["outcome"][-1] = INDEX | {"good": "fewer"}
    said = refused(plan)
    assert "outcome 'weeks_52' says of neither direction that it helps" in said
    assert "set good = 'more'" in said


def test_another_definition_repeats_an_index() -> None:
    """Its components are read by the other definition, and its weights stay out."""
    plan = with_index()
    shipped = plan_content(shipped_plan("nextwork_2019"))["sensitivity"]
    chosen = next(item for item in shipped if item.get("recode") or item.get("carry_forward"))
    plan["sensitivity"] = [chosen | {"analyses": ["index"]}]
    result = carried_out(plan)
    row = result.row(f"sensitivity.{chosen['id']}.index.difference")
    assert row.estimate is not None
    assert not [row for row in result.rows if row.result_id.startswith("sensitivity.") and "weight" in row.result_id]


def test_plans_that_differ_in_nothing_else() -> None:
    """`replace` on a plan keeps its families."""
    parsed = parse_plan(content({"id": "together", "method": "holm"}), name="plan.toml")
    assert replace(parsed, sensitivity=()).family[0].simultaneous
