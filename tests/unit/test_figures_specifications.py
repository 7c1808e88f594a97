"""The specification curve: every promised way to the same number, in order, with what it departs in."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from nextwork_eval.report import compose
from nextwork_eval.report.blocks import FigureBlock, Table
from nextwork_eval.report.figures import Figure, SpecificationLine, specification_curve
from nextwork_eval.report.languages import Language
from nextwork_eval.report.phrases import plain_text
from nextwork_eval.results import ReleasedResult, ResultRow
from tests.unit.figures_fixture import guarded
from tests.unit.report_fixture import life_like, nextwork_like

SVG = "{http://www.w3.org/2000/svg}"


def row(result_id: str, estimate: float | None, low: float | None, high: float | None) -> ResultRow:
    """A difference in percentage points, as shares."""
    whole = guarded().row("entry.difference")
    return replace(whole, result_id=result_id, estimate=estimate, conf_low=low, conf_high=high)


LINES = (
    SpecificationLine(name="Own", row=row("entry.difference", 0.18, 0.07, 0.29), choice="own"),
    SpecificationLine(name="Weak", row=row("a.difference", 0.05, -0.06, 0.16), choice="method"),
    SpecificationLine(name="Strong", row=row("b.difference", 0.25, 0.14, 0.36), choice="definition"),
)


def draw(lines: tuple[SpecificationLine, ...], language: Language = "en") -> Figure | None:
    return specification_curve(guarded(), language, lines, figure_id="curve", title="Entered")


def drawn(lines: tuple[SpecificationLine, ...], language: Language = "en") -> Figure:
    figure = draw(lines, language)
    assert figure is not None
    return figure


def texts(figure: Figure, role: str) -> list[str]:
    root = ElementTree.fromstring(figure.svg)
    groups = [group for group in root.iter(f"{SVG}g") if group.get("class") == role]
    return [text.text or "" for group in groups for text in group.iter(f"{SVG}text")]


def test_the_lines_stand_in_the_order_of_their_differences() -> None:
    """25, 18 and 5 points: in the drawing from above, in the words, and among the rows."""
    figure = drawn(LINES)
    assert [text for text in texts(figure, "value") if "[" not in text] == ["25.0", "18.0", "5.0"]
    assert figure.rows == ("b.difference", "entry.difference", "a.difference")
    assert re.findall(r"(Strong|Own|Weak):", figure.alt) == ["Strong", "Own", "Weak"]
    assert "Weak: 5.0 percentage points [−6.0, 16.0]" in figure.alt.replace("\u00a0", " ")


def test_the_intervals_beyond_zero_are_counted_on_the_side_of_the_plans_own() -> None:
    """Two of three lie above zero; mirrored, two of three lie below it."""
    mirrored = tuple(
        replace(line, row=replace(line.row, estimate=-e, conf_low=-h, conf_high=-low))
        for line in LINES
        if (e := line.row.estimate) is not None
        and (low := line.row.conf_low) is not None
        and (h := line.row.conf_high) is not None
    )
    assert "2 of 3 intervals, the plan's own among them, lie wholly above zero." in drawn(LINES).caption
    assert "2 of 3 intervals, the plan's own among them, lie wholly below zero." in drawn(mirrored).caption
    assert "2 af 3 intervaller, planens eget medregnet, ligger helt over nul." in drawn(LINES, "da").caption


def test_a_dot_says_what_differs_only_where_there_is_more_than_one_thing_that_can() -> None:
    """Method and definition have a head each; with other methods alone there is nothing to tell apart."""
    assert {"Other method", "Other definition"} <= set(texts(drawn(LINES), "label"))
    alike = (*LINES[:2], replace(LINES[2], choice="method"))
    assert not [text for text in texts(drawn(alike), "label") if text.startswith("Other")]
    assert "dot" not in drawn(alike).caption


def test_a_withheld_difference_keeps_its_line_at_the_bottom_and_is_not_nought() -> None:
    """The strong one is withheld: a dash in the last place, told as withheld, and not among the counted intervals."""
    gone = replace(LINES[2], row=row("b.difference", None, None, None))
    more = SpecificationLine(name="More", row=row("c.difference", 0.2, 0.1, 0.3), choice="method")
    figure = drawn((*LINES[:2], gone, more))
    assert [text for text in texts(figure, "value") if "[" not in text and text != "–"] == ["20.0", "18.0", "5.0"]
    assert figure.rows[-1] == "b.difference"
    assert "Strong: withheld" in figure.alt
    assert "2 of 3 intervals" in figure.caption


@pytest.mark.parametrize(
    "lines",
    [
        LINES[:2],
        LINES[1:],
        (replace(LINES[0], row=row("entry.difference", None, None, None)), *LINES[1:]),
        (*LINES[:2], replace(LINES[2], row=replace(LINES[2].row, unit="ratio"))),
    ],
    ids=["two lines", "without the plan's own", "its own withheld", "another unit"],
)
def test_what_is_no_curve_is_not_drawn(lines: tuple[SpecificationLine, ...]) -> None:
    assert draw(lines) is None


@pytest.mark.parametrize("released", [life_like(), nextwork_like()], ids=["life", "nextwork"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_the_chapter_draws_the_numbers_of_its_table(released: ReleasedResult, language: Language) -> None:
    """Each line of the figure has a line in the table below it, with the same numbers."""
    chapter = next(one for one in compose(released, language).chapters if one.id == "robustness")
    figure = next(block.figure for block in chapter.blocks if isinstance(block, FigureBlock))
    table = next(block for block in chapter.blocks if isinstance(block, Table))
    told = [[plain_text(cell.parts) for cell in line.cells[1:3]] for line in table.rows]
    assert set(figure.rows) <= set(table.sources)
    values = [text.rstrip("†") for text in texts(figure, "value")]
    for limits, estimate in zip(values[0::2], values[1::2], strict=True):
        assert [estimate, limits] in told


def test_other_horizons_are_the_same_rule_read_at_another_week() -> None:
    """Half a year and two years stand beside the year, and not once more beside each other; weeks in job do not."""
    chapter = next(one for one in compose(nextwork_like(), "en").chapters if one.id == "robustness")
    figure = next(block.figure for block in chapter.blocks if isinstance(block, FigureBlock))
    assert {"entry_half_year.difference", "entry_two_years.difference"} <= set(figure.rows)
    tables = [block.id for block in chapter.blocks if isinstance(block, Table)]
    assert not {"choices-entry_half_year", "choices-entry_two_years"} & set(tables)
    assert not {"weeks.difference", "entry_takers.effect_of_take_up"} & set(figure.rows)
