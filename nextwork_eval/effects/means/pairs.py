"""At the end you know the effect of the offer where people were drawn in pairs: one of each pair got it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nextwork_eval.effects.estimate import Estimate
from nextwork_eval.effects.inputs import level_problems, read_labels, read_numbers, read_two_arms, refuse
from nextwork_eval.effects.means.stratified import difference_in_means_stratified

_SUMMARY = "The difference within pairs cannot be estimated."


def matched_pairs(outcome: object, treated: object, *, pairs: object, level: float = 0.95) -> Estimate:
    """Estimate the effect of the offer as the mean of the differences within pairs.

    Parameters
    ----------
    outcome, treated
        As in `difference_in_means`.
    pairs
        Shape (n_people,): the pair in which each person was drawn; any labels. Each holds one person of either arm.
    level
        Level of the two-sided interval.

    Returns
    -------
    Estimate
        That of `difference_in_means_stratified` with the pairs as strata, which is how a plan asks for it: a round for
        each pair.

    Raises
    ------
    EstimationError
        With every fault: as `difference_in_means`, pairs that do not hold one person of either arm (a partner without
        an outcome leaves a person without a pair: decide beforehand), a single pair, differences that are all equal.

    Notes
    -----
    With the difference d_k of pair k of K and their mean d, the variance is sum (d_k - d)^2 / (K (K - 1)), and the
    reference a t distribution with K - 1 degrees of freedom: the paired t test. It is too large where the effect
    differs between pairs.

    References
    ----------
    Gerber and Green (2012), Field Experiments, equation 3.16. Imai (2008), Statistics in Medicine 27, 4857-4873.

    Examples
    --------
    >>> estimate = matched_pairs([20, 15, 31, 22, 12, 10], [1, 0, 1, 0, 1, 0], pairs=["a", "a", "b", "b", "c", "c"])
    >>> round(estimate.estimate, 2), round(estimate.std_error, 2), round(estimate.df, 1)
    (5.33, 2.03, 2.0)
    """
    labels = read_labels("pairs", pairs)
    arms = read_two_arms(
        _SUMMARY,
        read_numbers("outcome", outcome),
        treated,
        at_least=2,
        beside=[labels],
        problems=level_problems(level),
    )
    n_pairs = int(labels.values.max()) + 1
    sizes = np.bincount(labels.values + n_pairs * arms.treated.astype(np.int64), minlength=2 * n_pairs)
    other = int((sizes.reshape(2, -1) != 1).any(axis=0).sum())
    problem = f"{other} of {n_pairs} pairs do not hold one person of either arm: decide on them beforehand."
    refuse(_SUMMARY, [problem] if other else [])
    found = difference_in_means_stratified(arms.outcome, arms.treated, strata=labels.values, level=level)
    return replace(
        found,
        method=f"mean difference within {n_pairs} pairs; variance between the pairs; t distribution with "
        f"{n_pairs - 1} degrees of freedom",
        warnings=(),
    )
