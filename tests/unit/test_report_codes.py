"""Every code of the weekly register stands in the appendix under the situation that it is read as."""

from dataclasses import replace

from nextwork_eval.report.blocks import Notice, Table
from nextwork_eval.report.chapters.codes import code_list
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.plain import plain_text

from .report_fixture import nextwork_like

CODES = (
    ("111", "Dagpenge", "Unemployment benefit", "benefit", "", "", "A list"),
    ("130", "Kontanthjælp", "Cash benefit", "assistance", "2014-01-01", "2019-12-31", "A list"),
    ("112", "Dagpenge, delvis", "Unemployment benefit, part", "benefit", "2016-05-02", "", "A list"),
)
STATES = (("assistance", "Hjælp", "Assistance"), ("job", "Job", "Job"), ("benefit", "Ydelse", "Benefit"))


def lines(language: str) -> list[list[str]]:
    released = nextwork_like()
    released = replace(released, facts=replace(released.facts, code_list=CODES, states=STATES))
    (table,) = (block for block in code_list(Materials(released, language)).blocks if isinstance(block, Table))  # type: ignore[arg-type]
    return [[plain_text(cell.parts).replace("\u00a0", " ") for cell in row.cells] for row in table.rows]


def test_codes_stand_under_their_situation_in_the_order_of_the_map() -> None:
    """A state without a code has no heading; a code without known days has none."""
    assert lines("en") == [
        ["Assistance"],
        ["130", "Cash benefit", "from 1 January 2014 until 31 December 2019"],
        ["Benefit"],
        ["111", "Unemployment benefit", "–"],
        ["112", "Unemployment benefit, part", "from 2 May 2016"],
    ]
    assert lines("da")[1] == ["130", "Kontanthjælp", "fra 1. januar 2014 til 31. december 2019"]


def test_the_chapter_counts_the_codes() -> None:
    released = nextwork_like()
    released = replace(released, facts=replace(released.facts, code_list=CODES, states=STATES))
    first = code_list(Materials(released, "en")).blocks[0]
    assert "All 3 codes" in plain_text(first.parts)  # type: ignore[union-attr]


def test_without_a_code_list_the_chapter_says_so() -> None:
    (notice,) = code_list(Materials(nextwork_like(), "en")).blocks
    assert isinstance(notice, Notice)
    assert plain_text(notice.title) == "No codes"
