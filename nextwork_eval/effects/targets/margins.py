"""At the end you know whether the offer did at least no worse than a margin allows, or no more than it in either way.

"No clear difference" is not "no difference that matters". These functions answer the second question: with a margin
that was fixed beforehand, the null hypothesis is that the difference is at least as large as the margin.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
from scipy import stats

from nextwork_eval.effects.estimate import Estimate
from nextwork_eval.effects.inputs import choice_problems, level_problems, read_numbers, read_two_arms, read_zero_one
from nextwork_eval.effects.means.difference import difference_in_means
from nextwork_eval.effects.means.stratified import difference_in_means_stratified
from nextwork_eval.effects.proportions.scores import difference_limits, difference_score

MarginTest = Literal["score", "t"]
Better = Literal["more", "fewer"]


def noninferiority(
    outcome: object,
    treated: object,
    *,
    margin: float,
    better: Better = "more",
    test: MarginTest = "score",
    strata: object | None = None,
    level: float = 0.95,
) -> Estimate:
    """Ask whether those offered the programme did worse than the reference arm by less than a margin.

    Parameters
    ----------
    outcome
        Shape (n_people,): 0/1 with the test `score`, any numbers with `t`.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    margin
        The largest loss that would still be called no worse, in the unit of the outcome and above 0; for a share 0.1
        is ten percentage points. It must have been fixed before the outcome was seen.
    better
        `more`: the arm does worse by a difference below zero. `fewer`: by one above zero.
    test
        `score`: for shares, everyone pooled. `t`: for means, with Welch's degrees of freedom; with strata the
        difference within strata.
    strata
        Shape (n_people,): the stratum in which each person was drawn, for `t`; None for a lottery without strata.
    level
        One-sided level. The interval from `conf_low` to `conf_high` is two such limits, and `conf_level` is therefore
        2 level - 1: it holds every margin that the data do not exclude.

    Returns
    -------
    Estimate
        `statistic` is `difference`. `test_statistic` and `p_value` belong to the null hypothesis that the loss is the
        margin or more; p < 1 - level exactly when the interval excludes the margin.

    Raises
    ------
    EstimationError
        With every fault: those of `difference_in_means`, a margin that is not above 0 (and, for shares, below 1), a
        share that is not 0/1, an option that does not exist, strata with the score test.

    Notes
    -----
    For shares z is `difference_score` at -margin (`more`) or margin (`fewer`); its reference is the normal
    distribution. For means t = (difference + margin) / standard error, or (difference - margin) / standard error.

    References
    ----------
    Farrington and Manning (1990), Statistics in Medicine 9, 1447-1454. Miettinen and Nurminen (1985), Statistics in
    Medicine 4, 213-226. Welch (1947), Biometrika 34, 28-35.

    Examples
    --------
    47 of 60 against 38 of 60, when up to ten percentage points fewer would do:

    >>> import numpy as np
    >>> found_job = np.repeat([1, 0, 1, 0], [47, 13, 38, 22])
    >>> offered = np.repeat([1, 0], [60, 60])
    >>> estimate = noninferiority(found_job, offered, margin=0.10)
    >>> round(estimate.test_statistic, 4), round(estimate.p_value, 4), estimate.conf_low > -0.10
    (2.9837, 0.0014, True)
    """
    summary = "Whether the offer did no worse cannot be estimated."
    problems = choice_problems("better", better, ["more", "fewer"])
    difference = _difference(summary, outcome, treated, margin, test, strata, level, problems)
    side = 1 if better == "more" else -1
    statistic = _distance(difference, test, -side * margin)
    return replace(
        difference,
        test_statistic=statistic,
        p_value=_above(difference, test, side * statistic),
        method=f"{difference.method}; null hypothesis: worse by {margin:g} or more",
    )


def equivalence(
    outcome: object,
    treated: object,
    *,
    margin: float,
    test: MarginTest = "t",
    strata: object | None = None,
    level: float = 0.95,
) -> Estimate:
    """Ask whether the arms differ by less than a margin, whichever way: two one-sided tests.

    Parameters
    ----------
    outcome, treated, test, strata, level
        As in `noninferiority`.
    margin
        The smallest difference that would matter, in the unit of the outcome and above 0.

    Returns
    -------
    Estimate
        As `noninferiority`; `test_statistic` and `p_value` are those of the one of the two tests that has the larger
        p-value. p < 1 - level exactly when the whole interval lies between -margin and margin.

    Raises
    ------
    EstimationError
        As `noninferiority`.

    Notes
    -----
    H0: difference <= -margin, and H0: difference >= margin, each at 1 - level; both must be rejected (TOST).

    References
    ----------
    Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics 15, 657-680. Welch (1947), Biometrika 34, 28-35.

    Examples
    --------
    Do five and four people differ by less than 30 weeks?

    >>> weeks, offered = [20, 31, 12, 40, 27, 10, 22, 15, 9], [1, 1, 1, 1, 1, 0, 0, 0, 0]
    >>> estimate = equivalence(weeks, offered, margin=30)
    >>> round(estimate.estimate, 1), round(estimate.test_statistic, 2), estimate.p_value < 0.05
    (12.0, -3.21, True)
    """
    summary = "Whether the arms differ by less than the margin cannot be estimated."
    difference = _difference(summary, outcome, treated, margin, test, strata, level, [])
    lower, upper = _distance(difference, test, -margin), _distance(difference, test, margin)
    above, below = _above(difference, test, lower), _above(difference, test, -upper)
    return replace(
        difference,
        test_statistic=lower if above >= below else upper,
        p_value=max(above, below),
        method=f"{difference.method}; null hypothesis: a difference of {margin:g} or more, either way; two one-sided "
        "tests",
    )


def _difference(
    summary: str,
    outcome: object,
    treated: object,
    margin: float,
    test: MarginTest,
    strata: object | None,
    level: float,
    problems: list[str],
) -> Estimate:
    """Return the difference with limits that are one-sided at `level` each, before it is held against the margin."""
    score = test == "score"
    column = read_zero_one("outcome", outcome, meaning="persons with the event") if score else None
    arms = read_two_arms(
        summary,
        column or read_numbers("outcome", outcome),
        treated,
        strata=strata,
        problems=[
            *level_problems(level),
            *choice_problems("test", test, ["score", "t"]),
            *_margin_problems(margin, largest=1.0 if score else np.inf),
            *(["`strata` goes with test='t': the score test pools everyone."] if score and strata is not None else []),
            *problems,
        ],
    )
    both = 2 * level - 1
    if test == "t":
        found = (
            difference_in_means(arms.outcome, arms.treated, degrees_of_freedom="welch")
            if strata is None
            else difference_in_means_stratified(arms.outcome, arms.treated, strata=arms.strata)
        )
        half = float(stats.t.isf(1 - level, found.df)) * (found.std_error or 0.0)
        return replace(found, conf_low=found.estimate - half, conf_high=found.estimate + half, conf_level=both)
    (n1, x1), (n0, x0) = (
        (int((arms.treated == arm).sum()), int(arms.outcome[arms.treated == arm].sum())) for arm in (1, 0)
    )
    low, high = difference_limits(x1, n1, x0, n0, level)
    return Estimate(
        statistic="difference",
        estimate=x1 / n1 - x0 / n0,
        std_error=None,
        df=None,
        conf_low=low,
        conf_high=high,
        conf_level=both,
        test_statistic=None,
        p_value=None,
        level_treated=x1 / n1,
        level_reference=x0 / n0,
        n_treated=n1,
        n_reference=n0,
        events_treated=x1,
        events_reference=x0,
        method="difference between two shares; score limits and test (Miettinen and Nurminen)",
    )


def _distance(difference: Estimate, test: MarginTest, margin: float) -> float:
    if test == "t":
        return (difference.estimate - margin) / (difference.std_error or np.nan)
    x1, x0 = difference.events_treated or 0, difference.events_reference or 0
    return float(difference_score(x1, difference.n_treated, x0, difference.n_reference, margin))


def _above(difference: Estimate, test: MarginTest, statistic: float) -> float:
    return float(stats.t.sf(statistic, difference.df) if test == "t" else stats.norm.sf(statistic))


def _margin_problems(margin: float, *, largest: float) -> list[str]:
    if 0 < margin < largest:
        return []
    unit = ", below 1 for shares: ten percentage points are 0.10" if largest == 1 else ", in the unit of the outcome"
    return [f"`margin` is not a margin: expected a number above 0{unit}."]
