"""What is known about people before the lottery, and the named sets of states that outcomes and covariates use.

Everything is dated strictly before week 0: where the trial has a calendar, only rows from before the Monday of the week
of the lottery count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nextwork_eval.design.lottery import FORBID


@dataclass(frozen=True, slots=True, kw_only=True)
class StateSet:
    """A named set of states, used by outcomes.

    Attributes
    ----------
    id
        Name that rules give as `states`.
    states
        Names of states of the state map.
    """

    __pydantic_config__ = FORBID

    id: str
    states: tuple[str, ...]
    label_da: str
    label_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """Which codes of a column count as 1, and which as not known; every other code counts as 0.

    Attributes
    ----------
    yes
        Codes that count as 1, written out in full.
    yes_prefix
        Beginnings of codes that count as 1, for codes whose first digits name a main group.
    unknown_prefix
        Beginnings of codes that say that nothing is known.
    """

    __pydantic_config__ = FORBID

    yes: tuple[str, ...] = ()
    yes_prefix: tuple[str, ...] = ()
    unknown_prefix: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FromColumn:
    """A covariate that stands in a table.

    Attributes
    ----------
    table, column
        Where it stands.
    yes
        The code that counts as 1 for a yes-or-no covariate.
    codes
        The same, with several codes or with the beginnings of codes.
    dated_by
        The date column of a table with several snapshots of a person; the latest one before the week of the lottery is
        read.
    """

    __pydantic_config__ = FORBID

    kind: Literal["column"]
    table: str
    column: str
    yes: str | None = None
    codes: Codes | None = None
    dated_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeAtLottery:
    """Age in years on the day of the lottery, from a date of birth."""

    __pydantic_config__ = FORBID

    kind: Literal["age_at_lottery"]
    table: str
    column: str
    dated_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanOf:
    """Mean of a numeric column over all rows of a person dated before the week of the lottery, as of marks."""

    __pydantic_config__ = FORBID

    kind: Literal["mean_of"]
    table: str
    column: str
    dated_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfParents:
    """Whether a parent has one of the codes, found through the parent's key in the latest snapshots before the lottery.

    1 if a parent of whom it is known has one of the codes, 0 if it is known of a parent and none has one, otherwise
    missing.

    Attributes
    ----------
    parent_table, parent_columns, parent_dated_by
        Where the keys of the parents stand, and the column that dates its snapshots.
    table, column, dated_by
        Where what is asked about the parents stands; its rows are found by the parent's key.
    codes
        What counts as 1 and what as not known.
    """

    __pydantic_config__ = FORBID

    kind: Literal["parent"]
    parent_table: str
    parent_columns: tuple[str, ...]
    parent_dated_by: str | None = None
    table: str
    column: str
    dated_by: str | None = None
    codes: Codes


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareOfTime:
    """Share of the weeks `from_week` to `to_week` (both negative: before the lottery) spent in `states`."""

    __pydantic_config__ = FORBID

    kind: Literal["share_of_time"]
    states: str
    from_week: int
    to_week: int


CovariateSource = FromColumn | AgeAtLottery | MeanOf | OfParents | ShareOfTime


@dataclass(frozen=True, slots=True, kw_only=True)
class Covariate:
    """Something known about a person before the lottery.

    Attributes
    ----------
    id
        Name that estimators give in `covariates`.
    unit
        Of its values.
    source
        Where it is read, by its kind.
    """

    __pydantic_config__ = FORBID

    id: str
    label_da: str
    label_en: str
    unit: Literal["share", "years", "count", "code", "marks"]
    source: CovariateSource


def columns_read(source: CovariateSource) -> tuple[tuple[str, str], ...]:
    """Return the tables and columns that a covariate is read from; none for one that is read from the weekly states."""
    match source:
        case ShareOfTime():
            return ()
        case OfParents():
            own = [source.column, source.dated_by]
            keys = [*source.parent_columns, source.parent_dated_by]
            wanted = [(source.table, name) for name in own] + [(source.parent_table, name) for name in keys]
        case _:
            wanted = [(source.table, source.column), (source.table, source.dated_by)]
    return tuple((table, column) for table, column in wanted if column is not None)


def is_dated(source: CovariateSource) -> bool:
    """Say whether a covariate is read from rows that a date column chooses."""
    match source:
        case ShareOfTime():
            return False
        case OfParents():
            return source.dated_by is not None or source.parent_dated_by is not None
        case _:
            return source.dated_by is not None
