"""The delivery note `extract.toml`: whether the data are invented, and to which day each register is complete."""

from __future__ import annotations

import codecs
import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nextwork_eval.registers.counting import whole_table
from nextwork_eval.registers.schema import Dialect, RegisterSchema
from nextwork_eval.results.findings import Finding

DELIVERY_FILE = "extract.toml"
_SIMPLE = {"synthetic": bool, "delivered": dt.date, "statement_da": str, "statement_en": str}
_TABLES = ("cut_off", "dialect")
_ADVICE = f"Correct {DELIVERY_FILE}, which accompanies the delivery."


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
    dialect
        How its text files are written.
    """

    synthetic: bool
    delivered: dt.date | None
    statement_da: str | None
    statement_en: str | None
    cut_offs: Mapping[str, dt.date]
    dialect: Dialect


def read_delivery(folder: Path, schema: RegisterSchema) -> tuple[Delivery, list[Finding]]:
    """Read the delivery note of an extract.

    Returns
    -------
    Delivery
        As far as it could be read.
    list[Finding]
        Everything wrong with it: no note, an unknown key, a value of the wrong kind, a cut-off missing or too many.
    """
    try:
        content = tomllib.loads((folder / DELIVERY_FILE).read_text(encoding="utf-8"))
        findings = []
    except FileNotFoundError:
        content, findings = (
            {},
            [_wrong("missing_delivery_note", "expected a file that says whether the data are synthetic.")],
        )
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        content, findings = {}, [_wrong("unreadable_file", "expected a TOML file in UTF-8.")]
    if not findings:
        findings = [*_keys(content), *_cut_off_problems(content, folder, schema), *_dialect_problems(content)]
    return _delivery(content, schema), findings


def _wrong(code: str, expected: str) -> Finding:
    return whole_table(code, DELIVERY_FILE, expected, _ADVICE)


def _keys(content: Mapping[str, Any]) -> list[Finding]:
    unknown = content.keys() - _SIMPLE.keys() - set(_TABLES)
    findings = [_wrong("wrong_delivery_note", f"'{name}' is not a key of it.") for name in sorted(unknown)]
    findings += [
        _wrong("wrong_delivery_note", f"'{name}' must be a {'date' if kind is dt.date else kind.__name__}.")
        for name, kind in _SIMPLE.items()
        if name in content and type(content[name]) is not kind
    ]
    findings += [
        _wrong("wrong_delivery_note", f"'{name}' must be a table.")
        for name in _TABLES
        if not isinstance(content.get(name, {}), dict)
    ]
    if "synthetic" not in content:
        findings.append(_wrong("wrong_delivery_note", "'synthetic' must be true or false."))
    return findings


def _cut_off_problems(content: Mapping[str, Any], folder: Path, schema: RegisterSchema) -> list[Finding]:
    given = _table(content, "cut_off")
    known = {table.name for table in schema.tables}
    needed = [table.name for table in schema.tables if table.scope == "population" and _delivered(folder, table.file)]
    findings = [
        _wrong("wrong_delivery_note", f"[cut_off] names '{name}', which is not a table of the schema.")
        for name in sorted(given.keys() - known)
    ]
    findings += [
        _wrong("wrong_delivery_note", f"[cut_off] must give a date for '{name}'.")
        for name, day in given.items()
        if type(day) is not dt.date
    ]
    findings += [
        _wrong("missing_cut_off", f"[cut_off] must give the last day for which '{name}' is complete.")
        for name in needed
        if name not in given
    ]
    return findings


def _delivered(folder: Path, stem: str) -> bool:
    return any((folder / f"{stem}{ending}").is_file() for ending in (".csv", ".parquet"))


def _dialect_problems(content: Mapping[str, Any]) -> list[Finding]:
    given = _table(content, "dialect")
    findings = []
    if given.keys() - {"encoding", "delimiter", "decimal"}:
        findings.append(_wrong("wrong_delivery_note", "[dialect] knows encoding, delimiter and decimal."))
    if "encoding" in given and not _is_text_encoding(given["encoding"]):
        findings.append(
            _wrong("wrong_delivery_note", "[dialect] encoding must name an encoding of text, such as utf-8 or cp1252.")
        )
    if given.get("delimiter", ";") not in (";", ",", "\t", "|"):
        findings.append(
            _wrong("wrong_delivery_note", "[dialect] delimiter must be a semicolon, a comma, a tabulator or a bar.")
        )
    if given.get("decimal", ",") not in (",", "."):
        findings.append(_wrong("wrong_delivery_note", "[dialect] decimal must be a comma or a point."))
    return findings


def _is_text_encoding(name: object) -> bool:
    try:
        return isinstance(name, str) and codecs.lookup(name).name in ("utf-8", "utf-8-sig", "cp1252", "iso8859-1")
    except LookupError:
        return False


def _delivery(content: Mapping[str, Any], schema: RegisterSchema) -> Delivery:
    given = _table(content, "cut_off")
    dialect = {
        "encoding": schema.dialect.encoding,
        "delimiter": schema.dialect.delimiter,
        "decimal": schema.dialect.decimal,
    }
    if not _dialect_problems(content):
        dialect |= _table(content, "dialect")
    return Delivery(
        synthetic=content.get("synthetic") is True,
        delivered=content.get("delivered"),
        statement_da=content.get("statement_da"),
        statement_en=content.get("statement_en"),
        cut_offs={table.name: given[table.name] for table in schema.tables if table.name in given},
        dialect=Dialect(**dialect),
    )


def _table(content: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = content.get(name, {})
    return value if isinstance(value, dict) else {}
