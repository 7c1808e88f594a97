"""What must hold of small strata, pairs, clusters and declared chances whatever the trial's data are."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nextwork_eval import effects
from nextwork_eval.effects import Estimate
from nextwork_eval.effects.means.sandwich import bias_reduced, cell_columns

at_any_pace = settings(deadline=None, max_examples=40)
FIELDS = ("estimate", "std_error", "df", "conf_low", "conf_high", "p_value")


@dataclass(frozen=True)
class Trial:
    outcome: np.ndarray
    treated: np.ndarray
    strata: np.ndarray
    groups: np.ndarray


@st.composite
def trials(draw: st.DrawFn) -> Trial:
    """Five to eight rounds with two to nine people, among them rounds with one person, or one group, in an arm."""
    generator = np.random.default_rng(draw(st.integers(0, 10_000)))
    sizes = [(int(generator.integers(1, 5)), int(generator.integers(1, 5))) for _ in range(draw(st.integers(5, 8)))]
    treated = np.concatenate([np.repeat([1, 0], size) for size in sizes])
    strata = np.repeat(np.arange(len(sizes)), [sum(size) for size in sizes])
    groups = np.where(treated == 1, strata + 100 * generator.integers(0, 2, len(strata)), np.nan)
    return Trial(generator.normal(size=len(strata)) + strata, treated, strata, groups)


def same(one: Estimate, other: Estimate) -> bool:
    return [getattr(one, name) for name in FIELDS] == pytest.approx([getattr(other, name) for name in FIELDS], rel=1e-7)


@at_any_pace
@given(trials(), st.data())
def test_order_and_labels_change_nothing(trial: Trial, data: st.DataObject) -> None:
    """Which strata are compared depends on sizes alone."""
    order = np.array(data.draw(st.permutations(range(len(trial.outcome)))))
    renamed = [f"round {9 - stratum}" for stratum in trial.strata[order]]
    one = effects.difference_in_means_stratified(trial.outcome, trial.treated, strata=trial.strata)
    other = effects.difference_in_means_stratified(trial.outcome[order], trial.treated[order], strata=renamed)
    assert same(one, other)
    assert one.warnings == other.warnings
    one = effects.group_treatment(trial.outcome, trial.treated, groups=trial.groups, strata=trial.strata)
    other = effects.group_treatment(
        trial.outcome[order], trial.treated[order], groups=trial.groups[order] * 2 - 1, strata=renamed
    )
    assert same(one, other)
    assert one.warnings == other.warnings


@at_any_pace
@given(trials())
def test_swapping_the_arms_turns_the_sign(trial: Trial) -> None:
    """And a number added to, or multiplied with, all outcomes moves nothing else than it should."""
    for estimator, keywords in (
        (effects.difference_in_means_stratified, {}),
        (effects.group_treatment, {"groups": trial.groups}),
    ):
        one, moved = (
            estimator(outcome, trial.treated, strata=trial.strata, **keywords)
            for outcome in (trial.outcome, 7 - 3 * trial.outcome)
        )
        assert moved.estimate == pytest.approx(-3 * one.estimate)
        assert moved.std_error == pytest.approx(3 * one.std_error)
        assert moved.df == pytest.approx(one.df)
    swapped = effects.difference_in_means_stratified(trial.outcome, 1 - trial.treated, strata=trial.strata)
    one = effects.difference_in_means_stratified(trial.outcome, trial.treated, strata=trial.strata)
    assert (swapped.estimate, swapped.std_error, swapped.df) == pytest.approx((-one.estimate, one.std_error, one.df))


@at_any_pace
@given(trials())
def test_everyone_alone_is_the_stratified_difference(trial: Trial) -> None:
    """Groups of one change nothing, small strata or not."""
    alone = np.where(trial.treated == 1, np.arange(len(trial.treated)), np.nan)
    one = effects.group_treatment(trial.outcome, trial.treated, groups=alone, strata=trial.strata)
    assert same(one, effects.difference_in_means_stratified(trial.outcome, trial.treated, strata=trial.strata))


@at_any_pace
@given(st.integers(0, 10_000), st.integers(2, 20))
def test_pairs_are_a_test_of_their_differences(seed: int, pairs: int) -> None:
    """The estimate and interval of the mean of the differences, and strata of two."""
    outcome = np.random.default_rng(seed).normal(size=(pairs, 2))
    treated, labels = np.tile([1, 0], pairs), np.repeat(np.arange(pairs), 2)
    found = effects.matched_pairs(outcome.ravel(), treated, pairs=labels)
    differences = outcome[:, 0] - outcome[:, 1]
    assert found.estimate == pytest.approx(differences.mean())
    assert found.std_error == pytest.approx(differences.std(ddof=1) / pairs**0.5)
    assert found.df == pytest.approx(pairs - 1)
    assert same(found, effects.difference_in_means_stratified(outcome.ravel(), treated, strata=labels))


@at_any_pace
@given(st.integers(0, 10_000), st.integers(1, 3))
def test_clusters_in_one_stratum_and_clusters_of_one(seed: int, n_strata: int) -> None:
    """One stratum is none; clusters of one are people; clusters of equal sizes are their means."""
    generator = np.random.default_rng(seed)
    treated = np.tile(np.repeat([1, 0], 12), n_strata)
    strata = np.repeat(np.arange(n_strata), 24)
    clusters = np.arange(24 * n_strata) // 3
    outcome = generator.normal(size=24 * n_strata) + clusters % 4
    one = effects.difference_in_means_clustered(outcome, treated, clusters=clusters, strata=strata)
    means = effects.difference_in_means_stratified(
        outcome.reshape(-1, 3).mean(axis=1), treated[::3], strata=strata[::3]
    )
    assert same(one, means)
    alone = effects.difference_in_means_clustered(outcome, treated, clusters=np.arange(len(outcome)), strata=strata)
    assert same(alone, effects.difference_in_means_stratified(outcome, treated, strata=strata))
    if n_strata == 1:
        assert same(one, effects.difference_in_means_clustered(outcome, treated, clusters=clusters))


@at_any_pace
@given(st.integers(0, 10_000), st.integers(1, 4))
def test_declared_chances_with_everyone_at_hand(seed: int, n_strata: int) -> None:
    """A fixed number drawn: the stratified difference, and a larger standard error where the effect is."""
    generator = np.random.default_rng(seed)
    treated, strata = np.tile(np.repeat([1, 0], [4, 6]), n_strata), np.repeat(np.arange(n_strata), 10)
    outcome = generator.normal(size=10 * n_strata) + 5 * treated
    found = effects.horvitz_thompson(outcome, treated, probabilities=0.4, allocation="complete", strata=strata)
    plain = effects.difference_in_means_stratified(outcome, treated, strata=strata)
    assert (found.estimate, found.df) == (pytest.approx(plain.estimate), pytest.approx(plain.df))
    within = [
        effects.difference_in_means(outcome[strata == stratum], treated[strata == stratum])
        for stratum in range(n_strata)
    ]
    parts = [item.std_error**2 + (item.estimate**2 - item.std_error**2) / 10 for item in within]
    assert found.std_error == pytest.approx((sum(parts) / n_strata**2) ** 0.5)
    swapped = effects.horvitz_thompson(outcome, 1 - treated, probabilities=0.6, allocation="complete", strata=strata)
    assert (swapped.estimate, swapped.std_error) == pytest.approx((-found.estimate, found.std_error))


@at_any_pace
@given(st.integers(0, 10_000))
def test_one_coefficient_tested_jointly_is_its_t_test(seed: int) -> None:
    """F is t squared, with Satterthwaite's degrees of freedom."""
    generator = np.random.default_rng(seed)
    treated, clusters = np.repeat([1, 0], 20), np.arange(40) // 4
    trait = generator.normal(size=40)
    outcome = trait + generator.normal(size=40)
    found = effects.joint_test(outcome, treated, covariates={"trait": trait}, tested=["trait"], clusters=clusters)
    design = np.column_stack([cell_columns(treated.astype(float), np.zeros(40, dtype=np.int64)), trait])
    alone = bias_reduced(outcome, design, np.array([0.0, 0.0, 1.0]), clusters)
    assert found.test_statistic == pytest.approx(alone.estimate**2 / alone.variance)
    assert (found.df, found.df_denominator) == (1, pytest.approx(alone.df))


@at_any_pace
@given(st.integers(0, 10_000))
def test_the_wild_test_knows_no_units_and_no_order(seed: int) -> None:
    """Other units, other names of clusters, another order, an effect that is taken off: the same p."""
    generator = np.random.default_rng(seed)
    treated, clusters = np.repeat([1, 0], 12), np.arange(24) // 3
    outcome, order = generator.normal(size=24) + treated, generator.permutation(24)

    def p_of(values: np.ndarray, people: np.ndarray, null: float = 0.0) -> float:
        return effects.wild_cluster_test(
            values[people], treated[people], clusters=clusters[people], null=null, generator=generator
        ).p_value

    everyone = np.arange(24)
    first = p_of(outcome, everyone)
    assert p_of(3 - 12 * outcome, order) == first
    assert p_of(outcome + 2 * treated, everyone, null=2.0) == first
    assert first * 2**8 == pytest.approx(round(first * 2**8))
