"""What a spreadsheet would carry out leaves the toolkit as words: in workbooks, registry files, invented deliveries."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from nextwork_eval.plan.registry_files import entry_text, read_entry
from nextwork_eval.rehearsal.tables import Table as DeliveredTable
from nextwork_eval.report import compose
from nextwork_eval.report.blocks import Cell, Column, Quoted, Table, TableRow
from nextwork_eval.report.sheets import workbook
from nextwork_eval.spreadsheet_cells import as_written, harmless
from tests.unit.report_fixture import life_like

HOSTILE = ("=1+1", "+1+1", "-2+3+cmd|' /C calc'!A1", "@SUM(A1:A9)", "\t=1+1", "\r=1+1", '=HYPERLINK("x")', "- a list")


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_would_be_carried_out(text: str) -> None:
    """An apostrophe stands before it, and can be taken away again."""
    assert harmless(text) == f"'{text}"
    assert as_written(harmless(text)) == text


@pytest.mark.parametrize(
    "text", ["-3", "-0,05", "+12", "-1.234,56", "-5 %", "−0.083 (−0.167 to 0.000)", "", "a=b", "'it'"]
)
def test_numbers_and_plain_text_stay(text: str) -> None:
    """A mark of -3 is a number in every register."""
    assert harmless(text) == text
    assert as_written(text) == text


def test_a_workbook_holds_no_formula() -> None:
    """Titles, headings, cells and notes of a plan that was written to do harm."""
    document = compose(life_like(), "en")
    parts = [(Quoted(text, "plan"),) for text in HOSTILE]
    table = Table(
        id="hostile",
        caption=parts[0],
        columns=tuple(Column(heading=part) for part in parts),
        rows=(TableRow(cells=tuple(Cell(parts=part) for part in parts)),),
        notes=tuple(parts),
        sources=HOSTILE,
    )
    chapter = replace(document.chapters[0], blocks=(table,))
    book = load_workbook(io.BytesIO(workbook(replace(document, title=parts[0], chapters=(chapter,)))))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert sum(str(cell.value).startswith("'") for cell in cells) >= 3 * len(HOSTILE)
    assert {cell.data_type for cell in cells} == {"s"}
    assert not [cell for cell in cells if str(cell.value).startswith(("=", "+", "@", "\t"))]


def test_a_registry_file_is_harmless_and_read_back_as_it_was(tmp_path: Path) -> None:
    """The CSV that is filled into the registry's form."""
    entry = {"Trial Title": HOSTILE[0], "Abstract": HOSTILE[2]}
    text = entry_text(entry, "csv")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[1][0] for row in rows[1:]] == ["'", "'"]
    (tmp_path / "entry.csv").write_text(text, encoding="utf-8")
    read = read_entry(tmp_path / "entry.csv", "")
    assert {name: value for name, value in read.items() if value} == entry


def test_an_invented_delivery_is_harmless() -> None:
    """Names of a plan may be anything; marks below zero stay numbers."""
    table = DeliveredTable(name="t", columns=("arm", "mark"), rows=(("=1+1", "-3"), ("kontrol", "02")))
    assert table.to_bytes().decode() == "arm;mark\n'=1+1;-3\nkontrol;02\n"
