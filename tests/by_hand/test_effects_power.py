"""Power worked by hand, and what is refused."""

from __future__ import annotations

from itertools import product
from math import comb

import numpy as np
import pytest

from nextwork_eval import effects
from nextwork_eval.errors import EstimationError


def test_standard_error_and_degrees_of_freedom_of_two_rounds() -> None:
    """Rounds of 4 + 4 and 8 + 8 people, sd 2 and 1: weights 1/36 + 1/18, times 4 + 1.

    (1/3)^2/4 = 1/36 and (2/3)^2/8 = 1/18 for each arm. Variance (1/36 + 1/18)(4 + 1) = 5/12. Degrees of freedom
    (2 (1/36 + 1/18))^2 / (2 ((1/36)^2/3 + (1/18)^2/7)) = (1/6)^2 / (2 (1/3888 + 1/2268)).
    """
    found = effects.power_of_difference(1, n_treated=[4, 8], n_reference=[4, 8], sd_treated=2, sd_reference=1)
    assert found.std_error == pytest.approx((5 / 12) ** 0.5)
    assert found.df == pytest.approx((1 / 36) / (2 * (1 / 3888 + 1 / 2268)))
    assert (found.n_treated, found.n_reference) == (12, 12)


def test_design_effect_in_the_treated_arm_alone() -> None:
    """Groups of 5 with a correlation of 0.05 make the treated arm's variance 1.2 times as large, and no other."""
    plain = effects.power_of_difference(0.5, n_treated=60, n_reference=60)
    grouped = effects.power_of_difference(0.5, n_treated=60, n_reference=60, group_size=5, intraclass_correlation=0.05)
    assert grouped.design_effect == pytest.approx(1.2)
    assert plain.std_error**2 == pytest.approx(2 / 60)
    assert grouped.std_error**2 == pytest.approx(2.2 / 60)
    assert grouped.power < plain.power


def test_degrees_of_freedom_are_those_of_the_estimators() -> None:
    """The expected degrees of freedom are what the three estimators use for such arms, whatever the outcome."""
    generator = np.random.default_rng(4)
    treated = np.repeat([1, 0, 1, 0, 1, 0], [20, 20, 20, 20, 40, 40])
    rounds = np.repeat([0, 1, 2], [40, 40, 80])
    groups = np.where(treated == 1, np.arange(160) // 5, np.nan)
    outcome = generator.normal(size=160)
    sizes = {"n_treated": [20, 20, 40], "n_reference": [20, 20, 40]}
    stratified = effects.difference_in_means_stratified(outcome, treated, strata=rounds)
    assert effects.power_of_difference(0.5, **sizes).df == pytest.approx(stratified.df)
    grouped = effects.group_treatment(outcome, treated, groups=groups, strata=rounds)
    assert effects.power_of_difference(0.5, **sizes, group_size=5).df == pytest.approx(grouped.df)
    plain = effects.difference_in_means(outcome, treated)
    assert effects.power_of_difference(0.5, n_treated=80, n_reference=80).df == pytest.approx(plain.df)


def test_enumeration_against_the_estimator_itself() -> None:
    """With 4 and 5 people each of the 30 results is given to the estimator; where it shows more, its chance counts."""
    p1, p0, shown, wrong = 0.9, 0.2, 0.0, 0.0
    for x1, x0 in product(range(5), range(6)):
        chance = comb(4, x1) * p1**x1 * (1 - p1) ** (4 - x1) * comb(5, x0) * p0**x0 * (1 - p0) ** (5 - x0)
        outcome, treated = np.repeat([1, 0, 1, 0], [x1, 4 - x1, x0, 5 - x0]), np.repeat([1, 0], [4, 5])
        try:
            estimate = effects.difference_in_means(outcome, treated)
        except EstimationError:
            continue
        shown += chance * (estimate.conf_low > 0)
        wrong += chance * (estimate.conf_high < 0)
    found = effects.power_of_shares(p1, p0, n_treated=4, n_reference=5, method="enumeration")
    assert (found.power, found.wrong_side) == pytest.approx((shown, wrong), rel=1e-9)


def test_no_difference_is_shown_in_one_of_forty_trials_on_each_side() -> None:
    """Without a difference the two tails are 2.5 % each."""
    found = effects.power_of_difference(0, n_treated=60, n_reference=60)
    assert (found.power, found.wrong_side) == pytest.approx((0.025, 0.025))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"n_treated": 1}, "fewer than two persons"),
        ({"n_treated": 0, "n_reference": 0}, "fewer than two persons"),
        ({"n_treated": [30, 30]}, "same rounds"),
        ({"n_treated": [], "n_reference": []}, "same rounds"),
        ({"sd_treated": 0.0}, "above zero"),
        ({"sd_treated": -1.0}, "above zero"),
        ({"intraclass_correlation": 1.0, "group_size": 5}, "below 1"),
        ({"intraclass_correlation": 0.1}, "group_size"),
        ({"group_size": 40}, "fewer than two groups"),
        ({"level": 0.05}, "confidence level"),
    ],
)
def test_numbers_that_cannot_be(wrong: dict[str, object], words: str) -> None:
    """Each impossible number is named."""
    with pytest.raises(EstimationError) as caught:
        effects.power_of_difference(0.5, **{"n_treated": 60, "n_reference": 60, **wrong})  # type: ignore[arg-type]
    assert any(words in problem for problem in caught.value.problems)


def test_shares_and_powers_that_cannot_be() -> None:
    """Shares of 0 and 1, methods that do not know rounds, a power of 1, arms too small for any difference."""
    sizes = {"n_treated": 60, "n_reference": 60}
    with pytest.raises(EstimationError) as caught:
        effects.power_of_shares(1.0, 0.0, **sizes, method="guess")  # type: ignore[arg-type]
    assert len(caught.value.problems) == 3
    with pytest.raises(EstimationError, match="power of a comparison"):
        effects.power_of_shares(0.7, 0.5, n_treated=[30, 30], n_reference=[30, 30], method="enumeration")
    with pytest.raises(EstimationError, match="power of a comparison"):
        effects.power_of_shares(0.7, 0.5, n_treated=30_000, n_reference=30_000, method="enumeration")
    with pytest.raises(EstimationError, match="cannot be computed"):
        effects.detectable_share(0.5, **sizes, power=1.0)
    with pytest.raises(EstimationError) as caught:
        effects.detectable_share(0.99, n_treated=10, n_reference=10)
    assert "too small" in caught.value.problems[0]
