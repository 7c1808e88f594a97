"""The durations room against R's survival, on a real trial (LIFE) and on a simulated one with censoring (dreamsim).

`durations_life.R` made `durations_life.json`; `dreamsim_blocks.json` names the R call of each number in it, and
`dreamsim_blocks.R` makes them anew.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from nextwork_eval.durations import (
    cox,
    cumulative_incidence,
    expected_weeks,
    kaplan_meier,
    log_rank,
    restricted_mean,
    state_occupation,
)
from nextwork_eval.durations.contrasts import log_log_limits
from nextwork_eval.durations.occupation import expected_time_influence, occupation
from nextwork_eval.durations.restricted_mean import restricted_mean_in_group
from nextwork_eval.durations.tables import incidence_table, survival_table

HERE = Path(__file__).parent
R = json.loads((HERE / "durations_life.json").read_text())
BLOCKS = {
    name: block["value"] for name, block in json.loads((HERE / "dreamsim_blocks.json").read_text())["blocks"].items()
}
LIFE = pd.read_csv(HERE / "life.csv")
ARMS = (("reference", 0), ("treated", 1))
LABELS = ("not_working", "working", "rearrested")
COVARIATES = ["age", "black", "wexp", "married", "paro", "prio"]
digits = pytest.approx


def life_states():
    """Weeks 1 to 52; from the week of arrest on, re-arrested."""
    states = np.array([[int(letter == "y") for letter in row] for row in LIFE["employed"]])
    arrested = (LIFE["arrest"] == 1).to_numpy()[:, np.newaxis] & (
        np.arange(1, 53) >= LIFE["week"].to_numpy()[:, np.newaxis]
    )
    return np.where(arrested, 2, states)


def first_four_weeks_in_work(states):
    """Week and kind of the first event: 1 the fourth of four weeks in a row in work, 2 re-arrest, 0 neither by 52."""
    runs = np.lib.stride_tricks.sliding_window_view(states == 1, 4, axis=1).all(axis=2)
    entry = np.where(runs.any(axis=1), runs.argmax(axis=1) + 4, 99)
    arrest = np.where((states == 2).any(axis=1), (states == 2).argmax(axis=1) + 1, 99)
    week = np.minimum(np.minimum(entry, arrest), 52)
    return week, np.where(entry < arrest, 1, np.where(arrest < 99, 2, 0))


def dreamsim():
    """Persons by times 0 to 104: 0 support, 1 self-support, 2 gone; the state at time t holds in the week after it."""
    persons = pd.read_csv(HERE / "dreamsim_persons.csv")
    spells = pd.read_csv(HERE / "dreamsim_spells.csv").rename(columns={"from": "before", "to": "after"})
    states = np.full((len(persons), 105), -1)
    last = persons["C"].to_numpy()
    for spell in spells.itertuples():
        states[spell.id - 1, spell.tstart : spell.tstop] = spell.before - 1
        after = spell.before if spell.after == 0 else spell.after
        states[spell.id - 1, spell.tstop : last[spell.id - 1] + 1] = after - 1
    return states, persons["arm"].to_numpy(), last, persons["site"].to_numpy()


def dreamsim_exits():
    """Weeks to the first exit from support; 1 to self-support, 2 gone, 0 neither."""
    spells = pd.read_csv(HERE / "dreamsim_spells.csv").drop_duplicates("id")
    return spells["tstop"].to_numpy(), spells["to"].map({0: 0, 2: 1, 3: 2}).to_numpy(), spells["arm"].to_numpy()


# -- LIFE ------------------------------------------------------------------------------------------------------------


def test_log_rank_of_re_arrest_plain_and_within_strata():
    """The known 3.8375696, and the same test within race, and within race and parole."""
    data = (LIFE["week"], LIFE["arrest"], LIFE["treated"])
    assert log_rank(*data).test_statistic == digits(3.8375696, abs=5e-8)
    assert log_rank(*data).test_statistic == digits(R["log_rank"]["plain"], rel=1e-12)
    assert log_rank(*data, strata=LIFE["black"]).test_statistic == digits(R["log_rank"]["by_race"], rel=1e-12)
    both = LIFE["black"].astype(str) + LIFE["paro"].astype(str)
    assert log_rank(*data, strata=both).test_statistic == digits(R["log_rank"]["by_race_and_parole"], rel=1e-12)


@pytest.mark.parametrize("form", ["frame", "array", "mapping"])
def test_cox_with_seven_covariates(form):
    """The published -0.379422166 (0.19137948), however the covariates are handed over."""
    given = {
        "frame": LIFE[COVARIATES],
        "array": LIFE[COVARIATES].to_numpy(),
        "mapping": {name: LIFE[name] for name in COVARIATES},
    }[form]
    estimate = cox(LIFE["week"], LIFE["arrest"], LIFE["treated"], covariates=given)
    assert estimate.estimate == digits(-0.379422166, abs=2e-9)
    for name, value in (
        ("estimate", estimate.estimate),
        ("std_error", estimate.std_error),
        ("low", estimate.conf_low),
        ("high", estimate.conf_high),
        ("p", estimate.p_value),
    ):
        assert value == digits(R["cox_seven"][name], rel=1e-6), name
    assert (estimate.events_treated, estimate.events_reference) == (48, 66)
    assert estimate.warnings == ()


def test_cox_without_covariates():
    """The arms alone."""
    estimate = cox(LIFE["week"], LIFE["arrest"], LIFE["treated"])
    assert estimate.estimate == digits(R["cox_alone"]["estimate"], rel=1e-9)
    assert estimate.std_error == digits(R["cox_alone"]["std_error"], rel=1e-9)


def test_kaplan_meier_pooled_at_26_weeks():
    """The published log-log limits 0.83997541 and 0.90280380."""
    table = survival_table(LIFE["week"].to_numpy(), LIFE["arrest"].to_numpy(), horizon=52)
    low, high = log_log_limits(table.survival, table.std_error, stats.norm.isf(0.025))
    assert (low[26], high[26]) == digits((0.83997541, 0.90280380), abs=5e-9)
    assert table.std_error[26] == digits(R["km_pooled_26"]["std_error"], rel=1e-12)


@pytest.mark.parametrize(("arm", "code"), ARMS)
def test_kaplan_meier_by_arm(arm, code):
    """Shares, Greenwood, log-log limits and numbers at risk in weeks 1, 13, 26, 39 and 52."""
    curve = kaplan_meier(LIFE["week"], LIFE["arrest"], LIFE["treated"], horizon=52)
    line, expected = curve.pick(arm, "without_event"), R[f"km_{code}"]
    at = np.array(expected["weeks"])
    assert line.estimate[at] == digits(expected["survival"], rel=1e-12)
    assert line.std_error[at] == digits(expected["std_error"], rel=1e-12)
    assert line.n[at].tolist() == expected["at_risk"]
    # R repeats 1 as both limits before the first arrest; ours are NaN there.
    some = at[np.array(expected["survival"]) < 1]
    assert line.conf_low[some] == digits(expected["low"][-len(some) :], rel=1e-12)
    assert line.conf_high[some] == digits(expected["high"][-len(some) :], rel=1e-12)


def test_restricted_mean_of_weeks_free():
    """44.8333 and 46.8750 weeks with the raw errors 0.91767 and 0.79332; all followed, so it is a Welch t test."""
    for code, mean, std_error in ((0, 44.8333, 0.91767), (1, 46.8750, 0.79332)):
        own = (LIFE["treated"] == code).to_numpy()
        group = restricted_mean_in_group(LIFE["week"].to_numpy()[own], LIFE["arrest"].to_numpy()[own], horizon=52)
        assert (group.mean, group.std_error) == (digits(mean, abs=5e-5), digits(std_error, abs=5e-6))
        assert group.std_error == digits(R[f"rmst_{code}"]["std_error"], rel=1e-12)
    check_t_test(restricted_mean(LIFE["week"], LIFE["arrest"], LIFE["treated"], horizon=52), R["rmst_is_a_mean"])


def check_t_test(estimate, expected):
    for name, value in (
        ("difference", estimate.estimate),
        ("std_error", estimate.std_error),
        ("df", estimate.df),
        ("low", estimate.conf_low),
        ("high", estimate.conf_high),
        ("p", estimate.p_value),
    ):
        assert value == digits(expected[name], rel=1e-10), name


@pytest.mark.parametrize(("arm", "code"), ARMS)
def test_state_occupation_by_arm(arm, code):
    """Everyone is followed: shares equal R's and the raw proportions, standard errors the binomial ones."""
    curve = state_occupation(
        life_states(), LIFE["treated"], labels=LABELS, last_observed=[52] * 432, horizon=52, first_week=1
    )
    expected = R[f"states_{code}"]
    at = np.array(expected["weeks"]) - 1
    for k, label in enumerate(expected["labels"]):
        line = curve.pick(arm, label)
        assert line.estimate[at] == digits(np.array(expected["survfit"])[:, k], rel=1e-11)
        assert line.estimate[at] == digits(np.array(expected["proportion"])[:, k], rel=1e-11)
        assert line.std_error[at] / (216 / 215) ** 0.5 == digits(np.array(expected["binomial_se"])[:, k], rel=1e-11)
        assert line.n.tolist() == [216] * 52


