"""Why the programme should work: what is put in, what is done, what is thought to change, and what is aimed at.

A box with a filled ground is a step that the trial can see; a dashed one is a step that its registers cannot.
"""

from __future__ import annotations

from typing import Any

from nextwork_eval.report.figures.canvas import BODY, SMALL, WIDTH, rule, shape, wrapped, write
from nextwork_eval.report.figures.figure import Figure
from nextwork_eval.report.figures.finish import finished
from nextwork_eval.report.figures.reading import label, tables
from nextwork_eval.report.figures.sheet import Sheet
from nextwork_eval.report.figures.standing import remark
from nextwork_eval.report.figures.words import sentences
from nextwork_eval.report.languages import Language
from nextwork_eval.report.palette import ACCENT, INK, QUIET, WASH
from nextwork_eval.results import ReleasedResult

KINDS: dict[str, dict[Language, str]] = {
    "resource": {"da": "Ressourcer", "en": "What is put in"},
    "activity": {"da": "Aktiviteter", "en": "What is done"},
    "mechanism": {"da": "Det, der skal ændre sig", "en": "What is to change"},
    "goal": {"da": "Mål", "en": "What is aimed at"},
}
_GUTTER, _PAD, _APART = 9.0, 2.6, 3.5
_TOP, _HEAD, _LINE, _SMALL_LINE = 2.0, 7.0, 4.1, 3.6
_TOLD: dict[str, dict[Language, str]] = {
    "title": {"da": "Tanken bag indsatsen", "en": "The thinking behind the programme"},
    "how": {
        "da": "Felter med fast kant er led, som forsøget kan se; felter med stiplet kant er led, som det ikke kan se",
        "en": "Boxes with a firm edge are steps that the trial can see; those with a dashed edge it cannot see",
    },
    "outcomes": {"da": "måles som udfald", "en": "measured as an outcome"},
    "delivery": {"da": "tælles i gennemførelsen", "en": "counted in delivery"},
    "unseen": {"da": "ses ikke i registre", "en": "not seen in registers"},
}


def theory_of_change(released: ReleasedResult, language: Language) -> Figure | None:
    """Draw the plan's theory, from left to right.

    Parameters
    ----------
    released
        The released result; the steps are those of the plan.
    language
        `da` or `en`.

    Returns
    -------
    Figure or None
        None if the plan declares no theory.
    """
    steps = tables(released, "theory")
    if not steps:
        return None
    columns = {kind: found for kind in KINDS if (found := [step for step in steps if step["kind"] == kind])}
    wide = (WIDTH - 1 - _GUTTER * (len(columns) - 1)) / len(columns)
    high = max(_height(step, wide, language) for step in steps)
    deepest = max(len(found) for found in columns.values())
    top = _TOP + _HEAD + (5.0 if remark(released, language) else 0.0)
    depth = high * deepest + _APART * (deepest - 1)

    def paint(sheet: Sheet) -> None:
        for place, (kind, found) in enumerate(columns.items()):
            left = 0.5 + place * (wide + _GUTTER)
            write(sheet, left, top - 3.2, KINDS[kind][language], colour=ACCENT, strong=True)
            start = top + (depth - high * len(found) - _APART * (len(found) - 1)) / 2
            for number, step in enumerate(found):
                _box(sheet, step, left=left, top=start + number * (high + _APART), size=(wide, high), language=language)
            if place:
                _arrow(sheet, left - _GUTTER + 1.5, left - 1.5, top + depth / 2)

    return finished(
        released,
        language,
        figure_id="theory_of_change",
        title=_TOLD["title"][language],
        caption=sentences(_TOLD["title"][language], _TOLD["how"][language]),
        alt=sentences(
            _TOLD["title"][language],
            *(_said(kind, found, language) for kind, found in columns.items()),
        ),
        rows=(),
        height=top + depth + 1.5,
        paint=paint,
    )


def _said(kind: str, found: list[dict[str, Any]], language: Language) -> str:
    steps = "; ".join(f"{label(step, language)} ({_seen(step, language)})" for step in found)
    return f"{KINDS[kind][language]}: {steps}"


def _seen(step: dict[str, Any], language: Language) -> str:
    """Say by what the trial sees a step."""
    if step.get("outcomes"):
        return _TOLD["outcomes"][language]
    return _TOLD["delivery" if step.get("delivery") else "unseen"][language]


def _height(step: dict[str, Any], wide: float, language: Language) -> float:
    lines = len(wrapped(label(step, language), wide - 2 * _PAD, BODY, strong=True))
    seen = len(wrapped(_seen(step, language), wide - 2 * _PAD, SMALL))
    return 2 * _PAD + lines * _LINE + seen * _SMALL_LINE + 0.6


def _box(
    sheet: Sheet, step: dict[str, Any], *, left: float, top: float, size: tuple[float, float], language: Language
) -> None:
    seen = bool(step.get("outcomes") or step.get("delivery"))
    corners = [(left, top), (left + size[0], top), (left + size[0], top + size[1]), (left, top + size[1])]
    shape(
        sheet,
        corners,
        fill=WASH if seen else "white",
        edge=ACCENT if seen else QUIET,
        width=1.0,
        dash=() if seen else (3.0, 2.0),
    )
    words = wrapped(label(step, language), size[0] - 2 * _PAD, BODY, strong=True)
    low = top + _PAD + 3.0
    for number, text in enumerate(words):
        write(sheet, left + _PAD, low + number * _LINE, text, colour=INK, strong=True)
    low += len(words) * _LINE
    for number, text in enumerate(wrapped(_seen(step, language), size[0] - 2 * _PAD, SMALL)):
        write(sheet, left + _PAD, low + number * _SMALL_LINE, text, size=SMALL, colour=QUIET)


def _arrow(sheet: Sheet, left: float, right: float, middle: float) -> None:
    rule(sheet, [left, right - 1.5], [middle, middle], colour=ACCENT, width=1.4)
    shape(sheet, [(right, middle), (right - 2.4, middle - 1.4), (right - 2.4, middle + 1.4)], fill=ACCENT)
