"""The report as a PDF: at the end you know how a document becomes accessible paper, the same bytes every time."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Literal

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
    colours = {
        name.lower(): value for name, value in vars(palette).items() if name.isupper() and isinstance(value, str)
    }
    data = {**laid_out(as_plain(document, released)), "colours": colours}
    dated = dt.datetime.combine(dt.date.fromisoformat(document.date), dt.time(), tzinfo=dt.UTC)
    try:
        printed = typst.compile(
            str(TEMPLATES / "report.typ"),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            # The text travels as data, never as markup, so that no sign in a label can be read as an instruction.
            sys_inputs={"document": json.dumps(data, ensure_ascii=False)},
            pdf_standards=list(STANDARDS),
            timestamp=dated,
        )
    except typst.TypstError as error:
        raise ReportError("The PDF cannot be set.", [error.message, *error.hints]) from error
    assert isinstance(printed, bytes), "without an output file, the bytes are returned"
    return printed
