"""How often intervals hold the truth, and tests reject it, where strata, groups and clusters are few or small."""

import numpy as np
import pytest

from nextwork_eval import effects
from tests.operating.test_effects_coverage import REPLICATES, within_bounds

ICC = 0.05


def rounds_of(groups: list[list[int]], reference: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return arm, round and group; each round has its groups (negative: so many who joined none) and controls."""
    treated, rounds, met = [], [], []
    for number, sizes in enumerate(groups):
        for k, size in enumerate(sizes):
            met += [float(10 * number + k) if size > 0 else np.nan] * abs(size)
        people = sum(map(abs, sizes))
        treated += [1] * people + [0] * reference
        rounds += [number] * (people + reference)
        met += [np.nan] * reference
    return np.array(treated), np.array(rounds), np.array(met)


SCENARIOS = {
    "one group of 8": [[8]] * 8,
    "seven of 8 met": [[7, -1]] * 8,
    "every second round of two groups": [[8], [4, 4]] * 4,
    "groups of 5 to 8": [[8], [6], [5, 3], [7, -1], [4, 4], [8], [6], [7]],
}


@pytest.mark.slow
@pytest.mark.parametrize("spread", [0.0, 0.3], ids=["one effect", "effects that vary"])
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_rounds_of_one_group(scenario: str, spread: float) -> None:
    """Eight rounds with 8 controls, ICC 0.05 among the treated, levels of rounds that differ by as much as people do.

    With one effect the interval holds its level; with effects that differ between rounds (standard deviation 0.3 of a
    person's) it holds the average effect of these rounds more often than that. People taken as independent do not.
    """
    generator = np.random.default_rng(20191)
    treated, rounds, met = rounds_of(SCENARIOS[scenario], 8)
    groups = np.where(np.isnan(met), -1, np.unique(met, return_inverse=True)[1])
    held = independent = 0
    for _ in range(REPLICATES):
        effect = generator.normal(scale=spread, size=8)
        shared = np.where(groups >= 0, generator.normal(scale=ICC**0.5, size=groups.max() + 1)[groups], 0.0)
        own = generator.normal(size=len(treated)) * np.where(groups >= 0, (1 - ICC) ** 0.5, 1.0)
        outcome = generator.normal(size=8)[rounds] + effect[rounds] * treated + shared + own
        truth = float(effect[rounds].mean())
        found = effects.group_treatment(outcome, treated, groups=met, strata=rounds)
        held += found.conf_low <= truth <= found.conf_high
        if scenario == "one group of 8":
            plain = effects.difference_in_means_stratified(outcome, treated, strata=rounds)
            independent += plain.conf_low <= truth <= plain.conf_high
    print(f"{scenario}, {spread}: people as independent {independent / REPLICATES:.4f} (0: not computed)")
    assert within_bounds(held / REPLICATES, above=0.01 if spread == 0 else 0.05)
    assert independent < held


@pytest.mark.slow
@pytest.mark.parametrize("outcome", ["normal", "yes or no"])
@pytest.mark.parametrize("spread", [0.0, 0.2], ids=["one effect", "effects that vary"])
def test_strata_with_one_offer(outcome: str, spread: float) -> None:
    """Twelve strata of three or four with one offer, and four of ten with five.

    Effects that vary between strata make the interval too wide, never too narrow.
    """
    generator = np.random.default_rng(20192)
    sizes = [(1, 2)] * 6 + [(1, 3)] * 6 + [(5, 5)] * 4
    treated = np.concatenate([np.repeat([1, 0], size) for size in sizes])
    strata = np.repeat(np.arange(16), [sum(size) for size in sizes])
    level = np.linspace(0.3, 0.5, 16)
    held = 0
    for _ in range(REPLICATES):
        effect = 0.2 + generator.choice([-spread, spread], size=16)
        mean = level[strata] + effect[strata] * treated
        values = generator.normal(mean) if outcome == "normal" else (generator.random(len(mean)) < mean).astype(float)
        found = effects.difference_in_means_stratified(values, treated, strata=strata)
        truth = float(effect[strata].mean())
        held += found.conf_low <= truth <= found.conf_high
    assert within_bounds(held / REPLICATES, above=0.01 if spread == 0 else 0.05)


@pytest.mark.slow
def test_eight_clusters_in_either_arm() -> None:
    """Classes of 6 to 13 people, ICC 0.1: CR2 holds its level, people taken as independent do not."""
    generator = np.random.default_rng(20193)
    sizes = np.tile(np.arange(6, 14), 2)
    clusters = np.repeat(np.arange(16), sizes)
    treated = (clusters < 8).astype(int)
    held = independent = 0
    for _ in range(REPLICATES):
        shared, own = generator.normal(scale=0.1**0.5, size=16), generator.normal(scale=0.9**0.5, size=len(treated))
        outcome = shared[clusters] + own
        found = effects.difference_in_means_clustered(outcome, treated, clusters=clusters)
        held += found.conf_low <= 0 <= found.conf_high
        plain = effects.difference_in_means(outcome, treated)
        independent += plain.conf_low <= 0 <= plain.conf_high
    print(f"people as independent {independent / REPLICATES:.4f}")
    assert within_bounds(held / REPLICATES)
    assert independent < held


@pytest.mark.slow
@pytest.mark.parametrize("chance", [0.5, 0.3])
@pytest.mark.parametrize("allocation", ["complete", "independent"])
def test_declared_chances(allocation: str, chance: float) -> None:
    """Sixty people, 40 and 60 % with a job: 94 % at least; the bound on the variance is met almost with equality."""
    generator = np.random.default_rng(20194)
    held, errors, plain_errors = 0, 0.0, 0.0
    for _ in range(REPLICATES):
        treated = (generator.random(60) < chance).astype(int)
        if allocation == "complete":
            treated = generator.permutation(np.repeat([1, 0], [round(60 * chance), 60 - round(60 * chance)]))
        outcome = (generator.random(60) < 0.4 + 0.2 * treated).astype(float)
        found = effects.horvitz_thompson(outcome, treated, probabilities=chance, allocation=allocation)  # type: ignore[arg-type]
        held += found.conf_low <= 0.2 <= found.conf_high
        errors += found.std_error or 0.0
        plain_errors += effects.difference_in_means(outcome, treated).std_error or 0.0
    print(f"{allocation}, {chance}: standard errors {errors / plain_errors:.3f} of those of the difference in means")
    assert within_bounds(held / REPLICATES)


@pytest.mark.slow
def test_wild_cluster_bootstrap_with_ten_clusters() -> None:
    """Five clusters in either arm, ICC 0.2, all 1,024 vectors of signs: no effect is rejected in about 5 %."""
    generator = np.random.default_rng(20195)
    clusters = np.repeat(np.arange(10), np.tile([6, 8, 10, 12, 14], 2))
    treated = (clusters < 5).astype(int)
    kept = 0
    for _ in range(REPLICATES):
        outcome = generator.normal(scale=0.2**0.5, size=10)[clusters] + generator.normal(scale=0.8**0.5, size=100)
        found = effects.wild_cluster_test(outcome, treated, clusters=clusters, generator=generator)
        kept += found.p_value > 0.05
    assert within_bounds(kept / REPLICATES, above=0.02)


@pytest.mark.slow
def test_joint_test_of_moderation_in_twenty_four_clusters() -> None:
    """Two traits that moderate nothing, in clusters of five: HTZ does not reject too often."""
    generator = np.random.default_rng(20196)
    clusters = np.repeat(np.arange(24), 5)
    treated = (clusters % 2).astype(int)
    kept = 0
    for _ in range(REPLICATES):
        traits = generator.normal(size=(24, 2))[clusters] * 0.5 + generator.normal(size=(120, 2))
        outcome = traits[:, 0] + generator.normal(scale=0.3, size=24)[clusters] + generator.normal(size=120)
        found = effects.joint_test(outcome, treated, covariates=traits, tested="moderation", clusters=clusters)
        kept += found.p_value > 0.05
    assert within_bounds(kept / REPLICATES, above=0.03)
