"""Differences in means a plan can ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nextwork_eval.design.lottery import FORBID


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceInMeans:
    """Difference between the arms in one mean, with HC2 variance and a t interval. For a lottery with one round."""

    __pydantic_config__ = FORBID

    id: Literal["difference_in_means"]
    level: float = 0.95
    degrees_of_freedom: Literal["bell_mccaffrey", "welch"] = "bell_mccaffrey"


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceInMeansStratified:
    """Difference between the arms within each lottery round, weighted by the size of the round, with HC2 variance.

    A t interval.
    """

    __pydantic_config__ = FORBID

    id: Literal["difference_in_means_stratified"]
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class RegressionAdjusted:
    """Difference between the arms adjusted for the plan's `covariates`, by Lin's regression or ANCOVA.

    Within lottery rounds where there is more than one.
    """

    __pydantic_config__ = FORBID

    id: Literal["regression_adjusted"]
    covariates: tuple[str, ...]
    interactions: Literal["auto", "lin", "ancova"] = "auto"
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTreatment:
    """Difference between the arms when the treated met in groups; `groups` is the part of the plan that names them.

    Within lottery rounds where there is more than one.
    """

    __pydantic_config__ = FORBID

    id: Literal["group_treatment"]
    groups: Literal["delivery.peer_groups"]
    level: float = 0.95
