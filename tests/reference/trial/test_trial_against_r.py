"""The sample-ratio test and the joint balance test against R: dhyper, dbinom, coin, and every lottery of ten people."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from nextwork_eval import effects

HERE = Path(__file__).parent
R: dict[str, Any] = json.loads((HERE / "trial_reference.json").read_text(encoding="utf-8"))


def people(offered: int, others: int) -> list[int]:
    return [1] * offered + [0] * others


def test_offers_among_those_analysed_of_one_round() -> None:
    """Of sixty people, half of them offered, 55 are analysed and 26 of those were offered."""
    test = effects.sample_ratio_test(people(26, 29), randomised=60, offered=30)
    assert test.p_value == pytest.approx(R["sample_ratio"]["one_round"], rel=1e-12)


def test_offers_among_those_analysed_of_three_rounds() -> None:
    """Rounds of 30, 30 and 20 with 15, 10 and 12 offers, of whom 25, 28 and 18 are analysed: 31 offers in all."""
    rounds = ["a"] * 25 + ["b"] * 28 + ["c"] * 18
    treated = [*people(11, 14), *people(9, 19), *people(11, 7)]
    test = effects.sample_ratio_test(
        treated, strata=rounds, randomised={"a": 30, "b": 30, "c": 20}, offered={"a": 15, "b": 10, "c": 12}
    )
    assert test.test_statistic == 31
    assert test.p_value == pytest.approx(R["sample_ratio"]["three_rounds"], rel=1e-12)


def test_offers_drawn_one_by_one() -> None:
    """Seventy offers among 120 people at one half; 45 among sixty at one half and forty at a third."""
    one = effects.sample_ratio_test(people(70, 50), probability=0.5)
    assert one.p_value == pytest.approx(R["sample_ratio"]["by_chance"], rel=1e-11)
    two = effects.sample_ratio_test(
        [*people(30, 30), *people(15, 25)], strata=["a"] * 60 + ["b"] * 40, probability={"a": 0.5, "b": 1 / 3}
    )
    assert two.p_value == pytest.approx(R["sample_ratio"]["by_chance_two_rounds"], rel=1e-11)


def test_every_lottery_of_ten_people() -> None:
    """Two traits, two rounds of five with two and three offers: one hundred lotteries."""
    traits = {
        "age": [19, 24, 22, 28, 21, 20, 23, 29, 25, 18],
        "marks": [4.2, 7.1, 2.0, 5.5, 6.3, 3.3, 8.0, 4.9, 7.7, 2.5],
    }
    test = effects.omnibus_balance(
        traits,
        [1, 0, 0, 1, 0, 0, 1, 1, 1, 0],
        strata=["a"] * 5 + ["b"] * 5,
        draws=1000,
        generator=np.random.default_rng(1),
    )
    assert test.test_statistic == pytest.approx(R["ten_people"]["statistic"], rel=1e-10)
    assert R["ten_people"]["lotteries"] == 100
    assert test.p_value == pytest.approx(R["ten_people"]["p_value"], rel=1e-12)


def test_repeated_lotteries_of_life_against_coin() -> None:
    """The permutation p-value agrees with coin's within four Monte Carlo standard errors; the statistic exactly."""
    life = pd.read_csv(HERE.parent / "effects" / "life.csv")
    traits = pd.DataFrame(
        {
            "age": life["age"],
            "prio": life["prio"],
            "educ": life["educ"],
            "wexp": (life["wexp"] == "yes").astype(int),
            "married": (life["mar"] == "married").astype(int),
            "parole": (life["paro"] == "yes").astype(int),
        }
    )
    draws, expected = 20_000, R["life"]
    test = effects.omnibus_balance(
        traits, (life["fin"] == "yes").astype(int), draws=draws, generator=np.random.default_rng(3)
    )
    assert test.test_statistic == pytest.approx(expected["statistic"], rel=1e-9)
    p = expected["permutation_p"]
    error = (p * (1 - p) * (1 / draws + 1 / expected["draws"])) ** 0.5
    assert abs(test.p_value - p) < 4 * error
