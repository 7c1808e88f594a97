"""From registers to the matrix.

The weekly codes are laid down first, then each layer of the state map is painted over them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nextwork_eval.errors import ExtractError
from nextwork_eval.histories.matrix import UNOBSERVED, IntVector, StateArray, StateMatrix
from nextwork_eval.histories.state_map import Away, FromDate, Layer, MonthlyWork, Spells, StateMap
from nextwork_eval.histories.weeks import (
    first_week_by_thursday,
    last_full_month_week,
    last_full_week,
    last_week_by_thursday,
    month_of,
    week_of,
)
from nextwork_eval.registers.wide import iso_monday

_ISO_COLUMN = re.compile(r"^y_(\d{4})$")
_RELATIVE_COLUMN = re.compile(r"^week_(\d+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The weeks that the matrix will hold, for each person: absolute week of each column, or relative weeks alone."""

    first_week: int
    weeks: IntVector  # (n_people, n_weeks): absolute where the trial has a calendar, otherwise relative
    last_observed: IntVector  # (n_people,): relative


def build_histories(
    tables: Mapping[str, pl.DataFrame],
    state_map: StateMap,
    *,
    person_key: str,
    persons: Sequence[str],
    lottery_weeks: Sequence[int] | None,
    cut_offs: Mapping[str, dt.date],
    history_weeks: int,
) -> StateMatrix:
    """Paint the weekly states of people, aligned on the week of their lottery.

    Parameters
    ----------
    tables
        Typed tables of the extract.
    state_map
        What the registers mean.
    person_key
        Name of the column that identifies a person.
    persons
        Whose histories, in the order of the rows of the matrix. A person without a row in the weekly table has had no
        benefit at all.
    lottery_weeks
        Absolute week of each person's lottery; None where the weekly table counts weeks from the lottery itself.
    cut_offs
        Last day for which each register is complete.
    history_weeks
        How many weeks before the lottery the matrix should hold.

    Returns
    -------
    StateMatrix
        `UNOBSERVED` before the weekly table starts and after the first of the cut-offs.

    Raises
    ------
    ExtractError
        If weekly columns are missing in between, or a week is blank where the state map does not allow it.
    """
    weekly = tables[state_map.weekly.table]
    columns = _weekly_columns(weekly, state_map.weekly.calendar)
    grid = _grid(columns, state_map, lottery_weeks, len(persons), cut_offs, history_weeks)
    states = _lay_codes(weekly, columns, grid, state_map, person_key, persons)
    for layer in state_map.layers:
        painted = _painted(layer, tables[layer.table], person_key, persons, grid.weeks)
        allowed = (
            np.isin(states, [state_map.code(name) for name in layer.over])
            if isinstance(layer, MonthlyWork | Spells)
            else states != UNOBSERVED
        )
        states = np.where(painted & allowed, np.int8(state_map.code(layer.becomes)), states)
    states = _hold_absorbing(states, [status.code for status in state_map.statuses if status.absorbing])
    relative = grid.first_week + np.arange(states.shape[1])
    states = np.where(relative[None, :] > grid.last_observed[:, None], np.int8(UNOBSERVED), states)
    return StateMatrix(
        states=states.astype(np.int8),
        first_week=grid.first_week,
        last_observed=grid.last_observed,
        statuses=state_map.statuses,
        fingerprint=state_map.fingerprint,
    )


def _painted(
    layer: Layer, table: pl.DataFrame, person_key: str, persons: Sequence[str], weeks: IntVector
) -> NDArray[np.bool_]:
    """Say for each person and week whether the layer covers it, shape (n_people, n_weeks)."""
    match layer:
        case MonthlyWork():
            return _monthly_work(layer, table, person_key, persons, weeks)
        case Spells():
            return _spells(layer, table, person_key, persons, weeks)
        case FromDate():
            return _from_date(layer, table, person_key, persons, weeks)
        case Away():
            return _away(layer, table, person_key, persons, weeks)


def _weekly_columns(weekly: pl.DataFrame, calendar: str) -> dict[int, str]:
    if calendar == "relative":
        found = {int(match[1]): name for name in weekly.columns if (match := _RELATIVE_COLUMN.match(name))}
    else:
        found = {
            week_of(day): name
            for name in weekly.columns
            if (match := _ISO_COLUMN.match(name)) and (day := iso_monday(match[1])) is not None
        }
    if not found:
        raise ExtractError("The weekly table has no weekly columns.")
    missing = max(found) - min(found) + 1 - len(found)
    if missing:
        raise ExtractError(
            "The weekly table skips weeks.", [f"{missing} columns are missing between its first and its last week."]
        )
    return dict(sorted(found.items()))


def _grid(
    columns: Mapping[int, str],
    state_map: StateMap,
    lottery_weeks: Sequence[int] | None,
    people: int,
    cut_offs: Mapping[str, dt.date],
    history_weeks: int,
) -> Grid:
    first, last = min(columns), max(columns)
    if lottery_weeks is None:
        relative = np.arange(first, last + 1)
        return Grid(
            first_week=first,
            weeks=np.broadcast_to(relative, (people, len(relative))),
            last_observed=np.full(people, last, dtype=np.int64),
        )
    origins = np.asarray(lottery_weeks, dtype=np.int64)
    end = min(last, *(_end_of_register(name, state_map, cut_offs) for name in state_map.cut_off_registers))
    relative = np.arange(-history_weeks, int(end - origins.min()) + 1)
    return Grid(first_week=-history_weeks, weeks=origins[:, None] + relative[None, :], last_observed=end - origins)


