"""Confidence sets that are no interval: in words in both languages, drawn as they are, and wider after rounding."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from nextwork_eval.disclosure import Rules, release
from nextwork_eval.disclosure.coarse import coarsen
from nextwork_eval.report.figures.words import drawn_set, interval
from nextwork_eval.report.languages import Language, write_set
from nextwork_eval.report.sentences import effect_case
from nextwork_eval.report.sources import ResultRef, resolve
from nextwork_eval.reproduction.run import headline_lines
from nextwork_eval.results import EvaluationResult, Flow, ResultRow
from nextwork_eval.results.compare import compare
from tests.unit.test_disclosure import FACTS

RULES = Rules(profile="dst", floor=5, open_data=False, release_weeks=())
ROW = ResultRow(
    result_id="late.effect_of_take_up",
    analysis_id="late",
    outcome="entry.take_up",
    statistic="effect_of_take_up",
    unit="percentage_point",
    format="percentage_points",
    synthetic=False,
    estimate=0.4,
    conf_low=-0.2,
    conf_high=0.31,
    conf_level=0.95,
    set_kind="two_rays",
)
# kind, low, high, table in English, table in Danish, prose in English
SHAPES: list[tuple[Any, float | None, float | None, str, str, str]] = [
    ("interval", -0.2, 0.31, "[−20.0, 31.0]", "[−20,0; 31,0]", "−20.0 to 31.0 percentage points"),
    (
        "two_rays",
        -0.2,
        0.31,
        "up to −20.0, or from 31.0 on",
        "op til −20,0 eller fra 31,0 og op",
        "up to −20.0, or from 31.0 percentage points on",
    ),
    ("ray_above", 0.0004, None, "at least 0.04", "mindst 0,04", "at least 0.04 percentage points"),
    ("ray_below", None, 0.31, "at most 31.0", "højst 31,0", "at most 31.0 percentage points"),
    ("whole_line", None, None, "every value", "enhver værdi", "every value"),
    ("empty", None, None, "no value", "ingen værdi", "no value"),
    ("none", None, None, "–", "–", "–"),
    ("two_rays", None, None, "–", "–", "–"),
]


def spaced(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(("kind", "low", "high", "english", "danish", "prose"), SHAPES)
def test_a_set_is_written_as_what_it_is(
    kind: Any, low: float | None, high: float | None, english: str, danish: str, prose: str
) -> None:
    """Never two limits that look like an interval where the set is what lies outside them."""
    row = replace(ROW, set_kind=kind, conf_low=low, conf_high=high)
    written: list[tuple[Language, bool, str]] = [("en", False, english), ("da", False, danish), ("en", True, prose)]
    for language, in_prose, expected in written:
        text = write_set(kind, low, high, name="percentage_points", language=language, prose=in_prose)
        assert spaced(text) == expected
        assert interval(row, language, prose=in_prose) == text
        released = release(
            EvaluationResult(facts=FACTS, rows=(row,), flow=Flow(nodes=(), adds_up=True), findings=()),
            Rules(profile="open", floor=0, open_data=True, release_weeks=()),
            {},
        )
        source = ResultRef(row.result_id, form="interval_words" if in_prose else "interval")
        assert resolve(source, released, language) == text


@pytest.mark.parametrize(
    ("kind", "low", "high", "pieces"),
    [
        ("interval", -0.2, 0.3, [(-20, 30)]),
        ("two_rays", -0.2, 0.3, [(-50, -20), (30, 50)]),
        ("ray_above", -0.2, None, [(-20, 50)]),
        ("ray_below", None, 0.3, [(-50, 30)]),
        ("whole_line", None, None, [(-50, 50)]),
        ("empty", None, None, []),
        ("none", None, None, []),
    ],
)
def test_a_set_is_drawn_as_what_it_is(
    kind: Any, low: float | None, high: float | None, pieces: list[tuple[float, float]]
) -> None:
    """Two rays leave the gap free; a set without an end goes on to the edge of the axis."""
    row = replace(ROW, set_kind=kind, conf_low=low, conf_high=high)
    assert drawn_set(row, 100, -50, 50) == [pytest.approx(piece) for piece in pieces]


@pytest.mark.parametrize(
    ("kind", "low", "high", "rounded"),
    [
        ("interval", -0.203, 0.304, ("interval", -0.21, 0.31)),
        # What two rays leave out shrinks: the gap from -0.203 to 0.304 becomes -0.20 to 0.30.
        ("two_rays", -0.203, 0.304, ("two_rays", -0.2, 0.3)),
        ("two_rays", 0.301, 0.309, ("whole_line", None, None)),
        ("two_rays", 0.2951, 0.3049, ("whole_line", None, None)),
        ("ray_above", 0.304, None, ("ray_above", 0.3, None)),
        ("ray_below", None, 0.304, ("ray_below", None, 0.31)),
        ("whole_line", None, None, ("whole_line", None, None)),
        ("none", None, None, ("none", None, None)),
    ],
)
def test_a_rounded_set_holds_all_it_held(
    kind: Any, low: float | None, high: float | None, rounded: tuple[str, float | None, float | None]
) -> None:
    """For two rays, outwards is inwards of the gap; a gap that rounding closes leaves every value."""
    (row,), _ = coarsen([replace(ROW, set_kind=kind, conf_low=low, conf_high=high)], RULES, reason="small_box")
    assert (row.set_kind, row.conf_low, row.conf_high) == rounded


@pytest.mark.parametrize(("kind", "low", "high"), [("two_rays", -0.2, 0.3), ("whole_line", None, None)])
def test_a_withheld_set_has_no_shape(kind: Any, low: float | None, high: float | None) -> None:
    """That a set is the whole line says that few took the offer up."""
    row = replace(ROW, set_kind=kind, conf_low=low, conf_high=high, smallest_cell=3)
    found = release(
        EvaluationResult(facts=FACTS, rows=(row,), flow=Flow(nodes=(), adds_up=True), findings=()), RULES, {}
    ).row(row.result_id)
    assert (found.estimate, found.set_kind, found.conf_low, found.conf_high) == (None, "none", None, None)


@pytest.mark.parametrize(
    ("kind", "low", "high", "case"),
    [
        ("ray_above", 0.1, None, "good"),
        ("ray_above", -0.1, None, "open"),
        ("ray_below", None, -0.1, "bad"),
        ("two_rays", -0.2, 0.3, "open"),
        ("whole_line", None, None, "open"),
    ],
)
def test_the_case_of_a_set_without_an_end(kind: Any, low: float | None, high: float | None, case: str) -> None:
    """A ray can lie on one side of no difference; two rays go on without end on both."""
    row = replace(ROW, statistic="difference", set_kind=kind, conf_low=low, conf_high=high)
    assert effect_case(row, "more") == case


def test_the_terminal_says_the_shape_too() -> None:
    """The headline for the terminal, in English."""
    row = replace(ROW, statistic="difference", outcome="entry", purpose="primary")
    plan = {"outcome": [{"id": "entry", "label_en": "Entry"}]}
    for changed, said in (
        (row, "Entry: difference +40.0 percentage points (95 % interval up to -20.0, or from +31.0 on)"),
        (replace(row, conf_level=0.9, set_kind="interval"), "(90 % interval -20.0 to +31.0)"),
        (replace(row, conf_level=0.975, set_kind="interval"), "(97.5 % interval -20.0 to +31.0)"),
        (replace(row, set_kind="whole_line", conf_low=None, conf_high=None), "(95 % interval every value)"),
        (replace(row, estimate=None, set_kind="none", conf_low=None, conf_high=None), "withheld"),
    ):
        released: Any = SimpleNamespace(rows=(changed,), facts=FACTS, plan=plan)
        assert said in headline_lines(released)[0]


def test_a_set_that_changes_its_shape_is_a_difference() -> None:
    """The same two limits as an interval and as two rays are not the same result."""
    (found,) = compare([ROW], [replace(ROW, set_kind="interval")])
    assert found.attribute == "set_kind"
