"""At the end you know how the hazard of a cumulative incidence is fitted, and how sure its ratio is (Fine and Gray)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from nextwork_eval.durations.models.weekly_hazard import WeeklyHazard, fit_weekly_hazard
from nextwork_eval.effects.covariates import FloatMatrix
from nextwork_eval.effects.estimate import FloatVector, IntVector

EndOfFollowUp = Literal["after_events", "with_events"]
"""Whether people with an event in a week could have ended their follow-up in that week before it, or not."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Subdistribution:
    """A fitted subdistribution hazard.

    Attributes
    ----------
    coefficients
        Shape (n_columns,).
    influence
        Shape (n_people, n_columns): what each person adds to the coefficients; sums to 0. The sum of squares is the
        variance of Fine and Gray, what was estimated about censoring included.
    """

    coefficients: FloatVector
    influence: FloatMatrix


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _People:
    """Weeks of events of interest, and who is how much at risk in them.

    Attributes
    ----------
    weeks
        Shape (n_weeks,): weeks with an event of interest.
    weights
        Shape (n_people, n_weeks): 1 while at risk; after the competing event the chance of still being followed, given
        that one was followed then; 0 after the end of follow-up and after the event.
    happened
        Shape (n_people, n_weeks): the event of interest.
    """

    weeks: IntVector
    weights: FloatMatrix
    happened: FloatMatrix


def fit_subdistribution(
    duration: IntVector,
    event: IntVector,
    design: FloatMatrix,
    censoring_groups: IntVector,
    *,
    end_of_follow_up: EndOfFollowUp,
) -> Subdistribution | None:
    """Fit the hazard of event 1 when event 2 can come first; None where the likelihood has no maximum.

    Parameters
    ----------
    duration, event
        Shape (n_people,): 0 for the end of follow-up, 1 for the event, 2 for the competing event.
    design
        Shape (n_people, n_columns).
    censoring_groups
        Shape (n_people,): within a group all have the same chance of being followed.
    end_of_follow_up
        `after_events`: of those at risk in a week, the ones with an event in it are no longer at risk of the end of
        follow-up, which comes after the week's events (R's `survival::finegray`). `with_events`: they are (R's
        `cmprsk::crr`).

    Notes
    -----
    Score: sum over people and weeks of (x_i - x̄(t)) w_i(t) dN_i(t), x̄ the mean weighted by w exp(x'b): Breslow's form
    of ties. w_i(t) = G(t-) / G(T_i-) after a competing event in T_i; G is the Kaplan-Meier curve of the end of
    follow-up. The influence of person i is eta_i + psi_i, with eta_i the integral of (x_i - x̄) w_i dM_i, and psi_i the
    integral of q / (pi (1 - dL)) dM^c_i, which stands for G: pi(u) people are at risk of the end of follow-up in week
    u, dL(u) of them reach it, and q(u) sums over those with a competing event by week u the integrals of -(x - x̄) w dM
    over the weeks after u. `cmprsk::crr` has the same but for 1 - dL, and counts the week u itself to the weeks after:
    the same where nothing is tied.
    """
    people = _people(duration, event, censoring_groups, end_of_follow_up)
    fitted = fit_weekly_hazard(people.weights, people.happened, design)
    if fitted is None:
        return None
    scores = fitted.scores + _of_censoring(duration, event, censoring_groups, design, people, fitted, end_of_follow_up)
    influence = np.asarray(np.linalg.solve(fitted.information, scores.T).T, dtype=np.float64)
    return Subdistribution(coefficients=fitted.coefficients, influence=influence)


def _people(duration: IntVector, event: IntVector, groups: IntVector, end: EndOfFollowUp) -> _People:
    weeks = np.unique(duration[event == 1])
    at_risk = duration[:, np.newaxis] >= weeks
    weights = at_risk.astype(np.float64)
    for group in np.unique(groups):
        own = groups == group
        followed = _followed(duration[own], event[own], end)
        other = np.flatnonzero(own & (event == 2))
        gone_on = followed[np.minimum(weeks, len(followed) - 1)] / followed[duration[other]][:, np.newaxis]
        # Beyond the group's last week nobody is followed: the chance is 0.
        gone_on = np.where(weeks >= len(followed), 0.0, gone_on)
        weights[other] = np.where(at_risk[other], 1.0, gone_on)
    happened = ((event == 1)[:, np.newaxis] & (duration[:, np.newaxis] == weeks)).astype(np.float64)
    return _People(weeks=weeks, weights=weights, happened=happened)


def _followed(duration: IntVector, event: IntVector, end: EndOfFollowUp) -> FloatVector:
    """Return the chance of being followed to the start of weeks 0 … the last week + 1."""
    last = int(duration.max())
    ended = np.bincount(duration[event == 0], minlength=last + 1)
    at_risk = (duration[:, np.newaxis] >= np.arange(last + 1)).sum(axis=0)
    if end == "after_events":
        at_risk = at_risk - np.bincount(duration[event != 0], minlength=last + 1)
    return np.concatenate([[1.0], np.cumprod(1 - ended / np.maximum(at_risk, 1))])


def _of_censoring(
    duration: IntVector,
    event: IntVector,
    groups: IntVector,
    design: FloatMatrix,
    people: _People,
    fitted: WeeklyHazard,
    end: EndOfFollowUp,
) -> FloatMatrix:
    """Return what each person adds to the score through the curve of the end of follow-up; sums to 0 in each group."""
    added = np.zeros_like(design)
    for group in np.unique(groups):
        own = np.flatnonzero(groups == group)
        other = own[event[own] == 2]
        ends = np.unique(duration[own][event[own] == 0])
        if not len(ends) or not len(other):
            continue
        # The curve falls at the end of its week; R's `cmprsk` takes the week itself to what comes after.
        as_r = end == "with_events"
        after = (ends[:, np.newaxis] <= people.weeks) if as_r else (ends[:, np.newaxis] < people.weeks)
        waiting = (duration[other] < ends[:, np.newaxis]) if as_r else (duration[other] <= ends[:, np.newaxis])
        later = waiting.T * (fitted.martingale[other] @ after.T)  # (others, ends): each one's sum over the weeks after
        q = ((waiting @ fitted.martingale[other]) * after) @ fitted.mean - later.T @ design[other]
        followed = duration[own][:, np.newaxis] >= ends
        if end == "after_events":
            followed = followed & ((event[own] == 0)[:, np.newaxis] | (duration[own][:, np.newaxis] > ends))
        n_followed = followed.sum(axis=0)
        ended = (event[own] == 0)[:, np.newaxis] & (duration[own][:, np.newaxis] == ends)
        rate = ended.sum(axis=0) / n_followed
        # Where all end, nobody is followed into later weeks, and q is 0.
        staying = np.where((rate < 1) & (not as_r), 1 - rate, 1.0)
        added[own] = ((ended - followed * rate) / (n_followed * staying)) @ q
    return added
