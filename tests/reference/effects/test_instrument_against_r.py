"""The effect of taking the offer up, its Anderson-Rubin sets, and who was moved agree with R and earlier numbers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from linearmodels.datasets import card

from nextwork_eval import effects

HERE = Path(__file__).parent
R = json.loads((HERE / "effects_instrument.json").read_text(encoding="utf-8"))
CARRIED = {
    entry["id"]: entry
    for entry in json.loads((HERE / "carried_instrument.json").read_text(encoding="utf-8"))["entries"]
}
LIFE = pd.read_csv(HERE / "life.csv")
THORNTON = pd.read_csv(HERE / "thornton.csv")
Z = (LIFE["fin"] == "yes").to_numpy().astype(int)
WEEKS = (LIFE[[f"emp{week}" for week in range(1, 53)]] == "yes").to_numpy().sum(axis=1)
ARREST = LIFE["arrest"].to_numpy()
COHORT = (LIFE["wexp"] + LIFE["educ"].clip(upper=4).astype(str)).to_numpy()
TRAITS = LIFE[["age", "prio"]].to_numpy()
ROW = np.arange(len(LIFE))
# Invented take-up, as in the script.
ONE_SIDED = ((Z == 1) & (ROW % 10 < 7)).astype(int)
TWO_SIDED = (((Z == 1) & (ROW % 10 < 7)) | ((Z == 0) & (ROW % 10 == 9))).astype(int)
WEAK = (((Z == 1) & (ROW % 10 < 4)) | ((Z == 0) & (ROW % 7 < 2))).astype(int)
DOSE = TWO_SIDED * (1 + ROW % 17)
FEW = np.concatenate([np.flatnonzero(Z == 1)[:40], np.flatnonzero(Z == 0)[:80]])
# name: outcome, take-up, people, keywords
TRIALS: dict[str, tuple[np.ndarray, np.ndarray, np.ndarray, dict[str, Any]]] = {
    "weeks_one_sided": (WEEKS, ONE_SIDED, ROW, {}),
    "weeks_two_sided": (WEEKS, TWO_SIDED, ROW, {}),
    "weeks_strata": (WEEKS, TWO_SIDED, ROW, {"strata": COHORT}),
    "weeks_covariates": (WEEKS, TWO_SIDED, ROW, {"covariates": TRAITS}),
    "weeks_strata_covariates": (WEEKS, TWO_SIDED, ROW, {"strata": COHORT, "covariates": TRAITS}),
    "weeks_dose": (WEEKS, DOSE, ROW, {}),
    "weeks_weak": (WEEKS, WEAK, ROW, {}),
    "arrest_weak": (ARREST, WEAK, ROW, {}),
    "few_one_sided": (WEEKS, ONE_SIDED, FEW, {}),
    "few_weak": (ARREST, WEAK, FEW, {}),
    "few_weak_weeks": (WEEKS, WEAK, FEW, {}),
    "few_weak_age": (LIFE["age"].to_numpy(), WEAK, FEW, {}),
}


def agrees(found: object, expected: object, rtol: float = 1e-8) -> None:
    np.testing.assert_allclose(np.asarray(found, float), np.asarray(expected, float), rtol=rtol, atol=1e-12)


def same_set(found: effects.Estimate, expected: dict[str, Any]) -> None:
    assert found.set_kind == expected["set_kind"]
    limits = [value for value in (found.conf_low, found.conf_high) if np.isfinite(value)]
    agrees(limits, expected["limits"], rtol=1e-7)


@pytest.mark.parametrize("name", TRIALS)
def test_effect_of_take_up(name: str) -> None:
    """Point and HC2 as estimatr, Bell-McCaffrey degrees of freedom as clubSandwich, sets as by root search."""
    outcome, taken_up, people, keywords = TRIALS[name]
    given = {key: value[people] for key, value in keywords.items()}
    expected = R["effects"][name]
    t = effects.effect_of_take_up(outcome[people], Z[people], taken_up[people], interval="t", **given)
    agrees([t.estimate, t.std_error], [expected["residual"][key] for key in ("estimate", "std_error")])
    agrees([t.df, t.conf_low, t.conf_high], [expected[key] for key in ("df", "conf_low", "conf_high")])
    plain = effects.effect_of_take_up(
        outcome[people], Z[people], taken_up[people], interval="t", degrees_of_freedom="residual", **given
    )
    for key, value in expected["residual"].items():
        agrees(getattr(plain, key), value)
    found = effects.effect_of_take_up(outcome[people], Z[people], taken_up[people], **given)
    same_set(found, expected["anderson_rubin"])
    agrees(found.p_value, expected["p_value_of_offer"])
    same_set(
        effects.effect_of_take_up(outcome[people], Z[people], taken_up[people], level=0.8, **given),
        expected["anderson_rubin_80"],
    )


def test_all_shapes_of_a_set_are_among_them() -> None:
    """The table of R holds a bounded set, two rays, and the whole line."""
    kinds = {
        trial[key]["set_kind"] for trial in R["effects"].values() for key in ("anderson_rubin", "anderson_rubin_80")
    }
    assert kinds == {"interval", "two_rays", "whole_line"}


def test_people_in_villages() -> None:
    """CR2 with Satterthwaite degrees of freedom, t as estimatr and set as by root search with clubSandwich."""
    keywords = {"covariates": THORNTON[["age"]], "clusters": THORNTON["villnum"]}
    columns = THORNTON["hiv2004"], THORNTON["any"], THORNTON["got"]
    t = effects.effect_of_take_up(*columns, interval="t", **keywords)
    for key, value in R["clustered"]["residual"].items():
        agrees(getattr(t, key), value)
    carried = CARRIED["E04_thornton_LATE_CR2"]["value"]
    agrees([t.estimate, t.std_error, t.df], [carried[key] for key in ("est", "se", "df")])
    same_set(effects.effect_of_take_up(*columns, **keywords), R["clustered"]["anderson_rubin"])
    cr1 = effects.effect_of_take_up(*columns, variance="CR1", **keywords)
    agrees([cr1.conf_low, cr1.conf_high], CARRIED["R09_late_AR_cluster"]["value"]["ci"])


@pytest.mark.parametrize("variance", ["classical", "HC1", "HC2"])
def test_returns_to_schooling(variance: str) -> None:
    """Card's data: estimatr's t interval, and the set whose classical form is published for the package ivmodel."""
    frame = card.load()
    names = ["exper", "expersq", "black", "south", "smsa", *(f"reg66{k}" for k in range(1, 9)), "smsa66"]
    keywords: dict[str, Any] = {"covariates": frame[names], "variance": variance, "degrees_of_freedom": "residual"}
    columns = frame["lwage"], frame["nearc4"], frame["educ"]
    expected = CARRIED[f"E01_card_{variance}"]["value"]
    t = effects.effect_of_take_up(*columns, interval="t", **keywords)
    agrees(
        [t.estimate, t.std_error, t.df, t.p_value, t.conf_low, t.conf_high],
        [expected[key] for key in ("est", "se", "df", "p", "lo", "hi")],
    )
    found = effects.effect_of_take_up(*columns, **keywords)
    agrees([found.conf_low, found.conf_high], CARRIED["E02_card_AR"]["value"][f"ci_{variance}"])
    if variance == "HC2":
        first = effects.effect_on_take_up(frame["educ"], frame["nearc4"], covariates=frame[names])
        assert first.test_statistic is not None
        agrees(first.test_statistic**2, expected["first_stage_F"])


def test_a_reward_for_fetching_a_result() -> None:
    """Thornton's trial without covariates: two-stage least squares, classical and HC2 sets, F of the first stage."""
    columns = THORNTON["hiv2004"], THORNTON["any"], THORNTON["got"]
    wald = CARRIED["E05_thornton_wald_AR"]["value"]
    for variance in ("classical", "HC2"):
        expected = CARRIED[f"E03_thornton_LATE_{variance}"]["value"]
        keywords: dict[str, Any] = {"variance": variance, "degrees_of_freedom": "residual"}
        t = effects.effect_of_take_up(*columns, interval="t", **keywords)
        agrees([t.estimate, t.std_error, t.df], [expected[key] for key in ("est", "se", "df")])
        found = effects.effect_of_take_up(*columns, **keywords)
        agrees([found.conf_low, found.conf_high], wald[f"ar_{variance}"])
    first = effects.effect_on_take_up(THORNTON["got"], THORNTON["any"])
    assert first.test_statistic is not None
    agrees([first.estimate, first.test_statistic**2], [wald["fs"], wald["F_fs_HC2"]])


