"""The order of spells: none ends before it starts, and those of a person overlap only where that is allowed."""

from __future__ import annotations

import datetime as dt

import polars as pl

from nextwork_eval.registers.counting import broken
from nextwork_eval.registers.schema import TableSchema
from nextwork_eval.results.findings import Finding

_OPEN = dt.date(9999, 12, 31)


def check_spells(frame: pl.DataFrame, table: TableSchema, person_key: str) -> list[Finding]:
    """List spells that end before they start, and spells that begin before an earlier one of the person has ended.

    Both days of a spell belong to it. A spell without an end is still going on.

    Examples
    --------
    Bo's second spell begins on the last day of his first; Ane's spells follow each other.

    >>> from nextwork_eval.registers.schema import SpellColumns
    >>> from types import SimpleNamespace
    >>> day = dt.date(2016, 1, 31)
    >>> frame = pl.DataFrame({
    ...     "who": ["Bo", "Ane", "Bo", "Ane"],
    ...     "start": [day, dt.date(2016, 2, 1), dt.date(2016, 1, 1), dt.date(2016, 1, 1)],
    ...     "end": [None, None, day, day],
    ... })
    >>> spell = SpellColumns(start="start", end="end", overlap="warning")
    >>> [(found.code, found.rows) for found in check_spells(frame, SimpleNamespace(name="t", spell=spell), "who")]
    [('spells_overlap', (1,))]
    """
    spell = table.spell
    if spell is None or not {spell.start, spell.end, person_key} <= set(frame.columns):
        return []
    backwards = (frame[spell.end] < frame[spell.start]).fill_null(False)
    findings = broken("ends_before_start", table.name, spell.end, backwards)
    if spell.overlap == "allowed":
        return findings
    ordered = (
        frame.select(
            pl.col(person_key).alias("who"),
            pl.col(spell.start).alias("start"),
            pl.col(spell.end).fill_null(_OPEN).alias("end"),
        )
        .with_row_index("row")
        .filter(~backwards)
        .drop_nulls(["who", "start"])
        .sort("who", "start", "end", "row")
    )
    overlapping = ordered.filter(pl.col("start") <= pl.col("end").cum_max().shift(1).over("who"))
    mask = pl.int_range(frame.height, dtype=pl.UInt32, eager=True).is_in(overlapping["row"].implode())
    return findings + broken("spells_overlap", table.name, spell.start, mask, severity=spell.overlap)
