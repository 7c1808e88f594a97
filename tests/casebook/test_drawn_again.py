"""People who stand on the lottery list twice: Ane is drawn in spring and again in autumn."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from nextwork_eval.design import Arm, Round, TrialDesign
from nextwork_eval.errors import AllocationError
from nextwork_eval.registers.schema import LotteryColumns
from nextwork_eval.trial import read_lottery_list

ARMS = (
    Arm(id="programme", code="1", treated=True, label_da="Indsats", label_en="Programme"),
    Arm(id="control", code="0", treated=False, label_da="Kontrol", label_en="Control"),
)
SPRING, AUTUMN = dt.date(2017, 3, 2), dt.date(2017, 9, 7)
# "autumn" comes before "spring" in the alphabet: the order is that of the declared rounds.
DESIGN = TrialDesign(
    arms=ARMS,
    rounds=(
        Round(id="spring", date=SPRING, randomised=3, offered=1),
        Round(id="autumn", date=AUTUMN, randomised=3, offered=2),
    ),
)
COLUMNS = LotteryColumns(table="allocation", person="who", round="round", date="day", arm="arm")


def lottery(*rows: tuple[str, str, str]) -> pl.DataFrame:
    days = {"spring": SPRING, "autumn": AUTUMN}
    return pl.DataFrame(
        [(who, name, days[name], arm) for who, name, arm in rows], schema=["who", "round", "day", "arm"], orient="row"
    )


TWICE = lottery(
    ("Ane", "autumn", "1"),
    ("Cilla", "spring", "1"),
    ("Ane", "spring", "0"),
    ("Bo", "spring", "0"),
    ("Dan", "autumn", "1"),
    ("Eva", "autumn", "0"),
)


def test_a_person_on_the_list_twice_is_refused_unless_the_plan_says_otherwise() -> None:
    """Without a rule a second draw of Ane is an error; the message counts her and does not name her."""
    with pytest.raises(AllocationError) as raised:
        read_lottery_list(TWICE, COLUMNS, DESIGN)
    (problem,) = raised.value.problems
    assert problem.startswith("1 rows name a person who is already on the list")
    assert "Ane" not in str(raised.value)


def test_the_first_draw_counts() -> None:
    """Ane is a control of spring; that she was offered a place in autumn is a later draw of the programme arm."""
    found = read_lottery_list(TWICE, COLUMNS, DESIGN, drawn_again="first_draw")
    assert found.persons == ("Ane", "Bo", "Cilla", "Dan", "Eva")
    assert found.rounds == ("spring", "spring", "spring", "autumn", "autumn")
    assert found.dates == (SPRING, SPRING, SPRING, AUTUMN, AUTUMN)
    assert found.treated.tolist() == [0, 0, 1, 1, 0]
    assert found.later_draws.tolist() == [1]
    assert "Ane" not in repr(found)


def test_the_order_of_the_file_changes_nothing() -> None:
    """The first draw is the earlier round, wherever its row stands."""
    found, turned = (
        read_lottery_list(table, COLUMNS, DESIGN, drawn_again="first_draw") for table in (TWICE, TWICE.reverse())
    )
    assert (found.persons, found.rounds) == (turned.persons, turned.rounds)
    assert np.array_equal(found.treated, turned.treated)


def test_the_declared_sizes_hold_for_the_whole_list() -> None:
    """Without her second row autumn holds two people where three were declared."""
    shorter = TWICE.filter(~((pl.col("who") == "Ane") & (pl.col("round") == "autumn")))
    with pytest.raises(AllocationError, match="'autumn' was declared with 3 people and holds 2"):
        read_lottery_list(shorter, COLUMNS, DESIGN, drawn_again="first_draw")


def test_twice_in_one_round_is_never_a_lottery() -> None:
    """Bo stands in spring twice: whatever the plan says of later rounds, that is a fault of the list."""
    doubled = lottery(
        ("Bo", "spring", "1"),
        ("Bo", "spring", "0"),
        ("Cilla", "spring", "0"),
        ("Ane", "autumn", "1"),
        ("Dan", "autumn", "1"),
        ("Eva", "autumn", "0"),
    )
    with pytest.raises(AllocationError, match="1 rows name a person who is already in the same round"):
        read_lottery_list(doubled, COLUMNS, DESIGN, drawn_again="first_draw")


def test_nobody_is_drawn_again() -> None:
    """A list without second draws is the same list under both rules."""
    once = lottery(*[row for row in TWICE.select("who", "round", "arm").rows() if row[:2] != ("Ane", "autumn")])
    design = TrialDesign(
        arms=ARMS,
        rounds=(
            Round(id="spring", date=SPRING, randomised=3, offered=1),
            Round(id="autumn", date=AUTUMN, randomised=2, offered=1),
        ),
    )
    found = read_lottery_list(once, COLUMNS, design)
    assert found.later_draws.tolist() == []
    assert found.persons == read_lottery_list(once, COLUMNS, design, drawn_again="first_draw").persons
