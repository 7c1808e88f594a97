"""At the end you know the effect of the offer on several outcomes taken as one: the difference in an index of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nextwork_eval.effects.estimate import Estimate
from nextwork_eval.effects.indices.index import Good, People, Weights, index_of
from nextwork_eval.effects.means.difference import difference_in_means
from nextwork_eval.effects.means.stratified import difference_in_means_stratified


def index_difference(
    outcomes: object,
    treated: object,
    *,
    good: Sequence[Good],
    weights: Weights = "equal",
    standardize_by: People = "reference_arm",
    covariance_of: People = "reference_arm",
    strata: object | None = None,
    level: float = 0.95,
) -> Estimate:
    """Estimate the effect of the offer on an index of several outcomes, in standard deviations.

    One test in place of several: it finds small effects that point the same way, and is of no use where they do not.

    Parameters
    ----------
    outcomes, treated, good, weights, standardize_by, covariance_of
        As in `index_of`.
    strata
        Shape (n_people,): the stratum in which each person was drawn; None for a lottery without strata.
    level
        Level of the two-sided interval.

    Returns
    -------
    Estimate
        `statistic` is `difference`; more is better. The method gives the weights, as do the warnings of negative ones.

    Raises
    ------
    EstimationError
        With the faults of `index_of`, or else those of `difference_in_means` (within strata, of
        `difference_in_means_stratified`).

    Notes
    -----
    The difference in means of the index, with HC2 standard error and Bell-McCaffrey degrees of freedom. Means, standard
    deviations and weights are taken as given: that they were estimated is not in the standard error. They come from the
    outcomes of the reference arm or of everyone, so that with few people the interval is somewhat too short where the
    effect is large; under no effect it is not.

    References
    ----------
    Kling, Liebman and Katz (2007), Econometrica 75, 83-119. Anderson (2008), Journal of the American Statistical
    Association 103, 1481-1495.

    Examples
    --------
    >>> components = {"weeks in work": [20, 31, 12, 40, 10, 22, 15, 9], "benefit": [9, 4, 8, 2, 9, 5, 8, 9]}
    >>> found = index_difference(components, [1, 1, 1, 1, 0, 0, 0, 0], good=["more", "fewer"])
    >>> round(found.estimate, 2), round(found.std_error, 2)
    (1.52, 1.06)
    """
    index = index_of(
        outcomes,
        treated,
        good=good,
        weights=weights,
        standardize_by=standardize_by,
        covariance_of=covariance_of,
    )
    found = (
        difference_in_means(index.values, treated, level=level)
        if strata is None
        else difference_in_means_stratified(index.values, treated, strata=strata, level=level)
    )
    shares = ", ".join(f"{name} {weight:.3f}" for name, weight in zip(index.names, index.weights, strict=True))
    return replace(
        found,
        events_treated=None,
        events_reference=None,
        method=f"{index.method}: {shares}; {found.method}; weights and standard deviations taken as given",
        warnings=(*index.warnings, *found.warnings),
    )
