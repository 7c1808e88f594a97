"""What was known about people before the lottery.

Columns, ages, means, parents and shares of time, never anything dated later than the day before week 0.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nextwork_eval.histories import UNOBSERVED, StateMatrix
from nextwork_eval.histories.weeks import monday, week_of
from nextwork_eval.plan.covariates import AgeAtLottery, Codes, FromColumn, MeanOf, OfParents, ShareOfTime
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.trial.lottery_list import LotteryList

FloatVector = NDArray[np.float64]
_DAYS_IN_A_YEAR = 365.25
_WEEK_ZERO = "first day of week 0"


def baseline_covariates(
    plan: AnalysisPlan,
    tables: Mapping[str, pl.DataFrame],
    person_key: str,
    lottery: LotteryList,
    linked: NDArray[np.bool_],
    matrix: StateMatrix,
) -> dict[str, FloatVector]:
    """Return the value of each covariate of the plan for each linked person, in the order of the list.

    Where a table holds snapshots (the plan names the column that dates them), the latest one before the Monday of the
    week of the lottery is read: what is dated in that week may already be the lottery's doing. A table without such a
    column must hold one row for each person.

    Returns
    -------
    dict[str, FloatVector]
        Covariate id to values, shape (n_linked,); NaN where nothing is known.
    """
    dates = [day for day, found in zip(lottery.dates, linked, strict=True) if found]
    asked = pl.DataFrame(
        {
            person_key: [person for person, found in zip(lottery.persons, linked, strict=True) if found],
            _WEEK_ZERO: [None if day is None else monday(week_of(day)) for day in dates],
        },
        schema={person_key: pl.String, _WEEK_ZERO: pl.Date},
    )
    sets = {item.id: item.states for item in plan.state_set}
    values: dict[str, FloatVector] = {}
    for covariate in plan.covariate:
        match covariate.source:
            case FromColumn(table=table, column=column, yes=yes, codes=codes, dated_by=dated_by):
                raw = _last_before(tables[table], column, dated_by, person_key, asked)
                chosen = Codes(yes=(yes,)) if yes is not None else codes
                values[covariate.id] = _numbers(raw) if chosen is None else _yes_or_no(raw, chosen)
            case AgeAtLottery(table=table, column=column, dated_by=dated_by):
                born = _last_before(tables[table], column, dated_by, person_key, asked)
                values[covariate.id] = _age(born, dates)
            case MeanOf(table=table, column=column, dated_by=dated_by):
                values[covariate.id] = _mean_before(tables[table], column, dated_by, person_key, asked)
            case OfParents():
                values[covariate.id] = _of_parents(covariate.source, tables, person_key, asked)
            case ShareOfTime(states=name, from_week=start, to_week=end):
                values[covariate.id] = share_of_time(matrix, sets[name], start, end)
    return values


def _last_before(
    table: pl.DataFrame, column: str, dated_by: str | None, person_key: str, asked: pl.DataFrame
) -> pl.Series:
    """Return one value of a column for each row of `asked`, from the latest snapshot before its week 0 where dated.

    A key that is asked for several times, as a parent of siblings may be, gets its value each time.
    """
    numbered = asked.with_row_index("row")
    rows = table.select({person_key, column, dated_by or column}).join(
        numbered, on=person_key, how="inner", validate="m:m" if dated_by else "1:m"
    )
    if dated_by is not None:
        rows = rows.filter(pl.col(dated_by) < pl.col(_WEEK_ZERO)).sort("row", dated_by)
        rows = rows.group_by("row", maintain_order=True).last()
    return numbered.join(rows.select("row", column), on="row", how="left", maintain_order="left", validate="1:1")[
        column
    ]


def _mean_before(table: pl.DataFrame, column: str, dated_by: str, person_key: str, asked: pl.DataFrame) -> FloatVector:
    means = (
        table.join(asked, on=person_key, how="inner", validate="m:1")
        .filter(pl.col(dated_by) < pl.col(_WEEK_ZERO))
        .group_by(person_key)
        .agg(pl.col(column).cast(pl.Float64).mean())
    )
    return _numbers(asked.join(means, on=person_key, how="left", maintain_order="left", validate="1:1")[column])


def _of_parents(
    source: OfParents, tables: Mapping[str, pl.DataFrame], person_key: str, asked: pl.DataFrame
) -> FloatVector:
    answers = []
    for key_column in source.parent_columns:
        keys = _last_before(tables[source.parent_table], key_column, source.parent_dated_by, person_key, asked)
        parents = asked.with_columns(keys.alias(person_key))
        raw = _last_before(tables[source.table], source.column, source.dated_by, person_key, parents)
        answers.append(_yes_or_no(raw, source.codes))
    both = np.stack(answers)
    known = ~np.isnan(both)
    return np.where(known.any(axis=0), (both == 1).any(axis=0).astype(np.float64), np.nan)


def _numbers(raw: pl.Series) -> FloatVector:
    return raw.cast(pl.Float64).fill_null(np.nan).to_numpy()


def _yes_or_no(raw: pl.Series, codes: Codes) -> FloatVector:
    text = raw.cast(pl.String)
    yes = _begins(text, codes.yes_prefix)
    if codes.yes:
        yes = yes | text.is_in(list(codes.yes))
    unknown = _begins(text, codes.unknown_prefix)
    return _numbers(yes.cast(pl.Float64).set(unknown.fill_null(True) | text.is_null(), None))


def _begins(text: pl.Series, beginnings: Sequence[str]) -> pl.Series:
    found = text.str.starts_with(beginnings[0]) if beginnings else text.is_null() & False
    for beginning in beginnings[1:]:
        found = found | text.str.starts_with(beginning)
    return found


def _age(born: pl.Series, dates: Sequence[dt.date | None]) -> FloatVector:
    days = (pl.Series(dates, dtype=pl.Date) - born.cast(pl.Date)).dt.total_days()
    return _numbers(days.cast(pl.Float64) / _DAYS_IN_A_YEAR)


def share_of_time(matrix: StateMatrix, states: Sequence[str], start: int, end: int) -> FloatVector:
    """Return the share of relative weeks `start` to `end` spent in states, shape (n_people,); NaN if any is unknown."""
    window = matrix.window(start, end)
    seen = (window != UNOBSERVED).sum(axis=1)
    inside = matrix.member(states, start, end).sum(axis=1)
    return np.where(seen == end - start + 1, inside / np.maximum(seen, 1), np.nan)
