"""The log beside a lock: at the end you know when a locked plan first saw the arms of which data.

One line for each extract, each with the sha256 of the line before it, so that a line that was changed, or taken out
between others, breaks the chain. That the last lines were cut off cannot be seen.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from nextwork_eval.errors import LockError
from nextwork_eval.whole_files import text_sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Unblinding:
    """The first run of a locked plan on an extract in which the arms were those of the lottery.

    `date` was given on the command line; `previous_sha256` is that of the line before, empty for the first.
    """

    date: str
    lock_sha256: str
    extract_sha256: str
    software_version: str
    previous_sha256: str = ""


def log_path(lock: Path) -> Path:
    """Return where the log of a lock lies."""
    return lock.with_suffix(".log.jsonl")


def read_log(path: Path) -> tuple[Unblinding, ...]:
    """Read a log; empty where there is none yet.

    Raises
    ------
    LockError
        If a line cannot be read, or does not carry the sha256 of the line before it.
    """
    if not path.is_file():
        return ()
    entries: list[Unblinding] = []
    previous = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            entry = Unblinding(**json.loads(line))
            whole = all(isinstance(value, str) for value in asdict(entry).values())
        except (json.JSONDecodeError, TypeError):
            whole = False
        if not whole or entry.previous_sha256 != previous:
            raise LockError(
                f"The log '{path.name}' cannot be trusted.",
                [f"Line {number} was edited, or the line before it: expected a line with the sha256 of that line."],
            )
        entries.append(entry)
        previous = text_sha256(line)
    return tuple(entries)


def is_logged(entries: Sequence[Unblinding], *, lock_sha256: str, extract_sha256: str) -> bool:
    """Say whether a lock has been run on an extract before."""
    return any((one.lock_sha256, one.extract_sha256) == (lock_sha256, extract_sha256) for one in entries)


def append(path: Path, entry: Unblinding) -> None:
    """Add a line to a log. What stands there is left as it is; `previous_sha256` of the entry is filled in.

    Raises
    ------
    LockError
        If the log was edited.
    OSError
        If it cannot be written.
    """
    read_log(path)
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    content = {field.name: getattr(entry, field.name) for field in fields(entry)}
    content["previous_sha256"] = text_sha256(lines[-1]) if lines else ""
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(content, ensure_ascii=False) + "\n")
