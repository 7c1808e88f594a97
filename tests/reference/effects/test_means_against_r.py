"""Very small strata, groups, declared chances and clusters agree with R: base R, estimatr and clubSandwich."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nextwork_eval import effects
from nextwork_eval.effects.means.sandwich import bias_reduced

HERE = Path(__file__).parent
R = json.loads((HERE / "effects_means.json").read_text(encoding="utf-8"))
CARRIED = {
    entry["id"]: entry for entry in json.loads((HERE / "carried_means.json").read_text(encoding="utf-8"))["entries"]
}
LIFE = pd.read_csv(HERE / "life.csv")
Z = (LIFE["fin"] == "yes").to_numpy().astype(int)
TINY = pd.DataFrame(R["tiny"])
SLEEP = R["sleep"]
ROUNDS = pd.read_csv(HERE / "rounds.csv")
SCHOOLS = pd.read_csv(HERE / "schools.csv")
VILLAGES = pd.read_csv(HERE / "villages.csv")
BLOCKS = pd.read_csv(HERE / "blocks.csv")


def of_f(expected: dict[str, float]) -> dict[str, float]:
    """R gives an F test the degrees of freedom of its denominator."""
    return {"df_denominator" if name == "df" else name: value for name, value in expected.items()}


def agrees_with(found: effects.Estimate | effects.Test, expected: dict[str, float], rtol: float = 1e-8) -> None:
    for name, value in expected.items():
        np.testing.assert_allclose(getattr(found, name), value, rtol=rtol, err_msg=name)


@pytest.mark.parametrize(
    ("name", "strata"), [("seven", [1, 2, 3, 4, 5, 6, 7]), ("two_pairs", [1, 2, 5, 7]), ("lent", [1, 3, 7])]
)
def test_difference_in_means_stratified_with_one_person_in_an_arm(name: str, strata: list[int]) -> None:
    """The hybrid variance, and its degrees of freedom from the quadratic form itself."""
    some = TINY[TINY["b"].isin(strata)]
    agrees_with(effects.difference_in_means_stratified(some["y"], some["z"], strata=some["b"]), R["small"][name])


def test_the_hybrid_of_an_earlier_study() -> None:
    """R08: base R, equal to the hybrid_p of the package blkvar."""
    value = CARRIED["R08_tiny_blocks_hybrid_p"]["value"]
    found = effects.difference_in_means_stratified(value["y_data"], value["z_data"], strata=value["block"])
    agrees_with(found, {"estimate": value["ate"], "std_error": value["se"]}, rtol=1e-9)


def test_matched_pairs() -> None:
    """R's data on sleep: estimatr's blocked difference of pairs, here and in an earlier study (B06)."""
    found = effects.matched_pairs(SLEEP["extra"], SLEEP["second"], pairs=SLEEP["id"])
    agrees_with(found, R["small"]["sleep"])
    value = CARRIED["B06_matched_pairs"]["value"]
    agrees_with(found, {"estimate": value["est"], "std_error": value["se"], "df": value["df"], "p_value": value["p"]})


def test_group_treatment_with_rounds_of_one_group() -> None:
    """Four rounds (two share a group) are compared; CR2 in the others is clubSandwich's."""
    found = effects.group_treatment(ROUNDS["weeks"], ROUNDS["offered"], groups=ROUNDS["met"], strata=ROUNDS["round"])
    agrees_with(found, R["grouped"])
    assert "variance between 5 of them" in found.method


def test_horvitz_thompson() -> None:
    """Estimate and standard error of estimatr; a third of the list has the joint chances of the whole lottery."""
    expected, arrest, week = R["chances"], LIFE["arrest"].to_numpy(), LIFE["week"].to_numpy()
    own = np.where(LIFE["age"] < 25, 0.45, 0.55)
    for name, outcome in (("independent", arrest), ("independent_weeks", week)):
        agrees_with(effects.horvitz_thompson(outcome, Z, probabilities=own, allocation="independent"), expected[name])
    agrees_with(effects.horvitz_thompson(week, Z, probabilities=0.5, allocation="complete"), expected["complete"])
    share = pd.Series(Z).groupby(LIFE["wexp"]).transform("mean")
    found = effects.horvitz_thompson(
        week, Z, probabilities=share.to_numpy(), allocation="complete", strata=LIFE["wexp"].to_numpy()
    )
    agrees_with(found, expected["strata"])
    drawn = BLOCKS["treated"].groupby(BLOCKS["block"]).transform("mean")
    found = effects.horvitz_thompson(
        BLOCKS["weeks"], BLOCKS["treated"], probabilities=drawn, allocation="complete", strata=BLOCKS["block"]
    )
    agrees_with(found, expected["blocks"])
    some = slice(0, None, 3)
    found = effects.horvitz_thompson(week[some], Z[some], probabilities=0.5, allocation="complete", randomised=len(Z))
    agrees_with(found, expected["a_third"])


