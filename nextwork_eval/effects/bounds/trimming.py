"""At the end you know the lowest mean that part of an arm can have, and how it moves with each person.

One arm is known of more people than the other. Those who would be known whichever arm they were in are a part of it;
which part is not known, but how large it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.effects.estimate import FloatVector, IntVector

# Shares of persons are sums of weights: two that are equal may differ by this much.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownArms:
    """Outcomes of the arm of which more is known, and of the other; vectors of shape (n_people,).

    Attributes
    ----------
    outcome
        0 where it is not known.
    known
        1 where it is known.
    more, less
        True for those in the arm of which more, or less, is known.
    weight
        What each person counts in the mean of the own arm; sums to 1 in each arm.
    cells
        Codes 0, 1, … of cells within which response is compared.
    """

    outcome: FloatVector
    known: FloatVector
    more: NDArray[np.bool_]
    less: NDArray[np.bool_]
    weight: FloatVector
    cells: IntVector


def least_difference(arms: KnownArms) -> tuple[float, FloatVector]:
    """Return the lowest mean of those always known in the arm with more, minus their mean in the arm with less.

    Returns
    -------
    difference
        Over the cells, weighted by their shares of those known in the arm with less, who are always known.
    influence
        Shape (n_people,): what the difference moves by with each person; its weighted mean over each arm counts.

    Notes
    -----
    In a cell, W_h and W_l are the weights of the arm with more and with less, G_l that of those known in the arm with
    less. Always known is a share r = G_l / W_l of the cell. The lowest mean of a share r of the arm with more is

        max over c of c + E[S (Y - c)^-] / r,

    which takes from a person on the margin just the part that is needed. As c is at a maximum, it can be held fixed
    when the difference is differentiated with respect to the data. For one cell the variance of the influence is that
    of Lee's proposition 3.
    """
    weighted = arms.weight * arms.known
    total = float(weighted[arms.less].sum())
    pieces = [_cell(arms, arms.cells == cell) for cell in range(int(arms.cells.max()) + 1)]
    difference = sum(piece.total for piece in pieces) / total
    influence = np.zeros(len(arms.outcome))
    for piece in pieces:
        below = arms.known[piece.more] * np.minimum(arms.outcome[piece.more] - piece.cut, 0.0)
        influence[piece.more] = (below - piece.shortfall / piece.weight_more) * piece.weight_less / piece.weight_more
        influence[piece.less] = (
            arms.known[piece.less] * (piece.cut - arms.outcome[piece.less] - difference)
            + piece.shortfall / piece.weight_more
        )
    return float(difference), influence / total


@dataclass(frozen=True, slots=True)
class _Cell:
    more: NDArray[np.bool_]
    less: NDArray[np.bool_]
    weight_more: float
    weight_less: float
    cut: float
    shortfall: float
    total: float


def _cell(arms: KnownArms, people: NDArray[np.bool_]) -> _Cell:
    more, less = people & arms.more, people & arms.less
    weight_more, weight_less = float(arms.weight[more].sum()), float(arms.weight[less].sum())
    always = float((arms.weight * arms.known)[less].sum())
    values, weights = arms.outcome[more], (arms.weight * arms.known)[more]
    cut = _cut(values[weights > 0], weights[weights > 0], always * weight_more / weight_less)
    shortfall = float((weights * np.minimum(values - cut, 0.0)).sum())
    own = float((arms.weight * arms.known * arms.outcome)[less].sum())
    return _Cell(
        more, less, weight_more, weight_less, cut, shortfall, always * cut + shortfall * weight_less / weight_more - own
    )


def _cut(values: FloatVector, weights: FloatVector, kept: float) -> float:
    """Return the highest value that is kept when the lowest ones are, up to a weight."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    return float(values[order][min(int(np.searchsorted(reached, kept * (1 - _ROUNDING))), len(values) - 1)])
