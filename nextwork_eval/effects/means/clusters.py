"""At the end you know the effect of an offer that was drawn for whole clusters: classes, offices, municipalities.

The lottery decided for everyone of a cluster at once, so that the clusters are what was drawn, and how many there are
decides how sure the effect is.
"""

from __future__ import annotations

import numpy as np

from nextwork_eval.effects.estimate import Estimate, IntVector
from nextwork_eval.effects.inputs import TwoArms, level_problems, read_labels, read_numbers, read_two_arms, refuse
from nextwork_eval.effects.means.groups import Grouping, grouped_estimate

_SUMMARY = "The difference between clusters cannot be estimated."


def difference_in_means_clustered(
    outcome: object, treated: object, *, clusters: object, strata: object | None = None, level: float = 0.95
) -> Estimate:
    """Estimate the effect of an offer that a lottery gave to whole clusters of people.

    Parameters
    ----------
    outcome, treated
        As in `difference_in_means`; everyone of a cluster has the same lot.
    clusters
        Shape (n_people,): the cluster in which each person was drawn; any labels.
    strata
        Shape (n_people,): the stratum in which the cluster was drawn; None for a lottery without strata.
    level
        Level of the two-sided interval.

    Returns
    -------
    Estimate
        As `difference_in_means_stratified`: each person counts alike, so that a large cluster counts more than a small
        one. `n_treated` and `n_reference` are persons; `method` says how many clusters there are. A warning says for
        how many strata the variance was taken from the differences between them.

    Raises
    ------
    EstimationError
        With every fault: as `difference_in_means_stratified`, clusters with people of both arms or of several strata,
        an arm with fewer than two clusters, and strata with one cluster in an arm (or one that is nearly the whole arm)
        that cannot be compared with others.

    Notes
    -----
    The estimate is that of `difference_in_means_stratified`; its variance is CR2 over clusters with Satterthwaite's
    degrees of freedom, and the hybrid where a stratum has (nearly) one cluster in an arm: both as in `group_treatment`.
    Pairs of clusters are strata of two. With clusters of unequal sizes a ratio of sums is estimated, whose bias falls
    with the number of clusters.

    References
    ----------
    Bell and McCaffrey (2002), Survey Methodology 28, 169-181. Pustejovsky and Tipton (2018), Journal of Business and
    Economic Statistics 36, 672-683. Pashley and Miratrix (2021), Journal of Educational and Behavioral Statistics 46,
    271-296.

    Examples
    --------
    Six classes of two, of which three were drawn:

    >>> weeks = [20, 22, 30, 34, 26, 24, 10, 12, 21, 19, 9, 13]
    >>> classes = [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]
    >>> estimate = difference_in_means_clustered(weeks, [1] * 6 + [0] * 6, clusters=classes)
    >>> estimate.estimate, round(estimate.std_error, 2), round(estimate.df, 1)
    (12.0, 4.4, 4.0)
    """
    labels = read_labels("clusters", clusters)
    arms = read_two_arms(
        _SUMMARY,
        read_numbers("outcome", outcome),
        treated,
        strata=strata,
        at_least=1,
        beside=[labels],
        problems=level_problems(level),
    )
    drawn = drawn_clusters(_SUMMARY, arms, labels.values)
    return grouped_estimate(
        arms, labels.values, summary=_SUMMARY, parts=drawn.words, because=drawn.because, level=level
    )


def drawn_clusters(summary: str, arms: TwoArms, clusters: IntVector) -> Grouping:
    """Describe the clusters (0, 1, …) that were drawn, or refuse those that no lottery can have drawn."""
    refuse(summary, _cluster_problems(arms, clusters))
    counts = [len(np.unique(clusters[arms.treated == arm])) for arm in (1, 0)]
    return Grouping(
        words=f"{counts[0]} clusters of the treated and {counts[1]} of the reference arm",
        because="an arm is (nearly) one cluster",
    )


def _cluster_problems(arms: TwoArms, clusters: IntVector) -> list[str]:
    n_clusters = int(clusters.max()) + 1
    problems = []
    for name, of_person in (("people of both arms", arms.treated), ("people of several strata", arms.strata)):
        several = np.array([len(np.unique(of_person[clusters == cluster])) > 1 for cluster in range(n_clusters)])
        if several.any():
            problems.append(
                f"{int(several.sum())} of {n_clusters} clusters hold {name}: expected clusters that were drawn as a "
                "whole, within one stratum."
            )
    for name, arm in (("treated", 1), ("reference", 0)):
        count = len(np.unique(clusters[arms.treated == arm]))
        if count < 2:
            problems.append(
                f"The {name} arm has {count} cluster{'' if count == 1 else 's'}: expected at least 2, or how much "
                "clusters differ cannot be seen."
            )
    return problems
