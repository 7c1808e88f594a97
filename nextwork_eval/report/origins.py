"""What a reader is told of a number that she points at: persons, interval, the promise it keeps, and the method."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from nextwork_eval.report.blocks import Document, Number, Parts
from nextwork_eval.report.checks import sourced_parts
from nextwork_eval.report.estimator_names import ESTIMATORS
from nextwork_eval.report.languages import Language
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join, plain_text
from nextwork_eval.report.remarks import danish_of
from nextwork_eval.report.sources import FactRef, FlowRef, PlanRef, RatingRef, ResultRef, Source, find_row, has_set
from nextwork_eval.report.standing import MARKED
from nextwork_eval.report.wordings import PURPOSES, name_of
from nextwork_eval.results import ReleasedResult, ResultRow

PERSONS = Phrase("Personer", "Persons")
INTERVAL = Phrase("Interval", "Interval")
BOUNDS = Phrase("Grænser", "Bounds")
PROMISE = Phrase("I planen", "In the plan")
METHOD = Phrase("Metode", "Method")
MARK = Phrase("Tegn", "Mark")
COMPUTED = Phrase("Beregning", "Computation")
NOT_GIVEN = Phrase("ikke oplyst for dette tal", "not given for this number")
NO_INTERVAL = Phrase("intet interval om dette tal", "no interval around this number")
NOT_AN_ANALYSIS = Phrase("ikke en analyse: hører til {name}", "not an analysis: belongs to {name}")
CLOSE = Phrase("Luk", "Close")
HINT = Phrase(
    "Tryk på et tal for at se, hvad der ligger bag det. I en tabel fører piletasterne fra tal til tal.",
    "Press a number to see what stands behind it. In a table the arrow keys lead from number to number.",
)
_BY_ARM = Phrase("{first} ({arm}) og {second} ({reference})", "{first} ({arm}) and {second} ({reference})")
_WITH_LEVEL = Phrase("{limits} ({level})", "{limits} ({level})")
_PROMISED = Phrase("{outcome} ({name}), {purpose}", "{outcome} ({name}), {purpose}")
_PLACES = {
    PlanRef: Phrase("Fra planen", "From the plan"),
    FactRef: Phrase("Fra kørslen", "From the run"),
    FlowRef: Phrase("Fra deltagerflowet", "From the participant flow"),
    RatingRef: Phrase("Fra bedømmelsen af sikkerheden", "From the security rating"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One line about a number. `foreign` marks a line of the computation that has English words only."""

    name: Parts
    text: Parts
    foreign: bool = False


def told_of_result(m: Materials, result_id: str) -> tuple[Told, ...]:
    """Return what is told of a result row, every numeral of it a reference to the row.

    Parameters
    ----------
    m
        The released result in the language of the report.
    result_id
        The row.

    Returns
    -------
    tuple of Told
        Persons by arm, interval with its level (or bounds), the analysis of the plan with its purpose, the method.

    Raises
    ------
    ReportError
        If there is no such row.
    """
    row = find_row(m.released, result_id)
    lines = [Told(m.words(PERSONS), _persons(m, row)), _interval(m, row), Told(m.words(PROMISE), _promise(m, row))]
    analysis = _analysis(m, row)
    if analysis is not None:
        lines.append(Told(m.words(METHOD), m.words(name_of(ESTIMATORS, analysis["estimator"]["id"]))))
    if row.method:
        foreign = m.language == "da" and danish_of(row.method) is None
        lines.append(Told(m.words(COMPUTED), (m.row_text(result_id, "method"),), foreign=foreign))
    if row.reason == "data_driven":
        lines.append(Told(m.words(MARK), m.words(MARKED)))
    return tuple(lines)


def origin_of(source: Source, language: Language) -> str:
    """Return where a number comes from that is not a result; empty for what the document numbers itself."""
    match source:
        case FlowRef():
            return _PLACES[FlowRef].text(language)
        case PlanRef() | FactRef() | RatingRef():
            return f"{_PLACES[type(source)].text(language)}: {'.'.join(map(str, source.path))}"
        case _:
            return ""


