"""The numbers in the drawings: each stands in a released row, a changed row is seen, and what was withheld is a gap."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest

from nextwork_eval.report.figures import (
    Figure,
    effect_path,
    flow_diagram,
    headline_differences,
    love_plot,
    stacked_states,
    survival_curves,
)
from nextwork_eval.report.figures.words import tick_labels
from nextwork_eval.report.palette import ACCENT, CONTROL, TREATED
from nextwork_eval.results import Change, Flow, FlowNode, ReleasedResult
from tests.unit.figures_fixture import changed, guarded, weekly, withheld, without

SVG = "{http://www.w3.org/2000/svg}"
NUMERAL = re.compile(r"−?\d+(?:\.\d+)?")
DRAW: dict[str, tuple[ReleasedResult, Callable[[ReleasedResult], Figure | None]]] = {
    "headline": (guarded(), lambda released: headline_differences(released, "en")),
    "love plot": (guarded(), lambda released: love_plot(released, "en")),
    "weekly path": (weekly(), lambda released: effect_path(released, "work_path", "en")),
    "cumulated path": (weekly(), lambda released: effect_path(released, "work_cumulated", "en")),
    "path with gaps": (guarded(), lambda released: effect_path(released, "path", "en")),
    "weekly states": (weekly(), lambda released: stacked_states(released, "states", "en")),
    "states at release weeks": (guarded(), lambda released: stacked_states(released, "states", "en")),
    "weekly curve": (weekly(), lambda released: survival_curves(released, "free_curve", "en")),
    "delayed curve": (guarded(), lambda released: survival_curves(released, "entry_curve", "en")),
}


def shown(figure: Figure | None) -> Figure:
    assert figure is not None
    return figure


def texts(figure: Figure, role: str) -> list[str]:
    root = ElementTree.fromstring(figure.svg)
    groups = [group for group in root.iter(f"{SVG}g") if group.get("class") == role]
    return [text.text or "" for group in groups for text in group.iter(f"{SVG}text")]


def strokes(figure: Figure, colour: str) -> list[str]:
    """The data lines of one colour: wider than a point, which rules and axes are not."""
    root = ElementTree.fromstring(figure.svg)
    return [
        path.get("d") or ""
        for path in root.iter(f"{SVG}path")
        if path.get("stroke") == colour.lower() and float(path.get("stroke-width") or 0) == 1.7
    ]


def points(path: str) -> int:
    return path.count("M") + path.count("L")


@pytest.mark.parametrize("name", DRAW)
def test_every_number_written_in_a_figure_stands_in_one_of_its_rows(name: str) -> None:
    """Labels hold estimates, limits, weeks and numbers at risk of rows that the figure names, to the last digit."""
    released, draw = DRAW[name]
    figure = shown(draw(released))
    rows = [released.row(result_id) for result_id in figure.rows]
    known = [value for row in rows for value in (row.n_arm, row.week) if value is not None]
    for row in rows:
        factor = 100 if row.unit in ("share", "percentage_point") else 1
        known += [factor * value for value in (row.estimate, row.conf_low, row.conf_high) if value is not None]
    written = [numeral for text in texts(figure, "value") for numeral in NUMERAL.findall(text)]
    assert written
    for numeral in written:
        digits = 0.05 if "." in numeral else 0
        assert any(abs(float(numeral.replace("−", "-")) - value) <= digits + 1e-9 for value in known), numeral


@pytest.mark.parametrize("name", DRAW)
def test_only_labels_from_rows_axes_and_the_plan_hold_digits(name: str) -> None:
    """No number can be written into a figure as words."""
    released, draw = DRAW[name]
    assert not [text for text in texts(shown(draw(released)), "label") if re.search(r"\d", text)]


@pytest.mark.parametrize(
    ("name", "result_id", "new", "expected"),
    [
        ("headline", "entry.difference", 0.1111, "11.1"),
        ("headline", "sustained_exit.level.control", 0.0123, "1.2"),
        ("weekly path", "work_path.difference.w52", -0.0444, "−4.4"),
        ("cumulated path", "work_cumulated.level.aid.w52", 31.26, "31.3"),
        ("weekly states", "states.aid.working.w52", 0.4321, "43.2"),
        ("states at release weeks", "states.control.gone.w52", 0.0777, "7.8"),
        ("weekly curve", "free_curve.no_aid.w52", 0.5123, "51.2"),
        ("delayed curve", "entry_curve.programme.w101", 0.9012, "90.1"),
        ("love plot", "baseline.marks.standardized_difference", 0.3712, "0.37"),
    ],
)
def test_a_changed_row_changes_drawing_and_words(name: str, result_id: str, new: float, expected: str) -> None:
    """Whoever reads the alternative text and whoever sees the figure learn the same new number."""
    released, draw = DRAW[name]
    before, after = shown(draw(released)), shown(draw(changed(released, result_id, estimate=new)))
    assert after.alt != before.alt
    assert expected in after.alt
    assert any(expected in text for text in texts(after, "value"))
    assert after.svg != before.svg


@pytest.mark.parametrize(
    ("name", "analysis"), [("weekly path", "work_path"), ("weekly states", "states"), ("weekly curve", "free_curve")]
)
def test_without_rows_there_is_no_figure(name: str, analysis: str) -> None:
    """An analysis that was not released leaves no empty frame; nor does one whose numbers are all withheld."""
    released, draw = DRAW[name]
    assert draw(without(released, analysis)) is None
    empty = tuple(
        replace(row, estimate=None, conf_low=None, conf_high=None) if row.analysis_id == analysis else row
        for row in released.rows
    )
    assert draw(replace(released, rows=empty)) is None


def test_without_differences_in_percentage_points_there_is_no_headline_figure() -> None:
    """The plan's primary result was withheld and nothing else is promised in percent."""
    assert headline_differences(without(weekly(), "rearrest"), "en") is None
    assert headline_differences(withheld(weekly(), "rearrest.difference"), "en") is None


