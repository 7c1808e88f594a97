"""A release folder held against its own crate: a file too many, too few or edited, or of another plan, is refused."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nextwork_eval.errors import ReleaseFolderError
from nextwork_eval.plan import plan_fingerprint
from nextwork_eval.reproduction.crate import CRATE, file_digest, listed_files
from nextwork_eval.reproduction.run_record import read_run
from nextwork_eval.results import ReleasedResult, read_released

CERTIFICATES = ("certificate.json", "certificate.html")
"""Written into the folder by whoever checks the release; they are no part of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFolder:
    """A release that is as it was written: what it holds, what it was made from, and its files with their sha256."""

    released: ReleasedResult
    run: dict[str, Any]
    files: dict[str, str]


def open_release(folder: Path) -> ReleaseFolder:
    """Read a release and refuse it unless it is complete and unedited.

    Parameters
    ----------
    folder
        As `run` wrote it. A certificate of the same release may lie in it.

    Raises
    ------
    ReportError
        If released.json is missing or cannot be read.
    ReleaseFolderError
        With every problem: files missing, unknown or edited; run.json, released.json and the crate that speak of
        different inputs; a certificate of another plan.
    """
    released = read_released(folder / "released.json")
    files = _crate_files(folder)
    present = set(listed_files(folder)) - set(CERTIFICATES)
    problems = [f"{name}: in the crate, but missing" for name in sorted(files.keys() - present)]
    problems += [f"{name}: not in the crate; take it out of the folder" for name in sorted(present - files.keys())]
    problems += [
        f"{name}: edited after it was written"
        for name in sorted(files.keys() & present)
        if files[name] != file_digest(folder / name)
    ]
    problems += _certificate_problems(folder, released)
    if problems:
        raise ReleaseFolderError("The release folder is not as it was written. Get the release again.", problems)
    run = read_run(folder)
    if disagreements := _disagreements(released, run):
        raise ReleaseFolderError("The files of the release do not belong together.", disagreements)
    return ReleaseFolder(released=released, run=run, files=files)


def files_of_former_release(folder: Path) -> set[Path]:
    """Return what `run` and `reproduce` left in a folder: the files of its crate, the crate, and its certificates."""
    try:
        named = [*_crate_files(folder), CRATE, *CERTIFICATES]
    except ReleaseFolderError:
        named = [*CERTIFICATES]
    # A crate that names files elsewhere is none of ours, and nothing outside the folder is touched.
    return {folder / name for name in named if (folder / name).resolve().is_relative_to(folder.resolve())}


def _crate_files(folder: Path) -> dict[str, str]:
    """Return name and sha256 of the files that a crate lists."""
    try:
        graph = json.loads((folder / CRATE).read_text(encoding="utf-8"))["@graph"]
        return {entry["@id"]: entry["sha256"] for entry in graph if entry["@type"] == "File"}
    except FileNotFoundError:
        raise ReleaseFolderError(
            f"The release has no {CRATE}, so that nobody can say whether it is complete.", ["Run the plan again."]
        ) from None
    except (ValueError, KeyError, TypeError, OSError):
        raise ReleaseFolderError(
            f"{CRATE} of the release cannot be read.", ["Expected an RO-Crate as `run` writes it."]
        ) from None


def _disagreements(released: ReleasedResult, run: dict[str, Any]) -> list[str]:
    facts = released.facts
    pairs = (
        ("plan", run["plan"].get("sha256"), facts.plan_fingerprint),
        ("schema", run["schema"].get("sha256"), facts.schema_fingerprint),
        ("extract", run["extract"].get("sha256"), facts.extract_fingerprint),
        ("plan as it travels with the results", plan_fingerprint(released.plan), facts.plan_fingerprint),
    )
    problems = [f"{name}: fingerprint is not the one in released.json" for name, one, other in pairs if one != other]
    named = {(row.plan_fingerprint, row.schema_fingerprint, row.extract_fingerprint) for row in released.rows}
    if named - {(facts.plan_fingerprint, facts.schema_fingerprint, facts.extract_fingerprint)}:
        problems.append("rows: some carry fingerprints of another run")
    return problems


def _certificate_problems(folder: Path, released: ReleasedResult) -> list[str]:
    """Refuse a certificate that speaks of another plan than the release beside which it lies."""
    path = folder / CERTIFICATES[0]
    if not path.is_file():
        alone = (folder / CERTIFICATES[1]).is_file()
        return [f"{CERTIFICATES[1]}: without {CERTIFICATES[0]}; take it out of the folder"] if alone else []
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        named = (content["plan_id"], content["plan_fingerprint"])
    except (ValueError, KeyError, TypeError, OSError):
        return [f"{path.name}: cannot be read as a certificate; take it out of the folder"]
    if named != (released.facts.plan_id, released.facts.plan_fingerprint):
        return [f"{path.name}: certifies another plan than that of the release; take it out of the folder"]
    return []
