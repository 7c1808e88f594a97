"""Subgroups a plan names before outcomes are seen: a covariate, cut into a few groups with names in both languages.

A subgroup is made of a covariate of the plan, and covariates are read before the lottery only. What people did later is
a consequence of the offer, and splitting by it compares people who were not drawn alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from nextwork_eval.design.lottery import FORBID
from nextwork_eval.plan.covariates import Covariate, columns_read

RESERVED = ("all", "not_known")


@dataclass(frozen=True, slots=True, kw_only=True)
class SubgroupLevel:
    """One group: people whose covariate is one of `values`, or lies in [`at_least`, `below`), either end open."""

    __pydantic_config__ = FORBID

    id: str
    label_da: str
    label_en: str
    values: tuple[float, ...] = ()
    at_least: float | None = None
    below: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subgroup:
    """A split of everyone by one covariate.

    Attributes
    ----------
    id, label_da, label_en
        Its name, and what it splits by in words.
    covariate
        Id of a covariate of the plan.
    level
        The groups, in the order in which they are shown. Cuts leave no gap and do not overlap.
    missing
        People of whom the covariate is not known: a group of their own (`own_group`), or `excluded` and counted.
    """

    __pydantic_config__ = FORBID

    id: str
    label_da: str
    label_en: str
    covariate: str
    level: tuple[SubgroupLevel, ...]
    missing: Literal["own_group", "excluded"] = "own_group"


def subgroup_contradictions(
    subgroups: Sequence[Subgroup], covariates: Sequence[Covariate], later: Collection[str]
) -> list[str]:
    """List what subgroups contradict; `later` are the tables of the plan that record what came after the lottery."""
    known = {item.id: item for item in covariates}
    problems = []
    for item in subgroups:
        where = f"subgroup '{item.id}'"
        if "." in item.id or ":" in item.id:
            problems.append(f"{where}: an id has neither full stops nor colons")
        if item.covariate not in known:
            problems.append(f"{where}: covariate '{item.covariate}' is not defined")
        else:
            read = {table for table, _ in columns_read(known[item.covariate].source)}
            problems += [
                f"{where}: covariate '{item.covariate}' is read from '{table}', which records what came after the "
                "lottery"
                for table in sorted(read & set(later))
            ]
        problems += [f"{where}: {problem}" for problem in _level_problems(item.level)]
    return problems


def _level_problems(levels: Sequence[SubgroupLevel]) -> list[str]:
    problems = [] if len(levels) > 1 else ["a split has at least two levels"]
    counts = Counter(level.id for level in levels)
    problems += [f"the level '{name}' is used {count} times" for name, count in counts.items() if count > 1]
    problems += [
        f"a level may not be called '{level.id}'"
        for level in levels
        if level.id in RESERVED or "." in level.id or ":" in level.id
    ]
    cut = [level for level in levels if level.at_least is not None or level.below is not None]
    listed = [level for level in levels if level.values]
    if [level for level in levels if level in cut and level in listed] or len(cut) + len(listed) < len(levels):
        return [*problems, "give each level either values, or at_least and below"]
    if cut and listed:
        return [*problems, "give all levels values, or cut all of them"]
    values = Counter(value for level in listed for value in level.values)
    problems += [f"the value {value:g} is in several levels" for value, count in values.items() if count > 1]
    return problems + (_cut_problems(cut) if cut else [])


def _cut_problems(levels: Sequence[SubgroupLevel]) -> list[str]:
    """Ask that cuts follow each other without gap, overlap or end."""
    infinite = float("inf")
    ends = sorted(
        (
            -infinite if level.at_least is None else level.at_least,
            infinite if level.below is None else level.below,
        )
        for level in levels
    )
    whole = (
        ends[0][0] == -infinite
        and ends[-1][1] == infinite
        and all(low < high for low, high in ends)
        and all(before[1] == after[0] for before, after in pairwise(ends))
    )
    return [] if whole else ["the cuts must follow each other from no lower to no upper end, without gap or overlap"]
