"""The approved words for a result: at the end you know every sentence in which the report can speak of an effect.

The range comes before the judgement, and the control group stands beside the effect. A difference is called shown when
its interval leaves zero (or one, for a ratio) outside; otherwise the sentence says what the interval still allows,
never that there is nothing.
"""

from __future__ import annotations

import math
from typing import Any, Literal

from nextwork_eval.report.blocks import Parts
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.results import ResultRow

Case = Literal["good", "bad", "shown", "open", "withheld"]
Tone = Literal["good", "bad", "open"]

LEVELS = Phrase(
    "{treated} i gruppen {treated_name} mod {control} i gruppen {control_name}: en forskel på {effect} "
    "({level} interval: {interval}).",
    "{treated} in the group {treated_name} against {control} in the group {control_name}: a difference of {effect} "
    "({level} interval: {interval}).",
)
RATIO = Phrase(
    "{treated} i gruppen {treated_name} mod {control} i gruppen {control_name}: et forhold på {effect} "
    "({level} interval: {interval}).",
    "{treated} in the group {treated_name} against {control} in the group {control_name}: a ratio of {effect} "
    "({level} interval: {interval}).",
)
WITHHELD = Phrase(
    "Tallet er holdt tilbage, fordi det hviler på for få personer.",
    "The number was withheld because it rests on too few persons.",
)
READINGS: dict[Case, Phrase] = {
    "good": Phrase(
        "Hele intervallet peger i den ønskede retning: forsøget viser en forskel til fordel for dem, der fik "
        "tilbuddet.",
        "The whole interval points in the intended direction: the trial shows a difference in favour of those who "
        "got the offer.",
    ),
    "bad": Phrase(
        "Hele intervallet peger mod det ønskede: forsøget viser en forskel til ugunst for dem, der fik tilbuddet.",
        "The whole interval points against the intended direction: the trial shows a difference to the disadvantage "
        "of those "
        "who got the offer.",
    ),
    "shown": Phrase(
        "Hele intervallet ligger på samme side af nul: forsøget viser en forskel, som i sig selv hverken er god "
        "eller dårlig.",
        "The whole interval lies on one side of zero: the trial shows a difference that is in itself neither good "
        "nor bad.",
    ),
    "open": Phrase(
        "Intervallet rummer både en forskel til den ene og til den anden side: forsøget kan ikke afgøre, om "
        "tilbuddet gjorde en forskel.",
        "The interval holds differences in both directions: the trial cannot tell whether the offer made a difference.",
    ),
}
ONLY_JUST = Phrase(
    "Men det er knebent: den ene ende af intervallet ligger tæt på ingen forskel.",
    "But only just: one end of the interval lies close to no difference.",
)
# A limit this near to the neutral value, as a part of the interval's length, is called close. It changes words only.
_CLOSE = 0.05
SHORT_READINGS: dict[Case, Phrase] = {
    "good": Phrase("Forskel vist, i den ønskede retning", "Difference shown, in the intended direction"),
    "bad": Phrase("Forskel vist, mod den ønskede retning", "Difference shown, against the intended direction"),
    "shown": Phrase("Forskel vist", "Difference shown"),
    "open": Phrase("Kan ikke afgøres", "Too uncertain to tell"),
    "withheld": Phrase("Holdt tilbage", "Withheld"),
}


def effect_case(row: ResultRow, good: str) -> Case:
    """Say which case a contrast is.

    Parameters
    ----------
    row
        A difference, or a ratio (`statistic` `ratio` or `hazard_ratio`), with its interval.
    good
        The direction that helps: `more`, `fewer` or `neither`.

    Returns
    -------
    str
        `good` or `bad` when the interval leaves the neutral value outside, by the direction that helps; `shown` when
        neither direction is better; `open` when the interval holds the neutral value, even at its edge, or when the set
        goes on without end on both sides; `withheld` when there is no number.

    Examples
    --------
    >>> row = ResultRow(result_id="a.difference", analysis_id="a", outcome="o", statistic="difference", unit="weeks",
    ...                 synthetic=True, estimate=2.0, conf_low=0.5, conf_high=3.5)
    >>> effect_case(row, "more"), effect_case(row, "fewer")
    ('good', 'bad')
    """
    if row.set_kind in ("two_rays", "whole_line", "empty"):
        return "withheld" if row.estimate is None else "open"
    low = -math.inf if row.set_kind == "ray_below" else row.conf_low
    high = math.inf if row.set_kind == "ray_above" else row.conf_high
    if row.estimate is None or low is None or high is None:
        return "withheld"
    neutral = _neutral(row)
    if low <= neutral <= high:
        return "open"
    if good == "neither":
        return "shown"
    return "good" if (low > neutral) == (good == "more") else "bad"


def tone_of(case: Case) -> Tone:
    """Return the tone in which a case is set."""
    return case if case in ("good", "bad") else "open"


def effect_sentence(m: Materials, analysis: dict[str, Any]) -> Parts:
    """Tell one contrast: both levels, the difference with its interval, and what follows from it.

    Returns
    -------
    tuple
        The parts of two sentences; one sentence if the number was withheld.

    Raises
    ------
    ReportError
        If the analysis has no contrast among the released rows.
    """
    name = str(analysis["id"])
    contrast = contrast_id(m, name)
    row = m.find(contrast)
    assert row is not None, "the contrast was found by its id"
    case = effect_case(row, m.outcome(name)["good"])
    if case == "withheld":
        return m.words(WITHHELD)
    phrase = LEVELS if row.statistic == "difference" else RATIO
    told = m.say(
        phrase,
        treated=m.number(f"{name}.level.{m.treated_arm()}"),
        control=m.number(f"{name}.level.{m.control_arm()}"),
        treated_name=m.arm(m.treated_arm()),
        control_name=m.arm(m.control_arm()),
        effect=m.number(contrast, strong=True),
        level=m.number(contrast, "conf_level"),
        interval=m.number(contrast, form="interval_words"),
    )
    return join(told, reading(m, row, case))


def reading(m: Materials, row: ResultRow, case: Case) -> Parts:
    """Return the sentence that says what a contrast means, and one more where the judgement is a narrow one."""
    if case not in READINGS:
        return m.words(WITHHELD)
    told = m.words(READINGS[case])
    if case == "open" or row.conf_low is None or row.conf_high is None:
        return told
    distance = min(abs(row.conf_low - _neutral(row)), abs(row.conf_high - _neutral(row)))
    return join(told, m.words(ONLY_JUST)) if distance < _CLOSE * (row.conf_high - row.conf_low) else told


def _neutral(row: ResultRow) -> float:
    ratios = ("ratio", "hazard_ratio", "odds_ratio_by_week", "time_ratio", "rate_ratio")
    return 1.0 if row.statistic in ratios else 0.0


def contrast_id(m: Materials, analysis: str) -> str:
    """Return the id of the row that compares the arms: the difference, or else the ratio; empty if there is neither."""
    for ending in ("difference", "ratio"):
        if m.find(f"{analysis}.{ending}") is not None:
            return f"{analysis}.{ending}"
    return ""


def is_shown(m: Materials, analysis: str) -> Case:
    """Return the case of an analysis; `withheld` when it has no contrast."""
    row = m.find(contrast_id(m, analysis))
    return "withheld" if row is None else effect_case(row, m.outcome(analysis)["good"])
