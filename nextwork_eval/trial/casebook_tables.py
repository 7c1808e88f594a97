"""The example people as the register tables that a data owner would deliver, typed as the schema says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from nextwork_eval.errors import PlanError
from nextwork_eval.histories import StateMap
from nextwork_eval.histories.layers import WeeklySource
from nextwork_eval.histories.weeks import monday, month_of, week_of
from nextwork_eval.registers import RegisterSchema
from nextwork_eval.trial.casebook import Casebook, Weeks

_TYPES: dict[str, Any] = {"string": pl.String, "integer": pl.Int64, "number": pl.Float64, "date": pl.Date}


def keys_of(book: Casebook) -> list[str]:
    """Return an invented person key for each example person, in the order of the casebook."""
    return [f"casebook{number:04d}" for number in range(len(book.people))]


def casebook_tables(book: Casebook, schema: RegisterSchema, state_map: StateMap) -> dict[str, pl.DataFrame]:
    """Build every table that a state map reads.

    Raises
    ------
    PlanError
        If a row has another number of cells than its table has columns, or a table or column is unknown.
    """
    problems = [
        f"'{person.id}': a row of '{table}' has {len(row)} cells, its columns are {len(book.columns.get(table, ()))}"
        for person in book.people
        for table, rows in person.rows.items()
        for row in rows
        if len(row) != len(book.columns.get(table, ()))
    ]
    fields = {table.name: {field.name: field.kind for field in table.fields} for table in schema.tables}
    problems += [
        f"columns: the schema has no '{table}.{name}'"
        for table, names in book.columns.items()
        for name in names
        if name not in fields.get(table, {})
    ]
    if problems:
        raise PlanError("The casebook's register rows do not fit their tables.", problems)
    tables = {
        name: _table(book, schema.person_key, name, {column: fields[name][column] for column in book.columns[name]})
        for name in sorted(book.columns)
    }
    for name in sorted(state_map.tables - tables.keys() - {state_map.weekly.table}):
        kinds = {column: fields[table][column] for table, column in state_map.columns if table == name}
        tables[name] = pl.DataFrame(schema={schema.person_key: pl.String} | {c: _TYPES[k] for c, k in kinds.items()})
    tables[state_map.weekly.table] = _weekly_table(book, schema.person_key, state_map)
    return tables


def _table(book: Casebook, person_key: str, table: str, kinds: Mapping[str, str]) -> pl.DataFrame:
    rows = [
        (key, *(None if cell == "" else cell for cell in row))
        for key, person in zip(keys_of(book), book.people, strict=True)
        for row in person.rows.get(table, ())
    ]
    columns = {person_key: pl.String} | {name: _TYPES[kind] for name, kind in kinds.items()}
    return pl.DataFrame(rows, schema=columns, orient="row")


def _weekly_table(book: Casebook, person_key: str, state_map: StateMap) -> pl.DataFrame:
    """Write each person's codes into the columns of their weeks; what is not said is blank."""
    told = [(key, person) for key, person in zip(keys_of(book), book.people, strict=True) if person.weekly is not None]
    if state_map.weekly.calendar == "relative":
        return _relative_table(person_key, [(key, person.weekly) for key, person in told if person.weekly is not None])
    undated = [person.id for _, person in told if not person.draws]
    if undated or state_map.weekly.table not in book.cut_offs:
        raise PlanError(
            "The state map counts calendar weeks.",
            ["the casebook needs `lottery`, or `draws` of each person, and the [cut_off] of the weekly table"],
        )
    written = [(key, week_of(person.draws[0]), person.weekly) for key, person in told if person.weekly is not None]
    first = min(origin + weeks.first_week for _, origin, weeks in written)
    last = max([week_of(book.cut_offs[state_map.weekly.table]), *(origin for _, origin, _ in written)])
    span = range(first, last + 1)
    if state_map.weekly.calendar == "spells":
        return _spell_table(person_key, state_map.weekly, written)
    codes = []
    for _, origin, weeks in written:
        said = (*weeks.before, *weeks.after)
        start = origin + weeks.first_week
        codes.append([said[min(week - start, len(said) - 1)] if week >= start else "0" for week in span])
    names = [_column(week, state_map) for week in span]
    columns: dict[str, Sequence[Any]] = {person_key: [key for key, _, _ in written]}
    for place, name in enumerate(names):
        # Where the table is monthly, the weeks of a month share a column, and the last of them is what stands there.
        columns[name] = [int(person[place]) or None for person in codes]
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.Int64) | {person_key: pl.String})


def _relative_table(person_key: str, told: Sequence[tuple[str, Weeks]]) -> pl.DataFrame:
    """Write weeks that are counted from the lottery itself, as far as the longest history goes."""
    if any(weeks.before for _, weeks in told):
        raise PlanError("The state map knows no week before the lottery.", ["the bar comes first: `| 1*4 2`"])
    last = max((len(weeks.after) for _, weeks in told), default=0)
    columns: dict[str, Sequence[Any]] = {person_key: [key for key, _ in told]}
    for week in range(1, last + 1):
        columns[f"week_{week:02d}"] = [int(weeks.after[min(week, len(weeks.after)) - 1]) or None for _, weeks in told]
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.Int64) | {person_key: pl.String})


def _spell_table(person_key: str, source: WeeklySource, written: Sequence[tuple[str, int, Weeks]]) -> pl.DataFrame:
    """Write each run of a code as a spell from a Monday to a Sunday; the last one has not ended."""
    rows = []
    for key, origin, weeks in written:
        said = (*weeks.before, *weeks.after)
        starts = [place for place, code in enumerate(said) if place == 0 or said[place - 1] != code]
        for place, after in zip(starts, [*starts[1:], None], strict=True):
            if said[place] != "0":
                first = monday(origin + weeks.first_week + place)
                last = None if after is None else monday(origin + weeks.first_week + after) - dt.timedelta(days=1)
                rows.append((key, said[place], first, last))
    names = {person_key: pl.String, source.code: pl.String, source.start: pl.Date, source.end: pl.Date}
    return pl.DataFrame(rows, schema=names, orient="row")


def _column(week: int, state_map: StateMap) -> str:
    day = monday(week) + dt.timedelta(days=3)
    if state_map.weekly.calendar == "month":
        year, number = month_of(week)
        return f"{state_map.weekly.prefix}_{year:04d}_{number:02d}"
    year, number, _ = day.isocalendar()
    return f"y_{year % 100:02d}{number:02d}"
