"""Spells written as Parquet files: of everyone in a weekly table, or of a cohort, straight from a delivery.

Nothing is held whole. The folder is there with all its files or not at all, and everybody in it stands in one row of
the table: of two rows neither is chosen.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from nextwork_eval.errors import ExtractError, UsageError
from nextwork_eval.registers.columns import check_table
from nextwork_eval.registers.counting import ROWS_SHOWN
from nextwork_eval.registers.delivery import read_delivery
from nextwork_eval.registers.headers import is_plain_file
from nextwork_eval.registers.identifiers import civil_registration_numbers
from nextwork_eval.registers.keys import repeated
from nextwork_eval.registers.layout import TableLayout
from nextwork_eval.registers.merging import merged, without_rows
from nextwork_eval.registers.partitions import Partitions
from nextwork_eval.registers.places import KINDS, Place
from nextwork_eval.registers.readers import open_places
from nextwork_eval.registers.schema import RegisterSchema, TableSchema
from nextwork_eval.registers.week_blocks import USUAL, BlockSize, WeekBlock, WeeklyTable, rows_in, week_blocks
from nextwork_eval.registers.week_spells import UnknownCodes, WeekSpells, mondays, open_weekly_table, refuse
from nextwork_eval.results.findings import Finding

_KEYS, _ROW, _COHORT = "keys", "\x01row", "cohort"
_KEYS_AT_ONCE = 4_000_000
"""Held to see whether somebody stands in two rows: some 200 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenSpells:
    """What was written: counts, and the calendar that was read.

    Attributes
    ----------
    people
        Who stand in the table; of a cohort, those of it who do.
    spells
        How many there are.
    absent
        How many of a cohort have no row in the table; None where everyone was read.
    start, end
        Monday of the first week that was read, and Monday after the last.
    """

    people: int
    spells: int
    absent: int | None
    start: dt.date
    end: dt.date


def write_spells(
    weekly: WeeklyTable, folder: Path, *, cohort: Collection[str] | None = None, size: BlockSize = USUAL
) -> WrittenSpells:
    """Write spells as Parquet files, two for each block of people: their spells, and who they are.

    Parameters
    ----------
    weekly
        What to read.
    folder
        Is made, and must not exist. `spells-*.parquet` have the columns of `WeekSpells.to_frame`; `people-*.parquet`
        name everybody who stands in the table, also those without a spell; `spells.json` says what was read.
    cohort
        Whom to keep; without it everyone.
    size
        How much is held at once.

    Raises
    ------
    UsageError
        If the folder exists.
    ExtractError
        If keys look like civil registration numbers or are not as the schema has them, weeks hold codes that are not on
        the list, or somebody stands in several rows; with counts and rows. Nothing is then written.
    """
    return _written(weekly, folder, cohort, size, {})


def spells_of_delivery(
    delivered: Path,
    schema: RegisterSchema,
    name: str,
    folder: Path,
    *,
    cohort: Path | None = None,
    cache: Path | None = None,
) -> WrittenSpells:
    """Write the spells of a weekly table as a delivery holds it: its note says the layout and the cut-off.

    Parameters
    ----------
    delivered
        Folder of the delivery, with `extract.toml`.
    schema, name
        The pinned schema, and the table in it.
    folder
        What `write_spells` makes.
    cohort
        A file with a column of persons, under the name that the schema gives the person key; text is written as that of
        the table. Whoever stands in it twice is read once.
    cache
        Folder that keeps a converted table. It must be named where the table is no plain Parquet file.

    Raises
    ------
    UsageError
        If the schema has no such table, the folder exists, or something must be converted and no cache is named.
    ExtractError
        If the note, the cohort or the table is wrong; with every finding of it.
    """
    if name not in (known := [table.name for table in schema.tables]):
        raise UsageError(f"'{schema.id}' has no table of that name.", [f"its tables are {', '.join(known)}."])
    _refuse_folder(folder)  # before an hour is spent on a conversion
    if not delivered.is_dir():
        raise ExtractError("There is no delivery.", ["expected a folder with the table and extract.toml."])
    table = schema.table(name)
    delivery, findings = read_delivery(delivered, schema)
    _refuse(findings)
    layout, cut_off = delivery.layouts[table.name], delivery.cut_offs.get(table.name)
    persons = None if cohort is None else _persons(cohort, schema, table, layout, delivery.largest_table)
    weekly = open_weekly_table(delivered, schema, table.name, cut_off=cut_off, cache=cache, layout=layout)
    more = {"synthetic": delivery.synthetic, "cut_off": None if cut_off is None else cut_off.isoformat()}
    return _written(weekly, folder, persons, USUAL, more)


