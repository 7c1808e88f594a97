"""Bands that hold all weeks of a share at once: the cases in which the width is known, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from nextwork_eval.durations import course_occupation, state_occupation
from nextwork_eval.durations.bands import band_critical_value
from nextwork_eval.errors import EstimationError

# Week 0 to 2, on support or in work; everyone is followed. In week 2 everybody is where she was in week 1.
STATES = np.array([[0, 1, 1], [0, 1, 1], [0, 0, 0], [0, 0, 0], [0, 1, 1], [0, 0, 0], [0, 0, 0], [0, 0, 0]])
OFFERED = np.array([1, 1, 1, 1, 0, 0, 0, 0])
GIVEN = {"labels": ["support", "work"], "last_observed": np.full(8, 2), "horizon": 2}


def value(covariance: object, *, df: float = 1e6, level: float = 0.95, draws: int = 100_000, seed: int = 1) -> float:
    return band_critical_value(
        np.asarray(covariance, dtype=float), df=df, level=level, draws=draws, generator=np.random.default_rng(seed)
    )


def test_weeks_that_move_together_are_one_week() -> None:
    """One week, or two that are the same: the quantile of a single interval, 1.96; of t with 5 degrees, 2.571."""
    assert value([[[2.0]]]) == pytest.approx(1.96, abs=0.02)
    assert value([[[2.0, 1.0], [1.0, 0.5]]]) == pytest.approx(1.96, abs=0.02)
    assert value([[[2.0]]], df=5) == pytest.approx(2.571, abs=0.04)


def test_two_weeks_that_know_nothing_of_each_other() -> None:
    """0.95 is the square of 0.9747, whose two-sided quantile is 2.236."""
    assert value([np.diag([1.0, 9.0])]) == pytest.approx(2.236, abs=0.02)
    # The wider of two states' values is used for both.
    assert value([np.diag([1.0, 9.0]), np.diag([1.0, 0.0])]) == pytest.approx(2.236, abs=0.02)


def test_no_band_is_narrower_than_a_single_interval() -> None:
    """Few draws can fall short; the quantile of t is the least."""
    found = [value([[[1.0]]], df=5, draws=999, seed=seed) for seed in range(30)]
    assert min(found) == pytest.approx(stats.t.isf(0.025, 5))
    assert max(found) > min(found)


def test_weeks_in_which_nothing_varies_have_no_band() -> None:
    """Week 0: everybody on support. Weeks 1 and 2 are the same: 2/4 - 1/4, standard error sqrt((1/4 + 3/16)/3)."""
    curve = state_occupation(STATES, OFFERED, band="sup_t", generator=np.random.default_rng(1), **GIVEN)
    work = curve.pick("difference", "work")
    assert work.band_low is not None
    assert work.band_high is not None
    assert np.isnan(work.band_low[0])
    # One week in truth, 3 degrees of freedom in the smaller arm: 3.182 standard errors, but for the draws.
    assert curve.critical_value == pytest.approx(3.182, abs=0.2)
    half = curve.critical_value * ((1 / 4 + 3 / 16) / 3) ** 0.5
    assert work.band_high[1:] == pytest.approx(np.minimum(0.25 + half, 1))
    assert work.band_low[1:] == pytest.approx(np.maximum(0.25 - half, -1))
    # Support is everything but work: its band is the same, turned over.
    support = curve.pick("difference", "support")
    assert support.band_low is not None
    assert -support.band_low[1:] == pytest.approx(work.band_high[1:])
    assert curve.pick("reference", "work").band_low is None
    assert "multiplier" in curve.method


def test_estimates_and_single_intervals_do_not_move() -> None:
    """A band is added; nothing else changes. The same generator gives the same band."""
    plain = state_occupation(STATES, OFFERED, **GIVEN)
    first, second = (
        state_occupation(STATES, OFFERED, band="sup_t", generator=np.random.default_rng(4), **GIVEN) for _ in range(2)
    )
    assert first.critical_value == second.critical_value
    for line in plain.series:
        other = first.pick(line.arm, line.label)
        for name in ("estimate", "std_error", "conf_low", "conf_high"):
            assert getattr(other, name) == pytest.approx(getattr(line, name), nan_ok=True)


def test_nothing_that_varies_is_told() -> None:
    """Nobody ever leaves support: a warning in place of a band."""
    curve = state_occupation(
        np.zeros((8, 3), dtype=int), OFFERED, band="sup_t", generator=np.random.default_rng(1), **GIVEN
    )
    assert curve.critical_value is None
    assert any("there is no band" in warning for warning in curve.warnings)


def test_what_a_band_needs_is_told_at_once() -> None:
    """A generator and enough draws; a name that is known; together with what else is wrong."""
    with pytest.raises(EstimationError) as refused:
        state_occupation(STATES, OFFERED, band="sup_t", draws=10, level=2, **GIVEN)
    assert len(refused.value.problems) == 3
    with pytest.raises(EstimationError, match="`generator` is missing"):
        course_occupation(
            STATES[:, 1:], OFFERED, last_observed=np.full(8, 2), horizon=2, band="sup_t", generator=np.random
        )
    with pytest.raises(EstimationError, match="`draws` is no number"):
        state_occupation(STATES, OFFERED, band="sup_t", draws=True, generator=np.random.default_rng(1), **GIVEN)
    with pytest.raises(EstimationError, match="`band`"):
        state_occupation(STATES, OFFERED, band="wide", **GIVEN)
