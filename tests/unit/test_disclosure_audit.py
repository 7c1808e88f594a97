"""The audit of all released numbers together: tables small enough to be subtracted by hand."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

from nextwork_eval.disclosure import Rules, release
from nextwork_eval.disclosure.audit import Audit
from nextwork_eval.disclosure.digits import Digits, sizes_that_fit
from nextwork_eval.disclosure.limits import limits_of_tables, recognised
from nextwork_eval.disclosure.outputs import Output, check_output
from nextwork_eval.disclosure.system import Fact, System
from nextwork_eval.errors import DisclosureError
from nextwork_eval.results import Change, EvaluationResult, Flow, FlowNode, ReleasedResult, ResultRow
from tests.unit.test_disclosure import FACTS, row

RULES = Rules(profile="dst", floor=5, open_data=False, release_weeks=(8, 16, 26, 52))
N = 60


def entry(week: int) -> dict[str, Any]:
    rule = {"kind": "entry_by", "states": "work", "weeks_in_a_row": 4, "by_week": week}
    return {"id": f"entry_{week}", "rule": rule}


def course(name: str, count: str) -> dict[str, Any]:
    rule = {"kind": "return_by", "support": "benefit", "off": "work", "weeks_off": 4, "weeks_on": 4, "by_week": 52}
    return {"id": name, "rule": {**rule, "count": count}}


def standing(states: str, week: int = 52) -> dict[str, Any]:
    return {"id": states, "rule": {"kind": "in_state_at", "states": states, "week": week}}


PLAN = {
    "outcome": [
        entry(26),
        entry(52),
        course("back", "left_and_back"),
        course("never_or_back", "never_left_or_back"),
        standing("job"),
        standing("education"),
        standing("work"),
        {
            "id": "time",
            "rule": {"kind": "time_to_entry", "states": "work", "weeks_in_a_row": 4, "horizon": 52},
        },
    ],
    "state_set": [
        {"id": "job", "states": ["job"]},
        {"id": "education", "states": ["education"]},
        {"id": "work", "states": ["job", "education"]},
        {"id": "benefit", "states": ["benefit"]},
    ],
}


def outcome(name: str, offered: int, control: int, *, purpose: str = "secondary", n: int = N) -> list[ResultRow]:
    """Levels of both arms and the difference, as the line makes them."""
    cells = {"a": min(offered, n - offered), "b": min(control, n - control)}
    common = {"outcome": name, "purpose": purpose, "n_arm": n}
    levels = [
        row(f"{name}.level.{arm}", arm=arm, events_arm=count, estimate=count / n, smallest_cell=cells[arm], **common)
        for arm, count in (("a", offered), ("b", control))
    ]
    contrast = row(
        f"{name}.difference",
        arm="a",
        reference_arm="b",
        statistic="difference",
        unit="percentage_point",
        estimate=(offered - control) / n,
        events_arm=offered,
        events_reference=control,
        n_reference=n,
        smallest_cell=min(cells.values()),
        **common,
    )
    return [*levels, contrast]


def flow(missing: int = 0, known: int = N) -> Flow:
    def box(name: str, kind: str, count: int, parent: str | None, week: int | None = None) -> FlowNode:
        return FlowNode(
            id=name,
            arm="a",
            parent=None if parent is None else (parent, "a"),
            kind=kind,
            count=count,
            label_da="",
            label_en="",
            week=week,
        )

    return Flow(
        nodes=(
            box("allocated", "kept", N, None),
            box("due_w52", "noted", N, "allocated", 52),
            box("not_due_w52", "noted", 0, "allocated", 52),
            box("known_w52", "noted", known, "due_w52", 52),
            box("missing_w52", "noted", missing, "due_w52", 52),
        )
    )


def let_out(*rows: ResultRow, earlier: tuple[ReleasedResult, ...] = (), boxes: Flow | None = None) -> ReleasedResult:
    found = EvaluationResult(facts=FACTS, rows=rows, flow=boxes or flow(), findings=())
    return release(found, RULES, PLAN, earlier=earlier)


def withheld(result: ReleasedResult) -> set[str]:
    return {item.outcome for item in result.rows if item.estimate is None}


def rules_used(result: ReleasedResult) -> set[str]:
    return {change.rule for change in result.changes}


def test_two_horizons_that_differ_by_two_people_do_not_both_leave() -> None:
    """31 have a job by week 26 and 33 by week 52: two found one in between. The half year is not the plan's purpose."""
    result = let_out(*outcome("entry_26", 31, 20), *outcome("entry_52", 33, 30, purpose="primary"))
    assert withheld(result) == {"entry_26"}
    assert rules_used(result) == {"differencing"}


