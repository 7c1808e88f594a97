"""What must hold of the joint balance test whatever the traits are."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nextwork_eval import effects
from nextwork_eval.effects import Test

at_any_pace = settings(deadline=None, max_examples=50)
EVERY = 10**6


@dataclass(frozen=True)
class Draw:
    traits: np.ndarray
    offered: np.ndarray
    rounds: np.ndarray


@st.composite
def draws(draw: st.DrawFn) -> Draw:
    """Draw one or two rounds of four or five people, with two whole-number traits that vary somewhere."""
    offered: list[int] = []
    rounds: list[int] = []
    for place in range(draw(st.integers(1, 2))):
        size = draw(st.integers(4, 5))
        drawn = draw(st.integers(2, size - 2))
        offered += [1] * drawn + [0] * (size - drawn)
        rounds += [place] * size
    n = len(rounds)
    traits = np.array(draw(st.lists(st.integers(0, 5), min_size=2 * n, max_size=2 * n)), dtype=float).reshape(n, 2)
    found = Draw(traits, np.array(offered), np.array(rounds))
    assume(all(any(np.ptp(traits[found.rounds == place, k]) for place in set(rounds)) for k in (0, 1)))
    assume(np.linalg.matrix_rank(traits - traits.mean(axis=0)) == 2)
    return found


def joint_test(draw: Draw, seed: int = 1, number: int = EVERY) -> Test:
    return effects.omnibus_balance(
        draw.traits, draw.offered, strata=draw.rounds, draws=number, generator=np.random.default_rng(seed)
    )


@at_any_pace
@given(draws())
def test_the_share_of_all_lotteries_is_a_chance(draw: Draw) -> None:
    """The observed lottery is one of all, so the p-value lies between one in all and one."""
    p_value = joint_test(draw).p_value
    assert 0 < p_value <= 1


@at_any_pace
@given(draws())
def test_exchanging_the_arms_changes_nothing(draw: Draw) -> None:
    """Balance knows no direction: statistic and p-value stay when the arms are called by each other's name."""
    one, other = joint_test(draw), joint_test(replace(draw, offered=1 - draw.offered))
    assert other.test_statistic == pytest.approx(one.test_statistic, rel=1e-9, abs=1e-9)
    assert other.p_value == pytest.approx(one.p_value, rel=1e-12)


@at_any_pace
@given(draws(), st.randoms(use_true_random=False))
def test_the_order_of_people_and_the_names_of_rounds_say_nothing(draw: Draw, random: object) -> None:
    """Rows may come in any order and rounds may be called anything."""
    order = np.arange(len(draw.offered))
    random.shuffle(order)  # type: ignore[attr-defined]
    other = Draw(draw.traits[order], draw.offered[order], np.array(["Vejle", "Aarhus"])[draw.rounds[order]])
    assert joint_test(other).test_statistic == pytest.approx(joint_test(draw).test_statistic, rel=1e-9, abs=1e-9)
    assert joint_test(other).p_value == pytest.approx(joint_test(draw).p_value, rel=1e-12)


@at_any_pace
@given(draws())
def test_the_units_of_the_traits_say_nothing(draw: Draw) -> None:
    """Age in days and marks in tenths give the same test."""
    other = replace(draw, traits=draw.traits * [365.0, 0.1] + [7.0, -3.0])
    assert joint_test(other).p_value == pytest.approx(joint_test(draw).p_value, rel=1e-12)


@at_any_pace
@given(st.integers(0, 2**32 - 1))
def test_drawn_lotteries_come_close_to_all_lotteries(seed: int) -> None:
    """Six of twelve are drawn in 924 ways; the p-value of 900 draws lies within six standard errors of that of all."""
    generator = np.random.default_rng(seed)
    traits, offered = generator.normal(size=(12, 3)), np.repeat([1, 0], 6)
    exact = effects.omnibus_balance(traits, offered, draws=924, generator=generator).p_value
    drawn = effects.omnibus_balance(traits, offered, draws=900, generator=generator).p_value
    assert drawn == pytest.approx(exact, abs=6 * (exact * (1 - exact) / 900) ** 0.5 + 2 / 901)


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 2**32 - 1))
def test_the_balance_test_is_exact(seed: int) -> None:
    """Over all 70 lotteries of four among eight, a p-value of at most alpha comes with a chance of at most alpha."""
    traits = np.random.default_rng(seed).normal(size=(8, 2))
    p_values = []
    for chosen in itertools.combinations(range(8), 4):
        offered = np.isin(np.arange(8), chosen).astype(int)
        test = effects.omnibus_balance(traits, offered, draws=70, generator=np.random.default_rng(1))
        p_values.append(test.p_value)
    for alpha in (0.05, 0.1, 0.25, 0.5):
        assert np.mean(np.array(p_values) <= alpha + 1e-12) <= alpha + 1e-12


@settings(deadline=None, max_examples=30)
@given(st.integers(4, 9), st.integers(1, 3), st.data())
def test_the_sample_ratio_test_is_exact(people: int, offered: int, data: st.DataObject) -> None:
    """Whoever is lost, over all lotteries a p-value of at most alpha comes with a chance of at most alpha."""
    lost = data.draw(st.sets(st.integers(0, people - 1), min_size=1, max_size=people - 3))
    kept = [person for person in range(people) if person not in lost]
    p_values = []
    for chosen in itertools.combinations(range(people), offered):
        treated = [int(person in chosen) for person in kept]
        p_values.append(effects.sample_ratio_test(treated, randomised=people, offered=offered).p_value)
    for alpha in (0.05, 0.1, 0.25, 0.5):
        assert np.mean(np.array(p_values) <= alpha + 1e-12) <= alpha + 1e-12
