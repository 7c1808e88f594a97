"""What must hold of the effect of taking the offer up whatever the trial's data are."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from nextwork_eval import effects
from nextwork_eval.effects import Estimate

at_any_pace = settings(deadline=None, max_examples=40)
FIELDS = ("estimate", "std_error", "df", "conf_low", "conf_high", "p_value", "level_treated", "level_reference")


@dataclass(frozen=True)
class Trial:
    outcome: np.ndarray
    treated: np.ndarray
    taken_up: np.ndarray
    strata: np.ndarray
    traits: np.ndarray


@st.composite
def trials(draw: st.DrawFn) -> Trial:
    """One to three rounds of sixteen people; take-up 0.2 to 0.9 with the offer, 0 to 0.3 without."""
    generator = np.random.default_rng(draw(st.integers(0, 10_000)))
    rounds = draw(st.integers(1, 3))
    treated = np.tile([1] * 8 + [0] * 8, rounds)
    with_offer, without = draw(st.floats(0.2, 0.9)), draw(st.sampled_from([0.0, 0.3]))
    taken_up = (generator.random(16 * rounds) < np.where(treated == 1, with_offer, without)).astype(int)
    strata = np.repeat(np.arange(rounds), 16)
    traits = generator.normal(size=(16 * rounds, 2))
    outcome = traits @ [1.0, 0.5] + strata + 0.7 * taken_up + generator.normal(size=16 * rounds)
    assume(abs(taken_up[treated == 1].mean() - taken_up[treated == 0].mean()) > 0.05)
    return Trial(outcome, treated, taken_up, strata, traits)


def same(one: Estimate, other: Estimate) -> bool:
    first, second = ([getattr(found, name) for name in FIELDS] for found in (one, other))
    return one.set_kind == other.set_kind and first == pytest.approx(second, rel=1e-6, abs=1e-9, nan_ok=True)


def keywords(trial: Trial, *, covariates: bool) -> dict[str, Any]:
    return {"strata": trial.strata, **({"covariates": trial.traits} if covariates else {})}


@at_any_pace
@given(trials(), st.booleans(), st.sampled_from([0.8, 0.95]))
def test_the_set_is_what_a_grid_of_tests_finds(trial: Trial, covariates: bool, level: float) -> None:
    """A value is in the set exactly where the effect of the offer on outcome less value times take-up is not seen."""
    rest = keywords(trial, covariates=covariates)
    found = effects.effect_of_take_up(trial.outcome, trial.treated, trial.taken_up, level=level, **rest)

    def seen(value: float) -> bool:
        left = trial.outcome - value * trial.taken_up
        if covariates:
            plain = effects.regression_adjusted(left, trial.treated, interactions="ancova", level=level, **rest)
        else:
            plain = effects.difference_in_means_stratified(left, trial.treated, strata=trial.strata, level=level)
        return not plain.conf_low <= 0 <= plain.conf_high

    for value in np.tan(np.linspace(-1.55, 1.55, 41)):
        near = [abs(value - limit) < 1e-6 * (1 + abs(value)) for limit in (found.conf_low, found.conf_high)]
        if not any(near):
            assert seen(value) != holds(found, value)
    assert holds(found, found.estimate)


def holds(found: Estimate, value: float) -> bool:
    match found.set_kind:
        case "interval":
            return found.conf_low <= value <= found.conf_high
        case "two_rays":
            return value <= found.conf_low or value >= found.conf_high
        case "ray_above":
            return value >= found.conf_low
        case "ray_below":
            return value <= found.conf_high
        case kind:
            return kind == "whole_line"


@at_any_pace
@given(trials())
def test_it_is_fieller_where_all_is_classical(trial: Trial) -> None:
    """Fieller's limits for a ratio of two means with a common covariance matrix, from his own formula."""
    first = trial.strata == 0
    y, z, d = trial.outcome[first], trial.treated[first], trial.taken_up[first]
    assume(abs(d[z == 1].mean() - d[z == 0].mean()) > 0.05)
    found = effects.effect_of_take_up(y, z, d, variance="classical")
    both = np.column_stack([y, d]).astype(float)
    means = both[z == 1].mean(axis=0) - both[z == 0].mean(axis=0)
    left = both - np.where(z[:, None] == 1, both[z == 1].mean(axis=0), both[z == 0].mean(axis=0))
    v = left.T @ left / 14 * (1 / 8 + 1 / 8)
    assume(v[1, 1] > 0)
    t = stats.t.isf(0.025, 14)
    g = t**2 * v[1, 1] / means[1] ** 2
    ratio = means[0] / means[1]
    inside = v[0, 0] - 2 * ratio * v[0, 1] + ratio**2 * v[1, 1] - g * (v[0, 0] - v[0, 1] ** 2 / v[1, 1])
    assume(g < 0.98 or g > 1.02)
    if inside < 0:
        assert found.set_kind == "whole_line"
        return
    middle, margin = ratio - g * v[0, 1] / v[1, 1], t / abs(means[1]) * inside**0.5
    limits = sorted([(middle - margin) / (1 - g), (middle + margin) / (1 - g)])
    assert found.set_kind == ("interval" if g < 1 else "two_rays")
    assert [found.conf_low, found.conf_high] == pytest.approx(limits, rel=1e-6, abs=1e-8)


