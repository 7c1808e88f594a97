"""At the end you know the share with an event by a horizon when those who are lost before it differ."""

from __future__ import annotations

import numpy as np

from nextwork_eval.durations.cells import cell_problems
from nextwork_eval.durations.contributions import Measure
from nextwork_eval.durations.inputs import ZeroLength, horizon_problems, read_timed_arms
from nextwork_eval.durations.standardized.censoring import followed_to
from nextwork_eval.durations.standardized.reading import uncovered, usable
from nextwork_eval.durations.standardized.weighting import SUMMARY, Outcome, weighted
from nextwork_eval.durations.tables import kept_warnings
from nextwork_eval.effects.covariates import read_covariates
from nextwork_eval.effects.estimate import Estimate
from nextwork_eval.effects.inputs import choice_problems, level_problems, refuse


def censoring_weighted_incidence(
    duration: object,
    event: object,
    treated: object,
    *,
    horizon: int,
    covariates: object | None = None,
    strata: object | None = None,
    follow_up: object | None = None,
    zero_length: ZeroLength = "refuse",
    measure: Measure = "difference",
    level: float = 0.95,
) -> Estimate:
    """Estimate the effect on the share with an event by a horizon, weighted for those whose follow-up ends before it.

    Beside `incidence_difference`, which takes the end of follow-up as alike for all in an arm, or counts the gone as a
    competing event: here it may hang on covariates.

    Parameters
    ----------
    duration
        Shape (n_people,): whole weeks from the lottery to the first event of either kind or, without one, to the last
        week of follow-up.
    event
        Shape (n_people,): 1 the event, 2 the competing event, 0 neither: follow-up ended, or the person went.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    horizon
        Events up to and including this week count.
    covariates, strata, measure, level
        As in `censoring_weighted_share`.
    follow_up, zero_length
        As in `kaplan_meier`.

    Returns
    -------
    Estimate
        The levels are weighted shares; the events are persons seen with the event by the horizon. Warnings as in
        `censoring_weighted_share`.

    Raises
    ------
    EstimationError
        With every fault: those of `incidence_difference` and of the covariates, as in `censoring_weighted_share`.

    Notes
    -----
    As `censoring_weighted_share`, with y the event by the horizon and weights 1 / G_i for everyone whose outcome is
    known: followed to the horizon, or with an event of either kind in week t <= horizon, for whom G_i runs over the
    weeks before t. Within a week the event comes before the end of follow-up, and those who have it are not at risk of
    being lost in it. Without covariates the shares are then exactly those of Aalen and Johansen in each cell, and their
    influence too; R's functions keep those with the event among those at risk of being lost, and differ from
    Aalen-Johansen wherever weeks are tied.

    References
    ----------
    Robins and Finkelstein (2000), Biometrics 56, 779-788. Satten and Datta (2001), American Statistician 55, 207-210.
    Scheike, Zhang and Gerds (2008), Biometrika 95, 205-220.

    Examples
    --------
    >>> estimate = censoring_weighted_incidence(
    ...     [2, 1, 3, 3, 3, 1, 2, 3], [1, 0, 1, 0, 0, 2, 1, 0], [1, 1, 1, 1, 0, 0, 0, 0], horizon=3
    ... )
    >>> round(estimate.level_treated, 3), round(estimate.level_reference, 3)
    (0.667, 0.25)
    """
    columns = [] if covariates is None else read_covariates(covariates)
    arms = read_timed_arms(
        SUMMARY,
        duration,
        event,
        treated,
        event_codes=(0, 1, 2),
        horizon=horizon,
        strata=strata,
        extra=columns,
        at_least=2,
        follow_up=follow_up,
        zero_length=zero_length,
        problems=[
            *level_problems(level),
            *horizon_problems(horizon),
            *choice_problems("measure", measure, ["difference", "ratio"]),
        ],
    )
    refuse(SUMMARY, cell_problems(arms, horizon))
    kept, warnings = usable(arms, columns, chosen="the weights")
    return weighted(
        Outcome(
            there=((arms.event == 1) & (arms.duration <= horizon)).astype(np.float64),
            followed=followed_to(arms, horizon),
            treated=arms.treated,
            strata=arms.strata,
        ),
        kept,
        horizon=horizon,
        measure=measure,
        level=level,
        what=f"shares with the event by week {horizon}",
        warnings=warnings + uncovered(arms, columns, horizon) + kept_warnings(arms),
    )
