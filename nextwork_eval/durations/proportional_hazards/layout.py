"""At the end you know in which order the climb reads the rows, so that each step reads memory once or twice.

Rows are sorted, in stretches that stay in the processor, by the event week in which they leave: a sum over those who
leave together is then the sum of a run. They are worked on in blocks, smaller again. The order changes no sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from nextwork_eval.durations.proportional_hazards.rows import CoxRows, FloatMatrix, RiskSets
from nextwork_eval.effects.estimate import FloatVector, IntVector

BLOCK = 8_192  # rows; ten columns of so many fill half of what a processor keeps at hand
STRETCH = 8 * BLOCK  # rows that are sorted together: one column of them stays at hand
_LONG = 128  # rows of a run, in the mean, from which a matrix product for each run is faster than one for all
_NOBODY = slice(0, 0)
_SORTED_AT_ONCE = 2**16  # whole numbers below are sorted by counting


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Block:
    """Neighbours that are worked on together, and are runs of those who share something.

    Attributes
    ----------
    places
        Where they stand.
    starts
        Where their runs begin, counted within the block.
    runs
        Where their runs stand among all runs.
    late
        Where those of them who come in late stand among all who do.
    long
        Its runs, counted within the block, where they are so long that one by one is the faster way; otherwise empty.
    """

    places: slice
    starts: IntVector
    runs: slice
    late: slice
    long: tuple[slice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layout:
    """Rows as the climb reads them; n rows, p columns, G event weeks.

    Attributes
    ----------
    order
        Shape (n,): the row at each place.
    design
        Shape (p, n): columns less `centre`; each in one piece of memory.
    centre, scale, extent
        Shape (p,): of each column; coefficients are of columns divided by `scale`, and `extent` is their largest size.
    weights
        Shape (n,).
    events
        Shape (p,): the sum of `design` over those with the event, times their weights.
    blocks, codes, lengths
        The blocks; the cell of each of their runs, as in `sets`, and its number of rows.
    late, late_first
        Places of those who come in late, and their first event week.
    sets
        Who is at risk when.
    tied, mean_weight
        Shape (G,): events, and their mean weight.
    share, ties
        Shape (n_events,): k / d for the d events of each event week, one week after the other; and its blocks, the runs
        of which are weeks.
    """

    order: IntVector
    design: FloatMatrix
    centre: FloatVector
    scale: FloatVector
    extent: FloatVector
    weights: FloatVector
    events: FloatVector
    blocks: tuple[Block, ...]
    codes: IntVector
    lengths: IntVector
    late: IntVector
    late_first: IntVector
    sets: RiskSets
    tied: IntVector
    mean_weight: FloatVector
    share: FloatVector
    ties: tuple[Block, ...]

    def in_row_order(self, values: FloatVector) -> FloatVector:
        """Return values by place, shape (n,), as values by row."""
        by_row = np.empty_like(values)
        by_row[self.order] = values
        return by_row


def laid_out(rows: CoxRows, sets: RiskSets, *, standard: bool = False) -> Layout:
    """Lay rows out for the climb; `standard`: with centred columns of standard deviation 1."""
    order = _reading_order(sets.cell, 2 * sets.size + 1)
    cell, weights = sets.cell[order], rows.weights[order]
    design, centre, scale, extent = _columns(rows.design, order, standard=standard)
    late = np.zeros(0, dtype=np.int64)
    if sets.late is not None:
        comes_late = np.zeros(len(order), dtype=np.bool_)
        comes_late[sets.late] = True
        late = np.flatnonzero(comes_late[order])
    blocks, codes, lengths = _blocks(cell, late)
    tied = np.bincount(sets.at, minlength=sets.size)
    begin = np.cumsum(tied) - tied
    return Layout(
        order=order,
        design=design,
        centre=centre,
        scale=scale,
        extent=extent,
        weights=weights,
        events=design @ (weights * (cell & 1)),
        blocks=blocks,
        codes=codes,
        lengths=lengths,
        late=late,
        late_first=sets.first[order[late]],
        sets=sets,
        tied=tied,
        mean_weight=np.bincount(sets.at, rows.weights[sets.deaths], minlength=sets.size) / tied,
        share=(np.arange(len(sets.at)) - np.repeat(begin, tied)) / np.repeat(tied, tied),
        ties=_tie_blocks(begin, len(sets.at)),
    )


def _reading_order(cell: IntVector, n_cells: int) -> IntVector:
    codes = cell.astype(np.uint16) if n_cells <= _SORTED_AT_ONCE else cell
    order = np.empty(len(cell), dtype=np.int64)
    for begin in range(0, len(cell), STRETCH):
        own = slice(begin, begin + STRETCH)
        order[own] = np.argsort(codes[own], kind="stable") + begin
    return order


def _columns(
    design: FloatMatrix, order: IntVector, *, standard: bool
) -> tuple[FloatMatrix, FloatVector, FloatVector, FloatVector]:
    n, p = design.shape
    columns, centre, scale = np.empty((p, n)), np.zeros(p), np.ones(p)
    stretches = [slice(begin, min(begin + STRETCH, n)) for begin in range(0, n, STRETCH)]
    if standard:
        centre = design.mean(axis=0)
    squares, low, high = np.zeros(p), np.full(p, np.inf), np.full(p, -np.inf)
    for own in stretches:
        for place in range(p):
            column = columns[place, own]
            np.take(design[:, place], order[own], out=column, mode="clip")
            column -= centre[place]
            squares[place] += column @ column
            low[place], high[place] = min(low[place], column.min()), max(high[place], column.max())
    if standard:
        scale = np.where(squares > 0, np.sqrt(squares / n), 1.0)
    return columns, centre, scale, np.maximum(-low, high) / scale


def _blocks(cell: IntVector, late: IntVector) -> tuple[tuple[Block, ...], IntVector, IntVector]:
    blocks, firsts, before = [], [], 0
    for begin in range(0, len(cell), BLOCK):
        own = cell[begin : begin + BLOCK]
        starts = np.concatenate([[0], np.flatnonzero(own[1:] != own[:-1]) + 1])
        runs = slice(before, before + len(starts))
        places = slice(begin, begin + len(own))
        come_late = slice(*np.searchsorted(late, [places.start, places.stop]))
        blocks.append(Block(places=places, starts=starts, runs=runs, late=come_late, long=_long(starts, len(own))))
        firsts.append(begin + starts)
        before = runs.stop
    first = np.concatenate(firsts)
    return tuple(blocks), cell[first], np.diff(first, append=len(cell))


def _long(starts: IntVector, size: int) -> tuple[slice, ...]:
    if len(starts) * _LONG > size:
        return ()
    return tuple(slice(*ends) for ends in pairwise([*starts.tolist(), size]))


def _tie_blocks(begin: IntVector, n_events: int) -> tuple[Block, ...]:
    """Take weeks together that have about as many events as a block has rows; `begin` is each week's first event."""
    first = np.unique(np.searchsorted(begin, np.arange(0, n_events, BLOCK)))
    first = first[first < len(begin)]
    weeks = [slice(*pair) for pair in pairwise([*first, len(begin)])]
    ends = np.append(begin, n_events)
    return tuple(
        Block(
            places=slice(ends[own.start], ends[own.stop]), starts=begin[own] - begin[own.start], runs=own, late=_NOBODY
        )
        for own in weeks
    )
