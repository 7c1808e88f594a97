"""At the end you know how often the lottery itself would have made the arms differ as much, without large arms.

The covariance of the differences does not depend on the draw. The traits are therefore made white once, and a repeated
lottery costs one product.
"""

from __future__ import annotations

import itertools
import math

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.effects.estimate import FloatVector, IntVector

Scores = NDArray[np.float64]

_AT_ONCE = 2_000_000  # numbers held at a time: 16 MB
# The same lottery, added up in another order, differs in the last digits; a tie must count as a tie.
_TIE = 1e-9


def permuted_balance(
    scores: Scores, treated: FloatVector, strata: IntVector, *, draws: int, generator: np.random.Generator
) -> tuple[float, int, bool]:
    """Hold the observed statistic against those of repeated lotteries.

    Parameters
    ----------
    scores
        What each person adds to the white difference when offered the programme, shape (n_people, rank): the statistic
        of a lottery is the squared length of the sum over those offered.
    treated, strata
        Lot and stratum code of each, shape (n_people,). Each stratum keeps its number of offers.
    draws
        Number of repetitions; all lotteries are gone through instead where there are no more than that.
    generator
        Source of chance; not used where all lotteries are gone through.

    Returns
    -------
    p_value, lotteries, every
        The p-value, the number of lotteries it rests on, and whether these are all there are.

    Notes
    -----
    p = (1 + #{T* >= T}) / (1 + draws); over all lotteries the share with T* >= T, which contains the observed one.
    """
    observed = treated @ scores
    least = float(observed @ observed) * (1 - _TIE) - _TIE
    blocks = [np.flatnonzero(strata == stratum) for stratum in range(strata.max() + 1)]
    offers = [int(treated[members].sum()) for members in blocks]
    possible = math.prod(math.comb(len(members), count) for members, count in zip(blocks, offers, strict=True))
    if possible <= draws:
        as_far = _all(scores, blocks, offers, least)
        return as_far / possible, possible, True
    as_far = 0
    batch = max(1, _AT_ONCE // len(treated))
    for start in range(0, draws, batch):
        here = min(batch, draws - start)
        lots = np.zeros((here, len(treated)))
        for members, count in zip(blocks, offers, strict=True):
            order = generator.random((here, len(members))).argpartition(count - 1, axis=1)
            np.put_along_axis(lots, members[order[:, :count]], 1.0, axis=1)
        as_far += int((((lots @ scores) ** 2).sum(axis=1) >= least).sum())
    return (1 + as_far) / (1 + draws), draws, False


def _all(scores: Scores, blocks: list[IntVector], offers: list[int], least: float) -> int:
    """Count the lotteries, of all there are, whose statistic reaches `least`."""
    sums = np.zeros((1, scores.shape[1]))
    for members, count in zip(blocks, offers, strict=True):
        chosen = np.array(list(itertools.combinations(members.tolist(), count)))
        here = scores[chosen].sum(axis=1)
        sums = (sums[:, None, :] + here[None, :, :]).reshape(-1, scores.shape[1])
    return int(((sums**2).sum(axis=1) >= least).sum())
