"""How often a target that is only just missed is called met, and how far the power is from what is simulated.

Verdicts are counted over every result that two arms can have, without simulation; power is simulated with
`NEXTWORK_REPLICATES` trials.
"""

from __future__ import annotations

import numpy as np
import pytest

from nextwork_eval import effects
from nextwork_eval.errors import EstimationError
from tests.operating.test_effects_coverage import MONTE_CARLO_ERRORS, REPLICATES

SIZES = (20, 40, 60, 120, 250, 500, 1000)


@pytest.mark.parametrize("goal", [0.5, 0.75, 0.9])
def test_a_level_at_the_threshold_is_seldom_called_met_or_missed(goal: float) -> None:
    """At the threshold itself both wrong verdicts have at most 5 %, for every size of the arm: exact limits."""
    for n in SIZES:
        chances = effects.chances_of_verdicts("level", goal, share_treated=goal, n_treated=n, n_reference=n)
        print(f"goal {goal}, n {n}: met {chances['met']:.4f}, not met {chances['not_met']:.4f}")
        assert chances["met"] <= 0.05
        assert chances["not_met"] <= 0.05
        just_below = effects.chances_of_verdicts("level", goal, share_treated=goal - 0.01, n_treated=n, n_reference=n)
        assert just_below["met"] <= chances["met"]


@pytest.mark.parametrize("sizes", [(60, 60), (40, 80), (120, 120), (500, 500)], ids=str)
def test_a_ratio_at_the_threshold_is_seldom_called_met(sizes: tuple[int, int]) -> None:
    """At half the reference arm's share, halving is called met in about 5 % of trials, beyond that in at most 7 %.

    The score test is not exact: it holds its level on average over shares and may pass it for some.
    """
    wrong = {
        share: effects.chances_of_verdicts(
            "ratio", 0.5, share_treated=share / 2, share_reference=share, n_treated=sizes[0], n_reference=sizes[1]
        )["met"]
        for share in np.round(np.arange(0.1, 1.0, 0.05), 2).tolist()
    }
    worst = max(wrong, key=lambda share: wrong[share])
    common = [chance for share, chance in wrong.items() if share >= 0.3]
    print(f"{sizes}: largest {wrong[worst]:.4f} at a share of {worst}; mean from 30 % on {np.mean(common):.4f}")
    assert wrong[worst] <= 0.07
    assert np.mean(common) == pytest.approx(0.05, abs=0.01)


@pytest.mark.parametrize("sizes", [(60, 60), (40, 80), (120, 120)], ids=str)
def test_at_the_margin_worse_is_seldom_called_no_worse(sizes: tuple[int, int]) -> None:
    """Exactly ten points worse: called no worse in about 5 % of trials, never in more than 7 %."""
    wrong = {
        share: effects.chances_of_verdicts(
            "not_worse",
            0.1,
            share_treated=share - 0.1,
            share_reference=share,
            n_treated=sizes[0],
            n_reference=sizes[1],
        )["met"]
        for share in np.round(np.arange(0.2, 0.96, 0.05), 2).tolist()
    }
    worst = max(wrong, key=lambda share: wrong[share])
    print(f"{sizes}: largest {wrong[worst]:.4f} at a share of {worst}; mean {np.mean(list(wrong.values())):.4f}")
    assert wrong[worst] <= 0.07
    assert np.mean(list(wrong.values())) == pytest.approx(0.05, abs=0.01)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sizes", "share"), [((60, 60), 0.7), ((40, 80), 0.75), ((120, 120), 0.65)], ids=["60/60", "40/80", "120/120"]
)
def test_power_of_shares_in_simulated_trials(sizes: tuple[int, int], share: float) -> None:
    """Counting and the estimator on simulated trials agree within chance; the noncentral t lies within 3 points."""
    generator = np.random.default_rng(20190108)
    treated = np.repeat([1, 0], sizes)
    outcomes = np.vstack(
        [generator.random((sizes[0], REPLICATES)) < share, generator.random((sizes[1], REPLICATES)) < 0.5]
    ).astype(float)
    line = effects.difference_by_week(outcomes, treated, weeks=np.arange(REPLICATES)).pick("difference", "outcome")
    shown = float((line.conf_low > 0).mean())
    counted = effects.power_of_shares(share, 0.5, n_treated=sizes[0], n_reference=sizes[1], method="enumeration").power
    formula = effects.power_of_shares(share, 0.5, n_treated=sizes[0], n_reference=sizes[1]).power
    error = (counted * (1 - counted) / REPLICATES) ** 0.5
    print(f"simulated {shown:.4f}, counted {counted:.4f}, formula {formula:.4f}, Monte Carlo error {error:.4f}")
    assert abs(shown - counted) <= MONTE_CARLO_ERRORS * error
    assert abs(formula - counted) <= 0.03


@pytest.mark.slow
def test_power_in_groups_in_simulated_trials() -> None:
    """Eight groups of eight with a correlation of 0.05: the formula lies within 4 points of `group_treatment`."""
    generator = np.random.default_rng(20190109)
    trials = min(REPLICATES, 4_000)
    treated = np.repeat([1, 0], [64, 64])
    groups = np.where(treated == 1, np.arange(128) // 8, np.nan)
    spread = (1 - 0.05) / 0.05
    shown = 0
    for _ in range(trials):
        chance = np.concatenate([np.repeat(generator.beta(0.75 * spread, 0.25 * spread, 8), 8), np.full(64, 0.5)])
        outcome = (generator.random(128) < chance).astype(float)
        try:
            shown += effects.group_treatment(outcome, treated, groups=groups).conf_low > 0
        except EstimationError:  # a trial in which nobody varies shows nothing
            continue
    formula = effects.power_of_shares(
        0.75, 0.5, n_treated=64, n_reference=64, group_size=8, intraclass_correlation=0.05
    ).power
    error = (formula * (1 - formula) / trials) ** 0.5
    print(f"simulated {shown / trials:.4f}, formula {formula:.4f}, Monte Carlo error {error:.4f}, {trials} trials")
    assert abs(shown / trials - formula) <= 0.04 + MONTE_CARLO_ERRORS * error
