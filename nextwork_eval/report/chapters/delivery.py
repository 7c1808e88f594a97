"""What was delivered: take-up and dose, what the control group got, and then internships and firms."""

from __future__ import annotations

from nextwork_eval.report.blocks import Block, Cell, Chapter, Column, Heading, Notice, Paragraph, Parts, Table, TableRow
from nextwork_eval.report.chapters.delivery_firms import firm_blocks
from nextwork_eval.report.chapters.delivery_internships import internship_blocks
from nextwork_eval.report.figures import participation
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase
from nextwork_eval.report.standing import REHEARSAL_TITLE, REHEARSAL_WHY
from nextwork_eval.report.tables import DASH, EMPTY, arm_columns, figure_block

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
DESCRIBES = Phrase(
    "Kapitlet beskriver, hvad der blev leveret. Intet tal i det er et estimat af en effekt.",
    "The chapter describes what was delivered. No number in it is an estimate of an effect.",
)
CAPTION = Phrase(
    "Hvor mange tog imod tilbuddet, og hvor meget de fik", "How many took up the offer, and how much they got"
)
MEASURE = Phrase("Mål", "Measure")
ALL = Phrase("Uger med fremmøde, alle i gruppen", "Weeks attended, everyone in the group")
TAKERS = Phrase("Uger med fremmøde, de, der tog imod", "Weeks attended, those who took it up")
MEANS = Phrase(
    "Uger er gennemsnit. Den, der ikke mødte op, tæller med som nul blandt alle i gruppen.",
    "Weeks are means. Among everyone in the group, a person who did not attend counts as zero.",
)
CLOSED = Phrase("lukket efter planen", "closed by the plan")
CLOSED_NOTE = Phrase(
    "Efter planen kan kontrolgruppen ikke deltage. Det er planens ord og ikke en optælling: det samme står der, hvad "
    "enten ingen eller nogle få deltog.",
    "By the plan the control group cannot take part. That is the word of the plan and no count: the same stands here "
    "whether nobody took part or a few did.",
)
GROUPS = Phrase(
    "De, der deltog, mødtes i {groups} med {size} personer i gennemsnit.",
    "Those who took part met in {groups} of {size} people on average.",
)
CONTROL_GOT = Phrase("Hvad kontrolgruppen fik", "What the control group got")
SERVICES = Phrase(
    "Kontrolgruppen stod ikke uden tilbud. Tabellen viser, hvor mange uger hver gruppe i gennemsnit fik af de tilbud, "
    "der står i registrene for begge grupper, og under det, hvor mange der fik noget.",
    "The control group was not left without services. The table shows how many weeks each group got on average of the "
    "services that the registers hold for both groups, and under it how many people got any.",
)
SERVICES_CAPTION = Phrase("Tilbud i de to grupper, uger i gennemsnit", "Services in the two groups, mean weeks")
SERVICE = Phrase("Tilbud", "Service")
SOME = Phrase("{some} af {all} personer", "{some} of {all} people")


def delivery(m: Materials) -> Chapter:
    """Compose what was delivered, or say that it was not measured."""
    blocks: tuple[Block, ...]
    if m.has("delivery") and any(row.outcome == "delivery.take_up" for row in m.released.rows):
        blocks = (
            Paragraph(style="lead", parts=m.words(LEAD)),
            Paragraph(parts=m.words(DESCRIBES)),
            *_taking_up(m),
            *_week_by_week(m),
            *_services(m),
            *internship_blocks(m),
            *firm_blocks(m),
        )
    elif m.has("delivery") and m.released.facts.sealed:
        blocks = (Notice(kind="not_estimated", title=m.words(REHEARSAL_TITLE), parts=m.words(REHEARSAL_WHY)),)
    else:
        blocks = (Notice(kind="not_estimated", title=m.words(NOT_MEASURED), parts=m.words(NO_DELIVERY)),)
    return Chapter(id="delivery", title=m.words(TITLE), blocks=blocks)


