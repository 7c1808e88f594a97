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
    return _difference(
        arms,
        one,
        zero,
        df=bell_mccaffrey_df(one, zero) if degrees_of_freedom == "bell_mccaffrey" else _welch_df(one, zero),
        level=level,
        method="difference in means; HC2 (Neyman) standard error; "
        f"t distribution with {_DEGREES_OF_FREEDOM_IN_WORDS[degrees_of_freedom]} degrees of freedom",
    )


def difference_in_means_stratified(
    outcome: object, treated: object, *, strata: object, level: float = 0.95
) -> Estimate:
    """Estimate the effect of the offer in a lottery that was drawn within strata (rounds, municipalities).

    The difference is taken within each stratum and averaged with the strata's shares of everyone randomised. This is
    the average effect over all persons of the trial, also when the chance of an offer differed between strata; a
    regression with a dummy for each stratum would weigh the strata otherwise and estimate something else.

    Parameters
    ----------
    outcome, treated
        As in `difference_in_means`.
    strata
        Shape (n_people,): the stratum in which each person was drawn; any labels.
    level
        Level of the two-sided interval.

    Returns
    -------
    Estimate
        `level_treated` and `level_reference` are means standardised to the strata's shares, so that their difference is
        the estimate. They differ from the raw means of the arms when the chance of an offer differed between strata;
        `events_treated` and `events_reference` are raw counts of persons.

    Raises
    ------
    EstimationError
        As `difference_in_means`, and when an arm has fewer than two persons in a stratum, or a stratum is missing.

    Notes
    -----
    With stratum b of n_b persons and the cell of arm a in it of n_ba persons with variance s_ba^2:

        estimate = sum_b (n_b / n) (mean_b1 - mean_b0)
        variance = sum_b (n_b / n)^2 (s_b1^2 / n_b1 + s_b0^2 / n_b0)
        df = (sum w_ba)^2 / sum (w_ba^2 / (n_ba - 1)),  w_ba = (n_b / n)^2 / n_ba.

    This equals the regression with centred stratum dummies and their products with the arm, HC2 and Bell-McCaffrey
    degrees of freedom. A lottery round is a stratum of its own, whether or not its chance of an offer was another.

    References
    ----------
    Gerber and Green (2012), Field Experiments, section 3.6. Lin (2013), Annals of Applied Statistics 7, 295-318.
    Imbens and Kolesár (2016), Review of Economics and Statistics 98, 701-712.

    Examples
    --------
    In Odense two of four got the offer, in Vejle two of six:

    >>> weeks = [10, 20, 8, 6, 30, 34, 20, 22, 24, 26]
    >>> offered = [1, 1, 0, 0, 1, 1, 0, 0, 0, 0]
    >>> place = ["Odense"] * 4 + ["Vejle"] * 6
    >>> estimate = difference_in_means_stratified(weeks, offered, strata=place)
    >>> round(estimate.estimate, 1), round(estimate.level_treated, 1), round(estimate.level_reference, 1)
    (8.6, 25.2, 16.6)
    """
    arms = read_two_arms(
        "The stratified difference in means cannot be estimated.",
        read_numbers("outcome", outcome),
        treated,
        strata=strata,
        problems=level_problems(level),
    )
    one, zero = standardised_means(arms)
    return _difference(
        arms,
        one,
        zero,
        df=bell_mccaffrey_df(one, zero),
        level=level,
        method=f"difference in means within {len(one.cell_sizes)} strata, averaged with the strata's shares of all "
        "persons; HC2 (Neyman) standard error; t distribution with Bell-McCaffrey degrees of freedom",
    )


def _difference(
    arms: TwoArms, one: StandardisedMean, zero: StandardisedMean, *, df: float, level: float, method: str
) -> Estimate:
    variance = float(one.variance[0] + zero.variance[0])
    if not (0 < variance < np.inf):
        refuse(
            "The difference in means has no standard error.",
            [
                "`outcome` varies in neither arm (within any stratum), or its numbers are too small or too large to be "
                "squared: expected variation within at least one arm."
            ],
        )
    estimate = float(one.mean[0] - zero.mean[0])
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
        level_treated=float(one.mean[0]),
        level_reference=float(zero.mean[0]),
        n_treated=one.n,
        n_reference=zero.n,
        events_treated=int(arms.outcome[arms.treated == 1].sum()) if arms.yes_or_no else None,
        events_reference=int(arms.outcome[arms.treated == 0].sum()) if arms.yes_or_no else None,
        method=method,
        warnings=_still_arms(one, zero),
    )


def _welch_df(one: StandardisedMean, zero: StandardisedMean) -> float:
    v1, v0 = float(one.variance[0]), float(zero.variance[0])
    # Zero in both arms is refused afterwards; here it must only not divide by zero.
    return (v1 + v0) ** 2 / (v1**2 / (one.n - 1) + v0**2 / (zero.n - 1)) if v1 + v0 > 0 else np.nan


def _still_arms(one: StandardisedMean, zero: StandardisedMean) -> tuple[str, ...]:
    return tuple(
        f"The outcome does not vary within the {name} arm: the standard error rests on the other arm alone."
        for name, arm in (("treated", one), ("reference", zero))
        if arm.variance[0] == 0
    )
