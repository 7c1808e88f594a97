"""The door: small cells do not leave, nor anything from which they could be computed."""

import pytest

from nextwork_eval.disclosure import Rules, release
from nextwork_eval.disclosure.counts import guard_numbers
from nextwork_eval.errors import DisclosureError
from nextwork_eval.results import EvaluationResult, Finding, Flow, FlowNode, ReleasedResult, ResultRow, RunFacts

RULES = Rules(profile="dst", floor=5, open_data=False, release_weeks=(4, 8))
FACTS = RunFacts(
    plan_id="trial",
    plan_version="1",
    schema_id="schema",
    plan_fingerprint="",
    schema_fingerprint="",
    extract_fingerprint="",
    synthetic=False,
    software_version="",
    rounds=("one",),
    rounds_reaching=((8, ("one",)),),
    state_map="map",
    state_map_note_da="Ugens kode afgør ugen.",
    state_map_note_en="The code of the week decides the week.",
    state_map_fingerprint="",
    states=(),
    cut_offs=(),
)


def row(result_id: str, **values: object) -> ResultRow:
    standard: dict[str, object] = {
        "analysis_id": result_id.split(".")[0],
        "outcome": result_id.split(".")[0],
        "statistic": "share",
        "unit": "share",
        "estimate": 0.25,
        "synthetic": False,
        "n_arm": 60,
    }
    return ResultRow(result_id=result_id, **{**standard, **values})


def flow(lost: int = 0) -> Flow:
    def node(
        name: str, parent: tuple[str, str | None] | None, kind: str, count: int, arm: str | None = "a"
    ) -> FlowNode:
        return FlowNode(id=name, arm=arm, parent=parent, kind=kind, count=count, label_da="", label_en="")

    return Flow(
        nodes=(
            node("randomised", None, "kept", 60, arm=None),
            node("allocated", ("randomised", None), "kept", 60),
            node("not_linked", ("allocated", "a"), "lost", lost),
            node("analysed", ("allocated", "a"), "kept", 60 - lost),
        )
    )


def released(
    *rows: ResultRow, rules: Rules = RULES, lost: int = 0, findings: tuple[Finding, ...] = ()
) -> ReleasedResult:
    return release(EvaluationResult(facts=FACTS, rows=rows, flow=flow(lost), findings=findings), rules, {})


def test_a_small_cell_takes_its_whole_outcome_along() -> None:
    """Three of sixty in one arm.

    Both levels, the difference and the ratio of another analysis of the outcome are withheld.
    """
    result = released(
        row("work.level.a", smallest_cell=3, events_arm=3),
        row("work.level.b", smallest_cell=20, events_arm=20),
        row("work.difference", smallest_cell=3, reference_arm="b", conf_low=0.1, p_value=0.04),
        row("ratio.ratio", outcome="work", smallest_cell=3, reference_arm="b"),
        row("other.level.a", smallest_cell=20, events_arm=20),
    )
    assert [item.estimate for item in result.rows] == [None, None, None, None, 0.25]
    assert all(item.events_arm is None and item.p_value is None and item.conf_low is None for item in result.rows[:4])
    assert {change.result_id for change in result.changes} == {
        "work.level.a",
        "work.level.b",
        "work.difference",
        "ratio.ratio",
    }


@pytest.mark.parametrize("cell", [0, 1, 4])
def test_everybody_and_nobody_are_small_cells_too(cell: int) -> None:
    """Zero says something about each person; its complement does as well."""
    assert released(row("work.level.a", smallest_cell=cell)).rows[0].estimate is None


def test_a_cell_at_the_floor_may_leave() -> None:
    """Five of sixty may be shown where the floor is five."""
    assert released(row("work.level.a", smallest_cell=5)).rows[0].estimate == 0.25


def test_public_data_leave_unchanged_and_only_where_the_schema_says_so() -> None:
    """Profile public needs a schema with open data."""
    public = Rules(profile="public", floor=0, open_data=True, release_weeks=())
    assert released(row("work.level.a", smallest_cell=1), rules=public).rows[0].estimate == 0.25
    with pytest.raises(DisclosureError, match="not open"):
        Rules(profile="public", floor=0, open_data=False, release_weeks=())


def test_paths_leave_at_release_weeks_without_small_cells() -> None:
    """Week 4 has a small cell in one arm, week 6 is no release week, week 8 leaves."""
    rows = [
        row(f"path.level.{arm}.w{week}", week=week, smallest_cell=3 if (week, arm) == (4, "a") else 10)
        for week in (4, 6, 8)
        for arm in "ab"
    ]
    result = released(*rows)
    assert [item.result_id for item in result.rows] == ["path.level.a.w8", "path.level.b.w8"]
    assert [(change.result_id, change.rule) for change in result.changes] == [
        ("path", "release_weeks"),
        ("path.w4", "small_cell"),
    ]


