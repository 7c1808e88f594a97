"""Whatever the trial: identities of standardised curves, pseudo-observations and weights for the lost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nextwork_eval.durations import (
    censoring_weighted_incidence,
    censoring_weighted_share,
    incidence_difference,
    kaplan_meier,
    pseudo_observation_regression,
    restricted_mean,
    standardized_contrast,
    standardized_survival,
)
from nextwork_eval.durations.inputs import TimedArms, from_the_lottery
from nextwork_eval.durations.proportional_hazards.fitting import fit
from nextwork_eval.durations.proportional_hazards.rows import CoxRows
from nextwork_eval.durations.standardized.censoring import censoring_model, followed_to
from nextwork_eval.durations.standardized.competing import forecast_shares, g_computation_of_share
from nextwork_eval.durations.standardized.hazard_model import hazard_model, influence_on
from nextwork_eval.durations.standardized.pseudo_observations import level_and_influence
from nextwork_eval.durations.standardized.standardizing import augmented, censored_by, forecast, g_computation
from nextwork_eval.durations.standardized.weighting import Outcome, weighted_level
from nextwork_eval.effects import (
    difference_in_means,
    difference_in_means_clustered,
    difference_in_means_stratified,
    group_treatment,
)

H = 24
N = 160


def trial(seed: int, *, censored: bool = True):
    """Waits of 160 persons in two strata, competing events, follow-up that ends in week 10 to 40."""
    generator = np.random.default_rng(seed)
    arm = generator.permutation(np.arange(N) % 2)
    age, marks = generator.normal(size=N), generator.integers(0, 2, N).astype(float)
    wait = generator.geometric(1 - np.exp(-0.04 * np.exp(0.5 * age + 0.4 * marks + 0.3 * arm)))
    end = generator.integers(10, 41, N) if censored else np.full(N, 40)
    other = np.where(generator.random(N) < 0.1, generator.integers(1, 20, N), 99)
    duration = np.minimum(np.minimum(wait, other), end)
    event = np.where(wait <= np.minimum(other, end), 1, np.where(other <= end, 2, 0))
    strata = np.where(generator.random(N) < 0.4, "spring", "autumn")
    return duration, event, arm, strata, np.column_stack([age, marks])


def single(event: np.ndarray) -> np.ndarray:
    return (event == 1).astype(int)


def estimators():
    more = {"horizon": H}
    return {
        "pseudo": lambda d, e, z, s, x: pseudo_observation_regression(
            d, e, z, target="incidence", covariates=x, strata=s, **more
        ),
        "weighted": lambda d, e, z, s, x: censoring_weighted_incidence(d, e, z, covariates=x, strata=s, **more),
        "g": lambda d, e, z, s, x: standardized_contrast(
            d, single(e), z, covariates=x, method="g_computation", baseline="common", strata=s, **more
        ),
        "aiptw": lambda d, e, z, s, x: standardized_contrast(
            d, single(e), z, covariates=x, censoring="cox", strata=s, **more
        ),
        "g_competing": lambda d, e, z, s, x: standardized_contrast(
            d, e, z, covariates=x, method="g_computation", baseline="common", strata=s, **more
        ),
        "aiptw_competing": lambda d, e, z, s, x: standardized_contrast(d, e, z, covariates=x, strata=s, **more),
    }


@pytest.mark.parametrize("name", ["pseudo", "weighted", "g", "aiptw", "g_competing", "aiptw_competing"])
def test_order_names_of_strata_and_of_arms(name: str) -> None:
    """Row order and labels change nothing; the arms' exchange turns the sign; one stratum is none."""
    d, e, z, s, x = trial(1)
    call = estimators()[name]
    found = call(d, e, z, s, x)
    order = np.random.default_rng(2).permutation(N)
    again = call(d[order], e[order], z[order], s[order], x[order])
    assert (again.estimate, again.std_error) == (pytest.approx(found.estimate), pytest.approx(found.std_error))
    named = call(d, e, z, np.where(s == "spring", 7, 3), x)
    assert (named.estimate, named.std_error) == (pytest.approx(found.estimate), pytest.approx(found.std_error))
    turned = call(d, e, 1 - z, s, x)
    assert (turned.estimate, turned.std_error) == (pytest.approx(-found.estimate), pytest.approx(found.std_error))
    assert call(d, e, z, np.zeros(N), x).estimate == pytest.approx(call(d, e, z, None, x).estimate)


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_pseudo_observations_are_the_estimators_they_come_from(seed: int) -> None:
    """Without covariates: Aalen-Johansen, Kaplan-Meier, and the area under it with Klein and Moeschberger's error."""
    d, e, z, s, _ = trial(seed)
    both = [
        pseudo_observation_regression(d, e, z, target="incidence", horizon=H, strata=s),
        incidence_difference(d, e, z, horizon=H, strata=s),
        censoring_weighted_incidence(d, e, z, horizon=H, strata=s),
    ]
    for found in both[1:]:
        assert found.estimate == pytest.approx(both[0].estimate)
        assert found.std_error == pytest.approx(both[0].std_error)
        assert found.df == pytest.approx(both[0].df)
    area = pseudo_observation_regression(d, single(e), z, target="restricted_mean", horizon=H)
    same = restricted_mean(d, single(e), z, horizon=H)
    assert (area.estimate, area.std_error) == (pytest.approx(same.estimate), pytest.approx(same.std_error))
    share = pseudo_observation_regression(d, single(e), z, target="survival", horizon=H)
    curve = kaplan_meier(d, single(e), z, horizon=H).pick("difference", "without_event")
    assert share.estimate == pytest.approx(curve.estimate[-1])
    assert share.std_error == pytest.approx(curve.std_error[-1], rel=0.01)  # Greenwood, without m / (m - 1)


