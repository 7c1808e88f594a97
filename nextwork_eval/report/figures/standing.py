"""What a figure says of the standing of its numbers: invented, of a rehearsal, or not promised."""

from __future__ import annotations

from collections.abc import Collection

from nextwork_eval.report.languages import Language
from nextwork_eval.results import ReleasedResult, ResultRow

INVENTED: dict[Language, str] = {"da": "Opdigtede data", "en": "Invented data"}
REHEARSAL: dict[Language, str] = {"da": "Generalprøve", "en": "Rehearsal"}
UNPLANNED: dict[Language, str] = {
    "da": "† er ikke lovet i den låste plan, eller hviler på noget, der er ændret siden.",
    "en": "† is not promised in the locked plan, or rests on something that was changed since.",
}


def mark(row: ResultRow) -> str:
    """Return the sign of a number that was not promised, and nothing for one that was."""
    return "†" if row.reason == "data_driven" else ""


def remark(released: ReleasedResult, language: Language) -> str | None:
    """Return what every figure says of itself when its data are invented or the lots were drawn again."""
    facts = released.facts
    said = [INVENTED[language]] if facts.synthetic else []
    said += [REHEARSAL[language]] if facts.sealed else []
    return " · ".join(said) or None


def mark_note(released: ReleasedResult, drawn: Collection[str], language: Language) -> str:
    """Return what the sign means where a drawn row carries it, and nothing where none does."""
    names = set(drawn)
    return UNPLANNED[language] if any(mark(row) and row.result_id in names for row in released.rows) else ""
