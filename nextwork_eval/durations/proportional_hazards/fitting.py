"""At the end you know how the coefficients are found, and when they cannot be."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nextwork_eval.durations.proportional_hazards.partial_likelihood import (
    Likelihood,
    Ties,
    likelihood,
    score_residuals,
)
from nextwork_eval.durations.proportional_hazards.rows import CoxRows, FloatMatrix, RiskSets, risk_sets
from nextwork_eval.effects.estimate import FloatVector

_STEPS = 50
# Newton's decrement, twice the rise of the log likelihood that is still to be had. Steps are quadratic: the one that is
# taken from here leaves an error of its square.
_CLOSE = 1e-9
_HALVINGS = 30
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CoxFit:
    """A fitted model; p columns.

    Attributes
    ----------
    coefficients
        Shape (p,): log hazard ratios.
    variance
        Shape (p, p): inverse of the information.
    log_likelihood, log_likelihood_at_zero
        With these coefficients, and with none.
    score_test
        Chi-square of the score at zero, p degrees of freedom.
    converged
        False where the likelihood still rises: a column tells apart who has the event.
    rows, scale
        What was fitted: columns less their mean, divided by `scale`, shape (p,).
    sets
        Who is at risk when.
    at
        The likelihood of `rows` with its sums, at the coefficients.
    """

    coefficients: FloatVector
    variance: FloatMatrix
    log_likelihood: float
    log_likelihood_at_zero: float
    score_test: float
    converged: bool
    rows: CoxRows
    scale: FloatVector
    sets: RiskSets
    at: Likelihood


def fit(rows: CoxRows, *, ties: Ties = "efron") -> CoxFit:
    """Maximise the partial likelihood by Newton's method with step halving.

    Parameters
    ----------
    rows
        With at least one event; columns that vary among those at risk, none of them a combination of others.
    ties
        How events in the same week are taken.

    Notes
    -----
    Columns are centred and scaled before the fit, which changes no coefficient and keeps the exponentials finite.
    """
    centre, scale = rows.design.mean(axis=0), rows.design.std(axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    scaled = replace(rows, design=(rows.design - centre) / scale)
    sets = risk_sets(rows)
    coefficients = np.zeros(rows.design.shape[1])
    now = start = likelihood(scaled, sets, coefficients, ties=ties)
    score_test = float(start.score @ np.linalg.solve(start.information, start.score))
    converged = False
    for _ in range(_STEPS):
        step = np.linalg.solve(now.information, now.score)
        converged = float(step @ now.score) < _CLOSE
        for _ in range(_HALVINGS):
            with np.errstate(over="ignore", invalid="ignore"):
                trial = likelihood(scaled, sets, coefficients + step, ties=ties)
            if np.isfinite(trial.value) and trial.value >= now.value - _ROUNDING * abs(now.value):
                break
            step = step / 2
        coefficients, now = coefficients + step, trial
        if converged:
            break
    return CoxFit(
        coefficients=coefficients / scale,
        variance=np.linalg.inv(now.information) / np.outer(scale, scale),
        log_likelihood=now.value,
        log_likelihood_at_zero=start.value,
        score_test=score_test,
        converged=converged,
        rows=scaled,
        scale=scale,
        sets=sets,
        at=now,
    )


def dfbeta(found: CoxFit) -> FloatMatrix:
    """Return what each row adds to the coefficients, shape (n_rows, p): its weighted score residual times the variance.

    Their sum is 0; summed within persons or clusters first, their squares are the robust variance (Lin and Wei 1989).
    """
    residuals = score_residuals(found.rows, found.sets, found.at) * found.rows.weights[:, np.newaxis]
    return (residuals * found.scale) @ found.variance
