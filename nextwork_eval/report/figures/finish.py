"""What every figure gets in the end: the line that data are invented, its words, and clean SVG."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from nextwork_eval.report.figures.canvas import SMALL, WIDTH, drawn, write
from nextwork_eval.report.figures.figure import Figure, inline_svg
from nextwork_eval.report.figures.reading import withheld_weeks
from nextwork_eval.report.figures.sheet import Sheet
from nextwork_eval.report.figures.standing import mark_note, remark
from nextwork_eval.report.figures.words import sentences, word
from nextwork_eval.report.languages import Language
from nextwork_eval.report.palette import NOTICE
from nextwork_eval.results import ReleasedResult, ResultRow


def finished(
    released: ReleasedResult,
    language: Language,
    *,
    figure_id: str,
    title: str,
    caption: str,
    alt: str,
    rows: Sequence[str],
    height: float,
    paint: Callable[[Sheet], None],
    width: float = WIDTH,
) -> Figure:
    """Draw a figure and put its words around it.

    Parameters
    ----------
    released, language
        Says whether the data are invented, and in which language to say so.
    figure_id, title, caption, alt, rows
        See `Figure`; `title` is the name by which a screen reader announces the figure.
    height, width
        Millimetres. The upper right corner is free for the line on invented data.
    paint
        Draws the figure.
    """
    said = remark(released, language)
    note = mark_note(released, rows, language)

    def everything(sheet: Sheet) -> None:
        paint(sheet)
        if said:
            write(
                sheet,
                width - 0.5,
                3.6,
                said,
                size=SMALL,
                colour=NOTICE,
                strong=True,
                align="right",
                role="invented",
            )

    words = sentences(said, alt, note or None)
    svg = inline_svg(
        drawn(width, height, everything),
        figure_id=figure_id,
        title=title,
        alt=words,
        width_mm=width,
        height_mm=height,
    )
    return Figure(
        id=figure_id, svg=svg, width_mm=width, alt=words, caption=f"{caption} {note}".strip(), rows=tuple(rows)
    )


def gap_note(released: ReleasedResult, analysis_id: str, rows: Sequence[ResultRow], language: Language) -> str | None:
    """Return the sentence that explains gaps, if any number of the figure was withheld."""
    withheld = withheld_weeks(released, analysis_id) or any(row.estimate is None for row in rows)
    return word("gaps", language) if withheld else None


def was(released: ReleasedResult, analysis_id: str, action: str) -> bool:
    """Say whether disclosure control did something (`delayed`, `rounded`) to a line of an analysis."""
    stem = f"{analysis_id}."
    return any(change.action == action and change.result_id.startswith(stem) for change in released.changes)


def population_note(rows: Sequence[ResultRow], language: Language) -> str | None:
    """Return the sentence that says which lottery rounds are drawn, where they are not all."""
    weeks = {found[1] for row in rows if (found := re.fullmatch(r"rounds_reaching_w(\d+)", row.population))}
    return word("population", language, week=min(weeks, key=int)) if weeks else None
