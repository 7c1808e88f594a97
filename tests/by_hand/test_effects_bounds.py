"""Bounds worked by hand, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from nextwork_eval import effects
from nextwork_eval.errors import EstimationError

GONE = math.nan


def test_worst_case_by_hand() -> None:
    """Yes, yes, no, not known against yes, no, no, not known.

    Lower: (1 + 1 + 0 + 0)/4 - (1 + 0 + 0 + 1)/4 = 0. Upper: (1 + 1 + 0 + 1)/4 - (1 + 0 + 0 + 0)/4 = 1/2. Two of four
    have s^2 = 1/3, three or one of four 1/4: the lower end has variance (1/3 + 1/3)/4 = 1/6, the upper (1/4 + 1/4)/4.
    """
    bounds = effects.manski_bounds([1, 1, 0, GONE, 1, 0, 0, GONE], [1] * 4 + [0] * 4, lowest=0, highest=1)
    assert (bounds.lower, bounds.upper) == (0, 0.5)
    assert bounds.std_error_lower == pytest.approx((1 / 6) ** 0.5)
    assert bounds.std_error_upper == pytest.approx((1 / 8) ** 0.5)
    assert (bounds.n_treated, bounds.n_known_treated, bounds.n_reference, bounds.n_known_reference) == (4, 3, 4, 3)
    c = (bounds.lower - bounds.conf_low) / bounds.std_error_lower
    assert (bounds.conf_high - bounds.upper) / bounds.std_error_upper == pytest.approx(c)
    assert stats.norm.cdf(c + 0.5 / (1 / 6) ** 0.5) - stats.norm.cdf(-c) == pytest.approx(0.95, abs=1e-12)


def test_worst_case_in_two_rounds_by_hand() -> None:
    """Rounds of four and of eight persons.

    First round: treated 1 and not known, reference 0 and 0: from 1/2 to 1. Second round: treated 1, 0, 0, 0, reference
    1, 1, 0, not known: from 1/4 - 3/4 to 1/4 - 1/2. Together (1/3)(1/2) + (2/3)(-1/2) = -1/6, and
    (1/3)(1) + (2/3)(-1/4) = 1/6.
    """
    outcome = [1, GONE, 0, 0, 1, 0, 0, 0, 1, 1, 0, GONE]
    treated = [1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0]
    bounds = effects.manski_bounds(outcome, treated, lowest=0, highest=1, strata=["a"] * 4 + ["b"] * 8)
    assert (bounds.lower, bounds.upper) == pytest.approx((-1 / 6, 1 / 6))


def test_a_part_of_a_person_is_left_out() -> None:
    """All of five treated are known (2, 4, 6, 8, 10), two of three in the reference arm (3 and 5).

    Two thirds of five are kept: 3 1/3 persons. Lowest: (2 + 4 + 6 + 8/3) / (10/3) = 4.4, highest (10 + 8 + 6 + 4/3) /
    (10/3) = 7.6; less 4.
    """
    bounds = effects.lee_bounds([2, 4, 6, 8, 10, 3, 5, GONE], [1] * 5 + [0] * 3)
    assert (bounds.lower, bounds.upper) == pytest.approx((0.4, 3.6))
    assert "More is known of the treated arm" in bounds.warnings[0]


def test_proposition_3_by_hand() -> None:
    """All of four treated are known (1, 2, 3, 4), two of four in the reference arm (1 and 3); half is left out.

    Lower end: 1.5 - 2. Cut 2, so S (Y - 2)^- / q_0 is -2, 0, 0, 0: variance 1 over 4 persons is 1/4. In the reference
    arm S (2 - Y + 1/2) / q_0 is 3, -1, 0, 0: mean 1/2, sum of squares 10 - 1 = 9, variance 3, over 4 is 3/4. In all 1.
    """
    bounds = effects.lee_bounds([1, 2, 3, 4, 1, 3, GONE, GONE], [1] * 4 + [0] * 4)
    assert bounds.lower == pytest.approx(-0.5)
    assert bounds.std_error_lower == pytest.approx(1)


def test_a_yes_or_no_is_left_out_in_part() -> None:
    """Eight treated are known, five of them yes; six of eight in the reference arm, three yes.

    Two of the known treated are left out. Two yes: 3/6 - 3/6 = 0. Two no: 5/6 - 3/6 = 1/3.
    """
    outcome = [1] * 5 + [0] * 3 + [1] * 3 + [0] * 3 + [GONE] * 2
    bounds = effects.lee_bounds(outcome, [1] * 8 + [0] * 8)
    assert (bounds.lower, bounds.upper) == pytest.approx((0, 1 / 3))


def test_cells_leave_out_within_themselves() -> None:
    """First cell: treated 1, 3, reference 2 and not known. Second: treated 10, 20, reference 10, 20: nobody left out.

    First: 1 - 2 or 3 - 2; second: 0. Of three known in the reference arm one is in the first cell: -1/3 to 1/3.
    """
    outcome = [1, 3, 2, GONE, 10, 20, 10, 20]
    bounds = effects.lee_bounds(outcome, [1, 1, 0, 0, 1, 1, 0, 0], cells=list("aaaabbbb"))
    assert (bounds.lower, bounds.upper) == pytest.approx((-1 / 3, 1 / 3))


def test_where_everyone_is_known_bounds_are_the_difference() -> None:
    """Both ends are the difference in means with its standard error, and say so."""
    outcome, treated = [5, 7, 6, 9, 4, 4, 8, 5], [1, 1, 1, 1, 0, 0, 0, 0]
    plain = effects.difference_in_means(outcome, treated)
    for bounds in (effects.manski_bounds(outcome, treated, lowest=0, highest=10), effects.lee_bounds(outcome, treated)):
        assert (bounds.lower, bounds.upper) == pytest.approx((plain.estimate, plain.estimate))
        assert bounds.std_error_lower == pytest.approx(plain.std_error)
        assert bounds.std_error_upper == pytest.approx(plain.std_error)
        assert bounds.conf_high == pytest.approx(plain.estimate + stats.norm.isf(0.025) * plain.std_error)
        assert "Every outcome is known" in bounds.warnings[0]


def test_equal_response_leaves_nobody_out() -> None:
    """Three of four are known in each arm: one number, and the larger of the two standard errors to either side."""
    outcome, treated = [5, 7, 6, GONE, 4, 4, 8, GONE], [1] * 4 + [0] * 4
    bounds = effects.lee_bounds(outcome, treated)
    assert (bounds.lower, bounds.upper) == pytest.approx((6 - 16 / 3,) * 2)
    assert "nobody is left out" in bounds.warnings[0]
    exchanged = effects.lee_bounds(outcome, [1 - arm for arm in treated])
    assert exchanged.std_error_upper == pytest.approx(bounds.std_error_lower)


def refused(call: object, *said: str) -> None:
    with pytest.raises(EstimationError) as caught:
        call()
    for words in said:
        assert words in "\n".join(caught.value.problems)


Z = [1, 1, 1, 0, 0, 0]


def test_what_worst_case_bounds_refuse() -> None:
    """Every fault is named, and no outcome."""
    known = [1, 0, 1, 0, 1, 0]

    def bounds(outcome: object, treated: object = Z, **options: object) -> effects.Bounds:
        return effects.manski_bounds(outcome, treated, **({"lowest": 0, "highest": 1} | options))

    refused(lambda: bounds([GONE] * 6), "Nobody's outcome is known")
    refused(lambda: bounds([1, 0, 7, 0, -2, GONE]), "outside `lowest` and `highest` for 2 of 6")
    refused(lambda: bounds(known, highest=0), "the lower one first")
    refused(lambda: bounds(known, highest=math.inf), "the lower one first")
    refused(lambda: bounds(known, [1, 1, GONE, 0, 0, 0], level=2), "`treated` is missing", "`level`")
    refused(lambda: bounds([1, 0, math.inf, 0, 1, 0]), "infinite")
    refused(lambda: bounds([1] * 6), "Nothing varies")
    refused(lambda: bounds([0.1] * 3 + [0.3] * 3), "Nothing varies")
    refused(lambda: bounds(known, [1, 0, 0, 0, 0, 0]), "treated arm has 1 person")
    refused(lambda: bounds(known, strata=list("aabbbb")), "strata")
    refused(lambda: bounds(pd.Series(known), pd.Series(Z, index=range(1, 7))), "different pandas indexes")
    alone = bounds([GONE, GONE, GONE, 0, 1, 0])
    assert "Nobody of the treated arm is known" in alone.warnings[0]
    assert (alone.lower, alone.upper) == pytest.approx((-1 / 3, 2 / 3))


def test_what_trimmed_bounds_refuse() -> None:
    """An arm of which nobody is known, cells that point the other way, outcomes that do not vary."""
    refused(lambda: effects.lee_bounds([GONE] * 6, Z), "In the treated arm", "In the reference arm")
    refused(lambda: effects.lee_bounds([GONE, GONE, 1, 1, 2, 3], Z), "fewer than two persons")
    refused(lambda: effects.lee_bounds([1, 2, 3, 1, 2, 3], [1, 1, GONE, 0, 0, 0]), "`treated` is missing")
    refused(lambda: effects.lee_bounds([0.1, 0.1, 0.1, 0.3, 0.3, GONE], Z), "Nothing varies")
    both = [1] * 4 + [0] * 4
    other_way = [1, GONE, 3, 4, 1, 2, 5, GONE]
    refused(lambda: effects.lee_bounds(other_way, both, cells=list("aabbaabb")), "in 1 of 2 cells more is known")
    nobody = [1, 2, 3, 4, 1, 2, GONE, GONE]
    refused(lambda: effects.lee_bounds(nobody, both, cells=list("aabbaabb")), "In 1 of 2 cells nobody of an arm")
    refused(lambda: effects.lee_bounds(nobody, both, cells=[*"aabbaab", None]), "`cells` is missing")


def test_attrition_by_hand() -> None:
    """Five of six known against three of six: s^2 is 1/6 and 3/10, so t = (1/3) / sqrt((1/6 + 3/10) / 6)."""
    outcome = [5, 3, 8, 2, 9, GONE, 4, 1, 6, GONE, GONE, GONE]
    test = effects.attrition_test(outcome, [1] * 6 + [0] * 6)
    assert test.test_statistic == pytest.approx((1 / 3) / ((1 / 6 + 3 / 10) / 6) ** 0.5)
    assert (test.df, test.events_treated, test.events_reference) == (10, 5, 3)


def test_what_tests_of_attrition_refuse_and_say() -> None:
    """Everyone known is no test; nobody, or one arm wholly, is refused; useless covariates are named."""
    known = effects.attrition_test([1, 2, 3, 4, 5, 6], Z)
    assert (known.p_value, known.test_statistic) == (1, None)
    assert "nothing to test" in known.warnings[0]
    refused(lambda: effects.attrition_test([GONE] * 6, Z), "Nobody's outcome is known")
    refused(lambda: effects.attrition_test([1, 2, 3, GONE, GONE, GONE], Z), "everyone is known, of the other nobody")
    refused(lambda: effects.attrition_test([1, 2, GONE, 4, 5, 6], [1, 1, GONE, 0, 0, 0]), "`treated` is missing")
    outcome, treated = [1.0, GONE] * 10, [1] * 10 + [0] * 10
    age = np.arange(20.0) % 7
    refused(lambda: effects.attrition_test(outcome, treated, covariates={"age": [GONE, *age[1:]]}), "`age` is missing")
    test = effects.attrition_test(outcome, treated, covariates={"age": age, "again": 2 * age, "same": np.ones(20)})
    assert "Left out: again, same" in test.warnings[0]
    marks = {"age": age, "one": np.eye(20)[4] + np.eye(20)[14]}
    refused(lambda: effects.attrition_test(outcome, treated, covariates=marks), "marks a single person")
    many = np.random.default_rng(1).normal(size=(20, 10))
    refused(lambda: effects.attrition_test(outcome, treated, covariates=many), "name fewer covariates")


def test_weights_by_hand() -> None:
    """Of four with good marks three are known, of four with poor marks two: weights 4/3 and 2.

    The logit is saturated, so that chances are shares. Level of the treated: (20 + 30 + 28)/3 for half of them,
    (8 + 12)/2 for the other half: 18.
    """
    weeks = [20, 30, 28, GONE, 8, 12, GONE, GONE, 15, 25, 22, GONE, 5, 9, GONE, GONE]
    good = [1, 1, 1, 1, 0, 0, 0, 0] * 2
    found = effects.weighted_for_response(weeks, [1] * 8 + [0] * 8, covariates={"good_marks": good})
    assert found.level_treated == pytest.approx((26 + 10) / 2)
    assert found.level_reference == pytest.approx((62 / 3 + 7) / 2)
    assert any("fewer than 5 persons" in warning for warning in found.warnings)


def test_weights_that_are_all_alike() -> None:
    """With everyone known, or no covariate that tells people apart, it is the difference in means of those known."""
    weeks, treated = [20, 30, 28, 8, 12, 15, 25, 22, 5, 9], [1] * 5 + [0] * 5
    plain = effects.difference_in_means(weeks, treated)
    found = effects.weighted_for_response(weeks, treated, covariates={"age": range(10)})
    for name in ("estimate", "std_error", "df", "conf_low", "p_value"):
        assert getattr(found, name) == pytest.approx(getattr(plain, name))
    assert "all weights are 1" in found.warnings[-1]
    lost, arms = [*weeks, GONE, GONE, GONE], [*treated, 1, 1, 0]
    found = effects.weighted_for_response(lost, arms, covariates={"same": [1] * 13})
    for name in ("estimate", "std_error", "df"):
        assert getattr(found, name) == pytest.approx(getattr(plain, name))


def test_what_weights_refuse_and_warn_of() -> None:
    """Separation, few known, outcomes that do not vary; heavy weights are told."""
    treated = [1] * 12 + [0] * 12
    sure = np.array([0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1] * 2, dtype=float)
    outcome = np.where(sure == 1, np.arange(24.0), GONE)
    refused(lambda: effects.weighted_for_response(outcome, treated, covariates={"sure": sure}), "separation")
    partly = outcome.copy()
    partly[[3, 15]] = GONE  # all of one kind are lost, some of the other kind too
    refused(lambda: effects.weighted_for_response(partly, treated, covariates={"sure": sure}), "separation")
    refused(lambda: effects.weighted_for_response([GONE] * 24, treated, covariates={"sure": sure}), "of 0 persons")
    mixed = [1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1] * 2
    flat = [3.0, 3.0, 3.0, 3.0, 3.0, GONE] * 4
    refused(lambda: effects.weighted_for_response(flat, treated, covariates={"mixed": mixed}), "varies in neither arm")
    missing = {"mixed": [GONE, *mixed[1:]]}
    refused(lambda: effects.weighted_for_response(flat, treated, covariates=missing), "`mixed` is missing")
    rare = np.repeat([1.0, 0.0, 1.0, 0.0], [15, 30, 15, 30])
    weeks = np.arange(90.0)
    weeks[np.r_[1:15, 16:20, 46:60, 61:66]] = GONE  # one of fifteen is known in either arm
    found = effects.weighted_for_response(weeks, np.repeat([1, 0], 45), covariates={"rare": rare})
    assert any("stands for more than 10" in warning for warning in found.warnings)
    assert any("less than half of the precision" in warning for warning in found.warnings)
