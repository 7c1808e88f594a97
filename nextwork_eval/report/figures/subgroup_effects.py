"""The difference in each group of a split, one under the other, and everyone last (a forest plot)."""

from __future__ import annotations

from typing import Any

from nextwork_eval.report.figures.figure import Figure
from nextwork_eval.report.figures.forest import ForestLine, forest
from nextwork_eval.report.figures.reading import entry, label, outcome
from nextwork_eval.report.figures.words import word
from nextwork_eval.report.languages import Language
from nextwork_eval.results import ReleasedResult


def subgroup_effects(released: ReleasedResult, analysis_id: str, language: Language) -> Figure | None:
    """Draw the differences of an analysis in subgroups (`difference_by_subgroup`).

    Parameters
    ----------
    released
        The released result.
    analysis_id
        The analysis.
    language
        `da` or `en`.

    Returns
    -------
    Figure or None
        None if the differences are neither in percentage points nor in weeks, or were withheld.
    """
    lines = _lines(released, analysis_id, language)
    if not lines:
        return None
    name = label(outcome(released, analysis_id), language)
    split = label(_split(released, analysis_id), language)
    shrunken = any(line.beneath is not None for line in lines if line.row.estimate is not None)
    return forest(
        released,
        language,
        lines,
        figure_id=f"subgroup_effects_{analysis_id}",
        title=name,
        caption=(
            word("subgroups", language, outcome=name, split=split),
            word("shrunken", language) if shrunken else None,
        ),
        alt=word("split", language, outcome=name, split=split),
    )


def _split(released: ReleasedResult, analysis_id: str) -> dict[str, Any]:
    estimator = entry(released, "analysis", analysis_id)["estimator"]
    return entry(released, "subgroup", str(estimator["subgroup"]))


def _lines(released: ReleasedResult, analysis_id: str, language: Language) -> list[ForestLine]:
    rows = {row.result_id: row for row in released.rows if row.analysis_id == analysis_id}
    if f"{analysis_id}.difference.all" not in rows:
        return []
    levels = [dict(table) for table in _split(released, analysis_id)["level"]]
    named = [(str(table["id"]), label(table, language)) for table in levels]
    named += [("not_known", word("not_known", language)), ("all", word("everyone", language))]
    return [
        ForestLine(
            name=text,
            row=rows[f"{analysis_id}.difference.{name}"],
            beneath=rows.get(f"{analysis_id}.shrunken.{name}"),
            strong=name == "all",
        )
        for name, text in named
        if f"{analysis_id}.difference.{name}" in rows
    ]
