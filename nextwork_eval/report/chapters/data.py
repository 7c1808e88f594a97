"""Which data, how fresh, and exactly what each outcome means."""

from __future__ import annotations

from typing import Any

from nextwork_eval.report.blocks import Block, Cell, Chapter, Column, Heading, Paragraph, Parts, Table, TableRow
from nextwork_eval.report.chapters.estimands import estimands, missing_rules
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.tables import EMPTY
from nextwork_eval.report.wordings import GOOD, GOOD_WAITS, name_of, rule_in_words

TITLE = Phrase("Data og definitioner", "Data and definitions")
LEAD = Phrase(
    "Hver persons tid er delt i uger, talt fra lodtrækningen, og hver uge har netop én situation. Alle resultater er "
    "regler på disse uger.",
    "Each person's time is divided into weeks, counted from the lottery, and each week has exactly one situation. "
    "Every outcome is a rule "
    "on these weeks.",
)
CUT_OFFS = Phrase("Hvor langt registrene når", "How far the registers reach")
REGISTER = Phrase("Register", "Register")
UNTIL = Phrase("Dækker til og med", "Complete to")
NO_CUT_OFFS = Phrase(
    "Skemaet angiver ingen slutdato for de enkelte registre; opfølgningen slutter for alle ved den samme uge.",
    "The schema declares no end date for the single registers; follow-up ends at the same week for all.",
)
FINDINGS = Phrase("Hvad der blev bemærket, da data blev læst", "What was noticed when the data were read")
WHERE = Phrase("Tabel", "Table")
KIND = Phrase("Kode", "Code")
COUNT = Phrase("Antal", "Count")
EXPECTED = Phrase("Forventet", "Expected")
NOTHING_NOTICED = Phrase(
    "Data opfyldte skemaet: der var intet at bemærke, da de blev læst.",
    "The data fulfilled the schema: there was nothing to note when they were read.",
)
OUTCOMES = Phrase("Resultaterne og deres regler", "The outcomes and their rules")
OUTCOME = Phrase("Resultat", "Outcome")
RULE = Phrase("Regel", "Rule")
BETTER = Phrase("Bedst er", "Better is")
ROUNDS = Phrase("Hold, der når så langt", "Rounds that reach it")
SOME_OF_ALL = Phrase("{some} af {all}", "{some} of {all}")
READING = Phrase("Hvordan registrene læses", "How the registers are read")
SETS = Phrase("Hvad situationerne dækker", "What the situations hold")
SET = Phrase("Betegnelse", "Name")
STATES = Phrase("Situationer", "Situations")


def data(m: Materials) -> Chapter:
    """Compose the data sources and the definitions."""
    blocks: list[Block] = [Paragraph(parts=m.words(LEAD), style="lead"), estimands(m)]
    if (rules := missing_rules(m)) is not None:
        blocks.append(rules)
    blocks += [_outcomes(m), Heading(parts=m.words(READING))]
    blocks += [Paragraph(parts=(m.fact(f"state_map_note_{m.language}"),)), _state_sets(m)]
    blocks.append(_cut_offs(m) if m.released.facts.cut_offs else Paragraph(parts=m.words(NO_CUT_OFFS)))
    blocks.append(_findings(m) if m.released.findings else Paragraph(parts=m.words(NOTHING_NOTICED)))
    return Chapter(id="data", title=m.words(TITLE), blocks=tuple(blocks))


def _outcomes(m: Materials) -> Table:
    rows = tuple(
        TableRow(
            cells=(
                Cell(parts=(m.label("outcome", entry["id"]),)),
                Cell(parts=rule_in_words(m, entry)),
                Cell(parts=m.words(name_of(_goods(entry), entry["good"]))),
                Cell(parts=_rounds(m, entry)),
            )
        )
        for entry in m.entries("outcome")
    )
    columns = (
        Column(heading=m.words(OUTCOME), share=1.6),
        Column(heading=m.words(RULE), share=3),
        Column(heading=m.words(BETTER), share=0.7),
        Column(heading=m.words(ROUNDS), align="right", share=0.8),
    )
    return Table(id="outcomes", caption=m.words(OUTCOMES), columns=columns, rows=rows, stacks=True)


def _goods(outcome: dict[str, Any]) -> dict[str, Phrase]:
    return GOOD_WAITS if outcome["rule"]["kind"] in ("time_to_entry", "time_to_return") else GOOD


def _rounds(m: Materials, outcome: dict[str, Any]) -> Parts:
    """Say how many lottery rounds can be followed to the outcome's horizon."""
    rule = outcome["rule"]
    week = next(rule[key] for key in ("by_week", "to_week", "week", "horizon") if key in rule)
    if week not in dict(m.released.facts.rounds_reaching):
        return EMPTY
    some = m.fact("rounds_reaching", week, form="count")
    return m.say(SOME_OF_ALL, some=some, all=m.fact("number_of_rounds", form="count"))


def _state_sets(m: Materials) -> Table:
    rows = tuple(
        TableRow(
            cells=(
                Cell(parts=(m.label("state_set", entry["id"]),)),
                Cell(parts=join(*(m.fact(f"states_{m.language}", name) for name in entry["states"]), between="; ")),
            )
        )
        for entry in m.entries("state_set")
    )
    columns = (Column(heading=m.words(SET), share=1.6), Column(heading=m.words(STATES), share=3.7))
    return Table(id="state-sets", caption=m.words(SETS), columns=columns, rows=rows)


def _cut_offs(m: Materials) -> Table:
    rows = tuple(
        TableRow(cells=(Cell(parts=(m.fact("registers", name),)), Cell(parts=(m.fact("cut_offs", name, form="date"),))))
        for name, _ in m.released.facts.cut_offs
    )
    columns = (Column(heading=m.words(REGISTER)), Column(heading=m.words(UNTIL)))
    return Table(id="cut-offs", caption=m.words(CUT_OFFS), columns=columns, rows=rows)


def _findings(m: Materials) -> Table:
    rows = tuple(
        TableRow(
            cells=(
                Cell(parts=(m.fact("findings", at, "table", code=True),)),
                Cell(parts=(m.fact("findings", at, "code", code=True),)),
                Cell(parts=(m.fact("findings", at, "count", form="count"),)),
                Cell(parts=(m.fact("findings", at, f"expected_{m.language}"),)),
            )
        )
        for at in range(len(m.released.findings))
    )
    columns = (
        Column(heading=m.words(WHERE)),
        Column(heading=m.words(KIND), share=1.3),
        Column(heading=m.words(COUNT), align="right", share=0.6),
        Column(heading=m.words(EXPECTED), share=3),
    )
    return Table(id="findings", caption=m.words(FINDINGS), columns=columns, rows=rows)
