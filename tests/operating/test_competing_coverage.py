"""How often intervals of standardised shares hold the truth when another event can come first.

Weekly chances are 1 - exp(-rate): of the event 0.02 exp(x/2 + 0.4 b + 0.5 z), of the competing event 0.008 exp(0.4 x -
0.3 z), with a normal trait x, a yes-or-no trait b and the offer z. Follow-up ends between weeks 30 and 78, the horizon
is week 40. `NEXTWORK_REPLICATES` gives another number of trials; the bounds widen with the Monte Carlo error.
"""

from __future__ import annotations

import numpy as np
import pytest

from nextwork_eval.durations import standardized_contrast
from tests.operating.test_effects_coverage import REPLICATES, within_bounds

HORIZON = 40


def rates(x: np.ndarray, b: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Weekly rates of both kinds, shape (2, n_people)."""
    return np.stack([0.02 * np.exp(0.5 * x + 0.4 * b + 0.5 * z), 0.008 * np.exp(0.4 * x - 0.3 * z)])


def traits(generator: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    return generator.normal(size=n), (generator.random(n) < 0.4).astype(float)


def truth() -> float:
    """Difference in the share with the event by the horizon, from two million persons."""
    x, b = traits(np.random.default_rng(2771), 2_000_000)
    share = []
    for arm in (1, 0):
        one, two = rates(x, b, np.full(len(x), arm))
        share.append((one / (one + two) * -np.expm1(-(one + two) * HORIZON)).mean())
    return share[0] - share[1]


@pytest.mark.slow
@pytest.mark.parametrize("n", [120, 240])
def test_standardised_shares_with_a_competing_event(n: int) -> None:
    """A baseline for each arm: g-computation, whose model is right, and the augmented estimator.

    Counted as the end of follow-up, the competing event gives another number: the share had nobody had it.
    """
    generator, true = np.random.default_rng([2772, n]), truth()
    held = {"g_computation": 0, "aiptw": 0}
    errors: dict[str, list[float]] = {"known": [], "ended": []}
    for _ in range(REPLICATES):
        z = generator.permutation(np.arange(n) % 2)
        x, b = traits(generator, n)
        one, two = rates(x, b, z)
        wait = np.ceil(generator.exponential(size=n) / (one + two)).astype(int)
        kind = 1 + (generator.random(n) > one / (one + two))
        end = np.minimum(generator.integers(30, 79, n), HORIZON)
        weeks, event = np.minimum(wait, end), np.where(wait <= end, kind, 0)
        more = {"covariates": np.column_stack([x, b]), "horizon": HORIZON}
        for method in held:
            found = standardized_contrast(weeks, event, z, method=method, **more)
            held[method] += found.conf_low <= true <= found.conf_high
        errors["known"].append(found.estimate - true)
        errors["ended"].append(standardized_contrast(weeks, event == 1, z, **more).estimate - true)
    print(f"{n}: true {true:.4f}, mean errors { {name: round(float(np.mean(e)), 4) for name, e in errors.items()} }")
    # A Monte Carlo error of the mean is its spread over the root of the trials.
    assert abs(np.mean(errors["known"])) < 4 * np.std(errors["known"]) / REPLICATES**0.5
    assert abs(np.mean(errors["ended"])) > abs(np.mean(errors["known"]))
    for count in held.values():
        assert within_bounds(count / REPLICATES)
