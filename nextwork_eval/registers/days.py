"""Days held against the calendar of the delivery: stand-ins, days to come or past the cut-off, provisional months."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from nextwork_eval.registers.counting import broken
from nextwork_eval.registers.merging import FAMILY
from nextwork_eval.registers.schema import CodeList, Field, TableSchema
from nextwork_eval.registers.wide import WideColumn, first_day, wide_columns
from nextwork_eval.results.findings import Finding

_STAND_INS = (dt.date(1899, 12, 30), dt.date(1900, 1, 1), dt.date(2099, 12, 31), dt.date(9999, 12, 31))
_ORIGINS = (dt.date(1960, 1, 1), dt.date(1970, 1, 1))  # day 0 of SAS and of Unix; people were born on both
_HAPPENED = ("birth", "death", "event", "snapshot")
_RECORDED = ("death", "event", "period_end", "snapshot")


def check_dates(
    frame: pl.DataFrame,
    table: TableSchema,
    code_lists: Mapping[str, CodeList],
    *,
    delivered: dt.date | None,
    cut_off: dt.date | None,
    apart: bool = False,
) -> list[Finding]:
    """List the days of a table that cannot be, that lie past what the delivery covers, or that may still change.

    Parameters
    ----------
    frame
        The table, typed.
    table, code_lists
        What its columns mean; a date without a declared role is not checked.
    delivered, cut_off
        When the data were delivered, and the last day for which the table is complete; None where nobody said.
    apart
        Whether each column that is a week or month has a finding of its own, as in `columns.check_table`.

    Returns
    -------
    list[Finding]
        A cell counts once: a stand-in is not also a day to come, nor a day to come one past the cut-off.
    """
    findings: list[Finding] = []
    for field in table.fields:
        if field.name in frame.columns and field.date_role is not None:
            findings += _days(frame[field.name], field, table.name, delivered, cut_off)
        if field.name in frame.columns and field.valid_on is not None and field.valid_on in frame.columns:
            findings += _codes_in_use(frame, field, table.name, code_lists)
    if cut_off is not None:
        wide = [column for column in wide_columns(table, frame.columns) if column.position is not None]
        findings += _columns_after(frame, table.name, wide, cut_off, apart)
        findings += _provisional(frame, table, wide, cut_off, apart)
    return findings


def _days(
    days: pl.Series, field: Field, table: str, delivered: dt.date | None, cut_off: dt.date | None
) -> Iterator[Finding]:
    stand_ins = _STAND_INS if field.date_role == "birth" else (*_STAND_INS, *_ORIGINS)
    excluded = days.is_in(list(stand_ins)).fill_null(False)
    yield from broken("stand_in_date", table, field.name, excluded, severity="warning")
    if delivered is not None and field.date_role in _HAPPENED:
        to_come = (days > delivered).fill_null(False) & ~excluded
        yield from broken("after_delivery", table, field.name, to_come, day=delivered.isoformat())
        excluded = excluded | to_come
    if cut_off is not None and field.date_role in _RECORDED:
        late = (days > cut_off).fill_null(False) & ~excluded
        yield from broken("after_cut_off", table, field.name, late, severity="warning", day=cut_off.isoformat())


def _codes_in_use(frame: pl.DataFrame, field: Field, table: str, code_lists: Mapping[str, CodeList]) -> list[Finding]:
    """Find codes that were not in use on the day of their row."""
    assert field.codelist is not None
    assert field.valid_on is not None
    values, days = frame[field.name].cast(pl.String), frame[field.valid_on]
    outside = pl.repeat(False, frame.height, eager=True)
    for code in code_lists[field.codelist].codes:
        if code.valid_from is None and code.valid_to is None:
            continue
        early = days < code.valid_from if code.valid_from is not None else outside & False
        late = days > code.valid_to if code.valid_to is not None else outside & False
        outside = outside | ((values == code.code) & (early | late)).fill_null(False)
    return broken(
        "code_not_in_use",
        table,
        field.name,
        outside,
        severity="warning",
        kind="day",
        list=field.codelist,
        date=field.valid_on,
    )


def _columns_after(
    frame: pl.DataFrame, table: str, wide: Sequence[WideColumn], cut_off: dt.date, apart: bool
) -> Iterator[Finding]:
    late = [column for column in wide if (day := first_day(column)) is not None and day > cut_off]
    yield from _filled(frame, table, late, "after_cut_off", apart, kind="columns", day=cut_off.isoformat())


def _provisional(
    frame: pl.DataFrame, table: TableSchema, wide: Sequence[WideColumn], cut_off: dt.date, apart: bool
) -> Iterator[Finding]:
    if not table.provisional_months:
        return
    settled = _months_before(cut_off, table.provisional_months)
    months = table.provisional_months
    facts = {"kind": "one" if months == 1 else "several", "months": str(months), "day": cut_off.isoformat()}
    if table.main_date is not None and table.main_date in frame.columns:
        days = frame[table.main_date]
        recent = ((days > settled) & (days <= cut_off)).fill_null(False)
        yield from broken("provisional", table.name, table.main_date, recent, severity="warning", **facts)
    recent_columns = [column for column in wide if (day := first_day(column)) is not None and settled < day <= cut_off]
    yield from _filled(frame, table.name, recent_columns, "provisional", apart, **facts)


def _filled(
    frame: pl.DataFrame, table: str, columns: Sequence[WideColumn], code: str, apart: bool, **facts: str
) -> Iterator[Finding]:
    """Count the cells of several columns that hold something, as one finding that names the first such column."""
    counted = [(column, frame.height - frame[column.name].null_count()) for column in columns]
    filled = [(column, count) for column, count in counted if count]
    if apart:
        for column, count in filled:
            yield _warning(code, table, column.name, count, {**facts, FAMILY: column.family.pattern})
    elif filled:
        more = {"more": str(len(filled) - 1)} if len(filled) > 1 else {}
        yield _warning(code, table, filled[0][0].name, sum(count for _, count in filled), {**facts, **more})


def _warning(code: str, table: str, column: str, count: int, facts: Mapping[str, str]) -> Finding:
    return Finding(
        code=code, severity="warning", table=table, column=column, count=count, rows=(), facts=tuple(facts.items())
    )


def _months_before(day: dt.date, months: int) -> dt.date:
    """Return the same day of an earlier month, or the last of that month if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    whole = day.day == calendar.monthrange(day.year, day.month)[1]
    return dt.date(year, month + 1, last if whole else min(day.day, last))
