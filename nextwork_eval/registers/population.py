"""The registers of a whole population, delivered beside a trial: checked and parted by person in one pass.

A delivery note names the folder (`population = "country"`), which is a delivery of its own with its own note. Nothing
in it is held whole: the weekly table comes from the pass that finds spells, other tables come in slices, and both are
laid into parts by person, each of which is then held against the schema as an extract is.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from nextwork_eval.errors import ExtractError
from nextwork_eval.registers.checks import check_tables
from nextwork_eval.registers.counting import whole_table
from nextwork_eval.registers.delivery import DELIVERY_FILE, Delivery, read_delivery
from nextwork_eval.registers.merging import columns_together, merged, without_rows
from nextwork_eval.registers.partitions import Partitions, in_parts
from nextwork_eval.registers.places import KINDS, Place, places_of
from nextwork_eval.registers.population_tables import LaidTable, laid, rows_typed, weeks_laid_out
from nextwork_eval.registers.schema import RegisterSchema
from nextwork_eval.registers.unions import check_unions, with_unions
from nextwork_eval.results.findings import Finding

_NOT_THERE = ("table_not_delivered", "missing_table")  # said once more below, of what is wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is read of a population.

    Attributes
    ----------
    weekly
        The table of weeks.
    first_week, end_week
        Absolute weeks of it that are kept, the last not included.
    tables
        The other tables.
    """

    weekly: str
    first_week: int
    end_week: int
    tables: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DeliveredPopulation:
    """Everyone in some registers, as far as they could be read: typed tables in parts, a person's rows in one part.

    Attributes
    ----------
    weekly
        Name of the table of weeks.
    tables
        Names of the tables that were delivered and could be read.
    parts
        Where they lie, for as long as whoever asked for them keeps the folder.
    nobody
        Each table without rows.
    schema
        Which schema they fulfil.
    findings
        What was noticed; nothing of severity error in a population that was accepted.
    fingerprint
        sha256 of what was read; the order of rows, the format of files and the number of parts do not change it.
    synthetic
        Whether the data are invented.
    cut_offs
        Table to the last day for which it is complete.
    """

    weekly: str
    tables: tuple[str, ...]
    parts: Partitions
    nobody: Mapping[str, pl.DataFrame]
    schema: RegisterSchema
    findings: tuple[Finding, ...]
    fingerprint: str
    synthetic: bool
    cut_offs: Mapping[str, dt.date]

    def __repr__(self) -> str:
        """Say how many tables there are, and nothing of their content."""
        return f"DeliveredPopulation({len(self.tables)} tables in {self.parts.count} parts)"

    def each_part(self) -> Iterator[dict[str, pl.DataFrame]]:
        """Yield the tables of some people after those of others; nobody is in two."""
        for number in range(self.parts.count):
            yield _part(self.parts, number, self.nobody, self.schema)


class PopulationError(ExtractError):
    """The registers of a population do not fulfil the schema; `findings` are those of severity error."""

    def __init__(self, findings: Collection[Finding]) -> None:
        number = f"{len(findings)} finding{'s' * (len(findings) > 1)}"
        super().__init__(
            f"The population does not fulfil the schema: {number} must be mended.",
            [one.sentence() for one in findings],
        )
        self.findings = tuple(findings)


def read_population(folder: Path, schema: RegisterSchema, wanted: Wanted, scratch: Path) -> DeliveredPopulation:
    """Read and check the registers of a population in bounded memory, and refuse them unless they fulfil the schema.

    Parameters
    ----------
    folder, schema, wanted, scratch
        As for `inspect_population`.

    Raises
    ------
    PopulationError
        With every finding of severity error.
    ExtractError
        If anything looks like a civil registration number; nothing else is then said.
    """
    return accepted_population(inspect_population(folder, schema, wanted, scratch))


def accepted_population(population: DeliveredPopulation) -> DeliveredPopulation:
    """Return a population of which no finding is an error; PopulationError if one is."""
    errors = [one for one in population.findings if one.severity == "error"]
    if errors:
        raise PopulationError(errors)
    return population


