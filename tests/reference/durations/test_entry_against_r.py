"""Delayed entry where events compete and in restricted means, against survfit and leaving people out in R.

`durations_entry.R`: survfit of counting-process data with its influence, the definitions in a loop, and the jackknife.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nextwork_eval.durations import cumulative_incidence, restricted_mean

HERE = Path(__file__).parent
R = json.loads((HERE / "durations_entry.json").read_text())
MGUS = pd.read_csv(HERE / "mgus2.csv")
digits = pytest.approx


@pytest.fixture(scope="module")
def patients():
    """Month of progression or death, and the invented month of entry."""
    time, place = MGUS["etime"] + 1, np.arange(1, len(MGUS) + 1)
    entry = np.where(place % 3 == 0, np.minimum(time - 1, (7 * place) % 24), 0)
    return cumulative_incidence(time, MGUS["ev"], MGUS["male"], horizon=240, entry=entry)


@pytest.mark.parametrize(("arm", "code"), [("treated", 1), ("reference", 0)])
def test_cumulative_incidence_with_delayed_entry(patients, arm: str, code: int) -> None:
    """Shares, infinitesimal jackknife errors and numbers at risk, of both causes."""
    known, m = R[f"incidence_{code}"], int((MGUS["male"] == code).sum())
    for k, label in enumerate(("event", "competing")):
        line = patients.pick(arm, label)
        assert line.estimate[R["months"]] == digits(np.array(known["share"])[:, k], rel=1e-11)
        assert line.std_error[R["months"]] * ((m - 1) / m) ** 0.5 == digits(
            np.array(known["std_error"])[:, k], rel=1e-9
        )
        assert line.n[R["months"]].tolist() == known["at_risk"]
    assert "with delayed entry" in patients.method


def test_cumulative_incidence_by_its_definition_and_by_leaving_out(patients) -> None:
    """The women in month 120: a loop over months, and the jackknife within half a per cent."""
    line = patients.pick("reference", "event")
    assert line.estimate[120] == digits(R["women_120"]["share"], rel=1e-11)
    assert line.std_error[120] == digits(R["women_120"]["jackknife"], rel=0.005)


@pytest.mark.parametrize("by_site", [False, True])
def test_restricted_mean_with_delayed_entry(by_site: bool) -> None:
    """Weeks to the first exit, to week 52: levels and the error of the difference from survfit's influence."""
    first = pd.read_csv(HERE / "dreamsim_spells.csv").drop_duplicates("id")
    late = first["id"] // 8 % 4 == 0
    entry = np.where(late, np.minimum(first["tstop"] - 1, first["id"] % 13), 0)
    found = restricted_mean(
        first["tstop"],
        (first["to"] == 2).astype(int),
        first["arm"],
        horizon=52,
        entry=entry,
        strata=first["site"] if by_site else None,
    )
    one, zero = (R[f"area_by_site_{arm}" if by_site else f"area_{arm}"] for arm in (1, 0))
    assert (found.level_treated, found.level_reference) == digits((one["mean"], zero["mean"]), rel=1e-11)
    larger = 1.0 if by_site else (200 / 199) ** 0.5
    assert found.std_error == digits(np.hypot(one["std_error"], zero["std_error"]) * larger, rel=1e-9)
    if not by_site:
        assert found.std_error == digits(np.hypot(one["jackknife"], zero["jackknife"]), rel=0.005)
