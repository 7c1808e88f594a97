"""The effect on those who take the offer up, as a plan asks for it."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import Literal

from nextwork_eval.design.lottery import FORBID


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectOfTakeUp:
    """Effect on those whom the offer moved to take it up, with an Anderson-Rubin set, the first stage and who they are.

    Within lottery rounds where there is more than one.

    Attributes
    ----------
    take_up
        The part of the plan that says what taking up is: `delivery` (at least the threshold) or `delivery.dose` (the
        amount in its column, and the effect is for each unit of it).
    reference_arm
        Whether the reference arm can take part at all. Where the plan says that it cannot, that nobody of it did is no
        news of anybody, and does not withhold the numbers.
    covariates
        Adjust for these, alike in both arms.
    characteristics
        Describe those whom the offer moved by these covariates.
    """

    __pydantic_config__ = FORBID

    id: Literal["effect_of_take_up"]
    take_up: Literal["delivery", "delivery.dose"]
    reference_arm: Literal["may_take_up", "cannot_take_up"] = "may_take_up"
    covariates: tuple[str, ...] = ()
    characteristics: tuple[str, ...] = ()
    level: float = 0.95


def take_up_contradictions(options: object, *, delivery: bool, covariates: Container[str]) -> list[str]:
    """List what the options contradict in a plan with or without a delivery part; nothing for other estimators."""
    if not isinstance(options, EffectOfTakeUp):
        return []
    problems = [] if delivery else [f"it names [{options.take_up}], and the plan has no [delivery]"]
    problems += [
        f"covariate '{name}' is not defined"
        for name in dict.fromkeys((*options.covariates, *options.characteristics))
        if name not in covariates
    ]
    if options.take_up == "delivery.dose" and options.characteristics:
        problems.append("characteristics: who was moved is defined for take_up = 'delivery' only, not for an amount")
    return problems
