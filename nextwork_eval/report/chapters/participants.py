"""Who was in the trial: how everyone is accounted for, and how alike the lottery made the groups."""

from __future__ import annotations

from nextwork_eval.report.blocks import Block, Cell, Chapter, Column, Heading, Paragraph, Parts, Table, TableRow
from nextwork_eval.report.chapters.attrition import attrition_blocks
from nextwork_eval.report.figures import flow_diagram, love_plot
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.tables import DASH, EMPTY, arm_columns, figure_block

TITLE = Phrase("Deltagere", "Participants")
LEAD = Phrase(
    "Af {all} personer i lodtrækningen indgår {treated} i gruppen {treated_name} og {control} i gruppen "
    "{control_name} i analysen.",
    "Of {all} people in the lottery, {treated} in the group {treated_name} and {control} in the group {control_name} "
    "are analysed.",
)
FLOW = Phrase("Alle fra lodtrækning til opfølgning", "Everyone from lottery to follow-up")
STEP = Phrase("Trin", "Step")
TO_WEEK = Phrase("{label} uge {week}", "{label} week {week}")
ALIKE = Phrase("Ligner grupperne hinanden?", "Are the groups alike?")
BASELINE = Phrase("De to grupper før lodtrækningen", "The two groups before the lottery")
TRAIT = Phrase("Træk", "Trait")
STANDARDISED = Phrase("Standardiseret forskel", "Standardised difference")
BASELINE_NOTE = Phrase(
    "Den standardiserede forskel er forskellen målt i standardafvigelser. Enkelte træk testes ikke hver for sig: "
    "efter en lodtrækning er enhver "
    "forskel mellem grupperne tilfældig.",
    "The standardised difference is the difference measured in standard deviations. Single traits are not tested one "
    "by one: after a "
    "lottery any difference between the groups is chance.",
)
OMNIBUS = Phrase(
    "Én samlet test spørger, om alle træk tilsammen er så skævt fordelt, at lodtrækningen kan betvivles: chi-i-anden "
    "{value} med {df} "
    "frihedsgrader, p {p}.",
    "One joint test asks whether all traits together are distributed so unevenly that the lottery may be doubted: "
    "chi-square {value} on "
    "{df} degrees of freedom, p {p}.",
)
OMNIBUS_REPEATED = Phrase(
    "Én samlet test spørger, om alle træk tilsammen er så skævt fordelt, at lodtrækningen kan betvivles: chi-i-anden "
    "{value} ({df} frihedsgrader), p {p}. P-værdien kommer af at gentage lodtrækningen inden for hvert hold, fordi "
    "forsøget er lille.",
    "One joint test asks whether all traits together are distributed so unevenly that the lottery may be doubted: "
    "chi-square {value} ({df} degrees of freedom), p {p}. The p-value comes from repeating the lottery within each "
    "round, because the trial is small.",
)
NOT_KNOWN = Phrase("ukendt for {n}", "not known for {n}")


def participants(m: Materials) -> Chapter:
    """Compose the flow, who was lost, and the table of traits."""
    blocks: list[Block] = [
        Paragraph(
            style="lead",
            parts=m.say(
                LEAD,
                all=m.persons("randomised"),
                treated=m.persons("analysed", m.treated_arm()),
                control=m.persons("analysed", m.control_arm()),
                treated_name=m.arm(m.treated_arm()),
                control_name=m.arm(m.control_arm()),
            ),
        )
    ]
    figure = flow_diagram(m.released, m.language)
    if figure is not None:
        blocks.append(figure_block(m, figure))
    blocks += [_flow_table(m), *attrition_blocks(m)]
    covariates = [
        entry["id"] for entry in m.entries("covariate") if m.find(f"baseline.{entry['id']}.standardized_difference")
    ]
    if covariates:
        blocks += [Heading(parts=m.words(ALIKE)), _baseline(m, covariates)]
        if (drawn := love_plot(m.released, m.language)) is not None:
            blocks.append(figure_block(m, drawn))
    omnibus = m.find("baseline.omnibus")
    if omnibus is not None and omnibus.estimate is not None:
        blocks.append(
            Paragraph(
                parts=m.say(
                    OMNIBUS if omnibus.seed is None else OMNIBUS_REPEATED,
                    value=m.number("baseline.omnibus"),
                    df=m.number("baseline.omnibus", "df"),
                    p=m.number("baseline.omnibus", "p_value", "equation"),
                )
            )
        )
    return Chapter(id="participants", title=m.words(TITLE), blocks=tuple(blocks))


def _flow_table(m: Materials) -> Table:
    """One row for each kind of box, one column for each arm; losses stand where they happen."""
    steps: list[str] = []
    for node in m.released.flow.nodes:
        noted_by_week = node.kind == "noted" and node.week is not None  # these are the table of attrition
        if node.arm is not None and node.id not in steps and not noted_by_week:
            steps.append(node.id)
    rows = []
    for step in steps:
        boxes = {node.arm: node for node in m.released.flow.nodes if node.id == step}
        first = next(iter(boxes.values()))
        label = (
            Phrase("Trukket til gruppen", "Allocated")
            if step == "allocated"
            else Phrase(first.label_da, first.label_en)
        )
        parts: Parts = m.words(label)
        if first.week is not None:
            parts = m.say(TO_WEEK, label=parts, week=m.box_week(step, first.arm))
        cells = (Cell(parts=(m.persons(step, arm),) if arm in boxes else EMPTY) for arm in m.arms())
        rows.append(TableRow(cells=(Cell(parts=parts), *cells), strong=first.kind == "kept" and first.week is None))
    columns = (Column(heading=m.words(STEP), share=2.4), *arm_columns(m))
    return Table(id="flow", caption=m.words(FLOW), columns=columns, rows=tuple(rows))


def _level(m: Materials, name: str, arm: str) -> Cell:
    """Return the level of an arm, and under it for how many the trait is not known, where there are any."""
    level, missing = f"baseline.{name}.{arm}", m.find(f"baseline.{name}.missing.{arm}")
    aside = m.say(NOT_KNOWN, n=m.number(missing.result_id)) if missing is not None and missing.estimate else ()
    return Cell(parts=(m.number(level),) if m.find(level) is not None else EMPTY, aside=aside)


def _baseline(m: Materials, covariates: list[str]) -> Table:
    rows, sources = [], []
    for name in covariates:
        levels = [f"baseline.{name}.{arm}" for arm in m.arms()]
        difference = f"baseline.{name}.standardized_difference"
        sources += [*levels, difference]
        rows.append(
            TableRow(
                cells=(
                    Cell(parts=(m.label("covariate", name),)),
                    *(_level(m, name, arm) for arm in m.arms()),
                    Cell(parts=(m.number(difference),)),
                )
            )
        )
    columns = (
        Column(heading=m.words(TRAIT), share=2.6),
        *arm_columns(m),
        Column(heading=m.words(STANDARDISED), align="right", share=1.5),
    )
    return Table(
        id="baseline",
        caption=m.words(BASELINE),
        columns=columns,
        rows=tuple(rows),
        notes=(join(m.words(BASELINE_NOTE), () if all(map(m.given, sources)) else m.words(DASH)),),
        sources=tuple(sources),
        stacks=True,
    )