@pytest.mark.parametrize("target", ["survival", "restricted_mean", "incidence"])
def test_pseudo_observations_are_those_of_leaving_one_out(target) -> None:
    """m theta - (m - 1) theta without i, for each person of one arm, but for terms of order 1 / m."""
    d, e, z, _, _ = trial(6)
    e = e if target == "incidence" else single(e)
    d, e = d[z == 1], e[z == 1]
    level, influence = level_and_influence(d, e, target=target, horizon=H)
    m = len(d)
    rest = [level_and_influence(np.delete(d, i), np.delete(e, i), target=target, horizon=H)[0] for i in range(m)]
    left_out = m * level - (m - 1) * np.array(rest)
    values = level + m * influence
    assert values.mean() == pytest.approx(level)
    print(np.corrcoef(values, left_out)[0, 1], values.std(), left_out.std())
    assert np.corrcoef(values, left_out)[0, 1] > 0.999
    assert values.std() == pytest.approx(left_out.std(), rel=0.03)


def test_with_complete_follow_up_they_are_the_persons_own_numbers() -> None:
    """Difference in means with HC2, for pseudo-observations and for AIPTW without an outcome model; strata as well."""
    d, e, z, s, _ = trial(7, censored=False)
    e = single(e)
    d = np.where(e == 1, d, 40)
    own, weeks = ((e == 1) & (d <= H)).astype(float), np.minimum(d, H).astype(float)
    for target, number in (("incidence", own), ("restricted_mean", weeks)):
        plain = difference_in_means(number, z)
        for found in (
            pseudo_observation_regression(d, e, z, target=target, horizon=H),
            standardized_contrast(d, e, z, covariates=None, target=target, horizon=H),
        ):
            assert found.estimate == pytest.approx(plain.estimate)
            assert found.std_error == pytest.approx(plain.std_error)
        within = difference_in_means_stratified(number, z, strata=s)
        found = standardized_contrast(d, e, z, covariates=None, target=target, horizon=H, strata=s)
        assert found.estimate == pytest.approx(within.estimate)
        # The share of the arm in the stratum weighs the terms, whose mean within the cell is the level.
        assert found.std_error == pytest.approx(within.std_error)


