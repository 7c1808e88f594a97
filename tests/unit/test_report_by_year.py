"""Extra weeks period by period: which periods stand together, what is said of each, and when the table is left out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nextwork_eval.report import compose
from nextwork_eval.report.blocks import Number, Table
from nextwork_eval.report.checks import check_numerals
from nextwork_eval.report.languages import LANGUAGES, Language
from nextwork_eval.report.phrases import plain_text
from nextwork_eval.report.sources import ResultRef
from nextwork_eval.results import ReleasedResult
from tests.unit.report_fixture import changed, life_like, nextwork_like
from tests.unit.test_report_document import chapter, printed

BOTH = pytest.mark.parametrize("language", LANGUAGES)


def table(released: ReleasedResult, language: Language = "en") -> Table | None:
    document = compose(released, language)
    check_numerals(document, released)
    blocks = chapter(document, "time").blocks
    return next((block for block in blocks if isinstance(block, Table) and block.id == "weeks-by-period"), None)


@BOTH
def test_each_set_of_states_has_its_years_in_order(language: Language) -> None:
    """Four sets of NExTWORK, two years each, both levels beside the difference with its interval."""
    found = table(nextwork_like(), language)
    assert found is not None
    assert len(found.rows) == 4 * 3
    shown = [
        part.source.result_id
        for row in found.rows[1:3]
        for cell in row.cells
        for part in cell.parts
        if isinstance(part, Number) and isinstance(part.source, ResultRef)
    ]
    assert shown[:2] == ["weeks.level.programme", "weeks.level.control"]
    assert shown.count("weeks_second_year.difference") == 4  # difference, interval, and the persons of both arms
    assert "53" in plain_text(found.rows[2].cells[0].parts)


def test_the_plan_of_life_says_it_of_the_weeks_with_and_after_aid() -> None:
    """Weeks 1 to 13 and 14 to 52; the whole year begins with week 1 too, and stands beside neither."""
    found = table(life_like())
    assert found is not None
    assert [plain_text(row.cells[0].parts) for row in found.rows] == [
        "working",
        "Up to and including week 13",
        "Week 14 to week 52",
    ]


def test_the_first_set_is_told_in_approved_sentences() -> None:
    """One sentence for each period, of the levels and the interval, and none that a difference faded."""
    told = printed(chapter(compose(nextwork_like(), "en"), "time"))
    assert "Week 53 to week 104, weeks in job or education: " in told
    assert "The table does not test whether two periods differ" in told


def test_one_period_alone_makes_no_table() -> None:
    """Without the second year of any set there is nothing to lay beside the first."""
    released = nextwork_like()
    rows = tuple(row for row in released.rows if "second_year" not in row.result_id)
    assert table(replace(released, rows=rows)) is None


def test_a_withheld_year_is_a_dash() -> None:
    """Nothing of a withheld second year is printed but its place."""
    nothing = dict.fromkeys(("estimate", "std_error", "conf_low", "conf_high", "p_value", "n_arm", "n_reference"))
    released = nextwork_like()
    for name in (
        "weeks_second_year.difference",
        "weeks_second_year.level.programme",
        "weeks_second_year.level.control",
    ):
        released = changed(released, name, **nothing)
    found = table(released)
    assert found is not None
    assert [plain_text(cell.parts) for cell in found.rows[2].cells[1:5]] == ["–"] * 4
