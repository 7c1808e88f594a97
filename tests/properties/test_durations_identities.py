"""What must hold of durations and weekly states in every trial, whatever its numbers."""

from __future__ import annotations

import numpy as np
import pytest

from nextwork_eval.durations import (
    cox,
    cumulative_incidence,
    expected_weeks,
    kaplan_meier,
    log_rank,
    restricted_mean,
    state_occupation,
)
from nextwork_eval.durations.curves.late_incidence import late_incidence_table
from nextwork_eval.durations.occupation import (
    expected_time_influence,
    influence_by_week,
    occupation,
    occupation_variance,
)
from nextwork_eval.durations.restricted_mean.area import area_and_influence
from nextwork_eval.effects import difference_in_means_clustered, difference_in_means_stratified, group_treatment
from nextwork_eval.errors import EstimationError

SEEDS = [1, 2, 3, 4, 5]
N, WEEKS, STATES = 60, 20, 3


def invented(seed, *, censored, n=N):
    """People in three states; with `censored`, the register ends for them between weeks 8 and 20."""
    generator = np.random.default_rng(seed)
    states = np.empty((n, WEEKS + 1), dtype=int)
    states[:, 0] = generator.integers(0, 2, n)
    for t in range(1, WEEKS + 1):
        jump = generator.integers(0, STATES, n)
        stays = (generator.random(n) < 0.8) | (states[:, t - 1] == 2)
        states[:, t] = np.where(stays, states[:, t - 1], jump)
    last = generator.integers(8, WEEKS + 1, n) if censored else np.full(n, WEEKS)
    states[np.arange(WEEKS + 1) > last[:, np.newaxis]] = -1
    treated = generator.permutation(np.arange(n) % 2)
    return states, treated, last


def waiting(seed):
    """Sixty people, weeks to the first of two events or to the end of follow-up."""
    generator = np.random.default_rng(seed)
    event_week, end = generator.integers(1, 30, N), generator.integers(15, 25, N)
    kind = np.where(event_week <= end, generator.integers(1, 3, N), 0)
    return np.minimum(event_week, end), kind, generator.permutation(np.arange(N) % 2)


@pytest.mark.parametrize("seed", SEEDS)
def test_everyone_is_in_exactly_one_state(seed):
    """Shares sum to 1 in every week; persons' influences sum to 0, over persons and over states."""
    states, _, _ = invented(seed, censored=True)
    estimated = occupation(states, n_states=STATES)
    assert estimated.probabilities.sum(axis=1) == pytest.approx(1)
    for influence in influence_by_week(states, estimated):
        assert influence.sum(axis=0) == pytest.approx(0, abs=1e-14)
        assert influence.sum(axis=1) == pytest.approx(0, abs=1e-14)


@pytest.mark.parametrize("seed", SEEDS)
def test_with_complete_follow_up_shares_are_proportions(seed):
    """No model is left: raw proportions with the binomial variance."""
    states, _, _ = invented(seed, censored=False)
    estimated = occupation(states, n_states=STATES)
    raw = np.stack([(states == k).mean(axis=0) for k in range(STATES)], axis=1)
    assert estimated.probabilities == pytest.approx(raw)
    assert occupation_variance(states, estimated) == pytest.approx(raw * (1 - raw) / N)


@pytest.mark.parametrize("seed", SEEDS)
def test_with_complete_follow_up_expected_weeks_are_own_weeks(seed):
    """The difference in means of each person's own weeks, with its HC2 standard error."""
    states, treated, last = invented(seed, censored=False)
    estimate = expected_weeks(states, treated, in_states=[1], last_observed=last, horizon=15)
    own = (states[:, 1:16] == 1).sum(axis=1)
    one, zero = own[treated == 1], own[treated == 0]
    assert estimate.estimate == pytest.approx(one.mean() - zero.mean())
    assert estimate.std_error == pytest.approx(np.sqrt(one.var(ddof=1) / len(one) + zero.var(ddof=1) / len(zero)))


