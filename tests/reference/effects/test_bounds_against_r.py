"""Bounds, tests of attrition and weights for response agree with R, on the employment trial of the NSW."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nextwork_eval import effects

HERE = Path(__file__).parent
R = json.loads((HERE / "effects_bounds.json").read_text(encoding="utf-8"))
CARRIED = {
    entry["id"]: entry for entry in json.loads((HERE / "carried_bounds.json").read_text(encoding="utf-8"))["entries"]
}
DATA = pd.read_csv(HERE / "bounds_jtrain2.csv")
Z = DATA["train"].to_numpy()
WORKED = (1.0 - DATA["unem78"]).where(DATA["mosinex"] % 5 != 0).to_numpy()
PAY = np.log(DATA["re78"].where(DATA["re78"] > 0).to_numpy())
FULL = np.where(np.isnan(PAY), np.nan, DATA["re78"] > 6)
RACE = np.where(DATA["black"] == 1, "black", np.where(DATA["hisp"] == 1, "hisp", "other"))
TRAITS = DATA[["age", "educ", "black", "nodegree"]]
FEW = np.concatenate([np.flatnonzero(Z == 1)[:50], np.flatnonzero(Z == 0)[:70]])
DEGREE = DATA["nodegree"].to_numpy()


def agrees(found: object, expected: dict[str, float], rtol: float) -> None:
    for name, value in expected.items():
        np.testing.assert_allclose(getattr(found, name), value, rtol=rtol, err_msg=name)


def test_manski_bounds() -> None:
    """Ends, standard errors and limits: the carried numbers, then within strata and with 120 persons."""
    bounds = effects.manski_bounds(WORKED, Z, lowest=0, highest=1)
    carried = CARRIED["R07_manski_im"]
    names = {"lower": "lower", "upper": "upper", "se_lower": "std_error_lower", "se_upper": "std_error_upper"}
    names |= {"im_lo": "conf_low", "im_hi": "conf_high"}
    agrees(bounds, {ours: carried["value"][theirs] for theirs, ours in names.items()}, carried["rtol"])
    assert bounds.n_known_treated / 185 == pytest.approx(1 - CARRIED["G03_manski_emp"]["value"]["miss1"])
    agrees(effects.manski_bounds(WORKED, Z, lowest=0, highest=1, strata=RACE), R["manski"]["strata"], 1e-9)
    agrees(effects.manski_bounds(WORKED[FEW], Z[FEW], lowest=0, highest=1), R["manski"]["few"], 1e-9)


def test_lee_bounds_leave_out_the_exact_share() -> None:
    """The carried ends; those of other conventions are not ours."""
    bounds, carried = effects.lee_bounds(PAY, Z), CARRIED["G01_lee_jtrain2"]
    ends = {"lower": carried["value"]["lower_fractional"], "upper": carried["value"]["upper_fractional"]}
    agrees(bounds, ends, carried["rtol"])
    conventions = CARRIED["R11_lee_conventions"]["value"]
    assert [bounds.lower, bounds.upper] == pytest.approx(conventions["fractional"], rel=1e-9)
    for other in ("floor_count_pyleebounds", "cran_attrition_1_0_0", "vsemenova_type7"):
        assert [bounds.lower, bounds.upper] != pytest.approx(conventions[other], rel=1e-3)
    # The same proposition, with whole persons and other denominators in the variances.
    near = {"std_error_lower": carried["value"]["se_lower"], "std_error_upper": carried["value"]["se_upper"]}
    agrees(bounds, near, 2e-3)


def test_lee_bounds_within_cells() -> None:
    """The carried ends, averaged over cells with their shares of those always known."""
    carried = CARRIED["G02_lee_tight_nodegree"]
    bounds = effects.lee_bounds(PAY, Z, cells=DEGREE)
    agrees(bounds, {name: carried["value"][name] for name in ("lower", "upper")}, carried["rtol"])


# Differentiated numerically in R: the standard errors have that precision.
@pytest.mark.parametrize(
    ("name", "outcome", "treated", "people", "more"),
    [
        ("pay", PAY, Z, slice(None), {}),
        ("exchanged", PAY, 1 - Z, slice(None), {}),
        ("few", PAY, Z, FEW, {}),
        ("yes_or_no", FULL, Z, slice(None), {}),
        ("cells", PAY, Z, slice(None), {"cells": DEGREE}),
        ("strata", PAY, Z, slice(None), {"strata": RACE}),
        ("both", PAY, Z, slice(None), {"strata": RACE, "cells": DEGREE}),
    ],
)
def test_lee_bounds_move_with_each_person_as_in_r(
    name: str, outcome: np.ndarray, treated: np.ndarray, people: object, more: dict[str, np.ndarray]
) -> None:
    """Ends by taking mass off the sorted outcomes; variances by counting each person a little more and less."""
    agrees(effects.lee_bounds(outcome[people], treated[people], **more), R["lee"][name], 1e-7)


def test_lee_standard_errors_are_proposition_3() -> None:
    """Term by term as printed; and near those of a bootstrap of 2,000 draws."""
    agrees(effects.lee_bounds(PAY, Z), R["proposition_3"]["pay"], 1e-10)
    agrees(effects.lee_bounds(FULL, Z), R["proposition_3"]["yes_or_no"], 1e-10)
    agrees(effects.lee_bounds(PAY, Z), R["bootstrap"]["pay"], 0.06)


def test_attrition_test() -> None:
    """Shares by clubSandwich, plain and within strata; joint tests with the covariance of sandwich."""
    expected = R["test"]
    agrees(effects.attrition_test(WORKED, Z), expected["shares"], 1e-8)
    agrees(effects.attrition_test(WORKED[FEW], Z[FEW]), expected["few"], 1e-8)
    agrees(effects.attrition_test(WORKED, Z, strata=RACE), expected["strata"], 1e-8)
    agrees(effects.attrition_test(WORKED, Z, covariates=TRAITS), expected["joint"], 1e-8)
    two = TRAITS[["age", "educ"]].to_numpy()
    agrees(effects.attrition_test(WORKED[FEW], Z[FEW], covariates=two[FEW]), expected["joint_few"], 1e-7)
    agrees(effects.attrition_test(WORKED, Z, covariates=two, strata=RACE), expected["joint_strata"], 1e-8)


def test_weighted_for_response() -> None:
    """Estimating equations differentiated numerically in R; the point by one interacted logit; a bootstrap nearby."""
    found = effects.weighted_for_response(WORKED, Z, covariates=TRAITS)
    agrees(found, R["weighted"]["worked"], 1e-6)
    assert found.estimate == pytest.approx(R["by_one_logit"], rel=1e-9)
    assert found.std_error == pytest.approx(R["bootstrap"]["weighted"], rel=0.06)
    two = TRAITS[["age", "educ"]].to_numpy()
    few = effects.weighted_for_response(WORKED[FEW], Z[FEW], covariates=two[FEW])
    agrees(few, R["weighted"]["few"], 1e-6)
