"""The law of the sum of scores without draws, against all lotteries gone through, and the hypergeometric law."""

from __future__ import annotations

import math
import re
from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from nextwork_eval.durations import adjusted_log_rank, gray_test, log_rank, max_combo
from nextwork_eval.effects.randomization.law import chance_as_far
from nextwork_eval.effects.randomization.transform import (
    characteristic,
    log_bound,
    log_tail,
    powers_of,
    sums_by_stratum,
    urn_of,
)
from nextwork_eval.errors import EstimationError


def every_sum(scores, strata, treated):
    """Go through all lotteries that keep each stratum's number of offers, and return their sums of scores."""
    total = np.zeros(1)
    for stratum in np.unique(strata):
        own = scores[strata == stratum]
        drawn = list(combinations(range(len(own)), int(treated[strata == stratum].sum())))
        total = (total[:, None] + own[np.array(drawn, dtype=int)].sum(axis=1)).ravel()
    return total


def share_as_far(scores, strata, treated):
    sums = every_sum(scores, strata, treated)
    observed = abs(scores @ treated - sums.mean())
    return float((np.abs(sums - sums.mean()) >= observed - 1e-9 * max(observed, 1)).mean())


def waits(seed, n, last):
    generator = np.random.default_rng(seed)
    return generator.integers(1, last, n), (generator.random(n) < 0.7).astype(int)


SCORES = {
    "all different": lambda generator, n: generator.normal(size=n),
    "one far out": lambda generator, n: np.append(generator.normal(size=n - 1), 40.0),
    "few values": lambda generator, n: generator.integers(0, 3, n).astype(float),
    "sevenths": lambda generator, n: generator.integers(-9, 9, n) / 7,
    "nearly whole": lambda generator, n: generator.integers(0, 4, n) + generator.normal(size=n) / 1_000,
    "skewed": lambda generator, n: generator.exponential(size=n),
}


@pytest.mark.parametrize("kind", SCORES)
@pytest.mark.parametrize(("sizes", "offers"), [([16], [8]), ([20], [4]), ([12, 8], [6, 4]), ([9, 6, 5], [4, 1, 3])])
def test_the_share_of_all_lotteries_lies_between_the_bounds(kind, sizes, offers):
    """With all of what lies at the observed sum, in up to 64,680 lotteries; ties, nearly ties, a person far out."""
    generator = np.random.default_rng([len(kind), *sizes])
    strata = np.repeat(np.arange(len(sizes)), sizes)
    for _ in range(2):
        scores = SCORES[kind](generator, len(strata))
        treated = np.concatenate(
            [generator.permutation(np.arange(n) < m) for n, m in zip(sizes, offers, strict=True)]
        ).astype(int)
        chance = chance_as_far(scores, strata, treated)
        share = share_as_far(scores, strata, treated)
        assert chance.low <= share + 1e-12
        assert share <= chance.high + 1e-12


def test_the_upper_bound_is_near_where_sums_are_many():
    """A stratum of 20 with different scores: within a hundredth of the share of all 184,756 lotteries."""
    generator = np.random.default_rng(11)
    for _ in range(2):
        scores, treated = generator.normal(size=20), generator.permutation(np.arange(20) < 10).astype(int)
        strata = np.zeros(20, dtype=int)
        high = chance_as_far(scores, strata, treated).high
        assert high == pytest.approx(share_as_far(scores, strata, treated), rel=0.01, abs=1e-4)


@pytest.mark.parametrize("x", [3, 5, 6, 9, 10])
def test_two_scores_alone_are_the_hypergeometric_law(x):
    """Thirteen of a thousand have the event in the same week: the sum is a count, and atoms are nearly everything."""
    event = np.zeros(1_000, dtype=int)
    treated = np.zeros(1_000, dtype=int)
    event[:13] = 1
    treated[:x] = 1
    treated[13 : 513 - x] = 1
    weeks = np.where(event == 1, 7, 60)
    law = stats.hypergeom(1_000, 13, 500)
    counts = np.arange(14)
    share = law.pmf(counts[np.abs(counts - 6.5) >= abs(x - 6.5) - 1e-9]).sum()
    found = log_rank(weeks, event, treated, draws="exact", studentized=False)
    assert found.p_value == pytest.approx(share, abs=5e-6)
    assert found.p_value >= share - 1e-12


def test_pairs_are_the_law_of_signs():
    """Two hundred pairs, one of each drawn, whose scores differ by one: a binomial law."""
    scores, pairs = np.tile([0.0, 1.0], 200), np.arange(400) // 2
    treated = np.tile([0, 1], 200)
    treated[: 2 * 88] = np.tile([1, 0], 88)
    share = 2 * stats.binom(200, 0.5).cdf(88)
    chance = chance_as_far(scores, pairs, treated)
    assert share <= chance.high == pytest.approx(share, abs=5e-6)


