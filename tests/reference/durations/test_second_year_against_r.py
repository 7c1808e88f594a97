"""Weeks counted from a later week on, against R: on a real trial whom everybody is followed in, and under censoring.

`durations_second_year.R` made `durations_second_year.json`.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from nextwork_eval.durations import expected_weeks
from tests.reference.durations.test_durations_against_r import LIFE, check_t_test, dreamsim, life_states

R = json.loads((Path(__file__).parent / "durations_second_year.json").read_text())
digits = pytest.approx


def test_the_second_half_of_the_year_is_a_comparison_of_own_weeks():
    """LIFE, weeks 27 to 52 in work: the Welch t test on each man's own weeks, in every number."""
    found = expected_weeks(
        life_states(), LIFE["treated"], in_states=[1], last_observed=[52] * 432, horizon=52, first_week=1, from_week=27
    )
    assert found.level_treated == digits(R["life_27_52"]["treated"], rel=1e-12)
    assert found.level_reference == digits(R["life_27_52"]["reference"], rel=1e-12)
    check_t_test(found, R["life_27_52"])


def test_the_second_year_under_censoring():
    """Dreamsim, weeks 53 to 104: the area between weeks under survfit's shares, and its influence on each person."""
    states, arms, last, _ = dreamsim()
    found = expected_weeks(states, arms, in_states=[1], last_observed=last + 1, horizon=104, first_week=1, from_week=53)
    expected = R["dream_53_104"]
    assert found.level_treated == digits(expected["treated"], rel=1e-10)
    assert found.level_reference == digits(expected["reference"], rel=1e-10)
    assert found.estimate == digits(expected["difference"], rel=1e-10)
    assert found.std_error * np.sqrt(199 / 200) == digits(expected["std_error"], rel=1e-9)
    # Leaving out each person in turn and fitting again, in R.
    assert found.std_error == digits(expected["left_out"], rel=0.01)
