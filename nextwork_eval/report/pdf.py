"""The report as a PDF: at the end you know how a document becomes accessible paper, the same bytes every time."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import typst

from nextwork_eval.errors import ReportError
from nextwork_eval.report import palette
from nextwork_eval.report.blocks import Document
from nextwork_eval.report.plain import as_plain
from nextwork_eval.results import ReleasedResult

_ROOM = Path(__file__).parent
FONTS, TEMPLATES = _ROOM / "fonts", _ROOM / "templates"


def pdf_report(document: Document, released: ReleasedResult) -> bytes:
    """Print a document as PDF, tagged for screen readers (PDF/UA-1).

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
    data = {**as_plain(document, released), "colours": colours}
    dated = dt.datetime.combine(dt.date.fromisoformat(document.date), dt.time(), tzinfo=dt.UTC)
    try:
        printed = typst.compile(
            str(TEMPLATES / "report.typ"),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            # The text travels as data, never as markup, so that no sign in a label can be read as an instruction.
            sys_inputs={"document": json.dumps(data, ensure_ascii=False)},
            pdf_standards=["ua-1"],
            timestamp=dated,
        )
    except typst.TypstError as error:
        raise ReportError("The PDF cannot be set.", [error.message, *error.hints]) from error
    assert isinstance(printed, bytes), "without an output file, the bytes are returned"
    return printed
