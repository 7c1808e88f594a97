"""The finished document, read once more: at the end you know that every numeral says what its source says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import is_dataclass

from nextwork_eval.errors import ReportError
from nextwork_eval.report.blocks import Document, FigureBlock, Link, Number, Quoted, Table, Words
from nextwork_eval.report.languages import Language
from nextwork_eval.report.sources import FigureRef, Source, resolve
from nextwork_eval.results import ReleasedResult

_NUMERAL = re.compile(r"\d+(?:[.,]\d+)*")
_PARTS = (Words, Number, Quoted, Link)
_KINDS = {
    "ResultRef": "results",
    "PlanRef": "plan",
    "FactRef": "facts",
    "FlowRef": "flow",
    "FigureRef": "figures",
    "RatingRef": "rating",
    "ChecklistRef": "checklists",
    "StructureRef": "structure",
}


def numeral_counts(document: Document) -> dict[str, int]:
    """Count the numerals of a document by the kind of their source.

    Parameters
    ----------
    document
        A composed report.

    Returns
    -------
    dict
        `results`, `plan`, `facts`, `flow`, `figures` (captions, alternative texts), `rating`, `checklists` and
        `structure`, in this order.
    """
    counts: Counter[str] = Counter()
    for part in sourced_parts(document):
        counts[_KINDS[type(part.source).__name__]] += len(_NUMERAL.findall(part.text))
    return {kind: counts[kind] for kind in _KINDS.values()}


def sourced_parts(document: Document) -> Iterator[Number | Quoted]:
    """Yield every part that names a source, in reading order."""
    for part in _walk(document):
        if isinstance(part, Number | Quoted):
            yield part


def check_numerals(document: Document, released: ReleasedResult) -> None:
    """Look every source up again and compare.

    Raises
    ------
    ReportError
        If a text differs from what its source says, or words hold a numeral.
    """
    problems = []
    figures = {
        block.figure.id: (block.figure.alt, block.figure.caption)
        for chapter in document.chapters
        for block in chapter.blocks
        if isinstance(block, FigureBlock)
    }
    said: dict[Source, str] = {}  # many numbers stand in several places; each source is looked up once
    for part in _walk(document):
        if isinstance(part, Words):
            Words(part.text)
        elif isinstance(part, Quoted) and isinstance(part.source, FigureRef):
            alt, caption = figures.get(part.source.figure, ("", ""))
            if part.text != alt and part.text.rstrip(".") not in caption:  # a table quotes its first sentence
                problems.append(f"The words of the figure '{part.source.figure}' are not those it was drawn with.")
        elif (
            isinstance(part, Number | Quoted)
            and not isinstance(part.source, FigureRef)
            and part.text != _looked_up(part.source, released, document.language, said)
        ):
            problems.append(f"The text of {part.source} is not what its source says.")
    if problems:
        raise ReportError("The report says numbers that their sources do not say.", problems)


def check_links(document: Document) -> None:
    """Refuse a document in which a reference leads to no chapter, table or figure.

    Raises
    ------
    ReportError
        With each place that is missing.
    """
    places = {chapter.id for chapter in document.chapters}
    for chapter in document.chapters:
        places |= {f"table-{block.id}" for block in chapter.blocks if isinstance(block, Table)}
        places |= {f"figure-{block.figure.id}" for block in chapter.blocks if isinstance(block, FigureBlock)}
    asked = {part.target for part in _walk(document) if isinstance(part, Link)}
    if missing := sorted(asked - places):
        raise ReportError("A reference in the report leads nowhere.", missing)


def check_tables(document: Document) -> None:
    """Refuse a table without a row, and a chapter without anything in it.

    Raises
    ------
    ReportError
        If there is one. Where nothing was released, the chapter must say so instead.
    """
    problems = [f"The chapter '{chapter.id}' is empty." for chapter in document.chapters if not chapter.blocks]
    problems += [
        f"The table '{table.id}' of the chapter '{chapter.id}' has no rows."
        for chapter in document.chapters
        for block in chapter.blocks
        if (table := block.data if isinstance(block, FigureBlock) else block) is not None
        and isinstance(table, Table)
        and not any(len(row.cells) == len(table.columns) for row in table.rows)
    ]
    if problems:
        raise ReportError("The report would have empty places.", problems)


def _looked_up(source: Source, released: ReleasedResult, language: Language, said: dict[Source, str]) -> str:
    if source not in said:
        said[source] = resolve(source, released, language)
    return said[source]


def _walk(thing: object) -> Iterator[object]:
    # A list of what is still to be visited, last first: a report has hundreds of thousands of members.
    waiting = [thing]
    while waiting:
        here = waiting.pop()
        if isinstance(here, _PARTS):
            yield here
        elif isinstance(here, tuple):
            waiting.extend(reversed(here))
        elif is_dataclass(here) and not isinstance(here, type):
            waiting.extend(getattr(here, name) for name in reversed(here.__dataclass_fields__))
