"""A hundred people in each arm: as many are filled as the share says, and the share stands beside them."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from nextwork_eval.report.figures import Figure, icon_array
from nextwork_eval.report.figures.icon_array import people_of_a_hundred
from nextwork_eval.report.languages import Language
from nextwork_eval.report.palette import CONTROL, TREATED
from nextwork_eval.results import ReleasedResult
from tests.unit.figures_fixture import changed, guarded, weekly, withheld

SVG = "{http://www.w3.org/2000/svg}"


def drawn(released: ReleasedResult, analysis: str, language: Language = "en") -> Figure:
    figure = icon_array(released, analysis, language)
    assert figure is not None
    return figure


def people(figure: Figure, fill: str, edge: str) -> int:
    """How many people are drawn with a fill and an edge."""
    uses = ElementTree.fromstring(figure.svg).iter(f"{SVG}use")
    return sum((use.get("fill") or "", use.get("stroke") or "") == (fill, edge) for use in uses)


def values(figure: Figure) -> str:
    root = ElementTree.fromstring(figure.svg)
    groups = [group for group in root.iter(f"{SVG}g") if group.get("class") == "value"]
    return " ".join(text.text or "" for group in groups for text in group.iter(f"{SVG}text")).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("share", "whole"), [(0.0, 0), (0.2222, 22), (0.3056, 31), (0.285, 29), (0.995, 100), (1, 100)]
)
def test_a_share_is_rounded_to_people_as_a_reader_rounds_it(share: float, whole: int) -> None:
    """Half a person counts as one: 28.5 % are 29 people, although 0.285 is a little less in binary."""
    assert people_of_a_hundred(share) == whole


def test_as_many_people_are_filled_as_the_share_says_and_the_rest_are_hollow() -> None:
    """22.2 % against 30.6 %: 22 filled and 78 hollow, 31 filled and 69 hollow."""
    figure = drawn(weekly(), "rearrest")
    for colour, filled in ((TREATED.lower(), 22), (CONTROL.lower(), 31)):
        assert people(figure, colour, colour) == filled
        assert people(figure, "#ffffff", colour) == 100 - filled


def test_shares_difference_and_interval_stand_in_the_drawing_and_in_its_words() -> None:
    """The numbers of the three rows and no others."""
    figure = drawn(weekly(), "rearrest")
    assert figure.rows == ("rearrest.level.aid", "rearrest.level.no_aid", "rearrest.difference")
    for text in (values(figure), figure.alt.replace("\u00a0", " ")):
        assert {"22.2", "30.6", "−8.3"} <= set(re.findall(r"−?\d+\.\d+", text))
    assert "95 % interval: −16.6 to −0.03 percentage points" in values(figure)
    assert "invented" not in figure.alt.lower()
    assert drawn(guarded(), "entry").alt.startswith("Invented data.")


def test_a_changed_row_changes_people_number_and_words() -> None:
    """The control share becomes 40.4 %."""
    figure = drawn(changed(weekly(), "rearrest.level.no_aid", estimate=0.404), "rearrest", "da")
    assert people(figure, CONTROL.lower(), CONTROL.lower()) == 40
    assert "40,4 pct." in values(figure)
    assert "40,4" in figure.alt


@pytest.mark.parametrize("name", ["rearrest.level.aid", "rearrest.level.no_aid", "rearrest.difference"])
def test_with_a_number_withheld_there_is_no_figure(name: str) -> None:
    assert icon_array(withheld(weekly(), name), "rearrest", "en") is None


def test_weeks_are_no_people() -> None:
    """Only shares can be counted in heads; an analysis that was not released has none."""
    released = changed(weekly(), "rearrest.level.aid", unit="weeks")
    assert icon_array(released, "rearrest", "en") is None
    assert icon_array(weekly(), "work_weeks", "en") is None