def results_of(document: Document) -> tuple[str, ...]:
    """Return the ids of the rows whose numbers a document prints, each once, in reading order."""
    found = (part.source for part in sourced_parts(document) if isinstance(part, Number))
    return tuple(dict.fromkeys(source.result_id for source in found if isinstance(source, ResultRef)))


def behind_the_numbers(document: Document, released: ReleasedResult) -> dict[str, Any]:
    """Return what a page needs to tell of its results: each text once, and for each row which of them it has.

    Parameters
    ----------
    document
        The composed report.
    released
        What it was composed from.

    Returns
    -------
    dict
        `texts`, the distinct texts; `lines`, triples of name, text and whether it is of the computation, as places in
        `texts`; `rows`, for each result id the places of its lines in `lines`.
    """
    m = Materials(released, document.language)
    texts: dict[str, int] = {}
    lines: dict[tuple[int, int, int], int] = {}

    def place(told: Told) -> int:
        name, text = (texts.setdefault(plain_text(parts), len(texts)) for parts in (told.name, told.text))
        return lines.setdefault((name, text, int(told.foreign)), len(lines))

    def places(all_told: Iterable[Told]) -> list[int]:
        return [place(told) for told in all_told]

    rows = {result_id: places(told_of_result(m, result_id)) for result_id in results_of(document)}
    return {"texts": list(texts), "lines": [list(line) for line in lines], "rows": rows}


def _persons(m: Materials, row: ResultRow) -> Parts:
    if row.n_arm is None:
        return m.words(NOT_GIVEN)
    first: Parts = (m.number(row.result_id, "n_arm"),)
    if row.n_reference is None or row.reference_arm is None or row.arm is None:
        return first
    known = {str(arm["id"]) for arm in m.entries("design.arm")}
    if not {row.arm, row.reference_arm} <= known:
        return join(first, m.number(row.result_id, "n_reference"), between=" + ")
    second = m.number(row.result_id, "n_reference")
    return m.say(_BY_ARM, first=first, arm=m.arm(row.arm), second=second, reference=m.arm(row.reference_arm))


def _interval(m: Materials, row: ResultRow) -> Told:
    limits = m.number(row.result_id, form="interval")
    if row.set_kind == "bounds":
        return Told(m.words(BOUNDS), (limits,))
    if not has_set(row):
        return Told(m.words(INTERVAL), m.words(NO_INTERVAL))
    if row.conf_level is None:
        return Told(m.words(INTERVAL), (limits,))
    level = m.number(row.result_id, "conf_level")
    return Told(m.words(INTERVAL), m.say(_WITH_LEVEL, limits=limits, level=level))


def _analysis(m: Materials, row: ResultRow) -> dict[str, Any] | None:
    """Return the analysis of the plan that a row belongs to; that of a sensitivity analysis is named last."""
    name = row.analysis_id.rpartition(".")[2] if row.analysis_id.startswith("sensitivity.") else row.analysis_id
    return next((entry for entry in m.entries("analysis") if entry["id"] == name), None)


def _promise(m: Materials, row: ResultRow) -> Parts:
    entry = _analysis(m, row)
    if entry is None:
        return m.say(NOT_AN_ANALYSIS, name=m.row_text(row.result_id, "analysis_id", code=True))
    name = entry["id"]
    told = m.say(
        _PROMISED,
        outcome=m.label("outcome", entry["outcome"]),
        name=m.plan("analysis", name, "id", code=True),
        purpose=m.words(_LOWER[entry["purpose"]]),
    )
    changed = row.analysis_id.removeprefix("sensitivity.").removesuffix(f".{name}")
    if row.analysis_id == name or changed not in {str(one["id"]) for one in m.entries("sensitivity")}:
        return told
    return join(told, (m.label("sensitivity", changed),), between="; ")


_LOWER = {name: Phrase(phrase.da.lower(), phrase.en.lower()) for name, phrase in PURPOSES.items()}
