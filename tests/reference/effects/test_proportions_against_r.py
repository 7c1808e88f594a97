"""Comparisons of shares agree with R: two by two tables at the edges too, sparse strata, standardised and penalised."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from nextwork_eval import effects
from nextwork_eval.effects.proportions.scores import likely_shares

HERE = Path(__file__).parent
R = json.loads((HERE / "effects_proportions.json").read_text(encoding="utf-8"))
CARRIED = {
    entry["id"]: entry
    for entry in json.loads((HERE / "carried_proportions.json").read_text(encoding="utf-8"))["entries"]
}
JOBS = pd.read_csv(HERE / "jtrain2.csv")
FEW = JOBS.iloc[::4]
CANCER = pd.read_csv(HERE / "endometrial.csv")
ALL_OF_THEM = ["age", "educ", "black", "hisp", "married", "nodegree", "re74", "re75"]
SIX = ["age", "educ", "nodegree", "married", "unem75", "re74"]
MEASURES: list[Any] = ["difference", "ratio", "odds_ratio"]
# Both sides solve the same equations in double precision; R's searches stop at 1e-13.
RTOL = 1e-9


def agrees(found: Any, expected: Any, rtol: float = RTOL) -> None:
    np.testing.assert_allclose(np.asarray(found, float), np.asarray(expected, float), rtol=rtol, atol=1e-12)


def limits(estimate: effects.Estimate) -> list[float]:
    return [estimate.conf_low, estimate.conf_high]


def people(x1: int, n1: int, x0: int, n0: int) -> tuple[np.ndarray, np.ndarray]:
    return np.repeat([1, 0, 1, 0], [x1, n1 - x1, x0, n0 - x0]), np.repeat([1, 0], [n1, n0])


def carried(prefix: str) -> list[tuple[str, list[int]]]:
    """Return the names and the counts of the carried entries that are two by two tables."""
    return [
        (name, [int(count) for count in re.findall(r"[xn][10]=(\d+)", entry["dataset"])])
        for name, entry in CARRIED.items()
        if name.startswith(prefix)
    ]


@pytest.mark.parametrize(("name", "counts"), carried("C01"))
def test_difference_of_published_tables(name: str, counts: list[int]) -> None:
    """Newcombe's own table II among them."""
    expected = CARRIED[name]["value"]
    agrees(effects.risk_difference(*people(*counts)).estimate, expected["rd"])
    agrees(limits(effects.risk_difference(*people(*counts))), expected["newcombe"])
    agrees(limits(effects.risk_difference(*people(*counts), interval="miettinen_nurminen")), expected["mn"])


@pytest.mark.parametrize("table", [*R["tables"], *R["edges"]], ids=lambda table: str(table["counts"]))
def test_difference_and_odds_ratio_of_more_tables(table: dict[str, Any]) -> None:
    """Nobody or everybody with the event in one arm or in both; at the edges R's closed form keeps half its digits."""
    edge = table in R["edges"]
    outcome, treated = people(*table["counts"])
    agrees(limits(effects.risk_difference(outcome, treated)), table["newcombe"], 1e-7 if edge else RTOL)
    score = effects.risk_difference(outcome, treated, interval="miettinen_nurminen")
    agrees(limits(score), table["mn"], 1e-6 if edge else RTOL)
    if not edge:
        agrees(limits(effects.odds_ratio(outcome, treated)), table["odds_ratio"])


@pytest.mark.parametrize(("name", "counts"), carried("C03"))
def test_ratios_of_published_tables(name: str, counts: list[int]) -> None:
    expected = CARRIED[name]["value"]
    for function, key in ((effects.risk_ratio, "rr"), (effects.odds_ratio, "or")):
        estimate = function(*people(*counts))
        agrees([estimate.estimate, *limits(estimate)], [expected[key], *expected[f"{key}_mn"]])
        measure: Any = "ratio" if key == "rr" else "odds_ratio"
        assert effects.two_proportions(*people(*counts), measure=measure) == estimate


def test_shares_of_greatest_likelihood_at_what_was_observed() -> None:
    """30 of 100 and 20 of 100 with a difference of 0.10 are 0.30 and 0.20; a library in use gives 0.296 and 0.196."""
    expected = CARRIED["R06_mn_null_mle"]["value"]
    agrees(likely_shares(30, 100, 20, 100, 0.1), [expected["p1"], expected["p0"]])
    outcome, treated = people(30, 100, 20, 100)
    agrees(effects.risk_difference(outcome, treated, null=0.3).test_statistic, expected["z_d30"])
    assert effects.risk_difference(outcome, treated, null=0.1).test_statistic == pytest.approx(0, abs=1e-12)


