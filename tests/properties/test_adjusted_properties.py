"""What must hold of adjusted differences and of treatment in groups whatever the trial's data are."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nextwork_eval import effects
from nextwork_eval.effects import Estimate

at_any_pace = settings(deadline=None, max_examples=40)
FIELDS = ("estimate", "std_error", "df", "conf_low", "conf_high", "p_value")


@dataclass(frozen=True)
class Trial:
    outcome: np.ndarray
    treated: np.ndarray
    strata: np.ndarray
    traits: np.ndarray
    groups: np.ndarray


@st.composite
def trials(draw: st.DrawFn) -> Trial:
    """One to three rounds of sixteen people, two traits, and four groups of two among the offered of each."""
    generator = np.random.default_rng(draw(st.integers(0, 10_000)))
    rounds = draw(st.integers(1, 3))
    treated = np.tile([1] * 8 + [0] * 8, rounds)
    strata = np.repeat(np.arange(rounds), 16)
    groups = np.where(treated == 1, strata * 10.0 + np.tile(np.arange(16) // 2, rounds), np.nan)
    traits = generator.normal(size=(16 * rounds, 2))
    outcome = traits @ [1.0, 0.5] + strata + generator.normal(size=16 * rounds)
    return Trial(outcome, treated, strata, traits, groups)


def same(one: Estimate, other: Estimate) -> bool:
    return [getattr(one, name) for name in FIELDS] == pytest.approx([getattr(other, name) for name in FIELDS], rel=1e-7)


@at_any_pace
@given(trials())
def test_without_covariates_it_is_the_stratified_difference(trial: Trial) -> None:
    """Nothing to adjust for leaves the difference within rounds, its standard error and degrees of freedom."""
    adjusted = effects.regression_adjusted(trial.outcome, trial.treated, covariates={}, strata=trial.strata)
    plain = effects.difference_in_means_stratified(trial.outcome, trial.treated, strata=trial.strata)
    assert same(adjusted, plain)


@at_any_pace
@given(trials(), st.sampled_from(["lin", "ancova"]), st.data())
def test_order_labels_and_scale_change_nothing(trial: Trial, form: str, data: st.DataObject) -> None:
    """Rows in another order, rounds with other names, covariates in other units."""
    order = np.array(data.draw(st.permutations(range(len(trial.outcome)))))
    keywords = {"covariates": trial.traits, "strata": trial.strata, "interactions": form}
    one = effects.regression_adjusted(trial.outcome, trial.treated, **keywords)
    other = effects.regression_adjusted(
        trial.outcome[order],
        trial.treated[order],
        covariates=trial.traits[order] * [12.0, -0.5] + [3.0, 100.0],
        strata=[f"round {8 - stratum}" for stratum in trial.strata[order]],
        interactions=form,
    )
    assert same(one, other)


@at_any_pace
@given(trials(), st.sampled_from(["lin", "ancova"]))
def test_swapping_the_arms_turns_the_sign(trial: Trial, form: str) -> None:
    """The offer's effect on the others is minus its own, as surely."""
    keywords = {"covariates": trial.traits, "strata": trial.strata, "interactions": form}
    one = effects.regression_adjusted(trial.outcome, trial.treated, **keywords)
    other = effects.regression_adjusted(trial.outcome, 1 - trial.treated, **keywords)
    assert (one.estimate, one.conf_low) == (pytest.approx(-other.estimate), pytest.approx(-other.conf_high))
    assert one.p_value == pytest.approx(other.p_value)


@at_any_pace
@given(trials(), st.data())
def test_groups_by_other_names_in_another_order(trial: Trial, data: st.DataObject) -> None:
    """The estimate is the stratified difference; names of groups and the order of people change nothing."""
    order = np.array(data.draw(st.permutations(range(len(trial.outcome)))))
    one = effects.group_treatment(trial.outcome, trial.treated, groups=trial.groups, strata=trial.strata)
    other = effects.group_treatment(
        trial.outcome[order], trial.treated[order], groups=trial.groups[order] * 3 + 1, strata=trial.strata[order]
    )
    assert same(one, other)
    plain = effects.difference_in_means_stratified(trial.outcome, trial.treated, strata=trial.strata)
    assert one.estimate == pytest.approx(plain.estimate)


@at_any_pace
@given(trials())
def test_one_round_equals_no_rounds(trial: Trial) -> None:
    """A single stratum is a lottery without strata."""
    first = trial.strata == 0
    given_groups = trial.groups[first]
    one = effects.group_treatment(
        trial.outcome[first], trial.treated[first], groups=given_groups, strata=trial.strata[first]
    )
    other = effects.group_treatment(trial.outcome[first], trial.treated[first], groups=given_groups)
    assert same(one, other)
