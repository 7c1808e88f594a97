"""What a plan reads of a delivery, though its schema may call it optional, and what of it is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import polars as pl

from nextwork_eval.histories import StateMap
from nextwork_eval.plan.covariates import columns_read
from nextwork_eval.plan.delivery import named_columns
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.registers.counting import whole_table
from nextwork_eval.results import Finding


def plan_needs(plan: AnalysisPlan, state_map: StateMap) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    """Return the tables and the columns, as (table, column), without which a plan cannot be carried out."""
    columns = frozenset(pair for item in plan.covariate for pair in columns_read(item.source))
    tables = {table for table, _ in columns} | state_map.tables
    tables |= {table for _, table, _ in named_columns(plan.delivery)} if plan.delivery else set()
    return frozenset(tables), columns


def absent_findings(
    plan: AnalysisPlan, state_map: StateMap, tables: Mapping[str, pl.DataFrame], cut_offs: Mapping[str, dt.date]
) -> list[Finding]:
    """List the tables, columns and cut-offs that a plan needs and that were not delivered."""
    needed, columns = plan_needs(plan, state_map)
    findings = [whole_table("plan_reads_table", name) for name in sorted(needed - tables.keys())]
    findings += [
        whole_table("plan_reads_column", table, column=name)
        for table, name in sorted(columns)
        if table in tables and name not in tables[table].columns
    ]
    return findings + [
        whole_table("plan_needs_cut_off", name) for name in state_map.cut_off_registers if name not in cut_offs
    ]
