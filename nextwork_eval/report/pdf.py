"""The report as a PDF: at the end you know how a document becomes accessible paper, the same bytes every time."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import typst

from nextwork_eval.errors import ReportError
from nextwork_eval.report import palette
from nextwork_eval.report.blocks import Document
from nextwork_eval.report.columns import laid_out
from nextwork_eval.report.plain import as_plain
from nextwork_eval.results import ReleasedResult

_ROOM = Path(__file__).parent
FONTS, TEMPLATES = _ROOM / "fonts", _ROOM / "templates"
STANDARDS: tuple[Literal["ua-1"], Literal["a-2a"]] = ("ua-1", "a-2a")
"""What every PDF of a report promises about itself, in typst's names: ISO 14289-1, and ISO 19005-2 at level A."""


def pdf_report(document: Document, released: ReleasedResult) -> bytes:
    """Print a document as PDF that can be read aloud (PDF/UA-1) and still be read in fifty years (PDF/A-2a).

    Typst enforces both standards: it refuses a figure without words, a typeface that cannot be embedded, or a tag tree
    with a gap, and then no file is made.

    Parameters
    ----------
    document
        The composed report.
    released
        What it was composed from.

    Returns
    -------
    bytes
        The file. Its date is the date of the plan, so that the same document gives the same bytes.

    Raises
    ------
    ReportError
        If the paper cannot be set, or would break a rule of accessibility, such as a figure without words.
    """
    return printed("report.typ", document, released)


def printed(template: str, document: Document, released: ReleasedResult, **more: Any) -> bytes:
    """Print a document by a template of this room, which may ask for `more`; see `pdf_report`."""
    dated = dt.datetime.combine(dt.date.fromisoformat(document.date), dt.time(), tzinfo=dt.UTC)
    try:
        paper = typst.compile(
            str(TEMPLATES / template),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            sys_inputs=_inputs(document, released, more),
            pdf_standards=list(STANDARDS),
            timestamp=dated,
        )
    except typst.TypstError as error:
        raise ReportError("The PDF cannot be set.", [error.message, *error.hints]) from error
    assert isinstance(paper, bytes), "without an output file, the bytes are returned"
    return paper


def pictures(
    template: str, document: Document, released: ReleasedResult, *, ppi: float, **more: Any
) -> tuple[bytes, ...]:
    """Return each page of a document as PNG; ReportError if it cannot be set."""
    try:
        pages = typst.compile(
            str(TEMPLATES / template),
            format="png",
            ppi=ppi,
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            sys_inputs=_inputs(document, released, more),
        )
    except typst.TypstError as error:
        raise ReportError("The pages cannot be made pictures.", [error.message, *error.hints]) from error
    return (pages,) if isinstance(pages, bytes) else tuple(page for page in pages if page is not None)


def printed_on(
    pages: int, template: str, document: Document, released: ReleasedResult, sizes: Sequence[float]
) -> tuple[bytes, float] | None:
    """Print a document in the largest type in which it has so many pages; None if there is none.

    Parameters
    ----------
    pages
        How many.
    template, document, released
        See `printed`.
    sizes
        Type sizes in points, the largest first.

    Returns
    -------
    tuple or None
        The file, and the size it is set in.
    """
    for size in sizes:
        content = printed(template, document, released, size=size)
        if pages_of(content) == pages:
            return content, size
    return None


def pages_of(content: bytes) -> int:
    """Return the number of pages of a PDF that this room printed."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", content))


def _inputs(document: Document, released: ReleasedResult, more: dict[str, Any]) -> dict[str, str]:
    """Write a document as typst takes it: as data, never as markup, so that no sign in a label is an instruction."""
    colours = {
        name.lower(): value for name, value in vars(palette).items() if name.isupper() and isinstance(value, str)
    }
    data = {**laid_out(as_plain(document, released)), "colours": colours, **more}
    return {"document": json.dumps(data, ensure_ascii=False)}
