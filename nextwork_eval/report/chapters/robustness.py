"""What other reasonable definitions would have given: the plan's own result first, each other one beside it."""

from __future__ import annotations

from typing import Any

from nextwork_eval.report.blocks import Block, Cell, Chapter, Column, Notice, Paragraph, Table, TableRow
from nextwork_eval.report.chapters.other_methods import other_methods
from nextwork_eval.report.figures import other_definitions, survival_curves
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.tables import DASH, DIFFERENCE, INTERVAL, P_VALUE, PERSONS, figure_block
from nextwork_eval.report.wordings import RATIOS

TITLE = Phrase("Robusthed", "Robustness")
NOT_ESTIMATED = Phrase("Ikke beregnet", "Not estimated")
WHY = Phrase(
    "Planen har ingen analyse af, hvad andre definitioner, anden usikkerhedsberegning eller grænser for manglende "
    "oplysninger ville give. Resultaterne står, som planen definerer dem, og læseren bør regne med, at andre rimelige "
    "valg kan flytte dem noget.",
    "The plan has no analysis of what other definitions, other ways to reckon uncertainty, or bounds for missing "
    "information would give. The results stand as the plan defines them, and a reader should expect that other "
    "reasonable choices can move them somewhat.",
)
LEAD = Phrase(
    "Hvad der er et job, en uddannelse og en tilbagevenden, kan afgrænses på flere rimelige måder. Planen valgte én på "
    "forhånd og lovede at vise, hvad de andre ville give. De er ikke flere resultater at vælge imellem: de viser, om "
    "konklusionen hænger på definitionen.",
    "What a job, an education and a return are can be drawn in several reasonable ways. The plan chose one in advance "
    "and promised to show what the others would give. They are not more results to choose from: they show whether the "
    "conclusion hangs on the definition.",
)
ONLY_DEFINITIONS = Phrase(
    "Andre måder at regne usikkerheden ud på og grænser for manglende oplysninger er ikke beregnet i denne udgave.",
    "Other ways to reckon the uncertainty, and bounds for missing information, are not estimated in this edition.",
)
STANDARDISED = Phrase(
    "Kurverne her gælder alle i forsøget, som om de alle havde fået tilbuddet, og som om ingen havde. De bygger på en "
    "model af, hvad man vidste før lodtrækningen, og står her for at vise, om billedet hænger på den.",
    "The curves here hold for everyone in the trial, as if all had been given the offer, and as if none had. They rest "
    "on a model of what was known before the lottery, and stand here to show whether the picture hangs on it.",
)
CAPTION = Phrase("{outcome}: planens definition og de andre", "{outcome}: the plan's definition and the others")
DEFINITION = Phrase("Definition", "Definition")
PLANNED = Phrase("Som planen definerer det", "As the plan defines it")
ROUNDED = Phrase(
    "Tal efter andre definitioner er afrundet af hensyn til fortroligheden.",
    "Numbers under other definitions are rounded for confidentiality.",
)


def robustness(m: Materials) -> Chapter:
    """Compose the tables of other methods; one figure and one table for each analysis repeated by other definitions."""
    repeated = [entry for entry in m.analyses() if _variants(m, entry)]
    methods = other_methods(m)
    standardised = [
        figure
        for entry in m.analyses("standardized_survival")
        if (figure := survival_curves(m.released, entry["id"], m.language)) is not None
    ]
    if not repeated and not methods and not standardised:
        notice = Notice(kind="not_estimated", title=m.words(NOT_ESTIMATED), parts=m.words(WHY))
        return Chapter(id="robustness", title=m.words(TITLE), blocks=(notice,))
    blocks: list[Block] = list(methods)
    if standardised:
        blocks.append(Paragraph(parts=m.words(STANDARDISED)))
        blocks += [figure_block(m, figure) for figure in standardised]
    if repeated:
        blocks.append(Paragraph(style="lead", parts=m.words(LEAD)))
    for entry in repeated:
        figure = other_definitions(m.released, entry["id"], m.language)
        if figure is not None:
            blocks.append(figure_block(m, figure))
        blocks.append(_table(m, entry))
    if not methods:
        blocks.append(Paragraph(style="note", parts=m.words(ONLY_DEFINITIONS)))
    return Chapter(id="robustness", title=m.words(TITLE), blocks=tuple(blocks))


def _variants(m: Materials, entry: dict[str, Any]) -> list[tuple[dict[str, Any], str]]:
    """Return the other definitions under which an analysis was repeated, with the id of its row."""
    found = []
    for other in m.entries("sensitivity"):
        for ending in ("difference", *RATIOS, "modelled_difference"):
            name = f"sensitivity.{other['id']}.{entry['id']}.{ending}"
            if m.find(name) is not None:
                found.append((other, name))
    return found


def _table(m: Materials, entry: dict[str, Any]) -> Table:
    variants = _variants(m, entry)
    own = f"{entry['id']}.{variants[0][1].rsplit('.', 1)[1]}"
    names = [own, *(name for _, name in variants)]
    labels = [m.words(PLANNED), *((m.label("sensitivity", other["id"]),) for other, _ in variants)]
    rows = tuple(
        TableRow(
            cells=(
                Cell(parts=label),
                Cell(parts=(m.number(name, form="bare", strong=name == own),)),
                Cell(parts=(m.number(name, form="interval"),)),
                Cell(parts=(m.number(name, "p_value"),)),
                Cell(parts=join(m.number(name, "n_arm"), m.number(name, "n_reference"), between=" + ")),
            ),
            strong=name == own,
        )
        for label, name in zip(labels, names, strict=True)
    )
    columns = (
        Column(heading=m.words(DEFINITION), share=3),
        Column(heading=m.words(DIFFERENCE), align="right"),
        Column(heading=m.say(INTERVAL, level=m.number(own, "conf_level")), align="right", share=1.6),
        Column(heading=m.words(P_VALUE), align="right", share=0.95),
        Column(heading=m.words(PERSONS), align="right", share=1.1),
    )
    rounded = m.words(ROUNDED) if m.released.floor > 1 else ()
    return Table(
        id=f"other-{entry['id']}",
        caption=m.say(CAPTION, outcome=m.label("outcome", m.outcome(entry["id"])["id"])),
        columns=columns,
        rows=rows,
        notes=(join(rounded, m.words(DASH)),),
        sources=tuple(names),
        stacks=True,
    )
