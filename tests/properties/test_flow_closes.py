"""Whoever was in the lottery stands in exactly one box at each step of the flow."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nextwork_eval.disclosure.counts import guard_flow
from nextwork_eval.disclosure.rules import Rules
from nextwork_eval.evaluation.flow_rows import attrition_rows
from nextwork_eval.histories import StateMatrix, Status
from nextwork_eval.plan import read_plan
from nextwork_eval.plan.model import Delivery
from nextwork_eval.results import Flow, FlowNode, ResultRow
from nextwork_eval.shipped import shipped_plan
from nextwork_eval.trial import AnalysisSet, participant_flow

PLAN = replace(
    read_plan(shipped_plan("life_1972")),
    delivery=Delivery(table="t", column="c", threshold=1, label_da="Tog imod", label_en="Took it up"),
)
STATUS = Status(code=0, name="any", label_da="", label_en="", role="other", absorbing=False)
TEMPLATE = ResultRow(result_id="", analysis_id="", outcome="", statistic="", unit="", estimate=None, synthetic=True)
horizons_drawn = st.lists(st.integers(1, 110), unique=True, max_size=4).map(sorted)
at_any_pace = settings(deadline=None)


@st.composite
def cohorts(draw: st.DrawFn) -> AnalysisSet:
    n = draw(st.integers(1, 40))
    linked = np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n)), dtype=np.bool_)
    rounds = np.array(draw(st.lists(st.sampled_from(["a", "b", "c"]), min_size=n, max_size=n)))
    ends = {name: draw(st.integers(0, 120)) for name in "abc"}
    people = int(linked.sum())
    took = draw(st.none() | st.lists(st.booleans(), min_size=people, max_size=people))
    later = draw(st.none() | st.lists(st.integers(0, 1), max_size=6))
    return AnalysisSet(
        treated=np.array(draw(st.lists(st.integers(0, 1), min_size=n, max_size=n)), dtype=np.int8),
        rounds=rounds,
        linked=linked,
        matrix=StateMatrix(
            states=np.zeros((people, 1), dtype=np.int8),
            first_week=1,
            last_observed=np.array([ends[name] for name in rounds[linked]], dtype=np.int64),
            statuses=(STATUS,),
            fingerprint="",
        ),
        covariates={},
        take_up=None if took is None else np.array(took, dtype=np.float64),
        later_draws=None if later is None else np.array(later, dtype=np.int8),
    )


def later_draws(people: AnalysisSet) -> np.ndarray:
    return np.zeros(0, dtype=np.int8) if people.later_draws is None else people.later_draws


@at_any_pace
@given(cohorts(), horizons_drawn)
def test_sums_close_at_every_box(people: AnalysisSet, horizons: list[int]) -> None:
    """A flow whose boxes do not add up cannot be built; its ends are checked by counting."""
    flow = participant_flow(PLAN, people, horizons)
    later = later_draws(people)
    assert flow.count("randomised") == len(people.treated) + len(later)
    for arm in PLAN.design.arm:
        in_arm = people.treated == int(arm.treated)
        again = int((later == int(arm.treated)).sum())
        assert flow.count("allocated", arm.id) == int(in_arm.sum()) + again
        assert flow.has("drawn_again", arm.id) == (people.later_draws is not None)
        assert flow.count("analysed", arm.id) == int((in_arm & people.linked).sum())
        lost = sum(node.count or 0 for node in flow.nodes if node.arm == arm.id and node.kind == "lost")
        last = f"reaches_w{max(horizons)}" if horizons else "analysed"
        assert lost + (flow.count(last, arm.id) or 0) == int(in_arm.sum()) + again


@at_any_pace
@given(cohorts(), horizons_drawn)
def test_what_is_noted_tells_of_everyone(people: AnalysisSet, horizons: list[int]) -> None:
    """Who took the offer up and who did not are the analysed; who is due and who is not are the people of the arm.

    Those known at a horizon are those who can be followed to it.
    """
    flow = participant_flow(PLAN, people, horizons)
    for arm in PLAN.design.arm:
        if people.take_up is not None:
            both = [flow.count(name, arm.id) or 0 for name in ("took_up", "not_taken_up")]
            assert sum(both) == flow.count("analysed", arm.id)
            assert both[0] == int(people.take_up[people.treated[people.linked] == int(arm.treated)].sum())
        for week in horizons:
            due, not_due, known, missing = (
                flow.count(f"{name}_w{week}", arm.id) or 0 for name in ("due", "not_due", "known", "missing")
            )
            assert due + not_due == int((people.treated == int(arm.treated)).sum())
            assert known + missing == due
            assert known == flow.count(f"reaches_w{week}", arm.id)
            assert missing <= (flow.count("not_linked", arm.id) or 0)


@given(st.integers(0, 9), st.integers(0, 9))
def test_boxes_that_do_not_add_up_are_refused(on_the_line: int, noted: int) -> None:
    """What is noted adds up on its own: it is neither added to the line nor let off."""
    boxes = [
        FlowNode(id="all", arm=None, parent=None, kind="kept", count=5, label_da="", label_en=""),
        FlowNode(id="on", arm=None, parent=("all", None), kind="kept", count=on_the_line, label_da="", label_en=""),
        FlowNode(id="note", arm=None, parent=("all", None), kind="noted", count=noted, label_da="", label_en=""),
    ]
    if on_the_line == noted == 5:
        assert Flow(nodes=tuple(boxes)).count("note") == 5
    else:
        with pytest.raises(ValueError, match="the boxes below 'all'"):
            Flow(nodes=tuple(boxes))


@at_any_pace
@given(cohorts(), horizons_drawn)
def test_attrition_is_read_from_the_flow(people: AnalysisSet, horizons: list[int]) -> None:
    """Every share of attrition is missing over due, overall as in each arm; rounds that are not due count nowhere."""
    flow = participant_flow(PLAN, people, horizons)
    rows = {row.result_id: row for row in attrition_rows(PLAN, flow, horizons, TEMPLATE)}
    for week in horizons:
        due = [flow.count(f"due_w{week}", arm.id) or 0 for arm in PLAN.design.arm]
        missing = [flow.count(f"missing_w{week}", arm.id) or 0 for arm in PLAN.design.arm]
        stem = f"attrition.w{week}"
        assert (f"{stem}.overall" in rows) == (0 not in due)
        if 0 in due:
            continue
        assert rows[f"{stem}.overall"].estimate == sum(missing) / sum(due)
        for arm, n, lost in zip(PLAN.design.arm, due, missing, strict=True):
            assert rows[f"{stem}.{arm.id}"].estimate == lost / n
        shares = {arm.treated: lost / n for arm, n, lost in zip(PLAN.design.arm, due, missing, strict=True)}
        assert rows[f"{stem}.differential"].estimate == pytest.approx(shares[True] - shares[False], abs=1e-15)


@at_any_pace
@given(cohorts(), horizons_drawn)
def test_no_small_loss_leaves_the_room(people: AnalysisSet, horizons: list[int]) -> None:
    """After the door no box shows, and no two boxes of lost people differ by, one to four people of an arm."""
    rules = Rules(profile="dst", floor=5, open_data=False, release_weeks=())
    flow = participant_flow(PLAN, people, horizons)
    guarded, changes, _ = guard_flow(flow, rules)
    rounds_are_public = people.later_draws is None  # otherwise the plan does not say how many people a round holds
    for node in guarded.nodes:
        public = node.id in ("randomised", "allocated") or (
            rounds_are_public and node.id.startswith(("due_w", "not_due_w"))
        )
        assert public or node.count is None or not 0 < node.count < 5
    for arm in PLAN.design.arm:
        least = guarded.smallest_loss(arm.id)
        assert least is None or least >= 5
        pair = [node.count for node in guarded.nodes if node.arm == arm.id and node.id in ("took_up", "not_taken_up")]
        assert pair == [] or guarded.adds_up is False or min(count or 0 for count in pair) >= 5
    assert (guarded == flow) == (not changes)


@given(cohorts())
def test_a_set_of_people_never_shows_a_row(people: AnalysisSet) -> None:
    """Its words are counts: no array is printed, however short it is."""
    words = repr(people)
    assert "array" not in words
    assert "[" not in words
