"""One truth: the same numbers in both languages, on page and on paper; a number that was typed fails the build."""

from __future__ import annotations

import html
import io
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from nextwork_eval.errors import ReportError
from nextwork_eval.report import compose
from nextwork_eval.report.blocks import Cell, Document, FigureBlock, Number, Quoted, Table, TableRow, Words
from nextwork_eval.report.checks import check_numerals
from nextwork_eval.report.figures import words as figure_words
from nextwork_eval.report.html import html_report
from nextwork_eval.report.languages import LANGUAGES, Language
from nextwork_eval.report.pdf import pdf_report
from nextwork_eval.report.phrases import Phrase
from nextwork_eval.report.sources import FigureRef, ResultRef
from nextwork_eval.results import ReleasedResult, read_released
from tests.unit.paper import own_text, pages_in_the_contents
from tests.unit.report_fixture import changed, life_like

REPORTS = Path(__file__).parents[2] / "reports"
NUMBER = re.compile(r"(?<![\w.,-])−?\d+(?:[.,]\d+)*(?![\w-])")
ANY_NUMBER = re.compile(r"−?\d+(?:[.,]\d+)*")  # a drawing sets words and numbers close together
# An edition of a standard is a name and keeps its point. The label of one covariate spells its number in English only;
# two codes of DREAM are "6-ugers" in Danish, which is a word, and "6 weeks" in English.
NAMES = frozenset({"4.1"})
IN_A_LABEL = {"life_1972": Counter(), "nextwork_2019": Counter({"9": 2})}
IN_A_CODE = {"life_1972": Counter(), "nextwork_2019": Counter({"6": 2})}


def number(token: str, language: Language) -> str:
    """A token as English writes it; what has two points or more is a version or a date, and is one in both."""
    if language == "en" or token in NAMES or len(re.findall("[.,]", token)) > 1:
        return token
    return token.translate(str.maketrans(".,", ",."))


def seen(page: bytes) -> str:
    """What a reader of the page sees: no styles, scripts, and no words for those who do not see a figure."""
    text = page.decode("utf-8")
    for tag in ("style", "script", "title", "desc"):
        text = re.sub(rf"<{tag}\b[^>]*>.*?</{tag}>", " ", text, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", " ", text))


def printed(paper: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)


@cache
def files(name: str, language: Language) -> tuple[bytes, bytes]:
    released = read_released(REPORTS / name / "released.json")
    document = compose(released, language)
    return html_report(document, released), pdf_report(document, released)


@cache
def texts(name: str, language: Language) -> tuple[str, str]:
    page, paper = files(name, language)
    return seen(page), own_text(paper)


def without_codes(name: str, language: Language) -> str:
    """The page without codes, which are names and no numbers of a language."""
    page = re.sub(r"<code\b[^>]*>.*?</code>", " ", files(name, language)[0].decode("utf-8"), flags=re.DOTALL)
    return seen(page.encode("utf-8"))


def numbers(text: str, language: Language) -> Counter[str]:
    return Counter(number(token, language) for token in NUMBER.findall(text))


@pytest.mark.parametrize("name", ["life_1972", "nextwork_2019"])
def test_both_languages_show_the_same_numbers(name: str) -> None:
    """The page has the same multiset of numbers in Danish and in English, signs included."""
    danish, english = (numbers(without_codes(name, language), language) for language in LANGUAGES)
    assert sum(danish.values()) > 1500
    assert danish - english == IN_A_LABEL[name]
    assert english - danish == IN_A_CODE[name]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["life_1972", "nextwork_2019"])
def test_page_and_paper_show_the_same_numbers(name: str, language: Language) -> None:
    """The same multiset, signs and codes included: nothing is missing on paper, and nothing is there once more.

    Paper adds running heads, page numbers and repeated heads of tables, all of them artifacts, and the page numbers of
    its contents: as many as there are chapters, each the page that the chapter begins on. With the test above, paper in
    Danish and paper in English show the same numbers too.
    """
    page, paper = texts(name, language)
    contents = pages_in_the_contents(files(name, language)[1])
    assert sum(contents.values()) > 20
    wanted, there = (Counter(ANY_NUMBER.findall(text)) for text in (page, paper))
    assert contents - there == Counter()
    there -= contents
    assert wanted - there == Counter()
    assert there - wanted == Counter()


def test_what_paper_adds_is_left_out_and_nothing_else() -> None:
    """The running head is an artifact of every page; without artifacts it is gone, and no number is new."""
    _, paper = files("nextwork_2019", "en")
    notice = "No number in this report says anything about real young people"
    whole, own = (" ".join(text.split()) for text in (printed(paper), own_text(paper)))
    assert whole.count(notice) > 20 > own.count(notice)
    assert Counter(ANY_NUMBER.findall(own)) - Counter(ANY_NUMBER.findall(whole)) == Counter()


