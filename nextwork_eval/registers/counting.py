"""How rows that break a rule become a finding: how many, the first row numbers, and never what stands in them."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from nextwork_eval.results.findings import Finding, Severity

ROWS_SHOWN = 5


def rows_of(mask: pl.Series) -> tuple[int, ...]:
    """Return the first row numbers at which a mask is true, counted from 1.

    Examples
    --------
    >>> rows_of(pl.Series([False, True, True]))
    (2, 3)
    """
    return tuple(row + 1 for row in mask.arg_true().head(ROWS_SHOWN).to_list())


def broken(
    code: str,
    table: str,
    column: str | None,
    mask: pl.Series,
    expected: str = "",
    advice: str = "",
    *,
    severity: Severity = "error",
    **facts: str,
) -> list[Finding]:
    """Return one finding for the rows at which a mask is true, or none if there are no such rows.

    `facts` are what the catalogue's words for the code name; `expected` and `advice` are English words of its own.
    """
    count = int(mask.sum())
    if count == 0:
        return []
    return [
        Finding(
            code=code,
            severity=severity,
            table=table,
            column=column,
            count=count,
            rows=rows_of(mask),
            facts=tuple(facts.items()),
            expected=expected,
            advice=advice,
        )
    ]


def whole_table(
    code: str,
    table: str,
    expected: str = "",
    advice: str = "",
    *,
    column: str | None = None,
    count: int = 1,
    severity: Severity = "error",
    **facts: str,
) -> Finding:
    """Return a finding about a table, a column or a file as a whole; words as in `broken`."""
    return Finding(
        code=code,
        severity=severity,
        table=table,
        column=column,
        count=count,
        rows=(),
        facts=tuple(facts.items()),
        expected=expected,
        advice=advice,
    )


def of_year(finding: Finding, year: int | None) -> Finding:
    """Name the year in a finding about one of several files of a table."""
    return finding if year is None else replace(finding, table=f"{finding.table} ({year})")
