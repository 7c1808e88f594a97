"""At the end you know how sure the effect is when the treated met in groups and the reference arm did not.

People of one group share a leader, a room and each other; their outcomes are less than as many independent ones.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import stats

from nextwork_eval.effects.estimate import Estimate, IntVector
from nextwork_eval.effects.inputs import (
    Column,
    TwoArms,
    level_problems,
    read_labels,
    read_numbers,
    read_two_arms,
    refuse,
)
from nextwork_eval.effects.means.difference import difference_in_means, difference_in_means_stratified
from nextwork_eval.effects.means.neyman import t_quantile
from nextwork_eval.effects.means.sandwich import arm_levels, bias_reduced, cell_columns

_SUMMARY = "The difference between grouped people and the reference arm cannot be estimated."


def group_treatment(
    outcome: object, treated: object, *, groups: object, strata: object | None = None, level: float = 0.95
) -> Estimate:
    """Estimate the effect of an offer that is given in groups, with an interval that knows of the groups.

    The estimate is the difference in means (within strata, where there are any). Its interval counts groups and people
    without a group as the independent parts, so that it is honest about what the members of a group have in common.

    Parameters
    ----------
    outcome, treated
        As in `difference_in_means`.
    groups
        Shape (n_people,): the group in which each person met; any labels. Missing (None or NaN) for people without one:
        the reference arm, and those who were offered the programme and never joined a group.
    strata
        Shape (n_people,): the stratum in which each person was drawn; None for a lottery without strata.
    level
        Level of the two-sided interval.

    Returns
    -------
    Estimate
        As `difference_in_means_stratified`. A warning gives the interval as it would be if people were independent;
        others say when people of the reference arm met in a group, and when an arm does not vary.

    Raises
    ------
    EstimationError
        With every fault: those of `difference_in_means_stratified`, fewer than two groups among the treated, and an arm
        (of a stratum) all of which is one group: how much groups differ could then not be seen.

    Notes
    -----
    The variance is CR2 of the regression of the outcome on the arms (of the strata). With l_i the weight of person i in
    the contrast, H the hat matrix and e the residuals, V = sum_g (u_g'e_g)^2 with u_g = (I - H_gg)^(-1/2) l_g over
    groups and single people g. Degrees of freedom are Satterthwaite's if outcomes vary alike and independently:
    (sum_g p_g'p_g)^2 / sum_gh (p_g'p_h)^2, p_g = (I - H)_.g u_g. With everyone alone this is HC2 with the
    Bell-McCaffrey degrees of freedom. The groups were not drawn by lot: they are a consequence of the offer, and the
    estimate stays the effect of the offer.

    References
    ----------
    Bell and McCaffrey (2002), Survey Methodology 28, 169-181. Pustejovsky and Tipton (2018), Journal of Business and
    Economic Statistics 36, 672-683. On groups in one arm only: Roberts and Roberts (2005), Clinical Trials 2, 152-162.

    Examples
    --------
    Two groups of three, and four people of the reference arm:

    >>> weeks, offered = [20, 22, 24, 30, 32, 34, 10, 22, 15, 9], [1, 1, 1, 1, 1, 1, 0, 0, 0, 0]
    >>> met = ["Monday"] * 3 + ["Friday"] * 3 + [None] * 4
    >>> estimate = group_treatment(weeks, offered, groups=met)
    >>> estimate.estimate, round(estimate.std_error, 2)
    (13.0, 5.82)
    >>> estimate.warnings
    ('If people were independent, the interval would be 3.92 to 22.08 (HC2, 6.6 degrees of freedom).',)
    """
    labels = read_labels("groups", groups, gaps=True)
    arms = read_two_arms(
        _SUMMARY,
        read_numbers("outcome", outcome),
        treated,
        strata=strata,
        beside=[labels],
        problems=level_problems(level),
    )
    refuse(_SUMMARY, _group_problems(arms, labels.values))
    independent = (
        difference_in_means(arms.outcome, arms.treated, level=level)
        if strata is None
        else difference_in_means_stratified(arms.outcome, arms.treated, strata=arms.strata, level=level)
    )
    return _grouped(arms, labels, independent, level)


def _grouped(arms: TwoArms, labels: Column, independent: Estimate, level: float) -> Estimate:
    design = cell_columns(arms.treated, arms.strata)
    one, zero = arm_levels(arms.strata, design.shape[1])
    contrast = bias_reduced(arms.outcome, design, one - zero, labels.values)
    if not contrast.variance > 0:
        refuse(_SUMMARY, ["`outcome` differs neither between groups nor between people: expected some variation."])
    std_error = contrast.variance**0.5
    margin = t_quantile(level, contrast.df) * std_error
    estimate = independent.estimate
    grouped = labels.values[arms.treated == 1]
    alone = int((grouped < 0).sum())
    return replace(
        independent,
        std_error=std_error,
        df=contrast.df,
        conf_low=estimate - margin,
        conf_high=estimate + margin,
        test_statistic=estimate / std_error,
        p_value=float(2 * stats.t.sf(abs(estimate / std_error), contrast.df)),
        method=independent.method.split(";")[0]
        + f"; CR2 standard error over {_distinct(grouped)} groups of the treated arm and single people"
        + (f" ({alone} of the treated in no group)" if alone else "")
        + "; t distribution with Satterthwaite degrees of freedom",
        warnings=(
            f"If people were independent, the interval would be {independent.conf_low:.4g} to "
            f"{independent.conf_high:.4g} (HC2, {independent.df:.1f} degrees of freedom).",
            *_reference_in_groups(arms, labels.values),
            *independent.warnings,
        ),
    )


def _group_problems(arms: TwoArms, groups: IntVector) -> list[str]:
    problems = []
    found = _distinct(groups[arms.treated == 1])
    if found < 2:
        problems.append(
            f"The treated arm met in {found} group{'' if found == 1 else 's'}: expected at least 2, or how much groups "
            "differ cannot be seen."
        )
    cells = arms.strata * 2 + arms.treated.astype(np.int64)
    # One group that is a whole arm of a stratum has no residual of its own; its variance would be counted as nothing.
    whole = sum(groups[cells == cell].min() >= 0 and _distinct(groups[cells == cell]) == 1 for cell in np.unique(cells))
    if whole and arms.strata.max() > 0:
        problems.append(
            f"In {whole} of {int(arms.strata.max()) + 1} strata all people of an arm are one group: expected at least "
            "two groups, or a group and single people; merge strata by a rule that does not look at outcomes."
        )
    return problems


def _reference_in_groups(arms: TwoArms, groups: IntVector) -> tuple[str, ...]:
    met = int((groups[arms.treated == 0] >= 0).sum())
    return (f"People of the reference arm met in groups ({met}); each counts in the group.",) if met else ()


def _distinct(groups: IntVector) -> int:
    return len(np.unique(groups[groups >= 0]))
