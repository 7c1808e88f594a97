"""The approved words, by case: at the end you know every sentence with which the report can judge a number.

A contrast falls into one case by its interval alone (`EFFECTS`), a target into one verdict by its limits (`VERDICTS`),
and the two together into a sentence that never lets a target that was met pass for an effect (`BESIDE_…`). Nothing else
in the report judges: another sentence is another line here, in both languages, with a test by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nextwork_eval.report.phrases import Phrase

Case = Literal["good", "bad", "shown", "open", "withheld"]
FullCase = Literal["good", "bad", "shown", "open", "precise", "good_small", "bad_small", "shown_small", "withheld"]
Tone = Literal["good", "bad", "open"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectWords:
    """What is said of a contrast in one case: a badge, a reading, and the tone in which both are set.

    A reading with the slot `smallest` stands only where the plan declares the smallest difference of interest.
    """

    badge: Phrase
    reading: Phrase
    tone: Tone


WITHHELD = Phrase(
    "Tallet er holdt tilbage, fordi det hviler på for få personer.",
    "The number was withheld because it rests on too few persons.",
)
EFFECTS: dict[FullCase, EffectWords] = {
    "good": EffectWords(
        badge=Phrase("Forskel vist, i den ønskede retning", "Difference shown, in the intended direction"),
        reading=Phrase(
            "Hele intervallet ligger på den ønskede side. Forsøget viser en forskel til gavn for dem, der fik "
            "tilbuddet.",
            "The whole interval lies on the intended side. The trial shows a difference in favour of those who got "
            "the offer.",
        ),
        tone="good",
    ),
    "bad": EffectWords(
        badge=Phrase("Forskel vist, mod den ønskede retning", "Difference shown, against the intended direction"),
        reading=Phrase(
            "Hele intervallet ligger på den uønskede side. Forsøget viser en forskel til ugunst for dem, der fik "
            "tilbuddet.",
            "The whole interval lies on the unwanted side. The trial shows a difference against those who got the "
            "offer.",
        ),
        tone="bad",
    ),
    "shown": EffectWords(
        badge=Phrase("Forskel vist", "Difference shown"),
        reading=Phrase(
            "Hele intervallet ligger på samme side. Forsøget viser en forskel, som i sig selv hverken er god eller "
            "dårlig.",
            "The whole interval lies on one side. The trial shows a difference that is in itself neither good nor bad.",
        ),
        tone="open",
    ),
    "good_small": EffectWords(
        badge=Phrase(
            "En lille forskel vist, i den ønskede retning", "Small difference shown, in the intended direction"
        ),
        reading=Phrase(
            "Hele intervallet ligger på den ønskede side. Forsøget viser en forskel til gavn for dem, der fik "
            "tilbuddet. Men den er mindre end {smallest}, som planen kalder den mindste, der betyder noget.",
            "The whole interval lies on the intended side. The trial shows a difference in favour of those who got "
            "the offer. But it is smaller than {smallest}, which the plan calls the smallest that matters.",
        ),
        tone="open",
    ),
    "bad_small": EffectWords(
        badge=Phrase(
            "En lille forskel vist, mod den ønskede retning", "Small difference shown, against the intended direction"
        ),
        reading=Phrase(
            "Hele intervallet ligger på den uønskede side. Forsøget viser en forskel til ugunst for dem, der fik "
            "tilbuddet. Men den er mindre end {smallest}, som planen kalder den mindste, der betyder noget.",
            "The whole interval lies on the unwanted side. The trial shows a difference against those who got the "
            "offer. But it is smaller than {smallest}, which the plan calls the smallest that matters.",
        ),
        tone="open",
    ),
    "shown_small": EffectWords(
        badge=Phrase("En lille forskel vist", "Small difference shown"),
        reading=Phrase(
            "Hele intervallet ligger på samme side. Forsøget viser en forskel. Men den er mindre end {smallest}, som "
            "planen kalder den mindste, der betyder noget.",
            "The whole interval lies on one side. The trial shows a difference. But it is smaller than {smallest}, "
            "which the plan calls the smallest that matters.",
        ),
        tone="open",
    ),
    "precise": EffectWords(
        badge=Phrase("Højst en lille forskel", "At most a small difference"),
        reading=Phrase(
            "Planen kalder {smallest} den mindste forskel, der betyder noget. Hele intervallet ligger tættere på nul. "
            "Tallene taler imod en forskel så stor, til den ene og til den anden side.",
            "The plan calls {smallest} the smallest difference that matters. The whole interval lies closer to zero. "
            "The numbers speak against a difference that large, either way.",
        ),
        tone="open",
    ),
    "open": EffectWords(
        badge=Phrase("Kan ikke afgøres", "Too uncertain to tell"),
        reading=Phrase(
            "Intervallet rummer en forskel til begge sider. Forsøget kan ikke afgøre, om tilbuddet gjorde en forskel.",
            "The interval holds a difference either way. The trial cannot tell whether the offer made a difference.",
        ),
        tone="open",
    ),
    "withheld": EffectWords(badge=Phrase("Holdt tilbage", "Withheld"), reading=WITHHELD, tone="open"),
}
ONLY_JUST = Phrase(
    "Men det er knebent: den ene ende af intervallet ligger tæt på ingen forskel.",
    "But only just: one end of the interval lies close to no difference.",
)
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
VERDICTS: dict[str, dict[str, Phrase]] = {
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
    "forskellen til kontrolgruppen er {estimate} ({level}-interval: {interval}).",
    "the difference from the control group is {estimate} ({level} interval: {interval}).",
)
MEASURED: dict[str, Phrase] = {
    "level": Phrase(
        "{estimate} i gruppen {arm} ({level}-interval: {interval}).",
        "{estimate} in the group {arm} ({level} interval: {interval}).",
    ),
    "ratio": Phrase(
        "andelen i gruppen {arm} er {estimate} gange kontrolgruppens ({level}-interval: {interval}).",
        "the share in the group {arm} is {estimate} times that of the control group ({level} interval: {interval}).",
    ),
    "not_worse": _DIFFERENCE,
    "equivalent": _DIFFERENCE,
}
RESTS_ON = Phrase(
    "Det hviler på {events} med hændelsen blandt {n} personer i gruppen {arm}.",
    "It rests on {events} with the event among {n} people in the group {arm}.",
)
RESTS_ON_BOTH = Phrase(
    "Det hviler på {events} med hændelsen blandt {n} personer i gruppen {arm} og {events_control} blandt {n_control} i "
    "gruppen {control}.",
    "It rests on {events} with the event among {n} people in the group {arm} and {events_control} among {n_control} in "
    "the group {control}.",
)
NOT_COMPUTED = Phrase(
    "tallet kan ikke beregnes af disse data.",
    "the number cannot be computed from these data.",
)
# What the lottery adds to the verdict; by whether the target is met, and whether an effect is shown.
BESIDE_A_LEVEL: dict[tuple[str, str], Phrase] = {
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
BESIDE_A_RATIO: dict[str, Phrase] = {
    "good": Phrase(
        "Forsøget viser en forskel til gavn for dem, der fik tilbuddet: {treated} mod {control} i kontrolgruppen.",
        "A difference in favour of those who got the offer is shown: {treated} against {control} in the control group.",
    ),
    "bad": Phrase(
        "Forsøget viser en forskel til ugunst for dem, der fik tilbuddet: {treated} mod {control} i kontrolgruppen.",
        "A difference to the disadvantage of those who got the offer is shown: {treated} against {control} in the "
        "control group.",
    ),
    "open": Phrase(
        "Der er ingen klar forskel: {treated} i gruppen med tilbuddet mod {control} i kontrolgruppen.",
        "There is no clear difference: {treated} in the group with the offer against {control} in the control group.",
    ),
}
# Within a margin or not, a difference may still be shown; that none is clear is not what the verdict rests on.
BESIDE_A_MARGIN: dict[str, Phrase] = {
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
