"""Models of time against R: statsmodels' fits, own variances, Fine-Gray, absolute risks, returns.

`durations_models.R` made `durations_models.json`. R's sandwiches are without m/(m-1), which is taken out here.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nextwork_eval.durations import (
    accelerated_failure_time,
    andersen_gill,
    cause_specific_risks,
    discrete_time_hazard,
    fine_gray,
    piecewise_exponential,
    rate_ratio_of_returns,
    return_intensity_models,
)
from nextwork_eval.durations.models.accelerated import fit_failure_times
from nextwork_eval.durations.models.reading import read_model_rows
from nextwork_eval.durations.models.spell_hazard import fit_spells
from nextwork_eval.durations.models.subdistribution import fit_subdistribution

HERE = Path(__file__).parent
R = json.loads((HERE / "durations_models.json").read_text())
LIFE = pd.read_csv(HERE / "life.csv")
PAIR = np.arange(len(LIFE)) // 2
AGE3 = np.digitize(LIFE["age"], [20.5, 25.5])
SPELLS = pd.read_csv(HERE / "dreamsim_spells.csv")
PEOPLE = pd.read_csv(HERE / "dreamsim_persons.csv")
DREAM = json.loads((HERE / "dreamsim_blocks_again.json").read_text())
EXITS = SPELLS.drop_duplicates("id")
digits = pytest.approx


def life(function, **options):
    given = {"horizon": 52, "covariates": LIFE[["age", "prio"]]} | options
    return function(LIFE["week"], LIFE["arrest"], LIFE["treated"], **given)


def uncorrected(estimate, m):
    return estimate.std_error * np.sqrt((m - 1) / m)


@pytest.mark.parametrize(
    ("link", "baseline", "name"),
    [
        ("cloglog", "log_time", "cloglog_log_time"),
        ("logit", "log_time", "logit_log_time"),
        ("cloglog", "weeks", "cloglog_weeks"),
        ("cloglog", "spline", "cloglog_spline"),
    ],
)
def test_weekly_risk_of_re_arrest(link, baseline, name):
    """Coefficient and model standard error; the published ones are -0.34927452 and -0.35036361."""
    found = life(discrete_time_hazard, link=link, baseline=baseline)
    assert found.estimate == digits(R[name]["estimate"], rel=1e-7)
    assert found.std_error == digits(R[name]["std_error"], rel=1e-6)
    if name == "cloglog_log_time":
        assert found.estimate == digits(-0.34927452, abs=5e-9)
    if name == "logit_log_time":
        assert found.estimate == digits(-0.35036361, abs=5e-9)
    if name == "cloglog_weeks":
        assert found.warnings == (
            f"{R[name]['dropped']} weeks without events are dropped: with a level of their own they tell nothing.",
        )


def test_weekly_risk_clustered_as_r_has_it():
    """0.191365 by person, where statsmodels has 0.191432; and over pairs, in both links."""
    found = life(discrete_time_hazard, baseline="log_time", clusters=np.arange(432))
    assert uncorrected(found, 432) == digits(0.19136518124, abs=5e-9)
    assert uncorrected(found, 432) == digits(R["cloglog_log_time"]["by_person"], rel=1e-7)
    for link in ("cloglog", "logit"):
        found = life(discrete_time_hazard, baseline="log_time", link=link, clusters=PAIR)
        assert uncorrected(found, 216) == digits(R[f"{link}_log_time"]["by_pair"], rel=1e-7)
        assert found.df == 215


def test_weekly_risk_within_strata_to_a_horizon_and_with_late_entry():
    """Three age groups with a level each; events after week 26 not looked at; men who come in after week 10."""
    found = life(discrete_time_hazard, baseline="log_time", covariates=None, strata=AGE3)
    assert found.estimate == digits(R["cloglog_strata"]["estimate"], rel=1e-7)
    assert found.std_error == digits(R["cloglog_strata"]["std_error"], rel=1e-7)
    found = life(discrete_time_hazard, baseline="log_time", covariates=None, horizon=26)
    assert (found.estimate, found.std_error) == digits(tuple(R["cloglog_26"].values()), rel=1e-7)
    late = LIFE[LIFE["week"] > 10]
    found = discrete_time_hazard(
        late["week"], late["arrest"], late["treated"], entry=[10] * len(late), horizon=52, baseline="log_time"
    )
    assert (found.estimate, found.std_error) == digits(tuple(R["cloglog_late"].values()), rel=1e-7)


def test_weekly_risk_of_the_first_exit():
    """dreamsim, a level for each week: 0.611598365833 (0.108068901421)."""
    found = discrete_time_hazard(EXITS["tstop"], EXITS["to"] == 2, EXITS["arm"], horizon=104, baseline="weeks")
    assert (found.estimate, found.std_error) == digits((0.611598365833, 0.108068901421), rel=1e-6)


def test_piecewise_rates():
    """The published -0.34510203, its model standard error and the one over pairs."""
    found = life(piecewise_exponential, cuts=(13, 26, 39))
    assert found.estimate == digits(-0.34510203, abs=5e-9)
    assert found.estimate == digits(R["piecewise"]["estimate"], rel=1e-9)
    assert found.std_error == digits(R["piecewise"]["std_error"], rel=1e-7)
    assert found.df is None
    found = life(piecewise_exponential, cuts=(13, 26, 39), clusters=PAIR)
    assert uncorrected(found, 216) == digits(R["piecewise"]["by_pair"], rel=1e-7)
    assert found.df == 215


@pytest.mark.parametrize(("distribution", "name"), [("weibull", "weibull"), ("log_logistic", "loglogistic")])
def test_accelerated_failure_time(distribution, name):
    """survreg's coefficient, standard error, scale and log likelihood; over pairs; within age groups."""
    expected = R[f"aft_{name}"]
    found = life(accelerated_failure_time, distribution=distribution)
    assert (found.estimate, found.std_error) == digits((expected["estimate"], expected["std_error"]), rel=1e-8)
    rows = read_model_rows(
        "", LIFE["week"], LIFE["arrest"], LIFE["treated"], horizon=52, covariates=LIFE[["age", "prio"]], level=0.95
    )
    fitted = fit_failure_times(rows, distribution)
    assert (fitted.scale, fitted.log_likelihood) == digits((expected["scale"], expected["log_likelihood"]), rel=1e-9)
    clustered = life(accelerated_failure_time, distribution=distribution, clusters=PAIR)
    assert uncorrected(clustered, 216) == digits(expected["by_pair"], rel=1e-7)
    assert (found.df, clustered.df) == (None, 215)
    within = life(accelerated_failure_time, distribution=distribution, covariates=None, strata=AGE3)
    assert within.estimate == digits(expected["within"], rel=1e-8)
    if distribution == "weibull":
        assert (found.estimate, fitted.scale, fitted.log_likelihood) == digits((0.24950363, 0.71409708, -682.04128))


