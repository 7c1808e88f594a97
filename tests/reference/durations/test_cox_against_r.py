"""Proportional hazards against R's survival 3.5-3; script, data and output lie beside this file.

R's estimates come from a tight convergence rule, so that ten digits agree.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from nextwork_eval.durations import cox, cox_rows, proportional_hazards_test
from nextwork_eval.durations.proportional_hazards.baseline import expected_survival
from nextwork_eval.durations.proportional_hazards.fitting import AllTies, dfbeta, fit
from nextwork_eval.durations.proportional_hazards.partial_likelihood import likelihood, score_residuals
from nextwork_eval.durations.proportional_hazards.residuals import deviance, martingale, schoenfeld
from nextwork_eval.durations.proportional_hazards.rows import CoxRows, risk_sets

HERE = Path(__file__).parent
R = json.loads((HERE / "durations_cox.json").read_text())
LIFE = pd.read_csv(HERE / "life.csv")
HEART = pd.read_csv(HERE / "cox_heart.csv")
RATS = pd.read_csv(HERE / "cox_rats.csv")
CGD = pd.read_csv(HERE / "models_cgd.csv")
SIX = ["age", "black", "wexp", "married", "paro", "prio"]
ALL_TIES: tuple[AllTies, ...] = ("efron", "breslow", "exact")
digits = pytest.approx
TEST1 = pd.DataFrame({"time": [1, 1, 6, 6, 8, 9], "status": [1, 0, 1, 1, 0, 1], "x": [1, 1, 1, 0, 0, 0]})
TEST2 = pd.DataFrame(
    {
        "start": [1, 2, 5, 2, 1, 7, 3, 4, 8, 8],
        "stop": [2, 3, 6, 7, 8, 9, 9, 9, 14, 17],
        "event": [1, 1, 1, 1, 1, 1, 1, 0, 0, 0],
        "x": [1, 0, 0, 1, 0, 1, 1, 1, 0, 0],
    }
)
TEST3 = pd.DataFrame(
    {
        "time": [1, 1, 2, 2, 2, 2, 3, 4, 5],
        "status": [1, 0, 1, 1, 1, 0, 0, 1, 0],
        "x": [2, 0, 1, 1, 0, 1, 0, 1, 0],
        "weight": [1, 2, 3, 4, 3, 2, 1, 2, 1],
    }
)


def rows(frame, exit_week, event, columns, *, enter=None, strata=None, weights=None):
    n = len(frame)
    return CoxRows(
        enter=np.zeros(n, dtype=np.int64) if enter is None else frame[enter].to_numpy(np.int64),
        exit=frame[exit_week].to_numpy(np.int64),
        event=frame[event].to_numpy(np.int64),
        design=frame[columns].to_numpy(np.float64),
        strata=np.zeros(n, dtype=np.int64) if strata is None else frame[strata].to_numpy(np.int64),
        weights=np.ones(n) if weights is None else frame[weights].to_numpy(np.float64),
    )


def life(columns=("treated", *SIX), **keywords):
    return rows(LIFE, "week", "arrest", list(columns), **keywords)


def the_same(found, block):
    """Coefficients, standard errors, both likelihoods and the score test."""
    assert found.coefficients == digits(np.atleast_1d(block["estimate"]), rel=1e-9)
    assert np.sqrt(np.diag(found.variance)) == digits(np.atleast_1d(block["std_error"]), rel=1e-8)
    assert found.log_likelihood == digits(block["log_likelihood"], rel=1e-11)
    assert found.log_likelihood_at_zero == digits(block["at_zero"], rel=1e-11)
    assert found.score_test == digits(block["score"], rel=1e-9)
    assert found.converged


def robust(found, groups=None):
    """Standard errors by Lin and Wei, without m / (m - 1), as R prints them."""
    added = dfbeta(found)
    if groups is not None:
        added = pd.DataFrame(added).groupby(np.asarray(groups)).sum().to_numpy()
    return np.sqrt((added**2).sum(axis=0))


# -- coefficients ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ties", ALL_TIES)
def test_life(ties):
    """Seven columns, and the arm alone: -0.379422166, -0.379021889 and -0.381567616 for the arm."""
    the_same(fit(life(), ties=ties), R[f"life_{ties}"])
    the_same(fit(life(["treated"]), ties=ties), R[f"life_alone_{ties}"])


@pytest.mark.parametrize("ties", ALL_TIES)
def test_people_who_come_in_late(ties):
    """The second small example, and hearts that change while people wait; half days are doubled: units do not count."""
    the_same(fit(rows(TEST2, "stop", "event", ["x"], enter="start"), ties=ties), R[f"test2_{ties}"])
    doubled = HEART.assign(start=2 * HEART["start"], stop=2 * HEART["stop"])
    columns = ["transplant", "age", "surgery", "year"]
    found = fit(rows(doubled, "stop", "event", columns, enter="start"), ties=ties)
    the_same(found, R["heart" if ties == "efron" else f"heart_{ties}"])


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_the_small_example_with_one_tie(ties):
    """1.4752849 and 1.6768575; with exact ties there is no top."""
    the_same(fit(rows(TEST1, "time", "status", ["x"]), ties=ties), R[f"test1_{ties}"])
    assert not fit(rows(TEST1, "time", "status", ["x"]), ties="exact").converged


def test_strata():
    """Each race, and each cell of race and parole, with a baseline of its own."""
    the_same(fit(life(["treated", "age", "prio"], strata="black")), R["life_strata"])
    cells = LIFE.assign(cell=LIFE["black"] * 2 + LIFE["paro"])
    found = fit(rows(cells, "week", "arrest", ["treated"], strata="cell"), ties="exact")
    the_same(found, R["life_strata_exact"])


@pytest.mark.parametrize("ties", ALL_TIES)
def test_dreamsim(ties):
    """Heavy weekly ties: 0.60980, 0.60053, 0.61822."""
    spells = pd.read_csv(HERE / "dreamsim_spells.csv").drop_duplicates("id")
    spells = spells.assign(exit=(spells["to"] == 2).astype(int))
    found = fit(rows(spells, "tstop", "exit", ["arm"]), ties=ties)
    the_same(found, R[f"dream_{ties}"])
    if ties == "efron":
        assert robust(found)[0] == digits(R["dream_robust"], rel=1e-9)
        site = pd.read_csv(HERE / "dreamsim_persons.csv").set_index("id")["site"]
        spells = spells.assign(site=spells["id"].map(site) - 1)
        the_same(fit(rows(spells, "tstop", "exit", ["arm"], strata="site")), R["dream_sites"])


# -- robust variance -------------------------------------------------------------------------------------------------


def test_robust_variance_between_persons_and_pairs():
    """0.195541782 for the arm, 0.191187750 between pairs; software with Breslow's residuals prints 0.19192."""
    found = fit(life())
    assert robust(found) == digits(R["life_robust"], rel=1e-9)
    assert robust(found, np.repeat(np.arange(216), 2)) == digits(R["life_pairs"], rel=1e-9)
    assert robust(fit(life(), ties="breslow")) == digits(R["life_robust_breslow"], rel=1e-9)
    within = fit(life(["treated", "age", "prio"], strata="black"))
    assert robust(within) == digits(R["life_strata_robust"], rel=1e-9)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_weights(ties):
    """The third small example: naive 0.50775663 and robust variance 1.2522845 with Efron's ties."""
    data, block = rows(TEST3, "time", "status", ["x"], weights="weight"), R[f"test3_{ties}"]
    found = fit(data, ties=ties)
    assert found.coefficients[0] == digits(block["estimate"], rel=1e-10)
    assert found.variance[0, 0] == digits(block["naive"], rel=1e-9)
    assert robust(found)[0] ** 2 == digits(block["robust"], rel=1e-9)
    assert martingale(found) == digits(np.array(block["martingale"]), abs=1e-9)
    assert score_residuals(found.rows, found.sets, found.at)[:, 0] * found.scale[0] == digits(
        np.array(block["score"]), abs=1e-9
    )


