"""At the end you know how often each verdict on a target would be given, if the shares of the arms were known."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from nextwork_eval.effects.inputs import refuse
from nextwork_eval.effects.targets.counts import VERDICTS, Measure, Verdict, verdicts_of_counts

FloatArray = NDArray[np.float64]
_FAR = 9.0  # standard deviations; what lies further out has a chance below 1e-17


def chances_of_verdicts(
    measure: Measure,
    threshold: float,
    *,
    share_treated: float,
    share_reference: float = 0.5,
    n_treated: int,
    n_reference: int,
    level: float = 0.95,
    better: Literal["more", "fewer"] = "more",
    groups: tuple[int, ...] = (),
    intraclass_correlation: float = 0.0,
) -> dict[Verdict, float]:
    """Return the chance of each verdict on a target, exactly: every result the two arms can have is counted.

    Parameters
    ----------
    measure, threshold, level, better
        As in `verdicts_of_counts`.
    share_treated, share_reference
        The true chance of the event for each person of an arm, between 0 and 1.
    n_treated, n_reference
        Persons in each arm.
    groups
        Sizes of the groups in which the treated meet; the rest of them are alone. Empty: all are alone.
    intraclass_correlation
        Correlation between the outcomes of two people of a group, at least 0 and below 1. The number with the event in
        a group is then beta-binomial.

    Returns
    -------
    dict
        A chance for each of `VERDICTS[measure]`; together they are 1.

    Raises
    ------
    EstimationError
        If a number is impossible.

    Examples
    --------
    If 60 % really come to be in a job, three of four trials with 60 people in the arm say that a target of 75 % was not
    met, and one of four cannot decide it:

    >>> chances = chances_of_verdicts("level", 0.75, share_treated=0.6, n_treated=60, n_reference=60)
    >>> {name: round(chance, 4) for name, chance in chances.items()}
    {'met': 0.0, 'undecided': 0.2568, 'not_met': 0.7432}
    """
    summary = "The chances of the verdicts cannot be computed."
    shares = {"share_treated": share_treated, "share_reference": share_reference}
    problems = [f"`{name}` is not a share: expected 0 to 1." for name, share in shares.items() if not 0 <= share <= 1]
    if not 0 <= intraclass_correlation < 1:
        problems.append("`intraclass_correlation` must be at least 0 and below 1.")
    if sum(groups) > n_treated or (groups and min(groups) < 1):
        problems.append("`groups` hold more people than the treated arm, or a group has nobody in it.")
    refuse(summary, problems)
    x1, chance1 = _likely(count_chances(n_treated, share_treated, groups, intraclass_correlation))
    if measure == "level":
        x0, chance0 = np.zeros(1, dtype=np.int64), np.ones(1)
    else:
        x0, chance0 = _likely(count_chances(n_reference, share_reference))
    verdicts = verdicts_of_counts(
        measure, threshold, x1[:, None], n_treated, x0, n_reference, level=level, better=better
    )
    chance = np.outer(chance1, chance0)
    return {name: float(chance[verdicts == name].sum()) for name in VERDICTS[measure]}


def count_chances(
    n: int, share: float, groups: tuple[int, ...] = (), intraclass_correlation: float = 0.0
) -> FloatArray:
    """Return the chance of each number from 0 to `n` of people with the event, shape (n + 1,).

    Groups are independent of each other and beta-binomial; everyone else has the chance `share`.
    """
    if not groups or intraclass_correlation == 0 or share in (0, 1):
        return np.asarray(stats.binom.pmf(np.arange(n + 1), n, share))
    spread = (1 - intraclass_correlation) / intraclass_correlation
    # The distribution of a sum is a product of transforms; equal groups are a power of one.
    transform = np.fft.rfft(stats.binom.pmf(np.arange(n + 1), n - sum(groups), share))
    for size in sorted(set(groups)):
        within = np.zeros(n + 1)
        within[: size + 1] = stats.betabinom.pmf(np.arange(size + 1), size, share * spread, (1 - share) * spread)
        transform = transform * np.fft.rfft(within) ** groups.count(size)
    chances = np.clip(np.fft.irfft(transform, n + 1), 0.0, None)
    return np.asarray(chances / chances.sum())


def _likely(chances: FloatArray) -> tuple[NDArray[np.int64], FloatArray]:
    """Return the counts that can be expected at all: in arms of thousands, those near the mean."""
    counts = np.arange(len(chances))
    mean = float(counts @ chances)
    reach = _FAR * float(((counts - mean) ** 2 @ chances) ** 0.5) + 2
    near = np.abs(counts - mean) <= reach
    return counts[near], chances[near]
