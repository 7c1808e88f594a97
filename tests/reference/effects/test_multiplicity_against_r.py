"""Families and indices agree with R: p.adjust, multtest, complete enumeration, and estimatr on the indices."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from nextwork_eval import effects
from nextwork_eval.effects.inputs import TwoArms
from nextwork_eval.effects.means.neyman import standardised_means
from nextwork_eval.effects.multiplicity import simultaneous, step_down
from nextwork_eval.effects.randomization.draws import Draws

HERE = Path(__file__).parent
R = json.loads((HERE / "effects_multiplicity.json").read_text(encoding="utf-8"))
CARRIED = json.loads((HERE / "carried_multiplicity.json").read_text(encoding="utf-8"))
ENTRIES = {entry["id"].split("_")[0]: entry for entry in CARRIED["entries"]}


def agrees(found: object, expected: object, rtol: float = 1e-9) -> None:
    np.testing.assert_allclose(np.asarray(found, dtype=float), np.asarray(expected, dtype=float), rtol=rtol, atol=1e-14)


def test_p_values_of_benjamini_and_hochberg_s_example() -> None:
    """H01 and H02: p.adjust, and the sharpened q by bisection."""
    given, wanted = ENTRIES["H01"]["value"]["p"], ENTRIES["H01"]["value"]
    agrees(effects.holm(given), wanted["holm"])
    agrees(effects.hochberg(given), wanted["hochberg"])
    agrees(effects.benjamini_hochberg(given), wanted["BH"])
    agrees(effects.sharpened_q(given), ENTRIES["H02"]["value"]["q_exact"])


def test_anderson_s_grid_rounds_the_sharpened_q_up() -> None:
    """The grid of 0.001 is never below the exact value, and at most a step above."""
    grid = np.array(ENTRIES["H02"]["value"]["q_grid001"])
    above = grid - effects.sharpened_q(ENTRIES["H01"]["value"]["p"])
    assert above.min() >= -1e-9
    assert above.max() <= 0.001 + 1e-9


def test_p_values_with_ties_in_any_order() -> None:
    """Seven p-values, two of them tied."""
    wanted = R["p_values"]
    for function, name in (
        (effects.holm, "holm"),
        (effects.hochberg, "hochberg"),
        (effects.benjamini_hochberg, "bh"),
        (effects.sharpened_q, "sharpened"),
    ):
        agrees(function(wanted["p"]), wanted[name])


@pytest.mark.parametrize("name", ["holm_mixed", "holm_all"])
def test_simultaneous_holm(name: str) -> None:
    """Limits and p-values by p.adjust in each direction; with some claimed, and with all."""
    wanted = R[name]
    found = effects.simultaneous_holm(wanted["est"], wanted["se"], df=wanted["df"])
    agrees(found.p_adjusted, wanted["p"])
    agrees(found.conf_low, wanted["low"])
    agrees(found.conf_high, wanted["high"])


def every_lottery(outcomes: np.ndarray, treated: np.ndarray, strata: np.ndarray) -> Draws:
    """All assignments that keep the number of offers in each stratum."""

    def statistics(lot: np.ndarray) -> np.ndarray:
        found = []
        for values in outcomes.T:
            known = ~np.isnan(values)
            one, zero = standardised_means(
                TwoArms(outcome=values[known], treated=lot[known], strata=strata[known], yes_or_no=False)
            )
            found.append(((one.mean - zero.mean) / np.sqrt(one.variance + zero.variance))[0])
        return np.array(found)

    choices = [
        list(itertools.combinations(np.flatnonzero(strata == stratum), int(treated[strata == stratum].sum())))
        for stratum in np.unique(strata)
    ]
    lots = []
    for offered in itertools.product(*choices):
        lot = np.zeros(len(treated))
        lot[np.concatenate(offered).astype(int)] = 1
        lots.append(lot)
    drawn = np.array([statistics(lot) for lot in lots])
    return Draws(observed=statistics(treated.astype(float)), drawn=drawn, every=True)


def test_step_down_over_924_lotteries() -> None:
    """H03 and H04: twelve people and three outcomes, as enumerated in base R and by multtest's mt.maxT."""
    wanted = ENTRIES["H03"]["value"]
    outcomes = np.column_stack([CARRIED["y1"], wanted["y2"], wanted["y3"]]).astype(float)
    every = every_lottery(outcomes, np.array(CARRIED["treated"]), np.zeros(12, dtype=np.int64))
    observed, drawn = np.abs(every.observed), np.abs(every.drawn)
    assert len(drawn) == 924
    agrees(observed, wanted["t"])
    agrees(step_down.single_p_values(observed, drawn, True), wanted["raw_p"])
    agrees(step_down.step_down(observed, drawn, True), wanted["wy_p"])
    agrees(step_down.step_down(observed, drawn, True), ENTRIES["H04"]["value"]["adjp"])
    repeated = effects.westfall_young(outcomes, CARRIED["treated"], draws=4000, generator=np.random.default_rng(924))
    agrees(np.abs(repeated.test_statistic), wanted["t"])
    # Four Monte Carlo errors of 4,000 repetitions; none where all lotteries are gone through.
    error = 4 * np.sqrt(np.array(wanted["wy_p"]) * (1 - np.array(wanted["wy_p"])) / 4000) + 1 / 4001
    assert (np.abs(np.array(repeated.p_adjusted) - wanted["wy_p"]) <= error).all()


