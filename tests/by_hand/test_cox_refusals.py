"""What the hazard ratio, its rows and its check refuse: every fault in one error, and what is kept with a remark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nextwork_eval.durations import cox, cox_rows, proportional_hazards_test
from nextwork_eval.errors import EstimationError

WEEKS = np.tile([3, 7, 9, 2, 8, 9, 5, 4, 6, 1], 6)
EVENT = np.tile([1, 1, 0, 1, 1, 0, 1], 9)[:60]
ARM = np.tile([1, 0], 30)
ENTRY = np.minimum(WEEKS - 1, 2)


def refused(call: Callable[[], Any], *words: str) -> EstimationError:
    with pytest.raises(EstimationError) as caught:
        call()
    for word in words:
        assert any(word in problem for problem in caught.value.problems), (word, caught.value.problems)
    return caught.value


@pytest.mark.parametrize("function", [cox, proportional_hazards_test])
def test_every_fault_at_once(function: Callable[..., Any]) -> None:
    """A half week, an event of another kind, an arm of another kind, a missing covariate: one error with all."""
    weeks, event, arm, age = WEEKS + 0.0, EVENT + 0, ARM + 0, np.arange(60.0)
    weeks[0], event[1], arm[2], age[3] = 2.5, 7, 3, np.nan
    refused(
        lambda: function(weeks, event, arm, covariates={"age": age}),
        "`duration` is out of range for 1 of 60",
        "`event` is none of 0, 1 for 1 of 60",
        "`treated`",
        "missing",
    )
    refused(lambda: function(WEEKS, EVENT, ARM, strata=np.ones(59)), "number of persons")
    refused(lambda: function(WEEKS, EVENT, np.ones(60)), "reference")
    refused(lambda: function(WEEKS, np.zeros(60), ARM), "event")
    refused(lambda: function(WEEKS, EVENT, ARM, entry=WEEKS + 1), "60 of 60 persons leave before they enter")
    same = {"one": np.arange(60) % 7, "other": 3 - np.arange(60) % 7}
    refused(lambda: function(WEEKS, EVENT, ARM, covariates=same), "combination")


def test_the_end_of_follow_up_of_everybody_at_once() -> None:
    """All are censored in week 9: nobody has the event, and there is nothing to compare."""
    refused(lambda: cox(np.full(60, 9), np.zeros(60), ARM), "Nobody has the event in either arm")
    refused(lambda: proportional_hazards_test(np.full(60, 9), np.zeros(60), ARM), "Nobody in the treated arm")


def test_all_events_in_one_week() -> None:
    """One comparison is a hazard ratio, and no course of it over time."""
    event = np.tile([1, 1, 1, 0], 15)
    assert np.isfinite(cox(np.full(60, 5), event, ARM).estimate)
    refused(lambda: proportional_hazards_test(np.full(60, 5), event, ARM), "All events happen in one week")


def test_events_in_the_week_of_entry() -> None:
    """Refused, or kept by a declared rule, which a remark counts; without an event a person is never at risk."""
    entry = ENTRY.copy()
    entry[:2] = WEEKS[:2]
    refused(lambda: cox(WEEKS, EVENT, ARM, entry=entry), "2 of 60 persons have the event in the week in which")
    kept = cox(WEEKS, EVENT, ARM, entry=entry, zero_length="keep")
    assert any(
        warning.startswith("2 persons have the event in the week in which they enter") for warning in kept.warnings
    )
    # Kept as one week at risk: the same as an entry a week earlier.
    entry[:2] -= 1
    assert cox(WEEKS, EVENT, ARM, entry=entry).estimate == pytest.approx(kept.estimate, rel=1e-12)
    entry[2] = WEEKS[2]
    never = cox(WEEKS, EVENT, ARM, entry=entry)
    assert any("The follow-up of 1 persons ends in the week in which they enter" in text for text in never.warnings)
    present = np.arange(60) != 2
    assert cox(WEEKS[present], EVENT[present], ARM[present], entry=entry[present]).estimate == pytest.approx(
        never.estimate, rel=1e-9
    )


def test_what_cannot_be_asked_together() -> None:
    """Each contradiction is told; none is resolved in silence."""
    groups, weights = np.arange(60) // 4, np.ones(60)
    refused(lambda: cox(WEEKS, EVENT, ARM, ties="exact", clusters=groups), "Exact ties have no robust variance")
    refused(lambda: cox(WEEKS, EVENT, ARM, firth="always", weights=weights), "Firth's penalty knows no")
    refused(lambda: cox(WEEKS, EVENT, ARM, variance="model", clusters=groups), "the variance from the model is wrong")
    refused(lambda: cox(WEEKS, EVENT, ARM, clusters=np.zeros(60)), "fewer than two clusters")
    weights[:3] = [0, -1, 2]
    refused(lambda: cox(WEEKS, EVENT, ARM, weights=weights), "not above 0 for 2 of 60")
    weights[:1] = np.nan
    refused(lambda: cox(WEEKS, EVENT, ARM, weights=weights), "missing")
    refused(lambda: cox(WEEKS, EVENT, ARM, ties="exakt"), "`ties`")  # type: ignore[arg-type]
    refused(lambda: cox(WEEKS, EVENT, ARM, level=95), "level")
    many = np.tile(np.arange(40), 50)
    refused(lambda: cox(many + 1, many % 3 > 0, np.arange(2_000) % 2, ties="exact", entry=many * 0, level=2), "level")
    longer = np.tile(many, 2)
    refused(lambda: cox(longer + 1, longer % 3 > 0, np.arange(4_000) % 2, ties="exact"), "2,000 persons or fewer")


def test_rows_that_are_none() -> None:
    """Rows of no length, rows of a person that overlap, a person of both arms."""
    enter, leave, event = [0, 3, 0, 2, 0, 1], [3, 3, 4, 5, 6, 6], [1, 0, 1, 1, 1, 0]
    arm, person = [1, 1, 1, 0, 0, 0], [1, 1, 2, 3, 4, 4]
    refused(lambda: cox_rows(enter, leave, event, arm, person=person), "1 of 6 rows end before", "1 rows begin before")
    person = [1, 1, 2, 2, 3, 4]
    refused(lambda: cox_rows([0, 3, 0, 4, 0, 0], [3, 5, 4, 5, 6, 6], event, arm, person=person), "rows in both arms")
    whole = {"person": [1, 2, 3, 4, 5, 6], "covariates": {"age": [1, np.nan, 3, 4, 5, 6]}}
    refused(lambda: cox_rows([0] * 6, [3, 3, 4, 5, 6, 6], event, arm, **whole), "missing")
    whole["covariates"] = {"age": arm}
    refused(lambda: cox_rows([0] * 6, [3, 3, 4, 5, 6, 6], event, arm, **whole), "combination")
    refused(
        lambda: cox_rows([0] * 6, [3, 3, 4, 5, 6, 6], [1, 0, 1, 0, 0, 0], arm, person=[1, 2, 3, 4, 5, 6]),
        "Nobody in the reference arm",
    )


def test_no_message_holds_a_value() -> None:
    """Weeks, weights and ages of persons never reach a message."""
    secret = 4711
    for call in (
        lambda: cox([secret + 0.5, 2, 3, 4], [1, secret, 0, 1], [1, secret, 0, 0]),
        lambda: cox(WEEKS, EVENT, ARM, weights=np.where(np.arange(60) == 0, -secret, 1)),
        lambda: cox_rows([secret, 0], [secret, 3], [secret, 1], [1, 0], person=[secret, 1]),
    ):
        with pytest.raises(EstimationError) as caught:
            call()
        assert str(secret) not in str(caught.value)
