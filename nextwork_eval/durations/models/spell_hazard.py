"""At the end you know the arm's hazard ratio among spells, of people who can have several, and what each spell adds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.durations.models.reading import TREATED
from nextwork_eval.durations.proportional_hazards.fitting import dfbeta, fit
from nextwork_eval.durations.proportional_hazards.partial_likelihood import Ties
from nextwork_eval.durations.proportional_hazards.rows import CoxRows
from nextwork_eval.effects.covariates import FloatMatrix
from nextwork_eval.effects.estimate import FloatVector, IntVector

_LARGEST = 15.0  # e^15 as large a hazard is not estimated from a trial


def fit_spells(
    enter: IntVector,
    leave: IntVector,
    happened: NDArray[np.bool_],
    design: FloatMatrix,
    strata: IntVector,
    ties: Ties,
) -> tuple[float, FloatVector] | None:
    """Return the arm's coefficient and each spell's influence on it; None where the likelihood has no maximum.

    A spell is at risk in weeks enter + 1 to leave, and compared within `strata`. The influences sum to 0.
    """
    used = leave > enter
    rows = CoxRows(
        enter=enter[used],
        exit=leave[used],
        event=happened[used].astype(np.int64),
        design=design[used],
        strata=strata[used].astype(np.int64),
        weights=np.ones(int(used.sum())),
    )
    if not rows.event.any():
        return None
    try:
        found = fit(rows, ties=ties)
        influence = dfbeta(found)[:, TREATED]
    except np.linalg.LinAlgError:
        return None
    estimate = float(found.coefficients[TREATED])
    moderate = np.isfinite(found.coefficients).all() and np.abs(rows.design @ found.coefficients).max() < _LARGEST
    if not (found.converged and moderate and np.isfinite(influence).all() and (influence != 0).any()):
        return None
    every = np.zeros(len(used))
    every[used] = influence
    return estimate, every