def test_step_down_within_strata_with_an_unknown_outcome() -> None:
    """200 lotteries of two strata; one person's third outcome is not known, and is drawn with all others."""
    wanted = R["strata"]
    outcomes = np.array(wanted["y"], dtype=float).T
    treated, strata = np.array(wanted["z"]), np.array(wanted["b"]) - 1
    every = every_lottery(outcomes, treated, strata)
    assert len(every.drawn) == 200
    agrees(every.observed, wanted["observed"])
    agrees(step_down.step_down(np.abs(every.observed), np.abs(every.drawn), True), wanted["two_sided"])
    ones = np.ones(3)
    up, down = (
        simultaneous._drawn_direction(sign * every.observed, ones, every, 0.1, sign=sign).p_adjusted for sign in (1, -1)
    )
    agrees(np.minimum(1, 2 * np.minimum(up, down)), wanted["each_direction"])
    found = effects.westfall_young(outcomes, treated, strata=strata, draws=400, generator=np.random.default_rng(1))
    agrees(found.test_statistic, wanted["observed"])


def test_index_of_the_employment_trial() -> None:
    """I01: pay, having a job, and log pay in the trial of the National Supported Work programme."""
    trial, wanted = pd.read_csv(HERE / "jtrain2_indices.csv"), ENTRIES["I01"]["value"]
    components = pd.DataFrame({"re78": trial["re78"], "emp78": 1 - trial["unem78"], "lre78": trial["lre78"]})
    more = ["more"] * 3
    for people, name in (("reference_arm", "control"), ("everyone", "full")):
        keywords: dict[str, Any] = {"good": more, "weights": "inverse_covariance", "covariance_of": people}
        agrees(effects.index_of(components, trial["train"], **keywords).weights, wanted[f"w_icw_{name}"])
        found = effects.index_difference(components, trial["train"], **keywords)
        agrees([found.estimate, found.std_error], [wanted[f"icw_{name}_est"], wanted[f"icw_{name}_se"]])
    equal = effects.index_difference(components, trial["train"], good=more)
    agrees([equal.estimate, equal.std_error], [wanted["klk_est"], wanted["klk_se"]])


def released_men() -> tuple[dict[str, np.ndarray], np.ndarray]:
    life = pd.read_csv(HERE / "life.csv")
    weeks = (life[[f"emp{week}" for week in range(1, 53)]] == "yes").to_numpy().sum(axis=1).astype(float)
    components = {"weeks": weeks, "arrested": life["arrest"].to_numpy(float), "until": life["week"].to_numpy(float)}
    return components, (life["fin"] == "yes").to_numpy().astype(int)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("icw", {"weights": "inverse_covariance"}),
        (
            "icw_everyone",
            {"weights": "inverse_covariance", "standardize_by": "everyone", "covariance_of": "everyone"},
        ),
        ("klk", {}),
        ("holed", {"weights": "inverse_covariance"}),
    ],
)
def test_index_of_the_released_men(name: str, options: dict[str, Any]) -> None:
    """Weeks in work, not arrested, weeks until arrest; also when every fifth man's work is not known."""
    components, treated = released_men()
    if name == "holed":
        components["weeks"] = np.where(np.arange(1, 433) % 5 == 0, np.nan, components["weeks"])
    options = {"good": ["more", "fewer", "more"], **options}
    found = effects.index_difference(components, treated, **options)
    agrees([found.estimate, found.std_error], [R["index"][name]["estimate"], R["index"][name]["std_error"]])
    if "weights" in R["index"][name]:
        agrees(effects.index_of(components, treated, **options).weights, R["index"][name]["weights"])
