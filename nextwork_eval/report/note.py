"""The evaluation brief by itself, on two pages: page one of the report, and how to read it and how far it reaches."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from nextwork_eval.errors import ReportError
from nextwork_eval.report.blocks import Block, Bullets, Chapter, Document, Facts, Heading, Link, Paragraph, Table, Words
from nextwork_eval.report.chapters.appendices import GLOSSARY
from nextwork_eval.report.checks import check_numerals
from nextwork_eval.report.pdf import printed_on
from nextwork_eval.report.phrases import Phrase
from nextwork_eval.results import ReleasedResult

TITLE = Phrase("Sådan læses notatet", "How to read this brief")
LIMITS = Phrase("Hvad tallene ikke rummer", "What the numbers do not hold")
SURE = Phrase("Hvor sikkert det er", "How sure it is")
REPORT = Phrase("Hele rapporten", "The whole report")
ABOUT = Phrase("Om evalueringen", "About the evaluation")
FULL = Phrase(
    "Notatet er den første side af evalueringsrapporten, hvor metoder, alle tal og afvigelser fra planen står.",
    "This brief is page one of the evaluation report, which holds the methods, all numbers and the deviations from the "
    "plan.",
)
PAGES = 2
_WORDS = 5  # of the glossary: those that page one uses
_SIZES = (9.3, 8.8, 8.3, 7.8)  # points; the largest at which it fits


def compose_note(document: Document, released: ReleasedResult, *, prose: bool = True) -> Document:
    """Compose the brief from the report.

    Parameters
    ----------
    document
        The composed report.
    released
        What it was composed from.
    prose
        Whether the plan's own paragraphs on limits stand before the limits of every trial.

    Returns
    -------
    Document
        Two chapters: the report's page one, and a page made of the report's own glossary, limits and rating, where the
        report has them. References to chapters that are not in the brief have become words.

    Raises
    ------
    ReportError
        If the report has no page one, or a number is not what its source says.
    """
    brief = next((chapter for chapter in document.chapters if chapter.kind == "brief"), None)
    if brief is None:
        raise ReportError("The report has no page one.", ["A brief is made of it."])
    language = document.language

    def said(phrase: Phrase) -> tuple[Words, ...]:
        return (Words(phrase.text(language)),)

    glossary = tuple((said(word), said(meaning)) for word, meaning in GLOSSARY[:_WORDS])
    blocks: list[Block] = [Facts(id="glossary", items=glossary)]
    own = [block for block in _blocks(document, "limits") if isinstance(block, Paragraph) and block.style == "body"]
    bullets = [block for block in _blocks(document, "limits") if isinstance(block, Bullets)]
    if bullets:
        blocks += [Heading(parts=said(LIMITS)), *(own if prose else ()), *bullets]
    rating = _blocks(document, "security")
    if rating:
        shown = [next((block for block in rating if isinstance(block, kind)), None) for kind in (Paragraph, Table)]
        blocks += [Heading(parts=said(SURE)), *(block for block in shown if block is not None)]
    about = (*document.cover_facts, (said(REPORT), said(FULL)))
    blocks += [Heading(parts=said(ABOUT)), Facts(id="about", items=about)]
    reading = Chapter(id="reading", title=said(TITLE), blocks=tuple(blocks))
    chapters = tuple(without_links(chapter) for chapter in (brief, reading))
    note = replace(document, chapters=tuple(replace(chapter, number=None) for chapter in chapters))
    check_numerals(note, released)
    return note


def note_pdf(document: Document, released: ReleasedResult) -> bytes:
    """Print the brief as a PDF of two pages.

    Parameters
    ----------
    document
        The composed report, not the brief.
    released
        What it was composed from.

    Returns
    -------
    bytes
        The file, tagged as the report is; the same document gives the same bytes.

    Raises
    ------
    ReportError
        If it does not fit on two pages in type that can be read.
    """
    for prose in (True, False):
        note = compose_note(document, released, prose=prose)
        if (fitting := printed_on(PAGES, "note.typ", note, released, _SIZES)) is not None:
            return fitting[0]
    raise ReportError("The brief does not fit on two pages.", ["Shorten the labels or the status of the plan."])


def _blocks(document: Document, chapter: str) -> tuple[Block, ...]:
    """Return the blocks of a chapter; none where the report has no such chapter."""
    return next((one.blocks for one in document.chapters if one.id == chapter), ())


def without_links(thing: Any) -> Any:
    """Return a part of a document with words in place of its references to chapters."""
    match thing:
        case Link():
            return Words(thing.text)
        case tuple():
            return tuple(without_links(member) for member in thing)
        case _ if is_dataclass(thing) and not isinstance(thing, type):
            old = {field.name: getattr(thing, field.name) for field in fields(thing)}
            new = {name: without_links(value) for name, value in old.items() if isinstance(value, tuple | Table)}
            return replace(thing, **new) if new else thing
        case _:
            return thing
