"""Whether a binary file is what its ending says, and whole: read from its first and last bytes, before any library."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from nextwork_eval.registers.limits import MOST_COLUMNS

Fault = Literal["wrong_format", "truncated", "too_many_columns"]

_SAS = bytes.fromhex("000000000000000000000000c2ea8160b31411cfbd92080009c7318c181f1011")
_XPT = (b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!", b"HEADER RECORD*******LIBV8   HEADER RECORD!!!!!!!")
_XPT_RECORD = 80  # the transport format is a sequence of cards
_DTA_OLD = range(104, 116)  # releases whose first byte is their number; from 117 on they begin with a tag
_ENDS = {"parquet": (b"PAR1", b"PAR1"), "arrow": (b"ARROW1", b"ARROW1")}


def fault_of(path: Path, kind: str) -> Fault | None:
    """Return what is wrong with a binary file as a whole, or None.

    Parameters
    ----------
    path
        The file, which is not empty.
    kind
        `sas7bdat`, `xpt`, `dta`, `parquet` or `arrow`.

    Notes
    -----
    SAS7BDAT and Stata files say how long they must be. A transport file (.xpt) does not: one that was cut between two
    of its records of 80 bytes cannot be told from a whole one.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        first = file.read(1024)
        file.seek(max(0, size - 16))
        last = file.read(16)
    match kind:
        case "sas7bdat":
            return _sas(first, size)
        case "xpt":
            return None if first.startswith(_XPT) and size % _XPT_RECORD == 0 else _either(first.startswith(_XPT))
        case "dta":
            return _dta(first, last, size)
        case _:
            begins, ends = _ENDS[kind]
            return None if first.startswith(begins) and last.endswith(ends) else _either(first.startswith(begins))


def _either(begins_well: bool) -> Fault:
    return "truncated" if begins_well else "wrong_format"


def _sas(first: bytes, size: int) -> Fault | None:
    """Hold the size against header, page length and number of pages, whose places depend on the two alignment bytes."""
    if not first.startswith(_SAS):
        return "wrong_format"
    if len(first) < 288:
        return "truncated"
    wide, shift = first[32] == 0x33, 4 if first[35] == 0x33 else 0
    order: Literal["little", "big"] = "little" if first[37] == 1 else "big"

    def number(place: int, length: int) -> int:
        return int.from_bytes(first[place + shift : place + shift + length], order)

    header, page, pages = number(196, 4), number(200, 4), number(204, 8 if wide else 4)
    if header < 1024 or page < 1024 or pages < 1:
        return "wrong_format"
    return None if size >= header + page * pages else "truncated"


def _dta(first: bytes, last: bytes, size: int) -> Fault | None:
    if first.startswith(b"<stata_dta>"):
        if not last.rstrip(b"\n").endswith(b"</stata_dta>"):
            return "truncated"
        return _dta_counts(first, size)
    if len(first) < 10 or first[0] not in _DTA_OLD or first[1] not in (1, 2):
        return "wrong_format"
    order: Literal["little", "big"] = "big" if first[1] == 1 else "little"
    columns, rows = int.from_bytes(first[4:6], order), int.from_bytes(first[6:10], order)
    return _plausible(columns, rows, size)


def _dta_counts(first: bytes, size: int) -> Fault | None:
    """Read the numbers of columns and rows of a file of release 117 or later, which stand in its first tags."""
    order: Literal["little", "big"] = "big" if b"<byteorder>MSF" in first else "little"
    columns, rows = _tagged(first, b"K", order), _tagged(first, b"N", order)
    if columns is None or rows is None:
        return "wrong_format"
    return _plausible(columns, rows, size)


def _tagged(first: bytes, tag: bytes, order: Literal["little", "big"]) -> int | None:
    begin, end = first.find(b"<" + tag + b">"), first.find(b"</" + tag + b">")
    return None if begin < 0 or end < begin else int.from_bytes(first[begin + 3 : end], order)


def _plausible(columns: int, rows: int, size: int) -> Fault | None:
    """Refuse counts that the file cannot hold: a Stata file is never compressed, so each cell is at least a byte."""
    if columns > MOST_COLUMNS:
        return "too_many_columns"
    return "truncated" if columns * rows > size else None


def is_plain_file(path: Path) -> bool:
    """Say whether a path is a file with content of its own: no folder, no pipe, no device."""
    try:
        return path.is_file() and os.access(path, os.R_OK)
    except (OSError, ValueError):
        return False
