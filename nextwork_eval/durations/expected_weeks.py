"""At the end you know how many weeks more the treated arm spends in work (or any set of states) up to a horizon."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.durations.contrasts import t_difference
from nextwork_eval.durations.inputs import ARMS
from nextwork_eval.durations.occupation import expected_time_influence, held_warnings, occupation
from nextwork_eval.durations.state_inputs import UNOBSERVED, WeeklyArms, read_weekly_arms
from nextwork_eval.effects.estimate import Estimate, FloatVector
from nextwork_eval.effects.inputs import level_problems

_SUMMARY = "The expected weeks cannot be estimated."


def expected_weeks(
    states: object,
    treated: object,
    *,
    in_states: Iterable[int],
    last_observed: object,
    horizon: int,
    first_week: int = 0,
    strata: object | None = None,
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
        Weeks 1 to `horizon` are counted, both included; week 0, the week of the lottery, is not.
    first_week
        0 where the week of the lottery is the first column, 1 where the first column is the week after it.
    strata
        Shape (n_people,): the lottery round or site in which each person was drawn; None for one lottery.
    level
        Level of the two-sided interval.

    Returns
    -------
    Estimate
        `statistic` is `difference`, in weeks; the levels are the expected weeks of the arms, with strata standardised
        to the strata's shares of everyone randomised. Warnings say when no one in an arm was ever seen in the states,
        when an arm does not vary, and when a share had to be held unchanged.

    Raises
    ------
    EstimationError
        With every fault: a horizon beyond the matrix or beyond the longest follow-up in an arm (of a stratum), an arm
        with fewer than two persons (in a stratum), weeks unobserved inside the follow-up or observed after it, an arm
        that is not 0/1, lengths or pandas indexes that differ, no state to count, or an outcome that varies in
        neither arm.

    Notes
    -----
    With p_s(t) the Aalen-Johansen share in state s (see `state_occupation`), the expected weeks of an arm are
    W = sum over t = 1 … horizon and s in the set of p_s(t). Its variance is m / (m - 1) times the sum over the m
    persons of the squared sum of their influence on these shares. The interval uses t with Welch-Satterthwaite degrees
    of freedom. With strata, the difference within stratum b has the weight n_b / n.

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
    """
    counted, problems = _read_in_states(in_states)
    arms = read_weekly_arms(
        _SUMMARY,
        states,
        treated,
        last_observed=last_observed,
        horizon=horizon,
        first_week=first_week,
        strata=strata,
        problems=[*level_problems(level), *problems],
    )
    one, zero = (_arm(arms, name, code, counted) for name, code in ARMS)
    n_strata = len(one.variances)
    return t_difference(
        _SUMMARY,
        levels=(one.weeks, zero.weeks),
        variances=(one.variances, zero.variances),
        dfs=(one.dfs, zero.dfs),
        sizes=(one.n, zero.n),
        events=(None, None),
        largest=float(horizon),
        level=level,
        method="expected weeks in states from Aalen-Johansen shares"
        + (f" within {n_strata} strata, averaged with the strata's shares of all persons" if strata is not None else "")
        + "; infinitesimal jackknife standard error with m/(m-1); t distribution with Welch-Satterthwaite degrees of "
        "freedom",
        warnings=one.warnings + zero.warnings,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arm:
    weeks: float
    variances: FloatVector  # one for each stratum, weighted
    dfs: FloatVector
    n: int
    warnings: tuple[str, ...]


def _arm(arms: WeeklyArms, name: str, code: int, counted: frozenset[int]) -> _Arm:
    own = arms.treated == code
    shares = np.bincount(arms.strata) / len(arms.strata)
    weeks, variances, dfs = 0.0, np.zeros(len(shares)), np.zeros(len(shares))
    warnings: tuple[str, ...] = ()
    for stratum, share in enumerate(shares):
        cell = arms.states[own & (arms.strata == stratum)]
        # Only states that occur are carried through the recursion; codes of a register can be many and far apart.
        codes = np.unique(cell[cell != UNOBSERVED])
        renumbered = np.where(cell == UNOBSERVED, UNOBSERVED, np.searchsorted(codes, cell))
        estimated = occupation(renumbered, n_states=len(codes))
        weights = np.outer(arms.weeks >= 1, np.isin(codes, list(counted))).astype(np.float64)
        influence = expected_time_influence(renumbered, estimated, weights=weights)
        m = len(cell)
        weeks += float(share * (estimated.probabilities * weights).sum())
        variances[stratum] = share**2 * m / (m - 1) * float(influence @ influence)
        dfs[stratum] = m - 1
        warnings += held_warnings(name, estimated, where=" of a stratum" if len(shares) > 1 else "")
    never = not np.isin(arms.states[own][:, arms.weeks >= 1], list(counted)).any()
    if never:
        warnings += (f"No one in the {name} arm was ever seen in the states that are counted.",)
    return _Arm(weeks=weeks, variances=variances, dfs=dfs, n=int(own.sum()), warnings=tuple(dict.fromkeys(warnings)))


def _read_in_states(in_states: Iterable[int]) -> tuple[frozenset[int], list[str]]:
    problem = "`in_states` does not name states: expected one or more codes, whole numbers from 0."
    try:
        codes: NDArray[np.int64] = np.asarray(list(in_states))
    except TypeError:
        return frozenset(), [problem]
    if codes.ndim != 1 or len(codes) == 0 or not np.issubdtype(codes.dtype, np.integer) or codes.min() < 0:
        return frozenset(), [problem]
    return frozenset(int(code) for code in codes), []
