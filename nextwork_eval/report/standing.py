"""How a run stands to its plan: locked, not locked or a rehearsal, and the mark on numbers that were not promised."""

from __future__ import annotations

from nextwork_eval.report.blocks import Parts
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase
from nextwork_eval.results import ReleasedResult, ResultRow

MARK = "†"
MARKED = Phrase(
    "Tallet er ikke lovet i den låste plan, eller det hviler på noget, der er ændret siden.",
    "The number is not promised in the locked plan, or it rests on something that was changed since.",
)
NOT_LOCKED = Phrase("Planen er ikke låst.", "The plan is not locked.")
REHEARSAL = Phrase(
    "Generalprøve: planen er ikke låst, loddet er trukket om, og ingen tal siger noget om forsøget.",
    "Rehearsal: the plan is not locked, the lots were drawn again, and no number says anything about the trial.",
)
REHEARSAL_TITLE = Phrase("Generalprøve", "Rehearsal")
REHEARSAL_WHY = Phrase(
    "Så længe planen ikke er låst, trækkes loddet om, før noget læser det, og det, der ville røbe det rigtige lod, er "
    "holdt tilbage: hvem der deltog, praktikker, møder og hold. Rapporten viser kun, hvordan den kommer til at se ud.",
    "As long as the plan is not locked, the lots are drawn again before anything reads them, and what would tell the "
    "true ones is withheld: who took part, internships, meetings and groups. The report only shows what it will look "
    "like.",
)
SEALED = Phrase(
    "det ville røbe det rigtige lod, og planen er ikke låst", "it would tell the true lots, and the plan is not locked"
)
# Not results: what a number is about. They carry no mark.
_NOT_NUMBERS = ("week", "conf_level", "period")


def standing_of(m: Materials) -> Parts | None:
    """Return what every page says of a run whose plan is not locked; None where it is."""
    if m.released.facts.sealed:
        return m.words(REHEARSAL)
    return m.words(NOT_LOCKED) if m.released.lock is None else None


def is_marked(row: ResultRow, field: str = "estimate") -> bool:
    """Say whether a number of a row carries the mark of what was not promised."""
    return row.reason == "data_driven" and field not in _NOT_NUMBERS


def number_of_marked(released: ReleasedResult) -> int:
    """Count the rows that were not promised."""
    return sum(row.reason == "data_driven" for row in released.rows)
