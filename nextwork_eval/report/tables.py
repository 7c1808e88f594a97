"""Tables that several chapters share: effects with both levels, tests and ratios, and the rows behind a figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from nextwork_eval.report.blocks import Cell, Column, FigureBlock, Parts, Quoted, Table, TableRow, Words
from nextwork_eval.report.estimator_names import ESTIMATORS
from nextwork_eval.report.families import adjusted_cell, family_note, heading, is_adjusted
from nextwork_eval.report.figures import Figure
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.months import monthly_table
from nextwork_eval.report.outcome_names import outcome_name
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.sources import FigureRef, has_set
from nextwork_eval.report.state_names import state_name
from nextwork_eval.report.wordings import PURPOSES, STATISTICS, UNIT_NOTES, name_of
from nextwork_eval.results import ResultRow

OUTCOME = Phrase("Resultat", "Outcome")
DIFFERENCE = Phrase("Forskel", "Difference")
INTERVAL = Phrase("{level}-interval", "{level} interval")
P_VALUE = Phrase("p-værdi", "p-value")
PERSONS = Phrase("Personer", "Persons")
WEEK = Phrase("Uge", "Week")
GROUP = Phrase("Gruppe", "Group")
VALUE = Phrase("Værdi", "Value")
AT_RISK = Phrase("under risiko", "at risk")
BOX = Phrase("Boks", "Box")
ANALYSIS = Phrase("Analyse", "Analysis")
UNROUNDED = Phrase(
    "Forskelle er regnet på uafrundede tal og kan derfor afvige fra forskellen mellem de viste tal.",
    "Differences are computed from unrounded numbers and may therefore deviate from the difference of the numbers "
    "shown.",
)
STRATIFIED = Phrase(
    "Hvor der er trukket lod i flere hold, er forskellen regnet inden for hvert hold og vægtet sammen.",
    "Where the lottery was held in several rounds, the difference is computed within each round and weighted together.",
)
DASH = Phrase(
    "En streg betyder, at tallet ikke findes eller er holdt tilbage af hensyn til fortroligheden.",
    "A dash means that the number does not exist, or was withheld for confidentiality.",
)
DATA_BEHIND = Phrase("Tal bag figuren: {caption}", "Data behind the figure: {caption}")
_WITH_UNIT = {
    "percent": Phrase("{name}, pct.", "{name}, %"),
    "weeks": Phrase("{name}, uger", "{name}, weeks"),
    "times": Phrase("{name}, gange", "{name}, times"),
}
SOME_ROUNDS = Phrase("{some} af {all} hold når uge {week}", "{some} of {all} rounds reach week {week}")
EMPTY: Parts = (Words("–"),)


def effect_table(m: Materials, table_id: str, caption: Phrase, analyses: Sequence[dict[str, Any]]) -> Table | None:
    """Build the table of differences: both levels, the difference with its interval, the p-value, the persons.

    Returns
    -------
    Table or None
        None if none of the analyses has a difference among the released rows.
    """
    shown = [entry for entry in analyses if m.find(f"{entry['id']}.difference") is not None]
    if not shown:
        return None
    rows: list[TableRow] = []
    sources: list[str] = []
    adjusted = any(is_adjusted(m, entry) for entry in shown)
    purpose = None
    for entry in shown:
        if entry["purpose"] != purpose:
            purpose = entry["purpose"]
            rows.append(TableRow(cells=(Cell(parts=m.words(PURPOSES[purpose])),)))
        name = f"{entry['id']}.difference"
        levels = [f"{entry['id']}.level.{arm}" for arm in m.arms()]
        row = m.find(name)
        assert row is not None, "it was chosen because it is there"
        sources += [*levels, name]
        cells = [
            Cell(parts=row_name(m, entry), aside=unit_and_rounds(m, row)),
            *(Cell(parts=number_or_dash(m, level, form="bare")) for level in levels),
            Cell(parts=(m.number(name, form="bare", strong=True),)),
            Cell(parts=(m.number(name, form="interval"),)),
            Cell(parts=(m.number(name, "p_value"),)),
            *([adjusted_cell(m, name)] if adjusted else []),
            Cell(parts=persons(m, name)),
        ]
        rows.append(TableRow(cells=tuple(cells), strong=entry["purpose"] == "primary"))
    level = m.number(f"{shown[0]['id']}.difference", "conf_level")
    columns = (
        Column(heading=m.words(OUTCOME), share=2.6 if adjusted else 3.1),
        *arm_columns(m, 1.15 if adjusted else 1.3),
        Column(heading=m.words(DIFFERENCE), align="right", share=1.25),
        Column(heading=m.say(INTERVAL, level=level), align="right", share=1.7),
        Column(heading=m.words(P_VALUE), align="right", share=0.95),
        *((Column(heading=heading(m, shown), align="right", share=0.95),) if adjusted else ()),
        Column(heading=m.words(PERSONS), align="right", share=1.2),
    )
    notes = (
        join(
            m.words(UNROUNDED),
            m.words(STRATIFIED) if len(m.entries("design.round")) > 1 else (),
            family_note(m, shown),
            m.words(DASH),
        ),
    )
    return Table(
        id=table_id,
        caption=m.words(caption),
        columns=columns,
        rows=tuple(rows),
        notes=notes,
        sources=tuple(sources),
        stacks=True,
    )


def row_name(m: Materials, entry: dict[str, Any]) -> Parts:
    """Return what a row of a table is about: its outcome, or what is counted of a course."""
    outcome = m.outcome(entry["id"])
    if outcome["rule"]["kind"] == "course_by_week":
        return m.words(name_of(ESTIMATORS, entry["estimator"]["id"]))
    return outcome_name(m, entry)


def persons(m: Materials, result_id: str) -> Parts:
    """Return how many persons of each arm a contrast rests on; one dash where neither number is shown."""
    row = m.find(result_id)
    if row is None or (row.n_arm is None and row.n_reference is None):
        return EMPTY
    return join(m.number(result_id, "n_arm"), m.number(result_id, "n_reference"), between=" + ")


def arm_columns(m: Materials, share: float = 1.3) -> tuple[Column, ...]:
    """Return one column for each arm, marked with its colour."""
    return tuple(
        Column(
            heading=(m.arm(arm),), align="right", share=share, mark="treated" if arm == m.treated_arm() else "control"
        )
        for arm in m.arms()
    )


def figure_block(m: Materials, figure: Figure) -> FigureBlock:
    """Set a figure with its caption, its words, and the rows it was drawn from as a table."""
    source = FigureRef(figure.id)
    caption = Quoted(figure.caption, source)
    return FigureBlock(
        figure=figure, caption=(caption,), alt=Quoted(figure.alt, source), data=_figure_data(m, figure, caption)
    )


def _figure_data(m: Materials, figure: Figure, caption: Quoted) -> Table | None:
    names = set(figure.rows)
    drawn = [row for row in m.released.rows if row.result_id in names]
    title = m.say(DATA_BEHIND, caption=_first_sentence(caption))
    if drawn and all(row.week is not None and ".w" in row.result_id for row in drawn):
        return _weekly_table(m, f"data-{figure.id}", title, drawn)
    if drawn and all(row.period is not None for row in drawn):
        return monthly_table(m, f"data-{figure.id}", title, drawn, EMPTY)
    return None


def _first_sentence(caption: Quoted) -> Quoted:
    return Quoted(caption.text.split(". ")[0].rstrip(".") + ".", caption.source)


def _weekly_table(m: Materials, table_id: str, title: Parts, drawn: Sequence[Any]) -> Table:
    """One row for each week, one column for each line of the figure."""
    series: dict[str, dict[int, Any]] = {}
    for row in drawn:
        series.setdefault(row.result_id.rsplit(".w", 1)[0], {})[row.week] = row
    weeks = sorted({row.week for row in drawn})
    columns = [Column(heading=m.words(WEEK), share=0.5)]
    for rows in series.values():
        first = next(iter(rows.values()))
        mark: Literal["", "treated", "control"] = "treated" if first.arm == m.treated_arm() else "control"
        if first.arm is None or first.reference_arm:
            mark = ""
        columns.append(Column(heading=_series_name(m, first), align="right", mark=mark))
    body = []
    for week in weeks:
        here = next(rows[week] for rows in series.values() if week in rows)
        cells = [Cell(parts=(m.number(here.result_id, "week"),))]
        for rows in series.values():
            cells.append(Cell(parts=_value_with_interval(m, rows[week]) if week in rows else EMPTY))
        body.append(TableRow(cells=tuple(cells)))
    return Table(
        id=table_id,
        caption=title,
        columns=tuple(columns),
        rows=tuple(body),
        sources=tuple(row.result_id for row in drawn),
        dense=True,
    )


def _series_name(m: Materials, row: Any) -> Parts:
    if row.interval_kind == "simultaneous":
        band = m.words(Phrase("Bånd for alle uger", "Band for all weeks"))
        return band if row.arm is None or row.reference_arm else join((m.arm(row.arm),), band, between=": ")
    if row.statistic == "difference":
        unit = name_of(
            {
                "percentage_points": Phrase("Forskel, procentpoint", "Difference, percentage points"),
                "weeks": Phrase("Forskel, uger", "Difference, weeks"),
                "times": Phrase("Forskel, gange", "Difference, times"),
            },
            row.format,
        )
        return m.words(unit)
    arm: Parts = (m.arm(row.arm),) if row.arm else m.words(VALUE)
    name = join(arm, state_name(m, row), between=": ")
    return m.say(_WITH_UNIT[row.format], name=name) if row.format in _WITH_UNIT else name


def _value_with_interval(m: Materials, row: Any) -> Parts:
    if row.interval_kind == "simultaneous":  # its number stands beside it, with the interval of the single week
        return (m.number(row.result_id, form="interval"),)
    parts: Parts = (m.number(row.result_id, form="bare"),)
    if row.estimate is not None and has_set(row) and row.state is None:
        parts = join(parts, m.number(row.result_id, form="interval"))
    if row.statistic in ("survival", "cumulative_incidence") and row.n_arm is not None:
        parts = join(parts, m.say(Phrase("n {n}", "n {n}"), n=m.number(row.result_id, "n_arm")), between="; ")
    return parts


def number_or_dash(m: Materials, result_id: str, form: Any = "full") -> Parts:
    """Return a number of a row, or a dash where the row is not there."""
    return (m.number(result_id, form=form),) if m.find(result_id) is not None else EMPTY


def unit_and_rounds(m: Materials, row: ResultRow) -> Parts:
    """Say the unit, and which lottery rounds the number rests on where not all of them reach its horizon."""
    unit = _unit_note(m, row.format)
    reaching = {week: len(rounds) for week, rounds in m.released.facts.rounds_reaching}
    if row.week is None or reaching.get(row.week, 0) in (0, len(m.released.facts.rounds)):
        return unit
    rounds = m.say(
        SOME_ROUNDS,
        some=m.fact("rounds_reaching", row.week, form="count"),
        all=m.fact("number_of_rounds", form="count"),
        week=m.fact("reaching_week", row.week, form="count"),
    )
    return join(unit, rounds, between="; ") if unit else rounds


def _unit_note(m: Materials, name: str) -> Parts:
    return m.words(UNIT_NOTES[name]) if name in UNIT_NOTES else ()


def statistic_name(m: Materials, statistic: str) -> Parts:
    """Return the name of a statistic."""
    return m.words(name_of(STATISTICS, statistic))
