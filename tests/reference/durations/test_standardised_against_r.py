"""Pseudo-observations, weights for follow-up and standardised curves against R, and R against leaving people out.

`standardised.R` made `standardised.json` from the data files beside it.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nextwork_eval.durations import (
    censoring_weighted_incidence,
    censoring_weighted_share,
    pseudo_observation_regression,
    standardized_contrast,
    standardized_survival,
)
from nextwork_eval.durations.inputs import TimedArms, from_the_lottery
from nextwork_eval.durations.standardized.censoring import Followed, censoring_model
from nextwork_eval.durations.standardized.pseudo_observations import level_and_influence
from nextwork_eval.durations.standardized.standardizing import (
    Standardized,
    augmented,
    censored_by,
    forecast,
    g_computation,
)

HERE = Path(__file__).parent
R = json.loads((HERE / "standardised.json").read_text())
LIFE = pd.read_csv(HERE / "life.csv")
MGUS2 = pd.read_csv(HERE / "mgus2.csv")
BMT35 = pd.read_csv(HERE / "bmt35.csv")
FIRST = pd.read_csv(HERE / "dreamsim_spells.csv").drop_duplicates("id")
EVENT = np.where(FIRST["to"] == 2, 1, np.where(FIRST["to"] == 3, 2, 0))
TRAITS = FIRST[["young", "site"]]


def timed(duration: object, event: object, treated: object) -> TimedArms:
    found = [np.asarray(column, dtype=np.int64) for column in (duration, event, treated)]
    return from_the_lottery(
        duration=found[0], event=found[1], treated=found[2], strata=np.zeros(len(found[0]), np.int64)
    )


EXITS = timed(FIRST["tstop"], EVENT == 1, FIRST["arm"])
ARRESTS = timed(LIFE["week"], LIFE["arrest"], LIFE["treated"])


def least_squares(y: np.ndarray, *columns: object) -> tuple[float, float]:
    """The first slope and its HC0 standard error."""
    design = np.column_stack([np.ones(len(y)), *(np.asarray(column, dtype=np.float64) for column in columns)])
    bread = np.linalg.inv(design.T @ design)
    slopes = bread @ design.T @ y
    scores = design * (y - design @ slopes)[:, None]
    return float(slopes[1]), float(np.sqrt((bread @ scores.T @ scores @ bread)[1, 1]))


POOLED = [
    ("pseudo_life_surv", LIFE["week"], LIFE["arrest"], LIFE["treated"], "survival", 40),
    ("pseudo_life_rmst", LIFE["week"], LIFE["arrest"], LIFE["treated"], "restricted_mean", 52),
    ("pseudo_mgus2", MGUS2["etime"], MGUS2["ev"], MGUS2["male"], "incidence", 120),
    # Two events at time 0: everything a month later, which changes no share. The event is R's second cause.
    ("pseudo_bmt35", BMT35["ftime"] + 1, BMT35["status"].replace({1: 2, 2: 1}), BMT35["dis"], "incidence", 25),
]


@pytest.mark.parametrize(("name", "duration", "event", "group", "target", "horizon"), POOLED)
def test_pooled_pseudo_observations(name, duration, event, group, target, horizon):
    """R pools both arms for the curve; so does this, on the same influence as within arms."""
    level, influence = level_and_influence(
        duration.to_numpy(np.int64), event.to_numpy(np.int64), target=target, horizon=horizon
    )
    values = level + len(duration) * influence
    slope, error = least_squares(values, group)
    assert (values.mean(), slope, error) == pytest.approx((R[name]["mean"], R[name]["b"], R[name]["hc0"]), rel=1e-9)
    if "b_adjusted" in R[name]:
        found = least_squares(values, group, LIFE["age"], LIFE["prio"])
        assert found == pytest.approx((R[name]["b_adjusted"], R[name]["hc0_adjusted"]), rel=1e-9)


def test_the_adjusted_mean_of_life():
    """Nobody is lost before week 52, so that pooled and within-arm values are the same: 1.9177 weeks."""
    found = pseudo_observation_regression(
        LIFE["week"],
        LIFE["arrest"],
        LIFE["treated"],
        target="restricted_mean",
        horizon=52,
        covariates=LIFE[["age", "prio"]],
        interactions="ancova",
    )
    assert found.estimate == pytest.approx(R["pseudo_life_rmst"]["b_adjusted"], rel=1e-9)


@pytest.mark.parametrize("covariates", [None, FIRST[["young"]]])
def test_pseudo_observations_within_arms(covariates):
    """Follow-up ends between weeks 78 and 104; R's curve is that of each arm. HC2 without covariates is m / (m - 1)."""
    found = pseudo_observation_regression(
        EXITS.duration,
        EXITS.event,
        EXITS.treated,
        target="restricted_mean",
        horizon=95,
        covariates=covariates,
        interactions="ancova",
    )
    expected = R["pseudo_dream_within"]
    if covariates is None:
        assert found.estimate == pytest.approx(expected["b"], rel=1e-9)
        assert found.std_error == pytest.approx(expected["hc0"] * (200 / 199) ** 0.5, rel=1e-9)
    else:
        assert found.estimate == pytest.approx(expected["b_adjusted"], rel=1e-9)
        assert found.std_error == pytest.approx(expected["hc2_adjusted"], rel=1e-9)


