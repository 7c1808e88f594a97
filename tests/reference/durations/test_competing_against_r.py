"""Standardised shares when another event can come first, against their definition in R (`standardised_competing.R`).

400 patients of mgus2 to month 120: 24 progress, 223 die first, 30 are lost. Arms are the sexes, the covariate is age.
"""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from nextwork_eval.durations import standardized_contrast

HERE = Path(__file__).parent
R = json.loads((HERE / "standardised_competing.json").read_text())
# For 24 events and the one column of age, by which the estimator widens what leaving people out does not.
SPENT = {"by_arm": (24 / 23) ** 0.5, "common": (24 / 22) ** 0.5}


def contrast(**options):
    patients = pd.read_csv(HERE / "mgus2.csv").query("id <= 400")
    return standardized_contrast(
        patients["etime"] + 1, patients["ev"], patients["male"], covariates=patients[["age"]], horizon=120, **options
    )


@pytest.mark.parametrize("baseline", ["by_arm", "common"])
@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_g_computation_from_two_hazards(ties, baseline) -> None:
    """Shares from two Cox models, and the standard error of leaving each of the 400 out within 2 %."""
    known = R[f"g_{ties}_{baseline}"]
    found = contrast(method="g_computation", ties=ties, baseline=baseline)
    assert (found.level_reference, found.level_treated) == pytest.approx(
        (known["reference"], known["treated"]), rel=1e-7
    )
    if known["jackknife"]:
        assert found.std_error == pytest.approx(known["jackknife"] * SPENT[baseline], rel=0.02)


def test_augmented_share() -> None:
    """The definition person by person, and leaving each out within 2 %."""
    found, known = contrast(method="aiptw"), R["aiptw"]
    assert (found.level_reference, found.level_treated) == pytest.approx(
        (known["reference"], known["treated"]), rel=1e-9
    )
    assert found.std_error == pytest.approx(known["jackknife"] * SPENT["by_arm"], rel=0.02)


@pytest.mark.parametrize(
    ("method", "name"), [("g_computation", "ate_g_exp"), ("g_computation", "ate_g_product"), ("aiptw", "ate_aiptw")]
)
def test_ate_of_cause_specific_cox_is_near(method, name) -> None:
    """Another discretisation of the month: within a thousandth of the share, standard errors within 3 %."""
    found, known = contrast(method=method), R[name]
    assert (found.level_reference, found.level_treated) == pytest.approx(
        (known["reference"], known["treated"]), abs=0.0011
    )
    assert found.std_error / SPENT["by_arm"] == pytest.approx(known["std_error"], rel=0.03)
