"""More weeks without a re-arrest help the men, though fewer re-arrests are better: what is counted decides."""

from dataclasses import replace

import pytest

from nextwork_eval.directions import helping_direction
from nextwork_eval.evaluation.families import _signs
from nextwork_eval.plan.families import Family
from nextwork_eval.plan.files import read_plan
from nextwork_eval.report.blocks import Table
from nextwork_eval.report.build import compose
from nextwork_eval.report.chapters.data import data
from nextwork_eval.report.contrasts import contrast_table
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase
from nextwork_eval.report.sentences import case_of
from nextwork_eval.shipped import shipped_plan

from .report_fixture import changed, life_like, nextwork_like

OF_THE_EVENT = [
    ("cox", None),
    ("fine_gray", None),
    ("incidence_difference", None),
    ("standardized_contrast", "incidence"),
]
OF_THE_WAIT = [
    ("restricted_mean", None),
    ("accelerated_failure_time", None),
    ("pseudo_observation_regression", "restricted_mean"),
    ("pseudo_observation_regression", "survival"),
    ("standardized_contrast", "restricted_mean"),
    ("standardized_contrast", "survival"),
]


@pytest.mark.parametrize(("estimator", "target"), OF_THE_EVENT)
def test_what_grows_with_the_event_has_the_direction_of_the_outcome(estimator: str, target: str | None) -> None:
    assert helping_direction("fewer", estimator, target) == "fewer"
    assert helping_direction("more", estimator, target) == "more"


@pytest.mark.parametrize(("estimator", "target"), OF_THE_WAIT)
def test_what_grows_with_the_wait_has_the_opposite_direction(estimator: str, target: str | None) -> None:
    assert helping_direction("fewer", estimator, target) == "more"
    assert helping_direction("more", estimator, target) == "fewer"
    assert helping_direction("neither", estimator, target) == "neither"


@pytest.mark.parametrize(("low", "high", "case"), [(0.5, 3.5, "good"), (-3.5, -0.5, "bad"), (-0.3, 4.4, "open")])
def test_two_more_weeks_until_re_arrest_are_in_favour_of_the_aid(low: float, high: float, case: str) -> None:
    released = changed(life_like(), "free_weeks.difference", estimate=(low + high) / 2, conf_low=low, conf_high=high)
    m = Materials(released, "en")
    row = m.find("free_weeks.difference")
    assert row is not None
    assert case_of(row, m.outcome("free_weeks")) == case


def test_a_hazard_ratio_below_one_is_in_favour_of_the_aid_too() -> None:
    released = changed(life_like(), "rearrest_cox.hazard_ratio", estimate=0.5, conf_low=0.3, conf_high=0.8)
    m = Materials(released, "en")
    row = m.find("rearrest_cox.hazard_ratio")
    assert row is not None
    assert case_of(row, m.outcome("rearrest_cox")) == "good"


def test_the_page_says_in_whose_favour_the_weeks_are() -> None:
    shorter = changed(life_like(), "free_weeks.difference", estimate=-2.0, conf_low=-3.5, conf_high=-0.5)
    longer = changed(life_like(), "free_weeks.difference", estimate=2.0, conf_low=0.5, conf_high=3.5)
    readings = []
    for released in (shorter, longer):
        brief = compose(released, "en").chapters[0]
        cards = next(block for block in brief.blocks if hasattr(block, "cards"))
        readings.append([card.tone for card in cards.cards if card.label[0].text == "Weeks to re-arrest"])
    assert readings == [["bad"], ["good"]]


def test_a_family_turns_weeks_without_the_event_the_way_that_helps() -> None:
    """In LIFE fewer re-arrests, more weeks until one, and more weeks in work are good."""
    plan = read_plan(shipped_plan("life_1972"))
    wanted = {"rearrest": -1.0, "free_weeks": 1.0, "work_weeks": 1.0}
    members = tuple(replace(analysis, family="both" if analysis.id in wanted else None) for analysis in plan.analysis)
    family = Family(id="both", method="holm", level=0.95)
    signs = _signs(replace(plan, analysis=members), family)
    asked = [analysis.id for analysis in members if analysis.family == "both"]
    assert dict(zip(asked, signs, strict=True)) == wanted


def test_of_a_wait_the_table_says_sooner_or_later() -> None:
    said: dict[str, str] = {}
    for released in (life_like(), nextwork_like()):
        blocks = data(Materials(released, "en")).blocks
        (table,) = (block for block in blocks if isinstance(block, Table) and block.id == "outcomes")
        said |= {row.cells[0].parts[0].text: row.cells[2].parts[0].text for row in table.rows}
    assert said["Weeks to re-arrest"] == "Later"
    assert said["Weeks to job or education"] == "Sooner"
    assert said["Re-arrested within a year"] == "Fewer"
    assert said["Weeks in job or education in the first year"] == "More"


@pytest.mark.parametrize(
    ("estimator", "event", "weeks"),
    [({"id": "cox"}, True, False), ({"id": "accelerated_failure_time"}, False, True)],
    ids=["hazards", "stretched weeks"],
)
def test_under_a_table_of_ratios_stands_what_below_one_means(
    estimator: dict[str, str], event: bool, weeks: bool
) -> None:
    released = life_like()
    for analysis in released.plan["analysis"]:
        if analysis["id"] == "rearrest_cox":
            analysis["estimator"] = estimator
    m = Materials(released, "en")
    table = contrast_table(m, "t", Phrase("Mål", "Measures"), m.analyses(estimator["id"]))
    assert table is not None
    said = "".join(part.text for part in table.notes[0])
    assert ("event is rarer" in said) is event
    assert ("weeks are fewer" in said) is weeks


def test_a_test_alone_says_nothing_of_ratios() -> None:
    m = Materials(life_like(), "en")
    table = contrast_table(m, "t", Phrase("Mål", "Measures"), m.analyses("log_rank"))
    assert table is not None
    assert "below one" not in "".join(part.text for part in table.notes[0])
