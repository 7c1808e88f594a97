"""At the end you know what each person adds to a weighted log-rank test, and how its variance follows from the arms.

The statistic is a sum over those offered the programme of scores that do not depend on the arms. That is why repeating
the lottery costs one product of matrices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.durations.inputs import TimedArms
from nextwork_eval.effects.estimate import FloatVector, IntVector

FloatMatrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RiskSets:
    """The weeks of one stratum in which somebody has the event.

    Attributes
    ----------
    people
        Positions of the stratum's persons, shape (n_people,).
    present
        Shape (n_people, n_weeks): 1 for those at risk in the week, otherwise 0.
    own_week
        Shape (n_people,): place of the week in which the person has the event; -1 for those without.
    at_risk, events
        Shape (n_weeks,).
    before
        Shape (n_weeks,): Kaplan-Meier's share without the event before the week, both arms together.
    """

    people: IntVector
    present: NDArray[np.uint8]
    own_week: IntVector
    at_risk: FloatVector
    events: FloatVector
    before: FloatVector

    def weights(self, rho: float, gamma: float) -> FloatVector:
        """Return Fleming and Harrington's weights S^rho (1 - S)^gamma, S before the week."""
        return np.asarray(self.before**rho * (1 - self.before) ** gamma)


def risk_sets(arms: TimedArms) -> tuple[RiskSets, ...]:
    """Return the risk sets of each stratum."""
    return tuple(_of_stratum(arms, np.flatnonzero(arms.strata == stratum)) for stratum in np.unique(arms.strata))


def _of_stratum(arms: TimedArms, people: IntVector) -> RiskSets:
    duration, event, entry = arms.duration[people], arms.event[people] == 1, arms.entry[people]
    weeks, counts = np.unique(duration[event], return_counts=True)
    present = (entry[:, None] < weeks) & (weeks <= duration[:, None])
    at_risk = present.sum(axis=0).astype(np.float64)
    shares = np.cumprod(1 - counts / np.maximum(at_risk, 1))
    return RiskSets(
        people=people,
        present=present.astype(np.uint8),
        own_week=np.where(event, np.searchsorted(weeks, duration), -1).astype(np.int64),
        at_risk=at_risk,
        events=counts.astype(np.float64),
        before=np.concatenate([[1.0], shares[:-1]])[: len(weeks)],
    )


def scores(sets: Sequence[RiskSets], weights: Sequence[tuple[float, float]], n_people: int) -> FloatMatrix:
    """Return what each person adds to each weighted test when offered the programme.

    Parameters
    ----------
    sets
        As `risk_sets` gives them.
    weights
        Pairs rho, gamma.
    n_people
        Persons in all strata.

    Returns
    -------
    FloatMatrix
        Shape (n_people, n_weights); sums to 0 within each stratum.

    Notes
    -----
    U = sum over weeks of w (d1 - d n1 / n) = sum over those offered the programme of

        s_i = w(t_i) 1{event} - sum over weeks u with i at risk of w(u) d(u) / n(u).
    """
    found = np.zeros((n_people, len(weights)))
    for stratum in sets:
        if not len(stratum.events):
            continue
        for column, (rho, gamma) in enumerate(weights):
            weight = stratum.weights(rho, gamma)
            seen = np.where(stratum.own_week >= 0, weight[stratum.own_week], 0.0)
            expected = stratum.present @ (weight * stratum.events / stratum.at_risk)
            found[stratum.people, column] = seen - expected
    return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Variance:
    """The hypergeometric covariance of several weighted tests, for any assignment of the arms.

    Attributes
    ----------
    present
        Shape (n_units, n_weeks): how many of the unit are at risk in each week of each stratum.
    at_risk
        Shape (n_weeks,).
    factors
        Shape (n_weeks, n_weights * n_weights): w_k w_l d (n - d) / (n^2 (n - 1)).
    """

    present: NDArray[np.float32]
    at_risk: FloatVector
    factors: FloatMatrix

    def of(self, lots: NDArray[np.integer[Any]]) -> FloatMatrix:
        """Return the covariances for each row of `lots`, shape (len(lots), n_weights * n_weights).

        V_kl = sum over weeks of w_k w_l d (n1 / n) (1 - n1 / n) (n - d) / (n - 1).
        """
        offered = (lots.astype(np.float32) @ self.present).astype(np.float64)
        return np.asarray((offered * (self.at_risk - offered)) @ self.factors)


def variance(
    sets: Sequence[RiskSets], weights: Sequence[tuple[float, float]], unit_of: IntVector, n_units: int
) -> Variance:
    """Lay out the weeks of all strata side by side; `unit_of` is the unit with which each person is drawn."""
    at_risk = np.concatenate([stratum.at_risk for stratum in sets])
    events = np.concatenate([stratum.events for stratum in sets])
    # Single precision counts exactly to 2^24 persons.
    present = np.zeros((n_units, len(at_risk)), dtype=np.float32)
    begin = 0
    for stratum in sets:
        end = begin + len(stratum.events)
        np.add.at(present[:, begin:end], unit_of[stratum.people], stratum.present)
        begin = end
    spread = np.where(at_risk > 1, events * (at_risk - events) / (at_risk**2 * np.maximum(at_risk - 1, 1)), 0.0)
    each = [np.concatenate([stratum.weights(*pair) for stratum in sets]) for pair in weights]
    factors = np.column_stack([first * second * spread for first in each for second in each])
    useful = spread > 0
    return Variance(present=present[:, useful], at_risk=at_risk[useful], factors=factors[useful])
