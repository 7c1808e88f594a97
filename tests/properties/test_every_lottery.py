"""Over every lottery that could have been, for people whose outcomes are known with and without the offer."""

from itertools import combinations, product

import numpy as np
import pytest

from nextwork_eval import effects

# Drawn and in the lottery, by stratum: two of five, and small strata of which one was drawn.
STRATA = [(2, 5), (1, 3), (1, 3), (1, 2), (2, 3)]


def lotteries(strata: list[tuple[int, int]]) -> list[np.ndarray]:
    """Every assignment of a complete draw in each stratum."""
    found = []
    for drawn in product(*(combinations(range(n), k) for k, n in strata)):
        arms = [np.isin(np.arange(n), who).astype(int) for (_, n), who in zip(strata, drawn, strict=True)]
        found.append(np.concatenate(arms))
    return found


@pytest.mark.parametrize("spread", [0.0, 3.0])
def test_the_hybrid_variance_is_right_on_average_or_too_large(spread: float) -> None:
    """One effect: its mean is the variance of the estimate, exactly. Effects that vary: at least that."""
    generator = np.random.default_rng(11)
    strata = np.repeat(np.arange(len(STRATA)), [n for _, n in STRATA])
    without = generator.normal(scale=4, size=len(strata)) + strata
    effect = 2 + generator.normal(scale=spread, size=len(strata))
    found = [
        effects.difference_in_means_stratified(without + treated * effect, treated, strata=strata)
        for treated in lotteries(STRATA)
    ]
    estimates = np.array([item.estimate for item in found])
    variances = np.array([item.std_error**2 for item in found])
    assert len(found) == 10 * 3 * 3 * 2 * 3
    assert estimates.mean() == pytest.approx(effect.mean())
    if spread == 0:
        assert variances.mean() == pytest.approx(estimates.var())
    else:
        assert variances.mean() > estimates.var()


@pytest.mark.parametrize("seen", [range(6), [0, 1, 2, 4]], ids=["everyone", "four of six"])
def test_declared_chances_are_unbiased_for_whoever_is_at_hand(seen: range | list[int]) -> None:
    """Three of six were drawn: the average effect of those at hand; with everyone at hand, a variance on the safe side.

    The sums are over all lotteries, those included that the function refuses: an arm with fewer than two at hand.
    """
    generator = np.random.default_rng(12)
    without, people = generator.normal(size=6) + 3, np.array(seen)
    having = without + generator.normal(size=6)
    estimates, variances = [], []
    for treated in lotteries([(3, 6)]):
        outcome, arm = np.where(treated == 1, having, without)[people], treated[people]
        estimates.append(float(((2 * arm - 1) * outcome / 0.5).mean()))
        if 2 <= arm.sum() <= len(arm) - 2:
            found = effects.horvitz_thompson(outcome, arm, probabilities=0.5, allocation="complete", randomised=6)
            assert found.estimate == pytest.approx(estimates[-1])
            variances.append(found.std_error**2)
    assert np.mean(estimates) == pytest.approx((having - without)[people].mean())
    if len(variances) == len(estimates):
        assert np.mean(variances) >= np.var(estimates)


def test_independent_chances_are_unbiased_and_conservative() -> None:
    """Six people with chances of their own: over all lotteries, those included that the function refuses."""
    generator = np.random.default_rng(13)
    chance = np.array([0.3, 0.5, 0.5, 0.6, 0.4, 0.7])
    without = generator.normal(size=6) + 2
    having = without + generator.normal(size=6)
    mean = variance = bound = 0.0
    truth = float((having - without).mean())
    for treated in (np.array(arms) for arms in product([0, 1], repeat=6)):
        likely = float(np.where(treated == 1, chance, 1 - chance).prod())
        weighted = np.where(treated == 1, having / chance, without / (1 - chance))
        estimate = float(((2 * treated - 1) * weighted).mean())
        mean += likely * estimate
        variance += likely * (estimate - truth) ** 2
        bound += likely * float((weighted**2).sum()) / 36
        if 2 <= treated.sum() <= 4:
            found = effects.horvitz_thompson(
                np.where(treated == 1, having, without), treated, probabilities=chance, allocation="independent"
            )
            assert (found.estimate, found.std_error**2) == pytest.approx((estimate, (weighted**2).sum() / 36))
    assert mean == pytest.approx(truth)
    assert bound >= variance
