"""The same outcome by other methods: what the plan promised beside its own estimator, each in a line of one table."""

from __future__ import annotations

import re
from typing import Any

from nextwork_eval.report.blocks import Block, Cell, Column, Notice, Parts, Table, TableRow
from nextwork_eval.report.estimator_names import ESTIMATORS
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.standing import SEALED
from nextwork_eval.report.tables import DASH, EMPTY, INTERVAL, P_VALUE, PERSONS, VALUE, statistic_name
from nextwork_eval.report.wordings import name_of
from nextwork_eval.results import ResultRow

CAPTION = Phrase("{outcome}: planens metode og de andre", "{outcome}: the plan's method and the others")
METHOD = Phrase("Metode", "Method")
INDEPENDENT = Phrase("Som om alle var uafhængige af hinanden", "As if all were independent of one another")
ENDS = Phrase(
    "Hvad forskellen kan være, hvad end de ukendte udfald er", "What the difference can be, whatever is not known"
)
LIMITS = Phrase("Det samme, med usikkerheden lagt til", "The same, with the uncertainty added")
ADJUSTED = Phrase("justeret for det, man vidste før lodtrækningen", "adjusted for what was known before the lottery")
IN_GROUPS = Phrase("når deltagerne mødtes i grupper", "when participants met in groups")
NOTE = Phrase(
    "Den øverste linje er planens eget resultat. De andre er lovet i planen for at vise, om konklusionen hænger på "
    "metoden. Metoder, der ikke måler det samme, kan give andre tal uden at modsige hinanden.",
    "The first line is the plan's own result. The others were promised to show whether the conclusion hangs on the "
    "method. Methods that do not measure the same thing can give other numbers without contradicting one another.",
)
FAILED_TITLE = Phrase("Lovet, og ikke beregnet", "Promised, and not estimated")
FAILED = Phrase("{outcome} ({method}): {why}", "{outcome} ({method}): {why}")
MODELS_OF_TIME = (
    "discrete_time_hazard",
    "piecewise_exponential",
    "accelerated_failure_time",
    "fine_gray",
    "cause_specific_risks",
    "rate_ratio_of_returns",
    "return_intensity_models",
)
ELSEWHERE = (
    "risk_ratio",
    "log_rank",
    "adjusted_log_rank",
    "max_combo",
    "gray_test",
    "nelson_aalen",
    "cox",
    "proportional_hazards_test",
    "effect_of_take_up",
    "difference_by_subgroup",
    "blp_gates",
    *MODELS_OF_TIME,
)
"""Estimators whose numbers have a place of their own: beside a difference or a curve, on take-up, or for whom."""
_PLAIN_OR_NOT = ("expected_weeks", "incidence_difference", "mean_returns", "restricted_mean")
_WEEKLY = re.compile(r"\.w\d+$")
_NAMES = {"independent": INDEPENDENT, "ends": ENDS, "limits": LIMITS}


def is_beside(m: Materials, entry: dict[str, Any]) -> bool:
    """Say whether an earlier analysis of the plan already gives a difference in the same outcome."""
    for other in m.analyses():
        if other["id"] == entry["id"]:
            return False
        if other["outcome"] == entry["outcome"] and m.find(f"{other['id']}.difference") is not None:
            return True
    return False


def other_methods(m: Materials) -> list[Block]:
    """Build one table for each outcome that the plan estimates in more than one way."""
    tables = [_table(m, entry) for entry in m.analyses() if not is_beside(m, entry) and len(_contrasts(m, entry)) > 1]
    return [table for table in tables if table is not None]


def not_estimated(m: Materials) -> list[Block]:
    """Name the promised analyses that the data did not allow, and why; empty where there are none."""
    found: list[Block] = []
    for entry in m.analyses():
        name = f"{entry['id']}.not_estimated"
        row = m.find(name)
        if row is not None:
            told = m.say(
                FAILED,
                outcome=m.label("outcome", entry["outcome"]),
                method=m.words(name_of(ESTIMATORS, entry["estimator"]["id"])),
                why=m.words(SEALED) if row.warnings == "sealed" else m.row_text(name, "warnings"),
            )
            found.append(Notice(kind="not_estimated", title=m.words(FAILED_TITLE), parts=told))
    return found


def _contrasts(m: Materials, entry: dict[str, Any]) -> list[tuple[dict[str, Any], ResultRow]]:
    """Return the contrasts of an analysis and of those beside it, the plan's own difference first."""
    if m.find(f"{entry['id']}.difference") is None:
        return []
    chosen = [
        other
        for other in m.analyses()
        if other["outcome"] == entry["outcome"] and other["estimator"]["id"] not in ELSEWHERE
    ]
    chosen.sort(key=lambda other: other["id"] != entry["id"])
    return [(other, row) for other in chosen for row in _rows(m, other)]


def _rows(m: Materials, entry: dict[str, Any]) -> list[ResultRow]:
    return [
        row
        for row in m.rows_of(entry["id"])
        if row.reference_arm is not None
        and row.subgroup == "all"
        and row.interval_kind == "pointwise"
        and not _WEEKLY.search(row.result_id)
    ]


def _table(m: Materials, entry: dict[str, Any]) -> Table | None:
    found = _contrasts(m, entry)
    own = f"{entry['id']}.difference"
    level = m.number(own, "conf_level")
    rows = []
    for other, row in found:
        name, main = row.result_id, row.result_id == own
        cells = (
            Cell(parts=_name(m, other, row), aside=statistic_name(m, row.statistic)),
            Cell(parts=_value(m, row, main)),
            Cell(parts=EMPTY if row.set_kind == "bounds" else (m.number(name, form="interval"),)),
            Cell(parts=(m.number(name, "p_value"),)),
            Cell(parts=join(m.number(name, "n_arm"), m.number(name, "n_reference"), between=" + ")),
        )
        rows.append(TableRow(cells=cells, strong=main))
    columns = (
        Column(heading=m.words(METHOD), share=3),
        Column(heading=m.words(VALUE), align="right", share=1.6),
        Column(heading=m.say(INTERVAL, level=level), align="right", share=1.7),
        Column(heading=m.words(P_VALUE), align="right", share=0.95),
        Column(heading=m.words(PERSONS), align="right", share=1.1),
    )
    return Table(
        id=f"methods-{entry['id']}",
        caption=m.say(CAPTION, outcome=m.label("outcome", entry["outcome"])),
        columns=columns,
        rows=tuple(rows),
        notes=(join(m.words(NOTE), m.words(DASH)),),
        sources=tuple(row.result_id for _, row in found),
        stacks=True,
    )


def _value(m: Materials, row: ResultRow, main: bool) -> Parts:
    """Return the number; a range where the data allow no more, and none where the p-value is all there is."""
    if row.unit == "p_value":
        return EMPTY
    if row.set_kind == "bounds":
        return (m.number(row.result_id, form="interval_words"),)
    return (m.number(row.result_id, strong=main),)


def _name(m: Materials, entry: dict[str, Any], row: ResultRow) -> Parts:
    last = row.result_id.rsplit(".", 1)[1]
    if last in _NAMES:
        return m.words(_NAMES[last])
    estimator = entry["estimator"]
    name = m.words(name_of(ESTIMATORS, estimator["id"]))
    if estimator["id"] not in _PLAIN_OR_NOT:
        return name
    if estimator.get("covariates"):
        return join(name, m.words(ADJUSTED), between=", ")
    return join(name, m.words(IN_GROUPS), between=", ") if estimator.get("groups") else name
