"""Targets and power asked for by a plan: refused where they contradict it, computed with and without data."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nextwork_eval import effects
from nextwork_eval.disclosure import release
from nextwork_eval.errors import PlanError
from nextwork_eval.evaluation import evaluate, operating_characteristics
from nextwork_eval.evaluation.power import JOINT, power_rows
from nextwork_eval.evaluation.simulated import SIMULATED, request_on_paper, simulate, sizes_of
from nextwork_eval.evaluation.target_rows import target_rows
from nextwork_eval.plan.estimators import ACCEPTS
from nextwork_eval.plan.files import parse_plan
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.report import write_report
from nextwork_eval.reproduction import open_plan
from nextwork_eval.reproduction.run import rules_of
from nextwork_eval.results import ResultRow
from tests.journeys.invented import invented_extract
from tests.journeys.plain_plan import plain_content

POWER = {
    "control_level": 0.5,
    "treated_levels": [0.33, 0.5, 0.6, 0.75, 0.85],
    "replicates": 200,
    "seed": 2752,
    "also": [{"analysis": "never_or_back_ratio", "control_level": 0.6, "treated_levels": [0.3, 0.6]}],
}
MARGIN = {
    "id": "no_worse",
    "analysis": "entry",
    "measure": "not_worse",
    "threshold": 0.1,
    "confidence": 0.95,
    "label_da": "Ikke færre",
    "label_en": "Not fewer",
    "source": "this test",
}


def content(**parts: Any) -> dict[str, Any]:
    plan = plain_content()
    return {**plan, **parts}


def problems(**parts: Any) -> str:
    with pytest.raises(PlanError) as caught:
        parse_plan(content(**parts), name="plan.toml")
    return "\n".join(caught.value.problems)


def target(**values: Any) -> dict[str, Any]:
    return {**MARGIN, **values}


def plan_with(**parts: Any) -> AnalysisPlan:
    return parse_plan(content(**parts), name="plan.toml")


def test_a_target_on_those_who_left_and_came_back_is_a_contradiction() -> None:
    """Halving the share of leavers who return can be had by letting nobody leave: refused, with the cure."""
    plan = content()
    ratio = {
        "id": "back_ratio",
        "outcome": "return_after_entry_52",
        "estimand": "offer",
        "purpose": "exploratory",
        "estimator": {"id": "risk_ratio"},
    }
    halved = target(id="halved", analysis="back_ratio", measure="ratio", threshold=0.5)
    said = problems(analysis=[*plan["analysis"], ratio], target=[halved])
    assert "target 'halved'" in said
    assert "never_left_or_back" in said
    on_difference = target(id="halved", analysis="return_after_entry", measure="ratio", threshold=0.5)
    assert "never_left_or_back" in problems(target=[on_difference])


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"threshold": 0.0}, "between 0 and 1"),
        ({"threshold": 1.0}, "between 0 and 1"),
        ({"threshold": -0.1}, "between 0 and 1"),
        ({"measure": "level", "threshold": 75.0}, "between 0 and 1"),
        ({"confidence": 0.7}, "at least 0.75"),
        ({"confidence": 1.0}, "at least 0.75"),
        ({"analysis": "weeks"}, "gives no not_worse"),
        ({"analysis": "returns", "measure": "level", "threshold": 0.5}, "is not a share"),
        ({"analysis": "returns", "measure": "equivalent", "threshold": 0.0}, "above 0"),
        ({"analysis": "returns"}, "'more' or 'fewer'"),
        ({"analysis": "never_or_back", "measure": "level", "threshold": 0.5}, "more is better"),
        ({"measure": "ratio", "threshold": 0.5}, "fewer is better"),
    ],
)
def test_targets_that_cannot_be_judged(wrong: dict[str, Any], words: str) -> None:
    """Each is named, with what is wrong."""
    assert words in problems(target=[target(**wrong)])


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"control_level": 0.0}, "between 0 and 1"),
        ({"treated_levels": []}, "at least one"),
        ({"treated_levels": [0.5, 0.5]}, "stands twice"),
        ({"replicates": 5}, "power.replicates"),
        ({"seed": -1}, "not negative"),
        ({"power": 1.0}, "power.power"),
        ({"analysis": "nothing"}, "is not defined"),
        ({"analysis": "returns"}, "is not a share"),
        ({"analysis": "never_or_back"}, "given shares twice"),
        ({"peer_group_correlation": 0.1}, "peer_group_size"),
        ({"peer_group_size": 10}, "two groups"),
        ({"peer_group_size": 5, "peer_group_correlation": 1.0}, "below 1"),
    ],
)
def test_suppositions_that_cannot_be(wrong: dict[str, Any], words: str) -> None:
    """What the plan supposes is checked before anything is drawn."""
    assert words in problems(power={**POWER, **wrong})


def test_a_plan_asks_for_all_four_kinds() -> None:
    """Observed, supported and beside the effect for each target; power rows whatever the data are."""
    opened = open_plan("nextwork_2019")
    extract = invented_extract()
    alike = target(id="alike", analysis="returns", measure="equivalent", threshold=0.5)
    plan = plan_with(target=[*content()["target"], MARGIN, alike], power=POWER)
    plan = replace(plan, sensitivity=())
    result = evaluate(plan, opened.schema, extract, opened.state_map, plan_fingerprint="")
    level, observed, wilson = (result.row(f"target.job_or_education{part}") for part in ("", ".observed", ".wilson"))
    assert level.events_arm is not None
    assert level.n_arm is not None
    share = level.events_arm / level.n_arm
    assert level.estimate == observed.estimate == wilson.estimate == pytest.approx(share)
    assert observed.verdict == ("at_or_above" if share >= 0.75 else "below")
    assert observed.conf_low is None
    assert "Clopper" in level.method
    assert "Wilson" in wilson.method
    counted = effects.verdicts_of_counts("level", 0.75, level.events_arm, level.n_arm, 0, 1)
    assert level.verdict == str(counted)
    effect = result.row("entry.difference")
    beside = result.row("target.job_or_education.with_effect")
    assert (beside.estimate, beside.conf_low, beside.purpose) == (effect.estimate, effect.conf_low, "descriptive")
    assert effect.conf_low is not None
    shown = "shown" if effect.conf_low > 0 else "not_shown"
    group = {"met": "met", "not_met": "short", "undecided": "undecided"}[str(level.verdict)]
    assert beside.verdict == f"{group}.{shown}"
    kept = result.row("target.no_worse")
    assert (kept.unit, kept.conf_level) == ("percentage_point", pytest.approx(0.9))
    assert "Miettinen" in kept.method
    assert "Welch" not in result.row("target.alike").method  # several rounds: within them
    assert result.row("target.alike").unit == "times"
    without_data = power_rows(plan, _template(result.row("power.wanted")))
    assert [row for row in result.rows if row.result_id.startswith("power.")] == without_data


def _template(row: ResultRow) -> ResultRow:
    """A blank row with the fingerprints of a run."""
    return ResultRow(
        result_id="",
        analysis_id="",
        outcome="",
        statistic="",
        unit="",
        estimate=None,
        synthetic=row.synthetic,
        plan_fingerprint=row.plan_fingerprint,
        schema_fingerprint=row.schema_fingerprint,
        extract_fingerprint=row.extract_fingerprint,
    )


def test_the_chances_follow_from_the_plan_alone() -> None:
    """Exact and simulated chances agree within chance, sum to one, and are the same when computed again."""
    plan = plan_with(power={**POWER, "replicates": 400})
    rows = {row.result_id: row for row in operating_characteristics(plan)}
    again = {row.result_id: row for row in operating_characteristics(plan)}
    assert rows == again
    error = rows["power.monte_carlo_error"].estimate
    assert error == pytest.approx(0.025)
    one, zero = sizes_of(plan.design)
    assert (sum(one), sum(zero)) == (120, 120)
    for at, share in enumerate(POWER["treated_levels"]):
        name = f"power.target.job_or_education.at_{at}"
        exact = {verdict: rows[f"{name}.{verdict}"].estimate for verdict in ("met", "undecided", "not_met")}
        assert sum(exact.values()) == pytest.approx(1)
        assert exact == pytest.approx(
            effects.chances_of_verdicts("level", 0.75, share_treated=share, n_treated=120, n_reference=120)
        )
        joint = [rows[f"{name}.with_effect.{part}"].estimate for part in (*JOINT, "against")]
        assert sum(joint) == pytest.approx(1)
        met = joint[0] + joint[1]
        assert abs(met - exact["met"]) <= 4 * error
        effect = f"power.effect.entry.at_{at}"
        formula = effects.power_of_shares(share, 0.5, n_treated=one, n_reference=zero)
        power = formula.power if share >= 0.5 else formula.wrong_side
        assert rows[f"{effect}.power"].estimate == pytest.approx(power)
        assert abs(rows[f"{effect}.shown"].estimate - power) <= 4 * error + 0.02
    detectable = effects.detectable_share(0.5, n_treated=one, n_reference=zero)
    assert rows["power.effect.entry.detectable"].estimate == pytest.approx(detectable.difference)
    assert all(row.outcome.startswith("power") and row.population == "design" for row in rows.values())


def test_a_target_of_fewer_looks_downwards() -> None:
    """Where fewer is better, the difference that can be detected is negative, and a smaller share is the good one."""
    rows = {row.result_id: row for row in operating_characteristics(plan_with(power=POWER))}
    assert rows["power.effect.never_or_back_ratio.at_0.shown"].estimate > 0.9
    assert rows["power.target.halve_returns.at_1.met"].estimate < 0.01
    on_difference = target(id="halved", analysis="never_or_back", measure="ratio", threshold=0.5)
    plan = plan_with(
        target=[on_difference], power={**POWER, "also": [{**POWER["also"][0], "analysis": "never_or_back"}]}
    )
    rows = {row.result_id: row for row in operating_characteristics(plan)}
    assert rows["power.effect.never_or_back.detectable"].estimate < 0
    assert rows["power.effect.never_or_back.at_0.power"].estimate > 0.9


def test_peer_groups_cost_power() -> None:
    """Groups of five with a correlation of 0.2 widen what can be detected, and spread the exact chances."""
    alone = {row.result_id: row for row in operating_characteristics(plan_with(power=POWER))}
    spec = {**POWER, "peer_group_size": 5, "peer_group_correlation": 0.2}
    grouped = {row.result_id: row for row in operating_characteristics(plan_with(power=spec))}
    detectable = "power.effect.entry.detectable"
    assert grouped[detectable].estimate > alone[detectable].estimate
    assert "design effect 1.8" in grouped[detectable].method
    wrong = "power.target.job_or_education.at_3.met"
    assert grouped[wrong].estimate > 0.05 > alone[wrong].estimate


def test_people_drawn_one_by_one() -> None:
    """Where each person is drawn on his own the arms vary from trial to trial; the plan reckons with their mean."""
    plan = content(power=POWER)
    design = {**plan["design"], "allocation": "independent"}
    design["round"] = [
        {**{key: value for key, value in draw.items() if key != "offered"}, "probability": 0.4}
        for draw in plan["design"]["round"]
    ]
    plan = parse_plan({**plan, "design": design}, name="plan.toml")
    assert sizes_of(plan.design)[0] == (12,) * 8
    analysis = plan.analysis[0]
    drawn = simulate(plan, analysis, plan.outcome[0], 0.6, 0.5, 0)
    assert len(set(drawn.n_treated.tolist())) > 10
    assert (drawn.n_treated + drawn.n_reference == 240).all()


def test_a_plan_that_supposes_nothing_runs_as_before() -> None:
    """No section, no rows; asked for without data, the answer is an error that says what to add."""
    plan = plan_with()
    assert plan.power is None
    assert power_rows(plan, ResultRow(**BLANK)) == []
    with pytest.raises(PlanError, match="supposes nothing"):
        operating_characteristics(plan)


BLANK: dict[str, Any] = {
    "result_id": "a",
    "analysis_id": "a",
    "outcome": "o",
    "statistic": "share",
    "unit": "share",
    "estimate": None,
    "synthetic": True,
}


def test_what_cannot_be_estimated_is_left_open_with_a_reason() -> None:
    """Nobody in the control arm with the event, and an arm that is empty: undecided, a reason, and no crash."""
    plan = plan_with()
    halving = next(item for item in plan.target if item.id == "halve_returns")
    level = next(item for item in plan.target if item.id == "job_or_education")
    request = _request(plan, "never_or_back", [1] * 5 + [0] * 25, [1] * 15 + [0] * 15)
    contrast = ResultRow(**{**BLANK, "result_id": "never_or_back_ratio.difference", "statistic": "difference"})
    rows = target_rows(halving, plan.design, request, [contrast])
    assert rows[0].verdict == "undecided"
    assert rows[0].estimate is None
    assert "Nobody in the reference arm" in rows[0].warnings
    assert rows[-1].verdict == "undecided.not_shown"
    empty = _request(plan, "entry", [1.0, 0.0], [0, 0])
    there = [
        ResultRow(**{**BLANK, "result_id": "entry.difference", "statistic": "difference"}),
        ResultRow(**{**BLANK, "result_id": f"entry.level.{empty.rows.treated_arm}"}),
    ]
    rows = target_rows(level, plan.design, empty, there)
    assert (rows[0].verdict, rows[0].estimate) == ("undecided", None)
    assert "cannot be estimated" in rows[0].warnings


def _request(plan: AnalysisPlan, analysis: str, outcome: list[float], treated: list[int]) -> Any:
    chosen = next(item for item in plan.analysis if item.id == analysis)
    rule = next(item for item in plan.outcome if item.id == chosen.outcome)
    labels = np.repeat("2016-11", len(outcome))
    return request_on_paper(
        plan, chosen, rule, np.array(outcome, dtype=float), np.array(treated, dtype=np.int8), labels, None
    )


def test_a_target_on_an_analysis_that_the_data_do_not_allow(tmp_path: Path) -> None:
    """Nobody reached the outcome: the difference is not estimated, the level is missed, the ratio is left open."""
    opened = open_plan("nextwork_2019")
    extract = invented_extract()
    plan = content()
    entry = next(item for item in plan["analysis"] if item["id"] == "entry")
    never = {"id": "never", "label_da": "Aldrig set", "label_en": "Never seen", "good": "more"}
    never["rule"] = {"kind": "entry_by", "states": "gone", "weeks_in_a_row": 52, "by_week": 52}
    outcomes = [*plan["outcome"], never, {**never, "id": "never_good", "good": "fewer"}]
    analyses = [
        entry,
        {**entry, "id": "reached", "outcome": "never", "purpose": "exploratory"},
        {**entry, "id": "avoided", "outcome": "never_good", "purpose": "exploratory"},
    ]
    targets = [
        target(id="level", analysis="reached", measure="level", threshold=0.75),
        target(id="ratio", analysis="avoided", measure="ratio", threshold=0.5),
        target(id="kept", analysis="reached"),
    ]
    changed = {"analysis": analyses, "outcome": outcomes, "target": targets, "sensitivity": [], "reference_band": []}
    # The outcome here is being gone, which the plan's estimands say must not count as a success of itself, so that they
    # would refuse it. What is tested is the verdict on an outcome that nobody reached: they promise nothing on events.
    changed["estimand"] = [{**one, "event": []} for one in plan["estimand"]]
    result = evaluate(plan_with(**changed), opened.schema, extract, opened.state_map, plan_fingerprint="")
    assert result.row("reached.not_estimated").estimate is None
    level, ratio, kept = (result.row(f"target.{name}") for name in ("level", "ratio", "kept"))
    assert (level.verdict, level.estimate, level.n_arm, level.events_arm) == ("not_met", 0.0, 120, 0)
    assert (ratio.verdict, ratio.estimate) == ("undecided", None)
    assert "Nobody in the reference arm" in ratio.warnings
    assert (ratio.n_arm, ratio.n_reference, ratio.smallest_cell) == (120, 120, 0)
    assert kept.verdict == "met"  # nobody in either arm: the score test excludes a loss of ten points
    assert not any(row.result_id.endswith(".with_effect") for row in result.rows)
    released = release(result, rules_of(opened), content(**changed))
    write_report(released, tmp_path, languages=("da", "en"), formats=("html",))
    told = (tmp_path / "report.en.html").read_text(encoding="utf-8")
    # That nobody reached it says something about everybody: the door keeps the verdict back, and the report says so.
    assert {released.row(f"target.{name}").verdict for name in ("level", "ratio", "kept")} == {None}
    assert told.count("The number was withheld") >= 3


def test_everybody_and_nobody_with_the_event() -> None:
    """All or none of an arm: the exact limits end at 1 and 0, and the verdict stands."""
    plan = plan_with()
    level = next(item for item in plan.target if item.id == "job_or_education")
    for events, verdict, side in ((15, "met", "at_or_above"), (0, "not_met", "below")):
        request = _request(plan, "entry", [1] * events + [0] * (15 - events) + [1] * 5 + [0] * 10, [1] * 15 + [0] * 15)
        rows = target_rows(
            level,
            plan.design,
            request,
            [
                ResultRow(**{**BLANK, "result_id": "entry.difference", "statistic": "difference"}),
                ResultRow(**{**BLANK, "result_id": f"entry.level.{request.rows.treated_arm}"}),
            ],
        )
        assert rows[0].verdict == verdict
        assert rows[2].verdict == side


@pytest.mark.parametrize("estimator", ["two_proportions", "mantel_haenszel"])
def test_targets_are_read_from_comparisons_of_shares(estimator: str) -> None:
    """The verdict is computed from the same people, whichever comparison of theirs the target names."""
    opened = open_plan("nextwork_2019")
    extract = invented_extract()
    plan = content()
    shares = next(item for item in plan["analysis"] if item["id"] == "entry")
    shares = {**shares, "id": "shares", "purpose": "exploratory", "estimator": {"id": estimator}}
    targets = [*plan["target"], MARGIN, target(id="shares_no_worse", analysis="shares")]
    targets.append({**plan["target"][0], "id": "shares_level", "analysis": "shares"})
    changed = {"analysis": [*plan["analysis"], shares], "target": targets, "sensitivity": [], "reference_band": []}
    result = evaluate(plan_with(**changed), opened.schema, extract, opened.state_map, plan_fingerprint="")
    for name, other in (("no_worse", "shares_no_worse"), ("job_or_education", "shares_level")):
        row, same = result.row(f"target.{name}"), result.row(f"target.{other}")
        for field in ("estimate", "conf_low", "conf_high", "verdict", "n_arm", "events_arm", "n_reference"):
            assert getattr(row, field) == getattr(same, field), field
        effect = result.row("shares.difference")
        beside = result.row(f"target.{other}.with_effect")
        assert (beside.estimate, beside.conf_low) == (effect.estimate, effect.conf_low)


@pytest.mark.parametrize("estimator", ["two_proportions", "mantel_haenszel"])
def test_comparisons_of_shares_are_simulated(estimator: str) -> None:
    """As a primary analysis: shown as often as the difference in means by its formula, beyond chance.

    There is no formula of their own beside it, and no smallest difference.
    """
    plan = content()
    entry = next(item for item in plan["analysis"] if item["id"] == "entry")
    entry["estimator"] = {"id": estimator}
    power = {**POWER, "treated_levels": [0.5, 0.65], "replicates": 400, "also": []}
    rows = {row.result_id: row for row in power_rows(plan_with(analysis=plan["analysis"], power=power), _blank())}
    assert "power.effect.entry.detectable" not in rows
    for at, share in enumerate((0.5, 0.65)):
        found = effects.power_of_shares(share, 0.5, n_treated=120, n_reference=120).power
        shown = rows[f"power.effect.entry.at_{at}.shown"].estimate
        assert shown == pytest.approx(found, abs=4 * 0.025 + 0.02)
        assert rows[f"power.target.job_or_education.at_{at}.with_effect.met.shown"].estimate is not None


def _blank() -> ResultRow:
    return ResultRow(**BLANK)


def test_a_replicate_without_an_interval_is_counted() -> None:
    """In a world where nearly nobody has the event, the estimator now and then refuses; the row says how often."""
    plan = plan_with(power={**POWER, "control_level": 0.004, "treated_levels": [0.004]})
    rows = {row.result_id: row for row in power_rows(plan, ResultRow(**BLANK))}
    row = rows["power.effect.entry.at_0.not_shown"]
    assert "gave no interval" in row.warnings
    assert row.estimate is not None
    assert row.estimate > 0.9


def test_simulated_estimators_exist() -> None:
    """Every estimator that is simulated is one that a plan can name."""
    assert set(ACCEPTS) >= SIMULATED