@pytest.mark.parametrize("seed", [8, 9])
def test_without_covariates_the_curves_are_those_of_the_arms(seed: int) -> None:
    """G-computation: exp(-Nelson-Aalen) by arm; AIPTW: Kaplan-Meier, whose Greenwood error it has."""
    d, e, z, _, _ = trial(seed)
    e = single(e)
    curve = standardized_survival(d, e, z, covariates=None, horizon=H, method="g_computation", ties="breslow")
    corrected = standardized_survival(d, e, z, covariates=None, horizon=H)
    kaplan = kaplan_meier(d, e, z, horizon=H)
    for name, code in (("treated", 1), ("reference", 0)):
        weeks = np.arange(1, H + 1)
        own, seen = d[z == code], e[z == code]
        hazards = [((own == week) & (seen == 1)).sum() / (own >= week).sum() for week in weeks]
        line = curve.pick(name, "without_event")
        assert line.estimate[1:] == pytest.approx(np.exp(-np.cumsum(hazards)))
        expected = kaplan.pick(name, "without_event")
        line = corrected.pick(name, "without_event")
        m = (z == code).sum()
        assert line.estimate == pytest.approx(expected.estimate)
        # The forecast is exp(-hazard) where Kaplan-Meier multiplies.
        assert line.std_error == pytest.approx(expected.std_error * (m / (m - 1)) ** 0.5, rel=1e-3)


def leave_out(arms: TimedArms, x: np.ndarray, compute) -> np.ndarray:
    n = len(x)
    rest = []
    for person in range(n):
        kept = np.arange(n) != person
        less = from_the_lottery(
            duration=arms.duration[kept],
            event=arms.event[kept],
            treated=arms.treated[kept],
            strata=arms.strata[kept],
        )
        rest.append(compute(less, x[kept]))
    rest = np.array(rest)
    return (n - 1) / n * (rest.mean(axis=0) - rest)


def timed(d, e, z, s) -> TimedArms:
    return from_the_lottery(duration=d, event=e, treated=z, strata=(s == "spring").astype(np.int64))


@pytest.mark.parametrize("columns", [0, 2])
@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_influence_of_a_hazard_model_is_the_derivative_by_weight(columns: int, ties) -> None:
    """The cumulative baseline hazards in week 10, for a given person: each weight moved a little, and fitted again."""
    d, e, _, s, x = trial(15)
    x, groups, given = x[:, :columns], (s == "spring").astype(np.int64), np.array([0.3, 1.0])[:columns]

    def hazards(weights: np.ndarray) -> np.ndarray:
        rows = CoxRows(enter=np.full(N, -1), exit=d, event=single(e), design=x, strata=groups, weights=weights)
        found = fit(rows, ties=ties)
        own = (found.sets.week <= 10) * found.at.sums.hazard
        return np.bincount(found.sets.stratum, own) * np.exp((given - x.mean(axis=0)) @ found.coefficients)

    model = hazard_model(d, single(e), x, groups, weeks=41, ties=ties)
    risk = model.relative_risk(given[np.newaxis])[0]
    spent = model.increments[:, :11].sum(axis=1) * risk
    assert spent == pytest.approx(hazards(np.ones(N)))
    by_increment = np.zeros((2, 41, 2))
    by_increment[[0, 1], :11, [0, 1]] = risk
    found = influence_on(model, by_increment=by_increment, by_coefficient=np.outer(model.standardised(given), spent))
    step = 1e-5
    for person in range(0, N, 16):
        more = np.ones(N)
        more[person] += step
        less = 2 - more
        assert found[person] == pytest.approx((hazards(more) - hazards(less)) / (2 * step), abs=1e-8)


@pytest.mark.parametrize("baseline", ["by_arm", "common"])
@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_influence_of_g_computation_is_that_of_leaving_people_out(baseline, ties) -> None:
    """For both arms in week 14, and in the standard error of the difference within 5 %.

    In week 24, with ten persons left at risk in an arm, leaving them out gives 6 to 10 % more than the derivative.
    """
    d, e, z, _, x = trial(10)
    arms = timed(d, single(e), z, np.full(N, "autumn"))

    def shares(arms: TimedArms, x: np.ndarray) -> np.ndarray:
        return g_computation(forecast(arms, x, horizon=14, baseline=baseline, ties=ties)).survival[:, 14]

    found = g_computation(forecast(arms, x, horizon=14, baseline=baseline, ties=ties)).influence[:, :, 14]
    left_out = leave_out(arms, x, shares).T
    assert found.sum(axis=1) == pytest.approx(0, abs=1e-12)
    for one, other in zip(found, left_out, strict=True):
        assert np.corrcoef(one, other)[0, 1] > 0.98
    error = np.linalg.norm(found[1] - found[0])
    assert error == pytest.approx(np.linalg.norm(left_out[1] - left_out[0]), rel=0.05)


