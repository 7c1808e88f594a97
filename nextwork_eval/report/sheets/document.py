"""The report as a document that an office can edit and a data owner lets out."""

from __future__ import annotations

import io
from itertools import groupby

from docx import Document as NewDocument
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from nextwork_eval.report import blocks
from nextwork_eval.report.phrases import plain_text
from nextwork_eval.report.sheets.archive import settled
from nextwork_eval.report.sheets.pictures import picture
from nextwork_eval.report.sheets.word_styles import (
    CELL,
    CELL_STRONG,
    LEAD,
    NOTE,
    NOTICE,
    VERDICT,
    add_bookmark,
    add_contents,
    describe,
    set_up,
)

STRONG = "Strong"  # a style of every Word document
_WIDTH = 166  # between the margins, millimetres


def word_document(document: blocks.Document) -> bytes:
    """Print a document as a Word file.

    Every paragraph has a style by name, so that an office changes the look in one place; nothing is set by hand but the
    side on which a cell's text stands.

    Parameters
    ----------
    document
        The composed report.

    Returns
    -------
    bytes
        Headings by level, a table of contents, tables with a heading row that repeats, figures as pictures with their
        alternative text, the language marked, and what must be said on every page at its head. The same document gives
        the same bytes.
    """
    paper = NewDocument()
    set_up(paper, document)
    paper.add_heading(plain_text(document.title), level=0)
    paper.add_paragraph(plain_text(document.subtitle), style="Subtitle")
    paper.add_paragraph(plain_text(document.status), style=NOTE)
    for line in document.notices:
        paper.add_paragraph(plain_text(line), style=NOTICE)
    for name, value in document.cover_facts:
        _named(paper, name, value)
    headings = [_heading(chapter) for chapter in document.chapters]
    add_contents(paper, document.labels["contents"], headings)
    for place, chapter in enumerate(document.chapters):
        add_bookmark(paper.add_heading(headings[place], level=1), place)
        for block in chapter.blocks:
            _block(paper, block, document)
    out = io.BytesIO()
    paper.save(out)
    return settled(out.getvalue())


def _heading(chapter: blocks.Chapter) -> str:
    number = "" if chapter.number is None else f"{chapter.number.text} "
    return number + plain_text(chapter.title)


def _block(paper: WordDocument, block: blocks.Block, document: blocks.Document) -> None:
    match block:
        case blocks.Paragraph():
            style = {"lead": LEAD, "verdict": VERDICT, "note": NOTE}.get(block.style, "Normal")
            _write(paper.add_paragraph(style=style), block.parts)
        case blocks.Heading():
            paper.add_heading(plain_text(block.parts), level=2)
        case blocks.Bullets():
            for item in block.items:
                _write(paper.add_paragraph(style="List Bullet"), item)
        case blocks.Table():
            _table(paper, block, document.labels["table"])
        case blocks.FigureBlock():
            _figure(paper, block, document.labels["figure"])
        case blocks.Headlines():
            for card in block.cards:
                paper.add_paragraph(f"{plain_text(card.label)}: {plain_text(card.effect)}", style=VERDICT)
                levels = (
                    f"{plain_text(card.treated_name)} {plain_text(card.treated)}",
                    f"{plain_text(card.control_name)} {plain_text(card.control)}",
                )
                paper.add_paragraph("; ".join([plain_text(card.interval), *levels]))
                paper.add_paragraph(f"{plain_text(card.reading)}. {plain_text(card.sentence)}")
        case blocks.Verdicts():
            for target in block.cards:
                paper.add_paragraph(f"{plain_text(target.label)}: {plain_text(target.badge)}", style=VERDICT)
                _write(paper.add_paragraph(), target.sentence)
        case blocks.Facts():
            for name, value in block.items:
                _named(paper, name, value)
        case blocks.Notice():
            paper.add_paragraph(plain_text(block.title), style=NOTICE)
            _write(paper.add_paragraph(), block.parts)


def _table(paper: WordDocument, table: blocks.Table, label: str) -> None:
    number = "" if table.number is None else f"{label} {table.number.text}. "
    caption = number + plain_text(table.caption)
    paper.add_paragraph(caption, style="Caption").paragraph_format.keep_with_next = True
    grid = paper.add_table(rows=1, cols=len(table.columns), style="Light Shading")
    grid.alignment = WD_TABLE_ALIGNMENT.LEFT
    look = grid._tbl.tblPr.find(qn("w:tblLook"))
    if look is not None:  # no dark bands: lines part the rows
        look.set(qn("w:noHBand"), "1")
        look.set(qn("w:val"), "0420")
    describe(grid, caption)
    grid.autofit = False
    whole = sum(column.share for column in table.columns)
    widths = [Mm(_WIDTH * column.share / whole) for column in table.columns]
    for place, width in zip(grid.columns, widths, strict=True):
        place.width = width
    head = grid.rows[0]
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    head._tr.get_or_add_trPr().append(repeat)
    for cell, column in zip(head.cells, table.columns, strict=True):
        _fill(cell, plain_text(column.heading), right=column.align == "right", strong=True)
    for row in table.rows:
        cells = grid.add_row().cells
        for cell, width in zip(cells, widths, strict=True):
            cell.width = width
        if len(row.cells) == 1 and len(cells) > 1:
            cells = [cells[0].merge(cells[-1])]
        for place, (cell, content) in enumerate(zip(cells, row.cells, strict=True)):
            text: str = plain_text(content.parts)
            text = f"{text}\n{plain_text(content.aside)}" if content.aside else text
            _fill(cell, text, right=table.columns[place].align == "right", strong=row.strong or len(row.cells) == 1)
    for note in table.notes:
        paper.add_paragraph(plain_text(note), style=NOTE)


def _figure(paper: WordDocument, block: blocks.FigureBlock, label: str) -> None:
    number = "" if block.number is None else f"{label} {block.number.text}. "
    shape = paper.add_picture(io.BytesIO(picture(block.figure.svg)), width=Mm(min(block.figure.width_mm, _WIDTH)))
    paper.paragraphs[-1].paragraph_format.keep_with_next = True
    shape._inline.docPr.set("descr", block.alt.text)
    paper.add_paragraph(number + plain_text(block.caption), style="Caption")
    if block.data is not None:
        _table(paper, block.data, label)


def _named(paper: WordDocument, name: blocks.Parts, value: blocks.Parts) -> None:
    paragraph = paper.add_paragraph()
    paragraph.add_run(f"{plain_text(name)}: ").bold = True
    _write(paragraph, value)


def _write(paragraph: Paragraph, parts: blocks.Parts) -> None:
    """Write a line; what is emphasised has a style of its own within that of the paragraph."""
    for strong, run in groupby(parts, key=_is_strong):
        paragraph.add_run(plain_text(tuple(run)), style=STRONG if strong else None)


def _is_strong(part: blocks.Part) -> bool:
    return (isinstance(part, blocks.Words) and part.emphasis) or (isinstance(part, blocks.Number) and part.strong)


def _fill(cell: _Cell, text: str, *, right: bool, strong: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = CELL_STRONG if strong else CELL
    paragraph.add_run(text)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
