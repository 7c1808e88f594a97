"""A schema examined as a whole: its manifest, every file of it, and whether it agrees with itself, all at once."""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nextwork_eval.errors import SchemaError
from nextwork_eval.registers.manifest import verify_manifest
from nextwork_eval.registers.schema_consistency import contradictions
from nextwork_eval.registers.schema_files import unguarded_schema

_CODE_COLUMNS = ["code", "label_da", "label_en", "state", "valid_from", "valid_to", "source"]
_TABLE_KEYS = {"title", "fields", "missingValues", "primaryKey", "foreignKeys", "x-spell", "x-wide"}
_FIELD_KEYS = {
    *("name", "type", "format", "description", "decimalChar", "constraints"),
    *("x-description-da", "x-unit", "x-documentation", "x-verified", "x-optional", "x-codelist"),
    *("x-trailing-blanks", "x-date", "x-valid-on", "x-same-as", "x-whole-codes"),
}
_WIDE_KEYS = (_FIELD_KEYS - {"name", "format"}) | {"pattern", "kind", "required"}
_LIMITS = {"required", "unique", "enum", "pattern", "minimum", "maximum"}


def schema_problems(folder: Path) -> list[str]:
    """List everything that is wrong with the schema in a folder; an empty list means that `read_schema` accepts it.

    Parameters
    ----------
    folder
        Folder of the schema. State maps are read elsewhere.

    Examples
    --------
    >>> from nextwork_eval.shipped import shipped_schema
    >>> schema_problems(shipped_schema("life-1.0"))
    []
    """
    if not (folder / "schema.toml").is_file():
        return [f"There is no schema in the folder '{folder.name}': expected a file schema.toml in it."]
    problems = []
    try:
        verify_manifest(folder)
    except SchemaError as error:
        problems += list(error.problems)
    single = [problem for path in sorted(folder.rglob("*")) for problem in _file(path, folder)]
    if single:
        return [*problems, *single]
    try:
        schema = unguarded_schema(folder)
    except (KeyError, ValueError, TypeError, OSError) as error:
        return [*problems, f"the files do not fit together: {type(error).__name__}: {error}"]
    return [*problems, *contradictions(schema)]


def _file(path: Path, folder: Path) -> Iterator[str]:
    """List what is wrong with one file, read on its own."""
    name = path.relative_to(folder).as_posix()
    try:
        match path.suffix:
            case ".toml":
                tomllib.loads(path.read_text(encoding="utf-8"))
            case ".json":
                yield from _table(json.loads(path.read_text(encoding="utf-8")), name)
            case ".csv":
                yield from _code_list(path, name)
    except (ValueError, csv.Error, OSError) as error:
        yield f"{name}: {type(error).__name__}: {error}"


def _table(content: Any, name: str) -> Iterator[str]:
    if not isinstance(content, dict) or not isinstance(content.get("fields"), list):
        yield f"{name}: expected a Table Schema with a list of fields"
        return
    yield from (f"{name}: '{key}' is not a key of a table" for key in sorted(content.keys() - _TABLE_KEYS))
    entries = [(field, _FIELD_KEYS, "name") for field in content["fields"]]
    entries += [(family, _WIDE_KEYS, "pattern") for family in content.get("x-wide", [])]
    for entry, known, key in entries:
        where = f"{name}, '{entry.get(key)}'"
        yield from (f"{where}: '{wrong}' is not a key of a column" for wrong in sorted(entry.keys() - known))
        needed = {key, "type", "description", "x-description-da", "x-verified"}
        yield from (f"{where}: '{missing}' is missing" for missing in sorted(needed - entry.keys()))
        limits = entry.get("constraints", {})
        yield from (f"{where}: '{wrong}' is not a constraint" for wrong in sorted(limits.keys() - _LIMITS))
        if entry.get("x-verified") not in (True, False, "convention"):
            yield f"{where}: x-verified is true, false or convention"


def _code_list(path: Path, name: str) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        rows = list(reader)
    if reader.fieldnames != _CODE_COLUMNS:
        yield f"{name}: expected the columns {', '.join(_CODE_COLUMNS)}"
        return
    for line, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            yield f"{name}: line {line} has another number of cells than the header"
        elif not all(row[column] for column in ("code", "label_da", "label_en", "source")):
            yield f"{name}: line {line} lacks its code, a label or its source"
        elif row["valid_from"] and row["valid_to"] and row["valid_from"] > row["valid_to"]:
            yield f"{name}: line {line} ends before it begins to be valid"
