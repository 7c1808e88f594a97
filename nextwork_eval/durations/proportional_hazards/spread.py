"""At the end you know how uncertain a hazard ratio is: from the model, or between persons or clusters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nextwork_eval.durations.proportional_hazards.fitting import CoxFit, dfbeta
from nextwork_eval.effects.estimate import FloatVector
from nextwork_eval.effects.inputs import Column


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A standard error, its degrees of freedom (None for normal limits), and what it is in words."""

    std_error: float
    df: float | None
    words: str


def spread_of(found: CoxFit, labels: tuple[Column, ...], *, robust: bool) -> Spread:
    """Return the spread of the first coefficient: from the model, or robust between persons or the clusters given."""
    if not (robust or labels):
        std_error = float(np.sqrt(found.variance[0, 0]))
        return Spread(
            std_error=std_error, df=None, words="standard error from the inverse information; normal interval"
        )
    added: FloatVector = dfbeta(found)[:, 0]
    if labels:
        added = np.bincount(labels[0].values.astype(np.int64), added).astype(np.float64)
    m = len(added)
    what = "clusters" if labels else "persons"
    return Spread(
        std_error=float(np.sqrt(m / (m - 1) * (added @ added))),
        df=m - 1.0,
        words=f"robust standard error between {m:,} {what} (Lin-Wei) with m/(m-1); t interval",
    )
