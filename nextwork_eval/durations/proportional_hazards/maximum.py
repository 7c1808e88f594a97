"""At the end you know how the greatest likelihood is found: Newton's steps, halved where they overshoot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nextwork_eval.durations.proportional_hazards.partial_likelihood import Likelihood
from nextwork_eval.durations.proportional_hazards.rows import FloatMatrix
from nextwork_eval.effects.estimate import FloatVector

_STEPS = 60
_HALVINGS = 30
_ROUNDING = 1e-12
# Newton's decrement, twice the rise of the log likelihood that is still to be had. Steps are quadratic: the one that is
# taken from here leaves an error of its square.
CLOSE = 1e-9
# The end is known a step earlier where the climb has shown its pace: after a whole step the next is shorter by the
# ratio of the decrements, and none is needed that would move no row's linear predictor by more than this.
_ROUNDED = 1e-11
# Where a likelihood has no top, its slope and its curvature die out together: each step moves some row's linear
# predictor by 1 or more and leaves 1 / e of the decrement. At a top the decrement is squared.
_SMALL, _SLOWLY, _LONG, _IN_A_ROW = 1e-2, 0.2, 0.5, 3
_NOTHING_LEFT = 1e-12  # of the information at the start, in some direction: what is left is rounding
_SHORT = 1e-3  # a step that moves nobody's linear predictor by more


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What is known at some coefficients; p columns.

    Attributes
    ----------
    value
        The function.
    score, information
        Shapes (p,) and (p, p): its derivative, and minus its second derivative (for a penalised function, that of the
        function without).
    likelihood
        The likelihood it was made from, where there is one.
    """

    value: float
    score: FloatVector
    information: FloatMatrix
    likelihood: Likelihood | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Maximum:
    """Where the climb began and ended.

    Attributes
    ----------
    coefficients
        Shape (p,).
    start, end
        What was seen there.
    converged
        False where it still rises.
    """

    coefficients: FloatVector
    start: Seen
    end: Seen
    converged: bool


def maximise(
    evaluate: Callable[[FloatVector], Seen],
    start: FloatVector,
    *,
    extent: FloatVector | None = None,
    close: float = CLOSE,
    unit: float = 1.0,
) -> Maximum:
    """Climb from `start`.

    Parameters
    ----------
    evaluate
        The function.
    start
        Shape (p,).
    extent
        Shape (p,): the largest size of each column. It is then asked whether there is a top, and the last step is taken
        unseen, because the information is that of the function. None for a function that has a top but other
        derivatives than the information.
    close
        The decrement at which the climb ends.
    unit
        What one event counts in the function.
    """
    coefficients, converged, slow, before, whole = start, False, 0, np.inf, False
    first = here = evaluate(coefficients)
    if len(start) == 0:  # baselines alone
        return Maximum(coefficients=start, start=first, end=first, converged=True)
    for _ in range(_STEPS):
        if not np.isfinite(here.information).all() or np.linalg.cond(here.information) > 1 / np.finfo(np.float64).eps:
            break
        step = np.linalg.solve(here.information, here.score)
        decrement = float(step @ here.score) / unit
        if decrement < 0:
            break
        reach = 0.0 if extent is None else float(extent @ np.abs(step))
        slow = slow + 1 if decrement < _SMALL and decrement > _SLOWLY * before and reach > _LONG else 0
        known = extent is not None and whole and reach * decrement < _ROUNDED * before
        converged = (decrement < close or known) and reach < _SHORT
        if slow == _IN_A_ROW or (converged and extent is None):
            break
        for halvings in range(_HALVINGS):
            whole = halvings == 0
            with np.errstate(over="ignore", invalid="ignore"):
                trial = evaluate(coefficients + step)
            if np.isfinite(trial.value) and trial.value >= here.value - _ROUNDING * abs(here.value):
                break
            step = step / 2
        coefficients, here, before = coefficients + step, trial, decrement
        if converged:
            break
    if extent is not None:
        converged = converged and _smallest_share(here.information, first.information) > _NOTHING_LEFT
    return Maximum(coefficients=coefficients, start=first, end=here, converged=converged)


def _smallest_share(information: FloatMatrix, at_start: FloatMatrix) -> float:
    """Return the least information in any direction, each column in units of its own information at the start."""
    unit = np.sqrt(np.diag(at_start))
    if not (unit > 0).all() or not np.isfinite(information).all():
        return 0.0
    return float(np.linalg.eigvalsh(information / np.outer(unit, unit))[0])
