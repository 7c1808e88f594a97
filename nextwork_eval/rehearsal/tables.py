"""A table as a data owner would deliver it: text cells, semicolons, decimal commas, ISO dates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.rehearsal.transition_model import BoolArray, IntArray
from nextwork_eval.spreadsheet_cells import harmless

SEPARATOR = ";"
_SUSPECT = re.compile(r"(?:^|;)[=+@\t\r-]")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """A table with its name, its columns, and its rows as text."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __repr__(self) -> str:
        return f"Table({self.name!r}, {len(self.rows)} rows × {len(self.columns)} columns)"

    def to_bytes(self) -> bytes:
        """Return the file: UTF-8, one header line, a line feed after every line."""
        rows = [self.columns, *self.rows]
        if any(_SUSPECT.search(SEPARATOR.join(row)) for row in rows):  # looked for first: there are millions of cells
            rows = [tuple(map(harmless, row)) for row in rows]
        return ("\n".join(map(SEPARATOR.join, rows)) + "\n").encode()


def sorted_table(name: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Table:
    """Return a table whose rows stand in the order of their cells, so that their order tells nothing."""
    return Table(name=name, columns=columns, rows=tuple(sorted(rows)))


def decimal_comma(value: float) -> str:
    """Write a number with two decimals and a decimal comma.

    Examples
    --------
    >>> decimal_comma(0.3)
    '0,30'
    """
    return f"{value:.2f}".replace(".", ",")


def spells(inside: BoolArray) -> tuple[IntArray, IntArray, IntArray]:
    """Find the unbroken runs of True in each row.

    Parameters
    ----------
    inside
        Shape (n_people, n_weeks).

    Returns
    -------
    row, first, last
        Row of each run, and its first and last column, both included; in the order of rows and columns.

    Examples
    --------
    >>> import numpy as np
    >>> [part.tolist() for part in spells(np.array([[True, True, False, True]]))]
    [[0, 0], [0, 3], [1, 3]]
    """
    edge: NDArray[np.int8] = np.zeros((inside.shape[0], inside.shape[1] + 2), dtype=np.int8)
    edge[:, 1:-1] = inside
    change = np.diff(edge, axis=1)
    row, first = np.nonzero(change == 1)
    last = np.nonzero(change == -1)[1] - 1
    return row, first, last
