"""At the end you know what is said of a target for each number of people with the event that an arm can have.

A verdict is a function of counts. Here it is worked out for all of them at once, from the same limits and score tests
that judge the data.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from nextwork_eval.effects.inputs import refuse
from nextwork_eval.effects.proportions.scores import difference_score, ratio_score

Measure = Literal["level", "ratio", "not_worse", "equivalent"]
Verdict = Literal["met", "not_met", "undecided", "reduced_not_met", "not_reduced"]
VERDICTS: dict[str, tuple[Verdict, ...]] = {
    "level": ("met", "undecided", "not_met"),
    "ratio": ("met", "reduced_not_met", "undecided", "not_reduced"),
    "not_worse": ("met", "undecided", "not_met"),
    "equivalent": ("met", "undecided", "not_met"),
}
"""The verdicts that each kind of target can get, from good to bad."""


def verdicts_of_counts(
    measure: Measure,
    threshold: float,
    x1: ArrayLike,
    n1: int,
    x0: ArrayLike,
    n0: int,
    *,
    level: float = 0.95,
    better: Literal["more", "fewer"] = "more",
) -> NDArray[np.str_]:
    """Return the verdict on a target for counts of any shape.

    Parameters
    ----------
    measure
        `level`: the treated arm's share is at least the threshold (exact limits). `ratio`: it is at most the threshold
        times the reference arm's (score test). `not_worse`, `equivalent`: the threshold is a margin in shares (score
        test).
    threshold
        Between 0 and 1.
    x1, n1, x0, n0
        Persons with the event, and persons, in the treated and in the reference arm. `level` looks at the treated arm
        only.
    level
        One-sided level of each limit.
    better
        For `not_worse`: whether more or fewer people with the event are the better result.

    Returns
    -------
    NDArray
        One of `VERDICTS[measure]` for each pair of counts. A ratio to nobody in the reference arm is `undecided`.

    Raises
    ------
    EstimationError
        If the threshold is not between 0 and 1, or an arm has nobody.

    Examples
    --------
    With 60 people in the arm it takes 51 to meet a target of 75 %, and 38 or fewer to miss it beyond doubt:

    >>> verdicts_of_counts("level", 0.75, [38, 39, 50, 51], 60, 0, 60).tolist()
    ['not_met', 'undecided', 'undecided', 'met']
    """
    problems = [] if 0 < threshold < 1 else ["`threshold` is not a share between 0 and 1."]
    problems += [] if 0.5 <= level < 1 else ["`level` is not a one-sided level: expected at least 0.5 and below 1."]
    refuse("No verdict can be given.", [*problems, *(["An arm has nobody in it."] if min(n1, n0) < 1 else [])])
    critical = float(stats.norm.isf(1 - level))
    one, zero = np.broadcast_arrays(np.asarray(x1), np.asarray(x0))
    match measure:
        case "level":
            above, below = level_tails(one, n1, threshold)
            return _chosen([("met", above <= 1 - level), ("not_met", below < 1 - level)], one.shape)
        case "ratio":
            z, unchanged = ratio_score(one, n1, zero, n0, threshold), ratio_score(one, n1, zero, n0, 1.0)
            known = zero > 0
            return _chosen(
                [
                    ("met", known & (z <= -critical)),
                    ("not_reduced", known & (unchanged >= critical)),
                    ("reduced_not_met", known & (z > critical) & (unchanged < -critical)),
                ],
                one.shape,
            )
        case "not_worse":
            side = 1 if better == "more" else -1
            z = side * difference_score(one, n1, zero, n0, -side * threshold)
            return _chosen([("met", z >= critical), ("not_met", z < -critical)], one.shape)
        case "equivalent":
            low, high = (difference_score(one, n1, zero, n0, margin) for margin in (-threshold, threshold))
            inside, outside = (low >= critical) & (high <= -critical), (low < -critical) | (high > critical)
            return _chosen([("met", inside), ("not_met", outside)], one.shape)


def level_tails(x: NDArray[np.int64], n: int, share: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the chance of as many or more, and of as few or fewer, than `x` of `n` if each has the chance `share`."""
    return stats.binom.sf(x - 1, n, share), stats.binom.cdf(x, n, share)


def _chosen(cases: list[tuple[str, NDArray[np.bool_]]], shape: tuple[int, ...]) -> NDArray[np.str_]:
    found = np.full(shape, "undecided", dtype="<U15")
    for name, holds in cases:
        found[holds] = name
    return found
