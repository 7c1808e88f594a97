"""How the arms part over time: the level of each arm by week, and under it the difference with its intervals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nextwork_eval.report.figures.canvas import SIDE_GAP, SMALL, WIDTH, side_width, spread, write
from nextwork_eval.report.figures.curves import band, extent, outline, path
from nextwork_eval.report.figures.figure import Figure
from nextwork_eval.report.figures.finish import finished, gap_note, population_note
from nextwork_eval.report.figures.panel import Panel
from nextwork_eval.report.figures.reading import (
    Arm,
    Series,
    arms,
    entry,
    label,
    outcome,
    series,
    sparse,
    week_step,
    week_ticks,
)
from nextwork_eval.report.figures.sheet import Sheet
from nextwork_eval.report.figures.words import (
    advantage,
    estimate,
    final,
    interval,
    level,
    path_sentence,
    percent,
    sentences,
    tick_labels,
    word,
)
from nextwork_eval.report.languages import Language
from nextwork_eval.report.pairs import filled
from nextwork_eval.report.palette import ACCENT, INK, QUIET
from nextwork_eval.results import ReleasedResult

_ADJUSTED: dict[Language, str] = {"da": "{name}, justeret", "en": "{name}, adjusted"}
"""A path that is adjusted stands under the one that is not, and must not go by the same name."""
_LEFT, _UPPER, _LOWER, _BETWEEN, _TOP, _BOTTOM = 11.0, 33.0, 28.0, 13.0, 8.0, 10.5


def effect_path(released: ReleasedResult, analysis_id: str, language: Language) -> Figure | None:
    """Draw a path of effects (`difference_by_week`, `linear_probability_by_week`).

    The difference has its pointwise intervals as a field, and the band for all weeks, where there is one, as two dashed
    lines around it.

    Parameters
    ----------
    released
        The released result.
    analysis_id
        The analysis. Its rows may follow week by week or stand at single release weeks; they may be shares, or weeks
        cumulated so far.
    language
        `da` or `en`.

    Returns
    -------
    Figure or None
        None if no difference was released.
    """
    treated, control = arms(released, language)
    difference = _by_week(released, analysis_id, "difference")
    if difference is None:
        return None
    levels = [(arm, _by_week(released, analysis_id, f"level.{arm.id}")) for arm in (treated, control)]
    drawn = [(arm, line) for arm, line in levels if line is not None]
    whole = _by_week(released, analysis_id, "difference.band")
    lines = [*(line for _, line in drawn), difference, *([] if whole is None else [whole])]
    rows = [row for line in lines for row in line.rows]
    about = outcome(released, analysis_id)
    last = int(max(line.weeks.max() for line in lines))

    def paint(sheet: Sheet) -> None:
        texts = [text for arm, line in drawn for text in (arm.label, final(line, last, language))]
        texts += [final(difference, last, language, unit=False), interval(difference.shown[-1], language)]
        width = WIDTH - _LEFT - side_width(texts)
        if drawn:
            _levels(sheet, drawn, width=width, last=last, language=language)
        _difference(sheet, difference, whole, width=width, last=last, language=language)
        favours = advantage(str(about.get("good")), treated.label, language)
        if favours:
            height = _TOP + _UPPER + _BETWEEN - 5.4
            write(sheet, _LEFT + width, height, favours, size=SMALL, colour=QUIET, align="right")

    adjusted = _adjusted(released, analysis_id)
    name = filled(_ADJUSTED[language], name=label(about, language)) if adjusted else label(about, language)
    return finished(
        released,
        language,
        figure_id=f"effect_path_{analysis_id}",
        title=name,
        caption=sentences(
            name,
            word("path_caption", language, treated=treated.label, control=control.label),
            word("adjusted_path", language) if adjusted else None,
            word("bands", language, level=shown) if (shown := level(rows, language)) else None,
            None if whole is None else word("whole_band", language, level=percent(whole.shown[-1], language)),
            word("dots", language) if sparse(difference.weeks) else None,
            population_note(rows, language),
            gap_note(released, analysis_id, rows, language),
        ),
        alt=sentences(
            name,
            *(path_sentence(arm.label, line, language) for arm, line in drawn),
            _alt(difference, language),
            None if whole is None else _whole_alt(whole, language),
        ),
        rows=[row.result_id for row in rows],
        height=_TOP + _UPPER + _BETWEEN + _LOWER + _BOTTOM,
        paint=paint,
    )


def _by_week(released: ReleasedResult, analysis_id: str, line: str) -> Series | None:
    shares = any(row.unit in ("share", "percentage_point") for row in released.select(analysis_id=analysis_id))
    return series(released, analysis_id, within=f"{analysis_id}.{line}", factor=100 if shares else 1)


def _adjusted(released: ReleasedResult, analysis_id: str) -> bool:
    """Say whether the difference is adjusted, so that it is not one level minus the other."""
    estimator = entry(released, "analysis", analysis_id).get("estimator", {})
    return bool(estimator.get("id") == "linear_probability_by_week")


def _levels(sheet: Sheet, drawn: Sequence[tuple[Arm, Series]], *, width: float, last: int, language: Language) -> None:
    unit = drawn[0][1].rows[0].unit
    write(sheet, 0, 3.6, word(f"level_{unit}", language), strong=True)
    values = [part for _, line in drawn for part in (line.estimate, line.low, line.high)]
    ticks = extent(*values, floor=0, ceiling=100 if unit == "share" else None)
    panel = _panel(sheet, ticks, unit, top=_TOP, width=width, height=_UPPER, last=last, language=language)
    panel.axis()
    for arm, line in reversed(drawn):
        band(panel, line, arm.colour)
    for arm, line in reversed(drawn):
        path(panel, line, arm.colour, arm.dash)
    ends = [_TOP + _UPPER * (ticks[-1] - line.last) / (ticks[-1] - ticks[0]) for _, line in drawn]
    for (arm, line), place in zip(drawn, spread(ends, 10.5, _TOP, _TOP + _UPPER), strict=True):
        left = _LEFT + width + SIDE_GAP
        write(sheet, left, place - 0.3, arm.label, colour=arm.ink, strong=True)
        write(sheet, left, place + 3.8, final(line, last, language), colour=arm.ink, role="value")


def _difference(
    sheet: Sheet, line: Series, whole: Series | None, *, width: float, last: int, language: Language
) -> None:
    unit = line.rows[0].unit
    top = _TOP + _UPPER + _BETWEEN
    write(sheet, 0, top - 5.4, word(f"difference_{unit}", language), strong=True)
    outer = [] if whole is None else [whole.low, whole.high]
    ticks = extent(line.estimate, line.low, line.high, *outer, np.zeros(1))
    panel = _panel(sheet, ticks, unit, top=top, width=width, height=_LOWER, last=last, language=language)
    weeks = week_ticks(last, week_step(line.weeks))
    panel.ticks_below(weeks, tick_labels(weeks, "persons", language))
    panel.line([0, last], [0, 0], colour=INK, width=0.9, level=2)
    band(panel, line, ACCENT)
    if whole is not None:
        outline(panel, whole, ACCENT)
    path(panel, line, ACCENT, ())
    left, end = _LEFT + width + SIDE_GAP, top + _LOWER * (ticks[-1] - line.last) / (ticks[-1] - ticks[0])
    write(sheet, left, end, final(line, last, language, unit=False), colour=ACCENT, strong=True, role="value")
    write(sheet, left, end + 4.0, interval(line.shown[-1], language), size=SMALL, colour=ACCENT, role="value")
    write(
        sheet, _LEFT + width, top + _LOWER + 9.4, word("weeks_since", language), size=SMALL, colour=QUIET, align="right"
    )


def _panel(
    sheet: Sheet,
    ticks: Sequence[float],
    unit: str,
    *,
    top: float,
    width: float,
    height: float,
    last: int,
    language: Language,
) -> Panel:
    panel = Panel(sheet=sheet, left=_LEFT, top=top, width=width, height=height, x=(0, last), y=(ticks[0], ticks[-1]))
    panel.ticks_beside(ticks, tick_labels(ticks, unit, language), rules=True)
    return panel


def _alt(difference: Series, language: Language) -> str:
    told = []
    furthest = max(difference.shown, key=lambda row: abs(row.estimate or 0))
    first, last = difference.shown[0], difference.shown[-1]
    for name, row in (("alt_first", first), ("alt_furthest", furthest), ("alt_last", last)):
        if name == "alt_furthest" and furthest in (first, last):
            continue
        values = {"week": row.week, "value": estimate(row, language), "interval": interval(row, language)}
        told.append(word(name, language, **values))
    return "; ".join(told)


def _whole_alt(whole: Series, language: Language) -> str:
    """Say where the band for all weeks lies in the last week, and in how many weeks zero is outside it."""
    last = whole.shown[-1]
    outside = sum(
        row.conf_low is not None and row.conf_high is not None and not row.conf_low <= 0 <= row.conf_high
        for row in whole.shown
    )
    told = word("whole_alt", language, level=percent(last, language), interval=interval(last, language), week=last.week)
    return f"{told}; {word('whole_outside' if outside else 'whole_inside', language)}"
