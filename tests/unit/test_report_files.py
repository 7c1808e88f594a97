"""The files of the report: page and paper say the same, the bytes are the same every time, and all files or none."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pypdf
import pytest

from nextwork_eval.errors import ReportError
from nextwork_eval.report import compose, write_report
from nextwork_eval.report.blocks import Chapter, FigureBlock, Number
from nextwork_eval.report.checks import sourced_parts
from nextwork_eval.report.html import html_report
from nextwork_eval.report.languages import Language
from nextwork_eval.report.pdf import pdf_report
from nextwork_eval.report.phrases import plain_text
from nextwork_eval.report.sources import ResultRef
from nextwork_eval.results import ReleasedResult
from tests.unit.report_fixture import changed, life_like, nextwork_like

RELEASED = {"life": life_like(), "nextwork": nextwork_like()}
BOTH = pytest.mark.parametrize("name", list(RELEASED))
LANGUAGES = pytest.mark.parametrize("language", ["da", "en"])
NUMERAL = re.compile(r"−?\d+(?:[.,]\d+)*")


class Page(HTMLParser):
    """What a reader of the page can see, its structure, and what it would load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.results: list[tuple[str, str]] = []
        self.starts: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.pending: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.starts.append((tag, named))
        if tag not in ("meta", "link", "br"):
            self.open.append(tag)
        self.pending = named.get("data-result") or None

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not {"style", "script", "svg", "title", "nav"} & set(self.open):
            self.words.append(data)
        if self.pending:
            self.results.append((self.pending, data))
            self.pending = None


@cache
def page(name: str, language: Language) -> str:
    released = RELEASED[name]
    return html_report(compose(released, language), released).decode("utf-8")


@cache
def paper(name: str, language: Language) -> bytes:
    released = RELEASED[name]
    return pdf_report(compose(released, language), released)


def paper_text(content: bytes) -> str:
    return "\n".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(content)).pages)


def result_numbers(name: str, language: Language) -> list[tuple[str, str]]:
    """Every number of a result row that the document prints, the tables behind the figures counted once."""
    document = compose(RELEASED[name], language)
    kept = tuple(chapter for chapter in document.chapters if not chapter.paper_only)
    return [
        (part.source.result_id, part.text)
        for part in sourced_parts(replace(document, chapters=kept))
        if isinstance(part, Number) and isinstance(part.source, ResultRef)
    ]


@BOTH
@LANGUAGES
def test_the_page_prints_every_result_number_with_the_name_of_its_row(name: str, language: Language) -> None:
    """Each number of a result on the page carries its row, and the page has all of them and no other."""
    found = Page(page(name, language))
    assert Counter(found.results) == Counter(result_numbers(name, language))


@BOTH
@LANGUAGES
def test_paper_prints_the_same_result_numbers_as_the_page(name: str, language: Language) -> None:
    """No numeral of a result is on the page more often than on paper: both print one document."""
    on_paper = Counter(NUMERAL.findall(paper_text(paper(name, language)).replace("\u200b", "")))
    on_page = Counter(numeral for _, text in Page(page(name, language)).results for numeral in NUMERAL.findall(text))
    missing = on_page - on_paper
    assert not missing


@BOTH
def test_danish_and_english_paper_hold_the_same_numbers(name: str) -> None:
    """Written one way, the result numbers of the two languages are the same multiset."""
    texts = {language: Counter(_neutral(name, language)) for language in ("da", "en")}
    assert texts["da"] == texts["en"]


def _neutral(name: str, language: Any) -> list[tuple[str, str]]:
    point = {"da": str.maketrans({",": ".", ".": ","}), "en": {}}[language]
    return [
        (row, numeral.translate(point))
        for row, text in result_numbers(name, language)
        for numeral in NUMERAL.findall(text)
    ]


@BOTH
@LANGUAGES
def test_the_same_document_gives_the_same_bytes(name: str, language: Language) -> None:
    """Composed and printed again, page and paper do not differ in a single byte."""
    released = RELEASED[name]
    assert html_report(compose(released, language), released).decode("utf-8") == page(name, language)
    assert pdf_report(compose(released, language), released) == paper(name, language)


@BOTH
@LANGUAGES
def test_the_page_needs_nothing_from_outside(name: str, language: Language) -> None:
    """One file: no address to load from, script and data inside it, and light enough to send."""
    text = page(name, language)
    found = Page(text)
    assert not [tag for tag, _ in found.starts if tag in ("link", "img", "iframe", "object")]
    assert not re.findall(r"\b(fetch|XMLHttpRequest|import|eval|WebSocket|sendBeacon)\s*\(", text)
    for tag, attributes in found.starts:
        for key in ("href", "src", "xlink:href"):
            assert (attributes.get(key) or "#").startswith("#"), (tag, key)
    assert not re.findall(r"url\((?!data:font/woff2|#)", text)
    assert len(text.encode("utf-8")) < 1_500_000


