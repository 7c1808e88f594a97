"""How often the 95 % interval of the hazard ratio holds the truth with 120 persons: default, robust, and Firth's.

Run with `pytest -m slow -s`; 10,000 trials in each scenario take some minutes. The environment variable
NEXTWORK_REPLICATES asks for another number of trials; the bounds widen with it, by the simulation's own error.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from nextwork_eval.durations import cox, proportional_hazards_test
from nextwork_eval.effects import Estimate
from nextwork_eval.errors import EstimationError

SEED = 20261128
N = 120


@dataclass(frozen=True)
class Scenario:
    """Times with constant hazards, told in weeks.

    `hazard` is the weekly hazard of the reference arm, `ratio` the hazard ratio, `treated` the persons with the offer,
    `ends` the first and the last week in which follow-up ends, `slope` the log hazard ratio of a covariate that the
    model adjusts for, and `paces` multiply the hazard in rounds of equal size, within which the model compares.
    """

    hazard: float
    ratio: float
    ends: tuple[int, int]
    treated: int = 60
    slope: float = 0.0
    paces: tuple[float, ...] = (1.0,)


SCENARIOS = {
    "nothing_happens": Scenario(0.02, 1.0, (52, 52)),
    "places_for_one_in_three": Scenario(0.015, 1.5, (40, 78), treated=40),
    "a_strong_covariate": Scenario(0.02, 1.5, (40, 78), slope=0.7),
    "four_rounds": Scenario(0.02, 0.67, (40, 78), paces=(0.5, 0.8, 1.2, 1.6)),
    "few_events": Scenario(0.0025, 1.0, (40, 60)),
    "few_events_of_a_third": Scenario(0.004, 0.4, (40, 60), treated=40),
}


def replicates(default: int = 10_000) -> int:
    return int(os.environ.get("NEXTWORK_REPLICATES", default))


def drawn(scenario: Scenario, generator: np.random.Generator) -> tuple[NDArray[np.float64], ...]:
    """Return weeks, events, arms, rounds and the covariate of one trial."""
    size = N // len(scenario.paces)
    round_of = np.arange(N) // size
    arm = (np.arange(N) % size < scenario.treated * size // N).astype(int)
    trait = generator.normal(size=N)
    hazard = scenario.hazard * scenario.ratio**arm * np.exp(scenario.slope * trait) * np.array(scenario.paces)[round_of]
    time = np.ceil(generator.exponential(1 / hazard))
    end = generator.integers(scenario.ends[0], scenario.ends[1] + 1, N)
    return np.minimum(time, end), time <= end, arm, round_of, trait


def trial(scenario: Scenario, generator: np.random.Generator, **options: str) -> Estimate | None:
    """One trial; None where the estimator refuses."""
    week, event, arm, round_of, trait = drawn(scenario, generator)
    try:
        return cox(
            week,
            event,
            arm,
            covariates={"trait": trait} if scenario.slope else None,
            strata=round_of if len(scenario.paces) > 1 else None,
            **options,  # type: ignore[arg-type]
        )
    except EstimationError:
        return None


def holds(scenario: Scenario, **options: str) -> tuple[float, float, float, int]:
    """Return coverage, the shares of limits that lie below and above the truth, and the trials refused."""
    generator, truth = np.random.default_rng(SEED), np.log(scenario.ratio)
    found = [trial(scenario, generator, **options) for _ in range(replicates())]
    seen = [estimate for estimate in found if estimate is not None]
    below = float(np.mean([estimate.conf_high < truth for estimate in seen]))
    above = float(np.mean([estimate.conf_low > truth for estimate in seen]))
    return 1 - below - above, below, above, len(found) - len(seen)


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
def test_the_default_interval_holds_the_truth(name: str) -> None:
    """From the model where both arms have ten events, Firth's where one has not."""
    coverage, below, above, refused = holds(SCENARIOS[name])
    error = (0.95 * 0.05 / replicates()) ** 0.5
    print(f"{name}: default {coverage:.4f} (below {below:.4f}, above {above:.4f}, refused {refused}), ± {error:.4f}")
    assert 0.94 - 3 * error < coverage < 0.97 + 3 * error
    assert refused == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", ["nothing_happens", "places_for_one_in_three", "a_strong_covariate", "four_rounds"])
def test_the_robust_interval_beside_it(name: str) -> None:
    """With m / (m - 1) and t; not the default, because it holds the truth less often where the model is right."""
    coverage, below, above, refused = holds(SCENARIOS[name], variance="robust")
    error = (0.95 * 0.05 / replicates()) ** 0.5
    print(f"{name}: robust {coverage:.4f} (below {below:.4f}, above {above:.4f}, refused {refused}), ± {error:.4f}")
    assert 0.93 - 3 * error < coverage < 0.96 + 3 * error


@pytest.mark.slow
@pytest.mark.parametrize("name", ["few_events", "few_events_of_a_third"])
def test_few_events_without_the_penalty(name: str) -> None:
    """The trials in which an arm has no event are refused: what is left is no fair sample of trials."""
    coverage, below, above, refused = holds(SCENARIOS[name], firth="never")
    print(f"{name}: without the penalty {coverage:.4f} (below {below:.4f}, above {above:.4f}, refused {refused})")
    assert refused > 0


@pytest.mark.slow
@pytest.mark.parametrize("name", ["nothing_happens", "places_for_one_in_three", "four_rounds"])
def test_the_check_of_one_ratio_rejects_as_often_as_it_says(name: str) -> None:
    """The hazards are proportional: 5 % of trials."""
    generator, scenario = np.random.default_rng(SEED), SCENARIOS[name]
    small = float(np.mean([trial_of_the_check(scenario, generator) < 0.05 for _ in range(replicates())]))
    error = (0.95 * 0.05 / replicates()) ** 0.5
    print(f"{name}: one ratio for all weeks rejected in {small:.4f}, ± {error:.4f}")
    assert 0.04 - 3 * error < small < 0.06 + 3 * error


def trial_of_the_check(scenario: Scenario, generator: np.random.Generator) -> float:
    week, event, arm, round_of, _ = drawn(scenario, generator)
    strata = round_of if len(scenario.paces) > 1 else None
    return proportional_hazards_test(week, event, arm, strata=strata).p_value
