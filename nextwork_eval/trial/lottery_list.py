"""Who was in the lottery and what the lot said, read from the delivered list and held against the declared design."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nextwork_eval.design import TrialDesign
from nextwork_eval.errors import AllocationError
from nextwork_eval.registers.schema import LotteryColumns


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
    """

    persons: tuple[str, ...]
    rounds: tuple[str, ...]
    dates: tuple[dt.date | None, ...]
    treated: NDArray[np.int8]

    def __repr__(self) -> str:
        """Say how many people and rounds there are, and never who."""
        return f"LotteryList({len(self.persons)} people, {len(set(self.rounds))} rounds)"


def read_lottery_list(table: pl.DataFrame, columns: LotteryColumns, design: TrialDesign) -> LotteryList:
    """Read the list and refuse it unless it is what the design declares.

    Parameters
    ----------
    table
        The allocation table of the extract, already checked against its schema.
    columns
        Which column holds the person, the round, the date and the arm.
    design
        The declared lottery.

    Returns
    -------
    LotteryList
        One entry for each row of the table, ordered by person key so that the order of the file changes nothing.

    Raises
    ------
    AllocationError
        If a person stands on the list twice, an arm is unknown, or a round has another size, another number of offers
        or another date than declared. All problems are listed.
    """
    ordered = table.sort(columns.person)
    codes = {arm.code: int(arm.treated) for arm in design.arms}
    arms = ordered[columns.arm].cast(pl.String).to_list()
    unknown = sum(code not in codes for code in arms)
    twice = ordered.height - ordered[columns.person].n_unique()
    problems = []
    if unknown:
        problems.append(f"{unknown} people carry an arm that the design does not declare")
    if twice:
        problems.append(f"{twice} rows name a person who is already on the list; a person is randomised once")
    treated = np.array([codes.get(code, 0) for code in arms], dtype=np.int8)
    rounds = tuple(ordered[columns.round].cast(pl.String).to_list())
    dates = tuple(ordered[columns.date].to_list()) if columns.date else (None,) * ordered.height
    problems += design.list_problems(rounds, treated.tolist(), dates)
    if problems:
        raise AllocationError("The lottery list is not the declared lottery.", problems)
    return LotteryList(persons=tuple(ordered[columns.person].to_list()), rounds=rounds, dates=dates, treated=treated)
