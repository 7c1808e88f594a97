"""At the end you know the effect of the offer with what was known before the lottery held equal: ANCOVA and Lin.

The lottery makes the difference in means right without it; covariates that foretell the outcome make it more precise.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from scipy import stats

from nextwork_eval.effects.covariates import read_covariates
from nextwork_eval.effects.estimate import Estimate
from nextwork_eval.effects.inputs import (
    Column,
    TwoArms,
    choice_problems,
    level_problems,
    read_numbers,
    read_two_arms,
    refuse,
)
from nextwork_eval.effects.means.covariates import Covariate, adding, terms, varying_covariates
from nextwork_eval.effects.means.neyman import t_quantile
from nextwork_eval.effects.means.sandwich import (
    FloatMatrix,
    arm_levels,
    bias_reduced,
    cell_columns,
)

Interactions = Literal["auto", "lin", "ancova"]

_SUMMARY = "The adjusted difference cannot be estimated."
_PERSONS_PER_COVARIATE = 20


def regression_adjusted(
    outcome: object,
    treated: object,
    *,
    covariates: object,
    strata: object | None = None,
    interactions: Interactions = "auto",
    level: float = 0.95,
) -> Estimate:
    """Estimate the effect of the offer adjusted for covariates that were known before the lottery.

    Parameters
    ----------
    outcome, treated
        As in `difference_in_means`.
    covariates
        Known before the lottery, for everyone: an array of shape (n_people, n_covariates), a mapping from names to
        vectors, or a data frame.
    strata
        Shape (n_people,): the stratum in which each person was drawn; None for a lottery without strata.
    interactions
        `lin`: the covariates may matter differently in the two arms (Lin 2013); `ancova`: alike in both; `auto`: `lin`
        where there is at most one covariate for every 20 persons of the smaller arm, otherwise `ancova`.
    level
        Level of the two-sided interval.

    Returns
    -------
    Estimate
        `level_treated` and `level_reference` are the adjusted means of the arms over everyone, so that their difference
        is the estimate. Warnings name the covariates that were left out: those that are constant, repeat others, or
        mark a single person.

    Raises
    ------
    EstimationError
        With every fault: those of `difference_in_means_stratified`, an arm of a stratum with one person (whose residual
        is nought, so that the variance is not known), covariates that are missing or infinite for
        somebody, no more persons than columns (in an arm, with `lin`), a fit without error.

    Notes
    -----
    With covariates x centred over everyone, strata b of n_b persons, arms a:

        ancova: y = m_ba + x'g + e          lin: y = m_ba + x'g_a + e
        level of arm a = sum_b (n_b / n) m_ba.

    `lin` is the regression with centred stratum dummies and covariates, all multiplied with the arm. Without covariates
    both are `difference_in_means_stratified`. The variance of the contrast l'y is HC2, sum l_i^2 e_i^2 / (1 - h_i), and
    the degrees of freedom are those of Bell and McCaffrey, (sum l_i^2)^2 / sum_ij u_i^2 u_j^2 (I - H)_ij^2 with
    u_i = l_i / sqrt(1 - h_i). A covariate is left out where it adds nothing to the columns before it (with `lin`: in
    one of the arms), or where one person alone would decide its coefficient; outcomes have no say in that. The rule of
    at most M / 20 covariates, M persons in the smaller arm, is that of the Green Lab; it counts the covariates that are
    neither constant nor repeated, not the strata.

    References
    ----------
    Lin (2013), Annals of Applied Statistics 7, 295-318. Lin, Green and Coppock (2016), Standard operating procedures
    for Don Green's lab at Columbia. Bell and McCaffrey (2002), Survey Methodology 28, 169-181. Imbens and Kolesár
    (2016), Review of Economics and Statistics 98, 701-712.

    Examples
    --------
    Weeks in work, and weeks in work the year before:

    >>> weeks, before = [20, 31, 12, 40, 10, 22, 15, 9], [10, 21, 5, 28, 8, 20, 9, 3]
    >>> estimate = regression_adjusted(weeks, [1, 1, 1, 1, 0, 0, 0, 0], covariates={"before": before})
    >>> round(estimate.estimate, 2), round(estimate.std_error, 2)
    (5.44, 1.99)
    """
    columns = read_covariates(covariates)
    arms = read_two_arms(
        _SUMMARY,
        read_numbers("outcome", outcome),
        treated,
        strata=strata,
        beside=columns,
        problems=[*level_problems(level), *choice_problems("interactions", interactions, ["auto", "lin", "ancova"])],
    )
    kept, form, left_out = _chosen(arms, columns, interactions)
    design = np.column_stack([cell_columns(arms.treated, arms.strata), *(terms(x, arms, form) for x in kept)])
    return _adjusted(arms, design, n_covariates=len(kept), form=form, level=level, left_out=left_out)


def _adjusted(
    arms: TwoArms, design: FloatMatrix, *, n_covariates: int, form: str, level: float, left_out: tuple[str, ...]
) -> Estimate:
    one, zero = arm_levels(arms.strata, design.shape[1])
    contrast = bias_reduced(arms.outcome, design, one - zero)
    if not (0 < contrast.variance < np.inf):
        refuse(_SUMMARY, ["Arms, strata and covariates explain `outcome` without error: expected some variation."])
    levels = [bias_reduced(arms.outcome, design, arm).estimate for arm in (one, zero)]
    std_error = contrast.variance**0.5
    margin = t_quantile(level, contrast.df) * std_error
    warnings = list(left_out)
    if arms.yes_or_no and not all(0 <= value <= 1 for value in levels):
        warnings.append("An adjusted share lies outside 0 and 1: read the difference, not the levels.")
    n_strata = int(arms.strata.max()) + 1
    return Estimate(
        statistic="difference",
        estimate=contrast.estimate,
        std_error=std_error,
        df=contrast.df,
        conf_low=contrast.estimate - margin,
        conf_high=contrast.estimate + margin,
        conf_level=level,
        test_statistic=contrast.estimate / std_error,
        p_value=float(2 * stats.t.sf(abs(contrast.estimate / std_error), contrast.df)),
        level_treated=levels[0],
        level_reference=levels[1],
        n_treated=int((arms.treated == 1).sum()),
        n_reference=int((arms.treated == 0).sum()),
        events_treated=int(arms.outcome[arms.treated == 1].sum()) if arms.yes_or_no else None,
        events_reference=int(arms.outcome[arms.treated == 0].sum()) if arms.yes_or_no else None,
        method=f"difference in means adjusted for {n_covariates} covariate{'' if n_covariates == 1 else 's'}"
        + (" in each arm (Lin)" if form == "lin" else " (ANCOVA)")
        + (f" within {n_strata} strata, averaged with the strata's shares of all persons" if n_strata > 1 else "")
        + "; HC2 standard error; t distribution with Bell-McCaffrey degrees of freedom",
        warnings=tuple(warnings),
    )


def _chosen(
    arms: TwoArms, columns: list[Column], interactions: Interactions
) -> tuple[list[Covariate], str, tuple[str, ...]]:
    """Return the covariates that stay, whether each arm has its own coefficients, and a warning on those left out."""
    varying = varying_covariates(columns)
    cells = cell_columns(arms.treated, arms.strata)
    useful = adding(varying, arms, "ancova", cells)
    smaller = int(min((arms.treated == arm).sum() for arm in (0, 1)))
    fits = len(useful) * _PERSONS_PER_COVARIATE <= smaller
    form = interactions if interactions != "auto" else "lin" if fits else "ancova"
    refuse(_SUMMARY, _crowding(arms, cells.shape[1], len(varying), form))
    kept = adding(useful, arms, form, cells, sparing=True)
    names = {covariate.name for covariate in kept}
    gone = [column.name for column in columns if column.name not in names]
    warning = (
        f"Left out of the adjustment: {', '.join(gone)} (constant, repeating others"
        + (" within an arm" if form == "lin" else "")
        + ", or marking a single person)."
    )
    return kept, form, (warning,) if gone else ()


def _crowding(arms: TwoArms, n_cells: int, n_covariates: int, form: str) -> list[str]:
    if form == "ancova":
        n, columns = len(arms.treated), n_cells + n_covariates
        found = [("The trial", n)] if n <= columns else []
    else:
        columns = n_cells // 2 + n_covariates
        sizes = [("The treated arm", int(arms.treated.sum())), ("The reference arm", int((1 - arms.treated).sum()))]
        found = [(name, n) for name, n in sizes if n <= columns]
    return [
        f"{name} has {n} persons for {columns} columns of the regression: expected more persons than columns, "
        "name fewer covariates."
        for name, n in found
    ]
