"""The report as a document that an office can edit and a data owner lets out."""

from __future__ import annotations

import io

from docx import Document as NewDocument
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from nextwork_eval.report import blocks, palette
from nextwork_eval.report.phrases import plain_text
from nextwork_eval.report.sheets.archive import noon, settled
from nextwork_eval.report.sheets.pictures import picture

_FONT = "Calibri"
_WIDTH = 166  # between the margins, millimetres
_LANGUAGES = {"da": "da-DK", "en": "en-GB"}


def word_document(document: blocks.Document) -> bytes:
    """Print a document as a Word file.

    Parameters
    ----------
    document
        The composed report.

    Returns
    -------
    bytes
        Headings by level, tables with a heading row that repeats, figures as pictures with their alternative text, the
        language marked. The same document gives the same bytes.
    """
    paper = NewDocument()
    _set_up(paper, document)
    paper.add_heading(plain_text(document.title), level=0)
    paper.add_paragraph(plain_text(document.subtitle))
    for line in (document.status, *document.notices):
        if line:
            _strong(paper.add_paragraph(plain_text(line)))
    for name, value in document.cover_facts:
        _named(paper, name, value)
    for chapter in document.chapters:
        number = "" if chapter.number is None else f"{chapter.number.text} "
        paper.add_heading(number + plain_text(chapter.title), level=1)
        for block in chapter.blocks:
            _block(paper, block, document)
    out = io.BytesIO()
    paper.save(out)
    return settled(out.getvalue())


def _set_up(paper: WordDocument, document: blocks.Document) -> None:
    style = paper.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(10.5)
    for name in ("Title", "Heading 1", "Heading 2", "Caption"):
        paper.styles[name].font.name = _FONT
        paper.styles[name].font.color.rgb = RGBColor.from_string(palette.ACCENT.lstrip("#"))
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), _LANGUAGES[document.language])
    style.element.get_or_add_rPr().append(language)
    for section in paper.sections:
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(22)
        section.top_margin = section.bottom_margin = Mm(22)
        if document.notices:
            _strong(section.header.paragraphs[0], " ".join(map(plain_text, document.notices)))
    properties = paper.core_properties
    properties.title, properties.author = plain_text(document.title), plain_text(document.publisher)
    properties.language = _LANGUAGES[document.language]
    properties.created = properties.modified = noon(document.date)
    properties.last_modified_by, properties.comments = plain_text(document.publisher), ""


def _block(paper: WordDocument, block: blocks.Block, document: blocks.Document) -> None:
    match block:
        case blocks.Paragraph():
            paragraph = paper.add_paragraph(plain_text(block.parts))
            if block.style in ("lead", "verdict"):
                _strong(paragraph)
        case blocks.Heading():
            paper.add_heading(plain_text(block.parts), level=2)
        case blocks.Bullets():
            for item in block.items:
                paper.add_paragraph(plain_text(item), style="List Bullet")
        case blocks.Table():
            _table(paper, block, document.labels["table"])
        case blocks.FigureBlock():
            _figure(paper, block, document.labels["figure"])
        case blocks.Headlines():
            for card in block.cards:
                _strong(paper.add_paragraph(f"{plain_text(card.label)}: {plain_text(card.effect)}"))
                levels = (
                    f"{plain_text(card.treated_name)} {plain_text(card.treated)}",
                    f"{plain_text(card.control_name)} {plain_text(card.control)}",
                )
                paper.add_paragraph("; ".join([plain_text(card.interval), *levels]))
                paper.add_paragraph(plain_text(card.sentence))
        case blocks.Verdicts():
            for target in block.cards:
                _strong(paper.add_paragraph(f"{plain_text(target.label)}: {plain_text(target.badge)}"))
                paper.add_paragraph(plain_text(target.sentence))
        case blocks.Facts():
            for name, value in block.items:
                _named(paper, name, value)
        case blocks.Notice():
            _strong(paper.add_paragraph(plain_text(block.title)))
            paper.add_paragraph(plain_text(block.parts))


def _table(paper: WordDocument, table: blocks.Table, label: str) -> None:
    number = "" if table.number is None else f"{label} {table.number.text}. "
    paper.add_paragraph(number + plain_text(table.caption), style="Caption")
    grid = paper.add_table(rows=1, cols=len(table.columns), style="Light Shading")
    grid.alignment = WD_TABLE_ALIGNMENT.LEFT
    look = grid._tbl.tblPr.find(qn("w:tblLook"))
    if look is not None:  # no dark bands: lines part the rows
        look.set(qn("w:noHBand"), "1")
        look.set(qn("w:val"), "0420")
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
            text = plain_text(content.parts)
            text = f"{text}\n{plain_text(content.aside)}" if content.aside else text
            _fill(cell, text, right=table.columns[place].align == "right", strong=row.strong or len(row.cells) == 1)
    for note in table.notes:
        _small(paper.add_paragraph(plain_text(note)))


def _figure(paper: WordDocument, block: blocks.FigureBlock, label: str) -> None:
    number = "" if block.number is None else f"{label} {block.number.text}. "
    shape = paper.add_picture(io.BytesIO(picture(block.figure.svg)), width=Mm(min(block.figure.width_mm, _WIDTH)))
    shape._inline.docPr.set("descr", block.alt.text)
    paper.add_paragraph(number + plain_text(block.caption), style="Caption")
    if block.data is not None:
        _table(paper, block.data, label)


def _named(paper: WordDocument, name: blocks.Parts, value: blocks.Parts) -> None:
    paragraph = paper.add_paragraph()
    paragraph.add_run(f"{plain_text(name)}: ").bold = True
    paragraph.add_run(plain_text(value))


def _fill(cell: _Cell, text: str, *, right: bool, strong: bool) -> None:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(text)
    run.bold, run.font.size = strong, Pt(9)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT


def _strong(paragraph: WordParagraph, text: str = "") -> None:
    if text:
        paragraph.add_run(text)
    for run in paragraph.runs:
        run.bold = True
        run.font.color.rgb = RGBColor.from_string(palette.ACCENT.lstrip("#"))


def _small(paragraph: WordParagraph) -> None:
    for run in paragraph.runs:
        run.font.size = Pt(8.5)
