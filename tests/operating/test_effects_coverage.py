"""How often the default intervals hold the truth in trials of 120 persons.

`NEXTWORK_REPLICATES` gives another number of simulated trials; the bounds then widen with the Monte Carlo error.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from nextwork_eval import effects

REPLICATES = int(os.environ.get("NEXTWORK_REPLICATES", "10000"))
# Two-sided, one true interval in about 2,000 checks lies further than this from its coverage by chance alone.
MONTE_CARLO_ERRORS = 3.5
# At a nominal 5 %, an error rate between 4 and 6 % is what a trial statistician would still print as 5 %. It lies
# between the stringent (4.5 to 5.5 %) and the liberal (2.5 to 7.5 %) criterion of Bradley (1978), British Journal of
# Mathematical and Statistical Psychology 31, 144-152.
TOLERATED = 0.01

Draw = Callable[[np.random.Generator, int], NDArray[np.float64]]


def found_job(share: float) -> Draw:
    """A yes or no outcome: shape (n, replicates)."""
    return lambda generator, n: (generator.random((n, REPLICATES)) < share).astype(float)


def earnings(share: float, location: float) -> Draw:
    """Yearly earnings: nothing for those without a job, log-normal with sigma 0.7 for the others."""
    return lambda generator, n: found_job(share)(generator, n) * generator.lognormal(location, 0.7, (n, REPLICATES))


def mean_earnings(share: float, location: float) -> float:
    return float(share * np.exp(location + 0.7**2 / 2))


OUTCOMES: dict[str, tuple[Draw, Draw, float]] = {
    "half and three quarters with a job": (found_job(0.75), found_job(0.5), 0.25),
    "no effect on 60 %": (found_job(0.6), found_job(0.6), 0.0),
    "nine of ten and eight of ten": (found_job(0.9), found_job(0.8), 0.1),
    "earnings": (earnings(0.75, 4.8), earnings(0.5, 4.6), mean_earnings(0.75, 4.8) - mean_earnings(0.5, 4.6)),
}


def within_bounds(coverage: float, *, below: float = TOLERATED, above: float = TOLERATED) -> bool:
    error = (0.95 * 0.05 / REPLICATES) ** 0.5
    print(f"coverage {coverage:.4f}, Monte Carlo error {error:.4f}, {REPLICATES} replicates")
    return 0.95 - below - MONTE_CARLO_ERRORS * error <= coverage <= 0.95 + above + MONTE_CARLO_ERRORS * error


@pytest.mark.slow
@pytest.mark.parametrize("sizes", [(60, 60), (40, 80), (80, 40)], ids=["60 and 60", "40 and 80", "80 and 40"])
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_difference_in_means(outcome: str, sizes: tuple[int, int]) -> None:
    """The interval of the difference holds the true effect in 94 to 96 % of trials, beyond Monte Carlo error.

    Each column of the path is a trial of its own, analysed as `difference_in_means` would; the first ones are compared.
    """
    generator = np.random.default_rng(20190101)
    draw_treated, draw_reference, effect = OUTCOMES[outcome]
    outcomes = np.vstack([draw_treated(generator, sizes[0]), draw_reference(generator, sizes[1])])
    treated = np.repeat([1, 0], sizes)
    line = effects.difference_by_week(outcomes, treated, weeks=np.arange(REPLICATES)).pick("difference", "outcome")
    for column in range(5):
        single = effects.difference_in_means(outcomes[:, column], treated)
        assert [line.conf_low[column], line.conf_high[column]] == pytest.approx([single.conf_low, single.conf_high])
    # A trial without an interval (NaN) has not held the truth.
    coverage = float(((line.conf_low <= effect) & (effect <= line.conf_high)).mean())
    assert within_bounds(coverage)


@pytest.mark.slow
def test_stratified_difference_with_unequal_chances() -> None:
    """Six lottery rounds of 20 persons, with offers for 8 or 12 of them and shares from 30 to 80 %: 94 to 96 %."""
    generator = np.random.default_rng(20190102)
    offered_by_round, share_by_round = (8, 12, 8, 12, 8, 12), (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
    outcomes, treated, rounds = [], [], []
    for number, (offered, share) in enumerate(zip(offered_by_round, share_by_round, strict=True)):
        outcomes += [found_job(share + 0.1)(generator, offered), found_job(share)(generator, 20 - offered)]
        treated += [1] * offered + [0] * (20 - offered)
        rounds += [number] * 20
    curve = effects.difference_by_week(np.vstack(outcomes), treated, weeks=np.arange(REPLICATES), strata=rounds)
    line = curve.pick("difference", "outcome")
    assert within_bounds(float(((line.conf_low <= 0.1) & (line.conf_high >= 0.1)).mean()))


def test_exact_limits_hold_for_every_share() -> None:
    """Clopper-Pearson limits hold at least 95 % for every share; Wilson's hold 95 % on average over shares.

    No simulation: with 60 persons there are 61 results, and the chance of each is known.
    """
    shares = np.linspace(0.02, 0.98, 193)
    for interval, sides in (("clopper_pearson", "two"), ("clopper_pearson", "lower"), ("wilson", "two")):
        limits = [
            effects.share_in_arm(
                np.repeat([1, 0], [x, 62 - x]), np.repeat([1, 0], [60, 2]), interval=interval, sides=sides
            )  # type: ignore[arg-type]
            for x in range(61)
        ]
        chance = stats.binom.pmf(np.arange(61)[:, None], 60, shares)
        low = np.array([estimate.conf_low for estimate in limits])[:, None]
        high = np.array([estimate.conf_high for estimate in limits])[:, None]
        coverage = (chance * ((low <= shares) & (shares <= high))).sum(axis=0)
        if interval == "clopper_pearson":
            assert coverage.min() >= 0.95
        else:
            assert coverage.mean() == pytest.approx(0.95, abs=0.005)


@pytest.mark.slow
@pytest.mark.parametrize("sizes", [(60, 60), (40, 80)], ids=["60 and 60", "40 and 80"])
def test_ratio_of_shares(sizes: tuple[int, int]) -> None:
    """The score interval holds the true ratio in 94 to 96 % of trials; enumerated, so without Monte Carlo error."""
    n1, n0 = sizes
    treated = np.repeat([1, 0], sizes)
    low, high = np.full((n1 + 1, n0 + 1), np.nan), np.full((n1 + 1, n0 + 1), np.nan)
    for x1 in range(n1 + 1):
        for x0 in range(1, n0 + 1):
            estimate = effects.risk_ratio(np.repeat([1, 0, 1, 0], [x1, n1 - x1, x0, n0 - x0]), treated)
            low[x1, x0], high[x1, x0] = estimate.conf_low, estimate.conf_high
    for p0 in (0.2, 0.4, 0.5, 0.6, 0.75):
        for p1 in (p0, 0.5, 0.75):
            chance = np.outer(stats.binom.pmf(np.arange(n1 + 1), n1, p1), stats.binom.pmf(np.arange(n0 + 1), n0, p0))
            coverage = (chance * ((low <= p1 / p0) & (p1 / p0 <= high))).sum()
            print(f"{p1} over {p0}: {coverage:.4f}")
            assert abs(coverage - 0.95) <= TOLERATED
