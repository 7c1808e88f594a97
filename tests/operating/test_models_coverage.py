"""How often the 95 % intervals of the models of time hold the truth, and how often they reject a true null, at n = 120.

Run with `pytest -m slow -s`; NEXTWORK_REPLICATES asks for another number of trials than 10,000; the bounds widen with
the simulation's own error.
"""

from __future__ import annotations

import os

import numpy as np
import pytest

from nextwork_eval.durations import discrete_time_hazard, fine_gray, rate_ratio_of_returns
from nextwork_eval.errors import EstimationError

SEED = 20261128
N = 120
WEEKS = 52
TREATED = (np.arange(N) < N // 2).astype(int)


def replicates() -> int:
    return int(os.environ.get("NEXTWORK_REPLICATES", "10000"))


def weekly_risks(generator, ratio):
    """Weekly risk 0.03 falling to 0.01, continuous time inside the week; the register ends between weeks 26 and 52."""
    hazard = np.linspace(0.03, 0.01, WEEKS)
    chance = -np.expm1(-hazard * np.where(TREATED == 1, ratio, 1.0)[:, np.newaxis])
    happened = generator.random((N, WEEKS)) < chance
    week = np.where(happened.any(axis=1), happened.argmax(axis=1) + 1, WEEKS + 1)
    end = generator.integers(26, WEEKS + 1, N)
    return np.minimum(week, end), (week <= end).astype(int)


def shares_with_the_event(generator, ratio):
    """Shares 1 - (1 - p (1 - 0.97^t))^ratio with p = 0.6: proportional by construction; the others compete."""
    times = np.arange(WEEKS + 40)
    base = 0.6 * (1 - 0.97**times)
    curve = 1 - (1 - base) ** np.where(TREATED == 1, ratio, 1.0)[:, np.newaxis]
    whole = 1 - (1 - 0.6) ** np.where(TREATED == 1, ratio, 1.0)
    own = generator.random(N) < whole
    drawn = generator.random(N) * whole
    one = np.where(own, (curve < drawn[:, np.newaxis]).sum(axis=1), 999)
    two = np.where(own, 999, generator.geometric(0.03, N))
    end = generator.integers(20, WEEKS + 1, N)
    week = np.minimum(np.minimum(one, two), end)
    return week, np.where(week == one, 1, np.where(week == two, 2, 0))


def returns(generator, ratio):
    """Courses whose number of returns has a mean that is `ratio` times the other arm's, by a personal rate.

    Each person has a gamma rate, so that returns hang together, and comes back in week t with the chance of her rate;
    the week before, she was out. Follow-up ends between weeks 26 and 52; returns are counted to week 26.
    """
    rate = generator.gamma(2.0, 0.012, N) * np.where(TREATED == 1, ratio, 1.0)
    marks = generator.random((N, WEEKS)) < rate[:, np.newaxis]
    course, place = np.zeros((N, WEEKS), dtype=int), np.zeros(N, dtype=int)
    for week in range(WEEKS):
        # Weeks come in pairs, out and back, so that no return is lost to having to leave first.
        if week % 2 == 0:
            leaves = marks[:, week]
            place = np.where(leaves & (place == 0), 1, np.where(leaves & (place == 2), 3, place))
        else:
            place = np.where(np.isin(place, (1, 3)), 2, place)
        course[:, week] = place
    last = generator.integers(26, WEEKS + 1, N)
    course[np.arange(WEEKS) >= last[:, np.newaxis]] = -1
    return course, last


def discrete(generator, ratio, **options):
    week, event = weekly_risks(generator, ratio)
    return discrete_time_hazard(week, event, TREATED, horizon=WEEKS, **options)


def returned(generator, ratio):
    course, last = returns(generator, ratio)
    return rate_ratio_of_returns(course, TREATED, last_observed=last, horizon=26)


def subdistribution(generator, ratio):
    week, kind = shares_with_the_event(generator, ratio)
    return fine_gray(week, kind, TREATED, horizon=WEEKS)


SCENARIOS = {
    "discrete_spline_null": (discrete, 1.0, {}),
    "discrete_spline_effect": (discrete, 1.7, {}),
    "discrete_log_time_effect": (discrete, 1.7, {"baseline": "log_time"}),
    "fine_gray_null": (subdistribution, 1.0, {}),
    "fine_gray_effect": (subdistribution, 1.7, {}),
    "returns_null": (returned, 1.0, {}),
    "returns_effect": (returned, 1.7, {}),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
def test_the_interval_holds_the_truth(name):
    """Between 94 and 96.5 of 100 intervals, give or take three simulation errors; under the null that is the size."""
    model, ratio, options = SCENARIOS[name]
    generator = np.random.default_rng([SEED, list(SCENARIOS).index(name)])
    truth, found, refused = np.log(ratio), [], 0
    for _ in range(replicates()):
        try:
            estimate = model(generator, ratio, **options)
        except EstimationError:
            refused += 1
            continue
        found.append((estimate.estimate, estimate.std_error, estimate.conf_low, estimate.conf_high))
    value, error, low, high = np.array(found).T
    above, below = (low > truth).mean(), (high < truth).mean()
    coverage, simulation_error = 1 - above - below, np.sqrt(0.95 * 0.05 / len(found))
    print(
        f"\n{name}: truth {truth:.3f}, mean {value.mean():.3f}, coverage {coverage:.4f} (simulation error "
        f"{simulation_error:.4f}), missed above {above:.4f}, below {below:.4f}, standard deviation {value.std():.4f}, "
        f"mean standard error {error.mean():.4f}, trials {len(found)}, refused {refused}"
    )
    assert refused < 0.01 * replicates()
    assert 0.94 - 3 * simulation_error <= coverage <= 0.965 + 3 * simulation_error