def test_margins() -> None:
    """Not worse by ten points, not better by ten points, and a halving."""
    expected = CARRIED["K01_ni_score"]["value"]
    not_worse = effects.risk_difference(*people(47, 60, 38, 60), null=-0.1, sides="lower")
    agrees([not_worse.test_statistic, not_worse.p_value], [expected["z_ni"], expected["p_ni"]])
    agrees(effects.risk_difference(*people(47, 60, 38, 60), null=0.1).test_statistic, expected["z_upper"])
    halved = effects.risk_ratio(*people(13, 60, 22, 60), null=0.5)
    agrees(halved.test_statistic, expected["z_rr_half"] ** 2)


@pytest.mark.parametrize(("name", "counts"), carried("R05"))
def test_conditional_odds_ratio(name: str, counts: list[int]) -> None:
    """Against a tight search; R's fisher.test itself has four to five digits."""
    expected = CARRIED[name]["value"]
    estimate = effects.conditional_odds_ratio(*people(*counts))
    agrees([estimate.estimate, *limits(estimate)], [expected["or"], expected["lo"], expected["hi"]])


def test_boschloo_of_the_carried_table() -> None:
    agrees(effects.exact_test(*people(7, 12, 1, 12)).p_value, CARRIED["C04_unconditional_exact"]["value"]["boschloo_p"])


@pytest.mark.parametrize("table", R["exact"], ids=lambda table: str(table["counts"]))
def test_exact_tests(table: dict[str, Any]) -> None:
    """Arms of unequal size too, where the two definitions of a two-sided Boschloo test part."""
    outcome, treated = people(*table["counts"])
    agrees(effects.exact_test(outcome, treated).p_value, table["boschloo"])
    agrees(effects.exact_test(outcome, treated, kind="fisher").p_value, table["fisher"])


def from_strata(x1: list[int], n1: list[int], x0: list[int], n0: list[int]) -> tuple[np.ndarray, ...]:
    parts = [people(*counts) for counts in zip(x1, n1, x0, n0, strict=True)]
    sizes = [len(outcome) for outcome, _ in parts]
    outcome, treated = (np.concatenate([part[k] for part in parts]) for k in (0, 1))
    return outcome, treated, np.repeat(np.arange(len(parts)), sizes)


def test_mantel_haenszel_of_the_carried_strata() -> None:
    """Six strata of a job programme, two of them with four people: Sato, Greenland-Robins, Robins-Breslow-Greenland."""
    expected = CARRIED["B07_mh_rd_sato"]["value"]
    outcome, treated, strata = from_strata(*(expected[f"{name}_by_block"] for name in ("x1", "n1", "x0", "n0")))
    for measure, name in zip(MEASURES, ("RD", "RR", "OR"), strict=True):
        found = effects.mantel_haenszel(outcome, treated, strata=strata, measure=measure)
        back = np.array if measure == "difference" else np.log
        value = CARRIED[f"B10_rma_mh_{name}"]["value"]
        agrees(
            [*back([found.estimate, *limits(found)]), found.std_error], [value[k] for k in ("est", "lo", "hi", "se")]
        )
    agrees(effects.mantel_haenszel(outcome, treated, strata=strata).std_error, expected["se"])
    test, cmh = effects.cochran_mantel_haenszel(outcome, treated, strata=strata), CARRIED["B08_mh_or"]["value"]
    agrees([test.test_statistic, test.p_value], [cmh["cmh_chi2"], cmh["p"]])
    agrees(effects.exact_cmh(outcome, treated, strata=strata).p_value, CARRIED["B09_mh_exact"]["value"]["p"])


def test_sparse_strata() -> None:
    """Seven strata with one to eight persons in an arm, against metafor and mantelhaen.test."""
    expected = R["sparse"]
    outcome, treated, strata = from_strata(*(expected[name] for name in ("x1", "n1", "x0", "n0")))
    for measure in MEASURES:
        found = effects.mantel_haenszel(outcome, treated, strata=strata, measure=measure)
        back = np.array if measure == "difference" else np.log
        value = expected[measure]
        names = ("estimate", "conf_low", "conf_high", "std_error", "p_value")
        agrees(
            [*back([found.estimate, *limits(found)]), found.std_error, found.p_value], [value[name] for name in names]
        )
    test = effects.cochran_mantel_haenszel(outcome, treated, strata=strata)
    agrees([test.test_statistic, test.p_value], [expected["chi_square"], expected["p_value"]])
    exact = effects.exact_cmh(outcome, treated, strata=strata)
    agrees(exact.p_value, expected["exact_p"])
    # mantelhaen.test searches its exact limits to four digits.
    conditional = effects.conditional_odds_ratio(outcome, treated, strata=strata)
    agrees([conditional.estimate, *limits(conditional)], expected["conditional"], 2e-4)
    assert conditional.p_value == exact.p_value


