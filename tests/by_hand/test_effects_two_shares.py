"""Differences, odds, strata and exact tests of shares, worked out with pencil and paper."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from nextwork_eval import effects
from nextwork_eval.errors import EstimationError

CHI2 = 3.841458820694124  # 95 % of chi-square on one degree of freedom
Z = 1.959963984540054


def people(x1: int, n1: int, x0: int, n0: int) -> tuple[np.ndarray, np.ndarray]:
    """Return outcome and arm of x1 of n1 treated and x0 of n0 reference persons with the event."""
    return np.repeat([1, 0, 1, 0], [x1, n1 - x1, x0, n0 - x0]), np.repeat([1, 0], [n1, n0])


def wilson(x: int, n: int) -> tuple[float, float]:
    centre, half = (x + Z**2 / 2) / (n + Z**2), Z * math.sqrt(x * (n - x) / n + Z**2 / 4) / (n + Z**2)
    return centre - half, centre + half


def test_newcombe_by_its_formula() -> None:
    """15 of 20 against 6 of 25: each arm's Wilson limit nearer to the other arm, by Pythagoras."""
    (l1, u1), (l0, u0) = wilson(15, 20), wilson(6, 25)
    estimate = effects.risk_difference(*people(15, 20, 6, 25))
    assert estimate.estimate == pytest.approx(0.51, rel=1e-14)
    assert estimate.conf_low == pytest.approx(0.51 - math.hypot(0.75 - l1, u0 - 0.24), rel=1e-12)
    assert estimate.conf_high == pytest.approx(0.51 + math.hypot(u1 - 0.75, 0.24 - l0), rel=1e-12)
    assert (estimate.level_treated, estimate.level_reference, estimate.std_error) == (0.75, 0.24, None)


def test_nobody_against_nobody() -> None:
    """0 of n against 0 of n: the likeliest shares with a difference d > 0 are d and 0.

    z^2 = d^2 / [d (1 - d) / n x 2n / (2n - 1)] = (n - 1/2) d / (1 - d), which is c at d = c / (n - 1/2 + c): at n = 12
    that is 0.2504.
    Newcombe: Wilson's upper limit of nobody, z^2 / (n + z^2).
    """
    for n in (12, 60):
        score = effects.risk_difference(*people(0, n, 0, n), interval="miettinen_nurminen")
        assert score.conf_high == pytest.approx(CHI2 / (n - 0.5 + CHI2), rel=1e-12)
        assert score.conf_low == pytest.approx(-score.conf_high, rel=1e-12)
        newcombe = effects.risk_difference(*people(0, n, 0, n))
        assert newcombe.conf_high == pytest.approx(CHI2 / (n + CHI2), rel=1e-12)
        assert newcombe.conf_low == pytest.approx(-newcombe.conf_high, rel=1e-12)
        assert (score.estimate, score.p_value, newcombe.p_value) == (0, 1, 1)
    twelve = effects.risk_difference(*people(0, 12, 0, 12), interval="miettinen_nurminen")
    assert round(twelve.conf_low, 4) == -0.2504


def test_everybody_against_nobody() -> None:
    """12 of 12 against 0 of 12: the likeliest shares with difference d are (1 + d) / 2 and (1 - d) / 2.

    z^2 = (1 - d)^2 / [(1 - d^2) / 24 x 24 / 23] = 23 (1 - d) / (1 + d), which is c at d = (23 - c) / (23 + c).
    """
    estimate = effects.risk_difference(*people(12, 12, 0, 12), interval="miettinen_nurminen")
    assert estimate.conf_low == pytest.approx((23 - CHI2) / (23 + CHI2), rel=1e-12)
    assert (estimate.estimate, estimate.conf_high) == (1, 1)


def test_no_difference_is_tested_by_pearson() -> None:
    """6 of 8 against 3 of 8: z is the root of Pearson's 16 / 7 times 15 / 16; so it is for both ratios."""
    outcome, treated = people(6, 8, 3, 8)
    difference = effects.risk_difference(outcome, treated)
    assert difference.test_statistic == pytest.approx(math.sqrt(15 / 7), rel=1e-12)
    for function in (effects.risk_ratio, effects.odds_ratio):
        ratio = function(outcome, treated)
        assert ratio.test_statistic == pytest.approx(15 / 7, rel=1e-12)
        assert ratio.p_value == pytest.approx(difference.p_value, rel=1e-12)