def test_a_withheld_week_breaks_the_line_and_is_not_drawn_as_nought() -> None:
    """52 weeks, of which week 30 is withheld: one line of 52 points becomes two lines of 51 points together."""
    whole = shown(effect_path(weekly(), "work_path", "en"))
    gap = shown(effect_path(withheld(weekly(), "work_path.difference.w30"), "work_path", "en"))
    assert [(path.count("M"), points(path)) for path in strokes(whole, ACCENT)] == [(1, 52)]
    assert [(path.count("M"), points(path)) for path in strokes(gap, ACCENT)] == [(2, 51)]
    assert strokes(gap, TREATED) == strokes(whole, TREATED)
    assert "withheld" in gap.caption
    assert "withheld" not in whole.caption


def test_a_week_taken_away_at_the_door_breaks_the_line_too() -> None:
    """Thirteen release weeks, of which week 28 was taken away: each line breaks, even if no row is left to say so."""
    figure = shown(effect_path(guarded(), "path", "en"))
    for colour in (TREATED, CONTROL, ACCENT):
        assert [(path.count("M"), points(path)) for path in strokes(figure, colour)] == [(2, 12)]
    assert "withheld" in figure.caption


def test_a_week_with_a_withheld_state_stays_empty() -> None:
    """Shares cannot be stacked on an unknown one. Three groups in two arms are six areas; a hole in one arm, nine."""
    whole = shown(stacked_states(weekly(), "states", "en"))
    gap = shown(stacked_states(withheld(weekly(), "states.aid.not_working.w20"), "states", "en"))
    areas = [figure.svg.count('stroke="#ffffff"') for figure in (whole, gap)]
    assert areas == [6, 9]
    assert "withheld" in gap.caption


def test_the_shares_beside_both_arms_belong_to_the_same_week() -> None:
    """Week 52 is withheld in one arm: the numbers of both arms, and the caption, are those of week 48."""
    released = withheld(guarded(), "states.control.job.w52")
    figure = shown(stacked_states(released, "states", "en"))
    assert "shares in week 48" in figure.caption
    for arm in ("programme", "control"):
        share = released.row(f"states.{arm}.support.w48").estimate
        assert share is not None
        assert f"{100 * share:.1f}" in texts(figure, "value")