def test_difference_in_means_clustered() -> None:
    """CR2 and Satterthwaite degrees of freedom over schools, without and within types of school."""
    columns = SCHOOLS["passed"], SCHOOLS["treated"]
    found = effects.difference_in_means_clustered(*columns, clusters=SCHOOLS["school"])
    agrees_with(found, R["clustered"]["plain"])
    found = effects.difference_in_means_clustered(*columns, clusters=SCHOOLS["school"], strata=SCHOOLS["type"])
    agrees_with(found, R["clustered"]["types"])


def test_cluster_robust_regression() -> None:
    """The core of the joint test, with covariates: clubSandwich, here and in an earlier study (D03)."""
    design = np.column_stack([np.ones(len(SCHOOLS)), SCHOOLS["treated"], SCHOOLS["lagscore"], *types().values()])
    found = bias_reduced(
        SCHOOLS["passed"].to_numpy(dtype=float), design, np.eye(design.shape[1])[1], SCHOOLS["school"].to_numpy()
    )
    for expected in (R["clustered"]["covariates"], carried("D03_bagrut_girls2001_CR2")):
        np.testing.assert_allclose(
            [found.estimate, found.variance**0.5, found.df],
            [expected["estimate"], expected["std_error"], expected["df"]],
            rtol=1e-8,
        )


def carried(name: str) -> dict[str, float]:
    value = CARRIED[name]["value"]
    return {"estimate": value["est"], "std_error": value["se"], "df": value["df"]}


def types() -> dict[str, pd.Series]:
    return {name: (SCHOOLS["type"] == name).astype(float) for name in ("Religious", "Secular")}


def test_joint_test() -> None:
    """HTZ: of the types of school (D04 as well), of moderation with schools, and of moderation with people."""
    given = {"lagscore": SCHOOLS["lagscore"], **types()}
    keywords = {"covariates": given, "clusters": SCHOOLS["school"]}
    found = effects.joint_test(SCHOOLS["passed"], SCHOOLS["treated"], tested=list(types()), **keywords)
    agrees_with(found, of_f(R["joint"]["types"]))
    value = CARRIED["D04_bagrut_HTZ"]["value"]
    agrees_with(
        found, {"test_statistic": value["Fstat"][1], "df_denominator": value["df_denom"][1], "p_value": value["p"][1]}
    )
    found = effects.joint_test(SCHOOLS["passed"], SCHOOLS["treated"], tested="moderation", **keywords)
    agrees_with(found, of_f(R["joint"]["moderation"]))
    few = np.concatenate([np.flatnonzero(Z == 1)[:40], np.flatnonzero(Z == 0)[:80]])
    traits = LIFE[["age", "prio", "educ"]].iloc[few].reset_index(drop=True)
    found = effects.joint_test(LIFE["week"].to_numpy()[few], Z[few], covariates=traits, tested="moderation")
    agrees_with(found, of_f(R["joint"]["people"]))
    assert found.df == 3


def test_wild_cluster_test() -> None:
    """Every vector of signs: people drawn within villages (D05 as well), and ten schools of which four were drawn."""
    generator = np.random.default_rng(1)
    found = effects.wild_cluster_test(
        VILLAGES["got"],
        VILLAGES["any"],
        clusters=VILLAGES["villnum"],
        covariates=VILLAGES[["age"]],
        generator=generator,
    )
    agrees_with(found, R["bootstrap"]["villages"])
    value = CARRIED["D05_wcr_fullenum"]["value"]
    agrees_with(found, {"test_statistic": value["t_cr0"], "p_value": value["p_ge"]})
    ten = SCHOOLS[SCHOOLS["school"].isin(R["bootstrap"]["ten_schools"])]
    found = effects.wild_cluster_test(
        ten["passed"], ten["treated"], clusters=ten["school"], covariates=ten[["lagscore"]], generator=generator
    )
    agrees_with(found, R["bootstrap"]["schools"])
    assert any("4 clusters" in warning for warning in found.warnings)
