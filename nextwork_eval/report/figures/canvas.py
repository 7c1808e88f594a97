"""The paper on which every figure is drawn: millimetres, one font, thin lines, and the same bytes everywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from nextwork_eval.errors import ReportError
from nextwork_eval.report.figures.sheet import Align, Dash, Line, Outline, Sheet, printed
from nextwork_eval.report.palette import INK, QUIET
from nextwork_eval.report.said import Said, typed

WIDTH = 160.0
"""Final width of a figure, millimetres."""
BODY, SMALL = 9.0, 8.0
"""Sizes of text, points."""
SIDE_GAP = 4.5
"""Between the end of a line and its name, millimetres."""
CONTROL_DASH = (3.4, 1.2)

_FONTS = Path(__file__).parent.parent / "fonts"
_NEAR = 0.1  # signs that are moved together change the width of a line by less than this share of it
_UNDER, _BLOCKS, _RULES, _TEXTS = 0.0, 11.0, 12.0, 13.0  # levels; those of panels lie between the first two


def drawn(width: float, height: float, paint: Callable[[Sheet], None]) -> str:
    """Return the SVG document that `paint` draws on an empty sheet; its size is in millimetres.

    Raises
    ------
    ReportError
        If a text of the drawing holds a numeral that was typed, not written from a row, the plan or the release.
    """
    sheet = Sheet(width=width, height=height)
    paint(sheet)
    if wrong := typed(piece.text for _, piece in sheet.pieces if isinstance(piece, Line)):
        raise ReportError("A figure draws a numeral that has no source.", [f"“{text[:60]}”" for text in wrong])
    return printed(sheet)


@lru_cache
def font(size: float = BODY, *, strong: bool = False) -> FontProperties:
    """Return IBM Plex Sans from the file that is shipped, so that what is measured here is what is shown."""
    file = _FONTS / f"IBMPlexSans-{'SemiBold' if strong else 'Regular'}.ttf"
    return FontProperties(family="IBM Plex Sans", weight=600 if strong else 400, size=size, fname=str(file))


@lru_cache(maxsize=8192)  # the same words stand in many figures, and are measured again for every way to break a line
def text_width(text: str, size: float = BODY, *, strong: bool = False) -> float:
    """Return the width of a line of text, millimetres."""
    width, _, _ = TextToPath().get_text_width_height_descent(text, font(size, strong=strong), ismath=False)
    return float(width) / 72 * 25.4


def wrapped(text: str, width: float, size: float = BODY, *, strong: bool = False) -> list[str]:
    """Break text at its spaces into lines of at most `width` millimetres; a longer word has a line of its own."""
    kept: type[str] = Said if isinstance(text, Said) else str
    lines: list[str] = []
    for word in map(kept, text.split(" ")):
        longer = kept(f"{lines[-1]} {word}") if lines else word
        if lines and _fits(longer, width, size, strong=strong):
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _fits(text: str, width: float, size: float, *, strong: bool) -> bool:
    """Say whether a line is at most so wide; its signs one by one settle it, unless it comes near."""
    about = sum(advance(sign, strong) for sign in text) * size
    if abs(about - width) > _NEAR * width:
        return about < width
    return text_width(text, size, strong=strong) <= width


@lru_cache(maxsize=4096)
def advance(sign: str, strong: bool) -> float:
    """Return the width of one sign in letters of one point, millimetres."""
    return text_width(sign, 100.0, strong=strong) / 100


def side_width(texts: Sequence[str]) -> float:
    """Return the width to keep free beside a panel for names at the ends of its lines, millimetres."""
    return min(max(20.0, SIDE_GAP + 1 + max(text_width(text, strong=True) for text in texts)), 50.0)


def write(
    sheet: Sheet,
    x: float,
    y: float,
    text: str,
    *,
    size: float = BODY,
    colour: str = INK,
    strong: bool = False,
    align: Align = "left",
    role: str = "label",
) -> None:
    """Write a line of text with its baseline at `x`, `y`, millimetres from the upper left corner."""
    line = Line(x=x, y=y, text=text, font=font(size, strong=strong), colour=colour, align=align, role=role)
    sheet.put(_TEXTS, line)


def rule(
    sheet: Sheet,
    xs: Sequence[float],
    ys: Sequence[float],
    *,
    colour: str = QUIET,
    width: float = 0.6,
    under: bool = False,
) -> None:
    """Draw a line through points in millimetres from the upper left corner."""
    line = Outline(points=np.column_stack([xs, ys]).astype(np.float64), colour=colour, width=width)
    sheet.put(_UNDER if under else _RULES, line)


def shape(
    sheet: Sheet,
    corners: Sequence[tuple[float, float]],
    *,
    fill: str,
    edge: str | None = None,
    width: float = 0.0,
    dash: Dash = (),
) -> None:
    """Fill what lies between corners in millimetres from the upper left corner; its edge is `width` points wide."""
    sheet.put(
        _BLOCKS, Outline(points=np.array(corners, dtype=np.float64), fill=fill, colour=edge, width=width, dash=dash)
    )


def block(sheet: Sheet, *, left: float, top: float, width: float, height: float, colour: str) -> None:
    """Fill a rectangle, in millimetres from the upper left corner."""
    right, low = left + width, top + height
    shape(sheet, [(left, low), (left, top), (right, top), (right, low)], fill=colour)


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move positions as little as needed until they are `gap` apart and between `low` and `high`, keeping their order.

    Examples
    --------
    >>> spread([1.0, 1.0, 5.0], gap=2.0, low=0.0, high=10.0)
    [0.0, 2.0, 5.0]
    """
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], index))
    groups: list[tuple[float, list[int]]] = []  # centre of each group of touching labels, and its members
    for index in order:
        centre, members = wanted[index], [index]
        while True:
            half = gap * (len(members) - 1) / 2
            centre = max(low + half, min(high - half, centre))
            if not groups or groups[-1][0] + gap * (len(groups[-1][1]) - 1) / 2 + gap <= centre - half + 1e-9:
                break
            members = groups.pop()[1] + members
            centre = sum(wanted[member] for member in members) / len(members)
        groups.append((centre, members))
    places = [0.0] * len(wanted)
    for centre, members in groups:
        for step, member in enumerate(members):
            places[member] = centre + gap * (step - (len(members) - 1) / 2)
    return places
