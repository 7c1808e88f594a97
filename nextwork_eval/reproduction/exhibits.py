"""Each table and figure of the report, and the function, file and line that makes it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nextwork_eval.report import compose
from nextwork_eval.report.blocks import Block, Chapter, FigureBlock, Parts, Table
from nextwork_eval.report.chapters import CHAPTERS, paper_tables
from nextwork_eval.report.chapters.checklists import checklist_chapter
from nextwork_eval.report.chapters.foreword import foreword
from nextwork_eval.reproduction.places import PACKAGE, Place, place_of
from nextwork_eval.results import ReleasedResult

_REPORT = PACKAGE / "report"
_SHORTEST = 4  # a shorter beginning of an id could be that of another
# What stands among the chapters and is written once the others are known, or where the plan's authors wrote something.
_BESIDE: dict[str, Callable[..., Chapter | None]] = {
    "foreword": foreword,
    "checklists": checklist_chapter,
    "figure-data": paper_tables,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """A table or figure.

    Attributes
    ----------
    name
        As the English report numbers it: `Table 3`.
    caption
        Its caption in English.
    place
        The function that makes it.
    analyses
        Ids of the analyses whose numbers it shows, in its order; empty where it shows the plan.
    """

    name: str
    caption: str
    place: Place
    analyses: tuple[str, ...]


def exhibits(released: ReleasedResult) -> tuple[Exhibit, ...]:
    """List every numbered table and figure of a report, in its order."""
    owners = {row.result_id: row.analysis_id for row in released.rows}
    named = _named_ids()
    found = []
    writers = iter(CHAPTERS)
    for chapter in compose(released, "en").chapters:
        home = place_of(_BESIDE.get(chapter.id) or next(writers))
        for block in chapter.blocks:
            if (known := _known(block)) is None:
                continue
            name, block_id, caption, sources = known
            analyses = dict.fromkeys(owners.get(source, source.split(".", maxsplit=1)[0]) for source in sources)
            found.append(
                Exhibit(
                    name=name,
                    caption=caption,
                    place=_maker(block_id, home, named) or home,
                    analyses=tuple(analyses),
                )
            )
    return tuple(found)


def _known(block: Block) -> tuple[str, str, str, tuple[str, ...]] | None:
    """Return name, id, caption and result ids of a numbered table or figure."""
    if isinstance(block, Table) and block.number is not None:
        return f"Table {block.number.text}", block.id, _plain(block.caption), block.sources
    if isinstance(block, FigureBlock) and block.number is not None:
        return f"Figure {block.number.text}", block.figure.id, _plain(block.caption), block.figure.rows
    return None


def _plain(parts: Parts) -> str:
    """Return the first sentence of a caption; the others say how to read a figure."""
    text = "".join(part.text for part in parts)
    first, stop, _ = text.partition(". ")
    return f"{first}." if stop else text


def _named_ids() -> list[tuple[str, bool, Place]]:
    """Find every text in the report room that begins an id: the text, whether it is the whole id, and where it is."""
    folders = (_REPORT / "chapters", _REPORT / "figures", _REPORT)
    paths = [path for folder in folders for path in sorted(folder.glob("*.py"))]
    return [entry for path in paths for entry in _texts(path)]


def _texts(path: Path) -> Iterator[tuple[str, bool, Place]]:
    file = path.relative_to(PACKAGE.parent)
    module = ".".join(file.with_suffix("").parts)
    for function in ast.parse(path.read_text(encoding="utf-8")).body:
        if not isinstance(function, ast.FunctionDef):
            continue
        place = Place(function=f"{module}.{function.name}", file=file.as_posix(), line=function.lineno)
        for node in ast.walk(function):
            if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
                yield str(node.values[0].value), False, place
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value, True, place


def _maker(block_id: str, home: Place, named: list[tuple[str, bool, Place]]) -> Place | None:
    """Return the function in which an id is written: in the chapter's own file before any other."""
    whole = [place for text, complete, place in named if complete and text == block_id]
    begun = [
        place
        for text, complete, place in named
        if not complete and len(text) >= _SHORTEST and block_id.startswith(text)
    ]
    for places in (whole, begun):
        own = [place for place in places if place.file == home.file]
        if own or places:
            return (own or places)[0]
    return None
