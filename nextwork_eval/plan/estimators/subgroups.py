"""Effects for whom a plan can ask for: in subgroups named beforehand, and along a proxy of the effect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nextwork_eval.design.lottery import FORBID

_FEWEST_SPLITS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceBySubgroup:
    """Difference in each group of the plan's `subgroup`, as it is and shrunken, and one test that the groups differ.

    Within lottery rounds where there is more than one.
    """

    __pydantic_config__ = FORBID

    id: Literal["difference_by_subgroup"]
    subgroup: str
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class BlpGates:
    """Whether a proxy of the effect, made of the plan's `covariates` by cross-fitting, says who gains.

    For 500 people or more. Medians over `splits` of the people into two halves, drawn with `seed`. The proxy cuts
    people into `parts` of equal size.
    """

    __pydantic_config__ = FORBID

    id: Literal["blp_gates"]
    covariates: tuple[str, ...]
    seed: int
    splits: int = 100
    parts: int = 3
    level: float = 0.95


def subgroup_problems(options: object, *, subgroups: frozenset[str]) -> list[str]:
    """List what the options of an estimator of effects for whom contradict; nothing for other estimators."""
    match options:
        case DifferenceBySubgroup(subgroup=name) if name not in subgroups:
            return [f"subgroup '{name}' is not defined"]
        case BlpGates(seed=seed, splits=splits, parts=parts, covariates=covariates):
            problems = [] if seed >= 0 else ["seed: a seed is not negative"]
            problems += [] if splits >= _FEWEST_SPLITS else [f"splits: at least {_FEWEST_SPLITS}"]
            problems += [] if 2 <= parts <= 5 else ["parts: from 2 to 5"]
            return problems if covariates else [*problems, "covariates: a proxy needs at least one"]
        case _:
            return []
