"""How hard page one is to read: at the end you know two indices, and which of its words they are computed on.

Danish is measured by LIX (Björnsson, Läsbarhet, 1968): words per sentence, plus the percentage of words of more than
six letters. English is measured by the automated readability index (Senter and Smith, AMRL-TR-66-220, 1967): 4.71
letters per word plus 0.5 words per sentence minus 21.43, roughly the American school year in which the text is read.
Neither needs syllables, which no program counts rightly in Danish. A sentence ends with a full stop, a question mark or
an exclamation mark; Björnsson lets a colon end one too, and here it does not, which is the harder measure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from nextwork_eval.report.blocks import Chapter, Document, Number, Parts
from nextwork_eval.report.languages import Language

_WORD = re.compile(r"[^\W_]+(?:[-'’.,][^\W_]+)*")
_END = re.compile(r"[.!?]+(?=\s|$)")
_LONG = 6
_FEWEST = 4
HARDEST: dict[Language, float] = {"da": 40.0, "en": 8.0}
"""What page one may reach: the middle of the band from 30 to 50 in which Danish newspapers lie, and grade 8."""


def lix(text: str) -> float:
    """Return the LIX of a text: below 25 children's books, 35 to 45 newspapers, above 55 official prose.

    Examples
    --------
    >>> lix("Hunden sov. Kontrolgruppen sov.")
    27.0
    """
    words, sentences = _WORD.findall(text), _sentences(text)
    return len(words) / sentences + 100 * sum(_letters(word) > _LONG for word in words) / len(words)


def ari(text: str) -> float:
    """Return the automated readability index of a text.

    Examples
    --------
    >>> round(ari("The dog slept. The group slept."), 2)
    -1.09
    """
    words, sentences = _WORD.findall(text), _sentences(text)
    return 4.71 * sum(map(_letters, words)) / len(words) + 0.5 * len(words) / sentences - 21.43


def page_one_index(document: Document) -> float:
    """Return the index of page one in the language of the document: LIX in Danish, ARI in English."""
    text = " ".join(sentences_of(document.chapters[0]))
    return lix(text) if document.language == "da" else ari(text)


def sentences_of(chapter: Chapter) -> tuple[str, ...]:
    """Return every line of a chapter that holds a sentence; a number, with its unit, counts as one short word.

    What does not end like a sentence, or has fewer than four words, is a label or a heading and is left out.
    """
    read = map(_read, _lines(chapter.blocks))
    return tuple(text for text in read if text.endswith((".", "!", "?")) and len(_WORD.findall(text)) >= _FEWEST)


def _lines(thing: object) -> Iterator[Parts]:
    if isinstance(thing, tuple):
        if thing and all(hasattr(member, "text") for member in thing):
            yield thing
        else:
            for member in thing:
                yield from _lines(member)
    elif is_dataclass(thing) and not isinstance(thing, type):
        for field in fields(thing):
            yield from _lines(getattr(thing, field.name))


def _read(parts: Parts) -> str:
    return "".join("0" if isinstance(part, Number) else part.text for part in parts).strip()


def _sentences(text: str) -> int:
    return max(1, len(_END.findall(text)))


def _letters(word: str) -> int:
    return sum(character.isalnum() for character in word)
