"""One sentence in both languages: at the end you know what none of them may say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from string import Formatter

from nextwork_eval.errors import ReportError
from nextwork_eval.report.languages import Language
from nextwork_eval.report.said import Said, has_numeral, typed

# A trial of any size leaves a range of effects possible: neither the absence of one nor a proof can be printed, and no
# sign that says a result is sure without its range.
_FORBIDDEN = re.compile(
    r"\b(no effects?|without effect|ineffective|(does|did|do) not (work|affect)|has no (effect|impact)|no impact"
    r"|prov(e|es|ed|en|ing)|demonstrat(es|ed)|(highly |statistically )?(in)?significant(ly)?"
    r"|(ingen|uden|ikke nogen) (effekt|virkning)|har ikke (effekt|virkning)|virker ikke|virkede ikke|virkningsløst?"
    r"|bevis(er|t|te)?|dokumenterer|påviser|(statistisk )?(in)?signifikant[e]?)\b|[*★☆]",
    re.IGNORECASE,
)


def claim_in(text: str) -> str | None:
    """Return the first words of a text that claim what no trial can show; None where it has none.

    Examples
    --------
    >>> claim_in("Det beviser ingenting."), claim_in("Forskellen er klar.")
    ('beviser', None)
    """
    found = _FORBIDDEN.search(text)
    return found[0] if found else None


def filled(said: str, **parts: object) -> str:
    """Put parts into the words of a figure, which has its numbers from its rows alone.

    The whole is `Said` where every part with a numeral is, or is a number of a row or the plan itself.

    Raises
    ------
    ReportError
        If a numeral was typed into the words, or they claim what no trial can show.

    Examples
    --------
    >>> filled("{people} people", people="12")
    '12 people'
    """
    literal = "".join(words for words, _ in pieces(said))
    if has_numeral(literal) or claim_in(literal):
        raise ReportError("The words of a figure hold a numeral or a claim of their own.", [f"“{said[:60]}”"])
    whole = said.format(**parts)
    return whole if typed([part for part in parts.values() if isinstance(part, str)]) else Said(whole)


@cache
def pieces(text: str) -> tuple[tuple[str, str | None], ...]:
    """Take a sentence apart: words, and the name of the slot that follows them, or None at the end.

    Examples
    --------
    >>> pieces("{a} og fred")
    (('', 'a'), (' og fred', None))
    """
    return tuple((literal, name) for literal, name, _, _ in Formatter().parse(text))


@dataclass(frozen=True, slots=True)
class Phrase:
    """One sentence or label, in Danish and in English, with `{slots}` for what comes from a source.

    Raises
    ------
    ReportError
        If a language is missing, the two do not have the same slots, or one claims what a trial cannot show.

    Examples
    --------
    >>> Phrase("Alder", "Age")
    Phrase(da='Alder', en='Age')
    """

    da: str
    en: str

    def __post_init__(self) -> None:
        if self.slots("da") != self.slots("en"):
            raise ReportError("A sentence does not have the same slots in both languages.", [f"“{self.en[:60]}”"])
        if bool(self.da.strip()) != bool(self.en.strip()):
            raise ReportError("A sentence is missing in one language.", [f"“{(self.en or self.da)[:60]}”"])
        for text in (self.da, self.en):
            if claim := claim_in(text):
                raise ReportError(f"A sentence claims what a trial cannot show: “{claim}”.", [f"“{text[:60]}”"])

    def slots(self, language: Language) -> frozenset[str]:
        """Return the names of the slots of one language."""
        text = self.da if language == "da" else self.en
        return frozenset(name for _, name in pieces(text) if name is not None)

    def text(self, language: Language) -> str:
        """Return the words; ReportError if the phrase has slots."""
        if self.slots(language):
            raise ReportError("A sentence with slots was asked for its words only.", [f"“{self.en[:60]}”"])
        return self.da if language == "da" else self.en
