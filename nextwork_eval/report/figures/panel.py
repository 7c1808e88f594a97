"""A panel of a figure: data in their own units, at their places on the sheet, with the names of its ticks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from matplotlib.path import Path

from nextwork_eval.report.figures.canvas import SMALL, font
from nextwork_eval.report.figures.sheet import DOT, POINT, Align, Dash, Line, Marks, Outline, Points, Sheet
from nextwork_eval.report.palette import QUIET, RULE

Numbers = Sequence[float] | npt.NDArray[np.floating]

_TICKS, _AREAS, _AXIS = 0.5, 1.5, 2.5  # levels
_LETTER = 0.78 * SMALL * POINT  # height of a tall letter of a tick's name, millimetres
_DOWN, _BESIDE = 6.0 * POINT, 3.5 * POINT  # from the panel to the names of its ticks, millimetres


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A place on a sheet where data are drawn.

    Attributes
    ----------
    sheet
        The sheet.
    left, top, width, height
        The place, millimetres from the upper left corner of the sheet.
    x, y
        The data at the left and right edge, and at the lower and upper edge; the first may be the larger.
    """

    sheet: Sheet
    left: float
    top: float
    width: float
    height: float
    x: tuple[float, float]
    y: tuple[float, float]

    def places(self, xs: Numbers, ys: Numbers) -> Points:
        """Return where on the sheet data stand."""
        across = (np.asarray(xs, dtype=np.float64) - self.x[0]) / (self.x[1] - self.x[0])
        up = (np.asarray(ys, dtype=np.float64) - self.y[0]) / (self.y[1] - self.y[0])
        return np.column_stack([self.left + self.width * across, self.top + self.height * (1 - up)])

    def line(
        self,
        xs: Numbers,
        ys: Numbers,
        *,
        colour: str,
        width: float,
        dash: Dash = (),
        butt: bool = False,
        level: float = 3,
    ) -> None:
        """Draw a line through data; `width` in points."""
        line = Outline(points=self.places(xs, ys), colour=colour, width=width, dash=dash, butt=butt)
        self.sheet.put(level, line)

    def area(
        self, xs: Numbers, ys: Numbers, *, fill: str, alpha: float = 1.0, edge: float = 0.0, level: float = _AREAS
    ) -> None:
        """Fill the area that data go around; `edge` is the width of its white edge, points."""
        white = "white" if edge else None
        self.sheet.put(level, Outline(points=self.places(xs, ys), fill=fill, alpha=alpha, colour=white, width=edge))

    def marks(
        self,
        xs: Numbers,
        ys: Numbers,
        *,
        size: float,
        fill: str | None,
        edge: str | None,
        edge_width: float,
        shape: Path = DOT,
        level: float = 4,
    ) -> None:
        """Put a dot, or another shape two units wide, at each of the data; `size` and `edge_width` in points."""
        self.sheet.put(
            level,
            Marks(points=self.places(xs, ys), shape=shape, scale=size / 2, fill=fill, edge=edge, edge_width=edge_width),
        )

    def axis(self) -> None:
        """Draw the lower edge of the panel."""
        self.line(self.x, [self.y[0]] * 2, colour=QUIET, width=0.6, level=_AXIS)

    def ticks_below(self, ticks: Sequence[float], names: Sequence[str], *, rules: bool = False) -> None:
        """Write the names of ticks under the panel, with pale rules up through it if asked for."""
        for tick, name in zip(ticks, names, strict=True):
            if rules:
                self.line([tick, tick], self.y, colour=RULE, width=0.5, level=_TICKS)
            x = float(self.places([tick], self.y[:1])[0, 0])
            self._name(x, self.top + self.height + _DOWN + _LETTER, name, "center")

    def ticks_beside(self, ticks: Sequence[float], names: Sequence[str], *, rules: bool = False) -> None:
        """Write the names of ticks to the left of the panel, with pale rules across it if asked for."""
        for tick, name in zip(ticks, names, strict=True):
            if rules:
                self.line(self.x, [tick, tick], colour=RULE, width=0.5, level=_TICKS)
            y = float(self.places(self.x[:1], [tick])[0, 1])
            self._name(self.left - _BESIDE, y + _LETTER / 2, name, "right")

    def _name(self, x: float, y: float, name: str, align: Align) -> None:
        line = Line(x=x, y=y, text=name, font=font(SMALL), colour=QUIET, align=align, role="tick")
        self.sheet.put(_TICKS, line)
