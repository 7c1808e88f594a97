"""Whatever the histories: identities of numbers that are counted from leaving and coming back."""

from __future__ import annotations

import numpy as np
import pytest

from nextwork_eval.durations import (
    course_occupation,
    expected_weeks,
    incidence_difference,
    mean_returns,
    mean_returns_by_week,
    returns_per_week_off,
    while_alive_rate,
    win_ratio,
)
from nextwork_eval.durations.course.mean_returns import ghosh_lin
from nextwork_eval.durations.incidence import share_by
from nextwork_eval.durations.occupation import expected_time
from nextwork_eval.effects import (
    difference_in_means,
    difference_in_means_clustered,
    difference_in_means_stratified,
    group_treatment,
    regression_adjusted,
)
from nextwork_eval.effects.estimate import Estimate

STEPS = np.array(
    [
        [0.85, 0.14, 0, 0, 0.01],
        [0, 0.9, 0.09, 0, 0.01],
        [0, 0, 0.84, 0.15, 0.01],
        [0, 0, 0.09, 0.9, 0.01],
        [0, 0, 0, 0, 1],
    ]
).cumsum(axis=1)
WEEKS = 40


def trial(seed: int, *, n: int = 60, censored: bool = True):
    """Courses of weeks 0 to 40 from a Markov chain, followed to weeks 20 to 40, in two strata."""
    generator = np.random.default_rng(seed)
    course = np.zeros((n, WEEKS + 1), dtype=np.int64)
    for week in range(1, WEEKS + 1):
        course[:, week] = (generator.random(n)[:, np.newaxis] > STEPS[course[:, week - 1]]).sum(axis=1)
    last = generator.integers(20, WEEKS + 1, n) if censored else np.full(n, WEEKS)
    last = np.where((course == 4).any(axis=1), WEEKS, last)
    last[:4] = WEEKS  # one of each cell is followed to the end
    course[np.arange(WEEKS + 1) > last[:, np.newaxis]] = -1
    treated = np.arange(n) % 2
    return course, treated, last, np.array(["a", "b"])[(np.arange(n) // 2) % 2]


ESTIMATORS = {
    "returns": lambda c, z, last, **more: mean_returns(c, z, last_observed=last, horizon=WEEKS, first_week=0, **more),
    "rate": lambda c, z, last, **more: returns_per_week_off(
        c, z, last_observed=last, horizon=WEEKS, first_week=0, **more
    ),
    "alive": lambda c, z, last, **more: while_alive_rate(c, z, last_observed=last, horizon=WEEKS, first_week=0, **more),
    "weeks": lambda c, z, last, **more: expected_weeks(
        c, z, in_states={1, 3}, last_observed=last, horizon=WEEKS, measure="ratio", **more
    ),
    "exit": lambda c, z, last, **more: incidence_difference(
        *first_exit(c, last), z, horizon=20, measure="ratio", **more
    ),
}


def first_exit(course, last):
    """Weeks to the first time out; being gone is the other event."""
    out, gone = course == 1, course == 4
    week = np.where(out.any(axis=1), out.argmax(axis=1), np.where(gone.any(axis=1), gone.argmax(axis=1), last))
    return week, np.where(out.any(axis=1), 1, np.where(gone.any(axis=1), 2, 0))


def same(one: Estimate, other: Estimate) -> None:
    for name in ("estimate", "conf_low", "conf_high", "p_value", "level_treated", "level_reference", "df"):
        assert getattr(one, name) == pytest.approx(getattr(other, name)), name


@pytest.mark.parametrize("name", ESTIMATORS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_arms_swapped_orders_changed_strata_relabelled(name: str, seed: int) -> None:
    """The ratio turns over (a difference its sign); nothing else moves a number."""
    course, treated, last, strata = trial(seed)
    estimate = ESTIMATORS[name]
    found = estimate(course, treated, last, strata=strata)
    swapped = estimate(course, 1 - treated, last, strata=strata)
    if name == "returns":
        assert swapped.estimate == pytest.approx(-found.estimate)
    else:
        assert swapped.estimate == pytest.approx(1 / found.estimate)
        assert swapped.conf_low == pytest.approx(1 / found.conf_high)
    order = np.random.default_rng(seed).permutation(len(course))
    same(estimate(course[order], treated[order], last[order], strata=strata[order]), found)
    same(estimate(course, treated, last, strata=np.where(strata == "a", 9, 4)), found)
    same(estimate(course, treated, last, strata=np.zeros(len(course))), estimate(course, treated, last))


@pytest.mark.parametrize("seed", [4, 5])
def test_with_complete_follow_up_everything_is_a_difference_in_means(seed: int) -> None:
    """Numbers of returns and of weeks, and whether an exit was seen: the persons' own, HC2 standard error included."""
    course, treated, last, strata = trial(seed, censored=False)
    returns = ((course[:, 1:] == 2) & (course[:, :-1] != 2)).sum(axis=1)
    own = difference_in_means(returns, treated)
    found = ESTIMATORS["returns"](course, treated, last)
    assert (found.estimate, found.std_error) == (pytest.approx(own.estimate), pytest.approx(own.std_error))
    week, event = first_exit(course, last)
    left = difference_in_means_stratified((event == 1).astype(float), treated, strata=strata)
    exits = incidence_difference(week, event, treated, horizon=WEEKS, strata=strata)
    assert (exits.estimate, exits.std_error) == (pytest.approx(left.estimate), pytest.approx(left.std_error))
    weeks = np.isin(course[:, 1:], [1, 3]).sum(axis=1)
    rate = ESTIMATORS["rate"](course, treated, last)
    assert rate.level_treated == pytest.approx(returns[treated == 1].sum() / weeks[treated == 1].sum())


@pytest.mark.parametrize("seed", [4, 5])
@pytest.mark.parametrize(("estimate", "places"), [(returns_per_week_off, [1, 3]), (while_alive_rate, [0, 1, 2, 3])])
def test_rates_are_adjusted_and_grouped_as_the_persons_own_numbers(estimate, places, seed: int) -> None:
    """Everyone followed: log(R / W) + (r - R) / R - (w - W) / W for each person, by the estimators of `effects`."""
    course, treated, last, strata = trial(seed, censored=False)
    returns = ((course[:, 1:] == 2) & (course[:, :-1] != 2)).sum(axis=1)
    weeks = np.isin(course[:, 1:], places).sum(axis=1)
    own = np.zeros(len(course))
    for arm in (0, 1):
        here = treated == arm
        r, w = returns[here].mean(), weeks[here].mean()
        own[here] = np.log(r / w) + (returns[here] - r) / r - (weeks[here] - w) / w
    trait = np.random.default_rng(seed).normal(size=len(course)) + (strata == "a")
    groups = np.where(treated == 1, np.cumsum(treated) // 6, np.nan)
    drawn = np.arange(len(course)) // 6 * 2 + treated
    more = {"last_observed": last, "horizon": WEEKS, "first_week": 0}
    for option, plain in (
        ({"covariates": {"trait": trait}}, regression_adjusted(own, treated, covariates={"trait": trait})),
        ({"groups": groups}, group_treatment(own, treated, groups=groups)),
        ({"clusters": drawn}, difference_in_means_clustered(own, treated, clusters=drawn)),
    ):
        found = estimate(course, treated, **option, **more)
        assert np.log(found.estimate) == pytest.approx(plain.estimate)
        assert np.log([found.conf_low, found.conf_high]) == pytest.approx([plain.conf_low, plain.conf_high])
        assert found.p_value == pytest.approx(plain.p_value)


@pytest.mark.parametrize("seed", [6, 7])
def test_influence_is_the_jackknifes_to_the_first_order(seed: int) -> None:
    """Leaving one person out moves the number by her influence, within some percent; influences sum to zero."""
    course, _, last, _ = trial(seed, n=120)
    week, event = first_exit(course, last)
    every = np.ones(WEEKS + 1, dtype=np.bool_)

    def off(rows):
        found = expected_time(rows, in_states=frozenset({1, 3}), counted=every)
        return found.weeks, found.influence

    cases = {
        "returns": (ghosh_lin, (course,)),
        "weeks": (off, (course,)),
        "share": (lambda weeks, events: share_by(weeks, events, horizon=WEEKS), (week, event)),
    }
    for name, (estimate, data) in cases.items():
        level, influence = estimate(*data)
        n = len(influence)
        left_out = np.array([estimate(*(np.delete(rows, i, axis=0) for rows in data))[0] for i in range(n)])
        jackknife = (n - 1) / n * ((left_out - left_out.mean()) ** 2).sum()
        assert influence.sum() == pytest.approx(0, abs=1e-9), name
        assert n / (n - 1) * (influence**2).sum() == pytest.approx(jackknife, rel=0.06), name
        assert np.corrcoef(influence, level - left_out)[0, 1] > 0.995, name


@pytest.mark.parametrize("seed", [3, 4])
def test_each_week_of_the_returns_is_the_estimate_to_that_week(seed: int) -> None:
    """Levels, difference, standard error and interval, in two strata; arms swapped turn the sign."""
    course, treated, last, strata = trial(seed, n=100)
    given = {"last_observed": last, "first_week": 0, "strata": strata}
    curve = mean_returns_by_week(course, treated, horizon=WEEKS, **given)
    swapped = mean_returns_by_week(course, 1 - treated, horizon=WEEKS, **given).pick("difference", "returns")
    line = curve.pick("difference", "returns")
    assert swapped.estimate == pytest.approx(-line.estimate)
    for week in (12, 25, WEEKS):
        found = mean_returns(course, treated, horizon=week, **given)
        place = int(np.flatnonzero(curve.weeks == week)[0])
        assert curve.pick("treated", "returns").estimate[place] == pytest.approx(found.level_treated)
        assert curve.pick("reference", "returns").estimate[place] == pytest.approx(found.level_reference)
        assert line.std_error[place] == pytest.approx(found.std_error)
        assert (line.conf_low[place], line.conf_high[place]) == pytest.approx((found.conf_low, found.conf_high))


@pytest.mark.parametrize("seed", [8, 9])
def test_places_of_a_course_are_a_whole(seed: int) -> None:
    """Five shares sum to one in each arm and week, and their differences to zero."""
    course, treated, last, _ = trial(seed)
    curve = course_occupation(course, treated, last_observed=last, horizon=WEEKS, first_week=0)
    for arm, total in (("treated", 1), ("reference", 1), ("difference", 0)):
        lines = [series.estimate for series in curve.series if series.arm == arm]
        assert np.sum(lines, axis=0) == pytest.approx(np.full(WEEKS + 1, total))


@pytest.mark.parametrize("seed", [10, 11])
def test_pairs_won_are_those_that_are_counted_one_by_one(seed: int) -> None:
    """Every pair compared in a loop; won, lost and tied pairs are all pairs; arms swapped turn the ratio over."""
    course, treated, last, _ = trial(seed, censored=False)
    given = {"in_states": {1, 3}, "gone": {4}, "last_observed": last, "horizon": WEEKS}
    found = win_ratio(course, treated, **given)
    gone = np.where((course == 4).any(axis=1), (course == 4).argmax(axis=1), 999)
    weeks = np.isin(course[:, 1:], [1, 3]).sum(axis=1)
    wins = losses = pairs = 0
    for one in np.flatnonzero(treated == 1):
        for zero in np.flatnonzero(treated == 0):
            pairs += 1
            ahead, behind = (gone[one], weeks[one]), (gone[zero], weeks[zero])
            wins, losses = wins + (ahead > behind), losses + (ahead < behind)
    assert (found.level_treated, found.level_reference) == (pytest.approx(wins / pairs), pytest.approx(losses / pairs))
    swapped = win_ratio(course, 1 - treated, **given)
    assert swapped.estimate == pytest.approx(1 / found.estimate)
    assert swapped.conf_high == pytest.approx(1 / found.conf_low)
