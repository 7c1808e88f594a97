"""What a release says about itself, written beside the numbers: run.json, README.md, and the crate that lists all."""

from __future__ import annotations

from pathlib import Path

from nextwork_eval.errors import SchemaError
from nextwork_eval.registers import RegisterSchema, read_schema
from nextwork_eval.reproduction.crate import CRATE, crate_text, listed_files
from nextwork_eval.reproduction.exhibits import exhibits
from nextwork_eval.reproduction.replication_readme import readme_text
from nextwork_eval.reproduction.run_record import RUN, THIS_RUN, ThisRun, read_run, run_text, this_run_text
from nextwork_eval.results import ReleasedResult
from nextwork_eval.shipped import schema_folder

README = "README.md"


def write_provenance(
    released: ReleasedResult,
    folder: Path,
    *,
    plan: str | None = None,
    size: str = "plan",
    this_run: ThisRun | None = None,
) -> tuple[Path, ...]:
    """Write run.json, README.md and ro-crate-metadata.json into a folder that holds everything else of a release.

    Parameters
    ----------
    released
        What released.json in the folder says.
    folder
        Where the release lies. Call this last: the crate lists every file that is there.
    plan
        Path or name of the plan, beside which its schema may lie; None for a shipped one.
    size
        Of the synthetic extract, where one was invented.
    this_run
        Facts of the machine and the time, to be part of the release; None for a release that is the same on every
        machine.

    Returns
    -------
    tuple
        The files written.
    """
    results = (folder / "released.json").read_bytes()
    written = {RUN: run_text(released, results, size=size)}
    if this_run is not None:
        written[THIS_RUN] = this_run_text(this_run)
    reported = any(name.startswith("report.") for name in listed_files(folder))
    written[README] = readme_text(
        released,
        {*listed_files(folder), *written, README, CRATE},
        schema=_schema(released.facts.schema_id, plan),
        exhibits=exhibits(released) if reported else (),
        this_run=this_run,
    )
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    write_crate(released, folder)
    return tuple(folder / name for name in (*written, CRATE))


def write_crate(released: ReleasedResult, folder: Path) -> Path:
    """Write ro-crate-metadata.json anew, after files of a release were added; run.json must be there."""
    path = folder / CRATE
    path.write_text(crate_text(released, folder, read_run(folder)), encoding="utf-8", newline="\n")
    return path


def _schema(schema_id: str, plan: str | None) -> RegisterSchema | None:
    """Read the schema that lies beside the plan, or the shipped one; None where neither is at hand."""
    try:
        return read_schema(schema_folder(schema_id, Path(plan) if plan and plan.endswith(".toml") else None))
    except SchemaError:
        return None
