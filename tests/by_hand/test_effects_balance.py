"""Balance before the programme, worked out with pencil and paper."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from nextwork_eval import effects
from nextwork_eval.errors import EstimationError

OFFERED = [1, 1, 1, 0, 0, 0]
AGE = [20, 24, 28, 21, 23, 25]


def test_age_and_sex_of_six() -> None:
    """Ages 24 and 23 with variances 16 and 4: 1 / sqrt 10. Women 2/3 and 1/3 with variances 1/3: (1/3) / sqrt(1/3)."""
    age, woman = effects.standardized_differences({"age": AGE, "woman": [1, 1, 0, 1, 0, 0]}, OFFERED)
    assert (age.covariate, age.mean_treated, age.mean_reference, age.sd_treated, age.sd_reference) == (
        "age",
        24,
        23,
        pytest.approx(4),
        pytest.approx(2),
    )
    assert age.standardized_difference == pytest.approx(1 / math.sqrt(10), rel=1e-14)
    assert woman.standardized_difference == pytest.approx(1 / 3 / math.sqrt(1 / 3), rel=1e-14)
    assert (age.yes_or_no, woman.yes_or_no) == (False, True)


def test_unknown_values_are_counted() -> None:
    """Two ages are not known: the row rests on the four that are, and says who is missing in which arm."""
    (row,) = effects.standardized_differences({"age": [20, np.nan, 28, 21, np.nan, 25]}, OFFERED)
    assert (row.n_treated, row.n_reference, row.missing_treated, row.missing_reference) == (2, 2, 1, 1)
    assert (row.mean_treated, row.mean_reference) == (24, 23)


def test_a_trait_that_never_varies_has_no_standardised_difference() -> None:
    """A trait that is the same for everyone in an arm, in both arms, has no unit to measure the difference in."""
    rows = effects.standardized_differences({"a": [1] * 6, "b": [0.1] * 3 + [0.2] * 3}, OFFERED)
    assert all(math.isnan(row.standardized_difference) for row in rows)
    assert rows[1].mean_treated - rows[1].mean_reference == pytest.approx(-0.1)


def test_frames_arrays_and_mappings_are_the_same() -> None:
    """Covariates may come as a frame, an array or a mapping; two columns of one name stay two."""
    frame = pd.DataFrame({"age": AGE, "woman": [1, 1, 0, 1, 0, 0]})
    rows = effects.standardized_differences(frame, OFFERED)
    assert rows == effects.standardized_differences(dict(frame.items()), OFFERED)
    unnamed = effects.standardized_differences(frame.to_numpy(), OFFERED)
    assert [row.covariate for row in unnamed] == ["0", "1"]
    assert [row.mean_treated for row in unnamed] == [row.mean_treated for row in rows]
    twice = effects.standardized_differences(pd.DataFrame(np.array([AGE, AGE]).T, columns=["age", "age"]), OFFERED)
    assert len(twice) == 2
    assert rows[0].to_dict()["covariate"] == "age"


def test_joint_test_of_one_trait() -> None:
    """Age: difference 1, variance over all six 41.5 / 5 = 8.3; 1 / (8.3 * (1/3 + 1/3)) = 0.180723."""
    test = effects.omnibus_balance({"age": AGE}, OFFERED)
    assert test.test_statistic == pytest.approx(1 / (8.3 * 2 / 3), rel=1e-13)
    assert test.df == 1
    assert test.p_value == pytest.approx(math.erfc(math.sqrt(1 / (8.3 * 2 / 3) / 2)), rel=1e-12)
    assert (test.n_treated, test.n_reference, test.warnings) == (3, 3, ())


def test_joint_test_within_strata() -> None:
    """Two strata of four and six; the sum of 2 * 2 / 4 times 2 and 2 * 4 / 6 times -3, over its variance.

    First stratum ages 20, 26 | 20, 22: difference 2, variance of 20, 26, 20, 22 is 24 / 3 = 8, h = 1.
    Second stratum 30, 30 | 31, 35, 33, 33: difference -3, mean 32, squares 4 + 4 + 1 + 9 + 1 + 1 = 20, variance 4,
    h = 4 / 3. d = 2 - 4 = -2; V = 8 + 16 / 3 = 40 / 3; chi-square 4 / (40 / 3) = 0.3.
    """
    age = [20, 26, 20, 22, 30, 30, 31, 35, 33, 33]
    offered = [1, 1, 0, 0, 1, 1, 0, 0, 0, 0]
    test = effects.omnibus_balance({"age": age}, offered, strata=["a"] * 4 + ["b"] * 6)
    assert test.test_statistic == pytest.approx(0.3, rel=1e-13)
    assert test.df == 1


def test_repeated_traits_count_once() -> None:
    """Men are those who are not women: one degree of freedom, and a warning; a constant trait adds nothing either."""
    woman = np.array([1, 1, 0, 1, 0, 0])
    alone = effects.omnibus_balance({"woman": woman}, OFFERED)
    test = effects.omnibus_balance({"woman": woman, "man": 1 - woman, "person": np.ones(6)}, OFFERED)
    assert test.df == 1
    assert test.test_statistic == pytest.approx(alone.test_statistic, rel=1e-12)
    assert test.warnings == ("2 of 3 covariates do not vary or repeat others.",)


@pytest.mark.parametrize(
    ("covariates", "expected"),
    [
        ({}, "`covariates` is empty"),
        ({"age": ["old"] * 6}, "`covariates['age']` does not hold numbers"),
        ({"age": AGE[:5]}, "differ in their number of persons"),
        ({"age": [20, np.inf, 1, 2, 3, 4]}, "`covariates['age']` is infinite"),
        (np.array(AGE), "neither a mapping, a data frame nor an array"),
    ],
)
@pytest.mark.parametrize("estimator", [effects.standardized_differences, effects.omnibus_balance])
def test_what_balance_refuses(covariates: Any, expected: str, estimator: Any) -> None:
    """Text, infinite values, too few persons or no traits at all are refused in words."""
    with pytest.raises(EstimationError) as raised:
        estimator(covariates, OFFERED)
    assert any(expected in problem for problem in raised.value.problems)


def test_what_only_one_of_them_refuses() -> None:
    """The row needs two known values in each arm; the joint test needs all values, variation, and persons to spare."""
    with pytest.raises(EstimationError, match="known for fewer than two persons"):
        effects.standardized_differences({"age": [1, np.nan, np.nan, 1, 2, 3]}, OFFERED)
    with pytest.raises(EstimationError, match="is missing for 1 of 6"):
        effects.omnibus_balance({"age": [1, np.nan, 3, 1, 2, 3]}, OFFERED)
    with pytest.raises(EstimationError, match="No covariate varies"):
        effects.omnibus_balance({"age": [7] * 6}, OFFERED)
    with pytest.raises(EstimationError, match="as many covariates as persons"):
        effects.omnibus_balance(np.eye(6), OFFERED)
    with pytest.raises(EstimationError, match="In 1 of 2 strata"):
        effects.omnibus_balance({"age": AGE}, OFFERED, strata=[1, 1, 2, 1, 1, 1])
    with pytest.raises(EstimationError, match="`treated` does not hold numbers"):
        effects.omnibus_balance({"age": AGE}, list("ttrrrr"))


def test_all_lotteries_of_six() -> None:
    """Three of six are drawn in 20 ways. Only 20 + 23 + 28 = 71 and its complement come closer to 70.5 than 72: 18/20.

    The ten sums with the youngest are 64, 65, 66, 69, 67, 68, 71, 69, 72, 73; the other ten are 141 minus these.
    """
    chance = np.random.default_rng(1)
    test = effects.omnibus_balance({"age": AGE}, OFFERED, draws=20, generator=chance)
    assert test.p_value == pytest.approx(0.9, rel=1e-14)
    assert test.method == "Hansen-Bowers statistic, p-value over all 20 repeated lotteries"
    assert chance.bit_generator.state == np.random.default_rng(1).bit_generator.state


def test_all_lotteries_within_strata() -> None:
    """Two of four and two of six: 6 times 15 lotteries, of which 65 are as far from zero as -2.

    Ages minus the mean of the stratum: -2, 4, -2, 0 and -2, -2, -1, 3, 1, 1. The sum of two is 2 (twice), -4, -2
    (twice) or 4 in the first; -4, -3 (2), -1 (4), 0 (2), 1 (2), 2 (2), 4 (2) in the second. Together at least 2 from
    zero: 2 * 9 + 13 + 2 * 11 + 12 = 65.
    """
    age = [20, 26, 20, 22, 30, 30, 31, 35, 33, 33]
    offered = [1, 1, 0, 0, 1, 1, 0, 0, 0, 0]
    test = effects.omnibus_balance(
        {"age": age}, offered, strata=["a"] * 4 + ["b"] * 6, draws=90, generator=np.random.default_rng(1)
    )
    assert test.p_value == pytest.approx(65 / 90, rel=1e-14)


def test_drawn_lotteries_count_the_observed_one() -> None:
    """With one draw of 20 lotteries the p-value is 1/2 or 1, never zero: the observed lottery counts."""
    for seed in range(5):
        test = effects.omnibus_balance({"age": AGE}, OFFERED, draws=1, generator=np.random.default_rng(seed))
        assert test.p_value in (0.5, 1.0)
    many = effects.omnibus_balance({"age": AGE}, OFFERED, draws=19, generator=np.random.default_rng(3))
    assert many.p_value * 20 == pytest.approx(round(many.p_value * 20))


def test_draws_need_a_generator() -> None:
    """Chance comes in by argument: draws without a generator are refused, and so is a generator without draws."""
    for given in ({"draws": 99}, {"generator": np.random.default_rng(1)}, {"draws": 0, "generator": None}):
        with pytest.raises(EstimationError, match="together, or neither"):
            effects.omnibus_balance({"age": AGE}, OFFERED, **given)  # type: ignore[arg-type]
