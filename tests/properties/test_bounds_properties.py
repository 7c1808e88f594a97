"""What must hold of bounds, of tests of attrition and of weights for response whatever the trial's data are."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nextwork_eval import effects
from nextwork_eval.effects import Bounds
from nextwork_eval.errors import EstimationError

at_any_pace = settings(deadline=None, max_examples=60)
NUMBERS = ("lower", "upper", "std_error_lower", "std_error_upper", "conf_low", "conf_high")


@dataclass(frozen=True)
class Trial:
    outcome: np.ndarray
    treated: np.ndarray
    strata: np.ndarray
    trait: np.ndarray


@st.composite
def trials(draw: st.DrawFn) -> Trial:
    """One to three rounds of 20 people, 8 or 12 of them offered, weeks from 0 to 10, some of them not known."""
    generator = np.random.default_rng(draw(st.integers(0, 100_000)))
    rounds = draw(st.integers(1, 3))
    treated = np.concatenate([np.repeat([1, 0], (8, 12) if round_ % 2 else (12, 8)) for round_ in range(rounds)])
    strata = np.repeat(np.arange(rounds), 20)
    trait = generator.integers(0, 2, 20 * rounds)
    outcome = generator.integers(0, 11, 20 * rounds).astype(float)
    outcome[generator.random(20 * rounds) < draw(st.sampled_from([0.1, 0.3])) + 0.2 * treated * draw(st.booleans())] = (
        np.nan
    )
    assume(all((~np.isnan(outcome))[treated == arm].sum() > 4 for arm in (0, 1)))
    return Trial(outcome, treated, strata, trait)


def numbers(bounds: Bounds) -> list[float]:
    return [float(getattr(bounds, name)) for name in NUMBERS]


def both(trial: Trial, **changes: np.ndarray) -> list[Bounds]:
    people = {"outcome": trial.outcome, "treated": trial.treated, "strata": trial.strata} | changes
    return [
        effects.manski_bounds(people["outcome"], people["treated"], lowest=0, highest=10, strata=people["strata"]),
        effects.lee_bounds(people["outcome"], people["treated"], strata=people["strata"]),
    ]


@at_any_pace
@given(trials())
def test_exchanging_the_arms_turns_the_bounds_round(trial: Trial) -> None:
    """Lower becomes minus upper, and so do the limits and their standard errors."""
    for one, other in zip(both(trial), both(trial, treated=1 - trial.treated), strict=True):
        turned = [-other.upper, -other.lower, other.std_error_upper, other.std_error_lower]
        assert numbers(one) == pytest.approx([*turned, -other.conf_high, -other.conf_low], rel=1e-7, abs=1e-9)


@at_any_pace
@given(trials(), st.data())
def test_order_and_names_change_nothing(trial: Trial, data: st.DataObject) -> None:
    """Rows in another order, rounds with other names; one round is the same as none."""
    order = np.array(data.draw(st.permutations(range(len(trial.outcome)))))
    named = np.array(["north", "south", "west"])[trial.strata]
    moved = both(trial, outcome=trial.outcome[order], treated=trial.treated[order], strata=named[order])
    for one, other in zip(both(trial), moved, strict=True):
        assert numbers(one) == pytest.approx(numbers(other), rel=1e-9, abs=1e-9)
    first = trial.strata == 0
    outcome, treated = trial.outcome[first], trial.treated[first]
    within = effects.manski_bounds(outcome, treated, lowest=0, highest=10, strata=trial.strata[first])
    plain = effects.manski_bounds(outcome, treated, lowest=0, highest=10)
    assert numbers(within) == pytest.approx(numbers(plain))


@at_any_pace
@given(trials())
def test_the_limits_hold_the_ends_and_the_worst_case_holds_every_completion(trial: Trial) -> None:
    """Whatever is put in the place of the unknown, the difference lies between the ends."""
    worst, trimmed = both(trial)
    generator = np.random.default_rng(0)
    for _ in range(5):
        filled = np.where(np.isnan(trial.outcome), generator.integers(0, 11, len(trial.outcome)), trial.outcome)
        plain = effects.difference_in_means_stratified(filled, trial.treated, strata=trial.strata)
        assert worst.lower - 1e-9 <= plain.estimate <= worst.upper + 1e-9
    for bounds in (worst, trimmed):
        assert bounds.conf_low <= bounds.lower <= bounds.upper + 1e-9
        assert bounds.upper <= bounds.conf_high


@at_any_pace
@given(trials())
def test_trimmed_bounds_hold_the_difference_of_those_known(trial: Trial) -> None:
    """Leaving people out at either end moves the mean of the arm to either side; within cells the bounds narrow."""
    first = trial.strata == 0
    outcome, treated = trial.outcome[first], trial.treated[first]
    known = ~np.isnan(outcome)
    assume(all(known[treated == arm].sum() >= 2 for arm in (0, 1)))
    bounds = effects.lee_bounds(outcome, treated)
    plain = outcome[known & (treated == 1)].mean() - outcome[known & (treated == 0)].mean()
    assert bounds.lower - 1e-9 <= plain <= bounds.upper + 1e-9


@at_any_pace
@given(trials())
def test_cells_that_are_all_one_or_say_nothing_change_nothing(trial: Trial) -> None:
    """One cell is none. Twice the people, with a cell for each copy, gives the ends of one copy."""
    plain = effects.lee_bounds(trial.outcome, trial.treated, strata=trial.strata)
    one = effects.lee_bounds(trial.outcome, trial.treated, strata=trial.strata, cells=np.zeros(len(trial.outcome)))
    assert numbers(plain) == pytest.approx(numbers(one), rel=1e-9, abs=1e-9)
    twice = effects.lee_bounds(
        np.tile(trial.outcome, 2),
        np.tile(trial.treated, 2),
        strata=np.tile(trial.strata, 2),
        cells=np.repeat([0, 1], len(trial.outcome)),
    )
    assert [twice.lower, twice.upper] == pytest.approx([plain.lower, plain.upper])


@at_any_pace
@given(trials(), st.floats(-5, 5), st.floats(0.1, 10))
def test_another_unit_moves_bounds_along(trial: Trial, shift: float, scale: float) -> None:
    """Days in place of weeks, counted from another day."""
    moved = trial.outcome * scale + shift
    worst = effects.manski_bounds(moved, trial.treated, lowest=shift - 1e-9, highest=10 * scale + shift + 1e-9)
    plain = effects.manski_bounds(trial.outcome, trial.treated, lowest=0, highest=10)
    assert numbers(worst) == pytest.approx([scale * value for value in numbers(plain)], rel=1e-6, abs=1e-6)
    trimmed = effects.lee_bounds(moved, trial.treated)
    plain = effects.lee_bounds(trial.outcome, trial.treated)
    assert numbers(trimmed) == pytest.approx([scale * value for value in numbers(plain)], rel=1e-6, abs=1e-6)


@at_any_pace
@given(trials())
def test_attrition_and_weights_do_not_care_for_arms_names_or_units(trial: Trial) -> None:
    """The test has the same p-value with the arms exchanged; the weighted difference turns its sign."""
    other = 1 - trial.treated
    one = effects.attrition_test(trial.outcome, trial.treated, strata=trial.strata)
    assert one.p_value == pytest.approx(effects.attrition_test(trial.outcome, other, strata=trial.strata).p_value)
    noise = np.random.default_rng(1).normal(size=len(trial.outcome))
    joint = effects.attrition_test(trial.outcome, trial.treated, covariates={"x": noise}, strata=trial.strata)
    again = effects.attrition_test(trial.outcome, other, covariates={"x": 3 - 7 * noise}, strata=trial.strata)
    assert joint.p_value == pytest.approx(again.p_value, rel=1e-7)
    try:
        found = effects.weighted_for_response(trial.outcome, trial.treated, covariates={"trait": trial.trait})
    except EstimationError:
        return  # everyone with a trait is known: separation, refused for either order of the arms
    turned = effects.weighted_for_response(trial.outcome, other, covariates={"trait": 1 - trial.trait})
    assert (found.estimate, found.std_error) == pytest.approx((-turned.estimate, turned.std_error), rel=1e-6)
