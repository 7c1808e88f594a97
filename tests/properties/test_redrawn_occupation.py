"""Shares of people who are drawn anew: the same as writing them down as often, and as spread as the influence says."""

from __future__ import annotations

import numpy as np
import pytest

from nextwork_eval.durations.bootstrap import bootstrap_occupation, steps_of, weighted_occupation
from nextwork_eval.durations.occupation import (
    influence_array,
    influence_by_week,
    occupation,
    occupation_variance,
    week_covariance,
)
from nextwork_eval.durations.state_occupation import state_occupation

N_STATES, WEEKS = 3, 30


def group(seed: int, n: int = 80):
    generator = np.random.default_rng(seed)
    steps = np.array([[0.9, 0.08, 0.02], [0.1, 0.88, 0.02], [0, 0, 1]]).cumsum(axis=1)
    states = np.zeros((n, WEEKS), dtype=np.int64)
    for week in range(1, WEEKS):
        states[:, week] = (generator.random(n)[:, np.newaxis] > steps[states[:, week - 1]]).sum(axis=1)
    last = np.where(np.arange(n) < 5, WEEKS, generator.integers(10, WEEKS + 1, n))
    states[np.arange(WEEKS) >= last[:, np.newaxis]] = -1
    return states


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_weights_are_repetitions(seed: int) -> None:
    """Each person as often as her weight says."""
    states = group(seed)
    times = np.random.default_rng(seed).integers(0, 3, len(states))
    times[:5] += 1
    steps, weights = steps_of(states, n_states=N_STATES), times[:, np.newaxis].astype(float)
    found = weighted_occupation(steps, steps.start @ weights, steps.moves @ weights)[0]
    repeated = occupation(np.repeat(states, times, axis=0), n_states=N_STATES).probabilities
    assert found == pytest.approx(repeated)


def test_redrawn_shares_are_as_spread_as_the_influence_says() -> None:
    """Standard deviations of 4,000 redrawn groups within a tenth of the infinitesimal jackknife, where shares move."""
    states = group(4, n=200)
    drawn = bootstrap_occupation(states, n_states=N_STATES, replicates=4000, generator=np.random.default_rng(7))
    estimated = occupation(states, n_states=N_STATES)
    expected = np.sqrt(occupation_variance(states, estimated))
    moving = (estimated.probabilities > 0.05) & (estimated.probabilities < 0.95)
    assert drawn.std(axis=0)[moving] == pytest.approx(expected[moving], rel=0.1)
    assert drawn.sum(axis=2) == pytest.approx(np.ones((4000, WEEKS)))


def test_clusters_are_drawn_whole_and_chance_is_the_generators() -> None:
    """Clusters of one person are persons; the same generator gives the same groups."""
    states = group(5)

    def drawn(**more: object):
        return bootstrap_occupation(
            states, n_states=N_STATES, replicates=20, generator=np.random.default_rng(3), **more
        )

    assert (drawn() == drawn(clusters=np.arange(len(states)))).all()
    pairs = drawn(clusters=np.arange(len(states)) // 2)
    assert not (pairs == drawn()).all()
    # Whole pairs: of twins, a redrawn group holds both or neither.
    twins = np.repeat(states[::2], 2, axis=0)
    both = bootstrap_occupation(
        twins,
        n_states=N_STATES,
        replicates=20,
        generator=np.random.default_rng(3),
        clusters=np.arange(len(twins)) // 2,
    )
    alone = bootstrap_occupation(states[::2], n_states=N_STATES, replicates=20, generator=np.random.default_rng(3))
    assert both == pytest.approx(alone)


def test_blocks_are_the_recursion() -> None:
    """More people than a block holds; the covariance of a week with itself is its variance."""
    states = np.tile(group(6), (60, 1))  # 4,800 persons
    estimated = occupation(states, n_states=N_STATES)
    whole = influence_array(states, estimated)
    for week, influence in enumerate(influence_by_week(states, estimated)):
        assert np.abs(whole[week] - influence).max() < 1e-15
    covariance = week_covariance(states, estimated)
    assert pytest.approx(occupation_variance(states, estimated)) == np.diagonal(covariance, axis1=1, axis2=2).T


def test_a_band_is_wider_than_its_intervals_and_knows_all_weeks() -> None:
    """One value for all states, between the pointwise quantile and Bonferroni's; the arms' own lines have no band."""
    states = np.concatenate([group(8, 60), group(9, 60)])
    curve = state_occupation(
        states,
        np.repeat([1, 0], 60),
        labels=["support", "work", "gone"],
        last_observed=(states != -1).sum(axis=1) - 1,
        horizon=20,
        band="sup_t",
    )
    work = curve.pick("difference", "work")
    assert work.band_low is not None
    assert work.band_high is not None
    assert curve.critical_value is not None
    assert 1.98 < curve.critical_value < 3.6
    week = 15
    assert work.band_high[week] - work.estimate[week] == pytest.approx(curve.critical_value * work.std_error[week])
    assert work.band_low[week] < work.conf_low[week] < work.conf_high[week] < work.band_high[week]
    assert curve.pick("treated", "work").band_low is None
