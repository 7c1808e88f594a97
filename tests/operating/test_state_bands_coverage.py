"""How often the band of a share's difference holds all weeks, with 60 and 60 persons whose follow-up differs.

The people of `test_durations_coverage`: two kinds in each arm, who leave and come back. `NEXTWORK_REPLICATES` gives
another number of trials; the bounds widen with the Monte Carlo error.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nextwork_eval.durations import state_occupation
from tests.operating.test_durations_coverage import GONE, SCENARIOS, SUPPORT, WORK, transition, trials
from tests.operating.test_effects_coverage import REPLICATES, within_bounds

BATCH = 200
# Weeks 1 to 40; from week 30 on the register ends for some, so that two in three are followed to the last week.
LEAVING = {
    "no effect": replace(SCENARIOS["nothing_happens"], horizon=40, ends=(30, 60)),
    "exits rise, returns are halved": replace(SCENARIOS["heavy_censoring"], horizon=40, ends=(30, 60)),
    # Four rounds of thirty, from which people leave at other paces; shares are compared within rounds.
    "four rounds": replace(SCENARIOS["heavy_censoring"], horizon=40, ends=(30, 60), pace=(0.5, 0.8, 1.2, 1.6)),
}


def shares(scenario, arm):
    """The share in each state in weeks 0 to the horizon, shape (weeks, 3), matrices of rounds and kinds multiplied."""
    found = np.zeros((scenario.horizon + 1, 3))
    for pace in scenario.pace:
        for kind in (0, 1):
            share = np.eye(3)[SUPPORT]
            for week in range(scenario.horizon + 1):
                found[week] += share / (2 * len(scenario.pace))
                share = share @ transition(scenario, pace, kind, arm)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", LEAVING)
def test_sup_t_band_of_the_share_in_work(name: str) -> None:
    """All weeks that have a band, from the first, are held in 94 to 96 % of trials; single intervals hold them less."""
    scenario, generator = LEAVING[name], np.random.default_rng([20261128, list(LEAVING).index(name)])
    truth = shares(scenario, 1)[1:, WORK] - shares(scenario, 0)[1:, WORK]
    treated = scenario.treated_persons()
    held = single = done = 0
    widths = []
    labels = {SUPPORT: "support", WORK: "work", GONE: "gone"}
    while done < REPLICATES:
        size = min(BATCH, REPLICATES - done)
        states, last = trials(scenario, generator, size)
        for k in range(size):
            curve = state_occupation(
                states[k],
                treated,
                labels=[labels[code] for code in sorted(labels)],
                last_observed=last[k],
                horizon=scenario.horizon,
                strata=scenario.rounds() if len(scenario.pace) > 1 else None,
                band="sup_t",
                draws=999,
                generator=generator,
            )
            work = curve.pick("difference", "work")
            away = np.abs(work.estimate[1:] - truth)
            moving = work.std_error[1:] > 0
            held += bool((away <= curve.critical_value * work.std_error[1:])[moving].all())
            inside = (work.conf_low[1:] <= truth) & (truth <= work.conf_high[1:])
            single += bool(inside[moving].all())
            widths.append(curve.critical_value)
        done += size
    print(
        f"\n{name}: all weeks held {held / done:.4f}, by single intervals {single / done:.4f}, "
        f"half width {np.mean(widths):.3f} standard errors, trials {done}"
    )
    assert within_bounds(held / done)
    assert single < 0.85 * done
