"""Leaving support and coming back asked for by a plan, from the registers to the report."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nextwork_eval.errors import PlanError
from nextwork_eval.evaluation import evaluate
from nextwork_eval.plan.files import parse_plan
from nextwork_eval.reproduction import open_plan
from nextwork_eval.results import EvaluationResult
from tests.journeys.invented import invented_extract
from tests.journeys.plain_plan import plain_content

COURSE = {
    "kind": "course_by_week",
    "support": "job_centre_benefit",
    "off": "off_support",
    "weeks_off": 4,
    "weeks_on": 4,
    "to_week": 52,
    "gone": "gone",
}


def content() -> dict[str, Any]:
    """The straight line, and everything that counts leaving and coming back."""
    plan = plain_content()

    def outcome(name: str, rule: dict[str, Any]) -> None:
        plan["outcome"].append({"id": name, "label_da": name, "label_en": name, "good": "neither", "rule": rule})

    def analysis(name: str, about: str, **estimator: Any) -> None:
        plan["analysis"].append(
            {"id": name, "outcome": about, "estimand": "offer", "purpose": "exploratory", "estimator": estimator}
        )

    outcome("course", dict(COURSE))
    outcome(
        "sustained",
        {
            "kind": "time_to_entry",
            "states": "off_support",
            "weeks_in_a_row": 26,
            "competing": "gone",
            "horizon": 52,
        },
    )
    outcome("sustained_104", {**plan["outcome"][-1]["rule"], "horizon": 104})
    analysis("standing", "course", id="course_occupation")
    analysis("often", "course", id="mean_returns")
    analysis("often_ratio", "course", id="mean_returns", measure="ratio")
    analysis("often_adjusted", "course", id="mean_returns", covariates=["age", "support_last_year"])
    analysis("often_by_week", "course", id="mean_returns_by_week")
    analysis("rate", "course", id="returns_per_week_off")
    analysis("rate_grouped", "course", id="returns_per_week_off", groups="delivery.peer_groups")
    analysis("alive", "course", id="while_alive_rate")
    analysis("alive_adjusted", "course", id="while_alive_rate", covariates=["age", "support_last_year"])
    analysis("held", "sustained", id="incidence_difference")
    analysis("held_long", "sustained_104", id="incidence_difference", measure="ratio")
    analysis("held_grouped", "sustained", id="incidence_difference", groups="delivery.peer_groups")
    analysis("waits", "sustained", id="restricted_mean")
    analysis("waits_grouped", "sustained", id="restricted_mean", groups="delivery.peer_groups")
    analysis("weeks_ratio", "weeks_52", id="expected_weeks", measure="ratio")
    analysis("weeks_adjusted", "weeks_52", id="expected_weeks", covariates=["age", "woman"])
    analysis("wins", "weeks_52", id="win_ratio", gone="gone")
    states = next(one for one in plan["analysis"] if one["estimator"]["id"] == "state_occupation")
    peers = {**states["estimator"], "peer_groups": "delivery.peer_groups"}
    analysis("states_grouped", states["outcome"], **peers)
    analysis("wins_grouped", "weeks_52", id="win_ratio", gone="gone", groups="delivery.peer_groups")
    analysis("standing_grouped", "course", id="course_occupation", groups="delivery.peer_groups")
    analysis("often_grouped", "course", id="mean_returns", groups="delivery.peer_groups")
    analysis("often_by_week_grouped", "course", id="mean_returns_by_week", groups="delivery.peer_groups")
    return plan


@pytest.fixture(scope="module")
def result() -> EvaluationResult:
    """One run of that plan."""
    opened = open_plan("nextwork_2019")
    plan = replace(parse_plan(content(), name="plan.toml"), sensitivity=())
    return evaluate(plan, opened.schema, invented_extract(), opened.state_map, plan_fingerprint="")


def test_places_of_the_course_are_a_whole(result: EvaluationResult) -> None:
    """In each week the five shares of an arm sum to one, and nobody is back before eight weeks have passed."""
    places = ("never_left", "out", "back", "out_again", "gone")
    for arm in ("programme", "control"):
        for week in (1, 7, 26, 52):
            shares = [result.row(f"standing.{arm}.{place}.w{week}").estimate for place in places]
            assert sum(share for share in shares if share is not None) == pytest.approx(1)
        assert result.row(f"standing.{arm}.back.w7").estimate == 0


def test_levels_and_effects_agree(result: EvaluationResult) -> None:
    """A ratio is that of the levels; everyone is followed for a year, so levels are plain means and shares."""
    levels = [result.row(f"often.level.{arm}").estimate for arm in ("programme", "control")]
    assert None not in levels
    assert result.row("often.difference").estimate == pytest.approx(np.subtract(*levels))
    assert result.row("often_ratio.ratio").estimate == pytest.approx(np.divide(*levels))
    assert result.row("often_ratio.level.control").estimate == pytest.approx(levels[1])
    held, same = result.row("held.difference"), result.row("sustained_exit.difference")
    assert (held.estimate, held.std_error) == (pytest.approx(same.estimate), pytest.approx(same.std_error))
    weeks = [result.row(f"weeks.level.{arm}").estimate for arm in ("programme", "control")]
    assert result.row("weeks_ratio.ratio").estimate == pytest.approx(np.divide(*weeks))
    assert result.row("weeks_ratio.level.control").unit == "weeks"


def test_returns_by_week_end_at_the_number_of_returns(result: EvaluationResult) -> None:
    """The last week is `mean_returns`; its smallest cell is that of those who came back, or did not, in either arm."""
    for arm in ("programme", "control"):
        assert result.row(f"often_by_week.level.{arm}.w52").estimate == pytest.approx(
            result.row(f"often.level.{arm}").estimate
        )
    last, whole = result.row("often_by_week.difference.w52"), result.row("often.difference")
    assert (last.estimate, last.std_error) == (pytest.approx(whole.estimate), pytest.approx(whole.std_error))
    assert last.smallest_cell == min(
        result.row(f"often.level.{arm}").smallest_cell or 0 for arm in ("programme", "control")
    )
    assert result.row("often_by_week.difference.w1").smallest_cell == 0


def test_rates_are_per_year(result: EvaluationResult) -> None:
    """Returns per week off support times 52, from the levels of the course itself."""
    for arm in ("programme", "control"):
        weeks = sum(
            result.row(f"standing.{arm}.{place}.w{week}").estimate or 0
            for place in ("out", "out_again")
            for week in range(1, 53)
        )
        returns = result.row(f"often.level.{arm}").estimate
        assert returns is not None
        # The rounds are equally large with equal shares, so that standardised and plain shares are the same.
        assert result.row(f"rate.level.{arm}").estimate == pytest.approx(52 * returns / weeks)


def test_each_number_says_whom_it_counts(result: EvaluationResult) -> None:
    """By week 104 only the rounds that reach so far; adjusted and grouped numbers say how."""
    assert result.row("held_long.ratio").population == "rounds_reaching_w104"
    assert result.row("held.difference").population == "all_analysed"
    assert "on the persons' values" in result.row("often_adjusted.difference").method
    assert "groups" in result.row("held_grouped.difference").method
    assert "groups" in result.row("rate_grouped.ratio").method
    assert "not an effect on persons" in result.row("rate_grouped.ratio").warnings
    assert "on the persons' values" in result.row("alive_adjusted.ratio").method
    assert "groups" in result.row("waits_grouped.difference").method
    plain, grouped = result.row("waits.difference"), result.row("waits_grouped.difference")
    assert plain.estimate == pytest.approx(grouped.estimate)
    assert plain.std_error != pytest.approx(grouped.std_error)
    assert "never read this number without" in result.row("often.difference").warnings
    assert "not an effect on persons" in result.row("rate.ratio").warnings
    assert result.row("wins.win_ratio").unit == "ratio"


def test_a_plan_that_contradicts_itself_is_refused() -> None:
    """Covariates and groups at once, a set that is not there, a run that cannot be, an outcome of another kind."""
    plan = content()
    plan["outcome"][-3]["rule"]["weeks_on"] = 60
    for entry in plan["analysis"]:
        if entry["id"] == "often_adjusted":
            entry["estimator"]["groups"] = "delivery.peer_groups"
        if entry["id"] == "waits_grouped":
            entry["estimator"]["covariates"] = ["age"]
        if entry["id"] == "wins":
            entry["estimator"]["gone"] = "nowhere"
        if entry["id"] == "rate":
            entry["outcome"] = "weeks_52"
    with pytest.raises(PlanError) as refused:
        parse_plan(plan, name="plan.toml")
    told = str(refused.value)
    assert told.count("exclude one another") == 2
    for fault in ("exclude one another", "'nowhere' is not defined", "a run of 64 weeks", "cannot be given an outcome"):
        assert fault in told


def test_curves_that_count_peer_groups(result: EvaluationResult) -> None:
    """The numbers stay, their intervals know of the groups and say so; the last week is the number of returns."""
    for single, grouped in (
        ("standing.programme.back.w52", "standing_grouped.programme.back.w52"),
        ("often_by_week.level.programme.w52", "often_by_week_grouped.level.programme.w52"),
        ("wins.win_ratio", "wins_grouped.win_ratio"),
    ):
        one, two = result.row(single), result.row(grouped)
        assert two.estimate == pytest.approx(one.estimate)
        assert (two.conf_low, two.conf_high) != (one.conf_low, one.conf_high)
        assert "CR2 standard error over" in two.method
        assert "CR2" not in one.method
    states = [row for row in result.rows if row.result_id.startswith("states_grouped.programme.") and row.week == 52]
    assert states
    assert all("CR2 standard error over" in row.method for row in states)
    last, whole = result.row("often_by_week_grouped.difference.w52"), result.row("often_grouped.difference")
    assert last.std_error == pytest.approx(whole.std_error)
    assert last.conf_low == pytest.approx(whole.conf_low)
