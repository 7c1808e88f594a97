"""At the end you know the curve that everyone in the trial would have under each arm, and each person's part in it.

Two ways lead there. G-computation foretells everybody under both arms from a hazard model and averages; it is as right
as the model. The augmented inverse-probability estimator takes the forecast only as a help: what was seen, weighted by
the chance of the lottery and of being followed, corrects it, so that it is right whatever the model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.durations.inputs import TimedArms
from nextwork_eval.durations.proportional_hazards.partial_likelihood import Ties
from nextwork_eval.durations.proportional_hazards.rows import FloatMatrix
from nextwork_eval.durations.standardized.censoring import CensoringModel, censoring_model, followed_to
from nextwork_eval.durations.standardized.hazard_model import HazardModel, hazard_model, influence_on
from nextwork_eval.effects.estimate import IntVector

Baseline = Literal["by_arm", "common"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Standardized:
    """Shares without the event, reference arm first; W weeks from week 0 on.

    Attributes
    ----------
    survival
        Shape (2, W): the share of everyone who would be without the event, without the offer and with it.
    influence
        Shape (2, n_people, W): what each person adds to it, divided by n.
    """

    survival: FloatMatrix
    influence: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Forecast:
    """Everybody's curve under both arms.

    Attributes
    ----------
    survival
        Shape (2, n_people, W), reference arm first.
    spent
        Shape (2, n_people, W): cumulative hazards.
    risk
        Shape (2, n_people): relative to the baseline.
    design
        Shape (2, n_people, p): columns at the centre and scale of the fit.
    groups
        Shape (2, n_people): code of the baseline hazard.
    model
        What was fitted.
    """

    survival: NDArray[np.float64]
    spent: NDArray[np.float64]
    risk: FloatMatrix
    design: NDArray[np.float64]
    groups: NDArray[np.int64]
    model: HazardModel


def forecast(arms: TimedArms, columns: FloatMatrix, *, horizon: int, baseline: Baseline, ties: Ties) -> Forecast:
    """Fit the outcome up to the horizon, and foretell everybody under both arms.

    Parameters
    ----------
    arms
        Checked durations, in strata that have a baseline hazard each.
    columns
        Shape (n_people, p): covariates.
    horizon
        Events after it are not looked at.
    baseline
        `common`: arms share the baseline of their stratum and differ by a factor, the same in all weeks. `by_arm`: each
        arm of each stratum has a baseline of its own.
    ties
        As in `hazard_model`.
    """

    def design(arm: IntVector) -> FloatMatrix:
        return columns if baseline == "by_arm" else np.column_stack([arm, columns])

    def groups(arm: IntVector) -> IntVector:
        return arms.strata * 2 + arm if baseline == "by_arm" else arms.strata

    model = hazard_model(
        np.minimum(arms.duration, horizon),
        ((arms.event == 1) & (arms.duration <= horizon)).astype(np.int64),
        design(arms.treated),
        groups(arms.treated),
        weeks=horizon + 1,
        ties=ties,
    )
    both = [np.full(len(arms.treated), arm, dtype=np.int64) for arm in (0, 1)]
    code = np.stack([groups(arm) for arm in both])
    risk = np.stack([model.relative_risk(design(arm)) for arm in both])
    spent = np.cumsum(model.increments, axis=1)[code] * risk[:, :, np.newaxis]
    return Forecast(
        survival=np.exp(-spent),
        spent=spent,
        risk=risk,
        design=np.stack([model.standardised(design(arm)) for arm in both]),
        groups=code,
        model=model,
    )


def g_computation(found: Forecast) -> Standardized:
    """Average the forecasts over everyone.

    Notes
    -----
    S_a(t) = mean over j of exp(-H_a(t) r_aj). Person i adds (S_ai(t) - S_a(t)) / n, for the covariates that came with
    the person, and the influence on the baseline hazards and the coefficients times their derivatives,
    -mean_j S_aj r_aj and -mean_j S_aj H_aj x_aj.
    """
    survival = found.survival.mean(axis=1)
    return Standardized(
        survival=survival,
        influence=(found.survival - survival[:, np.newaxis]) / found.survival.shape[1]
        + np.stack([_through_model(found, arm) for arm in (0, 1)]),
    )


def _through_model(found: Forecast, arm: int) -> FloatMatrix:
    survival, model = found.survival[arm], found.model
    n_people, n_weeks = survival.shape
    until = np.arange(n_weeks)[:, np.newaxis] <= np.arange(n_weeks)  # the baseline of week u is spent by week t >= u
    by_increment = np.zeros((*model.increments.shape, n_weeks))
    weighted = survival * found.risk[arm][:, np.newaxis]
    for group in np.unique(found.groups[arm]):
        by_increment[group] = -weighted[found.groups[arm] == group].sum(axis=0) * until / n_people
    by_coefficient = -found.design[arm].T @ (survival * found.spent[arm]) / n_people
    return influence_on(model, by_increment=by_increment, by_coefficient=by_coefficient)


def augmented(arms: TimedArms, found: Forecast, lost: CensoringModel) -> Standardized:
    """Correct the forecasts by what was seen.

    Notes
    -----
    With pi_a the share of the arm in the person's stratum, G(u) the chance of being followed beyond week u and dM(u) as
    in `CensoringModel.surprises`, the share without the event after week t is the mean of

        [Z = a] / pi_a ([without the event, followed to t] / G(t-1)
            + sum over u < t of S_a(t) / S_a(u) dM(u) / G(u) - S_a(t)) + S_a(t).
    """
    n_people, n_weeks = found.survival[0].shape
    weeks = np.arange(n_weeks)
    ever, surprises = lost.followed_to_the_week(), lost.surprises()
    waiting = (arms.duration[:, np.newaxis] > weeks) | (
        (arms.duration[:, np.newaxis] == weeks) & (arms.event == 0)[:, np.newaxis]
    )
    weighted = np.divide(waiting, ever, out=np.zeros_like(ever), where=ever > 0)
    size = np.bincount(arms.strata)[arms.strata]
    influence = []
    for arm in (0, 1):
        own = arms.treated == arm
        chance = np.bincount(arms.strata, own)[arms.strata] / size
        curve = found.survival[arm]
        sums = np.cumsum(surprises / curve, axis=1)
        before = np.column_stack([np.zeros(n_people), sums[:, :-1]])
        influence.append((own / chance)[:, np.newaxis] * (weighted + curve * before - curve) + curve)
    values = np.stack(influence)
    survival = values.mean(axis=1)
    return Standardized(survival=survival, influence=(values - survival[:, np.newaxis]) / n_people)


def censored_by(arms: TimedArms, columns: FloatMatrix, *, horizon: int) -> CensoringModel:
    """Fit the end of follow-up before the horizon: Kaplan-Meier in each arm of each stratum where p is 0, else Cox."""
    return censoring_model(followed_to(arms, horizon), columns, weeks=horizon + 1)
