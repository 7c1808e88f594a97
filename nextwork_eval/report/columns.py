"""How a table lies on paper: the size of its letters and the width of each column, from what stands in its cells.

A column of numbers is as wide as its widest number, so that no number is broken; what is left goes to the columns of
words, the longer ones first. A table of few short columns does not stretch over the whole page, because the eye must
find its way from the name to the number.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import permutations
from typing import Any, Literal, overload

from nextwork_eval.report.figures.canvas import advance

Plain = dict[str, Any]

FULL = 166.0
"""Width of the text on paper, millimetres."""
TWO_THIRDS, HALF = 110.0, 80.0
PAGE = 246.0
"""Height of the text on a page, millimetres."""
_SIZES, _DENSE_SIZES = (8.3, 7.8, 7.2, 6.7, 6.2), (7.2, 6.8, 6.4, 6.0, 5.6)
_LOOKED_AT = 100  # rows of a long table that settle its widths
_LONG_SIZE = 6.7  # of a dense table longer than a page
_ASIDE = 0.9  # size of the second line of a cell, to the first
_LONGEST = 95.0  # words beyond this width are read in several lines anyway, and claim no more room
_POINT = 25.4 / 72
_GUTTER = 8 * _POINT + 0.3  # between two columns, and a hair for rounding
_LINE, _LEADING = 1.148, 0.45  # height of a line of text with its leading, and the leading alone, ems
_BREAKS = re.compile(
    r"[ \u200b]|(?<=[_.])(?=[a-z])"
)  # where typst may break a line; a hyphen in a word is not one of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a table lies on paper.

    Attributes
    ----------
    size
        Size of its letters, points.
    pad
        White above and below a row, points.
    widths
        Width of each column, millimetres.
    height
        About how high it is without caption and notes, millimetres.
    """

    size: float
    pad: float
    widths: tuple[float, ...]
    height: float


def laid_out(document: Plain) -> Plain:
    """Return the document with the layout of each table; small tables behind figures come last, in two columns."""
    return {**document, "chapters": [_chapter(chapter) for chapter in document["chapters"]]}


def _chapter(chapter: Plain) -> Plain:
    blocks: list[Plain] = []
    narrow: list[Plain] = []
    for block in chapter["blocks"]:
        if block["type"] == "table" and not (chapter["paper_only"] and fits_half(block)):
            blocks.append({**block, **asdict(layout(block))})
        elif block["type"] == "table":
            narrow.append({**block, **asdict(layout(block, most=HALF))})
        else:
            blocks.append(block)
    return {**chapter, "blocks": [*blocks, *([{"type": "beside", "tables": narrow}] if narrow else [])]}


def layout(table: Plain, *, most: float = FULL) -> Layout:
    """Lay out a table.

    Parameters
    ----------
    table
        The table as `plain.as_plain` gives it.
    most
        The widest it may be, millimetres.

    Returns
    -------
    Layout
        With the largest letters at which no word and no number is broken; where even the smallest are too large, the
        columns of words are narrower than their longest word, and typst hyphenates it.

    Examples
    --------
    >>> columns = [{"align": align, "heading": [{"text": "Week"}]} for align in ("left", "right")]
    >>> rows = [{"across": False, "strong": False, "cells": [{"parts": [{"text": "52"}], "aside": []}] * 2}]
    >>> laid = layout({"dense": False, "columns": columns, "rows": rows})
    >>> laid.size, round(sum(laid.widths))
    (8.3, 110)
    """
    sizes = _DENSE_SIZES if table["dense"] else _SIZES
    measured = _measured(table)
    laid = next((found for size in sizes if (found := _at(table, measured, size, most)) is not None), None)
    if laid is None:
        return _at(table, measured, sizes[-1], most, squeezed=True)
    if table["dense"] and laid.height > PAGE:
        return _at(table, measured, min(laid.size, _LONG_SIZE), most) or laid
    return laid


def fits_half(table: Plain) -> bool:
    """Say whether a table can stand beside another one, two to a page's width, without breaking a cell."""
    size = (_DENSE_SIZES if table["dense"] else _SIZES)[0]
    return sum(_column(column, size)[1] for column in _measured(table)) <= HALF


@overload
def _at(
    table: Plain, measured: Sequence[_Measured], size: float, most: float, *, squeezed: Literal[True]
) -> Layout: ...
@overload
def _at(table: Plain, measured: Sequence[_Measured], size: float, most: float) -> Layout | None: ...
def _at(
    table: Plain, measured: Sequence[_Measured], size: float, most: float, *, squeezed: bool = False
) -> Layout | None:
    """Lay a table out in letters of one size; None if a word would have to be broken, unless it may be."""
    body = [row for row in table["rows"] if not row["across"]]
    columns = [_column(column, size, heading_lines=1) for column in measured]
    if sum(natural for _, natural in columns) > most:
        columns = [_column(column, size) for column in measured]
    least, natural = (sum(column[which] for column in columns) for which in (0, 1))
    if least > most and not squeezed:
        return None
    target = TWO_THIRDS if natural <= TWO_THIRDS <= most else most
    widths = _shared(columns, target, most)
    if natural > target > least:
        widths = _settled(widths, columns, body, size)
    pad = 2.3 if table["dense"] else 3.6
    return Layout(size=size, pad=pad, widths=widths, height=_height(table, widths, size, pad))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    """A column in letters of one point, millimetres: a table is tried in several sizes, and measured once.

    `heading` and `texts` hold the width of a text and of its longest word; each text also the size of its letters.
    """

    right: bool
    unbroken: float
    heading: tuple[float, float]
    texts: tuple[tuple[float, float, float], ...]


