"""One table held against its schema: its header, then the type and the values of every column, every breach counted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from nextwork_eval.registers.counting import ROWS_SHOWN, broken, whole_table
from nextwork_eval.registers.lexical import Typed, typed
from nextwork_eval.registers.merging import FAMILY
from nextwork_eval.registers.schema import CodeList, Field, TableSchema
from nextwork_eval.registers.wide import WideColumn, calendar_findings, week_days, wide_columns
from nextwork_eval.results.findings import Facts, Finding

_MISSING = frozenset({"NA", "N/A", "#N/A", "<NA>", "NaN", "nan", "NULL", "null", "None", ".", "-"})
_MANY = 20  # unknown columns that are still named one by one
_NAME = re.compile(r"[A-Za-zÆØÅæøå_][A-Za-z0-9ÆØÅæøå_.]{0,40}")


def check_table(
    frame: pl.DataFrame, table: TableSchema, code_lists: Mapping[str, CodeList], decimal: str, *, apart: bool = False
) -> tuple[pl.DataFrame, list[Finding]]:
    """Type a table and list everything in it that its schema does not allow, apart from keys.

    Parameters
    ----------
    frame
        As read.
    table, code_lists
        What it must be.
    decimal
        Decimal sign of numbers written as text.
    apart
        Where the frame is a slice of the table: what is wrong in a week or month is a finding of that column alone, for
        `merging.columns_together` to bring together when all slices were seen.

    Returns
    -------
    pl.DataFrame
        The declared columns in the order of the schema, then weeks and months in the order of the calendar; same rows,
        same order. Weekly codes are Int16, with null for a blank week. Cells that are wrong are null.
    list[Finding]
        Every broken rule.
    """
    wide = wide_columns(table, frame.columns)
    findings = [*_header(frame, table, {column.name for column in wide}), *calendar_findings(table, wide)]
    if frame.height == 0 and not table.may_be_empty:
        findings.append(whole_table("empty_file", table.name))
    columns = []
    for field in table.fields:
        if field.name in frame.columns:
            gate = typed(frame[field.name], field, missing=table.missing, decimal=decimal)
            findings += _value_findings(gate, field, field.name, table, code_lists, decimal)
            findings += _other_missing(frame[field.name], field, table, code_lists)
            columns.append(gate.values)
    weekly: list[tuple[WideColumn, list[Finding]]] = []
    for column in wide:
        gate = typed(frame[column.name], column.family.column, missing=table.missing, decimal=decimal)
        weekly.append((column, _wide_findings(gate, column, table, code_lists, decimal)))
        if column.position is not None:
            columns.append(_compact(gate.values, column))
    return pl.DataFrame(columns), [*findings, *(_apart(weekly) if apart else _merged(weekly))]


def _header(frame: pl.DataFrame, table: TableSchema, wide: set[str]) -> list[Finding]:
    declared = [field.name for field in table.fields]
    unknown = [(place, name) for place, name in enumerate(frame.columns, start=1) if name not in {*declared, *wide}]
    if not set(declared) & set(frame.columns):
        # Then the first line may be a row of data, whose cells must not be repeated as names.
        return [whole_table("missing_header", table.name, count=len(declared), columns=", ".join(declared))]
    findings = [
        whole_table("missing_column", table.name, name=name)
        for name in (field.name for field in table.fields if not field.optional)
        if name not in frame.columns
    ]
    named = [name if _NAME.fullmatch(name) else f"column {place}" for place, name in unknown]
    if len(named) > _MANY:  # weeks under another name, say, which would bury every other finding
        more = str(len(named) - 1)
        return [*findings, whole_table("unknown_column", table.name, column=named[0], count=len(named), more=more)]
    return findings + [whole_table("unknown_column", table.name, column=name) for name in named]


def _value_findings(
    gate: Typed, field: Field, name: str, table: TableSchema, code_lists: Mapping[str, CodeList], decimal: str
) -> list[Finding]:
    values, limits = gate.values, field.constraints
    nothing = values.is_null() & False
    checks: list[tuple[str, pl.Series, dict[str, str]]] = [
        ("wrong_type", gate.wrong, {"kind": field.kind, "decimal": decimal})
    ]
    if limits.required:
        checks.append(("required_missing", values.is_null() & ~gate.wrong, {}))
    if limits.enum:
        outside = ~values.cast(pl.String).is_in(list(limits.enum)).fill_null(True)
        checks.append(("value_not_allowed", outside, {"allowed": ", ".join(limits.enum)}))
    if limits.pattern is not None:
        unlike = ~values.str.contains(f"^(?:{limits.pattern})$").fill_null(True)
        checks.append(("wrong_pattern", unlike, {"pattern": limits.pattern}))
    for side, bound in (("minimum", limits.minimum), ("maximum", limits.maximum)):
        if bound is not None:
            beyond = values < bound if side == "minimum" else values > bound
            checks.append(("out_of_range", beyond.fill_null(False), {"kind": side, "bound": _shown(bound)}))
    if limits.unique:
        checks.append(("not_unique", values.is_duplicated() & values.is_not_null(), {}))
    if field.codelist is not None:
        known = [code.code for code in code_lists[field.codelist].codes]
        unknown = ~values.cast(pl.String).is_in(known).fill_null(True)
        checks.append(("unknown_code", unknown, {"list": field.codelist}))
    return [
        finding
        for code, mask, facts in checks
        for finding in broken(code, table.name, name, mask | nothing, severity="error", **facts)
    ]


def _other_missing(
    column: pl.Series, field: Field, table: TableSchema, code_lists: Mapping[str, CodeList]
) -> list[Finding]:
    """Find the signs by which programs write a missing value, where neither schema nor code list knows them."""
    if column.dtype != pl.String:
        return []
    codes = {code.code for code in code_lists[field.codelist].codes} if field.codelist is not None else set()
    signs = _MISSING - {*table.missing, *field.constraints.enum, *codes}
    found = column.str.strip_chars(" ").is_in(sorted(signs)).fill_null(False)
    agreed = ", ".join(f"'{text}'" for text in table.missing)
    return broken("undeclared_missing", table.name, field.name, found, severity="warning", agreed=agreed)


def _shown(bound: object) -> str:
    return f"{bound:g}" if isinstance(bound, float) else str(bound)


def _wide_findings(
    gate: Typed, column: WideColumn, table: TableSchema, code_lists: Mapping[str, CodeList], decimal: str
) -> list[Finding]:
    if column.position is None:
        return []
    field = column.family.column
    findings = _value_findings(gate, field, column.name, table, code_lists, decimal)
    days = week_days(column)
    if days is None or field.codelist is None:
        return findings
    early = [code.code for code in code_lists[field.codelist].codes if not code.valid_between(*days)]
    outside = gate.values.cast(pl.String).is_in(early).fill_null(False)
    return findings + broken(
        "code_not_in_use", table.name, column.name, outside, severity="warning", kind="week", list=field.codelist
    )


def _apart(findings: Sequence[tuple[WideColumn, list[Finding]]]) -> list[Finding]:
    return [
        replace(finding, facts=(*finding.facts, (FAMILY, column.family.pattern)))
        for column, found in findings
        for finding in found
    ]


def _merged(findings: Sequence[tuple[WideColumn, list[Finding]]]) -> list[Finding]:
    """Say what is wrong in many weeks once: the first column, how many more, the count of cells, the first rows."""
    groups: dict[tuple[str, str, Facts], list[Finding]] = {}
    for column, found in findings:
        for finding in found:
            groups.setdefault((column.family.pattern, finding.code, finding.facts), []).append(finding)
    return [
        replace(
            group[0],
            facts=(*group[0].facts, ("more", str(len(group) - 1))) if len(group) > 1 else group[0].facts,
            count=sum(finding.count for finding in group),
            rows=tuple(sorted({row for finding in group for row in finding.rows})[:ROWS_SHOWN]),
        )
        for group in groups.values()
    ]


def _compact(values: pl.Series, column: WideColumn) -> pl.Series:
    """Store weekly codes in 16 bits: there are many weeks. A code that does not fit is on no list and was found."""
    return values.cast(pl.Int16, strict=False) if column.family.column.kind == "integer" else values
