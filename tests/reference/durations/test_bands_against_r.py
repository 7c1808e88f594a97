"""Critical values of bands for all weeks against numerical integration in R (`durations_bands.R`)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from nextwork_eval.durations.bands import band_critical_value

CASES = json.loads((Path(__file__).parent / "durations_bands.json").read_text())["cases"]


@pytest.mark.parametrize("case", CASES, ids=[f"{case['weeks']} weeks" for case in CASES])
def test_furthest_week_of_drawn_paths_is_that_of_the_multivariate_t(case: dict[str, float]) -> None:
    """Weeks whose correlation falls with their distance; within the error of 200,000 draws, about 0.005.

    Beside the state of interest stands one that varies in no week: it changes nothing.
    """
    week = np.arange(int(case["weeks"]))
    correlation = case["rho"] ** np.abs(week[:, np.newaxis] - week)
    error = np.linspace(0.02, 0.07, len(week))
    covariance = correlation * np.outer(error, error)
    found = band_critical_value(
        np.stack([covariance, np.zeros_like(covariance)]),
        df=case["df"],
        level=0.95,
        draws=200_000,
        generator=np.random.default_rng(2752),
    )
    assert found == pytest.approx(case["critical"], abs=0.02)