def test_expected_weeks_working():
    """Everyone is followed: the Welch t test on each man's own weeks in work, in every number."""
    estimate = expected_weeks(
        life_states(), LIFE["treated"], in_states=[1], last_observed=[52] * 432, horizon=52, first_week=1
    )
    assert estimate.level_treated == digits(R["weeks_working"]["treated"], rel=1e-12)
    assert estimate.level_reference == digits(R["weeks_working"]["reference"], rel=1e-12)
    check_t_test(estimate, R["weeks_working"])


def test_expected_weeks_working_within_race():
    """Differences within strata, weighted by their size, with the HC2 standard error."""
    estimate = expected_weeks(
        life_states(),
        LIFE["treated"],
        in_states=[1],
        last_observed=[52] * 432,
        horizon=52,
        first_week=1,
        strata=LIFE["black"],
    )
    assert estimate.estimate == digits(R["weeks_working_by_race"]["difference"], rel=1e-11)
    assert estimate.std_error == digits(R["weeks_working_by_race"]["std_error"], rel=1e-11)


def test_time_to_four_weeks_in_work_was_dated_alike():
    """Python's and R's reading of the rule agree before any estimate is compared."""
    week, kind = first_four_weeks_in_work(life_states())
    assert {"entered": (kind == 1).sum(), "arrested_first": (kind == 2).sum(), "weeks": week.sum()} == R[
        "four_weeks_counts"
    ]


