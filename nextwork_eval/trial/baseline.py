"""What was known about people before the lottery.

Columns, ages and shares of time, never anything later than the week before week 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nextwork_eval.histories import UNOBSERVED, StateMatrix
from nextwork_eval.plan.covariates import AgeAtLottery, FromColumn, ShareOfTime
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.trial.lottery_list import LotteryList

FloatVector = NDArray[np.float64]
_DAYS_IN_A_YEAR = 365.25


def baseline_covariates(
    plan: AnalysisPlan,
    tables: Mapping[str, pl.DataFrame],
    person_key: str,
    lottery: LotteryList,
    linked: NDArray[np.bool_],
    matrix: StateMatrix,
) -> dict[str, FloatVector]:
    """Return the value of each covariate of the plan for each linked person, in the order of the list.

    Where a table holds snapshots (the plan names the column that dates them), the latest one before the lottery is
    read. A table without such a column must hold one row for each person.

    Returns
    -------
    dict[str, FloatVector]
        Covariate id to values, shape (n_linked,); NaN where nothing is known.
    """
    persons = [person for person, found in zip(lottery.persons, linked, strict=True) if found]
    dates = [day for day, found in zip(lottery.dates, linked, strict=True) if found]
    sets = {item.id: item.states for item in plan.state_set}
    values: dict[str, FloatVector] = {}
    for covariate in plan.covariate:
        match covariate.source:
            case FromColumn(table=table, column=column, yes=yes, dated_by=dated_by):
                raw = _last_before(tables[table], column, dated_by, person_key, persons, dates)
                values[covariate.id] = _numbers(raw, yes)
            case AgeAtLottery(table=table, column=column, dated_by=dated_by):
                born = _last_before(tables[table], column, dated_by, person_key, persons, dates)
                values[covariate.id] = np.array(
                    [
                        np.nan if day is None or birth is None else (day - birth).days / _DAYS_IN_A_YEAR
                        for day, birth in zip(dates, born.to_list(), strict=True)
                    ]
                )
            case ShareOfTime(states=name, from_week=start, to_week=end):
                values[covariate.id] = share_of_time(matrix, sets[name], start, end)
    return values


def _last_before(
    table: pl.DataFrame,
    column: str,
    dated_by: str | None,
    person_key: str,
    persons: Sequence[str],
    dates: Sequence[object],
) -> pl.Series:
    """Return one value of a column for each person.

    From the latest snapshot before the lottery where the table has snapshots.
    """
    asked = pl.DataFrame({person_key: list(persons), "lottery": list(dates)}, schema_overrides={person_key: pl.String})
    rows = table.join(asked, on=person_key, how="inner", validate="m:1")
    if dated_by is not None:
        rows = rows.filter(pl.col(dated_by) < pl.col("lottery")).sort(person_key, dated_by)
        rows = rows.group_by(person_key, maintain_order=True).last()
    return asked.join(
        rows.select(person_key, column), on=person_key, how="left", maintain_order="left", validate="1:1"
    )[column]


def _numbers(raw: pl.Series, yes: str | None) -> FloatVector:
    if yes is not None:
        return (raw.cast(pl.String) == yes).cast(pl.Float64).fill_null(np.nan).to_numpy()
    return raw.cast(pl.Float64).fill_null(np.nan).to_numpy()


def share_of_time(matrix: StateMatrix, states: Sequence[str], start: int, end: int) -> FloatVector:
    """Return the share of relative weeks `start` to `end` spent in states, shape (n_people,); NaN if any is unknown."""
    window = matrix.window(start, end)
    seen = (window != UNOBSERVED).sum(axis=1)
    inside = matrix.member(states, start, end).sum(axis=1)
    return np.where(seen == end - start + 1, inside / np.maximum(seen, 1), np.nan)
