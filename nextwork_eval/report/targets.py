"""Targets against results: at the end you know what the report says for target met or not, effect shown or not.

A target that is met is not yet an effect: the control group might have met it too. The two questions are therefore
always answered together.
"""

from __future__ import annotations

from typing import Any, Literal

from nextwork_eval.errors import ReportError
from nextwork_eval.report.blocks import Parts
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.sentences import Tone, contrast_id, is_shown

VerdictName = Literal["met", "not_met", "undecided", "reduced_not_met", "not_reduced"]

_UNDECIDED = Phrase("Om målet er nået, kan ikke afgøres:", "Whether the target was met cannot be decided:")
BADGES: dict[str, Phrase] = {
    "met": Phrase("Nået", "Met"),
    "not_met": Phrase("Ikke nået", "Not met"),
    "undecided": Phrase("Kan ikke afgøres", "Cannot be decided"),
    "reduced_not_met": Phrase("Mindsket, men målet ikke nået", "Reduced, but short of the target"),
    "not_reduced": Phrase("Ikke mindsket", "Not reduced"),
    "withheld": Phrase("Holdt tilbage", "Withheld"),
}
TONES: dict[str, Tone] = {
    "met": "good",
    "not_met": "bad",
    "undecided": "open",
    "reduced_not_met": "open",
    "not_reduced": "bad",
    "withheld": "open",
}
_STEM: dict[str, dict[str, Phrase]] = {
    "level": {
        "met": Phrase("Målet er nået:", "Target met:"),
        "not_met": Phrase("Målet er ikke nået:", "Target not met:"),
        "undecided": _UNDECIDED,
    },
    "ratio": {
        "met": Phrase("Målet er nået:", "Target met:"),
        "not_met": Phrase("Målet er ikke nået:", "Target not met:"),
        "reduced_not_met": Phrase(
            "Andelen er mindsket, men målet er ikke nået:", "The share is reduced, but the target is not met:"
        ),
        "not_reduced": Phrase("Andelen er ikke mindsket:", "The share is not reduced:"),
        "undecided": _UNDECIDED,
    },
    "not_worse": {
        "met": Phrase("Ikke dårligere, end grænsen tillader:", "No worse than the margin allows:"),
        "not_met": Phrase("Dårligere, end grænsen tillader:", "Worse than the margin allows:"),
        "undecided": _UNDECIDED,
    },
    "equivalent": {
        "met": Phrase("Forskellen ligger inden for grænsen:", "The difference lies within the margin:"),
        "not_met": Phrase("Forskellen ligger uden for grænsen:", "The difference lies beyond the margin:"),
        "undecided": _UNDECIDED,
    },
}
_DIFFERENCE = Phrase(
    "forskellen til kontrolgruppen er {estimate} ({level} interval: {interval}).",
    "the difference from the control group is {estimate} ({level} interval: {interval}).",
)
_MEASURE: dict[str, Phrase] = {
    "level": Phrase(
        "{estimate} i gruppen {arm} ({level} interval: {interval}).",
        "{estimate} in the group {arm} ({level} interval: {interval}).",
    ),
    "ratio": Phrase(
        "andelen i gruppen {arm} er {estimate} gange kontrolgruppens ({level} interval: {interval}).",
        "the share in the group {arm} is {estimate} times that of the control group ({level} interval: {interval}).",
    ),
    "not_worse": _DIFFERENCE,
    "equivalent": _DIFFERENCE,
}
_RESTS_ON = Phrase(
    "Det hviler på {events} med hændelsen blandt {n} personer i gruppen {arm}.",
    "It rests on {events} with the event among {n} people in the group {arm}.",
)
_RESTS_ON_BOTH = Phrase(
    "Det hviler på {events} med hændelsen blandt {n} personer i gruppen {arm} og {events_control} blandt {n_control} i "
    "gruppen {control}.",
    "It rests on {events} with the event among {n} people in the group {arm} and {events_control} among {n_control} in "
    "the group {control}.",
)
_NOT_COMPUTED = Phrase(
    "tallet kan ikke beregnes af disse data.",
    "the number cannot be computed from these data.",
)
# What the lottery adds to the verdict; by whether the target is met, and whether an effect is shown.
_AND_EFFECT: dict[tuple[str, str], Phrase] = {
    ("met", "good"): Phrase(
        "Tilbuddet har bidraget: {effect} i forhold til kontrolgruppen ({range}).",
        "The offer contributed: {effect} compared with the control group ({range}).",
    ),
    ("met", "open"): Phrase(
        "Men der er ingen klar forskel til kontrolgruppen ({control}); at målet er nået, er derfor ikke i sig selv "
        "et resultat af tilbuddet.",
        "But there is no clear difference from the control group ({control}); that the target was met is not "
        "evidence for the programme.",
    ),
    ("met", "bad"): Phrase(
        "Men kontrolgruppen klarede sig bedre ({control}): {effect} ({range}).",
        "But the control group did better ({control}): {effect} ({range}).",
    ),
    ("short", "good"): Phrase(
        "Det gik dog bedre end uden tilbuddet: {effect} i forhold til kontrolgruppen ({range}).",
        "It was still better than without the offer: {effect} compared with the control group ({range}).",
    ),
    ("short", "open"): Phrase(
        "Der er heller ingen klar forskel til kontrolgruppen ({control}).",
        "Nor is there a clear difference from the control group ({control}).",
    ),
    ("short", "bad"): Phrase(
        "Og kontrolgruppen klarede sig bedre ({control}): {effect} ({range}).",
        "And the control group did better ({control}): {effect} ({range}).",
    ),
    ("unclear", "good"): Phrase(
        "Det gik bedre end uden tilbuddet: {effect} i forhold til kontrolgruppen ({range}).",
        "It was better than without the offer: {effect} compared with the control group ({range}).",
    ),
    ("unclear", "open"): Phrase(
        "Der er ingen klar forskel til kontrolgruppen ({control}).",
        "There is no clear difference from the control group ({control}).",
    ),
    ("unclear", "bad"): Phrase(
        "Kontrolgruppen klarede sig bedre ({control}): {effect} ({range}).",
        "The control group did better ({control}): {effect} ({range}).",
    ),
}
# A ratio has already been said; beside it stand the two shares it compares.
_AND_SHARES: dict[str, Phrase] = {
    "good": Phrase(
        "Der er vist en forskel til fordel for dem, der fik tilbuddet: {treated} mod {control} i kontrolgruppen.",
        "A difference in favour of those who got the offer is shown: {treated} against {control} in the control group.",
    ),
    "bad": Phrase(
        "Der er vist en forskel til ugunst for dem, der fik tilbuddet: {treated} mod {control} i kontrolgruppen.",
        "A difference to the disadvantage of those who got the offer is shown: {treated} against {control} in the "
        "control group.",
    ),
    "open": Phrase(
        "Der er ingen klar forskel: {treated} i gruppen med tilbuddet mod {control} i kontrolgruppen.",
        "There is no clear difference: {treated} in the group with the offer against {control} in the control group.",
    ),
}
# Within a margin or not, a difference may still be shown; that none is clear is not what the verdict rests on.
_AND_MARGIN: dict[str, Phrase] = {
    "good": Phrase(
        "Der er samtidig vist en forskel til fordel for dem, der fik tilbuddet ({treated} mod {control}).",
        "A difference in favour of those who got the offer is shown as well ({treated} against {control}).",
    ),
    "bad": Phrase(
        "Der er samtidig vist en forskel til ugunst for dem, der fik tilbuddet ({treated} mod {control}).",
        "A difference to the disadvantage of those who got the offer is shown as well ({treated} against {control}).",
    ),
    "open": Phrase(
        "Der er ingen klar forskel til kontrolgruppen ({treated} mod {control}); det er grænsen og hele intervallet, "
        "der afgør målet.",
        "There is no clear difference from the control group ({treated} against {control}); it is the margin and the "
        "whole interval that decide the target.",
    ),
}
_WITHHELD = Phrase(
    "Tallet er holdt tilbage, fordi det hviler på for få personer.",
    "The number was withheld because it rests on too few persons.",
)
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
    if row.verdict not in _STEM[target["measure"]]:
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
        return (m.words(_WITHHELD),)
    name, analysis = f"target.{target['id']}", str(target["analysis"])
    stem = m.words(_STEM[target["measure"]][verdict])
    if not m.given(name):
        return (join(stem, m.words(_NOT_COMPUTED)),)
    measured = _say(
        m,
        _MEASURE[target["measure"]],
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
            phrase = _AND_SHARES[shown]
        case "level":
            phrase = _AND_EFFECT[_GROUP.get(verdict, "short"), shown]
        case _:
            phrase = _AND_MARGIN[shown]
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
        _RESTS_ON_BOTH if both else _RESTS_ON,
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
