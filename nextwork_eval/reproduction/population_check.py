"""The registers of a population beside a trial, examined: what is wrong with them, and how complete each table is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nextwork_eval.evaluation.population_rows import wanted_of
from nextwork_eval.histories.weeks import monday
from nextwork_eval.registers import Inspection, TableQuality, listed, summed, table_quality
from nextwork_eval.registers.counting import whole_table
from nextwork_eval.registers.delivery import DELIVERY_FILE
from nextwork_eval.registers.population import DeliveredPopulation, PopulationError
from nextwork_eval.reproduction.arrival import population_seen
from nextwork_eval.reproduction.plans import OpenedPlan
from nextwork_eval.results import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationCheck:
    """How complete the registers of a population are. It may hold small counts: none of it is for release.

    Attributes
    ----------
    synthetic
        From the delivery note of the population.
    fingerprint
        sha256 of what was read; None where it was not accepted.
    first_day, last_day
        Of the weeks that the plan reads; weeks outside are not counted in the table of weeks.
    tables
        How complete each table is that could be read to its end; `lottery_found` are people of the trial.
    """

    synthetic: bool
    fingerprint: str | None
    first_day: dt.date
    last_day: dt.date
    tables: tuple[TableQuality, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CheckedPopulation:
    """What was read of a population, None where nothing was; how complete it is; and what was found."""

    registers: DeliveredPopulation | None
    check: PopulationCheck | None
    findings: tuple[Finding, ...]


def check_population(
    opened: OpenedPlan, folder: Path, arrived: Inspection, scratch: Path, progress: Callable[[str], None]
) -> CheckedPopulation:
    """Read the population that a delivery note names; what is wrong with it does not hide what is wrong with the trial.

    Parameters
    ----------
    opened, folder, arrived
        The plan, the folder of the extract, and what was found in it.
    scratch
        Where the population may lie while it is read.
    progress
        Told which step begins.

    Raises
    ------
    ExtractError
        If anything looks like a civil registration number; nothing else is then said.
    """
    named, wanted = arrived.delivery.population, wanted_of(opened.plan, opened.state_map)
    if named is None:
        return CheckedPopulation(registers=None, check=None, findings=())
    if wanted is None:
        unread = whole_table("population_not_read", DELIVERY_FILE, severity="warning")
        return CheckedPopulation(registers=None, check=None, findings=(unread,))
    try:
        population = population_seen(opened, folder, named, scratch, progress)
    except PopulationError as refusal:  # there is no folder to look into
        return CheckedPopulation(registers=None, check=None, findings=refusal.findings)
    assert population is not None
    findings = population.findings
    # A note that is missing or wrong is a finding of its own, and does not say whether the data are invented.
    if population.synthetic != arrived.delivery.synthetic and not _of_a_note([*arrived.findings, *findings]):
        findings = (*findings, whole_table("population_of_another_kind", DELIVERY_FILE))
    people = listed(arrived.tables, opened.schema)
    return CheckedPopulation(
        registers=population,
        check=PopulationCheck(
            synthetic=population.synthetic,
            fingerprint=None if any(one.severity == "error" for one in findings) else population.fingerprint,
            first_day=monday(wanted.first_week),
            last_day=monday(wanted.end_week) - dt.timedelta(days=1),
            tables=summed(
                table_quality(part, opened.schema, population.cut_offs, people=people)
                for part in population.each_part()
            ),
        ),
        findings=findings,
    )


def _of_a_note(findings: Sequence[Finding]) -> bool:
    return any(one.severity == "error" and one.table.removeprefix("population: ") == DELIVERY_FILE for one in findings)
