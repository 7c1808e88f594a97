"""At the end you know the hazard ratio where few have the event, or all of one arm's do not: Firth's penalty.

The penalty keeps the estimate finite when an arm has no event, and takes away the bias of the first order. Its
limits come from the profile of the penalised likelihood, because the likelihood is far from a parabola there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import stats
from scipy.optimize import brentq

from nextwork_eval.durations.proportional_hazards.layout import Layout, laid_out
from nextwork_eval.durations.proportional_hazards.maximum import Maximum, Seen, maximise
from nextwork_eval.durations.proportional_hazards.partial_likelihood import Likelihood, Ties, evaluated
from nextwork_eval.durations.proportional_hazards.rows import CoxRows, risk_sets
from nextwork_eval.effects.estimate import FloatVector

_CLOSE = 1e-16
_STEP = 1e-3  # of the numerical derivative of the penalty, in standard deviations of a column
_FARTHEST = 60.0  # standard errors in which a limit is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Penalised:
    """The first coefficient of a penalised fit.

    Attributes
    ----------
    estimate, std_error
        Log hazard ratio, and its standard error from the inverse information.
    low, high
        Profile limits; infinite where the profile does not fall far enough.
    statistic, p_value
        Penalised likelihood ratio test of 0: chi-square with 1 degree of freedom.
    value
        Penalised log likelihood.
    converged
        False where the climb did not end.
    """

    estimate: float
    std_error: float
    low: float
    high: float
    statistic: float
    p_value: float
    value: float
    converged: bool


def penalised_fit(rows: CoxRows, *, ties: Ties, level: float) -> Penalised:
    """Maximise log L + log det I / 2, and find the profile limits of the first coefficient.

    Notes
    -----
    The limits are where twice the fall of the profile of the penalised likelihood, maximised over all other
    coefficients with the penalty of the whole model, is the quantile of chi-square with 1 degree of freedom.

    References
    ----------
    Firth (1993), Biometrika 80, 27-38. Heinze and Schemper (2001), Biometrics 57, 114-119.
    """
    layout = laid_out(rows, risk_sets(rows), standard=True)
    scale = layout.scale
    best = maximise(_penalised(layout, ties), np.zeros(rows.design.shape[1]), close=_CLOSE)
    std_error = float(np.sqrt(np.linalg.inv(best.end.information)[0, 0]))
    fall = float(stats.chi2.isf(1 - level, 1))

    def drop(first: float) -> float:
        return 2 * (best.end.value - _profile(layout, ties, best, first))

    def limit(side: int) -> float:
        reach = 1.0
        while reach < _FARTHEST and drop(best.coefficients[0] + side * reach * std_error) < fall:
            reach *= 1.5
        end = best.coefficients[0] + side * reach * std_error
        if drop(end) < fall:
            return side * np.inf
        return float(brentq(lambda b: drop(b) - fall, best.coefficients[0], end, xtol=1e-10))

    statistic = max(drop(0.0), 0.0)
    return Penalised(
        estimate=float(best.coefficients[0] / scale[0]),
        std_error=std_error / float(scale[0]),
        low=limit(-1) / float(scale[0]),
        high=limit(1) / float(scale[0]),
        statistic=statistic,
        p_value=float(stats.chi2.sf(statistic, 1)),
        value=best.end.value,
        converged=best.converged,
    )


def _penalised(layout: Layout, ties: Ties) -> Callable[[FloatVector], Seen]:
    def evaluate(coefficients: FloatVector) -> Seen:
        now = evaluated(layout, coefficients, ties=ties)
        slope = np.empty(len(coefficients))
        for column in range(len(coefficients)):
            step = np.zeros(len(coefficients))
            step[column] = _STEP
            out, back, farther, farther_back = (
                _penalty(evaluated(layout, coefficients + times * step, ties=ties)) for times in (1, -1, 2, -2)
            )
            slope[column] = (8 * (out - back) - (farther - farther_back)) / (12 * _STEP)
        return Seen(now.value + _penalty(now), now.score + slope, now.information)

    return evaluate


def _penalty(at: Likelihood) -> float:
    sign, logged = np.linalg.slogdet(at.information)
    return 0.5 * float(logged) if sign > 0 else -np.inf


def _profile(layout: Layout, ties: Ties, best: Maximum, first: float) -> float:
    """Return the largest value over all coefficients but the first."""
    if len(best.coefficients) == 1:
        at = evaluated(layout, np.array([first]), ties=ties)
        return at.value + _penalty(at)
    whole = _penalised(layout, ties)

    def evaluate(others: FloatVector) -> Seen:
        seen = whole(np.concatenate([[first], others]))
        return Seen(seen.value, seen.score[1:], seen.information[1:, 1:])

    return maximise(evaluate, best.coefficients[1:], close=_CLOSE).end.value
