"""The security rating by hand: every boundary at and on both sides of it, and ratings of small invented releases.

The boundaries are those of `docs/decisions/0016-how-sure.md`; the sums are worked out in the docstrings.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from nextwork_eval.report.security import Rating, rate
from nextwork_eval.report.security.rules import (
    padlocks_dropped,
    padlocks_for_attrition,
    padlocks_for_power,
    risk_of_imbalance,
)
from nextwork_eval.results import Flow, ReleasedResult, ResultRow
from nextwork_eval.results.deviation import Deviation, LockFacts
from tests.unit.report_fixture import life_like, nextwork_like

LOCK = LockFacts(
    date="2019-05-07",
    registration="",
    lock_sha256="",
    plan_sha256="",
    schema_id="",
    schema_sha256="",
    casebook_sha256="",
    software_version="",
)


@pytest.mark.parametrize(
    ("below", "at", "above", "locks"),
    [
        (0.199, 0.2, 0.201, 5),
        (0.299, 0.3, 0.301, 4),
        (0.399, 0.4, 0.401, 3),
        (0.499, 0.5, 0.501, 2),
        (0.599, 0.6, 0.7, 1),
    ],
)
def test_power_must_lie_below_each_boundary(below: float, at: float, above: float, locks: int) -> None:
    """Below 0.2 standard deviations five, at it four, and so on down to none from 0.6 on; the sign does not matter."""
    assert padlocks_for_power(below) == padlocks_for_power(-below) == locks
    assert padlocks_for_power(at) == padlocks_for_power(above) == locks - 1


def test_a_boundary_that_is_not_exact_in_binary_is_still_the_boundary() -> None:
    """0.1 + 0.2 is a little more than 0.3, and 0.7 - 0.4 a little less; both are three tenths."""
    assert padlocks_for_power(0.1 + 0.2) == padlocks_for_power(0.7 - 0.4) == 3
    assert padlocks_for_attrition(0.1 + 0.2) == padlocks_for_attrition(0.3) == 3


@pytest.mark.parametrize(
    ("below", "at", "above", "locks"),
    [
        (0.099, 0.10, 0.101, 5),
        (0.199, 0.20, 0.201, 4),
        (0.299, 0.30, 0.301, 3),
        (0.399, 0.40, 0.401, 2),
        (0.499, 0.50, 0.501, 1),
    ],
)
def test_attrition_may_reach_each_boundary(below: float, at: float, above: float, locks: int) -> None:
    """Ten percent lost is five padlocks and a little more is four: between 10 and 11 the lower line holds."""
    assert padlocks_for_attrition(below) == padlocks_for_attrition(at) == locks
    assert padlocks_for_attrition(above) == locks - 1


def test_nothing_lost_is_five_and_everyone_lost_is_none() -> None:
    """The ends of the scale."""
    assert (padlocks_for_attrition(0.0), padlocks_for_attrition(1.0)) == (5, 0)


@pytest.mark.parametrize(
    ("largest", "adjusted", "low", "risk"),
    [
        (0.049, False, True, "low"),
        (0.05, False, True, "low"),
        (-0.05, False, False, "low"),
        (0.051, False, True, "moderate"),
        (0.051, True, True, "low"),
        (0.249, True, False, "low"),
        (0.25, True, True, "low"),
        (0.25, False, True, "moderate"),
        (0.251, True, True, "moderate"),
        (-0.251, True, False, "high"),
    ],
)
def test_balance_follows_the_two_boundaries(largest: float, adjusted: bool, low: bool, risk: str) -> None:
    """Up to 0.05 nothing is asked, up to 0.25 an adjusted analysis, and beyond it the trial rests on few lost."""
    assert risk_of_imbalance(largest, adjusted=adjusted, attrition_is_low=low) == risk


@pytest.mark.parametrize(
    ("moderate", "high", "dropped"),
    [(0, 0, 0), (2, 0, 0), (3, 0, 1), (4, 0, 1), (5, 0, 2), (0, 1, 1), (1, 1, 2), (2, 1, 2), (0, 2, 2), (3, 2, 2)],
)
def test_threats_take_none_one_or_two_padlocks(moderate: int, high: int, dropped: int) -> None:
    """Two moderate take nothing, four or one high take one, and what stands on no line takes two."""
    assert padlocks_dropped(moderate=moderate, high=high) == dropped


def _row(result_id: str, estimate: float | None, **values: Any) -> ResultRow:
    return ResultRow(
        result_id=result_id,
        analysis_id=result_id.split(".")[0],
        outcome="",
        unit=values.pop("unit", "share"),
        statistic=values.pop("statistic", "share"),
        estimate=estimate,
        synthetic=False,
        **values,
    )


def _rated(released: ReleasedResult, *rows: ResultRow, **values: Any) -> Rating:
    """Rate a fixture with other rows in place of its own rows of the same names."""
    named = {row.result_id for row in rows}
    kept = tuple(row for row in released.rows if row.result_id not in named)
    return rate(replace(released, rows=(*kept, *rows), **values))


def _attrition(overall: float | None, verdict: str | None = "low") -> tuple[ResultRow, ResultRow]:
    return (
        _row("attrition.w52.overall", overall, statistic="attrition", week=52),
        _row("attrition.w52.differential", 0.0, statistic="differential_attrition", week=52, verdict=verdict),
    )


def _balance(value: float | None) -> tuple[ResultRow, ...]:
    """Every trait of the fixture with this standardised difference."""
    return tuple(replace(row, estimate=value) for row in life_like().rows if row.statistic == "standardized_difference")


def test_the_sizes_of_the_arms_give_the_detectable_effect() -> None:
    """216 against 216: (1.95996 + 0.84162) * sqrt(2 / 216) = 2.80158 * 0.0962250 = 0.26958, which is below 0.3."""
    power = _rated(life_like(), *_attrition(0.0)).criteria[1]
    assert (power.case, power.padlocks) == ("sizes", 4)
    assert power.found == pytest.approx(0.26958, abs=5e-6)


def test_the_plans_own_calculation_comes_first() -> None:
    """A difference of 0.2 beside a third of the control arm: 0.2 / sqrt(0.33 * 0.67) = 0.2 / 0.470213 = 0.42534."""
    rows = (_row("power.effect.entry.control", 0.33), _row("power.effect.entry.detectable", -0.2))
    power = _rated(nextwork_like(), *rows).criteria[1]
    assert (power.case, power.padlocks, power.row) == ("planned", 2, "power.effect.entry.detectable")
    assert power.found == pytest.approx(0.42534, abs=5e-6)


def test_clusters_without_a_calculation_have_no_power_and_no_rating() -> None:
    """The sizes of the arms say nothing of a lottery that drew clusters; nothing is guessed."""
    released = life_like()
    plan = {**released.plan, "design": {**released.plan["design"], "unit": "cluster"}}
    rating = _rated(replace(released, plan=plan), *_attrition(0.0))
    assert rating.criteria[1].padlocks is None
    assert (rating.initial, rating.padlocks) == (None, None)


def test_a_withheld_size_gives_no_power() -> None:
    """A box of the flow that was withheld is not read as nobody."""
    released = life_like()
    nodes = tuple(
        replace(node, count=None) if node.id == "allocated" and node.arm == "aid" else node
        for node in released.flow.nodes
    )
    assert _rated(replace(released, flow=Flow(nodes=nodes)), *_attrition(0.0)).criteria[1].padlocks is None


def test_withheld_attrition_gives_no_rating() -> None:
    """A number that was withheld is not nought: the trial has no rating, and its case says why."""
    rating = _rated(life_like(), *_attrition(None))
    assert (rating.criteria[2].padlocks, rating.criteria[2].case) == (None, "withheld")
    assert (rating.initial, rating.padlocks) == (None, None)


def test_a_plan_written_after_the_outcome_and_unknown_take_up_take_two() -> None:
    """LIFE: design 5, power 4, attrition 5, so 4; one threat of high and one of moderate risk take two: 2 are left."""
    rating = _rated(life_like(), *_attrition(0.0), *_balance(0.01))
    assert {threat.name: threat.risk for threat in rating.threats} == {
        "balance": "low",
        "missing": "low",
        "reporting": "high",
        "compliance": "moderate",
        "clustering": "low",
    }
    assert (rating.initial, rating.dropped, rating.padlocks) == (4, 2, 2)
    assert [one.name for one in rating.weakest] == ["power"]


def test_a_rating_does_not_fall_below_none() -> None:
    """Sixty percent lost gives 0 to begin with, and nothing is left to take."""
    rating = _rated(life_like(), *_attrition(0.6, "high"), *_balance(0.3))
    assert (rating.initial, rating.dropped, rating.padlocks) == (0, 2, 0)
    assert rating.risks["high"] == 3


def test_a_difference_that_was_withheld_may_be_a_large_one() -> None:
    """One trait withheld makes the risk moderate, however alike the groups are in the others."""
    first, *others = _balance(0.01)
    rating = _rated(life_like(), *_attrition(0.0), replace(first, estimate=None), *others)
    assert (rating.threats[0].risk, rating.threats[0].case) == ("moderate", "some_withheld")
    assert _rated(life_like(), *_attrition(0.0), *_balance(None)).threats[0].case == "withheld"


@pytest.mark.parametrize(("verdict", "risk"), [("low", "low"), ("low_if_optimistic", "moderate"), ("high", "high")])
def test_the_class_of_attrition_is_the_risk_of_uneven_loss(verdict: str, risk: str) -> None:
    """The class is read from the row of attrition; a class that is not there is not low."""
    assert _rated(life_like(), *_attrition(0.05, verdict)).threats[1].risk == risk
    unknown = _rated(life_like(), *_attrition(0.05, None))
    assert (unknown.threats[1].risk, unknown.dropped, unknown.padlocks) == (None, None, None)


def test_a_locked_plan_that_was_followed_is_no_threat_and_one_deviation_is() -> None:
    """NExTWORK: without a lock the risk is high, with it low, with one change moderate."""
    change = Deviation(kind="analysis", change="added", subject="analysis.late", as_locked=None, as_run="late")
    cases = [
        _rated(nextwork_like(), lock=lock, deviations=done).threats[2]
        for lock, done in (
            (None, ()),
            (LOCK, ()),
            (LOCK, (change,)),
        )
    ]
    assert [(one.risk, one.case) for one in cases] == [
        ("high", "not_locked"),
        ("low", "as_locked"),
        ("moderate", "deviations"),
    ]


@pytest.mark.parametrize(
    ("written", "risk"),
    [("before_data", "low"), ("before_access", "low"), ("before_analysis", "moderate"), (None, "moderate")],
)
def test_what_had_been_seen_when_the_plan_was_written_counts(written: str | None, risk: str) -> None:
    """Somebody with access before the lock could have chosen; a plan that does not say is not taken to be blind."""
    released = nextwork_like()
    plan = {**released.plan, "prior_knowledge": {"written": written} if written else None}
    assert _rated(replace(released, plan=plan), lock=LOCK).threats[2].risk == risk


@pytest.mark.parametrize(
    ("took", "control", "risk", "case"),
    [
        (0.8, 0.0, "low", "none_crossed"),
        (0.8, 0.1, "moderate", "crossed"),
        (0.8, None, "moderate", "control_not_known"),
        (None, 0.0, "moderate", "not_known"),
    ],
)
def test_take_up_must_be_shown_in_both_arms(took: float | None, control: float | None, risk: str, case: str) -> None:
    """Only where nobody of the control arm took part, and that is shown, is the risk low."""
    rows = (_row("delivery.take_up.programme", took), _row("delivery.take_up.control", control))
    threat = _rated(nextwork_like(), *rows).threats[3]
    assert (threat.risk, threat.case) == (risk, case)


@pytest.mark.parametrize(
    ("unit", "estimator", "case"),
    [
        ("cluster", {"id": "expected_weeks"}, "counted"),
        ("cluster", {"id": "difference_in_means"}, "not_counted"),
        ("person", {"id": "expected_weeks"}, "not_counted"),
        ("person", {"id": "state_occupation", "groups": ["job"]}, "not_counted"),
        ("person", {"id": "state_occupation", "peer_groups": "delivery.peer_groups"}, "counted"),
    ],
)
def test_drawn_clusters_are_counted_by_whoever_is_handed_them(
    unit: str, estimator: dict[str, object], case: str
) -> None:
    """A lottery among clusters hands them over by itself; peer groups are counted where they are named."""
    released = nextwork_like()
    analyses = [
        {**entry, "estimator": estimator} if entry["purpose"] == "primary" else entry
        for entry in released.plan["analysis"]
    ]
    plan = {**released.plan, "analysis": analyses, "design": {**released.plan["design"], "unit": unit}}
    assert _rated(replace(released, plan=plan)).threats[4].case == case


def test_peer_groups_must_be_counted_in_the_primary_result() -> None:
    """NExTWORK compares peer groups; the same plan with a comparison of single people carries a threat."""
    released = nextwork_like()
    assert _rated(released).threats[4].case == "counted"
    analyses = [
        {**entry, "estimator": {"id": "difference_in_means"}} if entry["purpose"] == "primary" else entry
        for entry in released.plan["analysis"]
    ]
    threat = _rated(replace(released, plan={**released.plan, "analysis": analyses})).threats[4]
    assert (threat.risk, threat.case) == ("moderate", "not_counted")
