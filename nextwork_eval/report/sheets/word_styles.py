"""What a Word file needs beside its text: styles by name, language, heads and feet, and a table of contents."""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from nextwork_eval.report import palette
from nextwork_eval.report.blocks import Document
from nextwork_eval.report.phrases import plain_text
from nextwork_eval.report.sheets.archive import noon

LEAD, VERDICT, NOTICE, NOTE = "Lead", "Verdict", "Notice", "Note"
CELL, CELL_STRONG, CONTENTS_LINE = "Table text", "Table text strong", "toc 1"
_FONT = "Calibri"
_LANGUAGES = {"da": "da-DK", "en": "en-GB"}
# Name, based on, points, bold, colour.
_STYLES = (
    (LEAD, "Normal", 12.5, False, palette.INK),
    (VERDICT, "Normal", 11.5, True, palette.ACCENT),
    (NOTICE, "Normal", 10.5, True, palette.NOTICE),
    (NOTE, "Normal", 8.5, False, palette.QUIET),
    (CELL, "Normal", 9.0, False, palette.INK),
    (CELL_STRONG, CELL, 9.0, True, palette.INK),
    (CONTENTS_LINE, "Normal", 10.5, False, palette.INK),
)


def set_up(paper: WordDocument, document: Document) -> None:
    """Give a new Word file its styles, language, page, heads and feet, and what it says of itself."""
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(10.5)
    for name in ("Title", "Subtitle", "Heading 1", "Heading 2", "Caption"):
        paper.styles[name].font.name = _FONT
        paper.styles[name].font.color.rgb = _colour(palette.ACCENT)
    for name, base, points, bold, colour in _STYLES:
        style = paper.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = paper.styles[base]
        style.font.size, style.font.bold, style.font.color.rgb = Pt(points), bold, _colour(colour)
        if name in (CELL, CELL_STRONG):
            style.paragraph_format.space_after = Pt(0)
    language = _element("w:lang", val=_LANGUAGES[document.language])
    normal.element.get_or_add_rPr().append(language)
    for section in paper.sections:
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(22)
        section.top_margin = section.bottom_margin = Mm(22)
        head = section.header.paragraphs[0]
        if document.notices:
            head.style = paper.styles[NOTICE]
            head.add_run(" ".join(map(plain_text, document.notices)))
        else:
            head.style = paper.styles[NOTE]
            head.add_run(plain_text(document.title))
        foot = section.footer.paragraphs[0]
        foot.style = paper.styles[NOTE]
        foot.add_run(f"{plain_text(document.title)} · {document.labels['page']} ")
        _add_field(foot, "PAGE", "")
    properties = paper.core_properties
    properties.title, properties.author = plain_text(document.title), plain_text(document.publisher)
    properties.language = _LANGUAGES[document.language]
    properties.created = properties.modified = noon(document.date)
    properties.last_modified_by, properties.comments = plain_text(document.publisher), ""


def add_contents(paper: WordDocument, title: str, headings: Sequence[str]) -> None:
    """Add a table of contents as a field of Word.

    It holds the chapters as links already, so that it can be read before Word has counted pages; updating the field
    (F9) adds them.
    """
    paper.add_paragraph(title, style=VERDICT)
    for place, heading in enumerate(headings):
        paragraph = paper.add_paragraph(style=CONTENTS_LINE)
        if place == 0:
            _add_run_of(paragraph, _element("w:fldChar", fldCharType="begin"))
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = r' TOC \o "1-1" \h \z \u '
            _add_run_of(paragraph, instruction)
            _add_run_of(paragraph, _element("w:fldChar", fldCharType="separate"))
        link = _element("w:hyperlink", anchor=_bookmark(place), history="1")
        run = paragraph.add_run(heading)
        link.append(run._r)
        paragraph._p.append(link)
        if place == len(headings) - 1:
            _add_run_of(paragraph, _element("w:fldChar", fldCharType="end"))


def add_bookmark(paragraph: WordParagraph, place: int) -> None:
    """Mark a heading as the target of its line in the table of contents."""
    start = _element("w:bookmarkStart", id=str(place), name=_bookmark(place))
    paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
    paragraph._p.append(_element("w:bookmarkEnd", id=str(place)))


def describe(table: WordTable, text: str) -> None:
    """Give a table the words that a screen reader says before it reads the cells."""
    table._tbl.tblPr.append(_element("w:tblCaption", val=text))


def _add_field(paragraph: WordParagraph, instruction: str, shown: str) -> None:
    field = _element("w:fldSimple", instr=instruction)
    run = paragraph.add_run(shown)
    field.append(run._r)
    paragraph._p.append(field)


def _add_run_of(paragraph: WordParagraph, content: BaseOxmlElement) -> None:
    paragraph.add_run()._r.append(content)


def _element(tag: str, **attributes: str) -> BaseOxmlElement:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _bookmark(place: int) -> str:
    return f"_Toc{place:08d}"


def _colour(value: str) -> RGBColor:
    return RGBColor.from_string(value.lstrip("#"))
