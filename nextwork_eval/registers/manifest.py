"""A used schema is never edited: its manifest holds the sha256 of each file, and gives the schema its fingerprint."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

from nextwork_eval.errors import SchemaError

MANIFEST = "MANIFEST.toml"


def manifest_text(folder: Path) -> str:
    r"""Return what MANIFEST.toml of a schema must say about the files that now lie in its folder.

    Parameters
    ----------
    folder
        Folder of the schema.

    Returns
    -------
    str
        TOML with one sha256 for each file, in the order of their paths. Hidden files are left out.

    Examples
    --------
    >>> from nextwork_eval.shipped import shipped_schema
    >>> folder = shipped_schema("life-1.0")
    >>> manifest_text(folder) == (folder / "MANIFEST.toml").read_text(encoding="utf-8")
    True
    """
    lines = [f'"{path}" = "{digest}"' for path, digest in _digests(folder).items()]
    return "\n".join(
        ["# sha256 of each file of this schema. A frozen schema is never edited.", "", "[files]", *lines, ""]
    )


def verify_manifest(folder: Path) -> str:
    """Hold the files of a schema against its manifest, and return the schema's fingerprint.

    Returns
    -------
    str
        sha256 over the paths and hashes of all files.

    Raises
    ------
    SchemaError
        If there is no manifest, or if a file was changed, added or removed; every such file is listed.
    """
    try:
        frozen: dict[str, str] = tomllib.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError):
        raise SchemaError(
            f"The schema '{folder.name}' has no readable manifest.", [f"Expected {MANIFEST} with a table [files]."]
        ) from None
    found = _digests(folder)
    problems = [f"{path}: in the manifest, but missing" for path in sorted(frozen.keys() - found.keys())]
    problems += [f"{path}: not in the manifest" for path in sorted(found.keys() - frozen.keys())]
    problems += [
        f"{path}: edited after it was frozen"
        for path in sorted(frozen.keys() & found.keys())
        if frozen[path] != found[path]
    ]
    if problems:
        raise SchemaError(
            f"The schema '{folder.name}' is not the one that was frozen. Restore its files, or make a new version.",
            problems,
        )
    listing = "".join(f"{path} {digest}\n" for path, digest in found.items())
    return hashlib.sha256(listing.encode()).hexdigest()


def _digests(folder: Path) -> dict[str, str]:
    paths = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {
        path.as_posix(): _digest(folder / path)
        for path in paths
        if path.as_posix() != MANIFEST and not any(part.startswith(".") for part in path.parts)
    }


def _digest(path: Path) -> str:
    # git may check text files out with other line ends; a schema is text throughout and means the same with either.
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
