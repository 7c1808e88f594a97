"""Bands for all weeks of curves against R (`durations_curve_bands.R`): multipliers on the influence of survfit.

R multiplies everybody's influence by a normal number; here paths are drawn from the covariance of the weeks. The people
of `curve_bands.csv` are invented: 60 and 70 persons, two kinds of event.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nextwork_eval.durations import cumulative_incidence, kaplan_meier

HERE = Path(__file__).parent
R = json.loads((HERE / "durations_curve_bands.json").read_text())
PEOPLE = pd.read_csv(HERE / "curve_bands.csv")


@pytest.mark.parametrize("name", ["kaplan_meier", "cumulative_incidence"])
def test_bands_of_both_arms_and_of_the_difference(name: str) -> None:
    """Critical values within the error of 40,000 and 100,000 draws, about 0.015; limits within three thousandths."""
    expected = R[name]
    week, event, arm = (PEOPLE[column].to_numpy() for column in ("week", "event", "arm"))
    drawing = {"horizon": 40, "band": "sup_t", "draws": 100_000, "generator": np.random.default_rng(1)}
    if name == "kaplan_meier":
        curve, label = kaplan_meier(week, event == 1, arm, **drawing), "without_event"  # type: ignore[arg-type]
    else:
        curve, label = cumulative_incidence(week, event, arm, **drawing), "event"  # type: ignore[arg-type]
    treated, reference, apart = (curve.pick(line, label) for line in ("treated", "reference", "difference"))  # type: ignore[arg-type]
    for line, weeks in ((treated, "treated_weeks"), (reference, "reference_weeks"), (apart, "weeks")):
        assert line.band_low is not None
        assert np.flatnonzero(~np.isnan(line.band_low)).tolist() == expected[weeks]
    assert treated.band_low is not None
    assert reference.band_high is not None
    assert apart.band_low is not None
    assert apart.band_high is not None
    assert curve.critical_value == pytest.approx(expected["critical"][2], abs=0.04)
    for found, line in (
        (treated.band_low[expected["treated_weeks"]], "treated_low"),
        (reference.band_high[expected["reference_weeks"]], "reference_high"),
        (apart.band_low[expected["weeks"]], "low"),
        (apart.band_high[expected["weeks"]], "high"),
    ):
        np.testing.assert_allclose(found, expected[line], atol=3e-3)
