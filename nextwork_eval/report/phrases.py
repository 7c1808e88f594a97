"""Sentences and how they are filled: at the end you know how numbers get into a sentence of either language."""

from __future__ import annotations

from nextwork_eval.errors import ReportError
from nextwork_eval.report.blocks import Link, Number, Part, Parts, Words
from nextwork_eval.report.languages import Language
from nextwork_eval.report.pairs import Phrase, claim_in, pieces
from nextwork_eval.report.said import Said

__all__ = ["Phrase", "claim_in", "join", "link", "plain_text", "say"]


def say(phrase: Phrase, language: Language, **slots: Part | Parts | Phrase) -> Parts:
    """Put sources into the slots of a phrase.

    Parameters
    ----------
    phrase
        The sentence.
    language
        `da` or `en`.
    **slots
        What stands in each slot: a part, several parts, or another phrase without slots.

    Returns
    -------
    tuple
        The parts in reading order. Where a unit (“pct.”) and the sentence both end with a full stop, one is printed.

    Raises
    ------
    ReportError
        If a slot is left open, or something is given for which there is none.

    Examples
    --------
    >>> say(Phrase("{a} og fred", "{a} and peace"), "en", a=Words("War"))[1].text
    ' and peace'
    """
    if set(slots) != phrase.slots(language):
        odd = ", ".join(sorted(set(slots) ^ phrase.slots(language)))
        raise ReportError(f"A sentence and what it is given do not fit: {odd}.", [f"“{phrase.en[:60]}”"])
    parts: list[Part] = []
    for literal, name in pieces(phrase.da if language == "da" else phrase.en):
        if literal:
            parts.append(Words(literal))
        if name is not None:
            filling = slots[name]
            if isinstance(filling, Phrase):
                filling = Words(filling.text(language))
            parts.extend(filling if isinstance(filling, tuple) else (filling,))
    return _without_doubled_stops(parts)


def join(*groups: Part | Parts, between: str = " ") -> Parts:
    """Set parts after each other with `between` between the groups; empty groups are left out."""
    parts: list[Part] = []
    for group in groups:
        more = group if isinstance(group, tuple) else (group,)
        if more:
            parts.extend((Words(between), *more) if parts else more)
    return _without_doubled_stops(parts)


def plain_text(parts: Parts) -> Said:
    """Return what a line says, without its sources; each of its numerals has one."""
    return Said("".join(part.text + (part.mark if isinstance(part, Number) else "") for part in parts))


def link(phrase: Phrase, language: Language, target: str) -> Link:
    """Return a reference to a chapter, in words."""
    return Link(phrase.text(language), target)


def _without_doubled_stops(parts: list[Part]) -> Parts:
    kept: list[Part] = []
    for part in parts:
        if kept and isinstance(part, Words) and part.text.startswith(".") and kept[-1].text.endswith("."):
            if part.text == ".":
                continue
            kept.append(Words(part.text[1:]))
        else:
            kept.append(part)
    return tuple(kept)
