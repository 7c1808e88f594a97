"""At the end you know the ratio of the subdistribution hazards: how the offer shifts the cumulative incidence."""

from __future__ import annotations

import numpy as np

from nextwork_eval.durations.inputs import ZeroLength
from nextwork_eval.durations.models.ratios import beside, log_ratio
from nextwork_eval.durations.models.reading import TREATED, read_model_rows
from nextwork_eval.durations.models.subdistribution import EndOfFollowUp, fit_subdistribution
from nextwork_eval.effects.estimate import Estimate, FloatVector
from nextwork_eval.effects.inputs import choice_problems, refuse

_SUMMARY = "The subdistribution hazards cannot be compared."


def fine_gray(
    duration: object,
    event: object,
    treated: object,
    *,
    horizon: int,
    covariates: object | None = None,
    strata: object | None = None,
    clusters: object | None = None,
    follow_up: object | None = None,
    zero_length: ZeroLength = "refuse",
    censoring_by_arm: bool = False,
    end_of_follow_up: EndOfFollowUp = "after_events",
    level: float = 0.95,
) -> Estimate:
    """Estimate the log ratio of the subdistribution hazard of the event when another event can come first.

    It says in which direction the share with the event moves, in one number for all weeks. It is no hazard of anybody:
    those with the competing event stay in its risk set. Several such models, one for each event, can promise shares
    that sum to more than one. Never the headline; `cumulative_incidence` is what it summarises.

    Parameters
    ----------
    duration
        Shape (n_people,): whole weeks from the lottery to the first event or to the end of follow-up.
    event
        Shape (n_people,): 1 for the event, 2 for the competing event, 0 where follow-up ended first.
    treated, horizon, covariates, strata, level
        As in `discrete_time_hazard`; each person has one row.
    clusters
        Shape (n_people,): the unit that was drawn, where people were not.
    follow_up, zero_length
        As in `kaplan_meier`.
    censoring_by_arm
        Estimate the chance of being followed within each arm, instead of in all.
    end_of_follow_up
        How a week is read in which follow-up ends for some and others have an event. `after_events` (the rule of
        this package: who is followed to a week was seen in all of it): those with an event could not end before it,
        as in R's `survival::finegray`. `with_events`: they are counted among those who could, as in `cmprsk::crr`,
        whose numbers this gives.

    Returns
    -------
    Estimate
        `statistic` is `log_subdistribution_hazard_ratio`. Below 0 the share with the event is smaller in the treated
        arm. `events_treated` and `events_reference` count the event itself, not the competing one. A warning tells that
        nobody has the competing event.

    Raises
    ------
    EstimationError
        With every fault, as `discrete_time_hazard` (events are 0, 1, 2 here); also when only the competing event
        happens in an arm.

    Notes
    -----
    Fine and Gray's weighted estimating equation, ties in Breslow's form; see `subdistribution.fit_subdistribution` for
    weights and influence. The variance is the sum of squared influence, the weights' own uncertainty included, times
    m / (m - 1) for m persons (or clusters); the reference is t with m - 1 degrees of freedom. The inverse information,
    which other packages print, is not a variance of this estimate, and the robust one of a Cox model on
    `survival::finegray`'s rows takes the weights as known.

    References
    ----------
    Fine and Gray (1999), Journal of the American Statistical Association 94, 496-509. Geskus (2011), Biometrics 67,
    39-49.

    Examples
    --------
    >>> found = fine_gray(
    ...     [2, 3, 4, 6, 6, 3, 4, 5, 6, 6], [1, 1, 2, 1, 0, 2, 1, 2, 0, 0], [1] * 5 + [0] * 5, horizon=6
    ... )
    >>> round(found.estimate, 2), found.events_treated, found.events_reference
    (1.36, 3, 1)
    """
    rows = read_model_rows(
        _SUMMARY,
        duration,
        event,
        treated,
        horizon=horizon,
        covariates=covariates,
        strata=strata,
        clusters=clusters,
        follow_up=follow_up,
        zero_length=zero_length,
        level=level,
        event_codes=(0, 1, 2),
        problems=[
            *choice_problems("end_of_follow_up", end_of_follow_up, ("after_events", "with_events")),
            *choice_problems("censoring_by_arm", censoring_by_arm, (True, False)),
        ],
    )
    groups = rows.treated if censoring_by_arm else np.zeros(len(rows.treated), dtype=np.int64)
    found = fit_subdistribution(rows.duration, rows.event, rows.design, groups, end_of_follow_up=end_of_follow_up)
    if found is None:
        refuse(
            _SUMMARY,
            ["The likelihood has no maximum that could be reached: expected arms and covariates that overlap in time."],
        )
    assert found is not None
    influence: FloatVector = found.influence[:, TREATED]
    if rows.clusters is not None:
        influence = np.bincount(rows.clusters, influence).astype(np.float64)
    m = len(influence)
    competing = int((rows.event == 2).sum())
    return log_ratio(
        "log_subdistribution_hazard_ratio",
        float(found.coefficients[TREATED]),
        float((influence**2).sum()) * m / (m - 1),
        df=float(m - 1),
        level=level,
        rows=rows,
        method=f"Fine-Gray subdistribution hazard, Breslow ties{beside(rows)}; weights by Kaplan-Meier of the end of "
        f"follow-up{' in each arm' if censoring_by_arm else ''}, which comes {end_of_follow_up.replace('_', ' ')}; "
        f"influence function standard error over {m} {'persons' if rows.clusters is None else 'clusters'} with "
        "m/(m-1), weights' uncertainty included; t interval on the log scale",
        warnings=() if competing else ("Nobody has the competing event: this is the ratio of the hazards itself.",),
    )
