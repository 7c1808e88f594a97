"""What else a report can be: workbook, Word file, brief, slides, figures; each says what the report says."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pypdf
import pytest
from docx import Document as ReadWord
from docx.oxml.ns import qn
from openpyxl import load_workbook
from openpyxl.cell import Cell as SheetCell

from nextwork_eval.errors import ReportError
from nextwork_eval.report import compose, write_report
from nextwork_eval.report.blocks import (
    Bullets,
    Cell,
    Chapter,
    Column,
    Document,
    FigureBlock,
    Number,
    Paragraph,
    Table,
    TableRow,
    Words,
)
from nextwork_eval.report.formats import FORMATS, files_in
from nextwork_eval.report.key_figures import compose_slides, slides
from nextwork_eval.report.languages import Language
from nextwork_eval.report.note import compose_note, note_pdf
from nextwork_eval.report.phrases import plain_text
from nextwork_eval.report.sheets import word_document, workbook
from nextwork_eval.report.sheets.workbook import _tables
from nextwork_eval.report.sources import ResultRef
from nextwork_eval.results import ReleasedResult
from tests.unit.report_fixture import changed, life_like, nextwork_like

RELEASED = {"life": life_like(), "nextwork": nextwork_like()}
BOTH = pytest.mark.parametrize("name", list(RELEASED))
LANGUAGES = pytest.mark.parametrize("language", ["da", "en"])
NUMERAL = re.compile(r"−?\d+(?:[.,]\d+)*")


@cache
def document(name: str, language: Language) -> Document:
    return compose(RELEASED[name], language)


@cache
def slides_of(name: str, language: Language) -> tuple[bytes, tuple[bytes, ...]]:
    return slides(document(name, language), RELEASED[name])


def pages(content: bytes) -> list[str]:
    reader = pypdf.PdfReader(io.BytesIO(content))
    return [" ".join(page.extract_text().replace("\u200b", "").split()) for page in reader.pages]


def shown(cell: SheetCell, language: Language) -> str:
    """What Excel shows of a cell, with the point of the report's language."""
    if not isinstance(cell.value, int | float):
        return str(cell.value or "")
    code = cell.number_format.split(";")[0]
    places = len(code.partition(".")[2]) - len(code.partition(".")[2].lstrip("0"))
    value = cell.value * 100 if "%" in code else cell.value
    text = f"{value:,.{places}f}".replace("-", "−")
    return text.translate(str.maketrans(",.", ".,")) if language == "da" else text


def test_a_number_stands_in_a_cell_as_the_number_that_is_printed() -> None:
    """54,2 pct. is the share 0.542; limits and persons have columns of their own; what is no number stays text."""
    column = Column(heading=(Words("Andel"),), align="right")
    interval = Column(heading=(Words("Interval"),), align="right")
    persons = Column(heading=(Words("Personer"),), align="right")
    row = ResultRef("entry.difference")
    plus = Words(" + ")

    def line(*cells: tuple[Any, ...]) -> TableRow:
        return TableRow(cells=tuple(Cell(parts=parts) for parts in cells))

    arm, reference = ResultRef("entry.difference", "n_arm"), ResultRef("entry.difference", "n_reference")
    table = Table(
        id="t",
        caption=(Words("Tabel"),),
        columns=(Column(heading=(Words("Navn"),)), column, interval, persons),
        rows=(
            TableRow(cells=(Cell(parts=(Words("Primært"),)),)),
            line(
                (Words("a"),),
                (Number("54,2\u00a0pct.", row),),
                (Number("[−1.234,5;\u00a07,0]", row),),
                (Number("120", arm), plus, Number("119", reference)),
            ),
            line((Words("b"),), (Number("−8,3\u00a0procentpoint", row, mark="†"),), (Number("–", row),), (Words("–"),)),
            line((Words("c"),), (Number("<\u00a00,001", row),), (Number("enhver værdi", row),), (Number("7", arm),)),
        ),
    )
    chapter = Chapter(id="c", title=(Words("Kapitel"),), blocks=(table,))
    sheet = load_workbook(io.BytesIO(workbook(replace(document("life", "da"), chapters=(chapter,)))))["t"]
    values = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=3)]
    assert values == [
        ["Navn", "Andel", "Interval: nedre grænse", "Interval: øvre grænse", "Personer", "Personer: i sammenligningen"],
        ["Primært", None, None, None, None, None],
        ["a", 0.542, -1234.5, 7.0, 120, 119],
        ["b", -8.3, "–", None, "–", None],
        ["c", "<\u00a00,001", "enhver værdi", None, 7, None],
    ]
    assert sheet["B5"].number_format == '#,##0.0%;"−"#,##0.0%'
    assert sheet["B6"].number_format == '#,##0.0" procentpoint""†";"−"#,##0.0" procentpoint""†"'
    assert sheet["C5"].number_format == '#,##0.0;"−"#,##0.0'
    assert sheet["E5"].number_format == '#,##0;"−"#,##0'
    assert [sheet[place].style for place in ("A2", "A3", "A4", "B5")] == ["Notice", "Column heading", "Strong", "Body"]


