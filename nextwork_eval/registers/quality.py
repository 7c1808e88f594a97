"""How complete each table is: rows by month, missing cells by column, and how many of the lottery are found in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from nextwork_eval.registers.schema import RegisterSchema, TableSchema
from nextwork_eval.registers.wide import first_day, wide_columns


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnQuality:
    """How many cells of a column, or of all columns of a family of weeks or months, are missing."""

    name: str
    cells: int
    missing: int

    @property
    def share(self) -> float:
        """The share of cells that are missing; 0 of no cells."""
        return self.missing / self.cells if self.cells else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TableQuality:
    """One table of a delivery. Counts of people here may be small: nothing of this is for release.

    Attributes
    ----------
    name, register_da, register_en
        Its name, and what readers call it.
    rows, persons
        Rows, and different people among them; persons is None for a table without people.
    lottery_found
        How many people of the lottery list stand in it; None for a table without people.
    cut_off
        Last day for which it is complete, where the delivery says so.
    months
        `YYYY-MM` to the number of rows of that month, by the date that says when a row is of; for weekly and monthly
        columns the number of filled cells. Empty for a table without a calendar.
    columns
        Its columns.
    """

    name: str
    register_da: str
    register_en: str
    rows: int
    persons: int | None
    lottery_found: int | None
    cut_off: dt.date | None
    months: tuple[tuple[str, int], ...]
    columns: tuple[ColumnQuality, ...]


def table_quality(
    tables: Mapping[str, pl.DataFrame],
    schema: RegisterSchema,
    cut_offs: Mapping[str, dt.date],
    *,
    people: pl.Series | None = None,
) -> tuple[TableQuality, ...]:
    """Count, for each typed table in the order of the schema; `people` are those of the lottery list, see `listed`."""
    return tuple(
        _one(tables[table.name], table, schema.person_key, people, cut_offs.get(table.name))
        for table in schema.tables
        if table.name in tables
    )


def listed(tables: Mapping[str, pl.DataFrame], schema: RegisterSchema) -> pl.Series | None:
    """Return the people of the lottery list, each once; None where it could not be read."""
    lottery = schema.lottery
    table = tables.get(lottery.table)
    return None if table is None or lottery.person not in table.columns else table[lottery.person].unique()


def summed(parts: Iterable[Sequence[TableQuality]]) -> tuple[TableQuality, ...]:
    """Add up what was counted in several parts of the same tables; nobody stands in two parts.

    Examples
    --------
    >>> def part(rows, month):
    ...     column = ColumnQuality(name="loen", cells=rows, missing=1)
    ...     return TableQuality(name="bfl", register_da="BFL", register_en="BFL", rows=rows, persons=rows,
    ...                         lottery_found=0, cut_off=None, months=((month, rows),), columns=(column,))
    >>> (both,) = summed([[part(3, "2016-02")], [part(2, "2016-01")]])
    >>> both.rows, both.persons, both.months, both.columns[0].missing
    (5, 5, (('2016-01', 2), ('2016-02', 3)), 2)
    """
    whole: dict[str, TableQuality] = {}
    for part in parts:
        for table in part:
            whole[table.name] = _plus(whole[table.name], table) if table.name in whole else table
    return tuple(whole.values())


def _plus(one: TableQuality, other: TableQuality) -> TableQuality:
    months, columns = dict(one.months), {column.name: column for column in one.columns}
    for month, count in other.months:
        months[month] = months.get(month, 0) + count
    for column in other.columns:
        before = columns.get(column.name, replace(column, cells=0, missing=0))
        cells, missing = before.cells + column.cells, before.missing + column.missing
        columns[column.name] = replace(column, cells=cells, missing=missing)
    return replace(
        one,
        rows=one.rows + other.rows,
        persons=_both(one.persons, other.persons),
        lottery_found=_both(one.lottery_found, other.lottery_found),
        months=tuple(sorted(months.items())),
        columns=tuple(columns.values()),
    )


def _both(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


def _one(
    frame: pl.DataFrame, table: TableSchema, key: str, people: pl.Series | None, cut_off: dt.date | None
) -> TableQuality:
    keys = frame[key].drop_nulls().unique() if key in frame.columns else None
    return TableQuality(
        name=table.name,
        register_da=table.register_da,
        register_en=table.register_en,
        rows=frame.height,
        persons=None if keys is None else len(keys),
        lottery_found=None if keys is None or people is None else int(people.is_in(keys.implode()).sum()),
        cut_off=cut_off,
        months=tuple(sorted(_months(frame, table).items())),
        columns=_columns(frame, table),
    )


def _months(frame: pl.DataFrame, table: TableSchema) -> dict[str, int]:
    months: dict[str, int] = {}
    if table.main_date is not None and table.main_date in frame.columns:
        counts = frame[table.main_date].drop_nulls().dt.strftime("%Y-%m").value_counts()
        months = dict(counts.rows())
    required = [column for column in wide_columns(table, frame.columns) if column.family.required]
    for column in required:
        day = first_day(column)
        if day is not None:
            # A week belongs to the month that holds its Thursday.
            of_week = day + dt.timedelta(days=3) if column.family.calendar == "iso_week_yyww" else day
            month = f"{of_week:%Y-%m}"
            months[month] = months.get(month, 0) + frame.height - frame[column.name].null_count()
    return months


def _columns(frame: pl.DataFrame, table: TableSchema) -> tuple[ColumnQuality, ...]:
    single = [
        ColumnQuality(name=field.name, cells=frame.height, missing=frame[field.name].null_count())
        for field in table.fields
        if field.name in frame.columns
    ]
    wide = wide_columns(table, [name for name in frame.columns if name not in {column.name for column in single}])
    families = []
    for family in table.wide:
        names = [column.name for column in wide if column.family is family and column.name in frame.columns]
        if names:
            missing = sum(frame[name].null_count() for name in names)
            families.append(ColumnQuality(name=family.pattern, cells=frame.height * len(names), missing=missing))
    return (*single, *families)
