"""Curves and tests of times to an event against R: survival, cmprsk, coin, and definitions written out in loops.

`durations_curves.R` made `durations_curves.json` in this folder; the session is in `durations_curves_session.txt`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from nextwork_eval import effects
from nextwork_eval.durations import (
    adjusted_log_rank,
    gray_test,
    kaplan_meier,
    log_rank,
    max_combo,
    nelson_aalen,
    restricted_mean,
)
from nextwork_eval.durations.equality.risk_sets import risk_sets, scores
from nextwork_eval.durations.inputs import read_timed_arms
from nextwork_eval.durations.restricted_mean.area import area_and_influence
from nextwork_eval.durations.tables import survival_table
from tests.reference.durations.test_durations_against_r import dreamsim, dreamsim_exits

HERE = Path(__file__).parent
R: dict[str, Any] = json.loads((HERE / "durations_curves.json").read_text())
LIFE, REMISSION, HEART, MGUS, WALTONS = (
    pd.read_csv(HERE / f"{name}.csv") for name in ("life", "remission", "cox_heart", "mgus2", "waltons")
)
RE_ARREST = (LIFE["week"], LIFE["arrest"], LIFE["treated"])
RELAPSE = (REMISSION["weeks"], REMISSION["relapse"], REMISSION["control"])
ARMS = {"treated": 1, "reference": 0}
digits = pytest.approx


@pytest.mark.parametrize("arm", ARMS)
def test_kaplan_meier_of_remission(arm):
    """Freireich's leukaemia: survival, Greenwood's error, log-log limits and numbers at risk."""
    line = kaplan_meier(*RELAPSE, horizon=20).pick(arm, "without_event")
    known = R[f"km_remission_{ARMS[arm]}"]
    weeks = known["weeks"]
    assert line.estimate[weeks] == digits(known["survival"])
    assert line.std_error[weeks] == digits(known["std_error"])
    assert line.conf_low[weeks] == digits(known["low"])
    assert line.conf_high[weeks] == digits(known["high"])
    assert line.n[weeks].tolist() == known["at_risk"]


@pytest.mark.parametrize("entry", [None, [0, 0, 1, 0, 1, 0, 0, 2, 0]])
def test_kaplan_meier_of_people_who_stand_for_several(entry):
    """The weighted data of survival's validation document, robust errors; also when some are looked at later."""
    time, status = [1, 1, 2, 2, 2, 2, 3, 4, 5], [1, 0, 1, 1, 1, 0, 0, 1, 0]
    known = R["km_weighted" if entry is None else "km_weighted_late"]
    both = None if entry is None else entry * 2
    curve = kaplan_meier(
        time * 2,
        status * 2,
        [1] * 9 + [0] * 9,
        weights=[1, 2, 3, 4, 3, 2, 1, 2, 1] * 2,
        entry=both,
        horizon=5,
    )
    for arm in ("treated", "reference"):
        line = curve.pick(arm, "without_event")
        for own, theirs in (("estimate", "survival"), ("std_error", "std_error"), ("conf_low", "low")):
            assert getattr(line, own)[known["weeks"]] == digits(known[theirs], rel=1e-12)
        assert line.conf_high[known["weeks"]] == digits(known["high"], rel=1e-12)


def test_numbers_at_risk_and_events():
    """Re-arrest in the weeks 0, 13, 26, 39 and 52; R counts events since the week before."""
    curve = kaplan_meier(*RE_ARREST, horizon=52)
    weeks, found = [0, 13, 26, 39, 52], []
    for arm in ("reference", "treated"):
        line = curve.pick(arm, "without_event")
        found.append((line.n[weeks].tolist(), np.diff(line.events.cumsum()[weeks], prepend=0).tolist()))
    assert [*found[0][0], *found[1][0]] == R["risk_table"]["at_risk"]
    assert [*found[0][1], *found[1][1]] == R["risk_table"]["events"]


@pytest.mark.parametrize("ties", ["aalen", "fleming_harrington"])
@pytest.mark.parametrize("arm", ARMS)
def test_cumulative_hazard_in_both_tie_forms(arm, ties):
    """R's ctype 1 and 2, with their standard errors."""
    line = nelson_aalen(*RE_ARREST, horizon=52, ties=ties).pick(arm, "event")
    known = R[f"na_{ARMS[arm]}_{1 if ties == 'aalen' else 2}"]
    assert line.estimate[known["weeks"]] == digits(known["hazard"])
    assert line.std_error[known["weeks"]] == digits(known["std_error"])


