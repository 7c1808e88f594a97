"""The words of one kind of finding in both languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """What was expected and what to do. `{name}` stands for a fact of the finding; each fact is plain text."""

    expected_da: str
    expected_en: str
    advice_da: str
    advice_en: str