def test_influence_of_the_weights_is_that_of_leaving_people_out() -> None:
    """Cox weights: their own uncertainty is in it. Taken as known, the weights would give another number."""
    d, e, z, s, x = trial(11)
    arms = timed(d, e, z, s)

    def level(arms: TimedArms, x: np.ndarray) -> list[tuple[float, np.ndarray]]:
        outcome = Outcome(
            there=((arms.event == 1) & (arms.duration <= H)).astype(float),
            followed=followed_to(arms, H),
            treated=arms.treated,
            strata=arms.strata,
        )
        model = censoring_model(outcome.followed, x, weeks=H + 1)
        return [weighted_level(outcome, model, arm) for arm in (1, 0)]

    left_out = leave_out(arms, x, lambda arms, x: [value for value, _ in level(arms, x)]).T
    for (_, influence), other in zip(level(arms, x), left_out, strict=True):
        assert influence.sum() == pytest.approx(0, abs=1e-12)
        assert np.corrcoef(influence, other)[0, 1] > 0.99
        assert np.linalg.norm(influence) == pytest.approx(np.linalg.norm(other), rel=0.1)


def test_the_augmented_influence_is_near_that_of_leaving_people_out() -> None:
    """It takes the outcome model as given, which is of second order: within 8 % with 160 persons and two covariates."""
    d, e, z, _, x = trial(12)
    arms = timed(d, single(e), z, np.full(N, "autumn"))

    def shares(arms: TimedArms, x: np.ndarray) -> np.ndarray:
        foretold = forecast(arms, x, horizon=H, baseline="by_arm", ties="efron")
        return augmented(arms, foretold, censored_by(arms, x[:, :0], horizon=H)).survival[:, H]

    foretold = forecast(arms, x, horizon=H, baseline="by_arm", ties="efron")
    found = augmented(arms, foretold, censored_by(arms, x[:, :0], horizon=H)).influence[:, :, H]
    left_out = leave_out(arms, x, shares).T
    assert np.linalg.norm(found[1] - found[0]) == pytest.approx(np.linalg.norm(left_out[1] - left_out[0]), rel=0.08)
    assert np.corrcoef(found[1] - found[0], left_out[1] - left_out[0])[0, 1] > 0.98


def of_kind(arms: TimedArms, kind: int) -> TimedArms:
    return replace(arms, event=(arms.event == kind).astype(np.int64))


def both_forecasts(arms: TimedArms, x: np.ndarray, *, horizon: int, baseline="by_arm", ties="efron"):
    return [forecast(of_kind(arms, kind), x, horizon=horizon, baseline=baseline, ties=ties) for kind in (1, 2)]


def test_shares_of_both_events_and_of_those_who_wait_sum_to_one() -> None:
    """For everyone, under both arms, in every week; a competing event without hazard leaves 1 - exp(-H)."""
    d, e, z, s, x = trial(15)
    arms = timed(d, e, z, s)
    own, other = both_forecasts(arms, x, horizon=H)
    one, two = forecast_shares(own, other), forecast_shares(other, own)
    assert one.share + two.share + one.waiting == pytest.approx(1)
    none = replace(other, spent=np.zeros_like(other.spent))
    assert forecast_shares(own, none).share == pytest.approx(-np.expm1(-own.spent))
    assert g_computation_of_share(own, none).survival == pytest.approx(g_computation(own).survival)


@pytest.mark.parametrize("seed", [16, 17])
def test_without_covariates_the_augmented_share_is_that_of_aalen_and_johansen(seed: int) -> None:
    """Arms alone, follow-up that ends earlier for some: the share, and nearly its standard error."""
    d, e, z, s, _ = trial(seed)
    for strata in (None, s):
        found = standardized_contrast(d, e, z, covariates=None, strata=strata, horizon=H)
        plain = incidence_difference(d, e, z, strata=strata, horizon=H)
        assert (found.level_treated, found.level_reference) == pytest.approx(
            (plain.level_treated, plain.level_reference)
        )
        assert found.std_error == pytest.approx(plain.std_error, rel=0.02)


