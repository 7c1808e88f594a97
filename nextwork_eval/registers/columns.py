"""One table held against its schema: its header, then the type and the values of every column, every breach counted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from nextwork_eval.registers.counting import ROWS_SHOWN, broken, whole_table
from nextwork_eval.registers.lexical import Typed, expectation, typed
from nextwork_eval.registers.schema import CodeList, Field, TableSchema
from nextwork_eval.registers.wide import WideColumn, calendar_findings, week_days, wide_columns
from nextwork_eval.results.findings import Finding

_NAME = re.compile(r"[A-Za-zÆØÅæøå_][A-Za-z0-9ÆØÅæøå_.]{0,40}")
_CORRECT = "Correct the delivered file, or ask the data owner."


def check_table(
    frame: pl.DataFrame, table: TableSchema, code_lists: Mapping[str, CodeList], decimal: str
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
        findings.append(whole_table("empty_file", table.name, "expected rows below the header.", "Deliver it again."))
    columns = []
    for field in table.fields:
        if field.name in frame.columns:
            gate = typed(frame[field.name], field, missing=table.missing, decimal=decimal)
            findings += _value_findings(gate, field, field.name, table.name, code_lists, decimal)
            columns.append(gate.values)
    weekly: list[tuple[WideColumn, list[Finding]]] = []
    for column in wide:
        gate = typed(frame[column.name], column.family.column, missing=table.missing, decimal=decimal)
        weekly.append((column, _wide_findings(gate, column, table.name, code_lists, decimal)))
        if column.position is not None:
            columns.append(_compact(gate.values, column))
    return pl.DataFrame(columns), [*findings, *_merged(weekly)]


def _header(frame: pl.DataFrame, table: TableSchema, wide: set[str]) -> list[Finding]:
    declared = [field.name for field in table.fields]
    unknown = [(place, name) for place, name in enumerate(frame.columns, start=1) if name not in {*declared, *wide}]
    if not set(declared) & set(frame.columns):
        # Then the first line may be a row of data, whose cells must not be repeated as names.
        expected = f"expected a header with the columns {', '.join(declared)}; none of them is there."
        advice = "Names are written as in the schema. Check that the file has a header, and the delimiter."
        return [whole_table("missing_header", table.name, expected, advice, count=len(declared))]
    findings = [
        whole_table(
            "missing_column", table.name, f"expected a column '{name}'.", "Check what was ordered and delivered."
        )
        for name in (field.name for field in table.fields if not field.optional)
        if name not in frame.columns
    ]
    return findings + [
        Finding(
            code="unknown_column",
            severity="error",
            table=table.name,
            column=name if _NAME.fullmatch(name) else f"column {place}",
            count=1,
            rows=(),
            expected="the schema has no such column.",
            advice="Remove it from the delivery: what is not declared is not read.",
        )
        for place, name in unknown
    ]


def _value_findings(
    gate: Typed, field: Field, name: str, table: str, code_lists: Mapping[str, CodeList], decimal: str
) -> list[Finding]:
    values, limits = gate.values, field.constraints
    nothing = values.is_null() & False
    checks: list[tuple[str, pl.Series, str]] = [("wrong_type", gate.wrong, expectation(field.kind, decimal))]
    if limits.required:
        checks.append(("required_missing", values.is_null() & ~gate.wrong, "expected a value in every row."))
    if limits.enum:
        outside = ~values.cast(pl.String).is_in(list(limits.enum)).fill_null(True)
        checks.append(("value_not_allowed", outside, f"expected one of {', '.join(limits.enum)}."))
    if limits.pattern is not None:
        unlike = ~values.str.contains(f"^(?:{limits.pattern})$").fill_null(True)
        checks.append(("wrong_pattern", unlike, f"expected text like {limits.pattern}."))
    if limits.minimum is not None:
        checks.append(
            ("out_of_range", (values < limits.minimum).fill_null(False), f"expected at least {_shown(limits.minimum)}.")
        )
    if limits.maximum is not None:
        checks.append(
            ("out_of_range", (values > limits.maximum).fill_null(False), f"expected at most {_shown(limits.maximum)}.")
        )
    if limits.unique:
        checks.append(("not_unique", values.is_duplicated() & values.is_not_null(), "expected every value once."))
    if field.codelist is not None:
        known = [code.code for code in code_lists[field.codelist].codes]
        unknown = ~values.cast(pl.String).is_in(known).fill_null(True)
        checks.append(
            ("unknown_code", unknown, f"expected codes of the list {field.codelist}; an unknown code is never guessed.")
        )
    return [
        finding
        for code, mask, expected in checks
        for finding in broken(code, table, name, mask | nothing, expected, _CORRECT)
    ]


def _shown(bound: object) -> str:
    return f"{bound:g}" if isinstance(bound, float) else str(bound)


def _wide_findings(
    gate: Typed, column: WideColumn, table: str, code_lists: Mapping[str, CodeList], decimal: str
) -> list[Finding]:
    if column.position is None:
        return []
    field = column.family.column
    findings = _value_findings(gate, field, column.name, table, code_lists, decimal)
    days = week_days(column)
    if days is None or field.codelist is None:
        return findings
    early = [code.code for code in code_lists[field.codelist].codes if not code.valid_between(*days)]
    return findings + broken(
        "code_not_in_use",
        table,
        column.name,
        gate.values.cast(pl.String).is_in(early).fill_null(False),
        f"codes that the list {field.codelist} does not know for that week.",
        "They are read as they stand. Ask the data owner which list the delivery follows.",
        severity="warning",
    )


def _merged(findings: Sequence[tuple[WideColumn, list[Finding]]]) -> list[Finding]:
    """Say what is wrong in many weeks once: the first column, how many more, the count of cells, the first rows."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for column, found in findings:
        for finding in found:
            groups.setdefault((column.family.pattern, finding.code, finding.expected), []).append(finding)
    return [
        replace(
            group[0],
            column=f"{group[0].column}{f' and {len(group) - 1} more columns' if len(group) > 1 else ''}",
            count=sum(finding.count for finding in group),
            rows=tuple(sorted({row for finding in group for row in finding.rows})[:ROWS_SHOWN]),
        )
        for group in groups.values()
    ]


def _compact(values: pl.Series, column: WideColumn) -> pl.Series:
    """Store weekly codes in 16 bits: there are many weeks. A code that does not fit is on no list and was found."""
    return values.cast(pl.Int16, strict=False) if column.family.column.kind == "integer" else values