def test_the_same_two_horizons_leave_where_enough_people_stand_between_them() -> None:
    """31 and 36, 20 and 30: five and ten in between."""
    assert withheld(let_out(*outcome("entry_26", 31, 20), *outcome("entry_52", 36, 30))) == set()


def test_a_point_of_a_curve_and_a_level_are_two_horizons_as_well() -> None:
    """The curve has 30 entries at week 16; 33 by week 52 stand in a table. The step of the curve stays behind."""
    curve = [
        row(
            f"time.a.w{week}",
            outcome="time",
            arm="a",
            statistic="survival",
            week=week,
            n_arm=at_risk,
            events_arm=events,
            estimate=(at_risk - events) / N,
        )
        for week, at_risk, events in ((0, 60, 0), (8, 60, 12), (16, 48, 18))
    ]
    result = let_out(*curve, *outcome("entry_52", 33, 25, purpose="primary"))
    assert [item.week for item in result.rows if item.statistic == "survival"] == [0, 8]
    assert withheld(result) == set()


def test_a_state_is_what_is_left_of_a_set_of_states_without_the_others() -> None:
    """Three are in a job and withheld; 22 are in education and 25 in either. One of the two goes with the three."""
    result = let_out(*outcome("job", 3, 10), *outcome("education", 22, 20), *outcome("work", 25, 30, purpose="primary"))
    assert withheld(result) == {"job", "education"}


def test_those_who_left_and_stayed_away_are_a_difference_of_three_outcomes() -> None:
    """40 have entered, 23 are never or back: three of those who entered are back, and stay hidden.

    60 - 40 never entered; with the three they make 23. Entry and never-or-back together give the three.
    """
    result = let_out(
        *outcome("entry_52", 40, 30, purpose="primary"),
        *outcome("back", 3, 10),
        *outcome("never_or_back", 23, 40, purpose="exploratory"),
    )
    assert withheld(result) == {"back", "never_or_back"}


def test_people_of_no_known_subgroup_are_the_whole_less_the_subgroups() -> None:
    """Of 60, 30 are women and 28 men: of two the sex is not known, and the split would tell how they fared."""
    parts = [
        replace(item, result_id=f"{item.result_id}.{level}", subgroup=f"sex:{level}", panel="subgroup.sex")
        for level, rows in (
            ("woman", outcome("entry_52", 16, 15, n=30)),
            ("man", outcome("entry_52", 16, 13, n=28)),
        )
        for item in rows
    ]
    result = let_out(*outcome("entry_52", 33, 29, purpose="primary"), *parts)
    assert {item.subgroup for item in result.rows if item.estimate is None} == {"sex:woman", "sex:man"}
    assert result.row("entry_52.difference").estimate == round(4 / 60, 4)


def test_two_releases_can_be_subtracted_as_two_tables_can() -> None:
    """The half year left last spring; now the year would leave, with two people more."""
    before = let_out(*outcome("entry_26", 31, 20))
    alone = let_out(*outcome("entry_52", 33, 30, purpose="primary"))
    assert withheld(alone) == set()
    after = let_out(*outcome("entry_52", 33, 30, purpose="primary"), earlier=(before,))
    assert withheld(after) == {"entry_52"}


def test_a_release_of_another_plan_is_no_earlier_release() -> None:
    """It says nothing of these people, and is refused."""
    other = replace(let_out(), facts=replace(FACTS, plan_id="another"))
    with pytest.raises(DisclosureError, match="of another plan"):
        let_out(*outcome("entry_52", 33, 30), earlier=(other,))


