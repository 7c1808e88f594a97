"""The paper on which every figure is drawn: millimetres, one font, thin lines, and the same bytes everywhere."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Sheet
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.text import Text
from matplotlib.textpath import TextToPath

from nextwork_eval.report.palette import INK, QUIET, RULE

WIDTH = 160.0
"""Final width of a figure, millimetres."""
BODY, SMALL = 9.0, 8.0
"""Sizes of text, points."""
SIDE_GAP = 4.5
"""Between the end of a line and its name, millimetres."""
CONTROL_DASH = (0.0, (3.4, 1.2))

_INCH = 25.4
_FONTS = Path(__file__).parent.parent / "fonts"
_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "nextwork_eval",
    "path.simplify": False,  # a step of a curve is a number, not an ornament
    "axes.linewidth": 0.6,
    "axes.edgecolor": QUIET,
}


def drawn(width: float, height: float, paint: Callable[[Sheet], None]) -> str:
    """Return the SVG document that `paint` draws on an empty sheet.

    Parameters
    ----------
    width, height
        Size, millimetres.
    paint
        Draws on the sheet. It runs with matplotlib's own defaults and ours, whatever the user's settings are; these are
        put back.
    """
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)
        sheet = Sheet(figsize=(width / _INCH, height / _INCH))
        sheet.patch.set_visible(False)
        paint(sheet)
        text = io.StringIO()
        FigureCanvasSVG(sheet)
        sheet.savefig(text, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return text.getvalue()


@lru_cache
def font(size: float = BODY, *, strong: bool = False) -> FontProperties:
    """Return IBM Plex Sans from the file that is shipped, so that what is measured here is what is shown."""
    file = _FONTS / f"IBMPlexSans-{'SemiBold' if strong else 'Regular'}.ttf"
    return FontProperties(family="IBM Plex Sans", weight=600 if strong else 400, size=size, fname=str(file))


@lru_cache(maxsize=8192)  # the same words stand in many figures, and are measured again for every way to break a line
def text_width(text: str, size: float = BODY, *, strong: bool = False) -> float:
    """Return the width of a line of text, millimetres."""
    width, _, _ = TextToPath().get_text_width_height_descent(text, font(size, strong=strong), ismath=False)
    return float(width) / 72 * _INCH


def wrapped(text: str, width: float, size: float = BODY, *, strong: bool = False) -> list[str]:
    """Break text at its spaces into lines of at most `width` millimetres; a longer word has a line of its own."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, strong=strong) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def side_width(texts: Sequence[str]) -> float:
    """Return the width to keep free beside a panel for names at the ends of its lines, millimetres."""
    return min(max(20.0, SIDE_GAP + 1 + max(text_width(text, strong=True) for text in texts)), 50.0)


def panel(sheet: Sheet, *, left: float, top: float, width: float, height: float) -> Axes:
    """Add axes whose place is given in millimetres from the upper left corner; only the bottom spine is shown."""
    across, down = (float(size) * _INCH for size in sheet.get_size_inches())
    axes = sheet.add_axes((left / across, 1 - (top + height) / down, width / across, height / down))
    axes.patch.set_visible(False)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="y", length=0, pad=3.5)
    axes.tick_params(axis="x", length=0, pad=6)
    axes.set_axisbelow(True)
    return axes


def mark_axis(
    axes: Axes, direction: str, ticks: Sequence[float], labels: Sequence[str], *, rules: bool = False
) -> None:
    """Put ticks with the given labels on the `x` or `y` axis, with pale rules across the panel if asked for."""
    which = axes.xaxis if direction == "x" else axes.yaxis
    if len(ticks) == 0:
        which.set_ticks([])
        return
    which.set_ticks(ticks, labels, fontproperties=font(SMALL), color=QUIET, gid="role-tick")
    if rules:
        which.grid(visible=True, color=RULE, linewidth=0.5)
        for line in which.get_gridlines():
            line.set_clip_on(False)


def write(
    sheet: Sheet,
    x: float,
    y: float,
    text: str,
    *,
    size: float = BODY,
    colour: str = INK,
    strong: bool = False,
    align: Literal["left", "center", "right"] = "left",
    role: str = "label",
) -> None:
    """Write a line of text with its baseline at `x`, `y`, millimetres from the upper left corner."""
    across, down = (float(length) * _INCH for length in sheet.get_size_inches())
    sheet.add_artist(
        Text(
            x / across,
            1 - y / down,
            text,
            transform=sheet.transFigure,
            fontproperties=font(size, strong=strong),
            color=colour,
            horizontalalignment=align,
            verticalalignment="baseline",
            gid=f"role-{role}",
            parse_math=False,
        )
    )


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
    across, down = (float(length) * _INCH for length in sheet.get_size_inches())
    line = Line2D([x / across for x in xs], [1 - y / down for y in ys], color=colour, linewidth=width)
    line.set(transform=sheet.transFigure, zorder=0 if under else 2)
    sheet.add_artist(line)


def block(sheet: Sheet, *, left: float, top: float, width: float, height: float, colour: str) -> None:
    """Fill a rectangle, in millimetres from the upper left corner."""
    across, down = (float(length) * _INCH for length in sheet.get_size_inches())
    left, right, upper, lower = left / across, (left + width) / across, 1 - top / down, 1 - (top + height) / down
    corners = [(left, lower), (left, upper), (right, upper), (right, lower)]
    sheet.add_artist(Polygon(corners, facecolor=colour, edgecolor="none", transform=sheet.transFigure, zorder=1))


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
