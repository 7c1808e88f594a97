"""At the end you know how a share is weighted for those who are lost, and what its standard error holds.

Everyone whose outcome is known stands for those like them who are lost: 1 over the chance of being followed so long.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nextwork_eval.durations.contributions import Measure
from nextwork_eval.durations.inputs import ARMS
from nextwork_eval.durations.proportional_hazards.rows import FloatMatrix
from nextwork_eval.durations.standardized.censoring import CensoringModel, Followed, censoring_model
from nextwork_eval.durations.standardized.reading import fitted
from nextwork_eval.durations.standardized.standing import contrast
from nextwork_eval.effects.estimate import Estimate, FloatVector, IntVector
from nextwork_eval.effects.inputs import refuse

SUMMARY = "The share with weights for follow-up cannot be estimated."
_LARGE = 10.0
_LEFT = 0.5
_PER_COLUMN = 10


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcome:
    """Who is there, and who could be lost before it is known; vectors have shape (n_people,).

    Attributes
    ----------
    there
        1 for those seen in the states, or with the event; 0 for the others and for those who are lost.
    followed
        See `Followed`.
    treated, strata
        1 or 0; codes 0, 1, …
    """

    there: FloatVector
    followed: Followed
    treated: IntVector
    strata: IntVector


def weighted(
    outcome: Outcome,
    columns: FloatMatrix,
    *,
    horizon: int,
    measure: Measure,
    level: float,
    what: str,
    warnings: tuple[str, ...],
) -> Estimate:
    """Weigh and compare; `columns`, shape (n_people, p), are those of the weights, `what` names the shares."""
    model = fitted(
        SUMMARY,
        "who is lost",
        lambda: censoring_model(outcome.followed, columns, weeks=horizon + 1),
        lambda found: found.converged,
    )
    levels, influence = zip(*(weighted_level(outcome, model, arm) for arm in (1, 0)), strict=True)
    seen = [int(outcome.there[outcome.treated == arm].sum()) for arm in (1, 0)]
    refuse(
        SUMMARY,
        [
            f"Nobody in the {name} arm is seen there: the ratio would be 0 or infinite."
            for (name, _), count in zip(ARMS, seen, strict=True)
            if measure == "ratio" and count == 0
        ],
    )
    by = (
        f"on {columns.shape[1]} covariates (Cox, a baseline for each arm"
        if model.model
        else "of each arm (Kaplan-Meier"
    )
    n_strata = int(outcome.strata.max()) + 1
    return contrast(
        SUMMARY,
        levels=(levels[0], levels[1]),
        influence=(influence[0], influence[1]),
        treated=outcome.treated,
        strata=outcome.strata,
        measure=measure,
        level=level,
        largest=1.0,
        events=(seen[0], seen[1]),
        method=f"{measure} of {what}, weighted by the inverse chance of being followed {by}"
        + (f" of each of {n_strata} strata)" if n_strata > 1 else ")")
        + "; infinitesimal jackknife standard error, the weights' own uncertainty included, with m/(m-1); t "
        "distribution with Welch-Satterthwaite degrees of freedom",
        warnings=warnings + _about_weights(outcome, model, columns.shape[1]),
    )


def weighted_level(outcome: Outcome, model: CensoringModel, arm: int) -> tuple[float, FloatVector]:
    """Return the weighted share of an arm, standardised over the strata, and the influence of everyone on it."""
    weights = model.weights()
    level, slopes = 0.0, np.zeros(len(weights))
    shares = np.bincount(outcome.strata) / len(outcome.strata)
    for stratum, share in enumerate(shares):
        own = (outcome.treated == arm) & (outcome.strata == stratum)
        total = weights[own].sum()
        part = float(weights[own] @ outcome.there[own] / total)
        slopes[own] = share * (outcome.there[own] - part) / total
        level += float(share) * part
    return level, slopes * weights + model.influence(slopes)


def _about_weights(outcome: Outcome, model: CensoringModel, n_columns: int) -> tuple[str, ...]:
    n_lost = int(outcome.followed.lost.sum())
    if n_lost == 0:
        return ("Nobody is lost before the week: all weights are 1.",)
    found = []
    if n_lost < _PER_COLUMN * n_columns:
        found.append(
            f"Fewer than {_PER_COLUMN} persons are lost for each covariate of the weights: they are uncertain, name "
            "fewer."
        )
    weights = model.weights()
    for name, code in ARMS:
        own = weights[(outcome.treated == code) & (weights > 0)]
        large = int((own > _LARGE).sum())
        if large:
            found.append(f"In the {name} arm {large} persons have a weight above {_LARGE:.0f}.")
        if own.sum() ** 2 / (len(own) * (own**2).sum()) < _LEFT:
            found.append(f"The weights of the {name} arm leave less than half of the precision of equal weights.")
    return tuple(found)
