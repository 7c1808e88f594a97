"""How often the test of subgroups rejects when all gain alike, and how often shrunken intervals hold the truth."""

from __future__ import annotations

import numpy as np
import pytest

from nextwork_eval import effects
from tests.operating.test_effects_coverage import REPLICATES, within_bounds

GROUPS = {
    "two of 80 and 40": np.repeat(["a", "b"], [80, 40]),
    "three of 60, 36 and 24": np.repeat(["a", "b", "c"], [60, 36, 24]),
}


@pytest.mark.slow
@pytest.mark.parametrize("groups", GROUPS)
def test_the_interaction_rejects_one_time_in_twenty(groups: str) -> None:
    """120 people, offers to a third of each group, half and 70 % with a job: the same effect everywhere."""
    generator = np.random.default_rng(20190301)
    group = GROUPS[groups]
    kept = 0
    for _ in range(REPLICATES):
        offered = np.zeros(120)
        for name in np.unique(group):
            members = generator.permutation(np.flatnonzero(group == name))
            offered[members[: len(members) // 3]] = 1
        outcome = (generator.random(120) < np.where(offered == 1, 0.7, 0.5)).astype(float)
        kept += effects.difference_by_subgroup(outcome, offered, subgroups=group).interaction.p_value >= 0.05
    assert within_bounds(kept / REPLICATES)


@pytest.mark.slow
def test_intervals_in_four_subgroups() -> None:
    """Effects that truly differ, by as much as their errors: intervals hold 95 % for each group, shrunken ones less.

    The variance between four subgroups is poorly known and taken as known; in return the shrunken effects are nearer to
    the truth.
    """
    generator = np.random.default_rng(20190302)
    group, offered = np.repeat(list("abcd"), 60), np.tile([1, 0], 120)
    held = drawn = 0
    away, away_drawn = 0.0, 0.0
    for _ in range(REPLICATES):
        truth = 1 + 0.26 * generator.normal(size=4)
        outcome = generator.normal(size=240) + offered * np.repeat(truth, 60)
        found = effects.difference_by_subgroup(outcome, offered, subgroups=group)
        for true, one in zip(truth, found.groups, strict=True):
            assert one.estimate is not None
            assert one.shrunken is not None
            held += one.estimate.conf_low <= true <= one.estimate.conf_high
            drawn += one.shrunken.conf_low <= true <= one.shrunken.conf_high
            away += (one.estimate.estimate - true) ** 2
            away_drawn += (one.shrunken.estimate - true) ** 2
    print(f"shrunken {drawn / 4 / REPLICATES:.4f}, mean squared error {away_drawn / away:.3f} of the unshrunken")
    assert within_bounds(held / 4 / REPLICATES)
    assert 0.80 < drawn / 4 / REPLICATES < 0.95
    assert away_drawn < 0.9 * away
