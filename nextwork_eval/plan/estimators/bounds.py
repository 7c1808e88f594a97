"""What a plan can ask about those whose outcome is not known: bounds for an effect, and whether the offer moved it.

Each counts everyone randomised in the rounds that reach the horizon; whoever is found in no register is not known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nextwork_eval.design.lottery import FORBID


@dataclass(frozen=True, slots=True, kw_only=True)
class ManskiBounds:
    """The effects that agree with the data whatever the outcomes are that nobody knows, with limits at the level.

    The lowest and the highest outcome follow from the outcome's rule. Within lottery rounds where there is more than
    one.
    """

    __pydantic_config__ = FORBID

    id: Literal["manski_bounds"]
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class LeeBounds:
    """Bounds for the effect on those who would be known in either arm, if the offer moves response one way only.

    Within lottery rounds where there is more than one.
    """

    __pydantic_config__ = FORBID

    id: Literal["lee_bounds"]
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class AttritionTest:
    """Test of whether as large a share is known of both arms, within lottery rounds where there is more than one.

    No covariates: what the plan knows of people before the lottery it knows from registers, and those who are not known
    are in none.
    """

    __pydantic_config__ = FORBID

    id: Literal["attrition_test"]


ABOUT_THE_LOST = (ManskiBounds, LeeBounds, AttritionTest)
"""Options of estimators that count everyone randomised, with those whose outcome is not known."""
