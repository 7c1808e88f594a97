"""Shares and their ratio, worked out with pencil and paper."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from nextwork_eval import effects
from nextwork_eval.errors import EstimationError


def people(x1: int, n1: int, x0: int, n0: int) -> tuple[np.ndarray, np.ndarray]:
    """Return outcome and arm of x1 of n1 treated and x0 of n0 reference persons with the event."""
    return np.repeat([1, 0, 1, 0], [x1, n1 - x1, x0, n0 - x0]), np.repeat([1, 0], [n1, n0])


def test_wilson_by_its_formula() -> None:
    """15 of 20 with z = 1.959964.

    Centre (15 + z^2 / 2) / (20 + z^2), half width z sqrt(15 * 5 / 20 + z^2 / 4) / (20 + z^2).
    """
    z = 1.959963984540054
    estimate = effects.share_in_arm(*people(15, 20, 3, 9))
    centre, half = (15 + z**2 / 2) / (20 + z**2), z * math.sqrt(15 * 5 / 20 + z**2 / 4) / (20 + z**2)
    assert estimate.statistic == "share"
    assert estimate.estimate == 0.75
    assert estimate.conf_low == pytest.approx(centre - half, rel=1e-12)
    assert estimate.conf_high == pytest.approx(centre + half, rel=1e-12)
    assert estimate.std_error == pytest.approx(math.sqrt(0.75 * 0.25 / 20), rel=1e-14)
    assert (estimate.test_statistic, estimate.p_value) == (None, None)


def test_clopper_pearson_where_it_is_simple() -> None:
    """Nobody of 10: the upper limit u solves (1 - u)^10 = 0.025 two-sided, 0.05 one-sided; everybody mirrors it."""
    for sides, tail in (("two", 0.025), ("upper", 0.05)):
        nobody = effects.share_in_arm(*people(0, 10, 3, 9), interval="clopper_pearson", sides=sides)  # type: ignore[arg-type]
        assert (nobody.estimate, nobody.conf_low) == (0, 0)
        assert nobody.conf_high == pytest.approx(1 - tail**0.1, rel=1e-12)
    everybody = effects.share_in_arm(*people(10, 10, 3, 9), interval="clopper_pearson", sides="lower")
    assert (everybody.estimate, everybody.conf_high) == (1, 1)
    assert everybody.conf_low == pytest.approx(0.05**0.1, rel=1e-12)
    assert everybody.std_error is None


def test_each_arm_has_its_own_share() -> None:
    """The arm that is described has a level and events; of the other only the number of persons is given."""
    outcome, treated = people(6, 8, 1, 5)
    one, zero = effects.share_in_arm(outcome, treated), effects.share_in_arm(outcome, treated, arm=0)
    assert (one.level_treated, one.level_reference, one.events_treated, one.events_reference) == (0.75, None, 6, None)
    assert (zero.level_treated, zero.level_reference, zero.events_treated, zero.events_reference) == (
        None,
        0.2,
        None,
        1,
    )
    assert (one.n_treated, one.n_reference) == (zero.n_treated, zero.n_reference) == (8, 5)


def test_exact_test_of_a_goal() -> None:
    """Seven of eight against one half: at least seven 9 / 256, at most seven 255 / 256, two-sided twice the smaller."""
    outcome, treated = people(7, 8, 1, 5)
    expected = {"lower": 9 / 256, "upper": 255 / 256, "two": 18 / 256}
    for sides, p_value in expected.items():
        options: dict[str, Any] = {"interval": "clopper_pearson", "sides": sides, "goal": 0.5}
        assert effects.share_in_arm(outcome, treated, **options).p_value == pytest.approx(p_value, rel=1e-12)


def test_exact_middle_has_a_p_value_of_one() -> None:
    """Four of eight against one half: twice the smaller tail is 326 / 256, and is given as 1."""
    outcome, treated = people(4, 8, 1, 5)
    assert effects.share_in_arm(outcome, treated, interval="clopper_pearson", goal=0.5).p_value == 1


def test_score_test_of_a_goal() -> None:
    """36 of 48 against one half: z = 0.25 / sqrt(0.25 / 48) = 2 sqrt 3, beyond the goal in the direction asked for."""
    outcome, treated = people(36, 48, 1, 5)
    estimate = effects.share_in_arm(outcome, treated, sides="lower", goal=0.5)
    assert estimate.test_statistic == pytest.approx(2 * math.sqrt(3), rel=1e-12)
    assert estimate.p_value == pytest.approx(math.erfc(math.sqrt(6)) / 2, rel=1e-12)


@pytest.mark.parametrize("interval", ["wilson", "clopper_pearson"])
@pytest.mark.parametrize("sides", ["two", "lower", "upper"])
@pytest.mark.parametrize("x", [0, 1, 11, 20])
def test_the_limit_is_the_goal_that_is_just_rejected(interval: Any, sides: Any, x: int) -> None:
    """A goal at a limit has a p-value of 5 %: interval and test never contradict each other."""
    outcome, treated = people(x, 20, 1, 5)
    estimate = effects.share_in_arm(outcome, treated, interval=interval, sides=sides)
    for limit in (estimate.conf_low, estimate.conf_high):
        if 0 < limit < 1:
            tested = effects.share_in_arm(outcome, treated, interval=interval, sides=sides, goal=limit)
            assert tested.p_value == pytest.approx(0.05, rel=1e-8)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"goal": 75}, "`goal` is not a share"),
        ({"goal": 1.0}, "`goal` is not a share"),
        ({"sides": "one"}, "`sides` is not an option"),
        ({"interval": "wald"}, "`interval` is not an option"),
        ({"arm": 2}, "`arm` is not an option"),
        ({"level": 95}, "`level` is not a confidence level"),
    ],
)
def test_options_that_mean_nothing(options: dict[str, Any], expected: str) -> None:
    """A goal of 75, or an option that does not exist, is refused."""
    with pytest.raises(EstimationError, match=expected):
        effects.share_in_arm(*people(3, 5, 2, 5), **options)


@pytest.mark.parametrize("estimator", [effects.share_in_arm, effects.risk_ratio])
def test_shares_need_a_yes_or_a_no(estimator: Any) -> None:
    """A count of weeks has no share."""
    with pytest.raises(EstimationError, match="`outcome` is neither 0 nor 1 for 1 of 4 persons"):
        estimator([0, 1, 2, 0], [1, 1, 0, 0])


def test_ratio_where_everyone_has_the_event() -> None:
    """12 of 12 against 12 of 12: the ratio is 1, and the limits are what the score statistic n (r - 1) 23 / 24 allows.

    With all events, the likelihood under a ratio r > 1 is largest at shares 1 and 1 / r. The variance is then
    r^2 (1 / r) (1 - 1 / r) / 12 = (r - 1) / 12, so the statistic is 12 (r - 1) 23 / 24 and r - 1 = 3.841459 / 11.5.
    """
    estimate = effects.risk_ratio(*people(12, 12, 12, 12))
    assert (estimate.estimate, estimate.p_value) == (1, 1)
    assert estimate.conf_high == pytest.approx(1 + 3.841458820694124 / 11.5, rel=1e-12)
    assert estimate.conf_low == pytest.approx(1 / (1 + 3.841458820694124 / 11.5), rel=1e-12)


def test_ratio_of_one_is_tested_by_pearson() -> None:
    """6 of 8 against 3 of 8: Pearson's chi-square is 16 (6 * 5 - 2 * 3)^2 / (9 * 7 * 8 * 8) = 16 / 7, times 15 / 16."""
    estimate = effects.risk_ratio(*people(6, 8, 3, 8))
    assert estimate.estimate == 2
    assert estimate.test_statistic == pytest.approx(15 / 7, rel=1e-12)
    assert (estimate.events_treated, estimate.events_reference, estimate.std_error) == (6, 3, None)


