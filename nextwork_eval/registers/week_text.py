"""A CSV file of any length, opened a slice of rows at a time with every cell still as text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import polars as pl

from nextwork_eval.errors import ExtractError
from nextwork_eval.registers.limits import MOST_COLUMNS
from nextwork_eval.registers.schema import Dialect, TableSchema

_BYTES = 16 * 2**20
_LONGEST = 64 * 2**20
"""A row longer than this is no row of a register, and is not read into memory."""


def text_slices(path: Path, table: TableSchema, dialect: Dialect, *, cells: int) -> Iterator[pl.DataFrame]:
    """Read a CSV file in slices of about `cells` cells, all of them text.

    Raises
    ------
    ExtractError
        If it is not text in the declared encoding, a row has more or fewer cells than the header, a name stands twice
        in the header, or quotation marks are not in pairs.
    """
    try:
        with path.open("rb") as file:
            yield from _gathered(file, table, dialect, cells)
    except UnicodeDecodeError:
        expected = f"expected text in the encoding {dialect.encoding}. Declare another under [dialect] in extract.toml."
        raise ExtractError(f"'{table.name}' cannot be read.", [expected]) from None
    except OSError:
        raise ExtractError(f"'{table.name}' cannot be read.", ["expected a file that can be opened."]) from None


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
    for block in _blocks(file, table):
        text = block.decode(dialect.encoding)
        if not first:
            first, _, text = text.removeprefix("\ufeff").partition("\n")
            header = _header(first, table, dialect)
        if text := text.rstrip("\r\n"):
            frame = _parsed(first, text, header, table, dialect, rows)
            rows += frame.height
            yield frame
    if not header:
        raise ExtractError(f"'{table.name}' cannot be read.", ["expected a header and rows; there are none."])
    if not rows:
        yield pl.DataFrame(schema=dict.fromkeys(header, pl.String))


def _blocks(file: BinaryIO, table: TableSchema) -> Iterator[bytes]:
    """Cut a file after rows: at ends of lines that do not stand within quotation marks."""
    rest = b""
    while block := file.read(_BYTES):
        if b"\0" in block:
            raise ExtractError(f"'{table.name}' cannot be read.", ["expected text; there are zero bytes in it."])
        rest += block
        cut = rest.rfind(b"\n") + 1
        if cut and rest.count(b'"', 0, cut) % 2 == 0:
            yield rest[:cut]
            rest = rest[cut:]
        elif len(rest) > _LONGEST:
            raise ExtractError(
                f"'{table.name}' cannot be read.",
                [f"expected rows of less than {_LONGEST // 2**20} MB, and quotation marks in pairs."],
            )
    if rest.strip(b"\r\n"):
        yield rest


def _header(line: str, table: TableSchema, dialect: Dialect) -> list[str]:
    names = next(csv.reader(io.StringIO(line.rstrip("\r")), delimiter=dialect.delimiter), [])
    if not names:
        raise ExtractError(f"'{table.name}' cannot be read.", ["expected a header and rows; there is no header."])
    if len(names) > MOST_COLUMNS:
        raise ExtractError(f"'{table.name}' cannot be read.", [f"expected at most {MOST_COLUMNS} columns."])
    if several := len(names) - len(set(names)):
        raise ExtractError(
            f"'{table.name}' cannot be read.",
            [f"expected every column once; {several} names are there again. Remove the surplus columns."],
        )
    return names


def _parsed(
    first: str, text: str, header: list[str], table: TableSchema, dialect: Dialect, before: int
) -> pl.DataFrame:
    refused = ExtractError(
        f"'{table.name}' cannot be read.",
        [
            f"expected {len(header)} cells in every row, parted by '{dialect.delimiter}'; at least one row between "
            f"{before + 1} and {before + text.count(chr(10)) + 1} differs. Check the delimiter and quotation marks."
        ],
    )
    try:
        frame = pl.read_csv(
            io.BytesIO(f"{first}\n{text}\n".encode()),
            separator=dialect.delimiter,
            infer_schema=False,
            empty_string_is_null=False,
        )
        agrees = _agrees(frame, text, header, dialect)
    except (pl.exceptions.PolarsError, csv.Error):
        raise refused from None
    if not agrees:
        raise refused
    return frame


def _agrees(frame: pl.DataFrame, text: str, header: list[str], dialect: Dialect) -> bool:
    """Say whether a plain reading finds the same rows: two parsers that disagree must never be settled silently.

    The parser refuses rows with too many cells and fills up those with too few, so that the sum of all tells.
    """
    if '"' not in text:
        rows = text.count("\n") + 1
        parted = text.count(dialect.delimiter) == rows * (len(header) - 1)
    else:
        lengths = [
            len(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter, strict=True)
        ]
        rows, parted = len(lengths), set(lengths) == {len(header)}
    return parted and frame.columns == header and frame.height == rows
