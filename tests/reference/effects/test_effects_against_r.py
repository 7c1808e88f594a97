"""Estimates of `effects` agree with R on a real trial, on unequal strata and on small tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from nextwork_eval import effects

HERE = Path(__file__).parent
R = json.loads((HERE / "effects_life.json").read_text(encoding="utf-8"))
CARRIED = {entry["id"]: entry for entry in json.loads((HERE / "carried.json").read_text(encoding="utf-8"))["entries"]}
WEEKS = np.arange(1, 53)
# Both sides solve the same formulas in double precision; R's regressions lose a few digits in the QR decomposition.
RTOL, ATOL = 1e-9, 1e-12


@pytest.fixture(scope="module")
def life() -> pd.DataFrame:
    frame = pd.read_csv(HERE / "life.csv")
    assert len(frame) == 432
    return frame.assign(treated=(frame["fin"] == "yes").astype(int))


@pytest.fixture(scope="module")
def working(life: pd.DataFrame) -> np.ndarray:
    return (life[[f"emp{week}" for week in WEEKS]] == "yes").to_numpy().astype(int)


@pytest.fixture(scope="module")
def blocks() -> pd.DataFrame:
    return pd.read_csv(HERE / "blocks.csv")


def agrees(found: Any, expected: Any, rtol: float = RTOL) -> None:
    np.testing.assert_allclose(np.asarray(found, float), np.asarray(expected, float), rtol=rtol, atol=ATOL)


def agrees_with(estimate: effects.Estimate, expected: dict[str, float]) -> None:
    for name, value in expected.items():
        agrees(getattr(estimate, name), value)


def cohort(life: pd.DataFrame) -> pd.Series:
    return life["wexp"] + " " + life["educ"].clip(upper=4).astype(str)


def test_rearrest_within_the_year(life: pd.DataFrame) -> None:
    """Aid lowered re-arrest by 8.3 points: 48 of 216 against 66 of 216, with HC2 and 430 degrees of freedom."""
    estimate = effects.difference_in_means(life["arrest"], life["treated"])
    agrees_with(estimate, R["rearrest"]["bell_mccaffrey"])
    agrees(estimate.level_treated, R["rearrest"]["level_treated"])
    agrees(estimate.level_reference, R["rearrest"]["level_reference"])
    assert (estimate.events_treated, estimate.n_treated) == (48, 216)
    assert (estimate.events_reference, estimate.n_reference) == (66, 216)
    assert estimate.warnings == ()


@pytest.mark.parametrize("degrees_of_freedom", ["bell_mccaffrey", "welch"])
def test_weeks_worked(life: pd.DataFrame, working: np.ndarray, degrees_of_freedom: Any) -> None:
    """Both kinds of degrees of freedom, in equal arms, in 40 against 80 persons, and for a yes or no."""
    weeks_worked, treated = working.sum(axis=1), life["treated"].to_numpy()
    few = first_40_80(life)
    for name, outcome, arm in (
        ("rearrest", life["arrest"].to_numpy(), treated),
        ("weeks_worked", weeks_worked, treated),
        ("weeks_worked_40_80", weeks_worked[few], treated[few]),
    ):
        estimate = effects.difference_in_means(outcome, arm, degrees_of_freedom=degrees_of_freedom)
        agrees_with(estimate, R[name][degrees_of_freedom])
        assert (estimate.events_treated is None) == (name != "rearrest")


def first_40_80(life: pd.DataFrame) -> np.ndarray:
    treated = life["treated"].to_numpy()
    return np.concatenate([np.flatnonzero(treated == 1)[:40], np.flatnonzero(treated == 0)[:80]])


@pytest.mark.parametrize("outcome", ["rearrest", "weeks_worked"])
def test_strata_of_a_real_trial(life: pd.DataFrame, working: np.ndarray, outcome: str) -> None:
    """With strata: point and error of estimatr, degrees of freedom of clubSandwich on the saturated regression."""
    values = life["arrest"] if outcome == "rearrest" else pd.Series(working.sum(axis=1))
    estimate = effects.difference_in_means_stratified(values, life["treated"], strata=cohort(life))
    agrees(estimate.estimate, R["life_strata"][outcome]["estimate"])
    agrees(estimate.std_error, R["life_strata"][outcome]["std_error"])
    agrees_with(estimate, R["life_strata"][outcome]["bell_mccaffrey"])


@pytest.mark.parametrize("outcome", ["weeks", "job"])
def test_small_strata_with_unequal_chances(blocks: pd.DataFrame, outcome: str) -> None:
    """The same in three small strata where the chance of an offer was a quarter, two thirds and two sevenths."""
    estimate = effects.difference_in_means_stratified(blocks[outcome], blocks["treated"], strata=blocks["block"])
    agrees(estimate.estimate, R["blocks"][outcome]["estimate"])
    agrees(estimate.std_error, R["blocks"][outcome]["std_error"])
    agrees_with(estimate, R["blocks"][outcome]["bell_mccaffrey"])


@pytest.mark.parametrize("name", ["working_by_week", "weeks_worked_by_week"])
def test_weekly_paths(life: pd.DataFrame, working: np.ndarray, name: str) -> None:
    """Work by week, and weeks worked by week: differences with HC2, shares with Wilson, means with t intervals."""
    outcomes = working if name == "working_by_week" else np.cumsum(working, axis=1)
    curve = effects.difference_by_week(outcomes, life["treated"], weeks=WEEKS, label="work")
    expected = R[name]
    difference = curve.pick("difference", "work")
    agrees(difference.estimate, expected["estimate"])
    agrees(difference.std_error, expected["std_error"])
    agrees(difference.conf_low, expected["conf_low"])
    agrees(difference.conf_high, expected["conf_high"])
    for arm in ("treated", "reference"):
        for field in ("estimate", "conf_low", "conf_high"):
            agrees(getattr(curve.pick(arm, "work"), field), expected[arm][field])
    assert curve.statistic == ("share" if name == "working_by_week" else "mean")
    assert curve.warnings == ()


def test_arrested_by_week(life: pd.DataFrame) -> None:
    """The share re-arrested by each fourth week has the published differences and standard errors."""
    expected = CARRIED["H05_supt_rossi"]["value"]
    weeks = np.array(expected["weeks"])
    arrested = (life["arrest"].to_numpy() == 1)[:, None] & (life["week"].to_numpy()[:, None] <= weeks)
    difference = effects.difference_by_week(arrested, life["treated"], weeks=weeks).pick("difference", "outcome")
    agrees(difference.estimate, expected["est"])
    agrees(difference.std_error, expected["se"])


def test_degrees_of_freedom_in_closed_form() -> None:
    """3 treated of 1,000 leave two degrees of freedom, however many persons are in the reference arm."""
    expected = CARRIED["R04_bm_closed_form"]["value"]
    for name, (n1, n0) in {
        "n1_3_n0_997": (3, 997),
        "n1_40_n0_80": (40, 80),
        "n1_60_n0_60": (60, 60),
        "n1_185_n0_260": (185, 260),
    }.items():
        treated = np.repeat([1, 0], [n1, n0])
        estimate = effects.difference_in_means(np.arange(n1 + n0), treated)
        agrees(estimate.df, expected[name])


def table(x1: int, n1: int, x0: int, n0: int) -> tuple[np.ndarray, np.ndarray]:
    return np.repeat([1, 0, 1, 0], [x1, n1 - x1, x0, n0 - x0]), np.repeat([1, 0], [n1, n0])


@pytest.mark.parametrize("expected", R["ratios"], ids=lambda row: f"{row['x1']}of{row['n1']}vs{row['x0']}of{row['n0']}")
def test_ratio_of_shares(expected: dict[str, float]) -> None:
    """The score interval holds also where an arm has nobody or everybody with the event."""
    estimate = effects.risk_ratio(*table(*(int(expected[name]) for name in ("x1", "n1", "x0", "n0"))))
    # R maximises the restricted likelihood numerically, which near its edge is good to eight digits.
    for name in ("estimate", "conf_low", "conf_high", "test_statistic", "p_value"):
        agrees(getattr(estimate, name), expected[name], rtol=1e-7)


def test_ratio_of_shares_carried_over() -> None:
    """56 of 70 against 48 of 80 gives 1.333 with limits 1.0790 and 1.6721, and three tables more."""
    tables = {
        "C03_rr_or_ci_newcombe1998": (56, 70, 48, 80),
        "C03_rr_or_ci_jtrain2_emp": (140, 185, 168, 260),
        "C03_rr_or_ci_small": (7, 12, 1, 12),
        "C03_rr_or_ci_n120_75goal": (47, 60, 38, 60),
    }
    for name, counts in tables.items():
        estimate = effects.risk_ratio(*table(*counts))
        agrees(estimate.estimate, CARRIED[name]["value"]["rr"])
        agrees([estimate.conf_low, estimate.conf_high], CARRIED[name]["value"]["rr_mn"])


@pytest.mark.parametrize("expected", R["one_arm"], ids=lambda row: f"{row['x']}of{row['n']}")
@pytest.mark.parametrize("arm", [0, 1])
def test_share_of_one_arm_against_a_goal(expected: dict[str, Any], arm: Any) -> None:
    """Limits and one-sided tests of both methods agree with binom.test and prop.test, in whichever arm."""
    counts = (expected["x"], expected["n"], 1, 3)
    outcome, treated = table(*counts)
    treated = treated if arm == 1 else 1 - treated
    for row in expected["rows"]:
        options = {"arm": arm, "sides": row["sides"], "goal": expected["goal"]}
        exact = effects.share_in_arm(outcome, treated, interval="clopper_pearson", **options)
        wilson = effects.share_in_arm(outcome, treated, interval="wilson", **options)
        agrees([exact.conf_low, exact.conf_high], row["clopper_pearson"])
        agrees([wilson.conf_low, wilson.conf_high], row["wilson"])
        agrees(wilson.p_value, row["p_score"])
        if row["sides"] != "two":  # two-sided, R adds up unlikely outcomes; ours is twice the smaller tail
            agrees(exact.p_value, row["p_exact"])


def test_goal_of_75_percent_carried_over() -> None:
    """47 of 60 do not show that more than 75 % have a job."""
    expected = CARRIED["C05_one_sample_goal"]["value"]
    outcome, treated = table(47, 60, 1, 3)
    exact = effects.share_in_arm(outcome, treated, interval="clopper_pearson")
    wilson = effects.share_in_arm(outcome, treated)
    one_sided = effects.share_in_arm(outcome, treated, interval="clopper_pearson", sides="lower", goal=0.75)
    agrees([exact.conf_low, exact.conf_high], expected["cp"])
    agrees([wilson.conf_low, wilson.conf_high], expected["wilson"])
    agrees(one_sided.p_value, expected["p_greater"])
    assert one_sided.conf_low < 0.75


def traits(life: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "age": life["age"],
            "prio": life["prio"],
            "educ": life["educ"],
            "wexp": (life["wexp"] == "yes").astype(int),
            "married": (life["mar"] == "married").astype(int),
            "parole": (life["paro"] == "yes").astype(int),
        }
    )


def test_balance_of_traits_at_release(life: pd.DataFrame) -> None:
    """Means, deviations and standardised differences by arm, and one joint chi-square on six traits."""
    expected = R["balance"]
    rows = effects.standardized_differences(traits(life), life["treated"])
    assert [row.covariate for row in rows] == expected["covariate"]
    for field in ("mean_treated", "mean_reference", "sd_treated", "sd_reference", "standardized_difference"):
        agrees([getattr(row, field) for row in rows], expected[field])
    test = effects.omnibus_balance(traits(life), life["treated"])
    agrees([test.test_statistic, test.p_value, test.df], [expected["chi_square"], expected["p_value"], 6])


def test_joint_balance_within_strata(life: pd.DataFrame) -> None:
    """On categories within strata, the joint test is the generalised Cochran-Mantel-Haenszel test."""
    expected = R["balance"]["stratified"]
    categories = {f"education {code}": life["educ"] == code for code in (3, 4, 5, 6)}
    test = effects.omnibus_balance(categories, life["treated"], strata=life["wexp"])
    agrees([test.test_statistic, test.df, test.p_value], [expected["chi_square"], expected["df"], expected["p_value"]])
