"""How often intervals hold the truth when four in ten persons are looked at late, and those with an early event never.

Of 70 persons in either arm who could be followed, those who would have entered late have an entry drawn evenly from
weeks 1 to 15; who has an event by then is not seen at all. Follow-up ends between weeks 30 and 60.
`NEXTWORK_REPLICATES` gives another number of trials; the bounds widen with the Monte Carlo error.
"""

from __future__ import annotations

import numpy as np
import pytest

from nextwork_eval.durations import cumulative_incidence, restricted_mean
from nextwork_eval.errors import EstimationError
from tests.operating.test_effects_coverage import REPLICATES, within_bounds

PERSONS, HORIZON = 70, 30
# Weekly chances of work and of re-arrest, without the offer and with it.
CHANCES = ((0.02, 0.008), (0.035, 0.006))


def truth(arm: int) -> tuple[float, float]:
    """Share in work by the horizon, and mean weeks without either event."""
    work, arrest = CHANCES[arm]
    waiting = (1 - work - arrest) ** np.arange(HORIZON)
    return float(work * waiting.sum()), float(waiting.sum())


@pytest.mark.slow
def test_late_entry() -> None:
    """Share in work (limits by MOVER) and mean weeks without any event (t): 94 to 96 % of trials, few are refused."""
    generator = np.random.default_rng(2761)
    arms = np.repeat([1, 0], PERSONS)
    chances = np.array(CHANCES)[arms]
    share, weeks = (one - zero for one, zero in zip(truth(1), truth(0), strict=True))
    held_share = held_weeks = refused = at_once = 0
    for _ in range(REPLICATES):
        wait = generator.geometric(chances.sum(axis=1))
        kind = 1 + (generator.random(len(arms)) > chances[:, 0] / chances.sum(axis=1))
        end = generator.integers(HORIZON, 61, len(arms))
        entry = np.where(generator.random(len(arms)) < 0.4, generator.integers(1, 16, len(arms)), 0)
        seen = wait > entry
        last, event = np.minimum(wait, end)[seen], np.where(wait <= end, kind, 0)[seen]
        try:
            curve = cumulative_incidence(last, event, arms[seen], horizon=HORIZON, entry=entry[seen])
            mean = restricted_mean(last, event > 0, arms[seen], horizon=HORIZON, entry=entry[seen])
        except EstimationError:
            refused += 1
            continue
        line = curve.pick("difference", "event")
        held_share += line.conf_low[-1] <= share <= line.conf_high[-1]
        held_weeks += mean.conf_low <= weeks <= mean.conf_high
        # Taken as followed from the lottery, those who entered late are too many who waited long.
        naive = restricted_mean(last, event > 0, arms[seen], horizon=HORIZON)
        at_once += abs(naive.level_reference - truth(0)[1]) > abs(mean.level_reference - truth(0)[1])
    done = REPLICATES - refused
    print(
        f"share {held_share / done:.4f}, weeks {held_weeks / done:.4f}, refused {refused}, nearer {at_once / done:.3f}"
    )
    assert refused < 0.01 * REPLICATES
    assert within_bounds(held_share / done)
    assert within_bounds(held_weeks / done)
    assert at_once > done / 2