def standardized(name: str, measure: Any) -> effects.Estimate:
    strata = None
    data, covariates = (JOBS, ALL_OF_THEM) if name == "all" else (FEW, SIX)
    if name == "rounds":
        data, covariates = JOBS, ["age", "educ", "black", "re74"]
        strata = data["nodegree"].astype(str) + data["married"].astype(str)
    if name == "separated":
        covariates = [*SIX, "black"]
    return effects.standardized_risks(
        data["emp78"], data["train"], covariates=data[covariates], strata=strata, measure=measure
    )


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("name", ["all", "few", "rounds", "separated"])
def test_standardized_risks(name: str, measure: Any) -> None:
    """All 445 men, a quarter of them, strata with unequal chances of an offer, and a quarter that `black` separates."""
    estimate = standardized(name, measure)
    # brglm2 stops its refits a little earlier.
    for field, value in R["standardised"][name][measure].items():
        np.testing.assert_allclose(getattr(estimate, field), value, rtol=1e-7 if name == "separated" else RTOL)
    assert any("Firth" in warning for warning in estimate.warnings) == (name == "separated")


def test_standardized_risks_of_the_carried_study() -> None:
    """Point and leave-one-out standard error; the variance of Ye and others is smaller, as its coverage is."""
    all_of_them, few = standardized("all", "difference"), standardized("few", "difference")
    value = CARRIED["C07_gcomp_adj"]["value"]
    agrees(
        [all_of_them.level_reference, all_of_them.level_treated, all_of_them.estimate],
        [value[name] for name in ("p0", "p1", "rd")],
    )
    agrees(
        [standardized("all", "ratio").estimate, standardized("all", "odds_ratio").estimate], [value["rr"], value["or"]]
    )
    agrees(all_of_them.std_error, CARRIED["R01_gcomp_loo_adj"]["value"]["se_if_loo_onestep"])
    agrees(few.std_error, CARRIED["R02_gcomp_loo_small"]["value"]["se_if_loo_onestep"])
    assert few.std_error == pytest.approx(CARRIED["R02_gcomp_loo_small"]["value"]["se_if_loo_refit"], rel=5e-3)
    for smaller in (value["se_rd_ye"], CARRIED["C08_gcomp_adj_strat"]["value"]["se_rd_ye_strat"]):
        assert 1 < all_of_them.std_error / smaller < 1.03  # type: ignore[operator]


def test_firth_of_the_published_example() -> None:
    """Heinze and Schemper's endometrial cancer: neovasculation 2.9293 (0.6097 to 7.8546)."""
    value = CARRIED["C12_firth_endometrial"]["value"]
    estimate = effects.firth_logit(CANCER["HG"], CANCER["NV"], covariates=CANCER[["PI", "EH"]])
    found = [*np.log([estimate.estimate, *limits(estimate)]), estimate.std_error, estimate.p_value]
    expected = [value[k][1] for k in ("coef", "ci_lo", "ci_hi", "se")]
    agrees(found, [*expected, value["p_plr_NV_PI_EH"][0]], 1e-6)
    jobs = effects.firth_logit(
        JOBS["emp78"], JOBS["train"], covariates=JOBS[["age", "educ", "black", "hisp", "married", "nodegree"]]
    )
    value = CARRIED["C13_firth_jtrain2"]["value"]
    agrees([np.log(jobs.estimate), jobs.std_error], [value["coef"][1], value["se"][1]], 1e-8)


def test_firth_of_few() -> None:
    """Separated by a covariate, with strata, and without covariates; R's profile is searched by BFGS."""
    rounds = FEW["nodegree"].astype(str) + FEW["married"].astype(str)
    fits = {
        "few": effects.firth_logit(FEW["emp78"], FEW["train"], covariates=FEW[["educ", "black", "married"]]),
        "rounds": effects.firth_logit(FEW["emp78"], FEW["train"], covariates=FEW[["educ"]], strata=rounds),
        "alone": effects.firth_logit(CANCER["HG"], CANCER["NV"]),
    }
    for name, estimate in fits.items():
        for field, value in R["firth"][name].items():
            np.testing.assert_allclose(getattr(estimate, field), value, rtol=1e-5, err_msg=f"{name} {field}")
