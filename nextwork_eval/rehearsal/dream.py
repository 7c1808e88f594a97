"""The DREAM extract: one row for each person, a code for each week, full-time share and industry for each month."""

from __future__ import annotations

from nextwork_eval.histories.weeks import monday
from nextwork_eval.rehearsal.pay import PayRow, monthly_columns
from nextwork_eval.rehearsal.population import Population
from nextwork_eval.rehearsal.tables import Table, decimal_comma, sorted_table
from nextwork_eval.rehearsal.weekly_codes import BLANK


def dream_table(population: Population, pay: tuple[PayRow, ...]) -> Table:
    """Write the weekly codes and the monthly employment of everyone in the registers."""
    months, employed = monthly_columns(population, pay)
    names = [f"{month // 12}_{month % 12 + 1:02d}" for month in months.tolist()]
    columns = (
        "PNR",
        *(week_column(week) for week in population.calendar.weeks.tolist()),
        *(f"branche_{name}" for name in names),
        *(f"grad_{name}" for name in names),
    )
    rows = []
    for row in population.registered().tolist():
        codes = ["" if code == BLANK else str(code) for code in population.codes[row].tolist()]
        found = [employed.get((row, month)) for month in months.tolist()]
        industries = ["" if item is None else item[1] for item in found]
        shares = ["" if item is None else decimal_comma(item[0]) for item in found]
        rows.append((population.keys[row], *codes, *industries, *shares))
    return sorted_table("dream", columns, rows)


def week_column(week: int) -> str:
    """Return DREAM's name for an absolute week: `y_`, two digits of the ISO year, two of the week.

    Examples
    --------
    >>> from nextwork_eval.histories.weeks import iso_week
    >>> week_column(iso_week(2015, 53)), week_column(iso_week(2016, 1))
    ('y_1553', 'y_1601')
    """
    year, number, _ = monday(week).isocalendar()
    return f"y_{year % 100:02d}{number:02d}"
