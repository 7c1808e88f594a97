"""At the end you know how a proportional hazard is fitted to weeks, and what each person adds to it.

One engine for all models in which a person can be at risk in part: after a competing event (Fine and Gray), again and
again (Lin, Wei, Yang and Ying), or plainly until the event (one cause of several).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nextwork_eval.effects.covariates import FloatMatrix
from nextwork_eval.effects.estimate import FloatVector

_STEPS = 100
_SMALL = 1e-12  # half the squared Newton step in standard errors at which the fit stops
_LARGEST = 15.0  # e^15 as large a hazard as another's is not estimated from a trial


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WeeklyHazard:
    """A fitted hazard dL(t) exp(x'b).

    Attributes
    ----------
    coefficients
        Shape (n_columns,).
    increments
        Shape (n_weeks,): dL(t), the hazard where all columns are 0.
    mean
        Shape (n_weeks, n_columns): mean of the columns among those at risk, weighted with their hazards.
    total
        Shape (n_weeks,): sum of the weights with exp(x'b).
    information
        Shape (n_columns, n_columns).
    martingale
        Shape (n_people, n_weeks): events of a person less those expected; sums to 0 over people.
    scores
        Shape (n_people, n_columns): each person's part of the score; sums to 0.
    """

    coefficients: FloatVector
    increments: FloatVector
    mean: FloatMatrix
    total: FloatVector
    information: FloatMatrix
    martingale: FloatMatrix
    scores: FloatMatrix

    def influence(self) -> FloatMatrix:
        """Return what each person adds to the coefficients, where the weights are known; shape of `scores`."""
        return np.asarray(np.linalg.solve(self.information, self.scores.T).T, dtype=np.float64)


def fit_weekly_hazard(weights: FloatMatrix, happened: FloatMatrix, design: FloatMatrix) -> WeeklyHazard | None:
    """Solve the estimating equation; None where it has no solution that could be reached.

    Parameters
    ----------
    weights
        Shape (n_people, n_weeks): how much each person is at risk; in every week of an event somebody is.
    happened
        Shape (n_people, n_weeks): events.
    design
        Shape (n_people, n_columns).

    Notes
    -----
    0 = sum over people and weeks of (x_i - x̄(t)) dN_i(t), events of a week in Breslow's form. Read by the week this is
    unbiased for P(event in the week) = dL(t) exp(x'b), the chance being a rate where events can recur; Efron's form is
    one for continuous time seen roughly. In two arms with everyone at risk throughout, exp(b) is the ratio of the
    arms' events per person.
    """
    coefficients = np.zeros(design.shape[1])
    events = happened.sum(axis=0)
    own_events = happened.sum(axis=1)
    for _ in range(_STEPS):
        weighted, total, mean = _means(weights, design, coefficients)
        increments = np.where(total > 0, events / np.where(total > 0, total, 1.0), 0.0)
        per_person = weighted @ increments
        information = (design * per_person[:, np.newaxis]).T @ design - (mean * events[:, np.newaxis]).T @ mean
        score = design.T @ own_events - mean.T @ events
        try:
            step = np.linalg.solve(information, score)
        except np.linalg.LinAlgError:
            return None
        gain = float(score @ step)
        if not np.isfinite(gain):
            return None
        if gain < _SMALL**2:
            break
        coefficients = coefficients + step / max(1.0, float(np.abs(step).max()))
        if np.abs(design @ coefficients).max() > _LARGEST:
            return None
    else:
        return None
    martingale = happened - weighted * increments
    return WeeklyHazard(
        coefficients=coefficients,
        increments=increments,
        mean=mean,
        total=total,
        information=information,
        martingale=martingale,
        scores=design * martingale.sum(axis=1)[:, np.newaxis] - martingale @ mean,
    )


def _means(
    weights: FloatMatrix, design: FloatMatrix, coefficients: FloatVector
) -> tuple[FloatMatrix, FloatVector, FloatMatrix]:
    weighted = weights * np.exp(design @ coefficients)[:, np.newaxis]
    total = weighted.sum(axis=0)
    mean = (weighted.T @ design) / np.where(total > 0, total, 1.0)[:, np.newaxis]
    return weighted, total, mean
