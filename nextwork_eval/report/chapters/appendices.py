"""Every number in one table, how each was computed, what the words mean, and the tables behind the figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from nextwork_eval.report.blocks import (
    Block,
    Cell,
    Chapter,
    Column,
    Facts,
    FigureBlock,
    Notice,
    Paragraph,
    Parts,
    Table,
    TableRow,
)
from nextwork_eval.report.estimator_names import ESTIMATORS
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.sources import has_set
from nextwork_eval.report.tables import DASH, P_VALUE, PERSONS, statistic_name
from nextwork_eval.report.wordings import PURPOSES, name_of
from nextwork_eval.results import ResultRow

RESULTS = Phrase("Alle tal", "All numbers")
RESULTS_TEXT = Phrase(
    "Tabellen viser hver resultatrække, der ikke er én uge af et forløb og ikke er regnet ud af planen på forhånd. "
    "Navnet er det samme som i resultatfilen.",
    "The table shows each result row that is not one week of a course and was not computed from the plan in advance. "
    "The name is the one in the results file.",
)
RESULTS_CAPTION = Phrase("Fuld resultattabel", "Full table of results")
NOTHING = Phrase("Ingen tal", "No numbers")
NOTHING_TEXT = Phrase("Ingen resultatrække er frigivet.", "No result row was released.")
TARGETS = Phrase("Mål", "Targets")
NAME = Phrase("Navn", "Name")
STATISTIC = Phrase("Størrelse", "Statistic")
ESTIMATE = Phrase("Tal", "Number")
PLAIN_INTERVAL = Phrase("Interval", "Interval")
BOUNDS = Phrase("grænser", "bounds")
METHODS = Phrase("Metoder", "Methods")
METHODS_TEXT = Phrase(
    "Sådan er hver analyse i planen regnet ud. Metodelinjen kommer fra beregningen selv.",
    "How each analysis of the plan was computed. The line on method comes from the computation itself.",
)
TAKEN_OUT = Phrase(
    "Hvor der står …, er et antal taget ud af teksten af hensyn til fortroligheden.",
    "Where … stands, a count was taken out of the words for confidentiality.",
)
METHODS_CAPTION = Phrase("Analyser og metoder", "Analyses and methods")
ANALYSIS = Phrase("Analyse", "Analysis")
OUTCOME = Phrase("Resultat", "Outcome")
METHOD = Phrase("Metode", "Method")
NO_METHOD = Phrase("ingen tal", "no number")
WORDS_TITLE = Phrase("Ordliste", "Glossary")
PAPER = Phrase("Tal bag figurerne", "Data behind the figures")
PAPER_TEXT = Phrase(
    "For hver figur, der viser et forløb, står tallene her uge for uge.",
    "For each figure that shows a course, the numbers stand here week by week.",
)
GLOSSARY: tuple[tuple[Phrase, Phrase], ...] = (
    (
        Phrase("Interval", "Interval"),
        Phrase(
            "De værdier, som data er i rimelig overensstemmelse med. Gentog man forsøget mange gange, ville så stor "
            "en andel af intervallerne, som "
            "navnet siger, indeholde den sande værdi.",
            "The values with which the data are reasonably compatible. Were the trial repeated many times, as large "
            "a share of the intervals as "
            "the name says would hold the true value.",
        ),
    ),
    (
        Phrase("Kontrolgruppe", "Control group"),
        Phrase("De, der ved lod ikke fik tilbuddet.", "Those who by lot did not get the offer."),
    ),
    (
        Phrase("p-værdi", "p-value"),
        Phrase(
            "Hvor ofte lodtrækningen alene ville give en forskel mindst så stor, hvis tilbuddet ikke gjorde nogen "
            "forskel for nogen.",
            "How often the lottery alone would give a difference at least this large if the offer made no difference "
            "to anyone.",
        ),
    ),
    (
        Phrase("Primært resultat", "Primary outcome"),
        Phrase("Det resultat, planen på forhånd gav forrang.", "The outcome that the plan put first in advance."),
    ),
    (
        Phrase("Sekundært og eksplorativt resultat", "Secondary and exploratory outcome"),
        Phrase(
            "Et sekundært resultat er lovet ved siden af det primære. Et eksplorativt peger på, hvad der bør "
            "undersøges, og afgør ikke noget.",
            "A secondary outcome is promised beside the primary one. An exploratory one points to what should be "
            "studied, and settles nothing.",
        ),
    ),
    (
        Phrase("Procentpoint", "Percentage point"),
        Phrase(
            "Forskellen mellem to procenttal, trukket fra hinanden.",
            "The difference between two percentages, one taken from the other.",
        ),
    ),
    (
        Phrase("Hazard ratio", "Hazard ratio"),
        Phrase(
            "Forholdet mellem to gruppers tempo: hvor ofte hændelsen kommer blandt dem, der endnu ikke har haft den.",
            "The ratio of the paces of two groups: how often the event comes among those who have not had it yet.",
        ),
    ),
    (
        Phrase("Censureret", "Censored"),
        Phrase(
            "En ventetid, der ikke er slut, når data slutter. Personen tæller, så længe den kan følges.",
            "A wait that is not over when the data end. The person counts for as long as it can be followed.",
        ),
    ),
    (
        Phrase("I risiko", "At risk"),
        Phrase(
            "Personer, der stadig følges, og for hvem hændelsen ikke er sket.",
            "Persons who are still followed and to whom the event has not happened.",
        ),
    ),
)


def full_results(m: Materials) -> Chapter:
    """Compose the table of all rows that are not one week of a path."""
    rows: list[TableRow] = []
    group = None
    chosen = tuple(row for row in m.single_rows() if row.analysis_id != "power")
    for row in chosen:
        first = row.result_id.split(".")[0]
        if first != group:
            group = first
            name = m.words(TARGETS) if group == "target" else (m.row_text(row.result_id, "analysis_id", code=True),)
            rows.append(TableRow(cells=(Cell(parts=name),)))
        rows.append(
            TableRow(
                cells=(
                    Cell(parts=(m.row_text(row.result_id, "result_id", code=True),)),
                    Cell(parts=statistic_name(m, row.statistic)),
                    Cell(parts=_estimate(m, row)),
                    Cell(parts=_interval(m, row)),
                    Cell(parts=(m.number(row.result_id, "p_value"),)),
                    Cell(parts=_persons(m, row)),
                )
            )
        )
    if not chosen:
        nothing = Notice(kind="not_estimated", title=m.words(NOTHING), parts=m.words(NOTHING_TEXT))
        return Chapter(id="results", title=m.words(RESULTS), blocks=(nothing,), kind="appendix")
    columns = (
        Column(heading=m.words(NAME), share=2.6),
        Column(heading=m.words(STATISTIC), share=1.5),
        Column(heading=m.words(ESTIMATE), align="right", share=1.9),
        Column(heading=m.words(PLAIN_INTERVAL), align="right", share=1.6),
        Column(heading=m.words(P_VALUE), align="right", share=0.8),
        Column(heading=m.words(PERSONS), align="right"),
    )
    table = Table(
        id="all-results",
        caption=m.words(RESULTS_CAPTION),
        columns=columns,
        rows=tuple(rows),
        notes=(m.words(DASH),),
        sources=tuple(row.result_id for row in chosen),
        dense=True,
    )
    blocks = (Paragraph(parts=m.words(RESULTS_TEXT)), table)
    return Chapter(id="results", title=m.words(RESULTS), blocks=blocks, kind="appendix")


def _estimate(m: Materials, row: ResultRow) -> Parts:
    """Return the number, or the two ends where the data allow no more than a range."""
    if row.set_kind == "bounds":
        return (m.number(row.result_id, form="interval_words"),)
    if row.unit == "p_value":  # written in one way: as the p-value that it is
        return (m.number(row.result_id, "p_value"),)
    return (m.number(row.result_id),)


def _interval(m: Materials, row: ResultRow) -> Parts:
    if row.set_kind == "bounds":
        return m.words(BOUNDS)
    if not has_set(row) or row.conf_level is None:
        return (m.number(row.result_id, form="interval"),)
    level = m.say(Phrase("({level})", "({level})"), level=m.number(row.result_id, "conf_level"))
    return join(m.number(row.result_id, form="interval"), level)


def _persons(m: Materials, row: ResultRow) -> Parts:
    first: Parts = (m.number(row.result_id, "n_arm"),)
    return join(first, m.number(row.result_id, "n_reference"), between=" + ") if row.n_reference is not None else first


def methods(m: Materials) -> Chapter:
    """Compose the table of analyses with their methods and warnings; each method that an analysis used has a line."""
    rows = [row for entry in m.entries("analysis") for row in _methods_of(m, entry)]
    columns = (
        Column(heading=m.words(ANALYSIS), share=1.3),
        Column(heading=m.words(OUTCOME), share=2),
        Column(heading=m.words(METHOD), share=3),
    )
    table = Table(id="methods", caption=m.words(METHODS_CAPTION), columns=columns, rows=tuple(rows), dense=True)
    taken_out = any("…" in words for row in m.released.rows for words in (row.method or "", row.warnings or ""))
    lead = join(m.words(METHODS_TEXT), m.words(TAKEN_OUT) if taken_out else ())
    return Chapter(id="methods", title=m.words(METHODS), blocks=(Paragraph(parts=lead), table), kind="appendix")


def _methods_of(m: Materials, entry: dict[str, Any]) -> list[TableRow]:
    """Return the analysis with the method of its first number, and a line for each number reckoned in another way."""
    rows = m.rows_of(entry["id"])
    first_of = {row.method: row for row in reversed(rows) if row.method}
    told = [row for row in rows if first_of.get(row.method) is row]
    lines = [
        TableRow(
            cells=(
                Cell(parts=(m.row_text(row.result_id, "result_id", code=True),)),
                Cell(parts=statistic_name(m, row.statistic)),
                Cell(parts=(m.row_text(row.result_id, "method"),), aside=_warnings(m, rows, row.method)),
            )
        )
        for row in told
    ]
    named = (
        Cell(parts=(m.plan("analysis", entry["id"], "id", code=True),), aside=m.words(PURPOSES[entry["purpose"]])),
        Cell(
            parts=(m.label("outcome", entry["outcome"]),),
            aside=m.words(name_of(ESTIMATORS, entry["estimator"]["id"])),
        ),
        lines[0].cells[2] if lines else Cell(parts=m.words(NO_METHOD), aside=_warnings(m, rows, "")),
    )
    return [TableRow(cells=named), *lines[1:]]


def _warnings(m: Materials, rows: Sequence[ResultRow], method: str) -> Parts:
    """Return what the rows with this method warn of, each warning once."""
    first_of = {row.warnings: row for row in reversed(rows) if row.warnings and row.method == method}
    told = [row for row in rows if first_of.get(row.warnings) is row]
    return join(*((m.row_text(row.result_id, "warnings"),) for row in told))


def definitions_of_words(m: Materials) -> Chapter:
    """Compose the glossary."""
    items = tuple((m.words(word), m.words(meaning)) for word, meaning in GLOSSARY)
    return Chapter(
        id="glossary", title=m.words(WORDS_TITLE), blocks=(Facts(id="glossary", items=items),), kind="appendix"
    )


def paper_tables(m: Materials, chapters: Iterable[Chapter]) -> Chapter | None:
    """Gather the tables behind the figures, which a web page shows under each figure and paper cannot fold away."""
    tables = tuple(
        block.data
        for chapter in chapters
        for block in chapter.blocks
        if isinstance(block, FigureBlock) and block.data is not None
    )
    if not tables:
        return None
    blocks: tuple[Block, ...] = (Paragraph(parts=m.words(PAPER_TEXT)), *tables)
    return Chapter(id="figure-data", title=m.words(PAPER), blocks=blocks, kind="appendix", paper_only=True)
