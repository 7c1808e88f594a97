"""The base of the matrix: one code a week, from a table with a column for each week or month, or from spells."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import polars as pl

from nextwork_eval.errors import ExtractError
from nextwork_eval.histories.layer_painting import Canvas, days_of, weeks_covered
from nextwork_eval.histories.layers import WeeklySource
from nextwork_eval.histories.matrix import UNOBSERVED, StateArray
from nextwork_eval.histories.painting import Stretches, lay
from nextwork_eval.histories.state_map import StateMap
from nextwork_eval.histories.weeks import week_of, weeks_of_months
from nextwork_eval.registers.wide import iso_monday

_ISO_COLUMN = re.compile(r"^y_(\d{4})$")
_RELATIVE_COLUMN = re.compile(r"^week_(\d+)$")
_MONTH_COLUMN = re.compile(r"^(.+)_(\d{4})_(\d{2})$")


def weekly_columns(weekly: pl.DataFrame, source: WeeklySource) -> dict[int, str]:
    """Return week to column, for every week of the table; a column by the month stands for each of its weeks."""
    match source.calendar:
        case "relative":
            found = {int(match[1]): name for name in weekly.columns if (match := _RELATIVE_COLUMN.match(name))}
        case "month":
            months = {
                int(match[2]) * 12 + int(match[3]) - 1: name
                for name in weekly.columns
                if (match := _MONTH_COLUMN.match(name)) and match[1] == source.prefix
            }
            first, after = weeks_of_months(np.array(sorted(months), dtype=np.int64))
            found = {
                week: months[month]
                for month, start, stop in zip(sorted(months), first.tolist(), after.tolist(), strict=True)
                for week in range(start, stop)
            }
        case "iso_week":
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
            "The weekly table skips weeks.", [f"{missing} weeks are missing between its first and its last week."]
        )
    return dict(sorted(found.items()))


def lay_columns(weekly: pl.DataFrame, columns: Mapping[int, str], canvas: Canvas, state_map: StateMap) -> StateArray:
    """Turn the weekly codes into states, each person's weeks moved to the columns of the canvas."""
    asked = pl.DataFrame({canvas.person_key: list(canvas.persons)}, schema={canvas.person_key: pl.String})
    rows = asked.join(weekly, on=canvas.person_key, how="left", maintain_order="left", validate="1:1")
    known = {int(code): state_map.code(state) for code, state in state_map.code_states.items()}
    lookup = np.full(max(known) + 1, UNOBSERVED, dtype=np.int8)
    for code, state in known.items():
        lookup[code] = state
    if state_map.weekly.blank is not None:
        lookup[0] = state_map.code(state_map.weekly.blank)
    elif blank := sum(int(rows[name].fill_null(0).eq(0).sum()) for name in set(columns.values())):
        raise ExtractError(
            "The weekly table has blank weeks, and the state map says that every week has a code.",
            [f"{state_map.weekly.table}: {blank} blank weeks among people of the lottery."],
        )
    distinct = {name: place for place, name in enumerate(dict.fromkeys(columns.values()))}
    by_column = np.stack([lookup[rows[name].fill_null(0).cast(pl.Int64).to_numpy()] for name in distinct])
    place_of_week = np.array([distinct[name] for name in columns.values()])
    states = np.full((len(canvas.persons), canvas.columns), UNOBSERVED, dtype=np.int8)
    for start in np.unique(canvas.starts).tolist():  # once for each lottery week, not for each person
        members = np.flatnonzero(canvas.starts == start)
        wanted = start + np.arange(canvas.columns) - min(columns)
        inside = np.flatnonzero((wanted >= 0) & (wanted < len(columns)))
        picked = by_column[np.ix_(place_of_week[wanted[inside]], members)].T
        states[np.ix_(members, inside)] = picked
    return states


def lay_spells(table: pl.DataFrame, canvas: Canvas, state_map: StateMap) -> StateArray:
    """Lay spells with a code over the state of a blank week; a week belongs to the spell that holds its Thursday.

    Raises
    ------
    ExtractError
        If spells of a person overlap: which of two codes counts must be decided before, or declared as a layer.
    """
    source = state_map.weekly
    assert source.blank is not None, "a base of spells has a state for the weeks between them"
    rows = canvas.rows_of(table)
    states = {code: state_map.code(state) for code, state in state_map.code_states.items()}
    state = rows[source.code].cast(pl.String).replace_strict(states, return_dtype=pl.Int8).to_numpy()
    row = rows["row"].to_numpy()
    first, after = weeks_covered(days_of(rows[source.start]), rows[source.end])
    start = np.clip(first - canvas.starts[row], 0, canvas.columns)
    stop = np.clip(after - canvas.starts[row], 0, canvas.columns)
    kept = start < stop
    try:
        return lay(
            Stretches(row=row[kept], start=start[kept], stop=stop[kept]),
            state[kept],
            state_map.code(source.blank),
            len(canvas.persons),
            canvas.columns,
        )
    except ValueError as error:
        raise ExtractError(
            f"The spells of the table '{source.table}' overlap.", [f"{error}; deliver one code for each week."]
        ) from None
