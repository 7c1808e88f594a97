"""Effects week by week a plan can ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nextwork_eval.design.lottery import FORBID

_FEWEST_DRAWS = 999


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceByWeek:
    """Levels and difference for each week with pointwise intervals, and a band for all weeks if the plan asks for one.

    Stratified by lottery round where there is more than one. `draws` and `seed` belong to a band by `randomization`.
    """

    __pydantic_config__ = FORBID

    id: Literal["difference_by_week"]
    level: float = 0.95
    band: Literal["none", "sup_t", "randomization"] = "none"
    draws: int | None = None
    seed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearProbabilityByWeek:
    """A linear probability model for each week with the plan's `covariates`, as evaluations of Danish trials have it.

    Dummies for lottery rounds where there is more than one.
    """

    __pydantic_config__ = FORBID

    id: Literal["linear_probability_by_week"]
    covariates: tuple[str, ...]
    standard_errors: Literal["HC1", "HC2"] = "HC2"
    level: float = 0.95


def path_problems(options: object, *, cumulative: bool) -> list[str]:
    """List what the options of an estimator by week contradict; nothing for other estimators."""
    match options:
        case DifferenceByWeek(band="randomization", draws=draws, seed=seed):
            problems = [] if draws is not None and draws >= _FEWEST_DRAWS else [f"draws: at least {_FEWEST_DRAWS}"]
            return problems if seed is not None and seed >= 0 else [*problems, "seed: a number that is not negative"]
        case DifferenceByWeek(draws=draws, seed=seed) if draws is not None or seed is not None:
            return ["draws and seed belong to a band by 'randomization'"]
        case LinearProbabilityByWeek() if cumulative:
            return ["a linear probability model needs a yes or no each week, not cumulated weeks"]
        case _:
            return []