@pytest.mark.parametrize("arm", ARMS)
def test_delayed_entry(arm):
    """Stanford heart transplants, in half days: at risk are those who have entered before."""
    times = (2 * HEART["stop"], HEART["event"], HEART["transplant"])
    known = R[f"late_{ARMS[arm]}"]
    days = 2 * np.array(known["days"])
    line = kaplan_meier(*times, entry=2 * HEART["start"], horizon=1000).pick(arm, "without_event")
    assert line.estimate[days] == digits(known["survival"])
    assert line.std_error[days] == digits(known["std_error"])
    assert line.conf_low[days] == digits(known["low"])
    assert line.conf_high[days] == digits(known["high"])
    assert line.n[days].tolist() == known["at_risk"]
    for ties, hazard, error in (("aalen", "hazard", "se_hazard"), ("fleming_harrington", "fh", "se_fh")):
        risk = nelson_aalen(*times, entry=2 * HEART["start"], horizon=1000, ties=ties).pick(arm, "event")
        assert risk.estimate[days] == digits(known[hazard])
        assert risk.std_error[days] == digits(known[error])


@pytest.mark.parametrize("weights", [(0, 0), (1, 0), (0, 1), (1, 1), (0, 0.5)])
def test_weighted_log_rank(weights):
    """Fleming-Harrington weights of the pooled curve, of the stratum's own within strata."""
    rho, gamma = weights
    name = f"{rho}_{gamma}"
    plain = log_rank(*RE_ARREST, rho=rho, gamma=gamma)
    assert plain.test_statistic == digits(R[f"fh_{name}"]["chisq"])
    by_race = log_rank(*RE_ARREST, rho=rho, gamma=gamma, strata=LIFE["black"])
    assert by_race.test_statistic == digits(R[f"fh_by_race_{name}"]["chisq"])


def test_survdiff():
    """R's own: rho = 1 plain and within race, and Freireich's 16.793."""
    known = R["survdiff_rho"]
    assert log_rank(*RE_ARREST, rho=1).test_statistic == digits(known["one"])
    assert log_rank(*RE_ARREST, rho=1, strata=LIFE["black"]).test_statistic == digits(known["one_by_race"])
    assert log_rank(*RELAPSE).test_statistic == digits(known["remission"])


def test_log_rank_with_delayed_entry():
    """Every third person of LIFE enters late."""
    place = np.arange(1, len(LIFE) + 1)
    entry = np.where(place % 3 == 0, np.minimum(LIFE["week"] - 1, place % 7), 0)
    known = R["late_log_rank"]
    assert log_rank(*RE_ARREST, entry=entry).test_statistic == digits(known["plain"])
    assert log_rank(*RE_ARREST, entry=entry, strata=LIFE["black"]).test_statistic == digits(known["by_race"])


def test_log_rank_and_gray_of_the_simulated_trial():
    """Dreamsim's first exits, with weekly ties: within sites too."""
    week, event, arm = dreamsim_exits()
    site = dreamsim()[3]
    known = R["dream"]
    happened = (event == 1).astype(int)
    assert log_rank(week, happened, arm).test_statistic == digits(known["log_rank"])
    assert log_rank(week, happened, arm, strata=site).test_statistic == digits(known["by_site"])
    assert gray_test(week, event, arm).test_statistic == digits(known["gray"])
    assert gray_test(week, event, arm, strata=site).test_statistic == digits(known["gray_by_site"])
    assert gray_test(week, event, arm, rho=1).test_statistic == digits(known["gray_rho"])


def test_gray_of_two_causes():
    """Monoclonal gammopathy by sex, within age, and with rho = 1: cmprsk for both causes."""
    known = R["gray_mgus"]
    for cause, name in ((1, "one"), (2, "two")):
        event = MGUS["ev"].map({0: 0, cause: 1, 3 - cause: 2})
        given = (MGUS["etime"] + 1, event, MGUS["male"])
        assert gray_test(*given).test_statistic == digits(known[name])
        assert gray_test(*given, strata=MGUS["age"] >= 70).test_statistic == digits(known[f"{name}_by_age"])
        assert gray_test(*given, rho=1).test_statistic == digits(known[f"{name}_rho"])


TEST1 = ([1, 1, 6, 6, 8, 9], [1, 0, 1, 1, 0, 1], [1, 1, 1, 0, 0, 0])


def twelve() -> pd.DataFrame:
    """Twelve of the leukaemia patients."""
    return REMISSION.iloc[[0, 1, 2, 3, 4, 7, 21, 22, 23, 24, 25, 26]]


def test_every_lottery_of_few_people():
    """All 20 and 924 assignments: coin's exact test of the sum of scores, and the studentised one in a loop."""
    few = twelve()
    given = (few["weeks"], few["relapse"], few["control"])
    options = {"draws": 9_999, "generator": np.random.default_rng(1)}
    assert log_rank(*TEST1, studentized=False, **options).p_value == digits(R["exact_p"]["test1"])
    assert log_rank(*given, studentized=False, **options).p_value == digits(R["exact_p"]["twelve"])
    assert log_rank(*given, **options).p_value == digits(R["exact_studentised"]["twelve"])


