"""For whom the offer did what: the difference in each group that the plan named, and whether the groups differ."""

from __future__ import annotations

from typing import Any

from nextwork_eval.report.blocks import Block, Cell, Chapter, Column, Heading, Paragraph, Parts, Table, TableRow
from nextwork_eval.report.chapters import not_estimated
from nextwork_eval.report.contrasts import independent_note
from nextwork_eval.report.figures import subgroup_effects
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.tables import (
    DASH,
    DIFFERENCE,
    EMPTY,
    GROUP,
    INTERVAL,
    P_VALUE,
    PERSONS,
    VALUE,
    arm_columns,
    figure_block,
    persons,
)

LEAD = Phrase(
    "Planen nævnte på forhånd, hvilke grupper der skulle ses på. At forskellen er tydelig i én gruppe og ikke i en "
    "anden, siger ikke, at grupperne er forskellige: den mindre gruppe har altid det bredere interval. Det spørgsmål "
    "har én prøve for alle grupper på én gang, og den står under hver tabel.",
    "The plan named in advance which groups were to be looked at. That the difference is clear in one group and not "
    "in another does not say that the groups differ: the smaller group always has the wider interval. That question "
    "has one test of all groups at once, which stands under each table.",
)
CAPTION = Phrase("{outcome}, efter {split}", "{outcome}, by {split}")
SHRUNKEN = Phrase("Trukket mod den fælles", "Drawn towards the common one")
EVERYONE = Phrase("Alle", "Everyone")
NOT_KNOWN = Phrase("Ikke kendt", "Not known")
TEST = Phrase(
    "Er forskellen den samme i alle grupper? Prøven har F-værdien {f} og p {p}. En høj p-værdi siger ikke, at "
    "grupperne er ens, kun at tallene ikke kan skille dem ad.",
    "Is the difference the same in all groups? The test has the F value {f} and p {p}. A high p-value does not say "
    "that the groups are alike, only that the numbers cannot tell them apart.",
)
CONTRAST = Phrase(
    "Forskellen mellem de to gruppers forskelle, den sidste minus den første, er {estimate} {interval}.",
    "The difference between the two groups' differences, the last minus the first, is {estimate} {interval}.",
)
WITHHELD = Phrase(
    "Tallene er holdt tilbage: en af grupperne er så lille, at den kunne regnes ud af de andre.",
    "The numbers were withheld: one of the groups is so small that it could be worked out from the others.",
)
SHRUNKEN_NOTE = Phrase(
    "Den største af flere forskelle er ofte stor ved et tilfælde. Trukket mod den fælles forskel er den det bedste bud "
    "på den enkelte gruppe. Den fælles vejer grupperne efter, hvor sikkert de er målt, og kan være en anden end den "
    "for alle.",
    "The largest of several differences is often large by chance. Drawn towards the common difference it is the best "
    "guess at the single group. The common one weighs the groups by how surely they are measured, and may be another "
    "than that for everyone.",
)
PROXY = Phrase("Efter en forudsigelse", "Along a prediction")
PROXY_TEXT = Phrase(
    "Af det, man vidste før lodtrækningen, er der på halvdelen af personerne lavet en forudsigelse af, hvem der får "
    "mest ud af tilbuddet. Den er prøvet på den anden halvdel, mange gange. Det er eksplorativt: forudsigelsen nævner "
    "ingen gruppe på forhånd.",
    "From what was known before the lottery, a prediction of who gains most from the offer was made on one half of "
    "the people. It was tried on the other half, many times. It is exploratory: the prediction names no group in "
    "advance.",
)
PROXY_CAPTION = Phrase("{outcome}, efter forudsigelsen", "{outcome}, along the prediction")
_PARTS = {
    "average": Phrase("Alle", "Everyone"),
    "lowest": Phrase("Dem, der efter forudsigelsen får mindst ud af det", "Those predicted to gain least"),
    "middle": Phrase("Dem imellem", "Those in between"),
    "highest": Phrase("Dem, der efter forudsigelsen får mest ud af det", "Those predicted to gain most"),
    "spread": Phrase("De sidste minus de første", "The last minus the first"),
    "heterogeneity": Phrase("Hældning på forudsigelsen", "Slope on the prediction"),
}


def for_whom(m: Materials) -> Chapter:
    """Compose a figure, a table and a test for each split of the plan; say that there is none where there is none."""
    splits = [entry for entry in m.analyses("difference_by_subgroup") if m.find(f"{entry['id']}.interaction")]
    proxies = [entry for entry in m.analyses("blp_gates") if m.find(f"{entry['id']}.average")]
    if not splits and not proxies:
        return not_estimated.for_whom(m)
    blocks: list[Block] = [Paragraph(style="lead", parts=m.words(LEAD))] if splits else []
    for entry in splits:
        blocks += _split(m, entry)
    if proxies:
        blocks += [Heading(parts=m.words(PROXY)), Paragraph(parts=m.words(PROXY_TEXT))]
    blocks += [_proxy_table(m, entry) for entry in proxies]
    return Chapter(id="whom", title=m.words(not_estimated.FOR_WHOM), blocks=tuple(blocks))


