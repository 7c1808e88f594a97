"""How often repeated lotteries reject what is true, at the 5 % level, in trials of 120 people."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from nextwork_eval import effects
from nextwork_eval.design import lottery_as_it_came_out
from nextwork_eval.effects.randomization.draws import studentized_draws
from tests.operating.test_effects_coverage import REPLICATES, within_bounds

AT_ONCE, DRAWS = 500, 999
TREATED = np.repeat([1.0, 0.0], [40, 80])
NO_STRATA = np.zeros(120, dtype=np.int64)


def unequal_trials(generator: np.random.Generator) -> Iterator[np.ndarray]:
    """No effect on average; the offered 40 vary three times as much as the other 80. Shape (120, AT_ONCE)."""
    for _ in range(0, REPLICATES, AT_ONCE):
        yield generator.normal(size=(120, min(AT_ONCE, REPLICATES))) * np.where(TREATED == 1, 3.0, 1.0)[:, None]


@pytest.mark.slow
def test_studentised_holds_its_level_for_no_effect_on_average() -> None:
    """Weak null, variances 9 and 1, 40 against 80."""
    generator = np.random.default_rng(20210517)
    rejected = []
    for outcomes in unequal_trials(generator):
        found = studentized_draws(outcomes, TREATED, NO_STRATA, draws=DRAWS, generator=generator)
        p_values = (1 + (np.abs(found.drawn) >= np.abs(found.observed) - 1e-9).sum(axis=0)) / (1 + DRAWS)
        rejected += (p_values <= 0.05).tolist()
    assert within_bounds(1 - float(np.mean(rejected)))


@pytest.mark.slow
def test_the_difference_alone_does_not() -> None:
    """The same trials: by theory 2 Φ(-1.96 √(0.1375 / 0.2375)) = 13.6 %."""
    generator = np.random.default_rng(20210517)
    rejected = []
    for outcomes in unequal_trials(generator):
        lots = lottery_as_it_came_out(TREATED, NO_STRATA).draw(DRAWS, generator).astype(float)
        sums, total = lots @ outcomes, outcomes.sum(axis=0)
        drawn = np.abs(sums / 40 - (total - sums) / 80)
        observed = np.abs(outcomes[:40].mean(axis=0) - outcomes[40:].mean(axis=0))
        rejected += ((1 + (drawn >= observed - 1e-9).sum(axis=0)) / (1 + DRAWS) <= 0.05).tolist()
    size = float(np.mean(rejected))
    error = (size * (1 - size) / len(rejected)) ** 0.5
    print(f"size {size:.4f}, Monte Carlo error {error:.4f}")
    assert abs(size - 0.136) < 0.01 + 3.5 * error


@pytest.mark.slow
@pytest.mark.parametrize("adjustment", ["lin", "ancova"])
def test_adjusted_holds_its_level_in_rounds(adjustment: str) -> None:
    """Three skewed covariates that foretell the outcome, three rounds of 40, no effect on anybody: 5 % exactly."""
    generator = np.random.default_rng(2021)
    strata = np.repeat([0, 1, 2], 40)
    rejected = 0
    for _ in range(REPLICATES):
        traits = generator.exponential(size=(120, 3))
        outcome = traits @ [1.0, 0.5, 0.0] + strata + generator.exponential(size=120)
        treated = lottery_as_it_came_out(np.tile([1, 0, 0, 1, 0], 24), strata).draw(1, generator)[0]
        found = effects.randomization_test(
            outcome,
            treated,
            strata=strata,
            covariates=traits,
            adjustment=adjustment,
            draws=199,
            generator=generator,
            interval=False,
        )
        rejected += found.p_value <= 0.05
    assert within_bounds(1 - rejected / REPLICATES)


@pytest.mark.slow
def test_the_interval_holds_a_constant_effect() -> None:
    """Twelve and eighteen people, an effect of 2 on everybody, skewed outcomes: 95 % or a little more."""
    generator = np.random.default_rng(1935)
    treated = np.repeat([1, 0], [12, 18])
    held = 0
    trials = REPLICATES // 4  # each interval takes some ninety tests
    for _ in range(trials):
        outcome = generator.exponential(size=30) + 2 * treated
        found = effects.randomization_test(outcome, treated, draws=199, generator=generator)
        held += found.conf_low <= 2 <= found.conf_high
    error = (0.95 * 0.05 / trials) ** 0.5
    print(f"coverage {held / trials:.4f}, Monte Carlo error {error:.4f}, {trials} replicates")
    assert abs(held / trials - 0.95) < 0.01 + 3.5 * error
