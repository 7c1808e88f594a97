"""Columns whose names are weeks or months: which are there, whether their weeks exist, and whether any is skipped."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from nextwork_eval.registers.counting import whole_table
from nextwork_eval.registers.schema import TableSchema, WideFamily
from nextwork_eval.results.findings import Finding

_CENTURY = 9  # DREAM begins in 1991: a year that starts with 9 is of the 1900s, any other of the 2000s


@dataclass(frozen=True, slots=True, kw_only=True)
class WideColumn:
    """A column of a family with its place on the calendar, in weeks or months; None where there is no such place."""

    name: str
    family: WideFamily
    position: int | None


def wide_columns(table: TableSchema, names: Sequence[str]) -> tuple[WideColumn, ...]:
    """Return the columns that belong to a family of the table, each family in the order of the calendar."""
    found = [
        WideColumn(name=name, family=family, position=_position(name, family))
        for family in table.wide
        for name in names
        if re.fullmatch(family.pattern, name)
    ]
    order = {family.pattern: place for place, family in enumerate(table.wide)}
    return tuple(sorted(found, key=lambda item: (order[item.family.pattern], item.position or 0, item.name)))


def calendar_findings(table: TableSchema, columns: Sequence[WideColumn]) -> list[Finding]:
    """Find families without a column, weeks that do not exist, and weeks that are skipped.

    Examples
    --------
    A year has a week 53 only where its last Thursday makes one: 2015 and 2020 have, 2016 has not.

    >>> iso_monday("1553").isoformat(), iso_monday("1653")
    ('2015-12-28', None)
    """
    findings = []
    for family in table.wide:
        mine = [column for column in columns if column.family is family]
        places = [column.position for column in mine if column.position is not None]
        if family.required and not mine:
            findings.append(whole_table("missing_column", table.name, kind="wide", name=family.pattern))
        findings += [
            whole_table(
                "impossible_week" if family.calendar != "month_yyyy_mm" else "impossible_month",
                table.name,
                column=column.name,
            )
            for column in mine
            if column.position is None
        ]
        if skipped := max(places, default=0) - min(places, default=1) + 1 - len(places):
            findings.append(whole_table("skipped_week", table.name, count=skipped, name=family.pattern))
    return findings


def week_days(column: WideColumn) -> tuple[dt.date, dt.date] | None:
    """Return the first and last day of a column's ISO week; None for columns that are no ISO weeks."""
    if column.family.calendar != "iso_week_yyww" or column.position is None:
        return None
    first = dt.date.fromordinal(column.position * 7 + 1)
    return first, first + dt.timedelta(days=6)


def first_day(column: WideColumn) -> dt.date | None:
    """Return the first day of a column's week, month or year; None where it has no place on the calendar."""
    if column.position is None:
        return None
    match column.family.calendar:
        case "iso_week_yyww":
            return dt.date.fromordinal(column.position * 7 + 1)
        case "month_yyyy_mm":
            return dt.date(column.position // 12, column.position % 12 + 1, 1)
        case "year_yy" | "year_yyyy":
            return dt.date(column.position, 1, 1)
        case "relative_week":
            return None


def iso_monday(digits: str) -> dt.date | None:
    """Return the Monday of a week given as two digits of its ISO year and two of its number; None if there is none."""
    year = int(digits[:2]) + (1900 if digits.startswith(str(_CENTURY)) else 2000)
    try:
        return dt.date.fromisocalendar(year, int(digits[2:]), 1)
    except ValueError:
        return None


def _position(name: str, family: WideFamily) -> int | None:
    digits = "".join(re.findall("[0-9]+", name))
    match family.calendar:
        case "iso_week_yyww":
            monday = iso_monday(digits)
            return None if monday is None else (monday.toordinal() - 1) // 7
        case "month_yyyy_mm":
            year, month = int(digits[:4]), int(digits[4:])
            return year * 12 + month - 1 if 1 <= month <= 12 else None
        case "relative_week":
            return int(digits) or None
        case "year_yyyy":
            return int(digits)
        case "year_yy":
            return int(digits) + (1900 if digits.startswith(str(_CENTURY)) else 2000)
