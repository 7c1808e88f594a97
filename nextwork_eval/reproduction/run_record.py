"""What a run was made from, as run.json: the same bytes for the same run. The machine and the time stand apart."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nextwork_eval.errors import ReleaseFolderError
from nextwork_eval.reproduction.software import code_fingerprint, installed_libraries
from nextwork_eval.results import ReleasedResult

RUN, THIS_RUN = "run.json", "this_run.json"
FORMAT = "nextwork_eval run, version 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThisRun:
    """Facts of one run on one machine, which another run does not share.

    Attributes
    ----------
    date
        Day of the run, as the caller gave it (ISO).
    seconds
        Wall time from the first step to the last file.
    python, system, processor, processors, memory_gib
        The machine. Memory is None where the system does not say.
    """

    date: str
    seconds: float
    python: str
    system: str
    processor: str
    processors: int
    memory_gib: float | None


def this_machine(*, date: str, seconds: float) -> ThisRun:
    """Describe the machine that this process runs on; no name of it, of a user or of a folder."""
    return ThisRun(
        date=date,
        seconds=round(seconds, 1),
        python=f"{platform.python_implementation()} {platform.python_version()}",
        system=f"{platform.system()} {platform.release()}",
        processor=platform.machine(),
        processors=os.cpu_count() or 1,
        memory_gib=_memory(),
    )


def run_text(released: ReleasedResult, results: bytes, *, size: str = "plan") -> str:
    """Return run.json.

    Parameters
    ----------
    released
        What was released.
    results
        The bytes of released.json.
    size
        Of the synthetic extract, where one was invented.
    """
    facts, libraries = released.facts, installed_libraries()
    listing = "".join(f"{name}=={version}\n" for name, version in libraries.items())
    content = {
        "format": FORMAT,
        "plan": {
            "id": facts.plan_id,
            "version": facts.plan_version,
            "date": released.plan["plan"].get("date"),
            "sha256": facts.plan_fingerprint,
        },
        "schema": {"id": facts.schema_id, "sha256": facts.schema_fingerprint},
        "state_map": {"id": facts.state_map, "sha256": facts.state_map_fingerprint},
        "casebook": {"sha256": facts.casebook_fingerprint},
        "extract": {"sha256": facts.extract_fingerprint, "synthetic": facts.synthetic, "size": size},
        "code": {"version": facts.software_version, "sha256": code_fingerprint()},
        "environment": {"sha256": hashlib.sha256(listing.encode()).hexdigest(), "libraries": libraries},
        "released": {"rows": len(released.rows), "sha256": hashlib.sha256(results).hexdigest()},
    }
    return json_text(content)


def read_run(folder: Path) -> dict[str, Any]:
    """Read run.json of a release.

    Raises
    ------
    ReleaseFolderError
        If it is missing or is not what `run_text` writes.
    """
    try:
        content = json.loads((folder / RUN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        content = None
    parts = {"format", "plan", "schema", "state_map", "casebook", "extract", "code", "environment", "released"}
    if not isinstance(content, dict) or content.get("format") != FORMAT or set(content) != parts:
        raise ReleaseFolderError(
            f"'{RUN}' of the release cannot be read.", [f"Expected JSON of the format '{FORMAT}'. Run the plan again."]
        )
    return content


def this_run_text(facts: ThisRun) -> str:
    """Return this_run.json."""
    return json_text(asdict(facts))


def json_text(content: object) -> str:
    """Write plain data as every JSON file of a release is written."""
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _memory() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return None
