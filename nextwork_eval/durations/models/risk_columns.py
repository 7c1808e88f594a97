"""At the end you know how spells, of people who can have several, become columns of a risk set for each event."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.effects.covariates import FloatMatrix
from nextwork_eval.effects.estimate import IntVector

Ties = Literal["breslow", "efron"]


def risk_columns(
    enter: IntVector, leave: IntVector, happened: NDArray[np.bool_], strata: IntVector, ties: Ties
) -> tuple[FloatMatrix, FloatMatrix]:
    """Return weights and events for `fit_weekly_hazard`, each of shape (n_rows, n_columns).

    Parameters
    ----------
    enter, leave
        Shape (n_rows,): at risk in weeks enter + 1 to leave.
    happened
        Shape (n_rows,): the event in week `leave`.
    strata
        Shape (n_rows,): codes; rows are compared within them.
    ties
        `breslow`: one column for each week of an event, in each stratum. `efron`: a week with d events has d columns;
        in column k = 0 … d - 1 those with the event are at risk by 1 - k / d and have 1 / d of it. The equation, its
        information and the rows' scores are then Efron's.
    """
    weights, events = [], []
    for stratum in np.unique(strata[happened]):
        own = strata == stratum
        for week in np.unique(leave[own & happened]):
            at_risk = (own & (enter < week) & (leave >= week)).astype(np.float64)
            now = own & happened & (leave == week)
            d = int(now.sum())
            steps = np.arange(d) / d if ties == "efron" else np.zeros(1)
            weights.append(at_risk[:, np.newaxis] - now[:, np.newaxis] * steps)
            events.append(np.repeat(now[:, np.newaxis] / len(steps), len(steps), axis=1))
    return np.concatenate(weights, axis=1), np.concatenate(events, axis=1)
