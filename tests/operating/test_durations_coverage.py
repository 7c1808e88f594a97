"""How often the 95 % interval of expected weeks holds the truth, with 120 persons, in four scenarios.

Run with `pytest -m slow -s`; 10,000 trials in each scenario take some minutes. The environment variable
NEXTWORK_REPLICATES asks for another number of trials; the bounds widen with it, by the simulation's own error.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np
import pytest

from nextwork_eval.durations import expected_weeks

SEED = 20261124
BATCH = 200
SUPPORT, WORK, GONE = 0, 1, 2
N = 120


@dataclass(frozen=True)
class Scenario:
    """Two kinds of people, half of each arm on average, so that the states of the mixture are not Markov.

    `leave` and `come_back` are weekly chances by kind (rows) and arm (reference, treated); `gone` is the weekly
    chance of leaving for good, in any state. Each person is followed to a week drawn evenly from the two in `ends`, and
    weeks in work are counted to `horizon`. There are as many rounds of equal size as there are numbers in `pace`, by
    which the chances to leave in the round are multiplied; with more than one round the estimator is stratified.
    """

    horizon: int
    ends: tuple[int, int]
    treated: int
    leave: tuple[tuple[float, float], tuple[float, float]]
    come_back: tuple[tuple[float, float], tuple[float, float]]
    gone: float
    pace: tuple[float, ...] = (1.0,)

    def treated_persons(self):
        """Return 1 for the first persons of each round and 0 for the others, shape (N,)."""
        size = N // len(self.pace)
        return (np.arange(N) % size < self.treated // len(self.pace)).astype(int)

    def rounds(self):
        """Return the round of each person, shape (N,)."""
        return np.arange(N) // (N // len(self.pace))


SCENARIOS = {
    # Everyone followed for a year, and no effect.
    "nothing_happens": Scenario(
        horizon=52,
        ends=(52, 52),
        treated=60,
        leave=((0.02, 0.02), (0.05, 0.05)),
        come_back=((0.04, 0.04), (0.02, 0.02)),
        gone=0,
    ),
    # The register ends between weeks 52 and 104; exits rise and returns are halved.
    "heavy_censoring": Scenario(
        horizon=96,
        ends=(52, 104),
        treated=60,
        leave=((0.012, 0.024), (0.04, 0.06)),
        come_back=((0.05, 0.025), (0.015, 0.0075)),
        gone=0.0003,
    ),
    # Places for one in three; work is rare and lasts, so that weeks are very skewed; some censoring.
    "few_places_rare_work": Scenario(
        horizon=75,
        ends=(60, 78),
        treated=40,
        leave=((0.003, 0.006), (0.012, 0.02)),
        come_back=((0.01, 0.01), (0.01, 0.005)),
        gone=0,
    ),
    # Four rounds of thirty, in good and in bad times for finding work; the register ends between weeks 60 and 104.
    "stratified_rounds": Scenario(
        horizon=78,
        ends=(60, 104),
        treated=60,
        leave=((0.012, 0.02), (0.04, 0.05)),
        come_back=((0.04, 0.025), (0.015, 0.01)),
        gone=0.0003,
        pace=(0.5, 0.8, 1.2, 1.6),
    ),
}


def transition(scenario, pace, kind, arm):
    leave, back, gone = pace * scenario.leave[kind][arm], scenario.come_back[kind][arm], scenario.gone
    return np.array([[1 - leave - gone, leave, gone], [back, 1 - back - gone, gone], [0, 0, 1]])


def truth(scenario, arm):
    """Expected weeks in work in weeks 1 to the horizon, by multiplying the matrices of the rounds and kinds."""
    weeks = 0.0
    for pace in scenario.pace:
        for kind in (0, 1):
            share = np.array([1.0, 0.0, 0.0])
            for _ in range(scenario.horizon):
                share = share @ transition(scenario, pace, kind, arm)
                weeks += 0.5 * share[WORK] / len(scenario.pace)
    return weeks


def trials(scenario, generator, n_trials):
    """States (trials, persons, weeks 0 to the horizon) and last observed weeks."""
    kind = generator.integers(0, 2, (n_trials, N))
    tables = np.array([[[transition(scenario, p, k, a) for a in (0, 1)] for k in (0, 1)] for p in scenario.pace])
    own = tables.cumsum(axis=4)[scenario.rounds(), kind, scenario.treated_persons()]
    states = np.zeros((n_trials, N, scenario.horizon + 1), dtype=np.int8)
    for week in range(1, scenario.horizon + 1):
        chances = np.take_along_axis(own, states[:, :, week - 1, np.newaxis, np.newaxis].astype(int), axis=2)[:, :, 0]
        states[:, :, week] = (generator.random((n_trials, N))[:, :, np.newaxis] > chances[:, :, :2]).sum(axis=2)
    last = generator.integers(scenario.ends[0], scenario.ends[1] + 1, (n_trials, N))
    states[np.arange(scenario.horizon + 1) > last[:, :, np.newaxis]] = -1
    return states, last


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
def test_the_interval_of_expected_weeks_holds_the_truth(name):
    """Between 94 and 96 of 100 intervals, give or take three simulation errors, hold the truth."""
    scenario, generator = SCENARIOS[name], np.random.default_rng([SEED, list(SCENARIOS).index(name)])
    replicates = int(os.environ.get("NEXTWORK_REPLICATES", "10000"))
    difference = truth(scenario, 1) - truth(scenario, 0)
    treated, rounds = scenario.treated_persons(), scenario.rounds()
    cells = [(treated == arm) & (rounds == k) for arm in (0, 1) for k in range(len(scenario.pace))]
    estimates, errors, low, high, refused = [], [], 0, 0, 0
    for start in range(0, replicates, BATCH):
        size = min(BATCH, replicates - start)
        states, last = trials(scenario, generator, size)
        for k in range(size):
            if any((last[k, cell] < scenario.horizon).all() for cell in cells):
                refused += 1  # nobody of an arm (of a round) is followed to the horizon: the estimator stops
                continue
            found = expected_weeks(
                states[k],
                treated,
                in_states=[WORK],
                last_observed=last[k],
                horizon=scenario.horizon,
                strata=rounds if len(scenario.pace) > 1 else None,
            )
            estimates.append(found.estimate)
            errors.append(found.std_error)
            low += found.conf_low > difference
            high += found.conf_high < difference
    done = len(estimates)
    coverage = 1 - (low + high) / done
    simulation_error = np.sqrt(0.95 * 0.05 / done)
    print(
        f"\n{name}: truth {difference:.3f}, mean {np.mean(estimates):.3f}, coverage {coverage:.4f} "
        f"(simulation error {simulation_error:.4f}), missed above {low / done:.4f}, below {high / done:.4f}, "
        f"standard deviation {np.std(estimates):.3f}, mean standard error {np.mean(errors):.3f}, "
        f"trials {done}, without anyone at the horizon {refused}"
    )
    assert 0.94 - 3 * simulation_error <= coverage <= 0.96 + 3 * simulation_error
    assert abs(np.mean(estimates) - difference) < 4 * np.std(estimates) / np.sqrt(done) + 0.02 * np.std(estimates)
