"""From registers to the matrix.

The weekly codes are laid down first, then each layer of the state map is painted over them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nextwork_eval.histories import layer_painting as cells
from nextwork_eval.histories.base import lay_columns, lay_spells, weekly_columns
from nextwork_eval.histories.layer_painting import Canvas
from nextwork_eval.histories.layers import (
    AfterStart,
    Away,
    CarryForward,
    FromDate,
    Layer,
    MonthlyWork,
    Spells,
)
from nextwork_eval.histories.matrix import UNOBSERVED, IntVector, StateArray, StateMatrix, is_one_of
from nextwork_eval.histories.state_map import StateMap
from nextwork_eval.histories.weeks import last_full_month_week, last_full_week


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
        If weekly columns are missing in between, a week is blank where the state map does not allow it, or spells of
        the base overlap.
    """
    weekly = tables[state_map.weekly.table]
    columns = {} if state_map.weekly.calendar == "spells" else weekly_columns(weekly, state_map.weekly)
    if lottery_weeks is None:
        origins = np.zeros(len(persons), dtype=np.int64)
        first_week, final_week = min(columns), max(columns)
        last_observed = np.full(len(persons), final_week, dtype=np.int64)
    else:
        origins = np.asarray(lottery_weeks, dtype=np.int64)
        ends = [_end_of_register(name, state_map, cut_offs) for name in state_map.cut_off_registers]
        end = min([*ends, max(columns)] if columns else ends)
        first_week, final_week = -history_weeks, int(end - origins.min(initial=end))
        last_observed = end - origins
    canvas = Canvas(
        person_key=person_key, persons=persons, starts=origins + first_week, columns=final_week - first_week + 1
    )
    states = lay_columns(weekly, columns, canvas, state_map) if columns else lay_spells(weekly, canvas, state_map)
    for layer in state_map.layers:
        states = _painted_over(states, layer, state_map, tables, canvas)
    states = _hold_absorbing(states, [status.code for status in state_map.statuses if status.absorbing])
    return StateMatrix(
        states=_unobserved_after(states, last_observed - first_week),
        first_week=first_week,
        last_observed=last_observed,
        statuses=state_map.statuses,
        fingerprint=state_map.fingerprint,
    )


def _painted_over(
    states: StateArray, layer: Layer, state_map: StateMap, tables: Mapping[str, pl.DataFrame], canvas: Canvas
) -> StateArray:
    """Paint one layer over the states, and only over those that it names."""

    def among(names: Sequence[str]) -> NDArray[np.bool_]:
        return is_one_of(states, [state_map.code(name) for name in names])

    match layer:
        case CarryForward():
            return cells.carry_forward(layer, states, among(layer.of), among(layer.over))
        case AfterStart():
            painted = cells.after_start(layer, among(layer.of)) & among(layer.over)
        case MonthlyWork():
            painted = cells.monthly_work(layer, tables[layer.table], canvas) & among(layer.over)
        case Spells():
            painted = cells.spells(layer, tables[layer.table], canvas) & among(layer.over)
        case FromDate():
            painted = cells.from_date(layer, tables[layer.table], canvas) & (states != UNOBSERVED)
        case Away():
            painted = cells.away(layer, tables[layer.table], canvas) & (states != UNOBSERVED)
    return np.where(painted, np.int8(state_map.code(layer.becomes)), states)


def _end_of_register(name: str, state_map: StateMap, cut_offs: Mapping[str, dt.date]) -> int:
    monthly = {layer.table for layer in state_map.layers if isinstance(layer, MonthlyWork)}
    if state_map.weekly.calendar == "month":
        monthly.add(state_map.weekly.table)
    return last_full_month_week(cut_offs[name]) if name in monthly else last_full_week(cut_offs[name])


def _hold_absorbing(states: StateArray, absorbing: Sequence[int]) -> StateArray:
    """Keep people in the first absorbing state they reach: a blank week after a death is not self-support."""
    ended = is_one_of(states, absorbing)
    ends = np.flatnonzero(ended.any(axis=1))
    first = ended[ends].argmax(axis=1)
    last_state = np.take_along_axis(states[ends], first[:, None], axis=1)
    after = np.arange(states.shape[1])[None, :] > first[:, None]
    held = states.copy()
    held[ends] = np.where(after, last_state, states[ends])
    return held


def _unobserved_after(states: StateArray, last_column: IntVector) -> StateArray:
    """Take the states away after each person's last observed column."""
    cut = states.copy()
    for last in np.unique(last_column).tolist():  # once for each lottery week
        members = np.flatnonzero(last_column == last)
        if last + 1 < cut.shape[1]:
            cut[members, max(last + 1, 0) :] = UNOBSERVED
    return cut
