"""Rows of the population benchmark: two shares among everyone in the registers, where the population was delivered."""

from __future__ import annotations

from dataclasses import replace

from nextwork_eval.evaluation.rows import format_of
from nextwork_eval.histories import StateMap
from nextwork_eval.histories.population import (
    PopulationCounts,
    count_population,
    people_of_the_ages,
    weeks_read,
)
from nextwork_eval.plan.benchmark import PopulationBenchmark
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.registers import Extract, RegisterSchema
from nextwork_eval.registers.population import Wanted
from nextwork_eval.results import Finding, ResultRow

POPULATION = "population_benchmark"


def wanted_of(plan: AnalysisPlan, state_map: StateMap) -> Wanted | None:
    """Say which tables and weeks of a population the plan's benchmark reads; None where it has none."""
    if plan.benchmark is None:
        return None
    first, end = weeks_read(plan.benchmark, state_map)
    weekly = state_map.weekly.table
    return Wanted(
        weekly=weekly,
        first_week=first,
        end_week=end,
        tables=frozenset({*state_map.tables, plan.benchmark.table} - {weekly}),
    )


def population_rows(
    plan: AnalysisPlan, schema: RegisterSchema, extract: Extract, state_map: StateMap, template: ResultRow
) -> tuple[list[ResultRow], tuple[Finding, ...]]:
    """Count the plan's population benchmark, in the population delivered beside the trial or in the extract itself.

    Returns
    -------
    rows
        The two shares; none where the plan has no benchmark, or a finding says why.
    findings
        A note where the population was not delivered, or the registers do not reach from the first week to the horizon.
    """
    asked = plan.benchmark
    if asked is None:
        return [], ()
    counts = _counted(asked, plan, schema, extract, state_map)
    if counts is None or counts.of_the_ages < asked.fewest_people:
        return [], (_note("population_not_delivered", asked),)
    if not counts.reached:
        return [], (_note("benchmark_not_reached", asked),)
    return _rows(asked, counts, template), ()


def _counted(
    asked: PopulationBenchmark, plan: AnalysisPlan, schema: RegisterSchema, extract: Extract, state_map: StateMap
) -> PopulationCounts | None:
    """Count in all parts of the population; None if its table is not there, or holds too few to be one."""
    weekly, population = state_map.weekly.table, extract.population
    if population is None:
        table = extract.tables.get(asked.table)
        if table is None or len(people_of_the_ages(asked, table, schema.person_key)) < asked.fewest_people:
            return None
    sets, whole = {item.id: item.states for item in plan.state_set}, PopulationCounts()
    for tables in [extract.tables] if population is None else population.each_part():
        counts = count_population(
            asked,
            sets,
            [tables[weekly]],
            tables,
            state_map,
            person_key=schema.person_key,
            cut_offs=extract.cut_offs if population is None else population.cut_offs,
        )
        whole = whole.plus(counts)
    return whole


def _rows(asked: PopulationBenchmark, counts: PopulationCounts, template: ResultRow) -> list[ResultRow]:
    those = f"of those {'in' if asked.until is None else 'who came to'} '{asked.support}' "
    when = "on the day" if asked.until is None else "in the period"
    shares = (
        ("busy", asked.weeks, counts.busy_later, counts.on_support, those + when),
        ("neither", 0, counts.neither, counts.young, f"of those aged {asked.age_from} to {asked.age_to} on the day"),
    )
    return [
        replace(
            template,
            result_id=f"{POPULATION}.{name}",
            analysis_id=POPULATION,
            outcome=f"{POPULATION}.{name}",
            population=POPULATION,
            week=week,
            statistic="share",
            unit="share",
            format=format_of("share"),
            estimate=events / people,
            n_arm=people,
            events_arm=events,
            smallest_cell=min(events, people - events),
            method=f"share {among}, everyone in the registers",
        )
        for name, week, events, people, among in shares
        if people
    ]


def _note(code: str, asked: PopulationBenchmark) -> Finding:
    return Finding(code=code, severity="note", table=asked.table, column=None, count=1, rows=())
