"""How tables break on paper: notes stay with the last rows, and the first table of weeks is whole."""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path

import pytest
from pypdf import PdfReader

from nextwork_eval.report import compose
from nextwork_eval.report.blocks import Document, FigureBlock, Table
from nextwork_eval.report.languages import LANGUAGES, Language
from nextwork_eval.report.pdf import pdf_report
from nextwork_eval.report.phrases import plain_text
from nextwork_eval.results import read_released

REPORTS = Path(__file__).parents[2] / "reports"


@cache
def printed(name: str, language: Language) -> tuple[Document, tuple[str, ...]]:
    """The document, and the words of each page below its running head."""
    released = read_released(REPORTS / name / "released.json")
    document = compose(released, language)
    pages = PdfReader(io.BytesIO(pdf_report(document, released))).pages
    texts = [page.extract_text().partition("\n")[2] for page in pages[1:]]
    return document, tuple(" ".join(text.split()) for text in texts)


def notes(document: Document) -> set[str]:
    """How each note of a table begins."""
    blocks = [block for chapter in document.chapters for block in chapter.blocks]
    tables = [block.data if isinstance(block, FigureBlock) else block for block in blocks]
    found = [plain_text(note) for table in tables if isinstance(table, Table) for note in table.notes]
    return {" ".join(note.split())[:30] for note in found}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["life_1972", "nextwork_2019"])
def test_no_page_begins_with_the_note_of_a_table_on_the_page_before(name: str, language: Language) -> None:
    """A note explains the rows above it; on the next page nobody knows what it is about."""
    document, pages = printed(name, language)
    begun = notes(document)
    assert len(begun) > 10
    assert [page[:60] for page in pages if any(page.startswith(note) for note in begun)] == []
    whole = " ".join(pages)
    assert sum(note in whole for note in begun) > 0.9 * len(begun)  # some are parted by a hyphen


@pytest.mark.parametrize("language", LANGUAGES)
def test_few_weeks_of_a_long_table_never_stand_alone(language: Language) -> None:
    """The 52 weeks of the first figure of LIFE: two of them used to stand alone on the next page."""
    _, pages = printed("life_1972", language)
    last = {"da": r" 52 42,6 \[36,2; 49,3\]", "en": r" 52 42.6 \[36.2, 49.3\]"}[language]
    (page,) = (page for page in pages if re.search(last, page))
    assert re.search(r" 45 \d\d[.,]\d \[", page)
