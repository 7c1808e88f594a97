"""Effects in subgroups agree with R: each effect, the joint test, the shrunken effects, and strata within subgroups."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from nextwork_eval import effects
from nextwork_eval.effects.subgroups.proxies import best_linear_predictor

HERE = Path(__file__).parent
R = json.loads((HERE / "effects_subgroups.json").read_text(encoding="utf-8"))
CARRIED = {
    entry["id"]: entry["value"]
    for entry in json.loads((HERE / "carried_subgroups.json").read_text(encoding="utf-8"))["entries"]
}
LIFE = pd.read_csv(HERE / "life.csv")
Z = (LIFE["fin"] == "yes").to_numpy().astype(int)
WEEKS = (LIFE[[f"emp{week}" for week in range(1, 53)]] == "yes").to_numpy().sum(axis=1)
BAND = np.select([LIFE["age"] < 20, LIFE["age"] < 24], ["a_under_20", "b_20_to_23"], default="c_24_and_over")
FEW = np.concatenate([np.flatnonzero(Z == 1)[:40], np.flatnonzero(Z == 0)[:80]])
JTRAIN = pd.read_csv(HERE / "jtrain2_subgroups.csv")
PLACE = np.unique(BAND, return_inverse=True)[1]
CASES: dict[str, tuple[Any, Any, Any]] = {
    "jtrain_nodegree": (JTRAIN["re78"], JTRAIN["train"], JTRAIN["nodegree"]),
    "life_age": (WEEKS, Z, BAND),
    "life_age_few": (WEEKS[FEW], Z[FEW], BAND[FEW]),
    "life_age_apart": (WEEKS + 12 * Z * (PLACE - 1), Z, BAND),
    "life_arrest_parole": (LIFE["arrest"], Z, LIFE["paro"]),
}


@pytest.mark.parametrize("name", CASES)
def test_difference_by_subgroup(name: str) -> None:
    """Two or three subgroups of a real trial, of its first 120 people, and with invented differences of effects."""
    found = effects.difference_by_subgroup(*CASES[name][:2], subgroups=CASES[name][2])
    expected = R["found"][name]
    assert [group.name for group in found.groups] == expected["groups"]
    for place, group in enumerate(found.groups):
        assert group.estimate is not None
        assert group.shrunken is not None
        assert group.estimate.p_value is None
        for field, values in expected["effects"].items():
            assert getattr(group.estimate, field) == pytest.approx(values[place], rel=1e-8), field
        for field, values in expected["shrunken"].items():
            assert getattr(group.shrunken, field) == pytest.approx(values[place], rel=1e-6), field
    assert found.interaction.df == len(found.groups) - 1
    for field, value in expected["equal"].items():
        own = "df_denominator" if field == "df" else field
        assert getattr(found.interaction, own) == pytest.approx(value, rel=1e-7), field
    assert found.spread == pytest.approx(expected["spread"], rel=1e-6, abs=1e-9)


def test_the_interaction_of_two_subgroups() -> None:
    """Effect with no degree minus effect with one: estimate, error and t of estimatr, which has n - 4 degrees."""
    expected = CARRIED["O01_subgroup_interaction"]
    found = effects.difference_by_subgroup(JTRAIN["re78"], JTRAIN["train"], subgroups=JTRAIN["nodegree"]).contrast
    assert found is not None
    assert found.estimate == pytest.approx(expected["est"], rel=1e-9)
    assert found.std_error == pytest.approx(expected["se"], rel=1e-9)
    assert found.test_statistic == pytest.approx(expected["t"], rel=1e-9)
    # Bell-McCaffrey: 146.7 degrees of freedom where estimatr has 441.
    assert found.df == pytest.approx(R["found"]["jtrain_nodegree"]["equal"]["df"], rel=1e-8)


def test_strata_within_subgroups() -> None:
    """Each subgroup weighs strata by its own shares; the contrast has the degrees of freedom of all eight cells."""
    found = effects.difference_by_subgroup(WEEKS, Z, subgroups=LIFE["paro"], strata=LIFE["wexp"])
    for name in ("no", "yes"):
        estimate = found.pick(name).estimate
        assert estimate is not None
        for field, value in R["strata"][name].items():
            assert getattr(estimate, field) == pytest.approx(value, rel=1e-8), field
    assert found.contrast is not None
    for field, value in R["strata"]["contrast"].items():
        assert getattr(found.contrast, field) == pytest.approx(value, rel=1e-8), field


def test_the_regression_on_a_proxy() -> None:
    """The arithmetic of the best linear predictor, with a proxy from the reference arm, which is not cross-fitted."""
    expected = CARRIED["O02_blp_gates"]
    treated = JTRAIN["train"].to_numpy().astype(float)
    traits = np.column_stack([np.ones(len(JTRAIN)), JTRAIN[["age", "educ", "black", "re74", "re75"]]])
    outcome = JTRAIN["re78"].to_numpy()
    proxy = traits @ np.linalg.lstsq(traits[treated == 0], outcome[treated == 0])[0]
    average, slope = best_linear_predictor(
        outcome, treated, proxy=proxy, controls=proxy[:, None], probability=np.full(len(proxy), treated.mean())
    )
    assert average[:2] == pytest.approx([expected["beta1"], expected["se1"]], rel=1e-9)
    assert slope[:2] == pytest.approx([expected["beta2"], expected["se2"]], rel=1e-9)


def test_blp_gates_finds_what_is_there() -> None:
    """Invented effects from 0 to 6 weeks along one trait: parts of the people gain 1, 3 and 5 on average."""
    chance = np.random.default_rng(11)
    before, offered = chance.random(2000), np.tile([1, 0], 1000)
    outcome = 20 * before + offered * 6 * (1 - before) + chance.normal(size=2000)
    found = effects.blp_gates(outcome, offered, covariates={"before": before}, generator=chance)
    assert [part.estimate for part in found.parts] == pytest.approx([1, 3, 5], abs=0.4)
    assert found.average.estimate == pytest.approx(3, abs=0.2)
    assert found.heterogeneity.conf_low < 1 < found.heterogeneity.conf_high
    assert found.spread.conf_low > 0