def test_weights_with_seven_columns():
    """Weights between 1 and 3."""
    weighted = LIFE.assign(w=1 + (np.arange(1, len(LIFE) + 1) % 5) / 2)
    found, block = fit(rows(weighted, "week", "arrest", ["treated", *SIX], weights="w")), R["life_weighted"]
    assert found.coefficients == digits(block["estimate"], rel=1e-9)
    assert np.sqrt(np.diag(found.variance)) == digits(block["naive"], rel=1e-9)
    assert robust(found) == digits(block["robust"], rel=1e-9)


def test_robust_variance_of_rows():
    """Hearts 0.31688235; litters 0.30251651; infections 0.3119 where software that forgets entries prints 0.2544."""
    columns = ["transplant", "age", "surgery", "year"]
    doubled = HEART.assign(start=2 * HEART["start"], stop=2 * HEART["stop"])
    found = fit(rows(doubled, "stop", "event", columns, enter="start"))
    assert robust(found, HEART["id"]) == digits(R["heart_robust"], rel=1e-9)
    found = fit(rows(CGD, "tstop", "status", ["treat"], enter="tstart"))
    assert found.coefficients[0] == digits(R["cgd"]["estimate"], rel=1e-9)
    assert np.sqrt(found.variance[0, 0]) == digits(R["cgd"]["naive"], rel=1e-9)
    assert robust(found, CGD["id"])[0] == digits(R["cgd"]["robust"], rel=1e-9)


