"""At the end you know how often people come back to support, counted for everyone randomised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.durations.contributions import Contributions, Measure, compared, contributions, design_problems
from nextwork_eval.durations.course.reading import read_course, returns_by_week
from nextwork_eval.durations.inputs import ARMS
from nextwork_eval.durations.state_inputs import UNOBSERVED, WeeklyArms
from nextwork_eval.effects.estimate import Estimate, FloatVector, IntVector
from nextwork_eval.effects.inputs import choice_problems, level_problems, refuse
from nextwork_eval.histories.events import GONE

_SUMMARY = "The mean number of returns cannot be estimated."
BESIDE = (
    "More returns can mean that more people left in the first place: never read this number without the weeks off "
    "support beside it."
)


def mean_returns(
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
    measure: Measure = "difference",
    level: float = 0.95,
) -> Estimate:
    """Estimate the effect of the offer on how often a person comes back to support, from randomisation.

    Protected by the lottery, and easily misread: a programme that helps more people off support gives them the chance
    to return, and who stays on support throughout scores best. It stands beside the weeks off support, never alone.

    Parameters
    ----------
    course
        Shape (n_people, n_weeks): where each person stands in each week, the first column in `first_week`. 0 never
        left, 1 left and still out, 2 back on support, 3 out again, 4 gone for good; -1 after `last_observed`.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    last_observed
        Shape (n_people,): the last week of each person's follow-up. Who is gone is followed on.
    horizon
        Returns up to and including this week count.
    first_week
        The week of the first column, 0 or 1.
    strata
        Shape (n_people,): the lottery round or site of each person; None for one lottery.
    covariates, groups, clusters
        At most one of them, as in `expected_weeks`.
    measure
        `difference` in returns per person, or `ratio` of the mean numbers.
    level
        Level of the two-sided interval.

    Returns
    -------
    Estimate
        The levels are the mean numbers of returns by the horizon; the event counts are the persons who came back at
        least once. A warning says what the number must be read with.

    Raises
    ------
    EstimationError
        As `expected_weeks`; also for courses that nobody can have, when nobody comes back in either arm, and for a
        ratio when nobody does in one of them.

    Notes
    -----
    Ghosh and Lin's mean with being gone as the terminal event, exact on a grid of weeks:

        mu(t) = sum over u <= t of S(u-1) dN(u) / Y(u),  S(u) = product over v <= u of (1 - dG(v) / Y(v)),

    with Y(u) the persons not gone before week u and followed to it, dN(u) the returns and dG(u) the persons who go in
    it. The influence of a person is that of S and of dN / Y together. With complete follow-up mu is the mean of the
    persons' own numbers: an exact identity, which software that uses S(u) or breaks ties misses.

    References
    ----------
    Ghosh and Lin (2000), Biometrics 56, 554-562. Cook and Lawless (1997), Statistics in Medicine 16, 911-924.

    Examples
    --------
    Two of the offered leave, one of them is back in week 3; in the reference arm one leaves and is back:

    >>> estimate = mean_returns(
    ...     [[0, 1, 2], [0, 1, 1], [0, 0, 0], [1, 2, 3], [0, 0, 0], [0, 0, 0], [0, 0, 0]],
    ...     [1, 1, 1, 0, 0, 0, 0],
    ...     last_observed=[3] * 7,
    ...     horizon=3,
    ... )
    >>> round(estimate.level_treated, 3), round(estimate.level_reference, 3)
    (0.333, 0.25)
    """
    arms = read_course(
        _SUMMARY,
        course,
        treated,
        last_observed=last_observed,
        horizon=horizon,
        first_week=first_week,
        strata=strata,
        problems=[
            *level_problems(level),
            *choice_problems("measure", measure, ["difference", "ratio"]),
            *design_problems(covariates=covariates, groups=groups, clusters=clusters),
        ],
    )
    ever = persons_back(arms)
    events = tuple(int(ever[arms.treated == code].sum()) for _, code in ARMS)
    refuse(_SUMMARY, without_returns(events, ratio=measure == "ratio"))
    values = returns_values(arms)
    found = compared(
        _SUMMARY,
        values,
        measure=measure,
        stratified=strata is not None,
        covariates=covariates,
        groups=groups,
        clusters=clusters,
        level=level,
        largest=1.0,
        events=(events[0], events[1]),
        method=("ratio of " if measure == "ratio" else "")
        + "mean numbers of returns (Ghosh-Lin), all randomised, gone as the terminal event",
    )
    return replace(found, warnings=(BESIDE, *found.warnings))


def without_returns(events: tuple[int, ...], *, ratio: bool) -> list[str]:
    """List why returns cannot be compared: nobody comes back, or for a ratio nobody in one arm."""
    if not any(events):
        return ["Nobody comes back in either arm: there is nothing to compare."]
    return [
        f"Nobody in the {name} arm comes back: the ratio would be 0 or infinite."
        for (name, _), count in zip(ARMS, events, strict=True)
        if ratio and count == 0
    ]


def returns_values(arms: WeeklyArms) -> Contributions:
    """Return one value for each person whose mean in an arm is its mean number of returns."""
    return contributions(arms.treated, arms.strata, lambda people: ghosh_lin(arms.states[people]))


def ghosh_lin(states: NDArray[np.int64]) -> tuple[float, FloatVector]:
    """Estimate the mean number of returns of one group, with each person's influence; see `mean_returns`.

    `states` has shape (n_people, W) and every person is observed in the first column.
    """
    *_, last = ghosh_lin_by_week(states)
    return last


def ghosh_lin_by_week(states: NDArray[np.int64]) -> Iterator[tuple[float, FloatVector]]:
    """Yield, for each week, the mean number of returns by then and each person's influence on it."""
    n_people, n_weeks = states.shape
    returned = returns_by_week(states)
    goes = states[:, 0] == GONE
    alive = 1.0 - goes.mean()
    alive_influence = -(goes - goes.mean()) / n_people
    mean, influence = 0.0, np.zeros(n_people)
    yield mean, influence
    for week in range(1, n_weeks):
        at_risk = (states[:, week] != UNOBSERVED) & (states[:, week - 1] != GONE)
        n = int(at_risk.sum())
        if n > 0:
            back, gone = returned[:, week] & at_risk, (states[:, week] == GONE) & at_risk
            rate, ending = _share(back, n), _share(gone, n)
            influence = influence + (alive_influence * rate + alive * at_risk * (back - rate) / n)
            mean += alive * rate
            alive_influence = alive_influence * (1 - ending) - alive * at_risk * (gone - ending) / n
            alive *= 1 - ending
        yield mean, influence


def _share(marked: NDArray[np.bool_], n: int) -> float:
    return float(marked.sum()) / n


def persons_back(arms: WeeklyArms) -> IntVector:
    """Return 1 for persons who come back at least once, otherwise 0; shape (n_people,)."""
    return np.asarray(returns_by_week(arms.states).any(axis=1), dtype=np.int64)
