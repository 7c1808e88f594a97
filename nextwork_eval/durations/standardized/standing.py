"""At the end you know how influence that reaches across the arms becomes a difference, a ratio, or limits of a line.

A person of one arm moves the other arm's number too, where a model or everyone's covariates enter both. The variance is
that of the persons' influence on the contrast itself, within the arms of the strata, whose sizes the lottery fixed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.durations.contrasts import t_difference, welch_satterthwaite
from nextwork_eval.durations.contributions import Measure, ratio_of
from nextwork_eval.effects.estimate import Estimate, FloatVector, IntVector


def contrast(
    summary: str,
    *,
    levels: tuple[float, float],
    influence: tuple[FloatVector, FloatVector],
    treated: IntVector,
    strata: IntVector,
    measure: Measure,
    level: float,
    largest: float,
    events: tuple[int | None, int | None],
    method: str,
    warnings: tuple[str, ...],
) -> Estimate:
    """Return treated to reference; of each pair the first belongs to the treated arm.

    Parameters
    ----------
    summary
        First line of the error, should the outcome vary in neither arm.
    levels
        The estimate in each arm, above 0 for a ratio.
    influence
        Shape (n_people,): each person's influence on it, of all persons on both.
    treated, strata
        Shape (n_people,).
    measure
        A ratio is the difference of logarithms, by the delta method.
    level, largest, events, method, warnings
        As in `t_difference`.
    """
    one, zero = influence
    if measure == "ratio":
        one, zero = one / levels[0], zero / levels[1]
        levels = (float(np.log(levels[0])), float(np.log(levels[1])))
    terms, dfs = cell_variances((one - zero)[:, np.newaxis], treated, strata)
    own = np.arange(len(terms)) % 2 == 1
    found = t_difference(
        summary,
        levels=levels,
        variances=(terms[own, 0], terms[~own, 0]),
        dfs=(dfs[own], dfs[~own]),
        sizes=(int((treated == 1).sum()), int((treated == 0).sum())),
        events=events,
        largest=1.0 if measure == "ratio" else largest,
        level=level,
        method=method,
        warnings=warnings,
    )
    return ratio_of(found) if measure == "ratio" else found


def cell_variances(
    influence: NDArray[np.float64], treated: IntVector, strata: IntVector
) -> tuple[NDArray[np.float64], FloatVector]:
    """Return m / (m - 1) times the centred sum of squares of each cell, and m - 1.

    Parameters
    ----------
    influence
        Shape (n_people, K).
    treated, strata
        Shape (n_people,); every cell has two persons or more.

    Returns
    -------
    variances, dfs
        Shapes (2 S, K) and (2 S,): the reference arm of stratum 0, its treated arm, then stratum 1 and so on.
    """
    cells = strata * 2 + treated
    variances = np.empty((2 * (int(strata.max()) + 1), influence.shape[1]))
    sizes = np.bincount(cells, minlength=len(variances))
    for cell in range(len(variances)):
        own = influence[cells == cell]
        variances[cell] = np.square(own - own.mean(axis=0)).sum(axis=0) * sizes[cell] / (sizes[cell] - 1)
    return variances, (sizes - 1).astype(np.float64)


def std_errors(
    influence: NDArray[np.float64], treated: IntVector, strata: IntVector
) -> tuple[FloatVector, FloatVector]:
    """Return standard errors and Welch-Satterthwaite degrees of freedom of K numbers, shapes (K,)."""
    variances, dfs = cell_variances(influence, treated, strata)
    return np.sqrt(variances.sum(axis=0)), welch_satterthwaite(variances, dfs)
