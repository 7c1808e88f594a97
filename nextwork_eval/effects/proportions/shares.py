"""At the end you know the share of an arm that reached a goal, with limits that hold for few people."""

from __future__ import annotations

from typing import Literal

from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from nextwork_eval.effects.estimate import Estimate
from nextwork_eval.effects.inputs import TwoArms, choice_problems, level_problems, read_two_arms, read_zero_one

Interval = Literal["wilson", "clopper_pearson"]
Sides = Literal["two", "lower", "upper"]

_INTERVAL_IN_WORDS = {"wilson": "Wilson (score)", "clopper_pearson": "Clopper-Pearson (exact)"}
_SIDES_IN_WORDS = {"two": "two-sided interval", "lower": "one-sided lower limit", "upper": "one-sided upper limit"}


def share_in_arm(
    outcome: object,
    treated: object,
    *,
    arm: Literal[0, 1] = 1,
    level: float = 0.95,
    interval: Interval = "wilson",
    sides: Sides = "two",
    goal: float | None = None,
) -> Estimate:
    """Estimate the share of one arm with the event, for goals such as "75 % in a job or in education".

    It says how the arm fared, not what the programme did: a share above the goal may have come about without the offer.

    Parameters
    ----------
    outcome
        Shape (n_people,): 1 for persons with the event, otherwise 0.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    arm
        The arm to describe: 1 treated, 0 reference.
    level
        Level of the interval, or of the one-sided limit.
    interval
        `wilson` has the level on average over shares; `clopper_pearson` has at least the level for every share.
    sides
        `two` for a two-sided interval. `lower` for the limit that the share exceeds at the level: the interval is then
        [limit, 1], and a goal below the limit is reached beyond chance. `upper` for [0, limit].
    goal
        A share between 0 and 1. When given, the p-value tests that the share is the goal, against another share
        (`two`), a higher one (`lower`) or a lower one (`upper`); otherwise no test is made.

    Returns
    -------
    Estimate
        `statistic` is `share`. The level and the events of the arm that is not described are None. `std_error` is
        sqrt(p (1 - p) / n), or None where nobody or everybody has the event; the limits do not rest on it.

    Raises
    ------
    EstimationError
        With every fault: an outcome or an arm that is not 0/1, missing values, lengths or pandas indexes that differ,
        an arm with fewer than two persons, an option or a goal that does not exist.

    Notes
    -----
    The p-value belongs to the interval: a goal lies outside the interval when p < 1 - level. With `wilson` it is that
    of the score statistic z = (p - goal) / sqrt(goal (1 - goal) / n). With `clopper_pearson` it is a binomial tail;
    two-sided, twice the smaller tail, where R's `binom.test` adds up the less likely outcomes.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association 22, 209-212. Clopper and Pearson (1934), Biometrika
    26, 404-413. Brown, Cai and DasGupta (2001), Statistical Science 16, 101-133.

    Examples
    --------
    Of eight offered the programme, seven found a job; is that more than half?

    >>> found_job = [1, 1, 1, 1, 1, 1, 1, 0, 1, 0]
    >>> offered = [1, 1, 1, 1, 1, 1, 1, 1, 0, 0]
    >>> estimate = share_in_arm(found_job, offered, interval="clopper_pearson", sides="lower", goal=0.5)
    >>> round(estimate.estimate, 3), round(estimate.conf_low, 3), estimate.conf_high
    (0.875, 0.529, 1.0)
    >>> estimate.p_value == 9 / 256
    True
    """
    arms = read_two_arms(
        "The share of the arm cannot be estimated.",
        read_zero_one("outcome", outcome, meaning="persons with the event"),
        treated,
        problems=[
            *level_problems(level),
            *choice_problems("arm", arm, [0, 1]),
            *choice_problems("interval", interval, list(_INTERVAL_IN_WORDS)),
            *choice_problems("sides", sides, list(_SIDES_IN_WORDS)),
            *([] if goal is None or 0 < goal < 1 else ["`goal` is not a share between 0 and 1: 75 % is 0.75."]),
        ],
    )
    n, events = _counts(arms, arm)
    share = events / n
    low, high = wilson_or_exact_limits(events, n, level=level, interval=interval, sides=sides)
    statistic, p_value = (
        (None, None) if goal is None else _test_of_goal(events, n, goal, interval=interval, sides=sides)
    )
    return Estimate(
        statistic="share",
        estimate=share,
        std_error=(share * (1 - share) / n) ** 0.5 if 0 < events < n else None,
        df=None,
        conf_low=low,
        conf_high=high,
        conf_level=level,
        test_statistic=statistic,
        p_value=p_value,
        level_treated=share if arm == 1 else None,
        level_reference=share if arm == 0 else None,
        n_treated=_counts(arms, 1)[0],
        n_reference=_counts(arms, 0)[0],
        events_treated=events if arm == 1 else None,
        events_reference=events if arm == 0 else None,
        method=f"share of the {'treated' if arm == 1 else 'reference'} arm; "
        f"{_INTERVAL_IN_WORDS[interval]} {_SIDES_IN_WORDS[sides]}",
    )


def _counts(arms: TwoArms, arm: int) -> tuple[int, int]:
    members = arms.treated == arm
    return int(members.sum()), int(arms.outcome[members].sum())


def wilson_or_exact_limits(
    events: int, n: int, *, level: float, interval: Interval, sides: Sides
) -> tuple[float, float]:
    """Return the limits of one share; those of nobody and of everybody are exactly 0 and 1."""
    alpha = 1 - level if sides == "two" else 2 * (1 - level)
    method = {"wilson": "wilson", "clopper_pearson": "beta"}[interval]
    low, high = proportion_confint(events, n, alpha=alpha, method=method)
    # Wilson's limit at no events is zero; computed, it may miss it by rounding.
    return (
        0.0 if sides == "upper" or events == 0 else float(low),
        1.0 if sides == "lower" or events == n else float(high),
    )


def _test_of_goal(events: int, n: int, goal: float, *, interval: Interval, sides: Sides) -> tuple[float, float]:
    if interval == "wilson":
        statistic = (events / n - goal) / (goal * (1 - goal) / n) ** 0.5
        above, below = float(stats.norm.sf(statistic)), float(stats.norm.cdf(statistic))
    else:
        statistic = float(events)
        above, below = float(stats.binom.sf(events - 1, n, goal)), float(stats.binom.cdf(events, n, goal))
    match sides:
        case "lower":
            return statistic, above
        case "upper":
            return statistic, below
        case _:
            return statistic, min(1.0, 2 * min(above, below))