def late_life():
    frame = LIFE.assign(start=(np.arange(1, len(LIFE) + 1) * 7) % 20)
    return frame[frame["week"] > frame["start"]].reset_index(drop=True)


def test_late_entries_within_strata():
    """People looked at from a week of their own, two races."""
    frame = late_life()
    found = fit(rows(frame, "week", "arrest", ["treated", "age"], enter="start", strata="black"))
    the_same(found, R["life_late"])
    assert robust(found) == digits(R["life_late"]["robust"], rel=1e-9)


# -- residuals and curves --------------------------------------------------------------------------------------------


def test_residuals():
    """All of them on LIFE; R's martingale residuals of an Efron fit are Efron's."""
    block, found, breslow = R["life_residuals"], fit(life()), fit(life(), ties="breslow")
    assert (martingale(found) ** 2).sum() == digits(block["martingale"], rel=1e-10)
    assert (martingale(breslow) ** 2).sum() == digits(block["martingale_breslow"], rel=1e-10)
    assert (deviance(found) ** 2).sum() == digits(block["deviance"], rel=1e-9)
    assert martingale(found)[:8] == digits(block["first_martingale"], abs=1e-9)
    assert (dfbeta(found) ** 2).sum(axis=0) == digits(block["dfbeta"], rel=1e-9)
    assert dfbeta(found)[:8, 0] == digits(block["first_dfbeta"], abs=1e-10)
    assert (schoenfeld(found) ** 2).sum(axis=0) == digits(block["schoenfeld"], rel=1e-9)
    in_order = schoenfeld(found)[np.lexsort((found.sets.deaths, found.sets.at))]
    assert in_order[:8, 0] == digits(block["first_schoenfeld"], abs=1e-9)
    scores = score_residuals(found.rows, found.sets, found.at) * found.scale
    assert (scores**2).sum(axis=0) == digits(block["score"], rel=1e-9)


def test_residuals_at_zero():
    """5/6, -1/6, 5/12, 5/12, -3/4, -3/4, and the scores 5/12, -1/12, 55/144, -5/144, 29/144, 29/144."""
    data = rows(TEST1, "time", "status", ["x"])
    sets = risk_sets(data)
    at_zero = likelihood(data, sets, np.zeros(1), ties="efron")
    assert score_residuals(data, sets, at_zero)[:, 0] == digits(R["test1_at_zero"]["score"])


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_expected_survival(ties):
    """Of a man of 20, with financial aid and three convictions, to weeks 26 and 52, with its standard error."""
    found = fit(life(), ties=ties)
    somebody = np.array([1, 20, 1, 0, 0, 1, 3], dtype=np.float64)
    survival, errors = expected_survival(found, somebody, np.array([26, 52]))
    assert survival == digits(R[f"life_expected_{ties}"]["survival"], rel=1e-9)
    assert errors == digits(R[f"life_expected_{ties}"]["std_error"], rel=1e-8)


# -- what users call -------------------------------------------------------------------------------------------------


def test_the_function_with_clusters_and_weights():
    """R's robust errors times sqrt(m / (m - 1)), with t."""
    data = {"duration": LIFE["week"], "event": LIFE["arrest"], "treated": LIFE["treated"], "covariates": LIFE[SIX]}
    plain, pairs = cox(**data, variance="robust"), cox(**data, clusters=np.repeat(np.arange(216), 2))
    assert plain.std_error == digits(R["life_robust"][0] * (432 / 431) ** 0.5, rel=1e-9)
    assert pairs.std_error == digits(R["life_pairs"][0] * (216 / 215) ** 0.5, rel=1e-9)
    assert (plain.df, pairs.df) == (431, 215)
    assert pairs.conf_high == digits(pairs.estimate + stats.t.isf(0.025, 215) * pairs.std_error, rel=1e-12)
    weighted = cox(**data, weights=1 + (np.arange(1, len(LIFE) + 1) % 5) / 2)
    assert weighted.std_error == digits(R["life_weighted"]["robust"][0] * (432 / 431) ** 0.5, rel=1e-9)
    # The litters: one treated rat and two others in each of fifty.
    litters = cox(RATS["time"], RATS["status"], RATS["rx"], clusters=RATS["litter"])
    assert litters.estimate == digits(R["rats"]["estimate"], rel=1e-9)
    assert litters.std_error == digits(R["rats"]["robust"] * (50 / 49) ** 0.5, rel=1e-9)
    for found, df in ((plain, 431), (pairs, 215), (weighted, 431), (litters, 49)):
        assert found.test_statistic == digits(found.estimate / found.std_error, rel=1e-12)
        assert found.p_value == digits(2 * stats.t.sf(abs(found.test_statistic), df), rel=1e-12)


