"""The delivered files opened: cells of a text file still as text, columns of a Parquet file as they were stored."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl

from nextwork_eval.registers.counting import ROWS_SHOWN, whole_table
from nextwork_eval.registers.schema import Dialect, RegisterSchema, TableSchema
from nextwork_eval.results.findings import Finding

_ENDINGS = (".csv", ".parquet")


def read_files(folder: Path, schema: RegisterSchema, dialect: Dialect) -> tuple[dict[str, pl.DataFrame], list[Finding]]:
    """Open the file of each table of a schema.

    Parameters
    ----------
    folder
        Folder of the extract.
    schema
        Which tables are expected, under which names.
    dialect
        How text files are written.

    Returns
    -------
    dict[str, pl.DataFrame]
        Table name to what was read, for the files that could be opened. Nothing is typed or checked yet.
    list[Finding]
        Missing, doubled, empty and unreadable files, and files that the schema does not name.
    """
    frames: dict[str, pl.DataFrame] = {}
    findings: list[Finding] = []
    for table in schema.tables:
        paths = [path for ending in _ENDINGS if (path := folder / f"{table.file}{ending}").is_file()]
        if not paths:
            findings.append(_missing(table))
        elif len(paths) > 1:
            findings.append(
                whole_table(
                    "doubled_file", table.name, "expected one file.", "Deliver it as CSV or as Parquet, not as both."
                )
            )
        else:
            frame, problems = (
                _read_csv(paths[0], table, dialect) if paths[0].suffix == ".csv" else _read_parquet(paths[0], table)
            )
            findings += problems
            if frame is not None:
                frames[table.name] = frame
    return frames, [*findings, *_unexpected(folder, schema)]


def _missing(table: TableSchema) -> Finding:
    expected = f"expected a file {table.file}.csv or {table.file}.parquet."
    if table.required:
        return whole_table("missing_table", table.name, expected, "Names must agree in capital and small letters.")
    return whole_table(
        "table_not_delivered", table.name, expected, "It is optional; nothing rests on it.", severity="note"
    )


def _unexpected(folder: Path, schema: RegisterSchema) -> list[Finding]:
    """Count data files that no table claims. Their names are not repeated: nobody knows what a name holds."""
    stems = {table.file for table in schema.tables}
    count = sum(
        path.suffix.lower() in _ENDINGS and path.stem not in stems for path in folder.iterdir() if path.is_file()
    )
    if not count:
        return []
    expected, advice = "files that the schema does not name were not read.", "Check the spelling of the file names."
    return [whole_table("unexpected_file", "the folder", expected, advice, count=count, severity="warning")]


def _read_parquet(path: Path, table: TableSchema) -> tuple[pl.DataFrame | None, list[Finding]]:
    if path.stat().st_size == 0:
        return None, [_empty(table)]
    try:
        return pl.read_parquet(path), []
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        # The library's own message may quote a cell.
        return None, [
            whole_table("unreadable_file", table.name, "expected a complete Parquet file.", "Deliver it again.")
        ]


def _read_csv(path: Path, table: TableSchema, dialect: Dialect) -> tuple[pl.DataFrame | None, list[Finding]]:
    try:
        text = path.read_bytes().decode(dialect.encoding).removeprefix("\ufeff")
    except (UnicodeDecodeError, OSError):
        expected = f"expected text in the encoding {dialect.encoding}."
        return None, [
            whole_table("wrong_encoding", table.name, expected, "Declare another under [dialect] in extract.toml.")
        ]
    if not text.strip():
        return None, [_empty(table)]
    header, ragged, rows = _shape(text, dialect)
    if header is None:
        expected = "expected quotation marks in pairs."
        return None, [
            whole_table("unreadable_file", table.name, expected, "Deliver it again, from the system that made it.")
        ]
    if len(set(header)) < len(header):
        expected = "expected every column once; some names stand in the header several times."
        count = len(header) - len(set(header))
        return None, [whole_table("doubled_column", table.name, expected, "Remove the surplus columns.", count=count)]
    if ragged:
        finding = Finding(
            code="ragged_rows",
            severity="error",
            table=table.name,
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
        expected = "expected a plain text table."
        return None, [
            whole_table("unreadable_file", table.name, expected, "Deliver it again, from the system that made it.")
        ]
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
    except pl.exceptions.PolarsError:
        return None


def _empty(table: TableSchema) -> Finding:
    return whole_table("empty_file", table.name, "expected a header and rows; the file is empty.", "Deliver it again.")
