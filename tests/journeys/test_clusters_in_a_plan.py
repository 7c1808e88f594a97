"""A lottery among clusters through the whole line: pairs of men of the Life trial, as if each pair had been drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from nextwork_eval import effects
from nextwork_eval.errors import AllocationError, PlanError
from nextwork_eval.evaluation import evaluate
from nextwork_eval.plan.estimators import DifferenceInMeansClustered, RandomizationTest, RestrictedMean, WildClusterTest
from nextwork_eval.plan.files import parse_plan, plan_content
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.registers import Extract, RegisterSchema, load_extract
from nextwork_eval.reproduction import open_plan
from nextwork_eval.shipped import shipped_example, shipped_plan


def in_pairs() -> tuple[AnalysisPlan, RegisterSchema, Extract]:
    """Return the Life trial with a column `pair` on its list, and a plan whose lottery drew pairs."""
    opened = open_plan("life_1972")
    folder = shipped_example("life_1972")
    assert folder is not None
    extract = load_extract(folder, opened.schema)
    lottery = opened.schema.lottery
    table = extract.tables[lottery.table].sort(lottery.person)
    number = pl.int_range(pl.len()).over(lottery.arm) // 2
    table = table.with_columns((pl.col(lottery.arm).cast(pl.String) + number.cast(pl.String)).alias("pair"))
    schema_table = next(item for item in opened.schema.tables if item.name == lottery.table)
    person = next(field for field in schema_table.fields if field.name == lottery.person)
    schema = replace(
        opened.schema,
        tables=tuple(
            replace(item, fields=(*item.fields, replace(person, name="pair"))) if item is schema_table else item
            for item in opened.schema.tables
        ),
    )
    draw = opened.plan.design.round[0]
    first = opened.plan.analysis[0]
    plan = replace(
        opened.plan,
        design=replace(
            opened.plan.design,
            unit="cluster",
            cluster="pair",
            round=(replace(draw, offered=None, clusters=216, clusters_offered=108),),
        ),
        analysis=(
            replace(first, estimator=RandomizationTest(id="randomization_test", seed=3, draws=1999), family=None),
        ),
        target=(),
        reference_band=(),
        sensitivity=(),
        balance=None,
    )
    return plan, schema, replace(extract, tables={**extract.tables, lottery.table: table})


def test_pairs_are_drawn_and_tested_as_pairs() -> None:
    """The row is what the function gives with clusters; tests that take people one by one are left out."""
    plan, schema, extract = in_pairs()
    result = evaluate(plan, schema, extract, open_plan("life_1972").state_map, plan_fingerprint="")
    row = result.row(f"{plan.analysis[0].id}.difference")
    assert "among clusters" in row.method
    alone = replace(plan, design=open_plan("life_1972").plan.design)
    people = evaluate(alone, schema, extract, open_plan("life_1972").state_map, plan_fingerprint="")
    single = people.row(f"{plan.analysis[0].id}.difference")
    assert row.estimate == pytest.approx(single.estimate)
    assert row.std_error != single.std_error
    names = {item.result_id for item in result.rows}
    assert not {"flow.sample_ratio", "baseline.omnibus"} & names


def test_pairs_are_compared_as_pairs() -> None:
    """Both estimators for clusters speak of the same pairs; the seed of the draws travels with the test."""
    plan, schema, extract = in_pairs()
    first = plan.analysis[0]
    asked = {
        "clustered": DifferenceInMeansClustered(id="difference_in_means_clustered"),
        "wild": WildClusterTest(id="wild_cluster_test", seed=5, draws=999),
    }
    more = tuple(replace(first, id=name, purpose="exploratory", estimator=one) for name, one in asked.items())
    result = evaluate(
        replace(plan, analysis=(first, *more)), schema, extract, open_plan("life_1972").state_map, plan_fingerprint=""
    )
    row, wild = result.row("clustered.difference"), result.row("wild.test")
    assert row.estimate == pytest.approx(result.row(f"{first.id}.difference").estimate)
    assert "CR2" in row.method
    assert row.p_value == pytest.approx(wild.p_value, abs=0.03)
    assert wild.seed == 5


def test_curves_know_of_the_pairs() -> None:
    """Shares by week and weeks in work are compared as pairs too; nothing was asked for by name."""
    plan, schema, extract = in_pairs()
    opened = open_plan("life_1972")
    kept = [one for one in opened.plan.analysis if one.estimator.id in ("state_occupation", "expected_weeks")]
    waits = next(one for one in opened.plan.analysis if one.estimator.id == "cox")
    kept.append(replace(waits, id="waits", purpose="exploratory", estimator=RestrictedMean(id="restricted_mean")))
    by_weeks = replace(plan, analysis=(*plan.analysis, *(replace(one, family=None) for one in kept)))
    result = evaluate(by_weeks, schema, extract, opened.state_map, plan_fingerprint="")
    alone = evaluate(
        replace(by_weeks, design=opened.plan.design), schema, extract, opened.state_map, plan_fingerprint=""
    )
    rows = [row for row in result.rows if row.result_id.split(".")[0] in {one.id for one in kept}]
    counted = [row for row in rows if "CR2 standard error over" in row.method]
    assert {row.result_id.split(".")[0] for row in counted} == {one.id for one in kept}
    for row in counted:
        assert row.estimate == pytest.approx(alone.row(row.result_id).estimate)
        assert "108 clusters of the treated and 108 of the reference arm" in row.method


def test_estimators_for_clusters_need_a_lottery_of_clusters() -> None:
    """Where people are drawn one by one they are refused when the plan is read."""
    content = plan_content(shipped_plan("life_1972"))
    content["analysis"][1]["estimator"] = {"id": "difference_in_means_clustered"}
    with pytest.raises(PlanError) as caught:
        parse_plan(content, name="plan.toml")
    assert any("needs a lottery that draws clusters" in problem for problem in caught.value.problems)


def test_a_pair_in_both_arms_is_refused() -> None:
    """Two men, one of each arm, stand in each other's pair: two pairs are split."""
    plan, schema, extract = in_pairs()
    table = extract.tables[schema.lottery.table]
    pairs, arms = table["pair"].to_list(), table[schema.lottery.arm].to_list()
    other = next(row for row, arm in enumerate(arms) if arm != arms[0])
    pairs[0], pairs[other] = pairs[other], pairs[0]
    mixed = replace(
        extract, tables={**extract.tables, schema.lottery.table: table.with_columns(pl.Series("pair", pairs))}
    )
    with pytest.raises(AllocationError, match="2 clusters have people in both arms"):
        evaluate(plan, schema, mixed, open_plan("life_1972").state_map, plan_fingerprint="")


