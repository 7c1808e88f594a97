"""Targets worked by hand: small arms, the edges of a share, and what is refused."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import pytest

from nextwork_eval import effects
from nextwork_eval.effects.proportions.scores import difference_limits, difference_score, ratio_score
from nextwork_eval.effects.targets.chances import count_chances
from nextwork_eval.errors import EstimationError

Arms = tuple[np.ndarray, np.ndarray]


def arms(x1: int, n1: int, x0: int, n0: int) -> Arms:
    return np.repeat([1, 0, 1, 0], [x1, n1 - x1, x0, n0 - x0]), np.repeat([1, 0], [n1, n0])


def test_with_60_in_the_arm_it_takes_51_to_meet_75_percent() -> None:
    """P(X >= 51) is below 5 % at a share of 75 %, P(X >= 50) is not: whole numbers, no rounding.

    With p = 3/4 the chance of x of 60 is comb(60, x) 3^x / 4^60.
    """
    above = [Fraction(sum(comb(60, x) * 3**x for x in range(least, 61)), 4**60) for least in (50, 51)]
    assert above[0] > Fraction(1, 20) > above[1]
    verdicts = effects.verdicts_of_counts("level", 0.75, np.arange(61), 60, 0, 60)
    assert (verdicts == "met").tolist() == [x >= 51 for x in range(61)]
    below = [Fraction(sum(comb(60, x) * 3**x for x in range(most + 1)), 4**60) for most in (38, 39)]
    assert below[0] < Fraction(1, 20) < below[1]
    assert (verdicts == "not_met").tolist() == [x <= 38 for x in range(61)]
    chance = effects.chances_of_verdicts("level", 0.75, share_treated=0.75, n_treated=60, n_reference=60)
    assert chance["met"] == pytest.approx(float(above[1]), rel=1e-12)


def test_a_limit_that_is_the_threshold_meets_it_and_does_not_miss_it() -> None:
    """Five of five against one half have a chance of 1/32: at the level 31/32 the limit is the half itself.

    A share that may be the half meets "at least one half". Nobody of five, whose upper limit is the half, does not miss
    it: the share may be the half.
    """
    found = effects.verdicts_of_counts("level", 0.5, [0, 4, 5], 5, 0, 5, level=31 / 32)
    assert found.tolist() == ["undecided", "undecided", "met"]


def test_score_of_no_difference_is_the_pooled_one() -> None:
    """At a margin of 0 both restricted shares are the pooled share: 3 of 4 against 1 of 4.

    p = 1/2, variance (1/4)(1/4 + 1/4) 8/7 = 1/7, z = (1/2) sqrt(7) = 1.3229. A ratio of 1 is the same hypothesis.
    """
    assert float(difference_score(3, 4, 1, 4, 0.0)) == pytest.approx(0.5 * 7**0.5, rel=1e-12)
    assert float(ratio_score(3, 4, 1, 4, 1.0)) == pytest.approx(0.5 * 7**0.5, rel=1e-12)


def test_score_at_a_margin_with_equal_arms_and_mirrored_counts() -> None:
    """5 of 10 against 5 of 10 at a margin of 0.2: by symmetry the restricted shares are 0.6 and 0.4.

    Variance (0.24/10 + 0.24/10) 20/19, z = -0.2 / sqrt(0.96/19) = -0.8898.
    """
    assert float(difference_score(5, 10, 5, 10, 0.2)) == pytest.approx(-0.2 / (0.96 / 19) ** 0.5, rel=1e-12)
    found = effects.noninferiority(*arms(5, 10, 5, 10), margin=0.2)
    assert found.test_statistic == pytest.approx(0.2 / (0.96 / 19) ** 0.5, rel=1e-12)


def test_t_of_a_margin() -> None:
    """Weeks 2, 4, 6 against 1, 3, 5: difference 1, variances 4, standard error sqrt(8/3) with 4 degrees of freedom.

    With a margin of 3, t = (1 + 3)/1.63299 = 2.4495 and (1 - 3)/1.63299 = -1.2247; the t distribution with 4 degrees of
    freedom is F(t) = 1/2 + (3/4) (u - u^3/3), u = t / sqrt(4 + t^2).
    """
    weeks, offered = [2, 4, 6, 1, 3, 5], [1, 1, 1, 0, 0, 0]
    error = (8 / 3) ** 0.5

    def above(t: float) -> float:
        u = t / (4 + t * t) ** 0.5
        return 0.5 - 0.75 * (u - u**3 / 3)

    kept = effects.noninferiority(weeks, offered, margin=3, test="t")
    assert (kept.test_statistic, kept.df) == pytest.approx((4 / error, 4.0))
    assert kept.p_value == pytest.approx(above(4 / error), rel=1e-9)
    alike = effects.equivalence(weeks, offered, margin=3)
    assert alike.test_statistic == pytest.approx(-2 / error)
    assert alike.p_value == pytest.approx(above(2 / error), rel=1e-9)
    fewer = effects.noninferiority(weeks, offered, margin=3, better="fewer", test="t")
    assert fewer.p_value == pytest.approx(above(2 / error), rel=1e-9)


def test_a_margin_within_strata() -> None:
    """With strata the t test is that of the stratified difference: (8.6 + 2) over its standard error."""
    weeks, offered = [10, 20, 8, 6, 30, 34, 20, 22, 24, 26], [1, 1, 0, 0, 1, 1, 0, 0, 0, 0]
    place = ["Odense"] * 4 + ["Vejle"] * 6
    found = effects.noninferiority(weeks, offered, margin=2, test="t", strata=place)
    plain = effects.difference_in_means_stratified(weeks, offered, strata=place, level=0.90)
    assert found.test_statistic == pytest.approx((plain.estimate + 2) / plain.std_error)
    assert (found.conf_low, found.conf_high) == pytest.approx((plain.conf_low, plain.conf_high))


def test_groups_of_two_beta_binomial() -> None:
    """Two groups of two and nobody alone, share 1/2, correlation 1/3: a = b = 1, so that 0, 1, 2 are equally likely.

    Of four people, 0 to 4 then have the event with chances 1, 2, 3, 2, 1 ninths.
    """
    chances = count_chances(4, 0.5, (2, 2), 1 / 3)
    assert chances == pytest.approx(np.array([1, 2, 3, 2, 1]) / 9, abs=1e-12)
    alone = count_chances(3, 0.5, (2,), 1 / 3)
    assert alone == pytest.approx(np.array([1, 2, 2, 1]) / 6, abs=1e-12)


def test_halving_needs_clear_numbers() -> None:
    """2 against 30 of 60 is halved; 15 against 30 is exactly half, and undecided; 30 against 10 is not reduced."""
    verdicts = effects.verdicts_of_counts("ratio", 0.5, [2, 15, 30, 26], 60, [30, 30, 10, 50], 60)
    assert verdicts.tolist() == ["met", "undecided", "not_reduced", "undecided"]
    assert effects.verdicts_of_counts("ratio", 0.5, [75], 100, [100], 100).tolist() == ["reduced_not_met"]
    # 30 against 28 of 60: p = 29/60, z = (2/60) / sqrt(p (1 - p) (2/60) 120/119) = 0.36, far from showing no reduction.
    assert effects.verdicts_of_counts("ratio", 0.5, [30, 28], 60, [28, 30], 60).tolist() == ["undecided", "undecided"]
    assert float(ratio_score(15, 60, 30, 60, 0.5)) == 0.0


def test_nobody_in_the_reference_arm_is_undecided() -> None:
    """There is no ratio to nobody, and no verdict on one."""
    assert effects.verdicts_of_counts("ratio", 0.5, [0, 5], 60, 0, 60).tolist() == ["undecided", "undecided"]
    with pytest.raises(EstimationError, match="ratio"):
        effects.ratio_goal(*arms(5, 60, 0, 60))


def test_edges_of_an_arm() -> None:
    """Nobody and everybody: limits that end at 0 and 1, verdicts without a crash."""
    assert effects.verdicts_of_counts("level", 0.75, [0, 60], 60, 0, 60).tolist() == ["not_met", "met"]
    assert difference_limits(0, 10, 10, 10, 0.95)[0] == -1.0
    assert difference_limits(10, 10, 0, 10, 0.95)[1] == 1.0
    low, high = difference_limits(10, 10, 10, 10, 0.95)
    assert low == pytest.approx(-high)
    assert -1 < low < 0
    verdicts = effects.verdicts_of_counts("not_worse", 0.1, [[0], [60]], 60, [0, 60], 60)
    assert verdicts.tolist() == [["met", "not_met"], ["met", "met"]]


@pytest.mark.parametrize("margin", [0, -0.1, 1, 1.5, float("nan")])
def test_a_margin_of_shares_lies_between_0_and_1(margin: float) -> None:
    """A margin that excludes nothing, or everything, is refused."""
    for function in (effects.noninferiority, effects.equivalence):
        with pytest.raises(EstimationError) as caught:
            function(*arms(5, 10, 5, 10), margin=margin, test="score")
        assert any("`margin`" in problem for problem in caught.value.problems)


@pytest.mark.parametrize("goal", [0, 1, -0.5, 75])
def test_a_goal_lies_between_0_and_1(goal: float) -> None:
    """75 % is 0.75."""
    with pytest.raises(EstimationError, match="cannot be estimated"):
        effects.ratio_goal(*arms(5, 10, 5, 10), goal=goal)
    with pytest.raises(EstimationError, match="No verdict"):
        effects.verdicts_of_counts("level", goal, 5, 10, 5, 10)
    with pytest.raises(EstimationError, match="No verdict"):
        effects.verdicts_of_counts("level", 0.75, 0, 0, 0, 0)


def test_all_faults_at_once() -> None:
    """A margin, a test and a direction that do not exist, and an arm of one person: one error, four problems."""
    with pytest.raises(EstimationError) as caught:
        effects.noninferiority([1, 0, 1], [1, 0, 0], margin=-1, better="many", test="z")  # type: ignore[arg-type]
    assert len(caught.value.problems) == 4
    with pytest.raises(EstimationError) as caught:
        effects.noninferiority([1, 0, 1, 0], [1, 1, 0, 0], margin=0.1, strata=["a", "a", "a", "a"])
    assert any("test='t'" in problem for problem in caught.value.problems)


def test_chances_refuse_what_cannot_be() -> None:
    """Shares outside 0 to 1, correlations of 1, groups larger than the arm."""
    for wrong in (
        {"share_treated": 1.2},
        {"share_reference": -0.1},
        {"intraclass_correlation": 1.0},
        {"groups": (40, 40)},
    ):
        with pytest.raises(EstimationError, match="chances"):
            effects.chances_of_verdicts(
                "level", 0.75, **{"share_treated": 0.5, "n_treated": 60, "n_reference": 60, **wrong}
            )