@pytest.mark.parametrize(("size", "offers"), [(300, 1), (200, 2), (300, 299)])
def test_few_drawn_of_many(size, offers):
    """One of 300, two of 200, or all but one of 300: gone through, and no bound that says nothing."""
    generator = np.random.default_rng(size + offers)
    scores = generator.exponential(size=size) + 1
    treated = generator.permutation(np.arange(size) < offers).astype(int)
    share = share_as_far(scores, np.zeros(size, dtype=int), treated)
    chance = chance_as_far(scores, np.zeros(size, dtype=int), treated)
    assert chance.low <= share <= chance.high <= share + 0.01


@pytest.mark.parametrize(("size", "offers"), [(5, 2), (10, 5), (4, 1)])
def test_many_small_strata(size, offers):
    """Eighty of them: the share of 10,000 drawn lotteries lies between bounds that are close."""
    generator = np.random.default_rng(size)
    strata = np.repeat(np.arange(80), size)
    scores = generator.normal(size=80 * size)
    treated = np.concatenate([generator.permutation(np.arange(size) < offers) for _ in range(80)]).astype(int)
    chance = chance_as_far(scores, strata, treated)
    centred = (scores.reshape(80, size) - scores.reshape(80, size).mean(axis=1, keepdims=True))[None]
    ranks = generator.random((10_000, 80, size)).argsort(axis=2) < offers
    sums = (centred * ranks).sum(axis=(1, 2))
    share = (np.abs(sums) >= abs((centred[0] * treated.reshape(80, size)).sum())).mean()
    assert chance.low - 0.02 <= share <= chance.high + 0.02
    assert chance.high - chance.low < 0.005


def test_an_atom_is_counted_in_full_and_not_by_half():
    """Two strata of a hundred, ten with an event in each; 13 of the 20 are offered, which has a chance of its own."""
    strata = np.repeat([0, 1], 100)
    scores = np.tile(np.arange(100) < 10, 2).astype(float)
    treated = np.zeros(200, dtype=int)
    for begin, with_event in ((0, 7), (100, 6)):
        treated[begin : begin + with_event] = 1
        treated[begin + 10 : begin + 60 - with_event] = 1
    one = stats.hypergeom(100, 10, 50).pmf(np.arange(11))
    law = np.convolve(one, one)
    share = law[np.abs(np.arange(21) - 10) >= 3].sum()
    chance = chance_as_far(scores, strata, treated)
    assert chance.high == pytest.approx(share, abs=5e-6)
    assert chance.high >= share
    # Nothing lies near 13 and near 7 but their own chances: between the bounds is what inversion cannot tell.
    assert chance.high - chance.low == pytest.approx(2 * law[13], abs=1e-3)


def test_characteristic_function_bound_and_tail_by_hand():
    """Two strata of eight and six: each frequency, its bound, and the tail, against all 1,400 sums."""
    generator = np.random.default_rng(2)
    strata = np.repeat([0, 1], [8, 6])
    scores = np.round(generator.normal(size=14), 1)
    treated = np.array([1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0])
    sums = every_sum(scores, strata, treated)
    sums = sums - sums.mean()
    urn = urn_of(scores, strata, treated)
    assert urn is not None
    assert urn.variance == pytest.approx(sums.var())
    step, multiples = 0.37, np.arange(1, 60)
    powers = powers_of(np.exp(1j * step * urn.scores))[multiples]
    lengths = sums_by_stratum(urn, powers)
    found, wrong = characteristic(urn, powers, lengths, 60)
    known = np.array([np.exp(1j * step * k * sums).mean() for k in multiples])
    assert np.abs(found - known).max() <= wrong < 1e-6
    assert (np.log(np.abs(known)) <= log_bound(urn, np.abs(lengths)).sum(axis=1) + 1e-9).all()
    for distance in (0.5, 1.5, 3.0):
        assert math.log(max((np.abs(sums) > distance).mean(), 1e-300)) <= log_tail(urn, distance)