def test_another_implementation_of_the_point() -> None:
    """AER's two-stage least squares with the HC1 of sandwich."""
    found = effects.effect_of_take_up(WEEKS, Z, TWO_SIDED, variance="HC1")
    agrees([found.estimate, found.std_error], [R["classical"]["point"], R["classical"]["hc1"]])


@pytest.mark.parametrize(
    ("name", "taken_up", "strata"), [("plain", TWO_SIDED, None), ("strata", TWO_SIDED, COHORT), ("dose", DOSE, None)]
)
def test_effect_on_take_up(name: str, taken_up: np.ndarray, strata: np.ndarray | None) -> None:
    """The first stage with HC2, and its F."""
    found, expected = effects.effect_on_take_up(taken_up, Z, strata=strata), R["first_stage"][name]
    agrees([found.estimate, found.std_error, found.df], [expected[key] for key in ("estimate", "std_error", "df")])
    # They are far below the absolute tolerance of the others.
    assert found.p_value == pytest.approx(expected["p_value"], rel=1e-6, abs=0)
    assert found.test_statistic is not None
    agrees(found.test_statistic**2, expected["f"])


@pytest.mark.parametrize(
    ("name", "outcome", "taken_up", "strata"),
    [("weeks", WEEKS, TWO_SIDED, None), ("strata", WEEKS, TWO_SIDED, COHORT), ("arrest", ARREST, ONE_SIDED, None)],
)
@pytest.mark.parametrize("when", ["taken_up", "not_taken_up"])
def test_complier_mean(
    name: str, outcome: np.ndarray, taken_up: np.ndarray, strata: np.ndarray | None, when: Any
) -> None:
    """Two-stage least squares of what is seen with and without take-up; the two means differ by the effect."""
    expected = R["compliers"][name][when]
    found = effects.complier_mean(outcome, Z, taken_up, when=when, strata=strata)
    agrees([found.estimate, found.std_error], [expected["residual"][key] for key in ("estimate", "std_error")])
    same_set(found, expected["anderson_rubin"])
    both = effects.effect_of_take_up(outcome, Z, taken_up, strata=strata)
    agrees(found.estimate, both.level_treated if when == "taken_up" else both.level_reference)


def test_complier_characteristics() -> None:
    """Age of those whom the offer moved; Abadie's kappa differs by the chance difference between the arms."""
    found = effects.complier_characteristics(LIFE[["age"]], Z, TWO_SIDED)["age"]
    expected = R["characteristics"]
    agrees([found.estimate, found.std_error], [expected["age"]["estimate"], expected["age"]["std_error"]])
    moved = effects.effect_on_take_up(TWO_SIDED, Z).estimate
    agrees(moved, expected["kappa_share"])
    age = LIFE["age"].to_numpy()
    agrees(expected["kappa_age"] - found.estimate, (age.mean() - age[Z == 1].mean()) / moved, rtol=1e-6)
