"""At the end you know the effect by week as Danish trial reports give it: a linear probability model for each week."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from statsmodels.regression.linear_model import OLS

from nextwork_eval.effects.covariates import read_covariates, usable_covariates
from nextwork_eval.effects.estimate import Curve, FloatVector, IntVector
from nextwork_eval.effects.inputs import TwoArms, choice_problems, level_problems, read_numbers, read_two_arms, refuse
from nextwork_eval.effects.means.neyman import t_quantile
from nextwork_eval.effects.paths.by_week import difference_by_week, read_weeks

StandardErrors = Literal["HC1", "HC2"]

_SUMMARY = "The linear probability models by week cannot be estimated."


def linear_probability_by_week(
    outcomes: object,
    treated: object,
    *,
    weeks: object,
    covariates: object,
    strata: object | None = None,
    standard_errors: StandardErrors = "HC2",
    level: float = 0.95,
    label: str = "outcome",
) -> Curve:
    """Estimate the effect in each week by a regression of its own, as evaluations of Danish trials do.

    Readers of those reports find here what they know: one linear probability model for each week since the trial began,
    with the arm and what was known before the lottery. `difference_by_week` needs no regression, and is what a plan
    should promise first.

    Parameters
    ----------
    outcomes
        Shape (n_people, n_weeks): 1 for persons in the state, otherwise 0.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    weeks
        Shape (n_weeks,): the whole number of each column's week, increasing.
    covariates
        Known before the lottery, for everyone: an array of shape (n_people, n_covariates), a mapping from names to
        vectors, or a data frame.
    strata
        Shape (n_people,): the lottery round or job centre of each person; a dummy for each enters the regression. None
        for a lottery without strata.
    standard_errors
        `HC2`, or `HC1` as Stata's `robust`.
    level
        Level of each two-sided interval.
    label
        Name of the outcome, to pick its lines by.

    Returns
    -------
    Curve
        Three lines, as `difference_by_week`: `treated` and `reference` are the raw shares; `difference` is the
        coefficient of the arm, so that it is not the one minus the other. A week in which nobody, or everybody, is in
        the state has no standard error. Warnings name the covariates that were left out.

    Raises
    ------
    EstimationError
        With every fault: those of `difference_by_week`, outcomes other than 0 and 1, covariates that are missing or
        infinite for somebody, no more persons than columns.

    Notes
    -----
    For each week, y = a + tau Z + x'b (+ stratum dummies) + e by least squares. HC1 is n / (n - k) times the sum of
    squares of White; HC2 divides each squared residual by 1 - h_i. The interval uses t with n - k degrees of freedom.
    With strata whose chances of an offer differ, tau weighs stratum b by n_b p_b (1 - p_b), not by its size. Constant
    covariates, covariates that repeat others, and those that mark a single person are left out, the same in all weeks.

    References
    ----------
    White (1980), Econometrica 48, 817-838. MacKinnon and White (1985), Journal of Econometrics 29, 305-325. Angrist
    (1998), Econometrica 66, 249-288, on the weights of strata.

    Examples
    --------
    Work in two weeks, and the share of last year in work:

    >>> in_work = [[0, 1], [1, 1], [1, 1], [0, 0], [0, 1], [0, 0], [1, 0], [0, 0]]
    >>> before = [0.2, 0.9, 0.8, 0.1, 0.5, 0.0, 0.9, 0.3]
    >>> curve = linear_probability_by_week(
    ...     in_work, [1, 1, 1, 1, 0, 0, 0, 0], weeks=[1, 2], covariates={"before": before}
    ... )
    >>> curve.pick("difference", "outcome").estimate.round(3).tolist()
    [0.155, 0.462]
    """
    column = read_numbers("outcomes", outcomes, dimensions=2)
    columns = read_covariates(covariates)
    arms = read_two_arms(
        _SUMMARY,
        column,
        treated,
        strata=strata,
        beside=columns,
        problems=[
            *level_problems(level),
            *read_weeks(weeks, column.values.shape[1])[1],
            *choice_problems("standard_errors", standard_errors, ["HC1", "HC2"]),
        ],
    )
    if not arms.yes_or_no:
        refuse(_SUMMARY, ["`outcomes` hold more than 0 and 1: expected 1 for those in the state, otherwise 0."])
    certain = np.column_stack([arms.treated, _dummies(arms.strata)])
    varying = sum(bool(np.ptp(column.values) > 0) for column in columns)
    refuse(_SUMMARY, _crowding(len(certain), certain.shape[1] + varying))
    used, left_out = usable_covariates(columns, certain)
    design = np.column_stack([certain, used])
    raw = difference_by_week(arms.outcome, arms.treated, weeks=weeks, level=level, label=label)
    fitted = _fits(arms, design, standard_errors)
    margin = t_quantile(level, fitted.df) * fitted.std_error
    line = replace(
        raw.pick("difference", label),
        estimate=fitted.estimate,
        std_error=fitted.std_error,
        conf_low=fitted.estimate - margin,
        conf_high=fitted.estimate + margin,
    )
    return replace(
        raw,
        series=(raw.pick("treated", label), raw.pick("reference", label), line),
        method=_method(used.shape[1], int(arms.strata.max()) + 1, standard_errors, fitted.df),
        warnings=(*_still(fitted.std_error), *_left_out(left_out)),
    )


@dataclass(frozen=True, slots=True)
class _Fits:
    estimate: FloatVector
    std_error: FloatVector
    df: float


def _fits(arms: TwoArms, design: FloatVector, standard_errors: StandardErrors) -> _Fits:
    estimate, std_error = np.zeros(arms.outcome.shape[1]), np.full(arms.outcome.shape[1], np.nan)
    for week, values in enumerate(arms.outcome.T):
        if np.ptp(values) == 0:
            continue  # the regression would give rounding errors for an effect and its error
        fit = OLS(values, design).fit(cov_type=standard_errors, use_t=True)
        estimate[week] = fit.params[0]
        # Of a fit without error only rounding is left.
        std_error[week] = fit.bse[0] if fit.ssr > 1e-20 * len(values) else np.nan
    return _Fits(estimate, std_error, float(design.shape[0] - design.shape[1]))


def _dummies(strata: IntVector) -> FloatVector:
    return np.asarray(strata[:, None] == np.arange(int(strata.max()) + 1), dtype=np.float64)


def _crowding(n: int, n_columns: int) -> list[str]:
    if n > n_columns:
        return []
    return [f"{n} persons for {n_columns} columns of the regression: expected more persons, or fewer covariates."]


def _method(n_covariates: int, n_strata: int, standard_errors: str, df: float) -> str:
    return (
        f"linear probability model for each week on the arm and {n_covariates} "
        f"covariate{'' if n_covariates == 1 else 's'}"
        + (f" and a dummy for each of {n_strata} strata" if n_strata > 1 else "")
        + f"; {standard_errors} standard error; t distribution with {df:.0f} degrees of freedom; levels are raw "
        "shares with Wilson intervals; all intervals pointwise"
    )


def _still(std_error: FloatVector) -> tuple[str, ...]:
    still = int(np.isnan(std_error).sum())
    of = f"of {len(std_error)} weeks"
    return (f"In {still} {of} the regression leaves nothing to vary: no interval there.",) if still else ()


def _left_out(names: tuple[str, ...]) -> tuple[str, ...]:
    told = "(constant, repeating others, or marking a single person)"
    return (f"Left out of the regressions: {', '.join(names)} {told}.",) if names else ()
