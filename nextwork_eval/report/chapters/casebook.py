"""The example people, in pictures and in words: what the definitions do to each, checked before any data are read."""

from __future__ import annotations

from nextwork_eval.report.blocks import Block, Cell, Chapter, Column, Heading, Notice, Paragraph, Parts, Table, TableRow
from nextwork_eval.report.figures import timelines
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.tables import EMPTY, figure_block
from nextwork_eval.results import Timeline

TITLE = Phrase("Eksempelpersoner", "Example people")
LEAD = Phrase(
    "Her er {count} opdigtede personer, som hver viser, hvad en definition gør. Programmet sender dem gennem den samme "
    "kode som data og nægter at køre, hvis én af dem bliver til noget andet, end der står her.",
    "Here are {count} invented people, each of whom shows what a definition does. The software sends them through the "
    "same code as the data, and refuses to run if one of them becomes anything else than stands here.",
)
BEFORE = Phrase(
    "Uger før lodtrækningen står til venstre for stregen.",
    "Weeks before the lottery stand to the left of the line.",
)
NONE_TITLE = Phrase("Ingen eksempelpersoner", "No example people")
NONE = Phrase(
    "Planen har ingen eksempelpersoner. Definitionerne står i kapitlet om data.",
    "The plan has no example people. The definitions stand in the chapter on data.",
)
CAPTION = Phrase("{group}: hvad der sker, og hvad det tæller som", "{group}: what happens, and what it counts as")
PERSON = Phrase("Person", "Person")
COUNTS_AS = Phrase("Tæller som", "Counts as")
YES = Phrase("Ja: {outcomes}.", "Yes: {outcomes}.")
NO = Phrase("Nej: {outcomes}.", "No: {outcomes}.")
NUMBER = Phrase("{outcome}: {value}.", "{outcome}: {value}.")
FINGERPRINT = Phrase("Eksempelpersonernes fingeraftryk er {sha}.", "The fingerprint of the example people is {sha}.")
_YES_OR_NO = ("entry_by", "in_state_at", "return_by")


def casebook(m: Materials) -> Chapter:
    """Compose a figure and a table for each group of example people."""
    people = m.released.timelines
    if not people:
        notice = Notice(kind="reference", title=m.words(NONE_TITLE), parts=m.words(NONE))
        return Chapter(id="casebook", title=m.words(TITLE), blocks=(notice,), kind="appendix")
    before = m.words(BEFORE) if any(person.first_week < 1 for person in people) else ()
    lead = join(m.say(LEAD, count=m.fact("number_of_timelines", form="count")), before)
    blocks: list[Block] = [Paragraph(style="lead", parts=lead)]
    for group in dict.fromkeys(person.group for person in people):
        members = [person for person in people if person.group == group]
        title = m.fact("timelines", members[0].id, f"group_{m.language}")
        blocks.append(Heading(parts=(title,)))
        figure = timelines(m.released, group, m.language)
        if figure is not None:
            blocks.append(figure_block(m, figure))
        blocks.append(_table(m, group, members))
    sha = m.fact("casebook_fingerprint", form="short", code=True)
    blocks.append(Paragraph(style="note", parts=m.say(FINGERPRINT, sha=sha)))
    return Chapter(id="casebook", title=m.words(TITLE), blocks=tuple(blocks), kind="appendix")


def _table(m: Materials, group: str, members: list[Timeline]) -> Table:
    rows = tuple(
        TableRow(
            cells=(
                Cell(
                    parts=(m.fact("timelines", person.id, f"name_{m.language}"),),
                    aside=(m.fact("timelines", person.id, f"story_{m.language}"),),
                ),
                Cell(parts=_answers(m, person) or EMPTY),
            )
        )
        for person in members
    )
    columns = (Column(heading=m.words(PERSON), share=1.4), Column(heading=m.words(COUNTS_AS), share=1.2))
    caption = m.say(CAPTION, group=m.fact("timelines", members[0].id, f"group_{m.language}"))
    return Table(id=f"casebook-{group}", caption=caption, columns=columns, rows=rows, dense=True, stacks=True)


def _answers(m: Materials, person: Timeline) -> Parts:
    """Say what counts, then what does not, then the numbers."""
    kinds = {entry["id"]: entry["rule"]["kind"] for entry in m.entries("outcome")}
    told = []
    for phrase, wanted in ((YES, 1), (NO, 0)):
        names = [name for name, value in person.answers if kinds[name] in _YES_OR_NO and value == wanted]
        if names:
            told.append(m.say(phrase, outcomes=join(*((m.label("outcome", name),) for name in names), between="; ")))
    for name, _ in person.answers:
        if kinds[name] not in _YES_OR_NO:
            value = m.fact("timelines", person.id, "answers", name, form="count")
            told.append(m.say(NUMBER, outcome=m.label("outcome", name), value=value))
    return join(*told)