def test_one_sided_limits_are_those_of_a_wider_interval() -> None:
    """A lower limit at 95 % is the lower end of the interval at 90 %, and its p-value that of a larger difference."""
    outcome, treated = people(40, 60, 30, 60)
    for interval in ("newcombe", "miettinen_nurminen"):
        options: dict[str, Any] = {"interval": interval, "null": -0.1}
        lower = effects.risk_difference(outcome, treated, sides="lower", **options)
        upper = effects.risk_difference(outcome, treated, sides="upper", **options)
        both = effects.risk_difference(outcome, treated, level=0.9, **options)
        assert (lower.conf_low, lower.conf_high) == (pytest.approx(both.conf_low, rel=1e-12), 1)
        assert (upper.conf_low, upper.conf_high) == (-1, pytest.approx(both.conf_high, rel=1e-12))
        assert lower.p_value == pytest.approx(both.p_value / 2)  # type: ignore[operator]
        assert upper.p_value == pytest.approx(1 - lower.p_value)  # type: ignore[operator]


def test_score_limits_are_the_differences_just_rejected() -> None:
    """Interval and test of Miettinen and Nurminen never contradict each other."""
    outcome, treated = people(5, 40, 11, 80)
    estimate = effects.risk_difference(outcome, treated, interval="miettinen_nurminen")
    for limit in (estimate.conf_low, estimate.conf_high):
        assert effects.risk_difference(outcome, treated, null=limit).p_value == pytest.approx(0.05, rel=1e-9)
    for function in (effects.risk_ratio, effects.odds_ratio):
        estimate = function(outcome, treated)
        for limit in (estimate.conf_low, estimate.conf_high):
            assert function(outcome, treated, null=limit).p_value == pytest.approx(0.05, rel=1e-9)


def test_odds_ratio_where_it_has_no_end() -> None:
    """All 20 treated with the event: the odds are infinite, and the set is a ray."""
    estimate = effects.odds_ratio(*people(20, 20, 12, 21))
    assert (estimate.estimate, estimate.conf_high, estimate.set_kind) == (math.inf, math.inf, "ray_above")
    assert estimate.conf_low > 1
    assert "divides by 0" in estimate.warnings[0]
    none = effects.odds_ratio(*people(0, 20, 3, 21))
    assert (none.estimate, none.conf_low, none.set_kind) == (0, 0, "interval")


def test_mantel_haenszel_of_two_rounds() -> None:
    """Rounds of 3 + 3 and 4 + 4 with 2/3 against 1/3 and 3/4 against 1/4: weights 3/2 and 2.

    Difference (3/2 x 1/3 + 2 x 1/2) / (7/2) = 3/7. P = 9 (1 - 2) / 36 + 16 (1 - 3) / 64 = -3/4,
    Q = (2 x 2 + 1 x 1) / 12 + (3 x 3 + 1 x 1) / 16 = 25/24, variance (25/24 - 9/28) / (7/2)^2.
    Ratio (3/2 x 2/3 + 2 x 3/4) / (3/2 x 1/3 + 2 x 1/4) = 5/2; variance of its logarithm: numerators
    (9 x 3 - 2 x 1 x 6) / 36 = 15/36 and (16 x 4 - 3 x 1 x 8) / 64 = 40/64, over 5/2 x 1.
    Odds ratio (2 x 2 / 6 + 3 x 3 / 8) / (1 x 1 / 6 + 1 x 1 / 8) = (43/24) / (7/24).
    """
    outcome = [1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 1, 0, 0, 0]
    treated = [1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0]
    rounds = ["spring"] * 6 + ["autumn"] * 8
    found = {m: effects.mantel_haenszel(outcome, treated, strata=rounds, measure=m) for m in MEASURES}
    assert found["difference"].estimate == pytest.approx(3 / 7, rel=1e-14)
    assert found["difference"].std_error == pytest.approx(math.sqrt((25 / 24 - 9 / 28) / 3.5**2), rel=1e-12)
    assert found["difference"].conf_high == pytest.approx(3 / 7 + Z * math.sqrt((25 / 24 - 9 / 28) / 3.5**2), rel=1e-12)
    assert found["ratio"].estimate == pytest.approx(2.5, rel=1e-14)
    assert found["ratio"].std_error == pytest.approx(math.sqrt((15 / 36 + 40 / 64) / 2.5), rel=1e-12)
    assert found["odds_ratio"].estimate == pytest.approx(43 / 7, rel=1e-12)
    for estimate in found.values():
        assert estimate.level_treated == pytest.approx(2.5 / 3.5, rel=1e-14)
        assert estimate.level_reference == pytest.approx(1 / 3.5, rel=1e-14)