@pytest.mark.parametrize("baseline", ["by_arm", "common"])
@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_influence_of_the_share_is_that_of_leaving_people_out(baseline, ties) -> None:
    """G-computation with a competing event in week 14: both arms, and the difference's error within 5 %."""
    d, e, z, _, x = trial(10)
    arms = timed(d, e, z, np.full(N, "autumn"))

    def share(arms: TimedArms, x: np.ndarray):
        return g_computation_of_share(*both_forecasts(arms, x, horizon=14, baseline=baseline, ties=ties))

    found = share(arms, x).influence[:, :, 14]
    left_out = leave_out(arms, x, lambda arms, x: share(arms, x).survival[:, 14]).T
    assert found.sum(axis=1) == pytest.approx(0, abs=1e-12)
    for one, other in zip(found, left_out, strict=True):
        assert np.corrcoef(one, other)[0, 1] > 0.98
    assert np.linalg.norm(found[1] - found[0]) == pytest.approx(np.linalg.norm(left_out[1] - left_out[0]), rel=0.05)


def test_the_curve_ends_where_the_effect_is() -> None:
    """The contrast at the horizon is that of the curve's last week; the restricted mean is the area under it."""
    d, e, z, s, x = trial(13)
    for method in ("g_computation", "aiptw"):
        more = {"covariates": x, "horizon": H, "method": method, "strata": s}
        curve = standardized_survival(d, single(e), z, **more)
        at = standardized_contrast(d, single(e), z, **more)
        line = curve.pick("difference", "without_event")
        assert line.estimate[-1] == pytest.approx(-at.estimate)
        assert (line.conf_low[-1], line.conf_high[-1]) == pytest.approx((-at.conf_high, -at.conf_low))
        area = standardized_contrast(d, single(e), z, target="restricted_mean", **more)
        assert line.estimate[:-1].sum() == pytest.approx(area.estimate)
        ratio = standardized_contrast(d, single(e), z, measure="ratio", **more)
        assert ratio.estimate == pytest.approx(at.level_treated / at.level_reference)


def test_weighted_shares_of_states_and_of_waits_agree() -> None:
    """An event that nobody leaves is a state: share in it in week 24 and share with it by week 24, nobody gone before.

    A person with the event is followed in its state to the end of the register, and may be lost after it, so that the
    two differ where people are lost; without loss they are one number.
    """
    d, e, z, _, _ = trial(14, censored=False)
    e = single(e)
    d = np.where(e == 1, d, 40)
    states = ((np.arange(H + 1) >= d[:, None]) & (e == 1)[:, None]).astype(int)
    share = censoring_weighted_share(states, z, in_states=[1], last_observed=np.full(N, H), horizon=H)
    waits = censoring_weighted_incidence(d, e, z, horizon=H)
    assert (share.estimate, share.std_error) == (pytest.approx(waits.estimate), pytest.approx(waits.std_error))
    assert share.warnings == waits.warnings


def test_peer_groups_and_clusters_are_those_of_the_persons_own_numbers() -> None:
    """Nobody is lost: pseudo-observations go to the same estimators as an outcome that was seen."""
    d, e, z, _, _ = trial(16, censored=False)
    e = single(e)
    d = np.where(e == 1, d, 40)
    own = ((e == 1) & (d <= H)).astype(float)
    groups = np.where(z == 1, np.arange(N) // 8, np.nan)
    met = pseudo_observation_regression(d, e, z, target="incidence", horizon=H, groups=groups)
    same = group_treatment(own, z, groups=groups)
    assert (met.estimate, met.std_error, met.df) == pytest.approx((same.estimate, same.std_error, same.df))
    clusters = np.where(z == 1, 100, 0) + np.arange(N) // 8
    drawn = pseudo_observation_regression(d, e, z, target="incidence", horizon=H, clusters=clusters)
    same = difference_in_means_clustered(own, z, clusters=clusters)
    assert (drawn.estimate, drawn.std_error, drawn.df) == pytest.approx((same.estimate, same.std_error, same.df))
    assert (drawn.events_treated, drawn.events_reference) == (own[z == 1].sum(), own[z == 0].sum())
