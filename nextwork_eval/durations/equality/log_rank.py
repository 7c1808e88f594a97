"""At the end you know whether the event comes equally fast in both arms, as far as a test can tell."""

from __future__ import annotations

import numpy as np
from scipy import stats

from nextwork_eval.design.urns import Lots
from nextwork_eval.durations.equality.counted import counted
from nextwork_eval.durations.equality.repeated import (
    Asked,
    Draws,
    Repeatable,
    absolute_sum,
    repeatable,
    without_draws,
)
from nextwork_eval.durations.equality.risk_sets import FloatMatrix, Variance, risk_sets, variance
from nextwork_eval.durations.inputs import TimedArms, ZeroLength, read_timed_arms
from nextwork_eval.durations.tables import event_warnings
from nextwork_eval.effects.estimate import FloatVector, Test
from nextwork_eval.effects.inputs import refuse
from nextwork_eval.effects.randomization.sums import fixed_point, sums_of_drawn

SUMMARY = "The arms cannot be compared with a log-rank test."


def log_rank(
    duration: object,
    event: object,
    treated: object,
    *,
    strata: object | None = None,
    rho: float = 0.0,
    gamma: float = 0.0,
    entry: object | None = None,
    follow_up: object | None = None,
    zero_length: ZeroLength = "refuse",
    draws: Draws = None,
    generator: np.random.Generator | None = None,
    studentized: bool = True,
    rounds: object | None = None,
    clusters: object | None = None,
    threads: int = 1,
) -> Test:
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
    rho, gamma
        Weights S^rho (1 - S)^gamma, 0 or more, with S the share without the event before the week, of both arms (of the
        stratum) together. (0, 0) is the log-rank test; (1, 0) looks at early weeks, (0, 1) at late ones, (1, 1) at the
        middle. To be chosen before the outcomes are seen.
    entry, follow_up, zero_length
        As in `kaplan_meier`.
    draws
        How often the lottery is repeated for the p-value, at least 99; all assignments are gone through where there are
        no more. `exact`: the law of |U| under repeated lotteries, without draws; only with `studentized` False. None:
        the p-value is that of the chi-square distribution.
    generator
        Source of chance, required with a number of `draws`.
    studentized
        Whether repetitions are ranked by U^2 / V, each with its own V, or by |U| alone.
    rounds
        Shape (n_people,): the lottery round of each, within which the lottery is repeated. None: `strata`.
    clusters
        Shape (n_people,): the cluster with which each was drawn. Only with `draws`.
    threads
        How many threads share the repetitions. They change nothing in the result.

    Returns
    -------
    Test
        `test_statistic` is chi-square; `df` is 1, or None where the p-value is that of repeated lotteries. With `exact`
        the p-value is never below P(|U*| >= |U|), and `method` says how far it may lie above. Warnings tell of an arm
        without events, of persons without follow-up, of strata that hold one arm only, and of a lottery with few
        outcomes.

    Raises
    ------
    EstimationError
        With every fault: those of `kaplan_meier`; a missing stratum; weights below 0; too few draws or no generator;
        `exact` with `studentized`; and when no week has an event of some, but not all, while persons of both arms (of a
        stratum) are at risk.

    Notes
    -----
    With d events among n at risk in a week, d1 and n1 of them treated, w the weight, U is the sum of w (d1 - d n1 / n),
    V the sum of w^2 d (n1 / n) (1 - n1 / n) (n - d) / (n - 1), and chi-square U^2 / V, weeks and strata summed before
    the square. The variance is the hypergeometric one, which is right with ties.

    Because weights and risk sets of both arms together do not depend on the lots, U is a sum of fixed scores over those
    offered the programme, whose variance over repeated lotteries is the same for all of them. Ranking by |U| is
    therefore the permutation test on log-rank scores. Ranked by U^2 / V the test also holds its level, in large trials,
    when follow-up ends for other reasons in one arm than in the other (Neuhaus 1993); both are exact when the offer
    changes nobody's event and follow-up. The scores are those that the R package coin calls mid-ranks; its other
    conventions for ties give other tests in weekly data.

    `exact`: up to 10,000 assignments are gone through. The law of more is bounded from its characteristic function
    (`effects.randomization.law`), with all of what lies at |U| itself; the p-value is the upper bound. U^2 / V has no
    such law, because V is another in each lottery.

    References
    ----------
    Mantel (1966), Cancer Chemotherapy Reports 50, 163-170. Peto and Peto (1972), Journal of the Royal Statistical
    Society A 135, 185-207. Fleming and Harrington (1991), Counting Processes and Survival Analysis. Neuhaus (1993),
    Annals of Statistics 21, 1760-1779. Phipson and Smyth (2010), Statistical Applications in Genetics and Molecular
    Biology 9, article 39.

    Examples
    --------
    >>> weeks, event = [6, 9, 12, 12, 2, 3, 6, 12], [1, 1, 0, 0, 1, 1, 1, 1]
    >>> test = log_rank(weeks, event, [1, 1, 1, 1, 0, 0, 0, 0])
    >>> round(test.test_statistic, 3), round(test.p_value, 3)
    (2.633, 0.105)

    Among the 70 ways in which four of the eight could have been drawn:

    >>> exact = log_rank(weeks, event, [1, 1, 1, 1, 0, 0, 0, 0], draws=999, generator=np.random.default_rng(1))
    >>> round(exact.p_value * 70)
    12

    By the sum of scores alone, without a generator:

    >>> law = log_rank(weeks, event, [1, 1, 1, 1, 0, 0, 0, 0], draws="exact", studentized=False)
    >>> round(law.p_value * 70)
    12
    """
    asked = Asked(draws=draws, generator=generator, rounds=rounds, clusters=clusters, threads=threads)
    exact = isinstance(draws, str)
    arms = read_timed_arms(
        SUMMARY,
        duration,
        event,
        treated,
        strata=strata,
        entry=entry,
        follow_up=follow_up,
        zero_length=zero_length,
        extra=asked.columns(),
        problems=[
            *weight_problems(rho, gamma),
            *asked.problems(exact=True),
            *([_NO_LAW] if exact and studentized else []),
        ],
    )
    refuse(SUMMARY, asked.crossing(arms))
    found = counted(arms, rho, gamma)
    if not found.variance > 0:
        refuse(SUMMARY, [nothing_to_compare(stratified=strata is not None)])
    chi_square = found.numerator**2 / found.variance
    warnings = event_warnings(arms, None) + one_armed_strata(arms)
    if draws is None:
        p_value, by = float(stats.chi2.sf(chi_square, 1)), "chi-square"
    elif exact:
        law = without_draws(asked, arms, found.scores, found.groups)
        p_value, by, warnings = law.p_value, law.words, warnings + law.warnings
    else:
        lottery = repeatable(asked, arms, found.scores[:, np.newaxis])
        p_value = _repeated(lottery, arms, found.scores[:, np.newaxis], (rho, gamma), studentized=studentized)
        by = f"{'studentised ' if studentized else ''}re-randomisation over {lottery.words}"
        warnings += lottery.warnings
    return Test(
        statistic="chi_square",
        null_hypothesis="The risk of the event is the same in both arms in every week"
        + (", within each stratum." if strata is not None else "."),
        test_statistic=chi_square,
        df=1.0 if draws is None else None,
        p_value=p_value,
        method=f"{'stratified ' if strata is not None else ''}{_name(rho, gamma)} test with hypergeometric variance"
        + (", delayed entry" if arms.late else "")
        + f"; {by}",
        warnings=warnings,
        **persons_and_events(arms),
    )


_NO_LAW = (
    "`draws` 'exact' is the law of |U|: expected `studentized` False, because U^2 / V has another V in each lottery."
)


def weight_problems(rho: object, gamma: object) -> list[str]:
    """List what is wrong with weights: numbers of 0 or more."""
    return [
        f"`{name}` is not a weight: expected a number of 0 or more."
        for name, value in (("rho", rho), ("gamma", gamma))
        if isinstance(value, bool) or not isinstance(value, (int, float, np.number)) or not 0 <= value < np.inf
    ]


def nothing_to_compare(*, stratified: bool) -> str:
    """Say that no week tells anything."""
    return "In no week does the event happen to some, but not all, while both arms are at risk" + (
        " in the same stratum." if stratified else "."
    )


def one_armed_strata(arms: TimedArms) -> tuple[str, ...]:
    """Tell of strata that hold one arm only."""
    sizes, offered = np.bincount(arms.strata), np.bincount(arms.strata, weights=arms.treated)
    alone = int(((sizes > 0) & ((offered == 0) | (offered == sizes))).sum())
    return (f"{alone} strata hold persons of one arm only and add nothing to the test.",) if alone else ()


def persons_and_events(arms: TimedArms) -> dict[str, int]:
    """Return the counts of a test's record."""
    cells = np.bincount(2 * arms.treated + (arms.event == 1), minlength=4).tolist()
    return {
        "n_treated": cells[2] + cells[3],
        "n_reference": cells[0] + cells[1],
        "events_treated": cells[3],
        "events_reference": cells[1],
    }


def _repeated(
    lottery: Repeatable,
    arms: TimedArms,
    own: FloatMatrix,
    weight: tuple[float, float],
    *,
    studentized: bool,
) -> float:
    if not studentized:
        return lottery.p_value(absolute_sum(lottery, own), 1)
    columns = fixed_point(lottery.by_unit(own))
    spread = variance(risk_sets(arms), [weight], lottery.unit_of, lottery.n_units)

    def statistic(lots: Lots) -> FloatVector:
        return _ratio(sums_of_drawn(lots, columns)[:, 0], spread, lots)

    return lottery.p_value(statistic, lottery.n_units)


def _ratio(sums: FloatVector, spread: Variance, lots: Lots) -> FloatVector:
    total = spread.of(lots)[:, 0]
    return np.asarray(np.divide(sums**2, total, out=np.zeros(len(sums)), where=total > 0))


def _name(rho: float, gamma: float) -> str:
    return "log-rank" if rho == gamma == 0 else f"Fleming-Harrington ({rho:g}, {gamma:g})"
