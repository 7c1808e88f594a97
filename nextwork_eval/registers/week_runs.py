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

_PERSON, _WEEK = 32, 16  # bits below them in a change
_EIGHT = 3  # bits that number eight flags


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
    differs = np.zeros((people + 7 >> _EIGHT) << _EIGHT, dtype=np.bool_)
    changes, before = [], blank
    for week, codes in enumerate(chain(columns, [blank])):
        np.not_equal(codes, before, out=differs[:people])
        person = _places(differs)
        change = person << _PERSON
        change |= week << _WEEK
        change |= codes[person].view(np.uint16)
        changes.append(change)
        before = codes
    # One number holds person, week and code, so that one sort puts each person's changes after each other.
    change = np.concatenate(changes).astype("<i8", copy=False)
    changes.clear()
    change.sort()
    quarters = change.view("<i2").reshape(-1, 4)
    code, week_of, person_of = quarters[:, 0], quarters.view("<u2")[:, 1], change.view("<i4").reshape(-1, 2)[:, 1]
    begins = np.flatnonzero(code != BLANK)
    return Runs(
        person=person_of[begins].astype(np.int32, copy=False),
        code=code[begins].astype(np.int16, copy=False),
        start=week_of[begins].astype(np.int32),
        end=week_of[begins + 1].astype(np.int32),  # a person's last change is to blank, after the last column
    )


def _places(flags: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return where flags are set, as `np.flatnonzero` does; their number is a multiple of eight.

    A change is rare, so that most words of eight flags are empty. Those that are not are taken apart: twice as quick
    as to look for each flag among all.
    """
    words = flags.view(np.int64)
    some = (words != 0).nonzero()[0]
    place = words[some].view(np.bool_).nonzero()[0]
    found: NDArray[np.int64] = some[place >> _EIGHT] << _EIGHT | place & 7
    return found


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
