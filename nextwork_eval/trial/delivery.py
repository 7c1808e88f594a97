"""What was delivered to the people of the trial: weeks attended, peer groups, internships, meetings, and the firms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nextwork_eval.plan.delivery import Delivery, NetworkTable, PeerGroups
from nextwork_eval.results import Finding
from nextwork_eval.trial.internships import (
    Days,
    Internships,
    IntVector,
    Meetings,
    people_frame,
    read_internships,
    read_meetings,
)
from nextwork_eval.trial.stays import read_stays

_DECIMALS = 9  # of a sum that is held against a threshold


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class DeliveryRecord:
    """What the linked people received, in the order of the analysis set; a part that the plan leaves out is None.

    Attributes
    ----------
    dose
        Weeks attended, or whatever the plan's column counts, to nine decimals; 0 for who is not in the table. Shape
        (n_linked,).
    peer_group
        Number of the group of each person, of the last by name where there were several, so that the order of the file
        changes nothing; -1 where there was none.
    internships, meetings
        See the types.
    in_programme
        Whether each person was in the programme in each week from week 1 on, shape (n_linked, n_weeks).
    joined
        Day on which each firm joined the network, NaT for those outside it, shape (n_firms,).
    findings
        What was noticed and left out.
    """

    dose: NDArray[np.float64]
    peer_group: IntVector | None
    internships: Internships | None
    meetings: Meetings | None
    joined: Days | None
    findings: tuple[Finding, ...]
    in_programme: NDArray[np.bool_] | None = None

    def __repr__(self) -> str:
        """Give counts, never rows."""
        return f"DeliveryRecord({len(self.dose)} people, {self.internships!r}, {self.meetings!r})"


def delivered(
    delivery: Delivery,
    tables: Mapping[str, pl.DataFrame],
    person_key: str,
    persons: list[str],
    *,
    lottery: Days | None,
    lottery_weeks: IntVector | None,
    last_observed: IntVector,
) -> DeliveryRecord:
    """Read what the linked people received.

    Parameters
    ----------
    delivery
        The plan's part on delivery.
    tables
        Tables of the extract.
    person_key
        Column that identifies a person.
    persons
        Keys of the linked people.
    lottery, lottery_weeks
        Day and absolute week of each person's lottery; None where the trial has no calendar, and then neither
        internships nor meetings can be read.
    last_observed
        Last week since the lottery in which each person can be followed.
    """
    asked = pl.DataFrame({person_key: pl.Series(persons, dtype=pl.String)})
    # Decimal parts that make up the threshold may fall short of it in binary, in some orders of the rows.
    summed = pl.col(delivery.column).sum().cast(pl.Float64).round(_DECIMALS)
    dose = tables[delivery.table].group_by(person_key).agg(summed.alias("dose"))
    internships, meetings, inside, findings = None, None, None, list[Finding]()
    firms = _firms(delivery, tables)
    if lottery is not None and lottery_weeks is not None:
        people = people_frame(person_key, persons, lottery, lottery_weeks, last_observed)
        if delivery.stays is not None:
            inside, found = read_stays(delivery, tables, people)
            findings += found
        if delivery.internships is not None:
            internships, found = read_internships(delivery.internships, tables, people, firms)
            findings += found
        if delivery.meetings is not None:
            meetings, found = read_meetings(delivery.meetings, tables, people, firms)
            findings += found
    groups = delivery.peer_groups
    return DeliveryRecord(
        dose=_for_each(asked, dose, "dose").fill_null(0.0).to_numpy(),
        peer_group=None if groups is None else _peer_group(groups, tables, person_key, asked),
        internships=internships,
        meetings=meetings,
        joined=None if delivery.network is None else _joined(delivery.network, tables, firms),
        findings=tuple(findings),
        in_programme=inside,
    )


def _peer_group(
    groups: PeerGroups, tables: Mapping[str, pl.DataFrame], person_key: str, asked: pl.DataFrame
) -> IntVector:
    last = tables[groups.table].group_by(person_key).agg(pl.col(groups.column).cast(pl.String).max().alias("own"))
    numbers = last.with_columns(pl.col("own").rank("dense").cast(pl.Int64).alias("group"))
    return _for_each(asked, numbers, "group").fill_null(-1).to_numpy()


def _for_each(asked: pl.DataFrame, values: pl.DataFrame, column: str) -> pl.Series:
    """Return a column for each linked person, null for those whom the table does not hold."""
    key = asked.columns[0]
    return asked.join(values.select(key, column), on=key, how="left", maintain_order="left", validate="1:1")[column]


def _firms(delivery: Delivery, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Give every firm that any of the tables names a number, in the order of their keys."""
    parts = (delivery.internships, delivery.meetings, delivery.network)
    keys = [tables[part.table][part.firm].cast(pl.String).alias("firm_key") for part in parts if part is not None]
    every = pl.concat([pl.Series("firm_key", [], dtype=pl.String), *keys]).drop_nulls().unique().sort()
    return pl.DataFrame({"firm_key": every, "firm": np.arange(len(every), dtype=np.int64)})


def _joined(network: NetworkTable, tables: Mapping[str, pl.DataFrame], firms: pl.DataFrame) -> Days:
    days = tables[network.table].select(
        pl.col(network.firm).cast(pl.String).alias("firm_key"), pl.col(network.joined).alias("joined")
    )
    held = firms.join(days, on="firm_key", how="left", maintain_order="left", validate="1:1")
    return held["joined"].to_numpy().astype("datetime64[D]")