def test_mantel_haenszel_of_rounds_with_unequal_chances() -> None:
    """2 of 4 against 1 of 2, and 1 of 2 against 2 of 6: weights 8/6 and 12/8, of 17/6 together.

    Level with the offer 1/2 in both; without (4/3 x 1/2 + 3/2 x 1/3) / (17/6) = 7/17, where the pooled arm has 3 of 8.
    """
    parts = [people(2, 4, 1, 2), people(1, 2, 2, 6)]
    outcome, treated = (np.concatenate([part[k] for part in parts]) for k in (0, 1))
    for measure, expected in (("difference", 1 / 2 - 7 / 17), ("ratio", 17 / 14)):
        found = effects.mantel_haenszel(outcome, treated, strata=np.repeat([1, 2], [6, 8]), measure=measure)  # type: ignore[arg-type]
        assert found.estimate == pytest.approx(expected, rel=1e-12)
        assert (found.level_treated, found.level_reference) == pytest.approx((1 / 2, 7 / 17), rel=1e-12)


def test_mantel_haenszel_of_many_people_has_an_interval() -> None:
    """One round of 40,000, 60 against 50 %: the difference 0.1 with the root of (0.24 + 0.25) / 20,000, 0.005."""
    found = effects.mantel_haenszel(*people(12_000, 20_000, 10_000, 20_000), strata=[1] * 40_000)
    error = math.sqrt((0.24 + 0.25) / 20_000)
    assert found.std_error == pytest.approx(error, rel=1e-9)
    assert (found.conf_low, found.conf_high) == pytest.approx((0.1 - Z * error, 0.1 + Z * error), rel=1e-9)


MEASURES: list[Any] = ["difference", "ratio", "odds_ratio"]


def test_cochran_mantel_haenszel_of_two_rounds() -> None:
    """The same rounds: events expected 3/2 and 2, variances 9 x 9 / (36 x 5) and 16 x 16 / (64 x 7); 5 found."""
    outcome = [1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 1, 0, 0, 0]
    treated = [1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0]
    test = effects.cochran_mantel_haenszel(outcome, treated, strata=[1] * 6 + [2] * 8)
    assert test.test_statistic == pytest.approx(1.5**2 / (81 / 180 + 256 / 448), rel=1e-12)


def test_exact_test_over_two_rounds_is_a_count_of_lotteries() -> None:
    """The same rounds: 20 x 70 lotteries.

    With three and four events, the number of lotteries that give the treated s of them is 1, 9, 9, 1 in the first round
    and 1, 16, 36, 16, 1 in the second. Five or more of seven, and the mirror image two or fewer: the convolution is
    1, 25, 189, 485, 485, 189, 25, 1 of 1400, and 5, with 189, is as likely as 2.
    """
    outcome = [1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 1, 0, 0, 0]
    treated = [1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0]
    test = effects.exact_cmh(outcome, treated, strata=[1] * 6 + [2] * 8)
    assert test.p_value == pytest.approx(2 * (189 + 25 + 1) / 1400, rel=1e-12)
    assert test.test_statistic is None


def test_boschloo_of_the_smallest_trial() -> None:
    """Two of two against none of two: Fisher's p is 1/3, that of its mirror too, and of all others 1.

    The chance of either is 2 s^2 (1 - s)^2, at most 1/8, at s = 1/2.
    """
    outcome, treated = people(2, 2, 0, 2)
    assert effects.exact_test(outcome, treated).p_value == pytest.approx(1 / 8, rel=1e-12)
    assert effects.exact_test(outcome, treated, kind="fisher").p_value == pytest.approx(1 / 3, rel=1e-12)
    assert effects.exact_test(*people(0, 5, 0, 5)).p_value == 1
    with pytest.raises(EstimationError, match="above 2000 persons"):
        effects.exact_test(*people(900, 1001, 800, 1000))


