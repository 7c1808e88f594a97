"""What now: every answer of the decision table follows from an interval, a verdict or the absence of a number."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from nextwork_eval.report import compose
from nextwork_eval.report.blocks import Table
from nextwork_eval.report.phrases import plain_text
from nextwork_eval.results import ReleasedResult
from tests.unit.report_fixture import changed, life_like, nextwork_like
from tests.unit.test_report_document import LANGUAGES, chapter, printed

SHOWN = "the primary result showing a difference in the intended direction"
AGAINST = "the primary result showing a difference against the intended direction"
SMALL = "the whole primary interval being smaller than a difference that matters"
SHORT = "the difference being shown while at least one target is not met"
NO_HARM = "no result that would be a harm going the wrong way"
HARM = "a result that would be a harm going the wrong way"
WORTH = "what the offer gives being worth its price"


def _answers(released: ReleasedResult) -> dict[str, str]:
    table = next(block for block in chapter(compose(released, "en"), "outlook").blocks if isinstance(block, Table))
    return {plain_text(row.cells[0].parts): plain_text(row.cells[1].parts) for row in table.rows if len(row.cells) > 1}


def _entry(low: float, high: float, **plan: Any) -> ReleasedResult:
    """NExTWORK with this interval of its primary result, in shares."""
    released = nextwork_like()
    outcomes = [{**one, **plan} if one["id"] == "entry_52" else one for one in released.plan["outcome"]]
    released = replace(released, plan={**released.plan, "outcome": outcomes})
    return changed(released, "entry.difference", estimate=(low + high) / 2, conf_low=low, conf_high=high)


def _verdicts(released: ReleasedResult, first: str, second: str) -> ReleasedResult:
    released = changed(released, "target.job_or_education", verdict=first)
    return changed(released, "target.halve_returns", verdict=second)


@pytest.mark.parametrize(
    ("low", "high", "shown", "against"),
    [
        (0.02, 0.2, "Yes", "No"),
        (-0.2, -0.02, "No", "Yes"),
        (-0.02, 0.2, "Cannot be decided", "Cannot be decided"),
        (0.0, 0.2, "Cannot be decided", "Cannot be decided"),
    ],
)
def test_the_primary_interval_decides_or_does_not(low: float, high: float, shown: str, against: str) -> None:
    """A yes needs the whole interval on one side; an interval that touches zero decides neither way."""
    answers = _answers(_entry(low, high))
    assert (answers[SHOWN], answers[AGAINST]) == (shown, against)


def test_a_withheld_primary_result_decides_nothing() -> None:
    """Withheld is not no."""
    released = changed(nextwork_like(), "entry.difference", estimate=None, conf_low=None, conf_high=None, p_value=None)
    answers = _answers(released)
    assert {answers[SHOWN], answers[AGAINST]} == {"Cannot be decided"}


def test_small_can_be_told_only_where_the_plan_says_what_matters() -> None:
    """Between -4 and 4 points: nothing that matters where five points do, and not examined where nobody said."""
    assert _answers(_entry(-0.04, 0.04))[SMALL] == "Not examined"
    assert _answers(_entry(-0.04, 0.04, smallest_of_interest=0.05))[SMALL] == "Yes"
    assert _answers(_entry(-0.04, 0.04, smallest_of_interest=0.05))[SHOWN] == "No"
    assert _answers(_entry(-0.04, 0.06, smallest_of_interest=0.05))[SMALL] == "No"


@pytest.mark.parametrize(
    ("first", "second", "adapt"),
    [
        ("not_met", "met", "Yes"),
        ("met", "reduced_not_met", "Yes"),
        ("met", "met", "No"),
        ("undecided", "met", "Cannot be decided"),
    ],
)
def test_adapting_rests_on_a_difference_short_of_a_target(first: str, second: str, adapt: str) -> None:
    """Shown and short of a target: yes. All targets met: no. A target that is undecided decides nothing."""
    assert _answers(_verdicts(_entry(0.02, 0.2), first, second))[SHORT] == adapt


def test_without_a_shown_difference_there_is_nothing_to_adapt() -> None:
    """An open difference decides nothing, and one against the intended direction is no reason to try again."""
    assert _answers(_verdicts(_entry(-0.02, 0.2), "not_met", "not_reduced"))[SHORT] == "Cannot be decided"
    assert _answers(_verdicts(_entry(-0.2, -0.02), "not_met", "not_reduced"))[SHORT] == "No"


def test_each_target_has_its_verdict() -> None:
    """Met is yes; not met, reduced short of the target and not reduced are no; undecided is neither."""
    answers = _answers(_verdicts(nextwork_like(), "met", "undecided"))
    assert answers["the target being met: 75 % in job or education"] == "Yes"
    assert answers["the target being met: Half as many who come back to public support"] == "Cannot be decided"


def test_harm_is_yes_where_one_is_shown_and_no_only_where_all_go_the_right_way() -> None:
    """More weeks on support shown: harm. One interval that holds zero: it cannot be decided that there is none."""
    bad = changed(nextwork_like(), "weeks_on_support.difference", estimate=4.0, conf_low=1.0, conf_high=7.0)
    assert (_answers(bad)[HARM], _answers(bad)[NO_HARM]) == ("Yes", "No")
    plan = {**nextwork_like().plan, "harms": {"analyses": ["weeks_on_support"]}}
    for low, high, harm, none in ((-7.0, -1.0, "No", "Yes"), (-7.0, 1.0, "Cannot be decided", "Cannot be decided")):
        released = changed(
            replace(nextwork_like(), plan=plan),
            "weeks_on_support.difference",
            estimate=(low + high) / 2,
            conf_low=low,
            conf_high=high,
        )
        assert (_answers(released)[HARM], _answers(released)[NO_HARM]) == (harm, none)


def test_what_nobody_examined_is_called_so() -> None:
    """LIFE without targets and harms: nothing to adapt to, no harm looked for, no price."""
    plan = {name: value for name, value in life_like().plan.items() if name != "harms"}
    answers = _answers(replace(life_like(), plan=plan))
    assert (answers[HARM], answers[NO_HARM], answers[WORTH]) == ("Not examined",) * 3
    assert answers[SHORT] in ("Not examined", "No")


@LANGUAGES
def test_the_report_recommends_nothing(language: str) -> None:
    """The chapter says so first."""
    told = printed(chapter(compose(nextwork_like(), language), "outlook"))  # type: ignore[arg-type]
    assert {"da": "Rapporten anbefaler intet.", "en": "The report recommends nothing."}[language] in told


def test_the_limits_say_how_imprecise_the_primary_result_is() -> None:
    """The interval of the primary result in words, and how many analyses the plan promises."""
    told = printed(chapter(compose(_entry(0.02, 0.2), "en"), "limits"))
    assert (
        "Entered job or education within a year: the data agree with anything from 2.0 to 20.0 percentage points"
        in told
    )
    promised = len(nextwork_like().plan["analysis"])
    assert f"The plan promises {promised} analyses, 1 of them primary." in told
    assert "The lotteries were held between 3 November 2016 and 4 October 2018." in told
