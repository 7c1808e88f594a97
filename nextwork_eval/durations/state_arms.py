"""At the end you know the shares of one arm in each state by week, and how its strata become one arm."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nextwork_eval.durations.inputs import Arm
from nextwork_eval.durations.occupation import (
    ROUNDING,
    FloatArray,
    IntArray,
    held_warnings,
    occupation,
    occupation_variance,
    week_covariance,
)
from nextwork_eval.durations.state_inputs import WeeklyArms
from nextwork_eval.effects.estimate import FloatVector


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ArmShares:
    """State occupation in one arm; B strata, W weeks, S states.

    Attributes
    ----------
    probabilities
        Shape (W, S): the shares, those of the strata averaged with the strata's shares of everyone randomised.
    terms
        Shape (B, W, S): what each stratum adds to the variance, m / (m - 1) included; 0 where its share is 0 or 1.
    dfs
        Shape (B,): degrees of freedom of the terms, persons less 1.
    counts
        Shape (W, S): persons of the arm observed in the state in that week.
    warnings
        Of shares that had to be held unchanged.
    """

    probabilities: FloatArray
    terms: FloatArray
    dfs: FloatVector
    counts: IntArray
    warnings: tuple[str, ...]


def arm_shares(arms: WeeklyArms, name: Arm, code: int, *, n_states: int) -> ArmShares:
    """Run each stratum of an arm through the weekly engine, and average.

    Notes
    -----
    p_a(t) = sum over strata b of n_b / n p_ab(t), with n_b persons of both arms; its variance is the sum of
    (n_b / n)^2 m_ab / (m_ab - 1) times the sum of squared influence in the cell of m_ab persons.
    """
    shares = _stratum_shares(arms)
    found = [occupation(own, n_states=n_states) for own in _by_stratum(arms, code)]
    terms, sizes = [], [estimated.n_people for estimated in found]
    for share, own, estimated in zip(shares, _by_stratum(arms, code), found, strict=True):
        inside = (estimated.probabilities > ROUNDING) & (estimated.probabilities < 1 - ROUNDING)
        m = estimated.n_people
        terms.append(np.where(inside, share**2 * m / (m - 1) * occupation_variance(own, estimated), 0.0))
    where = " of a stratum" if len(shares) > 1 else ""
    told = [warning for estimated in found for warning in held_warnings(name, estimated, where=where)]
    return ArmShares(
        probabilities=np.tensordot(shares, np.stack([one.probabilities for one in found]), axes=1),
        terms=np.stack(terms),
        dfs=np.array(sizes, dtype=np.float64) - 1,
        counts=np.sum([one.counts for one in found], axis=0),
        warnings=tuple(dict.fromkeys(told)),
    )


def arm_covariance(arms: WeeklyArms, code: int, *, n_states: int) -> FloatArray:
    """Return the covariance of an arm's shares over the weeks, with m / (m - 1) in each stratum; shape (S, W, W)."""
    found = np.zeros((n_states, len(arms.weeks), len(arms.weeks)))
    for share, own in zip(_stratum_shares(arms), _by_stratum(arms, code), strict=True):
        m = len(own)
        found += share**2 * m / (m - 1) * week_covariance(own, occupation(own, n_states=n_states))
    return found


def _stratum_shares(arms: WeeklyArms) -> FloatVector:
    return np.bincount(arms.strata) / len(arms.strata)


def _by_stratum(arms: WeeklyArms, code: int) -> list[IntArray]:
    return [
        arms.states[(arms.treated == code) & (arms.strata == stratum)] for stratum in range(int(arms.strata.max()) + 1)
    ]
