"""Results of the weekly engine a plan can ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nextwork_eval.design.lottery import FORBID


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedWeeks:
    """Expected weeks in a set of states from randomisation, from the weekly engine, stratified by lottery round."""

    __pydantic_config__ = FORBID

    id: Literal["expected_weeks"]
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class StateOccupation:
    """Share of everyone randomised in each group of states, week by week and by arm.

    `groups` names the state sets in the order in which they are stacked. Together they must hold every state of the
    map, each once.
    """

    __pydantic_config__ = FORBID

    id: Literal["state_occupation"]
    groups: tuple[str, ...]
    level: float = 0.95
