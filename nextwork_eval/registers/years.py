"""Files of several years as one table: below each other, or side by side where each holds the weeks of its year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from nextwork_eval.registers.counting import broken, whole_table
from nextwork_eval.registers.layout import TableLayout
from nextwork_eval.registers.schema import TableSchema
from nextwork_eval.results.findings import Finding


def one_table(
    parts: Mapping[int | None, pl.DataFrame], table: TableSchema, layout: TableLayout
) -> tuple[pl.DataFrame | None, list[Finding]]:
    """Bring the parts of a table together.

    Parameters
    ----------
    parts
        Year to part; None where the table is one file.
    table, layout
        What it must be, and what was declared.

    Returns
    -------
    pl.DataFrame or None
        Rows in the order of the years; with weekly columns one row for each person, in the order of first appearance.
        None if the parts do not fit.
    list[Finding]
        Why not, or what was assumed.
    """
    if len(parts) == 1:
        return next(iter(parts.values())), []
    years = dict(sorted(parts.items(), key=lambda item: item[0] or 0))
    return _side_by_side(years, table, layout) if layout.weeks is not None else _below(years, table)


def _below(parts: Mapping[int | None, pl.DataFrame], table: TableSchema) -> tuple[pl.DataFrame | None, list[Finding]]:
    names = list(dict.fromkeys(name for part in parts.values() for name in part.columns))
    required = {field.name for field in table.fields if not field.optional}
    findings, mixed = [], 0
    for name in names:
        columns = [part[name] for part in parts.values() if name in part.columns]
        absent = len(parts) - len(columns)
        if absent and name in required:
            findings.append(whole_table("missing_column", table.name, count=absent, kind="years", name=name))
        mixed += len({_family(column) for column in columns} - {"nothing"}) > 1
    if mixed:
        section = f"layout.{table.name}"
        differs = whole_table("type_differs_between_years", table.name, count=mixed, section=section)
        return None, [*findings, differs]
    return pl.concat(_alike(list(parts.values()), names), how="diagonal_relaxed"), findings


def _family(column: pl.Series) -> str:
    if column.dtype == pl.Null or column.null_count() == len(column):
        return "nothing"
    if column.dtype.is_numeric() or column.dtype == pl.Boolean:
        return "number"
    if column.dtype in (pl.String, pl.Categorical, pl.Enum):
        return "text"
    return "date" if column.dtype in (pl.Date, pl.Datetime) else "other"


def _alike(parts: Sequence[pl.DataFrame], names: Sequence[str]) -> list[pl.DataFrame]:
    """Give columns of nothing no type, categories that of text and dates with an hour one unit, so that all fit."""
    kinds = {name: {_family(part[name]) for part in parts if name in part.columns} for name in names}
    return [
        pl.DataFrame({column.name: _fitting(column, kinds[column.name]) for column in part.get_columns()})
        for part in parts
    ]


def _fitting(column: pl.Series, kinds: set[str]) -> pl.Series:
    if _family(column) == "nothing":
        return pl.Series(column.name, [None] * len(column), dtype=pl.Null)
    if "text" in kinds:
        return column.cast(pl.String)
    return column.cast(pl.Datetime("us")) if "date" in kinds else column


def _side_by_side(
    parts: Mapping[int | None, pl.DataFrame], table: TableSchema, layout: TableLayout
) -> tuple[pl.DataFrame | None, list[Finding]]:
    key, section = list(table.primary_key), f"layout.{table.name}"
    findings: list[Finding] = []
    for year, part in parts.items():
        where = f"{table.name} ({year})"
        if not key or not set(key) <= set(part.columns):
            findings.append(whole_table("missing_column", where, kind="key"))
        else:
            twice = part.select(key).is_duplicated()
            findings += broken("duplicate_key", where, " + ".join(key), twice, kind="year")
            empty = part.select(pl.any_horizontal(pl.col(key).is_null())).to_series()
            findings += broken("required_missing", where, " + ".join(key), empty)
            if part[key[0]].dtype != next(iter(parts.values()))[key[0]].dtype:
                findings.append(whole_table("type_differs_between_years", where, kind="key", section=section))
    shared = _shared(parts.values(), key)
    if shared:
        findings.append(whole_table("column_in_several_years", table.name, count=shared, section=section))
    if findings:
        return None, findings
    people = pl.concat([part.select(key) for part in parts.values()]).unique(maintain_order=True)
    whole = people
    for part in parts.values():
        whole = whole.join(part, on=key, how="left", validate="1:1", maintain_order="left")
    absent = sum(people.height - part.height for part in parts.values())
    if absent and not layout.absent_is_blank:
        return None, [whole_table("absent_in_a_year", table.name, count=absent, section=section)]
    return whole, []


def _shared(parts: Iterable[pl.DataFrame], key: Sequence[str]) -> int:
    names = [name for part in parts for name in part.columns if name not in key]
    return len(names) - len(set(names))
