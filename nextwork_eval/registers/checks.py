"""Everything that typed tables are held against beyond their own columns: keys, dates, lives and spells."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from nextwork_eval.registers.days import check_dates
from nextwork_eval.registers.delivery import Delivery
from nextwork_eval.registers.keys import check_agreement, check_keys
from nextwork_eval.registers.lives import check_lives
from nextwork_eval.registers.schema import RegisterSchema
from nextwork_eval.registers.spells import check_spells
from nextwork_eval.results.findings import Finding


def check_tables(
    tables: Mapping[str, pl.DataFrame], schema: RegisterSchema, delivery: Delivery, *, apart: bool = False
) -> list[Finding]:
    """List what is wrong within and between typed tables. No check stops another.

    Parameters
    ----------
    tables
        Typed tables; those that could not be read are left out.
    schema
        What they must be. What a schema does not declare (roles of dates, spells) is not checked.
    delivery
        The delivery note.
    apart
        Whether each column that is a week or month has a finding of its own, as in `columns.check_table`.
    """
    findings = [*check_keys(tables, schema), *check_agreement(tables, schema)]
    for table in schema.tables:
        if table.name in tables:
            findings += check_dates(
                tables[table.name],
                table,
                schema.code_lists,
                delivered=delivery.delivered,
                cut_off=delivery.cut_offs.get(table.name),
                apart=apart,
            )
            findings += check_spells(tables[table.name], table, schema.person_key)
    return [*findings, *check_lives(tables, schema)]
