"""Civil registration numbers are refused in a table that is read in blocks too, before anything is made of a block."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from nextwork_eval.errors import ExtractError
from nextwork_eval.registers.identifiers import civil_registration_numbers
from nextwork_eval.registers.schema import RegisterSchema


def refuse_civil_registration_numbers(frame: pl.DataFrame, schema: RegisterSchema, table: str, first_row: int) -> None:
    """Refuse some rows of a table that hold what looks like civil registration numbers.

    Parameters
    ----------
    frame
        Columns of the rows as read, keys or all of them.
    schema, table
        What is declared.
    first_row
        Rows before them.

    Raises
    ------
    ExtractError
        With count and rows for each column; no digit of a number stands in it.
    """
    found = civil_registration_numbers({table: frame}, schema)
    if found:
        placed = [replace(one, rows=tuple(row + first_row for row in one.rows)) for one in found]
        raise ExtractError(
            "The table holds what looks like civil registration numbers.", [one.sentence() for one in placed]
        )
