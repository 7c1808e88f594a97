"""Adjusted and grouped differences agree with clubSandwich and estimatr, on a real trial and on small strata."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nextwork_eval import effects

HERE = Path(__file__).parent
R = json.loads((HERE / "effects_adjusted.json").read_text(encoding="utf-8"))
LIFE = pd.read_csv(HERE / "life.csv")
Z = (LIFE["fin"] == "yes").to_numpy().astype(int)
WEEKS = (LIFE[[f"emp{week}" for week in range(1, 53)]] == "yes").to_numpy().sum(axis=1)
ARREST = LIFE["arrest"].to_numpy()
TRAITS = pd.DataFrame(
    {
        "age": LIFE["age"],
        "prio": LIFE["prio"],
        "educ": LIFE["educ"],
        "wexp": (LIFE["wexp"] == "yes").astype(int),
        "married": (LIFE["mar"] == "married").astype(int),
        "parole": (LIFE["paro"] == "yes").astype(int),
    }
)
COHORT = (LIFE["wexp"] + LIFE["educ"].clip(upper=4).astype(str)).to_numpy()
FEW = np.concatenate([np.flatnonzero(Z == 1)[:40], np.flatnonzero(Z == 0)[:80]])
EVERYONE = np.arange(len(LIFE))
# name: outcome, people, covariates, strata
ADJUSTED = {
    "weeks_worked_lin": (WEEKS, EVERYONE, list(TRAITS), None),
    "weeks_worked_ancova": (WEEKS, EVERYONE, list(TRAITS), None),
    "rearrest_lin": (ARREST, EVERYONE, list(TRAITS), None),
    "few_lin": (WEEKS, FEW, ["age", "prio"], None),
    "few_ancova": (WEEKS, FEW, list(TRAITS), None),
    "strata_lin": (WEEKS, EVERYONE, ["age", "prio", "parole"], COHORT),
    "strata_ancova": (WEEKS, EVERYONE, ["age", "prio", "parole"], COHORT),
}


def agrees_with(estimate: effects.Estimate, expected: dict[str, float]) -> None:
    for name, value in expected.items():
        np.testing.assert_allclose(getattr(estimate, name), value, rtol=1e-8, err_msg=name)


@pytest.mark.parametrize("name", ADJUSTED)
def test_regression_adjusted(name: str) -> None:
    """Estimate, HC2, Bell-McCaffrey degrees of freedom, interval and adjusted levels."""
    outcome, people, covariates, strata = ADJUSTED[name]
    estimate = effects.regression_adjusted(
        outcome[people],
        Z[people],
        covariates={covariate: TRAITS[covariate].to_numpy()[people] for covariate in covariates},
        strata=None if strata is None else strata[people],
        interactions="lin" if name.endswith("lin") else "ancova",
    )
    agrees_with(estimate, R["adjusted"][name])
    agrees_with(estimate, R["lm_lin"].get(name, {}))


def sevens(arm: np.ndarray, joined: int) -> np.ndarray:
    groups = np.full(len(arm), np.nan)
    groups[np.flatnonzero(arm == 1)[:joined]] = np.arange(joined) // 7
    return groups


def test_group_treatment() -> None:
    """CR2 and Satterthwaite degrees of freedom, with people in no group, strata, and a reference arm that met too."""
    expected, groups = R["grouped"], sevens(Z, 203)
    agrees_with(effects.group_treatment(WEEKS, Z, groups=groups), expected["weeks_worked"])
    agrees_with(effects.group_treatment(ARREST, Z, groups=groups), expected["rearrest"])
    few = effects.group_treatment(WEEKS[FEW], Z[FEW], groups=sevens(Z[FEW], 21))
    agrees_with(few, expected["few"])
    agrees_with(effects.group_treatment(WEEKS, Z, groups=groups, strata=COHORT), expected["strata"])
    across = groups.copy()
    across[np.flatnonzero(Z == 0)[:3]] = [0, 1, 2]
    met = effects.group_treatment(WEEKS, Z, groups=across)
    agrees_with(met, expected["reference_met"])
    assert any("reference arm met" in warning for warning in met.warnings)
    blocks = pd.read_csv(HERE / "blocks.csv")
    paired = effects.group_treatment(
        blocks["weeks"], blocks["treated"], groups=R["block_groups"], strata=blocks["block"]
    )
    agrees_with(paired, expected["blocks"])
