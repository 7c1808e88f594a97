"""The same numbers again: a release is run twice in fresh processes, and every number is compared."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from nextwork_eval.errors import ReproductionError
from nextwork_eval.results import ReleasedResult, compare, read_released

# The second run differs from the first in everything that must not matter.
_SETTINGS = ({"PYTHONHASHSEED": "0", "POLARS_MAX_THREADS": "1"}, {"PYTHONHASHSEED": "4711", "POLARS_MAX_THREADS": "2"})

_DEVIATIONS = 11  # the exit code of a run that differs from its locked plan, after everything is written


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What was compared, and whether it agrees.

    Attributes
    ----------
    plan_id, plan_version
        Which plan.
    plan_same, schema_same, extract_same
        Whether the fingerprints of this run are those of the release.
    runs_identical
        Whether the two fresh runs gave the same bytes.
    rows
        How many numbers were compared.
    differences
        Every difference between the release and the first run, in words.
    environment
        What was done about the software environment.
    agrees
        True if nothing differs.
    """

    plan_id: str
    plan_version: str
    plan_same: bool
    schema_same: bool
    extract_same: bool
    runs_identical: bool
    rows: int
    differences: tuple[str, ...]
    environment: str
    agrees: bool

    def sentence(self) -> str:
        """Say the result in one line."""
        if self.agrees:
            return f"Reproduced: two fresh runs agree with the release in all {self.rows} numbers."
        fresh = "agree" if self.runs_identical else "differ"
        return f"Not reproduced: {len(self.differences)} differences; the two fresh runs {fresh}."


def reproduce(
    folder: Path,
    *,
    plan: str | None = None,
    extract: Path | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Certificate:
    """Run the plan of a release twice and compare every number with the release.

    Parameters
    ----------
    folder
        A folder that holds released.json, as `run` wrote it. certificate.json is written beside it.
    plan
        Path or name of the plan; None for the shipped plan that the release names.
    extract
        Folder of the extract; None as in `carry_out`.

    Raises
    ------
    ReportError
        If released.json cannot be read.
    ReproductionError
        If a fresh run fails.
    """
    released = read_released(folder / "released.json")
    name = plan or released.facts.plan_id
    with tempfile.TemporaryDirectory() as scratch:
        again = []
        for number, settings in enumerate(_SETTINGS, start=1):
            progress(f"run {number} of {len(_SETTINGS)}")
            again.append(_fresh_run(name, extract, settings, Path(scratch) / str(number)))
        texts = [path.read_bytes() for path in again]
        first = read_released(again[0])
    certificate = _compare(released, first, runs_identical=texts[0] == texts[1])
    text = json.dumps(asdict(certificate), ensure_ascii=False, indent=1) + "\n"
    (folder / "certificate.json").write_text(text, encoding="utf-8", newline="\n")
    return certificate


def _compare(released: ReleasedResult, first: ReleasedResult, *, runs_identical: bool) -> Certificate:
    differences = [difference.sentence() for difference in compare(released.rows, first.rows)]
    same = {
        name: getattr(released.facts, name) == getattr(first.facts, name)
        for name in ("plan_fingerprint", "schema_fingerprint", "extract_fingerprint")
    }
    differences += [f"{name} is not that of the release" for name, agrees in same.items() if not agrees]
    if released.flow != first.flow:
        differences.append("the flow of participants is not that of the release")
    if not runs_identical:
        differences.append("the two fresh runs do not give the same bytes")
    return Certificate(
        plan_id=released.facts.plan_id,
        plan_version=released.facts.plan_version,
        plan_same=same["plan_fingerprint"],
        schema_same=same["schema_fingerprint"],
        extract_same=same["extract_fingerprint"],
        runs_identical=runs_identical,
        rows=len(released.rows),
        differences=tuple(differences),
        environment="not rebuilt: both runs used the installed software",
        agrees=not differences,
    )


def _fresh_run(name: str, extract: Path | None, settings: dict[str, str], out: Path) -> Path:
    """Run the plan in a process of its own, without reports, and return the path of its released.json."""
    command = [sys.executable, "-m", "nextwork_eval.cli", "run", name, "--out", str(out), "--format", "", "--no-log"]
    if extract is not None:
        command += ["--extract", str(extract)]
    done = subprocess.run(command, env={**os.environ, **settings}, capture_output=True, text=True, check=False)
    if done.returncode not in (0, _DEVIATIONS):
        raise ReproductionError("A fresh run failed.", done.stderr.splitlines()[:20])
    return next(out.glob("*/released.json"))
