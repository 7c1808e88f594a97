"""The delivery note `extract.toml`: whether the data are invented, how far each register goes, how it is laid out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from nextwork_eval.plan.bounded_toml import bounded_toml
from nextwork_eval.registers.counting import whole_table
from nextwork_eval.registers.headers import is_plain_file
from nextwork_eval.registers.layout import TableLayout, dialect_problems, read_layouts
from nextwork_eval.registers.limits import GIGABYTE, LARGEST_TABLE_GB
from nextwork_eval.registers.places import is_delivered, is_path_inside
from nextwork_eval.registers.schema import Dialect, RegisterSchema
from nextwork_eval.results.findings import Finding

DELIVERY_FILE = "extract.toml"
_SIMPLE = {
    "synthetic": bool,
    "delivered": dt.date,
    "statement_da": str,
    "statement_en": str,
    "largest_table_gb": int,
    "population": str,
}
_TABLES = ("cut_off", "dialect", "layout")
_WORDS = {bool: "truth", dt.date: "day", str: "text", int: "number"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The delivery note.

    Attributes
    ----------
    synthetic
        Whether the data are invented.
    delivered
        Day of the delivery, where known.
    statement_da, statement_en
        What readers should know about the data.
    cut_offs
        Table to the last day for which it is complete, in the order of the schema.
    layouts
        How each table of the schema is delivered.
    largest_table
        Bytes that a table may take in memory.
    population
        Folder, inside that of the extract, with the registers of the whole population; None where there is none.
    """

    synthetic: bool
    delivered: dt.date | None
    statement_da: str | None
    statement_en: str | None
    cut_offs: Mapping[str, dt.date]
    layouts: Mapping[str, TableLayout]
    largest_table: int
    population: str | None = None


def read_delivery(folder: Path, schema: RegisterSchema) -> tuple[Delivery, list[Finding]]:
    """Read the delivery note of an extract.

    Returns
    -------
    Delivery
        As far as it could be read: what should be a day and is none is left out, since nothing can be held against it.
    list[Finding]
        Everything wrong with it: no note, an unknown key, a value of the wrong kind, a cut-off missing or too many.
    """
    try:
        content = _note(folder / DELIVERY_FILE)
        findings = []
    except FileNotFoundError:
        content, findings = {}, [_wrong("missing_delivery_note")]
    except (OSError, ValueError):
        content, findings = {}, [_wrong("unreadable_file", kind="note")]
    dialect = _dialect(content, schema)
    layouts, problems = read_layouts(_table(content, "layout"), schema, dialect)
    if not findings:
        findings = [
            *_keys(content),
            *_cut_off_problems(content, folder, schema, layouts),
            *_dialect_problems(content),
            *(_wrong("wrong_layout", kind=kind, **facts) for kind, facts in problems),
        ]
    return _delivery(content, schema, layouts), findings


def _note(path: Path) -> dict[str, Any]:
    """Read the note; ValueError if it is none, too long, or lies elsewhere."""
    if not path.exists():
        raise FileNotFoundError
    if not is_plain_file(path) or not path.resolve().is_relative_to(path.parent.resolve()):
        raise ValueError
    return bounded_toml(path)


def _wrong(code: str, **facts: str) -> Finding:
    return whole_table(code, DELIVERY_FILE, column=None, count=1, severity="error", **facts)


def _keys(content: Mapping[str, Any]) -> list[Finding]:
    unknown = content.keys() - _SIMPLE.keys() - set(_TABLES)
    findings = [_wrong("wrong_delivery_note", kind="unknown_key", name=name) for name in sorted(unknown)]
    findings += [
        _wrong("wrong_delivery_note", kind=_WORDS[kind], name=name)
        for name, kind in _SIMPLE.items()
        if name in content and type(content[name]) is not kind
    ]
    findings += [
        _wrong("wrong_delivery_note", kind="section", name=name)
        for name in _TABLES
        if not isinstance(content.get(name, {}), dict)
    ]
    if isinstance(content.get("population"), str) and not is_path_inside(content["population"]):
        findings.append(_wrong("wrong_delivery_note", kind="path", name="population"))
    if "synthetic" not in content:
        findings.append(_wrong("wrong_delivery_note", kind="truth", name="synthetic"))
    return findings


def _cut_off_problems(
    content: Mapping[str, Any], folder: Path, schema: RegisterSchema, layouts: Mapping[str, TableLayout]
) -> list[Finding]:
    given = _table(content, "cut_off")
    known = {table.name for table in schema.tables}
    needed = [
        table.name
        for table in schema.tables
        if table.scope == "population" and is_delivered(folder, table, layouts[table.name])
    ]
    findings = [_wrong("wrong_delivery_note", kind="unknown_table", name=name) for name in sorted(given.keys() - known)]
    findings += [
        _wrong("wrong_delivery_note", kind="cut_off_day", name=name)
        for name, day in given.items()
        if type(day) is not dt.date
    ]
    findings += [_wrong("missing_cut_off", name=name) for name in needed if name not in given]
    return findings


def _dialect_problems(content: Mapping[str, Any]) -> list[Finding]:
    given = _table(content, "dialect")
    problems = list(dialect_problems(given))
    if given.keys() - {"encoding", "delimiter", "decimal"}:
        problems.append(("dialect_keys", {}))
    return [_wrong("wrong_delivery_note", kind=kind, section="dialect", **facts) for kind, facts in problems]


def _dialect(content: Mapping[str, Any], schema: RegisterSchema) -> Dialect:
    return schema.dialect if _dialect_problems(content) else replace(schema.dialect, **_table(content, "dialect"))


def _delivery(content: Mapping[str, Any], schema: RegisterSchema, layouts: Mapping[str, TableLayout]) -> Delivery:
    given = _table(content, "cut_off")
    gigabytes, folder = content.get("largest_table_gb"), content.get("population")
    return Delivery(
        synthetic=content.get("synthetic") is True,
        delivered=content["delivered"] if type(content.get("delivered")) is dt.date else None,
        statement_da=content.get("statement_da"),
        statement_en=content.get("statement_en"),
        cut_offs={table.name: given[table.name] for table in schema.tables if type(given.get(table.name)) is dt.date},
        layouts=MappingProxyType(dict(layouts)),
        population=folder if isinstance(folder, str) and is_path_inside(folder) else None,
        largest_table=(gigabytes if type(gigabytes) is int and gigabytes > 0 else LARGEST_TABLE_GB) * GIGABYTE,
    )


def _table(content: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = content.get(name, {})
    return value if isinstance(value, dict) else {}
