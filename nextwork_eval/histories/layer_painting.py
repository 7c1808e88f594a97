"""Each kind of layer as cells of the matrix: which people it covers in which weeks.

Tables are read as columns and dates as whole days; nothing loops over people or rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from nextwork_eval.histories.layers import AfterStart, Away, CarryForward, FromDate, MonthlyWork, Spells
from nextwork_eval.histories.matrix import BoolArray, IntVector, StateArray
from nextwork_eval.histories.painting import cover, stretches
from nextwork_eval.histories.weeks import first_weeks_by_thursday, weeks_of_days, weeks_of_months

_DECIMALS = 9  # of a sum that is held against a threshold
_FOREVER = np.int64(2**40)  # weeks; later than any calendar, and far from overflow


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Canvas:
    """The cells that are painted: `starts` is the absolute week of each person's first column, shape (n_people,)."""

    person_key: str
    persons: Sequence[str]
    starts: IntVector
    columns: int

    def covered(self, row: IntVector, first: IntVector, after: IntVector) -> BoolArray:
        """Say which cells lie in weeks `first` up to, not including, `after` (absolute) of the given rows."""
        origin = self.starts[row]
        parts = stretches(row, first - origin, after - origin, self.columns)
        return cover(parts, len(self.persons), self.columns)

    def rows_of(self, table: pl.DataFrame) -> pl.DataFrame:
        """Return the table's rows of these people, with their position as `row`; others are normal in a register."""
        asked = pl.DataFrame(
            {self.person_key: list(self.persons), "row": np.arange(len(self.persons))},
            schema_overrides={self.person_key: pl.String},
        )
        return table.join(asked, on=self.person_key, how="inner", validate="m:1")


def monthly_work(layer: MonthlyWork, table: pl.DataFrame, canvas: Canvas) -> BoolArray:
    """Cover the weeks of months in which the sum reaches the threshold."""
    month = pl.col(layer.month_from).dt.year().cast(pl.Int64) * 12 + pl.col(layer.month_from).dt.month() - 1
    worked = (
        canvas.rows_of(table)
        .with_columns(month.alias("month"))
        .group_by("row", "month")
        .agg(pl.col(layer.sum_of).sum().alias("total"))
        # Decimal parts that make up the threshold may fall short of it in binary, in one order of the rows and not in
        # another.
        .filter(pl.col("total").round(_DECIMALS) >= layer.at_least)
    )
    first, after = weeks_of_months(worked["month"].to_numpy().astype(np.int64))
    return canvas.covered(worked["row"].to_numpy(), first, after)


def spells(layer: Spells, table: pl.DataFrame, canvas: Canvas) -> BoolArray:
    """Cover spells, the first weeks of each, or the weeks after each."""
    chosen = canvas.rows_of(table)
    if layer.column is not None:
        chosen = chosen.filter(pl.col(layer.column).cast(pl.String).is_in(list(layer.codes)))
    first, after = weeks_covered(days_of(chosen[layer.start]), chosen[layer.end])
    match layer.part:
        case "first_weeks":
            after = np.minimum(after, first + layer.weeks)
        case "weeks_after":
            first, after = after, after + layer.weeks
    return canvas.covered(chosen["row"].to_numpy(), first, after)


def from_date(layer: FromDate, table: pl.DataFrame, canvas: Canvas) -> BoolArray:
    """Cover everything from the week that holds the first date of a person."""
    dated = canvas.rows_of(table).drop_nulls(layer.date)
    first = weeks_of_days(days_of(dated[layer.date]))
    return canvas.covered(dated["row"].to_numpy(), first, np.full(len(first), _FOREVER))


def away(layer: Away, table: pl.DataFrame, canvas: Canvas) -> BoolArray:
    """Cover the weeks from each departure to the next move of the person, or for good.

    Somebody whose first move is an arrival was away until then.
    """
    moves = canvas.rows_of(table).drop_nulls(layer.date).sort("row", layer.date, layer.code)
    row, week = moves["row"].to_numpy(), weeks_of_days(days_of(moves[layer.date]))
    after = np.full(len(row), _FOREVER)
    after[:-1] = np.where(row[1:] == row[:-1], week[1:], _FOREVER)
    out = (moves[layer.code].cast(pl.String) == layer.out).fill_null(value=False).to_numpy()
    came = (moves[layer.code].cast(pl.String) == layer.back).fill_null(value=False).to_numpy()
    came &= np.concatenate((np.ones(min(len(row), 1), dtype=np.bool_), row[1:] != row[:-1]))
    first = np.concatenate((week[out], np.full(int(came.sum()), -_FOREVER)))
    return canvas.covered(np.concatenate((row[out], row[came])), first, np.concatenate((after[out], week[came])))


def after_start(layer: AfterStart, inside: BoolArray) -> BoolArray:
    """Cover the weeks after the first week of each stay; `inside` says where the stays are, shape (n_people, n_weeks).

    A stay that is under way in the first column has begun before anything is known, and counts as no start.
    """
    starts = np.zeros_like(inside)
    starts[:, 1:] = inside[:, 1:] & ~inside[:, :-1]
    reached = np.zeros_like(inside)
    for later in range(1, min(layer.weeks, inside.shape[1] - 1) + 1):
        reached[:, later:] |= starts[:, :-later]
    return reached


def carry_forward(layer: CarryForward, states: StateArray, inside: BoolArray, open_weeks: BoolArray) -> StateArray:
    """Let states in `inside` last while nothing but `open_weeks` follows; all of shape (n_people, n_weeks)."""
    carried, gap = states.copy(), open_weeks
    for later in range(1, min(layer.weeks, states.shape[1] - 1) + 1):
        if later > 1:
            gap = np.concatenate((np.zeros_like(gap[:, :1]), gap[:, :-1] & open_weeks[:, 1:]), axis=1)
        here = inside[:, :-later] & gap[:, later:]
        carried[:, later:][here] = states[:, :-later][here]
    return carried


def weeks_covered(first_day: IntVector, last_day: pl.Series) -> tuple[IntVector, IntVector]:
    """Return the first week whose Thursday lies in each spell, and the first after it; no last day means for good."""
    # The first week whose Thursday is after the last day, hence not before the day after it.
    after = first_weeks_by_thursday(days_of(last_day) + 1)
    return first_weeks_by_thursday(first_day), np.where(last_day.is_null().to_numpy(), _FOREVER, after)


def days_of(dates: pl.Series) -> IntVector:
    """Return days since 1 January 1970; 0 where there is no date."""
    return dates.to_physical().fill_null(0).cast(pl.Int64).to_numpy()
