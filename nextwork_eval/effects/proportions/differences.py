"""At the end you know by how many percentage points the offer moved a share, with an interval made for shares.

It holds its level where the interval of a mean does not: in small arms, and near 0 and 100 %.
"""

from __future__ import annotations

import math
from typing import Literal

from scipy import stats

from nextwork_eval.effects.estimate import Estimate
from nextwork_eval.effects.inputs import choice_problems, level_problems
from nextwork_eval.effects.proportions.scores import difference_limits, difference_score
from nextwork_eval.effects.proportions.shares import Sides, wilson_or_exact_limits
from nextwork_eval.effects.proportions.tables import TwoByTwo, comparison, read_two_by_two

DifferenceInterval = Literal["newcombe", "miettinen_nurminen"]

_INTERVAL_IN_WORDS = {
    "newcombe": "Newcombe's hybrid of Wilson limits",
    "miettinen_nurminen": "Miettinen-Nurminen score",
}
_SIDES_IN_WORDS = {"two": "interval", "lower": "one-sided lower limit", "upper": "one-sided upper limit"}


def risk_difference(
    outcome: object,
    treated: object,
    *,
    interval: DifferenceInterval = "newcombe",
    null: float = 0.0,
    sides: Sides = "two",
    level: float = 0.95,
) -> Estimate:
    """Estimate the difference between the shares of the two arms, with limits that hold in small trials.

    All persons are pooled. Where the chance of an offer differed between lottery rounds, the pooled shares compare
    unlike groups; use `mantel_haenszel` or `difference_in_means_stratified` there.

    Parameters
    ----------
    outcome
        Shape (n_people,): 1 for persons with the event, otherwise 0.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    interval
        `newcombe` for an estimate; `miettinen_nurminen` where the interval must agree with the test of a margin.
    null
        The difference that is tested: 0 for no effect, a margin such as -0.10 for non-inferiority, between -1 and 1.
    sides
        `two`; `lower` for the limit that the difference exceeds at the level, the interval being [limit, 1], and the
        p-value of a difference above `null` (non-inferiority); `upper` for [-1, limit] and a difference below `null`.
    level
        Level of the interval, or of the one-sided limit.

    Returns
    -------
    Estimate
        `statistic` is `difference`. `test_statistic` is the signed score z of Miettinen and Nurminen and `p_value` its
        normal tail, with either interval: with `newcombe`, a null just outside the interval may have a p-value just
        above the risk of error, or the other way round. `std_error` is None: neither interval rests on one.

    Raises
    ------
    EstimationError
        With every fault: an outcome or an arm that is not 0/1, missing values, lengths or pandas indexes that differ,
        an arm with fewer than two persons, an option, a level or a null that does not exist. Nobody or everybody with
        the event is no fault.

    Notes
    -----
    With p1, p0 the shares, [l, u] Wilson's limits of each, d = p1 - p0, Newcombe's limits (his method 10) are

        d - sqrt((p1 - l1)^2 + (u0 - p0)^2),   d + sqrt((u1 - p1)^2 + (p0 - l0)^2).

    The score statistic of a difference d0 is

        z = (p1 - p0 - d0) / sqrt([q1 (1 - q1) / n1 + q0 (1 - q0) / n0] N / (N - 1)),   N = n1 + n0,

    with q1 = q0 + d0 the shares of greatest likelihood; q0 is the root of a cubic that lies between the ends. The
    interval `miettinen_nurminen` holds every d0 that the test accepts.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873-890. Miettinen and Nurminen (1985), Statistics in Medicine 4,
    213-226. Farrington and Manning (1990), Statistics in Medicine 9, 1447-1454.

    Examples
    --------
    56 of 70 offered the programme found a job, and 48 of 80 in the reference arm:

    >>> found_job = [1] * 56 + [0] * 14 + [1] * 48 + [0] * 32
    >>> offered = [1] * 70 + [0] * 80
    >>> estimate = risk_difference(found_job, offered)
    >>> round(estimate.estimate, 4), round(estimate.conf_low, 4), round(estimate.conf_high, 4)
    (0.2, 0.0524, 0.3339)

    Not worse by ten percentage points?

    >>> margin = risk_difference(found_job, offered, interval="miettinen_nurminen", null=-0.1, sides="lower")
    >>> margin.p_value < 0.001
    True
    """
    table = read_two_by_two(
        "The difference between the two shares cannot be estimated.",
        outcome,
        treated,
        problems=[
            *level_problems(level),
            *choice_problems("interval", interval, list(_INTERVAL_IN_WORDS)),
            *choice_problems("sides", sides, list(_SIDES_IN_WORDS)),
            *([] if -1 < null < 1 else ["`null` is not a difference between -1 and 1: 10 points are 0.10."]),
        ],
    )
    z = float(difference_score(table.x1, table.n1, table.x0, table.n0, null))
    two_sided = level if sides == "two" else 2 * level - 1
    low, high = (_newcombe if interval == "newcombe" else _miettinen_nurminen)(table, two_sided)
    tail = {
        "two": 2 * float(stats.norm.sf(abs(z))),
        "lower": float(stats.norm.sf(z)),
        "upper": float(stats.norm.cdf(z)),
    }
    return comparison(
        table,
        statistic="difference",
        estimate=table.p1 - table.p0,
        limits=(-1.0 if sides == "upper" else low, 1.0 if sides == "lower" else high),
        level=level,
        test_statistic=z,
        p_value=tail[sides],
        method=f"difference between shares; {_INTERVAL_IN_WORDS[interval]} {_SIDES_IN_WORDS[sides]}; "
        f"Miettinen-Nurminen score test of {'no difference' if null == 0 else f'a difference of {null:g}'}",
    )


def _newcombe(table: TwoByTwo, level: float) -> tuple[float, float]:
    l1, u1 = wilson_or_exact_limits(table.x1, table.n1, level=level, interval="wilson", sides="two")
    l0, u0 = wilson_or_exact_limits(table.x0, table.n0, level=level, interval="wilson", sides="two")
    p1, p0 = table.p1, table.p0
    return p1 - p0 - math.hypot(p1 - l1, u0 - p0), p1 - p0 + math.hypot(u1 - p1, p0 - l0)


def _miettinen_nurminen(table: TwoByTwo, level: float) -> tuple[float, float]:
    return difference_limits(table.x1, table.n1, table.x0, table.n0, (1 + level) / 2)
