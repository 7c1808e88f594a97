"""Whether the offer was taken up."""

from __future__ import annotations

from nextwork_eval.report.blocks import Block, Cell, Chapter, Column, Notice, Paragraph, Table, TableRow
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase
from nextwork_eval.report.tables import DASH, EMPTY, arm_columns

TITLE = Phrase("Gennemførelse", "Delivery")
NOT_MEASURED = Phrase("Ikke opgjort", "Not measured")
NO_DELIVERY = Phrase(
    "Planen peger ikke på data om, hvem der tog imod tilbuddet. Rapporten kan derfor ikke sige, hvor mange der "
    "gjorde det, eller hvad det betød "
    "for dem, der gjorde.",
    "The plan points to no data on who took the offer up. The report can therefore not say how many did, or what it "
    "meant for those who did.",
)
LEAD = Phrase(
    "Effekterne i rapporten er effekter af at få tilbuddet. Hvor mange der tog imod det, viser, hvor tæt det er på "
    "effekten af at deltage.",
    "The effects in this report are effects of getting the offer. How many took it up shows how close this is to the "
    "effect of taking part.",
)
CAPTION = Phrase("Hvor mange tog imod tilbuddet", "How many took up the offer")
MEASURE = Phrase("Mål", "Measure")


def delivery(m: Materials) -> Chapter:
    """Compose take-up by arm, or say that it was not measured."""
    rows = [row for row in m.released.rows if row.result_id.startswith("delivery.take_up.")]
    blocks: tuple[Block, ...]
    if rows and m.has("delivery"):
        cells = (_share(m, arm) for arm in m.arms())
        label = m.plan("delivery", f"label_{m.language}")
        table = Table(
            id="take-up",
            caption=m.words(CAPTION),
            columns=(Column(heading=m.words(MEASURE), share=2.6), *arm_columns(m)),
            rows=(TableRow(cells=(Cell(parts=(label,)), *cells)),),
            notes=() if all(row.estimate is not None for row in rows) else (m.words(DASH),),
            sources=tuple(row.result_id for row in rows),
        )
        blocks = (Paragraph(parts=m.words(LEAD)), table)
    else:
        blocks = (Notice(kind="not_estimated", title=m.words(NOT_MEASURED), parts=m.words(NO_DELIVERY)),)
    return Chapter(id="delivery", title=m.words(TITLE), blocks=blocks)


def _share(m: Materials, arm: str) -> Cell:
    name = f"delivery.take_up.{arm}"
    return Cell(parts=(m.number(name),) if m.find(name) is not None else EMPTY)
