"""Missing values with a letter in SAS transport files, which the library that reads the rest takes for plain ones.

The format is public (SAS Institute, TS-140): after the record that begins the observations, rows of a fixed length lie
one after another; a missing number is one character, `.`, `_` or a letter, with zero bytes after it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from mmap import mmap
from typing import Any

import numpy as np
import polars as pl

_OBSERVATIONS = re.compile(rb"HEADER RECORD\*{7}OBS(?:V8)? {3,5}HEADER RECORD!{7}")
_RECORD = 80


def begin_of_rows(content: bytes | mmap) -> int | None:
    """Return the place of the first row in a transport file, or None if it has none."""
    match = next((found for found in _OBSERVATIONS.finditer(content) if found.start() % _RECORD == 0), None)
    return None if match is None else match.start() + _RECORD


def letters(
    content: bytes | mmap, columns: Sequence[Mapping[str, Any]], rows: int, first_row: int = 0
) -> dict[str, pl.Series]:
    """Find the tagged missing values of each numeric column.

    Parameters
    ----------
    content
        The file.
    columns
        `name`, `type` and `storage_width` of each column, in the order of the file.
    rows, first_row
        How many rows were read, and how many of the file were passed over before them.

    Returns
    -------
    dict[str, pl.Series]
        For columns that have any: `.A` to `.Z` or `._`, null elsewhere.
    """
    begin, length = begin_of_rows(content), sum(int(column["storage_width"]) for column in columns)
    if begin is None or length == 0 or begin + (first_row + rows) * length > len(content):
        return {}
    place = begin + first_row * length
    table = np.frombuffer(content[place : place + rows * length], dtype=np.uint8).reshape(rows, length)
    found: dict[str, pl.Series] = {}
    place = 0
    for column in columns:
        width = int(column["storage_width"])
        if column["type"] == "Numeric" and rows:
            first, rest = table[:, place], table[:, place + 1 : place + width]
            tagged = (((first >= ord("A")) & (first <= ord("Z"))) | (first == ord("_"))) & ~rest.any(axis=1)
            if tagged.any():
                tags = [f".{chr(byte)}" if mark else None for byte, mark in zip(first, tagged, strict=True)]
                found[str(column["name"])] = pl.Series(tags, dtype=pl.String)
        place += width
    return found
