"""A delivered table of any length, a slice of rows at a time, as its layout says: for whoever cannot hold it whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from nextwork_eval.registers.arranging import arranged, renamed
from nextwork_eval.registers.counting import of_year, whole_table
from nextwork_eval.registers.guarded import BinaryFile, binary_pieces
from nextwork_eval.registers.layout import TableLayout, plain_layout
from nextwork_eval.registers.naming import is_no_week
from nextwork_eval.registers.places import Place
from nextwork_eval.registers.readers import DeliveredFile, unopened
from nextwork_eval.registers.refusal import TableError, unreadable
from nextwork_eval.registers.schema import RegisterSchema, TableSchema
from nextwork_eval.registers.week_gate import refuse_civil_registration_numbers
from nextwork_eval.registers.week_text import text_slices
from nextwork_eval.registers.wide import wide_columns
from nextwork_eval.results.findings import Finding

CELLS = 8_000_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Slice:
    """Some rows of a file under the names of the schema, nothing typed yet, with how many rows stood before them."""

    frame: pl.DataFrame
    first_row: int

    def __repr__(self) -> str:
        """Say how large it is, and nothing of its content."""
        return f"Slice({self.frame.height}×{self.frame.width} from row {self.first_row})"


def slices_of(place: Place, schema: RegisterSchema, layout: TableLayout, *, cells: int = CELLS) -> Iterator[Slice]:
    """Read a delivered file in slices of about `cells` cells.

    Parameters
    ----------
    place
        The file, its table and its year.
    schema, layout
        What is expected, and what was declared of the table.
    cells
        How much is held at once.

    Yields
    ------
    Slice
        As `arranging.arranged` leaves a table: declared names, dates, codes and missing values; a column of a week 53
        that the year does not have is left out where it is blank.

    Raises
    ------
    TableError
        If the file cannot be read, or does not fit its layout; with every finding of the slice in which it was noticed.
    ExtractError
        If it holds civil registration numbers.
    """
    table = schema.table(place.table)
    layouts: Mapping[str, TableLayout] = {
        one.name: layout if one.name == table.name else plain_layout(schema.dialect) for one in schema.tables
    }
    first = 0
    for frame in _opened(place, schema, layout, cells):
        files, problems = renamed([DeliveredFile(table=table.name, year=place.year, frame=frame)], schema, layouts)
        named = files[0].frame
        weeks = iso_weeks(table, named.columns)  # a number there is no code, and refused as such
        refuse_civil_registration_numbers(named.drop(weeks), schema, table.name, first)
        tables, more = arranged(files, schema, layouts)
        _refuse([*problems, *(finding for finding in more if finding.severity == "error")], table.name, first)
        part = tables[table.name]
        _refuse(
            [
                of_year(whole_table("impossible_week", table.name, column=name), place.year)
                for name in part.columns
                if is_no_week(name, table)
            ],
            table.name,
            first,
        )
        yield Slice(frame=part, first_row=first)
        first += part.height


def iso_weeks(table: TableSchema, names: Sequence[str]) -> list[str]:
    """Return the names of the columns that are ISO weeks."""
    return [one.name for one in wide_columns(table, names) if one.family.calendar == "iso_week_yyww"]


def _refuse(findings: list[Finding], table: str, first_row: int) -> None:
    if findings:
        raise unreadable(table, [replace(one, rows=tuple(row + first_row for row in one.rows)) for one in findings])


def _opened(place: Place, schema: RegisterSchema, layout: TableLayout, cells: int) -> Iterator[pl.DataFrame]:
    """Read the columns as they were delivered."""
    if place.kind == "csv":
        try:
            yield from text_slices(place.path, schema.table(place.table), layout.dialect, cells=cells)
        except TableError as refusal:
            raise unreadable(place.table, [of_year(one, place.year) for one in refusal.findings]) from None
        return
    for piece in binary_pieces(BinaryFile(path=place.path, kind=place.kind), cells):
        if isinstance(piece, str):
            _refuse([of_year(unopened(piece, place), place.year)], place.table, 0)
        else:
            yield piece
