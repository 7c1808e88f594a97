"""How many offers the lottery should have given, and how surprising another number is: an exact sum over the rounds.

Each round contributes the distribution of its own number of offers; the rounds are independent, so that the number in
all is their convolution. Nothing is approximated.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FloatVector = NDArray[np.float64]


def offers_among(randomised: int, offered: int, analysed: int) -> FloatVector:
    """Return the chances of 0, 1, … offers among those analysed of a round with a fixed number of offers.

    Given how many of the round are analysed, their offers are hypergeometric if staying has nothing to do with the lot.

    Parameters
    ----------
    randomised, offered
        How many were in the round, and how many of them were drawn.
    analysed
        How many of the round are analysed.

    Returns
    -------
    FloatVector
        Shape (analysed + 1,).

    Examples
    --------
    >>> offers_among(4, 2, 2).round(4).tolist()
    [0.1667, 0.6667, 0.1667]
    """
    # Quotients of whole numbers, each rounded once: exact for rounds of any size.
    ways = math.comb(randomised, analysed)
    return np.array(
        [
            math.comb(offered, drawn) * math.comb(randomised - offered, analysed - drawn) / ways
            for drawn in range(analysed + 1)
        ]
    )


def offers_by_chance(people: int, probability: float) -> FloatVector:
    """Return the chances of 0, 1, … offers where each person of a round is drawn on his or her own: the binomial.

    Examples
    --------
    >>> offers_by_chance(2, 0.5).round(6).tolist()
    [0.25, 0.5, 0.25]
    """
    # In logarithms, because the numbers of ways outgrow what a float can hold.
    drawn = np.arange(people + 1)
    ways = np.array([math.lgamma(count + 1) for count in range(people + 1)])
    logs = (
        ways[people] - ways - ways[::-1] + drawn * math.log(probability) + (people - drawn) * math.log1p(-probability)
    )
    chances: FloatVector = np.exp(logs)
    return chances


def two_sided(observed: int, rounds: Sequence[FloatVector]) -> float:
    """Return twice the smaller tail of the number of offers in all rounds together, at most 1.

    Parameters
    ----------
    observed
        Offers in all rounds.
    rounds
        For each round the chances of 0, 1, … offers.

    Examples
    --------
    >>> round(two_sided(0, [offers_by_chance(2, 0.5), offers_by_chance(1, 0.5)]), 6)
    0.25
    """
    chances = np.ones(1)
    for chance in rounds:
        chances = np.convolve(chances, chance)
    return min(1.0, 2 * min(math.fsum(chances[: observed + 1]), math.fsum(chances[observed:])))
