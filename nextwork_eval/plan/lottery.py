"""The lottery as a plan declares it, and the design object that comes of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from nextwork_eval.design import Arm, Round, TrialDesign
from nextwork_eval.plan.outcomes import FORBID


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmSpec:
    """One arm; see `design.Arm`."""

    __pydantic_config__ = FORBID

    id: str
    code: str
    treated: bool
    label_da: str
    label_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundSpec:
    """One drawing of lots; see `design.Round`."""

    __pydantic_config__ = FORBID

    id: str
    randomised: int
    offered: int
    date: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignSpec:
    """The lottery as the plan declares it; see `design.TrialDesign`."""

    __pydantic_config__ = FORBID

    unit: Literal["person"]
    allocation: Literal["complete"]
    arm: tuple[ArmSpec, ...]
    round: tuple[RoundSpec, ...]


def trial_design(design: DesignSpec) -> TrialDesign:
    """Return the lottery that a plan declares, ready to check a list or to draw.

    Raises
    ------
    ValueError
        If the declaration contradicts itself; see `design.TrialDesign`.
    """
    return TrialDesign(
        unit=design.unit,
        allocation=design.allocation,
        arms=tuple(
            Arm(id=arm.id, code=arm.code, treated=arm.treated, label_da=arm.label_da, label_en=arm.label_en)
            for arm in design.arm
        ),
        rounds=tuple(
            Round(id=draw.id, date=draw.date, randomised=draw.randomised, offered=draw.offered) for draw in design.round
        ),
    )
