"""What must hold of the models of time in every trial, whatever its numbers."""

from __future__ import annotations

import numpy as np
import pytest

from nextwork_eval.durations import (
    accelerated_failure_time,
    andersen_gill,
    cause_specific_risks,
    cumulative_incidence,
    discrete_time_hazard,
    fine_gray,
    piecewise_exponential,
    rate_ratio_of_returns,
    return_intensity_models,
)
from nextwork_eval.durations.models.subdistribution import fit_subdistribution

SEEDS = [1, 2, 3]
N = 80
ONE_EVENT = {
    "cloglog": lambda t, e, z, **o: discrete_time_hazard(t, e == 1, z, horizon=20, **o),
    "logit_weeks": lambda t, e, z, **o: discrete_time_hazard(
        t, e == 1, z, horizon=20, link="logit", baseline="weeks", **o
    ),
    "piecewise": lambda t, e, z, **o: piecewise_exponential(t, e == 1, z, horizon=20, cuts=(5, 10), **o),
    "weibull": lambda t, e, z, **o: accelerated_failure_time(t, e == 1, z, horizon=20, **o),
    "log_logistic": lambda t, e, z, **o: accelerated_failure_time(
        t, e == 1, z, horizon=20, distribution="log_logistic", **o
    ),
    "fine_gray": lambda t, e, z, **o: fine_gray(t, e, z, horizon=20, **o),
    "fine_gray_by_arm": lambda t, e, z, **o: fine_gray(t, e, z, horizon=20, censoring_by_arm=True, **o),
    "cause_specific": lambda t, e, z, **o: cause_specific_risks(t, e, z, horizon=12, **o),
}
RETURNS = {
    "rate_ratio": rate_ratio_of_returns,
    "gap_time": lambda c, z, **o: return_intensity_models(c, z, model="gap_time", **o),
    "total_time": lambda c, z, **o: return_intensity_models(c, z, model="total_time", **o),
    "marginal": lambda c, z, **o: return_intensity_models(c, z, model="marginal", **o),
}


def waiting(seed, n=N):
    """Weeks to the first of two events, or to the end of follow-up between weeks 12 and 24; three rounds."""
    generator = np.random.default_rng(seed)
    treated = generator.permutation(np.arange(n) % 2)
    one = generator.geometric(0.05 + 0.03 * treated)
    two = generator.geometric(0.03, n)
    end = generator.integers(12, 25, n)
    kind = np.where(np.minimum(one, two) > end, 0, np.where(one <= two, 1, 2))
    return np.minimum(np.minimum(one, two), end), kind, treated, generator.integers(0, 3, n)


def courses(seed, n=N, weeks=30, ends=(22, 34)):
    """Courses of leaving and coming back; a few are gone; follow-up ends between two weeks."""
    generator = np.random.default_rng(seed)
    treated = generator.permutation(np.arange(n) % 2)
    place, found = np.zeros(n, dtype=int), np.full((n, weeks), -1)
    last = np.minimum(generator.integers(ends[0], ends[1] + 1, n), weeks)
    chance = np.array([0.08, 0.1, 0.15, 0.1, 0.0])
    following = np.array([1, 2, 3, 2, 4])
    for week in range(weeks):
        moves = generator.random(n) < chance[place] * (1 + 0.4 * treated)
        place = np.where(moves, following[place], place)
        place = np.where(generator.random(n) < 0.002, 4, place)
        found[:, week] = np.where(week < last, place, -1)
    return found, treated, last


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", ONE_EVENT)
def test_swapping_the_arms_turns_the_sign(name, seed):
    """And leaves the standard error, for an event that happens once."""
    weeks, kind, treated, _ = waiting(seed)
    one, other = ONE_EVENT[name](weeks, kind, treated), ONE_EVENT[name](weeks, kind, 1 - treated)
    assert one.estimate == pytest.approx(-other.estimate, rel=1e-6)
    assert one.std_error == pytest.approx(other.std_error, rel=1e-6)
    assert one.p_value == pytest.approx(other.p_value, rel=1e-5)


