"""What people wrote beside a plan: text of the report that is not the plan's, with references where numbers stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """One text in one language.

    Attributes
    ----------
    section
        Where it stands: `foreword`, before the first chapter; `programme`, in the chapter on programme and comparison.
    language
        `da` or `en`.
    text
        Markdown of the subset that `report.prose` reads; numbers are references in braces, never digits.
    """

    section: Literal["foreword", "programme"]
    language: Literal["da", "en"]
    text: str
