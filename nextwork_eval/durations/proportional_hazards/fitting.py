"""At the end you know how the coefficients are found, and what each row adds to them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from nextwork_eval.durations.proportional_hazards.exact import exact_likelihood
from nextwork_eval.durations.proportional_hazards.layout import laid_out
from nextwork_eval.durations.proportional_hazards.maximum import Seen, maximise
from nextwork_eval.durations.proportional_hazards.partial_likelihood import (
    Likelihood,
    Ties,
    evaluated,
    in_row_order,
    score_residuals,
)
from nextwork_eval.durations.proportional_hazards.rows import CoxRows, FloatMatrix, RiskSets, risk_sets
from nextwork_eval.effects.estimate import FloatVector

AllTies = Literal["efron", "breslow", "exact"]


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
    given, centre, scale
        The rows, and what was fitted of them: columns less `centre`, divided by `scale`, shapes (p,).
    sets
        Who is at risk when.
    at
        The likelihood of `rows` with its sums, at the coefficients; with exact ties, Efron's there.
    """

    coefficients: FloatVector
    variance: FloatMatrix
    log_likelihood: float
    log_likelihood_at_zero: float
    score_test: float
    converged: bool
    given: CoxRows
    centre: FloatVector
    scale: FloatVector
    sets: RiskSets
    at: Likelihood

    @property
    def rows(self) -> CoxRows:
        """The rows with the columns that were fitted; made anew each time, because most who fit never ask."""
        return standardised(self.given, self.centre, self.scale)


def fit(rows: CoxRows, *, ties: AllTies = "efron") -> CoxFit:
    """Maximise the partial likelihood.

    Parameters
    ----------
    rows
        With at least one event; columns that vary among those at risk, none of them a combination of others.
    ties
        How events in the same week are taken; `exact` knows no weights.

    Notes
    -----
    Columns are centred and scaled before the fit, which changes no coefficient and keeps the exponentials finite.
    """
    sets = risk_sets(rows)
    layout = laid_out(rows, sets, standard=True)
    centre, scale = layout.centre, layout.scale
    form: Ties = "breslow" if ties == "breslow" else "efron"
    scaled = standardised(rows, centre, scale) if ties == "exact" else None

    def evaluate(coefficients: FloatVector) -> Seen:
        if scaled is not None:
            return Seen(*exact_likelihood(scaled, sets, coefficients))
        now = evaluated(layout, coefficients, ties=form)
        return Seen(now.value, now.score, now.information, now)

    found = maximise(
        evaluate,
        np.zeros(rows.design.shape[1]),
        extent=layout.extent,
        unit=float(layout.mean_weight @ layout.tied) / len(sets.deaths),
    )
    start, end = found.start, found.end
    return CoxFit(
        coefficients=found.coefficients / scale,
        variance=np.linalg.pinv(end.information, hermitian=True) / np.outer(scale, scale),
        log_likelihood=end.value,
        log_likelihood_at_zero=start.value,
        score_test=float(start.score @ np.linalg.lstsq(start.information, start.score, rcond=None)[0]),
        converged=found.converged,
        given=rows,
        centre=centre,
        scale=scale,
        sets=sets,
        at=in_row_order(end.likelihood or evaluated(layout, found.coefficients, ties=form), layout),
    )


def standardised(rows: CoxRows, centre: FloatVector, scale: FloatVector) -> CoxRows:
    """Return the rows with columns less `centre`, divided by `scale`, each column in one piece of memory.

    What is done to all rows of a column is then several times as fast.
    """
    columns = np.array(rows.design, dtype=np.float64, order="F")
    columns -= centre
    columns /= scale
    return replace(rows, design=columns)


def dfbeta(found: CoxFit) -> FloatMatrix:
    """Return what each row adds to the coefficients, shape (n_rows, p): its weighted score residual times the variance.

    Their sum is 0; summed within persons or clusters first, their squares are the robust variance (Lin and Wei 1989).
    """
    rows = found.rows
    residuals = score_residuals(rows, found.sets, found.at) * rows.weights[:, np.newaxis]
    return (residuals * found.scale) @ found.variance