def test_gray_of_twelve_people():
    """Statistic, asymptotic p-value, rho = 1, and every one of 924 lotteries."""
    weeks, event = [2, 3, 5, 5, 7, 8, 1, 2, 2, 4, 6, 8], [1, 2, 1, 0, 1, 0, 1, 1, 1, 2, 1, 0]
    arm, known = [1] * 6 + [0] * 6, R["gray_small"]
    plain = gray_test(weeks, event, arm)
    assert (plain.test_statistic, plain.p_value) == (digits(known["stat"]), digits(known["p"]))
    assert gray_test(weeks, event, arm, rho=1).test_statistic == digits(known["rho"])
    repeated = gray_test(weeks, event, arm, draws=9_999, generator=np.random.default_rng(1))
    assert repeated.p_value == digits(known["exact_p"])


def test_largest_of_four_weighted_tests():
    """Statistic to all digits; p-value within four errors of twenty million draws in R."""
    for data, name in ((RE_ARREST, "life"), (RELAPSE, "remission")):
        found, known = max_combo(*data), R[f"max_combo_{name}"]
        assert found.test_statistic == digits(known["max_z"])
        assert abs(found.p_value - known["p"]) < 4 * known["error"]


def test_covariate_adjusted_log_rank():
    """Written out with loops in R from the definitions of Ye, Shao and Yi."""
    traits = LIFE[["age", "prio"]]
    assert adjusted_log_rank(*RE_ARREST, covariates=traits).test_statistic == digits(R["adjusted_life"]["chisq"])
    by_race = adjusted_log_rank(*RE_ARREST, covariates=traits, strata=LIFE["black"])
    assert by_race.test_statistic == digits(R["adjusted_life_by_race"]["chisq"])
    blood = adjusted_log_rank(*RELAPSE, covariates=REMISSION[["log_wbc"]])
    assert blood.test_statistic == digits(R["adjusted_remission"]["chisq"])
    weeks, event = [6, 9, 12, 12, 2, 3, 6, 12], [1, 1, 0, 0, 1, 1, 1, 1]
    age = {"age": [20, 24, 25, 29, 19, 25, 22, 26]}
    eight = adjusted_log_rank(weeks, event, [1] * 4 + [0] * 4, covariates=age)
    assert eight.test_statistic == digits(R["adjusted_eight"]["chisq"])


@pytest.mark.parametrize(
    ("data", "horizon", "name"),
    [((WALTONS["day"], WALTONS["death"], WALTONS["mutant"]), 40, "waltons"), (RELAPSE, 23, "remission")],
)
def test_restricted_means_and_their_ratio(data, horizon, name):
    """R's area and standard error of each arm, put together on paper with m / (m - 1)."""
    known = R[f"rmst_{name}"]
    found = restricted_mean(*data, horizon=horizon)
    assert (found.level_treated, found.level_reference) == (digits(known["one"]), digits(known["zero"]))
    m1, m0 = int((data[2] == 1).sum()), int((data[2] == 0).sum())
    parts = (known["se_one"] ** 2 * m1 / (m1 - 1), known["se_zero"] ** 2 * m0 / (m0 - 1))
    assert found.std_error == digits(sum(parts) ** 0.5)
    ratio = restricted_mean(*data, horizon=horizon, measure="ratio")
    assert ratio.estimate == digits(known["one"] / known["zero"])
    error = (parts[0] / known["one"] ** 2 + parts[1] / known["zero"] ** 2) ** 0.5
    assert abs(np.log(ratio.estimate) / ratio.test_statistic) == digits(error)


def test_influence_on_an_area_is_that_of_pseudo_values():
    """R's pseudo-values of the restricted mean of each arm of waltons: the mean plus n times the influence."""
    values = np.empty(len(WALTONS))
    for arm in (0, 1):
        own = (WALTONS["mutant"] == arm).to_numpy()
        level, influence = area_and_influence(
            WALTONS["day"].to_numpy()[own], WALTONS["death"].to_numpy()[own], horizon=40
        )
        values[own] = level + own.sum() * influence
    assert values == digits(np.array(R["rmst_pseudo_waltons"]["by_person"]))


