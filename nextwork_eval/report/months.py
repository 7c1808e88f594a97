"""Numbers by calendar month as a table: one row for each month, one column for each line of the figure."""

from __future__ import annotations

from collections.abc import Sequence

from nextwork_eval.report.blocks import Cell, Column, Parts, Table, TableRow
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase
from nextwork_eval.report.wordings import name_of
from nextwork_eval.results import ResultRow

MONTH = Phrase("Måned", "Month")
LINES = {
    "delivery.firms_in_network": Phrase("Virksomheder i netværket", "Firms in the network"),
    "delivery.firms_with_intern": Phrase("Heraf med praktikant", "Of these, with an intern"),
}


def monthly_table(m: Materials, table_id: str, title: Parts, drawn: Sequence[ResultRow], absent: Parts) -> Table:
    """Return the table behind a figure by month; `absent` stands where a line has no row in a month."""
    lines: dict[str, dict[str, ResultRow]] = {}
    for row in drawn:
        lines.setdefault(row.outcome, {})[row.period or ""] = row
    months = sorted({row.period or "" for row in drawn})
    body = []
    for month in months:
        here = [rows.get(month) for rows in lines.values()]
        named = next(row for row in here if row is not None)
        cells = [Cell(parts=(m.number(named.result_id, "period"),))]
        cells += [Cell(parts=absent if row is None else (m.number(row.result_id, form="bare"),)) for row in here]
        body.append(TableRow(cells=tuple(cells)))
    return Table(
        id=table_id,
        caption=title,
        columns=(
            Column(heading=m.words(MONTH)),
            *(Column(heading=m.words(name_of(LINES, outcome)), align="right") for outcome in lines),
        ),
        rows=tuple(body),
        sources=tuple(row.result_id for row in drawn),
        dense=True,
    )
