"""The reading process: opens binary files of which nobody knows who made them, and hands back plain tables.

Libraries that read such files may ask for more memory than there is, run on, or end the process, whatever is caught.
They therefore run here, in a process of their own with bounded memory, whose messages go nowhere; `guarded` starts it.
Files are read whole, or one of any length in pieces.
"""

from __future__ import annotations

import io
import json
import mmap
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import polars as pl

from nextwork_eval.registers.limits import LONGEST_CELL, MOST_COLUMNS
from nextwork_eval.registers.transport import letters

TAG_SUFFIX = "\x01tag"
"""Marks a column that says which tagged missing value (.A to .Z) stands in the column of the same name."""

_STRING_WIDTH = 16  # a view of a text that lies elsewhere, once for all rows that share it


def main() -> None:
    """Read the jobs from the standard input, and write each table, or why there is none, to the standard output."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints does not get between the tables
    orders = json.loads(sys.stdin.buffer.read())
    _bound(int(orders["memory"]))
    if "cells" in orders:
        answers = pieces(Path(orders["path"]), orders["kind"], int(orders["cells"]))
    else:
        answers = (opened(Path(job["path"]), job["kind"], int(orders["largest"])) for job in orders["jobs"])
    for status, content in answers:
        out.write(status + len(content).to_bytes(8, "big") + content)
        out.flush()


def _bound(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such bound; there the sizes that files declare are the only one
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold the table


def opened(path: Path, kind: str, largest: int) -> tuple[bytes, bytes]:
    """Return `T` and a table as an Arrow stream, or `E` and why there is none: one word, never a library's message."""
    try:
        lazy = _scan(path, kind)
        schema = lazy.collect_schema()
        if kind in ("parquet", "arrow") and any(name.endswith(TAG_SUFFIX) for name in schema):
            return b"E", b"unreadable"  # a name that only this module gives
        if len(schema) > MOST_COLUMNS:
            return b"E", b"too_many_columns"
        if _rows(lazy, path, kind) * sum(_width(dtype) for dtype in schema.values()) > largest:
            return b"E", b"too_large"
        frame = lazy.collect()
        if kind == "xpt":
            frame = _with_letters(frame, path)
        if frame.estimated_size() > largest:
            return b"E", b"too_large"
        if longest_cell(frame) > LONGEST_CELL:
            return b"E", b"cell_too_long"
        return b"T", _stream(frame)
    except MemoryError:
        return b"E", b"too_large"
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic of a library is no Exception, and any of their messages may quote a cell
        return b"E", b"unreadable"


def pieces(path: Path, kind: str, cells: int) -> Iterator[tuple[bytes, bytes]]:
    """Yield a table of any length in pieces of about so many cells: `T` and each, then `Z`; or `E` as in `opened`."""
    try:
        schema = _scan(path, kind).collect_schema()
        if kind in ("parquet", "arrow") and any(name.endswith(TAG_SUFFIX) for name in schema):
            yield b"E", b"unreadable"
            return
        if len(schema) > MOST_COLUMNS:
            yield b"E", b"too_many_columns"
            return
        rows, first = max(1, cells // max(1, len(schema))), 0
        for frame in _scan(path, kind, rows).collect_batches(chunk_size=rows, maintain_order=True):
            if longest_cell(frame) > LONGEST_CELL:
                yield b"E", b"cell_too_long"
                return
            yield b"T", _stream(_with_letters(frame, path, first) if kind == "xpt" else frame)
            first += frame.height
        if not first:
            yield b"T", _stream(pl.DataFrame(schema=schema))
        yield b"Z", b""
    except MemoryError:
        yield b"E", b"too_large"
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException:  # as in `opened`
        yield b"E", b"unreadable"


def _stream(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    _without_empty_tags(frame).write_ipc_stream(buffer)
    return buffer.getvalue()


def _scan(path: Path, kind: str, rows: int | None = None) -> pl.LazyFrame:
    if kind == "parquet":
        return pl.scan_parquet(path, hive_partitioning=False, glob=False)
    if kind == "arrow":
        return pl.scan_ipc(path, hive_partitioning=False)
    from polars_readstat import InformativeNullOpts, scan_readstat

    return scan_readstat(
        str(path),
        threads=None if rows is None else 1,  # one thread keeps the order of rows without holding them all
        batch_size=rows,
        preserve_order=True,  # otherwise rows come in any order, and row numbers in findings would be wrong
        informative_nulls=InformativeNullOpts(suffix=TAG_SUFFIX, use_value_labels=False),
    )


def _rows(lazy: pl.LazyFrame, path: Path, kind: str) -> int:
    if kind in ("parquet", "arrow"):
        return int(lazy.select(pl.len()).collect().item())
    from polars_readstat import ScanReadstat

    metadata: dict[str, Any] = ScanReadstat(str(path)).metadata
    if kind == "xpt":  # it does not say how many rows it has
        return path.stat().st_size // max(1, int(metadata["row_length"]))
    return int(metadata["row_count"] or 0)


def _with_letters(frame: pl.DataFrame, path: Path, first: int = 0) -> pl.DataFrame:
    from polars_readstat import ScanReadstat

    columns = ScanReadstat(str(path)).metadata["columns"]
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        found = letters(content, columns, frame.height, first)
    return frame.with_columns(tags.alias(name + TAG_SUFFIX) for name, tags in found.items())


def _width(dtype: pl.DataType) -> int:
    """Return the bytes of a cell in memory; nested types count as texts."""
    for wide, types in (
        (1, (pl.Int8, pl.UInt8, pl.Boolean)),
        (2, (pl.Int16, pl.UInt16)),
        (4, (pl.Int32, pl.UInt32, pl.Float32, pl.Date, pl.Categorical, pl.Enum)),
        (8, (pl.Int64, pl.UInt64, pl.Float64, pl.Datetime, pl.Duration, pl.Time)),
    ):
        if isinstance(dtype, types):
            return wide
    return _STRING_WIDTH


def longest_cell(frame: pl.DataFrame) -> int:
    """Return the bytes of the longest text of a table."""
    texts = [column for column in frame.get_columns() if column.dtype == pl.String]
    lengths = [column.str.len_bytes().cast(pl.Int64).max() for column in texts]
    return max((length for length in lengths if isinstance(length, int)), default=0)


def _without_empty_tags(frame: pl.DataFrame) -> pl.DataFrame:
    tags = [name for name in frame.columns if name.endswith(TAG_SUFFIX)]
    return frame.drop(name for name in tags if not _says_something(frame, name))


def _says_something(frame: pl.DataFrame, tag: str) -> bool:
    of = tag.removesuffix(TAG_SUFFIX)
    return of in frame.columns and frame[tag].dtype == pl.String and frame[tag].null_count() < frame.height


def read_exactly(pipe: IO[bytes], length: int) -> bytes:
    """Read so many bytes, or fewer where the pipe ends."""
    parts = []
    while length > 0 and (part := pipe.read(min(length, 1 << 24))):
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
