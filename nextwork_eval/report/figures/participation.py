"""Who takes part, week by week: the share of each arm that is in the programme, from the week of the lottery on."""

from __future__ import annotations

from collections.abc import Sequence

from nextwork_eval.report.figures.canvas import SIDE_GAP, SMALL, WIDTH, side_width, spread, write
from nextwork_eval.report.figures.curves import extent, path
from nextwork_eval.report.figures.figure import Figure
from nextwork_eval.report.figures.finish import finished, gap_note, population_note, was
from nextwork_eval.report.figures.panel import Panel
from nextwork_eval.report.figures.reading import Arm, Series, arms, series, sparse, week_step, week_ticks
from nextwork_eval.report.figures.sheet import Sheet
from nextwork_eval.report.figures.words import (
    count,
    estimate,
    final,
    path_sentence,
    sentences,
    tick_labels,
    word,
)
from nextwork_eval.report.languages import Language
from nextwork_eval.report.pairs import filled
from nextwork_eval.report.palette import QUIET
from nextwork_eval.results import ReleasedResult

ANALYSIS = "delivery.in_programme"
TITLE: dict[Language, str] = {"da": "Deltagelse i indsatsen, uge for uge", "en": "Taking part, week by week"}
_RULE: dict[Language, str] = {
    "da": "En person er med i de uger, som et ophold i indsatsen dækker mindst en dag af",
    "en": "A person takes part in the weeks of which a stay in the programme covers at least a day",
}
_MOST: dict[Language, str] = {"da": "flest i uge {week}: {value}", "en": "most in week {week}: {value}"}
_LEFT, _TOP, _HEIGHT, _BOTTOM = 11.0, 8.0, 40.0, 10.5


def participation(released: ReleasedResult, language: Language) -> Figure | None:
    """Draw the share of each arm that is in the programme by week since the lottery.

    Returns
    -------
    Figure or None
        None if no share was released. Weeks that follow each other are a line; single release weeks are dots, with
        lines that only guide the eye.
    """
    found = [
        (arm, series(released, ANALYSIS, within=f"{ANALYSIS}.{arm.id}.in", factor=100))
        for arm in arms(released, language)
    ]
    drawn = [(arm, line) for arm, line in found if line is not None]
    if not drawn:
        return None
    rows = [row for _, line in drawn for row in line.rows]
    last = int(max(line.weeks.max() for _, line in drawn))

    def paint(sheet: Sheet) -> None:
        names = [text for arm, line in drawn for text in (arm.label, final(line, last, language))]
        write(sheet, 0, 3.6, word("level_share", language), strong=True)
        _lines(sheet, drawn, width=WIDTH - _LEFT - side_width(names), last=last, language=language)

    return finished(
        released,
        language,
        figure_id="participation",
        title=TITLE[language],
        caption=sentences(
            filled(TITLE[language]),
            filled(_RULE[language]),
            word("dots", language) if sparse(drawn[0][1].weeks) else None,
            word("rounded", language, floor=count(released.floor, language))
            if was(released, ANALYSIS, "rounded")
            else None,
            population_note(rows, language),
            gap_note(released, ANALYSIS, rows, language),
        ),
        alt=sentences(TITLE[language], *(_told(arm, line, language) for arm, line in drawn)),
        rows=[row.result_id for row in rows],
        height=_TOP + _HEIGHT + _BOTTOM,
        paint=paint,
    )


def _lines(sheet: Sheet, drawn: Sequence[tuple[Arm, Series]], *, width: float, last: int, language: Language) -> None:
    ticks = extent(*(line.estimate for _, line in drawn), floor=0, ceiling=100)
    weeks = week_ticks(last, week_step(drawn[0][1].weeks))
    panel = Panel(sheet=sheet, left=_LEFT, top=_TOP, width=width, height=_HEIGHT, x=(0, last), y=(ticks[0], ticks[-1]))
    panel.axis()
    panel.ticks_beside(ticks, tick_labels(ticks, "share", language), rules=True)
    panel.ticks_below(weeks, tick_labels(weeks, "persons", language))
    for arm, line in reversed(drawn):
        path(panel, line, arm.colour, arm.dash)
    ends = [_TOP + _HEIGHT * (1 - line.last / ticks[-1]) for _, line in drawn]
    for (arm, line), place in zip(drawn, spread(ends, 10.5, _TOP, _TOP + _HEIGHT - 4), strict=True):
        left = _LEFT + width + SIDE_GAP
        write(sheet, left, place - 0.3, arm.label, colour=arm.ink, strong=True)
        write(sheet, left, place + 3.8, final(line, last, language), colour=arm.ink, role="value")
    low = _TOP + _HEIGHT + 9.4
    write(sheet, _LEFT + width, low, word("weeks_since", language), size=SMALL, colour=QUIET, align="right")


def _told(arm: Arm, line: Series, language: Language) -> str:
    """Say where a line begins and ends, and where it is highest."""
    most = max(line.shown, key=lambda row: row.estimate or 0.0)
    told = path_sentence(arm.label, line, language)
    if most in (line.shown[0], line.shown[-1]) or not most.estimate:
        return told
    return f"{told}; {filled(_MOST[language], week=most.week, value=estimate(most, language))}"
