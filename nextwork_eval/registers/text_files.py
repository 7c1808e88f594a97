"""Text files opened: every cell still as text, and a file that two parsers understand differently is refused."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import polars as pl

from nextwork_eval.registers.counting import ROWS_SHOWN, whole_table
from nextwork_eval.registers.limits import LONGEST_CELL, LONGEST_HEADER, MOST_COLUMNS
from nextwork_eval.registers.opening import longest_cell
from nextwork_eval.registers.schema import Dialect
from nextwork_eval.results.findings import Finding

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Signs that no name of a column holds."""


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
        return None, [whole_table("unreadable_file", table, kind="closed")]
    if b"\0" in raw:
        return None, [whole_table("zero_bytes", table)]
    try:
        text = raw.decode(dialect.encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        return None, [whole_table("wrong_encoding", table, encoding=dialect.encoding, section=f"layout.{table}")]
    del raw  # a file, its text and its table at once would be three times what is needed
    if not text or text.isspace():
        return None, [empty(table)]
    return _table(text.rstrip("\r\n").encode(), table, dialect)


def empty(table: str) -> Finding:
    """Return the finding for a file without content."""
    return whole_table("empty_file", table, kind="whole")


def too_large(table: str) -> Finding:
    """Return the finding for a table that would take more memory than was declared."""
    return whole_table("too_large", table)


def too_many_columns(table: str) -> Finding:
    """Return the finding for a header that no register has."""
    return whole_table("too_many_columns", table, columns=str(MOST_COLUMNS), bytes=str(LONGEST_HEADER))


def too_long_cell(table: str) -> Finding:
    """Return the finding for a cell that no register has."""
    return whole_table("cell_too_long", table, bytes=str(LONGEST_CELL))


def not_parted(error: csv.Error, table: str) -> Finding:
    """Return the finding for text that cannot be parted into cells: one of them has no end, or comes too late."""
    if "field larger than field limit" in str(error):
        return too_long_cell(table)
    return whole_table("unreadable_file", table, kind="quotes")


def _header_problem(path: Path, table: str, dialect: Dialect) -> Finding | None:
    """Judge the width from the first bytes, before the file is read."""
    with path.open("rb") as file:
        first = file.read(LONGEST_HEADER)
    line, end, _ = first.partition(b"\n")
    if b"\r" in line.rstrip(b"\r"):  # lines that end with it alone are one line to one parser, and many to another
        return whole_table("unreadable_file", table, kind="plain")
    if line.count(dialect.delimiter.encode()) >= MOST_COLUMNS:
        return too_many_columns(table)
    return None if end or len(first) < LONGEST_HEADER else too_many_columns(table)


def _table(text: bytes, table: str, dialect: Dialect) -> tuple[pl.DataFrame | None, list[Finding]]:
    try:
        header, ragged, rows = _shape(text, dialect)
    except csv.Error as error:
        return None, [not_parted(error, table)]
    if any(CONTROL.search(name) for name in header):
        return None, [whole_table("unreadable_file", table, kind="names")]
    if len(set(header)) < len(header):
        return None, [whole_table("doubled_column", table, count=len(header) - len(set(header)))]
    if ragged:
        finding = Finding(
            code="ragged_rows",
            severity="error",
            table=table,
            column=None,
            count=len(ragged),
            rows=tuple(ragged[:ROWS_SHOWN]),
            facts=(("cells", str(len(header))), ("delimiter", dialect.delimiter)),
        )
        return None, [finding]
    frame = _parse(text, dialect)
    if frame is None or frame.columns != header or frame.height != rows:
        # Two parsers that disagree about a file must never be settled silently.
        return None, [whole_table("unreadable_file", table, kind="plain")]
    if longest_cell(frame) > LONGEST_CELL:
        return None, [too_long_cell(table)]
    return frame, []


def _shape(text: bytes, dialect: Dialect) -> tuple[list[str], list[int], int]:
    """Return the header, the rows of another length, and the number of rows; csv.Error if quotes are not paired."""
    # Not StringIO, which takes four bytes for each character.
    lines = io.TextIOWrapper(io.BytesIO(text), encoding="utf-8", newline="")
    reader = csv.reader(lines, delimiter=dialect.delimiter, strict=True)
    ragged, row = [], 0
    header = next(reader)
    for row, cells in enumerate(reader, start=1):
        if len(cells) != len(header):
            ragged.append(row)
    return header, ragged, row


def _parse(text: bytes, dialect: Dialect) -> pl.DataFrame | None:
    try:
        return pl.read_csv(
            io.BytesIO(text),
            separator=dialect.delimiter,
            infer_schema=False,
            empty_string_is_null=False,
        )
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        return None
