"""Observed and supported: at the end you know the words for where a number lies, and for every target it would carry.

One target is what somebody asked about. The interval answers for all that could have been asked: the sentence names
them, so that nobody takes a number that lies above a threshold for one that reaches beyond it.
"""

from __future__ import annotations

from typing import Any

from nextwork_eval.report.blocks import Parts
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.sources import Form

SIDES = {
    "at_or_above": Phrase("på eller over grænsen", "at or above the threshold"),
    "below": Phrase("under grænsen", "below the threshold"),
    "at_or_below": Phrase("på eller under grænsen", "at or below the threshold"),
    "above": Phrase("over grænsen", "above the threshold"),
    "within": Phrase("inden for grænsen", "within the margin"),
    "beyond": Phrase("uden for grænsen", "beyond the margin"),
}
OBSERVED = Phrase("Fundet er {estimate}, {side} ({threshold}).", "Found is {estimate}, {side} ({threshold}).")
LEVEL_UP_TO = Phrase(
    "Tallene kan bære ethvert mål til og med {low}",
    "The numbers support every target up to {low}",
)
LEVEL_NONE = Phrase("Tallene kan ikke bære noget mål", "The numbers support no target")
LEVEL_FROM = Phrase(
    "og taler imod ethvert mål over {high}; dem derimellem kan de ikke afgøre.",
    "and speak against every target above {high}; those between they cannot decide.",
)
LEVEL_NOTHING = Phrase(
    "og taler ikke imod noget mål; dem derover kan de ikke afgøre.",
    "and speak against no target; those above they cannot decide.",
)
RATIO = Phrase(
    "Tallene kan bære ethvert mål, der tillader {high} gange kontrolgruppens andel eller mere, og taler imod ethvert "
    "mål, der kræver mindre end {low} gange; dem derimellem kan de ikke afgøre.",
    "The numbers support every target that allows {high} times the share of the control group or more, and speak "
    "against every target that asks for less than {low} times; those between they cannot decide.",
)
AT_LEAST = Phrase(
    "Tallene kan bære, at forskellen er mindst {low}; enhver grænse, der tillader det, er overholdt.",
    "The numbers support that the difference is at least {low}; every margin that allows this is kept.",
)
AT_MOST = Phrase(
    "Tallene kan bære, at forskellen er højst {high}; enhver grænse, der tillader det, er overholdt.",
    "The numbers support that the difference is at most {high}; every margin that allows this is kept.",
)
BETWEEN = Phrase(
    "Tallene kan bære, at forskellen ligger fra {interval}; enhver grænse, der tillader det, er overholdt.",
    "The numbers support that the difference lies from {interval}; every margin that allows this is kept.",
)


def threshold_form(m: Materials, target: dict[str, Any]) -> Form:
    """Return how the threshold of a target is written: a share, a ratio, or a margin in the unit of the outcome."""
    if target["measure"] in ("level", "ratio"):
        return "whole_percent" if target["measure"] == "level" else "bare"
    match m.outcome(target["analysis"])["rule"]["kind"]:
        case "weeks_in":
            return "weeks"
        case "number_of_returns":
            return "times"
        case _:
            return "percentage_points"


def supported_sentence(m: Materials, target: dict[str, Any]) -> Parts:
    """Tell where the number lies, and then the whole set of targets that the data support.

    Returns
    -------
    tuple
        The parts of two sentences; nothing where there is no number, or where it was withheld.
    """
    name = f"target.{target['id']}"
    row, observed = m.find(name), m.find(f"{name}.observed")
    if row is None or observed is None or observed.verdict is None or row.conf_low is None or row.conf_high is None:
        return ()
    where = m.say(
        OBSERVED,
        estimate=m.number(f"{name}.observed", strong=True),
        side=SIDES[observed.verdict],
        threshold=m.plan("target", target["id"], "threshold", form=threshold_form(m, target)),
    )
    return join(where, _supported(m, target, name, row.conf_low, row.conf_high))


def _supported(m: Materials, target: dict[str, Any], name: str, low: float, high: float) -> Parts:
    limits = {"low": m.number(name, "conf_low"), "high": m.number(name, "conf_high")}
    match target["measure"]:
        case "level":
            first = m.say(LEVEL_UP_TO, low=limits["low"]) if low > 0 else m.words(LEVEL_NONE)
            return join(first, m.say(LEVEL_FROM, high=limits["high"]) if high < 1 else m.words(LEVEL_NOTHING))
        case "ratio":
            return m.say(RATIO, **limits)
        case "equivalent":
            return m.say(BETWEEN, interval=m.number(name, form="interval_words"))
        case _:
            more = m.outcome(target["analysis"])["good"] == "more"
            return m.say(AT_LEAST, low=limits["low"]) if more else m.say(AT_MOST, high=limits["high"])
