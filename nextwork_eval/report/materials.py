"""What a chapter may look at: the released result in one language, and the questions every chapter asks of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from nextwork_eval.directions import directed_outcome
from nextwork_eval.report.blocks import Number, Parts, Quoted, Words
from nextwork_eval.report.languages import Language
from nextwork_eval.report.phrases import Phrase, say
from nextwork_eval.report.sources import (
    FactRef,
    FlowRef,
    Form,
    PlanRef,
    RatingRef,
    ResultRef,
    StructureRef,
    resolve,
)
from nextwork_eval.results import ReleasedResult, ResultRow

_WEEKLY = re.compile(r"\.w\d+$")
_PURPOSES = ("primary", "secondary", "exploratory", "descriptive")


@dataclass(frozen=True, slots=True)
class Materials:
    """The released result and the language in which it is told.

    Every method that returns a part looks its text up through `sources.resolve`; none can print what has no source.
    """

    released: ReleasedResult
    language: Language

    def words(self, phrase: Phrase) -> Parts:
        """Return a phrase without slots."""
        return (Words(phrase.text(self.language)),)

    def say(self, phrase: Phrase, **slots: Any) -> Parts:
        """Return a phrase with its slots filled; see `phrases.say`."""
        return say(phrase, self.language, **slots)

    def number(self, result_id: str, field: str = "estimate", form: Form = "full", *, strong: bool = False) -> Number:
        """Return a number of a result row."""
        source = ResultRef(result_id, field, form)
        return Number(resolve(source, self.released, self.language), source, strong)

    def row_text(self, result_id: str, field: str, *, code: bool = False) -> Quoted:
        """Return a text of a result row."""
        source = ResultRef(result_id, field, "text")
        return Quoted(resolve(source, self.released, self.language), source, code)

    def plan(self, *path: str | int, form: Form = "text", code: bool = False) -> Quoted:
        """Return a text or a number of the plan."""
        source = PlanRef(path, form)
        return Quoted(resolve(source, self.released, self.language), source, code)

    def label(self, kind: str, name: str) -> Quoted:
        """Return the label of an entry of the plan in the language of the report."""
        return self.plan(kind, name, f"label_{self.language}")

    def arm(self, arm: str) -> Quoted:
        """Return the label of an arm."""
        return self.plan("design", "arm", arm, f"label_{self.language}")

    def fact(self, *path: str | int, form: Form = "text", code: bool = False) -> Quoted:
        """Return a fact of the run or of the release."""
        source = FactRef(path, form)
        return Quoted(resolve(source, self.released, self.language), source, code)

    def persons(self, node: str, arm: str | None = None) -> Number:
        """Return the persons in a box of the flow diagram."""
        source = FlowRef(node, arm)
        return Number(resolve(source, self.released, self.language), source)

    def box_week(self, node: str, arm: str | None) -> Number:
        """Return the week that a box of the flow diagram is about."""
        source = FlowRef(node, arm, "week")
        return Number(resolve(source, self.released, self.language), source)

    def rated(self, *path: str | int, form: Form = "count", strong: bool = False) -> Number:
        """Return a number of the security rating, or a boundary of its rules."""
        source = RatingRef(path, form)
        return Number(resolve(source, self.released, self.language), source, strong)

    def counted(self, number: int) -> Number:
        """Return how many results of the report are of a kind."""
        source = StructureRef("items", number)
        return Number(resolve(source, self.released, self.language), source)

    def rule_source(self, name: str) -> Quoted:
        """Return the document in which a rule of the security rating stands."""
        source = RatingRef(("sources", name), "text")
        return Quoted(resolve(source, self.released, self.language), source)

    def entries(self, kind: str) -> list[dict[str, Any]]:
        """Return a list of tables of the plan; empty if the plan has none."""
        here: Any = self.released.plan
        for step in kind.split("."):
            here = here.get(step, [])
        return list(here)

    def has(self, key: str) -> bool:
        """Say whether the plan has a section."""
        return bool(self.released.plan.get(key))

    def treated_arm(self) -> str:
        """Return the id of the arm that is offered the programme."""
        return str(next(arm["id"] for arm in self.entries("design.arm") if arm["treated"]))

    def control_arm(self) -> str:
        """Return the id of the arm that is not."""
        return str(next(arm["id"] for arm in self.entries("design.arm") if not arm["treated"]))

    def arms(self) -> tuple[str, ...]:
        """Return the arms, those offered the programme first."""
        arms = sorted(self.entries("design.arm"), key=lambda arm: not arm["treated"])
        return tuple(str(arm["id"]) for arm in arms)

    def outcome(self, analysis: str) -> dict[str, Any]:
        """Return the outcome of an analysis, `good` being the direction of the analysis' effect that helps."""
        asked = next(entry for entry in self.entries("analysis") if entry["id"] == analysis)
        found = next(entry for entry in self.entries("outcome") if entry["id"] == asked["outcome"])
        return directed_outcome(found, asked)

    def analyses(self, *estimators: str) -> list[dict[str, Any]]:
        """Return the analyses by purpose and then in the order of the plan; only the named estimators, if any."""
        chosen = [
            entry for entry in self.entries("analysis") if not estimators or entry["estimator"]["id"] in estimators
        ]
        return sorted(chosen, key=lambda entry: _PURPOSES.index(entry["purpose"]))

    def find(self, result_id: str) -> ResultRow | None:
        """Return a row, or None if it was not released."""
        try:
            return self.released.row(result_id)
        except KeyError:
            return None

    def given(self, result_id: str) -> bool:
        """Say whether a row is there and its number was not withheld."""
        row = self.find(result_id)
        return row is not None and row.estimate is not None

    def rows_of(self, analysis: str) -> tuple[ResultRow, ...]:
        """Return the rows of an analysis; a target that is read from it has rows of its own."""
        return self.released.under(analysis)

    def single_rows(self) -> tuple[ResultRow, ...]:
        """Return the rows that are not one week or one month of a path."""
        return tuple(row for row in self.released.rows if not _WEEKLY.search(row.result_id) and row.period is None)
