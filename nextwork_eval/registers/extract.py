"""An extract is accepted whole, typed and checked, or refused with every finding at once and no value from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import polars as pl

from nextwork_eval.errors import ExtractError
from nextwork_eval.registers.arranging import arranged, renamed
from nextwork_eval.registers.checks import check_tables
from nextwork_eval.registers.columns import check_table
from nextwork_eval.registers.delivery import Delivery, read_delivery
from nextwork_eval.registers.fingerprints import extract_fingerprint
from nextwork_eval.registers.identifiers import civil_registration_numbers
from nextwork_eval.registers.population import DeliveredPopulation
from nextwork_eval.registers.readers import read_files
from nextwork_eval.registers.schema import RegisterSchema
from nextwork_eval.registers.unions import check_unions, with_unions
from nextwork_eval.results.findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Extract:
    """What arrived and was accepted.

    Attributes
    ----------
    schema_id
        Which schema it fulfils.
    tables
        Table name to typed table, for every table that was delivered.
    findings
        What was noticed and did not stop it: warnings and notes.
    fingerprint
        sha256 of its content; the order of rows and the format of files do not change it.
    synthetic
        Whether the data are invented.
    delivered
        Day of the delivery, where known.
    statement_da, statement_en
        What readers should know about the data.
    cut_offs
        Table to the last day for which it is complete, in the order of the schema.
    population
        The registers of everyone, where they were delivered beside the trial and the plan asks for them.
    """

    schema_id: str
    tables: Mapping[str, pl.DataFrame]
    findings: tuple[Finding, ...]
    fingerprint: str
    synthetic: bool
    delivered: dt.date | None
    statement_da: str | None
    statement_en: str | None
    cut_offs: Mapping[str, dt.date]
    population: DeliveredPopulation | None = None

    def __repr__(self) -> str:
        """Say how large the tables are, and nothing of their content."""
        sizes = ", ".join(f"{name} {table.height}×{table.width}" for name, table in self.tables.items())
        return f"Extract({self.schema_id!r}, {sizes}, {len(self.findings)} findings)"


def load_extract(folder: Path, schema: RegisterSchema) -> Extract:
    """Load a register extract and refuse it unless it fulfils its schema.

    Parameters
    ----------
    folder
        Holds a file for each table (CSV, Parquet, Arrow, SAS, Stata) or for each year of it, and `extract.toml`, which
        says where the delivery differs from the schema.
    schema
        What it must be.

    Returns
    -------
    Extract
        Typed tables with all their rows.

    Raises
    ------
    ExtractError
        With every finding: table, column, number of rows and the first row numbers. If anything looks like a civil
        registration number, that alone is said, and nothing else is checked.

    Examples
    --------
    >>> from nextwork_eval.registers import read_schema
    >>> from nextwork_eval.shipped import shipped_example, shipped_schema
    >>> load_extract(shipped_example("life_1972"), read_schema(shipped_schema("life-1.0")))
    Extract('life-1.0', allocation 432×3, baseline 432×8, weekly 432×53, 0 findings)
    """
    return accept(inspect_extract(folder, schema), schema)


def accept(arrived: Inspection, schema: RegisterSchema) -> Extract:
    """Return what arrived as an extract.

    Raises
    ------
    ExtractError
        If a finding is an error; all errors and warnings are listed.
    """
    errors = [finding for finding in arrived.findings if finding.severity == "error"]
    warnings = [finding for finding in arrived.findings if finding.severity == "warning"]
    if errors:
        beside = f"; {len(warnings)} warnings follow them" if warnings else ""
        raise ExtractError(
            f"The extract does not fulfil the schema '{schema.id}': {_many(len(errors))} must be mended{beside}.",
            [*_sentences(errors), *(f"warning: {sentence}" for sentence in _sentences(warnings))],
        )
    delivery = arrived.delivery
    return Extract(
        schema_id=schema.id,
        tables=MappingProxyType(dict(arrived.tables)),
        findings=arrived.findings,
        fingerprint=extract_fingerprint(arrived.tables, synthetic=delivery.synthetic, cut_offs=delivery.cut_offs),
        synthetic=delivery.synthetic,
        delivered=delivery.delivered,
        statement_da=delivery.statement_da,
        statement_en=delivery.statement_en,
        cut_offs=MappingProxyType(dict(delivery.cut_offs)),
    )


def with_population(extract: Extract, population: DeliveredPopulation) -> Extract:
    """Put the registers of a population beside those of a trial; the fingerprint is then that of both.

    Raises
    ------
    ExtractError
        If one is invented and the other is not.
    """
    if population.synthetic != extract.synthetic:
        raise ExtractError(
            "The extract and the population are not of one kind.",
            ["expected both to be invented, or neither: `synthetic` in their delivery notes differs."],
        )
    return replace(
        extract,
        population=population,
        findings=(*extract.findings, *population.findings),
        fingerprint=extract_fingerprint(
            extract.tables,
            synthetic=extract.synthetic,
            cut_offs=extract.cut_offs,
            population=population.fingerprint,
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Inspection:
    """What arrived, accepted or not: the tables that could be typed, the delivery note, and every finding."""

    tables: Mapping[str, pl.DataFrame]
    delivery: Delivery
    findings: tuple[Finding, ...]

    def __repr__(self) -> str:
        """Say how much there is, and nothing of its content."""
        return f"Inspection({len(self.tables)} tables, {len(self.findings)} findings)"


def inspect_extract(folder: Path, schema: RegisterSchema) -> Inspection:
    """Read and check a register extract, and return it with every finding, whether or not it fulfils its schema.

    Parameters
    ----------
    folder, schema
        As for `load_extract`.

    Raises
    ------
    ExtractError
        If there is no such folder, or if anything looks like a civil registration number: then nothing else is checked.
    """
    if not folder.is_dir():
        raise ExtractError(
            f"There is no extract in '{folder.name}'.", ["Expected a folder with one file for each table."]
        )
    delivery, delivery_findings = read_delivery(folder, schema)
    delivered, file_findings = read_files(folder, schema, delivery.layouts, delivery.largest_table)
    delivered, name_findings = renamed(delivered, schema, delivery.layouts)
    if refused := [
        finding
        for file in delivered
        for finding in civil_registration_numbers({file.table: file.frame}, schema, year=file.year)
    ]:
        raise ExtractError("The extract holds what looks like civil registration numbers.", _sentences(refused))
    frames, layout_findings = arranged(delivered, schema, delivery.layouts)
    del delivered  # cells as text take several times what they take typed: none is held longer than it is needed
    typed, table_findings = {}, []
    for name in list(frames):
        decimal = delivery.layouts[name].dialect.decimal
        typed[name], found = check_table(frames.pop(name), schema.table(name), schema.code_lists, decimal)
        table_findings += found
    tables = with_unions(typed, schema)
    absent = {one.table for one in file_findings if one.code == "table_not_delivered"}
    unions = check_unions(typed, schema, absent)
    said = {*(tables.keys() - typed.keys()), *(one.table for one in unions)}  # put together, or missing from what was
    files = [one for one in file_findings if one.code != "table_not_delivered" or one.table not in said]
    return Inspection(
        tables=MappingProxyType(tables),
        delivery=delivery,
        findings=(
            *delivery_findings,
            *files,
            *name_findings,
            *layout_findings,
            *table_findings,
            *unions,
            *check_tables(tables, schema, delivery),
        ),
    )


def _sentences(findings: Sequence[Finding]) -> list[str]:
    return [finding.sentence() for finding in findings]


def _many(number: int) -> str:
    return f"{number} finding{'s' * (number > 1)}"
