"""At the end you know which covariates a regression can hold beside the arms, and in which form they enter it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nextwork_eval.effects.inputs import Column, TwoArms
from nextwork_eval.effects.means.sandwich import FloatMatrix, leverages, orthonormal

# A person whose outcome the fit takes from nobody else has no residual; rounding leaves this much.
_WHOLE_LEVERAGE = 1 - 1e-8


@dataclass(frozen=True, slots=True)
class Covariate:
    """A covariate, centred over everyone and divided by its standard deviation, shape (n_people, 1)."""

    name: str
    centred: FloatMatrix


def varying_covariates(columns: list[Column]) -> list[Covariate]:
    """Return those that are not constant; the columns must be readable."""
    return [
        Covariate(column.name, ((column.values - column.values.mean()) / column.values.std())[:, None])
        for column in columns
        if np.ptp(column.values) > 0
    ]


def adding(
    covariates: list[Covariate], arms: TwoArms, form: str, cells: FloatMatrix, *, sparing: bool = False
) -> list[Covariate]:
    """Keep, in their order, covariates that add to those before; `sparing`, also leave nobody without a residual."""
    basis = cells / np.sqrt(cells.sum(axis=0))
    kept = []
    for covariate in covariates:
        added = orthonormal(terms(covariate, arms, form), beside=basis)
        if added is None or (sparing and leverages(np.column_stack([basis, added])).max() > _WHOLE_LEVERAGE):
            continue
        basis = np.column_stack([basis, added])
        kept.append(covariate)
    return kept


def terms(covariate: Covariate, arms: TwoArms, form: str) -> FloatMatrix:
    """Return the columns of a covariate: one with `ancova`, one for each arm with `lin`, reference arm first."""
    if form == "ancova":
        return covariate.centred
    return np.column_stack([covariate.centred[:, 0] * (arms.treated == arm) for arm in (0, 1)])
