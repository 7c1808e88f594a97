"""Markdown of people who write for the report: what of it is read, and what is refused with its line.

Read are paragraphs, `## subheadings`, lists with `- `, `*emphasis*` (or `**emphasis**`), links to chapters of the
report `[words](#main)`, and references in braces. Everything else that Markdown knows is refused and not guessed at,
and so are HTML, digits and claims that no trial can carry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from nextwork_eval.report.pairs import claim_in

_INLINE = re.compile(
    r"\{(?P<reference>[^{}\n]*)\}|(?P<stars>\*\*?)(?P<emphasis>[^*{}\[\]\n]+)(?P=stars)"
    r"|\[(?P<label>[^\[\]{}\n]+)\]\((?P<target>[^()\s]*)\)"
)
_REFUSED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"<[A-Za-z/!?]|&#?\w+;"), "HTML is not read: write plain words"),
    (re.compile(r"!\["), "pictures are not read"),
    (re.compile(r"`"), "code is not read"),
    (re.compile(r"^#(?!# \S)"), "a subheading begins with '## '; other headings are not read"),
    (re.compile(r"^>"), "quotations are not read"),
    (re.compile(r"^\|"), "tables are not read: the report has its own"),
    (re.compile(r"^(\*\s|\+\s)"), "an item of a list begins with '- '"),
    (re.compile(r"^(---+|===+|\*\*\*+)\s*$"), "rules are not read"),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line: `words`, `emphasis`, `link` (with its target) or `reference`, and the number of the line."""

    kind: Literal["words", "emphasis", "link", "reference"]
    text: str
    line: int
    target: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, a subheading, or one item of a list."""

    kind: Literal["paragraph", "heading", "item"]
    pieces: tuple[Piece, ...]


def passages(text: str) -> tuple[tuple[Passage, ...], list[str]]:
    r"""Read a text.

    Parameters
    ----------
    text
        Markdown.

    Returns
    -------
    passages
        In reading order.
    problems
        What is refused, each beginning with `line <number>: `.

    Examples
    --------
    >>> found, problems = passages("## Why\n\nIt was *hoped* for {entry.difference}.")
    >>> [passage.kind for passage in found], [piece.kind for piece in found[1].pieces], problems
    (['heading', 'paragraph'], ['words', 'emphasis', 'words', 'reference', 'words'], [])
    """
    found: list[Passage] = []
    problems: list[str] = []
    for kind, lines in _blocks(text):
        pieces: list[Piece] = []
        for number, line in lines:
            problems += [f"line {number}: {why}" for pattern, why in _REFUSED if pattern.search(line)]
            told = line.removeprefix("## ") if kind == "heading" else line
            if pieces:
                pieces.append(Piece("words", " ", number))
            pieces += _pieces(told, number)
        problems += _word_problems(pieces)
        found.append(Passage(kind, tuple(pieces)))
    return tuple(found), problems


def _blocks(text: str) -> Iterator[tuple[Literal["paragraph", "heading", "item"], list[tuple[int, str]]]]:
    """Yield runs of lines that belong together; an item goes on where a line is indented."""
    kind: Literal["paragraph", "heading", "item"] = "paragraph"
    lines: list[tuple[int, str]] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        begins = line.startswith(("## ", "- ")) or not line
        if begins and lines:
            yield kind, lines
            lines = []
        if line:
            if not lines:
                kind = "heading" if line.startswith("## ") else "item" if line.startswith("- ") else "paragraph"
            lines.append((number, line.removeprefix("- ") if not lines and kind == "item" else line))
            if kind == "heading":
                yield kind, lines
                lines = []
    if lines:
        yield kind, lines


def _pieces(line: str, number: int) -> Iterator[Piece]:
    at = 0
    for match in _INLINE.finditer(line):
        if match.start() > at:
            yield Piece("words", line[at : match.start()], number)
        if match["reference"] is not None:
            yield Piece("reference", match["reference"].strip(), number)
        elif match["emphasis"] is not None:
            yield Piece("emphasis", match["emphasis"], number)
        else:
            yield Piece("link", match["label"], number, match["target"])
        at = match.end()
    if at < len(line):
        yield Piece("words", line[at:], number)


def _word_problems(pieces: list[Piece]) -> list[str]:
    problems = []
    for piece in pieces:
        if piece.kind == "reference":
            continue
        where = f"line {piece.line}"
        if any(character.isnumeric() for character in piece.text):
            problems.append(f"{where}: a numeral in “{piece.text.strip()[:50]}”: give its source in braces instead")
        if claim := claim_in(piece.text.replace("*", "")):
            problems.append(f"{where}: “{claim}” claims what a trial cannot show")
        if left := re.search(r"[{}\[\]*]", piece.text):
            problems.append(f"{where}: '{left[0]}' stands alone: braces, brackets and stars come in pairs on one line")
        if piece.kind == "link" and not re.fullmatch(r"#[a-z-]+", piece.target):
            problems.append(f"{where}: a link leads to a chapter of the report, such as (#main)")
    return problems
