"""At the end you know how an outcome ran week by week in each arm, and how far apart the arms were in each week."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from statsmodels.stats.proportion import proportion_confint

from nextwork_eval.effects.estimate import Curve, FloatVector, IntVector, Series, SeriesArm
from nextwork_eval.effects.inputs import TwoArms, level_problems, read_numbers, read_two_arms
from nextwork_eval.effects.means.between import Hybrid
from nextwork_eval.effects.means.neyman import StandardisedMean, bell_mccaffrey_df, standardised_means, t_quantile
from nextwork_eval.effects.means.stratified import (
    ONE_PERSON,
    alone_in_arm,
    hybrid_warnings,
    single_person_error,
    single_person_hybrid,
)
from nextwork_eval.effects.paths.bands import Band, band_problems, banded
from nextwork_eval.effects.paths.joint import difference_covariance

_SUMMARY = "The outcome by week cannot be estimated."


def difference_by_week(
    outcomes: object,
    treated: object,
    *,
    weeks: object,
    strata: object | None = None,
    level: float = 0.95,
    label: str = "outcome",
    band: Band = "none",
    draws: int = 9999,
    generator: np.random.Generator | None = None,
) -> Curve:
    """Estimate the level of each arm and the difference between the arms in each week since randomisation.

    Everyone randomised is counted in every week, so each week is an intention to treat effect of its own. The intervals
    are pointwise: over a row of weeks, chance alone will put some differences outside them. Promise a headline week in
    the plan, or ask for a band that holds all weeks at once.

    Parameters
    ----------
    outcomes
        Shape (n_people, n_weeks): one column for each week; 1 for persons in the state, otherwise 0, or an amount.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    weeks
        Shape (n_weeks,): the whole number of each column's week, increasing.
    strata
        Shape (n_people,): the stratum in which each person was drawn; None for a lottery without strata. With strata,
        levels and differences are averaged with the strata's shares of everyone randomised.
    level
        Level of each two-sided interval.
    label
        Name of the outcome, to pick its lines by.
    band
        `none`; `sup_t`: from the joint distribution of all weeks; `randomization`: from repeated lotteries, for trials
        in which few are in the state.
    draws, generator
        Number of repeated lotteries, and the source of chance; for `randomization` only.

    Returns
    -------
    Curve
        `statistic` is `share` when all outcomes are 0 or 1, otherwise `mean`. Three lines: `treated` and `reference`
        with the levels, and `difference`, which is the one minus the other. `events` counts the persons in the state.
        Where an arm does not vary in a week (within any stratum), the standard error of its level is NaN; where neither
        arm does, the standard error and the limits of the difference are NaN too. Where one person stands alone in an
        arm of a stratum, so is the standard error of the levels. Warnings count such weeks. With a
        band, the difference has `band_low` and `band_high`, and `critical_value` is its half width in standard errors.
        A warning tells of `sup_t` with fewer than 20 persons in an arm. There is no band, and a
        warning, where no week varies, or where so few people do that repeated lotteries give differences without a
        standard error.

    Raises
    ------
    EstimationError
        With every fault: as `difference_in_means_stratified`, but an outcome that does not vary in a week is no fault;
        and weeks that are not increasing whole numbers, or not one for each column; fewer than 999 draws, no
        generator, or one person in an arm of a stratum, for `randomization`.

    Notes
    -----
    Differences have the HC2 (Neyman) variance, a t distribution and Bell-McCaffrey degrees of freedom, in each week as
    in `difference_in_means` and `difference_in_means_stratified`, and its hybrid where an arm of a stratum has one
    person. Levels of 0/1 outcomes have Wilson intervals; with
    strata these rest on Kish's effective number of persons, 1 / sum_b (n_b / n)^2 / n_ba, which disregards what
    stratification gains in precision, and is the number of persons when the arm has the same share of each stratum.
    Levels of other outcomes have t intervals.

    Bands are estimate ± c standard errors in the weeks that have one. `sup_t`: all weeks have the covariance
    sum_b (n_b / n)^2 (S_b1 / n_b1 + S_b0 / n_b0); c is such that max_w |T_w| <= c with the probability `level`, for T
    multivariate t with its correlation and the Bell-McCaffrey degrees of freedom, corrected for the skewness that rare
    states and unequal arms give to the differences (Hall 1992; formula at `sup_t_critical_value`). `randomization`: c
    is the smallest value that at most a share 1 - level of the lotteries exceeds by max_w |t_w|, the lottery that took
    place among them. If the offer changes nobody's outcome in any week, such a band misses zero in some week in at most
    that share of trials, however few the people. Where it does change something, the band holds the truth for large
    arms only: the lotteries are repeated as if it changed nothing.

    References
    ----------
    Neyman (1923), translated in Statistical Science 5 (1990), 465-472. Imbens and Kolesár (2016), Review of Economics
    and Statistics 98, 701-712. Wilson (1927), Journal of the American Statistical Association 22, 209-212. Kish (1965),
    Survey Sampling, section 11.7. Montiel Olea and Plagborg-Møller (2019), Journal of Applied Econometrics 34, 1-17.
    Hall (1992), Journal of the Royal Statistical Society B 54, 221-228. Zhao and Ding (2021), Journal of Econometrics
    225, 278-294.

    Examples
    --------
    Work in three weeks of four persons in each arm:

    >>> in_work = [[0, 1, 1], [0, 0, 1], [1, 1, 1], [0, 0, 0], [0, 0, 1], [0, 0, 0], [0, 1, 0], [1, 0, 0]]
    >>> offered = [1, 1, 1, 1, 0, 0, 0, 0]
    >>> curve = difference_by_week(in_work, offered, weeks=[1, 2, 3], label="work")
    >>> curve.pick("treated", "work").estimate.tolist(), curve.pick("difference", "work").estimate.tolist()
    ([0.25, 0.5, 0.75], [0.0, 0.25, 0.5])

    Weeks in work until the end of each week are the same, on the cumulative sum:

    >>> weeks_in_work = difference_by_week(np.cumsum(in_work, axis=1), offered, weeks=[1, 2, 3])
    >>> weeks_in_work.pick("difference", "outcome").estimate.tolist()
    [0.0, 0.25, 0.75]
    """
    column = read_numbers("outcomes", outcomes, dimensions=2)
    week_numbers, week_problems = read_weeks(weeks, column.values.shape[1])
    arms = read_two_arms(
        _SUMMARY,
        column,
        treated,
        strata=strata,
        at_least=1 if strata is not None and band != "randomization" else 2,
        problems=[*level_problems(level), *week_problems, *band_problems(band, draws, generator)],
    )
    one, zero = standardised_means(arms)
    variance, df, hybrid = _spread(arms, one, zero)
    curve = Curve(
        statistic="share" if arms.yes_or_no else "mean",
        weeks=week_numbers,
        series=(
            _level(arms, one, "treated", label, level),
            _level(arms, zero, "reference", label, level),
            _difference(one, zero, variance, df, label, level),
        ),
        conf_level=level,
        method=_method(arms, hybrid, stratified=strata is not None),
        warnings=(*_still_weeks(one, zero, variance), *_compared(hybrid)),
    )
    return banded(curve, arms, band=band, df=df, draws=draws, generator=generator)


def read_weeks(weeks: object, n_columns: int) -> tuple[IntVector, list[str]]:
    """Read the week of each column, with what is wrong: increasing whole numbers, one for each column."""
    column = read_numbers("weeks", weeks)
    problems = list(column.problems)
    if problems:
        return np.empty(0, dtype=np.int64), problems
    if len(column.values) != n_columns:
        problems.append(f"`weeks` has {len(column.values)} weeks, `outcomes` {n_columns} columns: expected as many.")
    if len(column.values) == 0:
        problems.append("`weeks` is empty: expected at least one week.")
    if (column.values != np.round(column.values)).any() or (np.diff(column.values) <= 0).any():
        problems.append("`weeks` are not increasing whole numbers: expected weeks since randomisation, in order.")
    return column.values.astype(np.int64), problems


def _level(arms: TwoArms, mean: StandardisedMean, arm: SeriesArm, label: str, level: float) -> Series:
    std_error = np.sqrt(_nan_where_still(mean.variance))
    if arms.yes_or_no:
        # A share of 1 summed over strata may exceed 1 by rounding.
        share = np.clip(mean.mean, 0, 1)
        n = mean.effective_n
        low, high = proportion_confint(share * n, np.full(len(share), n), alpha=1 - level, method="wilson")
        low, high = np.where(share == 0, 0.0, low), np.where(share == 1, 1.0, high)
        events = arms.outcome[arms.treated == (arm == "treated")].sum(axis=0).astype(np.int64)
    else:
        # Where a person stands alone in the arm, the level has no standard error, and none is made up.
        margin = (t_quantile(level, mean.df) if mean.cell_sizes.min() > 1 else np.nan) * std_error
        low, high = mean.mean - margin, mean.mean + margin
        events = np.zeros(len(mean.mean), dtype=np.int64)
    return Series(
        arm=arm,
        label=label,
        estimate=mean.mean,
        std_error=std_error,
        conf_low=low,
        conf_high=high,
        n=np.full(len(mean.mean), mean.n, dtype=np.int64),
        events=events,
    )


def _spread(arms: TwoArms, one: StandardisedMean, zero: StandardisedMean) -> tuple[FloatVector, float, Hybrid | None]:
    """Return variance and degrees of freedom of the differences, and what they rest on where a person stands alone."""
    if not alone_in_arm(arms).any():
        return one.variance + zero.variance, bell_mccaffrey_df(one, zero), None
    # Which strata are compared, and the degrees of freedom, follow from sizes alone: one week tells them for all.
    hybrid = single_person_hybrid(replace(arms, outcome=arms.outcome[:, 0]))
    if hybrid is None:
        raise single_person_error(arms, _SUMMARY)
    return np.diag(difference_covariance(arms)), hybrid.spread.df, replace(hybrid, still=())


def _compared(hybrid: Hybrid | None) -> tuple[str, ...]:
    return () if hybrid is None else hybrid_warnings(hybrid, because=ONE_PERSON)


def _difference(
    one: StandardisedMean, zero: StandardisedMean, variance: FloatVector, df: float, label: str, level: float
) -> Series:
    estimate = one.mean - zero.mean
    std_error = np.sqrt(_nan_where_still(variance))
    margin = t_quantile(level, df) * std_error
    nobody = np.zeros(len(estimate), dtype=np.int64)
    return Series(
        arm="difference",
        label=label,
        estimate=estimate,
        std_error=std_error,
        conf_low=estimate - margin,
        conf_high=estimate + margin,
        n=nobody,
        events=nobody,
    )


def _nan_where_still(variance: FloatVector) -> FloatVector:
    return np.where(variance > 0, variance, np.nan)


def _method(arms: TwoArms, hybrid: Hybrid | None, *, stratified: bool) -> str:
    levels = "Wilson intervals" if arms.yes_or_no else "t intervals"
    if stratified and arms.yes_or_no:
        levels = "Wilson intervals on the effective number of persons"
    weights = "averaged with the strata's shares of all persons; " if stratified else ""
    spread = "HC2 (Neyman) standard error; t distribution with Bell-McCaffrey"
    if hybrid is not None:
        spread = (
            f"variance between {int(hybrid.compared.sum())} strata (Pashley-Miratrix hybrid)"
            f"{'' if hybrid.compared.all() else ', HC2 (Neyman) in the others'}; t distribution with Satterthwaite"
        )
    return (
        f"difference in means in each week; {weights}{spread} degrees of freedom; levels with {levels}; all intervals "
        "pointwise"
    )


def _still_weeks(one: StandardisedMean, zero: StandardisedMean, variance: FloatVector) -> tuple[str, ...]:
    neither = int((variance == 0).sum())
    # Where a person stands alone, an arm has no variance that could be zero.
    known = ~np.isnan(one.variance + zero.variance)
    either = int((known & ((one.variance == 0) ^ (zero.variance == 0))).sum())
    of = f"of {len(one.variance)} weeks"
    warnings = []
    if neither:
        warnings.append(f"In {neither} {of} the outcome varies in neither arm: the difference has no interval there.")
    if either:
        warnings.append(f"In {either} {of} the outcome varies in one arm only: the standard error rests on it alone.")
    return tuple(warnings)
