"""Rows of the population benchmark: two shares among everyone in the registers, where the population was delivered."""

from __future__ import annotations

from dataclasses import replace

from nextwork_eval.evaluation.rows import format_of
from nextwork_eval.histories import StateMap
from nextwork_eval.histories.population import PopulationCounts, count_population, people_of_the_ages
from nextwork_eval.plan.benchmark import PopulationBenchmark
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.registers import Extract, RegisterSchema
from nextwork_eval.results import Finding, ResultRow

POPULATION = "population_benchmark"


def population_rows(
    plan: AnalysisPlan, schema: RegisterSchema, extract: Extract, state_map: StateMap, template: ResultRow
) -> tuple[list[ResultRow], tuple[Finding, ...]]:
    """Count the plan's population benchmark.

    Returns
    -------
    rows
        The two shares; none where the plan has no benchmark, or a finding says why.
    findings
        A note where the population was not delivered, or the registers end before the horizon.
    """
    asked = plan.benchmark
    if asked is None:
        return [], ()
    table = extract.tables.get(asked.table)
    if table is None or len(people_of_the_ages(asked, table, schema.person_key)) < asked.fewest_people:
        return [], (_note("population_not_delivered", asked, "the population is not in the delivery."),)
    counts = count_population(
        asked,
        {item.id: item.states for item in plan.state_set},
        [extract.tables[state_map.weekly.table]],
        extract.tables,
        state_map,
        person_key=schema.person_key,
        cut_offs=extract.cut_offs,
    )
    if not counts.reached:
        return [], (_note("benchmark_not_reached", asked, "the registers end before the benchmark's last week."),)
    return _rows(asked, counts, template), ()


def _rows(asked: PopulationBenchmark, counts: PopulationCounts, template: ResultRow) -> list[ResultRow]:
    shares = (
        ("busy", asked.weeks, counts.busy_later, counts.on_support, f"of those in '{asked.support}' on the day"),
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


def _note(code: str, asked: PopulationBenchmark, expected: str) -> Finding:
    return Finding(
        code=code,
        severity="note",
        table=asked.table,
        column=None,
        count=1,
        rows=(),
        expected=expected,
        advice="The report quotes the source of the benchmark instead.",
    )
