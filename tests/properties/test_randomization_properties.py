"""What must hold of repeated lotteries whatever the trial's data are."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from nextwork_eval import effects
from nextwork_eval.design import Lottery, assignments, lottery_as_it_came_out, urns
from nextwork_eval.design.urns import Urns
from nextwork_eval.effects.randomization import sums

at_any_pace = settings(deadline=None, max_examples=30)


def repeat(outcome: object, treated: object, *, seed: int = 1, **keywords: object) -> effects.Estimate:
    return effects.randomization_test(outcome, treated, generator=np.random.default_rng(seed), **keywords)


@st.composite
def small_trials(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One or two rounds of four to six people, weeks with ties, two offers or more in each arm of each."""
    generator = np.random.default_rng(draw(st.integers(0, 10_000)))
    sizes = draw(st.lists(st.integers(4, 6), min_size=1, max_size=2))
    strata = np.repeat(np.arange(len(sizes)), sizes)
    treated = np.concatenate([generator.permutation([1, 1, *[0] * (size - 2)]) for size in sizes])
    return generator.integers(0, 9, len(strata)) + np.arange(len(strata)) % 2, treated, strata


def plain_statistic(outcome: np.ndarray, treated: np.ndarray, strata: np.ndarray) -> tuple[float, float]:
    difference = variance = 0.0
    for stratum in np.unique(strata):
        own = strata == stratum
        one, zero = outcome[own & (treated == 1)], outcome[own & (treated == 0)]
        share = own.mean()
        difference += share * (one.mean() - zero.mean())
        variance += share**2 * (one.var(ddof=1) / len(one) + zero.var(ddof=1) / len(zero))
    return difference, variance


def every_assignment(treated: np.ndarray, strata: np.ndarray) -> list[np.ndarray]:
    places = [np.flatnonzero(strata == stratum) for stratum in np.unique(strata)]
    found = []
    for won in itertools.product(*(itertools.combinations(own, int(treated[own].sum())) for own in places)):
        lots = np.zeros(len(treated), dtype=int)
        lots[np.concatenate([list(one) for one in won])] = 1
        found.append(lots)
    return found


@at_any_pace
@given(small_trials())
def test_the_exact_p_value_is_the_share_of_all_assignments(trial: tuple[np.ndarray, ...]) -> None:
    """Each assignment listed one by one, by another program, with both statistics."""
    outcome, treated, strata = trial
    listed = [plain_statistic(outcome, lots, strata) for lots in every_assignment(treated, strata)]
    seen = plain_statistic(outcome, treated, strata)
    expected = np.mean([abs(difference) >= abs(seen[0]) - 1e-9 for difference, _ in listed])
    assert repeat(outcome, treated, strata=strata, statistic="difference").p_value == pytest.approx(expected)
    if seen[1] > 1e-9:
        infinite = [0.0 if abs(d) < 1e-9 else np.inf if v < 1e-9 else abs(d) / v**0.5 for d, v in listed]
        expected = np.mean(np.array(infinite) >= abs(seen[0]) / seen[1] ** 0.5 - 1e-9)
        assert repeat(outcome, treated, strata=strata).p_value == pytest.approx(expected)


@at_any_pace
@given(small_trials(), st.integers(0, 100))
def test_order_of_rows_and_names_change_nothing(trial: tuple[np.ndarray, ...], seed: int) -> None:
    """Nor, with the same generator, does a drawn p-value move."""
    outcome, treated, strata = trial
    outcome = outcome + np.array([0, 0.5])[np.arange(len(outcome)) % 3 % 2]
    outcome = np.concatenate([outcome, outcome[::-1] + 3, [1, 2, 4, 8]])
    treated = np.concatenate([treated, treated, [1, 1, 0, 0]])
    strata = np.concatenate([strata, strata + 2, [4] * 4])
    order = np.random.default_rng(seed).permutation(len(outcome))
    one = repeat(outcome, treated, strata=strata, draws=200)
    other = repeat(outcome[order], treated[order], strata=[f"round {9 - s}" for s in strata[order]], draws=200)
    assert (one.p_value, one.method) == (other.p_value, other.method)
    for name in ("estimate", "std_error", "conf_low", "conf_high"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), nan_ok=True)