@pytest.mark.parametrize(("arm", "code"), ARMS)
def test_cumulative_incidence_of_work_with_re_arrest_competing(arm, code):
    """Four weeks in a row in work, and re-arrest before it, at weeks 13, 26 and 52; the jackknife error is R's."""
    week, kind = first_four_weeks_in_work(life_states())
    curve = cumulative_incidence(week, kind, LIFE["treated"], horizon=52)
    expected = R[f"four_weeks_{code}"]
    at = np.array(expected["weeks"])
    for label in ("event", "competing"):
        line = curve.pick(arm, label)
        assert line.estimate[at] == digits(expected[label], rel=1e-10)
        assert line.std_error[at] / (216 / 215) ** 0.5 == digits(expected[f"ij_{label}"], rel=1e-10)


@pytest.mark.parametrize("name", [name for name in BLOCKS if name != "dream_ghoshlin"])
def test_the_blocks_are_made_anew_by_their_calls(name):
    """`dreamsim_blocks.R` evaluates each block's call; WA, which made `dream_ghoshlin`, is no longer distributed."""
    again = json.loads((HERE / "dreamsim_blocks_again.json").read_text())[name]
    assert again == digits(BLOCKS[name], rel=1e-9, abs=1e-12)


# -- dreamsim: reversible states, follow-up that ends between weeks 78 and 104 ---------------------------------------


def test_dreamsim_is_read_as_it_was_made():
    """Exits, returns and departures from the matrix equal the generator's own counts."""
    states, _, _, _ = dreamsim()
    before, after = states[:, :-1], states[:, 1:]
    counts = BLOCKS["dream_counts"]
    assert ((before == 0) & (after == 1)).sum() == counts["n12"]
    assert ((before == 1) & (after == 0)).sum() == counts["n21"]
    assert ((before >= 0) & (before < 2) & (after == 2)).sum() == counts["n13"] + counts["n23"]
    assert ((before == 0) & (after >= 0)).sum() == counts["pw1"]
    assert ((before == 1) & (after >= 0)).sum() == counts["pw2"]


