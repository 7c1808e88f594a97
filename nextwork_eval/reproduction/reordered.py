"""The same extract with its rows in another order: what an evaluation must not notice."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import polars as pl

_TEXT, _PARQUET, _ARROW = (".csv", ".txt"), (".parquet",), (".arrow", ".feather", ".ipc")
_AS_DELIVERED = (".sas7bdat", ".xpt", ".dta")
"""Written back, these would not be the files that were delivered."""


def reordered_copy(folder: Path, out: Path, *, seed: int) -> Path:
    """Copy an extract, folders in it included, with the rows of every table shuffled.

    Parameters
    ----------
    folder
        The extract.
    out
        The folder to make. It holds data about persons, and is to be deleted by whoever asked for it.
    seed
        Of the order.

    Returns
    -------
    Path
        `out`. Files that are neither text, Parquet nor Arrow are copied as they are; see `kept_in_order`.
    """
    out.mkdir(parents=True)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder)
        copy = out / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        order = random.Random(f"{seed} {name.as_posix()}")  # a generator of its own for each file, named after it
        ending = path.suffix.lower()
        if ending in _TEXT:
            copy.write_bytes(_shuffled(path.read_bytes(), order))
        elif ending in _PARQUET:
            _in_order(pl.read_parquet(path), order).write_parquet(copy)
        elif ending in _ARROW:
            _in_order(pl.read_ipc(path), order).write_ipc(copy)
        else:
            shutil.copyfile(path, copy)
    return out


def kept_in_order(folder: Path) -> int:
    """Count the tables of an extract whose rows `reordered_copy` leaves where they are."""
    return sum(path.suffix.lower() in _AS_DELIVERED for path in folder.rglob("*") if path.is_file())


def _in_order(table: pl.DataFrame, order: random.Random) -> pl.DataFrame:
    rows = list(range(table.height))
    order.shuffle(rows)
    return table[rows]


def _shuffled(content: bytes, order: random.Random) -> bytes:
    """Shuffle the records below the header; a quoted cell may hold line ends. Bytes, so that any encoding stays."""
    records: list[bytes] = []
    waiting = b""
    for line in content.rstrip(b"\r\n").splitlines(keepends=True):
        waiting += line
        if waiting.count(b'"') % 2 == 0:
            records.append(waiting)
            waiting = b""
    if waiting or len(records) < 2 or any(not record.strip(b"\r\n") for record in records):
        return content  # quotes that do not close, nothing to shuffle, or an empty line that must not become the last
    header, *rows = records
    end = b"\r\n" if header.endswith(b"\r\n") else b"\n"
    rows = [row.removesuffix(b"\n").removesuffix(b"\r") for row in rows]
    order.shuffle(rows)
    return header + end.join(rows) + end
