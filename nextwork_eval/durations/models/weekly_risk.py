"""At the end you know how the weekly risk is fitted by maximum likelihood, and when there is no maximum to be found."""

from __future__ import annotations

import warnings as python_warnings
from dataclasses import dataclass
from typing import Literal

import numpy as np
import statsmodels.api as sm

from nextwork_eval.durations.models.cells import Cells, scores_of_rows
from nextwork_eval.durations.models.ratios import sandwich
from nextwork_eval.durations.models.reading import TREATED, ModelRows
from nextwork_eval.effects.covariates import FloatMatrix
from nextwork_eval.effects.estimate import FloatVector
from nextwork_eval.effects.inputs import refuse

Link = Literal["cloglog", "logit", "log"]
# A weekly risk of e^-15, 3 in 10 million, is not estimated from a trial: it means that a coefficient runs away.
_RUNAWAY = 15.0
_FLAT = 1e-7  # of the score, relative to the number of events


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WeeklyRisk:
    """The fitted coefficient of the arm.

    Attributes
    ----------
    estimate, variance
        The coefficient, and its variance from the inverse of the expected information.
    robust
        Sandwich variance without correction, None where rows are independent.
    n_clusters
        Clusters behind `robust`.
    """

    estimate: float
    variance: float
    robust: float | None
    n_clusters: int


def fit_weekly_risk(summary: str, rows: ModelRows, cells: Cells, baseline: FloatMatrix, link: Link) -> WeeklyRisk:
    """Fit events in weeks at risk: binomial for `cloglog` and `logit`, Poisson with exposure for `log`.

    `baseline` has shape (n_intervals, n_baseline) and holds the intercept.

    Raises
    ------
    EstimationError
        If the likelihood has no maximum at a finite place, or it could not be reached.

    Notes
    -----
    The sandwich is D'D with D = scores times the inverse *expected* information, as R's `sandwich` has it for a
    generalised linear model. statsmodels takes the observed information there, which differs where the link is not
    canonical (cloglog), and treats counts as persons; so only the fit is taken from it.
    """
    pattern, interval = np.nonzero(cells.exposure > 0)
    columns = np.column_stack([baseline[interval], cells.patterns[pattern]])
    exposure, events = cells.exposure[pattern, interval], cells.events[pattern, interval]
    coefficients = _maximum(columns, exposure, events, link)
    position = baseline.shape[1] + TREATED
    if coefficients is None:
        refuse(
            summary,
            [
                "The likelihood has no maximum that could be reached: expected that neither the weeks nor the "
                "covariates tell apart who has the event."
            ],
        )
    assert coefficients is not None
    linear = columns @ coefficients
    _, _, weight = _derivatives(linear, link)
    information = (columns * (exposure * weight)[:, np.newaxis]).T @ columns
    bread: FloatMatrix = np.linalg.inv(information).astype(np.float64)
    variance = float(bread[position, position])
    if rows.clusters is None:
        return WeeklyRisk(estimate=float(coefficients[position]), variance=variance, robust=None, n_clusters=0)
    every = baseline @ coefficients[: baseline.shape[1]] + (cells.patterns @ coefficients[baseline.shape[1] :])[:, None]
    without, with_event, _ = _derivatives(every, link)
    scores = scores_of_rows(rows, cells, baseline, without, with_event)
    robust, n_clusters = sandwich(bread, scores, rows.clusters)
    return WeeklyRisk(
        estimate=float(coefficients[position]),
        variance=variance,
        robust=float(robust[position, position]),
        n_clusters=n_clusters,
    )


def _derivatives(linear: FloatVector, link: Link) -> tuple[FloatVector, FloatVector, FloatVector]:
    """Return, by the linear predictor, the score of a week without the event, what the event adds, and the weight."""
    match link:
        case "log":
            rate = np.exp(linear)
            return -rate, np.ones_like(rate), rate
        case "logit":
            chance = 1 / (1 + np.exp(-linear))
            return -chance, np.ones_like(chance), chance * (1 - chance)
        case "cloglog":
            rate = np.exp(linear)
            chance = -np.expm1(-rate)
            # An event turns -rate into rate (1 - chance) / chance: the difference is rate / chance.
            return -rate, rate / chance, rate**2 * (1 - chance) / chance


def _maximum(columns: FloatMatrix, exposure: FloatVector, events: FloatVector, link: Link) -> FloatVector | None:
    if link == "log":
        family, response = sm.families.Poisson(), events
        options = {"offset": np.log(exposure)}
    else:
        kind = sm.families.links.CLogLog() if link == "cloglog" else sm.families.links.Logit()
        family, response = sm.families.Binomial(link=kind), np.column_stack([events, exposure - events])
        options = {}
    with python_warnings.catch_warnings():
        python_warnings.simplefilter("ignore")  # separation and slow steps are judged below, by the score itself
        try:
            fitted = sm.GLM(response, columns, family=family, **options).fit(tol=1e-13, maxiter=200)
            coefficients = np.asarray(fitted.params, dtype=np.float64)
        except (ValueError, ZeroDivisionError, FloatingPointError, np.linalg.LinAlgError):
            return None
    if not np.isfinite(coefficients).all():
        return None
    # The likelihood is concave in all three links: where it is flat at a moderate place, that is its maximum.
    linear = columns @ coefficients
    if np.abs(linear).max() > _RUNAWAY:
        return None
    without, with_event, _ = _derivatives(linear, link)
    score = columns.T @ (exposure * without + events * with_event)
    return coefficients if np.abs(score).max() < _FLAT * events.sum() * np.abs(columns).max() else None
