"""The weekly path, worked out with pencil and paper."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest

from nextwork_eval import effects
from nextwork_eval.errors import EstimationError

# Rows: Anna, Bo, Carl, Dina (offered); Emil, Fie, Gry, Hans (not offered). Columns: weeks 0, 1, 2, 26.
IN_WORK = np.array(
    [
        [0, 1, 1, 1],
        [0, 1, 0, 1],
        [0, 0, 1, 1],
        [0, 0, 0, 1],
        [0, 0, 0, 1],
        [0, 1, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 1, 0],
    ]
)
OFFERED = [1, 1, 1, 1, 0, 0, 0, 0]
WEEKS = [0, 1, 2, 26]


def test_shares_and_differences() -> None:
    """Shares 0, 1/2, 1/2, 1 against 0, 1/4, 1/4, 1/4; in week 1 the variances are 1/3 and 1/4, hence sqrt(7 / 48)."""
    curve = effects.difference_by_week(IN_WORK, OFFERED, weeks=WEEKS, label="work")
    treated, reference, difference = (curve.pick(arm, "work") for arm in ("treated", "reference", "difference"))
    assert curve.statistic == "share"
    assert curve.weeks.tolist() == WEEKS
    assert treated.estimate.tolist() == [0, 0.5, 0.5, 1]
    assert reference.estimate.tolist() == [0, 0.25, 0.25, 0.25]
    assert difference.estimate.tolist() == [0, 0.25, 0.25, 0.75]
    assert difference.std_error[1] == pytest.approx(math.sqrt(7 / 48), rel=1e-14)
    assert treated.events.tolist() == [0, 2, 2, 4]
    assert reference.events.tolist() == [0, 1, 1, 1]
    assert treated.n.tolist() == [4, 4, 4, 4]
    assert difference.n.tolist() == difference.events.tolist() == [0, 0, 0, 0]
    assert "pointwise" in curve.method


def test_a_week_without_variation_has_no_interval() -> None:
    """Nobody works in week 0: no interval of width zero, but none at all, and a warning; week 26 rests on one arm."""
    curve = effects.difference_by_week(IN_WORK, OFFERED, weeks=WEEKS, label="work")
    difference = curve.pick("difference", "work")
    for values in (difference.std_error, difference.conf_low, difference.conf_high):
        assert np.isnan(values).tolist() == [True, False, False, False]
    assert np.isnan(curve.pick("treated", "work").std_error).tolist() == [True, False, False, True]
    assert curve.warnings == (
        "In 1 of 4 weeks the outcome varies in neither arm: the difference has no interval there.",
        "In 1 of 4 weeks the outcome varies in one arm only: the standard error rests on it alone.",
    )


def test_wilson_limits_of_a_share_of_nobody() -> None:
    """Nobody of four: Wilson's limits are 0 and z^2 / (4 + z^2); everybody of four mirrors them."""
    z2 = 3.841458820694124
    treated = effects.difference_by_week(IN_WORK, OFFERED, weeks=WEEKS).pick("treated", "outcome")
    assert (treated.conf_low[0], treated.conf_high[3]) == (0, 1)
    assert treated.conf_high[0] == pytest.approx(z2 / (4 + z2), rel=1e-12)
    assert treated.conf_low[3] == pytest.approx(4 / (4 + z2), rel=1e-12)


def test_cumulative_weeks_are_the_cumulative_sum() -> None:
    """Weeks worked by the last column: 3, 2, 2, 1 against 1, 1, 0, 1; means 2 and 3/4, variances 2/3 and 1/4."""
    curve = effects.difference_by_week(np.cumsum(IN_WORK, axis=1), OFFERED, weeks=WEEKS)
    assert curve.statistic == "mean"
    assert curve.pick("difference", "outcome").estimate[3] == pytest.approx(1.25)
    assert curve.pick("difference", "outcome").std_error[3] == pytest.approx(math.sqrt((2 / 3 + 1 / 4) / 4), rel=1e-14)
    assert curve.pick("treated", "outcome").std_error[3] == pytest.approx(math.sqrt(2 / 3 / 4), rel=1e-14)
    # t with 3 degrees of freedom: 3.182446.
    assert curve.pick("treated", "outcome").conf_high[3] == pytest.approx(2 + 3.182446 * math.sqrt(1 / 6), abs=1e-5)
    assert np.isnan(curve.pick("treated", "outcome").conf_low[0])
    assert curve.pick("treated", "outcome").events.tolist() == [0, 0, 0, 0]