def test_states_are_rebuilt_from_rounded_counts() -> None:
    """Counts 2, 13 and 45 leave as 0, 15 and 45; shares are of the rounded sum, and no share gives a count back."""
    rows = [
        row(f"states.a.{name}.w8", state=name, week=8, events_arm=count, estimate=count / 60)
        for name, count in (("gone", 2), ("job", 13), ("support", 45))
    ]
    result = released(*rows)
    assert [item.events_arm for item in result.rows] == [0, 15, 45]
    assert [item.estimate for item in result.rows] == [0.0, 0.25, 0.75]


def test_states_within_rounds_are_rebuilt_from_their_shares() -> None:
    """0.05, 0.2275 and 0.7225 of 60: 3, 13.65 and 43.35 persons, had the arm everyone's rounds: 0, 15 and 45.

    Ten times five lie below them; the two that are missing go to the largest remainders, 3.65 and 3.35.
    """
    shares = (("gone", 0.05), ("job", 0.2275), ("benefit", 0.7225))
    states = [row(f"states.a.{name}.w8", state=name, week=8, events_arm=None, estimate=share) for name, share in shares]
    found = {shown.state: shown for shown in released(*states).rows}
    assert [found[name].estimate for name, _ in shares] == pytest.approx([0, 15 / 60, 45 / 60])
    assert {shown.n_arm for shown in found.values()} == {60}
    assert {shown.events_arm for shown in found.values()} == {None}


def test_differences_of_states_are_no_counts() -> None:
    """Week 4: one group has three persons in an arm, so that no difference leaves; week 8: exact, beside the shares."""
    rows = [
        row(
            f"states.difference.{name}.w{week}",
            state=name,
            week=week,
            statistic="difference",
            reference_arm="b",
            n_arm=None,
            estimate=sign * 0.1,
            smallest_cell=3 if (name, week) == ("gone", 4) else 10,
        )
        for week in (4, 8)
        for name, sign in (("job", 1), ("gone", -1))
    ]
    shares = [row(f"states.a.{name}.w8", state=name, week=8, events_arm=30, estimate=0.5) for name in ("gone", "job")]
    result = released(*rows, *shares)
    assert [item.result_id for item in result.rows if item.statistic == "difference"] == [
        "states.difference.job.w8",
        "states.difference.gone.w8",
    ]
    assert [item.estimate for item in result.rows if item.statistic == "difference"] == [0.1, -0.1]
    # The shares of week 4 are not said to be missing.
    assert ("states.difference.w4", "small_cell") in [(change.result_id, change.rule) for change in result.changes]
    assert "states.w4" not in {change.result_id for change in result.changes}


def test_survival_steps_wait_until_five_have_had_the_event() -> None:
    """Events 2, 2, 3, 1: the first step that leaves is week 3, after seven.

    Numbers at risk are rounded, events do not leave.
    """
    at_risk, events = (60, 60, 58, 56, 53), (0, 2, 2, 3, 1)
    rows = [
        row(f"curve.a.w{week}", week=week, arm="a", statistic="survival", n_arm=at_risk[week], events_arm=events[week])
        for week in range(5)
    ]
    result = released(*rows)
    assert [item.week for item in result.rows] == [0, 3]
    assert [item.n_arm for item in result.rows] == [60, 55]
    assert [item.events_arm for item in result.rows] == [None, None]


def test_a_small_box_of_the_flow_cannot_be_had_by_subtraction() -> None:
    """Two people found in no register.

    The box is withheld, and every count and share is rounded, so that 60 - 58 cannot be computed.
    """
    level = row("work.level.a", smallest_cell=20, events_arm=20, n_arm=58, estimate=20 / 58, p_value=0.0004)
    result = released(level, lost=2)
    assert result.flow.count("not_linked", "a") is None
    assert result.flow.count("analysed", "a") == 60
    assert (result.rows[0].n_arm, result.rows[0].events_arm, result.rows[0].estimate) == (60, 20, 0.34)
    assert result.rows[0].p_value == 0.001  # never smaller than it was


def test_findings_leave_without_row_numbers_and_only_above_the_floor() -> None:
    """Row numbers belong to the secure room."""
    common = {"severity": "note", "table": "t", "column": None, "rows": (1, 2), "expected": "", "advice": ""}
    result = released(findings=(Finding(code="few", count=2, **common), Finding(code="many", count=9, **common)))
    assert [(finding.code, finding.rows) for finding in result.findings] == [("many", ())]


def noted(name: str, count: int, parent: str = "analysed", week: int | None = None) -> FlowNode:
    return FlowNode(
        id=name, arm="a", parent=(parent, "a"), kind="noted", count=count, label_da="", label_en="", week=week
    )


