"""How a report says how its plan stands: locked and kept, locked and changed, not locked, or rehearsed."""

import io
import re
from collections import Counter
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from docx import Document as Word
from openpyxl import load_workbook

from nextwork_eval.report import compose
from nextwork_eval.report.blocks import Chapter, Document, Number
from nextwork_eval.report.checks import sourced_parts
from nextwork_eval.report.html import html_report
from nextwork_eval.report.languages import Language
from nextwork_eval.report.phrases import plain_text
from nextwork_eval.report.sheets import word_document, workbook
from nextwork_eval.report.sheets.workbook import _tables
from nextwork_eval.report.sources import ResultRef
from nextwork_eval.results import Deviation, LockFacts, ReleasedResult, read_released, released_text
from tests.unit.report_fixture import changed, life_like, nextwork_like

LOCK = LockFacts(
    date="2026-01-15",
    registration="AEARCTR-0000000",
    lock_sha256="5e" * 32,
    plan_sha256="aa" * 32,
    schema_id="life-1.0",
    schema_sha256="bb" * 32,
    casebook_sha256="",
    software_version="0.1.0",
    earlier=(("1.0.0", "2025-12-01"),),
)
PLANTED = (
    Deviation(
        kind="outcome",
        change="altered",
        subject="outcome.rearrest_52.rule.by_week",
        as_locked="52",
        as_run="26",
        why_da="Registeret sluttede.",
        why_en="The register ended.",
    ),
    Deviation(
        kind="code_list", change="added", subject="codelists/weekly.csv: 4", as_locked=None, as_run="sha256 12ab"
    ),
)


def locked(*deviations: Deviation) -> ReleasedResult:
    return replace(life_like(), lock=LOCK, deviations=deviations)


def driven(released: ReleasedResult, *analyses: str) -> ReleasedResult:
    rows = tuple(replace(row, reason="data_driven") if row.analysis_id in analyses else row for row in released.rows)
    return replace(released, rows=rows)


def page(released: ReleasedResult, language: Language = "en") -> tuple[Document, str]:
    document = compose(released, language)
    return document, html_report(document, released).decode("utf-8")


def section(html: str, name: str) -> str:
    return html[html.index(f'<section id="{name}"') :].split("</section>")[0].replace("\xa0", " ")


@pytest.mark.parametrize(
    ("released", "says"),
    [
        (life_like(), "The plan is not locked."),
        (replace(life_like(), facts=replace(life_like().facts, sealed=True)), "Rehearsal: the plan is not locked"),
        (locked(), None),
    ],
)
def test_every_page_says_how_the_plan_stands(released: ReleasedResult, says: str | None) -> None:
    """Above the page, and not at all where the plan is locked and the data are real."""
    document, html = page(released)
    banner = re.search(r'<div class="synthetic" role="note">([^<]*)</div>', html)
    assert (document.standing is None) == (says is None)
    assert (banner is None) == (says is None)
    if says is not None:
        assert banner is not None
        assert banner[1].startswith(says)


def test_invented_data_and_a_plan_that_is_not_locked_are_both_said() -> None:
    """One banner, two statements."""
    _, html = page(nextwork_like())
    banner = re.search(r'<div class="synthetic" role="note">([^<]*)</div>', html)
    assert banner is not None
    assert "The data are invented." in banner[1]
    assert banner[1].endswith("The plan is not locked.")


def test_a_plan_that_was_kept_has_no_changes() -> None:
    """None, in the chapter and in the box of openness; the lock's date, its sha256 and the version locked before."""
    _, html = page(locked())
    assert "None. The plan, the data schema" in section(html, "deviations")
    box = section(html, "openness")
    for words in ("Locked on 15 January 2026", "5e5e5e5e5e5e", "version 1.0.0, 1 December 2025", "AEARCTR-0000000"):
        assert words in box, words
    assert "†" not in html


def test_a_plan_that_is_not_locked_claims_nothing_of_changes() -> None:
    """The chapter says that they cannot be computed, not that there are none."""
    told = section(page(life_like())[1], "deviations")
    assert "Cannot be computed" in told
    assert "None." not in told


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Outcome: altered", "The register ended.", "Code list: added", "No reason given")),
        ("da", ("Udfald: ændret", "Registeret sluttede.", "Kodeliste: tilføjet", "Ingen begrundelse givet")),
    ],
)
def test_planted_deviations_stand_in_the_table_with_their_reasons(language: Language, words: tuple[str, ...]) -> None:
    """Where, as locked, as run, and why; where the authors gave no reason, that is said."""
    told = section(page(driven(locked(*PLANTED), "rearrest"), language)[1], "deviations")
    plain = re.sub(r"<[^>]*>", " ", told)
    for word in (*words, "outcome.rearrest_52.rule.by_week", "codelists/weekly.csv: 4", "sha256 12ab"):
        assert word in plain, word


