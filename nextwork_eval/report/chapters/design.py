"""How the lottery was held, and how far each round can be followed."""

from __future__ import annotations

from typing import Any

from nextwork_eval.report.blocks import Block, Cell, Chapter, Column, Facts, Paragraph, Parts, Table, TableRow
from nextwork_eval.report.chapters.background import plan_prose
from nextwork_eval.report.chapters.planned_and_found import planned_and_found
from nextwork_eval.report.chapters.power import power_of_the_trial
from nextwork_eval.report.figures import trial_timeline
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.tables import figure_block

TITLE = Phrase("Design", "Design")
CAPTION = Phrase("Lodtrækningerne, som planen angiver dem", "The lotteries as the plan declares them")
ROUND = Phrase("Hold", "Round")
ONLY_ONE = Phrase("Det eneste", "The only one")
DATE = Phrase("Dato", "Date")
RANDOMISED = Phrase("Med i lodtrækningen", "Randomised")
OFFERED = Phrase("Fik tilbuddet", "Offered")
CHANCE = Phrase("hver med {chance}", "each with {chance}")
CLUSTERS = Phrase("{offered} af {clusters} klynger", "{offered} of {clusters} clusters")
FOLLOWED = Phrase("Følges til uge {week}", "Followed to week {week}")
YES = Phrase("ja", "yes")
NO = Phrase("nej", "no")
UNKNOWN = Phrase("ikke angivet", "not given")
UNIT = Phrase("Hvad der blev trukket lod om", "What was drawn")
UNITS = {"person": Phrase("Personer", "People"), "cluster": Phrase("Klynger af personer", "Clusters of people")}
ALLOCATION = Phrase("Hvordan", "How")
ALLOCATIONS = {
    "complete": Phrase("Et fast antal pr. hold", "A fixed number in each round"),
    "independent": Phrase("Hver for sig, med en fast chance", "One by one, with a fixed chance"),
}
ROUNDS = Phrase("Lodtrækninger", "Lotteries")
ROUNDS_HELD = Phrase("{rounds}; grupperne sammenlignes inden for hver", "{rounds}; compared within each")
HELD = Phrase("Holdt", "Held")
FIRST_TO_LAST = Phrase("{first} til {last}", "{first} to {last}")
IN_ALL = Phrase("Personer i lodtrækningen", "People in the lottery")
GROUPS = Phrase("Heraf i hver gruppe", "Of these in each group")
PRIMARY = Phrase("Primært udfald", "Primary outcome")
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
    blocks: list[Block] = [*plan_prose(m, "design"), _facts(m), Paragraph(parts=m.words(COMPARISON))]
    calendar = trial_timeline(m.released, m.language)
    if calendar is not None:
        blocks.append(figure_block(m, calendar))
    blocks.append(_rounds(m))
    blocks += power_of_the_trial(m)
    blocks += planned_and_found(m)
    return Chapter(id="design", title=m.words(TITLE), blocks=tuple(blocks))


def _facts(m: Materials) -> Facts:
    """Set the design as names and answers, each from the plan."""
    design, rounds = m.released.plan["design"], m.entries("design.round")
    number = m.fact("number_of_rounds", form="count")
    items: list[tuple[Parts, Parts]] = [
        (m.words(UNIT), m.words(UNITS[design["unit"]])),
        (m.words(ALLOCATION), m.words(ALLOCATIONS[design["allocation"]])),
        (m.words(ROUNDS), m.say(ROUNDS_HELD, rounds=number) if len(rounds) > 1 else (number,)),
    ]
    dates = sorted((str(entry["date"]), str(entry["id"])) for entry in rounds if entry.get("date"))
    if dates:
        first, last = (m.plan("design", "round", name, "date", form="date") for name in (dates[0][1], dates[-1][1]))
        span = (first,) if first.text == last.text else m.say(FIRST_TO_LAST, first=first, last=last)
        items.append((m.words(HELD), span))
    items.append((m.words(IN_ALL), (m.persons("randomised"),)))
    groups = [(m.arm(arm), m.persons("allocated", arm)) for arm in m.arms()]
    items.append((m.words(GROUPS), join(*(join(name, number, between=": ") for name, number in groups), between="; ")))
    primary = [(m.label("outcome", entry["outcome"]),) for entry in m.analyses() if entry["purpose"] == "primary"]
    items.append((m.words(PRIMARY), join(*primary, between="; ")))
    return Facts(id="design", items=tuple(items))


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
    rows, several = [], len(m.entries("design.round")) > 1
    for entry in m.entries("design.round"):
        name = entry["id"]
        dated = (m.plan("design", "round", name, "date", form="date"),) if entry.get("date") else m.words(UNKNOWN)
        rows.append(
            TableRow(
                cells=(
                    Cell(parts=(m.plan("design", "round", name, "id"),) if several else m.words(ONLY_ONE)),
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
