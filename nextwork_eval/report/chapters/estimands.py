"""What is to be known, event by event, and what is done where something is not known: tables of the chapter on data."""

from __future__ import annotations

from typing import Any

from nextwork_eval.report.blocks import Cell, Column, Parts, Table, TableRow
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase
from nextwork_eval.report.wordings import name_of

ESTIMAND = Phrase("Hvem der tæller med, og hvordan", "Who counts, and how")
CHOICE = Phrase("Valg", "Choice")
ANSWER = Phrase("Svar", "Answer")
WHOM = Phrase("Hvem", "Whom")
COMPARED = Phrase("Hvad der sammenlignes", "What is compared")
BETWEEN = Phrase("Hvad der kommer imellem", "What comes between")
STRATEGIES_NOTE = Phrase(
    "Under navnet på hver hændelse, der kan komme imellem, står den strategi, planen har valgt, i den internationale "
    "estimand-vejlednings ord.",
    "Below the name of each event that can come between stands the strategy that the plan chose, in the words of the "
    "international guideline on estimands.",
)
STRATEGIES = {
    "treatment_policy": Phrase("Tæller, som det er (treatment policy)", "Counted as it is (treatment policy)"),
    "hypothetical": Phrase("Som om det ikke skete (hypotetisk)", "As if it had not happened (hypothetical)"),
    "composite": Phrase("Er selv et udfald (sammensat)", "Is itself an outcome (composite)"),
    "while_alive": Phrase("Kun tiden før tæller (while alive)", "Only the time before counts (while alive)"),
    "principal_stratum": Phrase("Kun en del af alle (principalt stratum)", "Only some of everyone (principal stratum)"),
}
MISSING = Phrase("Hvad der gøres, hvor noget ikke vides", "What is done where something is not known")
RULES = {
    "covariates": (
        Phrase("En oplysning fra før lodtrækningen mangler", "Something of the time before the lottery is not known"),
        {
            "indicator": Phrase(
                "En fast værdi træder i stedet, og en markering står ved siden af. Ingen falder ud.",
                "A fixed value stands in its place, with a mark beside it. Nobody is dropped.",
            )
        },
    ),
    "not_linked": (
        Phrase("En person findes i intet register", "A person is found in no register"),
        {
            "left_out": Phrase(
                "Personen er ikke med i sammenligningerne, men er talt i strømmen af deltagere og i frafaldet.",
                "The person is not in the comparisons, but is counted in the flow and in attrition.",
            )
        },
    ),
    "data_end": (
        Phrase("Data slutter før resultatets horisont", "Data end before the horizon of an outcome"),
        {
            "whole_rounds": Phrase(
                "Kun hele hold, der kan følges så langt, er med.",
                "Only whole rounds that can be followed so far are counted.",
            )
        },
    ),
    "waiting": (
        Phrase("Data slutter, mens en person venter på en hændelse", "Data end while a person waits for an event"),
        {
            "censored": Phrase(
                "Ventetiden er censureret: personen tæller, så længe den kan følges.",
                "The wait is censored: the person counts for as long as it can be followed.",
            )
        },
    ),
}


def estimands(m: Materials) -> Table:
    """Compose the table of estimands: whom, what is compared, and every event with its strategy."""
    entries = m.entries("estimand")
    rows: list[TableRow] = []
    for entry in entries:
        if len(entries) > 1 and entry.get(f"label_{m.language}"):
            rows.append(TableRow(cells=(Cell(parts=(m.label("estimand", entry["id"]),)),), strong=True))
        rows += _estimand(m, entry)
    events = any(entry.get("event") for entry in entries)
    return Table(
        id="estimands",
        caption=m.words(ESTIMAND),
        columns=_columns(m),
        rows=tuple(rows),
        notes=(m.words(STRATEGIES_NOTE),) if events else (),
    )


def missing_rules(m: Materials) -> Table | None:
    """Compose the table of what is done where something is not known; None where the plan declares nothing."""
    declared = m.released.plan.get("missing", {})
    rows = [
        _row(m.words(what), m.words(name_of(answers, declared[key])))
        for key, (what, answers) in RULES.items()
        if key in declared
    ]
    if not rows:
        return None
    reason = f"reason_{m.language}"
    return Table(
        id="missing-rules",
        caption=m.words(MISSING),
        columns=_columns(m),
        rows=tuple(rows),
        notes=((m.plan("missing", reason),),) if declared.get(reason) else (),
    )


def _estimand(m: Materials, entry: dict[str, Any]) -> list[TableRow]:
    def quoted(key: str) -> Parts:
        return (m.plan("estimand", entry["id"], f"{key}_{m.language}"),)

    rows = [_row(m.words(WHOM), quoted("population"))]
    if entry.get(f"treatment_{m.language}"):
        rows.append(_row(m.words(COMPARED), quoted("treatment")))
    rows.append(_row(m.words(BETWEEN), quoted("intercurrent")))
    for event in entry.get("event", []):
        place = ("estimand", entry["id"], "event", event["id"])
        name = Cell(
            parts=(m.plan(*place, f"label_{m.language}"),),
            aside=m.words(name_of(STRATEGIES, event["strategy"])),
        )
        rows.append(TableRow(cells=(name, Cell(parts=(m.plan(*place, f"words_{m.language}"),)))))
    return rows


def _row(what: Parts, answer: Parts) -> TableRow:
    return TableRow(cells=(Cell(parts=what), Cell(parts=answer)))


def _columns(m: Materials) -> tuple[Column, ...]:
    return (Column(heading=m.words(CHOICE), share=1.4), Column(heading=m.words(ANSWER), share=3.2))
