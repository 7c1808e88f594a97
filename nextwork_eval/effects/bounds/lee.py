"""At the end you know the effect on those who would be known in either arm, as far as the data can tell it.

For outcomes that exist for some people only: earnings of those in work, answers of those who answered.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.effects.bounds.limits import as_bounds, in_words, variance_of_difference
from nextwork_eval.effects.bounds.manski import ALL_KNOWN
from nextwork_eval.effects.bounds.trimming import KnownArms, least_difference
from nextwork_eval.effects.estimate import Bounds, FloatVector
from nextwork_eval.effects.inputs import (
    TwoArms,
    level_problems,
    read_labels,
    read_numbers,
    read_two_arms,
    refuse,
)
from nextwork_eval.effects.means.neyman import standardised_means

_SUMMARY = "The effect on those always known cannot be bounded."
# Shares known that differ by less are equal: they are sums of a person's weight each.
_ROUNDING = 1e-12


def lee_bounds(
    outcome: object,
    treated: object,
    *,
    cells: object | None = None,
    strata: object | None = None,
    level: float = 0.95,
) -> Bounds:
    """Bound the effect of the offer on those whose outcome would be known whether or not they were offered it.

    If the offer can only add to who is known (or only take away), the arm of which more is known holds some people more
    than the other. How many is known, who they are is not: the ends leave out those with the highest, and those with
    the lowest outcomes. The effect is not that of everyone randomised, and of nobody who can be pointed out.

    Parameters
    ----------
    outcome
        Shape (n_people,): the outcome in its own unit; NaN for persons of whom it is not known or does not exist.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm; known for everyone.
    cells
        Shape (n_people,): a label, known before the lottery for everyone; people are left out within each cell. It
        makes the bounds tighter where the cells foretell the outcome; a few large cells are better than many.
    strata
        Shape (n_people,): the stratum in which each person was drawn; None for a lottery without strata. Means and
        shares known are those of everyone in the trial, also when the chance of an offer differed between strata.
    level
        Level of the limits.

    Returns
    -------
    Bounds
        A warning names the arm from which people were left out, or says that nobody had to be.

    Raises
    ------
    EstimationError
        With every fault: lengths or pandas indexes that differ, an arm that is not 0/1, an arm with fewer than two
        persons (in a stratum), fewer than two persons known in an arm, nobody known in an arm of a cell, cells in which
        the other arm is known more often, outcomes that do not vary.

    Notes
    -----
    With q_1 > q_0 the shares known (else with the arms exchanged, and the signs), the share p = (q_1 - q_0) / q_1 of
    the known treated is left out, exactly: a person on the margin in part. Packages differ here; whole persons, rounded
    down, leave out too few.

    Within cells x, p_x is that of the cell, and the cells are weighted by their shares of those known in the arm with
    less: all of them are always known. This asks that no cell has q_1 < q_0.

    The variance is that of proposition 3: for the lower end, with c the highest outcome kept and m the mean of the
    kept, by the influence of each person, S (Y - c)^- / q_0 in the arm with more and S (c - Y - D) / q_0 in the other,
    D the end itself; within strata, as a stratified difference has it. Where the shares known are equal nobody is left
    out, and the larger of the two variances to either side is taken. Imbens-Manski limits with normal quantiles.

    References
    ----------
    Lee (2009), Review of Economic Studies 76, 1071-1102. Imbens and Manski (2004), Econometrica 72, 1845-1857.

    Examples
    --------
    Of five offered the programme all are known, of five in the reference arm four: a fifth of the treated is left out.

    >>> weeks = [2, 4, 6, 8, 10, 3, 5, 5, 7, float("nan")]
    >>> bounds = lee_bounds(weeks, [1, 1, 1, 1, 1, 0, 0, 0, 0, 0])
    >>> round(bounds.lower, 9), round(bounds.upper, 9)
    (0.0, 2.0)
    """
    labels = [] if cells is None else [read_labels("cells", cells)]
    arms = read_two_arms(
        _SUMMARY,
        read_numbers("outcome", outcome, gaps=True),
        treated,
        strata=strata,
        beside=labels,
        problems=level_problems(level),
    )
    codes = labels[0].values if labels else np.zeros(len(arms.treated), dtype=np.int64)
    known = ~np.isnan(arms.outcome)
    refuse(_SUMMARY, _known_problems(arms, known, codes))
    weight = _weights(arms)
    shares = [float((weight * known)[arms.treated == arm].sum()) for arm in (0, 1)]
    equal = abs(shares[1] - shares[0]) <= _ROUNDING
    more = 1 if shares[1] >= shares[0] else 0
    refuse(_SUMMARY, _direction_problems(arms, known, weight, codes, more, bounded_by_cells=bool(labels)))
    lower, upper, variances = _ends(arms, known, weight, codes, more)
    if equal:
        _, _, others = _ends(arms, known, weight, codes, 1 - more)
        variances = (max(variances[0], others[0]), max(variances[1], others[1]))
    n_cells = int(codes.max()) + 1
    return as_bounds(
        _SUMMARY,
        arms,
        ends=(lower, upper),
        variances=variances,
        level=level,
        method="bounds for those always known (Lee), trimmed to the exact share"
        + (f" within {n_cells} cells" if n_cells > 1 else "")
        + (";" if n_cells > 1 and arms.strata.any() else "")
        + in_words(int(arms.strata.max()) + 1)
        + "; standard errors of proposition 3; Imbens-Manski limits, normal distribution",
        warnings=_warnings(known, equal, more),
    )


def _ends(
    arms: TwoArms, known: NDArray[np.bool_], weight: FloatVector, codes: NDArray[np.int64], more: int
) -> tuple[float, float, tuple[float, float]]:
    """Return both ends of treated minus reference, and their variances."""
    outcome = np.where(known, arms.outcome, 0.0)
    found = []
    for sign in (1.0, -1.0):
        difference, influence = least_difference(
            KnownArms(
                outcome=sign * outcome,
                known=known.astype(np.float64),
                more=arms.treated == more,
                less=arms.treated != more,
                weight=weight,
                cells=codes,
            )
        )
        variance = variance_of_difference(standardised_means(replace(arms, outcome=influence)))
        found.append((sign * difference, variance))
    (least, least_variance), (most, most_variance) = found
    if more == 1:
        return least, most, (least_variance, most_variance)
    return -most, -least, (most_variance, least_variance)


def _weights(arms: TwoArms) -> FloatVector:
    """Return what each person counts in the mean of the arm: the stratum's share of everyone, over the cell's size."""
    shares = np.bincount(arms.strata) / len(arms.strata)
    sizes = np.array([np.bincount(arms.strata[arms.treated == arm], minlength=len(shares)) for arm in (0, 1)])
    return np.asarray(shares[arms.strata] / sizes[arms.treated.astype(np.int64), arms.strata])


def _known_problems(arms: TwoArms, known: NDArray[np.bool_], codes: NDArray[np.int64]) -> list[str]:
    problems = [
        f"In the {name} arm the outcome is known of fewer than two persons: expected at least two."
        for name, arm in (("treated", 1), ("reference", 0))
        if int(known[arms.treated == arm].sum()) < 2
    ]
    n_cells = int(codes.max()) + 1
    counts = np.array([np.bincount(codes[known & (arms.treated == arm)], minlength=n_cells) for arm in (0, 1)])
    empty = int((counts.min(axis=0) == 0).sum())
    if n_cells > 1 and empty and not problems:
        problems.append(
            f"In {empty} of {n_cells} cells nobody of an arm is known: merge cells by a rule that does not look at "
            "outcomes."
        )
    return problems


def _direction_problems(
    arms: TwoArms,
    known: NDArray[np.bool_],
    weight: FloatVector,
    codes: NDArray[np.int64],
    more: int,
    *,
    bounded_by_cells: bool,
) -> list[str]:
    if not bounded_by_cells:
        return []
    n_cells = int(codes.max()) + 1
    share = []
    for arm in (more, 1 - more):
        own = arms.treated == arm
        everyone = np.bincount(codes[own], weights=weight[own], minlength=n_cells)
        share.append(np.bincount(codes[own], weights=(weight * known)[own], minlength=n_cells) / everyone)
    other_way = int((share[0] < share[1] - _ROUNDING).sum())
    if not other_way:
        return []
    names = ("treated", "reference") if more == 1 else ("reference", "treated")
    return [
        f"More is known of the {names[0]} arm, but in {other_way} of {n_cells} cells more is known of the {names[1]} "
        "arm: the offer is to move response one way in all. Use fewer cells, or none."
    ]


def _warnings(known: NDArray[np.bool_], equal: bool, more: int) -> tuple[str, ...]:
    if known.all():
        return (ALL_KNOWN,)
    if equal:
        return (
            "As large a share is known of both arms: nobody is left out, and the two ends are one number. It holds for "
            "those always known only if the offer moved nobody's response.",
        )
    name = "treated" if more == 1 else "reference"
    return (
        f"More is known of the {name} arm, and people were left out of it. The bounds are those of people who would be "
        "known in either arm, if the offer moves response one way only.",
    )
