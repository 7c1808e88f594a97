"""At the end you know the effect on the share who have had an event by a horizon, when another can come first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.durations.cells import cell_problems
from nextwork_eval.durations.contributions import Measure, compared, contributions, design_problems
from nextwork_eval.durations.inputs import ARMS, ZeroLength, horizon_problems, read_timed_arms
from nextwork_eval.durations.occupation import influence_by_week, occupation
from nextwork_eval.durations.state_inputs import UNOBSERVED
from nextwork_eval.durations.tables import kept_warnings
from nextwork_eval.effects.estimate import Estimate, FloatVector, IntVector
from nextwork_eval.effects.inputs import choice_problems, level_problems, refuse

_SUMMARY = "The share with the event cannot be estimated."
_WAITING, _EVENT = 0, 1


def incidence_difference(
    duration: object,
    event: object,
    treated: object,
    *,
    horizon: int,
    strata: object | None = None,
    covariates: object | None = None,
    groups: object | None = None,
    clusters: object | None = None,
    follow_up: object | None = None,
    zero_length: ZeroLength = "refuse",
    measure: Measure = "difference",
    level: float = 0.95,
) -> Estimate:
    """Estimate the effect of the offer on the share of everyone randomised who have had an event by a horizon.

    With half a year in a row off support as the event this is the sustained exit, dated when it is confirmed; with the
    first return as the event it is the share who ever came back. Who first has the competing event (death, emigration)
    never has the event and stays in the denominator.

    Parameters
    ----------
    duration
        Shape (n_people,): whole weeks from the lottery to the first event of either kind or, without one, to the last
        week of follow-up.
    event
        Shape (n_people,): 1 the event, 2 the competing event, 0 neither.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    horizon
        Events up to and including this week count.
    strata
        Shape (n_people,): the lottery round or site of each person; None for one lottery.
    covariates, groups, clusters
        At most one of them, as in `expected_weeks`.
    follow_up, zero_length
        As in `kaplan_meier`.
    measure
        `difference` of the shares, or their `ratio`.
    level
        Level of the two-sided interval.

    Returns
    -------
    Estimate
        `statistic` is `difference` or `ratio`; the levels are the shares, and the event counts the persons seen with
        the event by the horizon.

    Raises
    ------
    EstimationError
        As `cumulative_incidence`; also with fewer than two persons in an arm of a stratum, a horizon past the follow-up
        of such a cell, an outcome that varies in neither arm, and for a ratio an arm without events. Then those of the
        estimator that the design asks for.

    Notes
    -----
    The Aalen-Johansen share F(t) = sum over u <= t of S(u-1) d_u / n_u of each arm (of each stratum), with its
    influence function; otherwise as `expected_weeks`. When everybody is followed to the horizon it is the share of
    persons with the event, and the variance that of the difference in means (HC2).

    References
    ----------
    Aalen and Johansen (1978), Scandinavian Journal of Statistics 5, 141-150. Andersen (2013), Statistics in Medicine
    32, 5278-5285.

    Examples
    --------
    >>> estimate = incidence_difference(
    ...     [10, 26, 40, 40, 30, 40, 40, 40], [2, 1, 1, 0, 1, 0, 0, 0], [1, 1, 1, 1, 0, 0, 0, 0], horizon=39
    ... )
    >>> estimate.level_treated, estimate.level_reference, estimate.estimate
    (0.25, 0.25, 0.0)
    """
    arms = read_timed_arms(
        _SUMMARY,
        duration,
        event,
        treated,
        event_codes=(0, 1, 2),
        horizon=horizon,
        strata=strata,
        at_least=2,
        follow_up=follow_up,
        zero_length=zero_length,
        problems=[
            *level_problems(level),
            *horizon_problems(horizon),
            *choice_problems("measure", measure, ["difference", "ratio"]),
            *design_problems(covariates=covariates, groups=groups, clusters=clusters),
        ],
    )
    seen = (arms.event == _EVENT) & (arms.duration <= horizon)
    events = (int(seen[arms.treated == 1].sum()), int(seen[arms.treated == 0].sum()))
    refuse(_SUMMARY, [*cell_problems(arms, horizon), *_no_events(events, ratio=measure == "ratio")])

    def share(people: IntVector) -> tuple[float, FloatVector]:
        return share_by(arms.duration[people], arms.event[people], horizon=horizon)

    values = contributions(arms.treated, arms.strata, share)
    return compared(
        _SUMMARY,
        values,
        measure=measure,
        stratified=strata is not None,
        covariates=covariates,
        groups=groups,
        clusters=clusters,
        level=level,
        largest=1.0,
        events=events,
        warnings=kept_warnings(arms),
        method=f"{measure} of Aalen-Johansen shares with the event by week {horizon}",
    )


def share_by(duration: IntVector, event: IntVector, *, horizon: int) -> tuple[float, FloatVector]:
    """Return the share of one group with event 1 by the horizon, and each person's influence on it."""
    states = waiting_states(duration, event, horizon=horizon)
    estimated = occupation(states, n_states=3)
    *_, influence = influence_by_week(states, estimated)
    return float(estimated.probabilities[-1, _EVENT]), influence[:, _EVENT]


def waiting_states(duration: IntVector, event: IntVector, *, horizon: int) -> NDArray[np.int64]:
    """Write durations as weekly states, shape (n_people, horizon + 1): 0 waiting, 1 the event, 2 the other event."""
    weeks = np.arange(horizon + 1)
    happened = (event > 0)[:, np.newaxis] & (weeks >= duration[:, np.newaxis])
    unknown = (event == 0)[:, np.newaxis] & (weeks > duration[:, np.newaxis])
    return np.where(happened, event[:, np.newaxis], np.where(unknown, UNOBSERVED, _WAITING))


def _no_events(events: tuple[int, int], *, ratio: bool) -> list[str]:
    if not any(events):
        return ["Nobody has the event by the horizon in either arm."]
    return [
        f"Nobody in the {name} arm has the event by the horizon: the ratio would be 0 or infinite."
        for (name, _), count in zip(ARMS, events, strict=True)
        if ratio and count == 0
    ]
