"""The same outcome by other methods: which analyses stand beside the plan's own, and what each is called."""

from __future__ import annotations

import re
from typing import Any

from nextwork_eval.report.blocks import Block, Notice, Parts
from nextwork_eval.report.contrasts import ADJUSTED
from nextwork_eval.report.estimator_names import ESTIMATORS
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.standing import SEALED
from nextwork_eval.report.wordings import name_of
from nextwork_eval.results import ResultRow

INDEPENDENT = Phrase("Som om alle var uafhængige af hinanden", "As if all were independent of one another")
ENDS = Phrase(
    "Hvad forskellen kan være, hvad end de ukendte udfald er", "What the difference can be, whatever is not known"
)
LIMITS = Phrase("Det samme, med usikkerheden lagt til", "The same, with the uncertainty added")
IN_GROUPS = Phrase("når deltagerne mødtes i grupper", "when participants met in groups")
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
    "returns_panel",
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


def other_methods(m: Materials) -> list[dict[str, Any]]:
    """Return the analyses whose outcome the plan estimates in more than one way."""
    return [entry for entry in m.analyses() if not is_beside(m, entry) and len(contrasts(m, entry)) > 1]


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


def contrasts(m: Materials, entry: dict[str, Any]) -> list[tuple[dict[str, Any], ResultRow]]:
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


def method_name(m: Materials, entry: dict[str, Any], row: ResultRow) -> Parts:
    """Say how an analysis reaches a number."""
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