def test_a_delayed_curve_stands_still_between_its_steps_and_ends_with_the_last() -> None:
    """Absent weeks of a step curve are no gaps, even where two released weeks follow each other."""
    released = guarded()
    five = released.row("exit_curve.programme.w5")
    four = replace(five, week=4, result_id="exit_curve.programme.w4")
    near = tuple(four if row is five else row for row in released.rows)
    figure = shown(survival_curves(replace(released, rows=near), "exit_curve", "en"))
    (path,) = strokes(figure, TREATED)
    assert path.count("M") == 1
    assert points(path) == 2 * 15 - 1
    assert "(week" not in " ".join(texts(figure, "value"))


def test_a_curve_that_ends_early_says_so_beside_its_last_number() -> None:
    """The last step of one arm is released at week 85, of the other at week 101."""
    released = guarded()
    rows = tuple(row for row in released.rows if row.result_id != "exit_curve.control.w101")
    figure = shown(survival_curves(replace(released, rows=rows), "exit_curve", "en"))
    assert [text for text in texts(figure, "value") if "week" in text] == ["33.3\u00a0% (week 85)"]


def test_numbers_at_risk_stand_only_under_weeks_that_were_released() -> None:
    """At the quarters 0, 13, 26, 39 and 52 of a weekly curve; a number that was withheld is not written."""
    figure = shown(survival_curves(weekly(), "free_curve", "en"))
    released = weekly()
    expected = [
        str(released.row(f"free_curve.{arm}.w{week}").n_arm)
        for arm in ("aid", "no_aid")
        for week in (0, 13, 26, 39, 52)
    ]
    assert [text for text in texts(figure, "value") if "%" not in text] == expected
    hidden = shown(survival_curves(changed(released, "free_curve.aid.w52", n_arm=None), "free_curve", "en"))
    assert expected[4] not in [text for text in texts(hidden, "value") if "%" not in text][:5]


def test_a_withheld_result_keeps_its_line_with_a_dash() -> None:
    """A reader sees that a secondary outcome was promised and that its number may not be shown."""
    figure = shown(headline_differences(withheld(guarded(), "sustained_exit.difference"), "en"))
    assert texts(figure, "value").count("–") == 2
    assert "Half a year in a row off public support within the first year: withheld" in figure.alt
    assert "dash" in figure.caption


def test_the_side_of_zero_that_favours_the_programme_follows_from_the_plan() -> None:
    """Fewer arrests are good: the left favours aid. More entries into work are good: the right favours NExTWORK."""
    for released, left, right in ((weekly(), "Aid", "No aid"), (guarded(), "Control", "NExTWORK")):
        root = ElementTree.fromstring(shown(headline_differences(released, "en")).svg)
        sides = {
            text.text: text.get("text-anchor") or "start"
            for text in root.iter(f"{SVG}text")
            if text.get("font-size") == "8"
        }
        assert (sides[left], sides[right]) == ("end", "start")


def test_where_outcomes_disagree_on_what_is_good_each_row_has_its_own_sides() -> None:
    """A plan that promises more work and fewer of something else: no side of zero is good for both rows."""
    released = guarded()
    plan = deepcopy(released.plan)
    outcomes: Any = plan["outcome"]
    next(outcome for outcome in outcomes if outcome["id"] == "sustained_exit_52")["good"] = "fewer"
    figure = shown(headline_differences(replace(released, plan=plan), "en"))
    labels = texts(figure, "label")
    assert labels.count("favours") == 4
    assert texts(shown(headline_differences(released, "en")), "label").count("favours") == 2


