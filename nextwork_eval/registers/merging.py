"""Findings of the parts of a table, or of its weeks, as findings of the whole: each once, with the count of all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from nextwork_eval.registers.counting import ROWS_SHOWN
from nextwork_eval.registers.schema import RegisterSchema
from nextwork_eval.registers.wide import wide_columns
from nextwork_eval.results.findings import Facts, Finding

_OF_PEOPLE = frozenset({"absent_in_a_year", "unknown_code"})
"""Codes that may name no rows and yet count what differs from part to part."""

FAMILY = "family"
"""Fact of a finding about one of many columns that are weeks or months: the pattern of their names."""


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """Bring findings of several parts together, in the order in which each was first noticed.

    Rows add up; what is said of a header or of the table as a whole is the same in every part and is counted once.

    Examples
    --------
    >>> one = Finding(code="not_unique", severity="error", table="dod", column="PNR", count=2, rows=(1, 2))
    >>> header = Finding(code="missing_column", severity="error", table="dod", column=None, count=1, rows=())
    >>> [(found.code, found.count) for found in merged([one, header, one, header])]
    [('not_unique', 4), ('missing_column', 1)]
    """
    whole: dict[tuple[str, str, str, str | None, Facts], Finding] = {}
    for one in findings:
        kind = (one.code, one.severity, one.table, one.column, one.facts)
        before = whole.get(kind)
        if before is None:
            whole[kind] = one
        elif one.rows or one.code in _OF_PEOPLE or FAMILY in dict(one.facts):
            rows = (*before.rows, *one.rows)[:ROWS_SHOWN]
            whole[kind] = replace(before, count=before.count + one.count, rows=rows)
        else:
            whole[kind] = replace(before, count=max(before.count, one.count))
    return list(whole.values())


def columns_together(findings: Iterable[Finding], schema: RegisterSchema) -> list[Finding]:
    """Say what is wrong in many weeks or months once: the first column, how many more, the count of all their cells.

    Other findings are left as they are, and so is the order in which each was first noticed.
    """
    whole: dict[tuple[str, str, str, Facts] | int, list[Finding]] = {}
    for place, one in enumerate(findings):
        kind = (one.code, one.severity, one.table, one.facts) if FAMILY in dict(one.facts) else place
        whole.setdefault(kind, []).append(one)
    return [group[0] if isinstance(kind, int) else _together(group, schema) for kind, group in whole.items()]


def _together(group: list[Finding], schema: RegisterSchema) -> Finding:
    names = [one.column for one in group if one.column is not None]
    table = schema.table(group[0].table.partition(" (")[0])  # without the year of one of several files
    columns = [column.name for column in wide_columns(table, names)]
    facts = tuple(fact for fact in group[0].facts if fact[0] != FAMILY)
    return replace(
        group[0],
        column=columns[0],
        facts=(*facts, ("more", str(len(columns) - 1))) if len(columns) > 1 else facts,
        count=sum(one.count for one in group),
        rows=tuple(sorted({row for one in group for row in one.rows})[:ROWS_SHOWN]),
    )


def without_rows(findings: Iterable[Finding]) -> list[Finding]:
    """Leave the row numbers out, where they are those of no delivered file."""
    return [replace(one, rows=()) for one in findings]
