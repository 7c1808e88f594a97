"""The software a run was made with: one fingerprint of the package's files, and the versions of what it stands on."""

from __future__ import annotations

import hashlib
import importlib.metadata
import re
from collections.abc import Mapping
from pathlib import Path

from nextwork_eval.reproduction.places import PACKAGE

LIBRARIES = (
    "autograd-gamma",
    "babel",
    "jinja2",
    "lifelines",
    "linearmodels",
    "matplotlib",
    "numpy",
    "openpyxl",
    "pandas",
    "polars",
    "polars-readstat",
    "pydantic",
    "python-docx",
    "rfc8785",
    "rich",
    "scipy",
    "statsmodels",
    "typer",
    "typst",
)
"""What the package itself asks for; a test holds the list against pyproject.toml."""

# Plans, schemas and examples travel inside a wheel; they have fingerprints of their own, and are no code.
_NOT_CODE = ("__pycache__", "shipped_files")
_TEXT = (".py", ".j2", ".typ", ".txt", ".toml", ".json")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def code_fingerprint(package: Path = PACKAGE) -> str:
    """Return the sha256 over the sorted paths and the sha256 of each file of the package.

    The same in a checkout and in an installed wheel, and whatever line ends git gave the text files.

    Examples
    --------
    >>> len(code_fingerprint())
    64
    """
    whole = hashlib.sha256()
    for path in sorted(package.rglob("*"), key=lambda path: path.relative_to(package).as_posix()):
        inside = path.relative_to(package)
        if path.is_file() and not any(part.startswith(".") or part in _NOT_CODE for part in inside.parts):
            content = path.read_bytes()
            if path.suffix in _TEXT:
                content = content.replace(b"\r\n", b"\n")
            whole.update(f"{inside.as_posix()} {hashlib.sha256(content).hexdigest()}\n".encode())
    return whole.hexdigest()


def installed_libraries() -> dict[str, str]:
    """Return the version of every library that is installed and that the package needs, directly or through another.

    Examples
    --------
    >>> {"numpy", "polars", "narwhals"} >= {"numpy", "polars"} and "numpy" in installed_libraries()
    True
    """
    found: dict[str, str] = {}
    waiting = list(LIBRARIES)
    while waiting:
        name = _canonical(waiting.pop())
        if name in found:
            continue
        try:
            library = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # needed on another platform only; what is truly missing stops the run long before
        found[name] = library.version
        for requirement in library.requires or ():
            asked, _, condition = requirement.partition(";")
            named = _NAME.match(asked.strip())
            if named is not None and "extra" not in condition:
                waiting.append(named.group())
    return dict(sorted(found.items()))


def changed_libraries(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """Say in words which libraries differ between two environments.

    Examples
    --------
    >>> changed_libraries({"numpy": "2.2.0", "scipy": "1.17"}, {"numpy": "2.3.1", "scipy": "1.17"})
    ('numpy: 2.2.0 → 2.3.1',)
    """
    return tuple(
        f"{name}: {before.get(name, 'not installed')} → {after.get(name, 'not installed')}"
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    )


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