def test_conditional_odds_ratio_of_the_smallest_trial() -> None:
    """One of two against one of two: chances 1/6, 4/6, 1/6 for 0, 1, 2 events, so the estimate is 1.

    The upper limit u has P(S <= 1) = (1 + 4u) / (1 + 4u + u^2) = 0.025: u^2 = 39 (1 + 4u).
    """
    estimate = effects.conditional_odds_ratio(*people(1, 2, 1, 2))
    assert estimate.estimate == pytest.approx(1, rel=1e-12)
    assert estimate.conf_high == pytest.approx(78 + math.sqrt(78**2 + 39), rel=1e-12)
    assert estimate.conf_low == pytest.approx(1 / estimate.conf_high, rel=1e-12)
    open_ended = effects.conditional_odds_ratio(*people(2, 2, 0, 2))
    assert (open_ended.estimate, open_ended.set_kind) == (math.inf, "ray_above")
    # P(S = 2) = u^2 / (1 + 4u + u^2) = 0.025, 39 u^2 = 1 + 4u.
    assert open_ended.conf_low == pytest.approx((2 + math.sqrt(4 + 39)) / 39, rel=1e-12)
    nothing = effects.conditional_odds_ratio(*people(0, 2, 0, 2))
    assert nothing.set_kind == "whole_line"
    assert math.isnan(nothing.estimate)


def test_firth_of_a_two_by_two_table_adds_one_half() -> None:
    """With an arm alone the penalty is that of Haldane: 8.5 x 7.5 / (2.5 x 3.5) for 8 of 10 against 3 of 10.

    The shares are then 8.5 and 3.5 of 11, and the information that of ten persons with them: each arm's part of the
    variance is 1 / (10 p (1 - p)) = 121 / (10 x 8.5 x 2.5) and 121 / (10 x 3.5 x 7.5).
    """
    estimate = effects.firth_logit(*people(8, 10, 3, 10))
    assert estimate.estimate == pytest.approx(
        float(Fraction(17, 2) * Fraction(15, 2) / (Fraction(5, 2) * Fraction(7, 2)))
    )
    assert estimate.std_error == pytest.approx(math.sqrt(12.1 / (8.5 * 2.5) + 12.1 / (3.5 * 7.5)), rel=1e-9)


def test_standardized_risks_without_covariates() -> None:
    """Shares 0.75 and 0.4: without covariates nothing is adjusted, and 18 people leave 16 degrees of freedom."""
    estimate = effects.standardized_risks(*people(6, 8, 4, 10), covariates=None)
    assert estimate.estimate == pytest.approx(0.35, rel=1e-12)
    assert estimate.df == 16
    odds = effects.standardized_risks(*people(6, 8, 4, 10), covariates=None, measure="odds_ratio")
    assert odds.estimate == pytest.approx(3 / (2 / 3), rel=1e-12)


def test_separation_is_seen_and_named() -> None:
    """Nobody of the treated has the event: the likelihood has no maximum, and the number says how it was made."""
    outcome, treated = people(0, 30, 10, 30)
    age = np.arange(60) % 7
    estimate = effects.standardized_risks(outcome, treated, covariates={"age": age})
    assert any("no maximum" in warning for warning in estimate.warnings)
    assert "Firth" in estimate.method
    # FLIC keeps the mean of the predictions at the share of all, 10 of 60.
    assert estimate.level_treated is not None
    assert estimate.level_reference is not None
    assert 0 < estimate.level_treated < 0.05 < 0.28 < estimate.level_reference < 10 / 30
    together = effects.standardized_risks(*people(12, 30, 10, 30), covariates={"age": age})
    assert together.warnings == ()
    assert "Firth" not in together.method