@BOTH
@LANGUAGES
def test_the_workbook_holds_every_numeral_of_every_table_and_no_other(name: str, language: Language) -> None:
    """Sheet by sheet, what Excel shows has the numerals of the table, and most of its cells are real numbers."""
    made = document(name, language)
    book = load_workbook(io.BytesIO(workbook(made)))
    tables = _tables(made)
    assert len(book.sheetnames) == 1 + len(tables)
    numbers = texts = 0
    for sheet, (table, _) in zip(book.worksheets[1:], tables, strict=True):
        cells = [cell for row in table.rows for cell in row.cells]
        said = [plain_text(parts) for cell in cells for parts in (cell.parts, cell.aside)]
        first = 3 + bool(made.notices)
        rows = list(sheet.iter_rows(min_row=first, max_row=first + len(table.rows) - 1))
        assert Counter(NUMERAL.findall(" ".join(said))) == Counter(
            NUMERAL.findall(" ".join(shown(cell, language) for row in rows for cell in row))
        ), table.id
        right = [column.align == "right" for column in table.columns]
        numbers += sum(isinstance(cell.value, int | float) for row in rows for cell in row)
        texts += sum(at and cell.value is not None for row in rows for at, cell in zip(right, row, strict=False))
        if made.notices:
            notices = " ".join(map(plain_text, made.notices))
            assert sheet["A2"].value == sheet.oddHeader.center.text == notices
    assert numbers > 1000
    assert numbers > texts / 2


@BOTH
@LANGUAGES
def test_the_word_file_has_real_styles_contents_and_words_for_pictures(name: str, language: Language) -> None:
    """Headings by style, a field of contents with a link to each chapter, heading rows, alternative texts, language."""
    made = document(name, language)
    content = word_document(made)
    paper = ReadWord(io.BytesIO(content))
    titles = [_heading(chapter) for chapter in made.chapters]
    assert [one.text for one in paper.paragraphs if one.style.name == "Heading 1"] == titles
    body = paper.element.body
    assert [text.text for text in body.iter(qn("w:instrText"))] == [r' TOC \o "1-1" \h \z \u ']
    marks = [mark.get(qn("w:fldCharType")) for mark in body.iter(qn("w:fldChar"))]
    assert marks == ["begin", "separate", "end"]
    links = list(body.iter(qn("w:hyperlink")))
    assert ["".join(text.text for text in link.iter(qn("w:t"))) for link in links] == titles
    targets = [mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))]
    assert [link.get(qn("w:anchor")) for link in links] == targets
    tables = _tables(made)
    assert len(paper.tables) >= len(tables)
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in paper.tables)
    described = [table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) for table in paper.tables]
    captions = [one.text for one in paper.paragraphs if one.style.name == "Caption"]
    assert all(described)
    assert set(described) < set(captions)
    figures = [block for chapter in made.chapters for block in chapter.blocks if isinstance(block, FigureBlock)]
    drawn = [shape._inline.docPr.get("descr") for shape in paper.inline_shapes]
    assert drawn == [figure.alt.text for figure in figures]
    runs = [run for one in paper.paragraphs for run in one.runs]
    assert not [run.text for run in runs if run.font.size is not None or run.font.color.rgb is not None]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert (
            f'w:lang w:val="{ {"da": "da-DK", "en": "en-GB"}[language] }"' in archive.read("word/styles.xml").decode()
        )
    for notice in map(plain_text, made.notices):
        assert notice in paper.sections[0].header.paragraphs[0].text