@BOTH
@LANGUAGES
def test_the_page_can_be_read_aloud(name: str, language: Language) -> None:
    """The page has a language, one main heading, a way past the contents, captions, scopes and words for figures."""
    found = Page(page(name, language))
    tags = Counter(tag for tag, _ in found.starts)
    assert next(attributes for tag, attributes in found.starts if tag == "html")["lang"] == language
    assert tags["h1"] == tags["main"] == tags["nav"] == 1
    assert any(attributes.get("class") == "skip" for tag, attributes in found.starts if tag == "a")
    assert tags["caption"] == tags["table"]
    assert all("scope" in attributes for tag, attributes in found.starts if tag == "th")
    figures = [attributes for tag, attributes in found.starts if tag == "svg" and attributes.get("role") == "img"]
    assert len(figures) == tags["figure"]
    ids = [attributes["id"] for _, attributes in found.starts if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {attributes["href"] for tag, attributes in found.starts if tag == "a"}
    assert all((target or "")[1:] in ids for target in targets)


@LANGUAGES
def test_invented_data_are_named_on_every_sheet_and_figure(language: Language) -> None:
    """The plan's statement stands on every sheet and at the head of the page; every figure has its short form."""
    released = RELEASED["nextwork"]
    statement = released.plan["rehearsal"][f"statement_{language}"]  # type: ignore[index]
    for sheet in pypdf.PdfReader(io.BytesIO(paper("nextwork", language))).pages:
        assert statement in " ".join(sheet.extract_text().split())
    assert statement in "".join(Page(page("nextwork", language)).words)
    document = compose(released, language)
    for chapter in document.chapters:
        for block in chapter.blocks:
            if isinstance(block, FigureBlock):
                assert {"da": "Opdigtede data", "en": "Invented data"}[language] in block.figure.svg


@BOTH
@LANGUAGES
def test_paper_is_tagged_and_described(name: str, language: Language) -> None:
    """The PDF declares PDF/UA-1 and PDF/A-2a, its title and language, is tagged, and every chapter is a bookmark."""
    reader = pypdf.PdfReader(io.BytesIO(paper(name, language)))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == language
    assert standards(root["/Metadata"].get_object().get_data()) == {"pdfuaid:part": "1", **PDF_A_2A}
    document = compose(RELEASED[name], language)
    assert reader.metadata is not None
    assert reader.metadata.title == f"{plain_text(document.title)} – {plain_text(document.subtitle)}"
    marks = [mark["/Title"] for mark in reader.outline if isinstance(mark, dict)]
    assert [" ".join(mark.split()) for mark in marks] == [_bookmark(chapter) for chapter in document.chapters]
    assert all(sheet.extract_text().strip() for sheet in reader.pages)


PDF_A_2A = {"pdfaid:part": "2", "pdfaid:conformance": "A"}


def standards(xmp: bytes) -> dict[str, str]:
    """The identifiers by which ISO 14289-1 and ISO 19005-2 let a file say what it conforms to."""
    return dict(re.findall(r"<(pdfuaid:part|pdfaid:part|pdfaid:conformance)>(\w+)<", xmp.decode("utf-8")))


def _bookmark(chapter: Chapter) -> str:
    number = "" if chapter.number is None else f"{chapter.number.text} "
    return number + plain_text(chapter.title)


def test_signs_in_labels_are_never_instructions() -> None:
    """A label that looks like markup is printed as it stands, on the page and on paper."""
    released = life_like()
    label = "<b>#panic() $x$ @here & *so*</b>"
    outcomes: Any = [{**entry, "label_en": label} for entry in released.plan["outcome"]]  # type: ignore[attr-defined]
    odd = replace(released, plan={**released.plan, "outcome": outcomes})
    document = compose(odd, "en")
    assert label in "".join(Page(html_report(document, odd).decode("utf-8")).words)
    text = paper_text(pdf_report(document, odd))
    assert "#panic()" in text
    assert "@here" in text


def test_files_are_written_all_or_none(tmp_path: Path) -> None:
    """A failure in the last file leaves the folder as it was; success leaves the files and nothing else."""
    bad = changed(nextwork_like(), "entry.difference", format="furlongs")
    (tmp_path / "report.da.html").write_text("before")
    with pytest.raises(ReportError, match="no number format"):
        write_report(bad, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["report.da.html"]
    assert (tmp_path / "report.da.html").read_text() == "before"
    written = write_report(life_like(), tmp_path / "new")
    assert [path.name for path in written] == ["report.da.html", "report.da.pdf", "report.en.html", "report.en.pdf"]
    assert sorted((tmp_path / "new").iterdir()) == sorted(written)


@pytest.mark.parametrize("wrong", [{"languages": ("sv",)}, {"formats": ("odt",)}])
def test_an_unknown_language_or_format_is_refused(tmp_path: Path, wrong: dict[str, Any]) -> None:
    """Nothing is written, and the message says what there is."""
    with pytest.raises(ReportError, match="There is no report"):
        write_report(life_like(), tmp_path, **wrong)
    assert not list(tmp_path.iterdir())


def test_one_row_moves_page_and_paper_in_both_languages() -> None:
    """A changed primary result is changed in all four files."""
    released: ReleasedResult = changed(life_like(), "rearrest.difference", estimate=-0.4321)
    for language, text in (("da", "−43,2"), ("en", "−43.2")):
        document = compose(released, language)  # type: ignore[arg-type]
        assert text in "".join(Page(html_report(document, released).decode("utf-8")).words)
        assert text in paper_text(pdf_report(document, released))
        assert text not in "".join(Page(page("life", language)).words)  # type: ignore[arg-type]
        assert text not in paper_text(paper("life", language))  # type: ignore[arg-type]
