"""Covariates that are not known for everyone: a constant in their place, and an indicator beside them.

Nobody leaves an analysis because something is not known of the time before the lottery: that would undo the lottery.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

FloatVector = NDArray[np.float64]


def with_indicators(
    covariates: Mapping[str, FloatVector], *, constant: float | None = None
) -> tuple[dict[str, FloatVector], tuple[str, ...]]:
    """Make covariates complete for adjustment and for the joint balance test.

    Parameters
    ----------
    covariates
        Covariate id to values before the lottery, shape (n_people,); NaN where nothing is known.
    constant
        What stands where a value is missing; None for the mean of the known values, 0 where none is known.

    Returns
    -------
    covariates
        Every covariate without missing values; after each that had some, `<id>_missing`, 1 where it was missing. Two
        covariates that are missing for the same people share the indicator of the first.
    filled
        Ids of the covariates in which something was missing.

    Notes
    -----
    With the indicator M beside the filled covariate X° = X (1 - M) + c M, the columns (1, X°, M) span the same space
    for every c. A regression that holds them, with or without interactions of both with the arm, and the joint balance
    test therefore do not depend on the constant. The mean keeps the columns on one scale.

    References
    ----------
    Zhao and Ding (2024), To adjust or not to adjust? Estimating the average treatment effect in randomized experiments
    with missing covariates, Journal of the American Statistical Association; arXiv 2108.00152.

    Examples
    --------
    >>> complete, filled = with_indicators({"marks": np.array([2.0, np.nan, 4.0])})
    >>> {name: values.tolist() for name, values in complete.items()}, filled
    ({'marks': [2.0, 3.0, 4.0], 'marks_missing': [0.0, 1.0, 0.0]}, ('marks',))
    """
    complete: dict[str, FloatVector] = {}
    filled: list[str] = []
    seen: set[bytes] = set()
    for name, values in covariates.items():
        missing = np.isnan(values)
        if not missing.any():
            complete[name] = values
            continue
        filled.append(name)
        known = values[~missing]
        in_place = constant if constant is not None else float(known.mean()) if len(known) else 0.0
        complete[name] = np.where(missing, in_place, values)
        if missing.tobytes() not in seen:
            seen.add(missing.tobytes())
            complete[f"{name}_missing"] = missing.astype(np.float64)
    return complete, tuple(filled)
