"""A locked plan: at the end you know what is frozen when a plan is locked, and how an edited lock is recognised.

A lock is a file beside the plan that holds all that was promised. LOCKED.toml lists the sha256 of each; a version that
stands there is never written again.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from nextwork_eval.errors import LockError
from nextwork_eval.plan.files import plan_fingerprint
from nextwork_eval.whole_files import text_sha256, write_whole

INDEX = "LOCKED.toml"
FOLDER = "locked"
_FORMAT = "nextwork_eval plan lock, version 1"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")
_HEAD = (
    "# The locks of the plans in this folder. Lines are added and never changed; `nextwork-eval plan lock` adds them.\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLock:
    """What was promised, as it was when it was locked.

    Attributes
    ----------
    plan_id, plan_version
        Which plan.
    date
        ISO day of the lock, as it was given.
    registration
        Where the plan is registered; empty where it is not.
    content, plan_sha256
        The plan as plain data, and the sha256 of its canonical JSON.
    schema_id, schema_sha256
        The schema it names, and the fingerprint of all its files.
    files
        Each file of the schema and its sha256.
    rows, meanings
        For each code list and state map the sha256 of every row or entry; and of what it means, its words left out.
    casebook_sha256
        Fingerprint of the plan's example people; empty where it has none.
    software_version
        With which version of this package it was locked. A record: another version is no deviation.
    """

    plan_id: str
    plan_version: str
    date: str
    registration: str
    content: Mapping[str, Any]
    plan_sha256: str
    schema_id: str
    schema_sha256: str
    files: Mapping[str, str]
    rows: Mapping[str, Mapping[str, str]]
    meanings: Mapping[str, Mapping[str, str]]
    casebook_sha256: str
    software_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LockEntry:
    """One line of the index: a locked version, and the sha256 that its file must have."""

    id: str
    version: str
    sha256: str
    date: str
    registration: str


def lock_text(lock: PlanLock) -> str:
    """Return the lock as JSON text: the same bytes for the same lock."""
    content = {"format": _FORMAT, **asdict(lock)}
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n"


def lock_path(folder: Path, plan_id: str, version: str) -> Path:
    """Return where the lock of a version lies, beside the plans of a folder."""
    if wrong := [name for name in (plan_id, version) if not _NAME.fullmatch(name)]:
        raise LockError(
            "The plan cannot be locked under this name.",
            [
                f"plan.id and plan.version name a file, and '{name}' cannot: use letters, digits, . _ + -"
                for name in wrong
            ],
        )
    return folder / FOLDER / f"{plan_id}-{version}.json"


def write_lock(folder: Path, lock: PlanLock) -> Path:
    """Write a lock and add it to the index of its folder.

    Parameters
    ----------
    folder
        The folder of the plan.
    lock
        What is locked.

    Returns
    -------
    Path
        The file that was written.

    Raises
    ------
    LockError
        If the version is locked already, or a lock of the folder was edited.
    """
    entries = read_index(folder)
    path = lock_path(folder, lock.plan_id, lock.plan_version)
    if any((entry.id, entry.version) == (lock.plan_id, lock.plan_version) for entry in entries):
        raise LockError(
            f"{lock.plan_id} {lock.plan_version} is locked already, and a lock is never written again.",
            ["Raise plan.version in the plan file, and lock that version."],
        )
    text = lock_text(lock)
    path.parent.mkdir(exist_ok=True)
    write_whole({path: text})
    # The file first: a lock without a line in the index is no lock, and may be written once more.
    index = folder / INDEX
    head = index.read_text(encoding="utf-8") if index.is_file() else _HEAD
    entry = LockEntry(
        id=lock.plan_id,
        version=lock.plan_version,
        sha256=text_sha256(text),
        date=lock.date,
        registration=lock.registration,
    )
    lines = [f"{field.name} = {json.dumps(getattr(entry, field.name))}" for field in fields(entry)]
    write_whole({index: head + "\n".join(["", "[[locked]]", *lines, ""])})
    return path


def find_lock(folder: Path, plan_id: str, version: str) -> PlanLock | None:
    """Return the lock of a version, checked against its index; None where the version is not locked.

    Raises
    ------
    LockError
        If the lock is missing, is not the file that the index lists, or its content has another fingerprint than it
        says.
    """
    entry = next((one for one in read_index(folder) if (one.id, one.version) == (plan_id, version)), None)
    if entry is None:
        return None
    path = lock_path(folder, plan_id, version)
    refused = f"The lock of {plan_id} {version} cannot be trusted."
    if not path.is_file():
        raise LockError(refused, [f"{INDEX} lists {FOLDER}/{path.name}, and there is no such file: restore it."])
    text = path.read_text(encoding="utf-8")
    if text_sha256(text) != entry.sha256:
        raise LockError(
            refused, [f"{FOLDER}/{path.name} was edited after it was locked: its sha256 is not the one in {INDEX}."]
        )
    content = json.loads(text)
    names = {field.name for field in fields(PlanLock)}
    if content.pop("format", None) != _FORMAT or set(content) != names:
        raise LockError(refused, [f"{FOLDER}/{path.name} is no lock: expected the format '{_FORMAT}'."])
    lock = PlanLock(**content)
    told = lock.content.get("plan", {})
    if plan_fingerprint(dict(lock.content)) != lock.plan_sha256 or (told.get("id"), told.get("version")) != (
        plan_id,
        version,
    ):
        raise LockError(refused, [f"{FOLDER}/{path.name}: the plan in it is not the one whose sha256 it gives."])
    return lock


def read_index(folder: Path) -> tuple[LockEntry, ...]:
    """Return the locked versions of a folder, in the order in which they were locked.

    Raises
    ------
    LockError
        If the index cannot be read, or lists a version twice.
    """
    path = folder / INDEX
    if not path.is_file():
        return ()
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        entries = tuple(LockEntry(**one) for one in content["locked"])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError):
        names = ", ".join(field.name for field in fields(LockEntry))
        raise LockError(f"{INDEX} cannot be read.", [f"Expected tables [[locked]] with {names}."]) from None
    keys = [(entry.id, entry.version) for entry in entries]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise LockError(f"{INDEX} was edited.", [f"{name} {version} is listed twice" for name, version in twice])
    return entries
