"""Everything the evaluation found, aggregate only, still inside the secure room."""

from __future__ import annotations

from dataclasses import dataclass

from nextwork_eval.results.deviation import Deviation, LockFacts
from nextwork_eval.results.findings import Finding
from nextwork_eval.results.flow import Flow
from nextwork_eval.results.row import ResultRow
from nextwork_eval.results.timeline import Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """What a reader must know about the run as a whole.

    Attributes
    ----------
    plan_id, plan_version, schema_id
        Which plan ran, against which schema.
    plan_fingerprint, schema_fingerprint, extract_fingerprint
        sha256 of the canonical plan, of the schema folder, and of the extract's content.
    synthetic
        True when the data were invented.
    software_version
        Version of this package.
    rounds
        Ids of the lottery rounds, in order of date.
    rounds_reaching
        For each horizon that any result uses: the rounds all of whose people can be followed that far.
    state_map, state_map_note_da, state_map_note_en, state_map_fingerprint
        Which reading of the registers was used, what it means in words, and its sha256.
    states
        Each state of the map: its name, and what it is called in Danish and English.
    cut_offs
        Register name to the last date it is complete for (ISO), in the order of the schema.
    casebook_fingerprint
        sha256 of the plan's casebook; empty where it has none.
    code_labels
        Codes that rows name as subgroups: the code, and what it is called in Danish and English.
    code_list
        Each code of the weekly register: the code, its label in Danish and English, its state, the first and the last
        day of its use (ISO; empty where they are not known or there is none), and where it is known from.
    sealed
        True for a rehearsal: the plan was not locked, and the arms were drawn again before anything read them.
    """

    plan_id: str
    plan_version: str
    schema_id: str
    plan_fingerprint: str
    schema_fingerprint: str
    extract_fingerprint: str
    synthetic: bool
    software_version: str
    rounds: tuple[str, ...]
    rounds_reaching: tuple[tuple[int, tuple[str, ...]], ...]
    state_map: str
    state_map_note_da: str
    state_map_note_en: str
    state_map_fingerprint: str
    states: tuple[tuple[str, str, str], ...]
    cut_offs: tuple[tuple[str, str], ...]
    casebook_fingerprint: str = ""
    code_labels: tuple[tuple[str, str, str], ...] = ()
    code_list: tuple[tuple[str, str, str, str, str, str, str], ...] = ()
    sealed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationResult:
    """All rows, the flow, what was noticed, the example people, and how the run stands to the locked plan.

    `deviations` is empty and `lock` None where the plan is not locked. Result ids are unique; construction fails if two
    rows share one.
    """

    facts: RunFacts
    rows: tuple[ResultRow, ...]
    flow: Flow
    findings: tuple[Finding, ...]
    timelines: tuple[Timeline, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    lock: LockFacts | None = None

    def __post_init__(self) -> None:
        ids = [row.result_id for row in self.rows]
        if len(set(ids)) != len(ids):
            twice = sorted({name for name in ids if ids.count(name) > 1})
            raise ValueError(f"result ids that stand for more than one row: {', '.join(twice[:5])}")

    def row(self, result_id: str) -> ResultRow:
        """Return one row; KeyError if there is none of that id."""
        for row in self.rows:
            if row.result_id == result_id:
                return row
        raise KeyError(result_id)
