"""Targets against results: at the end you know what the report says for target met or not, effect shown or not.

A target that is met is not yet an effect: the control group might have met it too. The two questions are therefore
always answered together.
"""

from __future__ import annotations

from typing import Any, Literal

from nextwork_eval.errors import ReportError
from nextwork_eval.report.blocks import Parts
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase
from nextwork_eval.report.sentences import Tone, contrast_id, is_shown

VerdictName = Literal["met", "not_met", "undecided", "reduced_not_met", "not_reduced"]

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
        "undecided": Phrase("Om målet er nået, kan ikke afgøres:", "Whether the target was met cannot be decided:"),
    },
    "ratio": {
        "met": Phrase("Målet er nået:", "Target met:"),
        "not_met": Phrase("Målet er ikke nået:", "Target not met:"),
        "reduced_not_met": Phrase(
            "Andelen er mindsket, men målet er ikke nået:", "The share is reduced, but the target is not met:"
        ),
        "not_reduced": Phrase("Andelen er ikke mindsket:", "The share is not reduced:"),
        "undecided": Phrase("Om målet er nået, kan ikke afgøres:", "Whether the target was met cannot be decided:"),
    },
}
_MEASURE: dict[str, Phrase] = {
    "level": Phrase(
        "{estimate} i gruppen {arm} ({level} interval: {interval}).",
        "{estimate} in the group {arm} ({level} interval: {interval}).",
    ),
    "ratio": Phrase(
        "andelen i gruppen {arm} er {estimate} gange kontrolgruppens ({level} interval: {interval}).",
        "the share in the group {arm} is {estimate} times that of the control group ({level} interval: {interval}).",
    ),
}
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
    if row is None or row.estimate is None or row.verdict is None:
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
    measured = m.say(
        _MEASURE[target["measure"]],
        estimate=m.number(name, strong=True),
        arm=m.arm(m.treated_arm()),
        level=m.number(name, "conf_level"),
        interval=m.number(name, form="interval_words"),
    )
    first = (*m.words(_STEM[target["measure"]][verdict]), *m.words(Phrase(" ", " ")), *measured)
    case = is_shown(m, analysis)
    if case not in ("good", "bad", "open"):
        return (first,)
    contrast = contrast_id(m, analysis)
    phrase = _AND_SHARES[case] if target["measure"] == "ratio" else _AND_EFFECT[_GROUP.get(verdict, "short"), case]
    slots = {
        "effect": m.number(contrast),
        "range": m.number(contrast, form="interval_words"),
        "control": m.number(f"{analysis}.level.{m.control_arm()}"),
        "treated": m.number(f"{analysis}.level.{m.treated_arm()}"),
    }
    wanted = phrase.slots(m.language)
    return first, m.say(phrase, **{slot: part for slot, part in slots.items() if slot in wanted})
