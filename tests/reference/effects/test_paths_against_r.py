"""Effects by week agree with R: the joint covariance, the critical value of the band, and weekly regressions."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nextwork_eval import effects
from nextwork_eval.effects.inputs import TwoArms
from nextwork_eval.effects.paths.joint import difference_covariance

HERE = Path(__file__).parent
R = json.loads((HERE / "effects_paths.json").read_text(encoding="utf-8"))
H05 = json.loads((HERE / "carried_paths.json").read_text(encoding="utf-8"))["entries"][0]["value"]
LIFE = pd.read_csv(HERE / "life.csv")
Z = (LIFE["fin"] == "yes").to_numpy().astype(int)
COHORT = (LIFE["wexp"] + LIFE["educ"].clip(upper=4).astype(str)).to_numpy()
TRAITS = {
    "age": LIFE["age"].to_numpy(),
    "prio": LIFE["prio"].to_numpy(),
    "wexp": (LIFE["wexp"] == "yes").to_numpy(),
    "parole": (LIFE["paro"] == "yes").to_numpy(),
}


def arrested(weeks: list[int]) -> np.ndarray:
    return np.stack([((LIFE["arrest"] == 1) & (LIFE["week"] <= week)).to_numpy().astype(int) for week in weeks], axis=1)


def covariance(weeks: list[int], strata: np.ndarray | None = None) -> np.ndarray:
    codes = np.zeros(len(Z), dtype=np.int64) if strata is None else np.unique(strata, return_inverse=True)[1]
    outcome = arrested(weeks).astype(float)
    return difference_covariance(TwoArms(outcome=outcome, treated=Z.astype(float), strata=codes, yes_or_no=True))


def correlation(covered: np.ndarray) -> np.ndarray:
    root = np.sqrt(np.diag(covered))
    return covered / np.outer(root, root)


def test_thirteen_weeks_of_arrest() -> None:
    """Point, error, correlation and the normal critical value 2.654; pointwise it is 1.960, Bonferroni's 2.891."""
    covered = covariance(H05["weeks"])
    line = effects.difference_by_week(arrested(H05["weeks"]), Z, weeks=H05["weeks"]).pick("difference", "outcome")
    np.testing.assert_allclose(line.estimate, H05["est"], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(line.std_error, H05["se"], rtol=1e-9)
    np.testing.assert_allclose(np.sqrt(np.diag(covered)), H05["se"], rtol=1e-9)
    related = correlation(covered)
    assert related[0, 12] == pytest.approx(H05["corr_first_last"], rel=1e-9)
    assert related[11, 12] == pytest.approx(H05["corr_adjacent"], rel=1e-9)
    wald = line.estimate @ np.linalg.solve(covered, line.estimate)
    assert wald == pytest.approx(H05["wald_joint"], rel=1e-8)
    # The tabled value is good to 1e-4, ours to three or four digits.
    assert effects.sup_t_critical_value(related) == pytest.approx(H05["supt_c"], abs=6e-4)


def test_the_joint_covariance_is_hc2_of_one_regression_of_all_weeks() -> None:
    """Without strata, and within six strata weighted by their size."""
    for strata, expected in ((None, R["everyone"]), (COHORT, R["strata"])):
        np.testing.assert_allclose(covariance(R["weeks"], strata), expected["covariance"], rtol=1e-8)
        curve = effects.difference_by_week(arrested(R["weeks"]), Z, weeks=R["weeks"], strata=strata)
        np.testing.assert_allclose(curve.pick("difference", "outcome").estimate, expected["estimate"], rtol=1e-8)


def test_critical_values_of_multivariate_t() -> None:
    """With 430 and with 18 degrees of freedom, and at 90 %; the band of the path is built with the first."""
    related = correlation(covariance(R["weeks"]))
    expected = R["sup_t"]
    assert effects.sup_t_critical_value(related, df=430) == pytest.approx(expected["weeks_df430"], abs=6e-4)
    assert effects.sup_t_critical_value(related, df=18) == pytest.approx(expected["weeks_df18"], abs=6e-4)
    at_90 = effects.sup_t_critical_value(related, df=430, level=0.9)
    assert at_90 == pytest.approx(expected["weeks_level90"], abs=6e-4)
    curve = effects.difference_by_week(arrested(R["weeks"]), Z, weeks=R["weeks"], band="sup_t")
    line = curve.pick("difference", "outcome")
    # The band of the path adds what skewness costs: by week 4 one arm has seen no arrest.
    assert curve.critical_value is not None
    assert expected["weeks_df430"] < curve.critical_value < expected["weeks_df430"] + 0.15
    later = effects.difference_by_week(arrested(R["weeks"])[:, 2:], Z, weeks=R["weeks"][2:], band="sup_t")
    symmetrical = effects.sup_t_critical_value(correlation(covariance(R["weeks"][2:])), df=430)
    assert later.critical_value == pytest.approx(symmetrical, abs=6e-4)
    assert line.band_high is not None
    assert line.band_low is not None
    np.testing.assert_allclose(line.band_high - line.estimate, curve.critical_value * line.std_error)
    np.testing.assert_allclose(line.estimate - line.band_low, curve.critical_value * line.std_error)


@pytest.mark.parametrize("name", ["hc1", "hc2", "hc1_strata", "hc2_strata"])
def test_linear_probability_by_week(name: str) -> None:
    """A regression for each week, with the robust errors of `sandwich`, with and without dummies for strata."""
    curve = effects.linear_probability_by_week(
        arrested(R["weeks"]),
        Z,
        weeks=R["weeks"],
        covariates=TRAITS,
        strata=COHORT if name.endswith("strata") else None,
        standard_errors="HC1" if name.startswith("hc1") else "HC2",
    )
    line = curve.pick("difference", "outcome")
    for field, expected in R["regressions"][name].items():
        np.testing.assert_allclose(getattr(line, field), expected, rtol=1e-8, atol=1e-12, err_msg=field)