def fine_gray_data():
    mgus = pd.read_csv(HERE / "mgus2.csv")
    tied = pd.read_csv(HERE / "models_tied.csv")
    kind = EXITS["to"].map({0: 0, 2: 1, 3: 2})
    return {
        "crr_mgus2": (mgus["etime"], mgus["ev"], mgus[["age", "male"]]),
        "crr_exits": (EXITS["tstop"], kind, EXITS[["arm"]]),
        "crr_tied": (tied["t"], tied["e"], tied[["arm", "young"]]),
    }


@pytest.mark.parametrize("name", ["crr_mgus2", "crr_exits", "crr_tied"])
def test_fine_gray_with_either_reading_of_a_week(name):
    """cmprsk's coefficients and standard errors, and the coefficients of survival's finegray."""
    weeks, kind, columns = (part.to_numpy() for part in fine_gray_data()[name])
    design, everyone = columns.astype(float), np.zeros(len(weeks), dtype=int)
    as_crr = fit_subdistribution(weeks, kind, design, everyone, end_of_follow_up="with_events")
    assert as_crr.coefficients == digits(np.atleast_1d(R[name]["estimate"]), rel=1e-6)
    assert np.sqrt((as_crr.influence**2).sum(axis=0)) == digits(np.atleast_1d(R[name]["std_error"]), rel=1e-6)
    as_weeks = fit_subdistribution(weeks, kind, design, everyone, end_of_follow_up="after_events")
    assert as_weeks.coefficients == digits(np.atleast_1d(R[name]["finegray"]), rel=1e-6)


