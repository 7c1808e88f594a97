"""At the end you know how repetitions become a p-value for any constant effect, and an interval of effects.

An effect e belongs to the interval if "the offer added e to everybody's outcome" is not rejected by the same
repetitions.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.effects.estimate import FloatVector, SetKind
from nextwork_eval.effects.randomization.sums import FloatMatrix

Sides = Literal["two_sided", "twice_smaller", "greater", "less"]

# The same lottery, reached by other sums, differs in the last digits; a tie must count as a tie.
_TIE = 1e-9
# Of a variance that is nothing, rounding leaves this share of what the terms in it are.
_NOTHING = 1e-12
_DOUBLINGS, _HALVINGS = 12, 44


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Repeated:
    """The paths of all repetitions, and of the lottery that took place; see `paths`.

    Attributes
    ----------
    drawn
        Shape (5, n_repetitions).
    observed
        Shape (5,).
    sizes
        Square roots of the largest variance of a repetition, and of what it gains for each unit of the effect squared.
    every
        The repetitions are all assignments there are.
    studentized
        Differences are divided by the standard error of the same repetition; otherwise by a constant.
    sides
        `two_sided`: as far from nothing in either direction. `twice_smaller`: twice the smaller of the one-sided
        p-values. `greater`, `less`: one-sided.
    """

    drawn: FloatMatrix
    observed: FloatVector
    sizes: tuple[float, float]
    every: bool
    studentized: bool
    sides: Sides

    @classmethod
    def of(cls, paths: FloatMatrix, observed: FloatVector, *, every: bool, studentized: bool, sides: Sides) -> Repeated:
        """Lay paths, shape (n_repetitions, 5), beside the observed one, shape (5,)."""
        drawn = np.ascontiguousarray(paths.T)
        first, last = (max(float(drawn[term].max()), float(observed[term]), 0.0) ** 0.5 for term in (2, 4))
        return cls(
            drawn=drawn, observed=observed, sizes=(first, last), every=every, studentized=studentized, sides=sides
        )

    def p_value(self, effect: float = 0.0) -> float:
        """Return how often the lottery alone makes a statistic as extreme, had the offer added `effect` to everybody.

        Over all assignments their share; over draws (1 + number) / (1 + draws).
        """
        drawn = self._statistic(self.drawn, effect)
        observed = float(self._statistic(self.observed[:, None], effect)[0])
        slack = _TIE * max(1.0, abs(observed))
        match self.sides:
            case "two_sided":
                return self._share(np.abs(drawn) >= abs(observed) - slack)
            case "greater":
                return self._share(drawn >= observed - slack)
            case "less":
                return self._share(drawn <= observed + slack)
            case "twice_smaller":
                above, below = self._share(drawn >= observed - slack), self._share(drawn <= observed + slack)
                return min(1.0, 2 * min(above, below))

    def _share(self, extreme: NDArray[np.bool_]) -> float:
        count = int(np.count_nonzero(extreme))
        return count / len(extreme) if self.every else (1 + count) / (1 + len(extreme))

    def _statistic(self, paths: FloatMatrix, effect: float) -> FloatVector:
        level, slope, *terms = paths
        difference = level - effect * slope
        if not self.studentized:
            return np.asarray(difference / math.sqrt(self.observed[2]))
        variance = terms[0] - 2 * effect * terms[1] + effect**2 * terms[2]
        size = self.sizes[0] + abs(effect) * self.sizes[1]
        still = variance <= _NOTHING * size**2
        # Arms that differ although neither varies lie infinitely far apart; arms that do not differ, not at all.
        apart = np.where(np.abs(difference) > _TIE * size, np.copysign(np.inf, difference), 0.0)
        return np.where(still, apart, difference / np.sqrt(np.where(still, 1.0, variance)))

    def interval(self, level: float) -> tuple[float, float, SetKind]:
        """Return the limits of the effects with p > 1 - level, and the shape of the set.

        Notes
        -----
        p is a step function of the effect. From the estimate outwards a rejected effect is looked for in steps that
        double; the step between the last effect that was kept and the first that was rejected is then halved.
        """
        high = math.inf if self.sides == "greater" else self._limit(1 - level, 1.0)
        low = -math.inf if self.sides == "less" else self._limit(1 - level, -1.0)
        if math.isinf(low) and math.isinf(high):
            return math.nan, math.nan, "whole_line"
        return low, high, "ray_below" if math.isinf(low) else "ray_above" if math.isinf(high) else "interval"

    def _limit(self, risk: float, direction: float) -> float:
        estimate, step = float(self.observed[0]), math.sqrt(float(self.observed[2]))
        inside, outside = 0.0, 4 * step
        for _ in range(_DOUBLINGS):
            if self.p_value(estimate + direction * outside) <= risk:
                break
            inside, outside = outside, 2 * outside
        else:
            return direction * math.inf
        limit = estimate + direction * _boundary(
            lambda distance: self.p_value(estimate + direction * distance) > risk, inside, outside
        )
        # Where p steps at no effect, what counts as a tie puts the step this much beyond it; half as much for halving.
        return 0.0 if abs(limit) <= 1.5 * _TIE * abs(estimate) else limit


def _boundary(kept: Callable[[float], bool], inside: float, outside: float) -> float:
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        if kept(middle):
            inside = middle
        else:
            outside = middle
    return (inside + outside) / 2
