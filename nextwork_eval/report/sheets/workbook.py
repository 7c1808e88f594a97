"""Every table of the report as a sheet of one workbook, figures' data among them."""

from __future__ import annotations

import io
import re
import zipfile

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from nextwork_eval.report import palette
from nextwork_eval.report.blocks import Document, FigureBlock, Table
from nextwork_eval.report.phrases import Phrase, plain_text
from nextwork_eval.report.sheets.archive import noon, settled
from nextwork_eval.report.sheets.columns import grid_of
from nextwork_eval.report.sheets.numbers import NumberCell
from nextwork_eval.spreadsheet_cells import harmless

CONTENTS = Phrase("Indhold", "Contents")
TITLE, NOTICE, HEADING, BODY, STRONG, NOTE = "Table title", "Notice", "Column heading", "Body", "Strong", "Table note"
_FONT = "Calibri"
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
        A number stands in a cell of its own, as the number that the report prints, with its places and its unit in the
        format of the cell; limits and persons have columns of their own. The ids of the rows they come from stand below
        the table, and what must be said on every page stands on every sheet. The same document gives the same bytes.
    """
    book = Workbook()
    _styles(book)
    contents = book.active
    assert isinstance(contents, Worksheet), "a new workbook has a sheet"
    contents.title = CONTENTS.text(document.language)
    _line(contents, plain_text(document.title), TITLE)
    _line(contents, plain_text(document.status), NOTE)
    for line in document.notices:
        _line(contents, plain_text(line), NOTICE)
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
    grid = grid_of(table, document.language)
    notices = " ".join(map(plain_text, document.notices))
    _line(sheet, title, TITLE)
    if notices:
        _line(sheet, notices, NOTICE)
        sheet.oddHeader.center.text = notices
    sheet.append([harmless(heading) for heading in grid.headings])
    head = sheet.max_row
    for cell in sheet[head]:
        cell.style = HEADING
    for values, strong in grid.rows:
        sheet.append([value.value if isinstance(value, NumberCell) else harmless(value) or None for value in values])
        for place, value in enumerate(values):
            cell = sheet.cell(row=sheet.max_row, column=place + 1)
            cell.style = STRONG if strong else BODY
            if isinstance(value, NumberCell):
                cell.number_format = value.code
            side = "right" if grid.right[place] else "left"
            cell.alignment = Alignment(horizontal=side, vertical="top", wrap_text=True)
    shown = [len(heading) // 2 for heading in grid.headings]
    for values, _ in grid.rows:
        if len(values) == len(shown):
            shown = [max(length, _length(value)) for length, value in zip(shown, values, strict=True)]
    for place, width in enumerate(shown, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = min(max(width + 2, _NARROWEST), _WIDEST)
    sheet.freeze_panes = sheet.cell(row=head + 1, column=2)
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for note in table.notes:
        _line(sheet, plain_text(note), NOTE)
    if table.sources:
        _line(sheet, ", ".join(table.sources), NOTE)


def _line(sheet: Worksheet, text: str, style: str) -> None:
    sheet.append([harmless(text)])
    sheet.cell(row=sheet.max_row, column=1).style = style


def _length(value: str | NumberCell) -> int:
    """Return about how many signs a cell shows: a number, with the unit that stands in its format."""
    if isinstance(value, str):
        return len(value)
    unit = value.code.partition(";")[0].partition('"')[2]
    return len(f"{value.value:,.1f}") + len(unit)


def _styles(book: Workbook) -> None:
    """Give the workbook styles by name, which an office changes in one place."""
    accent = palette.ACCENT.lstrip("#")
    for style in (
        NamedStyle(name=TITLE, font=Font(name=_FONT, bold=True, size=13, color=accent)),
        NamedStyle(name=NOTICE, font=Font(name=_FONT, bold=True, size=10, color=palette.NOTICE.lstrip("#"))),
        NamedStyle(
            name=HEADING,
            font=Font(name=_FONT, bold=True, size=10),
            fill=_HEAD,
            border=_LINE,
            alignment=Alignment(vertical="bottom", wrap_text=True),
        ),
        NamedStyle(name=BODY, font=Font(name=_FONT, size=10), border=_LINE),
        NamedStyle(name=STRONG, font=Font(name=_FONT, bold=True, size=10), border=_LINE),
        NamedStyle(name=NOTE, font=Font(name=_FONT, size=8, color=palette.QUIET.lstrip("#"))),
    ):
        book.add_named_style(style)


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
