"""At the end you know a fitted Cox model with its baseline hazard, and what each person adds to both of them.

Both the outcome and the end of follow-up are modelled so; the standard errors of all that is predicted follow from it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.durations.proportional_hazards.fitting import CoxFit, fit
from nextwork_eval.durations.proportional_hazards.partial_likelihood import Ties, score_residuals
from nextwork_eval.durations.proportional_hazards.rows import CoxRows, FloatMatrix
from nextwork_eval.effects.estimate import FloatVector, IntVector

# The week before the first in which somebody can be at risk: the end of follow-up may come in week 0.
_BEFORE = -1
# A coefficient that is known a thousand times worse than one of an even split would be is not known at all.
_FLAT = 1e6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HazardModel:
    """A Cox model with a baseline hazard for each group; p columns, W weeks from week 0 on, S baselines.

    Attributes
    ----------
    fitted
        The fit of the partial likelihood.
    centre
        Shape (p,): what was taken off the columns before they were scaled.
    increments
        Shape (S, W): the baseline hazard of each week, for a person whose columns are all at the centre.
    """

    fitted: CoxFit
    centre: FloatVector
    increments: FloatMatrix

    @property
    def has_maximum(self) -> bool:
        """False where the likelihood still rises, or has become flat because it rose without end.

        Steps towards infinity shrink by a constant factor, so that they end like those towards a maximum; what tells
        them apart is that no information is left there. With columns of standard deviation 1 and D events a variance is
        some multiple of 1 / D.
        """
        if not self.fitted.converged or self.fitted.rows.design.shape[1] == 0:
            return self.fitted.converged
        variances = np.diag(np.linalg.inv(self.fitted.at.information))
        return bool((variances > 0).all() and variances.max() * len(self.fitted.sets.deaths) < _FLAT)

    def standardised(self, design: FloatMatrix) -> FloatMatrix:
        """Bring columns to the centre and scale of the fit."""
        return (design - self.centre) / self.fitted.scale

    def relative_risk(self, design: FloatMatrix) -> FloatVector:
        """Return the hazard of each row relative to the baseline; shape (n_rows,)."""
        return np.asarray(np.exp(self.standardised(design) @ (self.fitted.coefficients * self.fitted.scale)))


def hazard_model(
    duration: IntVector, event: IntVector, design: FloatMatrix, groups: IntVector, *, weeks: int, ties: Ties
) -> HazardModel:
    """Fit the model.

    Parameters
    ----------
    duration, event
        Shape (n_people,): the last week at risk, 0 or later, and 1 where the event happens in it. Somebody has it.
    design
        Shape (n_people, p): columns that vary, none of them a combination of the others; p may be 0.
    groups
        Shape (n_people,): codes 0, 1, … of the baselines.
    weeks
        W: weeks 0 to W - 1 are kept.
    ties
        Efron's or Breslow's treatment of events in the same week, in the coefficients and in the baseline alike.
    """
    rows = CoxRows(
        enter=np.full(len(duration), _BEFORE, dtype=np.int64),
        exit=duration,
        event=event,
        design=design,
        strata=groups,
        weights=np.ones(len(duration)),
    )
    fitted = fit(rows, ties=ties)
    increments = np.zeros((int(groups.max()) + 1, weeks))
    increments[fitted.sets.stratum, fitted.sets.week] = fitted.at.sums.hazard
    return HazardModel(fitted=fitted, centre=design.mean(axis=0), increments=increments)


def influence_on(
    model: HazardModel, *, by_increment: NDArray[np.float64], by_coefficient: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the influence of each person on functions of the baseline hazards and the coefficients.

    Parameters
    ----------
    model
        The fit to all n persons.
    by_increment
        Shape (S, W, K): derivative of each of K functions by the baseline hazard of each week.
    by_coefficient
        Shape (p, K): derivative by the coefficients of the columns at the scale of the fit.

    Returns
    -------
    NDArray
        Shape (n_people, K); the sum over persons is 0.

    Notes
    -----
    The derivative of the fit by the weight of a person (infinitesimal jackknife), with Efron's ties exactly. With
    dH = sum over k of wbar / (R - f_k D) the baseline hazard of a week with d tied events, a person with relative risk
    r at risk in it changes it by

        - r sum_k (1 - f_k [event]) / (R - f_k D)^2 + [event] sum_k 1 / (d (R - f_k D))
        - sum_k (A - f_k B) / (R - f_k D)^2 times the person's influence on the coefficients,

    the latter the score residual times the inverse information (Lin and Wei 1989). With Breslow's ties all f_k are 0.
    """
    fitted = model.fitted
    rows, sets, at = fitted.rows, fitted.sets, fitted.at
    sums = at.sums
    slopes = by_increment[sets.stratum, sets.week]  # (G, K)
    influence = -at.risk[:, np.newaxis] * sets.over_weeks(slopes * sums.square[:, np.newaxis])
    own, week = sets.deaths, sets.at
    influence[own] += slopes[week] * (sums.mean[week] + at.risk[own] * sums.square_f[week])[:, np.newaxis]
    if rows.design.shape[1]:
        drift = sums.square[:, np.newaxis] * at.at_risk - sums.square_f[:, np.newaxis] * at.at_death
        on_coefficients = score_residuals(rows, sets, at) @ np.linalg.inv(at.information)
        influence += on_coefficients @ (by_coefficient - drift.T @ slopes)
    return influence
