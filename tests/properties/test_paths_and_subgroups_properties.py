"""What must hold of bands and subgroups whatever the data: swaps, orders, names, and one stratum."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nextwork_eval import effects

CHANCE = np.random.default_rng(20190401)
OUTCOMES = (CHANCE.normal(size=(60, 5)).cumsum(axis=1) > 0.5).astype(float)
OFFERED = np.tile([1, 0], 30)
ROUNDS = np.repeat(["x", "y", "z"], 20)
TRAITS = CHANCE.normal(size=(60, 2))
GROUPS = np.array(["a", "b", "b", "c", "c", "c"] * 10)
WEEKS = [1, 2, 3, 4, 5]


@pytest.mark.parametrize("strata", [None, ROUNDS], ids=["one round", "three rounds"])
@pytest.mark.parametrize("band", ["sup_t", "randomization"])
def test_swapping_the_arms_mirrors_the_band(band: str, strata: np.ndarray | None) -> None:
    """The upper limit becomes the lower one with its sign turned; the order of people does not matter to sup-t."""

    def line(treated: np.ndarray, order: np.ndarray) -> effects.Series:
        curve = effects.difference_by_week(
            OUTCOMES[order],
            treated[order],
            weeks=WEEKS,
            strata=None if strata is None else strata[order],
            band=band,  # type: ignore[arg-type]
            draws=999,
            generator=np.random.default_rng(1),
        )
        return curve.pick("difference", "outcome")

    plain, swapped = line(OFFERED, np.arange(60)), line(1 - OFFERED, np.arange(60))
    assert plain.band_low is not None
    assert swapped.band_high is not None
    tolerance = 1e-3 if band == "sup_t" else 0.05
    np.testing.assert_allclose(plain.band_low, -swapped.band_high, atol=tolerance)
    assert (plain.band_low <= plain.conf_low).all()
    if band == "sup_t":
        mixed = line(OFFERED, CHANCE.permutation(60))
        assert mixed.band_low is not None
        np.testing.assert_allclose(plain.band_low, mixed.band_low, atol=1e-3)


def test_one_stratum_is_none() -> None:
    """A lottery of one round, named or not, has the same band, regression and subgroups."""
    one = np.full(60, "only")
    bands = [
        effects.difference_by_week(OUTCOMES, OFFERED, weeks=WEEKS, strata=strata, band="sup_t").critical_value
        for strata in (None, one)
    ]
    assert bands[0] == bands[1]
    lines = [
        effects.linear_probability_by_week(OUTCOMES, OFFERED, weeks=WEEKS, covariates=TRAITS, strata=strata)
        for strata in (None, one)
    ]
    np.testing.assert_allclose(
        lines[0].pick("difference", "outcome").std_error, lines[1].pick("difference", "outcome").std_error
    )
    found = [
        effects.difference_by_subgroup(OUTCOMES[:, 2], OFFERED, subgroups=GROUPS, strata=strata)
        for strata in (None, one)
    ]
    assert found[0].interaction.p_value == pytest.approx(found[1].interaction.p_value)


def test_a_regression_without_useful_covariates_is_the_difference() -> None:
    """With a constant covariate the coefficient is the plain difference, and HC2 its standard error."""
    curve = effects.linear_probability_by_week(OUTCOMES, OFFERED, weeks=WEEKS, covariates=np.ones((60, 1)))
    plain = effects.difference_by_week(OUTCOMES, OFFERED, weeks=WEEKS)
    for field in ("estimate", "std_error"):
        np.testing.assert_allclose(
            getattr(curve.pick("difference", "outcome"), field), getattr(plain.pick("difference", "outcome"), field)
        )


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), shift=st.floats(-50, 50), scale=st.floats(0.1, 20))
def test_subgroups_whatever_the_data(seed: int, shift: float, scale: float) -> None:
    """Swapped arms turn every sign; order, names and units change no test; shrinking moves towards the others."""
    chance = np.random.default_rng(seed)
    outcome, offered = chance.normal(size=60), chance.permutation(OFFERED)
    group = chance.permutation(GROUPS)
    found = effects.difference_by_subgroup(outcome, offered, subgroups=group)
    order = chance.permutation(60)
    renamed = np.array([f"_{name}" for name in group])
    mirrored = effects.difference_by_subgroup(
        (shift + scale * outcome)[order], (1 - offered)[order], subgroups=renamed[order]
    )
    assert mirrored.interaction.p_value == pytest.approx(found.interaction.p_value, rel=1e-6, abs=1e-12)
    effects_found = [one.estimate.estimate for one in found.groups if one.estimate is not None]
    for one, other in zip(found.groups, mirrored.groups, strict=True):
        if one.estimate is None or one.shrunken is None:
            assert other.estimate is None
            continue
        assert other.estimate is not None
        assert other.shrunken is not None
        assert other.estimate.estimate == pytest.approx(-scale * one.estimate.estimate, rel=1e-6, abs=1e-6)
        assert other.shrunken.estimate == pytest.approx(-scale * one.shrunken.estimate, rel=1e-4, abs=1e-4)
        assert min(effects_found) - 1e-9 <= one.shrunken.estimate <= max(effects_found) + 1e-9
        assert one.shrunken.std_error is not None
        assert one.estimate.std_error is not None
        assert one.shrunken.std_error <= one.estimate.std_error * (1 + 1e-9)


def test_arguments_are_not_changed() -> None:
    """Outcomes, lots and labels are after the call what they were before it."""
    outcome, offered, group = OUTCOMES[:, 0].copy(), OFFERED.copy(), GROUPS.copy()
    effects.difference_by_subgroup(outcome, offered, subgroups=group, strata=ROUNDS)
    np.testing.assert_array_equal(outcome, OUTCOMES[:, 0])
    np.testing.assert_array_equal(offered, OFFERED)
    np.testing.assert_array_equal(group, GROUPS)