@at_any_pace
@given(small_trials())
def test_swapping_the_arms_turns_the_interval(trial: tuple[np.ndarray, ...]) -> None:
    """The same p-value; estimate and limits with the other sign; greater becomes less."""
    outcome, treated, strata = trial
    outcome = outcome + np.linspace(0, 0.9, len(outcome))
    one, other = (repeat(outcome, arm, strata=strata) for arm in (treated, 1 - treated))
    assert one.p_value == pytest.approx(other.p_value)
    assert one.estimate == pytest.approx(-other.estimate)
    assert one.conf_low == pytest.approx(-other.conf_high, abs=1e-6, nan_ok=True)
    greater = repeat(outcome, treated, strata=strata, sides="greater").p_value
    assert greater == pytest.approx(repeat(outcome, 1 - treated, strata=strata, sides="less").p_value)


@at_any_pace
@given(small_trials())
def test_one_round_equals_no_rounds(trial: tuple[np.ndarray, ...]) -> None:
    """A single stratum is a lottery without strata; clusters of one person are people."""
    outcome, treated, strata = (values[trial[2] == 0] for values in trial)
    outcome = outcome + np.linspace(0, 0.9, len(outcome))
    plain = repeat(outcome, treated)
    for keywords in ({"strata": strata}, {"clusters": np.arange(len(outcome))}):
        found = repeat(outcome, treated, **keywords)
        assert found.p_value == plain.p_value
        assert (found.std_error, found.conf_high) == (
            pytest.approx(plain.std_error),
            pytest.approx(plain.conf_high, nan_ok=True),
        )


