"""At the end you know how many weeks more the treated arm spends in work (or any set of states) up to a horizon."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.durations.contributions import Measure, compared, contributions, design_problems
from nextwork_eval.durations.inputs import ARMS
from nextwork_eval.durations.occupation import expected_time, held_warnings
from nextwork_eval.durations.state_inputs import WeeklyArms, read_weekly_arms
from nextwork_eval.effects.estimate import Estimate, FloatVector, IntVector
from nextwork_eval.effects.inputs import choice_problems, level_problems, refuse

_SUMMARY = "The expected weeks cannot be estimated."


def expected_weeks(
    states: object,
    treated: object,
    *,
    in_states: Iterable[int],
    last_observed: object,
    horizon: int,
    first_week: int = 0,
    from_week: int = 1,
    strata: object | None = None,
    covariates: object | None = None,
    groups: object | None = None,
    clusters: object | None = None,
    measure: Measure = "difference",
    level: float = 0.95,
) -> Estimate:
    """Estimate the difference between the arms in expected weeks spent in a set of states, from randomisation.

    Everyone randomised counts, also those who never reach the states, and weeks lost to a return are lost: no
    selection on having left support takes place.

    Parameters
    ----------
    states
        Shape (n_people, n_weeks): the code of each person's state in each week, the first column in `first_week`; -1
        (`UNOBSERVED`) from the week after `last_observed`. A state that nobody can leave (death) is carried on to
        the end of the person's follow-up. Where follow-up differs, coarser states give steadier estimates.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    in_states
        The codes of the states whose weeks are counted.
    last_observed
        Shape (n_people,): the last week of each person's follow-up, for a reason that has nothing to do with the
        person's fate (the end of the register).
    horizon
        Weeks `from_week` to `horizon` are counted, both included; week 0, the week of the lottery, is not.
    first_week
        0 where the week of the lottery is the first column, 1 where the first column is the week after it.
    from_week
        The first week that is counted: 53 for the second year. The weeks before it are used all the same, to follow
        people into the weeks that count. The weeks of two years add up to those of both.
    strata
        Shape (n_people,): the lottery round or site in which each person was drawn; None for one lottery.
    covariates, groups, clusters
        At most one of them: values before the lottery, as in `regression_adjusted`; the peer groups of the treated arm,
        as in `group_treatment`; clusters that were drawn, as in `difference_in_means_clustered`.
    measure
        `difference` in weeks, or `ratio` of the weeks of the treated to those of the reference arm.
    level
        Level of the two-sided interval.

    Returns
    -------
    Estimate
        `statistic` is `difference`, in weeks, or `ratio`; the levels are the expected weeks of the arms, with strata
        standardised to the strata's shares of everyone randomised. Warnings say when no one in an arm was ever seen in
        the states, when an arm does not vary, and when a share had to be held unchanged.

    Raises
    ------
    EstimationError
        With every fault: a horizon beyond the matrix or beyond the longest follow-up in an arm (of a stratum), an arm
        with fewer than two persons (in a stratum), weeks unobserved inside the follow-up or observed after it, an arm
        that is not 0/1, lengths or pandas indexes that differ, no state to count, or an outcome that varies in
        neither arm; for a ratio also an arm that is never in the states. Then those of the estimator that the design
        asks for; `from_week` before week 1 or after the horizon.

    Notes
    -----
    With p_s(t) the Aalen-Johansen share in state s (see `state_occupation`), the expected weeks of an arm are
    W = sum over t = `from_week` … horizon and s in the set of p_s(t). Its variance is m / (m - 1) times the sum over
    the m persons of the squared sum of their influence on these shares. The interval uses t with Welch-Satterthwaite
    degrees of freedom. With strata, the difference within stratum b has the weight n_b / n. A ratio is the difference
    of the
    logarithms, by the delta method. Covariates, peer groups and clusters are taken into account on one value for each
    person, the arm's level plus m times the person's influence, by the estimators of the same name in `effects`.

    When everybody is followed to the horizon, W is the mean of the persons' own weeks and the standard error is that of
    the difference in means (HC2): an exact identity.

    References
    ----------
    Aalen and Johansen (1978), Scandinavian Journal of Statistics 5, 141-150. Datta and Satten (2001), Statistics and
    Probability Letters 55, 403-411. Andersen (2013), Statistics in Medicine 32, 5278-5285.

    Examples
    --------
    Weeks 0 to 3, 0 on support and 1 in work; the third person is followed to week 2 only:

    >>> estimate = expected_weeks(
    ...     [[0, 1, 1, 1], [0, 0, 1, 1], [0, 0, 0, -1], [0, 0, 0, 1], [0, 1, 0, 0], [0, 0, 0, 0], [0, 1, 1, 0]],
    ...     [1, 1, 1, 1, 0, 0, 0],
    ...     in_states={1},
    ...     last_observed=[3, 3, 2, 3, 3, 3, 3],
    ...     horizon=3,
    ... )
    >>> round(estimate.level_treated, 3), round(estimate.level_reference, 3), round(estimate.estimate, 3)
    (1.75, 1.0, 0.75)

    The second and the third week alone:

    >>> later = expected_weeks(
    ...     [[0, 1, 1, 1], [0, 0, 1, 1], [0, 0, 0, -1], [0, 0, 0, 1], [0, 1, 0, 0], [0, 0, 0, 0], [0, 1, 1, 0]],
    ...     [1, 1, 1, 1, 0, 0, 0],
    ...     in_states={1},
    ...     last_observed=[3, 3, 2, 3, 3, 3, 3],
    ...     horizon=3,
    ...     from_week=2,
    ... )
    >>> round(later.level_treated, 3), round(later.level_reference, 3)
    (1.5, 0.333)
    """
    counted, problems = read_in_states(in_states)
    arms = read_weekly_arms(
        _SUMMARY,
        states,
        treated,
        last_observed=last_observed,
        horizon=horizon,
        first_week=first_week,
        strata=strata,
        problems=[
            *level_problems(level),
            *problems,
            *from_week_problems(from_week, horizon),
            *choice_problems("measure", measure, ["difference", "ratio"]),
            *design_problems(covariates=covariates, groups=groups, clusters=clusters),
        ],
    )
    warnings: list[str] = []
    n_strata = int(arms.strata.max()) + 1

    def weeks_in(people: IntVector) -> tuple[float, FloatVector]:
        found = expected_time(arms.states[people], in_states=counted, counted=arms.weeks >= from_week)
        name = "treated" if arms.treated[people[0]] == 1 else "reference"
        warnings.extend(held_warnings(name, found.estimated, where=" of a stratum" if n_strata > 1 else ""))
        return found.weeks, found.influence

    values = contributions(arms.treated, arms.strata, weeks_in)
    never = _never_there(arms, counted, from_week)
    if measure == "ratio" and never:
        refuse(_SUMMARY, [f"{told} The ratio would be 0 or infinite." for told in never])
    return compared(
        _SUMMARY,
        values,
        measure=measure,
        stratified=strata is not None,
        covariates=covariates,
        groups=groups,
        clusters=clusters,
        level=level,
        largest=1.0 if measure == "ratio" else float(horizon - from_week + 1),
        method=("ratio of " if measure == "ratio" else "") + "expected weeks in states from Aalen-Johansen shares",
        warnings=tuple(dict.fromkeys([*warnings, *never])),
    )


def from_week_problems(from_week: int, horizon: int) -> list[str]:
    """List what is wrong with the first week that counts; a horizon that is no week is told by itself."""
    if not isinstance(from_week, (int, np.integer)) or isinstance(from_week, bool) or from_week < 1:
        return ["`from_week` is not a whole week from 1: expected the first week that counts."]
    whole = isinstance(horizon, (int, np.integer)) and not isinstance(horizon, bool) and horizon >= 1
    return ["`from_week` lies after `horizon`: expected a week no later."] if whole and from_week > horizon else []


def _never_there(arms: WeeklyArms, counted: frozenset[int], from_week: int) -> list[str]:
    return [
        f"No one in the {name} arm was ever seen in the states that are counted."
        for name, code in ARMS
        if not np.isin(arms.states[arms.treated == code][:, arms.weeks >= from_week], list(counted)).any()
    ]


def read_in_states(in_states: Iterable[int]) -> tuple[frozenset[int], list[str]]:
    """Read the codes of the states that count, with what is wrong."""
    problem = "`in_states` does not name states: expected one or more codes, whole numbers from 0."
    try:
        codes: NDArray[np.int64] = np.asarray(list(in_states))
    except TypeError:
        return frozenset(), [problem]
    if codes.ndim != 1 or len(codes) == 0 or not np.issubdtype(codes.dtype, np.integer) or codes.min() < 0:
        return frozenset(), [problem]
    return frozenset(int(code) for code in codes), []
