"""Text on its way into a file that a spreadsheet opens: a cell that it would carry out becomes words."""

from __future__ import annotations

import re

_CARRIED_OUT = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)*\s?%?")


def harmless(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would take for a formula; numbers stay as they are.

    Parameters
    ----------
    text
        Of one cell.

    Examples
    --------
    >>> harmless("=1+1"), harmless("@SUM(A1)"), harmless("-2+3|cmd"), harmless("-0,05"), harmless("Æbler")
    ("'=1+1", "'@SUM(A1)", "'-2+3|cmd", '-0,05', 'Æbler')
    """
    if not text.startswith(_CARRIED_OUT) or _NUMBER.fullmatch(text):
        return text
    return f"'{text}"


def as_written(text: str) -> str:
    """Take the apostrophe of `harmless` away.

    Examples
    --------
    >>> as_written(harmless("- and more")), as_written("'quoted'")
    ('- and more', "'quoted'")
    """
    return text[1:] if text.startswith("'") and harmless(text[1:]) == text else text