def _written(
    weekly: WeeklyTable, folder: Path, cohort: Collection[str] | None, size: BlockSize, more: Mapping[str, object]
) -> WrittenSpells:
    _refuse_folder(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    half_written = Path(tempfile.mkdtemp(prefix=".half_written_", dir=folder.parent))
    try:
        keys = Partitions(folder=half_written / _KEYS, count=1 + rows_in(weekly) // _KEYS_AT_ONCE)
        people, spells, unknown, strange = 0, 0, UnknownCodes(), list[Finding]()
        for number, block in enumerate(week_blocks(weekly, cohort=cohort, size=size)):
            unknown, strange = unknown.with_block(block), merged([*strange, *_strange_keys(block, weekly)])
            keys.add(_KEYS, pl.DataFrame([block.keys.alias("person"), pl.Series(_ROW, block.rows)]), "person", number)
            people, spells = people + len(block.keys), spells + len(block.runs)
            if not unknown.cells and not strange:  # of a table that will be refused only the counts are still wanted
                _write(block, half_written, number)
        strange = [*strange, *_doubled(keys, weekly)]
        refuse(
            weekly.table,
            [*unknown.findings(weekly.table), *(strange if weekly.as_delivered else without_rows(strange))],
        )
        start, end = mondays([weekly.weeks.first, weekly.weeks.end])
        absent = None if cohort is None else len(set(cohort)) - people
        written = WrittenSpells(people=people, spells=spells, absent=absent, start=start, end=end)
        (half_written / "spells.json").write_text(_told(written, weekly, more), encoding="utf-8")
        shutil.rmtree(half_written / _KEYS, ignore_errors=True)
        half_written.rename(folder)
    except BaseException:
        shutil.rmtree(half_written, ignore_errors=True)
        raise
    return written


def _write(block: WeekBlock, folder: Path, number: int) -> None:
    found = WeekSpells(keys=block.keys, runs=block.runs, weeks=block.weeks)
    found.to_frame().write_parquet(folder / f"spells-{number:06d}.parquet")
    block.keys.alias("person").to_frame().write_parquet(folder / f"people-{number:06d}.parquet")


def _strange_keys(block: WeekBlock, weekly: WeeklyTable) -> list[Finding]:
    """Find keys that are blank or not of the form that the schema gives them, with their rows in the table."""
    found = _judged(block.keys, weekly.schema, weekly.table)
    return [replace(one, rows=tuple(int(block.rows[row - 1]) + 1 for row in one.rows)) for one in found]


def _judged(keys: pl.Series, schema: RegisterSchema, table: TableSchema) -> list[Finding]:
    frame = keys.alias(schema.person_key).to_frame()
    _, findings = check_table(frame, table, schema.code_lists, schema.dialect.decimal)
    return [one for one in findings if one.column == schema.person_key and one.severity == "error"]


def _doubled(keys: Partitions, weekly: WeeklyTable) -> list[Finding]:
    """Find rows that share a key, a part of the keys at a time."""
    rows = list[int]()
    for number in range(keys.count):
        part = keys.part(number, _KEYS)
        if part is not None:
            named = part.drop_nulls("person")
            rows += named.filter(repeated(named.select("person")))[_ROW].to_list()
    if not rows:
        return []
    return [
        Finding(
            code="duplicate_key",
            severity="error",
            table=weekly.table.name,
            column=weekly.schema.person_key,
            count=len(rows),
            rows=tuple(row + 1 for row in sorted(rows)[:ROWS_SHOWN]),
        )
    ]


def _persons(
    path: Path, schema: RegisterSchema, table: TableSchema, layout: TableLayout, largest: int
) -> frozenset[str]:
    """Read the keys of a cohort; nobody is written whom it does not name."""
    if path.suffix.lower() not in KINDS or not is_plain_file(path):
        raise ExtractError(
            "The cohort cannot be read.", [f"expected a file with one of the endings {', '.join(KINDS)}."]
        )
    place = Place(table=_COHORT, path=path, year=None)
    ((frame, findings),) = open_places([place], {_COHORT: layout}, largest)
    _refuse(findings)
    assert frame is not None
    if schema.person_key not in frame.columns:
        raise ExtractError("The cohort cannot be read.", [f"expected a column '{schema.person_key}'."])
    keys = frame.select(schema.person_key)
    _refuse([replace(one, table=_COHORT) for one in civil_registration_numbers({table.name: keys}, schema)])
    _refuse(
        [replace(one, table=_COHORT) for one in _judged(keys.to_series(), schema, table) if one.code != "not_unique"]
    )
    return frozenset(keys.to_series().cast(pl.String).to_list())


def _refuse_folder(folder: Path) -> None:
    if folder.exists():
        raise UsageError("The folder for spells exists.", ["name one that does not, or remove it."])


def _refuse(findings: list[Finding]) -> None:
    errors = [one.sentence() for one in findings if one.severity == "error"]
    if errors:
        raise ExtractError("The delivery cannot be read as spells.", errors)


def _told(written: WrittenSpells, weekly: WeeklyTable, more: Mapping[str, object]) -> str:
    """Say what was read: names, counts and days, and nothing of a person."""
    content = {
        "table": weekly.table.name,
        "schema": weekly.schema.id,
        "schema_sha256": weekly.schema.fingerprint,
        **more,
        "first_monday": written.start.isoformat(),
        "monday_after_the_last_week": written.end.isoformat(),
        "people": written.people,
        "spells": written.spells,
        "of_the_cohort_without_a_row": written.absent,
    }
    return json.dumps(content, indent=1) + "\n"
