"""A table with a column for each week, read a block of people at a time: memory does not grow with their number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nextwork_eval.errors import ExtractError
from nextwork_eval.registers.counting import whole_table
from nextwork_eval.registers.refusal import TableError, unreadable
from nextwork_eval.registers.schema import RegisterSchema, TableSchema, WideFamily
from nextwork_eval.registers.week_codes import WeekCodes, numbered
from nextwork_eval.registers.week_gate import refuse_civil_registration_numbers
from nextwork_eval.registers.week_runs import BLANK, CodeArray, Runs, runs_of
from nextwork_eval.registers.wide import wide_columns
from nextwork_eval.results.findings import Finding

_MOST_PEOPLE = 1_000_000
"""Of a block. A row group of more people is cut, and decoded several times in part."""

_FIRST_MONDAY = dt.date(1970, 1, 5).toordinal() // 7
"""`WideColumn.position` of absolute week 0, from which `histories.weeks` counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockSize:
    """How much is held at once.

    Attributes
    ----------
    people
        Row groups are put together up to so many people; a larger one is a block of its own.
    cells, cells_of_text
        Weekly codes that are decoded at once, a block's columns one batch after the other. Small batches take little
        memory; each costs a reading of the file's table of contents.
    """

    people: int = 25_000
    cells: int = 8_000_000
    cells_of_text: int = 4_000_000


USUAL = BlockSize()


