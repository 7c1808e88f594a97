"""Who was in the lottery and what the lot said, read from the delivered list and held against the declared design."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nextwork_eval.design import TrialDesign
from nextwork_eval.design.clusters import cluster_codes
from nextwork_eval.errors import AllocationError
from nextwork_eval.registers.schema import LotteryColumns

_PLACE = "place among the declared rounds"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LotteryList:
    """The accepted list: one entry for each person randomised, in the order of the person keys.

    Attributes
    ----------
    persons
        Person keys.
    rounds
        Lottery round of each.
    dates
        Day of the lottery of each; None throughout where the trial has no calendar.
    treated
        1 for those who were offered the programme, shape (n_people,).
    later_draws
        Arm of each later draw of a person who was drawn again, shape (n_later,); empty where that is refused.
    clusters
        Cluster code of each, shape (n_people,), where clusters were drawn; otherwise None.
    """

    persons: tuple[str, ...]
    rounds: tuple[str, ...]
    dates: tuple[dt.date | None, ...]
    treated: NDArray[np.int8]
    later_draws: NDArray[np.int8]
    clusters: NDArray[np.int64] | None = None

    def __repr__(self) -> str:
        """Say how many people and rounds there are, and never who."""
        return f"LotteryList({len(self.persons)} people, {len(set(self.rounds))} rounds)"


def read_lottery_list(
    table: pl.DataFrame,
    columns: LotteryColumns,
    design: TrialDesign,
    *,
    drawn_again: Literal["refuse", "first_draw"] = "refuse",
    cluster: str | None = None,
) -> LotteryList:
    """Read the list and refuse it unless it is what the design declares.

    Parameters
    ----------
    table
        The allocation table of the extract, already checked against its schema.
    columns
        Which column holds the person, the round, the date and the arm.
    design
        The declared lottery. Its sizes hold for the whole list, later draws included.
    drawn_again
        What the plan says of a person who stands in several rounds: `refuse` the list, or count the person in the round
        and arm of the `first_draw`, by the order of the declared rounds.
    cluster
        The column that holds the cluster, where clusters were drawn.

    Returns
    -------
    LotteryList
        One entry for each person, ordered by person key so that the order of the file changes nothing.

    Raises
    ------
    AllocationError
        If a person stands on the list twice although that is refused, or twice in one round; if an arm is unknown, or a
        round has another size, another number of offers or another date than declared; if clusters
        were not drawn as wholes. All problems are listed.
    """
    places = {draw.id: place for place, draw in enumerate(design.rounds)}
    ordered = table.with_columns(
        pl.col(columns.round).cast(pl.String).replace_strict(places, default=len(places)).alias(_PLACE)
    ).sort(columns.person, _PLACE)
    codes = {arm.code: int(arm.treated) for arm in design.arms}
    arms = ordered[columns.arm].cast(pl.String).to_list()
    unknown = sum(code not in codes for code in arms)
    first = ordered[columns.person].is_first_distinct().to_numpy()
    twice = int((~first).sum())
    within = ordered.height - ordered.select(columns.person, _PLACE).n_unique()
    problems = []
    if unknown:
        problems.append(f"{unknown} people carry an arm that the design does not declare")
    if twice and drawn_again == "refuse":
        problems.append(f"{twice} rows name a person who is already on the list; a person is randomised once")
    elif within:
        problems.append(f"{within} rows name a person who is already in the same round")
    treated = np.array([codes.get(code, 0) for code in arms], dtype=np.int8)
    rounds = ordered[columns.round].cast(pl.String).to_list()
    dates = ordered[columns.date].to_list() if columns.date else [None] * ordered.height
    clusters = ordered[cluster].cast(pl.String).to_list() if cluster is not None else []
    problems += design.list_problems(rounds, treated.tolist(), dates, clusters)
    if problems:
        raise AllocationError("The lottery list is not the declared lottery.", problems)
    return LotteryList(
        persons=tuple(ordered[columns.person].filter(first).to_list()),
        rounds=tuple(itertools.compress(rounds, first)),
        dates=tuple(itertools.compress(dates, first)),
        treated=treated[first],
        later_draws=treated[~first],
        clusters=None if cluster is None else cluster_codes(list(itertools.compress(clusters, first))),
    )
