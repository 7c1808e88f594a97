"""Rows held against the lives of their people: nothing happens before a birth, little after a death."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from nextwork_eval.registers.counting import broken
from nextwork_eval.registers.schema import DateRole, RegisterSchema, TableSchema
from nextwork_eval.results.findings import Finding

_BORN, _DIED = "__born", "__died"


def check_lives(tables: Mapping[str, pl.DataFrame], schema: RegisterSchema) -> list[Finding]:
    """List rows before the birth or after the death of their person, and people who were born on several days.

    Parameters
    ----------
    tables
        Typed tables; those that could not be read are left out.
    schema
        Which columns are births and deaths, and which are days of a life.

    Returns
    -------
    list[Finding]
        A day before birth is an error. An event after death is a warning: registers report late. The end of a period, a
        planned day and a snapshot may lie after a death.
    """
    births, deaths = _days_of(tables, schema, "birth", _BORN), _days_of(tables, schema, "death", _DIED)
    findings: list[Finding] = []
    for table in schema.tables:
        frame = tables.get(table.name)
        if frame is not None and schema.person_key in frame.columns:
            findings += _several_births(frame, table, schema.person_key)
            findings += _outside_life(frame, table, schema.person_key, births, deaths)
    return findings


def _days_of(tables: Mapping[str, pl.DataFrame], schema: RegisterSchema, role: DateRole, name: str) -> pl.DataFrame:
    """Return the earliest day of a role for each person, over all tables that have one."""
    key = schema.person_key
    parts = [
        tables[table.name].select(pl.col(key), pl.col(field.name).alias(name))
        for table in schema.tables
        for field in table.fields
        if field.date_role == role and table.name in tables and {key, field.name} <= set(tables[table.name].columns)
    ]
    empty = pl.DataFrame(schema={key: pl.String, name: pl.Date})
    return pl.concat([empty, *parts]).drop_nulls().group_by(key).agg(pl.col(name).min())


def _several_births(frame: pl.DataFrame, table: TableSchema, key: str) -> Iterator[Finding]:
    for field in table.fields:
        if field.date_role == "birth" and field.name in frame.columns:
            days = frame.select((pl.col(field.name).drop_nulls().n_unique().over(key) > 1).alias("several"))
            known = frame[key].is_not_null() & frame[field.name].is_not_null()
            yield from broken("several_births", table.name, field.name, days["several"].fill_null(False) & known)


def _outside_life(
    frame: pl.DataFrame, table: TableSchema, key: str, births: pl.DataFrame, deaths: pl.DataFrame
) -> Iterator[Finding]:
    fields = [field for field in table.fields if field.date_role not in (None, "birth") and field.name in frame.columns]
    if not fields:
        return
    lives = frame.select(key).join(births, on=key, how="left", maintain_order="left", validate="m:1")
    lives = lives.join(deaths, on=key, how="left", maintain_order="left", validate="m:1")
    for field in fields:
        days = frame[field.name]
        yield from broken("before_birth", table.name, field.name, (days < lives[_BORN]).fill_null(False))
        if field.date_role == "event":
            late = (days > lives[_DIED]).fill_null(False)
            yield from broken("after_death", table.name, field.name, late, severity="warning")
