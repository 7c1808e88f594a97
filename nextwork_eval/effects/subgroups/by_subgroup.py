"""At the end you know the effect of the offer in each of a few groups, and whether the groups differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from nextwork_eval.effects.inputs import (
    Column,
    choice_problems,
    level_problems,
    read_labels,
    read_numbers,
    read_two_arms,
    refuse,
)
from nextwork_eval.effects.means.difference import difference_in_means
from nextwork_eval.effects.means.stratified import difference_in_means_stratified
from nextwork_eval.effects.subgroups.cells import WithinGroup, within_group
from nextwork_eval.effects.subgroups.found import SubgroupEffects
from nextwork_eval.effects.subgroups.interaction import shrunken
from nextwork_eval.effects.subgroups.records import (
    contrast_of,
    group_effect,
    interaction_test,
    what_to_know,
    with_shrunken,
)

Missing = Literal["raise", "own_group", "excluded"]

NOT_KNOWN = "not_known"
_SUMMARY = "The effects in subgroups cannot be estimated."


def difference_by_subgroup(
    outcome: object,
    treated: object,
    *,
    subgroups: object,
    levels: Sequence[object] | None = None,
    strata: object | None = None,
    missing: Missing = "raise",
    level: float = 0.95,
) -> SubgroupEffects:
    """Estimate the effect of the offer within subgroups, and test whether it differs between them.

    That one subgroup's interval misses zero and another's does not says nothing about a difference: the smaller group
    always has the wider interval. The question is answered by one test of all subgroups, and the effects therefore have
    no p-values of their own.

    Parameters
    ----------
    outcome, treated
        As in `difference_in_means`.
    subgroups
        Shape (n_people,): the subgroup of each person by something known before the lottery; any labels. Missing (None
        or NaN) for people of whom it is not known.
    levels
        The labels in the order in which they are to stand, also those that nobody has; None for all labels that occur,
        sorted as text.
    strata
        Shape (n_people,): the stratum in which each person was drawn; None for a lottery without strata.
    missing
        What is done with people of whom the subgroup is not known. `raise`: refuse. `own_group`: a subgroup
        `not_known` of their own, which takes part in neither the test nor the shrinkage. `excluded`: counted, and in
        no subgroup.
    level
        Level of the two-sided intervals.

    Returns
    -------
    SubgroupEffects
        The effect in each subgroup (`difference_in_means_stratified` among its people, weighted with the strata's
        shares of the subgroup) as it is and shrunken; the test; with two subgroups the difference between their
        effects.
        Warnings say which subgroups have no effect and why, and in which strata had to be put together.

    Raises
    ------
    EstimationError
        With every fault: those of `difference_in_means_stratified` over everyone; labels outside `levels`; people
        without a label, with `raise`; fewer than two subgroups whose effect can be estimated.

    Notes
    -----
    Subgroup g has t_g = sum_b (n_gb / n_g) (mean_gb1 - mean_gb0) and Neyman's variance, a t interval and Bell-McCaffrey
    degrees of freedom, as if its people were the trial. Where an arm has fewer than two of them in some stratum, strata
    are put together by their share of offers (`effects.subgroups.cells`). An arm with fewer than two persons, or an
    outcome that does not vary, leaves the subgroup without an effect.

    The test is the approximate Hotelling test (HTZ) that all t_g are equal; see `effects.subgroups.interaction`, where
    the shrunken effects (normal-normal model, Paule and Mandel's variance between subgroups) stand as well. With two
    subgroups the variance between them rests on one difference: unless that exceeds its standard error both shrunken
    effects are the common one.

    References
    ----------
    Assmann, Pocock, Enos and Kasten (2000), Lancet 355, 1064-1069. Gelman and Stern (2006), The American Statistician
    60, 328-331. Pustejovsky and Tipton (2018), Journal of Business and Economic Statistics 36, 672-683. Paule and
    Mandel (1982), Journal of Research of the National Bureau of Standards 87, 377-385.

    Examples
    --------
    Weeks in work of six women and six men:

    >>> weeks = [20, 24, 28, 10, 12, 14, 16, 20, 24, 15, 17, 19]
    >>> offered = [1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0]
    >>> found = difference_by_subgroup(weeks, offered, subgroups=["woman"] * 6 + ["man"] * 6)
    >>> [(group.name, group.estimate.estimate) for group in found.groups]
    [('man', 3.0), ('woman', 12.0)]
    >>> found.contrast.estimate, round(found.contrast.std_error, 2), round(found.interaction.p_value, 2)
    (9.0, 3.65, 0.04)
    """
    column = read_labels("subgroups", subgroups, gaps=missing != "raise")
    names, codes, problems = _named(subgroups, column, levels)
    arms = read_two_arms(
        _SUMMARY,
        read_numbers("outcome", outcome),
        treated,
        strata=strata,
        beside=[column],
        problems=[
            *level_problems(level),
            *choice_problems("missing", missing, ["raise", "own_group", "excluded"]),
            *problems,
        ],
    )
    overall = (
        difference_in_means(arms.outcome, arms.treated, level=level)
        if strata is None
        else difference_in_means_stratified(arms.outcome, arms.treated, strata=arms.strata, level=level)
    )
    members = {name: codes == place for place, name in enumerate(names)}
    within = {name: within_group(arms, inside) for name, inside in members.items()}
    good = {name: found for name, found in within.items() if isinstance(found, WithinGroup)}
    if len(good) < 2:
        told = "; ".join(sorted({why for why in within.values() if isinstance(why, str)}))
        refuse(_SUMMARY, [f"{len(good)} of {len(names)} subgroups can be estimated ({told}): expected two or more."])
    groups = [group_effect(arms, members[name], name, within[name], level) for name in names]
    unknown = codes < 0
    apart = group_effect(arms, unknown, NOT_KNOWN, within_group(arms, unknown), level) if unknown.any() else None
    drawn = shrunken(*(np.array([getattr(g, field) for g in good.values()]) for field in ("estimate", "variance")))
    margin = float(stats.norm.isf((1 - level) / 2))
    pulled = dict(zip(good, zip(drawn.estimate.tolist(), drawn.std_error.tolist(), strict=True), strict=True))
    groups = [with_shrunken(group, pulled.get(group.name), margin) for group in groups]
    as_group = (apart,) if apart is not None and missing == "own_group" else ()
    return SubgroupEffects(
        groups=(*groups, *as_group),
        overall=overall,
        interaction=interaction_test(arms, good, members),
        contrast=contrast_of(arms, good, members, level) if len(good) == 2 else None,
        spread=drawn.spread,
        excluded=apart if missing == "excluded" else None,
        warnings=what_to_know([*groups, *as_group], len(good), drawn.spread, apart if missing == "excluded" else None),
    )


def _named(
    subgroups: object, column: Column, levels: Sequence[object] | None
) -> tuple[list[str], NDArray[np.int64], list[str]]:
    """Return the names of the subgroups in their order, each person's place among them (-1: not known), and faults."""
    if column.problems:
        return [], column.values, []
    labels = pd.Series(np.asarray(pd.Series(subgroups, dtype=object)), dtype=object)
    known = labels[column.values >= 0].astype(str)
    names = sorted(set(known)) if levels is None else [str(name) for name in levels]
    problems = []
    if len(set(names)) < len(names):
        problems.append("`levels` name a subgroup twice: expected each once.")
    if NOT_KNOWN in names:
        problems.append(f"A subgroup is called '{NOT_KNOWN}', which is what people without a label are called.")
    outside = len(known) - int(known.isin(names).sum())
    if outside:
        problems.append(f"`subgroups` of {outside} persons are none of `levels`: expected a level for everyone known.")
    codes = np.full(len(labels), -1, dtype=np.int64)
    codes[column.values >= 0] = [names.index(name) if name in names else -1 for name in known]
    return names, codes, problems