def test_the_love_plot_tells_every_trait_and_tests_none() -> None:
    """Each trait of the plan that has a row stands in its order; a withheld one is a dash; no p-value, no star."""
    figure = shown(love_plot(guarded(), "en"))
    assert texts(figure, "value") == ["0.03", "−0.08", "–", "0.11", "−0.22"]
    assert "Lives in Roskilde municipality: withheld" in figure.alt
    assert "Woman: −0.08" in figure.alt
    assert "*" not in figure.svg.split("<desc", 1)[1]
    bare = replace(guarded(), rows=tuple(row for row in guarded().rows if row.analysis_id != "baseline"))
    assert love_plot(bare, "en") is None


def test_the_flow_notes_who_took_the_offer_up() -> None:
    """Who took it up and who did not stand under those analysed, in the arm in which they were let out."""
    released = guarded()
    noted = [
        FlowNode(
            id=name,
            arm="programme",
            parent=("analysed", "programme"),
            kind="noted",
            count=number,
            label_da=text,
            label_en=text,
        )
        for name, number, text in (("took_up", 105, "Took it up"), ("not_taken_up", 15, "Did not"))
    ]
    with_notes = replace(released, flow=Flow(nodes=(*released.flow.nodes, *noted), adds_up=False))
    figure = shown(flow_diagram(with_notes, "en"))
    assert {"105", "15"} <= set(texts(figure, "value"))
    assert "Took it up: 105; Did not: 15" in figure.alt


def test_the_flow_shows_every_box_and_hides_what_is_withheld() -> None:
    """240 in the lottery, 120 in each arm; fewer than 5 could not be found; 118, 118 and 75 go on."""
    figure = shown(flow_diagram(guarded(), "en"))
    assert texts(figure, "value")[0] == "240"
    assert texts(figure, "value").count("<\u00a05") == 2
    assert [texts(figure, "value").count(number) for number in ("120", "118", "43", "75", "0")] == [2, 4, 2, 2, 2]
    assert "Found in no register: <\u00a05" in figure.alt
    assert "Can be followed to week 104: 75" in figure.alt
    assert "Counts below 5 were withheld" in figure.caption
    assert len(figure.rows) == len(guarded().flow.nodes)


def test_a_flow_without_counts_is_not_drawn() -> None:
    """No box, or nothing but withheld boxes."""
    released = weekly()
    assert flow_diagram(replace(released, flow=Flow(nodes=())), "en") is None
    hidden = tuple(replace(node, count=None) for node in released.flow.nodes)
    assert flow_diagram(replace(released, flow=Flow(nodes=hidden)), "en") is None


def test_delayed_steps_are_explained() -> None:
    """Where the door gathered steps, the caption says why the curve is coarse."""
    change = Change(result_id="exit_curve.control", action="delayed", rule="steps_of_floor")
    figure = shown(survival_curves(replace(guarded(), changes=(change,)), "exit_curve", "en"))
    assert "gathered" in figure.caption


def test_shares_from_rounded_counts_are_explained() -> None:
    """A group that is shown with 0.0 percent may hold a few people; the caption says how counts were rounded."""
    change = Change(result_id="states.control", action="rounded", rule="states_from_rounded_counts")
    figure = shown(stacked_states(replace(guarded(), changes=(change,)), "states", "en"))
    assert "rounded to a multiple of 5" in figure.caption
    assert "rounded" not in shown(stacked_states(weekly(), "states", "en")).caption


@pytest.mark.parametrize(
    ("ticks", "unit", "labels"),
    [
        ([0.0, 10.0, 20.0], "weeks", ["0", "10", "20"]),
        ([0.0, 0.5, 1.0], "times", ["0.0", "0.5", "1.0"]),
        ([-0.02, 0.0, 0.02], "times", ["−0.02", "0.00", "0.02"]),
        ([-0.005, 0.0, 0.005], "times", ["−0.005", "0.000", "0.005"]),
    ],
)
def test_an_axis_is_written_with_the_places_it_needs(ticks: list[float], unit: str, labels: list[str]) -> None:
    """A tick at two hundredths is not written as nought."""
    assert tick_labels(ticks, unit, "en") == labels
