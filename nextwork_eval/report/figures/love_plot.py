"""How alike the arms were before the lottery: one dot for each trait, at the difference in standard deviations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from nextwork_eval.report.figures.canvas import BODY, SMALL, rule, wrapped, write
from nextwork_eval.report.figures.curves import extent
from nextwork_eval.report.figures.figure import Figure
from nextwork_eval.report.figures.finish import finished
from nextwork_eval.report.figures.panel import Panel
from nextwork_eval.report.figures.reading import Arm, arms, label, tables
from nextwork_eval.report.figures.sheet import Sheet
from nextwork_eval.report.figures.standing import remark
from nextwork_eval.report.figures.words import estimate, sentences, word
from nextwork_eval.report.languages import Language, write_number
from nextwork_eval.report.palette import ACCENT, INK, QUIET, RULE
from nextwork_eval.results import ReleasedResult, ResultRow

_WIDE = 134.0
"""Narrower than other figures, so that its text is larger on a telephone."""
_NAME, _PLOT, _GAP = 72.0, 44.0, 3.0
_HEAD, _ROW, _LINE = 10.5, 4.9, 3.3
_SHORTEST = 0.1  # an axis that ends nearer to zero would make chance look large


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trait:
    """One trait: its name as lines of text, its row, and where its band of the figure begins."""

    name: str
    lines: tuple[str, ...]
    row: ResultRow
    top: float
    height: float

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


def love_plot(released: ReleasedResult, language: Language) -> Figure | None:
    """Draw the standardised difference of each covariate of the plan, in the plan's order, without any test.

    Parameters
    ----------
    released
        The released result.
    language
        `da` or `en`.

    Returns
    -------
    Figure or None
        None if no such difference was released. A withheld difference keeps its line, with a dash.
    """
    head = _HEAD + (5.0 if remark(released, language) else 0.0)
    traits = _traits(released, language, head)
    given = [trait.row.estimate for trait in traits if trait.row.estimate is not None]
    if not given:
        return None
    treated, control = arms(released, language)
    furthest = max(_SHORTEST, *(abs(value) for value in given))
    ticks = extent(np.array([-furthest, furthest]), about=4)
    depth = sum(trait.height for trait in traits)

    def paint(sheet: Sheet) -> None:
        span = (ticks[0], ticks[-1])
        panel = Panel(sheet=sheet, left=_NAME + _GAP, top=head, width=_PLOT, height=depth, x=span, y=(depth, 0))
        panel.ticks_below(ticks, [_tick(tick, language) for tick in ticks], rules=True)
        panel.line([0, 0], panel.y, colour=INK, width=0.9, level=2)
        _sides(sheet, treated, control, y=head - 2.4, language=language)
        for trait in traits:
            rule(sheet, [0, _WIDE], [trait.top, trait.top], colour=RULE, width=0.5, under=True)
            _name_and_value(sheet, trait, language)
            _dot(panel, trait, trait.middle - head)
        right = _NAME + _GAP + _PLOT
        write(sheet, right, head + depth + 9.4, word("deviations", language), size=SMALL, colour=QUIET, align="right")

    return finished(
        released,
        language,
        figure_id="love_plot",
        title=word("love", language),
        caption=sentences(
            word("love", language),
            word("love_caption", language, treated=treated.label, control=control.label),
            word("dashes", language) if len(given) < len(traits) else None,
        ),
        alt=sentences(_told(traits, language)),
        rows=[trait.row.result_id for trait in traits],
        height=head + depth + 11,
        width=_WIDE,
        paint=paint,
    )


def _traits(released: ReleasedResult, language: Language, head: float) -> list[_Trait]:
    rows = {row.result_id: row for row in released.rows if row.statistic == "standardized_difference"}
    traits: list[_Trait] = []
    top = head
    for covariate in tables(released, "covariate"):
        row = rows.get(f"baseline.{covariate['id']}.standardized_difference")
        if row is None:
            continue
        name = label(covariate, language)
        lines = tuple(wrapped(name, _NAME, BODY))
        height = _ROW + _LINE * (len(lines) - 1)
        traits.append(_Trait(name=name, lines=lines, row=row, top=top, height=height))
        top += height
    return traits


def _sides(sheet: Sheet, treated: Arm, control: Arm, *, y: float, language: Language) -> None:
    """Write on each side of zero which arm has the higher value there."""
    middle = _NAME + _GAP + _PLOT / 2
    sides: tuple[tuple[Arm, Literal["left", "right"], float], ...] = (
        (control, "right", middle - 2),
        (treated, "left", middle + 2),
    )
    for arm, align, across in sides:
        write(sheet, across, y - 3.7, word("higher", language), size=SMALL, colour=arm.ink, align=align)
        write(sheet, across, y, arm.label, size=SMALL, colour=arm.ink, align=align)


def _name_and_value(sheet: Sheet, trait: _Trait, language: Language) -> None:
    first = trait.middle + 1.2 - _LINE * (len(trait.lines) - 1) / 2
    for number, text in enumerate(trait.lines):
        write(sheet, 0, first + number * _LINE, text)
    value = estimate(trait.row, language)
    write(sheet, _WIDE - 0.5, trait.middle + 1.2, value, colour=ACCENT, strong=True, align="right", role="value")


def _dot(panel: Panel, trait: _Trait, height: float) -> None:
    if trait.row.estimate is not None:
        panel.marks([trait.row.estimate], [height], size=6.5, fill=ACCENT, edge="white", edge_width=0.8)


def _tick(value: float, language: Language) -> str:
    tenth = abs(value * 10 - round(value * 10)) < 1e-9
    return write_number(value, name="one_place" if tenth else "number", language=language)


def _told(traits: list[_Trait], language: Language) -> str:
    return "; ".join(
        f"{trait.name}: {estimate(trait.row, language)}"
        if trait.row.estimate is not None
        else word("withheld_alt", language, outcome=trait.name)
        for trait in traits
    )
