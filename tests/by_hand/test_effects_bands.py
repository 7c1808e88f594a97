"""Bands for all weeks and weekly regressions, worked out with pencil and paper, and what they refuse."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from scipy import optimize, stats

from nextwork_eval import effects
from nextwork_eval.effects.inputs import TwoArms
from nextwork_eval.effects.paths.joint import difference_covariance, difference_skewness
from nextwork_eval.errors import EstimationError

# Rows: Anna, Bo, Carl, Dina (offered); Emil, Fie, Gry, Hans (not offered). Columns: weeks 1, 2, 3.
IN_WORK = np.array([[1, 1, 1], [1, 0, 1], [0, 1, 1], [0, 0, 1], [0, 0, 1], [1, 0, 0], [0, 0, 0], [0, 1, 0]])
OFFERED = np.array([1, 1, 1, 1, 0, 0, 0, 0])


def test_the_covariance_of_two_weeks() -> None:
    """Offered: variances 1/3 and 1/3, covariance 0. Others: 1/4 and 1/4, covariance -1/12. Divided by 4 and added.

    Anna and Bo work in week 1, Anna and Carl in week 2: sums of products 1 - 4 (1/2)(1/2) = 0. Fie works in week 1,
    Hans in week 2: 0 - 4 (1/4)(1/4) = -1/4, over 3.
    """
    arms = TwoArms(
        outcome=IN_WORK[:, :2].astype(float),
        treated=OFFERED.astype(float),
        strata=np.zeros(8, dtype=np.int64),
        yes_or_no=True,
    )
    expected = [[7 / 48, -1 / 48], [-1 / 48, 7 / 48]]
    np.testing.assert_allclose(difference_covariance(arms), expected, rtol=1e-13)


def test_critical_values_that_are_known() -> None:
    """One week is pointwise; independent weeks each hold the root of the level; a week twice is one week."""
    assert effects.sup_t_critical_value([[1.0]], df=8) == pytest.approx(stats.t.isf(0.025, 8))
    for weeks in (2, 5, 10, 20, 52, 104):
        known = stats.norm.isf((1 - 0.95 ** (1 / weeks)) / 2)
        assert effects.sup_t_critical_value(np.eye(weeks)) == pytest.approx(known, abs=1e-5)
    assert effects.sup_t_critical_value(np.ones((5, 5)), df=7) == pytest.approx(stats.t.isf(0.025, 7), abs=1e-5)
    twice = np.kron(np.eye(3), np.ones((2, 2)))
    assert effects.sup_t_critical_value(twice) == pytest.approx(stats.norm.isf((1 - 0.95 ** (1 / 3)) / 2), abs=1e-5)
    turned = np.kron(np.eye(3), [[1.0, -1.0], [-1.0, 1.0]])  # a share and what is left of it
    assert effects.sup_t_critical_value(turned) == pytest.approx(stats.norm.isf((1 - 0.95 ** (1 / 3)) / 2), abs=1e-5)


@pytest.mark.parametrize(("weeks", "shared"), [(10, 0.05), (52, 0.05), (52, 0.2), (10, 0.5), (26, 0.9), (104, 0.5)])
def test_weeks_that_are_equally_correlated(weeks: int, shared: float) -> None:
    """What all weeks share is one normal number; given it they are independent: an integral over one dimension."""
    common = np.linspace(-9, 9, 20_001)
    density = stats.norm.pdf(common) * (common[1] - common[0])
    own, moved = (1 - shared) ** 0.5, shared**0.5 * common

    def surplus(c: float) -> float:
        held = stats.norm.cdf((c - moved) / own) - stats.norm.cdf((-c - moved) / own)
        return float(density @ held**weeks) - 0.95

    found = effects.sup_t_critical_value(shared * np.ones((weeks, weeks)) + (1 - shared) * np.eye(weeks))
    assert found == pytest.approx(optimize.brentq(surplus, 1.5, 5), abs=1e-4)


@pytest.mark.parametrize("weeks", [10, 26, 52])
@pytest.mark.parametrize("kept", [0.0, 0.9])
def test_rounding_does_not_move_the_critical_value(weeks: int, kept: float) -> None:
    """Another machine has other last digits: where eigenvectors and orders tie they must not lead to another rule."""
    noise = 1e-14 * np.random.default_rng(1).normal(size=(weeks, weeks))
    equally = kept * np.ones((weeks, weeks)) + (1 - kept) * np.eye(weeks)
    by_distance = (kept or 0.5) ** np.abs(np.subtract.outer(np.arange(weeks), np.arange(weeks)))
    for correlation in (equally, by_distance):
        moved = correlation + (noise + noise.T) * (1 - np.eye(weeks))
        found, again = (effects.sup_t_critical_value(one) for one in (correlation, moved))
        assert found == pytest.approx(again, abs=2e-6)


def test_the_critical_value_of_one_skewed_week() -> None:
    """With skewness k = 0.2, c solves Phi(g(c)) - Phi(g(-c)) = 0.95, g(t) = t + k t^2 / 3 + k^2 t^3 / 27 + k / 6.

    A skewness the other way gives the same, and so do two weeks that are one; more than 0.25 counts as 0.25.
    """

    def held(c: float) -> float:
        upper, lower = (t + 0.2 * t**2 / 3 + 0.04 * t**3 / 27 + 0.2 / 6 for t in (c, -c))
        return float(stats.norm.cdf(upper) - stats.norm.cdf(lower))

    found = effects.sup_t_critical_value([[1.0]], skewness=[0.2])
    assert held(found) == pytest.approx(0.95, abs=1e-5)
    assert found > 1.96
    assert effects.sup_t_critical_value([[1.0]], skewness=[-0.2]) == pytest.approx(found, abs=1e-5)
    assert effects.sup_t_critical_value(np.ones((2, 2)), skewness=[0.2, 0.2]) == pytest.approx(found, abs=1e-4)
    far, furthest = (effects.sup_t_critical_value([[1.0]], skewness=[k]) for k in (3.0, 0.25))
    assert far == furthest


def test_the_skewness_of_a_difference() -> None:
    """Offered 0, 0, 3 against 0, 1, 2: third moments 9 and 0, variances 3 and 1.

    Deviations -1, -1, 2 have cubes that sum to 6, times n / ((n - 1)(n - 2)) = 3 / 2: 9. Over n^2 = 9: 1. The variance
    of the difference is (3 + 1) / 3.
    """
    arms = TwoArms(
        outcome=np.array([[0.0], [0], [3], [0], [1], [2]]),
        treated=np.repeat([1.0, 0.0], 3),
        strata=np.zeros(6, dtype=np.int64),
        yes_or_no=False,
    )
    assert difference_skewness(arms, np.array([(4 / 3) ** 0.5]))[0] == pytest.approx(1 / (4 / 3) ** 1.5)


def test_the_skewness_within_two_rounds() -> None:
    """A round of six as above beside one of twelve: 0, 0, 6 offered, and three times 0, 1, 2 in the other arm.

    Cubes of -2, -2, 4 sum to 48, times 3/2 is 72, over 9 is 8; the others' third moment is 0. Shares 1/3 and 2/3 of
    all, cubed: 1/27 + 8 * 8/27 = 65/27. Variances 4/3, and 12/3 + (3/4)/9 = 49/12, by the shares squared: 4/27 + 49/27.
    """
    outcome = np.array([[0.0], [0], [3], [0], [1], [2], [0], [0], [6], *[[0.0], [1], [2]] * 3])
    treated = np.array([1.0] * 3 + [0] * 3 + [1] * 3 + [0] * 9)
    strata = np.repeat([0, 1], [6, 12])
    error = np.array([(53 / 27) ** 0.5])
    for arm, sign in ((treated, 1), (1 - treated, -1)):
        arms = TwoArms(outcome=outcome, treated=arm, strata=strata, yes_or_no=False)
        assert difference_covariance(arms)[0, 0] == pytest.approx(53 / 27)
        assert difference_skewness(arms, error)[0] == pytest.approx(sign * (65 / 27) / (53 / 27) ** 1.5)


def test_a_week_that_stands_still_takes_no_part() -> None:
    """A week in which nobody works has no band and does not widen that of the others."""
    still = np.column_stack([IN_WORK, np.zeros(8)])
    with_it = effects.difference_by_week(still, OFFERED, weeks=[1, 2, 3, 4], band="sup_t")
    without = effects.difference_by_week(IN_WORK, OFFERED, weeks=[1, 2, 3], band="sup_t")
    assert with_it.critical_value == without.critical_value
    assert any("fewer than 20 persons in an arm" in warning for warning in without.warnings)
    line = with_it.pick("difference", "outcome")
    assert line.band_low is not None
    assert np.isnan(line.band_low).tolist() == [False, False, False, True]
    assert {"band_low", "band_high"} <= set(with_it.to_frame().columns)
    nothing = effects.difference_by_week(np.zeros((8, 2)), OFFERED, weeks=[1, 2], band="sup_t")
    assert nothing.critical_value is None
    assert any("there is no band" in warning for warning in nothing.warnings)


def test_the_band_by_lottery_is_the_quantile_of_all_lotteries() -> None:
    """Twelve people, half of them offered: with very many draws c is that of the 924 lotteries there are, by hand.

    The sorted greatest |t| of all 924: the first value that at most 5 % exceed lies at place ceil(0.95 * 924) = 878.
    """
    minutes = np.random.default_rng(5).normal(size=(12, 3)).cumsum(axis=1)
    offered = np.tile([1, 0], 6)
    furthest = []
    for chosen in combinations(range(12), 6):
        inside = np.isin(np.arange(12), chosen)
        one, zero = minutes[inside], minutes[~inside]
        variance = one.var(axis=0, ddof=1) / 6 + zero.var(axis=0, ddof=1) / 6
        furthest.append(np.abs((one.mean(axis=0) - zero.mean(axis=0)) / np.sqrt(variance)).max())
    exact = np.sort(furthest)
    curve = effects.difference_by_week(
        minutes, offered, weeks=[1, 2, 3], band="randomization", draws=1999, generator=np.random.default_rng(1)
    )
    assert curve.critical_value is not None
    # Of 1,999 lotteries, 5 % have a Monte Carlo error of half a point.
    assert exact[int(0.93 * 924)] < curve.critical_value < exact[int(0.97 * 924)]
    line = curve.pick("difference", "outcome")
    assert line.band_high is not None
    np.testing.assert_allclose(line.band_high - line.estimate, curve.critical_value * line.std_error)


def test_where_hardly_anybody_varies_there_is_no_band_by_lottery() -> None:
    """Four of eight work each week: in 2 of the 70 lotteries they are one arm, and the week has no standard error.

    In three weeks with other people each time that is so in 6 of 70 lotteries, more than one in twenty.
    """
    four = np.array([[1, 1, 1], [1, 1, 0], [1, 0, 1], [1, 0, 0], [0, 1, 1], [0, 1, 0], [0, 0, 1], [0, 0, 0]])
    lot = np.array([1, 1, 0, 0, 0, 0, 1, 1])
    curve = effects.difference_by_week(
        four, lot, weeks=[1, 2, 3], band="randomization", draws=999, generator=np.random.default_rng(2)
    )
    assert curve.critical_value is None
    assert curve.pick("difference", "outcome").band_low is None
    assert any("there is no band" in warning for warning in curve.warnings)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"band": "sup"}, "`band` is not an option"),
        ({"band": "randomization", "generator": np.random.default_rng(1), "draws": 99}, "999 or more"),
        ({"band": "randomization", "draws": 999}, "`generator` is missing"),
    ],
)
def test_what_a_band_refuses(changes: dict[str, Any], expected: str) -> None:
    """Bands that do not exist, too few draws, and chance without a source."""
    with pytest.raises(EstimationError) as raised:
        effects.difference_by_week(IN_WORK, OFFERED, weeks=[1, 2, 3], **changes)
    assert any(expected in problem for problem in raised.value.problems)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"correlation": [[1.0, 0.5], [0.4, 1.0]]}, "not a correlation matrix"),
        ({"correlation": [[2.0]]}, "not a correlation matrix"),
        ({"correlation": [[1.0, 1.5], [1.5, 1.0]]}, "not a correlation matrix"),
        ({"correlation": np.empty((0, 0))}, "not a correlation matrix"),
        ({"correlation": [[np.nan]]}, "is missing"),
        ({"correlation": [[1.0]], "df": 0}, "`df` is not positive"),
        ({"correlation": [[1.0]], "skewness": [0.1, 0.1]}, "`skewness` and `correlation` differ"),
        ({"correlation": [[1.0]], "skewness": [np.nan]}, "`skewness` is missing"),
        ({"correlation": [[1.0]], "level": 0.05}, "`level` is not a confidence level"),
    ],
)
def test_what_a_critical_value_refuses(arguments: dict[str, Any], expected: str) -> None:
    """Matrices that are no correlations, no degrees of freedom, and a risk in place of a level."""
    with pytest.raises(EstimationError) as raised:
        effects.sup_t_critical_value(arguments.pop("correlation"), **arguments)
    assert any(expected in problem for problem in raised.value.problems)


def test_a_regression_by_hand() -> None:
    """Within those who worked before and those who did not, the differences are 1/2 and 0, each half of everyone: 1/4.

    Worked before: of the offered 2 of 2 work, of the others 1 of 2. Not before: 1 of 2 and 1 of 2. Arms are alike in
    the trait, so that the coefficient is the plain difference 3/4 - 2/4. Residuals from the fit a + Z/4 + x/4 with
    a = 3/8: HC1 = 8/5 times sum l_i^2 e_i^2, l_i = +-1/4.
    """
    work = np.array([[1], [1], [1], [0], [1], [0], [1], [0]])
    before = np.array([1, 1, 0, 0, 1, 1, 0, 0])
    curve = effects.linear_probability_by_week(
        work, OFFERED, weeks=[1], covariates={"before": before}, standard_errors="HC1"
    )
    line = curve.pick("difference", "outcome")
    fitted = 3 / 8 + OFFERED / 4 + before / 4
    assert line.estimate[0] == pytest.approx(1 / 4, rel=1e-12)
    assert line.std_error[0] == pytest.approx((8 / 5 * ((work[:, 0] - fitted) ** 2 / 16).sum()) ** 0.5, rel=1e-12)
    assert curve.pick("treated", "outcome").estimate[0] == 0.75


def test_weeks_without_variation_and_covariates_without_use() -> None:
    """A week in which everybody works has no standard error; constant and repeated covariates are named."""
    work = np.column_stack([IN_WORK[:, 0], np.ones(8)])
    trait = np.arange(8.0)
    curve = effects.linear_probability_by_week(
        work, OFFERED, weeks=[1, 2], covariates={"trait": trait, "same": np.ones(8), "again": 3 - 2 * trait}
    )
    line = curve.pick("difference", "outcome")
    assert np.isnan(line.std_error).tolist() == [False, True]
    assert line.estimate[1] == 0
    assert any("same, again" in warning for warning in curve.warnings)
    assert any("In 1 of 2 weeks" in warning for warning in curve.warnings)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"outcomes": IN_WORK + 1}, "more than 0 and 1"),
        ({"covariates": {"age": [np.nan] * 8}}, "`age` is missing for 8 of 8 persons"),
        ({"covariates": np.random.default_rng(1).normal(size=(8, 7))}, "8 persons for 9 columns"),
        ({"covariates": np.random.default_rng(1).normal(size=(8, 6))}, "8 persons for 8 columns"),
        ({"standard_errors": "HC3"}, "`standard_errors` is not an option"),
        ({"weeks": [1, 2]}, "`weeks` has 2 weeks"),
        ({"treated": [1] * 8}, "The reference arm has 0 persons"),
    ],
)
def test_what_weekly_regressions_refuse(changes: dict[str, Any], expected: str) -> None:
    """Amounts, missing covariates, more columns than people."""
    arguments: dict[str, Any] = {
        "outcomes": IN_WORK,
        "treated": OFFERED,
        "weeks": [1, 2, 3],
        "covariates": {"age": np.arange(8.0)},
    } | changes
    with pytest.raises(EstimationError) as raised:
        effects.linear_probability_by_week(arguments.pop("outcomes"), arguments.pop("treated"), **arguments)
    assert any(expected in problem for problem in raised.value.problems)
