"""A table that is delivered in parts is put together, so that whoever reads it need not know of the parts."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from nextwork_eval.registers.counting import whole_table
from nextwork_eval.registers.schema import RegisterSchema
from nextwork_eval.results.findings import Finding


def with_unions(tables: Mapping[str, pl.DataFrame], schema: RegisterSchema) -> dict[str, pl.DataFrame]:
    """Return the tables, with those put together of which only parts were delivered.

    The rows of all parts are kept, in the order of the schema; a column that the name of a part alone says has its
    declared value. A table that was delivered itself is left as it is.
    """
    whole = dict(tables)
    for union in schema.unions:
        parts = [part for part in union.parts if part.table in tables]
        if union.table in tables or not parts:
            continue
        names = [field.name for field in schema.table(union.table).fields]
        full = [
            tables[part.table].with_columns(**{name: pl.lit(value) for name, value in part.constants}) for part in parts
        ]
        # A part that lacks a column is a finding of that part; the others are still held against the rest.
        there = [name for name in names if any(name in frame.columns for frame in full)]
        whole[union.table] = pl.concat(
            [frame.select(name for name in there if name in frame.columns) for frame in full], how="diagonal"
        ).select(there)
    return {table.name: whole[table.name] for table in schema.tables if table.name in whole}


def check_unions(tables: Mapping[str, pl.DataFrame], schema: RegisterSchema, absent: Collection[str]) -> list[Finding]:
    """Find parts that were delivered beside the whole that they are parts of, and wholes of which a part is missing.

    Parameters
    ----------
    tables
        What was delivered and could be read.
    schema
        Which tables are parts of another.
    absent
        Tables of which no file was delivered.
    """
    findings = []
    for union in schema.unions:
        there = [part for part in union.parts if part.table in tables]
        if union.table in tables:
            findings += [
                whole_table("part_beside_whole", part.table, severity="warning", other=union.table) for part in there
            ]
        elif there:
            findings += [
                whole_table("part_not_delivered", part.table, severity="warning", other=union.table)
                for part in union.parts
                if part.table in absent
            ]
    return findings
