"""Who is in the programme in which week: people named by their stays, held against the lottery of 1 February 2018.

Week 0 is 29 January to 4 February; week 1 begins on Monday 5 February. Weeks 1 to 6 are counted, and everybody can be
followed for five of them.
"""

import datetime as dt
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from nextwork_eval.disclosure import Rules, release
from nextwork_eval.errors import PlanError
from nextwork_eval.evaluation.participation import participation_rows
from nextwork_eval.histories import StateMatrix, Status
from nextwork_eval.histories.weeks import iso_week
from nextwork_eval.plan import read_plan
from nextwork_eval.plan.delivery import Delivery, Stays
from nextwork_eval.plan.files import parse_plan, plan_content
from nextwork_eval.results import EvaluationResult, ResultRow
from nextwork_eval.shipped import shipped_plan
from nextwork_eval.trial import AnalysisSet, DeliveryRecord, delivered
from tests.unit.test_disclosure import FACTS, flow

LOTTERY = dt.date(2018, 2, 1)
DELIVERY = Delivery(
    table="programme",
    column="weeks",
    threshold=1,
    label_da="Deltog",
    label_en="Took part",
    stays=Stays(start="start", end="end", to_week=6),
)


def day(month: int, number: int) -> dt.date:
    return dt.date(2018, month, number)


PEOPLE = {
    "from Tuesday of week 1 to Tuesday of week 3": ([(day(2, 6), day(2, 20))], "XXX..."),
    "a single day": ([(day(2, 19), day(2, 19))], "..X..."),
    "from Sunday of week 1 to Monday of week 2": ([(day(2, 11), day(2, 12))], "XX...."),
    "in it before the lottery": ([(day(1, 22), day(2, 7))], "X....."),
    "out of it before week 1": ([(day(1, 22), day(2, 4))], "......"),
    "still in it when follow-up ends": ([(day(2, 26), None)], "...XX."),
    "left and came back": ([(day(2, 5), day(2, 9)), (day(2, 26), day(3, 2))], "X..X.."),
    "two stays in one week": ([(day(2, 5), day(2, 6)), (day(2, 8), day(2, 9))], "X....."),
    "ends before it starts": ([(day(2, 20), day(2, 6))], "......"),
    "in no table": ([], "......"),
}


@pytest.fixture(scope="module")
def record() -> DeliveryRecord:
    stays = [(name, start, end, 1) for name, (own, _) in PEOPLE.items() for start, end in own]
    stays.append(("Somebody outside the trial", day(2, 5), day(3, 2), 4))
    kinds = {"who": pl.String, "start": pl.Date, "end": pl.Date, "weeks": pl.Int64}
    return delivered(
        DELIVERY,
        {"programme": pl.DataFrame(stays, schema=kinds, orient="row")},
        "who",
        list(PEOPLE),
        lottery=np.full(len(PEOPLE), np.datetime64(LOTTERY, "D")),
        lottery_weeks=np.full(len(PEOPLE), iso_week(2018, 5)),
        last_observed=np.full(len(PEOPLE), 5),
    )


@pytest.mark.parametrize("name", PEOPLE)
def test_a_week_counts_if_a_stay_covers_a_day_of_it(record: DeliveryRecord, name: str) -> None:
    """Weeks 1 to 6, an X where the person is in the programme."""
    assert record.in_programme is not None
    own = record.in_programme[list(PEOPLE).index(name)]
    assert "".join("X" if week else "." for week in own) == PEOPLE[name][1]


def test_a_stay_that_ends_before_it_starts_is_told(record: DeliveryRecord) -> None:
    """It counts in no week, and is a finding without a value."""
    assert [(found.code, found.count, found.column) for found in record.findings] == [("ends_before_start", 1, "end")]


def rows_of(counts: dict[str, list[int]], n: int = 60) -> list[ResultRow]:
    """Rows of two arms of `n`, the first so many of whom are in the programme in each week."""
    weeks = len(next(iter(counts.values())))
    plan = read_plan(shipped_plan("nextwork_2019"))
    plan = replace(plan, delivery=replace(DELIVERY, stays=Stays(start="start", end="end", to_week=weeks)))
    inside = np.vstack([np.arange(n)[:, np.newaxis] < np.array(counts[arm.id]) for arm in plan.design.arm])
    people = AnalysisSet(
        treated=np.repeat([int(arm.treated) for arm in plan.design.arm], n).astype(np.int8),
        rounds=np.array(["one"] * 2 * n),
        linked=np.ones(2 * n, dtype=np.bool_),
        matrix=StateMatrix(
            states=np.zeros((2 * n, weeks), dtype=np.int8),
            first_week=1,
            last_observed=np.full(2 * n, weeks),
            statuses=(Status(code=0, name="s", label_da="s", label_en="s", role="s", absorbing=False),),
            fingerprint="",
        ),
        covariates={},
        take_up=None,
        delivery=DeliveryRecord(
            dose=np.zeros(2 * n),
            peer_group=None,
            internships=None,
            meetings=None,
            joined=None,
            findings=(),
            in_programme=inside,
        ),
    )
    blank = ResultRow(result_id="", analysis_id="", outcome="", statistic="", unit="", estimate=None, synthetic=False)
    return participation_rows(plan, people, blank)


def test_shares_are_of_everyone_randomised_to_the_arm() -> None:
    """48 and 45 of 60 in weeks 1 and 2, none of the control arm; those who are not in it make up the rest."""
    rows = {row.result_id: row for row in rows_of({"programme": [48, 45], "control": [0, 0]})}
    assert rows["delivery.in_programme.programme.in.w1"].estimate == pytest.approx(48 / 60)
    assert rows["delivery.in_programme.programme.out.w1"].estimate == pytest.approx(12 / 60)
    assert rows["delivery.in_programme.programme.in.w2"].events_arm == 45
    assert rows["delivery.in_programme.control.in.w2"].estimate == 0
    assert len(rows) == 2 * 2 * 2


def test_at_the_door_nobody_can_count_the_few_who_left_between_two_weeks() -> None:
    """48 and 46 of 60, and nobody or two of the other arm: all of them leave as multiples of five."""
    rules = Rules(profile="dst", floor=5, open_data=False, release_weeks=(1, 2))
    shown = []
    for few in (0, 2):
        rows = tuple(rows_of({"programme": [48, 46, 44], "control": [few, few, few]}))
        out = release(EvaluationResult(facts=FACTS, rows=rows, flow=flow(), findings=()), rules, {})
        assert {row.week for row in out.rows} == {1, 2}  # the third is no release week
        assert all((row.events_arm or 0) % 5 == 0 and row.smallest_cell is None for row in out.rows)
        shown.append([(row.result_id, row.estimate) for row in out.rows if ".in." in row.result_id])
    assert shown[0] == shown[1]
    assert dict(shown[0])["delivery.in_programme.programme.in.w1"] == pytest.approx(50 / 60, abs=5e-5)


def test_stays_need_weeks_and_are_read_from_the_plan() -> None:
    """A horizon before week 1 is refused with the path to its key; without [delivery.stays] there are no rows."""
    content = plan_content(shipped_plan("nextwork_2019"))
    content["delivery"]["stays"]["to_week"] = 0
    with pytest.raises(PlanError) as caught:
        parse_plan(content, name="plan.toml")
    assert "delivery.stays.to_week: must be week 1 or later" in caught.value.problems
