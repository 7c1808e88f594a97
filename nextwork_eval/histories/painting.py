"""Spells become rows of weeks: at the end you know how the matrix is painted for everybody at once.

People × weeks are thought of as one long line, person after person. A spell is a stretch of that line, so that painting
is repeating values, and joining overlapping spells is one running maximum.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.histories.matrix import StateArray, StateMatrix

BoolArray = NDArray[np.bool_]
IntVector = NDArray[np.int64]
_SHORT = 8  # columns


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stretches:
    """Parts of rows: `row`, first column and the column after the last, each of shape (n,); clipped to the matrix."""

    row: IntVector
    start: IntVector
    stop: IntVector


def stretches(row: IntVector, start: IntVector, stop: IntVector, columns: int) -> Stretches:
    """Clip half-open stretches to a matrix and leave out those of which nothing remains."""
    first, last = np.clip(start, 0, columns), np.clip(stop, 0, columns)
    kept = first < last
    return Stretches(row=row[kept], start=first[kept], stop=last[kept])


def cover(parts: Stretches, people: int, columns: int) -> BoolArray:
    """Say which cells lie in at least one stretch, shape (people, columns); stretches may overlap.

    Examples
    --------
    >>> import numpy as np
    >>> parts = stretches(np.array([0, 0]), np.array([1, 2]), np.array([3, 9]), 4)
    >>> cover(parts, 2, 4).tolist()
    [[False, True, True, True], [False, False, False, False]]
    """
    if int((parts.stop - parts.start).max(initial=0)) <= _SHORT:
        return _dotted(parts, people, columns)
    start, stop, _ = _on_the_line(parts, columns)
    reach = np.maximum.accumulate(stop)
    opens = np.concatenate(([True], start[1:] > reach[:-1]))
    closes = np.concatenate((opens[1:], [True]))
    inside = np.ones(int(opens.sum()), dtype=np.int8)
    return _repeat(start[opens], reach[closes], inside, 0, people, columns).view(np.bool_)


def lay(parts: Stretches, states: NDArray[np.int8], background: int, people: int, columns: int) -> StateArray:
    """Paint each stretch in its state over a background, shape (people, columns).

    Parameters
    ----------
    parts
        Stretches that do not overlap, in any order.
    states
        State of each stretch, shape (n,).
    background
        State of every other cell.
    people, columns
        Shape of the matrix.

    Raises
    ------
    ValueError
        If two stretches overlap: which of them counts must be decided before.

    Examples
    --------
    >>> import numpy as np
    >>> parts = stretches(np.array([0, 1]), np.array([1, 0]), np.array([3, 2]), 4)
    >>> lay(parts, np.array([7, 8], dtype=np.int8), 0, 2, 4).tolist()
    [[0, 7, 7, 0], [8, 8, 0, 0]]
    """
    start, stop, order = _on_the_line(parts, columns)
    if (overlaps := int((start[1:] < stop[:-1]).sum())) > 0:
        raise ValueError(f"{overlaps} stretches overlap the one before them")
    return _repeat(start, stop, states if order is None else states[order], background, people, columns)


def spells_of(matrix: StateMatrix) -> tuple[IntVector, IntVector, IntVector, NDArray[np.int8]]:
    """Return the weeks of everybody as spells: row, first week, week after the last, state.

    Weeks are relative to the lottery. `lay` makes the same matrix of them again.
    """
    states = matrix.states
    change = np.ones(states.shape, dtype=np.bool_)
    change[:, 1:] = states[:, 1:] != states[:, :-1]
    row, start = np.nonzero(change)
    stop = np.append(start[1:], states.shape[1])
    stop = np.where(stop <= start, states.shape[1], stop)  # the next spell is the first of the next person
    return row, start + matrix.first_week, stop + matrix.first_week, states[row, start]


def _dotted(parts: Stretches, people: int, columns: int) -> BoolArray:
    """Cover short stretches column by column: a month has four or five weeks, and sorting months would cost more."""
    line = np.zeros(people * columns, dtype=np.bool_)
    start, length = parts.row * columns + parts.start, parts.stop - parts.start
    for column in range(int(length.max(initial=0))):
        line[start[length > column] + column] = True
    return line.reshape(people, columns)


def _on_the_line(parts: Stretches, columns: int) -> tuple[IntVector, IntVector, IntVector | None]:
    """Return starts and stops on the line in rising order, and that order; None where they came in it."""
    position = parts.row * columns
    start, stop = position + parts.start, position + parts.stop
    if (start[1:] >= start[:-1]).all():
        return start, stop, None
    order = np.argsort(start, kind="stable")
    return start[order], stop[order], order


def _repeat(
    start: IntVector, stop: IntVector, values: NDArray[np.int8], background: int, people: int, columns: int
) -> StateArray:
    """Write values on the line between starts and stops, and the background everywhere else."""
    edges = np.empty(2 * len(start) + 2, dtype=np.int64)
    edges[0], edges[-1] = 0, people * columns
    edges[1:-1:2], edges[2:-1:2] = start, stop
    pieces = np.full(len(edges) - 1, background, dtype=np.int8)
    pieces[1::2] = values
    return np.repeat(pieces, np.diff(edges)).reshape(people, columns)
