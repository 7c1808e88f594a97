"""A schema read from its folder: Table Schemas, code lists and disclosure profiles, refused if they contradict."""

from __future__ import annotations

import csv
import datetime as dt
import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nextwork_eval.errors import SchemaError
from nextwork_eval.registers.manifest import verify_manifest
from nextwork_eval.registers.schema import (
    Code,
    CodeList,
    Constraints,
    Dialect,
    DisclosureProfile,
    Field,
    ForeignKey,
    LotteryColumns,
    RegisterSchema,
    SameAs,
    SpellColumns,
    TableSchema,
    Union,
    UnionPart,
    WideFamily,
)
from nextwork_eval.registers.schema_consistency import contradictions


def read_schema(folder: Path) -> RegisterSchema:
    """Read a schema from its folder.

    Parameters
    ----------
    folder
        Holds schema.toml, disclosure.toml, MANIFEST.toml, and the folders tables, codelists and state_maps.

    Returns
    -------
    RegisterSchema
        Complete, unedited since it was frozen, and free of contradictions.

    Raises
    ------
    SchemaError
        If a file does not match the manifest, cannot be read, or names something that is not declared. All problems of
        a kind are listed.

    Examples
    --------
    >>> from nextwork_eval.shipped import shipped_schema
    >>> schema = read_schema(shipped_schema("life-1.0"))
    >>> [table.name for table in schema.tables], schema.person_key, schema.open_data
    (['allocation', 'baseline', 'weekly'], 'id', True)
    """
    if not (folder / "schema.toml").is_file():
        raise SchemaError(f"There is no schema in the folder '{folder.name}'.", ["Expected a file schema.toml in it."])
    fingerprint = verify_manifest(folder)
    try:
        schema = _assemble(folder, fingerprint)
    except (KeyError, ValueError, TypeError, OSError) as error:
        # A schema holds no register values, so that its own error may be quoted. JSON and TOML errors are ValueErrors.
        raise SchemaError(
            f"The schema '{folder.name}' cannot be understood.", [f"{type(error).__name__}: {error}"]
        ) from None
    if problems := contradictions(schema):
        raise SchemaError(f"The schema '{folder.name}' contradicts itself.", problems)
    return schema


def unguarded_schema(folder: Path) -> RegisterSchema:
    """Read a schema as it lies there, without manifest, fingerprint or guard; its errors are those of Python."""
    return _assemble(folder, "")


def _assemble(folder: Path, fingerprint: str) -> RegisterSchema:
    content = _toml(folder / "schema.toml")
    profiles = _toml(folder / "disclosure.toml")["profile"]
    roles = content["roles"]
    return RegisterSchema(
        id=content["id"],
        title_da=content["title_da"],
        title_en=content["title_en"],
        open_data=content["open_data"],
        person_key=content["person_key"],
        code_list_note=content["code_list_note"],
        code_list_note_da=content.get("code_list_note_da"),
        dialect=Dialect(**content["dialect"]),
        tables=tuple(_table(folder, entry) for entry in content["table"]),
        code_lists={path.stem: _code_list(path) for path in sorted((folder / "codelists").glob("*.csv"))},
        lottery=LotteryColumns(**{"date": None, **roles}),
        disclosure={name: _profile(name, profile) for name, profile in profiles.items()},
        folder=folder,
        fingerprint=fingerprint,
        unions=tuple(_union(entry) for entry in content.get("union", [])),
    )


def _union(entry: Mapping[str, Any]) -> Union:
    parts = [
        UnionPart(table=part["table"], constants=tuple((name, part[name]) for name in part if name != "table"))
        for part in entry["part"]
    ]
    return Union(table=entry["table"], parts=tuple(parts))


def _profile(name: str, content: Mapping[str, Any]) -> DisclosureProfile:
    types = content.get("file_types")
    return DisclosureProfile(**{**content, "name": name, "file_types": None if types is None else tuple(types)})


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _table(folder: Path, entry: Mapping[str, Any]) -> TableSchema:
    content = json.loads((folder / entry["schema"]).read_text(encoding="utf-8"))
    return TableSchema(
        **{name: value for name, value in entry.items() if name != "schema"},
        fields=tuple(_field(field, field["name"]) for field in content["fields"]),
        wide=tuple(
            WideFamily(
                pattern=wide["pattern"],
                calendar=wide["kind"],
                required=wide["required"],
                column=_field(wide, wide["pattern"]),
            )
            for wide in content.get("x-wide", [])
        ),
        missing=tuple(content["missingValues"]),
        primary_key=tuple(content.get("primaryKey", [])),
        foreign_keys=tuple(
            ForeignKey(
                columns=tuple(key["fields"]),
                table=key["reference"]["resource"],
                references=tuple(key["reference"]["fields"]),
            )
            for key in content.get("foreignKeys", [])
        ),
        spell=SpellColumns(**content["x-spell"]) if "x-spell" in content else None,
    )


def _field(content: Mapping[str, Any], name: str) -> Field:
    demands = content.get("constraints", {})
    return Field(
        name=name,
        kind=content["type"],
        description_da=content["x-description-da"],
        description_en=content["description"],
        unit=content.get("x-unit"),
        documentation=content.get("x-documentation"),
        verified=content["x-verified"],
        decimal=content.get("decimalChar", "."),
        codelist=content.get("x-codelist"),
        trim=content.get("x-trailing-blanks") == "trimmed",
        optional=content.get("x-optional", False),
        date_role=content.get("x-date"),
        whole_codes=content.get("x-whole-codes", False),
        valid_on=content.get("x-valid-on"),
        same_as=SameAs(**content["x-same-as"]) if "x-same-as" in content else None,
        constraints=Constraints(
            **{
                **demands,
                "enum": tuple(str(value) for value in demands.get("enum", [])),
                "minimum": _bound(demands.get("minimum"), content["type"]),
                "maximum": _bound(demands.get("maximum"), content["type"]),
            }
        ),
    )


def _bound(value: Any, kind: str) -> float | dt.date | None:
    if value is None:
        return None
    return dt.date.fromisoformat(value) if kind == "date" else float(value)


def _code_list(path: Path) -> CodeList:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    return CodeList(
        name=path.stem,
        codes=tuple(
            Code(
                code=row["code"],
                label_da=row["label_da"],
                label_en=row["label_en"],
                state=row["state"] or None,
                valid_from=_day(row["valid_from"]),
                valid_to=_day(row["valid_to"]),
                source=row["source"],
            )
            for row in rows
        ),
    )


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
