"""The release for machines: ro-crate-metadata.json, an RO-Crate of the Process Run profile, written by hand.

It names the run as an action: the instrument is this program, the objects are plan, schema and extract by fingerprint,
the results are the files, each with its size and sha256. No data and no clock enter it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nextwork_eval.reproduction.run_record import json_text
from nextwork_eval.results import ReleasedResult

CRATE = "ro-crate-metadata.json"
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
_CONTEXT = ["https://w3id.org/ro/crate/1.1/context", {"sha256": "https://schema.org/sha256"}]
_FORMATS = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html",
    ".json": "application/json",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def crate_text(released: ReleasedResult, folder: Path, run: Mapping[str, Any]) -> str:
    """Return ro-crate-metadata.json of a release.

    Parameters
    ----------
    released
        What was released.
    folder
        Holds all of its files; each of them is listed.
    run
        Content of run.json.

    Returns
    -------
    str
        JSON-LD; the same for the same files. It is dated by the plan, the only date that a release knows.
    """
    facts, identity = released.facts, released.plan["plan"]
    files = [_file(folder, name) for name in listed_files(folder)]
    parts = [{"@id": entry["@id"]} for entry in files]
    invented = " The data are invented." if facts.synthetic else ""
    inputs = [
        _input("#plan", "CreativeWork", f"Analysis plan {facts.plan_id} {facts.plan_version}", facts.plan_fingerprint),
        _input("#schema", "CreativeWork", f"Data schema {facts.schema_id}", facts.schema_fingerprint),
        _input(
            "#extract",
            "Dataset",
            "Register extract, invented" if facts.synthetic else "Register extract; the data are not part of the crate",
            facts.extract_fingerprint,
        ),
    ]
    graph: list[dict[str, Any]] = [
        {
            "@id": CRATE,
            "@type": "CreativeWork",
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
            "about": {"@id": "./"},
        },
        {
            "@id": "./",
            "@type": "Dataset",
            "name": f"{identity['title_en']}: released results",
            "description": f"{identity['subtitle_en']}.{invented}",
            "datePublished": str(identity["date"]),
            "license": "The program is under the MIT licence; the numbers may be quoted with their source.",
            "conformsTo": {"@id": PROFILE},
            "publisher": {"@id": "#publisher"},
            "hasPart": parts,
            "mentions": {"@id": "#run"},
        },
        {"@id": PROFILE, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"},
        {"@id": "#publisher", "@type": "Organization", "name": str(identity["publisher"])},
        {
            "@id": "#run",
            "@type": "CreateAction",
            "name": f"nextwork_eval carried out the plan {facts.plan_id}",
            "instrument": {"@id": "#nextwork_eval"},
            "object": [{"@id": entry["@id"]} for entry in inputs],
            "result": parts,
            "agent": {"@id": "#publisher"},
            "actionStatus": {"@id": "http://schema.org/CompletedActionStatus"},
        },
        {
            "@id": "#nextwork_eval",
            "@type": "SoftwareApplication",
            "name": "nextwork_eval",
            "softwareVersion": facts.software_version,
            "identifier": f"sha256:{run['code']['sha256']}",
            "softwareRequirements": f"the libraries in run.json, sha256:{run['environment']['sha256']}",
        },
        *inputs,
        *files,
    ]
    return json_text({"@context": _CONTEXT, "@graph": graph})


def listed_files(folder: Path) -> tuple[str, ...]:
    """Return the names of all files of a folder but the crate itself, in alphabetical order."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return tuple(name for name in names if name != CRATE)


def file_digest(path: Path) -> str:
    """Return the sha256 of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _file(folder: Path, name: str) -> dict[str, Any]:
    path = folder / name
    return {
        "@id": name,
        "@type": "File",
        "name": name,
        "encodingFormat": _FORMATS.get(path.suffix, "application/octet-stream"),
        "contentSize": str(path.stat().st_size),
        "sha256": file_digest(path),
    }


def _input(name: str, kind: str, title: str, fingerprint: str) -> dict[str, Any]:
    return {"@id": name, "@type": kind, "name": title, "identifier": f"sha256:{fingerprint}"}
