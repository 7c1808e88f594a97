"""At the end you know how sure the effect is when the treated met in groups and the reference arm did not.

People of one group share a leader, a room and each other; their outcomes are less than as many independent ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nextwork_eval.effects.estimate import Estimate, IntVector
from nextwork_eval.effects.inputs import TwoArms, level_problems, read_labels, read_numbers, read_two_arms, refuse
from nextwork_eval.effects.means.between import (
    BoolVector,
    Hybrid,
    Spread,
    among,
    differences,
    hybrid_spread,
    linked_strata,
)
from nextwork_eval.effects.means.difference import difference_estimate
from nextwork_eval.effects.means.sandwich import arm_levels, bias_reduced, cell_columns
from nextwork_eval.effects.means.stratified import cannot_be_compared, hybrid_warnings, standardised_levels
from nextwork_eval.errors import EstimationError

_SUMMARY = "The difference between grouped people and the reference arm cannot be estimated."
# Of the variance that groups add to an arm, CR2 must see at least this share; see `unable_strata`.
_SEEN = 0.5 - 1e-9  # a half, but for rounding


def group_treatment(
    outcome: object, treated: object, *, groups: object, strata: object | None = None, level: float = 0.95
) -> Estimate:
    """Estimate the effect of an offer that is given in groups, with an interval that knows of the groups.

    The estimate is the difference in means (within strata, where there are any). Its interval counts groups and people
    without a group as the independent parts, so that it is honest about what the members of a group have in common. The
    interval as it would be if people were independent is that of `difference_in_means_stratified` for the same people;
    a plan's results show both.

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
        As `difference_in_means_stratified`. Warnings say for how many strata the variance was taken from the
        differences between them, and when people of the reference arm met in a group.

    Raises
    ------
    EstimationError
        With every fault: as `difference_in_means_stratified`, fewer than two groups among the treated, and strata with
        one group in an arm that cannot be compared with others: how much groups differ could then not be seen.

    Notes
    -----
    The variance is CR2 of the regression of the outcome on the arms (of the strata). With l_i the weight of person i in
    the contrast, H the hat matrix and e the residuals, V = sum_g (u_g'e_g)^2 with u_g = (I - H_gg)^(-1/2) l_g over
    groups and single people g. Degrees of freedom are Satterthwaite's if outcomes vary alike and independently:
    (sum_g p_g'p_g)^2 / sum_gh (p_g'p_h)^2, p_g = (I - H)_.g u_g. With everyone alone this is HC2 with the
    Bell-McCaffrey degrees of freedom. The groups were not drawn by lot: they are a consequence of the offer, and the
    estimate stays the effect of the offer.

    CR2 sees how much groups differ only where an arm holds several. If groups of m_g of the n people of an arm add
    independent parts of equal variance, the variance of the arm's mean grows by sum m_g^2 / n^2 times it, and CR2 grows
    on average by sum_g m_g^2 (1 - 2 m_g / n + s) / (n^2 (1 - m_g / n)) + (n - sum m_g) s / (n (n - 1)),
    s = sum m_g^2 / n^2: by nothing where all are one group. Strata in which that is less than half of it, in either
    arm, and those with one person in an arm, have their variance taken from the differences between strata instead, as
    in `difference_in_means_stratified`; strata that share a group count as one. That is right whatever the members of
    a group have in common, and too large where the effect differs between strata.

    References
    ----------
    Bell and McCaffrey (2002), Survey Methodology 28, 169-181. Pustejovsky and Tipton (2018), Journal of Business and
    Economic Statistics 36, 672-683. Pashley and Miratrix (2021), Journal of Educational and Behavioral Statistics 46,
    271-296. On groups in one arm only: Roberts and Roberts (2005), Clinical Trials 2, 152-162.

    Examples
    --------
    Two groups of three, and four people of the reference arm:

    >>> weeks, offered = [20, 22, 24, 30, 32, 34, 10, 22, 15, 9], [1, 1, 1, 1, 1, 1, 0, 0, 0, 0]
    >>> met = ["Monday"] * 3 + ["Friday"] * 3 + [None] * 4
    >>> estimate = group_treatment(weeks, offered, groups=met)
    >>> estimate.estimate, round(estimate.std_error, 2), round(estimate.df, 2)
    (13.0, 5.82, 3.57)
    """
    labels = read_labels("groups", groups, gaps=True)
    arms = read_two_arms(
        _SUMMARY,
        read_numbers("outcome", outcome),
        treated,
        strata=strata,
        at_least=1,
        beside=[labels],
        problems=level_problems(level),
    )
    met = peer_groups(_SUMMARY, arms, labels.values)
    return grouped_estimate(
        arms,
        labels.values,
        summary=_SUMMARY,
        parts=met.words,
        because=met.because,
        level=level,
        warnings=met.warnings,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """What groups or clusters are called: the parts in a method, what a stratum can lack, and what the record says."""

    words: str
    because: str
    warnings: tuple[str, ...] = ()


def peer_groups(summary: str, arms: TwoArms, groups: IntVector) -> Grouping:
    """Describe the groups in which the treated met (0, 1, …; -1 for people alone), or refuse fewer than two."""
    grouped = groups[arms.treated == 1]
    found = _distinct(grouped)
    problem = (
        f"The treated arm met in {found} group{'' if found == 1 else 's'}: expected at least 2, or how much groups "
        "differ cannot be seen."
    )
    refuse(summary, [problem] if found < 2 else [])
    alone = int((grouped < 0).sum())
    return Grouping(
        words=f"{found} groups of the treated arm and single people"
        + (f" ({alone} of the treated in no group)" if alone else ""),
        because="an arm is one person or (nearly) one group",
        warnings=_reference_in_groups(arms, groups),
    )


def grouped_estimate(
    arms: TwoArms,
    groups: IntVector,
    *,
    summary: str,
    parts: str,
    because: str,
    level: float,
    warnings: tuple[str, ...] = (),
) -> Estimate:
    """Return the difference in means with groups (0, 1, …; -1 for people alone) as the independent parts.

    `parts` names them in the method, `because` what a stratum lacks that cannot show how much they differ.
    """
    unable = unable_strata(arms, groups)
    units = linked_strata(arms.strata, groups)
    hybrid = hybrid_spread(arms, unable, units, lambda people: _cluster_robust(among(arms, people), groups[people]))
    if hybrid is None:
        whole = (
            "one of them, with those that share a group with it," if units.max() < len(unable) - 1 else "one of them"
        )
        raise EstimationError(summary, [cannot_be_compared(unable, because=because, whole=whole)])
    n_strata = len(unable)
    return difference_estimate(
        arms,
        standardised_levels(arms),
        variance=hybrid.spread.variance,
        df=hybrid.spread.df,
        level=level,
        method="difference in means"
        + (f" within {n_strata} strata, averaged with the strata's shares of all persons" if n_strata > 1 else "")
        + _variance_in_words(hybrid, parts),
        warnings=(*hybrid_warnings(hybrid, because=because), *warnings),
    )


def unable_strata(arms: TwoArms, groups: IntVector) -> BoolVector:
    """Mark the strata that cannot show how much one of their arms varies: one person, or (nearly) one group."""
    n_strata = int(arms.strata.max()) + 1
    _, cells = differences(arms)
    unable = np.asarray(cells.min(axis=0) == 1)
    for stratum in range(n_strata):
        for arm in (0, 1):
            inside = (arms.strata == stratum) & (arms.treated == arm)
            unable[stratum] |= _seen(groups[inside]) < _SEEN
    return unable


def _seen(groups: IntVector) -> float:
    """Return the share that CR2 sees of the variance that groups add to the mean of an arm."""
    n = len(groups)
    sizes = np.bincount(groups[groups >= 0])
    sizes = sizes[sizes > 0]
    if not len(sizes):
        return 1.0
    if sizes.max() == n:
        return 0.0
    added = float((sizes**2).sum()) / n**2
    by_groups = (sizes**2 * (1 - 2 * sizes / n + added) / (n**2 * (1 - sizes / n))).sum()
    by_people = (n - sizes.sum()) * added / (n * (n - 1))
    return float(by_groups + by_people) / added


def _cluster_robust(arms: TwoArms, groups: IntVector) -> Spread:
    design = cell_columns(arms.treated, arms.strata)
    one, zero = arm_levels(arms.strata, design.shape[1])
    return bias_reduced(arms.outcome, design, one - zero, groups).spread


def _variance_in_words(hybrid: Hybrid, parts: str) -> str:
    if not hybrid.compared.any():
        return f"; CR2 standard error over {parts}; t distribution with Satterthwaite degrees of freedom"
    return (
        f"; variance between {int(hybrid.compared.sum())} of them (Pashley-Miratrix hybrid)"
        + ("" if hybrid.compared.all() else f", CR2 over {parts} in the others")
        + "; t distribution with Satterthwaite degrees of freedom"
    )


def _reference_in_groups(arms: TwoArms, groups: IntVector) -> tuple[str, ...]:
    met = int((groups[arms.treated == 0] >= 0).sum())
    return (f"People of the reference arm met in groups ({met}); each counts in the group.",) if met else ()


def _distinct(groups: IntVector) -> int:
    return len(np.unique(groups[groups >= 0]))
