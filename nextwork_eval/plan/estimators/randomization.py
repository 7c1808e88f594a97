"""The randomisation test a plan can ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nextwork_eval.design.lottery import FORBID


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomizationTest:
    """Difference between the arms, tested by repeating the lottery within its rounds.

    With an interval of the effects, the same for everybody, that are not rejected. `seed` starts the repetitions;
    `covariates` go with an `adjustment`.
    """

    __pydantic_config__ = FORBID

    id: Literal["randomization_test"]
    seed: int
    draws: int = 10_000
    statistic: Literal["studentized", "difference"] = "studentized"
    adjustment: Literal["none", "lin", "ancova"] = "none"
    covariates: tuple[str, ...] = ()
    level: float = 0.95
