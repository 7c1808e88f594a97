"""From delivered files to one table as the schema names it: names, missing values, dates, codes, then the years."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from nextwork_eval.registers.counting import broken, of_year, whole_table
from nextwork_eval.registers.date_forms import as_iso
from nextwork_eval.registers.layout import TableLayout
from nextwork_eval.registers.naming import IGNORED, is_no_week, schema_names
from nextwork_eval.registers.opening import TAG_SUFFIX
from nextwork_eval.registers.readers import DeliveredFile
from nextwork_eval.registers.schema import RegisterSchema, TableSchema
from nextwork_eval.registers.years import one_table
from nextwork_eval.results.findings import Finding

_NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?", flags=re.ASCII)


def renamed(
    files: Sequence[DeliveredFile], schema: RegisterSchema, layouts: Mapping[str, TableLayout]
) -> tuple[list[DeliveredFile], list[Finding]]:
    """Give the columns of each file the names of the schema; see `schema_names`.

    Returns
    -------
    list[DeliveredFile]
        All files, with every column they had. Files in which two columns would get one name keep their own names; names
        of columns that are not to be read end with `IGNORED`.
    list[Finding]
        What could not be named.
    """
    found, findings = [], []
    for file in files:
        names, problems = schema_names(file.frame.columns, schema.table(file.table), layouts[file.table], file.year)
        findings += [of_year(problem, file.year) for problem in problems]
        clear = len(set(names.values())) == len(names)
        found.append(replace(file, frame=file.frame.rename(names)) if clear else file)
    return found, findings


def arranged(
    files: Sequence[DeliveredFile], schema: RegisterSchema, layouts: Mapping[str, TableLayout]
) -> tuple[dict[str, pl.DataFrame], list[Finding]]:
    """Bring the files of each table together, as the layout says and in no other way.

    Parameters
    ----------
    files
        With the names of the schema.
    schema, layouts
        What is expected, and what was declared.

    Returns
    -------
    dict[str, pl.DataFrame]
        Table name to table, in the order of the schema; declared dates are text as YYYY-MM-DD, declared codes are text
        with their leading zeros, declared missing values are null. Nothing else is typed or checked.
    list[Finding]
        Tagged missing values that nobody declared, and what kept the years from being one table.
    """
    tables: dict[str, pl.DataFrame] = {}
    findings: list[Finding] = []
    for table in schema.tables:
        layout = layouts[table.name]
        parts: dict[int | None, pl.DataFrame] = {}
        for file in files:
            if file.table == table.name:
                frame, problems = _plain(file.frame, table, layout)
                parts[file.year] = frame
                findings += [of_year(problem, file.year) for problem in problems]
        if any(frame.height for frame in parts.values()) and not table.may_be_empty:
            # A year of nobody would pass for a year in which nothing was paid, or nobody had a benefit.
            findings += [of_year(empty_year(table), year) for year, frame in parts.items() if not frame.height]
        if parts:
            whole, problems = one_table(parts, table, layout)
            findings += problems
            if whole is not None:
                tables[table.name] = whole
    return tables, findings


def empty_year(table: TableSchema) -> Finding:
    """Return the finding for a file of one year without rows, of a table that may not be empty."""
    return whole_table("empty_file", table.name)


def _plain(frame: pl.DataFrame, table: TableSchema, layout: TableLayout) -> tuple[pl.DataFrame, list[Finding]]:
    """Apply what the layout says of single columns."""
    findings: list[Finding] = []
    columns = {}  # by name, since a name may be empty
    for column in frame.get_columns():
        name = column.name.removesuffix(TAG_SUFFIX)
        if name.endswith(IGNORED):
            continue
        if column.name.endswith(TAG_SUFFIX):
            findings += _tagged(column, name, table, layout)
            continue
        declared = _as_declared(column, table, layout)
        if is_no_week(name, table) and _is_blank(declared, table):
            findings.append(whole_table("empty_week_53", table.name, column=name, severity="note"))
        else:
            columns[name] = declared
    return pl.DataFrame(columns), findings


def _as_declared(column: pl.Series, table: TableSchema, layout: TableLayout) -> pl.Series:
    name = column.name
    if missing := layout.missing_of(name, table):
        column = _without(column, missing)
    if name in layout.digits:
        column = _with_digits(column, layout.digits[name])
    if name in layout.dates:
        column = as_iso(column, layout.dates[name], table.missing)
    return column


def _tagged(tags: pl.Series, of: str, table: TableSchema, layout: TableLayout) -> list[Finding]:
    letters = tags.str.to_uppercase()  # Stata writes .a where SAS writes .A
    undeclared = tags.is_not_null() & ~letters.is_in(list(layout.missing_of(of, table))).fill_null(False)
    return broken(
        "tagged_missing",
        table.name,
        of,
        undeclared,
        section=f"layout.{table.name}",
    )


def _without(column: pl.Series, missing: tuple[str, ...]) -> pl.Series:
    if column.dtype in (pl.Categorical, pl.Enum):
        column = column.cast(pl.String)
    if column.dtype == pl.String:
        return column.set(column.is_in(list(missing)).fill_null(False), None)
    if column.dtype.is_numeric():
        numbers = [float(text.replace(",", ".")) for text in missing if _NUMBER.fullmatch(text)]
        return column.set(column.cast(pl.Float64).is_in(numbers).fill_null(False), None)
    if column.dtype in (pl.Date, pl.Datetime):
        return column.set(column.dt.strftime("%Y-%m-%d").is_in(list(missing)).fill_null(False), None)
    return column


def _with_digits(column: pl.Series, digits: int) -> pl.Series:
    """Write a code that was stored as a number with its leading zeros; longer or other numbers stay, to be found."""
    if column.dtype == pl.String:
        return column.str.zfill(digits).zip_with(column.str.contains("^[0-9]+$").fill_null(False), column)
    if not column.dtype.is_numeric():
        return column
    numbers = column.cast(pl.Float64)
    good = (numbers == numbers.floor()) & (numbers >= 0) & (numbers < 10.0**digits)
    text = numbers.set(~good.fill_null(False), None).cast(pl.Int64).cast(pl.String).str.zfill(digits)
    return text.fill_null("?").set(column.is_null(), None)


def _is_blank(column: pl.Series, table: TableSchema) -> bool:
    if column.dtype == pl.String:
        return bool((column.is_null() | column.is_in(list(table.missing)).fill_null(True)).all())
    return column.null_count() == len(column)
