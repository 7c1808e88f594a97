"""CSV, SAS and Stata tables of weeks become Parquet once, under the hash of their content; memory is bounded here too.

The cache is a folder that the user names. Each converted table is a folder in it, named by the sha256 of the delivered
file and by how it was read: a file that changed, another code list or another dialect gets another name. A table is
there with all its parts or not at all.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import rfc8785

from nextwork_eval.errors import ExtractError
from nextwork_eval.registers.schema import Dialect, RegisterSchema, TableSchema
from nextwork_eval.registers.week_codes import WeekCodes, numbered
from nextwork_eval.registers.week_gate import refuse_civil_registration_numbers
from nextwork_eval.registers.week_text import text_slices
from nextwork_eval.registers.wide import wide_columns

_FORMAT = 1
"""Raised when the same file would be converted in another way."""

_CELLS = 8_000_000
_STATISTICAL = (".sas7bdat", ".xpt", ".dta")


def weekly_files(
    path: Path, schema: RegisterSchema, table: TableSchema, codes: WeekCodes, *, cache: Path, dialect: Dialect
) -> tuple[Path, ...]:
    """Return the Parquet files that a delivered table was converted to, and convert it if that was not done before.

    Parameters
    ----------
    path
        A CSV, SAS or Stata file.
    schema, table, codes
        What it holds.
    cache
        Folder that keeps converted tables; it is made where it does not exist.
    dialect
        How a CSV file is written.

    Raises
    ------
    ExtractError
        If the file cannot be read, or holds civil registration numbers. Nothing is then left in the cache.
    """
    kept = cache / _name(path, table, codes, dialect)
    if not kept.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        half_written = Path(tempfile.mkdtemp(prefix=".half_written_", dir=cache))
        try:
            _convert(path, schema, table, codes, dialect, half_written)
            if not kept.is_dir():  # another run may have been quicker
                half_written.rename(kept)
        finally:
            shutil.rmtree(half_written, ignore_errors=True)
    return tuple(sorted(kept.glob("part-*.parquet")))


def _name(path: Path, table: TableSchema, codes: WeekCodes, dialect: Dialect) -> str:
    try:
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        raise ExtractError(f"'{table.name}' cannot be read.", ["expected a file that can be opened."]) from None
    reading: dict[str, Any] = {
        "format": _FORMAT,
        "ending": path.suffix.lower(),
        "weeks": [family.pattern for family in table.wide],
        "codes": dict(codes.numbers),
        "blanks": list(codes.blanks),
        "trim": codes.trim,
        "dialect": [dialect.encoding, dialect.delimiter],
    }
    return f"{content}-{hashlib.sha256(rfc8785.dumps(reading)).hexdigest()[:16]}"


def _convert(
    path: Path, schema: RegisterSchema, table: TableSchema, codes: WeekCodes, dialect: Dialect, folder: Path
) -> None:
    """Write the parts: weeks as numbers in 16 bits, null where blank; other columns as they came."""
    parts = rows = 0
    for part in _slices(path, table, dialect):
        weeks = [column.name for column in wide_columns(table, part.columns) if _is_week(column.family.calendar)]
        refuse_civil_registration_numbers(part.drop(weeks), schema, table.name, rows)
        part.with_columns(numbered(part.select(weeks), codes).get_columns()).write_parquet(
            folder / f"part-{parts:06d}.parquet"
        )
        parts, rows = parts + 1, rows + part.height
    if not parts:
        raise ExtractError(f"'{table.name}' cannot be read.", ["expected a header and rows; the file is empty."])


def _is_week(calendar: str) -> bool:
    return calendar == "iso_week_yyww"


def _slices(path: Path, table: TableSchema, dialect: Dialect) -> Iterator[pl.DataFrame]:
    ending = path.suffix.lower()
    if ending == ".csv":
        yield from text_slices(path, table, dialect, cells=_CELLS)
    elif ending in _STATISTICAL:
        yield from _statistical_slices(path, table)
    else:
        raise ExtractError(
            f"'{table.name}' cannot be read.",
            ["expected Parquet, CSV, SAS (sas7bdat, xpt) or Stata (dta)."],
        )


def _statistical_slices(path: Path, table: TableSchema) -> Iterator[pl.DataFrame]:
    from polars_readstat import scan_readstat

    try:
        columns = len(scan_readstat(str(path)).collect_schema())
        rows = max(1, _CELLS // columns)
        # One thread keeps the order of the rows without holding them all.
        scan = scan_readstat(str(path), threads=1, preserve_order=True, batch_size=rows)
        yield from scan.collect_batches(chunk_size=rows, maintain_order=True)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, RuntimeError, ValueError):
        raise ExtractError(
            f"'{table.name}' cannot be read.", ["expected a complete SAS or Stata file. Deliver it again."]
        ) from None
