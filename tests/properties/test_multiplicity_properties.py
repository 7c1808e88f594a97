"""What must hold of families and of indices whatever the trial's data are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nextwork_eval import effects

at_any_pace = settings(deadline=None, max_examples=60)
slowly = settings(deadline=None, max_examples=15)

p_lists = st.lists(st.one_of(st.floats(0, 1), st.sampled_from([0.0, 0.01, 0.05, 1.0])), min_size=1, max_size=8)


@st.composite
def families(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Effects, standard errors, degrees of freedom, and a level; some effects are 0 or tied."""
    size = draw(st.integers(1, 7))
    ratio = st.one_of(st.floats(-6, 6), st.sampled_from([0.0, 1.0, 2.5, -2.5]))
    ratios = np.array(draw(st.lists(ratio, min_size=size, max_size=size)))
    errors = np.array(draw(st.lists(st.floats(0.1, 10), min_size=size, max_size=size)))
    freedom = np.array(draw(st.lists(st.one_of(st.floats(1, 300), st.just(np.nan)), min_size=size, max_size=size)))
    return ratios * errors, errors, freedom, draw(st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99]))


def agrees(found: effects.Simultaneous) -> None:
    """Adjusted p is at most 1 - level exactly where 0 is outside; the interval holds its estimate."""
    chance = round(1 - found.conf_level, 12)
    for at, (low, high) in enumerate(zip(found.conf_low, found.conf_high, strict=True)):
        claimed = found.p_adjusted[at] <= chance
        assert claimed == found.excludes_zero[at]
        if claimed:
            assert (low >= 0) != (high <= 0)
        else:
            assert low <= 0 <= high
        assert low <= found.estimate[at] <= high


@at_any_pace
@given(families())
def test_holm_s_intervals_agree_with_its_p_values(family: tuple[np.ndarray, np.ndarray, np.ndarray, float]) -> None:
    """And lie between Holm's two-sided p-values and Bonferroni's; they are Holm's if all effects point one way."""
    effect, error, freedom, level = family
    found = effects.simultaneous_holm(effect, error, df=freedom, level=level)
    agrees(found)
    two_sided = np.array(effects.holm(found.p_value))
    assert (np.array(found.p_adjusted) >= two_sided - 1e-12).all()
    assert (np.array(found.p_adjusted) <= np.minimum(1, len(effect) * np.array(found.p_value)) + 1e-12).all()
    same = effects.simultaneous_holm(np.abs(effect), error, df=freedom, level=level)
    assert same.p_adjusted == pytest.approx(tuple(two_sided))


@at_any_pace
@given(families(), st.data())
def test_signs_and_order_of_effects(
    family: tuple[np.ndarray, np.ndarray, np.ndarray, float], data: st.DataObject
) -> None:
    """Turning all signs turns the intervals; another order of effects is another order of results."""
    effect, error, freedom, level = family
    found = effects.simultaneous_holm(effect, error, df=freedom, level=level)
    turned = effects.simultaneous_holm(-effect, error, df=freedom, level=level)
    assert turned.conf_low == pytest.approx([-high for high in found.conf_high])
    assert turned.p_adjusted == pytest.approx(found.p_adjusted)
    order = data.draw(st.permutations(range(len(effect))))
    other = effects.simultaneous_holm(effect[order], error[order], df=freedom[order], level=level)
    for name in ("p_adjusted", "conf_low", "conf_high"):
        assert list(getattr(other, name)) == pytest.approx([getattr(found, name)[place] for place in order])


@at_any_pace
@given(p_lists, st.data())
def test_adjusted_p_values_keep_the_order_of_p_values(p: list[float], data: st.DataObject) -> None:
    """A smaller p-value never becomes a greater one; the order in which they are given changes nothing."""
    order = data.draw(st.permutations(range(len(p))))
    for adjust in (effects.holm, effects.hochberg, effects.benjamini_hochberg, effects.sharpened_q):
        found = np.array(adjust(p))
        assert ((found >= 0) & (found <= 1)).all()
        assert (np.diff(found[np.argsort(p)]) >= -1e-12).all()
        assert adjust([p[place] for place in order]) == pytest.approx(found[order])
    assert (np.array(effects.hochberg(p)) <= np.array(effects.holm(p)) + 1e-12).all()
    assert (np.array(effects.benjamini_hochberg(p)) <= np.array(effects.hochberg(p)) + 1e-12).all()


def claimed_at(p: np.ndarray, rate: float) -> np.ndarray:
    """The two-stage method of Benjamini, Krieger and Yekutieli at one rate, as they write it."""
    m, ordered = len(p), np.sort(p)
    rank = np.arange(1, m + 1)

    def number(level: float) -> int:
        return int(np.max(np.where(ordered <= level * rank / m, rank, 0)))

    u = rate / (1 + rate)
    left = m - number(u)
    count = m if left == 0 else number(u * m / left)
    return np.asarray(p <= (ordered[count - 1] if count else -1.0))


