"""The trial on the calendar: each lottery with how far it is followed, and the days of promise and data."""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from nextwork_eval.report import compose
from nextwork_eval.report.blocks import Facts, FigureBlock
from nextwork_eval.report.figures import Figure, trial_timeline
from nextwork_eval.report.languages import Language
from nextwork_eval.report.phrases import plain_text
from nextwork_eval.results import ReleasedResult
from tests.unit.report_fixture import life_like, nextwork_like

SVG = "{http://www.w3.org/2000/svg}"


def small() -> ReleasedResult:
    """Two lotteries: of 2 January 2020, followed to week 26 and 52, and of 1 July 2020, followed to week 26."""
    released = nextwork_like()
    plan = copy.deepcopy(released.plan)
    plan["plan"]["date"] = "2019-12-01"
    plan["registry"] = {"registered": "2020-02-03"}
    plan["design"]["round"] = [
        {"id": "B", "date": "2020-07-01", "randomised": 10, "offered": 5},
        {"id": "A", "date": "2020-01-02", "randomised": 10, "offered": 5},
    ]
    facts = replace(
        released.facts,
        rounds=("A", "B"),
        rounds_reaching=((26, ("A", "B")), (52, ("A",))),
        cut_offs=(("dream", "2021-03-31"), ("bfl", "2021-02-28"), ("bef", "2021-03-31")),
    )
    return replace(released, plan=plan, facts=facts)


def drawn(language: Language = "en") -> Figure:
    figure = trial_timeline(small(), language)
    assert figure is not None
    return figure


def values(figure: Figure) -> list[str]:
    root = ElementTree.fromstring(figure.svg)
    groups = [group for group in root.iter(f"{SVG}g") if group.get("class") == "value"]
    return [(text.text or "").replace("\u00a0", " ") for group in groups for text in group.iter(f"{SVG}text")]


def test_lotteries_stand_in_the_order_of_their_days_with_how_far_they_are_followed() -> None:
    """A to week 52, B to week 26; after them the plan, the registration, and the registers by the day they end."""
    assert values(drawn()) == [
        *("Lottery A", "2 January 2020", "to week 52"),
        *("Lottery B", "1 July 2020", "to week 26"),
        *("Date of the plan", "1 December 2019"),
        *("Trial registered", "3 February 2020"),
        *("Complete: bfl", "28 February 2021"),
        *("Complete: dream, bef", "31 March 2021"),
    ]


def test_the_words_say_what_the_drawing_says() -> None:
    """In Danish, every line with its day."""
    told = drawn("da").alt.replace("\u00a0", " ")
    assert "Lodtrækning A: 2. januar 2020, følges til uge 52." in told
    assert "Komplet: dream, bef: 31. marts 2021." in told


def test_a_lottery_that_is_followed_twice_as_long_has_a_line_twice_as_long() -> None:
    """A is followed for 52 weeks and B for 26."""
    root = ElementTree.fromstring(drawn().svg)
    lines = [line.get("d") or "" for line in root.iter(f"{SVG}path") if line.get("stroke-width") == "1.7"]
    ends = [[float(across) for across in re.findall(r"[ML] ([\d.]+)", line)] for line in lines]
    first, second = (right - left for left, right in ends)
    assert first / second == pytest.approx(2, abs=0.01)


def test_without_a_dated_lottery_there_is_no_calendar() -> None:
    """The LIFE trial gives no date of its lottery: the chapter has its facts and no empty frame."""
    assert trial_timeline(life_like(), "en") is None
    chapter = next(one for one in compose(life_like(), "en").chapters if one.id == "design")
    assert not [block for block in chapter.blocks if isinstance(block, FigureBlock)]


@pytest.mark.parametrize("released", [life_like(), nextwork_like()], ids=["life", "nextwork"])
def test_the_design_is_told_in_facts(released: ReleasedResult) -> None:
    """Everyone in the lottery and in each group, by the flow."""
    chapter = next(one for one in compose(released, "en").chapters if one.id == "design")
    facts = next(block for block in chapter.blocks if isinstance(block, Facts))
    told = {plain_text(name): plain_text(value) for name, value in facts.items}
    everyone = next(node.count for node in released.flow.nodes if node.id == "randomised")
    assert told["People in the lottery"] == str(everyone)
    assert sum(map(int, re.findall(r": (\d+)", told["Of these in each group"]))) == everyone
    assert told["How"] == "A fixed number in each round"
