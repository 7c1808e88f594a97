"""At the end you know the effect of the offer on a mean or a share: the difference between the arms, without a model.

The lottery alone justifies it: everyone is counted in the arm that was drawn, whether or not the offer was taken up.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from scipy import stats

from nextwork_eval.effects.estimate import Estimate
from nextwork_eval.effects.inputs import TwoArms, choice_problems, level_problems, read_numbers, read_two_arms, refuse
from nextwork_eval.effects.means.neyman import (
    StandardisedMean,
    bell_mccaffrey_df,
    standardised_means,
    t_quantile,
)

DegreesOfFreedom = Literal["bell_mccaffrey", "welch"]

_DEGREES_OF_FREEDOM_IN_WORDS = {"bell_mccaffrey": "Bell-McCaffrey", "welch": "Welch"}


def difference_in_means(
    outcome: object,
    treated: object,
    *,
    level: float = 0.95,
    degrees_of_freedom: DegreesOfFreedom = "bell_mccaffrey",
) -> Estimate:
    """Estimate the effect of the offer as the mean of the treated arm minus the mean of the reference arm.

    This is the intention to treat effect of a lottery without strata. A yes or no outcome (0/1) gives the difference
    between two shares, in shares: 0.10 is ten percentage points.

    Parameters
    ----------
    outcome
        Shape (n_people,): the outcome in its own unit (weeks, kroner, 0/1).
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    level
        Level of the two-sided interval.
    degrees_of_freedom
        `bell_mccaffrey`: a fixed number that depends on the sizes of the arms only; `welch`: Welch's, which also uses
        the two variances.

    Returns
    -------
    Estimate
        `statistic` is `difference`. A warning says when the outcome does not vary within one of the arms.

    Raises
    ------
    EstimationError
        With every fault: lengths or pandas indexes that differ, missing or infinite values, an arm that is not 0/1 or
        has fewer than two persons, an outcome that varies in neither arm (its standard error would be zero).

    Notes
    -----
    The variance is Neyman's, s1^2/n1 + s0^2/n0, which is HC2 of the regression of the outcome on the arm. It does not
    ask for equal variances. The Bell-McCaffrey degrees of freedom are

        (n1 + n0)^2 (n1 - 1)(n0 - 1) / (n1^2 (n1 - 1) + n0^2 (n0 - 1)).

    With small, unequal arms they keep the interval honest where n1 + n0 - 2 does not.

    References
    ----------
    Neyman (1923), translated in Statistical Science 5 (1990), 465-472. Welch (1947), Biometrika 34, 28-35.
    Bell and McCaffrey (2002), Survey Methodology 28, 169-181. Imbens and Kolesár (2016), Review of Economics and
    Statistics 98, 701-712.

    Examples
    --------
    Weeks in work of five young people who were offered the programme and four who were not:

    >>> estimate = difference_in_means([20, 31, 12, 40, 27, 10, 22, 15, 9], [1, 1, 1, 1, 1, 0, 0, 0, 0])
    >>> round(estimate.estimate, 2), round(estimate.std_error, 2), round(estimate.df, 2)
    (12.0, 5.62, 6.57)
    """
    arms = read_two_arms(
        "The difference in means cannot be estimated.",
        read_numbers("outcome", outcome),
        treated,
        problems=[
            *level_problems(level),
            *choice_problems("degrees_of_freedom", degrees_of_freedom, list(_DEGREES_OF_FREEDOM_IN_WORDS)),
        ],
    )
    one, zero = standardised_means(arms)
    return difference_estimate(
        arms,
        (float(one.mean[0]), float(zero.mean[0])),
        variance=float(one.variance[0] + zero.variance[0]),
        df=bell_mccaffrey_df(one, zero) if degrees_of_freedom == "bell_mccaffrey" else _welch_df(one, zero),
        level=level,
        method="difference in means; HC2 (Neyman) standard error; "
        f"t distribution with {_DEGREES_OF_FREEDOM_IN_WORDS[degrees_of_freedom]} degrees of freedom",
        warnings=still_arms(one, zero),
    )


def difference_estimate(
    arms: TwoArms,
    levels: tuple[float, float],
    *,
    variance: float,
    df: float,
    level: float,
    method: str,
    warnings: tuple[str, ...] = (),
) -> Estimate:
    """Return the difference between two levels, treated arm first, with a t interval; refuse a variance of zero."""
    if not (0 < variance < np.inf):
        refuse(
            "The difference in means has no standard error.",
            [
                "`outcome` varies in neither arm (within any stratum) and strata that are compared do not differ, or "
                "its numbers are too small or too large to be squared: expected some variation."
            ],
        )
    estimate = levels[0] - levels[1]
    std_error = variance**0.5
    statistic = estimate / std_error
    margin = t_quantile(level, df) * std_error
    return Estimate(
        statistic="difference",
        estimate=estimate,
        std_error=std_error,
        df=df,
        conf_low=estimate - margin,
        conf_high=estimate + margin,
        conf_level=level,
        test_statistic=statistic,
        p_value=float(2 * stats.t.sf(abs(statistic), df)),
        level_treated=levels[0],
        level_reference=levels[1],
        n_treated=int((arms.treated == 1).sum()),
        n_reference=int((arms.treated == 0).sum()),
        events_treated=int(arms.outcome[arms.treated == 1].sum()) if arms.yes_or_no else None,
        events_reference=int(arms.outcome[arms.treated == 0].sum()) if arms.yes_or_no else None,
        method=method,
        warnings=warnings,
    )


def still_arms(one: StandardisedMean, zero: StandardisedMean) -> tuple[str, ...]:
    """Say when the outcome does not vary within one of the arms."""
    return tuple(
        f"The outcome does not vary within the {name} arm: the standard error rests on the other arm alone."
        for name, arm in (("treated", one), ("reference", zero))
        if arm.variance[0] == 0
    )


def _welch_df(one: StandardisedMean, zero: StandardisedMean) -> float:
    v1, v0 = float(one.variance[0]), float(zero.variance[0])
    # Zero in both arms is refused afterwards; here it must only not divide by zero.
    return (v1 + v0) ** 2 / (v1**2 / (one.n - 1) + v0**2 / (zero.n - 1)) if v1 + v0 > 0 else np.nan