@pytest.mark.parametrize(("arm", "code"), ARMS)
def test_state_occupation_under_censoring(arm, code):
    """Shares in each state with jackknife errors, also at 90 and 100 weeks, when most are no longer followed."""
    states, arms, last, _ = dreamsim()
    curve = state_occupation(states, arms, labels=["support", "self_support", "gone"], last_observed=last, horizon=100)
    expected = R[f"dream_states_{code}"]
    at = np.array(expected["weeks"])
    for k, label in enumerate(expected["labels"]):
        line = curve.pick(arm, label)
        assert line.estimate[at] == digits(np.array(expected["share"])[:, k], rel=1e-10)
        assert line.std_error[at] / (200 / 199) ** 0.5 == digits(np.array(expected["std_error"])[:, k], rel=1e-10)
    block = BLOCKS["dream_occupation"]
    start = 9 * code
    shares = [block[f"p{start + k}"] for k in range(1, 10)]
    ours = [curve.pick(arm, label).estimate[week] for week in (26, 52, 78) for label in expected["labels"]]
    assert ours == digits(shares, rel=1e-10)
    assert curve.pick(arm, "self_support").estimate[90] == digits(BLOCKS["dream_ipcw"][f"aj{code}"], rel=1e-10)


def test_expected_weeks_while_everyone_is_followed():
    """21.5 and 37.25 weeks of self-support to week 78, difference 15.75, standard error 1.9704663 before m/(m-1)."""
    states, arms, last, _ = dreamsim()
    # The state at time t is the state of week t + 1, so that the first column is week 1.
    estimate = expected_weeks(states, arms, in_states=[1], last_observed=last + 1, horizon=78, first_week=1)
    assert (estimate.level_reference, estimate.level_treated) == digits((21.5, 37.25), rel=1e-12)
    assert estimate.estimate == digits(15.75, rel=1e-12)
    assert estimate.std_error * (199 / 200) ** 0.5 == digits(1.9704663, abs=5e-8)
    assert estimate.std_error == digits(BLOCKS["dream_rmtis_direct"]["se_welch"], rel=1e-11)
    for state, name in enumerate(("benefit", "selfsup", "gone")):
        weeks = expected_weeks(states, arms, in_states=[state], last_observed=last + 1, horizon=78, first_week=1)
        block = BLOCKS["dream_rmtis"]
        assert weeks.level_treated == digits(block[f"arm1_wk_{name}"], rel=1e-11)
        raw = np.hypot(block[f"arm0_se_{name}"], block[f"arm1_se_{name}"])
        assert weeks.std_error * (199 / 200) ** 0.5 == digits(raw, rel=1e-10)


def test_expected_weeks_under_censoring():
    """To week 104: 32.787057 (1.7477810) and 52.915452 (1.8951595)."""
    states, arms, last, _ = dreamsim()
    estimate = expected_weeks(states, arms, in_states=[1], last_observed=last + 1, horizon=104, first_week=1)
    block = BLOCKS["dream_rmtis_104"]
    assert estimate.level_reference == digits(32.787057, abs=5e-7)
    assert estimate.level_treated == digits(52.915452, abs=5e-7)
    assert estimate.estimate == digits(block["diff"], rel=1e-10)
    assert estimate.std_error * (199 / 200) ** 0.5 == digits(np.hypot(block["se0"], block["se1"]), rel=1e-10)


@pytest.mark.parametrize("code", [0, 1])
def test_leaving_out_each_person_gives_the_same_standard_error(code):
    """R can be wrong on states that recur; the brute-force jackknife, which needs no formula, is the judge."""
    states, arms, _, _ = dreamsim()
    own = states[arms == code][:, :104]
    weights = np.outer(np.ones(104), [0, 1, 0])
    influence = expected_time_influence(own, occupation(own, n_states=3), weights=weights)
    without = [
        float((occupation(np.delete(own, i, axis=0), n_states=3).probabilities * weights).sum())
        for i in range(len(own))
    ]
    jackknife = np.sqrt(199 / 200 * np.square(np.array(without) - np.mean(without)).sum())
    raw = np.sqrt(np.square(influence).sum())
    assert raw == digits(BLOCKS["dream_rmtis_104"][f"se{code}"], rel=1e-10)
    assert raw * (200 / 199) ** 0.5 == digits(jackknife, rel=0.01)


