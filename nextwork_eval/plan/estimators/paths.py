"""Effects week by week a plan can ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nextwork_eval.design.lottery import FORBID


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceByWeek:
    """Levels and difference for each week with pointwise intervals.

    Stratified by lottery round where there is more than one.
    """

    __pydantic_config__ = FORBID

    id: Literal["difference_by_week"]
    level: float = 0.95