@pytest.mark.parametrize("more", [{}, {"gamma": 1.0}, {"entry": True}])
def test_log_rank_among_all_lotteries(more):
    """Twenty people in two rounds of ten, 63,504 lotteries: too many to be listed, few enough to be gone through here.

    The law's p-value is an upper bound: of so few lotteries it may lie 3 % and a thousandth above their share.
    """
    weeks, event = waits(5, 20, 15)
    strata, treated = np.repeat([0, 1], [10, 10]), np.tile([0, 1], 10)
    options = {**more, "entry": np.minimum(weeks - 1, np.arange(20) % 4)} if "entry" in more else dict(more)
    found = log_rank(weeks, event, treated, strata=strata, draws="exact", studentized=False, **options)
    scores = np.array([_score(weeks, event, strata, i, options) for i in range(20)])
    share = share_as_far(scores, strata, treated)
    assert share - 1e-12 <= found.p_value <= share * 1.03 + 1e-3
    assert "law of the sum of scores" in found.method
    told = re.search(r"p-value at most (0\.\d{6}) too large", found.method)
    assert told is not None
    assert found.p_value - share <= float(told[1]) < 0.1
    assert found.df is None


def _score(weeks, event, strata, person, options):
    """Weight of the own event less the weighted hazards of the weeks at risk, in the stratum of the person."""
    entry = options.get("entry", np.zeros(len(weeks), dtype=int))
    own, before, score = strata == strata[person], 1.0, 0.0
    for week in np.unique(weeks[own & (event == 1)]):
        risk = own & (entry < week) & (week <= weeks)
        now = risk & (weeks == week) & (event == 1)
        weight = (1 - before) ** options["gamma"] if "gamma" in options else 1.0
        score += weight * (float(now[person]) - now.sum() / risk.sum() * float(risk[person]))
        before *= 1 - now.sum() / risk.sum()
    return score


def test_clusters_and_rounds_are_drawn_as_they_were():
    """Sixteen villages of two in two rounds, 4,900 lotteries listed; of eighteen, 15,876 by the law."""
    for each, listed in ((8, True), (9, False)):
        n = 4 * each
        weeks, event = waits(each, n, 20)
        clusters = np.arange(n) // 2
        rounds = np.arange(n) // (2 * each)
        treated = (clusters % 2 == 0).astype(int)
        scores = np.array([_score(weeks, event, np.zeros(n), i, {}) for i in range(n)])
        by_cluster, first = np.bincount(clusters, weights=scores), np.unique(clusters, return_index=True)[1]
        share = share_as_far(by_cluster, rounds[first], treated[first])
        found = log_rank(weeks, event, treated, rounds=rounds, clusters=clusters, draws="exact", studentized=False)
        assert ("assignments" in found.method) == listed
        assert share - 1e-12 <= found.p_value <= share * 1.03 + (0 if listed else 1e-3)


def test_a_lottery_with_few_outcomes_is_gone_through_and_told():
    """Six people, three offers: twenty assignments, of which the one that came out and its mirror are the farthest."""
    found = log_rank([1, 2, 3, 4, 5, 6], [1] * 6, [1, 1, 1, 0, 0, 0], draws="exact", studentized=False)
    assert found.p_value == pytest.approx(2 / 20)
    assert "all 20 assignments" in found.method


def test_what_is_refused():
    """The law is one of |U|: not of U^2 / V, and not of tests that are no sum of fixed scores."""
    weeks, event = waits(1, 40, 12)
    arm = np.arange(40) % 2
    with pytest.raises(EstimationError, match="expected `studentized` False"):
        log_rank(weeks, event, arm, draws="exact")
    with pytest.raises(EstimationError, match="at least 99, or 'exact'"):
        log_rank(weeks, event, arm, draws="often", studentized=False)  # type: ignore[arg-type]
    for test in (gray_test, max_combo):
        with pytest.raises(EstimationError, match="at least 99"):
            test(weeks, event, arm, draws="exact")
    with pytest.raises(EstimationError, match="at least 99"):
        adjusted_log_rank(weeks, event, arm, covariates={"x": np.arange(40.0)}, draws="exact")  # type: ignore[arg-type]


def test_sums_that_could_not_differ():
    """Nobody could have been drawn otherwise, or it would have changed nothing: the chance is 1."""
    ones = np.ones(6)
    for scores, strata, treated in (
        (ones, np.zeros(6, dtype=int), np.array([1, 1, 1, 0, 0, 0])),
        (np.arange(6.0), np.repeat([0, 1], 3), np.repeat([0, 1], 3)),
        (np.array([1.0, -1, 1, -1]), np.zeros(4, dtype=int), np.array([1, 1, 0, 0])),
    ):
        assert chance_as_far(scores, strata, treated).high == 1


def test_weeks_so_late_that_they_are_not_tabled():
    """Days in the millions rank as the weeks do: the same statistic and the same law."""
    weeks, event = waits(9, 60, 30)
    arm, late = np.arange(60) % 2, weeks * 1_000_003
    for options in ({}, {"draws": "exact", "studentized": False}):
        assert log_rank(late, event, arm, **options).p_value == log_rank(weeks, event, arm, **options).p_value
