"""Families of analyses: how the p-values of those that share a name are adjusted for their number.

A family without an entry is adjusted by Holm's method.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from nextwork_eval.design.lottery import FORBID

if TYPE_CHECKING:
    from nextwork_eval.plan.model import Analysis, AnalysisPlan

FamilyMethod = Literal["holm", "hochberg", "benjamini_hochberg", "sharpened_q", "westfall_young"]

# Estimators whose only p-value is that of a difference over its standard error, by a t or normal distribution.
DIFFERENCES = frozenset(
    {
        "difference_in_means",
        "difference_in_means_stratified",
        "regression_adjusted",
        "group_treatment",
        "index_difference",
        "expected_weeks",
        "restricted_mean",
    }
)
# Estimators that the repetitions of the lottery are made of, and those without any p-value.
_DRAWN = frozenset({"difference_in_means", "difference_in_means_stratified"})
_WITHOUT_P = frozenset(
    {
        "difference_by_week",
        "state_occupation",
        "course_occupation",
        "kaplan_meier",
        "cumulative_incidence",
        "nelson_aalen",
        "standardized_survival",
        "mean_returns_by_week",
    }
)
_LEAST_DRAWS = 999


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """How the analyses of one family are adjusted.

    Attributes
    ----------
    id
        The name that its analyses give as `family`.
    method
        `holm`, `hochberg`, `westfall_young`: the chance of any false claim in the family. `benjamini_hochberg`,
        `sharpened_q`: the expected share of false claims among the claims.
    level
        Of the simultaneous intervals.
    draws, seed
        How often the lottery is repeated, and the seed of the generator; `westfall_young` alone.
    intervals
        Whether the family has simultaneous intervals, with which its adjusted p-values agree: the method is then
        applied in each direction, at half the error each. Where nothing is said, `holm` and `westfall_young` have them;
        no other method can. With `false` the two-sided method is applied, as it is in most packages.
    """

    __pydantic_config__ = FORBID

    id: str
    method: FamilyMethod
    level: float = 0.95
    draws: int | None = None
    seed: int | None = None
    intervals: bool | None = None

    @property
    def simultaneous(self) -> bool:
        """Whether it has simultaneous intervals."""
        return self.method in ("holm", "westfall_young") and self.intervals is not False


def family_contradictions(plan: AnalysisPlan) -> list[str]:
    """List what a plan's families cannot be: without members, of one, of members that the method is not made for."""
    members: dict[str, list[Analysis]] = {}
    for analysis in plan.analysis:
        if analysis.family is not None:
            members.setdefault(analysis.family, []).append(analysis)
    counts = Counter(item.id for item in plan.family)
    problems = [f"family: the id '{name}' is used {count} times" for name, count in counts.items() if count > 1]
    for name, found in members.items():
        if len(found) == 1:
            problems.append(f"family '{name}': analysis '{found[0].id}' is its only member; nothing is to be adjusted")
        problems += [
            f"family '{name}': analysis '{analysis.id}' gives no p-value"
            for analysis in found
            if analysis.estimator.id in _WITHOUT_P
        ]
    for item in plan.family:
        where = f"family '{item.id}'"
        if item.id not in members:
            problems.append(f"{where}: no analysis belongs to it")
        problems += [f"{where}: {problem}" for problem in _options(item)]
        problems += [f"{where}: {problem}" for problem in _members(item, members.get(item.id, []))]
    return problems


def _options(item: Family) -> list[str]:
    problems = []
    if not 0.5 <= item.level < 1:
        problems.append("level must be at least 0.5 and below 1")
    if item.intervals and not item.simultaneous:
        problems.append(f"no simultaneous intervals agree with '{item.method}'")
    if item.method != "westfall_young":
        if item.draws is not None or item.seed is not None:
            problems.append(f"chance plays no part in '{item.method}'; leave draws and seed out")
        return problems
    if item.draws is None or item.seed is None:
        problems.append("'westfall_young' needs draws and a seed")
    if item.draws is not None and item.draws < _LEAST_DRAWS:
        problems.append(f"draws: at least {_LEAST_DRAWS}, or the p-values are too coarse")
    if item.draws is not None and item.draws >= _LEAST_DRAWS and (item.draws + 1) * (1 - item.level) < 2:
        problems.append("draws: too few for its level")
    if item.seed is not None and item.seed < 0:
        problems.append("seed: a seed is not negative")
    return problems


def _members(item: Family, members: Sequence[Analysis]) -> list[str]:
    if item.method == "westfall_young":
        return [
            f"analysis '{analysis.id}': 'westfall_young' repeats the lottery for differences in means of numbers, and "
            f"cannot be given '{analysis.estimator.id}'"
            for analysis in members
            if analysis.estimator.id not in _DRAWN
        ]
    if not item.simultaneous:
        return []
    return [
        f"analysis '{analysis.id}': '{analysis.estimator.id}' gives no difference with a standard error, which "
        "simultaneous intervals need; set intervals = false"
        for analysis in members
        if analysis.estimator.id not in DIFFERENCES
    ]