def test_fine_gray_published():
    """mgus2: -0.01733815, -0.26003824 (0.00573710, 0.18568103)."""
    weeks, kind, columns = (part.to_numpy() for part in fine_gray_data()["crr_mgus2"])
    found = fit_subdistribution(
        weeks, kind, columns.astype(float), np.zeros(len(weeks), dtype=int), end_of_follow_up="with_events"
    )
    assert found.coefficients == digits([-0.01733815, -0.26003824], abs=5e-9)
    assert np.sqrt((found.influence**2).sum(axis=0)) == digits([0.00573710, 0.18568103], abs=6e-9)


def test_fine_gray_function_and_censoring_by_arm():
    """The function gives the arm's column with m/(m-1); within arms, cmprsk's coefficient with `cengroup`."""
    weeks, kind, columns = fine_gray_data()["crr_tied"]
    shared = {"horizon": 104, "covariates": columns[["young"]], "end_of_follow_up": "with_events"}
    found = fine_gray(weeks, kind, columns["arm"], **shared)
    m = len(weeks)
    assert found.estimate == digits(R["crr_tied"]["estimate"][0], rel=1e-7)
    assert uncorrected(found, m) == digits(R["crr_tied"]["std_error"][0], rel=1e-7)
    assert found.df == m - 1
    by_arm = fine_gray(weeks, kind, columns["arm"], censoring_by_arm=True, **shared)
    assert by_arm.estimate == digits(R["crr_tied"]["by_arm"][0], rel=1e-7)


@pytest.mark.parametrize(
    ("name", "horizon", "covariate"),
    [("risk_exits_52", 52, None), ("risk_exits_78", 78, "site"), ("risk_tied_60", 60, 0)],
)
def test_absolute_risks(name, horizon, covariate):
    """riskRegression's shares to nine digits. Its standard error is up to 3 % off, where the derivative is exact.

    With week 78 and site it is 0.02968; counting each person a little more and a little less in R, with both models
    fitted anew (`dreamsim_blocks.R`), gives 0.028783, as here.
    """
    if name == "risk_tied_60":
        data = pd.read_csv(HERE / "models_tied.csv")
        weeks, kind, arm, beside = data["t"], data["e"], data["arm"], data[["young"]]
    else:
        weeks, kind, arm = EXITS["tstop"], EXITS["to"].map({0: 0, 2: 1, 3: 2}), EXITS["arm"]
        beside = None if covariate is None else EXITS[[covariate]]
    found = cause_specific_risks(weeks, kind, arm, horizon=horizon, covariates=beside)
    assert found.level_treated == digits(R[name]["treated"], rel=1e-9)
    assert found.level_reference == digits(R[name]["reference"], rel=1e-9)
    assert found.estimate == digits(R[name]["difference"], rel=1e-8)
    assert uncorrected(found, len(weeks)) == digits(R[name]["std_error"], rel=0.035)
    assert found.df == len(weeks) - 1
    if name == "risk_exits_78":
        expected = DREAM["absolute_risk_78"]
        assert found.estimate == digits(expected["difference"], rel=1e-8)
        # Differences of 1e-4 in a weight are good to seven digits.
        assert uncorrected(found, len(weeks)) == digits(expected["std_error"], rel=1e-6)


def courses():
    """Where each dreamsim person stands in weeks 1 to 104: a state from time t on is that of week t."""
    found = np.full((len(PEOPLE), 104), -1)
    for person, spells in SPELLS.groupby("id"):
        own, place = np.zeros(105, dtype=int), 0
        for spell in spells.itertuples():
            if spell.to != 0:
                place = {2: 1 if place == 0 else 3, 1: 2, 3: 4}[spell.to]
                own[spell.tstop :] = place
        end = PEOPLE["C"][person - 1]
        found[person - 1, :end] = own[1 : end + 1]
    return found


