"""The main results as slides, 16:9: one headline with its interval and where it comes from on each."""

from __future__ import annotations

from dataclasses import replace

from nextwork_eval.errors import ReportError
from nextwork_eval.report.blocks import (
    Block,
    Bullets,
    Chapter,
    Document,
    Headline,
    Headlines,
    Number,
    Paragraph,
    Parts,
    Verdict,
    Verdicts,
    Words,
)
from nextwork_eval.report.checks import check_numerals
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.note import without_links
from nextwork_eval.report.pdf import pictures, printed_on
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.sources import ResultRef
from nextwork_eval.report.standing import MARK, MARKED, has_mark
from nextwork_eval.results import ReleasedResult

KIND = Phrase("Nøgletal", "Key figures")
NOT_SHOWN = Phrase("Hvad forsøget ikke kunne vise", "What this trial could not show")
SOURCE = Phrase(
    "Kilde: {title}, evaluering ved lodtrækning blandt {persons} personer. Plan: version {version}, {date}. {status}.",
    "Source: {title}, an evaluation by lottery among {persons} people. Plan: version {version}, {date}. {status}.",
)
ROW = Phrase("Tallets navn: {row}.", "Name of the number: {row}.")
_TEMPLATE = "slides.typ"
_SIZES = (22.0, 20.0, 18.0, 16.0)  # points
_DOTS = 144.0  # an inch: a slide is 1920 by 1080 dots


def compose_slides(document: Document, released: ReleasedResult) -> Document:
    """Choose the slides from the report's page one.

    Parameters
    ----------
    document
        The composed report.
    released
        What it was composed from.

    Returns
    -------
    Document
        One chapter for each slide, its source line last: each main result, each target, and at the end what the trial
        could not show, so that no set of slides tells only what was found.

    Raises
    ------
    ReportError
        If page one has nothing to show, or a number is not what its source says.
    """
    m = Materials(released, document.language)
    source = m.say(
        SOURCE,
        title=document.title,
        persons=m.persons("randomised"),
        version=m.plan("plan", "version"),
        date=m.plan("plan", "date", form="date"),
        status=document.status,
    )
    chapters: list[Chapter] = []

    def slide(title: Parts, block: Block, card: Headline | Verdict | None = None) -> None:
        named = join(source, _row(m, card)) if card is not None else source
        note: Parts = (Words(f"{MARK} {MARKED.text(m.language)}"),) if card is not None and has_mark(card) else ()
        blocks = (block, Paragraph(parts=join(named, note), style="note"))
        chapters.append(Chapter(id=f"slide-{'abcdefghijklmnopqrstuvwxyz'[len(chapters)]}", title=title, blocks=blocks))

    for block in (block for chapter in document.chapters if chapter.kind == "brief" for block in chapter.blocks):
        match block:
            case Headlines():
                for headline in block.cards:
                    slide(headline.label, Headlines(cards=(headline,)), headline)
            case Verdicts():
                for verdict in block.cards:
                    slide(verdict.label, Verdicts(cards=(verdict,)), verdict)
            case Bullets():
                slide(m.words(NOT_SHOWN), block)
    if not chapters:
        raise ReportError("Page one of the report has no key figures.")
    labels = {**document.labels, "kind": KIND.text(document.language)}
    chosen = replace(document, chapters=tuple(map(without_links, chapters)), labels=labels)
    check_numerals(chosen, released)
    return chosen


def slides(document: Document, released: ReleasedResult) -> tuple[bytes, tuple[bytes, ...]]:
    """Print the key figures of a report.

    Parameters
    ----------
    document
        The composed report, not the slides.
    released
        What it was composed from.

    Returns
    -------
    tuple
        A PDF with one slide a page, and each slide as PNG; the same document gives the same bytes.

    Raises
    ------
    ReportError
        If a slide does not hold its words in type that can be read across a room.
    """
    chosen = compose_slides(document, released)
    fitting = printed_on(len(chosen.chapters), _TEMPLATE, chosen, released, _SIZES)
    if fitting is None:
        raise ReportError("A key figure does not fit on its slide.", ["Shorten the label of its outcome or target."])
    content, size = fitting
    return content, pictures(_TEMPLATE, chosen, released, ppi=_DOTS, size=size)


def _row(m: Materials, card: Headline | Verdict) -> Parts:
    """Name the row of a card's first number; nothing for a card without one."""
    parts = card.effect if isinstance(card, Headline) else card.sentence
    first = next((p.source for p in parts if isinstance(p, Number) and isinstance(p.source, ResultRef)), None)
    return () if first is None else m.say(ROW, row=m.row_text(first.result_id, "result_id", code=True))
