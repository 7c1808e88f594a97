"""Targets and power agree with binom.test, prop.test, t.test, power.t.test and power.prop.test of R, and with a search
for the shares of greatest likelihood that shares no formula with the package."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nextwork_eval import effects
from nextwork_eval.effects.proportions.scores import difference_score, ratio_score

HERE = Path(__file__).parent
R = json.loads((HERE / "effects_targets.json").read_text(encoding="utf-8"))
CARRIED = {
    entry["id"]: entry["value"]
    for entry in json.loads((HERE / "carried_targets.json").read_text(encoding="utf-8"))["entries"]
}


def arms(x1: int, n1: int, x0: int, n0: int) -> tuple[np.ndarray, np.ndarray]:
    return np.repeat([1, 0, 1, 0], [x1, n1 - x1, x0, n0 - x0]), np.repeat([1, 0], [n1, n0])


def test_share_in_arm_limits_and_tail_of_a_goal() -> None:
    """Exact and Wilson limits at nobody, everybody and between; the one-sided tail against the goal."""
    expected = R["level"]
    for at, events in enumerate(expected["events"]):
        outcome, treated = arms(events, 60, 0, 2)
        exact = effects.share_in_arm(outcome, treated, level=0.9, interval="clopper_pearson")
        wilson = effects.share_in_arm(outcome, treated, level=0.9, interval="wilson")
        above = effects.share_in_arm(outcome, treated, interval="clopper_pearson", sides="lower", goal=0.75)
        assert (exact.conf_low, exact.conf_high) == pytest.approx(
            (expected["lower"][at], expected["upper"][at]), rel=1e-9, abs=1e-15
        )
        assert (wilson.conf_low, wilson.conf_high) == pytest.approx(expected["wilson"][at], rel=1e-9, abs=1e-15)
        assert above.p_value == pytest.approx(expected["p_above"][at], rel=1e-9)
        assert above.conf_low == pytest.approx(expected["lower"][at], rel=1e-9, abs=1e-15)


def test_47_of_60_against_75_percent() -> None:
    """The carried entry: two-sided limits at 95 %, and the exact one-sided p-value."""
    expected = CARRIED["C05_one_sample_goal"]
    outcome, treated = arms(47, 60, 0, 2)
    exact = effects.share_in_arm(outcome, treated, interval="clopper_pearson", sides="two")
    wilson = effects.share_in_arm(outcome, treated)
    one_sided = effects.share_in_arm(outcome, treated, interval="clopper_pearson", sides="lower", goal=0.75)
    assert [exact.conf_low, exact.conf_high] == pytest.approx(expected["cp"], rel=1e-9)
    assert [wilson.conf_low, wilson.conf_high] == pytest.approx(expected["wilson"], rel=1e-9)
    assert one_sided.p_value == pytest.approx(expected["p_greater"], rel=1e-9)


@pytest.mark.parametrize("entry", R["scores"], ids=lambda entry: "-".join(map(str, entry["counts"])))
def test_score_statistics(entry: dict[str, list[float]]) -> None:
    """The closed solutions agree with R's search for the restricted shares, also with nobody or everybody in an arm."""
    x1, n1, x0, n0 = (int(count) for count in entry["counts"])
    differences = [float(difference_score(x1, n1, x0, n0, null)) for null in R["nulls"]]
    ratios = [float(ratio_score(x1, n1, x0, n0, ratio)) for ratio in R["ratios"]]
    # The search in R stops at about 1e-8 of the share.
    assert differences == pytest.approx(entry["difference"], rel=1e-6, abs=1e-9)
    assert ratios == pytest.approx(entry["ratio"], rel=1e-6, abs=1e-9)


def test_noninferiority_and_ratio_goal() -> None:
    """The carried entry: 47 of 60 against 38 of 60 at a margin of 10 points, 13 of 60 against 22 of 60 halved."""
    expected = CARRIED["K01_ni_score"]
    kept = effects.noninferiority(*arms(47, 60, 38, 60), margin=0.10)
    assert kept.test_statistic == pytest.approx(expected["z_ni"], rel=1e-9)
    assert kept.p_value == pytest.approx(expected["p_ni"], rel=1e-9)
    alike = effects.equivalence(*arms(47, 60, 38, 60), margin=0.10, test="score")
    assert alike.test_statistic == pytest.approx(expected["z_upper"], rel=1e-9)
    mirrored = effects.noninferiority(*arms(13, 60, 22, 60), margin=0.10, better="fewer")
    assert mirrored.p_value == pytest.approx(expected["p_ni"], rel=1e-9)
    halved = effects.ratio_goal(*arms(13, 60, 22, 60), goal=0.5)
    assert halved.test_statistic == pytest.approx(expected["z_rr_half"], rel=1e-9)
    assert halved.p_value == pytest.approx(expected["p_rr_half_less"], rel=1e-9)