@pytest.mark.parametrize("seed", SEEDS)
def test_shares_within_rounds_add_up_to_expected_weeks_within_rounds(seed):
    """Also under censoring; the shares of an arm sum to 1 in every week, and one round is no round."""
    states, treated, last = invented(seed, censored=True)
    rounds = np.where(np.arange(N) < 2 * N // 3, 1, 2)
    given = {"labels": ["a", "b", "c"], "last_observed": last, "horizon": 12}
    curve = state_occupation(states, treated, strata=rounds, **given)
    weeks = expected_weeks(states, treated, in_states=[1], last_observed=last, horizon=12, strata=rounds)
    assert curve.pick("difference", "b").estimate[1:].sum() == pytest.approx(weeks.estimate)
    assert curve.pick("treated", "b").estimate[1:].sum() == pytest.approx(weeks.level_treated)
    assert sum(curve.pick("reference", label).estimate for label in "abc") == pytest.approx(1)
    one, none = (state_occupation(states, treated, strata=strata, **given) for strata in (np.zeros(N), None))
    for line in none.series:
        other = one.pick(line.arm, line.label)
        for name in ("estimate", "std_error", "conf_low", "conf_high", "n", "events"):
            assert getattr(other, name) == pytest.approx(getattr(line, name), nan_ok=True)


@pytest.mark.parametrize("seed", SEEDS)
def test_with_complete_follow_up_shares_within_rounds_are_differences_in_means_within_rounds(seed):
    """Estimate and standard error of the stratified difference in means, in every week."""
    states, treated, last = invented(seed, censored=False)
    rounds = np.where(np.arange(N) < 2 * N // 3, 1, 2)
    line = state_occupation(
        states, treated, labels=["a", "b", "c"], last_observed=last, horizon=WEEKS, strata=rounds
    ).pick("difference", "b")
    for week in (2, 9, WEEKS):
        own = difference_in_means_stratified((states[:, week] == 1).astype(float), treated, strata=rounds)
        assert line.estimate[week] == pytest.approx(own.estimate)
        assert line.std_error[week] == pytest.approx(own.std_error)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_weeks_of_two_years_add_up(seed):
    """Whoever is lost on the way: levels and differences of weeks 1 to 7 and of 8 to 15 are those of 1 to 15."""
    states, treated, last = invented(seed, censored=True)
    first = expected_weeks(states, treated, in_states=[1], last_observed=last, horizon=7)
    second = expected_weeks(states, treated, in_states=[1], last_observed=last, horizon=15, from_week=8)
    both = expected_weeks(states, treated, in_states=[1], last_observed=last, horizon=15)
    assert first.level_treated + second.level_treated == pytest.approx(both.level_treated)
    assert first.level_reference + second.level_reference == pytest.approx(both.level_reference)
    assert first.estimate + second.estimate == pytest.approx(both.estimate)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_infinitesimal_jackknife_is_close_to_leaving_people_out(seed):
    """With 300 people, within 3 % of the brute-force standard error; that of the distribution at the start included."""
    n = 300
    states, _, _ = invented(seed, censored=True, n=n)
    weights = np.outer(np.arange(WEEKS + 1) >= 1, [0, 1, 0])

    def weeks(matrix):
        return float((occupation(matrix, n_states=STATES).probabilities * weights).sum())

    without = np.array([weeks(np.delete(states, i, axis=0)) for i in range(n)])
    jackknife = np.sqrt((n - 1) / n * np.square(without - without.mean()).sum())
    influence = expected_time_influence(states, occupation(states, n_states=STATES), weights=weights)
    assert np.sqrt(n / (n - 1) * np.square(influence).sum()) == pytest.approx(jackknife, rel=0.03)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_small_step_in_a_persons_weight_moves_the_result_by_the_influence(seed):
    """The definition of influence: with everyone copied K times and one person once more, the result moves by U / K."""
    states, _, _ = invented(seed, censored=True)
    weights = np.outer(np.arange(WEEKS + 1) >= 1, [0, 1, 0])
    estimated = occupation(states, n_states=STATES)
    copies = 2000
    influence = expected_time_influence(states, estimated, weights=weights)
    many = np.repeat(states, copies, axis=0)
    for person in (0, 17, 41):
        more = occupation(np.vstack([many, states[person]]), n_states=STATES)
        step = float(((more.probabilities - estimated.probabilities) * weights).sum())
        assert step * copies == pytest.approx(influence[person], rel=0.02, abs=1e-4)


@pytest.mark.parametrize("seed", SEEDS)
def test_swapping_the_arms_flips_the_sign(seed):
    """Which arm is called treated is a matter of names."""
    states, treated, last = invented(seed, censored=True)
    weeks, kind, arms = waiting(seed)
    event = (kind == 1).astype(int)
    pairs = [
        (
            expected_weeks(states, code, in_states=[1], last_observed=last, horizon=15)
            for code in (treated, 1 - treated)
        ),
        (restricted_mean(weeks, event, code, horizon=15) for code in (arms, 1 - arms)),
        (cox(weeks, event, code) for code in (arms, 1 - arms)),
    ]
    for first, second in pairs:
        assert first.estimate == pytest.approx(-second.estimate, rel=1e-8)
        assert first.conf_low == pytest.approx(-second.conf_high, rel=1e-8)
        assert first.p_value == pytest.approx(second.p_value, rel=1e-8)
    first, second = (cumulative_incidence(weeks, kind, code, horizon=15) for code in (arms, 1 - arms))
    for label in ("event", "competing"):
        there, back = first.pick("difference", label), second.pick("difference", label)
        assert there.estimate == pytest.approx(-back.estimate)
        assert there.conf_low == pytest.approx(-back.conf_high, nan_ok=True)
    assert log_rank(weeks, event, arms).test_statistic == pytest.approx(log_rank(weeks, event, 1 - arms).test_statistic)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_people_changes_nothing(seed):
    """A register may be sorted in any way."""
    states, treated, last = invented(seed, censored=True)
    weeks, kind, arms = waiting(seed)
    event = (kind == 1).astype(int)
    order = np.random.default_rng(seed + 100).permutation(N)
    strata = np.arange(N) // 30
    one = expected_weeks(states, treated, in_states=[1], last_observed=last, horizon=15, strata=strata)
    two = expected_weeks(
        states[order], treated[order], in_states=[1], last_observed=last[order], horizon=15, strata=strata[order]
    )
    assert (one.estimate, one.std_error, one.df) == pytest.approx((two.estimate, two.std_error, two.df))
    first = state_occupation(states, treated, labels=["a", "b", "c"], last_observed=last, horizon=15)
    second = state_occupation(
        states[order], treated[order], labels=["a", "b", "c"], last_observed=last[order], horizon=15
    )
    assert first.to_frame()["std_error"].to_numpy() == pytest.approx(second.to_frame()["std_error"].to_numpy())
    for estimator in (
        lambda k: (
            kaplan_meier(weeks[k], event[k], arms[k], horizon=15).pick("difference", "without_event").conf_low[15]
        ),
        lambda k: restricted_mean(weeks[k], event[k], arms[k], horizon=15).std_error,
        lambda k: log_rank(weeks[k], event[k], arms[k], strata=strata[k]).p_value,
        lambda k: cox(weeks[k], event[k], arms[k]).estimate,
    ):
        assert estimator(np.arange(N)) == pytest.approx(estimator(order), rel=1e-8)


@pytest.mark.parametrize("seed", SEEDS)
def test_without_a_competitor_incidence_and_survival_add_to_one(seed):
    """Then nothing is left but the event and the waiting for it."""
    weeks, kind, arms = waiting(seed)
    event = (kind == 1).astype(int)
    incidence = cumulative_incidence(weeks, event, arms, horizon=15)
    survival = kaplan_meier(weeks, event, arms, horizon=15)
    for arm in ("treated", "reference"):
        total = incidence.pick(arm, "event").estimate + survival.pick(arm, "without_event").estimate
        assert total == pytest.approx(1)
        assert (incidence.pick(arm, "competing").estimate == 0).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_restricted_mean_is_the_expected_weeks_of_waiting(seed):
    """Weeks 1 to h waited are the area under the curve less the week in which the event comes: S(1) + … + S(h)."""
    weeks, kind, arms = waiting(seed)
    event = (kind == 1).astype(int)
    matrix = np.where(np.arange(31) >= weeks[:, np.newaxis], np.where(event == 1, 1, -1)[:, np.newaxis], 0)
    matrix[np.arange(N), weeks] = np.where(event == 1, 1, 0)
    last = np.where(event == 1, 30, weeks)
    waited = expected_weeks(matrix, arms, in_states=[0], last_observed=last, horizon=15)
    area = restricted_mean(weeks, event, arms, horizon=16)
    assert waited.level_treated == pytest.approx(area.level_treated - 1)
    assert waited.estimate == pytest.approx(area.estimate)


@pytest.mark.parametrize("seed", SEEDS)
def test_counting_every_person_twice_changes_no_share(seed):
    """Estimates stay; the jackknife variance is halved."""
    states, _, _ = invented(seed, censored=True)
    once, twice = occupation(states, n_states=STATES), occupation(np.vstack([states, states]), n_states=STATES)
    assert twice.probabilities == pytest.approx(once.probabilities)
    halved = occupation_variance(states, once) / 2
    assert occupation_variance(np.vstack([states, states]), twice) == pytest.approx(halved)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_call_gives_the_same_record(seed):
    """No chance, no clock; and the caller's matrix is left as it was."""
    states, treated, last = invented(seed, censored=True)
    before = states.copy()
    first = expected_weeks(states, treated, in_states=[1], last_observed=last, horizon=15)
    assert first == expected_weeks(states, treated, in_states=[1], last_observed=last, horizon=15)
    assert (states == before).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_weights_are_shares_of_the_arm_and_their_errors_are_derivatives(seed):
    """Whole weights are persons, in the share; errors are those of small changes; weights alike change nothing.

    Greenwood's error supposes that nobody comes late; with late entries the two differ a little.
    """
    generator = np.random.default_rng(seed)
    treated, leave = np.arange(N) % 2, generator.integers(2, 15, N)
    entry = generator.integers(0, leave) * (generator.random(N) < 0.4)
    event, weights = (generator.random(N) < 0.6).astype(int), generator.integers(1, 4, N).astype(float)
    leave[:2], event[:2], entry[:2] = 15, 0, 0

    def curve(weights, times=1, entry=entry):
        people = np.repeat(np.arange(N), times)
        return kaplan_meier(
            leave[people], event[people], treated[people], entry=entry[people], horizon=15, weights=weights
        ).pick("treated", "without_event")

    at_once = np.zeros(N, dtype=int)
    plain, alike = curve(None, entry=at_once), curve(np.full(N, 2.5), entry=at_once)
    for of in ("estimate", "std_error", "conf_low", "conf_high"):
        assert getattr(alike, of) == pytest.approx(getattr(plain, of), rel=1e-10, nan_ok=True)
    weighted, copied = curve(weights), curve(None, times=weights.astype(int))
    assert weighted.estimate == pytest.approx(copied.estimate, rel=1e-12)
    variance = 0.0
    for person in range(N):
        step = 1e-5 * (np.arange(N) == person)
        slope = (curve(weights + step).estimate - curve(weights - step).estimate) / 2e-5
        variance = variance + (weights[person] * slope) ** 2
    assert weighted.std_error == pytest.approx(np.sqrt(variance), rel=1e-6)


def entering_late(seed):
    """Sixty people with two kinds of event, four in ten of whom are looked at late."""
    weeks, kind, arms = waiting(seed)
    generator = np.random.default_rng(seed + 50)
    weeks = np.maximum(weeks, 2)
    return weeks, kind, arms, generator.integers(0, weeks) * (generator.random(N) < 0.4)


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_late_is_no_delayed_entry(seed):
    """Entry in week 0 for all gives the curves and the mean of those who give none, errors included."""
    weeks, kind, arms, _ = entering_late(seed)
    none, zero = (cumulative_incidence(weeks, kind, arms, horizon=14, entry=entry) for entry in (None, np.zeros(N)))
    for line in none.series:
        other = zero.pick(line.arm, line.label)
        for name in ("estimate", "std_error", "conf_low", "conf_high", "n", "events"):
            assert getattr(other, name) == pytest.approx(getattr(line, name), nan_ok=True)
    plain, late = (restricted_mean(weeks, kind == 1, arms, horizon=14, entry=entry) for entry in (None, np.zeros(N)))
    for name in ("estimate", "std_error", "df", "p_value"):
        assert getattr(late, name) == pytest.approx(getattr(plain, name))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_errors_of_late_entry_are_those_of_small_steps_in_a_persons_weight(seed):
    """Everyone copied 500 times and one person once more: the squared steps add up to the variance."""
    weeks, kind, arms, entry = entering_late(seed)
    own, copies = arms == 1, 500
    weeks, kind, entry = weeks[own], kind[own], entry[own]
    m = len(weeks)
    table = late_incidence_table(weeks, kind, entry, horizon=14)
    area, influence = area_and_influence(weeks, (kind == 1).astype(int), horizon=14, entry=entry)
    assert influence.sum() == pytest.approx(0, abs=1e-12)
    squares = 0.0
    for person in range(m):
        times = np.full(m, copies) + (np.arange(m) == person)
        more = [np.repeat(column, times) for column in (weeks, kind, entry)]
        squares += ((late_incidence_table(*more, horizon=14).share[-1, 0] - table.share[-1, 0]) * copies) ** 2
        moved, _ = area_and_influence(more[0], (more[1] == 1).astype(int), horizon=14, entry=more[2])
        assert (moved - area) * copies == pytest.approx(influence[person], rel=0.02, abs=1e-4)
    assert table.std_error[-1, 0] == pytest.approx(np.sqrt(squares), rel=0.01)


@pytest.mark.parametrize("seed", SEEDS)
def test_groups_and_clusters_of_a_restricted_mean_are_those_of_own_weeks(seed):
    """Everyone followed to the horizon: min(wait, horizon) compared by the estimators of `effects`, in every number."""
    weeks, _, arms = waiting(seed)
    own = np.minimum(weeks, 12).astype(float)
    met = np.where(arms == 1, np.arange(N) % 7, -1)
    drawn = np.arange(N) // 4 * 2 + arms
    groups = np.where(met < 0, np.nan, met)
    event = np.where(weeks <= 12, 1, 0)
    pairs = [
        (restricted_mean(weeks, event, arms, horizon=12, groups=groups), group_treatment(own, arms, groups=groups)),
        (
            restricted_mean(weeks, event, arms, horizon=12, clusters=drawn),
            difference_in_means_clustered(own, arms, clusters=drawn),
        ),
    ]
    for found, plain in pairs:
        for name in ("estimate", "std_error", "df", "p_value"):
            assert getattr(found, name) == pytest.approx(getattr(plain, name))
        assert "on the persons' values" in found.method
    with pytest.raises(EstimationError, match="exclude one another"):
        restricted_mean(weeks, event, arms, horizon=12, groups=groups, clusters=drawn)
