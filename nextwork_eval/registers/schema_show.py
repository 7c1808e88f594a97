"""A schema in words: its tables, or the columns of one of them, in Danish or English."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from nextwork_eval.errors import UsageError
from nextwork_eval.language import Language
from nextwork_eval.registers.schema import Field, RegisterSchema, TableSchema

_WORDS: dict[str, tuple[str, str]] = {
    "tables": ("Tabel|Register|Omfang|Skal leveres|Kolonner|Nøgle", "Table|Register|Scope|Required|Columns|Key"),
    "columns": (
        "Kolonne|Type|Skal leveres|Enhed|Efterprøvet|Værdier|Beskrivelse",
        "Column|Type|Required|Unit|Verified|Values|Description",
    ),
    "trial": ("forsøget", "trial"),
    "population": ("befolkningen", "population"),
    "yes": ("ja", "yes"),
    "no": ("nej", "no"),
    "verified": ("ja", "yes"),
    "convention": ("navnet", "the name"),
    "unverified": ("nej", "no"),
    "list": ("liste", "list"),
    "keys": ("Fremmednøgler", "Foreign keys"),
    "sources": ("Dokumentation", "Documentation"),
    "note": ("Om kodelisterne", "About the code lists"),
}
_VERIFIED: dict[bool | str, str] = {True: "verified", False: "unverified", "convention": "convention"}


def schema_lines(schema: RegisterSchema, table: str | None, language: Language) -> list[str]:
    """Return a schema as lines of text: all its tables, or the columns of one.

    Raises
    ------
    UsageError
        If the schema has no table of that name.

    Examples
    --------
    >>> from nextwork_eval.registers import read_schema
    >>> from nextwork_eval.shipped import shipped_schema
    >>> schema_lines(read_schema(shipped_schema("life-1.0")), None, "en")[0].startswith("life-1.0: ")
    True
    """
    if table is None:
        return _whole(schema, language)
    try:
        chosen = schema.table(table)
    except KeyError:
        names = ", ".join(one.name for one in schema.tables)
        raise UsageError(f"The schema '{schema.id}' has no table '{table}'.", [f"It has {names}."]) from None
    return _one(chosen, language)


def _whole(schema: RegisterSchema, language: Language) -> list[str]:
    rows = [
        [
            table.name,
            table.register_da if language == "da" else table.register_en,
            _said(table.scope, language),
            _said("yes" if table.required else "no", language),
            str(len(table.fields) + len(table.wide)),
            " + ".join(table.primary_key) or "–",
        ]
        for table in schema.tables
    ]
    title = schema.title_da if language == "da" else schema.title_en
    note = schema.code_list_note_da if language == "da" and schema.code_list_note_da else schema.code_list_note
    return [
        f"{schema.id}: {title}",
        f"sha256 {schema.fingerprint}",
        "",
        *_aligned([_said("tables", language).split("|"), *rows]),
        "",
        f"{_said('note', language)}: {' '.join(note.split())}",
    ]


def _one(table: TableSchema, language: Language) -> list[str]:
    fields = [*table.fields, *(family.column for family in table.wide)]
    lacking = {family.pattern for family in table.wide if not family.required}
    rows = [
        [
            field.name,
            field.kind,
            _said("no" if field.optional or field.name in lacking else "yes", language),
            field.unit or "–",
            _said(_VERIFIED[field.verified], language),
            _domain(field, language),
            field.description_da if language == "da" else field.description_en,
        ]
        for field in fields
    ]
    lines = [
        f"{table.name}: {table.register_da if language == 'da' else table.register_en}",
        "",
        *_aligned([_said("columns", language).split("|"), *rows]),
    ]
    if table.foreign_keys:
        keys = [f"{' + '.join(key.columns)} → {key.table}.{' + '.join(key.references)}" for key in table.foreign_keys]
        lines += ["", f"{_said('keys', language)}: {'; '.join(keys)}"]
    sources = [f"  {field.name}: {field.documentation}" for field in fields if field.documentation]
    return [*lines, "", f"{_said('sources', language)}:", *sources] if sources else lines


def _domain(field: Field, language: Language) -> str:
    limits = field.constraints
    parts = [
        f"{_said('list', language)} {field.codelist}" if field.codelist else "",
        ", ".join(limits.enum),
        limits.pattern or "",
        f"≥ {_bound(limits.minimum)}" if limits.minimum is not None else "",
        f"≤ {_bound(limits.maximum)}" if limits.maximum is not None else "",
    ]
    return "; ".join(part for part in parts if part) or "–"


def _bound(bound: float | dt.date) -> str:
    return f"{bound:g}" if isinstance(bound, float) else bound.isoformat()


def _said(name: str, language: Language) -> str:
    return _WORDS[name][0 if language == "da" else 1]


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]) - 1)]
    padded = [[*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]] for row in rows]
    lines = ["  ".join(row) for row in padded]
    rule = "  ".join("-" * width for width in [*widths, len(rows[0][-1])])
    return [lines[0], rule, *lines[1:]]
