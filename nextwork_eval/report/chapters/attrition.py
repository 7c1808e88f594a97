"""Who was lost on the way to each horizon, and whether the arms are as large as the lottery makes them.

A part of the chapter on participants: the rounds that cannot be followed so far stand beside those who were lost, and
are not counted among them.
"""

from __future__ import annotations

from nextwork_eval.report.blocks import Block, Cell, Column, Heading, Paragraph, Parts, Table, TableRow
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.tables import DASH, arm_columns
from nextwork_eval.report.wordings import name_of

TITLE = Phrase("Frafald", "Attrition")
TEXT = Phrase(
    "Frafaldet er dem, der var med i lodtrækningen og burde kunne følges til horisonten, men ikke findes i "
    "registrene. Hold, hvis data endnu ikke når så langt, er ikke frafald: kalenderen udelader begge grupper af et "
    "hold. De står for sig. Død og udrejse er situationer, ikke frafald.",
    "Attrition is those who were in the lottery and should be known at the horizon, but are not found in the "
    "registers. Rounds whose data do not reach so far yet are not attrition: the calendar leaves out both groups of a "
    "round. They stand by themselves. Death and emigration are situations, not attrition.",
)
CAPTION = Phrase("Frafald ved hver horisont", "Attrition at each horizon")
HORIZON = Phrase("Horisont", "Horizon")
WEEK = Phrase("Uge {week}", "Week {week}")
OVERALL = Phrase("I alt", "Overall")
DIFFERENCE = Phrase("Forskel, procentpoint", "Difference, percentage points")
CLASS = Phrase("Klasse", "Class")
NOT_DUE = Phrase("Hold, der ikke kan følges så langt, personer", "Rounds not followed so far, persons")
CLASSES = {
    "low": Phrase("lav", "low"),
    "low_if_optimistic": Phrase("høj; lav med den optimistiske grænse", "high; low by the optimistic boundary"),
    "high": Phrase("høj", "high"),
}
NOTE = Phrase(
    "Klassen følger grænserne fra What Works Clearinghouse: frafaldet i alt og forskellen mellem grupperne "
    "tilsammen. Den forsigtige grænse gælder, fordi indsatsen kan have påvirket, hvem der faldt fra.",
    "The class follows the boundaries of the What Works Clearinghouse: attrition overall and the difference between "
    "the groups together. The cautious boundary applies, because the programme may have affected who was lost.",
)
RATIO = Phrase(
    "Blandt de analyserede fik {share} tilbuddet. Havde det intet med loddet at gøre, hvem der blev analyseret, ville "
    "en mindst lige så skæv fordeling komme med p {p} (eksakt test inden for hvert hold).",
    "Of those analysed, {share} got the offer. Had being analysed nothing to do with the lot, a split at least as "
    "uneven would come with p {p} (exact test within each round).",
)


def attrition_blocks(m: Materials) -> list[Block]:
    """Compose the table of attrition and the sentence on the sample ratio; nothing where neither was found."""
    weeks = [row.week for row in m.released.rows if row.statistic == "differential_attrition" and row.week is not None]
    blocks: list[Block] = []
    if weeks:
        blocks += [Heading(parts=m.words(TITLE)), Paragraph(parts=m.words(TEXT)), _table(m, weeks)]
    if m.given("flow.sample_ratio"):
        told = m.say(RATIO, share=m.number("flow.sample_ratio"), p=m.number("flow.sample_ratio", "p_value", "equation"))
        blocks.append(Paragraph(parts=told))
    return blocks


def _table(m: Materials, weeks: list[int]) -> Table:
    rows, sources = [], []
    for week in weeks:
        stem = f"attrition.w{week}"
        names = [f"{stem}.overall", *(f"{stem}.{arm}" for arm in m.arms()), f"{stem}.differential"]
        sources += names
        cells = [
            Cell(parts=m.say(WEEK, week=m.number(names[0], "week"))),
            *(Cell(parts=(m.number(name),)) for name in names[:-1]),
            Cell(parts=(m.number(names[-1], form="bare"),)),
            Cell(parts=_class(m, names[-1])),
            Cell(parts=join(*(m.persons(f"not_due_w{week}", arm) for arm in m.arms()), between=" + ")),
        ]
        rows.append(TableRow(cells=tuple(cells)))
    columns = (
        Column(heading=m.words(HORIZON), share=1.1),
        Column(heading=m.words(OVERALL), align="right"),
        *arm_columns(m),
        Column(heading=m.words(DIFFERENCE), align="right", share=1.4),
        Column(heading=m.words(CLASS), share=1.4),
        Column(heading=m.words(NOT_DUE), align="right", share=1.6),
    )
    return Table(
        id="attrition",
        caption=m.words(CAPTION),
        columns=columns,
        rows=tuple(rows),
        notes=(join(m.words(NOTE), () if all(map(m.given, sources)) else m.words(DASH)),),
        sources=tuple(sources),
        stacks=True,
    )


def _class(m: Materials, result_id: str) -> Parts:
    row = m.find(result_id)
    return m.words(name_of(CLASSES, row.verdict)) if row is not None and row.verdict else m.words(Phrase("–", "–"))
