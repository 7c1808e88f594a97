"""The line itself: check everything, bring the people together, estimate what was promised.

Every number is written down as a row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from nextwork_eval import __version__
from nextwork_eval.evaluation.checks import check_plan
from nextwork_eval.evaluation.delivery import chooser_labels, delivery_rows
from nextwork_eval.evaluation.descriptions import baseline_rows
from nextwork_eval.evaluation.estimated import estimate_all
from nextwork_eval.evaluation.families import adjust_families
from nextwork_eval.evaluation.flow_rows import attrition_rows, sample_ratio_rows
from nextwork_eval.evaluation.population_rows import population_rows
from nextwork_eval.evaluation.populations import outcome_values, request_for
from nextwork_eval.evaluation.power import power_rows
from nextwork_eval.evaluation.seal import arms_drawn_again, without_delivery
from nextwork_eval.evaluation.sensitivity import sensitivity_rows
from nextwork_eval.evaluation.target_rows import target_rows
from nextwork_eval.histories import StateMap
from nextwork_eval.histories.outcomes import Values
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.plan.outcomes import horizon
from nextwork_eval.registers import Extract, RegisterSchema
from nextwork_eval.registers.schema import Code
from nextwork_eval.results import EvaluationResult, ResultRow, RunFacts
from nextwork_eval.trial import AnalysisSet, assemble, linkage_findings, participant_flow
from nextwork_eval.trial.casebook import Casebook
from nextwork_eval.trial.casebook_run import run_casebook, timelines


def evaluate(
    plan: AnalysisPlan,
    schema: RegisterSchema,
    extract: Extract,
    state_map: StateMap,
    *,
    plan_fingerprint: str,
    other_maps: Mapping[str, StateMap] = MappingProxyType({}),
    casebook: Casebook | None = None,
    sealed: bool = False,
    progress: Callable[[str], None] = lambda _: None,
    witness: Callable[[str, object], None] = lambda _step, _made: None,
) -> EvaluationResult:
    """Carry a plan out.

    Parameters
    ----------
    plan, schema, extract, state_map
        The promise, the pinned schema, the accepted extract, and what its codes mean.
    plan_fingerprint
        sha256 of the plan's content; it travels with every number.
    other_maps
        The state maps that the plan's sensitivity analyses name.
    casebook
        The plan's example people, if it has any.
    sealed
        Rehearse: draw the arms again before anything reads them, and leave out what would tell the true ones; see
        `evaluation.seal`.
    progress
        Called with the name of each step before it starts.
    witness
        Called with the name of a step and what it made, for whoever compares two runs step by step. What it is given
        may be about persons, and must not leave the secure room.

    Returns
    -------
    EvaluationResult
        Every promised number, the flow, and what was noticed; nothing in it is a person's.

    Raises
    ------
    PlanError, AllocationError, ExtractError, EstimationError
        See `check_plan`, `assemble` and the estimators. Nothing is returned if any step fails.
    """
    check_plan(plan, schema, state_map, other_maps)
    progress("histories")
    if sealed:
        extract = arms_drawn_again(plan, schema, extract, plan_fingerprint=plan_fingerprint)
        plan = without_delivery(plan)
    people = assemble(plan, schema, extract, state_map)
    witness("people", people)
    facts = _facts(plan, schema, extract, state_map, people, plan_fingerprint, casebook, sealed)
    template = ResultRow(
        result_id="",
        analysis_id="",
        outcome="",
        statistic="",
        unit="",
        estimate=None,
        synthetic=extract.synthetic,
        plan_fingerprint=plan_fingerprint,
        schema_fingerprint=schema.fingerprint,
        extract_fingerprint=extract.fingerprint,
    )
    choosers = [code for code, _, _ in facts.code_labels]
    horizons = [week for week, _ in facts.rounds_reaching]
    flow = participant_flow(plan, people, horizons)
    rows = [
        *sample_ratio_rows(plan, people, flow, template),
        *attrition_rows(plan, flow, horizons, template),
        *baseline_rows(plan, people, template),
        *delivery_rows(plan, people, template, choosers=choosers),
    ]
    values = outcome_values(plan, people)
    witness("outcomes", values)
    rows += estimate_all(
        plan.analysis,
        lambda analysis: request_for(plan, analysis, people, values, template),
        progress=progress,
        sealed=sealed,
    )
    rows = adjust_families(plan, people, values, rows)
    rows += _targets(plan, people, values, rows, template)
    rows += power_rows(plan, template)
    around, benchmark_findings = population_rows(plan, schema, extract, state_map, template)
    rows += around
    progress("other definitions")
    rows += sensitivity_rows(plan, schema, extract, people, other_maps, template, sealed=sealed)
    return EvaluationResult(
        facts=facts,
        rows=tuple(rows),
        flow=flow,
        findings=(
            *extract.findings,
            *linkage_findings(people, schema),
            *benchmark_findings,
            *(people.delivery.findings if people.delivery is not None else ()),
        ),
        timelines=() if casebook is None else timelines(casebook, run_casebook(casebook, plan, schema, state_map)),
    )


def _facts(
    plan: AnalysisPlan,
    schema: RegisterSchema,
    extract: Extract,
    state_map: StateMap,
    people: AnalysisSet,
    plan_fingerprint: str,
    casebook: Casebook | None,
    sealed: bool,
) -> RunFacts:
    weeks = sorted({horizon(outcome.rule) for outcome in plan.outcome})
    return RunFacts(
        plan_id=plan.plan.id,
        plan_version=plan.plan.version,
        schema_id=schema.id,
        plan_fingerprint=plan_fingerprint,
        schema_fingerprint=schema.fingerprint,
        extract_fingerprint=extract.fingerprint,
        synthetic=extract.synthetic,
        software_version=__version__,
        rounds=tuple(draw.id for draw in plan.design.round),
        rounds_reaching=tuple((week, people.rounds_reaching(week)) for week in weeks),
        state_map=state_map.id,
        state_map_note_da=state_map.note_da,
        state_map_note_en=state_map.note_en,
        state_map_fingerprint=state_map.fingerprint,
        states=tuple((status.name, status.label_da, status.label_en) for status in state_map.statuses),
        cut_offs=tuple((name, day.isoformat()) for name, day in extract.cut_offs.items()),
        casebook_fingerprint="" if casebook is None else casebook.fingerprint,
        code_labels=chooser_labels(plan, schema),
        code_list=tuple(_code(code) for code in schema.code_lists[state_map.weekly.codelist].codes),
        sealed=sealed,
    )


def _code(code: Code) -> tuple[str, str, str, str, str, str, str]:
    first, last = (day.isoformat() if day is not None else "" for day in (code.valid_from, code.valid_to))
    return code.code, code.label_da, code.label_en, code.state or "", first, last, code.source


def _targets(
    plan: AnalysisPlan,
    people: AnalysisSet,
    values: Mapping[str, Values],
    rows: list[ResultRow],
    template: ResultRow,
) -> list[ResultRow]:
    found: list[ResultRow] = []
    for target in plan.target:
        analysis = next(item for item in plan.analysis if item.id == target.analysis)
        request = request_for(plan, analysis, people, values, template)
        theirs = [row for row in rows if row.analysis_id == analysis.id]
        found += target_rows(target, plan.design, request, theirs)
    return found
