"""TOML for somebody who will go on writing: each table and each key below a comment that says what it means."""

from __future__ import annotations

import datetime as dt
import json
import textwrap

_WIDTH = 110
Line = tuple[str, str, object]
"""Comment, key, value."""


def table(heading: str, meaning: str, *lines: Line) -> str:
    """Write a table: what it is, its heading, and its keys.

    Examples
    --------
    >>> print(table("[linkage]", "Who may be missing.", ("As a share.", "tolerance", 0.02)), end="")
    <BLANKLINE>
    # Who may be missing.
    [linkage]
    # As a share.
    tolerance = 0.02
    """
    written = [comment_lines(meaning), heading]
    for comment, key, value in lines:
        written += [comment_lines(comment), f"{key} = {_toml(value)}"]
    return "\n" + "\n".join(written) + "\n"


def comment_lines(text: str) -> str:
    """Write a comment, in as many lines as it takes."""
    return "\n".join(f"# {line}" for line in textwrap.wrap(text, _WIDTH))


def _toml(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case dt.date():
            return value.isoformat()
        case tuple():
            return f"[{', '.join(map(_toml, value))}]"
        case dict():
            return f"{{ {', '.join(f'{key} = {_toml(inner)}' for key, inner in value.items())} }}"
        case _:
            return json.dumps(value, ensure_ascii=False)
