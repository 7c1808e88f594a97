"""A table of the report as a spreadsheet wants it: one number in a cell, limits and persons in columns of their own."""

from __future__ import annotations

from dataclasses import dataclass

from nextwork_eval.report.blocks import Cell, Link, Parts, Table, Words
from nextwork_eval.report.languages import Language
from nextwork_eval.report.phrases import Phrase, plain_text
from nextwork_eval.report.sheets.numbers import NumberCell, limit_cells, number_cell
from nextwork_eval.report.sources import ResultRef

LOWER = Phrase("nedre grænse", "lower limit")
UPPER = Phrase("øvre grænse", "upper limit")
REMARK = Phrase("bemærkning", "remark")
_NAMES = {
    "low": LOWER,
    "high": UPPER,
    "remark": REMARK,
    "n_arm": Phrase("personer", "persons"),
    "n_reference": Phrase("i sammenligningen", "in the comparison"),
    "conf_level": Phrase("niveau", "level"),
}
_BETWEEN = " \u00a0;,:()[]+=–/"
_BETWEEN_WORDS = ("", "n", "af", "of")

Value = str | NumberCell


@dataclass(frozen=True, slots=True)
class Grid:
    """Headings and rows of a sheet; a row of one value is a heading across the sheet.

    Attributes
    ----------
    headings, right
        For each column its heading, and whether it is set to the right.
    rows
        The values, and whether the row is strong. An empty text is an empty cell.
    """

    headings: tuple[str, ...]
    right: tuple[bool, ...]
    rows: tuple[tuple[tuple[Value, ...], bool], ...]


def grid_of(table: Table, language: Language) -> Grid:
    """Spread a table over columns so that each number stands in a cell of its own.

    Parameters
    ----------
    table
        A table of the report.
    language
        Of the document.

    Returns
    -------
    Grid
        All that the table says: a cell that is more than numbers stays text, in the first of the columns that its own
        column became.
    """
    whole = [row for row in table.rows if len(row.cells) == len(table.columns)]
    headings: list[str] = []
    right: list[bool] = []
    spread: list[list[tuple[Value, ...]]] = []
    for place, column in enumerate(table.columns):
        pieces = [_pieces(row.cells[place], language) for row in whole]
        keys = tuple(dict.fromkeys(key for piece in pieces for key in piece if key != "text"))
        named = plain_text(column.heading)
        keys = keys or ("text",)
        first = _sub_heading(named, keys[0], language) if keys[0] == "low" else named
        headings += [first, *(_sub_heading(named, key, language) for key in keys[1:])]
        right += [column.align == "right" and key != "remark" for key in keys]
        spread.append([tuple(_value(piece, key, first=key == keys[0]) for key in keys) for piece in pieces])
    lines = iter(zip(*spread, strict=True)) if spread and whole else iter(())
    rows: list[tuple[tuple[Value, ...], bool]] = []
    for row in table.rows:
        if len(row.cells) == len(table.columns):
            values = tuple(value for group in next(lines) for value in group)
            rows.append((values, row.strong))
        else:
            rows.append(((_text(row.cells[0]),), True))
    return Grid(tuple(headings), tuple(right), tuple(rows))


def _value(piece: dict[str, Value], key: str, *, first: bool) -> Value:
    if first and "text" in piece:
        return piece["text"]
    return piece.get(key, "")


def _pieces(cell: Cell, language: Language) -> dict[str, Value]:
    """Return what stands in a cell by what it is: numbers by their field, or all of it as `text`."""
    found = _numbers(cell.parts, language)
    if found is None:
        return {"text": _text(cell)}
    return found | ({"remark": plain_text(cell.aside)} if cell.aside else {})


def _numbers(parts: Parts, language: Language) -> dict[str, Value] | None:
    found: dict[str, Value] = {}
    for part in parts:
        if isinstance(part, Words | Link):
            if part.text.strip(_BETWEEN) not in _BETWEEN_WORDS:
                return None
            continue
        field = part.source.field if isinstance(part.source, ResultRef) else "value"
        limits, number = limit_cells(part, language), number_cell(part, language)
        if limits is not None:
            pairs: tuple[tuple[str, Value], ...] = (("low", limits[0]), ("high", limits[1]))
        elif number is not None:
            pairs = ((field, number),)
        else:
            return None
        for key, value in pairs:
            again = sum(other.rstrip("+") == key for other in found)
            found[key + "+" * again] = value
    return found or None


def _sub_heading(heading: str, key: str, language: Language) -> str:
    name = _NAMES.get(key.rstrip("+"))
    return f"{heading}: {name.text(language)}" if name is not None else heading


def _text(cell: Cell) -> str:
    text = plain_text(cell.parts)
    return f"{text} ({plain_text(cell.aside)})" if cell.aside else text
