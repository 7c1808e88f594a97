"""The arms of a rehearsal, over lotteries of every kind: one more draw of the lottery, whatever the true one was."""

from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nextwork_eval.design import Round
from nextwork_eval.design.clusters import cluster_codes
from nextwork_eval.errors import AllocationError
from nextwork_eval.evaluation.seal import arms_drawn_again
from nextwork_eval.plan.lottery import DesignSpec, trial_design
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.registers import Extract
from nextwork_eval.registers.fingerprints import extract_fingerprint
from nextwork_eval.reproduction import OpenedPlan, open_plan
from nextwork_eval.trial import read_lottery_list

PRINT = "ab" * 32
# Two rounds of ten. Under `drawn again`, three people of the first round stand in the second as well.
DESIGNS: dict[str, dict[str, Any]] = {
    "a fixed number": {"round": {"offered": 4}},
    "one by one": {"allocation": "independent", "round": {"probability": 0.4}},
    "clusters": {"unit": "cluster", "cluster": "site", "round": {"clusters": 5, "clusters_offered": 2}},
    "clusters one by one": {
        "unit": "cluster",
        "cluster": "site",
        "allocation": "independent",
        "round": {"clusters": 5, "probability": 0.4},
    },
    "drawn again": {"drawn_again": "first_draw", "round": {"offered": 4}},
}


@cache
def life() -> OpenedPlan:
    return open_plan("life_1972")


def plan_with(kind: str) -> AnalysisPlan:
    words = dict(DESIGNS[kind])
    rounds = tuple(Round(id=name, randomised=10, **words.pop("round", {})) for name in ("spring",))
    rounds = (*rounds, replace(rounds[0], id="autumn"))
    spec = DesignSpec(
        **{"unit": "person", "allocation": "complete", "arm": life().plan.design.arm, **words, "round": rounds}
    )
    return replace(life().plan, design=spec)


def extract_of(plan: AnalysisPlan, kind: str, seed: int) -> Extract:
    """Draw the true arms with a seed and put them on a list, its rows in an order of the seed's too."""
    people = [f"L{number:03d}" for number in (*range(10), *(range(7, 17) if kind == "drawn again" else range(10, 20)))]
    rounds = ["spring"] * 10 + ["autumn"] * 10
    sites = [f"{name}-{number % 5}" for number, name in enumerate(rounds)]
    design, generator = trial_design(plan.design), np.random.default_rng(seed)
    clusters = cluster_codes(sites) if plan.design.unit == "cluster" else None
    labels = sites if clusters is not None else []
    lots = design.lottery(rounds, clusters).draw(1, generator)[0]
    while design.list_problems(rounds, lots.tolist(), [None] * 20, labels):
        lots = design.lottery(rounds, clusters).draw(1, generator)[0]
    codes = [design.treated.code if lot else design.reference.code for lot in lots]
    table = pl.DataFrame({"id": people, "round": rounds, "arm": codes, "site": sites})
    tables = {"allocation": table[generator.permutation(20).tolist()]}
    return Extract(
        schema_id="life-1.0",
        tables=MappingProxyType(tables),
        findings=(),
        fingerprint=extract_fingerprint(tables, synthetic=False, cut_offs={}),
        synthetic=False,
        delivered=None,
        statement_da=None,
        statement_en=None,
        cut_offs={},
    )


def arms(extract: Extract) -> dict[tuple[str, str], str]:
    return {(one["id"], one["round"]): one["arm"] for one in extract.tables["allocation"].iter_rows(named=True)}


@settings(max_examples=60, deadline=None)
@given(kind=st.sampled_from(sorted(DESIGNS)), first=st.integers(0, 2**32), second=st.integers(0, 2**32))
def test_two_true_draws_give_one_rehearsal(kind: str, first: int, second: int) -> None:
    """Arms and fingerprint are the same for any two lists of the lottery, in any order, and the list is accepted."""
    plan = plan_with(kind)
    drawn = [
        arms_drawn_again(plan, life().schema, extract_of(plan, kind, seed), plan_fingerprint=PRINT)
        for seed in (first, second)
    ]
    assert arms(drawn[0]) == arms(drawn[1])
    assert drawn[0].fingerprint == drawn[1].fingerprint
    read_lottery_list(
        drawn[0].tables["allocation"],
        life().schema.lottery,
        trial_design(plan.design),
        drawn_again=plan.design.drawn_again,
        cluster=plan.design.cluster,
    )


def test_the_draw_says_nothing_of_the_true_one() -> None:
    """Two rounds, four of ten in each: drawn and true arms agree for 52 % of people, as two independent draws do.

    0.4 x 0.4 + 0.6 x 0.6 = 0.52. How many of the four are drawn twice is hypergeometric with variance 0.64, so that the
    share that agrees in a list of twenty has variance 2 x 4 x 0.64 / 400; the mean over 2,000 lists has a standard
    deviation of 0.0025, and the bound is four times that.
    """
    plan = plan_with("a fixed number")
    shared = []
    for seed in range(2000):
        true = extract_of(plan, "a fixed number", seed)
        drawn = arms(arms_drawn_again(plan, life().schema, true, plan_fingerprint=PRINT))
        shared.append(np.mean([drawn[key] == code for key, code in arms(true).items()]))
    assert np.mean(shared) == pytest.approx(0.52, abs=0.01)


def test_a_list_that_is_not_the_lottery_is_refused_all_the_same() -> None:
    """A rehearsal finds a spoilt list before the plan is locked."""
    plan = plan_with("a fixed number")
    true = extract_of(plan, "a fixed number", 1)
    table = true.tables["allocation"].with_columns(pl.lit("yes").alias("arm"))
    with pytest.raises(AllocationError, match="not the declared lottery"):
        arms_drawn_again(plan, life().schema, replace(true, tables={"allocation": table}), plan_fingerprint=PRINT)
