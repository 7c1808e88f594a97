"""The libraries of a release put together anew: from the lock file, or from a folder of wheels without any network."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from nextwork_eval.errors import ReproductionError, UsageError
from nextwork_eval.reproduction.places import PACKAGE

Environment = Literal["installed", "lock", "wheelhouse"]
Runner = Callable[[Sequence[str]], int]
LOCK = "requirements.lock"
_SHIPPED = ("analysis_plans", "data_schema", "examples")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """The Python that runs the plan again.

    Attributes
    ----------
    kind
        How its libraries came about.
    python
        Its interpreter.
    code
        Folder with a copy of the package for it; None where it has the package already.
    """

    kind: Environment
    python: Path
    code: Path | None


def rebuild(
    kind: Environment,
    scratch: Path,
    *,
    libraries: Mapping[str, str],
    lock: Path | None = None,
    wheelhouse: Path | None = None,
    runner: Runner | None = None,
) -> Rebuilt:
    """Put an environment together for the fresh runs.

    Parameters
    ----------
    kind
        `installed`: nothing is built. `lock`: from requirements.lock, every file held against its hash. `wheelhouse`:
        the very versions that the release names, from a folder of wheels.
    scratch
        A folder to build in.
    libraries
        Names and versions in the release's run.json.
    lock
        The lock file; None for the one beside the package or in the working directory.
    wheelhouse
        The folder of wheels.
    runner
        Runs a command and returns its exit code; None for a process.

    Raises
    ------
    UsageError
        If the lock file or the folder of wheels is not there.
    ReproductionError
        If a command fails.
    """
    if kind == "installed":
        return Rebuilt(kind=kind, python=Path(sys.executable), code=None)
    venv = scratch / "venv"
    for command in commands(kind, venv, libraries=libraries, lock=lock, wheelhouse=wheelhouse):
        code = (runner or _run)(command)
        if code != 0:
            raise ReproductionError(
                f"The environment could not be rebuilt ({kind}).",
                [f"'{' '.join(command[1:5])} …' ended with exit code {code}; try it by hand to see what it says."],
            )
    return Rebuilt(kind=kind, python=_python(venv), code=_copy_of_the_package(scratch / "code"))


def commands(
    kind: Literal["lock", "wheelhouse"],
    venv: Path,
    *,
    libraries: Mapping[str, str],
    lock: Path | None = None,
    wheelhouse: Path | None = None,
) -> tuple[tuple[str, ...], ...]:
    """Return the commands that build an environment, in their order; see `rebuild`."""
    install = (str(_python(venv)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    make = (sys.executable, "-m", "venv", str(venv))
    if kind == "lock":
        found = next((path for path in (lock, PACKAGE.parent / LOCK, Path(LOCK)) if path and path.is_file()), None)
        if found is None or (lock is not None and found != lock):
            raise UsageError(f"There is no {LOCK} to rebuild from.", ["Give it: --lock FILE."])
        return make, (*install, "--require-hashes", "-r", str(found.resolve()))
    if wheelhouse is None or not wheelhouse.is_dir():
        raise UsageError("There is no folder of wheels to rebuild from.", ["Give it: --wheelhouse FOLDER."])
    pinned = [f"{name}=={version}" for name, version in sorted(libraries.items())]
    return make, (*install, "--no-index", "--find-links", str(wheelhouse.resolve()), *pinned)


def _python(venv: Path) -> Path:
    return venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def _copy_of_the_package(into: Path) -> Path:
    """Copy the package, and what is shipped beside it in a checkout, so that nothing else comes with it."""
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, into / PACKAGE.name, ignore=ignore)
    if not (PACKAGE / "shipped_files").is_dir():
        for name in _SHIPPED:
            shutil.copytree(PACKAGE.parent / name, into / name, ignore=ignore)
    return into


def _run(command: Sequence[str]) -> int:
    return subprocess.run(command, capture_output=True, check=False).returncode