def _measured(table: Plain) -> tuple[_Measured, ...]:
    body = [row for row in table["rows"] if not row["across"]]
    return tuple(
        _Measured(
            right=column["align"] == "right",
            unbroken=32.0 if table["dense"] else 45.0,  # a longer text in a column of numbers may have two lines
            heading=_whole_and_longest(_text(column["heading"]), strong=True, strong_words=True),
            texts=tuple(
                (*_whole_and_longest(_text(cell[part]), strong=place == 0 and row["strong"]), scale)
                for row in body
                for cell in (row["cells"][place],)
                for part, scale in (("parts", 1.0), ("aside", _ASIDE))
            ),
        )
        for place, column in enumerate(table["columns"])
    )


def _whole_and_longest(text: str, *, strong: bool, strong_words: bool = False) -> tuple[float, float]:
    return _width(text, 1.0, strong=strong), max(_width(word, 1.0, strong=strong_words) for word in _words(text))


def _column(column: _Measured, size: float, heading_lines: int = 2) -> tuple[float, float]:
    """Return how narrow a column can be, and how wide it would be with every cell on one line, millimetres."""
    whole, least = (width * size for width in column.heading)
    natural = max(least, whole / 2 + min(least, whole / 4)) if column.right and heading_lines > 1 else whole
    for width, longest, scale in column.texts:
        whole = width * (size * scale)
        natural = max(natural, min(whole, _LONGEST))
        least = max(least, whole if column.right and whole <= column.unbroken else longest * (size * scale))
    return least + _GUTTER, max(least, natural) + _GUTTER


def _shared(columns: Sequence[tuple[float, float]], target: float, most: float) -> tuple[float, ...]:
    """Share the width: what every column needs first, then by what each still lacks, then the rest to all."""
    least, natural = [low for low, _ in columns], [high for _, high in columns]
    if sum(natural) <= target:
        spare = (target - sum(natural)) / (len(columns) + 1)
        return tuple(high + spare * (2 if place == 0 else 1) for place, high in enumerate(natural))
    if sum(least) >= most:
        return tuple(low * most / sum(least) for low in least)
    lacking = [high - low for low, high in columns]
    return tuple(low + (target - sum(least)) * lack / sum(lacking) for low, lack in zip(least, lacking, strict=True))


def _settled(
    widths: tuple[float, ...], columns: Sequence[tuple[float, float]], rows: Sequence[Plain], size: float
) -> tuple[float, ...]:
    """Move width between two columns as long as that makes the table lower; no column goes below what it needs."""
    lines = [[_lengths(cell, size) for cell in row["cells"]] for row in rows[:: len(rows) // _LOOKED_AT + 1]]
    best = sum(_lines(row, widths) for row in lines)
    moved = True
    while moved:
        moved = False
        for giver, taker in permutations(range(len(widths)), 2):
            for step in (12.0, 3.0):
                tried = list(widths)
                tried[giver], tried[taker] = tried[giver] - step, tried[taker] + step
                if tried[giver] < columns[giver][0] or widths[taker] > columns[taker][1]:
                    continue
                found = sum(_lines(row, tried) for row in lines)
                if found < best - 1e-9:
                    widths, best, moved = tuple(tried), found, True
    return widths


def _lengths(cell: Plain, size: float) -> tuple[float, float]:
    return _width(_text(cell["parts"]), size), _width(_text(cell["aside"]), size * _ASIDE)


def _lines(row: Sequence[tuple[float, float]], widths: Sequence[float]) -> float:
    """Return how many lines of text high a row is; the second, smaller text of a cell counts for less."""
    highest = 0.0
    for (first, second), width in zip(row, widths, strict=False):
        inner = max(width - _GUTTER, 1.0)
        high = math.ceil(first / inner) + (_ASIDE * math.ceil(second / inner) if second else 0)
        highest = max(highest, high)
    return highest


def _height(table: Plain, widths: Sequence[float], size: float, pad: float) -> float:
    head = [(_width(_text(column["heading"]), size, strong=True), 0.0) for column in table["columns"]]
    rows = [head, *([_lengths(cell, size) for cell in row["cells"]] for row in table["rows"])]
    return sum((_lines(row, widths) * _LINE - _LEADING) * size * _POINT + 2 * pad * _POINT for row in rows)


def _text(parts: Iterable[Plain]) -> str:
    return "".join(part["text"] + part.get("mark", "") for part in parts)


def _words(text: str) -> list[str]:
    return _BREAKS.split(text)


def _width(text: str, size: float, *, strong: bool = False) -> float:
    return _width_at_one_point(text, strong) * size


@lru_cache(maxsize=65536)  # a table is tried in several sizes, and most of its texts stand in it more than once
def _width_at_one_point(text: str, strong: bool) -> float:
    return sum(0.0 if sign == "\u200b" else advance(sign, strong) for sign in text)