def test_ratios_of_few_events_have_score_limits() -> None:
    """Three and nine of thirty: estimates are adjusted, limits and test those of the unadjusted shares.

    With five in each arm, and for the difference, they are the model's. Where rounds gave different chances of an offer
    the model's stay, with a warning, because shares of pooled rounds compare unlike groups.
    """
    traits = np.tile([0.0, 1, 2, 3, 4], 12)
    treated = np.repeat([1, 0], 30)

    def outcome(x1: int, x0: int) -> np.ndarray:
        return np.repeat([1, 0, 1, 0], [x1, 30 - x1, x0, 30 - x0])

    for measure, unadjusted in (("ratio", effects.risk_ratio), ("odds_ratio", effects.odds_ratio)):
        found = effects.standardized_risks(outcome(3, 9), treated, covariates={"trait": traits}, measure=measure)  # type: ignore[arg-type]
        score = unadjusted(outcome(3, 9), treated)
        assert (found.conf_low, found.conf_high, found.p_value) == (score.conf_low, score.conf_high, score.p_value)
        assert found.std_error is None
        assert found.conf_low < found.estimate < found.conf_high
        assert "those of the unadjusted" in found.warnings[-1]
        enough = effects.standardized_risks(outcome(5, 9), treated, covariates={"trait": traits}, measure=measure)  # type: ignore[arg-type]
        assert enough.std_error is not None
        assert "leave-one-out" in enough.method
    difference = effects.standardized_risks(outcome(3, 9), treated, covariates={"trait": traits})
    assert "leave-one-out" in difference.method
    nobody = effects.standardized_risks(outcome(4, 0), treated, covariates={"trait": traits}, measure="ratio")
    assert (nobody.set_kind, nobody.conf_high) == ("ray_above", math.inf)
    assert "open end" in nobody.warnings[-1]
    rounds = np.concatenate([np.repeat([1, 2], [10, 20]), np.repeat([1, 2], [20, 10])])
    mixed = np.concatenate([np.tile([1] + [0] * 9, 3), np.tile([1, 1] + [0] * 8, 3)])
    unequal = effects.standardized_risks(mixed, treated, covariates={"trait": traits}, strata=rounds, measure="ratio")
    assert unequal.std_error is not None
    assert "different chances" in unequal.warnings[-1]


def test_a_covariate_that_foretells_everything() -> None:
    """Complete separation by a covariate: named, finite."""
    outcome, treated = people(5, 10, 5, 10)
    marks = outcome * 10 + np.arange(20) / 100
    estimate = effects.standardized_risks(outcome, treated, covariates={"marks": marks})
    assert any("no maximum" in warning for warning in estimate.warnings)
    assert math.isfinite(estimate.conf_low)
    assert math.isfinite(effects.firth_logit(outcome, treated, covariates={"marks": marks}).conf_high)


def test_covariates_that_are_left_out() -> None:
    """Constant, repeated, and one that marks a single person."""
    outcome, treated = people(12, 30, 10, 30)
    age = np.arange(60) % 7
    covariates = {"age": age, "one": np.ones(60), "months": age * 12, "lone": np.arange(60) == 3}
    for function in (effects.standardized_risks, effects.firth_logit):
        estimate = function(outcome, treated, covariates=covariates)
        assert "one, months, lone" in estimate.warnings[0]
        assert estimate.estimate == pytest.approx(
            function(outcome, treated, covariates={"age": age}).estimate, rel=1e-9
        )


def test_strata_with_an_empty_arm_are_counted() -> None:
    """A third round in which everybody was offered a place says nothing; its people are counted and named."""
    outcome, treated, rounds = [1, 0, 1, 0, 0, 0, 1, 1], [1, 1, 0, 0, 1, 0, 1, 1], [1, 1, 1, 1, 2, 2, 3, 3]
    whole = effects.mantel_haenszel(outcome, treated, strata=rounds)
    part = effects.mantel_haenszel(outcome[:6], treated[:6], strata=rounds[:6])
    assert whole.estimate == part.estimate
    assert whole.std_error == part.std_error
    assert whole.warnings == ("1 of 3 strata, with 2 persons, have nobody in one arm and say nothing on the effect.",)
    assert (whole.n_treated, part.n_treated) == (5, 3)
    assert effects.exact_cmh(outcome, treated, strata=rounds).warnings == whole.warnings


def test_mantel_haenszel_without_events() -> None:
    """0 of 60 against 0 of 60 has no variance: no interval of width 0, but none at all, and a reason."""
    outcome, treated = people(0, 60, 0, 60)
    rounds = np.arange(120) % 3
    for measure in MEASURES:
        estimate = effects.mantel_haenszel(outcome, treated, strata=rounds, measure=measure)
        assert estimate.set_kind == "none"
        assert math.isnan(estimate.conf_low)
        assert (estimate.std_error, estimate.p_value) == (None, None)
        assert "no variance" in estimate.warnings[-1]
    assert effects.exact_cmh(outcome, treated, strata=rounds).p_value == 1
    ratio = effects.mantel_haenszel(*people(3, 60, 0, 60), strata=rounds, measure="ratio")
    assert (ratio.estimate, ratio.set_kind) == (math.inf, "none")


