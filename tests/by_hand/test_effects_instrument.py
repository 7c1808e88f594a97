"""The effect of taking the offer up, worked out by hand on small trials."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from nextwork_eval import effects
from nextwork_eval.effects.instrument.ratio import TwoEffects, anderson_rubin_set, t_interval
from nextwork_eval.effects.means.neyman import t_quantile
from nextwork_eval.errors import EstimationError

# Four offered, three of whom took part; four not offered, one of whom took part all the same.
WEEKS, OFFERED, TOOK = [10, 8, 6, 4, 7, 3, 4, 2], [1, 1, 1, 1, 0, 0, 0, 0], [1, 1, 1, 0, 1, 0, 0, 0]


def test_ratio_of_two_effects_by_hand() -> None:
    """Offer on weeks 7 - 4 = 3, on take-up 3/4 - 1/4 = 1/2: six weeks for each of those whom the offer moved.

    Residuals of weeks - 6 take-up (4, 2, 0, 4 and 1, 3, 4, 2; mean 2.5 in both arms): sums of squares 11 and 5, so that
    HC2 gives (11 + 5) / (3 · 4) = 4/3 and the standard error √(4/3) / (1/2) with 6 degrees of freedom.
    """
    found = effects.effect_of_take_up(WEEKS, OFFERED, TOOK, interval="t")
    assert found.estimate == pytest.approx(6)
    assert found.std_error == pytest.approx((4 / 3) ** 0.5 * 2)
    assert found.df == pytest.approx(6)
    assert found.conf_high == pytest.approx(6 + 2.4469119 * (4 / 3) ** 0.5 * 2, rel=1e-6)


def test_those_whom_the_offer_moved_by_hand() -> None:
    """With take-up (24 - 7) / 4 / (1/2) = 8.5; without (-4 + 9) / 4 / (1/2) = 2.5; the difference is 6."""
    found = effects.effect_of_take_up(WEEKS, OFFERED, TOOK)
    assert (found.level_treated, found.level_reference) == (pytest.approx(8.5), pytest.approx(2.5))
    means = [effects.complier_mean(WEEKS, OFFERED, TOOK, when=when) for when in ("taken_up", "not_taken_up")]
    assert [mean.estimate for mean in means] == pytest.approx([8.5, 2.5])
    age = effects.complier_characteristics({"age": [20, 30, 40, 50, 20, 60, 70, 80]}, OFFERED, TOOK)["age"]
    assert age.estimate == pytest.approx((90 - 20) / 4 / 0.5)


def test_the_set_solves_one_quadratic_by_hand() -> None:
    """Variances and covariance of the two effects by hand, then the roots.

    Weeks about their means: 3, 1, -1, -3 and 3, -1, 0, -2; take-up: 1/4, 1/4, 1/4, -3/4 and 3/4, -1/4, -1/4, -1/4.
    Sums: weeks 20 + 14, take-up 3/4 + 3/4, products 3 + 3; by 3 · 4: 34/12, 1/8, 1/2. With q = t² at 80 % and 6 df,
    b² (1/4 - q/8) - 2 b (3/2 - q/2) + 9 - 34 q / 12 <= 0.
    """
    q = 1.4397557472652**2
    roots = sorted(np.roots([1 / 4 - q / 8, -2 * (3 / 2 - q / 2), 9 - 34 * q / 12]))
    found = effects.effect_of_take_up(WEEKS, OFFERED, TOOK, level=0.8)
    assert 1 / 4 - q / 8 < 0
    assert (found.set_kind, found.conf_low, found.conf_high) == ("two_rays", *(pytest.approx(root) for root in roots))


def test_the_first_stage_by_hand() -> None:
    """3/4 - 1/4 with variances 1/4 in both arms: standard error sqrt(1/16 + 1/16), t = sqrt 2 with 6 degrees.

    With 6 degrees P(|T| > t) = 1 - (15/8) (u - 2 u^3 / 3 + u^5 / 5), u = t / sqrt(6 + t^2) = 1/2: 1 - 203/256.
    """
    found = effects.effect_on_take_up(TOOK, OFFERED)
    assert found.estimate == pytest.approx(1 / 2)
    assert found.std_error == pytest.approx(8**-0.5)
    assert found.test_statistic == pytest.approx(2**0.5)
    assert (found.df, found.p_value) == (pytest.approx(6), pytest.approx(1 - 203 / 256))


def test_a_share_that_cannot_be_one_is_told_and_kept() -> None:
    """Nobody offered who took part has a job, the one other who took part has: (0 - 1/4) / (1/2) = -1/2.

    A mean of weeks has no such bounds, and none is told.
    """
    found = effects.complier_mean([0, 0, 0, 1, 1, 1, 0, 0], OFFERED, TOOK, when="taken_up")
    assert found.estimate == pytest.approx(-1 / 2)
    assert "The share lies outside 0 and 1: the trial is small, or the assumptions fail." in found.warnings
    inside = effects.complier_mean([1, 1, 0, 1, 0, 1, 0, 0], OFFERED, TOOK, when="taken_up")
    assert inside.estimate == pytest.approx(1)  # (2/4 - 0) / (1/2)
    for fine in (inside, effects.complier_mean(WEEKS, OFFERED, TOOK, when="taken_up")):
        assert not any("outside 0 and 1" in warning for warning in fine.warnings)


def test_rounds_are_averaged_by_whom_the_offer_moved() -> None:
    """In the first round the offer moves half (effect 4), in the second, twice as large, everyone (effect 1): 1.6.

    Offer on weeks: 1/3 of 2 and 2/3 of 1 are 4/3; on take-up 1/3 of 1/2 and 2/3 of 1 are 5/6; 4/3 : 5/6 = 1.6.
    """
    weeks = [5, 1, 0, 2, 4, 6, 5, 5, 5, 3, 4, 4]
    took = [1, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0]
    found = effects.effect_of_take_up(
        weeks, [1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0], took, strata=["small"] * 4 + ["large"] * 8
    )
    assert found.estimate == pytest.approx(1.6)


@pytest.mark.parametrize(
    ("numbers", "kind", "low", "high"),
    [
        # (3² - 4) b² - 2 · 6 b + 2² - 4 <= 0: between 0 and 12/5.
        ((2, 3, 1, 1, 0), "interval", 0, 2.4),
        # d = 1: -3 b² - 8 b + 12 <= 0, outside the roots of 3 b² + 8 b - 12.
        ((4, 1, 1, 1, 0), "two_rays", (-4 - 52**0.5) / 3, (-4 + 52**0.5) / 3),
        ((1, 1, 1, 1, 0), "whole_line", np.nan, np.nan),
        # d² = q V_dd: -2 · (3 · 2) b + 9 - 4 <= 0, everything from 5/12 on; with the sign of y turned, up to -5/12.
        ((3, 2, 1, 1, 0), "ray_above", 5 / 12, np.inf),
        ((-3, 2, 1, 1, 0), "ray_below", -np.inf, -5 / 12),
        ((0, 2, 1, 1, 0), "whole_line", np.nan, np.nan),
    ],
)
def test_every_shape_of_the_set(numbers: tuple[float, ...], kind: str, low: float, high: float) -> None:
    """One quadratic inequality, by the sign of its first coefficient; q times a variance of 1 is 4."""
    y, d, vyy, vdd, vyd = numbers
    level = 0.95
    scale = 4 / t_quantile(level, 60.0) ** 2
    two = TwoEffects(
        on_outcome=y,
        on_take_up=d,
        variance_outcome=vyy * scale,
        variance_take_up=vdd * scale,
        covariance=vyd * scale,
        df=60.0,
    )
    found = anderson_rubin_set(two, level)
    assert found.kind == kind
    np.testing.assert_allclose([found.low, found.high], [low, high], atol=1e-12)
    if kind == "interval":
        assert t_interval(two, level).high == pytest.approx(2 / 3 + 2 * (1 + 4 / 9) ** 0.5 / 3)


def test_full_take_up_is_the_effect_of_the_offer() -> None:
    """Everyone who was offered it took part and nobody else: nothing is left to divide by."""
    found, plain = effects.effect_of_take_up(WEEKS, OFFERED, OFFERED), effects.difference_in_means(WEEKS, OFFERED)
    for name in ("estimate", "std_error", "df", "conf_low", "conf_high", "p_value"):
        assert getattr(found, name) == pytest.approx(getattr(plain, name))
    first = effects.effect_on_take_up(OFFERED, OFFERED)
    assert (first.estimate, first.std_error, first.set_kind) == (1.0, None, "none")
    assert any("has no interval" in warning for warning in first.warnings)


def test_a_share_nobody_varies_in_has_no_interval() -> None:
    """All three who took part have a job: the share among those whom the offer moved is 1, without an interval."""
    job, took = [1, 1, 1, 0, 1, 0, 0, 0], [1, 1, 1, 0, 0, 0, 0, 0]
    found = effects.complier_mean(job, OFFERED, took, when="taken_up")
    assert (found.estimate, found.set_kind, found.std_error) == (pytest.approx(1), "none", None)
    assert np.isnan(found.conf_low)
    assert "does not vary" in found.warnings[0]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"taken_up": [0] * 8}, "same for everybody"),
        ({"taken_up": [1, 0, 0, 0, 1, 0, 0, 0]}, "same in both arms"),
        ({"taken_up": [1, 1, np.nan, 0, 1, 0, 0, 0]}, "`taken_up` is missing for 1 of 8 persons (rows 2"),
        ({"taken_up": [1, 1, -1, 0, 1, 0, 0, 0]}, "negative"),
        ({"outcome": [3] * 8}, "without error"),
        ({"outcome": TOOK}, "without error"),
        ({"clusters": list("aaaabbcc")}, "All people of an arm are one cluster (1 of 2)"),
        ({"variance": "CR1"}, "does not go with `clusters`"),
        ({"variance": "HC3"}, "expected one of"),
        ({"interval": "wald"}, "expected one of"),
        ({"strata": list("abbbabbb")}, "an arm has fewer than 2 persons"),
        ({"covariates": np.eye(8)[:, :7] + np.arange(56).reshape(8, 7) / 7}, "more persons than columns"),
        ({"taken_up": pd.Series(TOOK), "outcome": pd.Series(WEEKS, index=range(1, 9))}, "different pandas indexes"),
    ],
)
def test_bad_input_is_refused(changed: dict[str, Any], said: str) -> None:
    """Nothing is dropped and no number is given in silence."""
    given: dict[str, Any] = {"outcome": WEEKS, "treated": OFFERED, "taken_up": TOOK, **changed}
    with pytest.raises(EstimationError) as caught:
        effects.effect_of_take_up(given.pop("outcome"), given.pop("treated"), given.pop("taken_up"), **given)
    assert said in "\n".join(caught.value.problems)


def test_who_was_moved_is_not_asked_of_an_amount() -> None:
    """Weeks attended move people by more and by less."""
    with pytest.raises(EstimationError, match="is an amount"):
        effects.complier_mean(WEEKS, OFFERED, [3, 2, 1, 0, 1, 0, 0, 0], when="taken_up")
    found = effects.effect_of_take_up(WEEKS, OFFERED, [6, 2, 2, 0, 2, 0, 0, 0])
    assert found.estimate == pytest.approx(3 / 2)
    assert "for each unit" in found.method
    assert found.level_treated is None


def test_covariates_that_add_nothing_are_left_out_by_name() -> None:
    """A constant covariate and one that repeats another."""
    given = {"before": [1, 2, 3, 5, 1, 2, 4, 3], "same": [1] * 8, "twice": [2, 4, 6, 10, 2, 4, 8, 6]}
    found = effects.effect_of_take_up(WEEKS, OFFERED, TOOK, covariates=given)
    assert "same, twice" in found.warnings[0]
    assert "adjusted for 1 covariate" in found.method
