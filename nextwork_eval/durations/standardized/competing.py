"""At the end you know the share with the event that everyone would have under each arm, when another can come first.

The hazards of both kinds of event make the share together: who has the competing event can have the other no more. Both
ways of standardising that `standardizing.py` has are here for that share.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.durations.inputs import TimedArms
from nextwork_eval.durations.proportional_hazards.rows import FloatMatrix
from nextwork_eval.durations.standardized.censoring import CensoringModel
from nextwork_eval.durations.standardized.hazard_model import influence_on
from nextwork_eval.durations.standardized.standardizing import Forecast, Standardized

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shares:
    """Everybody's share with the event under both arms, reference arm first; all have shape (2, n_people, W).

    Attributes
    ----------
    share
        With the event by the week.
    waiting
        Without an event of either kind.
    slopes
        For the two kinds: what a week's hazard of the kind adds to the share of that week itself.
    """

    share: FloatArray
    waiting: FloatArray
    slopes: tuple[FloatArray, FloatArray]


def forecast_shares(own: Forecast, other: Forecast) -> Shares:
    """Put the hazards of the event and of the competing event together.

    Notes
    -----
    With a_k(u) the hazard of kind k in week u and a = a_1 + a_2, S(u) = exp(-sum of a up to u) wait on, and of those
    who have an event in the week a_1 / a have the first kind:

        F(t) = sum over u <= t of S(u - 1) (a_1 / a) (1 - exp(-a)).

    The shares of both kinds and of those who wait sum to 1, and without a competing event F is 1 - exp(-H).
    """
    hazards = [np.diff(found.spent, axis=2, prepend=0.0) for found in (own, other)]
    both = hazards[0] + hazards[1]
    waiting = np.exp(-np.cumsum(both, axis=2))
    before = np.concatenate([np.ones_like(waiting[:, :, :1]), waiting[:, :, :-1]], axis=2)
    part = np.divide(hazards[0], both, out=np.zeros_like(both), where=both > 0)
    leaving, staying = -np.expm1(-both), np.exp(-both)
    pace = np.divide(leaving, both, out=np.ones_like(both), where=both > 0)
    return Shares(
        share=np.cumsum(before * part * leaving, axis=2),
        waiting=waiting,
        slopes=(before * ((1 - part) * pace + part * staying), before * part * (staying - pace)),
    )


def g_computation_of_share(own: Forecast, other: Forecast) -> Standardized:
    """Average the shares over everyone; what is returned are the shares without the event, as for one event.

    Notes
    -----
    Person i adds (F_ai - F_a) / n, and the influence on both models times the derivatives of F_a. By the hazard of kind
    k in week v, F(t) has the derivative d_k(v) + F(v) - F(t): what it adds in the week itself less what those who left
    then would have added later.
    """
    found = forecast_shares(own, other)
    share = found.share.mean(axis=1)
    influence = (found.share - share[:, np.newaxis]) / found.share.shape[1]
    for model, slopes in zip((own, other), found.slopes, strict=True):
        influence = influence + np.stack([_through_model(model, found, slopes, arm) for arm in (0, 1)])
    return Standardized(survival=1 - share, influence=-influence)


def _through_model(model: Forecast, found: Shares, slopes: FloatArray, arm: int) -> FloatMatrix:
    share, risk = found.share[arm], model.risk[arm]
    n_people, n_weeks = share.shape
    at_once = slopes[arm] + share
    until = np.arange(n_weeks)[:, np.newaxis] <= np.arange(n_weeks)  # the hazard of week v counts for week t >= v
    by_increment = np.zeros((*model.model.increments.shape, n_weeks))
    for group in np.unique(model.groups[arm]):
        weighted = risk[model.groups[arm] == group]
        gained, lost = (weighted @ values[model.groups[arm] == group] for values in (at_once, share))
        by_increment[group] = (gained[:, np.newaxis] - lost) * until / n_people
    hazard = np.diff(model.spent[arm], axis=1, prepend=0.0)
    by_person = np.cumsum(hazard * at_once, axis=1) - model.spent[arm] * share
    by_coefficient = model.design[arm].T @ by_person / n_people
    return influence_on(model.model, by_increment=by_increment, by_coefficient=by_coefficient)


def augmented_share(arms: TimedArms, own: Forecast, other: Forecast, lost: CensoringModel) -> Standardized:
    """Correct the shares by what was seen; what is returned are the shares without the event.

    Notes
    -----
    With pi_a, G and dM as in `augmented`, the share with the event by week t is the mean of

        [Z = a] / pi_a ([event by t] / G(T - 1)
            + sum over u < t of (F_a(t) - F_a(u)) / S_a(u) dM(u) / G(u) - F_a(t)) + F_a(t),

    (F(t) - F(u)) / S(u) being the chance of the event by t of who is without either kind after week u.
    """
    found = forecast_shares(own, other)
    n_people, n_weeks = found.share[0].shape
    weeks = np.arange(n_weeks)
    ever, surprises = lost.followed_to_the_week(), lost.surprises()
    chance_seen = np.take_along_axis(ever, np.minimum(arms.duration, n_weeks - 1)[:, np.newaxis], axis=1)
    happened = (arms.event == 1)[:, np.newaxis] & (arms.duration[:, np.newaxis] <= weeks)
    seen = np.divide(happened, chance_seen, out=np.zeros_like(ever), where=happened)
    size = np.bincount(arms.strata)[arms.strata]
    values = []
    for arm in (0, 1):
        here = arms.treated == arm
        chance = np.bincount(arms.strata, here)[arms.strata] / size
        share, waiting = found.share[arm], found.waiting[arm]
        told, foretold = (_before(surprises / waiting), _before(surprises / waiting * share))
        values.append((here / chance)[:, np.newaxis] * (seen + share * told - foretold - share) + share)
    stacked = np.stack(values)
    level = stacked.mean(axis=1)
    return Standardized(survival=1 - level, influence=-(stacked - level[:, np.newaxis]) / n_people)


def _before(terms: FloatMatrix) -> FloatMatrix:
    """Return sums over the weeks before each week."""
    return np.column_stack([np.zeros(len(terms)), np.cumsum(terms, axis=1)[:, :-1]])