@pytest.mark.parametrize("name", ONE_EVENT)
def test_neither_order_nor_names_of_strata_matter(name):
    """People in another order, rounds under other names; one round is no round."""
    weeks, kind, treated, rounds = waiting(7, n=150)
    found = ONE_EVENT[name](weeks, kind, treated, strata=rounds)
    order = np.random.default_rng(1).permutation(150)
    names = np.array(["east", "north", "west"])[rounds]
    again = ONE_EVENT[name](weeks[order], kind[order], treated[order], strata=names[order])
    assert again.estimate == pytest.approx(found.estimate, rel=1e-6)
    assert again.std_error == pytest.approx(found.std_error, rel=1e-6)
    alone = ONE_EVENT[name](weeks, kind, treated, strata=["all"] * 150)
    plain = ONE_EVENT[name](weeks, kind, treated)
    assert (alone.estimate, alone.std_error, alone.method) == (plain.estimate, plain.std_error, plain.method)


@pytest.mark.parametrize("name", RETURNS)
def test_swap_and_order_of_courses(name):
    """The same for returns."""
    found, treated, last = courses(3)
    shared = {"horizon": 22}
    one = RETURNS[name](found, treated, last_observed=last, **shared)
    other = RETURNS[name](found, 1 - treated, last_observed=last, **shared)
    order = np.random.default_rng(1).permutation(N)
    again = RETURNS[name](found[order], treated[order], last_observed=last[order], **shared)
    assert one.estimate == pytest.approx(-other.estimate, rel=1e-7)
    assert (again.estimate, again.std_error) == pytest.approx((one.estimate, one.std_error), rel=1e-7)


@pytest.mark.parametrize("seed", SEEDS)
def test_with_everyone_followed_the_rate_ratio_is_that_of_the_mean_counts(seed):
    """Exactly; its standard error is the delta method's on the persons' own counts."""
    found, treated, last = courses(seed, ends=(30, 30))
    estimate = rate_ratio_of_returns(found, treated, last_observed=last, horizon=30)
    before = np.column_stack([np.zeros(N, dtype=int), found[:, :-1]])
    counts = ((found == 2) & (before != 2)).sum(axis=1)
    one, zero = counts[treated == 1], counts[treated == 0]
    assert estimate.estimate == pytest.approx(np.log(one.mean() / zero.mean()), rel=1e-9)
    delta = sum(arm.var() / len(arm) / arm.mean() ** 2 for arm in (one, zero))
    assert estimate.std_error * np.sqrt((N - 1) / N) == pytest.approx(np.sqrt(delta), rel=0.02)


def test_courses_and_rows_tell_the_same():
    """Rows of a counting process made by hand from the courses give the ratio with those who are gone leaving."""
    found, treated, last = courses(5)
    rows = []
    for person, course in enumerate(found):
        start, place = 0, 0
        for week, now in enumerate(course[:22], start=1):
            if now == -1 or (place == 4):
                break
            end = week
            if now == 2 and place != 2:
                rows.append((person, start, week, 1))
                start = week
            place = now
        if end > start:
            rows.append((person, start, end, 0))
    person, enter, leave, event = np.array(rows).T
    given = rate_ratio_of_returns(found, treated, last_observed=last, horizon=22, after_gone="leave")
    same = andersen_gill(leave, event, treated[person], entry=enter, persons=person, horizon=22)
    assert (same.estimate, same.std_error) == pytest.approx((given.estimate, given.std_error), rel=1e-7)


