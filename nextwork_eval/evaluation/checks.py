"""Before anything is estimated: whether the plan can be carried out with the schema and the extract it names."""

from __future__ import annotations

from nextwork_eval.errors import PlanError
from nextwork_eval.histories import StateMap
from nextwork_eval.plan.covariates import MeanOf, OfParents, columns_read, is_dated
from nextwork_eval.plan.estimators import StateOccupation
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.registers import RegisterSchema


def check_plan(plan: AnalysisPlan, schema: RegisterSchema, state_map: StateMap) -> None:
    """Refuse a plan that names states, tables, columns or rules which its schema does not have.

    Raises
    ------
    PlanError
        With every problem, each naming the plan's entry.
    """
    problems = [
        *_states(plan, state_map),
        *_groups(plan, state_map),
        *_calendar(plan, schema, state_map),
        *_columns(plan, schema),
        *_disclosure(plan, schema),
    ]
    if problems:
        raise PlanError(f"The plan '{plan.plan.id}' does not fit its schema '{schema.id}'.", problems)


def _states(plan: AnalysisPlan, state_map: StateMap) -> list[str]:
    known = {status.name for status in state_map.statuses}
    return [
        f"state_set '{item.id}': the state map '{state_map.id}' has no state '{name}'"
        for item in plan.state_set
        for name in item.states
        if name not in known
    ]


def _groups(plan: AnalysisPlan, state_map: StateMap) -> list[str]:
    sets = {item.id: item.states for item in plan.state_set}
    problems = []
    for analysis in plan.analysis:
        if isinstance(analysis.estimator, StateOccupation):
            stacked = [state for name in analysis.estimator.groups for state in sets.get(name, ())]
            missing = sorted({status.name for status in state_map.statuses} - set(stacked))
            twice = sorted({state for state in stacked if stacked.count(state) > 1})
            problems += [f"analysis '{analysis.id}': the state '{name}' is in no group" for name in missing]
            problems += [f"analysis '{analysis.id}': the state '{name}' is in several groups" for name in twice]
    return problems


def _calendar(plan: AnalysisPlan, schema: RegisterSchema, state_map: StateMap) -> list[str]:
    undated = any(draw.date is None for draw in plan.design.round)
    dated = [
        f"covariate '{item.id}': its rows are chosen by date, so each lottery round needs a date"
        for item in plan.covariate
        if undated and is_dated(item.source)
    ]
    if state_map.weekly.calendar == "relative":
        return dated
    needed = "the state map counts calendar weeks"
    problems = dated + [
        f"design.round '{draw.id}': {needed}, so the round needs a date"
        for draw in plan.design.round
        if draw.date is None
    ]
    if schema.lottery.date is None:
        problems.append(f"the schema '{schema.id}' names no date column for the lottery, and {needed}")
    return problems


def _columns(plan: AnalysisPlan, schema: RegisterSchema) -> list[str]:
    wanted = [
        (f"covariate '{item.id}'", table, column)
        for item in plan.covariate
        for table, column in columns_read(item.source)
    ]
    if plan.delivery is not None:
        wanted.append(("delivery", plan.delivery.table, plan.delivery.column))
    tables = {table.name: {field.name: field for field in table.fields} for table in schema.tables}
    problems = [
        f"{where}: the schema has no column '{table}.{column}'"
        for where, table, column in wanted
        if column not in tables.get(table, {})
    ]
    dates = [
        (f"covariate '{item.id}'", table, column, "date")
        for item in plan.covariate
        for table, column in columns_read(item.source)
        if column in (getattr(item.source, "dated_by", None), getattr(item.source, "parent_dated_by", None))
    ]
    numbers = [
        (f"covariate '{item.id}'", item.source.table, item.source.column, "number")
        for item in plan.covariate
        if isinstance(item.source, MeanOf)
    ]
    for where, table, column, kind in [*dates, *numbers]:
        field = tables.get(table, {}).get(column)
        if field is not None and field.kind not in ({"date"} if kind == "date" else {"number", "integer"}):
            problems.append(f"{where}: the column '{table}.{column}' holds no {kind}s")
    return problems + _parent_keys(plan, schema)


def _parent_keys(plan: AnalysisPlan, schema: RegisterSchema) -> list[str]:
    """Ask that the tables of parents have the person key: parents are found by it."""
    named = {table.name: {field.name for field in table.fields} for table in schema.tables}
    return [
        f"covariate '{item.id}': the table '{table}' has no column '{schema.person_key}'"
        for item in plan.covariate
        if isinstance(item.source, OfParents)
        for table in (item.source.table, item.source.parent_table)
        if table in named and schema.person_key not in named[table]
    ]


def _disclosure(plan: AnalysisPlan, schema: RegisterSchema) -> list[str]:
    profile = plan.disclosure.profile
    if profile not in schema.disclosure:
        return [f"disclosure.profile: the schema allows {', '.join(sorted(schema.disclosure))}, not '{profile}'"]
    return []
