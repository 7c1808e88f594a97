"""Whoever was in the lottery stands in exactly one box at each step of the flow."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nextwork_eval.histories import StateMatrix, Status
from nextwork_eval.plan import read_plan
from nextwork_eval.shipped import shipped_plan
from nextwork_eval.trial import AnalysisSet, participant_flow

PLAN = read_plan(shipped_plan("life_1972"))
STATUS = Status(code=0, name="any", label_da="", label_en="", role="other", absorbing=False)


@st.composite
def cohorts(draw: st.DrawFn) -> AnalysisSet:
    n = draw(st.integers(1, 40))
    linked = np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n)), dtype=np.bool_)
    rounds = np.array(draw(st.lists(st.sampled_from(["a", "b", "c"]), min_size=n, max_size=n)))
    ends = {name: draw(st.integers(0, 120)) for name in "abc"}
    people = int(linked.sum())
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
        take_up=None,
    )


@given(cohorts(), st.lists(st.integers(1, 110), unique=True, max_size=4))
def test_sums_close_at_every_box(people: AnalysisSet, horizons: list[int]) -> None:
    """A flow whose boxes do not add up cannot be built; its ends are checked by counting."""
    flow = participant_flow(PLAN, people, sorted(horizons))
    assert flow.count("randomised") == len(people.treated)
    for arm in PLAN.design.arm:
        in_arm = people.treated == int(arm.treated)
        assert flow.count("allocated", arm.id) == int(in_arm.sum())
        assert flow.count("analysed", arm.id) == int((in_arm & people.linked).sum())
        lost = sum(node.count or 0 for node in flow.nodes if node.arm == arm.id and node.kind == "lost")
        last = f"reaches_w{max(horizons)}" if horizons else "analysed"
        assert lost + (flow.count(last, arm.id) or 0) == int(in_arm.sum())


@given(cohorts())
def test_a_set_of_people_never_shows_a_row(people: AnalysisSet) -> None:
    """Its words are counts: no array is printed, however short it is."""
    words = repr(people)
    assert "array" not in words
    assert "[" not in words
