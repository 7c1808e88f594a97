"""Curves and win ratios with clusters and peer groups, against influence of survfit and CR2 written out in R."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from nextwork_eval.durations import state_occupation, win_ratio
from tests.reference.durations.test_durations_against_r import dreamsim

R = json.loads((Path(__file__).parent / "durations_clusters.json").read_text())
LABELS = ["support", "self_support", "gone"]
digits = pytest.approx


def together(case: str) -> dict[str, object]:
    """The clusters and groups of `durations_clusters.R`."""
    _, arms, _, site = dreamsim()
    person = np.arange(1, 401)
    ladder = np.floor(np.sqrt(person)).astype(int)
    if case == "clusters":
        return {"clusters": arms * 100 + ladder}
    if case == "clusters_in_sites":
        return {"clusters": arms * 1000 + site * 100 + person % 7, "strata": site}
    groups = pd.Series(ladder, dtype=object).where((arms == 1) & (person <= 300), None)
    return {"groups": groups, **({"strata": site} if case == "groups_across_sites" else {})}


@pytest.mark.parametrize("case", ["clusters", "groups", "clusters_in_sites", "groups_across_sites"])
def test_shares_under_censoring(case: str) -> None:
    """Levels, differences, standard errors and limits; by week 95 252 of 400 people are followed no longer."""
    states, arms, last, _ = dreamsim()
    at = np.array(R["weeks"])
    curve = state_occupation(states, arms, labels=LABELS, last_observed=last, horizon=int(at[-1]), **together(case))
    for name in ("treated", "reference", "difference"):
        expected = R[case][name]
        for k, label in enumerate(LABELS):
            line = curve.pick(name, label)
            assert line.estimate[at] == digits(np.array(expected["estimate"])[:, k], rel=1e-9, abs=1e-14)
            assert line.std_error[at] == digits(np.array(expected["std_error"])[:, k], rel=1e-8, abs=1e-14)


@pytest.mark.parametrize("case", ["clusters", "groups", "clusters_in_sites", "groups_across_sites"])
def test_degrees_of_freedom(case: str) -> None:
    """Read from an interval that is not cut: half its width in standard errors is the quantile of t."""
    states, arms, last, _ = dreamsim()
    curve = state_occupation(states, arms, labels=LABELS, last_observed=last, horizon=26, **together(case))
    for name in ("treated", "reference", "difference"):
        line = curve.pick(name, "support")
        width = (line.conf_high[26] - line.estimate[26]) / line.std_error[26]
        assert width == digits(stats.t.isf(0.025, R[case][name]["df"]), rel=1e-8)


@pytest.mark.parametrize("case", ["clusters", "groups"])
def test_win_ratio(case: str) -> None:
    """By week 78, to which everybody is followed, every pair set against each other in R."""
    states, arms, last, _ = dreamsim()
    found = win_ratio(states, arms, in_states={1}, gone={2}, last_observed=last, horizon=78, **together(case))
    expected = R[case]["pairs"]
    assert found.estimate == digits(expected["win_ratio"], rel=1e-12)
    assert found.df == digits(expected["df"], rel=1e-9)
    assert (found.conf_low, found.conf_high) == (
        digits(expected["low"], rel=1e-9),
        digits(expected["high"], rel=1e-9),
    )
