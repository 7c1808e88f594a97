"""At the end you know how a share or a mean from censored waits becomes one number for each person, to be regressed."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from nextwork_eval import effects
from nextwork_eval.durations.cells import cell_problems
from nextwork_eval.durations.contributions import (
    Contributions,
    contributions,
    design_problems,
    difference,
    logarithm,
    ratio_of,
    within_words,
)
from nextwork_eval.durations.incidence import share_by, waiting_states
from nextwork_eval.durations.inputs import ARMS, TimedArms, ZeroLength, horizon_problems, read_timed_arms
from nextwork_eval.durations.occupation import expected_time
from nextwork_eval.durations.tables import kept_warnings
from nextwork_eval.effects.estimate import Estimate, FloatVector, IntVector
from nextwork_eval.effects.inputs import choice_problems, level_problems, refuse

Target = Literal["survival", "restricted_mean", "incidence"]
Measure = Literal["difference", "ratio"]

TARGETS = ("survival", "restricted_mean", "incidence")
_SUMMARY = "The pseudo-observations cannot be compared."
_WORDS = {
    "survival": "Kaplan-Meier shares without the event after week",
    "restricted_mean": "mean weeks without the event (area under Kaplan-Meier) up to week",
    "incidence": "Aalen-Johansen shares with the event by week",
}
_EVENT = 1


def pseudo_observation_regression(
    duration: object,
    event: object,
    treated: object,
    *,
    target: Target,
    horizon: int,
    covariates: object | None = None,
    interactions: Literal["auto", "lin", "ancova"] = "auto",
    strata: object | None = None,
    groups: object | None = None,
    clusters: object | None = None,
    follow_up: object | None = None,
    zero_length: ZeroLength = "refuse",
    measure: Measure = "difference",
    level: float = 0.95,
) -> Estimate:
    """Estimate the effect on a share or a mean from censored waits by regression of pseudo-observations.

    Every person gets a number whose mean in the arm is the arm's estimate, also those whose follow-up ends early. With
    it the estimators of `effects` adjust for covariates, and respect peer groups and drawn clusters, without a model of
    the hazard: covariates that foretell the outcome make the effect more precise, and a wrong choice of them does not
    make it wrong.

    Parameters
    ----------
    duration
        Shape (n_people,): whole weeks from the lottery to the event or, without one, to the last week of follow-up.
    event
        Shape (n_people,): 1 the event, 0 the end of follow-up; for `incidence` also 2, a competing event.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    target
        `survival`: the share still without the event at the end of week `horizon`; `restricted_mean`: the mean weeks
        without the event up to it; `incidence`: the share with the event by then when another can come first.
    horizon
        Events up to and including this week are looked at.
    covariates, interactions
        Values before the lottery and the form of their regression, as in `regression_adjusted`.
    strata
        Shape (n_people,): the lottery round or site of each person; None for one lottery.
    groups, clusters
        With `covariates`, at most one of them: as in `group_treatment` and `difference_in_means_clustered`.
    follow_up, zero_length
        As in `kaplan_meier`.
    measure
        `difference`, or `ratio` of the arms' levels.
    level
        Level of the two-sided interval.

    Returns
    -------
    Estimate
        `statistic` is `difference` or `ratio`, treated to reference; the levels are the shares or the weeks. The event
        counts are persons seen with event 1 by the horizon; None for `restricted_mean`, which is no share.

    Raises
    ------
    EstimationError
        With every fault: durations that are not whole weeks, unknown events, an arm of a stratum with fewer than two
        persons or not followed to the horizon, nobody with the event, for a ratio an arm whose level is 0, several of
        covariates, groups and clusters. Then those of the estimator that the design asks for.

    Notes
    -----
    The pseudo-observation of person i, in an arm (of a stratum) of m persons with the estimate theta, is

        y_i = theta + m U_i,

    U_i the infinitesimal jackknife influence from the weekly engine (see `state_occupation`); leaving the person out,
    m theta - (m - 1) theta_(-i), gives the same up to terms of order 1 / m. Without censoring, y_i is the person's own
    number. It is computed *within* arm and stratum: censoring may differ between these, but must not depend on the
    covariates within them. R's `pseudo` of a pooled curve asks for censoring that is the same for everyone; without
    censoring before the horizon the two agree.

    The regression's HC2 variance treats the y_i as independent. It leaves out a term of second order, which makes it
    slightly conservative with heavy censoring (Jacobsen and Martinussen 2016; Overgaard and others 2017). A ratio is
    the difference of logarithms, by the delta method on the y_i.

    References
    ----------
    Andersen, Klein and Rosthøj (2003), Biometrika 90, 15-27. Andersen and Perme (2010), Statistical Methods in Medical
    Research 19, 71-99. Jacobsen and Martinussen (2016), Scandinavian Journal of Statistics 43, 845-862. Overgaard,
    Parner and Pedersen (2017), Annals of Statistics 45, 1988-2015.

    Examples
    --------
    >>> estimate = pseudo_observation_regression(
    ...     [4, 9, 10, 10, 2, 3, 8, 10],
    ...     [1, 1, 0, 0, 1, 1, 1, 0],
    ...     [1, 1, 1, 1, 0, 0, 0, 0],
    ...     target="restricted_mean",
    ...     horizon=10,
    ... )
    >>> round(estimate.level_treated, 2), round(estimate.level_reference, 2), round(estimate.estimate, 2)
    (8.25, 5.75, 2.5)
    """
    arms = read_timed_arms(
        _SUMMARY,
        duration,
        event,
        treated,
        event_codes=(0, 1, 2) if target == "incidence" else (0, 1),
        horizon=horizon,
        strata=strata,
        at_least=2,
        follow_up=follow_up,
        zero_length=zero_length,
        problems=[
            *level_problems(level),
            *horizon_problems(horizon),
            *choice_problems("target", target, TARGETS),
            *choice_problems("measure", measure, ["difference", "ratio"]),
            *choice_problems("interactions", interactions, ["auto", "lin", "ancova"]),
            *design_problems(covariates=covariates, groups=groups, clusters=clusters),
        ],
    )
    seen = (arms.event == _EVENT) & (arms.duration <= horizon)
    refuse(
        _SUMMARY,
        [
            *cell_problems(arms, horizon),
            *([] if seen.any() else ["Nobody has the event by the horizon in either arm."]),
        ],
    )
    values = pseudo_observations(arms, target=target, horizon=horizon)
    if measure == "ratio":
        refuse(_SUMMARY, _ratio_problems(values))
        values = logarithm(values)
    events = (int(seen[arms.treated == 1].sum()), int(seen[arms.treated == 0].sum()))
    method = f"{measure} of {_WORDS[target]} {horizon}" + within_words(
        int(arms.strata.max()) + 1, stratified=strata is not None
    )
    counted: tuple[int | None, int | None] = (None, None) if target == "restricted_mean" else events
    if covariates is not None:
        found = effects.regression_adjusted(
            values.values,
            values.treated,
            covariates=covariates,
            strata=None if strata is None else values.strata,
            interactions=interactions,
            level=level,
        )
        found = replace(
            found,
            method=f"{method}; {found.method}, on pseudo-observations",
            events_treated=counted[0],
            events_reference=counted[1],
        )
    else:
        found = difference(
            _SUMMARY,
            values,
            stratified=strata is not None,
            groups=groups,
            clusters=clusters,
            level=level,
            largest=1.0 if measure == "ratio" else float(horizon) if target == "restricted_mean" else 1.0,
            events=counted,
            method=method,
        )
    found = replace(found, warnings=(*found.warnings, *kept_warnings(arms)))
    return ratio_of(found) if measure == "ratio" else found


def pseudo_observations(arms: TimedArms, *, target: Target, horizon: int) -> Contributions:
    """Return each person's pseudo-observation, from the arm and stratum that the person is in.

    Parameters
    ----------
    arms
        Checked durations.
    target, horizon
        As in `pseudo_observation_regression`.
    """

    def estimate(people: IntVector) -> tuple[float, FloatVector]:
        return level_and_influence(arms.duration[people], arms.event[people], target=target, horizon=horizon)

    return contributions(arms.treated, arms.strata, estimate)


def level_and_influence(
    duration: IntVector, event: IntVector, *, target: Target, horizon: int
) -> tuple[float, FloatVector]:
    """Return the estimate of one group, and each person's infinitesimal jackknife influence on it."""
    if target == "restricted_mean":
        waiting = waiting_states(duration, event, horizon=horizon)
        found = expected_time(waiting, in_states=frozenset({0}), counted=np.arange(horizon + 1) < horizon)
        return found.weeks, found.influence
    share, influence = share_by(duration, event, horizon=horizon)
    return (share, influence) if target == "incidence" else (1 - share, -influence)


def _ratio_problems(values: Contributions) -> list[str]:
    return [
        f"The level of the {name} arm is 0: the ratio would be 0 or infinite."
        for (name, _), level in zip(ARMS, values.levels(), strict=True)
        if level <= 0
    ]