def test_equivalence_of_means() -> None:
    """Two one-sided t tests of R, and the interval at 90 % that belongs to them."""
    data, expected = pd.read_csv(HERE / "effects_targets.csv"), R["tost"]
    found = effects.equivalence(data["weeks"], data["treated"], margin=expected["margin"])
    assert found.df == pytest.approx(expected["df"], rel=1e-9)
    assert (found.conf_low, found.conf_high) == pytest.approx((expected["conf_low"], expected["conf_high"]), rel=1e-9)
    assert found.p_value == pytest.approx(max(expected["p_low"], expected["p_high"]), rel=1e-9)
    kept = effects.noninferiority(data["weeks"], data["treated"], margin=expected["margin"], test="t")
    assert (kept.test_statistic, kept.p_value) == pytest.approx((expected["t_low"], expected["p_low"]), rel=1e-9)


def test_equivalence_on_a_job_programme() -> None:
    """The carried entry: earnings of 445 men, half of them drawn for a job programme, at a margin of 3,000 dollars."""
    data, expected = pd.read_csv(HERE / "targets_jtrain2.csv"), CARRIED["K02_tost_welch"]
    found = effects.equivalence(data["re78"], data["train"], margin=3)
    assert found.test_statistic == pytest.approx(expected["t_up"], rel=1e-9)
    assert found.p_value == pytest.approx(expected["p_tost"], rel=1e-9)
    kept = effects.noninferiority(data["re78"], data["train"], margin=3, test="t")
    assert (kept.test_statistic, kept.p_value) == pytest.approx((expected["t_low"], expected["p_low"]), rel=1e-9)


def test_power_of_difference_and_detectable_difference() -> None:
    """power.t.test of R: in the right direction, in either, and solved for the difference."""
    for case in R["power"]["t"]:
        n = int(case["n"])
        found = effects.power_of_difference(case["delta"], n_treated=n, n_reference=n)
        assert found.power == pytest.approx(case["power"], rel=1e-9)
        assert found.power + found.wrong_side == pytest.approx(case["both"], rel=1e-9)
    for case in R["power"]["detectable"]:
        n = int(case["n"])
        for name, power in (("delta80", 0.8), ("delta90", 0.9)):
            found = effects.detectable_difference(n_treated=n, n_reference=n, power=power)
            assert found.difference == pytest.approx(case[name], rel=1e-8)
            assert found.power == pytest.approx(power, rel=1e-9)
    carried = CARRIED["L01_power"]
    sixty = effects.power_of_difference(0.5, n_treated=60, n_reference=60)
    assert sixty.power == pytest.approx(carried["t_power"], rel=1e-9)
    assert sixty.power + sixty.wrong_side == pytest.approx(carried["t_power_strict"], rel=1e-9)
    assert effects.detectable_difference(n_treated=60, n_reference=60).difference == pytest.approx(
        carried["t_mde_60"], rel=1e-5
    )
    assert effects.detectable_difference(n_treated=500, n_reference=500).difference == pytest.approx(
        carried["t_mde_500"],
        rel=2e-5,  # the accuracy of R's root search at its default
    )


def test_power_of_shares_and_detectable_share() -> None:
    """power.prop.test of R is `pooled_normal`; with 60 people an arm and half of the control arm: +24.5 points."""
    for case in R["power"]["shares"]:
        n = int(case["n"])
        found = effects.power_of_shares(case["p1"], case["p0"], n_treated=n, n_reference=n, method="pooled_normal")
        assert found.power == pytest.approx(case["power"], rel=1e-9)
        assert found.power + found.wrong_side == pytest.approx(case["both"], rel=1e-6)
    for case in R["power"]["detectable_share"]:
        n = int(case["n"])
        found = effects.detectable_share(case["p0"], n_treated=n, n_reference=n, method="pooled_normal")
        assert case["p0"] + found.difference == pytest.approx(case["p1"], rel=1e-8)
    sixty = effects.detectable_share(0.5, n_treated=60, n_reference=60, method="pooled_normal")
    assert 0.5 + sixty.difference == pytest.approx(CARRIED["L01_power"]["prop_mde60"], rel=1e-5)
    assert round(100 * sixty.difference, 1) == 24.5


def test_chances_of_verdicts_with_60_in_the_arm() -> None:
    """The chance of each verdict under five truths, with the limits of binom.test; how many it takes to meet 75 %."""
    for case in R["chances"]:
        found = effects.chances_of_verdicts("level", 0.75, share_treated=case["p"], n_treated=60, n_reference=60)
        assert found["met"] == pytest.approx(case["met"], rel=1e-9, abs=1e-15)
        assert found["not_met"] == pytest.approx(case["not_met"], rel=1e-9, abs=1e-15)
        assert sum(found.values()) == pytest.approx(1, abs=1e-12)
    for n, least in zip(R["sizes"], R["least"], strict=True):
        verdicts = effects.verdicts_of_counts("level", 0.75, np.arange(n + 1), n, 0, n)
        assert np.flatnonzero(verdicts == "met").min() == least
    assert R["least"][R["sizes"].index(60)] == 51