def test_survrm2_of_waltons():
    """The published -15.298394 (-18.635885 to -11.960903) and 0.611874: normal limits, and no m / (m - 1).

    Its parts are R's areas and Greenwood's errors of the two arms.
    """
    known = R["rmst_waltons"]
    difference, raw = known["one"] - known["zero"], np.hypot(known["se_one"], known["se_zero"])
    margin = stats.norm.isf(0.025) * raw
    assert (difference, difference - margin, difference + margin) == digits(
        (-15.298394, -18.635885, -11.960903), abs=5e-7
    )
    given = (WALTONS["day"], WALTONS["death"], WALTONS["mutant"])
    assert restricted_mean(*given, horizon=40).estimate == digits(difference)
    own, squares = (WALTONS["mutant"] == 1).to_numpy(), 0.0
    for arm in (own, ~own):
        _, influence = area_and_influence(WALTONS["day"].to_numpy()[arm], WALTONS["death"].to_numpy()[arm], horizon=40)
        assert influence.sum() == digits(0, abs=1e-10)
        squares += influence @ influence
    assert squares**0.5 == digits(raw)
    ratio = restricted_mean(*given, horizon=40, measure="ratio").estimate
    assert ratio == digits(known["one"] / known["zero"])
    assert ratio == digits(0.611874, abs=5e-7)


def test_adjusted_restricted_mean():
    """Nobody of LIFE is censored before week 52: R's pooled regression on the persons' values, to all digits.

    `restricted_mean` gives covariates slopes in each arm, as `regression_adjusted` does with this many people; it lies
    near.
    """
    known = R["rmst_adjusted"]
    values = np.empty(len(LIFE))
    for arm in (0, 1):
        own = (LIFE["treated"] == arm).to_numpy()
        level, influence = area_and_influence(LIFE["week"].to_numpy()[own], LIFE["arrest"].to_numpy()[own], horizon=52)
        values[own] = level + own.sum() * influence
    traits = LIFE[["age", "prio"]]
    pooled = effects.regression_adjusted(values, LIFE["treated"], covariates=traits, interactions="ancova")
    assert pooled.estimate == digits(known["difference"], rel=1e-9)
    design = np.column_stack([np.ones(len(LIFE)), LIFE["treated"], traits])
    bread = np.linalg.inv(design.T @ design)
    residual = values - design @ bread @ design.T @ values
    assert (bread @ (design.T * residual**2 @ design) @ bread)[1, 1] ** 0.5 == digits(known["hc0"], rel=1e-9)
    found = restricted_mean(*RE_ARREST, horizon=52, covariates=traits)
    lin = effects.regression_adjusted(values, LIFE["treated"], covariates=traits)
    assert (found.estimate, found.std_error) == (digits(lin.estimate), digits(lin.std_error))
    assert found.estimate == digits(known["difference"], abs=0.05)


def permutation_z(times, scored_in=None, drawn_in=None):
    """Return the sum of log-rank scores over its standard error in lotteries repeated within strata."""
    arms, drawn = read_timed_arms("", *times, strata=scored_in), read_timed_arms("", *times, strata=drawn_in)
    own = scores(risk_sets(arms), [(0, 0)], len(arms.treated))[:, 0]
    total = variance = 0.0
    for stratum in np.unique(drawn.strata):
        inside = drawn.strata == stratum
        n, n1 = inside.sum(), arms.treated[inside].sum()
        total += own[inside & (arms.treated == 1)].sum() - n1 * own[inside].mean()
        variance += n1 * (n - n1) / (n * (n - 1)) * ((own[inside] - own[inside].mean()) ** 2).sum()
    return total / variance**0.5


def test_scores_are_those_that_coin_calls_mid_ranks():
    """3.9033866 of Freireich's data; its other conventions for ties are other tests.

    With strata coin takes scores from the risk sets of everybody and shuffles within strata: -2.0106253 within race.
    Ours come from the stratum's own risk sets, as the stratified log-rank test does.
    """
    known = R["coin_z"]
    remission = permutation_z(RELAPSE)
    assert remission == digits(known["mid_ranks"], rel=1e-10)
    assert abs(remission - known["hothorn_lausen"]) > 0.01
    assert abs(remission - known["average_scores"]) > 0.01
    assert permutation_z(RE_ARREST, drawn_in=LIFE["black"]) == digits(known["by_race_mid_ranks"], rel=1e-10)
    own = permutation_z(RE_ARREST, scored_in=LIFE["black"], drawn_in=LIFE["black"])
    assert own == digits(known["by_race_mid_ranks"], rel=1e-4)
    assert abs(own - known["by_race_mid_ranks"]) > 1e-5


def test_a_curve_that_starts_later():
    """Stanford transplants from day 20 on: R given those still followed then, entered on that day at the earliest."""
    own = (HEART["transplant"] == 1).to_numpy()
    table = survival_table(
        (2 * HEART["stop"][own]).to_numpy(dtype=np.int64),
        HEART["event"][own].to_numpy(dtype=np.int64),
        horizon=1000,
        entry=(2 * HEART["start"][own]).to_numpy(dtype=np.int64),
        start=41,
    )
    known = R["late_1_from_20"]
    assert table.survival[[100, 200, 1000]] == digits(known["survival"])
    assert table.std_error[[100, 200, 1000]] == digits(known["std_error"])
