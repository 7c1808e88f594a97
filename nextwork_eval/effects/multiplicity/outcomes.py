"""At the end you know how the members of a family are read: outcomes of the same people, and numbers of analyses."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from nextwork_eval.effects.estimate import FloatVector
from nextwork_eval.effects.inputs import Column, read_numbers


def read_members(name: str, values: object, *, gaps: bool = False) -> tuple[FloatVector, list[str]]:
    """Read one number for each analysis of a family, and what is wrong with them; with `gaps` some may be NaN."""
    column = read_numbers(name, values, gaps=True)
    numbers = column.values
    if column.problems and (numbers.ndim != 1 or not np.isinf(numbers).any()):
        return np.empty(0), [f"`{name}` does not hold one number for each analysis."]
    problems = [] if len(numbers) else [f"`{name}` is empty: expected one number for each analysis."]
    if np.isinf(numbers).any() or (np.isnan(numbers).any() and not gaps):
        problems.append(f"`{name}` holds missing or infinite numbers: expected one for each analysis.")
    return numbers, problems


def read_outcomes(outcomes: object) -> tuple[list[Column], list[str]]:
    """Read outcomes side by side; missing values stay NaN.

    Parameters
    ----------
    outcomes
        An array of shape (n_people, n_outcomes), a mapping from names to vectors, or a data frame.

    Returns
    -------
    tuple
        One column for each outcome, and what is wrong with them together: there is none, or one does not vary. What is
        wrong with one of them travels with it.
    """
    columns = _columns(outcomes)
    problems = [] if columns else ["`outcomes` is empty: expected at least one."]
    for column in columns:
        known = column.values[~np.isnan(column.values)] if not column.problems else np.empty(0)
        if column.problems:
            continue
        if len(known) == 0:
            problems.append(f"`{column.name}` is known for nobody.")
        elif np.ptp(known) == 0:
            problems.append(f"`{column.name}` does not vary: expected an outcome on which people differ.")
    return columns, problems


def _columns(outcomes: object) -> list[Column]:
    match outcomes:
        case pd.DataFrame() | Mapping():
            return [read_numbers(str(name), outcomes[name], gaps=True) for name in outcomes]
        case _:
            matrix = read_numbers("outcomes", outcomes, dimensions=2, gaps=True)
            if matrix.problems:
                return [matrix]
            return [
                Column(name=f"outcomes[:, {k}]", values=matrix.values[:, k], index=None, problems=())
                for k in range(matrix.values.shape[1])
            ]
