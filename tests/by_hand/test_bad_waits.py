"""Waits that cannot be: an event after the end of follow-up, and one in the week in which a person enters.

Forty people and the weeks until work. In each estimator of waits the first is refused with a count and no value; the
second is refused, or kept as one week at risk, which is the same as having it a week later, and told.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

from nextwork_eval import durations
from nextwork_eval.errors import EstimationError

ARM = np.tile([1, 0], 20)
WEEKS = np.repeat([2, 4, 5, 6, 7, 8, 9, 9, 9, 9], 4) + np.tile([0, 1, 0, 0], 10)
WORK = np.tile([1, 1, 0, 1, 1, 1, 0, 1], 5)
LATER = WEEKS + 2

ESTIMATORS: dict[str, Callable[..., Any]] = {
    "gray_test": durations.gray_test,
    "cox": durations.cox,
    "proportional_hazards_test": durations.proportional_hazards_test,
    "discrete_time_hazard": partial(durations.discrete_time_hazard, horizon=9),
    "piecewise_exponential": partial(durations.piecewise_exponential, horizon=9, cuts=[4]),
    "accelerated_failure_time": partial(durations.accelerated_failure_time, horizon=9),
    "fine_gray": partial(durations.fine_gray, horizon=9),
    "cause_specific_risks": partial(durations.cause_specific_risks, horizon=9),
    "pseudo_observation_regression": partial(durations.pseudo_observation_regression, target="survival", horizon=9),
    "standardized_survival": partial(durations.standardized_survival, covariates=None, horizon=9),
    "standardized_contrast": partial(durations.standardized_contrast, covariates=None, horizon=9),
    "censoring_weighted_incidence": partial(durations.censoring_weighted_incidence, horizon=9),
}
WITH_ENTRY = ["cox", "proportional_hazards_test", "discrete_time_hazard", "piecewise_exponential"]
KEPT = "{} persons have the event in the week in which they enter: each is at risk in one week."


def number(found: Any) -> Any:
    """Return what the estimator is about."""
    if hasattr(found, "series"):
        return found.pick("difference", "without_event").estimate
    return found.test_statistic if not hasattr(found, "estimate") else (found.estimate, found.std_error)


@pytest.mark.parametrize("name", ESTIMATORS)
def test_nothing_may_happen_after_the_end_of_follow_up(name: str) -> None:
    """Three people are in work after the last week in which anything is known of them: refused, no week told."""
    last = LATER.copy()
    last[:3] = WEEKS[:3] - 1
    with pytest.raises(EstimationError) as caught:
        ESTIMATORS[name](WEEKS, WORK, ARM, follow_up=last)
    assert any(
        "`duration` lies after the end of follow-up for 3 of 40 persons" in problem for problem in caught.value.problems
    )
    # 4711 stands for a week that nobody else has: it must not be repeated.
    weeks = WEEKS.copy()
    weeks[0] = 4711
    with pytest.raises(EstimationError) as caught:
        ESTIMATORS[name](weeks, WORK, ARM, follow_up=LATER)
    assert "for 1 of 40 persons" in str(caught.value)
    assert "4711" not in str(caught.value)


@pytest.mark.parametrize("name", ESTIMATORS)
def test_the_end_of_follow_up_changes_no_number(name: str) -> None:
    """It checks; follow-up itself stands in the durations."""
    plain, checked = (ESTIMATORS[name](WEEKS, WORK, ARM, **more) for more in ({}, {"follow_up": LATER}))
    np.testing.assert_array_equal(number(plain), number(checked))
    assert plain.warnings == checked.warnings


@pytest.mark.parametrize("name", ESTIMATORS)
def test_work_in_the_week_of_the_lottery(name: str) -> None:
    """Two of forty: refused; kept they count in week 1, and the record says for how many."""
    weeks = WEEKS.copy()
    weeks[:2] = 0
    with pytest.raises(EstimationError, match="2 of 40 persons have an event in week 0"):
        ESTIMATORS[name](weeks, WORK, ARM)
    kept = ESTIMATORS[name](weeks, WORK, ARM, zero_length="keep")
    assert KEPT.format(2) in kept.warnings
    weeks[:2] = 1
    moved = ESTIMATORS[name](weeks, WORK, ARM)
    np.testing.assert_array_equal(number(kept), number(moved))
    assert not any("each is at risk in one week" in warning for warning in moved.warnings)
    with pytest.raises(EstimationError, match="`zero_length`"):
        ESTIMATORS[name](WEEKS, WORK, ARM, zero_length="drop")


@pytest.mark.parametrize("name", WITH_ENTRY)
def test_work_in_the_week_of_a_later_entry(name: str) -> None:
    """Kept at risk in that week alone: as one who entered the week before."""
    entry = np.zeros(40, dtype=int)
    entry[:2] = WEEKS[:2]
    with pytest.raises(EstimationError, match="2 of 40"):
        ESTIMATORS[name](WEEKS, WORK, ARM, entry=entry)
    kept = ESTIMATORS[name](WEEKS, WORK, ARM, entry=entry, zero_length="keep")
    assert KEPT.format(2) in kept.warnings
    entry[:2] -= 1
    np.testing.assert_array_equal(number(kept), number(ESTIMATORS[name](WEEKS, WORK, ARM, entry=entry)))