def test_weights_by_arm():
    """The weighted share is Aalen and Johansen's, in R too when those with the event are not at risk of being lost."""
    found = censoring_weighted_incidence(FIRST["tstop"], EVENT, FIRST["arm"], horizon=95)
    for name in ("ipcw_dream_km", "aj_dream"):
        assert found.level_treated == pytest.approx(R[name]["treated"], rel=1e-9)
        assert found.level_reference == pytest.approx(R[name]["reference"], rel=1e-9)


def test_weights_on_covariates():
    """A Cox model of the end of follow-up, a baseline for each arm, Efron's ties, weights normalised."""
    found = censoring_weighted_incidence(FIRST["tstop"], EVENT, FIRST["arm"], horizon=95, covariates=TRAITS)
    assert found.level_treated == pytest.approx(R["ipcw_dream_cox"]["treated"], rel=1e-9)
    assert found.level_reference == pytest.approx(R["ipcw_dream_cox"]["reference"], rel=1e-9)


def test_direct_binomial_regression_has_another_convention():
    """R's `binreg` keeps those with the event at risk of being lost: 0.0554 for 0.0553 in men; ours is R's own curve.

    With the end of follow-up half a month later, which says the same, `binreg` gives our numbers, and its standard
    error of the log odds ratio is that of our influence within 1 %: it takes the weights' uncertainty in as well.
    """
    found = censoring_weighted_incidence(MGUS2["etime"], MGUS2["ev"], MGUS2["male"], horizon=120)
    for name in ("binreg_mgus2_half", "aj_mgus2"):
        assert found.level_treated == pytest.approx(R[name]["male"], rel=1e-6)
        assert found.level_reference == pytest.approx(R[name]["female"], rel=1e-6)
    assert abs(R["binreg_mgus2_within"]["male"] - found.level_treated) > 5e-5
    one, zero = found.level_treated, found.level_reference
    # Delta method from the standard errors of the two shares, which are independent.
    shares = [
        level_and_influence(
            MGUS2["etime"].to_numpy()[MGUS2["male"] == male],
            MGUS2["ev"].to_numpy()[MGUS2["male"] == male],
            target="incidence",
            horizon=120,
        )[1]
        for male in (1, 0)
    ]
    error = np.sqrt(sum(np.sum((u / (p * (1 - p))) ** 2) for u, p in zip(shares, (one, zero), strict=True)))
    assert error == pytest.approx(R["binreg_mgus2_half"]["se_b"], rel=0.01)


def test_weighted_share_in_states():
    """Self-supporting in week 90: the weights are R's to ten digits, by R's convention for those gone for good.

    There those who are gone stay at risk of being lost in their own week and keep the weight of that week. The public
    function follows them as gone to the end of their register: 0.398 for R's 0.405, and 0.649 for 0.651, a tenth of the
    standard error.
    """
    expected = [R["ipcw_dream_state"][name] for name in ("reference", "treated")]
    persons = pd.read_csv(HERE / "dreamsim_persons.csv")
    states = np.full((400, 105), -1)
    for row in pd.read_csv(HERE / "dreamsim_spells.csv").itertuples():
        person, start, stop, state, to = row[1:6]
        states[person - 1, start : stop + 1] = state
        if to:
            states[person - 1, stop] = to
    arm, ends = persons["arm"].to_numpy(), persons["last"].to_numpy()
    gone = (states == 3).any(axis=1)
    lost = ~gone & (ends < 90)
    there = (states[:, 90] == 2) & ~lost
    followed = Followed(last=np.where(lost | gone, np.minimum(ends, 89), 89), lost=lost.astype(np.int64), cells=arm)
    weights = censoring_model(followed, np.empty((400, 0)), weeks=91).weights()
    for code in (0, 1):
        own = arm == code
        assert np.mean((weights * there)[own]) == pytest.approx(expected[code], rel=1e-10)

    for person in np.flatnonzero(gone):
        states[person, (states[person] == 3).argmax() :] = 3
    last = np.where(gone, persons["C"], ends)
    states = np.where(np.arange(105) > last[:, None], -1, states)
    found = censoring_weighted_share(states, arm, in_states={2}, last_observed=last, horizon=90)
    assert found.level_reference == pytest.approx(expected[0], abs=0.007)
    assert found.level_treated == pytest.approx(expected[1], abs=0.007)
    assert 0.05 < found.std_error < 0.08


