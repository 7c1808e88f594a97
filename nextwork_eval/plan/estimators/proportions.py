"""Comparisons of two shares a plan can ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nextwork_eval.design.lottery import FORBID


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskRatio:
    """Ratio of two shares with a score interval; rounds are pooled."""

    __pydantic_config__ = FORBID

    id: Literal["risk_ratio"]
    level: float = 0.95