@pytest.mark.parametrize("name", ["life_1972", "nextwork_2019"])
def test_danish_numbers_are_written_as_danish_ones(name: str) -> None:
    """A decimal comma and a real minus, pct. and procentpoint, days before months; never a point, a hyphen or a %."""
    page, paper = without_codes(name, "da"), texts(name, "da")[1]
    for text in (page, paper):
        assert "pct." in text
        assert "procentpoint" in text
        assert not re.search(r"(?<![\w-])-\d", text)
        assert "%" not in text
        assert not re.search(r"(?i)percentage|\b(January|March|October|interval of)\b", text)
    assert not re.search(r"(?<![\w.])\d+\.\d{1,2}(?![\w.])", page.replace("4.1", ""))
    assert re.search(
        r"\d\.\s(januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december)", page
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_row_moves_text_table_figure_and_alt_text_on_page_and_paper(language: Language) -> None:
    """The difference becomes 43.21 points: it stands in each of the four places, and nowhere stands the old one."""
    old, new = ("−8,3", "−43,2") if language == "da" else ("−8.3", "−43.2")
    released = read_released(REPORTS / "life_1972" / "released.json")
    rows = tuple(
        replace(row, estimate=-0.4321) if row.result_id == "rearrest.difference" else row for row in released.rows
    )
    moved = replace(released, rows=rows)
    document = compose(moved, language)
    page = html_report(document, moved).decode("utf-8")
    places = {
        "text": r'<p class="verdict">.*?</p>',
        "drawing": r"<text[^>]*>[^<]*</text>",
        "alt": r"<desc[^>]*>.*?</desc>",
    }
    found = {
        place: " ".join(re.findall(pattern, page, flags=re.DOTALL)).replace("\u00a0", " ")
        for place, pattern in places.items()
    }
    for place, said in found.items():
        assert new in said, place
    main = next(chapter for chapter in document.chapters if chapter.id == "main")
    table = next(block for block in main.blocks if isinstance(block, Table) and block.id == "differences")
    assert any(
        new in part.text for row in table.rows for cell in row.cells for part in cell.parts if isinstance(part, Number)
    )
    paper = printed(pdf_report(document, moved))
    assert paper.count(new) > 3
    assert printed(pdf_report(compose(released, language), released)).count(old) > paper.count(old)


def planted(document: Document, change: Callable[[Any], Any], kind: type) -> Document:
    """The document with the first block of a kind changed."""
    chapters = []
    done = False
    for chapter in document.chapters:
        blocks = []
        for block in chapter.blocks:
            fits = isinstance(block, kind) and not done
            blocks.append(change(block) if fits else block)
            done = done or fits
        chapters.append(replace(chapter, blocks=tuple(blocks)))
    assert done
    return replace(document, chapters=tuple(chapters))


def smuggled(text: str) -> Words:
    """Words that were altered behind the back of their check."""
    words = Words("some")
    object.__setattr__(words, "text", text)
    return words


def in_a_table(table: Table) -> Table:
    cells = tuple(Cell(parts=(smuggled("17"),)) for _ in table.columns)
    return replace(table, rows=(*table.rows, TableRow(cells=cells)))


@pytest.mark.parametrize("pair", [("", "Only here"), ("Kun her", " ")])
def test_a_sentence_that_is_missing_in_one_language_cannot_be_written_down(pair: tuple[str, str]) -> None:
    """It fails when the report is loaded, before anything is composed."""
    with pytest.raises(ReportError, match="missing in one language"):
        Phrase(*pair)


@pytest.mark.parametrize("text", ["17 of them", "a 4th", "½", "Ⅳ", "²"])
def test_a_number_cannot_be_typed_into_text(text: str) -> None:
    """A digit, a fraction, a Roman numeral of its own, a raised digit."""
    with pytest.raises(ReportError, match="numeral"):
        Words(text)


def test_a_number_typed_into_a_table_fails_the_build() -> None:
    """Even one that was put there after the cell was made."""
    released = life_like()
    forged = planted(compose(released, "en"), in_a_table, Table)
    with pytest.raises(ReportError, match="numeral"):
        check_numerals(forged, released)


@pytest.mark.parametrize("place", ["alt", "caption"])
def test_a_number_typed_beside_a_figure_fails_the_build(place: str) -> None:
    """The alternative text and the caption are those that the figure wrote from its rows, word for word."""
    released = life_like()

    def change(block: FigureBlock) -> FigureBlock:
        said = Quoted(f"{block.figure.alt} 17.", FigureRef(block.figure.id))
        return replace(block, alt=said) if place == "alt" else replace(block, caption=(said,))

    forged = planted(compose(released, "en"), change, FigureBlock)
    with pytest.raises(ReportError, match="sources do not say"):
        check_numerals(forged, released)


@pytest.mark.parametrize("typed", ["Weeks 1 to 52 since the lottery", "No effect"])
def test_a_number_typed_into_the_words_of_a_figure_fails_the_build(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a figure writes in its drawing, its caption and its alternative text comes from one table of words."""
    monkeypatch.setitem(figure_words.WORDS, "weeks_since", {"da": typed, "en": typed})
    with pytest.raises(ReportError, match="words of a figure"):
        compose(life_like(), "en")


def test_every_word_of_a_figure_is_there_in_both_languages_with_the_same_slots() -> None:
    """A word that is missing in one language, or has another slot there, fails here and not on a page."""
    for name, said in figure_words.WORDS.items():
        assert set(said) == set(LANGUAGES), name
        assert all(said.values()), name
        slots = [set(re.findall(r"{(\w+)", text)) for text in said.values()]
        assert slots[0] == slots[1], name


def test_a_number_with_another_text_than_its_row_fails_the_build() -> None:
    """The name of a row is no licence to print another number."""
    released: ReleasedResult = changed(life_like(), "rearrest.difference", estimate=-0.1)
    document = compose(released, "en")
    lie = Number("−10.1", ResultRef("rearrest.difference", form="bare"))
    forged = planted(document, lambda table: replace(table, notes=((lie,),)), Table)
    with pytest.raises(ReportError, match="sources do not say"):
        check_numerals(forged, released)