def test_ratio_with_nobody_in_the_treated_arm() -> None:
    """0 of 20 against 3 of 21 is a ratio of 0 with a lower limit of exactly 0 and an upper limit above 1."""
    estimate = effects.risk_ratio(*people(0, 20, 3, 21))
    assert (estimate.estimate, estimate.conf_low) == (0, 0)
    assert 1 < estimate.conf_high < 2


def test_ratio_over_nobody_is_a_ray() -> None:
    """Nobody in the reference arm: no ratio is too large. The lower limit mirrors the upper limit of the other arms."""
    estimate = effects.risk_ratio(*people(3, 20, 0, 21))
    mirrored = effects.risk_ratio(*people(0, 21, 3, 20))
    assert (estimate.estimate, estimate.conf_high, estimate.set_kind) == (math.inf, math.inf, "ray_above")
    assert estimate.conf_low == pytest.approx(1 / mirrored.conf_high, rel=1e-12)
    assert "divides by 0" in estimate.warnings[0]


def test_ratio_of_nobody_to_nobody() -> None:
    """0 of 20 against 0 of 21 says nothing on the ratio, and leaves the difference within 12 points or so."""
    for function in (effects.risk_ratio, effects.odds_ratio):
        estimate = function(*people(0, 20, 0, 21))
        assert estimate.set_kind == "whole_line"
        assert all(math.isnan(value) for value in (estimate.estimate, estimate.conf_low, estimate.conf_high))
        assert estimate.p_value == 1
        assert estimate.warnings
    assert effects.risk_difference(*people(0, 20, 0, 21)).set_kind == "interval"
