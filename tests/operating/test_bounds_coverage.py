"""How often the limits of bounds hold an effect that lies at an end, where it is hardest; weights; size of a test."""

import numpy as np
import pytest
from scipy import stats

from nextwork_eval import effects
from tests.operating.test_effects_coverage import MONTE_CARLO_ERRORS, REPLICATES, TOLERATED

# Two logits for each trial take their time: fewer trials, and wider bounds with them.
FEWER = max(REPLICATES // 3, 1)


def held_at_level(held: int, *, trials: int = REPLICATES, below: float = TOLERATED, above: float = TOLERATED) -> bool:
    """Say whether the share of trials is near 95 %; `above` 0.05 where it may be above."""
    error = (0.95 * 0.05 / trials) ** 0.5
    print(f"{held / trials:.4f}, Monte Carlo error {error:.4f}, {trials} trials")
    return 0.95 - below - MONTE_CARLO_ERRORS * error <= held / trials <= 0.95 + above + MONTE_CARLO_ERRORS * error


@pytest.mark.slow
@pytest.mark.parametrize("n", [120, 1000])
def test_worst_case_limits_hold_an_effect_at_the_lower_end(n: int) -> None:
    """Of 60 and 50 % with a job one in eight is lost: of the offered only those without, of the others those with."""
    generator = np.random.default_rng(2004)
    treated = np.repeat([1, 0], n // 2)
    at_end = inside = 0
    for _ in range(REPLICATES):
        found_job = (generator.random(n) < np.where(treated == 1, 0.6, 0.5)).astype(float)
        lost = generator.random(n) < np.where(found_job != treated, 0.25, 0.0)
        found = effects.manski_bounds(np.where(lost, np.nan, found_job), treated, lowest=0, highest=1)
        at_end += found.conf_low <= 0.1 <= found.conf_high
        by_chance = np.where(generator.random(n) < 0.125, np.nan, found_job)
        found = effects.manski_bounds(by_chance, treated, lowest=0, highest=1)
        inside += found.conf_low <= 0.1 <= found.conf_high
    assert held_at_level(at_end)
    assert held_at_level(inside, above=0.05)


@pytest.mark.slow
def test_worst_case_limits_where_nobody_is_lost() -> None:
    """The interval of a difference with normal quantiles: at 60 and 60 a little short, and within what is tolerated."""
    generator = np.random.default_rng(2005)
    treated = np.repeat([1, 0], 60)
    held = 0
    for _ in range(REPLICATES):
        weeks = generator.binomial(52, np.where(treated == 1, 0.5, 0.4)) * (generator.random(120) < 0.8)
        found = effects.manski_bounds(weeks, treated, lowest=0, highest=52)
        held += found.conf_low <= 0.8 * 52 * 0.1 <= found.conf_high
    assert held_at_level(held)


@pytest.mark.slow
@pytest.mark.parametrize("n", [120, 1000])
@pytest.mark.parametrize("more", [0.25, 0.05, 0.0], ids=["a quarter more", "hardly more", "no more"])
def test_trimmed_limits_hold_an_effect_at_an_end(n: int, more: float) -> None:
    """Log pay of those in work: 60 % of the reference arm, and of the offered those too and others with less pay.

    The others are those with the lowest pay of all offered, so that the effect on those always in work is the upper
    end. Where nobody is moved into work, the limits hold too often: which arm is trimmed is chance.
    """
    generator = np.random.default_rng(2009)
    treated = np.repeat([1, 0], n // 2)
    share = np.where(treated == 1, 0.6 * (1 + more), 0.6)
    left_out = more / (1 + more)
    cut = stats.norm.ppf(left_out) if left_out else -np.inf
    upper = stats.norm.pdf(cut) / (1 - left_out)
    held = 0
    for _ in range(REPLICATES):
        pay = np.where(generator.random(n) < share, generator.normal(size=n), np.nan)
        found = effects.lee_bounds(pay, treated)
        held += found.conf_low <= upper <= found.conf_high
    if more >= 0.25:
        assert held_at_level(held, below=0.015)
    else:
        assert held_at_level(held, below=0.015, above=0.05)


@pytest.mark.slow
@pytest.mark.parametrize("n", [120, 1000])
def test_weights_for_response(n: int) -> None:
    """Three of four are known, more of those with good marks among the offered and fewer in the other arm; true is 1.

    Without weights the difference of those known is wrong by more than its standard error at 1,000.
    """
    generator = np.random.default_rng(1994)
    treated = np.repeat([1, 0], n // 2)
    held = unweighted = 0
    for _ in range(FEWER):
        marks = generator.normal(size=(n, 2))
        slope = np.where(treated == 1, 0.7, -0.7)
        known = generator.random(n) < 1 / (1 + np.exp(-1.2 - slope * marks[:, 0]))
        weeks = treated + marks @ [1.0, 0.5] + generator.normal(size=n)
        weeks[~known] = np.nan
        found = effects.weighted_for_response(weeks, treated, covariates=marks)
        held += found.conf_low <= 1 <= found.conf_high
        plain = effects.difference_in_means(weeks[known], treated[known])
        unweighted += plain.conf_low <= 1 <= plain.conf_high
    print(f"unweighted {unweighted / FEWER:.4f}")
    assert held_at_level(held, trials=FEWER, below=0.015)
    assert unweighted < held


@pytest.mark.slow
@pytest.mark.parametrize("n", [120, 1000])
def test_size_of_the_joint_test_of_attrition(n: int) -> None:
    """One in seven is lost whatever the arm, more of those with poor marks: it is said of 5 % that the offer did it."""
    generator = np.random.default_rng(136)
    treated = np.repeat([1, 0], n // 2)
    kept = alone = 0
    for _ in range(REPLICATES):
        marks = generator.normal(size=(n, 2))
        known = generator.random(n) < 1 / (1 + np.exp(-2 - 0.7 * marks[:, 0]))
        outcome = np.where(known, 0.0, np.nan)
        kept += effects.attrition_test(outcome, treated, covariates=marks).p_value > 0.05
        alone += effects.attrition_test(outcome, treated).p_value > 0.05
    assert held_at_level(alone)
    assert held_at_level(kept)
