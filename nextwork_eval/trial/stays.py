"""Stays in the programme as weeks: at the end you know who was in it in which week since the lottery."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nextwork_eval.plan.delivery import Delivery
from nextwork_eval.registers.counting import broken
from nextwork_eval.results import Finding
from nextwork_eval.trial.internships import days_of, week_number


def read_stays(
    delivery: Delivery, tables: Mapping[str, pl.DataFrame], people: pl.DataFrame
) -> tuple[NDArray[np.bool_], list[Finding]]:
    """Mark the weeks in which each linked person was in the programme.

    A stay that ends before it starts counts in no week, and is a finding. One that began before the lottery counts in
    the weeks after it; one that still lasts goes on to the end of follow-up. Stays of people who are not in `people`
    are left to the flow, which counts those people.

    Parameters
    ----------
    delivery
        The plan's part on delivery, with `stays`.
    tables
        Tables of the extract.
    people
        See `internships.people_frame`.

    Returns
    -------
    NDArray[np.bool_]
        Shape (n_linked, to_week): week 1 first; True where a stay covers at least a day of the week.
    list of Finding
        What was noticed and left out.
    """
    part = delivery.stays
    assert part is not None, "asked for only where the plan has stays"
    table = tables[delivery.table].select(
        people.columns[0], pl.col(part.start).alias("start"), pl.col(part.end).alias("end")
    )
    rows = table.join(people, on=people.columns[0], how="left", maintain_order="left", validate="m:1")
    backwards = (rows["end"] < rows["start"]).fill_null(value=False)
    findings = broken("ends_before_start", delivery.table, part.end, backwards, severity="warning", kind="stays")
    kept = rows.filter(rows["person"].is_not_null() & rows["start"].is_not_null() & ~backwards)
    last = pl.min_horizontal(pl.col("end").fill_null(pl.col("until")), pl.col("until"))
    kept = kept.with_columns(last.alias("last"))
    origin = kept["lottery_week"].to_numpy()
    first_week = week_number(days_of(kept["start"])) - origin
    last_week = week_number(days_of(kept["last"])) - origin
    inside = np.zeros((len(people), part.to_week), dtype=np.bool_)
    weeks = np.arange(1, part.to_week + 1)
    covered = (weeks >= first_week[:, np.newaxis]) & (weeks <= last_week[:, np.newaxis])
    np.logical_or.at(inside, kept["person"].to_numpy(), covered)
    return inside, findings
