"""The fingerprint of an extract: the same for the same content, whatever the order of rows and the format of files."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping

import polars as pl

_ROWS = 65_536  # hashed at once
_CELL, _NULL = "\x1f", "\\N"  # a backslash in text is doubled, so that no text is taken for a missing value


def extract_fingerprint(
    tables: Mapping[str, pl.DataFrame],
    *,
    synthetic: bool,
    cut_offs: Mapping[str, dt.date],
    population: str | None = None,
) -> str:
    """Return the sha256 of everything in an extract that an evaluation rests on.

    Parameters
    ----------
    tables
        Typed tables.
    synthetic, cut_offs
        From the delivery note.
    population
        Fingerprint of the population that was delivered beside it, where one was.

    Examples
    --------
    >>> table = pl.DataFrame({"id": ["Anna", "Bo"], "weeks": [3, None]})
    >>> turned = table.reverse().select("weeks", "id")
    >>> (extract_fingerprint({"t": table}, synthetic=True, cut_offs={})
    ...  == extract_fingerprint({"t": turned}, synthetic=True, cut_offs={}))
    True
    """
    whole = hashlib.sha256(f"synthetic {synthetic}\n".encode())
    for name, day in sorted(cut_offs.items()):
        whole.update(f"cut-off {name} {day.isoformat()}\n".encode())
    for name in sorted(tables):
        whole.update(f"table {name} {_table_digest(tables[name])}\n".encode())
    if population is not None:
        whole.update(f"population {population}\n".encode())
    return whole.hexdigest()


def _table_digest(table: pl.DataFrame) -> str:
    digest = hashlib.sha256(_CELL.join(sorted(table.columns)).encode())
    for some in rows_of_text(table).sort().to_frame().iter_slices(_ROWS):
        digest.update(("\n" + "\n".join(some.to_series())).encode())
    return digest.hexdigest()


def rows_of_text(table: pl.DataFrame) -> pl.Series:
    """Return each row as one text, in which every cell is written in one way only, columns in the order of names."""
    cells = [_canonical(table[name]).fill_null(_NULL) for name in sorted(table.columns)]
    if not cells:
        return pl.Series([], dtype=pl.String)
    return pl.DataFrame(cells).select(pl.concat_str(pl.all(), separator=_CELL)).to_series()


def _canonical(column: pl.Series) -> pl.Series:
    """Write each cell in one way only: numbers by their bits, since shortest decimals are a library's choice."""
    if column.dtype.is_float():
        bits = (column + 0.0).fill_null(0.0).to_numpy().view("int64")  # + 0.0 makes one zero of two
        text = pl.Series(column.name, bits).cast(pl.String)
        return text.set(column.is_null(), None)
    if column.dtype == pl.String:
        return column.str.replace_all("\\", "\\\\", literal=True).str.replace_all(_CELL, "\\u", literal=True)
    if column.dtype == pl.Date:
        return column.dt.strftime("%Y-%m-%d")
    return column.cast(pl.String)
