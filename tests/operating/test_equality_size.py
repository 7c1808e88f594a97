"""How often tests of times to an event reject, with 120 persons, when the offer changes nothing, and when it does.

Run with `pytest -m slow -s`. NEXTWORK_REPLICATES asks for another number of trials; the bounds widen with it.
"""

from __future__ import annotations

import os

import numpy as np
import pytest

from nextwork_eval.durations import adjusted_log_rank, gray_test, log_rank, max_combo, restricted_mean

SEED = 20261128
REPLICATES = int(os.environ.get("NEXTWORK_REPLICATES", "10000"))
DRAWS = 499


def trial(generator, treated: int, *, ratio: float = 1.0):
    """120 persons, weekly ties, a covariate that matters, another event, four rounds; follow-up of 30 to 52 weeks."""
    n = 120
    arm = np.zeros(n, dtype=int)
    for chunk in np.array_split(np.arange(n), 4):
        arm[generator.permutation(chunk)[: treated // 4]] = 1
    covariate = generator.normal(size=n)
    week = generator.geometric(0.025 * np.exp(0.6 * covariate.clip(-2, 2)) * np.where(arm == 1, ratio, 1.0))
    other, end = generator.geometric(0.003, n), generator.integers(30, 53, n)
    first = np.minimum(np.minimum(week, other), end)
    event = np.where(week <= np.minimum(other, end), 1, np.where(other <= end, 2, 0))
    return first, event, arm, np.repeat(np.arange(4), 30), covariate


def p_values(generator, treated: int, *, ratio: float = 1.0, repeated: bool) -> dict[str, float]:
    weeks, event, arm, rounds, covariate = trial(generator, treated, ratio=ratio)
    alone = (event == 1).astype(int)
    found = {
        "log_rank": log_rank(weeks, alone, arm, strata=rounds).p_value,
        "late": log_rank(weeks, alone, arm, strata=rounds, gamma=1).p_value,
        "gray": gray_test(weeks, event, arm, strata=rounds).p_value,
        "combo": max_combo(weeks, alone, arm, strata=rounds).p_value,
        "adjusted": adjusted_log_rank(weeks, alone, arm, strata=rounds, covariates={"x": covariate}).p_value,
    }
    if repeated:
        again = np.random.default_rng(generator.integers(2**32))
        found["repeated"] = log_rank(weeks, alone, arm, strata=rounds, draws=DRAWS, generator=again).p_value
    return found


@pytest.mark.slow
@pytest.mark.parametrize("treated", [60, 40])
def test_size(treated):
    """Five in a hundred, half a point and three simulation errors more or fewer; repeated lotteries never more."""
    generator = np.random.default_rng([SEED, treated])
    found = [p_values(generator, treated, repeated=k % 5 == 0) for k in range(REPLICATES)]
    for name in found[0]:
        p = np.array([each[name] for each in found if name in each])
        error = (0.05 * 0.95 / len(p)) ** 0.5
        print(f"{treated}/{120 - treated} {name}: {(p <= 0.05).mean():.4f} (simulation error {error:.4f})")
        assert (p <= 0.05).mean() < 0.055 + 3 * error, name
        assert (p <= 0.05).mean() > 0.04 - 3 * error, name


@pytest.mark.slow
@pytest.mark.parametrize("treated", [60, 40])
def test_size_of_the_law_without_draws(treated):
    """Never more than five in a hundred but for the error of simulating, and at most half a point fewer."""
    generator = np.random.default_rng([SEED, treated, 1])
    p = []
    for _ in range(REPLICATES):
        weeks, event, arm, rounds, _ = trial(generator, treated)
        alone = (event == 1).astype(int)
        p.append(log_rank(weeks, alone, arm, strata=rounds, draws="exact", studentized=False).p_value)
    error = (0.05 * 0.95 / len(p)) ** 0.5
    share = np.mean(np.array(p) <= 0.05)
    print(f"{treated}/{120 - treated} without draws: {share:.4f} (simulation error {error:.4f})")
    assert 0.045 - 3 * error < share < 0.05 + 3 * error


@pytest.mark.slow
def test_adjustment_gains_power():
    """With a hazard ratio of 1.7 and a covariate that matters, the adjusted test rejects more often than the plain."""
    generator = np.random.default_rng([SEED, 99])
    found = [p_values(generator, 60, ratio=1.7, repeated=False) for _ in range(max(REPLICATES // 10, 100))]
    plain, adjusted = (np.mean([each[name] <= 0.05 for each in found]) for name in ("log_rank", "adjusted"))
    print(f"power: plain {plain:.3f}, adjusted {adjusted:.3f}")
    assert adjusted > plain


@pytest.mark.slow
def test_coverage_of_restricted_means():
    """Intervals of the difference and the ratio to week 30, where everybody is followed: 94 to 96 of 100."""
    generator = np.random.default_rng([SEED, 7])
    truth = sum((1 - 0.025) ** week for week in range(30))
    hits, levels = {"difference": 0, "ratio": 0}, np.empty(REPLICATES)
    for replicate in range(REPLICATES):
        arm = generator.permutation(np.repeat([1, 0], 60))
        week = generator.geometric(0.025, 120)
        end = generator.integers(20, 53, 120)
        end[:4] = 52
        event = (week <= end).astype(int)
        for measure, value in (("difference", 0.0), ("ratio", 1.0)):
            found = restricted_mean(np.minimum(week, end), event, arm, horizon=30, measure=measure)
            hits[measure] += found.conf_low <= value <= found.conf_high
            levels[replicate] = found.level_treated
    error = (0.05 * 0.95 / REPLICATES) ** 0.5
    for measure, count in hits.items():
        print(f"{measure}: {count / REPLICATES:.4f} (simulation error {error:.4f})")
        assert abs(count / REPLICATES - 0.95) < 0.01 + 3 * error
    of_levels = levels.std(ddof=1) / REPLICATES**0.5
    print(f"weeks of the treated {levels.mean():.3f}, true {truth:.3f} (simulation error {of_levels:.3f})")
    assert abs(levels.mean() - truth) < 3.5 * of_levels
