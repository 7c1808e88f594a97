"""Whatever the scores: what the chance of a sum among repeated lotteries does not depend on."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from nextwork_eval.durations import log_rank
from nextwork_eval.durations.equality.counted import counted
from nextwork_eval.durations.inputs import read_timed_arms
from nextwork_eval.effects.randomization.law import chance_as_far


def lottery(seed, sizes=(60, 45, 30)):
    generator = np.random.default_rng(seed)
    strata = np.repeat(np.arange(len(sizes)), sizes)
    scores = np.round(generator.normal(size=len(strata)) + strata, int(generator.integers(1, 4)))
    treated = (generator.random(len(strata)) < 0.4).astype(int)
    return scores, strata, treated, generator


@pytest.mark.parametrize("seed", range(6))
def test_shift_scale_sign_and_names(seed):
    """Scores moved within strata, stretched or turned over; arms exchanged; rows and strata in another order."""
    scores, strata, treated, generator = lottery(seed)
    known = chance_as_far(scores, strata, treated)
    order = generator.permutation(len(scores))
    others = [
        (scores + np.array([5.0, -3.0, 0.25])[strata], strata, treated),
        (scores * 1e6, strata, treated),
        (-scores / 1e6, strata, treated),
        (scores, strata, 1 - treated),
        (scores[order], np.array([2, 0, 1])[strata[order]], treated[order]),
    ]
    for other in others:
        found = chance_as_far(*other)
        assert found.high == pytest.approx(known.high, abs=3e-6)
        assert found.low == pytest.approx(known.low, abs=3e-6)


@pytest.mark.parametrize("seed", range(6))
def test_strata_in_which_nothing_was_drawn_change_nothing(seed):
    """A stratum of one arm, and one in which all have the same score."""
    scores, strata, treated, _ = lottery(seed)
    known = chance_as_far(scores, strata, treated)
    more = chance_as_far(
        np.concatenate([scores, [9.0, -4.0, 2.0, 2.0, 2.0]]),
        np.concatenate([strata, [3, 3, 4, 4, 4]]),
        np.concatenate([treated, [1, 1, 0, 1, 0]]),
    )
    assert (more.high, more.low) == pytest.approx((known.high, known.low), abs=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_groups_give_what_sorting_gives(seed):
    """People who are at risk in the same weeks have the same score, within strata: the bounds are the same."""
    generator = np.random.default_rng([5, seed])
    weeks, event = generator.integers(1, 15, 90), generator.integers(0, 2, 90)
    arms = read_timed_arms("", weeks, event, np.arange(90) % 2, strata=generator.integers(0, 3, 90))
    found = counted(arms, float(seed % 2), 0.0)
    assert found.groups is not None
    grouped = chance_as_far(found.scores, arms.strata, arms.treated, groups=found.groups)
    alone = chance_as_far(found.scores, arms.strata, arms.treated)
    assert (grouped.low, grouped.high) == pytest.approx((alone.low, alone.high), abs=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_drawn_lotteries_agree(seed):
    """Among 20,000 drawn lotteries the share is, up to the error of drawing, between the bounds."""
    generator = np.random.default_rng([7, seed])
    n = 240
    weeks, end = generator.geometric(0.05, n), generator.integers(10, 40, n)
    event, strata, arm = (weeks <= end).astype(int), np.arange(n) % 3, np.arange(n) // 3 % 2
    data = (np.minimum(weeks, end), event, arm)
    law = log_rank(*data, strata=strata, draws="exact", studentized=False).p_value
    drawn = log_rank(
        *data, strata=strata, draws=20_000, studentized=False, generator=np.random.default_rng(seed)
    ).p_value
    assert drawn == pytest.approx(law, abs=4 * (law * (1 - law) / 20_000) ** 0.5 + 1e-3)


def test_far_out_sums_have_small_chances_and_never_none():
    """The farther the observed sum, the smaller the chance; a bound of some millionths where nothing is left."""
    scores, strata = np.arange(200.0), np.zeros(200, dtype=int)
    chances = []
    for moved in range(0, 51, 10):
        treated = np.arange(200) % 2
        low, high = np.flatnonzero(treated == 1)[:moved], np.flatnonzero(treated == 0)[-moved:] if moved else []
        treated[low], treated[high] = 0, 1
        chances.append(chance_as_far(scores, strata, treated).high)
    assert all(after <= before + 5e-6 for before, after in pairwise(chances))
    assert 0 < chances[-1] < 5e-6
