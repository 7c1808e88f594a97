"""A checked delivery as a table for the terminal, and as JSON in both languages."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from nextwork_eval.language import Language
from nextwork_eval.registers import TableQuality
from nextwork_eval.reproduction.certificate import Said
from nextwork_eval.reproduction.delivery_check import DeliveryCheck
from nextwork_eval.reproduction.population_check import PopulationCheck
from nextwork_eval.results import Finding

NOT_FOR_RELEASE = Said(
    "Må ikke udleveres eller hjemtages: tallene kan være små og handle om enkelte personer.",
    "Not for release: the counts may be small and about single people.",
)
SEVERITY = {
    "error": Said("fejl", "error"),
    "warning": Said("advarsel", "warning"),
    "note": Said("bemærkning", "note"),
}
_ORDER = ("error", "warning", "note")
_HEADINGS = Said("Alvor|Kode|Sted|Antal|Rækker", "Severity|Code|Where|Count|Rows")


def ordered(findings: tuple[Finding, ...]) -> list[Finding]:
    """Return the findings with errors first; within a severity in the order in which they were found."""
    return sorted(findings, key=lambda found: _ORDER.index(found.severity))


def first_rows(found: Finding) -> str:
    """Return the first row numbers of a finding; three dots where there are more."""
    more = ", …" if found.rows and found.count > len(found.rows) else ""
    return ", ".join(map(str, found.rows)) + more


def verdict(check: DeliveryCheck) -> Said:
    """Say in one sentence whether the delivery can be used."""
    if check.errors:
        return Said(
            f"Afvist: {check.errors} fund skal rettes, skema {check.schema_id}.",
            f"Refused: {check.errors} finding{'s' * (check.errors > 1)} must be mended, schema {check.schema_id}.",
        )
    return Said(
        f"Godtaget: {check.people} personer i lodtrækningen, skema {check.schema_id}.",
        f"Accepted: {check.people} people randomised, schema {check.schema_id}.",
    )


def check_lines(check: DeliveryCheck, language: Language) -> list[str]:
    """Return what the command prints: the verdict, then the findings as a table with a sentence under each."""
    lines = [getattr(verdict(check), language)]
    if check.findings:
        lines += ["", *_table(ordered(check.findings), language)]
    return lines


def _table(findings: list[Finding], language: Language) -> Iterator[str]:
    heading = getattr(_HEADINGS, language).split("|")
    cells = [
        [
            getattr(SEVERITY[found.severity], language),
            found.code,
            found.place(language),
            str(found.count),
            first_rows(found),
        ]
        for found in findings
    ]
    widths = [max(len(row[at]) for row in [heading, *cells]) for at in range(len(heading))]
    yield _row(heading, widths)
    yield _row(["-" * width for width in widths], widths)
    for found, row in zip(findings, cells, strict=True):
        yield _row(row, widths)
        yield from textwrap.wrap(" ".join(found.words(language)), 100, initial_indent="    ", subsequent_indent="    ")


def _row(cells: list[str], widths: list[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def check_data(check: DeliveryCheck) -> dict[str, Any]:
    """Return everything as plain data. No value from a register is in it, but counts that may be small."""
    return {
        "not_for_release_da": NOT_FOR_RELEASE.da,
        "not_for_release_en": NOT_FOR_RELEASE.en,
        "accepted": not check.errors,
        "plan": check.plan_id,
        "plan_version": check.plan_version,
        "schema": check.schema_id,
        "synthetic": check.synthetic,
        "delivered": None if check.delivered is None else check.delivered.isoformat(),
        "extract_fingerprint": check.fingerprint,
        "people": check.people,
        "found_in_registers": check.found_in_registers,
        "findings": [_finding(found) for found in ordered(check.findings)],
        "tables": [_quality(table) for table in check.tables],
        "population": None if check.population is None else _population(check.population),
    }


def _population(check: PopulationCheck) -> dict[str, Any]:
    return {
        "accepted": check.fingerprint is not None,
        "synthetic": check.synthetic,
        "fingerprint": check.fingerprint,
        "weeks_from": check.first_day.isoformat(),
        "weeks_to": check.last_day.isoformat(),
        "tables": [_quality(table) for table in check.tables],
    }


def _finding(found: Finding) -> dict[str, Any]:
    words = {
        f"{name}_{language}": text
        for language in ("da", "en")
        for name, text in zip(("expected", "advice"), found.words(language), strict=True)
    }
    return {
        "code": found.code,
        "severity": found.severity,
        "table": found.table,
        "column": found.column,
        "more_columns": int(dict(found.facts).get("more", "0")),
        "count": found.count,
        "rows": list(found.rows),
        **words,
    }


def _quality(table: TableQuality) -> dict[str, Any]:
    return {
        "name": table.name,
        "register_da": table.register_da,
        "register_en": table.register_en,
        "rows": table.rows,
        "persons": table.persons,
        "lottery_found": table.lottery_found,
        "cut_off": None if table.cut_off is None else table.cut_off.isoformat(),
        "months": dict(table.months),
        "columns": [
            {"name": column.name, "cells": column.cells, "missing": column.missing} for column in table.columns
        ],
    }
