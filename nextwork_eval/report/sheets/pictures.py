"""Each figure by itself: the drawing as the report shows it, and a picture of it."""

from __future__ import annotations

import typst

from nextwork_eval.errors import ReportError
from nextwork_eval.report.blocks import Document, FigureBlock
from nextwork_eval.report.pdf import FONTS, TEMPLATES

_DOTS = 200.0


def figure_files(document: Document) -> dict[str, bytes]:
    """Return the figures of a document as files.

    Parameters
    ----------
    document
        The composed report.

    Returns
    -------
    dict
        `figure-<id>.<language>.svg` and `.png` for each figure; the same bytes for the same document. A drawing holds
        the coordinates of its points, which were released before it was drawn.
    """
    files = {}
    for figure in figures(document):
        stem = f"figure-{figure.figure.id}.{document.language}"
        files[f"{stem}.svg"] = ('<?xml version="1.0" encoding="UTF-8"?>\n' + figure.figure.svg).encode("utf-8")
        files[f"{stem}.png"] = picture(figure.figure.svg)
    return files


def figures(document: Document) -> list[FigureBlock]:
    """Return the figures of a document in their order."""
    return [block for chapter in document.chapters for block in chapter.blocks if isinstance(block, FigureBlock)]


def picture(svg: str) -> bytes:
    """Return a drawing as PNG on white.

    Raises
    ------
    ReportError
        If the drawing cannot be read.
    """
    try:
        made = typst.compile(
            str(TEMPLATES / "picture.typ"),
            format="png",
            ppi=_DOTS,
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            sys_inputs={"drawing": svg},
        )
    except typst.TypstError as error:
        raise ReportError("A figure cannot be made a picture.", [error.message, *error.hints]) from error
    assert isinstance(made, bytes), "a drawing is one page"
    return made