def test_the_function_with_strata_and_late_entries():
    """The same numbers through the door that users take."""
    frame = late_life()
    estimate = cox(
        frame["week"],
        frame["arrest"],
        frame["treated"],
        entry=frame["start"],
        covariates={"age": frame["age"]},
        strata=frame["black"],
    )
    assert estimate.estimate == digits(R["life_late"]["estimate"][0], rel=1e-9)
    assert estimate.std_error == digits(R["life_late"]["std_error"][0], rel=1e-8)


def test_the_function_of_rows():
    """Infections: several to a person."""
    estimate = cox_rows(CGD["tstart"], CGD["tstop"], CGD["status"], CGD["treat"], person=CGD["id"])
    m = CGD["id"].nunique()
    assert estimate.estimate == digits(R["cgd"]["estimate"], rel=1e-9)
    assert estimate.std_error == digits(R["cgd"]["robust"] * (m / (m - 1)) ** 0.5, rel=1e-9)
    t = R["cgd"]["estimate"] / (R["cgd"]["robust"] * (m / (m - 1)) ** 0.5)
    assert estimate.p_value == digits(2 * stats.t.sf(abs(t), m - 1), rel=1e-7)
    margin = stats.t.isf(0.025, m - 1) * estimate.std_error
    limits = (estimate.estimate - margin, estimate.estimate + margin)
    assert (estimate.conf_low, estimate.conf_high) == digits(limits, rel=1e-12)


def test_firth():
    """1.5121004 and 1.3044131; R's coxph evaluates, optimize and uniroot climb; few events; nobody in an arm."""
    for ties in ("efron", "breslow"):
        small = cox(TEST1["time"], TEST1["status"], TEST1["x"], ties=ties)
        firth_is(small, R[f"firth_test1_{ties}"])
        firth_is(cox(LIFE["week"], LIFE["arrest"], LIFE["treated"], ties=ties, firth="always"), R[f"firth_life_{ties}"])
    early = LIFE["arrest"] * (LIFE["week"] <= 6)
    firth_is(cox(LIFE["week"].clip(upper=6), early, LIFE["treated"]), R["firth_few"])
    nobody = LIFE["arrest"] * (LIFE["week"] <= 20) * (1 - LIFE["treated"])
    firth_is(cox(LIFE["week"].clip(upper=20), nobody, LIFE["treated"]), R["firth_nobody"])


def firth_is(estimate, block):
    assert "Firth" in estimate.method
    for name, value in (
        ("estimate", estimate.estimate),
        ("low", estimate.conf_low),
        ("high", estimate.conf_high),
        ("p", estimate.p_value),
    ):
        # R's optimize finds the top to half the digits of a double.
        assert value == digits(block[name], abs=1e-6, rel=1e-6), name


# -- is one ratio enough ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("transform", ["identity", "log", "rank", "km"])
def test_proportional_hazards(transform):
    """The score form: all together 18.182687, 17.661571, 11.025183, 17.694415."""
    block, data = R[f"zph_{transform}"], (LIFE["week"], LIFE["arrest"], LIFE["treated"])
    arm = proportional_hazards_test(*data, covariates=LIFE[SIX], transform=transform)
    every = proportional_hazards_test(*data, covariates=LIFE[SIX], transform=transform, of="all")
    assert arm.test_statistic == digits(block["arm"], rel=1e-8)
    assert arm.p_value == digits(block["p"], rel=1e-8)
    assert every.test_statistic == digits(block["all"], rel=1e-8)
    assert (every.df, every.p_value) == (7, digits(block["p_all"], rel=1e-8))
    alone = proportional_hazards_test(*data, transform=transform)
    assert alone.test_statistic == digits(block["alone"], rel=1e-7)


@pytest.mark.parametrize("transform", ["identity", "log", "rank", "km"])
def test_proportional_hazards_within_strata_and_with_late_entries(transform):
    """The clock is that of everybody; the risk sets are those of the stratum and of those who have come in."""
    block, late = R[f"zph_{transform}"], R[f"zph_late_{transform}"]
    for of, expected in (("arm", block["strata"]), ("all", block["strata_all"])):
        test = proportional_hazards_test(
            LIFE["week"],
            LIFE["arrest"],
            LIFE["treated"],
            covariates={"age": LIFE["age"]},
            strata=LIFE["black"],
            transform=transform,
            of=of,
        )
        assert test.test_statistic == digits(expected, rel=1e-7)
    frame = late_life()
    for of, expected in (("arm", late["arm"]), ("all", late["all"])):
        test = proportional_hazards_test(
            frame["week"],
            frame["arrest"],
            frame["treated"],
            entry=frame["start"],
            covariates={"age": frame["age"]},
            transform=transform,
            of=of,
        )
        assert test.test_statistic == digits(expected, rel=1e-7)
