"""How often the interval of a share's difference holds when whole offices are drawn whose people fare alike.

Twelve and twelve offices of four to eight people; an office speeds up or slows down how fast its people find work.
`NEXTWORK_REPLICATES` gives another number of trials; the bounds widen with the Monte Carlo error.
"""

from __future__ import annotations

import numpy as np
import pytest

from nextwork_eval.durations import state_occupation
from tests.operating.test_effects_coverage import REPLICATES, within_bounds

SIZES = np.tile([4, 5, 6, 8, 5, 8], 4)
OFFICES = np.repeat(np.arange(24), SIZES)
TREATED = (OFFICES < 12).astype(int)
HORIZON, AT = 26, 20
PACE, CHANCE = (0.4, 1.0, 2.2), (0.04, 0.06)  # of an office, each as likely; of a week, without and with the offer


def truth() -> float:
    """The difference in the share that has found work by week 20, all paces alike."""
    found = [np.mean([1 - (1 - pace * chance) ** AT for pace in PACE]) for chance in CHANCE]
    return float(found[1] - found[0])


@pytest.mark.slow
def test_the_interval_of_a_share_when_offices_are_drawn() -> None:
    """Counted by offices it holds the truth in about 95 of 100 trials; with everyone alone in clearly fewer.

    From week 10 on the register ends for some; who has found work keeps it.
    """
    generator = np.random.default_rng(20261129)
    weeks = np.arange(HORIZON + 1)
    right, held, alone = truth(), 0, 0
    for _ in range(REPLICATES):
        pace = np.array(PACE)[generator.integers(0, 3, 24)][OFFICES]
        entry = generator.geometric(pace * np.array(CHANCE)[TREATED])
        last = generator.integers(10, 60, len(OFFICES))
        states = np.where(weeks > last[:, np.newaxis], -1, weeks >= entry[:, np.newaxis])
        given = {"labels": ["support", "work"], "last_observed": last, "horizon": AT}
        for clusters in (OFFICES, None):
            line = state_occupation(states, TREATED, clusters=clusters, **given).pick("difference", "work")
            inside = line.conf_low[AT] <= right <= line.conf_high[AT]
            held, alone = (held + inside, alone) if clusters is not None else (held, alone + inside)
    assert within_bounds(held / REPLICATES)
    assert alone / REPLICATES < held / REPLICATES - 0.03
