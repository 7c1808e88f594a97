"""A finding: something that was noticed in what arrived, counted, and never quoted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nextwork_eval.language import Language
from nextwork_eval.results.finding_words import words_of

Severity = Literal["error", "warning", "note"]
Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing noticed in an extract or a lottery list: a code and plain facts, which the catalogue puts into words.

    Attributes
    ----------
    code
        Stable name of the kind of finding: `unknown_code`, `duplicate_key`, …
    severity
        `error` stops the run; `warning` and `note` are reported.
    table, column
        Where; column is None where the whole table is meant.
    count
        How many rows (or columns, or people: the words say which) are concerned.
    rows
        The first few row numbers, counted from 1 for the first row of data. Never a value.
    facts
        What the words of the catalogue need besides, from the schema or the plan: a bound, the name of a list. Never a
        value from a register.
    expected, advice
        English words of its own, where those of the catalogue would say less.
    """

    code: str
    severity: Severity
    table: str
    column: str | None
    count: int
    rows: tuple[int, ...]
    facts: Facts = ()
    expected: str = ""
    advice: str = ""

    def words(self, language: Language) -> tuple[str, str]:
        """Return what was expected, and what to do, in Danish (`da`) or English (`en`).

        Examples
        --------
        >>> found = Finding(code="not_unique", severity="error", table="dod", column="PNR", count=2, rows=(1, 2))
        >>> found.words("da")[0]
        'hver værdi måtte stå én gang.'
        """
        expected, advice = words_of(self.code, dict(self.facts), language) or (self.expected, self.advice)
        if language == "en":
            return self.expected or expected, self.advice or advice
        return expected, advice

    def place(self, language: Language = "en") -> str:
        """Return the table with the column, and how many more columns are meant where a fact `more` says so."""
        where = self.table if self.column is None else f"{self.table}.{self.column}"
        more = dict(self.facts).get("more")
        if more is None:
            return where
        return f"{where} og {more} kolonner til" if language == "da" else f"{where} and {more} more columns"

    def sentence(self, language: Language = "en") -> str:
        """Say the finding in one line, without any value."""
        word = {"da": "rækker", "en": "rows"}[language]
        rows = (
            f" ({word} {', '.join(map(str, self.rows))}{', …' if self.count > len(self.rows) else ''})"
            if self.rows
            else ""
        )
        return f"[{self.code}] {self.place(language)}: {self.count}{rows}: {' '.join(self.words(language))}"
