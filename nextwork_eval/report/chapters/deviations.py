"""What was done otherwise than promised: every deviation from the locked plan, or that there is none."""

from __future__ import annotations

from nextwork_eval.report.blocks import Block, Bullets, Cell, Chapter, Column, Notice, Paragraph, Parts, Table, TableRow
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase
from nextwork_eval.report.tables import EMPTY
from nextwork_eval.report.wordings import name_of

TITLE = Phrase("Afvigelser fra planen", "Changes from the plan")
UNKNOWN_TITLE = Phrase("Kan ikke beregnes", "Cannot be computed")
UNKNOWN = Phrase(
    "Afvigelser beregnes ved at holde den låste plan op mod det, der blev kørt. Planen er ikke låst. Rapporten påstår "
    "derfor ikke, at der ingen afvigelser er.",
    "Changes are computed by comparing the locked plan with what was run. The plan is not locked. The report therefore "
    "does not claim that there are none.",
)
NONE = Phrase(
    "Ingen. Planen, dataskemaet, kodelisterne, den måde registrene læses på, og eksempelpersonerne er, som de var, da "
    "planen blev låst den {date}.",
    "None. The plan, the data schema, the code lists, the way the registers are read, and the example people are as "
    "they were when the plan was locked on {date}.",
)
FOUND = Phrase(
    "Planen blev låst den {date}. Tabellen viser alt, hvori det, der blev kørt, afviger fra den. Antal afvigelser: "
    "{count}.",
    "The plan was locked on {date}. The table shows everything in which the run differs from it. Number of changes: "
    "{count}.",
)
DRIVEN = Phrase(
    "Tal, der ikke var lovet, eller som hviler på noget ændret, er mærket † overalt i rapporten. Antal: {count}.",
    "Numbers that were not promised, or that rest on something changed, are marked † throughout the report. Their "
    "number: {count}.",
)
CAPTION = Phrase("Afvigelser fra den låste plan", "Changes from the locked plan")
WHERE = Phrase("Hvor", "Where")
LOCKED = Phrase("Som låst", "As locked")
RUN = Phrase("Som kørt", "As run")
WHY = Phrase("Forfatternes begrundelse", "The authors' reason")
NO_REASON = Phrase("Ingen begrundelse givet", "No reason given")
NOTE = Phrase(
    "Stedet er en sti til en nøgle i planen, eller en fil i skemaet og den række, det gælder. For rækker og filer "
    "vises begyndelsen af deres fingeraftryk. En streg betyder, at der intet står.",
    "The place is a path to a key of the plan, or a file of the schema and the row it is about. Of rows and files, the "
    "beginning of their fingerprint is shown. A dash means that there is nothing.",
)
KINDS = {
    "analysis": Phrase("Analyse", "Analysis"),
    "outcome": Phrase("Udfald", "Outcome"),
    "population": Phrase("Antal i lodtrækningen", "Number in the lottery"),
    "plan": Phrase("Andet i planen", "Other parts of the plan"),
    "code_list": Phrase("Kodeliste", "Code list"),
    "state_map": Phrase("Hvordan registrene læses", "How the registers are read"),
    "schema": Phrase("Dataskema", "Data schema"),
    "casebook": Phrase("Eksempelpersoner", "Example people"),
}
CHANGES = {
    "missing": Phrase("mangler", "missing"),
    "added": Phrase("tilføjet", "added"),
    "altered": Phrase("ændret", "altered"),
}
MISSING = Phrase(
    "Følgende analyser i planen har ikke et eneste tal i rapporten:",
    "The following analyses of the plan have no number in this report:",
)
NONE_MISSING = Phrase(
    "Hver analyse i planen har mindst ét tal i rapporten.",
    "Every analysis of the plan has at least one number in this report.",
)


def deviations(m: Materials) -> Chapter:
    """Compose the table of deviations, or say that there are none; and list promises without a number."""
    blocks: list[Block] = []
    found = m.released.deviations
    if m.released.lock is None:
        blocks.append(Notice(kind="not_estimated", title=m.words(UNKNOWN_TITLE), parts=m.words(UNKNOWN)))
    elif not found:
        blocks.append(Paragraph(parts=m.say(NONE, date=m.fact("lock", "date", form="date"))))
    else:
        count = m.fact("number_of_deviations", form="count")
        blocks.append(Paragraph(parts=m.say(FOUND, date=m.fact("lock", "date", form="date"), count=count)))
        blocks.append(_table(m))
        blocks.append(Paragraph(parts=m.say(DRIVEN, count=m.fact("number_of_unplanned", form="count"))))
    missing: tuple[Parts, ...] = tuple(
        (m.plan("analysis", entry["id"], "id", code=True),)
        for entry in m.entries("analysis")
        if not any(row.estimate is not None or row.set_kind == "bounds" for row in m.rows_of(entry["id"]))
    )
    if missing:
        blocks += [Paragraph(parts=m.words(MISSING)), Bullets(items=missing)]
    else:
        blocks.append(Paragraph(parts=m.words(NONE_MISSING)))
    return Chapter(id="deviations", title=m.words(TITLE), blocks=tuple(blocks))


def _table(m: Materials) -> Table:
    rows = tuple(_row(m, at) for at in range(len(m.released.deviations)))
    columns = (
        Column(heading=m.words(WHERE), share=2.4),
        Column(heading=m.words(LOCKED), share=2.0),
        Column(heading=m.words(RUN), share=2.0),
        Column(heading=m.words(WHY), share=2.0),
    )
    return Table(
        id="deviations",
        caption=m.words(CAPTION),
        columns=columns,
        rows=rows,
        notes=(m.words(NOTE),),
        stacks=True,
    )


def _row(m: Materials, at: int) -> TableRow:
    one = m.released.deviations[at]
    reason = f"why_{m.language}"
    kind = (*m.words(name_of(KINDS, one.kind)), *m.words(Phrase(": ", ": ")), *m.words(name_of(CHANGES, one.change)))
    sides = [
        EMPTY if value is None else (m.fact("deviations", at, name),)
        for name, value in (("as_locked", one.as_locked), ("as_run", one.as_run))
    ]
    why: Parts = (m.fact("deviations", at, reason),) if getattr(one, reason) else m.words(NO_REASON)
    first = Cell(parts=(m.fact("deviations", at, "subject", code=True),), aside=kind)
    return TableRow(cells=(first, Cell(parts=sides[0]), Cell(parts=sides[1]), Cell(parts=why)))
