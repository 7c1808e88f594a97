"""Text whose numerals come from a source: what a drawing may hold beside words without numerals.

A number that is typed into the code of a figure is an ordinary text, and is found out when the drawing is finished.
"""

from __future__ import annotations

from collections.abc import Iterable


class Said(str):
    """Text that was written from a value, or taken from the plan, the release or the table of words.

    Joining, cutting or filling it makes an ordinary text again; `joined` keeps what it is.
    """

    __slots__ = ()


def has_numeral(text: str) -> bool:
    """Say whether a text holds a numeral.

    Examples
    --------
    >>> has_numeral("week 4"), has_numeral("½"), has_numeral("a week")
    (True, True, False)
    """
    return any(character.isnumeric() for character in text)


def joined(*parts: str, between: str = " ") -> str:
    """Join parts; the whole is `Said` where every part with a numeral is.

    Examples
    --------
    >>> type(joined("week", Said("4"))).__name__, type(joined("week", "4")).__name__
    ('Said', 'str')
    """
    whole = between.join(parts)
    return whole if typed((*parts, between)) else Said(whole)


def typed(texts: Iterable[str]) -> list[str]:
    """Return the texts that hold a numeral of which nobody said where it comes from.

    Examples
    --------
    >>> typed(["a week", Said("4 weeks"), "5 weeks"])
    ['5 weeks']
    """
    return [text for text in texts if has_numeral(text) and not isinstance(text, Said)]