EVERY: dict[str, Any] = {
    "risk_difference": effects.risk_difference,
    "risk_ratio": effects.risk_ratio,
    "odds_ratio": effects.odds_ratio,
    "two_proportions": effects.two_proportions,
    "exact_test": effects.exact_test,
    "conditional_odds_ratio": effects.conditional_odds_ratio,
    "mantel_haenszel": lambda y, z, **o: effects.mantel_haenszel(y, z, strata=[1] * len(y), **o),
    "cochran_mantel_haenszel": lambda y, z: effects.cochran_mantel_haenszel(y, z, strata=[1] * len(y)),
    "exact_cmh": lambda y, z: effects.exact_cmh(y, z, strata=[1] * len(y)),
    "standardized_risks": lambda y, z, **o: effects.standardized_risks(y, z, covariates=None, **o),
    "firth_logit": effects.firth_logit,
}


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize(
    ("outcome", "treated", "expected"),
    [
        ([0, 1, 2, 0], [1, 1, 0, 0], "`outcome` is neither 0 nor 1"),
        ([0, 1, np.nan, 0], [1, 1, 0, 0], "`outcome` is missing"),
        ([0, 1, 1, 0], [1, 1, 1, 1], "The reference arm has 0 persons"),
        ([0, 1, 1, 0], [1, 1, 1, 0], "The reference arm has 1 person"),
        ([0, 1, 1, 0], [1, 2, 0, 0], "`treated` is neither 0 nor 1"),
        ([0, 1, 1], [1, 1, 0, 0], "differ in their number of persons"),
    ],
)
def test_what_is_no_trial_is_refused(name: str, outcome: list[float], treated: list[float], expected: str) -> None:
    """By each of them, with the same words."""
    with pytest.raises(EstimationError, match=expected):
        EVERY[name](outcome, treated)


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [
        ("risk_difference", {"interval": "wald"}, "`interval` is not an option"),
        ("risk_difference", {"sides": "one"}, "`sides` is not an option"),
        ("risk_difference", {"null": 10}, "`null` is not a difference"),
        ("risk_difference", {"level": 95}, "`level` is not a confidence level"),
        ("risk_ratio", {"null": 0}, "`null` is not a ratio"),
        ("odds_ratio", {"null": math.nan}, "`null` is not a ratio"),
        ("two_proportions", {"measure": "percent"}, "`measure` is not an option"),
        ("exact_test", {"kind": "barnard"}, "`kind` is not an option"),
        ("mantel_haenszel", {"measure": "percent"}, "`measure` is not an option"),
        ("standardized_risks", {"measure": "percent"}, "`measure` is not an option"),
        ("firth_logit", {"level": 0.05}, "`level` is not a confidence level"),
    ],
)
def test_options_that_mean_nothing(name: str, options: dict[str, Any], expected: str) -> None:
    with pytest.raises(EstimationError, match=expected):
        EVERY[name](*people(3, 5, 2, 5), **options)


def test_strata_and_covariates_that_cannot_be_used() -> None:
    """No stratum with both arms; a stratum with one person; covariates for everyone; nobody with the event."""
    outcome, treated = people(3, 5, 2, 5)
    with pytest.raises(EstimationError, match="In no stratum both arms have somebody"):
        effects.mantel_haenszel(outcome, treated, strata=treated)
    with pytest.raises(EstimationError, match="In no stratum are there both people with"):
        effects.cochran_mantel_haenszel(*people(0, 5, 0, 5), strata=[1] * 10)
    with pytest.raises(EstimationError, match="In 1 of 2 strata an arm has"):
        effects.standardized_risks(outcome, treated, covariates=None, strata=[1] + [2] * 9)
    with pytest.raises(EstimationError, match="did not come to its maximum"):
        effects.firth_logit(outcome, treated, covariates=np.vander(np.linspace(0, 1, 10), 9)[:, :8])
    with pytest.raises(EstimationError, match="Nobody has the event"):
        effects.standardized_risks(*people(0, 60, 0, 60), covariates=None)
    with pytest.raises(EstimationError, match="`age` is missing"):
        effects.standardized_risks(outcome, treated, covariates={"age": [np.nan] * 10})
