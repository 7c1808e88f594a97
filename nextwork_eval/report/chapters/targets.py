"""The goals that were set for the programme, and what the results say about each."""

from __future__ import annotations

from nextwork_eval.report.blocks import Block, Cell, Chapter, Column, Notice, Paragraph, Table, TableRow, Verdicts
from nextwork_eval.report.chapters.brief import verdict_card
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.sources import Form
from nextwork_eval.report.targets import BADGES, verdict_name

TITLE = Phrase("Mål", "Targets")
LEAD = Phrase(
    "Et mål kan være nået uden at det skyldes tilbuddet, og tilbuddet kan gøre en forskel uden at målet nås. Derfor "
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
INTERVAL = Phrase("Interval", "Interval")
VERDICT = Phrase("Afgørelse", "Verdict")
RULE = Phrase(
    "Afgørelsen bruger en ensidig grænse på {confidence} til hver side: målet er nået, når hele intervallet ligger "
    "på den rigtige side af grænsen, "
    "ikke nået, når det hele ligger på den forkerte, og kan ellers ikke afgøres.",
    "The verdict uses a one-sided limit of {confidence} on each side: the target is met when the whole interval lies "
    "on the right side of the "
    "threshold, not met when all of it lies on the wrong side, and otherwise it cannot be decided.",
)
SOURCE = Phrase("Kilde: {source}.", "Source: {source}.")
NONE_TITLE = Phrase("Ingen mål", "No targets")
NONE = Phrase("Planen sætter ingen mål for indsatsen.", "The plan sets no targets for the programme.")


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
    for entry in entries:
        note = (m.plan("target", entry["id"], f"note_{m.language}"),) if entry.get(f"note_{m.language}") else ()
        label = (m.label("target", entry["id"]),)
        source = m.say(SOURCE, source=m.plan("target", entry["id"], "source"))
        blocks.append(Paragraph(parts=join(join(label, note, between=": "), source), style="note"))
    return Chapter(id="targets", title=m.words(TITLE), blocks=tuple(blocks))


def _table(m: Materials) -> Table:
    rows, sources = [], []
    for entry in m.entries("target"):
        name = f"target.{entry['id']}"
        there = m.find(name) is not None
        sources += [name] if there else []
        form: Form = "whole_percent" if entry["measure"] == "level" else "bare"
        rows.append(
            TableRow(
                cells=(
                    Cell(parts=(m.label("target", entry["id"]),)),
                    Cell(parts=(m.plan("target", entry["id"], "threshold", form=form),)),
                    Cell(parts=(m.number(name, strong=True),) if there else m.words(Phrase("–", "–"))),
                    Cell(parts=(m.number(name, form="interval"),) if there else m.words(Phrase("–", "–"))),
                    Cell(parts=m.words(BADGES[verdict_name(m, entry)])),
                )
            )
        )
    columns = (
        Column(heading=m.words(TARGET), share=2.2),
        Column(heading=m.words(THRESHOLD), align="right"),
        Column(heading=m.words(FOUND), align="right"),
        Column(heading=m.words(INTERVAL), align="right", share=1.4),
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
