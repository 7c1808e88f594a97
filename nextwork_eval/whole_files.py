"""Files that are written whole or not at all, and the fingerprint of a text: what a crash can leave behind."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path


def write_whole(contents: Mapping[Path, bytes | str]) -> None:
    """Write files, all of them or none.

    Parameters
    ----------
    contents
        What each file is to hold; text is written as UTF-8, its lines ending as they are. Folders are made, files of
        the same names replaced. Each file is written beside its place first, and moved there when all are written, so
        that none is ever seen half; only a crash between two moves can leave some old and some new.
    """
    partial = {path: path.with_name(f".{path.name}.partial") for path in contents}
    try:
        for path, content in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            partial[path].write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        for path, beside in partial.items():
            beside.replace(path)
    finally:
        for beside in partial.values():
            beside.unlink(missing_ok=True)


def text_sha256(text: str) -> str:
    """Return the sha256 of a text in UTF-8, as hexadecimal digits.

    Examples
    --------
    >>> text_sha256("")[:12]
    'e3b0c44298fc'
    """
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
