"""What a report can be written as: each format takes the one document and gives one file, or several."""

from __future__ import annotations

from collections.abc import Callable

from nextwork_eval.errors import ReportError
from nextwork_eval.plan.report_options import FORMATS as FORMATS
from nextwork_eval.plan.report_options import Format as Format
from nextwork_eval.report.blocks import Document
from nextwork_eval.report.html import html_report
from nextwork_eval.report.key_figures import slides
from nextwork_eval.report.note import note_pdf
from nextwork_eval.report.pdf import pdf_report
from nextwork_eval.results import ReleasedResult

MAIN_FORMATS: tuple[Format, ...] = ("html", "pdf")
"""The report itself, which every release holds; the others are made from a release where somebody wants them."""


def files_in(form: Format, document: Document, released: ReleasedResult) -> dict[str, bytes]:
    """Return a report in one format.

    Parameters
    ----------
    form
        `html`, `pdf` and `docx`: the whole report. `xlsx`: its tables. `note`: the brief on two pages. `slides`: key
        figures, as PDF and as pictures. `figures`: each figure as drawing and picture.
    document
        The composed report.
    released
        What it was composed from.

    Returns
    -------
    dict
        The files by their names; the same document gives the same bytes. Pictures stand in a folder of their own.

    Raises
    ------
    ReportError
        If there is no such format, or a file cannot be made.
    """
    if form not in _WRITERS:
        raise ReportError(f"There is no report format '{form}'.", [f"Formats: {', '.join(FORMATS)}."])
    return _WRITERS[form](document, released)


def _slides(document: Document, released: ReleasedResult) -> dict[str, bytes]:
    language = document.language
    paper, pictures = slides(document, released)
    numbered = {
        f"slides/slide-{number:02d}.{language}.png": picture for number, picture in enumerate(pictures, start=1)
    }
    return {f"slides.{language}.pdf": paper, **numbered}


# What the report itself does not need is loaded where it is asked for: the office libraries take longer than a page.
def _docx(document: Document, _: ReleasedResult) -> dict[str, bytes]:
    from nextwork_eval.report.sheets import word_document

    return {f"report.{document.language}.docx": word_document(document)}


def _xlsx(document: Document, _: ReleasedResult) -> dict[str, bytes]:
    from nextwork_eval.report.sheets import workbook

    return {f"tables.{document.language}.xlsx": workbook(document)}


def _figures(document: Document, _: ReleasedResult) -> dict[str, bytes]:
    from nextwork_eval.report.sheets import figure_files

    return {f"figures/{name}": content for name, content in figure_files(document).items()}


_WRITERS: dict[str, Callable[[Document, ReleasedResult], dict[str, bytes]]] = {
    "html": lambda document, released: {f"report.{document.language}.html": html_report(document, released)},
    "pdf": lambda document, released: {f"report.{document.language}.pdf": pdf_report(document, released)},
    "docx": _docx,
    "xlsx": _xlsx,
    "note": lambda document, released: {f"note.{document.language}.pdf": note_pdf(document, released)},
    "slides": _slides,
    "figures": _figures,
}
