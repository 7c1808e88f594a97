"""At the end you know how two arms, week by week, become three lines: each arm and the difference between them."""

from __future__ import annotations

import numpy as np

from nextwork_eval.durations.contrasts import mover_limits
from nextwork_eval.durations.inputs import ARMS
from nextwork_eval.effects.estimate import FloatVector, IntVector, Series


def known_at_start(limits: tuple[FloatVector, FloatVector], share: float) -> tuple[FloatVector, FloatVector]:
    """Week 0 is known by definition: everyone starts without the event."""
    low, high = limits[0].copy(), limits[1].copy()
    low[0] = high[0] = share
    return low, high


def three_lines(
    label: str,
    estimates: tuple[FloatVector, FloatVector],
    std_errors: tuple[FloatVector, FloatVector],
    limits: tuple[tuple[FloatVector, FloatVector], tuple[FloatVector, FloatVector]],
    at_risk: tuple[IntVector, IntVector],
    events: tuple[IntVector, IntVector],
) -> tuple[Series, ...]:
    """Return the lines of both arms (treated first in every pair) and of their difference, with MOVER limits."""
    arms = tuple(
        Series(
            arm=name,
            label=label,
            estimate=estimates[k],
            std_error=std_errors[k],
            conf_low=limits[k][0],
            conf_high=limits[k][1],
            n=at_risk[k],
            events=events[k],
        )
        for k, (name, _) in enumerate(ARMS)
    )
    low, high = mover_limits(estimates[0], limits[0], estimates[1], limits[1])
    none = np.zeros_like(at_risk[0])
    difference = Series(
        arm="difference",
        label=label,
        estimate=estimates[0] - estimates[1],
        std_error=np.hypot(*std_errors),
        conf_low=low,
        conf_high=high,
        n=none,
        events=none,
    )
    return (*arms, difference)
