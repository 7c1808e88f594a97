"""Internships and meetings of the people of the trial as arrays, held against the lottery and never dropped unseen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nextwork_eval.plan.delivery import InternshipTable, MeetingTable
from nextwork_eval.registers.counting import broken
from nextwork_eval.results import Finding

IntVector = NDArray[np.int64]
BoolVector = NDArray[np.bool_]
Days = NDArray[np.datetime64]
_FIRST_MONDAY = np.datetime64("1970-01-05", "D")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Internships:
    """Internships that began between the day of the lottery and the end of follow-up.

    Arrays of the shape (n_internships,), by person and, within a person, by start, end and firm.

    Attributes
    ----------
    person, firm
        Positions among the linked people, and among the firms.
    chosen_by
        Code of who chose the firm.
    hired
        Whether the firm hired the intern afterwards; False where that is not known.
    first_day, last_day
        Both included; one that still lasts, or lasts longer, ends with follow-up.
    first_week, last_week
        The same in weeks since the lottery; week 0 is the week of the lottery.
    """

    person: IntVector
    firm: IntVector
    chosen_by: NDArray[np.str_]
    hired: BoolVector
    first_day: Days
    last_day: Days
    first_week: IntVector
    last_week: IntVector

    def __repr__(self) -> str:
        """Say how many there are."""
        return f"Internships({len(self.person)})"

    def take(self, which: BoolVector) -> Internships:
        """Return some of the internships, in the same order."""
        return Internships(**{name: getattr(self, name)[which] for name in self.__dataclass_fields__})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Meetings:
    """Meetings of a person and a firm at a match event, from the day of the lottery; arrays of shape (n_meetings,)."""

    person: IntVector
    firm: IntVector
    event: IntVector
    day: Days
    chosen: BoolVector

    def __repr__(self) -> str:
        """Say how many there are."""
        return f"Meetings({len(self.person)})"


def people_frame(
    person_key: str, persons: list[str], lottery: Days, lottery_weeks: IntVector, last_observed: IntVector
) -> pl.DataFrame:
    """Return one row for each linked person: position, day and week of the lottery, last day of follow-up."""
    until = _FIRST_MONDAY + 7 * (lottery_weeks + last_observed) + 6
    return pl.DataFrame(
        {
            person_key: pl.Series(persons, dtype=pl.String),
            "person": np.arange(len(persons), dtype=np.int64),
            "lottery": pl.Series(lottery).cast(pl.Date),
            "lottery_week": lottery_weeks,
            "until": pl.Series(until).cast(pl.Date),
        }
    )


def read_internships(
    part: InternshipTable, tables: Mapping[str, pl.DataFrame], people: pl.DataFrame, firms: pl.DataFrame
) -> tuple[Internships, list[Finding]]:
    """Read the internships of the linked people.

    One that ends before it starts, began before the lottery or after follow-up does not count; each kind is a finding.
    Internships of people who are not in `people` are left to the flow, which counts those people.

    Parameters
    ----------
    part
        What the plan says of the table.
    tables
        Tables of the extract.
    people
        See `people_frame`.
    firms
        `firm_key` and its number `firm`, one row for each firm.
    """
    table = tables[part.table].select(
        people.columns[0],
        pl.col(part.firm).cast(pl.String).alias("firm_key"),
        pl.col(part.start).alias("start"),
        pl.col(part.end).alias("end"),
        pl.col(part.chosen_by).alias("chosen_by"),
        (pl.col(part.hired.column).cast(pl.String) == part.hired.yes).fill_null(value=False).alias("hired"),
    )
    rows = _with_people(table, people, firms)
    reversed_dates = (rows["end"] < rows["start"]).fill_null(value=False)
    early, late = _outside(rows, "start", "until")
    findings = [
        *broken(
            "ends_before_start",
            part.table,
            part.end,
            reversed_dates,
            severity="warning",
            kind="internships",
        ),
        *broken(
            "began_before_lottery",
            part.table,
            part.start,
            early & ~reversed_dates,
            severity="note",
        ),
        *broken(
            "began_after_follow_up",
            part.table,
            part.start,
            late & ~reversed_dates,
            severity="note",
        ),
    ]
    kept = rows.filter(rows["person"].is_not_null() & ~reversed_dates & ~early & ~late)
    kept = kept.sort("person", "start", "end", "firm", nulls_last=True)
    last = pl.min_horizontal(pl.col("end").fill_null(pl.col("until")), pl.col("until"))
    kept = kept.with_columns(last.alias("last"))
    first_day, last_day = days_of(kept["start"]), days_of(kept["last"])
    origin = kept["lottery_week"].to_numpy()
    return (
        Internships(
            person=kept["person"].to_numpy(),
            firm=kept["firm"].to_numpy(),
            chosen_by=np.array(kept["chosen_by"].to_list(), dtype=np.str_),
            hired=kept["hired"].to_numpy(),
            first_day=first_day,
            last_day=last_day,
            first_week=week_number(first_day) - origin,
            last_week=week_number(last_day) - origin,
        ),
        findings,
    )


def read_meetings(
    part: MeetingTable, tables: Mapping[str, pl.DataFrame], people: pl.DataFrame, firms: pl.DataFrame
) -> tuple[Meetings, list[Finding]]:
    """Read the meetings of the linked people; one before the lottery is not counted, and is a finding."""
    table = tables[part.table].select(
        people.columns[0],
        pl.col(part.firm).cast(pl.String).alias("firm_key"),
        pl.col(part.date).alias("day"),
        pl.col(part.event).cast(pl.String).rank("dense").cast(pl.Int64).alias("event"),
        (pl.col(part.chosen.column).cast(pl.String) == part.chosen.yes).fill_null(value=False).alias("chosen"),
    )
    rows = _with_people(table, people, firms)
    early, _ = _outside(rows, "day", "until")
    findings = broken(
        "met_before_lottery",
        part.table,
        part.date,
        early,
        severity="note",
    )
    kept = rows.filter(rows["person"].is_not_null() & ~early).sort("person", "day", "firm")
    meetings = Meetings(
        person=kept["person"].to_numpy(),
        firm=kept["firm"].to_numpy(),
        event=kept["event"].to_numpy(),
        day=days_of(kept["day"]),
        chosen=kept["chosen"].to_numpy(),
    )
    return meetings, findings


def _with_people(table: pl.DataFrame, people: pl.DataFrame, firms: pl.DataFrame) -> pl.DataFrame:
    """Add person and firm to each row; the rows keep number and order, so that findings can name them."""
    joined = table.join(people, on=people.columns[0], how="left", maintain_order="left", validate="m:1")
    return joined.join(firms, on="firm_key", how="left", maintain_order="left", validate="m:1")


def _outside(rows: pl.DataFrame, day: str, until: str) -> tuple[pl.Series, pl.Series]:
    early = (rows[day] < rows["lottery"]).fill_null(value=False)
    return early, (rows[day] > rows[until]).fill_null(value=False)


def days_of(column: pl.Series) -> Days:
    """Return a column of dates as days."""
    return column.to_numpy().astype("datetime64[D]")


def week_number(days: Days) -> IntVector:
    """Return the number of the week of each day, Monday to Sunday, on one count for all years."""
    return (days - _FIRST_MONDAY).astype(np.int64) // 7
