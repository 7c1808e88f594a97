"""The same difference under each definition that the plan promised: its own first, the others below."""

from __future__ import annotations

from nextwork_eval.report.figures.figure import Figure
from nextwork_eval.report.figures.forest import ForestLine, forest
from nextwork_eval.report.figures.reading import label, outcome, tables
from nextwork_eval.report.figures.words import word
from nextwork_eval.report.languages import Language
from nextwork_eval.results import ReleasedResult


def other_definitions(released: ReleasedResult, analysis_id: str, language: Language) -> Figure | None:
    """Draw the difference of an analysis under the plan's definition and under each other that it names.

    Parameters
    ----------
    released
        The released result.
    analysis_id
        The analysis of the plan that is repeated.
    language
        `da` or `en`.

    Returns
    -------
    Figure or None
        None if the difference is neither in percentage points nor in weeks, or none of the others was released.
    """
    lines = _lines(released, analysis_id, language)
    name = label(outcome(released, analysis_id), language)
    withheld = any(line.row.estimate is None for line in lines)
    return forest(
        released,
        language,
        lines,
        figure_id=f"other_definitions_{analysis_id}",
        title=name,
        caption=(
            word("other_definitions", language, outcome=name),
            word("dashes", language) if withheld else None,
        ),
        alt=name,
    )


def _lines(released: ReleasedResult, analysis_id: str, language: Language) -> list[ForestLine]:
    rows = {row.result_id: row for row in released.rows}
    own = rows.get(f"{analysis_id}.difference")
    if own is None:
        return []
    lines = [ForestLine(name=word("own_definition", language), row=own, strong=True)]
    for entry in tables(released, "sensitivity"):
        row = rows.get(f"sensitivity.{entry['id']}.{analysis_id}.difference")
        if row is not None:
            lines.append(ForestLine(name=label(entry, language), row=row, filled=False))
    return lines
