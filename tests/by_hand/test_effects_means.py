"""The difference in means, worked out with pencil and paper."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from nextwork_eval import effects
from nextwork_eval.errors import EstimationError

# name, weeks in work, offered
NINE = pd.DataFrame(
    [
        ("Anna", 20, 1),
        ("Bo", 31, 1),
        ("Carl", 12, 1),
        ("Dina", 40, 1),
        ("Emil", 27, 1),
        ("Fie", 10, 0),
        ("Gry", 22, 0),
        ("Hans", 15, 0),
        ("Ida", 9, 0),
    ],
    columns=["name", "weeks", "offered"],
)


def test_nine_people() -> None:
    """Two arms of five and four.

    Means 130 / 5 = 26 and 56 / 4 = 14; difference 12. Sums of squares 36 + 25 + 196 + 196 + 1 = 454 and
    16 + 64 + 1 + 25 = 106, so variances 454 / 4 = 113.5 and 106 / 3. Variance of the difference 113.5 / 5 + 106 / 12.
    Degrees of freedom 9^2 * 4 * 3 / (5^2 * 4 + 4^2 * 3) = 972 / 148.
    """
    estimate = effects.difference_in_means(NINE["weeks"], NINE["offered"])
    std_error = math.sqrt(22.7 + 106 / 12)
    assert estimate.statistic == "difference"
    assert estimate.estimate == pytest.approx(12, rel=1e-14)
    assert (estimate.level_treated, estimate.level_reference) == (26, 14)
    assert estimate.std_error == pytest.approx(std_error, rel=1e-14)
    assert estimate.df == pytest.approx(972 / 148, rel=1e-14)
    assert estimate.test_statistic == pytest.approx(12 / std_error, rel=1e-14)
    assert (estimate.n_treated, estimate.n_reference) == (5, 4)
    assert (estimate.events_treated, estimate.events_reference) == (None, None)


def test_welch_degrees_of_freedom() -> None:
    """Same nine people; Welch: (22.7 + 8.8333)^2 / (22.7^2 / 4 + 8.8333^2 / 3)."""
    v1, v0 = 22.7, 106 / 12
    estimate = effects.difference_in_means(NINE["weeks"], NINE["offered"], degrees_of_freedom="welch")
    assert estimate.df == pytest.approx((v1 + v0) ** 2 / (v1**2 / 4 + v0**2 / 3), rel=1e-14)
    assert "Welch" in estimate.method


def test_interval_from_a_printed_table() -> None:
    """Two persons in each arm leave 2 degrees of freedom, for which tables give t = 4.3027 at 95 % and 9.9248 at 99 %.

    Outcomes 4, 6 against 1, 3: means 5 and 2, variances 2 and 2, standard error sqrt(2 / 2 + 2 / 2) = sqrt 2.
    """
    for level, quantile in ((0.95, 4.302653), (0.99, 9.924843)):
        estimate = effects.difference_in_means([4, 6, 1, 3], [1, 1, 0, 0], level=level)
        assert estimate.df == 2
        assert estimate.conf_low == pytest.approx(3 - quantile * math.sqrt(2), abs=1e-5)
        assert estimate.conf_high == pytest.approx(3 + quantile * math.sqrt(2), abs=1e-5)
        assert estimate.conf_level == level


def test_p_value_with_two_degrees_of_freedom() -> None:
    """With 2 degrees of freedom, P(|T| > t) = 1 - t / sqrt(2 + t^2); here t = 3 / sqrt 2."""
    estimate = effects.difference_in_means([4, 6, 1, 3], [1, 1, 0, 0])
    t = 3 / math.sqrt(2)
    assert estimate.p_value == pytest.approx(1 - t / math.sqrt(2 + t**2), rel=1e-12)


def test_yes_or_no_outcome_counts_events() -> None:
    """Three of four found a job, one of five did not: 0.75 against 0.20; variances 0.25 and 0.20 with n - 1."""
    estimate = effects.difference_in_means([1, 1, 1, 0, 1, 0, 0, 0, 0], [1, 1, 1, 1, 0, 0, 0, 0, 0])
    assert estimate.estimate == pytest.approx(0.55)
    assert (estimate.events_treated, estimate.events_reference) == (3, 1)
    assert estimate.std_error == pytest.approx(math.sqrt(0.25 / 4 + 0.20 / 5), rel=1e-14)


def test_two_strata_with_unequal_chances() -> None:
    """Odense: 15 against 7, four persons. Vejle: 32 against 23, six persons.

    Estimate 0.4 * 8 + 0.6 * 9 = 8.6; levels 0.4 * 15 + 0.6 * 32 = 25.2 and 0.4 * 7 + 0.6 * 23 = 16.6.
    Variances within cells 50, 2 | 8, 20 / 3; variance 0.16 (25 + 1) + 0.36 (4 + 5 / 3) = 4.16 + 2.04 = 6.2.
    Weights 0.08, 0.08 | 0.18, 0.09 with n - 1 = 1, 1 | 1, 3:
    degrees of freedom 0.43^2 / (0.0064 + 0.0064 + 0.0324 + 0.0027) = 0.1849 / 0.0479.
    """
    weeks = [10, 20, 8, 6, 30, 34, 20, 22, 24, 26]
    offered = [1, 1, 0, 0, 1, 1, 0, 0, 0, 0]
    place = ["Odense"] * 4 + ["Vejle"] * 6
    estimate = effects.difference_in_means_stratified(weeks, offered, strata=place)
    assert estimate.estimate == pytest.approx(8.6, rel=1e-13)
    assert estimate.level_treated == pytest.approx(25.2, rel=1e-13)
    assert estimate.level_reference == pytest.approx(16.6, rel=1e-13)
    assert estimate.level_treated - estimate.level_reference == pytest.approx(estimate.estimate, rel=1e-13)
    assert estimate.std_error == pytest.approx(math.sqrt(6.2), rel=1e-13)
    assert estimate.df == pytest.approx(0.1849 / 0.0479, rel=1e-13)
    assert "2 strata" in estimate.method


def test_ignoring_the_strata_would_mislead() -> None:
    """Where the chance of an offer is larger in the stronger stratum, the raw difference credits the programme with it.

    Nobody gains anything within a stratum (means 10 against 10, and 30 against 30), yet the raw arms differ by 10.
    """
    weeks = [9, 11, 9, 11, 9, 11, 9, 11, 29, 31, 29, 31, 29, 31, 29, 31]
    offered = [1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0]
    stratum = [1] * 8 + [2] * 8
    assert effects.difference_in_means(weeks, offered).estimate == pytest.approx(10)
    assert effects.difference_in_means_stratified(weeks, offered, strata=stratum).estimate == pytest.approx(0)


def test_one_still_arm_is_allowed_and_said() -> None:
    """All four treated found a job: the standard error comes from the reference arm alone, 0.25 / 4, with a warning."""
    estimate = effects.difference_in_means([1, 1, 1, 1, 1, 0, 0, 0], [1, 1, 1, 1, 0, 0, 0, 0])
    assert estimate.std_error == pytest.approx(0.25)
    assert estimate.warnings == (
        "The outcome does not vary within the treated arm: the standard error rests on the other arm alone.",
    )


@pytest.mark.parametrize("value", [0.0, 1.0, 0.1])
def test_two_still_arms_are_refused(value: float) -> None:
    """An outcome that varies in neither arm has no standard error: not zero, and not the rounding error of 0.1."""
    for outcome in ([value] * 14, [value] * 7 + [value + 0.7] * 7):
        for method in ("bell_mccaffrey", "welch"):
            with pytest.raises(EstimationError, match="varies in neither arm"):
                effects.difference_in_means(outcome, [1] * 7 + [0] * 7, degrees_of_freedom=method)  # type: ignore[arg-type]
    with pytest.raises(EstimationError, match="varies in neither arm"):
        effects.difference_in_means_stratified([1, 1, 0, 0, 5, 5, 2, 2], [1, 1, 0, 0] * 2, strata=[1] * 4 + [2] * 4)


def test_numbers_too_small_to_square_are_refused() -> None:
    """Outcomes of the size 1e-200 vary, but their squares are zero: refused, rather than a standard error of zero."""
    with pytest.raises(EstimationError, match="too small or too large"):
        effects.difference_in_means(np.array([1, 2, 3, 4]) * 1e-200, [1, 1, 0, 0])


def test_arguments_are_left_alone() -> None:
    """The estimator changes nothing in the caller's frame."""
    before = NINE.copy(deep=True)
    effects.difference_in_means_stratified(NINE["weeks"], NINE["offered"], strata=pd.Series(list("aabbbbbaa")))
    pd.testing.assert_frame_equal(NINE, before)
