"""At the end you know which arms of strata are too thin, or are followed too shortly, for an estimate by a horizon."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.durations.inputs import ARMS, TimedArms

_SMALLEST = 2


def cell_problems(arms: TimedArms, horizon: int) -> list[str]:
    """List arms, in a stratum, with fewer than two persons, or in which nobody's fate is known at the horizon."""
    found = []
    n_strata = int(arms.strata.max()) + 1
    for name, code in ARMS:
        thin = short = 0
        for stratum in range(n_strata):
            own = (arms.treated == code) & (arms.strata == stratum)
            if own.sum() < _SMALLEST:
                thin += 1
                continue
            short += int(ends_early(arms, own, horizon))
        where = f" in {thin} of {n_strata} strata" if n_strata > 1 else ""
        if thin:
            found.append(f"The {name} arm has fewer than two persons{where}.")
        if short:
            where = f" in {short} of {n_strata} strata" if n_strata > 1 else ""
            found.append(
                f"`horizon` lies beyond the longest follow-up in the {name} arm{where}: choose an earlier week."
            )
    return found


def ends_early(arms: TimedArms, own: NDArray[np.bool_], horizon: int) -> bool:
    """Say whether follow-up of a group ends, with somebody still waiting, before the horizon."""
    longest = arms.duration[own].max()
    return bool(longest < horizon and (arms.event[own & (arms.duration == longest)] == 0).any())
