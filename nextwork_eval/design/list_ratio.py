"""At the end you know whether a list whose units were drawn one by one holds as many offers as its chances give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.design.sample_ratio import offers_by_chance, two_sided

if TYPE_CHECKING:
    from nextwork_eval.design.lottery import Round

LEAST_LIKELY = 0.001
"""A list whose number of offers is less likely than this was not drawn as declared."""


def ratio_problems(
    rounds: Sequence[Round], labels: NDArray[np.str_], arm: NDArray[np.int64], *, units: str
) -> list[str]:
    """Hold the offers of a list against the declared chances; `labels` and `arm` have one entry for each unit drawn.

    `units` is what they are called in the problem: offers, or clusters offered.
    """
    sizes = [(int((labels == draw.id).sum()), draw.probability) for draw in rounds]
    laws = [offers_by_chance(size, chance) for size, chance in sizes if chance]
    offered = int(arm.sum())
    if two_sided(offered, laws) >= LEAST_LIKELY:
        return []
    expected = sum(size * (chance or 0.0) for size, chance in sizes)
    return [
        f"sample-ratio mismatch: the list holds {offered} {units} where about {expected:.0f} are expected; with the "
        f"declared chances fewer than 1 of {1 / LEAST_LIKELY:.0f} lists is so far off"
    ]
