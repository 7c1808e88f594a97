"""The guidelines for reports of trials, each item with the places of this report that answer it, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nextwork_eval.report.blocks import (
    Block,
    Cell,
    Chapter,
    Column,
    FigureBlock,
    Heading,
    Link,
    Notice,
    Number,
    Paragraph,
    Parts,
    Quoted,
    Table,
    TableRow,
    Words,
)
from nextwork_eval.report.checklists import Checklist, Item, checklists
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.sources import ChecklistRef, StructureRef, resolve

TITLE = Phrase("Tjeklister", "Checklists")
LEAD = Phrase(
    "Vejledninger for rapporter om lodtrækningsforsøg siger, hvad en læser skal kunne finde. Her står hvert punkt med "
    "de steder i rapporten, der svarer på det.",
    "Guidelines for reports of randomised trials say what a reader must be able to find. Each item stands here with "
    "the places of the report that answer it.",
)
HOW = Phrase(
    "Et sted er kun nævnt, når det findes i netop denne rapport, og når planen indeholder det, der skal til. Om svaret "
    "er godt nok, må læseren dømme. Punkterne er gengivet med egne ord; ordlyden står i kilden.",
    "A place is named only where it exists in this very report, and where the plan holds what it takes. Whether the "
    "answer is good enough is for the reader to judge. The items are told in words of our own; the wording stands in "
    "the source.",
)
COUNTED = Phrase(
    "{reported} af {items} punkter er rapporteret, {not_reported} er ikke. Kilde: {source}.",
    "{reported} of {items} items are reported, {not_reported} are not. Source: {source}.",
)
CAPTION = Phrase("{title}: hvert punkt og hvor det står", "{title}: each item and where it stands")
NUMBER = Phrase("Nr.", "No.")
ASKS = Phrase("Hvad der spørges om", "What is asked for")
WHERE = Phrase("Hvor det står", "Where it stands")
NOT_REPORTED = Phrase("ikke rapporteret", "not reported")
UNVERIFIED = Phrase("ikke efterprøvet", "unverified")
UNVERIFIED_NOTE = Phrase(
    "Ikke efterprøvet: punktet er ikke læst i kilden; nummer og indhold kan være andre.",
    "Unverified: the item was not read in the source; number and content may differ.",
)
KINDS = {
    "brief": Phrase("evalueringsnotatet", "the evaluation brief"),
    "front": Phrase("forordet", "the foreword"),
    "chapter": Phrase("kapitel", "chapter"),
    "appendix": Phrase("bilag", "appendix"),
    "table": Phrase("tabel", "table"),
    "figure": Phrase("figur", "figure"),
}


def checklist_chapter(m: Materials, chapters: Sequence[Chapter]) -> Chapter:
    """Compose the appendix.

    Parameters
    ----------
    m
        The released result.
    chapters
        All chapters that stand before it, with their numbers.
    """
    places = places_of(m, chapters)
    blocks: list[Block] = [Paragraph(parts=m.words(LEAD), style="lead"), Paragraph(parts=m.words(HOW))]
    for one in checklists():
        blocks += _one(m, one, places)
    return Chapter(id="checklists", title=m.words(TITLE), blocks=tuple(blocks), kind="appendix")


def places_of(m: Materials, chapters: Sequence[Chapter]) -> dict[str, Parts]:
    """Return each place of a document that an item can name, with how it is printed.

    A chapter that does nothing but say that something was not estimated is no answer, and no place.
    """
    places: dict[str, Parts] = {}
    for chapter in chapters:
        if all(isinstance(block, Notice) and block.kind == "not_estimated" for block in chapter.blocks):
            continue
        kind = "chapter" if chapter.kind == "main" else chapter.kind
        places[chapter.id] = _place(m, kind, chapter.id, chapter.number)
        for block in chapter.blocks:
            if isinstance(block, Table) and block.number is not None and block.rows:
                places[f"table-{block.id}"] = _place(m, "table", f"table-{block.id}", block.number)
            if isinstance(block, FigureBlock):
                name = f"figure-{block.figure.id}"
                places[name] = _place(m, "figure", name, block.number)
    return places


def answered(m: Materials, item: Item, places: Mapping[str, Parts]) -> tuple[str, ...]:
    """Return the places that answer an item; empty where one it cannot do without is missing."""
    if not item.anchors or not all(name in places for name in item.anchors):
        return ()
    if not all(_given(m, need) for need in item.needs):
        return ()
    return (*item.anchors, *(name for name in item.also if name in places))


def _one(m: Materials, one: Checklist, places: Mapping[str, Parts]) -> list[Block]:
    found = {item.item: answered(m, item, places) for item in one.items}
    reported = sum(bool(names) for names in found.values())
    title = _quoted(m, one.id, "", "title")
    rows = tuple(
        TableRow(
            cells=(
                Cell(
                    parts=(_quoted(m, one.id, item.item, "item"),),
                    aside=m.words(UNVERIFIED) if item.standing == "not_read" else (),
                ),
                Cell(
                    parts=(_quoted(m, one.id, item.item, f"topic_{m.language}"),),
                    aside=(_quoted(m, one.id, item.item, f"asks_{m.language}"),),
                ),
                _where(m, one, item, found[item.item], places),
            )
        )
        for item in one.items
    )
    unverified = any(item.standing == "not_read" for item in one.items)
    table = Table(
        id=one.id.replace("_", "-"),
        caption=m.say(CAPTION, title=title),
        columns=(
            Column(heading=m.words(NUMBER), share=0.9),
            Column(heading=m.words(ASKS), share=3),
            Column(heading=m.words(WHERE), share=2.6),
        ),
        rows=rows,
        notes=(m.words(UNVERIFIED_NOTE),) if unverified else (),
        dense=True,
        stacks=True,
    )
    told = m.say(
        COUNTED,
        reported=_count("reported", reported),
        items=_count("items", len(one.items)),
        not_reported=_count("not_reported", len(one.items) - reported),
        source=_quoted(m, one.id, "", "source"),
    )
    return [Heading(parts=(title,)), Paragraph(parts=told), table]


def _where(m: Materials, one: Checklist, item: Item, names: Sequence[str], places: Mapping[str, Parts]) -> Cell:
    if names:
        return Cell(parts=join(*(places[name] for name in names), between=", "))
    why: Parts = (_quoted(m, one.id, item.item, f"why_{m.language}"),) if item.why_en else ()
    return Cell(parts=m.words(NOT_REPORTED), aside=why)


def _place(m: Materials, kind: str, target: str, number: Number | Words | None) -> Parts:
    link = Link(KINDS[kind].text(m.language), target)
    return (link,) if number is None else join(link, number)


def _quoted(m: Materials, name: str, item: str, field: str) -> Quoted:
    source = ChecklistRef(name, item, field)
    return Quoted(resolve(source, m.released, m.language), source)


def _count(kind: Any, value: int) -> Number:
    return Number(str(value), StructureRef(kind, value))


def _given(m: Materials, need: str) -> bool:
    """Say whether the release has a lock, or the plan something at the end of a path."""
    if need == "lock":
        return m.released.lock is not None
    here: list[Any] = [m.released.plan]
    for step in need.split("."):
        here = [entry.get(step) for entry in here if isinstance(entry, dict)]
        here = [part for entry in here for part in (entry if isinstance(entry, list) else [entry])]
    return bool(here) and all(bool(entry) for entry in here)
