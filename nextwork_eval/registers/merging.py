"""Findings of the parts of a table as findings of the whole: each once, with the count of all parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from nextwork_eval.registers.counting import ROWS_SHOWN
from nextwork_eval.results.findings import Facts, Finding

_OF_PEOPLE = frozenset({"absent_in_a_year"})
"""Codes that name no rows and yet count what differs from part to part."""


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
        elif one.rows or one.code in _OF_PEOPLE:
            rows = (*before.rows, *one.rows)[:ROWS_SHOWN]
            whole[kind] = replace(before, count=before.count + one.count, rows=rows)
        else:
            whole[kind] = replace(before, count=max(before.count, one.count))
    return list(whole.values())


def without_rows(findings: Iterable[Finding]) -> list[Finding]:
    """Leave the row numbers out, where they are those of no delivered file."""
    return [replace(one, rows=()) for one in findings]
