"""A finding: something that was noticed in what arrived, counted, and never quoted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing noticed in an extract or a lottery list.

    Attributes
    ----------
    code
        Stable name of the kind of finding: `unknown_code`, `duplicate_key`, …
    severity
        `error` stops the run; `warning` and `note` are reported.
    table, column
        Where; column is None where the whole table is meant.
    count
        How many rows (or columns, or people: `expected` says which) are concerned.
    rows
        The first few row numbers, counted from 1 for the first row of data. Never a value.
    expected
        What was expected.
    advice
        What to do.
    """

    code: str
    severity: Severity
    table: str
    column: str | None
    count: int
    rows: tuple[int, ...]
    expected: str
    advice: str

    def sentence(self) -> str:
        """Say the finding in one line, without any value."""
        where = self.table if self.column is None else f"{self.table}.{self.column}"
        rows = (
            f" (rows {', '.join(map(str, self.rows))}{', …' if self.count > len(self.rows) else ''})"
            if self.rows
            else ""
        )
        return f"[{self.code}] {where}: {self.count}{rows}: {self.expected} {self.advice}"
