"""Randomisation tests agree with assignments listed in R, with coin, and with a textbook."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nextwork_eval import effects
from nextwork_eval.design import lottery_as_it_came_out

HERE = Path(__file__).parent
R = json.loads((HERE / "effects_randomization.json").read_text(encoding="utf-8"))
CARRIED = {
    entry["id"].split("_")[0]: entry["value"]
    for entry in json.loads((HERE / "carried_randomization.json").read_text(encoding="utf-8"))["entries"]
}
SMALL = pd.read_csv(HERE / "randomization_small.csv")
LIFE = pd.read_csv(HERE / "life.csv")
WEEKS = (LIFE[[f"emp{week}" for week in range(1, 53)]] == "yes").to_numpy().sum(axis=1)
Z = (LIFE["fin"] == "yes").to_numpy().astype(int)
VILLAGES = [15, 15, 20, 20, 10, 15, 30], [1, 0, 0, 0, 0, 0, 1]
# A limit is known to the tolerance at which equal statistics count as equal.
LIMIT = 1e-7


def repeat(outcome: object, treated: object, **keywords: object) -> effects.Estimate:
    return effects.randomization_test(outcome, treated, generator=np.random.default_rng(1), **keywords)


@pytest.mark.parametrize("part", ["rounds", "rounds_lin", "rounds_ancova", "clusters", "pairs", "mixed"])
def test_every_assignment_listed(part: str) -> None:
    """Estimate, standard error, four p-values and the interval, for five designs and both adjustments."""
    people = SMALL[SMALL["part"] == part.split("_")[0]]
    expected = R[part]
    keywords = {"strata": people["stratum"]}
    if part == "clusters":
        keywords |= {"clusters": people["cluster"]}
    if part.endswith(("lin", "ancova")):
        keywords |= {"covariates": people[["before"]], "adjustment": part.split("_")[1]}
    found = repeat(people["weeks"], people["treated"], **keywords)
    assert found.estimate == pytest.approx(expected["estimate"], rel=1e-10)
    assert found.std_error == pytest.approx(expected["std_error"], rel=1e-10)
    assert f"all {expected['assignments']} assignments" in found.method
    for sides in ("two_sided", "greater", "less"):
        p_value = repeat(people["weeks"], people["treated"], **keywords, sides=sides).p_value
        assert p_value == pytest.approx(expected[sides], rel=1e-12), sides
    difference = repeat(people["weeks"], people["treated"], **keywords, statistic="difference")
    assert difference.p_value == pytest.approx(expected["difference"], rel=1e-12)
    if expected.get("conf_low") is not None:
        assert (found.conf_low, found.conf_high) == (
            pytest.approx(expected["conf_low"], abs=LIMIT),
            pytest.approx(expected["conf_high"], abs=LIMIT),
        )
    elif "conf_low" in expected:
        assert found.set_kind == "whole_line"


def test_seven_villages() -> None:
    """Gerber and Green (2012), table 2.2: 21 assignments."""
    expected = CARRIED["F01"]
    assert repeat(*VILLAGES, statistic="difference").estimate == pytest.approx(expected["ate"])
    for sides, name in (("two_sided", "p_two"), ("greater", "p_upper"), ("less", "p_lower")):
        assert repeat(*VILLAGES, statistic="difference", sides=sides).p_value == pytest.approx(expected[name])


def test_twelve_people() -> None:
    """924 assignments: the difference, studentised, both adjusted, within blocks; the interval from 2.4 to 7."""
    given, adjusted, blocked = CARRIED["F03"], CARRIED["F04"], CARRIED["F05"]
    y, z, x = given["y_data"], given["z_data"], {"x": adjusted["x"]}
    difference, studentized = repeat(y, z, statistic="difference"), repeat(y, z)
    assert (difference.estimate, difference.p_value) == (pytest.approx(given["ate"]), pytest.approx(given["p_dm"]))
    assert (studentized.test_statistic, studentized.p_value) == (
        pytest.approx(given["t_obs"], rel=1e-9),
        pytest.approx(given["p_t"]),
    )
    for found, limits in ((difference, given["ci_dm"]), (studentized, given["ci_t"])):
        assert (found.conf_low, found.conf_high) == (
            pytest.approx(limits[0], abs=LIMIT),
            pytest.approx(limits[1], abs=LIMIT),
        )
        assert (round(found.conf_low, 6), round(found.conf_high, 6)) == (2.4, 7.0)
    for form in ("lin", "ancova"):
        found = repeat(y, z, covariates=x, adjustment=form)
        assert found.test_statistic == pytest.approx(adjusted[f"t_{form}"], rel=1e-9)
        assert found.p_value == pytest.approx(adjusted[f"p_{form}"], rel=1e-9)
    within = repeat(y, z, strata=np.repeat([1, 2, 3], 4), statistic="difference")
    assert f"all {blocked['n_assign']} assignments" in within.method
    assert within.p_value == pytest.approx(blocked["p"], rel=1e-9)


def test_draws_come_to_the_exact_p_value_of_coin() -> None:
    """432 people: coin's exact distribution of the difference, within 4 Monte Carlo errors of 200,000 draws."""
    expected = R["life_exact"]["p_value"]
    found = repeat(WEEKS, Z, statistic="difference", draws=200_000, interval=False)
    assert abs(found.p_value - expected) < 4 * (expected * (1 - expected) / 200_000) ** 0.5


def test_blocked_draws_have_the_moments_that_coin_gives() -> None:
    """Within cohorts of unequal size and unequal chance: expectation and variance of the sum over those offered."""
    expected = R["life_within"]
    cohort = pd.factorize(LIFE["wexp"] + LIFE["educ"].clip(upper=4).astype(str))[0].astype(np.int64)
    sums = lottery_as_it_came_out(Z, cohort).draw(100_000, np.random.default_rng(5)) @ WEEKS
    assert expected["linear"] == WEEKS @ Z
    assert abs(sums.mean() - expected["expectation"]) < 4 * (expected["variance"] / 100_000) ** 0.5
    assert sums.var() == pytest.approx(expected["variance"], rel=4 * (2 / 100_000) ** 0.5)
    assert (expected["linear"] - sums.mean()) / sums.std() == pytest.approx(expected["z"], abs=0.02)


def test_blocked_yes_or_no_against_coin() -> None:
    """National Supported Work: coin's asymptotic z and its exact p-value of the blocked sum over those offered."""
    people = pd.read_csv(HERE / "randomization_jtrain2.csv")
    train, job = people["train"].to_numpy(), people["emp78"].to_numpy()
    block = pd.factorize(people["block"])[0].astype(np.int64)
    draws = 100_000
    sums = lottery_as_it_came_out(train, block).draw(draws, np.random.default_rng(7)) @ job
    apart = train @ job - sums.mean()
    # coin's z is of the reference arm.
    assert apart / sums.std() == pytest.approx(-CARRIED["F06"]["z"], abs=0.03)
    exact = CARRIED["F07"]["p"]
    share = (np.abs(sums - sums.mean()) >= abs(apart) - 0.5).mean()
    assert abs(share - exact) < 4 * (exact * (1 - exact) / draws) ** 0.5 + 1 / draws