def result(boxes: Flow, *rows: ResultRow) -> EvaluationResult:
    return EvaluationResult(facts=FACTS, rows=rows, flow=boxes, findings=())


@pytest.mark.parametrize("took", [0, 4, 57, 60])
def test_few_who_took_the_offer_up_leave_no_pair_of_boxes(took: int) -> None:
    """Either box and the one above give the other: both stay behind, and no other count needs to be rounded."""
    boxes = Flow(nodes=(*flow().nodes, noted("took_up", took), noted("not_taken_up", 60 - took)))
    found = release(result(boxes, row("entry.level.a", estimate=0.2512345)), RULES, {})
    assert not found.flow.has("took_up", "a")
    assert not found.flow.has("not_taken_up", "a")
    assert found.flow.adds_up
    assert found.row("entry.level.a").estimate == 0.2512
    assert [change.result_id for change in found.changes] == ["flow.took_up.a", "flow.not_taken_up.a"]


def test_lost_at_one_horizon_and_lost_at_another_differ_by_few() -> None:
    """Nine are not found, six of them in rounds that are followed to week 8: the other three could be worked out."""
    boxes = Flow(
        nodes=(
            *flow(9).nodes,
            noted("due_w8", 30, parent="allocated", week=8),
            noted("not_due_w8", 30, parent="allocated", week=8),
            noted("missing_w8", 6, parent="due_w8", week=8),
            noted("known_w8", 24, parent="due_w8", week=8),
        )
    )
    assert boxes.smallest_loss("a") == 3
    found = release(result(boxes, row("entry.level.a", estimate=0.2512345)), RULES, {}).flow
    assert (found.count("not_linked", "a"), found.count("missing_w8", "a")) == (None, None)
    assert (found.count("analysed", "a"), found.count("known_w8", "a")) == (50, 25)
    assert (found.count("due_w8", "a"), found.count("not_due_w8", "a")) == (30, 30)


def test_a_withheld_number_does_not_say_how_many_it_rests_on() -> None:
    """Where three of 60 are missing, the mean over 57 people would give them back, and so would the 57."""
    rows = [
        row("baseline.marks.a", outcome="baseline.marks", n_arm=57, smallest_cell=57),
        row("baseline.marks.missing.a", outcome="baseline.marks", estimate=3.0, smallest_cell=3),
        row("baseline.marks.standardized_difference", outcome="baseline.marks", n_arm=57, n_reference=60),
    ]
    found = release(result(flow(), *rows), RULES, {})
    for released_row in found.rows:
        assert (released_row.estimate, released_row.n_arm, released_row.n_reference) == (None, None, None)


def test_one_small_cell_withholds_a_whole_panel_across_populations() -> None:
    """A returns panel counts everyone, and those who would leave either way: one small cell takes both, and is told."""
    shared = {"analysis_id": "panel", "outcome": "course", "unit": "share", "synthetic": True, "panel": "panel"}
    rows = [
        ResultRow(result_id="panel.exits.difference", statistic="difference", estimate=0.2, smallest_cell=30, **shared),
        ResultRow(
            result_id="panel.verdict", statistic="verdict", estimate=0.6, verdict="open", smallest_cell=30, **shared
        ),
        ResultRow(
            result_id="panel.bounds.returned.ends",
            statistic="difference",
            estimate=None,
            conf_low=-0.4,
            conf_high=0.1,
            population="would_leave_either_way",
            smallest_cell=3,
            **shared,
        ),
    ]
    rules = Rules(profile="dst", floor=5, open_data=False, release_weeks=())
    kept, changes = guard_numbers(rows, rules)
    assert {row.estimate for row in kept} == {row.conf_low for row in kept} == {row.verdict for row in kept} == {None}
    assert [(change.result_id, change.rule) for change in changes] == [
        ("panel.exits.difference", "panel"),
        ("panel.verdict", "panel"),
        ("panel.bounds.returned.ends", "small_cell"),
    ]


@pytest.mark.parametrize("lost", [1, 2, 3, 4])
def test_the_boxes_do_not_say_whether_one_was_lost_or_four(lost: int) -> None:
    """Of 60: 59 and 58 would be rounded to 60, 57 and 56 to 55. All are shown as the 60 they were; so are states."""
    states = [
        row(f"states.a.{name}.w8", state=name, week=8, arm="a", n_arm=60 - lost, events_arm=count)
        for name, count in (("job", 20), ("support", 40 - lost))
    ]
    found = release(result(flow(lost), row("work.level.a", arm="a", n_arm=60 - lost), *states), RULES, {})
    assert (found.flow.count("analysed", "a"), found.flow.count("not_linked", "a")) == (60, None)
    assert found.row("work.level.a").n_arm == 60
    assert {item.n_arm for item in found.rows} == {60}
