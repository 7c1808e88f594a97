"""Some weeks of everyone, from the same pass that finds spells: what a count of the whole population needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import polars as pl

from nextwork_eval.registers.week_blocks import USUAL, BlockSize, WeekBlock, WeeklyTable, week_blocks
from nextwork_eval.registers.week_runs import BLANK, Runs, cells_of
from nextwork_eval.registers.week_spells import unknown_codes
from nextwork_eval.results.findings import Finding


def week_frames(
    weekly: WeeklyTable, first_week: int, end_week: int, *, size: BlockSize = USUAL
) -> Iterator[tuple[pl.DataFrame, list[Finding]]]:
    """Read absolute weeks `first_week` up to, not including, `end_week` of everyone, a block of people at a time.

    Parameters
    ----------
    weekly
        An opened table.
    first_week, end_week
        Weeks that the table does not have are left out.
    size
        How much is held at once.

    Yields
    ------
    pl.DataFrame
        The person key and a column for each week, as `registers.columns.check_table` types them: null where blank, and
        `UNKNOWN` where there is no code of the list.
    list[Finding]
        How many cells of the block, in all weeks of the table, hold no code of the list; none where all do.
    """
    first, end = max(first_week - weekly.weeks.first, 0), min(end_week - weekly.weeks.first, len(weekly.weeks.columns))
    for block in week_blocks(weekly, size=size):
        yield _frame(block, weekly, first, max(end, first)), unknown_codes(weekly.table, [block])


def _frame(block: WeekBlock, weekly: WeeklyTable, first: int, end: int) -> pl.DataFrame:
    cells = cells_of(within(block.runs, first, end), len(block.keys), end - first)
    by_week = np.ascontiguousarray(cells.T)
    names = weekly.weeks.columns[first:end]
    weeks = pl.DataFrame(
        {name: by_week[place] for place, name in enumerate(names)}, schema=dict.fromkeys(names, pl.Int16)
    )
    return pl.DataFrame([block.keys.alias(weekly.schema.person_key)]).hstack(
        weeks.with_columns(pl.all().replace(BLANK, None))
    )


def within(runs: Runs, first: int, end: int) -> Runs:
    """Return what lies in the columns `first` up to, not including, `end`, counted from `first`.

    Examples
    --------
    >>> runs = Runs(person=np.array([0, 0]), code=np.array([720, 651]), start=np.array([0, 5]), end=np.array([5, 9]))
    >>> part = within(runs, 3, 5)
    >>> part.code.tolist(), part.start.tolist(), part.end.tolist()
    ([720], [0], [2])
    """
    start, stop = np.clip(runs.start, first, end) - first, np.clip(runs.end, first, end) - first
    inside = start < stop
    return replace(runs, person=runs.person[inside], code=runs.code[inside], start=start[inside], end=stop[inside])
