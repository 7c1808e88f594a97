"""How often intervals of pseudo-observations and standardised curves hold the truth, and what a wrong model does.

Run with `pytest -m slow -s`; the environment variable NEXTWORK_REPLICATES asks for another number of trials. Bounds
widen with the simulation's own error, which is printed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np
import pytest

from nextwork_eval.durations import (
    censoring_weighted_incidence,
    pseudo_observation_regression,
    standardized_contrast,
)

SEED = 20261128
H = 40
REPLICATES = int(os.environ.get("NEXTWORK_REPLICATES", "10000"))


@dataclass(frozen=True)
class Scenario:
    """Weekly chances 1 - exp(-rate) of the event, follow-up that ends evenly between the weeks `ends`.

    A person has a normal trait x and a yes-or-no trait b, 40 % yes; offers go to half. `proportional`: rate
    0.02 exp(x/2 + 0.4 b + 0.5 z), the outcome model is right. `lock_in`: the offer keeps people until week 20 and
    helps after it, the more the larger |x| is, so that one hazard ratio and a straight line in x are both wrong.
    """

    kind: str
    ends: tuple[int, int]


SCENARIOS = {
    "model_right": Scenario(kind="proportional", ends=(30, 79)),
    "model_wrong": Scenario(kind="lock_in", ends=(30, 79)),
}


def rates(scenario: Scenario, x: np.ndarray, b: np.ndarray, z: np.ndarray) -> np.ndarray:
    """By person and week 1 to the horizon."""
    if scenario.kind == "proportional":
        return np.repeat(0.02 * np.exp(0.5 * x + 0.4 * b + 0.5 * z)[:, None], H, axis=1)
    weeks = np.arange(1, H + 1)
    effect = np.where(weeks <= 20, -1.2, 1.0)
    return 0.025 * np.exp(0.8 * np.abs(x)[:, None] - 0.4 + 0.3 * b[:, None] + z[:, None] * effect)


def people(generator: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    return generator.normal(size=n), (generator.random(n) < 0.4).astype(float)


def truth(scenario: Scenario) -> dict[str, float]:
    """Differences in the share with the event and in the weeks without it, from a million persons."""
    x, b = people(np.random.default_rng(SEED), 1_000_000)
    found = []
    for arm in (1, 0):
        share, weeks = [], []
        for part in np.array_split(np.arange(len(x)), 20):
            spent = np.cumsum(rates(scenario, x[part], b[part], np.full(len(part), arm)), axis=1)
            share.append(1 - np.exp(-spent[:, -1]))
            weeks.append(1 + np.exp(-spent[:, :-1]).sum(axis=1))
        found.append((np.concatenate(share).mean(), np.concatenate(weeks).mean()))
    return {"incidence": found[0][0] - found[1][0], "restricted_mean": found[0][1] - found[1][1]}


def trial(scenario: Scenario, n: int, generator: np.random.Generator):
    z = generator.permutation(np.arange(n) % 2)
    x, b = people(generator, n)
    spent = np.cumsum(rates(scenario, x, b, z), axis=1)
    wait = (spent < generator.exponential(size=n)[:, None]).sum(axis=1) + 1
    end = np.minimum(generator.integers(*scenario.ends, n), H)
    return np.minimum(wait, end), (wait <= end).astype(int), z, np.column_stack([x, b])


def estimators(target: str) -> dict[str, object]:
    more = {"horizon": H, "target": target}
    return {
        "pseudo": lambda d, e, z, _: pseudo_observation_regression(d, e, z, **more),
        "pseudo_adjusted": lambda d, e, z, x: pseudo_observation_regression(d, e, z, covariates=x, **more),
        "g_common": lambda d, e, z, x: standardized_contrast(
            d, e, z, covariates=x, method="g_computation", baseline="common", **more
        ),
        "g_by_arm": lambda d, e, z, x: standardized_contrast(d, e, z, covariates=x, method="g_computation", **more),
        "aiptw_common": lambda d, e, z, x: standardized_contrast(d, e, z, covariates=x, baseline="common", **more),
        "aiptw_by_arm": lambda d, e, z, x: standardized_contrast(d, e, z, covariates=x, **more),
    }


def simulate(scenario: Scenario, n: int, target: str, names: tuple[str, ...], replicates: int):
    """Return, for each estimator, the mean error in simulation errors, in standard deviations, and the coverage."""
    generator = np.random.default_rng([SEED, n, len(target)])
    true = truth(scenario)[target]
    known = estimators(target)
    found: dict[str, list[tuple[float, float, bool]]] = {name: [] for name in names}
    for _ in range(replicates):
        data = trial(scenario, n, generator)
        for name in names:
            one = known[name](*data)
            found[name].append((one.estimate - true, one.std_error, one.conf_low <= true <= one.conf_high))
    result = {}
    for name, values in found.items():
        errors, std_errors, covered = np.array(values, dtype=float).T
        bias, spread = errors.mean(), errors.std(ddof=1)
        result[name] = (bias / spread * len(errors) ** 0.5, bias / spread, covered.mean())
        print(
            f"{scenario.kind} n={n} {target} {name}: bias {bias:.4f} ({bias / spread:.3f} sd), sd {spread:.4f}, "
            f"mean se {std_errors.mean():.4f}, coverage {covered.mean():.4f} "
            f"(simulation error {(0.05 * 0.95 / len(errors)) ** 0.5:.4f}, {len(errors)} trials)"
        )
    return result


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("n", [120, 240])
def test_intervals_of_pseudo_observations_hold_the_truth(name: str, n: int) -> None:
    """Between 93.5 and 96.5 of 100, give or take three simulation errors, whatever the model of the covariates."""
    found = simulate(SCENARIOS[name], n, "restricted_mean", ("pseudo", "pseudo_adjusted"), REPLICATES)
    for _, _, coverage in found.values():
        assert 0.935 - error(REPLICATES) < coverage < 0.965 + error(REPLICATES)


@pytest.mark.slow
@pytest.mark.parametrize("n", [120, 240])
@pytest.mark.parametrize("target", ["incidence", "restricted_mean"])
def test_intervals_of_standardised_curves_hold_the_truth(n: int, target: str) -> None:
    """The model is right. At least 93 of 100 with 120 persons, 93.5 with 240, give or take three simulation errors."""
    replicates = max(REPLICATES // 4, 100)
    found = simulate(SCENARIOS["model_right"], n, target, ("g_common", "g_by_arm", "aiptw_by_arm"), replicates)
    for _, _, coverage in found.values():
        assert (0.93 if n == 120 else 0.935) - error(replicates) < coverage < 0.965 + error(replicates)


@pytest.mark.slow
@pytest.mark.parametrize("target", ["incidence", "restricted_mean"])
def test_a_wrong_outcome_model_harms_g_computation_alone(target: str) -> None:
    """Lock-in: one hazard ratio is wrong. The augmented estimator stays without bias, and its interval holds the truth.

    Its mean error is below a twentieth of its standard deviation, or three simulation errors; that of g-computation is
    more than a fifth.
    """
    replicates = max(REPLICATES // 4, 100)
    found = simulate(SCENARIOS["model_wrong"], 240, target, ("g_common", "aiptw_common", "aiptw_by_arm"), replicates)
    for name in ("aiptw_common", "aiptw_by_arm"):
        z, sds, coverage = found[name]
        assert abs(sds) < 0.05 or abs(z) < 3, name
        assert 0.93 - error(replicates) < coverage < 0.97 + error(replicates), name
    assert abs(found["g_common"][1]) > 0.2


def error(replicates: int) -> float:
    """Three simulation errors of a coverage of 95 %."""
    return float(3 * (0.05 * 0.95 / replicates) ** 0.5)


@pytest.mark.slow
def test_weights_give_back_what_leaving_by_trait_takes() -> None:
    """Those with the trait find work less often, and go four times as often in the treated arm alone.

    No effect of the offer: weighted on the trait, the mean error is the simulation's and the interval holds 0 as it
    says; weighted by arm alone, the going looks like an effect.
    """
    replicates, n = max(REPLICATES // 10, 100), 400
    generator = np.random.default_rng([SEED, 7])
    found: dict[str, list[tuple[float, bool]]] = {"trait": [], "arm": []}
    for _ in range(replicates):
        z, b = generator.permutation(np.arange(n) % 2), (generator.random(n) < 0.5).astype(float)
        wait = generator.geometric(np.where(b == 1, 0.015, 0.05))
        goes = generator.geometric(np.where((b == 1) & (z == 1), 0.04, 0.01))
        end = np.minimum(goes, H + 1)
        data = np.minimum(wait, end), (wait <= end).astype(int), z
        for name, covariates in (("trait", {"trait": b, "in_treated": b * z}), ("arm", None)):
            one = censoring_weighted_incidence(*data, horizon=H, covariates=covariates)
            found[name].append((one.estimate, one.conf_low <= 0 <= one.conf_high))
    errors, covered = np.array(found["trait"], dtype=float).T
    alone = np.array(found["arm"], dtype=float)[:, 0]
    z_trait, z_alone = (e.mean() / e.std(ddof=1) * replicates**0.5 for e in (errors, alone))
    print(
        f"weights on the trait: bias {errors.mean():.4f} ({z_trait:.1f} simulation errors), coverage "
        f"{covered.mean():.4f} (simulation error {error(replicates) / 3:.4f}, {replicates} trials); by arm alone: bias "
        f"{alone.mean():.4f} ({z_alone:.1f})"
    )
    assert abs(z_trait) < 3.5
    assert 0.93 - error(replicates) < covered.mean() < 0.97 + error(replicates)
    assert abs(z_alone) > 6