@at_any_pace
@given(p_lists)
def test_a_sharpened_q_is_the_smallest_rate_of_the_two_stage_method(p: list[float]) -> None:
    """Just above it the method claims the analysis, just below it does not."""
    given_p = np.array(p)
    for place, q in enumerate(effects.sharpened_q(p)):
        if q < 1:
            assert claimed_at(given_p, q * (1 + 1e-9) + 1e-300)[place]
        if q > 1e-9:
            assert not claimed_at(given_p, min(q, 1) * (1 - 1e-9))[place]


@dataclass(frozen=True)
class Trial:
    outcomes: np.ndarray
    treated: np.ndarray
    strata: np.ndarray
    seed: int


@st.composite
def trials(draw: st.DrawFn) -> Trial:
    """One or two rounds of sixteen people, three outcomes that depend on each other, some of them unknown."""
    seed = draw(st.integers(0, 10_000))
    generator = np.random.default_rng(seed)
    rounds = draw(st.integers(1, 2))
    treated = np.tile([1] * 8 + [0] * 8, rounds)
    effect = np.array(draw(st.lists(st.sampled_from([-2.0, 0.0, 1.0, 3.0]), min_size=3, max_size=3)))
    shared = generator.normal(size=(16 * rounds, 1))
    outcomes = shared + generator.normal(size=(16 * rounds, 3)) + treated[:, None] * effect
    outcomes[draw(st.integers(0, 16 * rounds - 1)), 0] = np.nan
    return Trial(outcomes, treated, np.repeat(np.arange(rounds), 16), seed)


def drawn(function: Any, trial: Trial, outcomes: np.ndarray, **options: Any) -> Any:
    return function(
        outcomes,
        trial.treated,
        strata=trial.strata,
        draws=199,
        generator=np.random.default_rng(trial.seed),
        **options,
    )


@slowly
@given(trials(), st.sampled_from([0.8, 0.9, 0.95]))
def test_repeated_lotteries_give_intervals_that_agree(trial: Trial, level: float) -> None:
    """As Holm's do."""
    agrees(drawn(effects.simultaneous_westfall_young, trial, trial.outcomes, level=level))


@slowly
@given(trials())
def test_what_does_not_matter_to_step_down_tests(trial: Trial) -> None:
    """Unit, sign and order of outcomes, labels of rounds, an outcome told twice; a family costs, never gains."""
    found = drawn(effects.westfall_young, trial, trial.outcomes)
    assert (np.array(found.p_adjusted) >= np.array(found.p_value)).all()
    by_size = np.argsort(-np.abs(found.test_statistic))
    assert (np.diff(np.array(found.p_adjusted)[by_size]) >= 0).all()
    other = drawn(effects.westfall_young, trial, (trial.outcomes * [-3.0, 1, 0.5] + [1.0, 0, 7])[:, [2, 0, 1]])
    assert other.p_adjusted == pytest.approx([found.p_adjusted[place] for place in (2, 0, 1)])
    twice = drawn(effects.westfall_young, trial, trial.outcomes[:, [0, 1, 2, 2]])
    assert twice.p_adjusted == pytest.approx([*found.p_adjusted, found.p_adjusted[2]])
    if trial.strata.max() == 0:
        plain = effects.westfall_young(
            trial.outcomes, trial.treated, draws=199, generator=np.random.default_rng(trial.seed)
        )
        assert plain.p_adjusted == found.p_adjusted


@slowly
@given(trials(), st.sampled_from(["equal", "inverse_covariance"]), st.data())
def test_what_does_not_matter_to_an_index(trial: Trial, weights: str, data: st.DataObject) -> None:
    """Units, the side from which an outcome is told, the order of people; swapped arms turn the sign for everyone."""
    keywords: dict[str, Any] = {"good": ["more"] * 3, "weights": weights}
    # With a negative weight a person's known components may weigh nothing together, which is refused.
    outcomes = trial.outcomes if weights == "equal" else np.nan_to_num(trial.outcomes)
    found = effects.index_of(outcomes, trial.treated, **keywords)
    told = outcomes * [12.0, -0.5, 1] + [3.0, 100, 0]
    other = effects.index_of(told, trial.treated, **(keywords | {"good": ["more", "fewer", "more"]}))
    assert other.values == pytest.approx(found.values)
    assert other.weights == pytest.approx(found.weights)
    order = np.array(data.draw(st.permutations(range(len(trial.treated)))))
    moved = effects.index_of(outcomes[order], trial.treated[order], **keywords)
    assert moved.values == pytest.approx(found.values[order])
    keywords |= {"standardize_by": "everyone", "covariance_of": "everyone", "strata": trial.strata}
    one = effects.index_difference(outcomes, trial.treated, **keywords)
    swapped = effects.index_difference(outcomes, 1 - trial.treated, **keywords)
    assert (one.estimate, one.conf_low) == (pytest.approx(-swapped.estimate), pytest.approx(-swapped.conf_high))


@slowly
@given(trials())
def test_an_index_of_equal_weights_is_the_mean_of_effects(trial: Trial) -> None:
    """In standard deviations of the reference arm, where everything is known."""
    complete = np.nan_to_num(trial.outcomes)
    found = effects.index_difference(complete, trial.treated, good=["more"] * 3)
    zero = trial.treated == 0
    each = (complete[~zero].mean(axis=0) - complete[zero].mean(axis=0)) / complete[zero].std(axis=0, ddof=1)
    assert found.estimate == pytest.approx(each.mean())
