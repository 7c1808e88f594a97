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

    A t interval. Rounds with one person in an arm are compared with each other.
    """

    __pydantic_config__ = FORBID

    id: Literal["difference_in_means_stratified"]
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class HorvitzThompson:
    """Difference between the arms under the chances that the plan's lottery declares, whatever chance then brought.

    A t interval with a conservative variance.
    """

    __pydantic_config__ = FORBID

    id: Literal["horvitz_thompson"]
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
class JointTest:
    """Test that the effect is the same whatever the values of the plan's `covariates`, all of them together.

    F with degrees of freedom for small samples, by Lin's regression; within lottery rounds where there is more than
    one, and over clusters where the lottery drew them.
    """

    __pydantic_config__ = FORBID

    id: Literal["joint_test"]
    covariates: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTreatment:
    """Difference between the arms when the treated met in groups; `groups` is the part of the plan that names them.

    Within lottery rounds where there is more than one; rounds of one group are compared with each other. The interval
    as if people were independent stands beside it as a result of its own.
    """

    __pydantic_config__ = FORBID

    id: Literal["group_treatment"]
    groups: Literal["delivery.peer_groups"]
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceInMeansClustered:
    """Difference between the arms for a lottery that drew clusters, with CR2 variance and a t interval.

    Within lottery rounds where there is more than one.
    """

    __pydantic_config__ = FORBID

    id: Literal["difference_in_means_clustered"]
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class WildClusterTest:
    """Test of no effect for a lottery that drew few clusters, by the wild bootstrap; all sign changes where few.

    Within lottery rounds where there is more than one. `seed` starts the draws.
    """

    __pydantic_config__ = FORBID

    id: Literal["wild_cluster_test"]
    seed: int
    draws: int = 9999
