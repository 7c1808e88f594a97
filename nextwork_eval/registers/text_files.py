"""Text files opened: every cell still as text, and a file that two parsers understand differently is refused."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import polars as pl

from nextwork_eval.registers.counting import ROWS_SHOWN, whole_table
from nextwork_eval.registers.limits import LONGEST_CELL, LONGEST_HEADER, MOST_COLUMNS
from nextwork_eval.registers.schema import Dialect
from nextwork_eval.results.findings import Finding

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_AGAIN = "Deliver it again, from the system that made it."


def read_text(path: Path, table: str, dialect: Dialect, largest: int) -> tuple[pl.DataFrame | None, list[Finding]]:
    """Read a table from a text file.

    Parameters
    ----------
    path
        The file.
    table
        Name for findings.
    dialect
        How it is written.
    largest
        Bytes that it may have.

    Returns
    -------
    pl.DataFrame or None
        All cells as text; None if there is a finding.
    list[Finding]
        What is wrong with the file as a whole.
    """
    try:
        if path.stat().st_size > largest:
            return None, [too_large(table)]
        if problem := _header_problem(path, table, dialect):
            return None, [problem]
        raw = path.read_bytes()
    except OSError:
        return None, [whole_table("unreadable_file", table, "expected a file that can be read.", _AGAIN)]
    if b"\0" in raw:
        expected = "expected text; the file holds zero bytes, as UTF-16 and binary files do."
        return None, [whole_table("zero_bytes", table, expected, "Deliver it as text in UTF-8 or cp1252.")]
    try:
        text = raw.decode(dialect.encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        expected = f"expected text in the encoding {dialect.encoding}."
        advice = f"Declare another under [dialect] or [layout.{table}] in extract.toml."
        return None, [whole_table("wrong_encoding", table, expected, advice)]
    if not text.strip():
        return None, [empty(table)]
    return _table(text, table, dialect)


def empty(table: str) -> Finding:
    """Return the finding for a file without content."""
    return whole_table("empty_file", table, "expected a header and rows; the file is empty.", "Deliver it again.")


def too_large(table: str) -> Finding:
    """Return the finding for a table that would take more memory than was declared."""
    expected = "the table takes more memory than a table may, as long as nothing else is declared."
    advice = "If it is meant to be so large, set largest_table_gb at the top of extract.toml."
    return whole_table("too_large", table, expected, advice)


def too_many_columns(table: str) -> Finding:
    """Return the finding for a header that no register has."""
    expected = f"expected at most {MOST_COLUMNS} columns, in a header of at most {LONGEST_HEADER} bytes."
    return whole_table("too_many_columns", table, expected, "Check the file: DREAM, the widest register, has 1,700.")


def too_long_cell(table: str) -> Finding:
    """Return the finding for a cell that no register has."""
    expected = f"expected cells of at most {LONGEST_CELL} bytes."
    return whole_table("cell_too_long", table, expected, "Check quotation marks, or leave the column out.")


def _header_problem(path: Path, table: str, dialect: Dialect) -> Finding | None:
    """Judge the width from the first bytes, before the file is read."""
    with path.open("rb") as file:
        first = file.read(LONGEST_HEADER)
    line, end, _ = first.partition(b"\n")
    if line.count(dialect.delimiter.encode()) >= MOST_COLUMNS:
        return too_many_columns(table)
    return None if end or len(first) < LONGEST_HEADER else too_many_columns(table)


def _table(text: str, table: str, dialect: Dialect) -> tuple[pl.DataFrame | None, list[Finding]]:
    header, ragged, rows = _shape(text, dialect)
    if header is None:
        expected = "expected quotation marks in pairs."
        return None, [whole_table("unreadable_file", table, expected, _AGAIN)]
    if any(_CONTROL.search(name) for name in header):
        expected = "expected names of columns without control characters."
        return None, [whole_table("unreadable_file", table, expected, _AGAIN)]
    if len(set(header)) < len(header):
        expected = "expected every column once; some names stand in the header several times."
        count = len(header) - len(set(header))
        return None, [whole_table("doubled_column", table, expected, "Remove the surplus columns.", count=count)]
    if ragged:
        finding = Finding(
            code="ragged_rows",
            severity="error",
            table=table,
            column=None,
            count=len(ragged),
            rows=tuple(ragged[:ROWS_SHOWN]),
            expected=f"expected {len(header)} cells in every row, parted by '{dialect.delimiter}'.",
            advice="Nothing else in this table was checked. Check the delimiter, and quote cells that hold it.",
        )
        return None, [finding]
    frame = _parse(text, dialect)
    if frame is None or frame.columns != header or frame.height != rows:
        # Two parsers that disagree about a file must never be settled silently.
        return None, [whole_table("unreadable_file", table, "expected a plain text table.", _AGAIN)]
    return frame, []


def _shape(text: str, dialect: Dialect) -> tuple[list[str] | None, list[int], int]:
    """Return the header (None if quotes are not paired), the rows of another length, and the number of rows."""
    reader = csv.reader(io.StringIO(text.rstrip("\r\n"), newline=""), delimiter=dialect.delimiter, strict=True)
    ragged, row = [], 0
    try:
        header = next(reader)
        for row, cells in enumerate(reader, start=1):
            if len(cells) != len(header):
                ragged.append(row)
    except csv.Error:
        return None, [], 0
    return header, ragged, row


def _parse(text: str, dialect: Dialect) -> pl.DataFrame | None:
    try:
        return pl.read_csv(
            io.BytesIO(text.rstrip("\r\n").encode()),
            separator=dialect.delimiter,
            infer_schema=False,
            empty_string_is_null=False,
        )
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        return None
