"""The sheet of a figure: what was put on it, in millimetres, and how matplotlib's printer writes it as SVG.

A figure is outlines, dots and lines of text at places that it knows. Matplotlib's axes would lay them out again, and
measure every text to do so, which takes forty times as long as the printing.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any, Literal

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import to_rgba
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

Points = npt.NDArray[np.float64]
"""Places on a sheet, millimetres from its upper left corner. Shape (n, 2); a NaN breaks the line."""
Dash = tuple[float, ...]
"""Lengths of the strokes of a line and of the gaps between them, in widths of the line; empty for an unbroken one."""
Align = Literal["left", "center", "right"]

POINT = 25.4 / 72
"""A point, millimetres."""
DOT = Path.unit_circle()
_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "nextwork_eval",
    "svg.id": None,
    "path.simplify": False,  # a step of a curve is a number, not an ornament
}
_NOTHING_OF_ITSELF = {"Date": None, "Creator": None, "Format": None, "Type": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A line through points; with a `fill` it is closed.

    `width` is in points, 0 for an area without an edge. `butt` ends the line where its last point is; otherwise it
    reaches half its width beyond.
    """

    points: Points
    colour: str | None = None
    width: float = 0.0
    dash: Dash = ()
    butt: bool = False
    fill: str | None = None
    alpha: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The same small shape at several places. `scale`: points for one unit of the shape; `edge_width` in points."""

    points: Points
    shape: Path = DOT
    scale: float
    fill: str | None
    edge: str | None
    edge_width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of text. The baseline begins, has its middle or ends at `x`, `y`, millimetres."""

    x: float
    y: float
    text: str
    font: FontProperties
    colour: str
    align: Align
    role: str


Piece = Outline | Marks | Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """An empty sheet on which pieces are put; each has a level, and covers those of lower levels.

    Attributes
    ----------
    width, height
        Millimetres.
    pieces
        What was put on it so far.
    """

    width: float
    height: float
    pieces: list[tuple[float, Piece]] = field(default_factory=list)

    def put(self, level: float, piece: Piece) -> None:
        """Put a piece on the sheet, over those of its level that are there."""
        self.pieces.append((level, piece))


def printed(sheet: Sheet) -> str:
    """Write a sheet as an SVG document, whatever the user's own settings of matplotlib are; these stay as they are."""
    text = io.StringIO()
    width, height = sheet.width / POINT, sheet.height / POINT
    # Matplotlib counts points from the lower left corner.
    places = Affine2D().scale(1 / POINT, -1 / POINT).translate(0, height)
    with mpl.rc_context(_SETTINGS):
        printer = RendererSVG(width, height, text, metadata=_NOTHING_OF_ITSELF)  # type: ignore[no-untyped-call]
        for _, piece in sorted(sheet.pieces, key=lambda pair: pair[0]):
            match piece:
                case Outline():
                    _print_outline(printer, piece, places)
                case Marks():
                    _print_marks(printer, piece, places)
                case Line():
                    _print_line(printer, piece, places)
        printer.finalize()  # type: ignore[no-untyped-call]
    return text.getvalue()


def _print_outline(printer: RendererBase, outline: Outline, places: Affine2D) -> None:
    pen = _pen(printer, outline.colour, outline.width)
    filled = outline.fill is not None
    pen.set_capstyle("butt" if filled or outline.butt or outline.dash else "projecting")
    if outline.dash:
        pen.set_dashes(0, [length * outline.width for length in outline.dash])
    if outline.alpha != 1:
        pen.set_alpha(outline.alpha)
    path = Path(np.vstack([outline.points, outline.points[:1]]) if filled else outline.points, closed=filled)
    printer.draw_path(pen, path, places, None if outline.fill is None else to_rgba(outline.fill))


def _print_marks(printer: RendererBase, marks: Marks, places: Affine2D) -> None:
    pen = _pen(printer, marks.edge, marks.edge_width)
    fill = None if marks.fill is None else to_rgba(marks.fill)
    printer.draw_markers(pen, marks.shape, Affine2D().scale(marks.scale), Path(marks.points), places, fill)


def _print_line(printer: RendererBase, line: Line, places: Affine2D) -> None:
    # The printer asks the text for its place and its alignment, and for nothing that would have to be measured.
    x, y = places.transform((line.x, line.y))
    anchor = Text(x, y, line.text, horizontalalignment=line.align)
    printer.open_group("text", f"role-{line.role}")
    printer.draw_text(
        _pen(printer, line.colour, 1.0), line.x / POINT, line.y / POINT, line.text, line.font, 0, mtext=anchor
    )
    printer.close_group("text")


def _pen(printer: RendererBase, colour: str | None, width: float) -> GraphicsContextBase:
    pen = printer.new_gc()
    pen.set_linewidth(0.0 if colour is None else width)
    if colour is not None:
        pen.set_foreground(colour)
    return pen
