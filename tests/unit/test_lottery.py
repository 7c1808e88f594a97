"""The lottery: it draws what it declares, and refuses a list that it could not have drawn."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nextwork_eval.design import Arm, Round, TrialDesign

ARMS = (
    Arm(id="programme", code="1", treated=True, label_da="Indsats", label_en="Programme"),
    Arm(id="control", code="0", treated=False, label_da="Kontrol", label_en="Control"),
)
SPRING, AUTUMN = dt.date(2017, 3, 2), dt.date(2017, 9, 7)
DESIGN = TrialDesign(
    arms=ARMS,
    rounds=(
        Round(id="spring", date=SPRING, randomised=4, offered=2),
        Round(id="autumn", date=AUTUMN, randomised=3, offered=1),
    ),
)
ROUNDS = ["spring"] * 4 + ["autumn"] * 3
DATES = [SPRING] * 4 + [AUTUMN] * 3


@given(st.integers(0, 10_000), st.permutations(ROUNDS))
def test_every_draw_is_accepted(seed: int, rounds: list[str]) -> None:
    """What the design draws, the design accepts, in whatever order people stand on the list."""
    treated = DESIGN.draw(rounds, np.random.default_rng(seed))
    dates = [SPRING if name == "spring" else AUTUMN for name in rounds]
    assert DESIGN.list_problems(rounds, treated.tolist(), dates) == []


def test_everyone_has_the_same_chance_within_a_round() -> None:
    """Over many draws, one in two of spring.

    One in three of autumn are offered a place (within four standard errors).
    """
    generator = np.random.default_rng(1)
    shares = np.mean([DESIGN.draw(ROUNDS, generator) for _ in range(4000)], axis=0)
    assert np.abs(shares[:4] - 1 / 2).max() < 4 * np.sqrt(1 / 4 / 4000)
    assert np.abs(shares[4:] - 1 / 3).max() < 4 * np.sqrt(2 / 9 / 4000)


@pytest.mark.parametrize(
    ("rounds", "treated", "dates", "expected"),
    [
        (ROUNDS, [1, 1, 1, 0, 1, 0, 0], DATES, "declared with 2 offers and the list holds 3"),
        (ROUNDS[:-1], [1, 1, 0, 0, 1, 0], DATES[:-1], "declared with 3 people and holds 2"),
        ([*ROUNDS, "winter"], [1, 1, 0, 0, 1, 0, 0, 0], [*DATES, AUTUMN], "1 people are in a round"),
        (ROUNDS, [1, 1, 0, 0, 1, 0, 0], [SPRING] * 7, "3 people carry another date"),
    ],
)
def test_a_list_that_was_not_drawn_is_refused(
    rounds: list[str], treated: list[int], dates: list[dt.date], expected: str
) -> None:
    """Each fault of a list is named with its count."""
    assert any(expected in problem for problem in DESIGN.list_problems(rounds, treated, dates))


def test_all_faults_are_listed_together() -> None:
    """A list with two faults gets both."""
    problems = DESIGN.list_problems(ROUNDS, [1, 1, 1, 0, 1, 0, 0], [SPRING] * 7)
    assert len(problems) == 2


def test_a_round_that_offers_everybody_is_no_lottery() -> None:
    """Such a declaration cannot be made."""
    with pytest.raises(ValueError, match="some and not all"):
        TrialDesign(arms=ARMS, rounds=(Round(id="all", randomised=4, offered=4),))


ONE_BY_ONE = TrialDesign(
    allocation="independent",
    arms=ARMS,
    rounds=(
        Round(id="spring", date=SPRING, randomised=4, probability=0.5),
        Round(id="autumn", date=AUTUMN, randomised=3, probability=0.25),
    ),
)


@given(st.integers(0, 10_000))
def test_people_drawn_one_by_one_are_accepted_whatever_their_number(seed: int) -> None:
    """Of seven people any number may be offered a place: even all of them, by chance 1/1024, is not too unlikely."""
    treated = ONE_BY_ONE.draw(ROUNDS, np.random.default_rng(seed))
    assert ONE_BY_ONE.list_problems(ROUNDS, treated.tolist(), DATES) == []


def test_drawing_one_by_one_follows_the_declared_chances() -> None:
    """Over many draws, one in two of spring and one in four of autumn (within four standard errors)."""
    generator = np.random.default_rng(2)
    shares = np.mean([ONE_BY_ONE.draw(ROUNDS, generator) for _ in range(4000)], axis=0)
    assert np.abs(shares[:4] - 1 / 2).max() < 4 * np.sqrt(1 / 4 / 4000)
    assert np.abs(shares[4:] - 1 / 4).max() < 4 * np.sqrt(3 / 16 / 4000)


def test_a_list_with_too_many_offers_is_a_sample_ratio_mismatch() -> None:
    """Eleven of eleven with chance a half: twice 1/2048, below one in a thousand. Ten of ten, twice 1/1024, is not."""
    for people, refused in ((10, False), (11, True)):
        design = TrialDesign(
            allocation="independent", arms=ARMS, rounds=(Round(id="all", randomised=people, probability=0.5),)
        )
        problems = design.list_problems(["all"] * people, [1] * people, [None] * people)
        assert any("sample-ratio mismatch" in problem for problem in problems) == refused


@pytest.mark.parametrize(
    ("allocation", "draw", "expected"),
    [
        ("independent", Round(id="all", randomised=4), "needs a probability between 0 and 1"),
        ("independent", Round(id="all", randomised=4, probability=1.0), "needs a probability between 0 and 1"),
        ("independent", Round(id="all", randomised=4, probability=0.5, offered=2), "`offered` must be left out"),
        ("complete", Round(id="all", randomised=4), "some and not all"),
        ("complete", Round(id="all", randomised=4, offered=2, probability=0.5), "`probability` must be left out"),
        ("urn", Round(id="all", randomised=4, offered=2), "'complete'"),
    ],
)
def test_a_lottery_is_declared_in_one_way(allocation: str, draw: Round, expected: str) -> None:
    """A fixed number and a chance for each exclude one another."""
    with pytest.raises(ValueError, match=expected):
        TrialDesign(allocation=allocation, arms=ARMS, rounds=(draw,))
