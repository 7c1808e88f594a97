"""At the end you know what is told or refused before anything is standardised: what nobody stands for, separation."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.durations.cells import ends_early
from nextwork_eval.durations.inputs import ARMS, TimedArms
from nextwork_eval.durations.state_inputs import WeeklyArms
from nextwork_eval.effects.covariates import usable_covariates
from nextwork_eval.effects.inputs import Column
from nextwork_eval.effects.means.sandwich import cell_columns
from nextwork_eval.errors import EstimationError

T = TypeVar("T")


def uncovered(arms: TimedArms, covariates: list[Column], horizon: int) -> tuple[str, ...]:
    """Warn of covariates with two values, one of which nobody in an arm has who is followed to the horizon."""
    found = []
    for column in covariates:
        values = np.unique(column.values)
        if len(values) != 2:
            continue
        for name, code in ARMS:
            cells = [(arms.treated == code) & (column.values == value) for value in values]
            if any(own.any() and ends_early(arms, own, horizon) for own in cells):
                found.append(
                    f"In the {name} arm, nobody with one of the two values of {column.name} is followed to the "
                    "horizon: what would have become of them rests on the model alone."
                )
    return tuple(found)


def usable(
    arms: TimedArms | WeeklyArms, columns: list[Column], *, chosen: str
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Return the covariates that add to the arms and strata, shape (n_people, p), and a warning on the others."""
    kept, left_out = usable_covariates(columns, cell_columns(arms.treated.astype(np.float64), arms.strata))
    if not left_out:
        return kept, ()
    told = f"Left out of {chosen}: {', '.join(left_out)} (constant, repeating others, or marking a single person)."
    return kept, (told,)


def fitted(summary: str, what: str, build: Callable[[], T], converged: Callable[[T], bool]) -> T:
    """Fit a model, or refuse: its columns separate those to whom it happens, or do not vary where it happens."""
    problem = (
        f"The covariates (or the arm) tell apart {what}, or do not vary among those at risk: the likelihood has no "
        "single maximum. Name fewer covariates; `pseudo_observation_regression` needs no such model."
    )
    try:
        found = build()
    except np.linalg.LinAlgError:
        found = None
    if found is None or not converged(found):
        raise EstimationError(summary, [problem])
    return found
