"""At the end you know how far each row of a Cox model, and each event, is from what the model expects."""

from __future__ import annotations

import numpy as np

from nextwork_eval.durations.proportional_hazards.fitting import CoxFit
from nextwork_eval.durations.proportional_hazards.partial_likelihood import martingale_residuals
from nextwork_eval.durations.proportional_hazards.rows import FloatMatrix
from nextwork_eval.effects.estimate import FloatVector


def martingale(found: CoxFit) -> FloatVector:
    """Return events seen minus events expected for each row, shape (n_rows,); with Efron's ties Efron's expectation."""
    return martingale_residuals(found.rows, found.sets, found.at.risk, found.at.sums)


def deviance(found: CoxFit) -> FloatVector:
    """Return martingale residuals made symmetric, shape (n_rows,): the signed root of twice the lost likelihood.

    sign(m) sqrt(-2 (m + e log(e - m))) with e the event and m the martingale residual.
    """
    residuals, event = martingale(found), found.rows.event
    expected = event - residuals
    logged = np.log(np.where(event == 1, expected, 1.0))
    return np.asarray(np.sign(residuals) * np.sqrt(np.maximum(-2 * (residuals + event * logged), 0.0)))


def schoenfeld(found: CoxFit) -> FloatMatrix:
    """Return for each event its columns minus their mean at risk, shape (n_events, p), in the columns' own units.

    Events are in the order of `found.sets.deaths`. With Efron's ties the mean is that over the tied denominators.
    """
    sums, sets = found.at.sums, found.sets
    mean = sums.mean[:, np.newaxis] * found.at.at_risk - sums.mean_f[:, np.newaxis] * found.at.at_death
    return np.asarray((found.rows.design[sets.deaths] - mean[sets.at]) * found.scale)
