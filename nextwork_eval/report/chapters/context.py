"""Whether the control group fares as such people are said to fare: beside a source, and beside the population."""

from __future__ import annotations

from typing import Any

from nextwork_eval.report.blocks import Block, Cell, Chapter, Column, Notice, Paragraph, Parts, Table, TableRow
from nextwork_eval.report.chapters.population import population_blocks
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join, link

TITLE = Phrase("Sammenhæng", "Context")
NOT_COMPARED = Phrase("Ikke sammenlignet", "Not compared")
WHY = Phrase(
    "Planen nævner ingen kilde, som kontrolgruppen kan holdes op imod. Rapporten siger derfor intet om, hvorvidt den "
    "klarer sig, som sådanne mennesker plejer.",
    "The plan names no source that the control group can be held against. The report therefore says nothing about "
    "whether it fares as such people usually do.",
)
LEAD = Phrase(
    "Lodtrækningen gør de to grupper ens. Om de ligner andre i samme situation, siger den intet om. Derfor står "
    "kontrolgruppens tal her ved siden af det, man ellers ved.",
    "The lottery makes the two groups alike. It says nothing about whether they are like others in the same "
    "situation. The control group's number therefore stands here beside what is otherwise known.",
)
CAPTION = Phrase("Kontrolgruppen og kildens tal", "The control group and the source's figure")
WHO = Phrase("Hvem", "Whom")
SHARE = Phrase("Andel", "Share")
FROM = Phrase("Hvorfra", "From where")
RANGE = Phrase("{low} til {high}", "{low} to {high}")
CONTROL = Phrase("Gruppen {arm} i forsøget", "The group {arm} in the trial")
HERE = Phrase("Denne rapport", "This report")
POSITIONS = {
    "within": Phrase(
        "{outcome}: kontrolgruppens andel ligger inden for kildens spænd.",
        "{outcome}: the control group's share lies within the source's range.",
    ),
    "above": Phrase(
        "{outcome}: kontrolgruppens andel ligger over kildens spænd.",
        "{outcome}: the control group's share lies above the source's range.",
    ),
    "below": Phrase(
        "{outcome}: kontrolgruppens andel ligger under kildens spænd.",
        "{outcome}: the control group's share lies below the source's range.",
    ),
}
CAUTION = Phrase(
    "De to er ikke testet mod hinanden: kilden måler ikke nødvendigvis det samme, og i en gruppe på {people} flytter "
    "tilfældet andelen.",
    "The two are not tested against each other: the source does not necessarily measure the same thing, and in a "
    "group of {people} chance moves the share.",
)
SERVICES = Phrase(
    "Hvad kontrolgruppen fik af tilbud, står i {chapter}.",
    "What services the control group got stands in {chapter}.",
)
DELIVERY = Phrase("kapitlet om gennemførelse", "the chapter on delivery")


def context(m: Materials) -> Chapter:
    """Compose the control group's number beside each source, and the population where the plan asks for it."""
    bands = [(at, entry) for at, entry in enumerate(m.entries("reference_band")) if m.given(_level(m, entry))]
    population = population_blocks(m)
    if not bands and not population:
        notice = Notice(kind="not_estimated", title=m.words(NOT_COMPARED), parts=m.words(WHY))
        return Chapter(id="context", title=m.words(TITLE), blocks=(notice,))
    blocks: list[Block] = [Paragraph(style="lead", parts=m.words(LEAD))]
    if bands:
        blocks.append(_table(m, bands))
    for _, entry in bands:
        blocks.append(Paragraph(parts=_position(m, entry)))
    blocks += population
    if m.has("delivery"):
        blocks.append(Paragraph(parts=m.say(SERVICES, chapter=link(DELIVERY, m.language, "delivery"))))
    return Chapter(id="context", title=m.words(TITLE), blocks=tuple(blocks))


def _level(m: Materials, entry: dict[str, Any]) -> str:
    return f"{entry['analysis']}.level.{m.control_arm()}"


def _table(m: Materials, bands: list[tuple[int, dict[str, Any]]]) -> Table:
    rows = []
    for at, entry in bands:
        outcome = (m.label("outcome", m.outcome(entry["analysis"])["id"]),)
        low, high = (m.plan("reference_band", at, name, form="whole_percent") for name in ("low", "high"))
        said = (
            Cell(parts=(m.plan("reference_band", at, f"label_{m.language}"),)),
            Cell(parts=m.say(RANGE, low=low, high=high)),
            Cell(parts=(m.plan("reference_band", at, "source"),)),
        )
        found = (
            Cell(parts=m.say(CONTROL, arm=m.arm(m.control_arm())), aside=outcome),
            Cell(parts=(m.number(_level(m, entry), strong=True),)),
            Cell(parts=m.words(HERE)),
        )
        rows += [TableRow(cells=said), TableRow(cells=found)]
    columns = (
        Column(heading=m.words(WHO), share=2.4),
        Column(heading=m.words(SHARE), align="right"),
        Column(heading=m.words(FROM), share=2.4),
    )
    return Table(
        id="context",
        caption=m.words(CAPTION),
        columns=columns,
        rows=tuple(rows),
        sources=tuple(_level(m, entry) for _, entry in bands),
        stacks=True,
    )


def _position(m: Materials, entry: dict[str, Any]) -> Parts:
    level = m.released.row(_level(m, entry)).estimate
    assert level is not None, "only bands beside a level that was released are told"
    place = "below" if level < entry["low"] else "above" if level > entry["high"] else "within"
    told = m.say(POSITIONS[place], outcome=m.label("outcome", m.outcome(entry["analysis"])["id"]))
    return join(told, m.say(CAUTION, people=m.number(_level(m, entry), "n_arm")))
