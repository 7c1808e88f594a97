"""At the end you know how many times as large the offer made a share, or the odds, with limits made for few people.

Where the reference arm has nobody with the event, no ratio is too large for the data: the set is then a ray.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from scipy import stats

from nextwork_eval.effects.estimate import Estimate
from nextwork_eval.effects.inputs import level_problems
from nextwork_eval.effects.proportions.scores import crossing, odds_ratio_score, ratio_score
from nextwork_eval.effects.proportions.tables import NOT_SHOWN, TwoByTwo, comparison, read_two_by_two

Score = Callable[[TwoByTwo, float], float]


def risk_ratio(outcome: object, treated: object, *, null: float = 1.0, level: float = 0.95) -> Estimate:
    """Estimate how many times as large a share the offer leads to: the treated arm's share over the reference arm's.

    All persons are pooled. Where the chance of an offer differed between lottery rounds, the pooled shares compare
    unlike groups; use `mantel_haenszel` or `difference_in_means_stratified` there.

    Parameters
    ----------
    outcome
        Shape (n_people,): 1 for persons with the event, otherwise 0.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    null
        The ratio that is tested: 1 for no effect, 0.5 for a halving; above 0.
    level
        Level of the two-sided interval.

    Returns
    -------
    Estimate
        `statistic` is `ratio`. `std_error` is None: the interval does not rest on one, and is not symmetric, on the
        log scale either. With nobody with the event in the reference arm, the estimate is inf and the set a
        `ray_above`, from `conf_low` on; with nobody in either arm, the estimate is NaN and the set the `whole_line` of
        ratios; a warning says so.

    Raises
    ------
    EstimationError
        As `share_in_arm`, and for a null that is not above 0.

    Notes
    -----
    The interval holds all ratios r that the score test accepts. Its statistic is

        (p1 - r p0)^2 / [(q1 (1 - q1) / n1 + r^2 q0 (1 - q0) / n0) N / (N - 1)],  N = n1 + n0,

    with q1 = r q0 the shares of greatest likelihood when the ratio is r; q0 solves a quadratic equation. It is compared
    with chi-square on one degree of freedom. The p-value is that of r = `null`, against smaller and larger ratios.

    References
    ----------
    Koopman (1984), Biometrics 40, 513-517. Miettinen and Nurminen (1985), Statistics in Medicine 4, 213-226.

    Examples
    --------
    Six of eight offered the programme found a job, and three of eight in the reference arm:

    >>> found_job = [1] * 6 + [0] * 2 + [1] * 3 + [0] * 5
    >>> offered = [1] * 8 + [0] * 8
    >>> estimate = risk_ratio(found_job, offered)
    >>> estimate.estimate, estimate.conf_low < 1 < estimate.conf_high
    (2.0, True)
    """
    summary = "The ratio of the two shares cannot be estimated."
    table = read_two_by_two(summary, outcome, treated, problems=[*level_problems(level), *_null_problems(null)])
    if table.x0 == 0:
        estimate = math.inf if table.x1 > 0 else NOT_SHOWN
    else:
        estimate = (table.x1 / table.n1) / (table.x0 / table.n0)
    return _by_score(
        table,
        lambda table, ratio: float(ratio_score(table.x1, table.n1, table.x0, table.n0, ratio)) ** 2,
        statistic="ratio",
        estimate=estimate,
        null=null,
        level=level,
        method="ratio of shares; score interval and test (Koopman, with the N / (N - 1) of Miettinen and Nurminen)",
    )


def odds_ratio(outcome: object, treated: object, *, null: float = 1.0, level: float = 0.95) -> Estimate:
    """Estimate how many times as large the odds of the event are under the offer, with a score interval.

    An odds ratio is further from 1 than the ratio of the shares unless the event is rare: give it beside the difference
    and the ratio, not in their place. All persons are pooled, as in `risk_ratio`.

    Parameters
    ----------
    outcome, treated
        As in `risk_ratio`.
    null
        The odds ratio that is tested: 1 for no effect; above 0.
    level
        Level of the two-sided interval.

    Returns
    -------
    Estimate
        `statistic` is `odds_ratio`. Where the reference arm has nobody with the event, or the treated arm everybody,
        the estimate is inf and the set a `ray_above`; where nobody or everybody in the trial has it, the estimate is
        NaN and the set the `whole_line` of odds ratios; a warning says so. `std_error` is None.

    Raises
    ------
    EstimationError
        As `risk_ratio`.

    Notes
    -----
    With q1, q0 the shares of greatest likelihood among those with odds ratio r, and v = q (1 - q), the statistic is

        [(p1 - q1) / v1 - (p0 - q0) / v0]^2 / [(1 / (n1 v1) + 1 / (n0 v0)) N / (N - 1)],  N = n1 + n0,

    compared with chi-square on one degree of freedom; q0 solves a quadratic equation.

    References
    ----------
    Miettinen and Nurminen (1985), Statistics in Medicine 4, 213-226.

    Examples
    --------
    >>> found_job = [1] * 6 + [0] * 2 + [1] * 3 + [0] * 5
    >>> estimate = odds_ratio(found_job, [1] * 8 + [0] * 8)
    >>> estimate.estimate, estimate.conf_low < 1 < estimate.conf_high
    (5.0, True)
    """
    summary = "The odds ratio cannot be estimated."
    table = read_two_by_two(summary, outcome, treated, problems=[*level_problems(level), *_null_problems(null)])
    return _by_score(
        table,
        odds_ratio_score,
        statistic="odds_ratio",
        estimate=quotient(table.x1 * (table.n0 - table.x0), (table.n1 - table.x1) * table.x0),
        null=null,
        level=level,
        method="odds ratio; score interval and test (Miettinen-Nurminen)",
    )


def quotient(numerator: float, denominator: float) -> float:
    """Return a quotient that is inf where only the denominator is 0, and NaN where both are."""
    if denominator == 0:
        return math.inf if numerator > 0 else NOT_SHOWN
    return numerator / denominator


def _by_score(
    table: TwoByTwo, score: Score, *, statistic: str, estimate: float, null: float, level: float, method: str
) -> Estimate:
    critical = float(stats.chi2.isf(1 - level, 1))
    if math.isnan(estimate):
        limits = (NOT_SHOWN, NOT_SHOWN)
    elif math.isinf(estimate):
        limits = (1 / _upper(table.swapped(), score, 0.0, critical), math.inf)
    else:
        limits = (_lower(table, score, estimate, critical), _upper(table, score, estimate, critical))
    tested = score(table, null)
    return comparison(
        table,
        statistic=statistic,
        estimate=estimate,
        limits=limits,
        level=level,
        test_statistic=tested,
        p_value=float(stats.chi2.sf(tested, 1)),
        method=method + ("" if null == 1 else f"; test of {null:g}"),
        warnings=_open_ended(estimate, statistic),
        set_kind="whole_line" if math.isnan(estimate) else "ray_above" if math.isinf(estimate) else "interval",
    )


def _lower(table: TwoByTwo, score: Score, estimate: float, critical: float) -> float:
    if estimate == 0:
        return 0.0
    return crossing(lambda ratio: score(table, ratio), critical, start=estimate, factor=0.5)


def _upper(table: TwoByTwo, score: Score, estimate: float, critical: float) -> float:
    # With an estimate of 0 the statistic near there is about ratio * p0 * n1.
    inside = estimate if estimate > 0 else 0.01 * table.n0 / (table.n1 * table.x0)
    while score(table, inside) >= critical:
        inside /= 2
    return crossing(lambda ratio: score(table, ratio), critical, start=inside, factor=2.0)


def _open_ended(estimate: float, statistic: str) -> tuple[str, ...]:
    name = "ratio" if statistic == "ratio" else "odds ratio"
    if math.isnan(estimate):
        return (f"The data say nothing on the {name}, because all that it divides is 0: read the difference.",)
    if math.isinf(estimate):
        return (f"The {name} divides by 0: it has no finite estimate and no upper limit, read the difference.",)
    return ()


def _null_problems(null: float) -> list[str]:
    return [] if 0 < null < math.inf else ["`null` is not a ratio: expected a finite number above 0."]
