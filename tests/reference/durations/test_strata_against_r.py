"""State occupation within strata against survfit of each arm at each site, put together in R (`durations_strata.R`)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from nextwork_eval.durations import state_occupation
from tests.reference.durations.test_durations_against_r import dreamsim

R = json.loads((Path(__file__).parent / "durations_strata.json").read_text())
digits = pytest.approx


@pytest.mark.parametrize("case", ["even", "uneven"])
def test_shares_within_sites_under_censoring(case: str) -> None:
    """Levels, differences, standard errors and limits in every state; arms and sites of equal and of unequal size."""
    states, arms, last, site = dreamsim()
    person = np.arange(1, 401)
    kept = np.ones(400, dtype=bool)
    if case == "uneven":
        kept = ~((site == 2) & (arms == 1) & (person % 3 > 0)) & ~((site == 3) & (arms == 0) & (person % 16 < 8))
    expected, at = R[case], np.array(R["weeks"])
    assert kept.sum() == expected["n"]
    curve = state_occupation(
        states[kept],
        arms[kept],
        labels=["support", "self_support", "gone"],
        last_observed=last[kept],
        horizon=88,
        strata=site[kept],
    )
    for k, label in enumerate(R["labels"]):
        for arm in ("treated", "reference"):
            assert curve.pick(arm, label).estimate[at] == digits(np.array(expected[arm])[:, k], rel=1e-10)
        line = curve.pick("difference", label)
        assert line.estimate[at] == digits(np.array(expected["difference"])[:, k], rel=1e-9, abs=1e-14)
        for ours, theirs in (("std_error", "std_error"), ("conf_low", "low"), ("conf_high", "high")):
            assert getattr(line, ours)[at] == digits(np.array(expected[theirs])[:, k], rel=1e-9)