def test_what_staff_emphasise_and_the_strong_numbers_are_bold_in_word() -> None:
    """The style Strong for the words between stars and for strong numbers, in paragraphs and lists; nothing else."""
    strong = Number("−10.1", ResultRef("rearrest.difference", form="bare"), True)
    parts = (Words("It was "), Words("hoped", emphasis=True), Words(" for: "), strong, Words("."))
    made = document("life", "en")
    chapter = replace(made.chapters[0], blocks=(Paragraph(parts=parts), Bullets(items=(parts,))))
    paper = ReadWord(io.BytesIO(word_document(replace(made, chapters=(chapter,)))))
    lines = [one for one in paper.paragraphs if one.text == "It was hoped for: −10.1."]
    assert [one.style.name for one in lines] == ["Normal", "List Bullet"]
    for one in lines:
        assert [run.text for run in one.runs if run.style.name == "Strong"] == ["hoped", "−10.1"]


def _heading(chapter: Chapter) -> str:
    return ("" if chapter.number is None else f"{chapter.number.text} ") + plain_text(chapter.title)


@BOTH
@LANGUAGES
def test_the_brief_is_two_pages_with_the_headlines_and_how_to_read_them(name: str, language: Language) -> None:
    """Page one has every number of the report's page one; page two explains; notices and plan stand where they must."""
    made = document(name, language)
    found = pages(note_pdf(made, RELEASED[name]))
    assert len(found) == 2
    brief = compose_note(made, RELEASED[name]).chapters[0]
    numbers = [part.text for part in _numbers(brief)]
    assert numbers
    for number in numbers:
        assert " ".join(number.split()) in found[0]
    assert {"da": "Sådan læses notatet", "en": "How to read this brief"}[language] in found[1]
    assert {"da": "Interval", "en": "Interval"}[language] in found[1]
    for page in found:
        assert all(" ".join(plain_text(notice).split()) in page for notice in made.notices)


def _numbers(thing: Any) -> list[Number]:
    if isinstance(thing, Number):
        return [thing]
    if isinstance(thing, tuple):
        return [number for member in thing for number in _numbers(member)]
    if hasattr(thing, "__dataclass_fields__"):
        return [number for field in thing.__dataclass_fields__ for number in _numbers(getattr(thing, field))]
    return []


