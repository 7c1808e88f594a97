"""The same analyses under other reasonable definitions, each promised in the plan.

Only contrasts between the arms are kept. The levels under two definitions differ by the few people about whom the
definitions disagree, and the difference of two released shares would count them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from nextwork_eval.evaluation.estimated import NOT_ESTIMATED, estimate_all
from nextwork_eval.evaluation.populations import components_of, outcome_of, outcome_values, request_for
from nextwork_eval.histories import StateMap
from nextwork_eval.histories.readings import carried, recoded
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.plan.outcomes import (
    CourseByWeek,
    EntryBy,
    IndexOfOutcomes,
    NumberOfReturns,
    ReturnBy,
    Rule,
    TimeToEntry,
    TimeToReturn,
)
from nextwork_eval.plan.sensitivity import Sensitivity
from nextwork_eval.registers import Extract, RegisterSchema
from nextwork_eval.results import ResultRow
from nextwork_eval.trial import AnalysisSet, assemble


def sensitivity_rows(
    plan: AnalysisPlan,
    schema: RegisterSchema,
    extract: Extract,
    people: AnalysisSet,
    other_maps: Mapping[str, StateMap],
    template: ResultRow,
    *,
    sealed: bool = False,
) -> list[ResultRow]:
    """Repeat analyses under each other definition of the plan.

    Parameters
    ----------
    plan, schema, extract
        The promise, the pinned schema, and what arrived.
    people
        Everyone randomised, as the plan's own state map reads them.
    other_maps
        The state maps that the plan's sensitivity analyses name.
    template
        A row that carries the fingerprints.
    sealed
        See `estimate_all`.

    Returns
    -------
    list of ResultRow
        Contrasts alone, with ids such as `sensitivity.like_jobindsats.entry.difference`.
    """
    rows: list[ResultRow] = []
    for item in plan.sensitivity:
        other = people if item.state_map is None else assemble(plan, schema, extract, other_maps[item.state_map])
        changed = _changed_plan(plan, item)
        other = _changed_weeks(other, item)
        values = outcome_values(changed, other)
        made = estimate_all(
            changed.analysis,
            partial(request_for, changed, people=other, values=values, template=template),
            sealed=sealed,
        )
        promised = [row for row in made if not row.result_id.endswith(".independent")]
        kept = [row for row in promised if row.reference_arm or row.statistic == NOT_ESTIMATED]
        rows += [replace(row, events_arm=None, events_reference=None) for row in kept]
    return rows


def _changed_plan(plan: AnalysisPlan, item: Sensitivity) -> AnalysisPlan:
    """Return a plan that holds the repeated analyses alone, under their new names and with the changed runs."""
    chosen = tuple(analysis for analysis in plan.analysis if analysis.id in item.analyses)
    wanted = {name for analysis in chosen for name in (outcome_of(plan, analysis).id, *components_of(analysis))}
    outcomes = tuple(
        replace(outcome, rule=_changed_rule(outcome.rule, item)) for outcome in plan.outcome if outcome.id in wanted
    )
    renamed = tuple(
        replace(analysis, id=f"sensitivity.{item.id}.{analysis.id}", purpose="exploratory", family=None)
        for analysis in chosen
    )
    return replace(plan, analysis=renamed, outcome=outcomes, family=(), sensitivity=(), target=(), reference_band=())


def _changed_rule(rule: Rule | IndexOfOutcomes, item: Sensitivity) -> Rule | IndexOfOutcomes:
    if item.weeks_in_a_row is None:
        return rule
    match rule:
        case EntryBy() | TimeToEntry():
            return replace(rule, weeks_in_a_row=item.weeks_in_a_row)
        case ReturnBy() | NumberOfReturns() | TimeToReturn() | CourseByWeek():
            return replace(rule, weeks_off=item.weeks_in_a_row)
        case _:
            return rule


def _changed_weeks(people: AnalysisSet, item: Sensitivity) -> AnalysisSet:
    matrix = people.matrix
    if item.recode is not None:
        matrix = recoded(matrix, item.recode.states, item.recode.becomes)
    if item.carry_forward is not None:
        matrix = carried(matrix, item.carry_forward.of, item.carry_forward.weeks, item.carry_forward.over)
    return replace(people, matrix=matrix)
