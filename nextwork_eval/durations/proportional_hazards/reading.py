"""At the end you know how arms and covariates become the rows of a Cox model, and what such a model cannot use."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nextwork_eval.durations.inputs import ARMS, Arm, TimedArms
from nextwork_eval.durations.proportional_hazards.fitting import AllTies
from nextwork_eval.durations.proportional_hazards.layout import BLOCK
from nextwork_eval.durations.proportional_hazards.partial_likelihood import second_moment
from nextwork_eval.durations.proportional_hazards.rows import CoxRows, FloatMatrix
from nextwork_eval.effects.covariates import read_covariates
from nextwork_eval.effects.estimate import FloatVector, IntVector
from nextwork_eval.effects.inputs import Column

_CLEARLY = 1e-6  # the least eigenvalue of correlations that are clearly no combination
_EXACT_AT_MOST = 2_000  # persons; a week of events costs a walk through everyone at risk
FEW_EVENTS = 10  # in an arm; below it the normal interval of a log hazard ratio is known to be poor


def covariate_columns(covariates: object | None) -> list[Column]:
    """Read covariates; none where there are none."""
    return [] if covariates is None else read_covariates(covariates)


def rows_of(arms: TimedArms, design: FloatMatrix, weights: FloatVector | None = None) -> CoxRows:
    """Return one row for each person; `design` has the arm first."""
    return CoxRows(
        enter=arms.entry,
        exit=arms.duration,
        event=(arms.event == 1).astype(np.int64),
        design=design,
        strata=arms.strata,
        weights=np.ones(len(arms.duration)) if weights is None else weights,
    )


def event_problems(arms: TimedArms) -> list[str]:
    """List the arms in which nobody has the event."""
    return [
        f"Nobody in the {name} arm has the event: the hazard ratio would be 0 or infinite."
        for name, code in ARMS
        if not ((arms.treated == code) & (arms.event == 1)).any()
    ]


def covariate_problems(design: FloatMatrix, columns: Sequence[Column]) -> list[str]:
    """List covariates that are constant, or combinations of the others and the arm, which `design` holds first."""
    constant = [column.name for column in columns if _constant(column.values[:BLOCK]) and _constant(column.values)]
    if constant:
        return [f"`{name}` is the same for everyone: leave it out." for name in constant]
    # What some of the persons tell apart, all do: mostly the first of them settle it, or else the correlations of all.
    if not columns or _clearly_apart(design[:BLOCK]) or _clearly_apart(design):
        return []
    standard = (design - design.mean(axis=0)) / design.std(axis=0)
    if np.linalg.matrix_rank(standard) < design.shape[1]:
        return ["Some covariate is a combination of the others and the arm: leave out what says the same twice."]
    return []


def _constant(values: FloatVector) -> bool:
    return not (values != values[0]).any()


def _clearly_apart(design: FloatMatrix) -> bool:
    centre = design.mean(axis=0)
    moments = second_moment(design, np.ones(len(design))) - len(design) * np.outer(centre, centre)
    unit = np.sqrt(np.maximum(np.diag(moments), 0.0))
    return bool((unit > 0).all() and np.linalg.eigvalsh(moments / np.outer(unit, unit))[0] > _CLEARLY)


def side_by_side(treated: IntVector, columns: Sequence[Column]) -> FloatMatrix:
    """Return the arm and the covariates, shape (n_rows, p), each column in one piece of memory."""
    given = [treated, *(column.values for column in columns)]
    laid = np.empty((len(given), len(treated)))
    for begin in range(0, len(treated), BLOCK):  # columns of a matrix lie between each other: its rows are read once
        own = slice(begin, begin + BLOCK)
        for place, values in enumerate(given):
            laid[place, own] = values[own]
    return laid.T


def beside(arms: TimedArms, columns: Sequence[Column]) -> str:
    """Say within which strata, and beside how many covariates, the arms are compared."""
    strata = f", within {int(arms.strata.max()) + 1} strata" if arms.strata.any() else ""
    return strata + (f", adjusted for {len(columns)} covariates" if columns else "")


def events_by_arm(arms: TimedArms) -> dict[Arm, int]:
    """Count the persons with the event in each arm."""
    events = arms.treated[arms.event == 1]
    return {name: int((events == code).sum()) for name, code in ARMS}


def few_events(events: dict[Arm, int]) -> tuple[str, ...]:
    """Warn of arms with few events."""
    return tuple(
        f"Only {count} persons in the {name} arm have the event: the interval of a hazard ratio needs "
        f"{FEW_EVENTS} or more."
        for name, count in events.items()
        if 0 < count < FEW_EVENTS
    )


def together_problems(ties: object, variance: object, firth: object, *, clusters: bool, weights: bool) -> list[str]:
    """List what cannot be asked for at once."""
    found = []
    if ties == "exact" and (clusters or weights or variance == "robust"):
        found.append("Exact ties have no robust variance and no weights: expected `efron` or `breslow`.")
    if firth == "always" and (ties == "exact" or clusters or weights or variance == "robust"):
        found.append(
            "Firth's penalty knows no clusters, weights, robust variance or exact ties: expected none of them."
        )
    if variance == "model" and (clusters or weights):
        found.append("With clusters or weights the variance from the model is wrong: expected `auto` or `robust`.")
    return found


def nobody_problems(events: dict[Arm, int]) -> list[str]:
    """List that nobody at all has the event."""
    return [] if any(events.values()) else ["Nobody has the event in either arm: there is nothing to compare."]


def cluster_problems(labels: tuple[Column, ...]) -> list[str]:
    """List that there are too few clusters."""
    few = bool(labels) and len(np.unique(labels[0].values)) < 2
    return ["`clusters` has fewer than two clusters: expected more."] if few else []


def size_problems(arms: TimedArms, ties: AllTies) -> list[str]:
    """List that exact ties of so many persons would take too long."""
    if ties != "exact" or len(arms.duration) <= _EXACT_AT_MOST:
        return []
    return [f"Exact ties are for {_EXACT_AT_MOST:,} persons or fewer: expected `efron`."]
