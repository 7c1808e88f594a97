"""Every way in which an outcome was estimated: the plan's own, and each other, by what it departs in from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nextwork_eval.report.blocks import Parts
from nextwork_eval.report.chapters.other_methods import ELSEWHERE, contrasts, is_beside, method_name
from nextwork_eval.report.figures import Figure, SpecificationLine, specification_curve
from nextwork_eval.report.figures.specification_curve import Choice
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, plain_text
from nextwork_eval.report.wordings import RATIOS
from nextwork_eval.results import ResultRow

PLANNED = Phrase("Planens eget resultat", "The plan's own result")
_HORIZONS = ("by_week", "week", "to_week", "horizon")


@dataclass(frozen=True, slots=True, kw_only=True)
class Specification:
    """One number of an outcome, what it is called, and in what it departs from the plan's own."""

    name: Parts
    row: ResultRow
    choice: Choice


def specifications(m: Materials, entry: dict[str, Any]) -> tuple[Specification, ...]:
    """List how the outcome of an analysis was estimated, the plan's own result first; empty if in one way only."""
    found = [*_methods(m, entry), *_definitions(m, entry), *_horizons(m, entry)]
    own = _own(m, entry)
    return (Specification(name=m.words(PLANNED), row=own, choice="own"), *found) if own is not None and found else ()


def curve(m: Materials, entry: dict[str, Any]) -> Figure | None:
    """Draw the differences among the specifications that answer the same question in the same unit."""
    asked = same_question(m, entry)
    if not asked:
        return None
    drawn = [SpecificationLine(name=plain_text(one.name), row=one.row, choice=one.choice) for one in asked]
    return specification_curve(
        m.released,
        m.language,
        drawn,
        figure_id=f"specification_curve_{entry['id']}",
        title=plain_text((m.label("outcome", entry["outcome"]),)),
    )


def same_question(m: Materials, entry: dict[str, Any]) -> tuple[Specification, ...]:
    """Return the specifications that answer the same question in the same unit as the plan's own result."""
    listed = specifications(m, entry)
    return tuple(
        one
        for one in listed
        if one.row.statistic == listed[0].row.statistic
        and one.row.unit == listed[0].row.unit
        and one.row.estimand == listed[0].row.estimand
        and ".bounds." not in one.row.result_id
    )


def _own(m: Materials, entry: dict[str, Any]) -> ResultRow | None:
    for ending in ("difference", *RATIOS, "modelled_difference"):
        row = m.find(f"{entry['id']}.{ending}")
        if row is not None:
            return row
    return None


def _methods(m: Materials, entry: dict[str, Any]) -> Iterator[Specification]:
    if is_beside(m, entry) or entry["estimator"]["id"] in ELSEWHERE:
        return
    for other, row in contrasts(m, entry):
        if row.result_id != f"{entry['id']}.difference":
            yield Specification(name=method_name(m, other, row), row=row, choice="method")


def _definitions(m: Materials, entry: dict[str, Any]) -> Iterator[Specification]:
    for other in m.entries("sensitivity"):
        for ending in ("difference", *RATIOS, "modelled_difference"):
            row = m.find(f"sensitivity.{other['id']}.{entry['id']}.{ending}")
            if row is not None:
                yield Specification(name=(m.label("sensitivity", other["id"]),), row=row, choice="definition")


def _horizons(m: Materials, entry: dict[str, Any]) -> Iterator[Specification]:
    """Find the same rule with another horizon; only beside the first analysis of the rule, not beside each other.

    Weeks in states are left out: those of a shorter span are fewer, which is another quantity and no other way to the
    same. The chapter over time lays spans under each other.
    """
    if m.outcome(entry["id"])["rule"]["kind"] == "weeks_in":
        return
    if is_beside(m, entry) or m.find(f"{entry['id']}.difference") is None:
        return
    alike = [other for other in m.analyses() if _without_horizon(m, other) == _without_horizon(m, entry)]
    found = [other for other in alike if m.find(f"{other['id']}.difference") is not None and not is_beside(m, other)]
    if found[0]["id"] != entry["id"]:
        return
    for other in found[1:]:
        row = m.released.row(f"{other['id']}.difference")
        yield Specification(name=(m.label("outcome", other["outcome"]),), row=row, choice="horizon")


def _without_horizon(m: Materials, entry: dict[str, Any]) -> dict[str, Any]:
    rule = m.outcome(entry["id"])["rule"]
    return {key: value for key, value in rule.items() if key not in _HORIZONS}
