"""What holds of limits for those who would leave anyway, in any trial, nothing assumed on whom the offer moves."""

from __future__ import annotations

import numpy as np
import pytest

from nextwork_eval.durations import always_leaver_bounds, always_leaver_weeks
from nextwork_eval.effects import Bounds

SEEDS = range(12)


def invented(seed: int) -> dict[str, np.ndarray]:
    """Return a trial in which most leave, with rounds, cells, returns and weeks off."""
    generator = np.random.default_rng(seed)
    n = int(generator.integers(60, 200)) * 2
    treated, rounds = np.arange(n) % 2, np.arange(n) // 2 % 2
    left = generator.random(n) < generator.uniform(0.6, 0.95) + 0.05 * treated
    return {
        "left": left.astype(float),
        "returned": (generator.random(n) < generator.uniform(0.2, 0.8)).astype(float),
        "weeks": generator.integers(0, 27, n).astype(float),
        "treated": treated,
        "rounds": rounds,
        "cells": generator.integers(0, 2, n),
    }


def shares(trial: dict[str, np.ndarray], **asked: object) -> Bounds:
    """Bound the difference in shares back, with no assumption unless told."""
    given = {"monotone": False} | asked
    return always_leaver_bounds(trial["left"], trial["returned"], trial["treated"], **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", SEEDS)
def test_exchanged_arms_exchange_limits(seed: int) -> None:
    """With the arms exchanged, the limits change sign and place."""
    trial = invented(seed)
    for asked in ({}, {"strata": trial["rounds"]}, {"cells": trial["cells"]}):
        found, other = shares(trial, **asked), shares(trial | {"treated": 1 - trial["treated"]}, **asked)
        assert (other.conf_low, other.conf_high) == (
            pytest.approx(-found.conf_high, abs=1e-8),
            pytest.approx(-found.conf_low, abs=1e-8),
        )


@pytest.mark.parametrize("seed", SEEDS)
def test_limits_hold_the_ends_and_those_under_monotonicity(seed: int) -> None:
    """To assume nothing never narrows: neither the estimated ends nor the limits; and limits hold their ends."""
    trial = invented(seed)
    for asked in ({}, {"strata": trial["rounds"]}):
        free, assumed = shares(trial, **asked), shares(trial, monotone=True, **asked)
        assert free.conf_low <= free.lower <= free.upper <= free.conf_high
        assert free.lower <= assumed.lower + 1e-12
        assert free.upper >= assumed.upper - 1e-12
        assert free.conf_low <= assumed.conf_low + 1e-12
        assert free.conf_high >= assumed.conf_high - 1e-12


@pytest.mark.parametrize("seed", SEEDS)
def test_limits_widen_with_the_level_and_narrow_with_people(seed: int) -> None:
    """A higher level has wider limits; every person four times over, narrower ones."""
    trial = invented(seed)
    at_90, at_99 = shares(trial, level=0.9), shares(trial, level=0.99)
    assert at_99.conf_low <= at_90.conf_low <= at_90.conf_high <= at_99.conf_high
    more = shares({name: np.tile(column, 4) for name, column in trial.items()}, level=0.9)
    assert more.conf_low >= at_90.conf_low - 1e-9
    assert more.conf_high <= at_90.conf_high + 1e-9


@pytest.mark.parametrize("seed", SEEDS)
def test_neither_order_nor_unit_matters(seed: int) -> None:
    """Rows in another order, and weeks counted in half weeks, give the same limits."""
    trial = invented(seed)
    found = always_leaver_weeks(trial["left"], trial["weeks"], trial["treated"], within=26, monotone=False)
    order = np.random.default_rng(seed).permutation(len(trial["left"]))
    other = always_leaver_weeks(
        trial["left"][order], 2 * trial["weeks"][order], trial["treated"][order], within=52, monotone=False
    )
    assert (other.conf_low / 2, other.conf_high / 2) == pytest.approx((found.conf_low, found.conf_high), abs=1e-8)


@pytest.mark.parametrize("seed", SEEDS)
def test_one_cell_is_no_cell(seed: int) -> None:
    """Everyone in one cell, or in one stratum, is what no cells and no strata are."""
    trial = invented(seed)
    found, everyone = shares(trial), np.zeros(len(trial["left"]), dtype=int)
    for asked in ({"cells": everyone}, {"strata": everyone}):
        other = shares(trial, **asked)
        assert (other.conf_low, other.conf_high) == pytest.approx((found.conf_low, found.conf_high), abs=1e-9)