@pytest.mark.parametrize(("arm", "code"), ARMS)
def test_exit_from_support_under_censoring(arm, code):
    """Cumulative incidence of the first exit with R's jackknife errors, at 26, 78, 90 and 98 weeks."""
    weeks, kind, arms = dreamsim_exits()
    own = arms == code
    table = incidence_table(weeks[own], kind[own], horizon=98)
    expected = R[f"dream_exit_{code}"]
    at = np.array(expected["weeks"])
    for k, label in enumerate(("event", "competing")):
        assert table.share[at, k] == digits(expected[label], rel=1e-10)
        assert table.std_error[at, k] == digits(expected[f"ij_{label}"], rel=1e-10)
        line = cumulative_incidence(weeks, kind, arms, horizon=98).pick(arm, label)
        assert line.estimate[at] == digits(expected[label], rel=1e-10)
    block = BLOCKS["dream_exit_cif"]
    assert table.share[[26, 52, 78], 0] == digits([block[f"F{3 * code + k}"] for k in (1, 2, 3)], rel=1e-10)


@pytest.mark.parametrize(("arm", "code"), ARMS)
def test_kaplan_meier_and_restricted_mean_under_censoring(arm, code):
    """Still on support (those gone are out of sight): survival, Greenwood, limits, and weeks to 98."""
    weeks, kind, arms = dreamsim_exits()
    exits = (kind == 1).astype(int)
    line, expected = kaplan_meier(weeks, exits, arms, horizon=98).pick(arm, "without_event"), R[f"dream_km_{code}"]
    at = np.array(expected["weeks"])
    assert line.estimate[at] == digits(expected["survival"], rel=1e-11)
    assert line.std_error[at] == digits(expected["std_error"], rel=1e-11)
    assert line.conf_low[at] == digits(expected["low"], rel=1e-11)
    assert line.conf_high[at] == digits(expected["high"], rel=1e-11)
    group = restricted_mean_in_group(weeks[arms == code], exits[arms == code], horizon=98)
    assert group.mean == digits(R[f"dream_rmst_{code}"]["mean"], rel=1e-11)
    assert group.std_error == digits(R[f"dream_rmst_{code}"]["std_error"], rel=1e-11)


def test_tests_of_exit():
    """Log-rank 32.613355, within sites 32.067599; Cox with Efron ties 0.60979820."""
    weeks, kind, arms = dreamsim_exits()
    exits = (kind == 1).astype(int)
    block = BLOCKS["dream_exit_tests"]
    _, _, _, site = dreamsim()
    assert log_rank(weeks, exits, arms).test_statistic == digits(block["logrank"], rel=1e-11)
    assert log_rank(weeks, exits, arms, strata=site).test_statistic == digits(block["strat"], rel=1e-11)
    estimate = cox(weeks, exits, arms)
    assert estimate.estimate == digits(block["efron"], rel=1e-7)  # R at its default tolerance
    assert estimate.estimate == digits(R["dream_cox"]["estimate"], rel=1e-9)
    assert estimate.std_error == digits(R["dream_cox"]["std_error"], rel=1e-9)


def test_sustained_exit():
    """26 weeks in a row off support, dated at the 26th: incidence at 52 and 78 weeks; log-rank 41.328248."""
    states, arms, last, _ = dreamsim()
    weeks, kind = [], []
    for person, end in zip(states, last, strict=True):
        off = person == 1
        # In self-support at times t - 26 … t - 1, that is in the 26 weeks up to time t.
        run = next((t for t in range(26, end + 1) if off[t - 26 : t].all()), None)
        gone = np.flatnonzero(person == 2)
        weeks.append(run if run is not None else gone[0] if len(gone) else end)
        kind.append(1 if run is not None else 2 if len(gone) else 0)
    curve = cumulative_incidence(weeks, kind, arms, horizon=78)
    block = BLOCKS["dream_sustained"]
    for arm, code in ARMS:
        line = curve.pick(arm, "event")
        assert line.estimate[[52, 78]] == digits([block[f"F{code}_52"], block[f"F{code}_78"]], rel=1e-10)
        assert line.std_error[78] / (200 / 199) ** 0.5 == digits(block[f"se{code}_78"], rel=1e-10)
    assert log_rank(weeks, np.array(kind) == 1, arms).test_statistic == digits(block["logrank"], rel=1e-11)