@at_any_pace
@given(trials(), st.booleans(), st.sampled_from(["anderson_rubin", "t"]), st.data())
def test_order_labels_and_units_change_nothing(
    trial: Trial, covariates: bool, interval: Any, data: st.DataObject
) -> None:
    """Rows in another order, rounds with other names, covariates in other units."""
    order = np.array(data.draw(st.permutations(range(len(trial.outcome)))))
    rest = keywords(trial, covariates=covariates)
    one = effects.effect_of_take_up(trial.outcome, trial.treated, trial.taken_up, interval=interval, **rest)
    rest = {name: values[order] for name, values in rest.items()}
    rest["strata"] = [f"round {8 - stratum}" for stratum in rest["strata"]]
    if covariates:
        rest["covariates"] = rest["covariates"] * [12.0, -0.5] + [3.0, 100.0]
    other = effects.effect_of_take_up(
        trial.outcome[order], trial.treated[order], trial.taken_up[order], interval=interval, **rest
    )
    assert same(one, other)


@at_any_pace
@given(trials(), st.booleans())
def test_swapping_the_arms_changes_nothing_and_swapping_take_up_turns_the_sign(trial: Trial, covariates: bool) -> None:
    """Both effects of the offer turn their sign, and the ratio stays; with "stayed away" for take-up it turns."""
    rest = keywords(trial, covariates=covariates)
    one = effects.effect_of_take_up(trial.outcome, trial.treated, trial.taken_up, **rest)
    assert same(one, effects.effect_of_take_up(trial.outcome, 1 - trial.treated, trial.taken_up, **rest))
    other = effects.effect_of_take_up(trial.outcome, trial.treated, 1 - trial.taken_up, **rest)
    assert other.estimate == pytest.approx(-one.estimate)
    assert (-other.conf_high, -other.conf_low) == pytest.approx((one.conf_low, one.conf_high), nan_ok=True)


@at_any_pace
@given(trials())
def test_one_round_equals_no_rounds(trial: Trial) -> None:
    """A single stratum is a lottery without strata."""
    first = trial.strata == 0
    y, z, d = trial.outcome[first], trial.treated[first], trial.taken_up[first]
    assume(abs(d[z == 1].mean() - d[z == 0].mean()) > 0.05)
    assert same(effects.effect_of_take_up(y, z, d), effects.effect_of_take_up(y, z, d, strata=trial.strata[first]))


@at_any_pace
@given(trials())
def test_it_is_the_ratio_of_the_stratified_effects(trial: Trial) -> None:
    """The effect of the offer over the first stage; complier means differ by it; the test is that of the offer."""
    rest = keywords(trial, covariates=False)
    found = effects.effect_of_take_up(trial.outcome, trial.treated, trial.taken_up, **rest)
    offer = effects.difference_in_means_stratified(trial.outcome, trial.treated, **rest)
    first = effects.effect_on_take_up(trial.taken_up, trial.treated, **rest)
    assert found.estimate == pytest.approx(offer.estimate / first.estimate)
    assert found.p_value == pytest.approx(offer.p_value)
    means = [
        effects.complier_mean(trial.outcome, trial.treated, trial.taken_up, when=when, **rest).estimate
        for when in ("taken_up", "not_taken_up")
    ]
    assert means[0] - means[1] == pytest.approx(found.estimate)
    if first.std_error is None:  # in each arm of each round all took part, or none
        cells = trial.strata * 2 + trial.treated
        assert all(len(set(trial.taken_up[cells == cell])) == 1 for cell in set(cells))
        return
    plain = effects.difference_in_means_stratified(trial.taken_up, trial.treated, **rest)
    assert (first.estimate, first.std_error, first.df) == pytest.approx((plain.estimate, plain.std_error, plain.df))


@at_any_pace
@given(trials())
def test_people_as_their_own_clusters(trial: Trial) -> None:
    """CR2 with everyone alone is HC2; names of clusters change nothing."""
    rest = keywords(trial, covariates=True)
    one = effects.effect_of_take_up(trial.outcome, trial.treated, trial.taken_up, **rest)
    alone = [f"person {row}" for row in range(len(trial.outcome))]
    assert same(one, effects.effect_of_take_up(trial.outcome, trial.treated, trial.taken_up, clusters=alone, **rest))
