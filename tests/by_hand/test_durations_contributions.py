"""Levels as one value for each person: means, logarithms and quotients of levels, worked on paper."""

from __future__ import annotations

import numpy as np
import pytest

from nextwork_eval.durations.contributions import (
    Contributions,
    contributions,
    difference,
    logarithm,
    quotient,
    ratio_of,
)
from nextwork_eval.effects.estimate import FloatVector, IntVector

TREATED = np.array([1, 1, 1, 0, 0])
ONE_STRATUM = np.zeros(5, dtype=np.int64)
RETURNS = np.array([0.0, 1.0, 2.0, 3.0, 1.0])
WEEKS = np.array([10.0, 20.0, 30.0, 12.0, 4.0])


def mean_and_influence(numbers: FloatVector) -> tuple[float, FloatVector]:
    """The influence of a person on a mean is (x - mean) / n."""
    return float(numbers.mean()), (numbers - numbers.mean()) / len(numbers)


def means(numbers: FloatVector, strata: IntVector = ONE_STRATUM) -> Contributions:
    """The level of a cell is its mean."""
    return contributions(
        TREATED,
        strata,
        lambda people: mean_and_influence(numbers[people]),
    )


def test_for_a_mean_the_value_is_the_persons_own_number() -> None:
    """Mean + n (x - mean) / n = x."""
    assert means(RETURNS).values == pytest.approx(RETURNS)
    assert means(RETURNS).levels() == pytest.approx((1.0, 2.0))


def test_difference_has_neymans_variance() -> None:
    """Arms (0, 1, 2) and (3, 1): variances 1 / 3 and 2 / 2 with m - 1; standard error sqrt(1/3 + 1)."""
    found = difference("", means(RETURNS), stratified=False, level=0.95, largest=10.0, method="means")
    assert found.estimate == pytest.approx(-1.0)
    assert found.std_error == pytest.approx((1 / 3 + 1) ** 0.5)
    # Welch: (4/3)^2 / ((1/3)^2 / 2 + 1 / 1) = (16/9) / (19/18) = 32/19
    assert found.df == pytest.approx(32 / 19)


def test_quotient_by_the_delta_method() -> None:
    """Treated: q = 1 / 20; each person adds (r - q w) / 20 to it: -0.5, 0, 0.5 over 20."""
    values = quotient(means(RETURNS), means(WEEKS)).values
    assert values[:3] == pytest.approx([0.05 - 0.025, 0.05, 0.05 + 0.025])
    # Reference: q = 2 / 8 = 1/4; r - w/4 = 0 and 0.
    assert values[3:] == pytest.approx([0.25, 0.25])


def test_ratio_of_levels_is_exp_of_the_difference_of_logarithms() -> None:
    """Levels 1 and 2: log values 0 + (-1, 0, 1) / 1 and log 2 + (1, -1) / 2; the ratio is 1/2."""
    values = logarithm(means(RETURNS))
    assert values.values == pytest.approx([-1, 0, 1, np.log(2) + 0.5, np.log(2) - 0.5])
    found = ratio_of(difference("", values, stratified=False, level=0.95, largest=10.0, method="means"))
    assert (found.estimate, found.level_treated, found.level_reference) == pytest.approx((0.5, 1.0, 2.0))
    # Variance of the logarithm: 2 / (3 * 2) + 0.5 / (2 * 1) = 1/3 + 1/4
    assert found.test_statistic == pytest.approx(np.log(0.5) / (7 / 12) ** 0.5)


def test_strata_have_their_shares_of_all_persons() -> None:
    """Strata of 4 and 4: levels are the halves of the cells' means, and the logarithm is that of the whole level."""
    treated = np.array([1, 1, 0, 0, 1, 1, 0, 0])
    strata = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    numbers = np.array([1.0, 3.0, 2.0, 4.0, 5.0, 7.0, 1.0, 1.0])
    found = contributions(
        treated,
        strata,
        lambda people: mean_and_influence(numbers[people]),
    )
    assert found.levels() == pytest.approx((4.0, 2.0))
    assert logarithm(found).levels() == pytest.approx((np.log(4), np.log(2)))