@pytest.mark.parametrize("function", [discrete_time_hazard, piecewise_exponential, accelerated_failure_time])
def test_a_row_cut_in_two_is_the_same_row(function):
    """(0, 20] is (0, 8] without an event and (8, 20]: late entry is read by the week."""
    weeks, kind, treated, _ = waiting(11, n=200)
    options = {"cuts": (5, 10)} if function is piecewise_exponential else {}
    if function is discrete_time_hazard:
        options = {"baseline": "log_time"}
    whole = function(weeks, kind == 1, treated, horizon=20, **options)
    longer = weeks > 8
    cut = np.concatenate([np.minimum(weeks, 8), weeks[longer]])
    event = np.concatenate([(kind == 1) & ~longer, (kind == 1)[longer]])
    entry = np.concatenate([np.zeros(200, dtype=int), np.full(longer.sum(), 8)])
    parts = function(cut, event, np.concatenate([treated, treated[longer]]), entry=entry, horizon=20, **options)
    assert (parts.estimate, parts.std_error) == pytest.approx((whole.estimate, whole.std_error), rel=1e-6)


def test_without_a_competitor_fine_gray_is_a_hazard_ratio():
    """And the ends of follow-up have no say in it."""
    weeks, kind, treated, _ = waiting(2)
    once = np.where(kind == 2, 0, kind)
    found = fine_gray(weeks, once, treated, horizon=20)
    assert "Nobody has the competing event" in found.warnings[-1]
    rows = andersen_gill(weeks, once, treated, entry=weeks * 0, persons=np.arange(N), horizon=20)
    assert (found.estimate, found.std_error) == pytest.approx((rows.estimate, rows.std_error), rel=1e-8)


def copies(estimate, parts, times=25):
    """The exact derivative by each person's weight: everyone many times, one copy in and one copy out."""
    parts = [np.repeat(part, times, axis=0) for part in parts]
    everyone = np.arange(len(parts[0]))
    found = []
    for first in range(0, len(everyone), times):
        more, less = np.append(everyone, first), np.delete(everyone, first)
        found.append((estimate(*(p[more] for p in parts)) - estimate(*(p[less] for p in parts))) * times / 2)
    return np.array(found)


@pytest.mark.parametrize("by_arm", [False, True])
def test_fine_gray_influence_is_the_derivative(by_arm):
    """Weights for the end of follow-up included, with ends and events in the same weeks."""
    weeks, kind, treated, _ = waiting(4, n=40)
    age = np.random.default_rng(0).normal(size=40)

    def fitted(t, e, z, x):
        groups = z if by_arm else z * 0
        return fit_subdistribution(t, e, np.column_stack([z, x]).astype(float), groups, end_of_follow_up="after_events")

    brute = copies(lambda *p: fitted(*p).coefficients, [weeks, kind, treated, age])
    assert fitted(weeks, kind, treated, age).influence == pytest.approx(brute, abs=2e-5)


def test_standard_error_of_absolute_risks_is_the_derivative():
    """Hazards of both events, covariates and standardisation included."""
    weeks, kind, treated, _ = waiting(4, n=40)
    age = np.random.default_rng(0).integers(0, 3, 40).astype(float)

    def risk(t, e, z, x):
        return cause_specific_risks(t, e, z, horizon=12, covariates={"age": x})

    brute = copies(lambda *p: risk(*p).estimate, [weeks, kind, treated, age])
    found = risk(weeks, kind, treated, age)
    assert found.std_error * np.sqrt(39 / 40) == pytest.approx(np.sqrt((brute**2).sum()), rel=1e-4)


def test_one_arm_alone_keeps_its_own_incidence():
    """With hazards that are proportional by construction the modelled shares lie near those that were seen."""
    weeks, kind, treated, _ = waiting(6, n=1500)
    found = cause_specific_risks(weeks, kind, treated, horizon=12)
    curve = cumulative_incidence(weeks, kind, treated, horizon=12)
    for arm, level in (("treated", found.level_treated), ("reference", found.level_reference)):
        assert level == pytest.approx(curve.pick(arm, "event").estimate[-1], abs=0.02)