def _end_of_register(name: str, state_map: StateMap, cut_offs: Mapping[str, dt.date]) -> int:
    monthly = {layer.table for layer in state_map.layers if isinstance(layer, MonthlyWork)}
    return last_full_month_week(cut_offs[name]) if name in monthly else last_full_week(cut_offs[name])


def _lay_codes(
    weekly: pl.DataFrame,
    columns: Mapping[int, str],
    grid: Grid,
    state_map: StateMap,
    person_key: str,
    persons: Sequence[str],
) -> StateArray:
    asked = pl.DataFrame({person_key: list(persons)}, schema={person_key: pl.String})
    rows = asked.join(weekly, on=person_key, how="left", maintain_order="left", validate="1:1")
    codes = rows.select(list(columns.values())).fill_null(0).to_numpy().astype(np.int64)
    known = {int(code): state_map.code(state) for code, state in state_map.code_states.items()}
    lookup = np.full(max(known) + 1, UNOBSERVED, dtype=np.int8)
    for code, state in known.items():
        lookup[code] = state
    if state_map.weekly.blank is not None:
        lookup[0] = state_map.code(state_map.weekly.blank)
    elif blank := int((codes == 0).sum()):
        raise ExtractError(
            "The weekly table has blank weeks, and the state map says that every week has a code.",
            [f"{state_map.weekly.table}: {blank} blank weeks among people of the lottery."],
        )
    position = grid.weeks - min(columns)
    inside = (position >= 0) & (position < len(columns))
    picked = np.take_along_axis(codes, np.where(inside, position, 0), axis=1)
    return np.where(inside, lookup[picked], np.int8(UNOBSERVED))


def _monthly_work(
    layer: MonthlyWork, table: pl.DataFrame, person_key: str, persons: Sequence[str], weeks: IntVector
) -> NDArray[np.bool_]:
    month = pl.col(layer.month_from).dt.year() * 12 + pl.col(layer.month_from).dt.month() - 1
    sums = (
        _of_persons(table, person_key, persons)
        .with_columns(month.alias("month"))
        .group_by("row", "month")
        .agg(pl.col(layer.sum_of).sum().alias("total"))
        .filter(pl.col("total") >= layer.at_least)
    )
    distinct, where = np.unique(weeks, return_inverse=True)
    months = np.array([year * 12 + number - 1 for year, number in map(month_of, distinct.tolist())], dtype=np.int64)
    if sums.is_empty():
        return np.zeros(weeks.shape, dtype=np.bool_)
    paid = sums["month"].to_numpy().astype(np.int64)
    first = min(int(months.min()), int(paid.min()))
    last = max(int(months.max()), int(paid.max()))
    worked = np.zeros((len(persons), last - first + 1), dtype=np.bool_)
    worked[sums["row"].to_numpy(), paid - first] = True
    return np.take_along_axis(worked, months[where].reshape(weeks.shape) - first, axis=1)


def _spells(
    layer: Spells, table: pl.DataFrame, person_key: str, persons: Sequence[str], weeks: IntVector
) -> NDArray[np.bool_]:
    inside = np.zeros(weeks.shape, dtype=np.bool_)
    for row, start, end in _of_persons(table, person_key, persons).select("row", layer.start, layer.end).iter_rows():
        last = np.iinfo(np.int64).max if end is None else last_week_by_thursday(end)
        inside[row] |= (weeks[row] >= first_week_by_thursday(start)) & (weeks[row] <= last)
    return inside


def _from_date(
    layer: FromDate, table: pl.DataFrame, person_key: str, persons: Sequence[str], weeks: IntVector
) -> NDArray[np.bool_]:
    dated = _of_persons(table, person_key, persons)
    first = np.full(len(persons), np.iinfo(np.int64).max)
    for row, day in dated.select("row", layer.date).iter_rows():
        first[row] = min(first[row], week_of(day))
    return weeks >= first[:, None]


def _away(
    layer: Away, table: pl.DataFrame, person_key: str, persons: Sequence[str], weeks: IntVector
) -> NDArray[np.bool_]:
    moves = _of_persons(table, person_key, persons).sort("row", layer.date, layer.code)
    away = np.zeros(weeks.shape, dtype=np.bool_)
    for row, day, code in moves.select("row", layer.date, layer.code).iter_rows():
        away[row, weeks[row] >= week_of(day)] = code == layer.out
    return away


def _of_persons(table: pl.DataFrame, person_key: str, persons: Sequence[str]) -> pl.DataFrame:
    """Return the rows of the asked persons (others are normal in a population register).

    With the position of the person as `row`.
    """
    asked = pl.DataFrame(
        {person_key: list(persons), "row": np.arange(len(persons))}, schema_overrides={person_key: pl.String}
    )
    return table.join(asked, on=person_key, how="inner", validate="m:1")


def _hold_absorbing(states: StateArray, absorbing: Sequence[int]) -> StateArray:
    """Keep people in the first absorbing state they reach: a blank week after a death is not self-support."""
    ended = np.isin(states, list(absorbing))
    first = np.where(ended.any(axis=1), ended.argmax(axis=1), states.shape[1])
    held = np.arange(states.shape[1])[None, :] > first[:, None]
    last_state = np.take_along_axis(states, np.minimum(first, states.shape[1] - 1)[:, None], axis=1)
    return np.where(held, last_state, states)
