"""The approved words for a result: at the end you know every sentence in which the report can speak of an effect.

The range comes before the judgement, and the control group stands beside the effect. A difference is called shown when
its interval leaves zero (or one, for a ratio) outside; otherwise the sentence says what the interval still allows,
never that there is nothing.
"""

from __future__ import annotations

import math
from typing import Any

from nextwork_eval.report.blocks import Parts
from nextwork_eval.report.interval_cases import EFFECTS, ONLY_JUST, WITHHELD, Case, FullCase
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.sources import Form
from nextwork_eval.results import ResultRow

LEVELS = Phrase(
    "{treated} i gruppen {treated_name} mod {control} i gruppen {control_name}: en forskel på {effect} "
    "({level}-interval: {interval}).",
    "{treated} in the group {treated_name} against {control} in the group {control_name}: a difference of {effect} "
    "({level} interval: {interval}).",
)
RATIO = Phrase(
    "{treated} i gruppen {treated_name} mod {control} i gruppen {control_name}: et forhold på {effect} "
    "({level}-interval: {interval}).",
    "{treated} in the group {treated_name} against {control} in the group {control_name}: a ratio of {effect} "
    "({level} interval: {interval}).",
)
# A limit this near to the neutral value, as a part of the interval's length, is called close. It changes words only.
_CLOSE = 0.05
# How the smallest difference of interest is written, by the format of the difference.
SMALLEST_FORMS: dict[str, Form] = {
    "percentage_points": "percentage_points",
    "weeks": "weeks",
    "times": "times",
    "standard_deviations": "standard_deviations",
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


def case_of(row: ResultRow, outcome: dict[str, Any]) -> FullCase:
    """Say which case a contrast is, with the smallest difference that the plan calls of interest where it declares one.

    Parameters
    ----------
    row
        A difference or a ratio with its interval.
    outcome
        The outcome as the plan has it: `good`, and `smallest_of_interest` in shares or in the unit of the outcome.

    Returns
    -------
    str
        As `effect_case`; where both limits of a difference lie closer to zero than the smallest of interest, `precise`
        in place of `open`, and `good_small`, `bad_small` or `shown_small` in place of the others.

    Examples
    --------
    >>> row = ResultRow(result_id="a.difference", analysis_id="a", outcome="o", statistic="difference", unit="weeks",
    ...                 synthetic=True, estimate=0.2, conf_low=-0.5, conf_high=0.9)
    >>> case_of(row, {"good": "more"}), case_of(row, {"good": "more", "smallest_of_interest": 1.0})
    ('open', 'precise')
    """
    case = effect_case(row, str(outcome["good"]))
    smallest = outcome.get("smallest_of_interest")
    if smallest is None or row.statistic != "difference" or row.conf_low is None or row.conf_high is None:
        return case
    if row.set_kind not in ("interval", "none") or max(abs(row.conf_low), abs(row.conf_high)) >= smallest:
        return case
    small: dict[Case, FullCase] = {
        "good": "good_small",
        "bad": "bad_small",
        "shown": "shown_small",
        "open": "precise",
        "withheld": "withheld",
    }
    return small[case]


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
    case = case_of(row, m.outcome(name))
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


def reading(m: Materials, row: ResultRow, case: FullCase) -> Parts:
    """Return the sentence that says what a contrast means, and one more where the judgement is a narrow one."""
    phrase = EFFECTS[case].reading
    if phrase.slots(m.language):
        outcome = m.outcome(row.analysis_id)["id"]
        form = SMALLEST_FORMS[row.format]
        return m.say(phrase, smallest=m.plan("outcome", outcome, "smallest_of_interest", form=form))
    told = m.words(phrase)
    if case in ("open", "withheld") or row.conf_low is None or row.conf_high is None:
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