COURSE = {"treated": PEOPLE["arm"], "last_observed": PEOPLE["C"]}


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_andersen_gill(ties):
    """The published cgd -1.0952867 (0.31193658) and dreamsim -0.00115847 (0.09065121), and both with Breslow's ties."""
    cgd = pd.read_csv(HERE / "models_cgd.csv")
    found = andersen_gill(
        cgd["tstop"], cgd["status"], cgd["treat"], entry=cgd["tstart"], persons=cgd["id"], horizon=500, ties=ties
    )
    m = cgd["id"].nunique()
    expected = R[f"ag_cgd_{ties}"]
    assert (found.estimate, uncorrected(found, m)) == digits((expected["estimate"], expected["robust"]), rel=1e-8)
    assert (found.n_treated + found.n_reference, found.df, found.warnings) == (m, m - 1, ())
    returned = (SPELLS["from"] == 2) & (SPELLS["to"] == 1)
    found = andersen_gill(
        SPELLS["tstop"], returned, SPELLS["arm"], entry=SPELLS["tstart"], persons=SPELLS["id"], horizon=104, ties=ties
    )
    expected = R[f"ag_dream_{ties}"]
    assert (found.estimate, uncorrected(found, 400)) == digits((expected["estimate"], expected["robust"]), rel=1e-8)
    if ties == "efron":
        assert found.estimate == digits(-0.00115847, abs=5e-9)


def test_andersen_gill_with_weeks_off_support_alone_says_what_it_is():
    """-0.539 is the ratio of transitions, and the row says so."""
    off = SPELLS[SPELLS["from"] == 2]
    found = andersen_gill(
        off["tstop"], off["to"] == 1, off["arm"], entry=off["tstart"], persons=off["id"], horizon=104, ties="efron"
    )
    expected = DREAM["off_support_alone"]
    persons = off["id"].nunique()
    assert (found.estimate, uncorrected(found, persons)) == digits((expected["estimate"], expected["robust"]), rel=1e-8)
    assert "not protected by the lottery" in found.warnings[0]
    assert "NOT PROTECTED" in found.method


def test_rate_ratio_of_returns():
    """All weeks from the lottery: those who are gone stay, or leave; to week 78 the ratio of the mean counts."""
    for horizon in (78, 104):
        found = rate_ratio_of_returns(courses(), horizon=horizon, **COURSE)
        expected = R[f"lwyy_{horizon}"]
        assert (found.estimate, uncorrected(found, 400)) == digits((expected["estimate"], expected["robust"]), rel=1e-8)
        assert found.df == 399
    assert np.exp(R["lwyy_78"]["estimate"]) == digits(0.720 / 0.705, rel=1e-9)
    found = rate_ratio_of_returns(courses(), horizon=104, covariates=PEOPLE[["young"]], **COURSE)
    expected = R["lwyy_104_young"]
    assert (found.estimate, uncorrected(found, 400)) == digits(
        (expected["estimate"][0], expected["robust"][0]), rel=1e-8
    )
    left = rate_ratio_of_returns(courses(), horizon=104, after_gone="leave", **COURSE)
    expected = R["ag_dream_breslow"]
    assert (left.estimate, uncorrected(left, 400)) == digits((expected["estimate"], expected["robust"]), rel=1e-7)


@pytest.mark.parametrize(("model", "name"), [("total_time", "pwp_total"), ("gap_time", "pwp_gap"), ("marginal", "wlw")])
def test_speed_of_return(model, name):
    """Gap time -0.51918803, total time and the marginal model, from the courses."""
    found = return_intensity_models(courses(), horizon=104, model=model, **COURSE)
    assert (found.estimate, uncorrected(found, 400)) == digits((R[name]["estimate"], R[name]["robust"]), rel=1e-7)
    assert found.df == 399


@pytest.mark.parametrize(("name", "published"), [("total", -0.33348873), ("gap", -0.27900452), ("wlw", -0.58479346)])
def test_bladder_cancer(name, published):
    """The rows of the classic example: total time, gap time, marginal."""
    data = pd.read_csv(HERE / ("models_bladder.csv" if name == "wlw" else "models_bladder2.csv"))
    start = np.zeros(len(data), dtype=int) if name == "wlw" else data["start"].to_numpy()
    enter, leave = (start, data["stop"].to_numpy()) if name != "gap" else (start * 0, data["stop"].to_numpy() - start)
    estimate, influence = fit_spells(
        enter,
        leave,
        data["event"].to_numpy() == 1,
        data[["rx", "size", "number"]].to_numpy(dtype=float),
        data["enum"].to_numpy(),
        "efron",
    )
    assert estimate == digits(published, abs=5e-9)
    robust = np.sqrt((np.bincount(data["id"], influence) ** 2).sum())
    assert robust == digits(R[f"bladder_{name}"]["robust"][0], rel=1e-6)