def risks(found: Standardized, week: int) -> tuple[np.ndarray, np.ndarray, float]:
    """Shares with the event, their standard errors without m / (m - 1), and that of the difference."""
    own = found.influence[:, :, week]
    return 1 - found.survival[:, week], np.sqrt((own**2).sum(axis=1)), float(np.sqrt(((own[1] - own[0]) ** 2).sum()))


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_g_computation_of_life(ties):
    """Shares of riskRegression's `ate` to seven digits, in weeks 26 and 52."""
    curve = standardized_survival(
        LIFE["week"],
        LIFE["arrest"],
        LIFE["treated"],
        covariates=LIFE[["age", "prio"]],
        horizon=52,
        method="g_computation",
        baseline="common",
        ties=ties,
    )
    expected = R[f"g_life_{ties}"]
    for place, week in enumerate((26, 52)):
        found = [1 - curve.pick(arm, "without_event").estimate[week] for arm in ("reference", "treated")]
        # R lists the reference arm in both weeks, then the treated.
        assert found == pytest.approx([expected["risk"][place], expected["risk"][2 + place]], abs=1e-7)
        assert found[1] - found[0] == pytest.approx(expected["difference"][place], abs=1e-7)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@pytest.mark.parametrize("horizon", [52, 95])
@pytest.mark.parametrize("baseline", ["common", "by_arm"])
def test_g_computation_of_dreamsim(ties, horizon, baseline):
    """Shares agree to eight digits, standard errors within 5 % (for the difference; see the jackknife below)."""
    name = f"g_dream_{'by_arm_' if baseline == 'by_arm' else ''}{ties}_{horizon}"
    found = g_computation(forecast(EXITS, TRAITS.to_numpy(float), horizon=horizon, baseline=baseline, ties=ties))
    share, _, error = risks(found, horizon)
    assert share == pytest.approx(R[name]["risk"], abs=1e-8)
    assert error == pytest.approx(R[name]["se_difference"], rel=0.05)
    public = standardized_contrast(
        EXITS.duration,
        EXITS.event,
        EXITS.treated,
        covariates=TRAITS,
        horizon=horizon,
        method="g_computation",
        baseline=baseline,
        ties=ties,
    )
    assert public.estimate == pytest.approx(R[name]["difference"], abs=1e-8)


@pytest.mark.slow
def test_the_standard_error_of_g_computation_is_that_of_leaving_people_out():
    """LIFE, week 52: leaving each of 432 out gives 0.0411, our influence 0.0408; R's `ate` prints 0.0388, 6 % less."""
    design = LIFE[["age", "prio"]].to_numpy(float)

    def difference(people: np.ndarray) -> float:
        arms = from_the_lottery(
            duration=ARRESTS.duration[people],
            event=ARRESTS.event[people],
            treated=ARRESTS.treated[people],
            strata=ARRESTS.strata[people],
        )
        found = g_computation(forecast(arms, design[people], horizon=52, baseline="common", ties="efron"))
        return float(found.survival[1, 52] - found.survival[0, 52])

    n = len(LIFE)
    left_out = np.array([difference(np.arange(n) != person) for person in range(n)])
    jackknife = np.sqrt((n - 1) / n * np.sum((left_out - left_out.mean()) ** 2))
    error = risks(g_computation(forecast(ARRESTS, design, horizon=52, baseline="common", ties="efron")), 52)[2]
    assert error == pytest.approx(jackknife, rel=0.01)
    assert jackknife > 1.05 * R["g_life_efron"]["se_difference"][1]


def test_augmented_estimator_of_life():
    """Nobody is lost before week 40: R's AIPTW with the share of the lottery as the chance, to nine digits."""
    found = augmented(
        ARRESTS,
        forecast(ARRESTS, LIFE[["age", "prio"]].to_numpy(float), horizon=52, baseline="common", ties="efron"),
        censored_by(ARRESTS, np.empty((len(LIFE), 0)), horizon=52),
    )
    share, _, error = risks(found, 40)
    assert share[1] - share[0] == pytest.approx(R["aiptw_life_known"]["aiptw"], rel=1e-7)
    assert error == pytest.approx(R["aiptw_life_known"]["se_aiptw"], rel=0.01)
    # With the chance from a logit on the same covariates the difference is another, as in the recorded block.
    assert R["aiptw_life_logit"]["aiptw"] == pytest.approx(-0.0539729007518, rel=1e-9)


@pytest.mark.parametrize("censoring", ["km", "cox"])
def test_augmented_estimator_of_dreamsim(censoring):
    """Week 95, many are lost. R's product-limit forecasts differ from exp(-hazard) in the fourth decimal.

    The standard error is that of R with its estimated models, within 2 %; taken as known (R's `known.nuisance`) it is
    up to 5 % larger, which is what our formula would be without the term for follow-up.
    """
    expected = R[f"aiptw_dream_{censoring}_product_estimated"]
    design = TRAITS.to_numpy(float)
    found = augmented(
        EXITS,
        forecast(EXITS, design, horizon=95, baseline="by_arm", ties="breslow"),
        censored_by(EXITS, design if censoring == "cox" else design[:, :0], horizon=95),
    )
    share, errors, error = risks(found, 95)
    assert share == pytest.approx(expected["risk"], abs=4e-4)
    assert errors == pytest.approx(expected["se"], rel=0.02)
    assert error == pytest.approx(expected["se_difference"], rel=0.02)