@pytest.mark.parametrize("lost", [1, 2, 3, 4])
def test_the_digits_do_not_say_how_many_were_lost(lost: int) -> None:
    """Of 60 a few are lost and hidden. Every number of people that may be left could have given the shares.

    Counted here by trying each number of events: shares that are exact, or in whole percents, leave one number only.
    """
    known = N - lost
    names = ("job", "education", "work", "entry_52")
    counts = dict(zip(names, (17, 23, 40, 29), strict=True))
    rows = [
        row(
            f"{name}.level.a",
            outcome=name,
            arm="a",
            events_arm=count,
            n_arm=known,
            estimate=count / known,
            smallest_cell=15,
            week=52,
        )
        for name, count in counts.items()
    ]
    rows += [
        row(
            f"{name}.difference",
            outcome=name,
            analysis_id=name,
            statistic="difference",
            unit="percentage_point",
            arm="a",
            reference_arm="b",
            week=52,
            estimate=count / known - 0.25,
            events_arm=count,
            events_reference=15,
            n_arm=known,
            n_reference=60,
            smallest_cell=15,
            std_error=0.0871234,
            p_value=0.0312345,
            conf_low=0.0112345,
            conf_high=0.2712345,
            set_kind="interval",
        )
        for name, count in counts.items()
    ]
    result = let_out(*rows, boxes=flow(lost, known))
    shown = {item.outcome: item.estimate for item in result.rows if item.statistic == "share"}
    possible = [
        n
        for n in range(56, 60)
        if all(any(abs(e / n - share) <= 0.01 for e in range(n + 1)) for share in shown.values() if share is not None)
    ]
    assert all(share is not None for share in shown.values())
    assert possible == [56, 57, 58, 59]
    for item in result.rows:
        assert (item.std_error, item.df, item.test_statistic) == (None, None, None)
        assert item.n_arm == 60  # as before the loss, whether one was lost or four
    naive = [
        n
        for n in range(56, 60)
        if all(any(abs(e / n - round(count / known, 4)) < 1e-4 for e in range(n + 1)) for count in counts.values())
    ]
    assert naive == [known]


def test_a_mean_of_few_or_of_two_is_no_mean_of_all() -> None:
    """Two persons hold nine tenths of the weeks, whoever else has some."""
    rows = [row("weeks.level.a", unit="weeks", statistic="mean", smallest_cell=30, top_two_share=0.9)]
    result = let_out(*rows)
    assert result.rows[0].estimate is None
    assert rules_used(result) == {"dominance"}


@pytest.mark.parametrize("statistic", ["minimum", "maximum", "range"])
def test_the_lowest_and_the_highest_value_are_somebodys(statistic: str) -> None:
    """However many people there are."""
    assert let_out(row("age.a", statistic=statistic, smallest_cell=60)).rows[0].estimate is None


def test_a_model_with_as_many_coefficients_as_people_stays_and_leaves_the_counts_alone() -> None:
    """Nine degrees of freedom: the model is withheld, the levels and the other models are not."""
    fitted = row("adjusted.difference", outcome="entry_52", std_error=0.1, df=9.0, smallest_cell=20, reference_arm="b")
    result = let_out(*outcome("entry_52", 33, 30), fitted)
    assert result.row("adjusted.difference").estimate is None
    assert result.row("entry_52.level.a").estimate == 0.55
    assert rules_used(result) == {"few_degrees_of_freedom"}


def test_a_withheld_row_says_nothing_of_how_it_was_made() -> None:
    """Methods say how many rounds or people an estimator left out."""
    made = row("entry_52.level.a", smallest_cell=3, method="two of eight rounds left out", warnings="3 people")
    found = let_out(made).rows[0]
    assert (found.method, found.warnings) == ("", "")


