"""Bands of the differences in states and in the places of a course, asked for by a plan."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from nextwork_eval.disclosure import Rules, release
from nextwork_eval.errors import PlanError
from nextwork_eval.evaluation import evaluate
from nextwork_eval.plan.files import parse_plan
from nextwork_eval.report import compose
from nextwork_eval.reproduction import open_plan
from nextwork_eval.results import EvaluationResult
from tests.journeys.invented import invented_extract
from tests.journeys.plain_plan import plain_content
from tests.journeys.test_courses_in_a_plan import COURSE

BAND = {"band": "sup_t", "draws": 999, "seed": 2752}


def content(**band: Any) -> dict[str, Any]:
    """The straight line with a band for its states and for no path of effects, and a course with one."""
    plan = plain_content()
    for entry in plan["analysis"]:
        if entry["estimator"]["id"] == "state_occupation":
            entry["estimator"] |= band
        elif entry["estimator"]["id"] == "difference_by_week":
            entry["estimator"] = {"id": "difference_by_week"}
    plan["outcome"].append(
        {"id": "course", "label_da": "course", "label_en": "course", "good": "neither", "rule": dict(COURSE)}
    )
    estimator = {"id": "course_occupation", **band}
    plan["analysis"].append(
        {"id": "standing", "outcome": "course", "estimand": "offer", "purpose": "exploratory", "estimator": estimator}
    )
    often = {"id": "often", "estimator": {"id": "mean_returns_by_week"}}
    plan["analysis"].append({"outcome": "course", "estimand": "offer", "purpose": "exploratory", **often})
    return plan


def states_of(plan: dict[str, Any]) -> dict[str, Any]:
    """Return the analysis of the states."""
    return next(entry for entry in plan["analysis"] if entry["estimator"]["id"] == "state_occupation")


@pytest.fixture(scope="module")
def results() -> tuple[EvaluationResult, EvaluationResult]:
    """One run with bands and one without, on the same people."""
    opened = open_plan("nextwork_2019")
    plans = [replace(parse_plan(content(**band), name="plan.toml"), sensitivity=()) for band in (BAND, {})]
    extract = invented_extract()
    one, two = (evaluate(plan, opened.schema, extract, opened.state_map, plan_fingerprint="") for plan in plans)
    return one, two


def test_differences_stand_beside_the_shares(results: tuple[EvaluationResult, EvaluationResult]) -> None:
    """In each week a difference is that of the shares, and its band is wider than its interval and says so."""
    result, _ = results
    states = states_of(content())["id"]
    group = states_of(content())["estimator"]["groups"][0]
    for analysis, name in ((states, group), ("standing", "back")):
        for week in (26, 52):
            shares = [result.row(f"{analysis}.{arm}.{name}.w{week}").estimate for arm in ("programme", "control")]
            single = result.row(f"{analysis}.difference.{name}.w{week}")
            whole = result.row(f"{analysis}.difference.{name}.band.w{week}")
            assert None not in (*shares, single.conf_low, whole.conf_low)
            assert single.estimate == whole.estimate == pytest.approx(shares[0] - shares[1])
            assert whole.conf_low < single.conf_low
            assert (single.interval_kind, whole.interval_kind) == ("pointwise", "simultaneous")
            assert (single.state, whole.seed) == (name, 2752)
            cells = [result.row(f"{analysis}.{arm}.{name}.w{week}").smallest_cell for arm in ("programme", "control")]
            assert single.smallest_cell == min(cells)


def test_without_a_band_nothing_is_added_or_moved(results: tuple[EvaluationResult, EvaluationResult]) -> None:
    """The shares are the same; a plan that asks for no band has no rows of differences."""
    banded, plain = results
    kept = [row for row in banded.rows if ".difference." not in row.result_id or row.state is None]
    assert [row.result_id for row in kept] == [row.result_id for row in plain.rows]
    assert [row.estimate for row in kept] == [row.estimate for row in plain.rows]
    assert len(banded.rows) > len(plain.rows)


def test_the_report_speaks_of_no_lines_that_are_not_drawn(results: tuple[EvaluationResult, EvaluationResult]) -> None:
    """Bands of states are rows and not dashed lines; the places of the course are named in the table of its figure."""
    rules = Rules(profile="", floor=0, open_data=True, release_weeks=())
    released = release(results[0], rules, content(**BAND))
    assert any(row.interval_kind == "simultaneous" for row in released.rows)
    for language, place, dashed in (("en", "Off again", "The dashed lines"), ("da", "Ude igen", "De stiplede linjer")):
        document = compose(released, language=language)  # type: ignore[arg-type]
        tables = [block.data for chapter in document.chapters for block in chapter.blocks if hasattr(block, "data")]
        headings = [str(column.heading) for table in tables if table is not None for column in table.columns]
        assert sum(place in heading for heading in headings) == 2  # one for each arm
        assert dashed not in str(document)
        # The number of returns by week is drawn as a path, with its own axes and its own warning.
        axes, read = (
            ("Returns for each person", "More returns can mean that more people left")
            if language == "en"
            else ("Gange tilbage pr. person", "Flere gange tilbage kan betyde, at flere kom ud")
        )
        figures = [block.figure for chapter in document.chapters for block in chapter.blocks if hasattr(block, "data")]
        drawn = next(figure for figure in figures if figure.id == "effect_path_often")
        assert axes in drawn.svg
        assert read in str(document)


def test_a_plan_can_ask_for_shares_within_rounds() -> None:
    """As many are offered a place in every round, so that the shares stay; they count nobody, and leave in steps."""
    opened = open_plan("nextwork_2019")
    made = {}
    for stratified in (True, False):
        plan = replace(parse_plan(content(**BAND, stratified=stratified), name="plan.toml"), sensitivity=())
        made[stratified] = evaluate(plan, opened.schema, invented_extract(), opened.state_map, plan_fingerprint="")
    states = states_of(content())
    for analysis, group in ((states["id"], states["estimator"]["groups"][0]), ("standing", "back")):
        name = f"{analysis}.programme.{group}.w26"
        within, mixed = made[True].row(name), made[False].row(name)
        assert within.events_arm is None
        assert within.smallest_cell == mixed.smallest_cell
        assert "averaged with the strata's shares" in within.method
        apart = made[True].row(f"{analysis}.difference.{group}.w26")
        others = made[True].row(f"{analysis}.control.{group}.w26")
        assert apart.estimate == pytest.approx(within.estimate - others.estimate)
        rules = Rules(profile="dst", floor=5, open_data=False, release_weeks=(26, 52))
        shown = release(made[True], rules, content(**BAND, stratified=True)).row(name)
        steps = shown.estimate * shown.n_arm / 5
        assert steps == pytest.approx(round(steps), abs=0.0001 * shown.n_arm)  # four decimals leave
        assert shown.events_arm is None


@pytest.mark.parametrize(
    ("band", "told"),
    [
        ({"band": "sup_t"}, "draws: at least 999"),
        ({"band": "sup_t", "draws": 999, "seed": -1}, "seed: a number that is not negative"),
        ({"draws": 999}, "draws and seed belong to a band by 'sup_t'"),
    ],
)
def test_a_band_must_be_whole(band: dict[str, Any], told: str) -> None:
    """Draws and seed go with a band, and with nothing else; both analyses are told."""
    with pytest.raises(PlanError) as refused:
        parse_plan(content(**band), name="plan.toml")
    assert str(refused.value).count(told) == 2