def inspect_population(folder: Path, schema: RegisterSchema, wanted: Wanted, scratch: Path) -> DeliveredPopulation:
    """Read and check the registers of a population in bounded memory, and return them with every finding.

    Parameters
    ----------
    folder
        The delivery, with a note of its own.
    schema
        What it must be; trial tables need not be there.
    wanted
        Which tables and weeks are read.
    scratch
        An empty folder. It will hold data about persons, and is to be deleted by whoever asked for it.

    Returns
    -------
    DeliveredPopulation
        With the tables that could be read to their end; one that could not does not keep the others from being checked.
        Row numbers are given where they are those of a delivered file.

    Raises
    ------
    PopulationError
        If there is no such folder.
    ExtractError
        If anything looks like a civil registration number; nothing else is then said.
    """
    if not folder.is_dir():
        raise PopulationError([whole_table("missing_population", DELIVERY_FILE)])
    delivery, findings = read_delivery(folder, schema)
    places, problems = _found(folder, schema, wanted, delivery)
    findings += problems
    absent = {table.name for table in schema.tables} - places.keys() - {one.table for one in problems}
    parts = in_parts(scratch / "parts", [(place.path, place.kind) for found in places.values() for place in found])
    tables = _laid(folder, schema, wanted, delivery, places, parts, scratch)
    nobody = {name: table.nobody for name, table in tables.items() if table.nobody is not None}
    for name, table in tables.items():
        side_by_side = name == wanted.weekly and len(places[name]) > 1  # then no delivered file has such rows
        findings += without_rows(table.findings) if side_by_side else table.findings
    findings += check_unions(nobody, schema, absent)
    within: list[Finding] = []
    for number in range(parts.count):
        part = _part(parts, number, nobody, schema)
        within = merged([*within, *check_tables(part, schema, delivery, apart=True)])
    findings += without_rows(within)
    return DeliveredPopulation(
        weekly=wanted.weekly,
        tables=tuple(with_unions(nobody, schema)),
        parts=parts,
        nobody=nobody,
        schema=schema,
        findings=tuple(of_the_population(columns_together(findings, schema))),
        fingerprint=_fingerprint({name: table.digest for name, table in tables.items()}, delivery, wanted),
        synthetic=delivery.synthetic,
        cut_offs=delivery.cut_offs,
    )


def of_the_population(findings: Collection[Finding]) -> list[Finding]:
    """Name the population in what was found in its folder."""
    return [replace(one, table=f"population: {one.table}") for one in findings]


def _found(
    folder: Path, schema: RegisterSchema, wanted: Wanted, delivery: Delivery
) -> tuple[dict[str, list[Place]], list[Finding]]:
    """Find the files of the tables that are wanted; of other tables it is said that they are not read."""
    everything, problems = places_of(folder, schema, delivery.layouts)
    names = _names(schema, wanted)
    places: dict[str, list[Place]] = {}
    for place in everything:
        places.setdefault(place.table, []).append(place)
    unasked = [whole_table("table_not_read", name, severity="note") for name in places if name not in names]
    places = {name: found for name, found in places.items() if name in names}
    findings = [
        one
        for one in problems
        if one.table in (*names, "the folder")
        and (one.code not in _NOT_THERE or dict(one.facts).get("kind") == "declared")
    ]
    return places, [*findings, *unasked, *_missing(schema, wanted, {*places, *(one.table for one in findings)})]


def _laid(
    folder: Path,
    schema: RegisterSchema,
    wanted: Wanted,
    delivery: Delivery,
    places: Mapping[str, Sequence[Place]],
    parts: Partitions,
    scratch: Path,
) -> dict[str, LaidTable]:
    """Lay every table into parts."""
    span, cache = (wanted.first_week, wanted.end_week), scratch / "weeks"
    try:
        return {
            name: laid(
                weeks_laid_out(folder, schema, name, span, delivery, cache)
                if name == wanted.weekly
                else rows_typed(found, schema, delivery),
                name,
                parts,
                schema.person_key,
            )
            for name, found in places.items()
        }
    except ExtractError as error:  # from readers that do not know whose table they read
        raise ExtractError(f"The population: {error.summary}", error.problems) from None


def _names(schema: RegisterSchema, wanted: Wanted) -> frozenset[str]:
    """Name the tables that are looked for, and the parts of which one of them may be put together."""
    parts = {part.table for union in schema.unions if union.table in wanted.tables for part in union.parts}
    return wanted.tables | parts | {wanted.weekly}


def _missing(schema: RegisterSchema, wanted: Wanted, known: Collection[str]) -> list[Finding]:
    """Find tables of which neither a file nor a part of a union was delivered, and nothing else was said."""
    there = {union.table for union in schema.unions if any(part.table in known for part in union.parts)} | {*known}
    return [
        whole_table(
            "missing_table",
            name,
            file=schema.table(name).file,
            endings=", ".join(KINDS),
            section=f"layout.{name}",
        )
        for name in sorted(wanted.tables | {wanted.weekly})
        if name not in there
    ]


def _part(
    parts: Partitions, number: int, nobody: Mapping[str, pl.DataFrame], schema: RegisterSchema
) -> dict[str, pl.DataFrame]:
    found = {name: parts.part(number, name) for name in nobody}
    return with_unions({name: nobody[name] if part is None else part for name, part in found.items()}, schema)


def _fingerprint(digests: Mapping[str, int], delivery: Delivery, wanted: Wanted) -> str:
    whole = hashlib.sha256(f"synthetic {delivery.synthetic}\nweeks {wanted.first_week} {wanted.end_week}\n".encode())
    for name, day in sorted(delivery.cut_offs.items()):
        whole.update(f"cut-off {name} {day.isoformat()}\n".encode())
    for name, digest in sorted(digests.items()):
        whole.update(f"table {name} {digest:064x}\n".encode())
    return whole.hexdigest()
