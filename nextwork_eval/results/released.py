"""What left the secure room: the rows after the door, with the rules that were used and every change they made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from nextwork_eval.results.deviation import Deviation, LockFacts
from nextwork_eval.results.findings import Finding
from nextwork_eval.results.flow import Flow
from nextwork_eval.results.prose import Prose
from nextwork_eval.results.result import RunFacts
from nextwork_eval.results.row import ResultRow
from nextwork_eval.results.timeline import Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that disclosure control did.

    Attributes
    ----------
    result_id
        The row or flow box it was done to.
    action
        `suppressed`, `rounded`, `pooled`, `delayed`.
    rule
        Which rule demanded it.
    """

    result_id: str
    action: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedResult:
    """All that the report may know. There is no side channel: the report room imports nothing from the secure room.

    Attributes
    ----------
    facts
        The run.
    rows
        Released rows. A withheld row stays in place with its numbers set to None, so that a table can say so.
    flow
        The boxes of the flow diagram after control.
    findings
        Aggregate findings on the extract (counts may have been withheld).
    profile, floor
        The disclosure profile used and its smallest permitted count.
    changes
        Every change that was made.
    plan
        The plan as it was run, as plain data (TOML content as nested dictionaries), so that a report can quote what was
        promised.
    timelines
        The example people of the casebook; they are invented.
    file_types
        Endings of the files in which the data owner lets results out; empty where any will do.
    earlier
        sha256 of each earlier release of the plan that disclosure control took into account.
    deviations
        What was done otherwise than the locked plan says.
    lock
        The lock of the plan; None where it is not locked.
    prose
        What people wrote beside the plan, for the report.
    """

    facts: RunFacts
    rows: tuple[ResultRow, ...]
    flow: Flow
    findings: tuple[Finding, ...]
    profile: str
    floor: int
    changes: tuple[Change, ...]
    plan: dict[str, Any]
    timelines: tuple[Timeline, ...] = ()
    file_types: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    lock: LockFacts | None = None
    prose: tuple[Prose, ...] = ()
    _by_id: dict[str, ResultRow] = field(init=False, repr=False, compare=False, default_factory=dict)
    _by_first_step: dict[str, list[ResultRow]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        # A report asks for its rows some thirty thousand times.
        for row in self.rows:
            self._by_id.setdefault(row.result_id, row)
            self._by_first_step.setdefault(row.result_id.partition(".")[0], []).append(row)

    def row(self, result_id: str) -> ResultRow:
        """Return one row; KeyError if there is none of that id."""
        return self._by_id[result_id]

    def under(self, stem: str) -> tuple[ResultRow, ...]:
        """Return the rows whose ids begin with a stem and a dot, in their order."""
        near = self._by_first_step.get(stem.partition(".")[0], ())
        return tuple(row for row in near if row.result_id.startswith(f"{stem}."))

    def select(self, **wanted: object) -> tuple[ResultRow, ...]:
        """Return the rows whose attributes have the given values, in their order."""
        return tuple(row for row in self.rows if all(getattr(row, name) == value for name, value in wanted.items()))
