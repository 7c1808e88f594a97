"""Words on families: at the end you know by which method a table's p-values were adjusted, and what that bounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nextwork_eval.report.blocks import Cell, Parts
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join

ADJUSTED = Phrase("justeret p", "adjusted p")
ADJUSTED_OR_Q = Phrase("justeret p eller q", "adjusted p or q")
_ANY = Phrase(
    "Den begrænser risikoen for blot én forkert konklusion i familien.",
    "It bounds the chance of even one false claim in the family.",
)
_SHARE = Phrase(
    "Det er en q-værdi og ikke en p-værdi: den begrænser den forventede andel af forkerte blandt de konklusioner, der "
    "drages, og ikke risikoen for en enkelt.",
    "That is a q-value and not a p-value: it bounds the expected share of false claims among the claims made, and not "
    "the chance of a single one.",
)
_METHODS: dict[str, tuple[Phrase, Phrase]] = {
    "holm": (Phrase("Justeret p er fra Holms metode.", "Adjusted p is from Holm's method."), _ANY),
    "hochberg": (
        Phrase("Justeret p er fra Hochbergs metode.", "Adjusted p is from Hochberg's method."),
        Phrase(
            "Den begrænser risikoen for blot én forkert konklusion i familien, hvis analyserne er uafhængige eller "
            "positivt afhængige.",
            "It bounds the chance of even one false claim in the family where the analyses are independent or "
            "positively dependent.",
        ),
    ),
    "westfall_young": (
        Phrase(
            "Justeret p er fra gentagne lodtrækninger, fælles for hele familien (Westfall og Young).",
            "Adjusted p is from repetitions of the lottery, shared by the whole family (Westfall and Young).",
        ),
        _ANY,
    ),
    "benjamini_hochberg": (
        Phrase(
            "Justeret q er fra Benjamini og Hochbergs metode.", "Adjusted q is from Benjamini and Hochberg's method."
        ),
        _SHARE,
    ),
    "sharpened_q": (
        Phrase(
            "Justeret q er den skærpede q-værdi fra metoden i to trin.",
            "Adjusted q is the sharpened q-value of the two-stage method.",
        ),
        _SHARE,
    ),
}
_INTERVAL = Phrase(
    "Metoden er brugt i hver retning for sig. Intervallet under tallet gælder for hele familien på én gang og passer "
    "til det: ender det ved nul, og er forskellen vist, ligger nul selv udenfor.",
    "The method is applied in each direction by itself. The interval under the number holds for the whole family at "
    "once and agrees with it: where it ends at zero and a difference is shown, zero itself is outside.",
)


def is_adjusted(m: Materials, entry: dict[str, Any]) -> bool:
    """Say whether the difference of an analysis was adjusted together with others."""
    row = m.find(f"{entry['id']}.difference")
    return row is not None and row.p_adjusted is not None


def heading(m: Materials, entries: Sequence[dict[str, Any]]) -> Parts:
    """Return the heading of the column of adjusted numbers."""
    q_values = any(_METHODS[method][1] is _SHARE for method, _ in _methods(m, entries))
    return m.words(ADJUSTED_OR_Q if q_values else ADJUSTED)


def adjusted_cell(m: Materials, result_id: str) -> Cell:
    """Return the adjusted number of a difference, with the simultaneous interval below where there is one."""
    name = f"{result_id}.simultaneous"
    aside: Parts = (m.number(name, form="interval"),) if m.find(name) is not None else ()
    return Cell(parts=(m.number(result_id, "p_adjusted"),), aside=aside)


def family_note(m: Materials, entries: Sequence[dict[str, Any]]) -> Parts:
    """Say by which methods the analyses were adjusted, and what each bounds; nothing where none was."""
    told: list[Parts] = []
    for method, intervals in _methods(m, entries):
        name, bound = _METHODS[method]
        told += [m.words(name), m.words(bound), *([m.words(_INTERVAL)] if intervals else [])]
    return join(*told)


def _methods(m: Materials, entries: Sequence[dict[str, Any]]) -> list[tuple[str, bool]]:
    """Return the methods of the adjusted analyses, and whether simultaneous intervals go with them, each once."""
    given = {family["id"]: family["method"] for family in m.entries("family")}
    found: dict[tuple[str, bool], None] = {}
    for entry in entries:
        if is_adjusted(m, entry):
            intervals = m.find(f"{entry['id']}.difference.simultaneous") is not None
            found[given.get(entry.get("family"), "holm"), intervals] = None
    return list(found)
