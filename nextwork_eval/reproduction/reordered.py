"""The same extract with its rows in another order: what an evaluation must not notice."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import polars as pl


def reordered_copy(folder: Path, out: Path, *, seed: int) -> Path:
    """Copy an extract with the rows of every table shuffled.

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
        `out`. Tables that are neither CSV nor Parquet are copied as they are; folders of yearly files stay folders.
    """
    out.mkdir(parents=True)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        order = random.Random(f"{seed} {path.name}")  # a generator of its own for each file, named after it
        copy = out / path.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix.lower() == ".csv":
            copy.write_bytes(_shuffled(path.read_bytes(), order))
        elif path.suffix.lower() == ".parquet":
            table = pl.read_parquet(path)
            rows = list(range(table.height))
            order.shuffle(rows)
            table[rows].write_parquet(copy)
        else:
            shutil.copyfile(path, copy)
    return out


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