def test_each_week_is_the_estimator_of_one_outcome() -> None:
    """A week of the path is the difference in means of that week's column, with and without strata."""
    outcomes = np.array([[3, 1, 4], [1, 5, 9], [2, 6, 5], [3, 5, 8], [9, 7, 9], [3, 2, 3], [8, 4, 6], [2, 6, 4]])
    offered, strata = [1, 1, 0, 0, 1, 1, 0, 0], list("aaaabbbb")
    plain = effects.difference_by_week(outcomes, offered, weeks=[1, 2, 3])
    within = effects.difference_by_week(outcomes, offered, weeks=[1, 2, 3], strata=strata, level=0.9)
    for column in range(3):
        for curve, single in (
            (plain, effects.difference_in_means(outcomes[:, column], offered)),
            (within, effects.difference_in_means_stratified(outcomes[:, column], offered, strata=strata, level=0.9)),
        ):
            line = curve.pick("difference", "outcome")
            for field in ("estimate", "std_error", "conf_low", "conf_high"):
                assert getattr(line, field)[column] == pytest.approx(getattr(single, field), rel=1e-12)
            assert curve.pick("treated", "outcome").estimate[column] == pytest.approx(single.level_treated)
            assert curve.pick("reference", "outcome").estimate[column] == pytest.approx(single.level_reference)


def test_stratified_shares_rest_on_the_effective_number() -> None:
    """With unequal chances of an offer, four treated persons count as 3.6, and eight reference persons as 54 / 7.

    Strata of 4 and 8 persons have shares 1/3 and 2/3. The treated cells have 2 and 2 persons:
    1 / (1/9 / 2 + 4/9 / 2) = 3.6; the reference cells 2 and 6: 1 / (1/9 / 2 + 4/9 / 6) = 54 / 7. Nobody works in
    week 1, so the upper Wilson limits are z^2 / (3.6 + z^2) and z^2 / (54 / 7 + z^2).
    """
    z2 = 3.841458820694124
    offered = [1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0]
    curve = effects.difference_by_week(np.zeros((12, 1)), offered, weeks=[1], strata=["a"] * 4 + ["b"] * 8)
    assert curve.pick("treated", "outcome").conf_high[0] == pytest.approx(z2 / (3.6 + z2), rel=1e-12)
    assert curve.pick("reference", "outcome").conf_high[0] == pytest.approx(z2 / (54 / 7 + z2), rel=1e-12)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"weeks": [0, 1, 2]}, "`weeks` has 3 weeks, `outcomes` 4 columns"),
        ({"weeks": [0, 2, 1, 26]}, "`weeks` are not increasing whole numbers"),
        ({"weeks": [0, 1, 1, 26]}, "`weeks` are not increasing whole numbers"),
        ({"weeks": [0, 0.5, 1, 26]}, "`weeks` are not increasing whole numbers"),
        ({"weeks": ["w0", "w1", "w2", "w26"]}, "`weeks` does not hold numbers"),
        ({"outcomes": np.empty((8, 0)), "weeks": []}, "`weeks` is empty"),
        ({"outcomes": IN_WORK[:, 1]}, "`outcomes` has 1 dimensions"),
        ({"outcomes": IN_WORK[:7]}, "differ in their number of persons"),
        ({"outcomes": np.where(IN_WORK == 1, np.nan, 0)}, "`outcomes` is missing for 7 of 8 persons"),
        ({"treated": [1] * 8}, "The reference arm has 0 persons"),
        ({"strata": [1, 1, 1, 1, 1, 1, 1, 2]}, "In 1 of 2 strata"),
        ({"level": 2}, "`level` is not a confidence level"),
    ],
)
def test_what_a_path_refuses(changes: dict[str, Any], expected: str) -> None:
    """Weeks that do not fit the columns, missing weeks and thin arms are refused in words."""
    arguments: dict[str, Any] = {"outcomes": IN_WORK, "treated": OFFERED, "weeks": WEEKS} | changes
    with pytest.raises(EstimationError) as raised:
        effects.difference_by_week(arguments.pop("outcomes"), arguments.pop("treated"), **arguments)
    assert any(expected in problem for problem in raised.value.problems)


def test_the_curve_is_a_table() -> None:
    """As a frame the curve has a row for each line and week, and the record cannot be changed."""
    curve = effects.difference_by_week(IN_WORK, OFFERED, weeks=WEEKS)
    assert len(curve.to_frame()) == 3 * 4
    with pytest.raises(dataclasses.FrozenInstanceError):
        curve.statistic = "mean"  # type: ignore[misc]
