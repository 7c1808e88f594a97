"""How a run stands to its plan: locked, not locked or a rehearsal, and the mark on numbers that were not promised."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from nextwork_eval.report.blocks import Chapter, FigureBlock, Number, Paragraph, Parts, Table, Words
from nextwork_eval.report.languages import Language
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase
from nextwork_eval.report.sources import ResultRef
from nextwork_eval.results import ReleasedResult

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


def with_marks(chapter: Chapter, released: ReleasedResult, language: Language) -> Chapter:
    """Return a chapter with the mark on every number that was not promised, and a note on it where it stands.

    A table has its own note; one at the end of the chapter serves sentences and cards.
    """
    note = (Words(f"{MARK} {MARKED.text(language)}"),)
    driven = frozenset(row.result_id for row in released.rows if row.reason == "data_driven")
    if not driven:
        return chapter
    blocks = tuple(_marked(block, driven, note) for block in chapter.blocks)
    if any(has_mark(block) for block in blocks if not isinstance(block, Table)):
        blocks = (*blocks, Paragraph(parts=note, style="note"))
    return replace(chapter, blocks=blocks)


def has_mark(thing: object) -> bool:
    """Say whether a number in it carries the mark; the tables behind figures explain their own."""
    if isinstance(thing, Number):
        return bool(thing.mark)
    if isinstance(thing, tuple):
        return any(map(has_mark, thing))
    if isinstance(thing, FigureBlock) or not is_dataclass(thing):
        return False
    return any(has_mark(getattr(thing, field.name)) for field in fields(thing))


def _marked(thing: Any, driven: frozenset[str], note: Parts) -> Any:
    match thing:
        case Number(source=ResultRef(result_id=name, field=field), text=text):
            unplanned = name in driven and field not in _NOT_NUMBERS and text != "–"
            return replace(thing, mark=MARK) if unplanned else thing
        case tuple():
            return tuple(_marked(member, driven, note) for member in thing)
        case Table():
            table = _in_fields(thing, driven, note)
            return replace(table, notes=(*table.notes, note)) if has_mark(table.rows) else table
        case _:
            return _in_fields(thing, driven, note) if is_dataclass(thing) else thing


def _in_fields(thing: Any, driven: frozenset[str], note: Parts) -> Any:
    old = {field.name: getattr(thing, field.name) for field in fields(thing)}
    new = {name: _marked(value, driven, note) for name, value in old.items() if isinstance(value, tuple | Table)}
    changed = {name: value for name, value in new.items() if value != old[name]}
    return replace(thing, **changed) if changed else thing
