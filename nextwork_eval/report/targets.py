"""Targets against results: at the end you know what the report says for target met or not, effect shown or not.

A target that is met is not yet an effect: the control group might have met it too. The two questions are therefore
always answered together.
"""

from __future__ import annotations

from typing import Any

from nextwork_eval.errors import ReportError
from nextwork_eval.report.blocks import Parts
from nextwork_eval.report.interval_cases import (
    BESIDE_A_LEVEL,
    BESIDE_A_MARGIN,
    BESIDE_A_RATIO,
    MEASURED,
    NOT_COMPUTED,
    RESTS_ON,
    RESTS_ON_BOTH,
    VERDICTS,
    WITHHELD,
)
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.sentences import contrast_id, is_shown

_GROUP = {"met": "met", "undecided": "unclear"}


def verdict_name(m: Materials, target: dict[str, Any]) -> str:
    """Return the verdict of a target's row; `withheld` when there is no row or no number.

    Raises
    ------
    ReportError
        If the row carries a verdict for which there are no words.
    """
    row = m.find(f"target.{target['id']}")
    if row is None or row.verdict is None or (row.estimate is None and row.verdict != "undecided"):
        return "withheld"
    if row.verdict not in VERDICTS[target["measure"]]:
        raise ReportError(f"There are no words for the verdict '{row.verdict}' of the target '{target['id']}'.")
    return row.verdict


def target_sentence(m: Materials, target: dict[str, Any]) -> tuple[Parts, ...]:
    """Tell what became of a target, and what the lottery says beside it.

    Returns
    -------
    tuple
        The verdict with its number and interval; then, if the linked analysis has a contrast, whether the programme
        made a difference.
    """
    verdict = verdict_name(m, target)
    if verdict == "withheld":
        return (m.words(WITHHELD),)
    name, analysis = f"target.{target['id']}", str(target["analysis"])
    stem = m.words(VERDICTS[target["measure"]][verdict])
    if not m.given(name):
        return (join(stem, m.words(NOT_COMPUTED)),)
    measured = _say(
        m,
        MEASURED[target["measure"]],
        estimate=m.number(name, strong=True),
        arm=m.arm(m.treated_arm()),
        level=m.number(name, "conf_level"),
        interval=m.number(name, form="interval_words"),
    )
    first = join(stem, measured, *([_rests_on(m, name)] if verdict == "undecided" else []))
    shown = is_shown(m, analysis)
    if shown not in ("good", "bad", "open"):
        return (first,)
    contrast = contrast_id(m, analysis)
    match target["measure"]:
        case "ratio":
            phrase = BESIDE_A_RATIO[shown]
        case "level":
            phrase = BESIDE_A_LEVEL[_GROUP.get(verdict, "short"), shown]
        case _:
            phrase = BESIDE_A_MARGIN[shown]
    return first, _say(
        m,
        phrase,
        effect=m.number(contrast),
        range=m.number(contrast, form="interval_words"),
        control=m.number(f"{analysis}.level.{m.control_arm()}"),
        treated=m.number(f"{analysis}.level.{m.treated_arm()}"),
    )


def _rests_on(m: Materials, name: str) -> Parts:
    """Say how many people an undecided verdict rests on, where the row counts them."""
    row = m.find(name)
    if row is None or row.events_arm is None or row.n_arm is None:
        return ()
    both = row.events_reference is not None and row.n_reference is not None
    return _say(
        m,
        RESTS_ON_BOTH if both else RESTS_ON,
        events=m.number(name, "events_arm"),
        n=m.number(name, "n_arm"),
        arm=m.arm(m.treated_arm()),
        events_control=m.number(name, "events_reference"),
        n_control=m.number(name, "n_reference"),
        control=m.arm(m.control_arm()),
    )


def _say(m: Materials, phrase: Phrase, **slots: Any) -> Parts:
    """Fill a phrase from more than it has slots for."""
    wanted = phrase.slots(m.language)
    return m.say(phrase, **{slot: part for slot, part in slots.items() if slot in wanted})
