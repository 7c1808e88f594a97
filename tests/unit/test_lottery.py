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
