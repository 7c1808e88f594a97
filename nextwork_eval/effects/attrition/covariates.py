"""At the end you know how covariates of everyone randomised are read, where only some of the outcomes are known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.effects.estimate import FloatVector
from nextwork_eval.effects.inputs import Column
from nextwork_eval.effects.means.sandwich import orthonormal

FloatMatrix = NDArray[np.float64]


def useful(columns: Sequence[Column], treated: FloatVector) -> tuple[FloatMatrix, tuple[str, ...]]:
    """Return the covariates in standard units, shape (n_people, n_kept), and the names of those that were left out.

    A covariate is left out where it is constant, or repeats those before it, within an arm: each arm is to have
    coefficients of its own.
    """
    kept: list[FloatVector] = []
    left_out = []
    bases = {arm: np.full((int((treated == arm).sum()), 1), (treated == arm).sum() ** -0.5) for arm in (0, 1)}
    for column in columns:
        if np.ptp(column.values) == 0:
            left_out.append(column.name)
            continue
        standard = (column.values - column.values.mean()) / column.values.std()
        added = {arm: orthonormal(standard[treated == arm][:, None], beside=basis) for arm, basis in bases.items()}
        if any(new is None for new in added.values()):
            left_out.append(column.name)
            continue
        bases = {
            arm: np.column_stack([basis, new])
            for (arm, basis), new in zip(bases.items(), added.values(), strict=True)
            if new is not None
        }
        kept.append(standard)
    matrix = np.column_stack(kept) if kept else np.empty((len(treated), 0))
    return matrix, tuple(left_out)


def left_out_warning(names: Sequence[str]) -> tuple[str, ...]:
    """Name the covariates that were left out; nothing where there are none."""
    return (f"Left out: {', '.join(names)} (constant, or repeating others, within an arm).",) if names else ()