@BOTH
@LANGUAGES
def test_each_slide_says_its_number_its_interval_and_where_it_comes_from(name: str, language: Language) -> None:
    """As many pages and pictures as there are headlines and targets, and one on what could not be shown; all 16:9."""
    made, released = document(name, language), RELEASED[name]
    paper, pictures = slides_of(name, language)
    chosen = compose_slides(made, released)
    found = pages(paper)
    assert len(found) == len(pictures) == len(chosen.chapters)
    plan: Any = released.plan
    persons = sum(node.count or 0 for node in released.flow.nodes if node.id == "randomised" and node.arm is None)
    for page, chapter in zip(found, chosen.chapters, strict=True):
        assert plain_text(chapter.title) in page
        assert f"{persons}" in page
        assert plan["plan"]["version"] in page
        assert all(" ".join(plain_text(notice).split()) in page for notice in made.notices)
        assert all(" ".join(number.text.split()) in page for number in _numbers(chapter.blocks))
    intervals = [page for page in found if {"da": "interval:", "en": "interval:"}[language] in page]
    assert len(intervals) >= 3
    assert plain_text(chosen.chapters[-1].title).startswith({"da": "Hvad forsøget", "en": "What this trial"}[language])
    boxes = {tuple(map(float, page.mediabox[2:])) for page in pypdf.PdfReader(io.BytesIO(paper)).pages}
    assert {round(width / height, 3) for width, height in boxes} == {round(16 / 9, 3)}
    assert all(picture[16:24] == (1920).to_bytes(4, "big") + (1080).to_bytes(4, "big") for picture in pictures)


def test_one_row_moves_every_format() -> None:
    """A changed primary result is changed in workbook, Word file, brief, slides and figures."""
    released: ReleasedResult = changed(life_like(), "rearrest.difference", estimate=-0.4321)
    made = compose(released, "da")
    book = load_workbook(io.BytesIO(workbook(made)))
    values = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert -43.2 in values
    assert any("−43,2" in one.text for one in ReadWord(io.BytesIO(word_document(made))).paragraphs)
    assert "−43,2" in pages(note_pdf(made, released))[0]
    assert "−43,2" in pages(slides(made, released)[0])[0]
    figures = files_in("figures", made, released)
    before = files_in("figures", document("life", "da"), RELEASED["life"])
    moved = {name for name in figures if figures[name] != before[name]}
    assert {name.rpartition(".")[2] for name in moved} == {"svg", "png"}


def test_a_plan_that_is_not_locked_is_named_on_every_page_slide_and_sheet() -> None:
    """The fixture's plan has no lock: that stands on both pages, each slide, each sheet, and in Word's header."""
    made = document("life", "en")
    assert made.standing is not None
    said = plain_text(made.standing)
    assert all(said in page for page in pages(note_pdf(made, RELEASED["life"])))
    assert all(said in page for page in pages(slides_of("life", "en")[0]))
    book = load_workbook(io.BytesIO(workbook(made)))
    assert all(any(said in str(cell.value) for row in sheet.iter_rows() for cell in row) for sheet in book)
    assert said in ReadWord(io.BytesIO(word_document(made))).sections[0].header.paragraphs[0].text


def test_formats_that_need_page_one_say_so_without_it() -> None:
    """No empty slide set and no brief of nothing."""
    made = document("life", "en")
    without = replace(made, chapters=made.chapters[1:])
    for make in (note_pdf, slides):
        with pytest.raises(ReportError, match=r"[Pp]age one"):
            make(without, RELEASED["life"])


def test_every_format_is_written_under_its_name(tmp_path: Path) -> None:
    """Seven formats in one call; figures and the slides' pictures have folders of their own; nothing else is left."""
    written = write_report(RELEASED["life"], tmp_path, languages=("en",), formats=FORMATS)
    names = [path.relative_to(tmp_path).as_posix() for path in written]
    assert {name for name in names if "/" not in name} == {
        "report.en.html",
        "report.en.pdf",
        "report.en.docx",
        "tables.en.xlsx",
        "note.en.pdf",
        "slides.en.pdf",
    }
    figures = [block for chapter in document("life", "en").chapters for block in chapter.blocks]
    drawn = {block.figure.id for block in figures if isinstance(block, FigureBlock)}
    pictures = {name for name in names if name.startswith("figures/")}
    assert pictures == {f"figures/figure-{one}.en.{ending}" for one in drawn for ending in ("svg", "png")}
    assert {name for name in names if name.startswith("slides/")} == {
        f"slides/slide-{number:02d}.en.png" for number in range(1, len(slides_of("life", "en")[1]) + 1)
    }
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()) == sorted(
        names
    )
