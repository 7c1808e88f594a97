"""How the lottery was held, and how far each round can be followed."""

from __future__ import annotations

from typing import Any

from nextwork_eval.report.blocks import Block, Cell, Chapter, Column, Paragraph, Parts, Table, TableRow
from nextwork_eval.report.chapters.background import plan_prose
from nextwork_eval.report.chapters.power import power_of_the_trial
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase

TITLE = Phrase("Design", "Design")
CAPTION = Phrase("Lodtrækningerne, som planen angiver dem", "The lotteries as the plan declares them")
ROUND = Phrase("Hold", "Round")
DATE = Phrase("Dato", "Date")
RANDOMISED = Phrase("Med i lodtrækningen", "Randomised")
OFFERED = Phrase("Fik tilbuddet", "Offered")
CHANCE = Phrase("hver med {chance}", "each with {chance}")
CLUSTERS = Phrase("{offered} af {clusters} klynger", "{offered} of {clusters} clusters")
FOLLOWED = Phrase("Følges til uge {week}", "Followed to week {week}")
YES = Phrase("ja", "yes")
NO = Phrase("nej", "no")
UNKNOWN = Phrase("ikke angivet", "not given")
COMPARISON = Phrase(
    "Sammenligningen er altid den samme: alle, der fik tilbuddet ved lod, over for alle, der ikke gjorde. Hver "
    "person tæller i den gruppe, "
    "loddet gav, uanset hvad der siden skete. Derfor kan forskellen mellem grupperne tilskrives tilbuddet og "
    "tilfældet, og intervallet siger, "
    "hvor meget tilfældet kan fylde.",
    "The comparison is always the same: everyone who got the offer by lot against everyone who did not. Each person "
    "counts in the group that "
    "the lottery gave, whatever happened later. The difference between the groups can therefore be ascribed to the "
    "offer and to chance, and "
    "the interval says how large the part of chance can be.",
)
REACH = Phrase(
    "Et hold tæller med ved en horisont, når data for alle i holdet når så langt. Så er det kalenderen og ikke "
    "personernes skæbne, der afgør, "
    "hvem der er med.",
    "A round counts at a horizon when the data of everyone in it reach that far. Then it is the calendar, and not "
    "what became of people, that "
    "decides who is included.",
)


def design(m: Materials) -> Chapter:
    """Compose the design with the table of lottery rounds, and what a trial of that size can show."""
    blocks: list[Block] = [*plan_prose(m, "design"), Paragraph(parts=m.words(COMPARISON)), _rounds(m)]
    blocks += power_of_the_trial(m)
    return Chapter(id="design", title=m.words(TITLE), blocks=tuple(blocks))


def _offered(m: Materials, entry: dict[str, Any]) -> Parts:
    """Return the number of offers of a round, of people or clusters, or the chance of each."""
    if entry.get("offered") is not None:
        return (m.plan("design", "round", entry["id"], "offered", form="count"),)
    if entry.get("clusters_offered") is not None:
        drawn, there = (
            m.plan("design", "round", entry["id"], name, form="count") for name in ("clusters_offered", "clusters")
        )
        return m.say(CLUSTERS, offered=drawn, clusters=there)
    return m.say(CHANCE, chance=m.plan("design", "round", entry["id"], "probability", form="whole_percent"))


def _rounds(m: Materials) -> Table:
    reaching = m.released.facts.rounds_reaching
    columns = (
        Column(heading=m.words(ROUND)),
        Column(heading=m.words(DATE), share=1.5),
        Column(heading=m.words(RANDOMISED), align="right", share=1.3),
        Column(heading=m.words(OFFERED), align="right"),
        *(
            Column(heading=m.say(FOLLOWED, week=m.fact("reaching_week", week, form="count")), align="right")
            for week, _ in reaching
        ),
    )
    rows = []
    for entry in m.entries("design.round"):
        name = entry["id"]
        dated = (m.plan("design", "round", name, "date", form="date"),) if entry.get("date") else m.words(UNKNOWN)
        rows.append(
            TableRow(
                cells=(
                    Cell(parts=(m.plan("design", "round", name, "id"),)),
                    Cell(parts=dated),
                    Cell(parts=(m.plan("design", "round", name, "randomised", form="count"),)),
                    Cell(parts=_offered(m, entry)),
                    *(Cell(parts=m.words(YES if name in rounds else NO)) for _, rounds in reaching),
                )
            )
        )
    return Table(
        id="rounds",
        caption=m.words(CAPTION),
        columns=columns,
        rows=tuple(rows),
        notes=(m.words(REACH),) if reaching else (),
    )
