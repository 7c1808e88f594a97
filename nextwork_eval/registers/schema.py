"""The declared shape of a delivery: tables, columns, keys, code lists, and what the data owner demands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["string", "integer", "number", "date"]
Calendar = Literal["iso_week_yyww", "month_yyyy_mm", "relative_week", "year_yy", "year_yyyy"]
Scope = Literal["trial", "population"]
DateRole = Literal["birth", "death", "event", "period_end", "planned", "snapshot"]
Overlap = Literal["error", "warning", "note", "allowed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraints:
    """What a column's values must fulfil; None and empty where nothing is demanded. Bounds are included."""

    required: bool = False
    unique: bool = False
    enum: tuple[str, ...] = ()
    pattern: str | None = None
    minimum: float | dt.date | None = None
    maximum: float | dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SameAs:
    """A column of another table that must hold the same for the same person."""

    table: str
    column: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column.

    Attributes
    ----------
    name, kind
        As delivered.
    description_da, description_en, unit, documentation
        For readers.
    verified
        Whether the name was read in a source; `convention` where it was, and the type is what readers use.
    decimal
        Decimal sign of a number.
    codelist
        Name of the code list that holds its values.
    trim
        Blanks at the end belong to the file format, not to the value.
    constraints
        What its values must fulfil.
    optional
        Whether a delivery may do without the column. A plan that reads it then refuses the delivery.
    date_role
        What a date says, and with it what it may be: `birth`; `death`; an `event` of a life that has happened; the
        `period_end` of something reported afterwards; `planned`, which may lie ahead; a `snapshot`. None: not checked.
    whole_codes
        Its codes are names: their beginnings mean nothing, and a plan that reads them is refused.
    valid_on
        Column with the day on which a code must have been in use; None where its list is taken as a whole.
    same_as
        Column of another table that must agree with it.
    """

    name: str
    kind: Kind
    description_da: str
    description_en: str
    unit: str | None
    documentation: str | None
    verified: bool | Literal["convention"]
    decimal: str
    codelist: str | None
    trim: bool
    constraints: Constraints
    optional: bool = False
    date_role: DateRole | None = None
    whole_codes: bool = False
    valid_on: str | None = None
    same_as: SameAs | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WideFamily:
    """Columns that differ only by the week or month in their name. `required`: at least one must be there.

    `column` says what holds for each of them; its name is the pattern.
    """

    pattern: str
    calendar: Calendar
    required: bool
    column: Field


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignKey:
    """Columns whose values must stand in columns of another table."""

    columns: tuple[str, ...]
    table: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpellColumns:
    """First and last day of what a row is about, both included, and what it means if two of a person overlap."""

    start: str
    end: str
    overlap: Overlap


@dataclass(frozen=True, slots=True, kw_only=True)
class UnionPart:
    """A table that is part of another one, with the columns that its name alone says: (column, value)."""

    table: str
    constants: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Union:
    """A table that is put together from its parts where it was not delivered itself."""

    table: str
    parts: tuple[UnionPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSchema:
    """One table.

    Attributes
    ----------
    name, file
        Its name in plans, and the stem of the delivered file.
    scope
        `population`: people outside the lottery are normal. `trial`: it holds people of the lottery only.
    required, may_be_empty
        Whether it must be delivered, and whether it may then have no rows.
    register_da, register_en
        What readers call it.
    fields, wide
        Its columns.
    missing
        Texts that stand for a missing value.
    primary_key, foreign_keys
        What makes a row unique, and what must stand elsewhere.
    spell
        Where its rows are spells.
    provisional_months
        How many of the newest months before the cut-off may still change; 0 where nothing is known of that.
    """

    name: str
    file: str
    scope: Scope
    required: bool
    may_be_empty: bool
    register_da: str
    register_en: str
    fields: tuple[Field, ...]
    wide: tuple[WideFamily, ...]
    missing: tuple[str, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    spell: SpellColumns | None = None
    provisional_months: int = 0

    @property
    def main_date(self) -> str | None:
        """The column that says when a row is of: the first event, end of a period or snapshot; None without one."""
        roles = ("event", "period_end", "snapshot", "death")
        return next((field.name for field in self.fields if field.date_role in roles), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One code with its labels, its state in a state map, and the days between which it was in use, as far as known."""

    code: str
    label_da: str
    label_en: str
    state: str | None
    valid_from: dt.date | None
    valid_to: dt.date | None
    source: str

    def valid_between(self, first: dt.date, last: dt.date) -> bool:
        """Say whether the code was in use on any day from `first` to `last`, both included."""
        return (self.valid_from is None or self.valid_from <= last) and (
            self.valid_to is None or self.valid_to >= first
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeList:
    """The codes that a column may hold."""

    name: str
    codes: tuple[Code, ...]

    @property
    def states(self) -> dict[str, str]:
        """Return code to state, for the codes that have one."""
        return {code.code: code.state for code in self.codes if code.state is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class LotteryColumns:
    """Which table and columns hold the lottery list. `date` is None where the trial has no calendar."""

    table: str
    person: str
    round: str
    date: str | None
    arm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How a text file is written."""

    encoding: str
    delimiter: str
    decimal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureProfile:
    """A rule of the data owner: the smallest count of persons that may leave, and who says so.

    What a profile leaves out (None) is as `disclosure.rules` has it: how many firms must stand behind a number, how
    much of a sum the two largest may hold, how many degrees of freedom a model must leave, how many decimals are kept,
    and in which kinds of files results may leave.
    """

    name: str
    floor: int
    source: str
    fewest_firms: int | None = None
    largest_two: float | None = None
    fewest_df: int | None = None
    decimals: int | None = None
    file_types: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterSchema:
    """Everything that a version of a schema declares.

    Attributes
    ----------
    id, title_da, title_en
        Its name in plans, and for readers.
    open_data
        Whether the data themselves are public.
    person_key
        Column that identifies a person, in every table that has people.
    code_list_note, code_list_note_da
        What is known about the age of the code lists, in English and in Danish; the oldest versions lack the Danish.
    dialect
        How text files are written unless a delivery says otherwise.
    tables, code_lists, lottery, disclosure, unions
        See the types.
    folder
        Where it was read.
    fingerprint
        sha256 over the manifest, hence over every file of the schema.
    """

    id: str
    title_da: str
    title_en: str
    open_data: bool
    person_key: str
    code_list_note: str
    dialect: Dialect
    tables: tuple[TableSchema, ...]
    code_lists: Mapping[str, CodeList]
    lottery: LotteryColumns
    disclosure: Mapping[str, DisclosureProfile]
    folder: Path
    fingerprint: str
    unions: tuple[Union, ...] = ()
    code_list_note_da: str | None = None

    def table(self, name: str) -> TableSchema:
        """Return a table by name; KeyError if the schema has no such table."""
        return {table.name: table for table in self.tables}[name]
