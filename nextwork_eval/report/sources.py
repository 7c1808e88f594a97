"""Where a numeral may come from: at the end you know the kinds of source, and how each becomes text.

No chapter writes a digit. It names a source, and the text is looked up here; `checks` looks it up a second time in the
finished document.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from nextwork_eval.errors import ReportError
from nextwork_eval.report.checklists import checklist
from nextwork_eval.report.facts import fact_of
from nextwork_eval.report.languages import (
    Language,
    write_date,
    write_month,
    write_number,
    write_p_value,
    write_set,
)
from nextwork_eval.report.remarks import in_language
from nextwork_eval.report.security import rating_content
from nextwork_eval.results import ReleasedResult, ResultRow

Form = Literal[
    "full",
    "bare",
    "interval",
    "interval_words",
    "equation",
    "text",
    "date",
    "short",
    "whole_percent",
    "count",
    "percentage_points",
    "weeks",
    "times",
    "standard_deviations",
]


@dataclass(frozen=True, slots=True)
class ResultRef:
    """A field of a result row. `interval` forms write the set: both limits, or its shape in words."""

    result_id: str
    field: str = "estimate"
    form: Form = "full"


@dataclass(frozen=True, slots=True)
class PlanRef:
    """A place in the plan. Steps are keys; in a list of tables the id of the entry; in a text the paragraph, from 0."""

    path: tuple[str | int, ...]
    form: Form = "text"


@dataclass(frozen=True, slots=True)
class FactRef:
    """A fact of the run or of the release: an attribute of `RunFacts` or `ReleasedResult`, and the steps below it."""

    path: tuple[str | int, ...]
    form: Form = "text"


@dataclass(frozen=True, slots=True)
class FlowRef:
    """The persons in a box of the flow diagram, or the week that the box is about."""

    node: str
    arm: str | None
    field: Literal["count", "week"] = "count"


@dataclass(frozen=True, slots=True)
class FigureRef:
    """The caption or the alternative text of a figure, which is written from the rows it draws."""

    figure: str


@dataclass(frozen=True, slots=True)
class StructureRef:
    """A number that the document gives itself: of a chapter, a table, a figure, or of items that it counts."""

    kind: Literal["chapter", "table", "figure", "items", "reported", "not_reported"]
    value: int


@dataclass(frozen=True, slots=True)
class RatingRef:
    """A number of the security rating, or a boundary of its rules: the steps of `security.rating_content`."""

    path: tuple[str | int, ...]
    form: Form = "count"


@dataclass(frozen=True, slots=True)
class ChecklistRef:
    """A text of a reporting guideline: a field of the guideline, or of one of its items where `item` names one."""

    checklist: str
    item: str
    field: str


Source = ResultRef | PlanRef | FactRef | FlowRef | FigureRef | StructureRef | RatingRef | ChecklistRef


def resolve(source: Source, released: ReleasedResult, language: Language) -> str:
    """Look a source up and write what it holds.

    Parameters
    ----------
    source
        What is wanted.
    released
        Where it is looked up.
    language
        `da` or `en`.

    Returns
    -------
    str
        The text. A number that was withheld, or that the row does not have, is a dash.

    Raises
    ------
    ReportError
        If there is no such row, box, or place in the plan.
    """
    match source:
        case ResultRef():
            return _from_row(source, released, language)
        case PlanRef():
            return _written(_walk(released.plan, source.path), source.form, language)
        case FactRef():
            return _written(_walk(fact_of(released, source.path), source.path), source.form, language)
        case FlowRef():
            return _from_flow(source, released, language)
        case RatingRef():
            return _written(_walk(rating_content(released), source.path), source.form, language)
        case ChecklistRef():
            asked = checklist(source.checklist)
            return str(getattr(asked.item(source.item) if source.item else asked, source.field))
        case StructureRef():
            return write_number(source.value, name="count", language=language)
        case FigureRef():
            raise ReportError(
                f"The words of the figure '{source.figure}' come with the figure and cannot be looked up."
            )


def _from_row(source: ResultRef, released: ReleasedResult, language: Language) -> str:
    row = find_row(released, source.result_id)
    if source.form in ("interval", "interval_words"):
        prose = source.form == "interval_words"
        return write_set(row.set_kind, row.conf_low, row.conf_high, name=row.format, language=language, prose=prose)
    value = getattr(row, source.field)
    if value is None:
        return "–"
    match source.field:
        case "estimate" | "conf_low" | "conf_high" | "std_error":
            return write_number(value, name=row.format, language=language, unit=source.form == "full")
        case "p_value" | "p_adjusted":
            coarse = any(
                change.result_id == row.result_id and change.action == "rounded" for change in released.changes
            )
            return write_p_value(value, language=language, equation=source.form == "equation", at_most=coarse)
        case "conf_level":
            return write_number(value, name="whole_percent", language=language)
        case "df":
            whole = float(value).is_integer()
            return write_number(value, name="count" if whole else "one_place", language=language)
        case "week" | "n_arm" | "n_reference" | "events_arm" | "events_reference" | "n_firms":
            return write_number(value, name="count", language=language)
        case "period":
            return write_month(value, language=language)
        case "method" | "warnings":
            return in_language(value, language)
        case _:
            return str(value)


def _from_flow(source: FlowRef, released: ReleasedResult, language: Language) -> str:
    box = next((node for node in released.flow.nodes if (node.id, node.arm) == (source.node, source.arm)), None)
    if box is None:
        raise ReportError(f"The flow has no box '{source.node}' for the arm '{source.arm}'.")
    value = box.count if source.field == "count" else box.week
    if value is None:  # withheld: fewer than the floor, and the floor is no secret
        return f"<\u00a0{write_number(released.floor, name='count', language=language)}"
    return write_number(value, name="count", language=language)


def find_row(released: ReleasedResult, result_id: str) -> ResultRow:
    """Return a row; ReportError if there is none of that id."""
    try:
        return released.row(result_id)
    except KeyError:
        raise ReportError(f"The released result has no row '{result_id}'.") from None


def has_set(row: ResultRow) -> bool:
    """Say whether a row has a confidence set, of whichever shape."""
    return row.conf_low is not None or row.set_kind != "none"


def _walk(content: Any, path: tuple[str | int, ...]) -> Any:
    here = content
    for step in path:
        try:
            if isinstance(here, str) and isinstance(step, int):
                here = paragraphs(here)[step]
            elif isinstance(here, list) and isinstance(step, str):
                here = next(entry for entry in here if entry["id"] == step)
            else:
                here = here[step]
        except (KeyError, IndexError, StopIteration, TypeError):
            raise ReportError(f"There is no '{'.'.join(map(str, path))}' to refer to.") from None
    return here


def paragraphs(text: str) -> list[str]:
    """Split prose at blank lines; line breaks inside a paragraph become spaces."""
    return [" ".join(part.split()) for part in text.strip().split("\n\n") if part.strip()]


def _written(value: Any, form: Form, language: Language) -> str:
    match form:
        case "date":
            return write_date(value, language=language)
        case "short":
            return str(value)[:12]
        case "whole_percent" | "count" | "percentage_points" | "weeks" | "times" | "standard_deviations":
            return write_number(value, name=form, language=language)
        case "bare":
            return write_number(value, name="ratio", language=language)
        case _:
            return ", ".join(map(str, value)) if isinstance(value, list) else " ".join(str(value).split())
