"""At the end you know how covariates are read, and which of them a regression can use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nextwork_eval.effects.inputs import Column, read_numbers
from nextwork_eval.effects.means.sandwich import leverages, orthonormal

FloatMatrix = NDArray[np.float64]

# A person whose outcome the fit takes from nobody else has no residual; rounding leaves this much.
_WHOLE_LEVERAGE = 1 - 1e-8


def read_covariates(covariates: object) -> list[Column]:
    """Read covariates given as a matrix, a mapping from names to vectors, or a data frame."""
    match covariates:
        case pd.DataFrame() | Mapping():
            return [read_numbers(str(name), covariates[name]) for name in covariates]
        case _:
            matrix = read_numbers("covariates", covariates, dimensions=2)
            if matrix.problems:
                return [matrix]
            names = [f"covariates[:, {position}]" for position in range(matrix.values.shape[1])]
            return [
                Column(name=name, values=values, index=None, problems=())
                for name, values in zip(names, matrix.values.T, strict=True)
            ]


def usable_covariates(columns: Sequence[Column], beside: FloatMatrix) -> tuple[FloatMatrix, tuple[str, ...]]:
    """Choose the covariates that a regression with the columns of `beside` can use; outcomes have no say in that.

    Parameters
    ----------
    columns
        The covariates, read without a fault.
    beside
        Shape (n_people, n_columns), of full rank: what the regression holds in any case.

    Returns
    -------
    kept
        Shape (n_people, n_kept): those that stay, centred and of standard deviation 1.
    left_out
        Names of the others: they are constant, repeat what is there, or mark a single person.
    """
    basis = np.linalg.qr(beside)[0]
    kept, left_out = [], []
    for column in columns:
        spread = column.values.std() if np.ptp(column.values) > 0 else 0.0
        standard = ((column.values - column.values.mean()) / spread)[:, None] if spread > 0 else None
        added = None if standard is None else orthonormal(standard, beside=basis)
        wider = basis if added is None else np.column_stack([basis, added])
        if standard is None or added is None or leverages(wider).max() > _WHOLE_LEVERAGE:
            left_out.append(column.name)
            continue
        basis = wider
        kept.append(standard[:, 0])
    return np.column_stack(kept) if kept else np.empty((len(beside), 0)), tuple(left_out)
