"""A hundred people in each arm: so many with the outcome, so many without (an icon array).

People who do not read percentages count heads. Filled or hollow says it once more than colour does, and the number
stands beside it.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
from matplotlib.path import Path

from nextwork_eval.report.figures.canvas import BODY, rule, wrapped, write
from nextwork_eval.report.figures.figure import Figure
from nextwork_eval.report.figures.finish import finished
from nextwork_eval.report.figures.panel import Panel
from nextwork_eval.report.figures.reading import Arm, arms, label, outcome
from nextwork_eval.report.figures.sheet import Sheet
from nextwork_eval.report.figures.standing import remark
from nextwork_eval.report.figures.words import estimate, interval, percent, sentences
from nextwork_eval.report.languages import Language
from nextwork_eval.report.pairs import filled
from nextwork_eval.report.palette import ACCENT, PAPER, RULE
from nextwork_eval.results import ReleasedResult, ResultRow

_WIDE, _SIDE, _PITCH = 108.0, 10, 4.4
_TOP, _HEAD, _FOOT, _LINE = 4.0, 17.0, 14.0, 4.1
_LARGE = 17.0
_TOLD: dict[str, dict[Language, str]] = {
    "caption": {
        "da": "{outcome}: hver gruppe vist som hundrede personer",
        "en": "{outcome}: each group shown as a hundred people",
    },
    "key": {
        "da": "De udfyldte er dem, det gælder, afrundet til hele personer; det er tallet ikke",
        "en": "Those it holds for are filled, rounded to whole people; the number is not",
    },
    "chance": {
        "da": "Forskellen er skønnet ud fra forsøget; intervallet viser, hvor den rimeligvis kan ligge",
        "en": "The difference is estimated from the trial; the interval shows where it may reasonably lie",
    },
    "difference": {"da": "Forskel: {value}", "en": "Difference: {value}"},
    "interval": {"da": "{level}-interval: {interval}", "en": "{level} interval: {interval}"},
    "alt": {"da": "{arm}: {value}", "en": "{arm}: {value}"},
    "alt_difference": {"da": "Forskel {value} {interval}", "en": "Difference {value} {interval}"},
}


def icon_array(released: ReleasedResult, analysis_id: str, language: Language) -> Figure | None:
    """Draw the levels of an analysis as a hundred people in each arm.

    Parameters
    ----------
    released
        The released result.
    analysis_id
        An analysis with a share in each arm and their difference.
    language
        `da` or `en`.

    Returns
    -------
    Figure or None
        None if the levels are not shares, or one of the three numbers was not released.
    """
    rows = {row.result_id: row for row in released.rows}
    both = arms(released, language)
    levels = [rows.get(f"{analysis_id}.level.{arm.id}") for arm in both]
    difference = rows.get(f"{analysis_id}.difference")
    drawn = [row for row in (*levels, difference) if row is not None and row.estimate is not None]
    if len(drawn) < 3 or drawn[0].unit != "share":
        return None
    name = label(outcome(released, analysis_id), language)
    names = wrapped(name, _WIDE, BODY, strong=True)
    start = _TOP + (5.0 if remark(released, language) else 0.0)
    top, deep = start + _LINE * (len(names) - 1) + _HEAD, _SIDE * _PITCH

    def paint(sheet: Sheet) -> None:
        for number, text in enumerate(names):
            write(sheet, 0, start + number * _LINE, text, strong=True)
        for place, (arm, row) in enumerate(zip(both, drawn, strict=False)):
            left = place * (_WIDE - deep)
            _number(sheet, row, arm, left=left, low=top - 2.4, language=language)
            _people(sheet, row, arm, left=left, top=top)
        under = top + deep + 3.0
        rule(sheet, [0, _WIDE], [under, under], colour=RULE, width=0.5)
        said = filled(_TOLD["difference"][language], value=estimate(drawn[2], language))
        write(sheet, 0, under + 4.8, said, colour=ACCENT, strong=True, role="value")
        text = filled(
            _TOLD["interval"][language],
            level=percent(drawn[2], language),
            interval=interval(drawn[2], language, prose=True),
        )
        write(sheet, 0, under + 9.4, text, colour=ACCENT, role="value")

    return finished(
        released,
        language,
        figure_id=f"icon_array_{analysis_id}",
        title=name,
        caption=sentences(
            filled(_TOLD["caption"][language], outcome=name), _TOLD["key"][language], _TOLD["chance"][language]
        ),
        alt=sentences(
            name,
            *(
                filled(_TOLD["alt"][language], arm=arm.label, value=estimate(row, language))
                for arm, row in zip(both, drawn, strict=False)
            ),
            filled(
                _TOLD["alt_difference"][language],
                value=estimate(drawn[2], language),
                interval=interval(drawn[2], language),
            ),
        ),
        rows=[row.result_id for row in drawn],
        height=top + deep + _FOOT,
        width=_WIDE,
        paint=paint,
    )


def people_of_a_hundred(share: float) -> int:
    """Round a share to whole people of a hundred, half up, as the number beside them is read.

    Examples
    --------
    >>> people_of_a_hundred(0.3583), people_of_a_hundred(0.285)
    (36, 29)
    """
    return int((Decimal(repr(share)) * 100).quantize(Decimal(1), ROUND_HALF_UP))


def _people(sheet: Sheet, row: ResultRow, arm: Arm, *, left: float, top: float) -> None:
    """Draw ten rows of ten people, filled from the upper left."""
    side = _SIDE * _PITCH
    panel = Panel(sheet=sheet, left=left, top=top, width=side, height=side, x=(0, _SIDE), y=(_SIDE, 0))
    places = np.arange(_SIDE * _SIDE)
    filled = places < people_of_a_hundred(row.estimate or 0.0)
    for chosen, inside in ((filled, arm.colour), (~filled, PAPER)):
        panel.marks(
            places[chosen] % _SIDE + 0.5,
            places[chosen] // _SIDE + 0.5,
            shape=_person(),
            size=20.4,
            fill=inside,
            edge=arm.colour,
            edge_width=0.7,
        )


def _person() -> Path:
    """Return a head above shoulders, one unit high."""
    head = Path.circle((0.0, 0.3), 0.19)
    body = Path(
        [(-0.3, -0.5), (-0.3, -0.2), (-0.3, 0.06), (0.0, 0.06), (0.3, 0.06), (0.3, -0.2), (0.3, -0.5), (-0.3, -0.5)],
        [Path.MOVETO, Path.LINETO, Path.CURVE3, Path.CURVE3, Path.CURVE3, Path.CURVE3, Path.LINETO, Path.CLOSEPOLY],
    )
    return Path.make_compound_path(head, body)


def _number(sheet: Sheet, row: ResultRow, arm: Arm, *, left: float, low: float, language: Language) -> None:
    """Write above the people which arm they are, and the share."""
    write(sheet, left, low - 7.4, arm.label, colour=arm.ink, strong=True)
    write(sheet, left, low, estimate(row, language), size=_LARGE, colour=arm.ink, strong=True, role="value")
