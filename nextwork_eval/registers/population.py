"""The registers of a whole population, delivered beside a trial: checked and parted by person in one pass.

A delivery note names the folder (`population = "country"`), which is a delivery of its own with its own note. Nothing
in it is held whole: the weekly table comes from the pass that finds spells, other tables come in slices, and both are
laid into parts by person, each of which is then held against the schema as an extract is.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from nextwork_eval.errors import ExtractError
from nextwork_eval.registers.checks import check_tables
from nextwork_eval.registers.columns import check_table
from nextwork_eval.registers.counting import whole_table
from nextwork_eval.registers.delivery import Delivery, read_delivery
from nextwork_eval.registers.fingerprints import rows_of_text
from nextwork_eval.registers.merging import merged, without_rows
from nextwork_eval.registers.partitions import Partitions, in_parts
from nextwork_eval.registers.places import KINDS, Place, places_of_table
from nextwork_eval.registers.schema import RegisterSchema
from nextwork_eval.registers.slices import slices_of
from nextwork_eval.registers.unions import check_unions, with_unions
from nextwork_eval.registers.week_frames import week_frames
from nextwork_eval.registers.week_spells import open_weekly_table
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
    """Everyone in some registers, accepted: typed tables in parts, all rows of a person in the same part.

    Attributes
    ----------
    weekly
        Name of the table of weeks.
    tables
        Names of the tables that were delivered.
    parts
        Where they lie, for as long as whoever asked for them keeps the folder.
    nobody
        Each table without rows.
    schema
        Which schema they fulfil.
    findings
        What was noticed and did not stop it.
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
    """Read and check the registers of a population in bounded memory.

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

    Raises
    ------
    ExtractError
        With every finding of severity error, as `load_extract`; weekly tables are refused at the first thing that keeps
        them from being read. Row numbers are given where they are those of a delivered file.
    """
    if not folder.is_dir():
        raise ExtractError("There is no population.", ["expected the folder that `population` in extract.toml names."])
    delivery, findings = read_delivery(folder, schema)
    places: dict[str, list[Place]] = {}
    for declared in schema.tables:
        if declared.name in _names(schema, wanted):
            found, problems = places_of_table(folder, declared, delivery.layouts[declared.name])
            places |= {declared.name: found} if found else {}
            findings += [one for one in problems if one.code not in _NOT_THERE]
    _refuse([*findings, *_missing(schema, wanted, places)])
    parts = in_parts(scratch / "parts", [(place.path, place.kind) for found in places.values() for place in found])
    try:
        laid = {
            name: _laid(
                _weeks(folder, schema, wanted, delivery, scratch / "weeks")
                if name == wanted.weekly
                else _rows(found, schema, delivery),
                name,
                parts,
                schema.person_key,
            )
            for name, found in places.items()
        }
    except ExtractError as error:  # from readers that do not know whose table they read
        raise ExtractError(f"The population: {error.summary}", error.problems) from None
    nobody = {name: table.nobody for name, table in laid.items() if table.nobody is not None}
    for name, table in laid.items():
        side_by_side = name == wanted.weekly and len(places[name]) > 1  # then no delivered file has such rows
        findings += without_rows(table.findings) if side_by_side else table.findings
    findings += check_unions(nobody, schema)
    _refuse(findings)
    within: list[Finding] = []
    for number in range(parts.count):
        within = merged([*within, *check_tables(_part(parts, number, nobody, schema), schema, delivery)])
    findings += without_rows(within)
    _refuse(findings)
    return DeliveredPopulation(
        weekly=wanted.weekly,
        tables=tuple(with_unions(nobody, schema)),
        parts=parts,
        nobody=nobody,
        schema=schema,
        findings=tuple(_of_the_population(findings)),
        fingerprint=_fingerprint({name: table.digest for name, table in laid.items()}, delivery, wanted),
        synthetic=delivery.synthetic,
        cut_offs=delivery.cut_offs,
    )


def _names(schema: RegisterSchema, wanted: Wanted) -> frozenset[str]:
    """Name the tables that are looked for, and the parts of which one of them may be put together."""
    parts = {part.table for union in schema.unions if union.table in wanted.tables for part in union.parts}
    return wanted.tables | parts | {wanted.weekly}


def _missing(schema: RegisterSchema, wanted: Wanted, places: Collection[str]) -> list[Finding]:
    """Find tables of which neither a file nor a part of a union was delivered."""
    there = {union.table for union in schema.unions if any(part.table in places for part in union.parts)} | {*places}
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


Checked = tuple[pl.DataFrame, list[Finding]]


def _weeks(folder: Path, schema: RegisterSchema, wanted: Wanted, delivery: Delivery, cache: Path) -> Iterator[Checked]:
    """Take the weeks from the pass over the weekly table; of its other columns only the key is read, and checked."""
    weekly = open_weekly_table(
        folder,
        schema,
        wanted.weekly,
        cut_off=delivery.cut_offs.get(wanted.weekly),
        cache=cache,
        layout=delivery.layouts[wanted.weekly],
    )
    first_row = 0
    for frame in week_frames(weekly, wanted.first_week, wanted.end_week):
        _, found = check_table(frame, weekly.table, schema.code_lists, schema.dialect.decimal)
        keys = [one for one in found if one.column == schema.person_key]
        yield frame, _placed(keys, first_row)
        first_row += frame.height


def _rows(places: list[Place], schema: RegisterSchema, delivery: Delivery) -> Iterator[Checked]:
    """Type a table slice by slice."""
    for place in places:
        table, layout = schema.table(place.table), delivery.layouts[place.table]
        for piece in slices_of(place, schema, layout):
            typed, found = check_table(piece.frame, table, schema.code_lists, layout.dialect.decimal)
            yield typed, _placed(found, piece.first_row)


def _placed(findings: list[Finding], first_row: int) -> list[Finding]:
    """Return findings with the row numbers of the delivered file."""
    return [replace(one, rows=tuple(row + first_row for row in one.rows)) for one in findings]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Laid:
    """A table that lies in parts: none of its rows, the sum of the digests of all, and what its columns break."""

    nobody: pl.DataFrame | None
    digest: int
    findings: list[Finding]


def _laid(frames: Iterator[Checked], name: str, parts: Partitions, person_key: str) -> _Laid:
    nobody, digest, findings = None, 0, list[Finding]()
    for number, (frame, found) in enumerate(frames):
        findings = merged([*findings, *found])
        if person_key in frame.columns:  # otherwise that is a finding
            parts.add(name, frame, person_key, number)
            nobody = frame.clear() if nobody is None else nobody
            digest += sum(int.from_bytes(hashlib.sha256(row.encode()).digest(), "big") for row in rows_of_text(frame))
    return _Laid(nobody=nobody, digest=digest % 2**256, findings=findings)


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


def _of_the_population(findings: Collection[Finding]) -> list[Finding]:
    return [replace(one, table=f"population: {one.table}") for one in findings]


def _refuse(findings: Collection[Finding]) -> None:
    errors = [one for one in _of_the_population(findings) if one.severity == "error"]
    if errors:
        raise PopulationError(errors)