def test_the_true_sizes_are_among_those_that_fit_what_leaves() -> None:
    """A ratio leaves on a wider grid than a share: 29 of 58 against 21 of 60 is 1.43, and leaves as 1.45."""
    digits = Digits(share_treated=0.5, share_reference=0.36, difference=0.16, ratio=1.45, grid=0.02)
    assert (58, 60) in sizes_that_fit([digits], range(56, 60), [60])


@pytest.mark.parametrize("allocated", [60, 61, 62, 63, 64, 100, 103, 104])
@pytest.mark.parametrize("lost", [1, 4])
def test_arms_of_any_size_may_lose_a_few_and_still_be_told_of(allocated: int, lost: int) -> None:
    """A size before a loss is rounded up or down; what is said of it holds, and the outcome leaves."""
    known = allocated - lost
    counts = {"allocated": allocated, "due_w52": allocated, "known_w52": known, "missing_w52": lost}
    boxes = Flow(nodes=tuple(replace(node, count=counts.get(node.id, 0)) for node in flow().nodes))
    level = row("job.level.a", outcome="job", arm="a", week=52, n_arm=known, events_arm=30, estimate=30 / known)
    found = let_out(replace(level, smallest_cell=20), boxes=boxes)
    assert found.rows[0].estimate is not None
    assert found.rows[0].n_arm == 5 * round(allocated / 5)


def test_what_contradicts_itself_is_not_released() -> None:
    """A fact that is not true of the counts is a fault of this package: nothing leaves, and no count is told."""
    cell = ("e", "a", ("own", "x"), "all_randomised", "all")
    system = System(truth={cell: 3.0}, protected={cell})
    system.facts.append(Fact(cell=cell, low=4, high=6, unit=None))
    assert system.contradictions() == [cell]
    system.facts.append(Fact(cell=cell, low=7, high=8, unit=None))
    with pytest.raises(DisclosureError, match="could not be carried out"):
        Audit(system, 4).is_exposed(cell)


def test_whole_counts_are_counted_between_the_ends() -> None:
    """From one half to four and a half there are four whole counts, and five are asked for."""
    cell = ("e", "a", ("own", "x"), "all_randomised", "all")
    system = System(truth={cell: 3.0}, protected={cell})
    system.facts.append(Fact(cell=cell, low=0.5, high=4.5, unit=None))
    assert Audit(system, 4).is_exposed(cell)
    system.facts[0] = Fact(cell=cell, low=0.5, high=5.5, unit=None)
    assert not Audit(system, 4).is_exposed(cell)


@pytest.mark.parametrize("table", [(30, 60, 20, 57), (7, 41, 19, 38)])
def test_limits_are_those_of_others(table: tuple[int, int, int, int]) -> None:
    """Wald and Newcombe as statsmodels has them, Welch as scipy has it for the people themselves."""
    e1, n1, e0, n0 = table
    known = {
        "wald": confint_proportions_2indep(e1, n1, e0, n0, method="wald", compare="diff"),
        "newcombe": confint_proportions_2indep(e1, n1, e0, n0, method="newcomb", compare="diff"),
        "welch": stats.ttest_ind(
            np.repeat([1.0, 0.0], [e1, n1 - e1]), np.repeat([1.0, 0.0], [e0, n0 - e0]), equal_var=False
        ).confidence_interval(),
    }
    for name, limits in known.items():
        found = limits_of_tables(name, np.array(float(e1)), n1, np.array(float(e0)), n0, 0.95)
        assert [float(limit) for limit in found] == pytest.approx(list(limits), rel=1e-9)
        assert recognised(e1, n1, e0, n0, 0.95, *map(float, found)) == name


def test_a_checker_sees_the_flow() -> None:
    """A box below the floor is to be reviewed, wherever it is shown; a withheld one is listed among what was done."""
    result = replace(let_out(*outcome("entry_52", 33, 30)), flow=flow(missing=2, known=58))
    change = Change(result_id="flow.missing_w52.a", action="suppressed", rule="small_box")
    result = replace(result, changes=(change,))
    found = check_output(Output(name="report.da.html", kind="report", content=b"", rows=()), result)
    assert (found.status, found.fewest_persons, found.done) == ("review", 2, (("small_box", "suppressed", 1),))
