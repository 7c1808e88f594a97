"""The class of attrition, read from the printed table."""

from __future__ import annotations

import pytest

from nextwork_eval import effects
from nextwork_eval.errors import EstimationError

# Overall percent lost, and the largest difference in percentage points: cautious, optimistic. From the printed table.
PRINTED = [
    (0, 5.7, 10.0),
    (5, 6.1, 10.5),
    (10, 6.3, 10.9),
    (15, 5.9, 10.7),
    (20, 5.4, 10.0),
    (25, 4.8, 9.2),
    (30, 4.1, 8.2),
    (35, 3.3, 7.2),
    (40, 2.6, 6.0),
    (45, 1.8, 4.9),
    (50, 1.0, 3.7),
    (55, 0.3, 2.6),
    (57, 0.0, 2.1),
]


@pytest.mark.parametrize(("overall", "cautious", "optimistic"), PRINTED)
def test_a_boundary_that_is_met_is_low(overall: int, cautious: float, optimistic: float) -> None:
    """At the printed difference attrition is low, a tenth of a point above it is high, whichever arm lost more."""
    share = overall / 100
    for sign in (1, -1):
        assert effects.what_works_class(share, sign * cautious / 100) == ("low", "low")
        assert effects.what_works_class(share, sign * (cautious + 0.1) / 100) == ("high", "low")
        assert effects.what_works_class(share, sign * optimistic / 100)[1] == "low"
        assert effects.what_works_class(share, sign * (optimistic + 0.1) / 100) == ("high", "high")


def test_beyond_the_table_attrition_is_high() -> None:
    """From 58 percent lost the cautious boundary ends, from 66 the optimistic one: no difference is small enough."""
    assert effects.what_works_class(0.58, 0.0) == ("high", "low")
    assert effects.what_works_class(0.65, 0.003) == ("high", "low")
    assert effects.what_works_class(0.66, 0.0) == ("high", "high")
    assert effects.what_works_class(1.0, 0.0) == ("high", "high")


def test_between_two_percents_the_lower_boundary_holds() -> None:
    """At 19.5 percent the neighbours allow 5.5 and 5.4 points: 5.45 points are high."""
    assert effects.what_works_class(0.195, 0.0545) == ("high", "low")
    assert effects.what_works_class(0.195, 0.054) == ("low", "low")
    assert effects.what_works_class(0.0, 0.0) == ("low", "low")


def test_nine_of_one_hundred_and_twenty() -> None:
    """Six of 60 and three of 60 are lost: 7.5 percent in all, 10 against 5; 5 points are within 6.3."""
    found = effects.describe_attrition(lost_treated=6, n_treated=60, lost_reference=3, n_reference=60)
    assert (found.overall, found.treated, found.reference) == (0.075, 0.1, 0.05)
    assert found.differential == pytest.approx(0.05)
    assert (found.cautious, found.optimistic) == ("low", "low")


def test_what_cannot_be_lost() -> None:
    """An arm without people, more people lost than there were, and shares beyond their range are refused."""
    with pytest.raises(EstimationError, match="treated arm: expected people") as raised:
        effects.describe_attrition(lost_treated=0, n_treated=0, lost_reference=4, n_reference=3)
    assert len(raised.value.problems) == 2
    with pytest.raises(EstimationError, match="between 0 and 1"):
        effects.what_works_class(1.1, -2.0)
