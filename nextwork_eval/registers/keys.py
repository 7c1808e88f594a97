"""Keys: whether a row stands once, and whether what it points to, or repeats, stands in the other table."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from nextwork_eval.registers.counting import broken, whole_table
from nextwork_eval.registers.schema import Field, ForeignKey, RegisterSchema, TableSchema
from nextwork_eval.results.findings import Finding


def check_keys(tables: Mapping[str, pl.DataFrame], schema: RegisterSchema) -> list[Finding]:
    """List rows that share a key with another row, rows that are repeated, and keys that point to nothing.

    Parameters
    ----------
    tables
        Typed tables; those that could not be read are left out.
    schema
        Which keys they have.

    Returns
    -------
    list[Finding]
        Both rows of a pair with the same key are counted. Where a table has no key, wholly repeated rows are a warning.
    """
    findings: list[Finding] = []
    for table in schema.tables:
        if table.name in tables:
            findings += _own(tables[table.name], table)
            for key in table.foreign_keys:
                findings += _foreign(tables, table, key)
    return findings


def check_agreement(tables: Mapping[str, pl.DataFrame], schema: RegisterSchema) -> list[Finding]:
    """List rows that say something else of a person than the other table that declares the same.

    A person whom the other table does not hold is left to the keys. Where a person has several values there, as after
    two lotteries, any of them agrees.
    """
    findings: list[Finding] = []
    for table in schema.tables:
        for field in table.fields:
            if field.same_as is not None and {table.name, field.same_as.table} <= tables.keys():
                findings += _disagreeing(tables, table.name, field, schema)
    return findings


def _disagreeing(tables: Mapping[str, pl.DataFrame], table: str, field: Field, schema: RegisterSchema) -> list[Finding]:
    assert field.same_as is not None
    key, other = schema.person_key, field.same_as
    frame, theirs = tables[table], tables[other.table]
    if not {key, field.name} <= set(frame.columns) or not {key, other.column} <= set(theirs.columns):
        return []
    pairs = theirs.select(key, pl.col(other.column).alias(field.name)).drop_nulls().unique()
    joined = frame.select(key, field.name).join(
        pairs.with_columns(pl.lit(True).alias("__agrees")),
        on=[key, field.name],
        how="left",
        validate="m:1",
        maintain_order="left",
    )
    known = frame[key].is_in(pairs[key].unique().implode()).fill_null(False) & frame[field.name].is_not_null()
    differing = joined["__agrees"].is_null() & known
    lottery = schema.lottery
    if (other.table, other.column) == (lottery.table, lottery.arm):
        return broken("changed_arm", table, field.name, differing, kind="other_table", other=other.table)
    return broken("differs_from_other_table", table, field.name, differing, other=other.table)


def _own(frame: pl.DataFrame, table: TableSchema) -> list[Finding]:
    if not frame.height:
        return []
    key = list(table.primary_key)
    if not key:
        return broken(
            "repeated_rows",
            table.name,
            None,
            repeated(frame),
            severity="warning",
        )
    if not set(key) <= set(frame.columns):
        return []
    whole = frame.select(pl.all_horizontal(pl.col(key).is_not_null())).to_series()
    return broken(
        "duplicate_key",
        table.name,
        " + ".join(key),
        repeated(frame.select(key)) & whole,
    )


def repeated(frame: pl.DataFrame) -> pl.Series:
    """Say which rows stand more than once. Rows are compared only where their hashes agree, which takes little memory.

    Examples
    --------
    >>> repeated(pl.DataFrame({"who": ["Ane", "Bo", "Ane"], "month": [1, 1, 1]})).to_list()
    [True, False, True]
    """
    suspected = frame.hash_rows(seed=0).is_duplicated()
    if not suspected.any():
        return suspected
    places = suspected.arg_true()
    return suspected.scatter(places, frame.filter(suspected).is_duplicated())


def _foreign(tables: Mapping[str, pl.DataFrame], table: TableSchema, key: ForeignKey) -> list[Finding]:
    frame = tables[table.name]
    if not set(key.columns) <= set(frame.columns):
        return []
    where = " + ".join(key.columns)
    other = tables.get(key.table)
    if other is None or not set(key.references) <= set(other.columns):
        return [whole_table("key_not_checked", table.name, severity="warning", where=where, other=key.table)]
    known = other.select(key.references).rename(dict(zip(key.references, key.columns, strict=True))).unique()
    present = known.with_columns(pl.lit(True).alias("__known"))
    joined = frame.select(key.columns).join(
        present, on=list(key.columns), how="left", validate="m:1", maintain_order="left"
    )
    whole = frame.select(pl.all_horizontal(pl.col(key.columns).is_not_null())).to_series()
    return broken(
        "foreign_key",
        table.name,
        where,
        joined["__known"].is_null() & whole,
        other=key.table,
    )
