"""The thinking behind the programme, as the plan wrote it down: step by step, and how each step is seen."""

from __future__ import annotations

from typing import Any

from nextwork_eval.report.blocks import Block, Cell, Column, Heading, Parts, Table, TableRow
from nextwork_eval.report.figures import theory_of_change
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join, link
from nextwork_eval.report.tables import arm_columns, figure_block

TITLE = Phrase("Tanken bag indsatsen", "The thinking behind the programme")
CAPTION = Phrase("Leddene i tanken, og hvordan de ses her", "The steps of the idea, and how they are seen here")
STEP = Phrase("Led", "Step")
IDEA = Phrase("Hvad der er tanken", "What is thought")
SEEN = Phrase("Hvordan det ses i rapporten", "How the report sees it")
UNSEEN = Phrase("Registrene ser det ikke", "The registers do not see it")
IN_DELIVERY = Phrase("Tælles i {chapter}", "Counted in {chapter}")
DELIVERY = Phrase("kapitlet om gennemførelse", "the chapter on delivery")
KINDS = {
    "resource": Phrase("Ressourcer", "What is put in"),
    "activity": Phrase("Aktiviteter", "What is done"),
    "mechanism": Phrase("Det, der skal ændre sig", "What is to change"),
    "goal": Phrase("Mål", "What is aimed at"),
}
DIFFERS = Phrase(
    "Hvad de to grupper skulle have, ifølge planen", "What the two groups were meant to get, according to the plan"
)
ABOUT = Phrase("Hvad det gælder", "What it is about")


def theory_blocks(m: Materials) -> tuple[Block, ...]:
    """Compose the drawing and the table of the plan's theory; nothing where the plan declares none."""
    figure = theory_of_change(m.released, m.language)
    if figure is None:
        return ()
    return (Heading(parts=m.words(TITLE)), figure_block(m, figure), _steps(m))


def comparison_blocks(m: Materials) -> tuple[Block, ...]:
    """Compose the table of what the two groups were meant to get; nothing where the plan declares none."""
    lines = m.entries("comparison")
    if not lines:
        return ()
    sides = ["treated" if arm == m.treated_arm() else "control" for arm in m.arms()]
    rows = tuple(
        TableRow(
            cells=(
                Cell(parts=(m.label("comparison", line["id"]),)),
                *(Cell(parts=(m.plan("comparison", line["id"], f"{side}_{m.language}"),)) for side in sides),
            )
        )
        for line in lines
    )
    arms = tuple(Column(heading=arm.heading, mark=arm.mark, share=2.0) for arm in arm_columns(m))
    columns = (Column(heading=m.words(ABOUT), share=1.2), *arms)
    return (Table(id="comparison", caption=m.words(DIFFERS), columns=columns, rows=rows, stacks=True),)


def _steps(m: Materials) -> Table:
    steps, rows = m.entries("theory"), []
    for kind, heading in KINDS.items():
        here = [step for step in steps if step["kind"] == kind]
        if here:
            rows.append(TableRow(cells=(Cell(parts=m.words(heading)),)))
        for step in here:
            name = str(step["id"])
            cells = (
                Cell(parts=(m.label("theory", name),)),
                Cell(parts=(m.plan("theory", name, f"words_{m.language}"),)),
                Cell(parts=_seen(m, step)),
            )
            rows.append(TableRow(cells=cells))
    columns = (
        Column(heading=m.words(STEP), share=1.3),
        Column(heading=m.words(IDEA), share=2.2),
        Column(heading=m.words(SEEN), share=1.8),
    )
    return Table(id="theory", caption=m.words(CAPTION), columns=columns, rows=tuple(rows), stacks=True)


def _seen(m: Materials, step: dict[str, Any]) -> Parts:
    outcomes = [(m.label("outcome", name),) for name in step.get("outcomes", ())]
    if outcomes:
        return join(*outcomes, between="; ")
    if step.get("delivery"):
        return m.say(IN_DELIVERY, chapter=link(DELIVERY, m.language, "delivery"))
    return m.words(UNSEEN)
