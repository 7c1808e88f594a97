"""The lottery as a plan declares it, and the design object that comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nextwork_eval.design import Arm, Round, TrialDesign
from nextwork_eval.design.lottery import FORBID


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignSpec:
    """The lottery as the plan writes it.

    Attributes
    ----------
    unit
        What is drawn: a `person`, or a `cluster` of people.
    allocation
        `complete`: a fixed number within each round. `independent`: each with the probability of the round.
    arm
        One `[[design.arm]]` for each arm.
    round
        One `[[design.round]]` for each drawing.
    drawn_again
        What holds for a person who stands in several rounds: `refuse` the list, or count the person in the round and
        arm of the `first_draw`.
    cluster
        Where clusters are drawn, the column of the lottery list that holds them.
    """

    __pydantic_config__ = FORBID

    unit: Literal["person", "cluster"]
    allocation: Literal["complete", "independent"]
    arm: tuple[Arm, ...]
    round: tuple[Round, ...]
    drawn_again: Literal["refuse", "first_draw"] = "refuse"
    cluster: str | None = None


def trial_design(design: DesignSpec) -> TrialDesign:
    """Return the lottery that a plan declares, ready to check a list or to draw.

    Raises
    ------
    ValueError
        If the declaration contradicts itself; see `design.TrialDesign`.
    """
    return TrialDesign(unit=design.unit, allocation=design.allocation, arms=design.arm, rounds=design.round)
