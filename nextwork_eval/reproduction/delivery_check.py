"""A delivery examined as a whole: schema, lottery list, what the plan needs, and how complete each table is."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nextwork_eval.errors import AllocationError, ExtractError
from nextwork_eval.plan.lottery import trial_design
from nextwork_eval.registers import Inspection, TableQuality, accept, inspect_extract, listed, table_quality
from nextwork_eval.registers.counting import whole_table
from nextwork_eval.registers.extract import with_population
from nextwork_eval.rehearsal import synthesize
from nextwork_eval.reproduction.plans import OpenedPlan, open_plan
from nextwork_eval.reproduction.population_check import PopulationCheck, check_population
from nextwork_eval.results import Finding
from nextwork_eval.results.findings import Facts
from nextwork_eval.shipped import shipped_example
from nextwork_eval.trial import absent_findings, assemble, linkage_findings, linked_people, lottery_findings
from nextwork_eval.trial.lottery_findings import OF_THE_LIST


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryCheck:
    """What was found when a delivery was held against a plan. It may hold small counts: none of it is for release.

    Attributes
    ----------
    plan_id, plan_version, schema_id
        What it was held against.
    synthetic, delivered
        From the delivery note.
    fingerprint
        sha256 of the extract; None where it was not accepted.
    people, found_in_registers
        How many were randomised, and how many of them stand in any register; None where the list could not be read.
    findings
        All of them.
    tables
        How complete each table is that could be read.
    population
        The same of the registers of a population, where the delivery note names one and the plan asks for it.
    """

    plan_id: str
    plan_version: str
    schema_id: str
    synthetic: bool
    delivered: dt.date | None
    fingerprint: str | None
    people: int | None
    found_in_registers: int | None
    findings: tuple[Finding, ...]
    tables: tuple[TableQuality, ...]
    population: PopulationCheck | None = None

    @property
    def errors(self) -> int:
        """How many findings stop a run."""
        return sum(found.severity == "error" for found in self.findings)

    @property
    def exit_code(self) -> int:
        """What the command line returns: 0, or the code of a run that these findings would stop."""
        if not self.errors:
            return 0
        codes = {found.code for found in self.findings if found.severity == "error"}
        only_the_list = self.fingerprint is not None and codes <= OF_THE_LIST
        return AllocationError.exit_code if only_the_list else ExtractError.exit_code


def check_delivery(
    name: str, *, extract: Path | None = None, progress: Callable[[str], None] = lambda _: None
) -> DeliveryCheck:
    """Hold a delivery against a plan and its schema without estimating anything.

    Parameters
    ----------
    name
        Path of a plan, or the name of a shipped one.
    extract
        Folder of the delivery; left out, the example shipped with the plan or an invented extract.
    progress
        Told which step begins.

    Raises
    ------
    PlanError, SchemaError
        If the plan or its schema cannot be used.
    ExtractError
        If there is no such folder, or if anything looks like a civil registration number; nothing else is then said.
    """
    opened = open_plan(name)
    with tempfile.TemporaryDirectory() as scratch:
        folder = extract or shipped_example(opened.plan.plan.id)
        if folder is None:
            progress("synthetic extract")
            folder = Path(scratch) / "extract"
            synthesize(opened.plan, folder)
        progress("extract")
        arrived = inspect_extract(folder, opened.schema)
        population = check_population(opened, folder, arrived, Path(scratch), progress)
    findings = [*arrived.findings, *population.findings]
    accepted = None
    if not _errors(findings):
        accepted = accept(arrived, opened.schema)
        if population.registers is not None:
            accepted = with_population(accepted, population.registers)
    progress("lottery list")
    absent = absent_findings(opened.plan, opened.state_map, arrived.tables, arrived.delivery.cut_offs)
    refused = {found.table.partition(" (")[0] for found in findings if found.severity == "error"}
    known = {(found.code, found.facts) for found in arrived.findings}
    findings += [
        one
        for one in absent
        # What keeps a table from being read was said already: that the plan reads it is then no news.
        if not (one.code == "plan_reads_table" and one.table in refused)
        and not (one.code == "plan_needs_cut_off" and _about_the_cut_off(one.table) & known)
    ]
    findings += _of_the_lottery(opened, arrived)
    people, found = _people(opened, arrived)
    if people is not None and found is not None and people - found > opened.plan.linkage.tolerance * people:
        lottery, tolerance = opened.schema.lottery, f"{opened.plan.linkage.tolerance:g}"
        findings.append(
            whole_table(
                "too_many_unlinked",
                lottery.table,
                column=lottery.person,
                count=people - found,
                tolerance=tolerance,
            )
        )
    if accepted is not None and not _errors(findings):
        progress("people")
        trial = assemble(opened.plan, opened.schema, accepted, opened.state_map)
        findings += [*linkage_findings(trial, opened.schema), *(trial.delivery.findings if trial.delivery else ())]
    return DeliveryCheck(
        plan_id=opened.plan.plan.id,
        plan_version=opened.plan.plan.version,
        schema_id=opened.schema.id,
        synthetic=arrived.delivery.synthetic,
        delivered=arrived.delivery.delivered,
        fingerprint=None if accepted is None else accepted.fingerprint,
        people=people,
        found_in_registers=found,
        findings=tuple(findings),
        tables=table_quality(
            arrived.tables,
            opened.schema,
            arrived.delivery.cut_offs,
            people=listed(arrived.tables, opened.schema),
        ),
        population=population.check,
    )


def _about_the_cut_off(table: str) -> set[tuple[str, Facts]]:
    """Name the findings that say of a table that it has no cut-off, or none that is a day."""
    name = ("name", table)
    return {("missing_cut_off", (name,)), ("wrong_delivery_note", (("kind", "cut_off_day"), name))}


def _errors(findings: Sequence[Finding]) -> bool:
    return any(found.severity == "error" for found in findings)


def _of_the_lottery(opened: OpenedPlan, arrived: Inspection) -> list[Finding]:
    columns, design = opened.schema.lottery, opened.plan.design
    if columns.table not in arrived.tables:
        return []
    return lottery_findings(
        arrived.tables[columns.table],
        columns,
        trial_design(design),
        drawn_again=design.drawn_again,
        cluster=design.cluster if design.unit == "cluster" else None,
    )


def _people(opened: OpenedPlan, arrived: Inspection) -> tuple[int | None, int | None]:
    columns = opened.schema.lottery
    table = arrived.tables.get(columns.table)
    if table is None or columns.person not in table.columns:
        return None, None
    persons = table[columns.person].drop_nulls().unique().sort().to_list()
    linked = linked_people(persons, opened.schema, arrived.tables, opened.state_map)
    return len(persons), int(linked.sum())
