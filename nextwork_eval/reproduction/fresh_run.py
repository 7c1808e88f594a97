"""One run in a process of its own, with what its steps made kept beside it for whoever compares."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from nextwork_eval import errors
from nextwork_eval.errors import NextworkError, ReproductionError
from nextwork_eval.reproduction.arrival import Size
from nextwork_eval.reproduction.places import PACKAGE
from nextwork_eval.reproduction.plans import open_plan
from nextwork_eval.reproduction.reordered import kept_in_order, reordered_copy
from nextwork_eval.reproduction.run import carry_out
from nextwork_eval.reproduction.software import code_fingerprint, installed_libraries
from nextwork_eval.reproduction.steps import Steps, watching
from nextwork_eval.results import ReleasedResult, ResultRow, read_released, released_text

_PROGRAM = "import sys; from nextwork_eval.reproduction.fresh_run import main; sys.exit(main(sys.argv[1:]))"
_PLACE = re.compile(r'File "(?:[^"]*[/\\])?([^"/\\]+)", line (\d+)')
_TOLD = 20  # lines of what a failing run said


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What one run is given that must not matter.

    Attributes
    ----------
    hash_seed, threads
        Of Python's hashes; of polars and of the linear algebra.
    order
        Seed of another order of the extract's rows; None for the order in which they were delivered.
    """

    hash_seed: int
    threads: int
    order: int | None

    def environment(self) -> dict[str, str]:
        """Return the environment variables that bring this about."""
        threads = dict.fromkeys(
            ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"),
            str(self.threads),
        )
        return {"PYTHONHASHSEED": str(self.hash_seed), **threads}


CONDITIONS = (Conditions(hash_seed=0, threads=1, order=None), Conditions(hash_seed=4711, threads=2, order=4711))


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshRun:
    """What a fresh run gave.

    Attributes
    ----------
    released, text
        The released result, and the bytes of its file.
    steps
        For comparison with another run; never for the eye.
    code, libraries
        The software that ran.
    in_order
        How many tables kept the order of their rows though another was asked for.
    """

    released: ReleasedResult
    text: bytes
    steps: Steps
    code: str
    libraries: dict[str, str]
    in_order: int


def fresh_run(
    plan: str,
    *,
    extract: Path | None,
    size: str,
    earlier: Sequence[Path],
    conditions: Conditions,
    scratch: Path,
    python: Path,
    code: Path | None,
) -> FreshRun:
    """Carry a plan out in a new process.

    Parameters
    ----------
    plan, extract, size, earlier
        See `carry_out`; an extract of None is the shipped or an invented one.
    conditions
        Of this run.
    scratch
        An empty folder for what the run leaves.
    python
        Which Python runs it.
    code
        Folder that holds the package, for a Python that does not have it; None for the package that runs now.

    Raises
    ------
    NextworkError
        What the run itself refused, of the same kind.
    ReproductionError
        If the run failed in any other way.
    """
    request = {
        "plan": str(Path(plan).resolve()) if plan.endswith(".toml") else plan,
        "extract": None if extract is None else str(extract.resolve()),
        "size": size,
        "earlier": [str(path.resolve()) for path in earlier],
        "order": conditions.order,
        "out": str(scratch),
    }
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    if code is None:
        # The search path of this process, in its order, so that the run finds the same package and the same libraries.
        paths = [str(Path(path).resolve()) for path in sys.path]
        paths = paths if str(PACKAGE.parent) in paths else [str(PACKAGE.parent), *paths]
    else:
        paths = [str(code)]
    done = subprocess.run(
        [str(python), "-P", "-c", _PROGRAM, json.dumps(request)],
        env={**inherited, **conditions.environment(), "PYTHONPATH": os.pathsep.join(paths)},
        cwd=scratch,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise _refused(done.returncode, done.stderr)
    return _read(scratch)


def main(words: Sequence[str]) -> int:
    """Carry out one request, given as JSON; the answer lies in its folder, refusals are told with their exit code."""
    request = json.loads(words[0])
    try:
        _answer(request)
    except NextworkError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


def _answer(request: Mapping[str, Any]) -> None:
    out = Path(request["out"])
    digests: dict[str, str] = {}
    rows: list[ResultRow] = []
    kept_files: list[int] = []
    opened = open_plan(request["plan"])
    libraries = installed_libraries()
    digests |= {
        "plan": opened.fingerprint,
        "schema": opened.schema.fingerprint,
        "code": code_fingerprint(),
        "libraries": json.dumps(libraries),
    }

    def delivered(folder: Path) -> Path:
        order = request["order"]
        if order is None:
            return folder
        kept_files.append(kept_in_order(folder))
        return reordered_copy(folder, out / "reordered", seed=order)

    released = carry_out(
        request["plan"],
        extract=None if request["extract"] is None else Path(request["extract"]),
        size=cast(Size, request["size"]),
        log=False,
        earlier=[Path(path) for path in request["earlier"]],
        witness=watching(digests, rows),
        delivered=delivered,
    )
    (out / "released.json").write_text(released_text(released), encoding="utf-8", newline="\n")
    kept = {
        "digests": list(digests.items()),
        "rows": [asdict(row) for row in rows],
        "libraries": libraries,
        "in_order": sum(kept_files),
    }
    (out / "steps.json").write_text(json.dumps(kept), encoding="utf-8", newline="\n")


def _read(scratch: Path) -> FreshRun:
    path = scratch / "released.json"
    kept = json.loads((scratch / "steps.json").read_text(encoding="utf-8"))
    steps = Steps(digests=dict(kept["digests"]), rows=tuple(ResultRow(**row) for row in kept["rows"]))
    return FreshRun(
        released=read_released(path),
        text=path.read_bytes(),
        steps=steps,
        code=steps.digests["code"],
        libraries=kept["libraries"],
        in_order=kept["in_order"],
    )


def _refused(code: int, said: str) -> NextworkError:
    """Return the error that a run ended with, by its exit code."""
    kinds = {
        kind.exit_code: kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, NextworkError) and kind is not NextworkError
    }
    lines = said.splitlines()
    if code in kinds and lines:
        return kinds[code](lines[0], [line.strip().removeprefix("- ") for line in lines[1:_TOLD]])
    # The last lines of a traceback may quote a cell; only its places in the code are told.
    places = [f"{file}:{line}" for file, line in _PLACE.findall(said)]
    return ReproductionError("A fresh run failed.", [" → ".join(places[-6:])] if places else [])
