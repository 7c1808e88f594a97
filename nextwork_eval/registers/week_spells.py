"""Weekly codes as spells with real dates: a table opened, whatever its format, and the spells of a cohort in memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nextwork_eval.errors import ExtractError, UsageError
from nextwork_eval.registers.counting import ROWS_SHOWN, whole_table
from nextwork_eval.registers.layout import TableLayout, plain_layout
from nextwork_eval.registers.naming import is_no_week
from nextwork_eval.registers.places import KINDS, Place, places_of_table
from nextwork_eval.registers.refusal import TableError, unreadable
from nextwork_eval.registers.schema import RegisterSchema, TableSchema
from nextwork_eval.registers.week_blocks import (
    USUAL,
    BlockSize,
    WeekBlock,
    WeeklyTable,
    Weeks,
    iso_family,
    no_parquet,
    week_blocks,
    weeks_of,
)
from nextwork_eval.registers.week_cache import weekly_files
from nextwork_eval.registers.week_codes import week_codes
from nextwork_eval.registers.week_runs import CodeArray, Runs, cells_of
from nextwork_eval.results.findings import Finding

_FIRST_MONDAY = dt.date(1970, 1, 5)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WeekSpells:
    """Spells of people, in their order in the table and in time.

    Attributes
    ----------
    keys
        The people, also those without a spell. A spell names its person by the place here.
    runs
        The spells; weeks are counted from the first that was read.
    weeks
        Which weeks were read. Outside them nothing is known.
    """

    keys: pl.Series
    runs: Runs
    weeks: Weeks

    def __repr__(self) -> str:
        """Say how many people and spells there are, and nothing of them."""
        return f"WeekSpells({len(self.keys)} people, {len(self.runs)} spells, {len(self.weeks.columns)} weeks)"

    def to_frame(self) -> pl.DataFrame:
        """Return one row for each spell.

        Columns are the person, the code, the absolute weeks `start_week` and `end_week` (not included), and their
        Mondays as dates.
        """
        start, end = self.weeks.first + self.runs.start, self.weeks.first + self.runs.end
        return pl.DataFrame(
            {
                "person": self.keys.gather(self.runs.person),
                "code": self.runs.code,
                "start_week": start,
                "end_week": end,
                "start": mondays(start),
                "end": mondays(end),
            }
        )

    def to_wide(self) -> CodeArray:
        """Return one row for each person and one column for each week that was read, `BLANK` between spells."""
        return cells_of(self.runs, len(self.keys), len(self.weeks.columns))


def open_weekly_table(
    path: Path,
    schema: RegisterSchema,
    name: str,
    *,
    cut_off: dt.date | None,
    cache: Path | None = None,
    layout: TableLayout | None = None,
) -> WeeklyTable:
    """Open a table of weeks, whatever its format.

    Parameters
    ----------
    path
        A file; or the folder of a delivery, in which the layout or the schema says which files hold the table.
    schema, name
        The pinned schema, and the table's name in it.
    cut_off
        Last day for which the register is complete; weeks that had not ended then are not read.
    cache
        Folder that keeps converted tables, each under the hash of the content it was made from. It must be named where
        something has to be converted, since it will hold register data.
    layout
        How the table was delivered, where it is not as the schema has it. A Parquet file that is as the schema has it
        is read where it lies; anything else is converted to Parquet once.

    Raises
    ------
    UsageError
        If something must be converted and no cache is named.
    TableError
        If the file cannot be read, or its weeks are not those of a calendar.
    ExtractError
        If it holds civil registration numbers.
    """
    table = schema.table(name)
    family = iso_family(table)
    listed = family.column.codelist
    if listed is None or listed not in schema.code_lists:
        raise ExtractError(f"'{name}' cannot be read as spells.", ["its schema has no code list for its weeks."])
    codes = week_codes(table, family, tuple(code.code for code in schema.code_lists[listed].codes))
    layout = layout or plain_layout(schema.dialect)
    places = _places(path, table, layout)
    converted = len(places) != 1 or places[0].kind != "parquet" or bool(layout.declared)
    if not converted and cache is not None:
        # A week 53 that the year does not have is left out where it is blank, which only a reading of it tells.
        converted = any(is_no_week(name, table) for name in _names(places[0].path, table))
    if not converted:
        paths: tuple[Path, ...] = (places[0].path,)
    elif cache is None:
        raise UsageError(
            f"'{name}' must be converted before it can be read as spells.",
            ["name a folder inside the secure room that may keep the converted table (`cache`)."],
        )
    else:
        paths = weekly_files(places, schema, layout, codes, cache=cache)
    names = _names(paths[0], table)
    if schema.person_key not in names:
        raise unreadable(name, [whole_table("missing_column", name, name=schema.person_key)])
    weeks = weeks_of(table, names, cut_off=cut_off)
    return WeeklyTable(
        paths=paths,
        schema=schema,
        table=table,
        codes=codes,
        weeks=weeks,
        as_delivered=len(places) == 1,
        converted=converted,
    )


def _names(path: Path, table: TableSchema) -> list[str]:
    try:
        return list(pl.read_parquet_schema(path))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        raise unreadable(table.name, [no_parquet(table)]) from None


def _places(path: Path, table: TableSchema, layout: TableLayout) -> list[Place]:
    if path.is_dir():
        places, findings = places_of_table(path, table, layout)
        if not places or any(finding.severity == "error" for finding in findings):
            raise unreadable(table.name, findings)
        return places
    if path.suffix.lower() not in KINDS:
        expected = f"expected a file with one of the endings {', '.join(KINDS)}."
        raise ExtractError(f"'{table.name}' cannot be read.", [expected])
    return [Place(table=table.name, path=path, year=None)]


def spells_of_cohort(weekly: WeeklyTable, cohort: Collection[str], *, size: BlockSize = USUAL) -> WeekSpells:
    """Read the spells of some people from a table of any number of people.

    Raises
    ------
    ExtractError
        If keys look like civil registration numbers, weeks hold codes that are not on the list, or somebody stands in
        several rows; with counts and rows.
    """
    blocks = list(week_blocks(weekly, cohort=cohort, size=size))
    refuse(weekly.table, unknown_codes(weekly.table, blocks))
    keys = pl.concat([pl.Series("person", [], dtype=pl.String), *(block.keys.alias("person") for block in blocks)])
    if several := keys.len() - keys.n_unique():
        raise ExtractError(
            f"'{weekly.table.name}' cannot be read.", [f"{several} rows are of people with another row."]
        )
    before = np.cumsum([0, *(len(block.keys) for block in blocks)])
    runs = [block.runs for block in blocks]
    persons = [run.person + at for run, at in zip(runs, before.tolist(), strict=False)]
    return WeekSpells(
        keys=keys,
        runs=Runs(
            person=np.concatenate([np.empty(0, dtype=np.int32), *persons]).astype(np.int32),
            code=np.concatenate([np.empty(0, dtype=np.int16), *(run.code for run in runs)]),
            start=np.concatenate([np.empty(0, dtype=np.int32), *(run.start for run in runs)]),
            end=np.concatenate([np.empty(0, dtype=np.int32), *(run.end for run in runs)]),
        ),
        weeks=weekly.weeks,
    )


def unknown_codes(table: TableSchema, blocks: Iterable[WeekBlock]) -> list[Finding]:
    """Find cells that hold no code of the list: how many, and the first rows."""
    unknown = UnknownCodes()
    for block in blocks:
        unknown = unknown.with_block(block)
    return unknown.findings(table)


def refuse(table: TableSchema, findings: list[Finding]) -> None:
    """Raise a TableError with every finding, if there is one."""
    if findings:
        raise TableError(f"The weeks of '{table.name}' cannot be read as spells.", findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownCodes:
    """Cells that hold no code of the list, as far as a table was read: how many, and the first rows."""

    cells: int = 0
    rows: tuple[int, ...] = ()

    def with_block(self, block: WeekBlock) -> UnknownCodes:
        """Count those of another block."""
        rows = (*self.rows, *(row + 1 for row in block.unknown_rows))
        return UnknownCodes(cells=self.cells + block.unknown, rows=rows[:ROWS_SHOWN])

    def findings(self, table: TableSchema) -> list[Finding]:
        """Return them as a finding, or nothing."""
        if not self.cells:
            return []
        family = iso_family(table)
        return [
            Finding(
                code="unknown_code",
                severity="error",
                table=table.name,
                column=family.pattern,
                count=self.cells,
                rows=self.rows,
                facts=(("list", str(family.column.codelist)),),
            )
        ]


def mondays(weeks: NDArray[np.int32] | Sequence[int]) -> pl.Series:
    """Return the Mondays with which absolute weeks begin."""
    days = (_FIRST_MONDAY - dt.date(1970, 1, 1)).days + 7 * np.asarray(weeks, dtype=np.int64)
    return pl.Series(days.astype(np.int32)).cast(pl.Date)
