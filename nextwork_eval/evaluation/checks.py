"""Before anything is estimated: whether the plan can be carried out with the schema and the extract it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from nextwork_eval.errors import PlanError
from nextwork_eval.evaluation.estimand_checks import event_misfits
from nextwork_eval.histories import StateMap
from nextwork_eval.plan.covariates import FromColumn, MeanOf, OfParents, columns_read, is_dated
from nextwork_eval.plan.delivery import named_columns
from nextwork_eval.plan.estimators import StateOccupation
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.registers import RegisterSchema


def check_plan(
    plan: AnalysisPlan,
    schema: RegisterSchema,
    state_map: StateMap,
    other_maps: Mapping[str, StateMap] = MappingProxyType({}),
) -> None:
    """Refuse a plan that names states, tables, columns or rules which its schema does not have.

    Parameters
    ----------
    plan, schema, state_map
        The promise, the pinned schema, and the state map that the plan names.
    other_maps
        The state maps that the plan's sensitivity analyses name.

    Raises
    ------
    PlanError
        With every problem, each naming the plan's entry.
    """
    problems = [
        *_states(plan, state_map),
        *_sensitivity(plan, state_map, other_maps),
        *_map_columns(schema, [state_map, *other_maps.values()]),
        *_groups(plan, state_map),
        *_calendar(plan, schema, state_map),
        *_columns(plan, schema),
        *_delivery(plan, schema, state_map),
        *_benchmark(plan, schema, state_map),
        *_disclosure(plan, schema),
        *event_misfits(plan, state_map),
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


def _benchmark(plan: AnalysisPlan, schema: RegisterSchema, state_map: StateMap) -> list[str]:
    asked = plan.benchmark
    if asked is None:
        return []
    tables = {table.name: {field.name for field in table.fields} for table in schema.tables}
    columns = [name for name in (asked.born, asked.dated_by) if name is not None]
    problems = [
        f"benchmark: the schema has no column '{asked.table}.{name}'"
        for name in columns
        if name not in tables.get(asked.table, set())
    ]
    if state_map.weekly.calendar not in ("iso_week", "month"):
        problems.append(
            "benchmark: the state map's weekly table must have a column for each week or month of a calendar"
        )
    return problems


def _sensitivity(plan: AnalysisPlan, state_map: StateMap, other_maps: Mapping[str, StateMap]) -> list[str]:
    problems = [problem for other in other_maps.values() for problem in _states(plan, other)]
    for item in plan.sensitivity:
        where = f"sensitivity '{item.id}'"
        if item.state_map is not None and item.state_map not in other_maps:
            problems.append(f"{where}: the schema has no state map '{item.state_map}'")
            continue
        used = state_map if item.state_map is None else other_maps[item.state_map]
        named = [*item.recode.states, item.recode.becomes] if item.recode is not None else []
        named += [*item.carry_forward.of, *item.carry_forward.over] if item.carry_forward is not None else []
        known = {status.name for status in used.statuses}
        problems += [f"{where}: the state map '{used.id}' has no state '{name}'" for name in named if name not in known]
    return problems


def _map_columns(schema: RegisterSchema, maps: Sequence[StateMap]) -> list[str]:
    """Name the tables and columns that a state map reads and its schema does not have."""
    tables = {table.name: {field.name for field in table.fields} for table in schema.tables}
    problems = []
    for state_map in maps:
        if state_map.weekly.table not in tables:
            problems.append(f"state map '{state_map.id}': the schema has no table '{state_map.weekly.table}'")
        problems += [
            f"state map '{state_map.id}': the schema has no column '{table}.{column}'"
            for table, column in state_map.columns
            if column not in tables.get(table, set())
        ]
        unknown = [name for name in state_map.cut_off_registers if name not in tables]
        problems += [f"state map '{state_map.id}': cut_off_registers: no table '{name}'" for name in unknown]
    return problems


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
        wanted += named_columns(plan.delivery)
    if plan.design.cluster is not None:
        wanted.append(("design.cluster", schema.lottery.table, plan.design.cluster))
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
    return [*problems, *_parent_keys(plan, schema), *_whole_codes(plan, schema)]


def _whole_codes(plan: AnalysisPlan, schema: RegisterSchema) -> list[str]:
    """Refuse a covariate that reads the beginnings of codes which are names."""
    names = {(table.name, field.name) for table in schema.tables for field in table.fields if field.whole_codes}
    return [
        f"covariate '{item.id}': the codes of '{source.table}.{source.column}' are names, whose beginnings mean "
        "nothing: give them in full (`yes`), or read a column that holds the group"
        for item in plan.covariate
        if isinstance(source := item.source, FromColumn | OfParents)
        and source.codes is not None
        and (source.codes.yes_prefix or source.codes.unknown_prefix)
        and (source.table, source.column) in names
    ]


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


def _delivery(plan: AnalysisPlan, schema: RegisterSchema, state_map: StateMap) -> list[str]:
    """Say what the delivery part needs of the schema beside columns: dates, and words for who chose a firm."""
    delivery = plan.delivery
    if delivery is None:
        return []
    dated = [("delivery.internships", "internships", delivery.internships), ("delivery.stays", "stays", delivery.stays)]
    problems = [
        f"{where}: {what} have dates, and the state map has no calendar"
        for where, what, given in dated
        if given is not None and state_map.weekly.calendar == "relative"
    ]
    fields = {(table.name, field.name): field for table in schema.tables for field in table.fields}
    dates: list[tuple[str, str, str]] = []
    if (part := delivery.internships) is not None:
        field = fields.get((part.table, part.chosen_by))
        if field is not None and field.codelist is None:
            problems.append(f"delivery.internships.chosen_by: '{part.table}.{part.chosen_by}' has no code list")
        dates += [("delivery.internships", part.table, name) for name in (part.start, part.end)]
    if (stays := delivery.stays) is not None:
        dates += [("delivery.stays", delivery.table, name) for name in (stays.start, stays.end)]
    if (met := delivery.meetings) is not None:
        dates.append(("delivery.meetings", met.table, met.date))
    if (network := delivery.network) is not None:
        dates.append(("delivery.network", network.table, network.joined))
    problems += [
        f"{where}: '{table}.{column}' is no date"
        for where, table, column in dates
        if (table, column) in fields and fields[table, column].kind != "date"
    ]
    return problems


def _disclosure(plan: AnalysisPlan, schema: RegisterSchema) -> list[str]:
    profile = plan.disclosure.profile
    if profile not in schema.disclosure:
        return [f"disclosure.profile: the schema allows {', '.join(sorted(schema.disclosure))}, not '{profile}'"]
    return []
