"""TOML read within bounds: a file that would lead the parser on for minutes is refused before it is parsed."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

LARGEST_FILE = 1 << 20
"""Bytes. The longest shipped plan has a twentieth of them."""

LONGEST_LINE = 10_000
"""Bytes. A dotted key takes the parser time that grows with the square of its length: a tenth of a second at this one,
a minute and a half at thirty times as many. Texts of several pages fit into lines of three quotation marks."""


def bounded_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file.

    Raises
    ------
    FileNotFoundError, OSError
        If it is not there, or cannot be read.
    ValueError
        If it is too large or no TOML, in words that say which. Numbers of thousands of digits, brackets that nest by
        the hundred and bytes that are no UTF-8 are among the things that are no TOML here.
    """
    with path.open("rb") as file:
        raw = file.read(LARGEST_FILE + 1)
    if len(raw) > LARGEST_FILE:
        raise ValueError(f"expected at most {LARGEST_FILE} bytes")
    if max(map(len, raw.splitlines()), default=0) > LONGEST_LINE:
        raise ValueError(f"expected lines of at most {LONGEST_LINE} bytes")
    try:
        return tomllib.loads(raw.decode("utf-8"))
    except RecursionError:
        raise ValueError("expected brackets that do not nest by the hundred") from None
