"""A line of a computation in the language of the reader: at the end you know how English pieces become Danish ones.

An estimator says in English how a number was made, and what must be known of it. Such a line is put together of pieces,
most of them fixed, some with numbers or names in them; the catalogues beside this file give each piece in Danish. A
line is read by taking it apart into pieces, whichever way succeeds, so that a new combination of known pieces needs no
new words. What has none stays English, and says so: a reader must not take it for a mistake of the translation.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from nextwork_eval.report.languages import Language
from nextwork_eval.report.pairs import Phrase, pieces
from nextwork_eval.report.remarks import (
    of_means,
    of_shares,
    of_time,
    refusals,
    remarks_on_arms,
    remarks_on_effects,
    remarks_on_time,
)

ONLY_ENGLISH = "Kun på engelsk"
_BETWEEN_REMARKS = " | "
# What may stand in a slot: a number (an ellipsis where the door took it), an arm, names of the plan.
_KINDS = {
    "n": r"-?\d+(?:,\d{3})*(?:\.\d+)?(?:e[+-]?\d+)?(?!\d)|inf|…",
    "arm": r"treated|reference",
    "id": r"[\w-]+",
    "ids": r"[^;|()]+",
}
_ARMS = {"treated": "gruppen med tilbuddet", "reference": "kontrolgruppen"}
_SLOT = {"k": "n", "m": "n", "j": "n", "id2": "id", "arm2": "arm"}
_NUMBER = re.compile(r"(?<![\w.,])-?\d+(?:,\d{3})*(?:\.\d+)?(?![\w])")


def in_language(text: str, language: Language) -> str:
    """Return a line of method, or remarks joined by ` | `, in the language of the report.

    Parameters
    ----------
    text
        As a result row has it, in English.
    language
        `da` or `en`.

    Returns
    -------
    str
        In Danish, with the decimal comma; a remark without Danish words is given in English and called that.

    Examples
    --------
    >>> in_language("difference in means within 8 strata; HC2 standard error", "da")
    'forskel mellem gennemsnit inden for 8 strata; HC2-standardfejl'
    >>> in_language("margin 0.05", "da"), in_language("something new", "da")
    ('margen 0,05', 'Kun på engelsk: something new')
    """
    if language == "en" or not text:
        return _real_minus(text)
    return _BETWEEN_REMARKS.join(
        danish if (danish := danish_of(one)) is not None else f"{ONLY_ENGLISH}: {_real_minus(one)}"
        for one in text.split(_BETWEEN_REMARKS)
    )


@lru_cache(maxsize=4096)  # most analyses say the same
def danish_of(line: str) -> str | None:
    """Return one line or remark in Danish; None where some part of it has no words."""
    for head, phrase in _remarks():
        if line.startswith(head) and (match := _pattern(phrase.en).fullmatch(line)):
            return _filled(phrase, match)
    taken = _pieces(line, 0)
    return None if taken is None else "".join(taken)


def catalogue() -> tuple[Phrase, ...]:
    """Return every piece and remark in both languages, for whoever reviews the words."""
    return tuple(phrase for _, phrase in (*_methods(), *_remarks()))


def _pieces(line: str, at: int) -> list[str] | None:
    """Take the rest of a line apart, the longest piece first, and go back where the rest does not come out."""
    if at == len(line):
        return []
    for separator in ("; ", ": "):
        if line.startswith(separator, at) and (rest := _pieces(line, at + len(separator))) is not None:
            return [separator, *rest]
    likely = [phrase for head, phrase in _methods() if line.startswith(head, at)]
    found = [(match, phrase) for phrase in likely if (match := _pattern(phrase.en).match(line, at))]
    for match, phrase in sorted(found, key=lambda pair: (-pair[0].end(), len(pair[0].groups()))):
        if match.end() > at and (rest := _pieces(line, match.end())) is not None:
            return [_filled(phrase, match), *rest]
    return None


def _filled(phrase: Phrase, match: re.Match[str]) -> str:
    slots = {name: _danish_slot(name, value) for name, value in match.groupdict().items()}
    return phrase.da.format(**slots)


def _danish_slot(name: str, value: str) -> str:
    kind = _SLOT.get(name, name)
    if kind == "arm":
        return _ARMS[value]
    if kind == "n":
        return value.replace(",", "\0").replace(".", ",").replace("\0", ".").replace("-", "−")
    return _NUMBER.sub(lambda found: _danish_slot("n", found[0]), value)


def _real_minus(text: str) -> str:
    return re.sub(r"(?<![\w)])-(?=\d)", "−", text)


@cache
def _methods() -> tuple[tuple[str, Phrase], ...]:
    return _by_head({**of_means.METHODS, **of_shares.METHODS, **of_time.METHODS})


@cache
def _remarks() -> tuple[tuple[str, Phrase], ...]:
    return _by_head(
        {
            **remarks_on_arms.REMARKS,
            **remarks_on_effects.REMARKS,
            **remarks_on_time.REMARKS,
            **refusals.REMARKS,
        }
    )


def _by_head(words: dict[str, str]) -> tuple[tuple[str, Phrase], ...]:
    """Return each piece with the words before its first slot: by them most are ruled out without a pattern."""
    return tuple((pieces(english)[0][0], Phrase(danish, english)) for english, danish in words.items())


@cache
def _pattern(english: str) -> re.Pattern[str]:
    parts = []
    for literal, name in pieces(english):
        parts.append(re.escape(literal))
        if name is not None:
            parts.append(f"(?P<{name}>{_KINDS[_SLOT.get(name, name)]})")
    return re.compile("".join(parts))
