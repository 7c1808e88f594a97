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
# Where a likelihood has no top, its slope and its curvature die out together: the decrement falls for ever, and each
# step still moves some row's linear predictor by 1. At a top steps die out before the decrement is lost in rounding.
_SHORT = 1e-3
_LOST = 1e-13


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
) -> Maximum:
    """Climb from `start`.

    Parameters
    ----------
    evaluate
        The function.
    start
        Shape (p,).
    extent
        Shape (p,): the largest size of each column. It is then asked whether steps have died out, and the last step is
        taken unseen, because the information is that of the function. None for a function that has a top but other
        derivatives than the information.
    close
        The decrement at which the climb ends.
    """
    coefficients, converged = start, False
    first = here = evaluate(coefficients)
    for _ in range(_STEPS):
        if not np.isfinite(here.information).all() or np.linalg.cond(here.information) > 1 / np.finfo(np.float64).eps:
            break
        step = np.linalg.solve(here.information, here.score)
        decrement = float(step @ here.score)
        if decrement < 0:
            break
        converged = decrement < close and (extent is None or float(extent @ np.abs(step)) < _SHORT)
        if converged if extent is None else decrement < _LOST and not converged:
            break
        for _ in range(_HALVINGS):
            with np.errstate(over="ignore", invalid="ignore"):
                trial = evaluate(coefficients + step)
            if np.isfinite(trial.value) and trial.value >= here.value - _ROUNDING * abs(here.value):
                break
            step = step / 2
        coefficients, here = coefficients + step, trial
        if converged:
            break
    return Maximum(coefficients=coefficients, start=first, end=here, converged=converged)