def test_the_mark_is_on_every_unplanned_number_and_on_no_other() -> None:
    """In sentences, tables, cards and the tables under figures; each place says what the mark means.

    What a row is about, its week, month or level, is no result and has no mark; a dash is no number.
    """
    small = changed(locked(*PLANTED), "rearrest.difference", n_reference=7)  # one digit is still a number
    released = driven(small, "rearrest", "work_path")
    names = {row.result_id for row in released.rows if row.reason == "data_driven"}
    assert names
    document, html = page(released)
    written = [part for part in sourced_parts(document) if isinstance(part, Number)]
    for part in written:
        about = isinstance(part.source, ResultRef) and part.source.field in ("week", "period", "conf_level")
        unplanned = isinstance(part.source, ResultRef) and part.source.result_id in names
        assert part.mark == ("†" if unplanned and not about and part.text != "–" else ""), part
    assert "7†" in {part.text + part.mark for part in written}
    shown = replace(document, chapters=tuple(one for one in document.chapters if not one.paper_only))
    expected = Counter(
        (part.source.result_id, part.text + part.mark)
        for part in sourced_parts(shown)
        if isinstance(part, Number) and isinstance(part.source, ResultRef)
    )
    on_page = re.findall(r'<(?:span|strong) class="n" data-result="([^"]+)"[^>]*>([^<]*)</', html)
    assert Counter((name, unescape(text)) for name, text in on_page) == expected
    for chapter in ("brief", "main", "time"):
        told = section(html, chapter)
        assert "†" in told
        assert "† The number is not promised" in told


def test_a_figure_says_it_too() -> None:
    """The number in the drawing carries the mark, and the words under it and for those who do not see it explain it."""
    released = driven(locked(*PLANTED), "rearrest")
    _, html = page(released)
    drawing = html[html.index('<figure id="figure-headline') :].split("</figure>")[0]
    assert re.search(r"<text[^>]*>[^<]*†", drawing)
    assert drawing.count("† is not promised in the locked plan") == 2


def numbers_of(thing: Any) -> list[Number]:
    """Every number in a piece of a document."""
    if isinstance(thing, Number):
        return [thing]
    if isinstance(thing, tuple):
        return [number for member in thing for number in numbers_of(member)]
    fields = getattr(thing, "__dataclass_fields__", ())
    return [number for field in fields for number in numbers_of(getattr(thing, field))]


def test_word_and_excel_carry_the_mark_and_the_standing() -> None:
    """An office document and a workbook are made of the same parts as the page: as many marks, the same header."""
    released = driven(locked(*PLANTED), "rearrest")
    document = compose(released, "en")
    paper = Word(io.BytesIO(word_document(document)))
    said = [paragraph.text for paragraph in paper.paragraphs]
    said += [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    book = load_workbook(io.BytesIO(workbook(document)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any(text.startswith("[") and text.endswith("]†") for text in said)
    for texts in (said, [str(cell.value) for cell in cells]):
        assert any(text.startswith("† The number is not promised") for text in texts)
    # Excel shows the mark behind the number; both limits of an interval have it, since each has a cell.
    marked = [part for table, _ in _tables(document) for part in numbers_of(table.rows) if part.mark]
    shown = [cell for cell in cells if "†" in (cell.number_format if cell.data_type == "n" else str(cell.value)[1:])]
    assert marked
    assert len(shown) == sum(2 if part.text.startswith("[") else 1 for part in marked)
    rehearsed = compose(replace(life_like(), facts=replace(life_like().facts, sealed=True)), "en")
    header = Word(io.BytesIO(word_document(rehearsed))).sections[0].header.paragraphs[0].text
    assert header.startswith("Rehearsal: ")
    sheets = load_workbook(io.BytesIO(workbook(rehearsed)))
    assert all(str(sheet["A2"].value or sheet["A3"].value).startswith("Rehearsal: ") for sheet in sheets.worksheets[1:])


def test_lock_and_deviations_are_read_back(tmp_path: Path) -> None:
    """What is written is what is read."""
    released = driven(locked(*PLANTED), "rearrest")
    path = tmp_path / "released.json"
    path.write_text(released_text(released), encoding="utf-8")
    again = read_released(path)
    assert again.lock == LOCK
    assert again.deviations == PLANTED
    assert released_text(again) == released_text(released)


def test_the_chapter_is_there_in_any_case() -> None:
    """Silence is no answer: kept, changed or not locked, the report has the chapter on changes."""
    for released in (locked(), locked(*PLANTED), life_like()):
        found: list[Chapter] = [one for one in compose(released, "da").chapters if one.id == "deviations"]
        assert [plain_text(one.title) for one in found] == ["Afvigelser fra planen"]