@dataclass(frozen=True, slots=True, kw_only=True)
class Weeks:
    """The weeks of a table: consecutive columns from `first` on, in absolute weeks.

    Attributes
    ----------
    columns
        Their names.
    first
        Absolute week of the first, counted in Mondays since 5 January 1970.
    """

    columns: tuple[str, ...]
    first: int

    @property
    def end(self) -> int:
        """The absolute week after the last."""
        return self.first + len(self.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyTable:
    """A delivered table with a column for each ISO week, opened and not yet read.

    Attributes
    ----------
    paths
        Parquet files that hold it, one after the other.
    schema, table
        The pinned schema, and what it says of the table.
    codes, weeks
        What its weeks may hold, and which there are.
    as_delivered
        Whether its rows are in the order of a delivered file, so that their numbers say something.
    converted
        Whether this program wrote the files: blank weeks are then `BLANK` in them, and keys that look like civil
        registration numbers were refused before. In a file that was delivered blank weeks are null, and that number is
        no code.
    """

    paths: tuple[Path, ...]
    schema: RegisterSchema
    table: TableSchema
    codes: WeekCodes
    weeks: Weeks
    as_delivered: bool = True
    converted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WeekBlock:
    """Some people of a table, with their spells.

    Attributes
    ----------
    first_row
        Rows of the table before the block, those of people outside the cohort included.
    keys
        Who they are, in the order of the table.
    rows
        Row of each in the table, from 0.
    runs
        Their spells; weeks are columns of `weeks`, from 0.
    weeks
        What was read.
    unknown
        How many cells hold no code of the list, and in `unknown_rows` the first rows of the table that do, from 0.
    """

    first_row: int
    keys: pl.Series
    rows: NDArray[np.int64]
    runs: Runs
    weeks: Weeks
    unknown: int
    unknown_rows: tuple[int, ...]

    def __repr__(self) -> str:
        """Say how large the block is, and nothing of its people."""
        return f"WeekBlock({len(self.keys)} people, {len(self.runs)} spells)"


def weeks_of(table: TableSchema, names: Sequence[str], *, cut_off: dt.date | None) -> Weeks:
    """Find the columns of ISO weeks, up to the last week that had ended at a cut-off.

    Later weeks are not observed, whatever stands in them, and are not read.

    Raises
    ------
    TableError
        If there are none, some are no weeks of the calendar, or weeks are skipped.
    """
    family = iso_family(table)
    found = [column for column in wide_columns(table, names) if column.family is family]
    places = {column.position: column.name for column in found if column.position is not None}
    findings = []
    if not found:
        findings.append(whole_table("missing_column", table.name, kind="wide", name=family.pattern))
    findings += [
        whole_table("impossible_week", table.name, column=column.name) for column in found if column.position is None
    ]
    if doubled := sum(column.position is not None for column in found) - len(places):
        findings.append(whole_table("doubled_column", table.name, count=doubled))
    if places and (skipped := max(places) - min(places) + 1 - len(places)):
        findings.append(whole_table("skipped_week", table.name, count=skipped, name=family.pattern))
    if cut_off is not None:
        last = (cut_off.toordinal() - 7) // 7  # the last week whose Sunday is not after that day
        places = {place: name for place, name in places.items() if place <= last}
    if not places and not findings:
        findings.append(whole_table("no_week_before_cut_off", table.name, day=str(cut_off)))
    if findings:
        raise TableError(f"The weeks of '{table.name}' cannot be read.", findings)
    return Weeks(columns=tuple(places[place] for place in sorted(places)), first=min(places) - _FIRST_MONDAY)


def iso_family(table: TableSchema) -> WideFamily:
    """Return the family of columns that are ISO weeks; ExtractError if the schema of the table has not exactly one."""
    families = [family for family in table.wide if family.calendar == "iso_week_yyww"]
    if len(families) != 1:
        raise ExtractError(
            f"'{table.name}' cannot be read as spells.",
            [f"expected one family of ISO weeks in its schema, found {len(families)}."],
        )
    return families[0]


def rows_in(weekly: WeeklyTable) -> int:
    """Return how many rows a table has, by what its files say of themselves."""
    try:
        return sum(int(pl.scan_parquet(path, glob=False).select(pl.len()).collect().item()) for path in weekly.paths)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        raise _incomplete(weekly) from None


def week_blocks(
    weekly: WeeklyTable, *, cohort: Collection[str] | None = None, size: BlockSize = USUAL
) -> Iterator[WeekBlock]:
    """Read a table a block of people at a time, and find the spells of each.

    Parameters
    ----------
    weekly
        What to read.
    cohort
        Whom to keep; without it everyone.
    size
        How much is held at once.

    Raises
    ------
    TableError
        If a file is not complete or lacks a column.
    ExtractError
        If keys, or cells of a column that is neither a week nor a month, look like civil registration numbers.
    """
    person_key, weeks = weekly.schema.person_key, weekly.weeks
    wanted = None if cohort is None else pl.Series(sorted(cohort), dtype=pl.String)
    first_row = 0
    for path in weekly.paths:
        try:
            scan = pl.scan_parquet(path, glob=False)
            schema = scan.collect_schema()
            if any(name not in schema for name in (person_key, *weeks.columns)):  # it was changed since it was opened
                raise unreadable(weekly.table.name, [whole_table("unreadable_file", weekly.table.name)])
            cells = size.cells if _small(schema, weeks) else size.cells_of_text
            beside = [] if weekly.converted else _beside(weekly, list(schema))
            for start, people in _parts(scan, weeks, size.people):
                part = scan.slice(start, people)
                stored = part.select(person_key, *beside).collect()
                if not weekly.converted:
                    refuse_civil_registration_numbers(stored, weekly.schema, weekly.table.name, first_row + start)
                yield _block(weekly, part, stored[person_key].cast(pl.String), first_row + start, wanted, cells)
            first_row += int(scan.select(pl.len()).collect().item())
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
            # The library's own message may quote a cell.
            raise _incomplete(weekly) from None


def _beside(weekly: WeeklyTable, names: Sequence[str]) -> list[str]:
    """Name the columns of which no schema knows what they hold; weeks and months have no room for a number."""
    known = {weekly.schema.person_key, *(column.name for column in wide_columns(weekly.table, names))}
    return [name for name in names if name not in known]


def _incomplete(weekly: WeeklyTable) -> TableError:
    return unreadable(weekly.table.name, [no_parquet(weekly.table)])


def no_parquet(table: TableSchema) -> Finding:
    """Return the finding for a file that should be Parquet and is not, or not whole."""
    return whole_table("unreadable_file", table.name, kind="format", format="Parquet")


def _small(schema: Mapping[str, pl.DataType], weeks: Weeks) -> bool:
    return all(schema[name].is_numeric() for name in weeks.columns)


def _parts(scan: pl.LazyFrame, weeks: Weeks, at_once: int) -> list[tuple[int, int]]:
    """Return first row and number of rows of each block: whole row groups, so that each is decoded once."""
    parts: list[tuple[int, int]] = []
    start, people = 0, 0
    for group in scan.select(weeks.columns[0]).collect().to_series().chunk_lengths():
        if people and people + group > at_once:
            parts.append((start, people))
            start, people = start + people, 0
        people += group
        while people > _MOST_PEOPLE:
            parts.append((start, _MOST_PEOPLE))
            start, people = start + _MOST_PEOPLE, people - _MOST_PEOPLE
    return [*parts, (start, people)] if people else parts


def _block(
    weekly: WeeklyTable, part: pl.LazyFrame, keys: pl.Series, first_row: int, wanted: pl.Series | None, cells: int
) -> WeekBlock:
    people, codes, weeks = len(keys), weekly.codes, weekly.weeks
    kept = None if wanted is None else keys.is_in(wanted.implode()).fill_null(False)
    rows = first_row + (np.arange(people) if kept is None else np.flatnonzero(kept.to_numpy()))
    blanks: list[int] = []

    def columns() -> Iterator[CodeArray]:
        """Decode as many columns at once as fit, whatever the row group holds."""
        width = max(1, cells // people)
        for at in range(0, len(weeks.columns), width):
            frame = part.select(weeks.columns[at : at + width]).collect()
            frame = numbered(frame if kept is None else frame.filter(kept), codes)
            if blank := sum(column.null_count() for column in frame.get_columns()):
                frame = frame.fill_null(BLANK)
            blanks.append(blank)
            yield from (column.to_numpy() for column in frame.get_columns())

    runs = runs_of(columns(), len(rows))
    length = runs.end - runs.start
    strange = ~codes.known(runs.code)
    # A delivered number that stands for blank inside would pass for a blank week, were it not counted.
    outside = len(rows) * len(weeks.columns) - int(length.sum())
    disguised = 0 if weekly.converted else outside - sum(blanks)
    who = runs.person[strange]
    who = who[np.diff(who, prepend=-1) > 0][:5]  # spells are in the order of people
    return WeekBlock(
        first_row=first_row,
        keys=keys if kept is None else keys.filter(kept),
        rows=rows,
        runs=runs,
        weeks=weeks,
        unknown=int(length[strange].sum()) + disguised,
        unknown_rows=tuple(int(row) for row in rows[who]) if weekly.as_delivered else (),
    )