def test_estimators_that_ignore_clusters_are_refused_when_the_plan_is_read() -> None:
    """So are targets, repeated balance tests and adjustments, and a column that is not named."""
    content = plan_content(shipped_plan("nextwork_2019"))
    content["design"]["unit"] = "cluster"
    for draw in content["design"]["round"]:
        del draw["offered"]
        draw |= {"clusters": 8, "clusters_offered": 4}
    content["analysis"][0]["estimator"] = {
        "id": "randomization_test",
        "seed": 1,
        "adjustment": "lin",
        "covariates": ["age"],
    }
    with pytest.raises(PlanError) as caught:
        parse_plan(content, name="plan.toml")
    said = "\n".join(caught.value.problems)
    for part in (
        "design.cluster: name the column",
        "estimator 'difference_in_means_stratified' knows nothing",
        "cannot be adjusted for covariates of people",
        "target: it takes people for drawn one by one",
        "rehearsal: it takes people for drawn one by one",
    ):
        assert part in said, part


def test_clusters_leave_no_room_for_covariates_or_peer_groups() -> None:
    """Numbers from histories take the clusters of the lottery, and nothing beside them."""
    content = plan_content(shipped_plan("nextwork_2019"))
    content["design"]["unit"] = "cluster"
    weeks = next(one for one in content["analysis"] if one["estimator"]["id"] == "expected_weeks")
    states = next(one for one in content["analysis"] if one["estimator"]["id"] == "state_occupation")
    weeks["estimator"] |= {"covariates": ["age"]}
    states["estimator"] |= {"peer_groups": "delivery.peer_groups"}
    with pytest.raises(PlanError) as caught:
        parse_plan(content, name="plan.toml")
    said = "\n".join(caught.value.problems)
    assert f"'{weeks['id']}': the lottery drew clusters, which cannot be adjusted for covariates of people" in said
    assert f"'{states['id']}': the lottery drew clusters, which are what is counted; leave the peer groups out" in said
    assert f"'{states['id']}': the lottery drew clusters, of which" not in said


def test_clusters_that_are_each_lost_in_part_stay_whole() -> None:
    """The test is among those analysed: of a pair one of whom is lost the other still shares the pair's lot."""
    generator = np.random.default_rng(1)
    pairs, offered = np.repeat(np.arange(20), 2), np.repeat([1, 0], 20)
    stay = np.ones(40, dtype=bool)
    stay[::8] = False
    found = effects.randomization_test(
        generator.normal(size=40)[stay], offered[stay], clusters=pairs[stay], generator=generator, draws=999
    )
    assert (found.n_treated, found.n_reference) == (17, 18)
    assert found.p_value is not None
    assert 0 < found.p_value <= 1
