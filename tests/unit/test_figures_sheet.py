"""The sheet of a figure: pieces stand where they were put, by level and place; lines break where they must."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from nextwork_eval.report.figures.canvas import block, drawn, font, rule, text_width, wrapped, write
from nextwork_eval.report.figures.panel import Panel
from nextwork_eval.report.figures.sheet import Line, Outline, Sheet, printed
from tests.unit.figures_fixture import guarded

SVG = "{http://www.w3.org/2000/svg}"
INCH = 25.4


def paths(drawing: str) -> list[list[tuple[float, float]]]:
    """The points of each path, in points of 1/72 inch from the upper left corner."""
    found = [element.get("d") or "" for element in ElementTree.fromstring(drawing).iter(f"{SVG}path")]
    return [[(float(x), float(y)) for x, y in re.findall(r"[ML] (\S+) (\S+)", path)] for path in found]


def test_a_rule_stands_where_it_was_put() -> None:
    """An inch to the right and half an inch down is 72 and 36 points, counted from the upper left corner."""
    drawing = drawn(3 * INCH, 2 * INCH, lambda sheet: rule(sheet, [INCH, 2 * INCH], [INCH / 2, INCH / 2]))
    assert np.allclose(paths(drawing)[0], [(72.0, 36.0), (144.0, 36.0)])


def test_text_is_anchored_where_it_was_put_however_long_it_is() -> None:
    """A text that ends at the right edge ends there, whatever its letters are; nothing is measured for it."""

    def paint(sheet: Sheet) -> None:
        write(sheet, 2 * INCH, INCH, "i job eller uddannelse", align="right")

    (text,) = ElementTree.fromstring(drawn(3 * INCH, 2 * INCH, paint)).iter(f"{SVG}text")
    assert (float(text.get("x") or 0), float(text.get("y") or 0)) == pytest.approx((144.0, 72.0))
    assert "text-anchor: end" in (text.get("style") or "")


def test_a_higher_level_covers_a_lower_one_whenever_it_was_put() -> None:
    """A rule that is drawn before a block of colour stands on it; one that was put under everything lies below it."""

    def paint(sheet: Sheet) -> None:
        rule(sheet, [0, 10], [1, 1], colour="#000001")
        block(sheet, left=0, top=0, width=10, height=10, colour="#000002")
        rule(sheet, [0, 10], [2, 2], colour="#000003", under=True)

    assert re.findall(r"#00000\d", drawn(20, 20, paint)) == ["#000003", "#000002", "#000001"]


def test_a_panel_puts_data_at_their_places() -> None:
    """Week 26 of 52 is half way across, 25 of 100 a quarter of the way up; an axis may run downwards."""
    upwards = Panel(sheet=Sheet(width=99, height=99), left=10, top=20, width=40, height=60, x=(0, 52), y=(0, 100))
    assert upwards.places([26], [25]).tolist() == [[30.0, 65.0]]
    downwards = Panel(sheet=Sheet(width=99, height=99), left=10, top=20, width=40, height=60, x=(0, 52), y=(3, 0))
    assert downwards.places([52], [1]).tolist() == [[50.0, 40.0]]


def test_a_number_that_is_missing_breaks_the_line() -> None:
    """Where a week was withheld there is a gap, and no straight line over it."""
    sheet = Sheet(width=50, height=50)
    points = np.array([[0.0, 0.0], [10.0, 0.0], [np.nan, np.nan], [20.0, 0.0], [30.0, 0.0]])
    sheet.put(1, Outline(points=points, colour="#000000", width=1.0))
    assert len(re.findall(r"M ", printed(sheet))) == 2


def test_what_a_plan_says_is_text_and_nothing_else() -> None:
    """Signs of markup in a label are written as text."""
    sheet = Sheet(width=50, height=50)
    sheet.put(1, Line(x=1, y=9, text="<b> & $x$", font=font(), colour="#000000", align="left", role="label"))
    (text,) = ElementTree.fromstring(printed(sheet)).iter(f"{SVG}text")
    assert text.text == "<b> & $x$"


@pytest.mark.parametrize("strong", [False, True])
def test_lines_break_where_measuring_every_word_would_break_them(strong: bool) -> None:
    """The widths of the signs settle most lines; the others are measured, and none is wider than it may be."""
    text = "Andel med arbejde, AVAVA Tyværk, To. WAV, uden offentlig forsørgelse i 13 uger efter lodtrækningen"
    for width in np.arange(18.0, 60.0, 0.7).tolist():
        lines, here = [], ""
        for word in text.split(" "):
            longer = f"{here} {word}" if here else word
            if here and text_width(longer, strong=strong) > width:
                lines.append(here)
                here = word
            else:
                here = longer
        assert wrapped(text, width, strong=strong) == [*lines, here]


def test_rows_of_an_analysis_are_those_whose_ids_begin_with_its_name_and_a_dot() -> None:
    """Neither an analysis whose name goes on, nor a row that is called like the analysis itself, is among them."""
    released = guarded()
    for stem in ("entry", "entry.level", "path", "entr", "no_such_analysis"):
        expected = [row for row in released.rows if row.result_id.startswith(f"{stem}.")]
        assert list(released.under(stem)) == expected
    assert released.under("entry")
