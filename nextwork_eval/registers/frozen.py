"""What a lock keeps of a schema: the sha256 of each file, and of each row of its code lists and state maps.

With them a later change can be named by the code that it is about, not only by the file.
"""

from __future__ import annotations

import csv
import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import rfc8785

from nextwork_eval.registers.manifest import MANIFEST
from nextwork_eval.registers.schema import RegisterSchema

Digests = dict[str, dict[str, str]]
_WORDS = ("label_da", "label_en", "note_da", "note_en", "source")


def frozen_files(schema: RegisterSchema) -> dict[str, str]:
    """Return the sha256 of each file of a schema, by its path, as the manifest has it."""
    content = tomllib.loads((schema.folder / MANIFEST).read_text(encoding="utf-8"))
    return dict(content["files"])


def frozen_rows(schema: RegisterSchema) -> tuple[Digests, Digests]:
    """Return the sha256 of every row of the code lists and every entry of the state maps, file by file.

    Returns
    -------
    tuple
        Path of the file to key of the row to sha256: of the row whole, and of what it means, labels, notes and sources
        left out. The key of a row is its code; of an entry of a state map its table and its name or kind. A key that
        stands several times (a code with two periods) is numbered from the second on: `12#2`.

    Examples
    --------
    >>> from nextwork_eval.registers import read_schema
    >>> from nextwork_eval.shipped import shipped_schema
    >>> rows, _ = frozen_rows(read_schema(shipped_schema("life-1.0")))
    >>> list(rows["codelists/weekly.csv"]), list(rows["state_maps/weekly.toml"])[-3:]
    (['1', '2', '3'], ['state.working', 'state.not_working', 'state.rearrested'])
    """
    whole: Digests = {}
    meaning: Digests = {}
    folder = schema.folder
    files = [*sorted((folder / "codelists").glob("*.csv")), *sorted((folder / "state_maps").glob("*.toml"))]
    for path in files:
        name = path.relative_to(folder).as_posix()
        whole[name], meaning[name] = {}, {}
        for key, row in _keyed(_code_rows(path) if path.suffix == ".csv" else _entries(path)):
            whole[name][key] = _digest(row)
            meaning[name][key] = _digest(_without_words(row))
    return whole, meaning


def _keyed(rows: Iterator[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    seen: dict[str, int] = {}
    for key, row in rows:
        seen[key] = seen.get(key, 0) + 1
        yield (key if seen[key] == 1 else f"{key}#{seen[key]}"), row


def _code_rows(path: Path) -> Iterator[tuple[str, Any]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, strict=True):
            yield row["code"], row


def _entries(path: Path) -> Iterator[tuple[str, Any]]:
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    for key, value in content.items():
        if isinstance(value, list) and value and all(isinstance(entry, dict) for entry in value):
            for entry in value:
                own = entry.get("name", entry.get("kind"))
                yield key if own is None else f"{key}.{own}", entry
        else:
            yield key, {key: value}


def _without_words(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in _WORDS}


def _digest(row: Mapping[str, Any]) -> str:
    return hashlib.sha256(rfc8785.dumps(_plain(row))).hexdigest()


def _plain(value: Any) -> Any:
    """Write dates as text; a state map may hold some, and canonical JSON knows none."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
