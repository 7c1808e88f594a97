"""A CSV file of any length, opened a slice of rows at a time with every cell still as text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import polars as pl

from nextwork_eval.registers.counting import ROWS_SHOWN, whole_table
from nextwork_eval.registers.limits import LONGEST_CELL, MOST_COLUMNS
from nextwork_eval.registers.merging import merged
from nextwork_eval.registers.opening import longest_cell
from nextwork_eval.registers.refusal import unreadable
from nextwork_eval.registers.schema import Dialect, TableSchema
from nextwork_eval.registers.text_files import (
    CONTROL,
    empty,
    not_parted,
    too_long_cell,
    too_many_columns,
)
from nextwork_eval.results.findings import Finding

_BYTES = 16 * 2**20
_LONGEST = 64 * 2**20
"""A row longer than this is no row of a register, and is not read into memory."""


def text_slices(path: Path, table: TableSchema, dialect: Dialect, *, cells: int) -> Iterator[pl.DataFrame]:
    """Read a CSV file in slices of about `cells` cells, all of them text.

    Raises
    ------
    TableError
        If it is not text in the declared encoding, rows have more or fewer cells than the header (all such rows are
        counted), a name stands twice in the header, or quotation marks are not in pairs.
    """
    try:
        with path.open("rb") as file:
            yield from _gathered(file, table, dialect, cells)
    except UnicodeDecodeError:
        section = f"layout.{table.name}"
        found = whole_table("wrong_encoding", table.name, encoding=dialect.encoding, section=section)
        raise unreadable(table.name, [found]) from None
    except OSError:
        raise unreadable(table.name, [whole_table("unreadable_file", table.name, kind="closed")]) from None


def _gathered(file: BinaryIO, table: TableSchema, dialect: Dialect, cells: int) -> Iterator[pl.DataFrame]:
    """Put pieces together until they are a slice."""
    held: list[pl.DataFrame] = []
    for frame in _pieces(file, table, dialect):
        held.append(frame)
        if sum(piece.height for piece in held) * frame.width >= cells:
            yield pl.concat(held)
            held = []
    if held:
        yield pl.concat(held)


def _pieces(file: BinaryIO, table: TableSchema, dialect: Dialect) -> Iterator[pl.DataFrame]:
    first, rows, header = "", 0, list[str]()
    ragged: list[Finding] = []
    for block in _blocks(file, table):
        text = block.decode(dialect.encoding)
        if not first:
            first, _, text = text.removeprefix("\ufeff").partition("\n")
            header = _header(first, table, dialect)
        if text := text.rstrip("\r\n"):
            frame = _parsed(first, text, header, dialect)
            if frame is None:
                found, height = _why(text, header, table, dialect, rows)
                ragged = merged([*ragged, *found])
                rows += height
            elif longest_cell(frame) > LONGEST_CELL:
                raise unreadable(table.name, [too_long_cell(table.name)])
            else:
                rows += frame.height
                if not ragged:  # of a table that is refused only the count is still wanted
                    yield frame
    if ragged:
        raise unreadable(table.name, ragged)
    if not header:
        raise unreadable(table.name, [empty(table.name)])
    if not rows:
        yield pl.DataFrame(schema=dict.fromkeys(header, pl.String))


def _blocks(file: BinaryIO, table: TableSchema) -> Iterator[bytes]:
    """Cut a file after rows: at ends of lines that do not stand within quotation marks."""
    rest = b""
    while block := file.read(_BYTES):
        if b"\0" in block:
            raise unreadable(table.name, [whole_table("zero_bytes", table.name)])
        rest += block
        cut = rest.rfind(b"\n") + 1
        if cut and rest.count(b'"', 0, cut) % 2 == 0:
            yield rest[:cut]
            rest = rest[cut:]
        elif len(rest) > _LONGEST:
            raise unreadable(table.name, [whole_table("unreadable_file", table.name, kind="quotes")])
    if rest.strip(b"\r\n"):
        yield rest


def _header(line: str, table: TableSchema, dialect: Dialect) -> list[str]:
    if "\r" in line.rstrip("\r"):  # as in `text_files`
        raise unreadable(table.name, [whole_table("unreadable_file", table.name, kind="plain")])
    try:
        names = next(csv.reader(io.StringIO(line.rstrip("\r")), delimiter=dialect.delimiter, strict=True), [])
    except csv.Error as error:
        raise unreadable(table.name, [not_parted(error, table.name)]) from None
    if not names:
        raise unreadable(table.name, [empty(table.name)])
    if any(CONTROL.search(name) for name in names):
        raise unreadable(table.name, [whole_table("unreadable_file", table.name, kind="names")])
    if len(names) > MOST_COLUMNS:
        raise unreadable(table.name, [too_many_columns(table.name)])
    if several := len(names) - len(set(names)):
        raise unreadable(table.name, [whole_table("doubled_column", table.name, count=several)])
    return names


def _parsed(first: str, text: str, header: list[str], dialect: Dialect) -> pl.DataFrame | None:
    """Return some rows; None if they are no such table, or two parsers do not agree that they are."""
    try:
        frame = pl.read_csv(
            io.BytesIO(f"{first}\n{text}\n".encode()),
            separator=dialect.delimiter,
            infer_schema=False,
            empty_string_is_null=False,
        )
        return frame if _agrees(frame, text, header, dialect) else None
    except (pl.exceptions.PolarsError, csv.Error):
        return None


def _agrees(frame: pl.DataFrame, text: str, header: list[str], dialect: Dialect) -> bool:
    """Say whether a plain reading finds the same rows: two parsers that disagree must never be settled silently.

    The parser refuses rows with too many cells and fills up those with too few, so that the sum of all tells.
    """
    if '"' not in text and text.count("\r") == text.count("\r\n"):  # a return alone ends a line to one of them
        rows = text.count("\n") + 1
        parted = text.count(dialect.delimiter) == rows * (len(header) - 1)
    else:
        lengths = _lengths(text, dialect)
        rows, parted = len(lengths), set(lengths) == {len(header)}
    return parted and frame.columns == header and frame.height == rows


def _lengths(text: str, dialect: Dialect) -> list[int]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter, strict=True)
    return [len(row) for row in reader]


def _why(text: str, header: list[str], table: TableSchema, dialect: Dialect, before: int) -> tuple[list[Finding], int]:
    """Say why some rows could not be parsed, and how many they are."""
    try:
        lengths = _lengths(text, dialect)
    except csv.Error as error:
        raise unreadable(table.name, [not_parted(error, table.name)]) from None
    wrong = [before + place for place, length in enumerate(lengths, start=1) if length != len(header)]
    if not wrong:
        raise unreadable(table.name, [whole_table("unreadable_file", table.name, kind="plain")])
    finding = Finding(
        code="ragged_rows",
        severity="error",
        table=table.name,
        column=None,
        count=len(wrong),
        rows=tuple(wrong[:ROWS_SHOWN]),
        facts=(("cells", str(len(header))), ("delimiter", dialect.delimiter)),
    )
    return [finding], len(lengths)
