"""At the end you know how often people come back for each week in which they can, or for each week alive."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nextwork_eval.durations.contributions import (
    Contributions,
    contributions,
    design_problems,
    difference,
    logarithm,
    quotient,
    ratio_of,
    within_words,
)
from nextwork_eval.durations.course.mean_returns import persons_back, returns_values, without_returns
from nextwork_eval.durations.course.reading import read_course
from nextwork_eval.durations.inputs import ARMS
from nextwork_eval.durations.occupation import expected_time
from nextwork_eval.durations.state_inputs import WeeklyArms
from nextwork_eval.effects.estimate import Estimate, FloatVector, IntVector
from nextwork_eval.effects.inputs import level_problems, refuse
from nextwork_eval.histories.events import BACK, NEVER_LEFT, OUT, OUT_AGAIN

_MIXED = (
    "A ratio of two effects that the lottery protects, not an effect on persons: the mix of people who are off support "
    "changes with the offer."
)


def returns_per_week_off(
    course: object,
    treated: object,
    *,
    last_observed: object,
    horizon: int,
    first_week: int = 1,
    strata: object | None = None,
    covariates: object | None = None,
    groups: object | None = None,
    clusters: object | None = None,
    level: float = 0.95,
) -> Estimate:
    """Estimate the ratio between the arms in returns for each week off support, everyone randomised counted.

    The mean number of returns alone rises when more people leave; divided by the weeks in which a return could happen
    it says how firm the time off support is. Descriptive: who is off support differs between the arms.

    Parameters
    ----------
    course, treated, last_observed, horizon, first_week, strata, covariates, groups, clusters, level
        As in `mean_returns`.

    Returns
    -------
    Estimate
        `statistic` is `ratio`; the levels are returns for each week off support in each arm.

    Raises
    ------
    EstimationError
        As `mean_returns`, and when nobody comes back, or is ever off support, in one of the arms.

    Notes
    -----
    The mean number of returns (`mean_returns`) over the expected weeks in the places 1 and 3 of the course
    (`expected_weeks`), each standardised over the strata first. The interval is that of the logarithm, by the delta
    method on influence values, with m / (m - 1) and a t distribution. The weeks in which a departure or a return is
    still to be confirmed count for the place that was left.

    References
    ----------
    Mao (2023), Biometrics 79, 1749-1760. Ghosh and Lin (2000), Biometrics 56, 554-562.

    Examples
    --------
    >>> course = [[0, 1, 2], [0, 1, 1], [0, 0, 0], [1, 2, 3], [0, 1, 1], [0, 0, 1]]
    >>> estimate = returns_per_week_off(course, [1, 1, 1, 0, 0, 0], last_observed=[3] * 6, horizon=3)
    >>> round(estimate.level_treated, 3), round(estimate.level_reference, 3), round(estimate.estimate, 3)
    (0.333, 0.2, 1.667)
    """
    return _rate(
        "The returns per week off support cannot be estimated.",
        read_course(
            "The returns per week off support cannot be estimated.",
            course,
            treated,
            last_observed=last_observed,
            horizon=horizon,
            first_week=first_week,
            strata=strata,
            problems=[
                *level_problems(level),
                *design_problems(covariates=covariates, groups=groups, clusters=clusters),
            ],
        ),
        per=frozenset({OUT, OUT_AGAIN}),
        unit="week off support",
        stratified=strata is not None,
        level=level,
        covariates=covariates,
        groups=groups,
        clusters=clusters,
    )


def while_alive_rate(
    course: object,
    treated: object,
    *,
    last_observed: object,
    horizon: int,
    first_week: int = 1,
    strata: object | None = None,
    covariates: object | None = None,
    groups: object | None = None,
    clusters: object | None = None,
    level: float = 0.95,
) -> Estimate:
    """Estimate the ratio between the arms in returns for each week in which a person is not gone.

    Death and emigration end the chance to return. Where one arm loses more people, its mean number of returns is lower
    for that reason alone; the rate while alive is not.

    Parameters
    ----------
    course, treated, last_observed, horizon, first_week, strata, covariates, groups, clusters, level
        As in `mean_returns`.

    Returns
    -------
    Estimate
        `statistic` is `ratio`; the levels are returns for each week alive, to the horizon.

    Raises
    ------
    EstimationError
        As `returns_per_week_off`.

    Notes
    -----
    The mean number of returns over the expected weeks not gone, E N(t) / E min(D, t) with D the week of going; as in
    `returns_per_week_off` otherwise.

    References
    ----------
    Mao (2023), Biometrics 79, 1749-1760. Wei, Mütze, Jahn-Eimermacher and Roger (2023), Statistics in Biopharmaceutical
    Research 15, 243-255.

    Examples
    --------
    Nobody is gone: one return in nine weeks, and one in nine.

    >>> course = [[0, 1, 2], [0, 1, 1], [0, 0, 0], [1, 2, 3], [0, 1, 1], [0, 0, 1]]
    >>> estimate = while_alive_rate(course, [1, 1, 1, 0, 0, 0], last_observed=[3] * 6, horizon=3)
    >>> round(estimate.level_treated, 3), round(estimate.estimate, 3)
    (0.111, 1.0)
    """
    return _rate(
        "The returns per week alive cannot be estimated.",
        read_course(
            "The returns per week alive cannot be estimated.",
            course,
            treated,
            last_observed=last_observed,
            horizon=horizon,
            first_week=first_week,
            strata=strata,
            problems=[
                *level_problems(level),
                *design_problems(covariates=covariates, groups=groups, clusters=clusters),
            ],
        ),
        per=frozenset({NEVER_LEFT, OUT, BACK, OUT_AGAIN}),
        unit="week alive",
        stratified=strata is not None,
        level=level,
        covariates=covariates,
        groups=groups,
        clusters=clusters,
    )


def _rate(
    summary: str,
    arms: WeeklyArms,
    *,
    per: frozenset[int],
    unit: str,
    stratified: bool,
    level: float,
    covariates: object | None,
    groups: object | None,
    clusters: object | None,
) -> Estimate:
    back = persons_back(arms)
    events = (int(back[arms.treated == 1].sum()), int(back[arms.treated == 0].sum()))
    weeks = _weeks(arms, per)
    never = [
        f"Nobody in the {name} arm has a {unit}: expected some in both arms."
        for (name, _), amount in zip(ARMS, weeks.levels(), strict=True)
        if not amount > 0
    ]
    refuse(summary, [*without_returns(events, ratio=True), *never])
    found = difference(
        summary,
        logarithm(quotient(returns_values(arms), weeks)),
        stratified=stratified,
        level=level,
        largest=1.0,
        covariates=covariates,
        groups=groups,
        clusters=clusters,
        events=events,
        method=f"ratio of returns per {unit}: mean number of returns (Ghosh-Lin) over expected weeks"
        + within_words(int(arms.strata.max()) + 1, stratified=stratified),
    )
    return replace(ratio_of(found), warnings=(_MIXED, *found.warnings))


def _weeks(arms: WeeklyArms, per: frozenset[int]) -> Contributions:
    def weeks_in(people: IntVector) -> tuple[float, FloatVector]:
        found = expected_time(arms.states[people], in_states=per, counted=np.asarray(arms.weeks >= 1))
        return found.weeks, found.influence

    return contributions(arms.treated, arms.strata, weeks_in)
