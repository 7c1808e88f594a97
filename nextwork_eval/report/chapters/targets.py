"""The goals that were set for the programme, and what the results say about each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nextwork_eval.report.blocks import (
    Block,
    Cell,
    Chapter,
    Column,
    Notice,
    Paragraph,
    Parts,
    Table,
    TableRow,
    Verdicts,
)
from nextwork_eval.report.chapters.brief import verdict_card
from nextwork_eval.report.chapters.power import verdict_chances
from nextwork_eval.report.interval_cases import BADGES
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.supported import SIDES, supported_sentence, threshold_form
from nextwork_eval.report.tables import EMPTY
from nextwork_eval.report.targets import verdict_name

TITLE = Phrase("Mål", "Targets")
LEAD = Phrase(
    "Et mål kan være nået, uden at det skyldes tilbuddet, og tilbuddet kan gøre en forskel, uden at målet nås. Derfor "
    "besvares de to spørgsmål hver for "
    "sig og stilles ved siden af hinanden.",
    "A target can be met without the programme being the cause, and the programme can make a difference without the "
    "target being met. The two "
    "questions are therefore answered separately and set side by side.",
)
CAPTION = Phrase("Mål og afgørelser", "Targets and verdicts")
TARGET = Phrase("Mål", "Target")
THRESHOLD = Phrase("Grænse", "Threshold")
FOUND = Phrase("Fundet", "Found")
PLAIN_INTERVAL = Phrase("Interval", "Interval")
AT_LEVEL = Phrase("{level}-interval", "{level} interval")
WILSON = Phrase("Wilson: {interval}", "Wilson: {interval}")
VERDICT = Phrase("Afgørelse", "Verdict")
RULE = Phrase(
    "Hvad der er fundet, ligger på den ene eller den anden side af grænsen; det siger ikke, hvad tallene kan bære. "
    "Afgørelsen bruger en ensidig grænse på {confidence} til hver side: målet er nået, når hele intervallet ligger "
    "på den rigtige side af grænsen, "
    "ikke nået, når det hele ligger på den forkerte, og kan ellers ikke afgøres. En andel har eksakte grænser "
    "(Clopper og Pearson), og afgørelsen følger dem; Wilsons står ved siden af.",
    "What was found lies on one side of the threshold or the other; that does not say what the numbers can carry. "
    "The verdict uses a one-sided limit of {confidence} on each side: the target is met when the whole interval lies "
    "on the right side of the "
    "threshold, not met when all of it lies on the wrong side, and otherwise it cannot be decided. A share has exact "
    "limits (Clopper and Pearson), and the verdict follows them; Wilson's stand beside them.",
)
SOURCE = Phrase("Kilde: {source}.", "Source: {source}.")
NONE_TITLE = Phrase("Ingen mål", "No targets")
NONE = Phrase("Planen sætter ingen mål for indsatsen.", "The plan sets no targets for the programme.")
TWO_CAPTION = Phrase("Mål nået og forskel vist: to spørgsmål", "Target met and difference shown: two questions")
SHOWN = Phrase("Forskel vist, i den ønskede retning", "Difference shown, in the intended direction")
NOT_SHOWN = Phrase("Ingen klar forskel", "No clear difference")
AGAINST = Phrase("Forskel vist, mod den ønskede retning", "Difference shown, against the intended direction")
GROUPS = {
    "met": Phrase("Mål nået", "Target met"),
    "short": Phrase("Mål ikke nået", "Target not met"),
    "undecided": Phrase("Kan ikke afgøres", "Cannot be decided"),
}
TWO_NOTE = Phrase(
    "Et mål, der er nået uden en klar forskel, taler ikke for indsatsen: det kan være nået uden den. Et mål, der ikke "
    "er nået, taler ikke imod en forskel, der er vist. Om der er en forskel, afgøres af den analyse, målet er læst af.",
    "A target that is met without a clear difference does not speak for the programme: it may have been met without "
    "it. A target that is not met does not speak against a difference that is shown. Whether there is a difference is "
    "decided by the analysis from which the target is read.",
)


def targets(m: Materials) -> Chapter:
    """Compose the targets and their verdicts."""
    entries = m.entries("target")
    if not entries:
        notice = Notice(kind="not_estimated", title=m.words(NONE_TITLE), parts=m.words(NONE))
        return Chapter(id="targets", title=m.words(TITLE), blocks=(notice,))
    blocks: list[Block] = [
        Paragraph(parts=m.words(LEAD)),
        Verdicts(cards=tuple(verdict_card(m, entry) for entry in entries)),
        _table(m),
    ]
    if any(m.find(f"target.{entry['id']}.with_effect") for entry in entries):
        blocks.append(_beside_the_effect(m))
    for entry in entries:
        told = supported_sentence(m, entry)
        blocks += [Paragraph(parts=join((m.label("target", entry["id"]),), told, between=": "))] if told else []
    for entry in entries:
        note = (m.plan("target", entry["id"], f"note_{m.language}"),) if entry.get(f"note_{m.language}") else ()
        label = (m.label("target", entry["id"]),)
        source = m.say(SOURCE, source=m.plan("target", entry["id"], "source"))
        blocks.append(Paragraph(parts=join(join(label, note, between=": "), source), style="note"))
    blocks += verdict_chances(m)
    return Chapter(id="targets", title=m.words(TITLE), blocks=tuple(blocks))


def _table(m: Materials) -> Table:
    rows, sources = [], []
    for entry in m.entries("target"):
        name = f"target.{entry['id']}"
        there = m.find(name) is not None
        parts = [part for part in (name, f"{name}.wilson", f"{name}.observed") if m.find(part) is not None]
        sources += parts
        rows.append(
            TableRow(
                cells=(
                    Cell(parts=(m.label("target", entry["id"]),)),
                    Cell(parts=(m.plan("target", entry["id"], "threshold", form=threshold_form(m, entry)),)),
                    Cell(parts=(m.number(name, strong=True),) if there else EMPTY, aside=_side(m, entry)),
                    Cell(parts=(m.number(name, form="interval"),) if there else EMPTY, aside=_wilson(m, name)),
                    Cell(parts=m.words(BADGES[verdict_name(m, entry)])),
                )
            )
        )
    columns = (
        Column(heading=m.words(TARGET), share=2.2),
        Column(heading=m.words(THRESHOLD), align="right"),
        Column(heading=m.words(FOUND), align="right", share=1.2),
        Column(heading=_interval_heading(m, sources), align="right", share=1.6),
        Column(heading=m.words(VERDICT), share=1.6),
    )
    confidence = m.plan("target", m.entries("target")[0]["id"], "confidence", form="whole_percent")
    return Table(
        id="targets",
        caption=m.words(CAPTION),
        columns=columns,
        rows=tuple(rows),
        notes=(m.say(RULE, confidence=confidence),),
        sources=tuple(sources),
        stacks=True,
    )


def _interval_heading(m: Materials, names: Sequence[str]) -> Parts:
    """Say the level of the intervals where it is one for all targets; a reader has just seen another on the effects."""
    levels = {row.conf_level: name for name in names if (row := m.find(name)) is not None and row.conf_low is not None}
    if len(levels) != 1:
        return m.words(PLAIN_INTERVAL)
    return m.say(AT_LEVEL, level=m.number(next(iter(levels.values())), "conf_level"))


def _side(m: Materials, entry: dict[str, Any]) -> Any:
    row = m.find(f"target.{entry['id']}.observed")
    return m.words(SIDES[row.verdict]) if row is not None and row.verdict in SIDES else ()


def _wilson(m: Materials, name: str) -> Any:
    if not m.given(f"{name}.wilson"):
        return ()
    return m.say(WILSON, interval=m.number(f"{name}.wilson", form="interval"))


def _beside_the_effect(m: Materials) -> Table:
    """Set each target in the cell that says whether it is met, and whether a difference is shown."""
    placed: dict[tuple[str, str], list[Any]] = {}
    sources = []
    for entry in m.entries("target"):
        row = m.find(f"target.{entry['id']}.with_effect")
        if row is not None and row.verdict is not None and verdict_name(m, entry) != "withheld":
            group, effect = row.verdict.split(".")
            placed.setdefault((group, effect), []).append(m.label("target", entry["id"]))
            sources.append(row.result_id)
    effects = {"shown": SHOWN, "not_shown": NOT_SHOWN, "against": AGAINST}
    rows = tuple(
        TableRow(
            cells=(
                Cell(parts=m.words(words)),
                *(
                    Cell(parts=join(*placed[group, effect], between="; ") if (group, effect) in placed else EMPTY)
                    for effect in effects
                ),
            )
        )
        for group, words in GROUPS.items()
    )
    return Table(
        id="targets-and-effect",
        caption=m.words(TWO_CAPTION),
        columns=(
            Column(heading=m.words(VERDICT)),
            *(Column(heading=m.words(words), share=1.4) for words in effects.values()),
        ),
        rows=rows,
        notes=(m.words(TWO_NOTE),),
        sources=tuple(sources),
    )
