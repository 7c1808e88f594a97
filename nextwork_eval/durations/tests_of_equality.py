"""At the end you know whether the event comes equally fast in both arms, as far as a test can tell."""

from __future__ import annotations

import warnings

import numpy as np
from scipy import stats
from statsmodels.duration.survfunc import survdiff

from nextwork_eval.durations.inputs import TimedArms, read_timed_arms
from nextwork_eval.durations.tables import event_warnings
from nextwork_eval.effects.estimate import Test
from nextwork_eval.effects.inputs import refuse

_SUMMARY = "The arms cannot be compared with a log-rank test."


def log_rank(duration: object, event: object, treated: object, *, strata: object | None = None) -> Test:
    """Test that the weekly risk of the event is the same in both arms, in each stratum if there are strata.

    Parameters
    ----------
    duration
        Shape (n_people,): whole weeks from the lottery to the event or, without one, to the last week of follow-up. All
        events count: cut the durations at the horizon first, if there is one.
    event
        Shape (n_people,): 1 if the event happened in week `duration`, 0 if follow-up ended there. A competing event
        counts as the end of follow-up; the test is then one of the risk among those still waiting.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    strata
        Shape (n_people,): the lottery round or site in which each person was drawn; None for one lottery.

    Returns
    -------
    Test
        `test_statistic` is chi-square with 1 degree of freedom. Warnings tell of an arm without events, of persons
        without follow-up and of strata that hold one arm only.

    Raises
    ------
    EstimationError
        With every fault: durations that are not whole weeks or negative, events that are not 0/1 or happen in week 0,
        an arm that is not 0/1 or empty, a missing stratum, lengths or pandas indexes that differ; and when no week
        has an event of some, but not all, while persons of both arms (of a stratum) are at risk.

    Notes
    -----
    With d events among n at risk in a week, d1 and n1 of them treated, the statistic is (sum of d1 - d n1 / n)^2 over
    the sum of d (n1 / n) (1 - n1 / n) (n - d) / (n - 1), weeks and strata summed before the square. The variance is
    the hypergeometric one, which is right with ties.

    References
    ----------
    Mantel (1966), Cancer Chemotherapy Reports 50, 163-170. Peto and Peto (1972), Journal of the Royal Statistical
    Society A 135, 185-207.

    Examples
    --------
    >>> test = log_rank([6, 9, 12, 12, 2, 3, 6, 12], [1, 1, 0, 0, 1, 1, 1, 1], [1, 1, 1, 1, 0, 0, 0, 0])
    >>> round(test.test_statistic, 3), round(test.p_value, 3)
    (2.633, 0.105)
    """
    arms = read_timed_arms(_SUMMARY, duration, event, treated, strata=strata)
    statistic = _chi_square(arms, stratified=strata is not None)
    return Test(
        statistic="chi_square",
        null_hypothesis="The risk of the event is the same in both arms in every week"
        + (", within each stratum." if strata is not None else "."),
        test_statistic=statistic,
        df=1.0,
        p_value=float(stats.chi2.sf(statistic, 1)),
        n_treated=int((arms.treated == 1).sum()),
        n_reference=int((arms.treated == 0).sum()),
        events_treated=int(arms.event[arms.treated == 1].sum()),
        events_reference=int(arms.event[arms.treated == 0].sum()),
        method=("stratified " if strata is not None else "") + "log-rank test with hypergeometric variance; chi-square",
        warnings=event_warnings(arms, None) + _one_armed_strata(arms),
    )


def _chi_square(arms: TimedArms, *, stratified: bool) -> float:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a division by zero inside is a refusal, not a number
            statistic, _ = survdiff(arms.duration, arms.event, arms.treated, strata=arms.strata if stratified else None)
    except (np.linalg.LinAlgError, RuntimeWarning):
        statistic = np.nan
    if not np.isfinite(statistic):
        refuse(
            _SUMMARY,
            [
                "In no week does the event happen to some, but not all, while both arms are at risk"
                + (" in the same stratum." if stratified else ".")
            ],
        )
    return float(statistic)


def _one_armed_strata(arms: TimedArms) -> tuple[str, ...]:
    present = [np.unique(arms.strata[arms.treated == code]) for code in (0, 1)]
    alone = len(np.setxor1d(present[0], present[1]))
    return (f"{alone} strata hold persons of one arm only and add nothing to the test.",) if alone else ()
