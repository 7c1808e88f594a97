"""The delivered lottery list held against the declared lottery, with every difference counted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
import polars as pl

from nextwork_eval.design import TrialDesign
from nextwork_eval.design.clusters import cluster_faults
from nextwork_eval.design.list_ratio import LEAST_LIKELY
from nextwork_eval.design.sample_ratio import offers_by_chance, two_sided
from nextwork_eval.registers.counting import broken, whole_table
from nextwork_eval.registers.schema import LotteryColumns
from nextwork_eval.results import Finding

OF_THE_LIST = frozenset(
    {
        *("unknown_arm", "unknown_round", "wrong_lottery_date", "round_size", "round_offers", "sample_ratio"),
        *("drawn_again", "drawn_twice_in_round", "changed_arm", "lottery_not_as_declared"),
    }
)
"""Codes of findings that are about the lottery list; see `lottery_findings`."""


def lottery_findings(
    table: pl.DataFrame,
    columns: LotteryColumns,
    design: TrialDesign,
    *,
    drawn_again: Literal["refuse", "first_draw"] = "refuse",
    cluster: str | None = None,
) -> list[Finding]:
    """List everything in which a lottery list is not the declared lottery.

    Parameters
    ----------
    table, columns, design, drawn_again, cluster
        As for `read_lottery_list`, which accepts a list exactly where none of these findings is an error.

    Returns
    -------
    list[Finding]
        Unknown arms and rounds, other dates, people who stand twice in a round or in several rounds, arms that were
        changed after the lottery, rounds of another size or with another number of offers, and a number of offers that
        the declared chances make very unlikely.
    """
    if not {columns.person, columns.round, columns.arm, columns.date or columns.arm} <= set(table.columns):
        return []  # said by the checks of the table
    name = columns.table
    arms, rounds = table[columns.arm].cast(pl.String), table[columns.round].cast(pl.String)
    codes = [arm.code for arm in design.arms]
    strange = ~arms.is_in(codes).fill_null(True)
    findings = broken("unknown_arm", name, columns.arm, strange, allowed=", ".join(codes))
    known = rounds.is_in([draw.id for draw in design.rounds]).fill_null(False)
    findings += broken("unknown_round", name, columns.round, ~known)
    findings += _twice(table, columns, drawn_again)
    treated = (arms == design.treated.code).fill_null(False)
    for draw in design.rounds:
        inside = (rounds == draw.id).fill_null(False)
        if columns.date is not None and draw.date is not None:
            other = inside & (table[columns.date] != draw.date).fill_null(True)
            findings += broken(
                "wrong_lottery_date", name, columns.date, other, round=draw.id, day=draw.date.isoformat()
            )
        people, offered = int(inside.sum()), int((inside & treated).sum())
        if people != draw.randomised:
            findings.append(_another("round_size", name, columns.round, people, draw.id, draw.randomised))
        if draw.offered is not None and offered != draw.offered:
            findings.append(_another("round_offers", name, columns.arm, offered, draw.id, draw.offered))
    if design.unit == "cluster":
        return findings + list(_clusters(table, columns, design, cluster, findings))
    return findings + list(_ratio(rounds, treated, columns, design))


def _another(code: str, table: str, column: str, count: int, draw: str, declared: int) -> Finding:
    return whole_table(code, table, column=column, count=count, round=draw, expected_number=str(declared))


def _twice(
    table: pl.DataFrame, columns: LotteryColumns, drawn_again: Literal["refuse", "first_draw"]
) -> Iterator[Finding]:
    person, draw, arm = columns.person, columns.round, columns.arm
    seen = table.select(
        pl.struct(person, draw).is_duplicated().alias("same_round"),
        (pl.col(arm).n_unique().over(person, draw) > 1).alias("arms"),
        (pl.int_range(pl.len()).over(person) > 0).alias("later"),
        pl.struct(person, draw).is_first_distinct().alias("first_in_round"),
    )
    known = table[person].is_not_null()  # rows without a person are no rows of one person
    same = seen["same_round"] & known
    changed = same & seen["arms"]
    yield from broken("changed_arm", columns.table, arm, changed)
    yield from broken("drawn_twice_in_round", columns.table, person, same & ~changed)
    again = seen["later"] & seen["first_in_round"] & known
    if drawn_again == "refuse":
        yield from broken("drawn_again", columns.table, person, again)
    else:
        yield from broken("drawn_again", columns.table, person, again, severity="note", kind="first_draw")


def _ratio(rounds: pl.Series, treated: pl.Series, columns: LotteryColumns, design: TrialDesign) -> Iterator[Finding]:
    if design.allocation != "independent":
        return
    sizes = [(int((rounds == draw.id).fill_null(False).sum()), draw.probability or 0.0) for draw in design.rounds]
    declared = rounds.is_in([draw.id for draw in design.rounds]).fill_null(False)
    offered = int((treated & declared).sum())
    if two_sided(offered, [offers_by_chance(people, chance) for people, chance in sizes]) < LEAST_LIKELY:
        yield whole_table(
            "sample_ratio",
            columns.table,
            column=columns.arm,
            count=offered,
            expected_number=f"{sum(people * chance for people, chance in sizes):.0f}",
            one_in=f"{1 / LEAST_LIKELY:.0f}",
        )


def _clusters(
    table: pl.DataFrame,
    columns: LotteryColumns,
    design: TrialDesign,
    cluster: str | None,
    findings: list[Finding],
) -> Iterator[Finding]:
    """Say what else the design refuses where clusters were drawn; only once rounds and arms are known."""
    if cluster is None or cluster not in table.columns or any(found.severity == "error" for found in findings):
        return
    treated = (table[columns.arm].cast(pl.String) == design.treated.code).cast(pl.Int8).to_numpy()
    dates = table[columns.date].to_list() if columns.date else [None] * table.height
    names = table[cluster].cast(pl.String).to_list()
    labels = table[columns.round].cast(pl.String).to_list()
    faults = cluster_faults(design.rounds, np.asarray(labels), treated, names)
    for fault in faults:
        yield whole_table(
            "lottery_not_as_declared",
            columns.table,
            column=cluster,
            count=fault.count,
            kind=fault.kind,
            round=fault.round,
            expected_number=str(fault.declared),
        )
    if not faults and design.list_problems(labels, treated.tolist(), dates, names):
        offered = len({name for name, arm in zip(names, treated.tolist(), strict=True) if arm})
        yield whole_table("lottery_not_as_declared", columns.table, column=cluster, count=offered, kind="chance")
