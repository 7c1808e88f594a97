"""Every table of the report as a sheet of one workbook, figures' data among them."""

from __future__ import annotations

import io
import re
import zipfile

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from nextwork_eval.plan.spreadsheet_cells import harmless
from nextwork_eval.report import palette
from nextwork_eval.report.blocks import Document, FigureBlock, Parts, Table
from nextwork_eval.report.phrases import Phrase, plain_text
from nextwork_eval.report.sheets.archive import noon, settled

CONTENTS = Phrase("Indhold", "Contents")
_WIDEST, _NARROWEST = 60, 9
_LONGEST_NAME = 31
_HEAD = PatternFill("solid", fgColor=palette.WASH.lstrip("#"))
_LINE = Border(bottom=Side(style="thin", color=palette.RULE.lstrip("#")))


def workbook(document: Document) -> bytes:
    """Print the tables of a document as an Excel workbook.

    Parameters
    ----------
    document
        The composed report.

    Returns
    -------
    bytes
        First a sheet that lists the others with links, then a sheet for each table and for the data of each figure.
        Cells hold the text of the report, so that a number reads the same in every format; the ids of the rows it
        comes from stand below the table. The same document gives the same bytes.
    """
    book = Workbook()
    contents = book.active
    assert isinstance(contents, Worksheet), "a new workbook has a sheet"
    contents.title = CONTENTS.text(document.language)
    contents.append([harmless(plain_text(document.title))])
    contents["A1"].font = Font(bold=True, size=14)
    for line in (document.status, *document.notices):
        contents.append([harmless(plain_text(line))])
    contents.column_dimensions["A"].width = 14
    contents.column_dimensions["B"].width = 90
    names: set[str] = set()
    for table, title in _tables(document):
        name = _sheet_name(table.id, names)
        names.add(name)
        _write(book.create_sheet(name), table, title, document)
        contents.append([name, harmless(title)])
        link = contents.cell(row=contents.max_row, column=1)
        link.hyperlink = f"#'{name}'!A1"
        link.font = Font(color=palette.ACCENT.lstrip("#"), underline="single")
    book.properties.title = plain_text(document.title)
    book.properties.creator = plain_text(document.publisher)
    book.properties.language = document.language
    book.properties.created = book.properties.modified = noon(document.date)
    out = io.BytesIO()
    # The writer stamps the time of writing over what was set; the archive is settled afterwards.
    book.save(out)
    return settled(_dated(out.getvalue(), document.date))


def _tables(document: Document) -> list[tuple[Table, str]]:
    found = []
    for chapter in document.chapters:
        for block in chapter.blocks:
            match block:
                case Table():
                    number = "" if block.number is None else f"{document.labels['table']} {block.number.text}. "
                    found.append((block, number + plain_text(block.caption)))
                case FigureBlock() if block.data is not None:
                    number = "" if block.number is None else f"{document.labels['figure']} {block.number.text}. "
                    found.append((block.data, number + plain_text(block.caption)))
    return found


def _write(sheet: Worksheet, table: Table, title: str, document: Document) -> None:
    sheet.append([harmless(title)])
    sheet["A1"].font = Font(bold=True, size=12)
    if document.notices:
        sheet.append([harmless(" ".join(map(plain_text, document.notices)))])
        sheet["A2"].font = Font(bold=True, color=palette.NOTICE.lstrip("#"))
    sheet.append([harmless(plain_text(column.heading)) for column in table.columns])
    head = sheet.max_row
    for cell in sheet[head]:
        cell.font, cell.fill = Font(bold=True), _HEAD
    for row in table.rows:
        sheet.append([_cell(cell.parts, cell.aside) for cell in row.cells])
        for place, cell in enumerate(sheet[sheet.max_row]):
            right = place < len(table.columns) and table.columns[place].align == "right"
            cell.alignment = Alignment(horizontal="right" if right else "left", vertical="top", wrap_text=True)
            cell.border = _LINE
            if row.strong or len(row.cells) == 1:
                cell.font = Font(bold=True)
    widths = [max((len(str(cell.value or "")) for cell in column[head - 1 :]), default=0) for column in sheet.columns]
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = min(max(width + 2, _NARROWEST), _WIDEST)
    sheet.freeze_panes = sheet.cell(row=head + 1, column=2)
    for note in table.notes:
        sheet.append([harmless(plain_text(note))])
    if table.sources:
        sheet.append([harmless(", ".join(table.sources))])
        sheet.cell(row=sheet.max_row, column=1).font = Font(color=palette.QUIET.lstrip("#"), size=8)


def _cell(parts: Parts, aside: Parts) -> str:
    text = plain_text(parts)
    text = f"{text} ({plain_text(aside)})" if aside else text
    return harmless(text)


def _sheet_name(table_id: str, taken: set[str]) -> str:
    name = table_id[:_LONGEST_NAME]
    number = 2
    while name in taken:
        name = f"{table_id[: _LONGEST_NAME - 3]}_{number}"
        number += 1
    return name


def _dated(content: bytes, date: str) -> bytes:
    """Put the date of the plan where the writer put the time of writing."""
    out = io.BytesIO()
    stamp = noon(date).strftime("%Y-%m-%dT%H:%M:%SZ").encode("ascii")
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, data)
            target.writestr(entry, data)
    return out.getvalue()
