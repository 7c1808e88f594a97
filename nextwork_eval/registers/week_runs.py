"""Columns of weeks turned into spells, and back: at the end you know how a block of people is read without a loop.

A spell is a stretch of weeks with one code, half-open: it starts in its first week and ends in the week after its last.
Blank weeks are between spells. Neighbouring columns are compared for everyone at once, so that only changes
are touched.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

CodeArray = NDArray[np.int16]

BLANK = -32768
UNKNOWN = -1
"""A cell that holds no code of the list. Codes themselves are not negative."""

_PERSON, _WEEK, _LOW = 32, 16, 0xFFFF


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Runs:
    """Spells of a block of people, in the order of people and weeks.

    Attributes
    ----------
    person
        Row of the person in the block, from 0.
    code
        What stood in each of its weeks.
    start, end
        First column, and the column after the last.
    """

    person: NDArray[np.int32]
    code: CodeArray
    start: NDArray[np.int32]
    end: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.person)

    def __repr__(self) -> str:
        """Say how many spells there are, and nothing of whom."""
        return f"Runs({len(self)} spells)"


def runs_of(columns: Iterable[CodeArray], people: int) -> Runs:
    """Find the spells of a block.

    Parameters
    ----------
    columns
        One array for each week in the order of the calendar; `BLANK` in blank weeks. At most 65,534, of which two
        are held at a time.
    people
        Length of each.

    Returns
    -------
    Runs
        Every stretch of equal codes that are not blank. Two spells of a person that touch have different codes.

    Examples
    --------
    >>> anna_and_bo = [np.array(codes, dtype=np.int16) for codes in ([720, BLANK], [720, 651], [730, 651])]
    >>> runs = runs_of(anna_and_bo, 2)
    >>> list(zip(runs.person.tolist(), runs.code.tolist(), runs.start.tolist(), runs.end.tolist()))
    [(0, 720, 0, 2), (0, 730, 2, 3), (1, 651, 1, 3)]
    """
    blank = np.full(people, BLANK, dtype=np.int16)
    changes, before = [], blank
    for week, codes in enumerate(chain(columns, [blank])):
        person = np.flatnonzero(codes != before)
        changes.append((person << _PERSON) | (week << _WEEK) | codes[person].view(np.uint16))
        before = codes
    # One number holds person, week and code, so that one sort puts each person's changes after each other.
    change = np.concatenate(changes)
    changes.clear()
    change.sort()
    code = (change & _LOW).astype(np.uint16).view(np.int16)
    week_of = ((change >> _WEEK) & _LOW).astype(np.int32)
    begins = np.flatnonzero(code != BLANK)
    return Runs(
        person=(change[begins] >> _PERSON).astype(np.int32),
        code=code[begins],
        start=week_of[begins],
        end=week_of[begins + 1],  # the last change of a person is to blank, in the week after the last column
    )


def cells_of(runs: Runs, people: int, weeks: int) -> CodeArray:
    """Lay spells out again: one row for each person, one column for each week, `BLANK` between them.

    The inverse of `runs_of`.

    Examples
    --------
    >>> row = np.array([[BLANK, 651, 651]], dtype=np.int16)
    >>> bool((cells_of(runs_of(row.T, 1), 1, 3) == row).all())
    True
    """
    edges = np.zeros(2 * len(runs) + 2, dtype=np.int64)
    line = runs.person.astype(np.int64) * weeks
    edges[1:-1:2], edges[2:-1:2], edges[-1] = line + runs.start, line + runs.end, people * weeks
    pieces = np.full(len(edges) - 1, BLANK, dtype=np.int16)
    pieces[1::2] = runs.code
    return np.repeat(pieces, np.diff(edges)).reshape(people, weeks)