def _taking_up(m: Materials) -> list[Block]:
    named: list[tuple[Parts, str]] = [((m.plan("delivery", f"label_{m.language}"),), "take_up")]
    named += [(m.words(label), name) for label, name in ((ALL, "dose"), (TAKERS, "dose_takers")) if _any(m, name)]
    rows = tuple(
        TableRow(cells=(Cell(parts=label), *(_taken(m, name, arm) for arm in m.arms()))) for label, name in named
    )
    closed = sum(_is_closed(m, name, arm) for _, name in named for arm in m.arms())
    sources = tuple(
        f"delivery.{name}.{arm}" for _, name in named for arm in m.arms() if m.find(f"delivery.{name}.{arm}")
    )
    table = Table(
        id="take-up",
        caption=m.words(CAPTION),
        columns=(Column(heading=m.words(MEASURE), share=2.6), *arm_columns(m)),
        rows=rows,
        notes=(
            *((m.words(MEANS),) if len(rows) > 1 else ()),
            *((m.words(CLOSED_NOTE),) if closed else ()),
            *_dash(m, sources, cells=len(rows) * len(m.arms()) - closed),
        ),
        sources=sources,
        stacks=True,
    )
    count, size = (f"delivery.{name}.{m.treated_arm()}" for name in ("peer_groups", "peer_group_size"))
    if not (m.given(count) and m.given(size)):
        return [table]
    return [table, Paragraph(parts=m.say(GROUPS, groups=m.number(count), size=m.number(size)))]


def _week_by_week(m: Materials) -> list[Block]:
    """Draw who takes part from week to week; nothing where the plan names no stays."""
    figure = participation(m.released, m.language)
    return [] if figure is None else [figure_block(m, figure)]


def _services(m: Materials) -> list[Block]:
    services = [entry["id"] for entry in m.entries("delivery.service") if _any(m, f"service.{entry['id']}")]
    if not services:
        return []
    rows = tuple(
        TableRow(
            cells=(
                Cell(parts=(m.plan("delivery", "service", name, f"label_{m.language}"),)),
                *(_cell(m, f"delivery.service.{name}.{arm}", behind=SOME) for arm in m.arms()),
            )
        )
        for name in services
    )
    sources = tuple(f"delivery.service.{name}.{arm}" for name in services for arm in m.arms())
    table = Table(
        id="services",
        caption=m.words(SERVICES_CAPTION),
        columns=(Column(heading=m.words(SERVICE), share=2.6), *arm_columns(m)),
        rows=rows,
        notes=_dash(m, sources, cells=len(sources)),
        sources=tuple(name for name in sources if m.find(name) is not None),
        stacks=True,
    )
    return [Heading(parts=m.words(CONTROL_GOT)), Paragraph(parts=m.words(SERVICES)), table]


def _taken(m: Materials, name: str, arm: str) -> Cell:
    if _is_closed(m, name, arm):
        return Cell(parts=m.words(CLOSED))
    return _cell(m, f"delivery.{name}.{arm}")


def _is_closed(m: Materials, name: str, arm: str) -> bool:
    """Say whether an arm has no number to show, and the plan says that it cannot take part.

    It rests on the plan, and on a number that was withheld whether it was nought or a few: nothing of the data shows.
    """
    promised = any(
        entry["estimator"].get("reference_arm") == "cannot_take_up" for entry in m.analyses("effect_of_take_up")
    )
    return promised and arm == m.control_arm() and not m.given(f"delivery.{name}.{arm}")


def _cell(m: Materials, name: str, behind: Phrase | None = None) -> Cell:
    """Return the number of a row, and under it how many people have some of it."""
    if m.find(name) is None:
        return Cell(parts=EMPTY)
    if behind is None or not m.given(name):
        return Cell(parts=(m.number(name),))
    aside = m.say(behind, some=m.number(name, "events_arm"), all=m.number(name, "n_arm"))
    return Cell(parts=(m.number(name),), aside=aside)


def _any(m: Materials, name: str) -> bool:
    return any(m.find(f"delivery.{name}.{arm}") is not None for arm in m.arms())


def _dash(m: Materials, sources: tuple[str, ...], *, cells: int) -> tuple[Parts, ...]:
    """Say what a dash means where the table has one."""
    return () if sum(m.given(name) for name in sources) == cells else (m.words(DASH),)
