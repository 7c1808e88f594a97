"""At the end you know how the greatest likelihood is found: Newton's steps, halved where they overshoot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nextwork_eval.durations.proportional_hazards.rows import FloatMatrix
from nextwork_eval.effects.estimate import FloatVector

_STEPS = 60
_HALVINGS = 30
_ROUNDING = 1e-12
# Newton's decrement, twice the rise of the log likelihood that is still to be had. Steps are quadratic: the one that is
# taken from here leaves an error of its square.
CLOSE = 1e-9

Evaluate = Callable[[FloatVector], tuple[float, FloatVector, FloatMatrix]]
"""Gives the value, the score and the information at some coefficients."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Maximum:
    """Where the climb ended.

    Attributes
    ----------
    coefficients
        Shape (p,).
    value, information
        The function there, and minus its second derivative (for a penalised function, that of the function without).
    converged
        False where it still rises.
    """

    coefficients: FloatVector
    value: float
    information: FloatMatrix
    converged: bool


def maximise(evaluate: Evaluate, start: FloatVector, *, close: float = CLOSE, quadratic: bool = True) -> Maximum:
    """Climb from `start`.

    Parameters
    ----------
    evaluate
        The function.
    start
        Shape (p,).
    close
        The decrement at which the climb ends.
    quadratic
        Whether the information is that of the function itself, so that the last step may be taken unseen.
    """
    coefficients, converged = start, False
    value, score, information = evaluate(coefficients)
    for _ in range(_STEPS):
        if not np.isfinite(information).all() or np.linalg.cond(information) > 1 / np.finfo(np.float64).eps:
            break
        step = np.linalg.solve(information, score)
        decrement = float(step @ score)
        if decrement < 0:
            break
        converged = decrement < close
        if converged and not quadratic:
            break
        for _ in range(_HALVINGS):
            with np.errstate(over="ignore", invalid="ignore"):
                trial = evaluate(coefficients + step)
            if np.isfinite(trial[0]) and trial[0] >= value - _ROUNDING * abs(value):
                break
            step = step / 2
        coefficients, (value, score, information) = coefficients + step, trial
        if converged:
            break
    return Maximum(coefficients=coefficients, value=value, information=information, converged=converged)
