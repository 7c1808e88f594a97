"""Dates that are not stored as dates: text in a declared form, or days since 1960, as SAS and Stata count them."""

from __future__ import annotations

import datetime as dt
import re

import polars as pl

SAS_DAYS = "sas_days"
_ORIGIN = dt.date(1960, 1, 1)
_EARLIEST, _LATEST = dt.date(1800, 1, 1), dt.date(2200, 1, 1)
_DIGITS = {"%Y": "[0-9]{4}", "%m": "[0-9]{2}", "%d": "[0-9]{2}", "%b": "[A-Za-z]{3}"}
_WRONG = "?"  # no date and no sign for a missing one, so that the gate counts the cell as wrong


def is_date_form(form: object) -> bool:
    """Say whether a declared form is %d, %m (or %b) and %Y, each once with signs between, or `sas_days`.

    Examples
    --------
    >>> is_date_form("%d-%m-%Y"), is_date_form("%d%b%Y"), is_date_form("sas_days"), is_date_form("%d%m%y")
    (True, True, True, False)
    """
    if form == SAS_DAYS:
        return True
    if not isinstance(form, str):
        return False
    parts = sorted(re.findall("%.?", form))
    bare = re.sub("%.", "", form)
    return parts in (["%Y", "%d", "%m"], ["%Y", "%b", "%d"]) and re.fullmatch(r"[-/. ]*", bare) is not None


def as_iso(column: pl.Series, form: str, missing: tuple[str, ...]) -> pl.Series:
    """Write dates as YYYY-MM-DD; a cell that is not of the declared form becomes one that the gate refuses.

    Parameters
    ----------
    column
        Text, or numbers where the form is `sas_days`. Stored dates stay as they are.
    form
        See `is_date_form`; a two-digit year is never read, since the century would be guessed.
    missing
        Texts that stand for a missing value, and stay.

    Examples
    --------
    >>> as_iso(pl.Series(["31-12-2015", "2015-12-31", ""]), "%d-%m-%Y", ("",)).to_list()
    ['2015-12-31', '?', '']
    >>> as_iso(pl.Series([0.0, 20454.0, None, 0.5]), "sas_days", ()).to_list()
    ['1960-01-01', '2016-01-01', None, '?']
    """
    if column.dtype.is_temporal() or column.dtype == pl.Null:
        return column
    if form == SAS_DAYS:
        days = column if column.dtype.is_numeric() else _whole_numbers(column)
        dates = _since_1960(days)
    elif column.dtype == pl.String:
        dates = _in_form(column, form)
    else:
        dates = pl.Series(column.name, [None] * len(column), dtype=pl.Date)
    text = dates.dt.strftime("%Y-%m-%d")
    empty = column.is_null()
    if column.dtype == pl.String:
        empty |= column.is_in(list(missing)).fill_null(False)
    kept = column if column.dtype == pl.String else column.clear(len(column)).cast(pl.String)
    return text.fill_null(_WRONG).zip_with(~empty, kept)


def _whole_numbers(column: pl.Series) -> pl.Series:
    if column.dtype != pl.String:
        return pl.Series(column.name, [None] * len(column), dtype=pl.Int64)
    return column.set(~column.str.contains("^-?[0-9]{1,6}$").fill_null(True), None).cast(pl.Int64, strict=False)


def _since_1960(days: pl.Series) -> pl.Series:
    least, most = (_EARLIEST - _ORIGIN).days, (_LATEST - _ORIGIN).days
    numbers = days.cast(pl.Float64)
    inside = numbers.is_between(least, most) & (numbers == numbers.floor())
    whole = numbers.set(~inside.fill_null(False), None).cast(pl.Int32)
    return (whole + _ORIGIN.toordinal() - dt.date(1970, 1, 1).toordinal()).cast(pl.Date)


def _in_form(column: pl.Series, form: str) -> pl.Series:
    pattern = "".join(_DIGITS[part] if part in _DIGITS else re.escape(part) for part in re.findall("%.|[^%]", form))
    shaped = column.set(~column.str.contains(f"^{pattern}$").fill_null(True), None)
    shaped = shaped.str.to_titlecase() if "%b" in form else shaped
    return shaped.str.to_date(form, strict=False)