def trial_of(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    strata = np.arange(n) % 3
    treated = (np.arange(n) % 5 < 2).astype(int)
    traits = generator.normal(size=(n, 2))
    return generator.normal(size=n) + traits[:, 0] + 0.4 * treated, treated, strata, traits


@pytest.mark.parametrize("adjustment", ["none", "lin", "ancova"])
def test_threads_and_portions_change_not_one_repetition(adjustment: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One thread or three, large portions or small: the same p-value and interval to the last bit."""
    outcome, treated, strata, traits = trial_of(90)
    keywords = {"strata": strata, "draws": 20_000}
    if adjustment != "none":
        keywords |= {"adjustment": adjustment, "covariates": traits}
    one = repeat(outcome, treated, **keywords)
    assert repeat(outcome, treated, threads=3, **keywords) == one
    monkeypatch.setattr(sums, "_CELLS_AT_ONCE", 5_000)
    assert repeat(outcome, treated, threads=2, **keywords).p_value == one.p_value


@pytest.mark.parametrize("adjustment", ["none", "lin", "ancova"])
def test_drawn_p_values_come_to_the_exact_one(adjustment: str) -> None:
    """Fifteen people: 5,005 assignments listed, against twenty times 5,000 drawn."""
    outcome, treated, _, traits = trial_of(15, seed=3)
    keywords = {} if adjustment == "none" else {"adjustment": adjustment, "covariates": traits[:, :1]}
    exact = repeat(outcome, treated, interval=False, **keywords)
    assert "all 5,005" in exact.method
    drawn = np.mean(
        [repeat(outcome, treated, seed=seed, draws=5_000, interval=False, **keywords).p_value for seed in range(20)]
    )
    assert abs(drawn - exact.p_value) < 4 * (exact.p_value * (1 - exact.p_value) / 100_000) ** 0.5 + 1 / 5_000


@pytest.mark.parametrize("adjustment", ["lin", "ancova"])
@pytest.mark.parametrize("n", [24, 60, 600])
def test_single_precision_decides_no_comparison(adjustment: str, n: int) -> None:
    """Without an interval most variances are taken in single precision; the count of repetitions is the same."""
    outcome, treated, _, traits = trial_of(n, seed=n)
    outcome = np.round(outcome)
    keywords = {"adjustment": adjustment, "covariates": np.round(traits), "draws": 20_000}
    with_interval, without = (repeat(outcome, treated, interval=wanted, **keywords) for wanted in (True, False))
    assert with_interval.p_value == without.p_value


@pytest.mark.parametrize("adjustment", ["lin", "ancova"])
def test_each_repetition_is_the_regression_fitted_anew(adjustment: str) -> None:
    """The observed statistic of another lottery is that of `regression_adjusted` among the same people."""
    outcome, treated, strata, traits = trial_of(60)
    for seed in range(5):
        lots = lottery_as_it_came_out(treated, strata).draw(1, np.random.default_rng(seed))[0]
        found = repeat(outcome, lots, strata=strata, covariates=traits, adjustment=adjustment, draws=99, interval=False)
        fitted = effects.regression_adjusted(outcome, lots, strata=strata, covariates=traits, interactions=adjustment)
        for name in ("estimate", "std_error", "test_statistic", "level_treated", "level_reference"):
            assert getattr(found, name) == pytest.approx(getattr(fitted, name), rel=1e-9), name


@pytest.mark.parametrize("shape", [((7,), (3,)), ((5, 4), (1, 3)), ((2, 2, 3), (1, 1, 1))])
def test_every_outcome_of_the_urns_is_as_likely(
    shape: tuple[tuple[int, ...], tuple[int, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ways of drawing: from a list, and by coins with lots that change sides."""
    drawn_from = Urns(sizes=shape[0], offers=shape[1])
    each = 2_000
    for listed in (4096, 0):
        monkeypatch.setattr(urns, "_LISTED", listed)
        lots = drawn_from.draw(each * drawn_from.possible, np.random.default_rng(9))
        counts = np.array(list(Counter(map(bytes, lots)).values()))
        assert len(counts) == drawn_from.possible
        assert stats.chisquare(counts).pvalue > 1e-4


def test_large_urns_meet_their_quota_and_every_lot_wins_as_often() -> None:
    """Sizes around a word of 64 bits, quotas near nothing, one half, a third and all."""
    drawn_from = Urns(sizes=(64, 65, 130, 100, 300), offers=(32, 2, 43, 50, 299))
    draws = 40_000
    lots = drawn_from.draw(draws, np.random.default_rng(2))
    for begin, end, offered in zip(drawn_from.starts[:-1], drawn_from.starts[1:], drawn_from.offers, strict=True):
        own = lots[:, begin:end]
        assert (own.sum(axis=1, dtype=int) == offered).all()
        share = offered / (end - begin)
        z = (own.mean(axis=0) - share) / (share * (1 - share) / draws) ** 0.5
        assert np.abs(z).max() < 5
        together = (own[:, 0] & own[:, 1]).mean()
        pair = share * (offered - 1) / (end - begin - 1)
        assert abs(together - pair) < 5 * max(pair * (1 - pair) / draws, 1e-9) ** 0.5


def test_lotteries_of_every_kind() -> None:
    """Complete, blocked, paired, independent, clustered: how many assignments, and what each draw keeps."""
    complete = Lottery(strata=np.zeros(6, int), offered=np.array([2]))
    paired = Lottery(strata=np.arange(8) // 2, offered=np.ones(4, int))
    independent = Lottery(strata=np.array([0, 0, 1]), probability=np.array([0.5, 0.2]))
    clustered = Lottery(
        strata=np.array([0, 0, 0, 0, 1, 1, 1]), clusters=np.array([0, 0, 1, 2, 3, 3, 4]), offered=np.array([1, 1])
    )
    for lottery, possible in ((complete, 15), (paired, 16), (independent, 8), (clustered, 6)):
        assert lottery.possible == possible
        lots, chances = lottery.every()
        assert len({bytes(row) for row in lots}) == possible
        assert chances.sum() == pytest.approx(1)
        drawn = lottery.draw(20_000, np.random.default_rng(3))
        np.testing.assert_allclose(drawn.mean(axis=0), chances @ lots, atol=0.02)
        assert {bytes(row) for row in drawn} <= {bytes(row) for row in lots}
    families = clustered.draw(100, np.random.default_rng(3))
    assert (families[:, 0] == families[:, 1]).all()
    for wrong in (
        {"offered": np.array([7])},
        {"probability": np.array([1.0])},
        {},
        {"clusters": np.zeros(6, int), "offered": np.array([2])},
    ):
        with pytest.raises(ValueError):  # noqa: PT011
            Lottery(strata=np.zeros(6, int), **wrong)
    assert assignments.split_clusters(np.array([0, 0, 1]), np.array([1, 0, 0])) == 1


def test_sums_do_not_depend_on_their_order() -> None:
    """Columns in fixed point, of outcomes of very different size, sum to the same bits in every order."""
    generator = np.random.default_rng(5)
    columns = sums.fixed_point(np.column_stack([generator.lognormal(8, 3, 999), generator.normal(size=999)]))
    orders = [generator.permutation(999) for _ in range(20)]
    assert len({tuple(np.cumsum(columns[order], axis=0)[-1]) for order in orders}) == 1
    assert sums.fixed_point(np.array([[1.0], [0.0], [52.0]])).dtype == np.float32