def _split(m: Materials, entry: dict[str, Any]) -> list[Block]:
    name = entry["id"]
    figure = subgroup_effects(m.released, name, m.language)
    blocks: list[Block] = [] if figure is None else [figure_block(m, figure)]
    blocks.append(_table(m, entry))
    if not m.given(f"{name}.interaction"):
        return [*blocks, Paragraph(parts=m.words(WITHHELD))]
    told = m.say(
        TEST,
        f=m.number(f"{name}.interaction"),
        p=m.number(f"{name}.interaction", "p_value", "equation"),
    )
    if m.given(f"{name}.contrast"):
        contrast = m.say(
            CONTRAST, estimate=m.number(f"{name}.contrast"), interval=m.number(f"{name}.contrast", form="interval")
        )
        told = join(contrast, told)
    return [*blocks, Paragraph(style="verdict", parts=told)]


def _table(m: Materials, entry: dict[str, Any]) -> Table:
    name, split = entry["id"], entry["estimator"]["subgroup"]
    levels = next(item["level"] for item in m.entries("subgroup") if item["id"] == split)
    named: list[tuple[str, Parts]] = [
        (level["id"], (m.plan("subgroup", split, "level", level["id"], f"label_{m.language}"),)) for level in levels
    ]
    named += [("not_known", m.words(NOT_KNOWN)), ("all", m.words(EVERYONE))]
    shown = [(group, label) for group, label in named if m.find(f"{name}.difference.{group}") is not None]
    rows, sources = [], []
    for group, label in shown:
        difference, drawn = f"{name}.difference.{group}", f"{name}.shrunken.{group}"
        arms = [f"{name}.level.{group}.{arm}" for arm in m.arms()]
        sources += [row for row in (*arms, difference, drawn) if m.find(row) is not None]
        cells = (
            Cell(parts=label),
            *(Cell(parts=(m.number(arm, form="bare"),) if m.find(arm) else EMPTY) for arm in arms),
            Cell(parts=(m.number(difference, form="bare", strong=True),)),
            Cell(parts=(m.number(difference, form="interval"),)),
            Cell(parts=(m.number(drawn, form="bare"),) if m.find(drawn) else EMPTY),
            Cell(parts=persons(m, difference)),
        )
        rows.append(TableRow(cells=cells, strong=group == "all"))
    everyone = f"{name}.difference.all"
    columns = (
        Column(heading=m.words(GROUP), share=2),
        *arm_columns(m, 1.1),
        Column(heading=m.words(DIFFERENCE), align="right", share=1.1),
        Column(heading=m.say(INTERVAL, level=m.number(everyone, "conf_level")), align="right", share=1.6),
        Column(heading=m.words(SHRUNKEN), align="right", share=1.4),
        Column(heading=m.words(PERSONS), align="right", share=1.1),
    )
    return Table(
        id=f"subgroups-{name}",
        caption=m.say(CAPTION, outcome=m.label("outcome", m.outcome(name)["id"]), split=m.label("subgroup", split)),
        columns=columns,
        rows=tuple(rows),
        notes=(join(m.words(SHRUNKEN_NOTE), independent_note(m, [entry]), m.words(DASH)),),
        sources=tuple(sources),
        stacks=True,
    )


def _proxy_table(m: Materials, entry: dict[str, Any]) -> Table:
    name, parts = entry["id"], int(entry["estimator"].get("parts", 3))
    middle = [(f"part.{number}", "middle") for number in range(2, parts)]
    lines = [("average", "average"), ("part.1", "lowest"), *middle, (f"part.{parts}", "highest"), ("spread", "spread")]
    lines.append(("heterogeneity", "heterogeneity"))
    rows = tuple(
        TableRow(
            cells=(
                Cell(parts=m.words(_PARTS[label])),
                Cell(parts=(m.number(f"{name}.{ending}"),)),
                Cell(parts=(m.number(f"{name}.{ending}", form="interval"),)),
                Cell(parts=(m.number(f"{name}.{ending}", "p_value"),)),
            )
        )
        for ending, label in lines
    )
    columns = (
        Column(heading=m.words(GROUP), share=3),
        Column(heading=m.words(VALUE), align="right", share=1.8),
        Column(heading=m.say(INTERVAL, level=m.number(f"{name}.average", "conf_level")), align="right", share=1.6),
        Column(heading=m.words(P_VALUE), align="right"),
    )
    return Table(
        id=f"proxy-{name}",
        caption=m.say(PROXY_CAPTION, outcome=m.label("outcome", m.outcome(name)["id"])),
        columns=columns,
        rows=rows,
        notes=(m.words(DASH),),
        sources=tuple(f"{name}.{ending}" for ending, _ in lines),
        stacks=True,
    )
