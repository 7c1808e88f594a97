"""At the end you know the survival that a Cox model expects of somebody, and how uncertain it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nextwork_eval.durations.proportional_hazards.fitting import CoxFit
from nextwork_eval.durations.proportional_hazards.rows import FloatMatrix
from nextwork_eval.effects.estimate import FloatVector, IntVector


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Baseline:
    """The hazard of somebody with the mean covariates; G event weeks, p columns.

    Attributes
    ----------
    stratum, week
        Shape (G,).
    hazard
        Shape (G,): the increment of the cumulative hazard in each event week.
    drift
        Shape (G, p): the increment times the mean of the fitted columns at risk, tied events in turn.
    square
        Shape (G,): the increment of the variance of the cumulative hazard when the coefficients are known.
    """

    stratum: IntVector
    week: IntVector
    hazard: FloatVector
    drift: FloatMatrix
    square: FloatVector


def baseline_hazard(found: CoxFit) -> Baseline:
    """Return the increments of the baseline hazard, of the same ties as the fit.

    Efron's: the sum over k of w / (R - k/d D) of the tied events of a week; Breslow's: d w / R.
    """
    sums = found.at.sums
    return Baseline(
        stratum=found.sets.stratum,
        week=found.sets.week,
        hazard=sums.hazard,
        drift=sums.square[:, np.newaxis] * found.at.at_risk - sums.square_f[:, np.newaxis] * found.at.at_death,
        square=sums.square,
    )


def expected_survival(
    found: CoxFit, covariates: FloatVector, weeks: IntVector, *, stratum: int = 0
) -> tuple[FloatVector, FloatVector]:
    """Return survival to the end of some weeks for somebody with these columns, and its standard error.

    Parameters
    ----------
    found
        The model.
    covariates
        Shape (p,): arm and covariates, in their own units.
    weeks
        Shape (n_weeks,).
    stratum
        Code of the stratum.

    Notes
    -----
    S = exp(-H0(t) r), r = exp(x'b). The variance of the cumulative hazard is r^2 (sum of dH0^2 + q' I^-1 q) with
    q = sum over event weeks of (x - mean at risk) dH0 (Tsiatis 1981); that of S is S^2 times it.

    References
    ----------
    Tsiatis (1981), Annals of Statistics 9, 93-108. Therneau and Grambsch (2000), Modeling Survival Data, section 10.2.
    """
    base = baseline_hazard(found)
    scaled = (np.asarray(covariates, dtype=np.float64) - found.centre) / found.scale
    variance = found.variance * np.outer(found.scale, found.scale)
    risk = float(np.exp(scaled @ (found.coefficients * found.scale)))
    own = base.stratum == stratum
    survival, errors = np.empty(len(weeks)), np.empty(len(weeks))
    for place, week in enumerate(weeks):
        before = own & (base.week <= week)
        hazard = base.hazard[before].sum()
        apart = scaled * hazard - base.drift[before].sum(axis=0)
        survival[place] = np.exp(-hazard * risk)
        errors[place] = survival[place] * risk * np.sqrt(base.square[before].sum() + apart @ variance @ apart)
    return survival, errors
