"""The door and bounds: their width is the share lost, and where nobody is lost they are the effect itself."""

from dataclasses import replace

import numpy as np
import pytest

from nextwork_eval.disclosure import Rules, release
from nextwork_eval.disclosure.coarse import coarsen
from nextwork_eval.evaluation.bindings.bounds import attrition_test, lee_bounds, manski_bounds
from nextwork_eval.evaluation.request import Everyone, Request
from nextwork_eval.evaluation.rows import RowMaker
from nextwork_eval.plan.estimators import AttritionTest, LeeBounds, ManskiBounds
from nextwork_eval.plan.model import Analysis
from nextwork_eval.plan.outcomes import EntryBy, Outcome
from nextwork_eval.results import EvaluationResult, Flow, ResultRow
from tests.unit.test_disclosure import FACTS, RULES, row

N = 60  # persons in each arm; the lottery is no secret
GRID = 0.02  # on which every share could come from any number of people from 50 on
BINDINGS = {"manski_bounds": manski_bounds, "lee_bounds": lee_bounds, "attrition_test": attrition_test}
OPTIONS = {
    "manski_bounds": ManskiBounds(id="manski_bounds"),
    "lee_bounds": LeeBounds(id="lee_bounds"),
    "attrition_test": AttritionTest(id="attrition_test"),
}


def rows(name: str, lost: tuple[int, int], events: tuple[int, int] = (30, 20)) -> list[ResultRow]:
    """What the line makes of 60 against 60 persons of whom some are lost and some of the others found a job."""
    arms = [
        np.r_[np.ones(e), np.zeros(N - gone - e), np.full(gone, np.nan)] for gone, e in zip(lost, events, strict=True)
    ]
    rule = EntryBy(kind="entry_by", states="job", weeks_in_a_row=4, by_week=52)
    maker = RowMaker(
        analysis=Analysis(id=name, estimand="e", outcome="entry", estimator=OPTIONS[name], purpose="exploratory"),
        outcome=Outcome(id="entry", label_da="", label_en="", good="more", rule=rule),
        population="all_analysed",
        week=52,
        treated_arm="programme",
        reference_arm="control",
        template=row("template"),
    )
    everyone = Everyone(
        population="all_randomised",
        numbers=np.concatenate(arms),
        treated=np.repeat(np.array([1, 0], dtype=np.int8), N),
        rounds=np.full(2 * N, "one"),
        least_loss=min((gone for gone in lost if gone), default=None),
    )
    nothing = np.empty(0)
    request = Request(
        rows=maker,
        values=nothing,
        treated=everyone.treated,
        rounds=everyone.rounds,
        matrix=None,  # type: ignore[arg-type]
        covariates={},
        sets={},
        everyone=everyone,
    )
    return BINDINGS[name](request)


def let_out(made: list[ResultRow], rules: Rules = RULES) -> list[ResultRow]:
    return list(
        release(EvaluationResult(facts=FACTS, rows=tuple(made), flow=Flow(nodes=()), findings=()), rules, {}).rows
    )


@pytest.mark.parametrize("lost", [(a, b) for a in (0, 1, 3, 4, 5, 9) for b in (0, 2, 5, 8)])
@pytest.mark.parametrize("name", BINDINGS)
def test_how_many_were_lost_cannot_be_read_off_if_they_are_few(name: str, lost: tuple[int, int]) -> None:
    """One to four lost of an arm: nothing leaves, not even how many there were; otherwise the worst case does.

    Trimmed bounds leave out as many as one arm lost more than the other, and do not leave where those are one to four.
    """
    found = let_out(rows(name, lost))
    few = any(0 < gone < RULES.floor for gone in lost)
    if few:
        assert all((item.conf_low, item.p_value, item.n_arm, item.warnings) == (None, None, None, "") for item in found)
    elif name == "manski_bounds":
        width = (found[0].conf_high or 0) - (found[0].conf_low or 0)
        assert round(width * N) == sum(lost)  # what anybody may work out, and may know
    elif name == "attrition_test":
        assert [item.p_value is not None for item in found] == [True]
    else:
        left_out = abs(lost[0] - lost[1])
        assert {item.conf_low is None for item in found} == {0 < left_out < RULES.floor}


@pytest.mark.parametrize("events", [(2, 20), (30, 0), (58, 20)])
def test_bounds_do_not_give_back_a_withheld_effect(events: tuple[int, int]) -> None:
    """Nobody is lost and one arm has few with the event: the bounds are the effect, and stay with it."""
    for name in ("manski_bounds", "lee_bounds"):
        assert all(item.conf_low is None for item in let_out(rows(name, (0, 0), events)))


def test_few_who_were_left_out_cannot_be_compared_with_the_others() -> None:
    """Five and eight are lost: three are left out, whose mean could be worked out. The worst case leaves."""
    assert all(item.conf_low is None for item in let_out(rows("lee_bounds", (5, 8))))
    both = let_out([*rows("lee_bounds", (5, 8)), *rows("manski_bounds", (5, 8))])
    assert [item.conf_low is None for item in both] == [True, True, False, False]


def test_bounds_that_are_rounded_are_rounded_outwards() -> None:
    """Where a box of the flow is withheld every number is rounded: bounds never look narrower than they are."""
    made = rows("manski_bounds", (5, 8))
    rounded, _ = coarsen(made, RULES, reason="small_box")
    for before, after in zip(made, rounded, strict=True):
        assert after.conf_low - 1e-9 <= before.conf_low < after.conf_low + GRID
        assert after.conf_high - GRID < before.conf_high <= after.conf_high + 1e-9
        assert (after.set_kind, after.estimate) == (before.set_kind, None)
        assert all(abs(limit / GRID - round(limit / GRID)) < 1e-9 for limit in (after.conf_low, after.conf_high))


def test_open_data_leave_as_they_are() -> None:
    """Nothing is withheld where the schema says that the data are public."""
    public = Rules(profile="public", floor=0, open_data=True, release_weeks=())
    made = rows("manski_bounds", (1, 0))
    assert let_out(made, public) == [replace(item, top_two_share=None) for item in made]
