"""The casebook of delivery: people named by what they got, held against the lottery on Thursday 1 February 2018.

Week 0 is 29 January to 4 February; week 1 begins on Monday 5 February. Everybody can be followed for 52 weeks. The
bakery joined the network on 15 January and the café on 1 March; the depot is outside it.
"""

import datetime as dt
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from nextwork_eval.design import Round
from nextwork_eval.evaluation.delivery import delivery_rows
from nextwork_eval.histories import StateMatrix, Status
from nextwork_eval.histories.weeks import iso_week
from nextwork_eval.plan import read_plan
from nextwork_eval.plan.covariates import StateSet
from nextwork_eval.plan.delivery import Delivery, InternshipTable, MeetingTable, NetworkTable, PeerGroups, Service, Yes
from nextwork_eval.results import ResultRow
from nextwork_eval.shipped import shipped_plan
from nextwork_eval.trial import AnalysisSet, DeliveryRecord, delivered
from nextwork_eval.trial.internship_counts import firms_of, internships_of, switches_of, weeks_of

LOTTERY = dt.date(2018, 2, 1)
OFFERED = (
    "Anna, chose the bakery at the match event and began there",
    "Bo, switched firm twice",
    "Carla, whose internship began before the lottery",
    "Dan, whose internship ends before it starts",
    "Gerda, at two firms in the same week",
    "Ida, who had been at the bakery before she chose it",
)
CONTROL = ("Eva, placed by the caseworker and still there", "Finn, in no table")
PEOPLE = (*OFFERED, *CONTROL)
ANNA, BO, CARLA, DAN, GERDA, IDA, EVA, _ = PEOPLE


def february(day: int) -> dt.date:
    return dt.date(2018, 2, day)


def march(day: int) -> dt.date:
    return dt.date(2018, 3, day)


INTERNSHIPS = [
    (BO, "bakery", march(12), march(16), "firm", 0),
    (ANNA, "bakery", march(12), march(30), "young", 1),
    (BO, "bakery", february(12), february(23), "firm", 0),
    (BO, "cafe", february(26), march(9), "firm", None),
    (CARLA, "bakery", dt.date(2018, 1, 22), february(16), "caseworker", 1),
    (DAN, "cafe", march(9), march(2), "firm", 1),
    (GERDA, "bakery", february(5), february(11), "firm", 0),
    (GERDA, "cafe", february(7), february(18), "firm", 0),
    (IDA, "bakery", february(12), february(16), "firm", 0),
    (EVA, "depot", february(5), None, "caseworker", None),
    ("Somebody outside the trial", "depot", march(1), march(9), "firm", 1),
]
MEETINGS = [
    ("winter", dt.date(2018, 1, 10), BO, "bakery", 1),
    ("spring", march(7), ANNA, "bakery", 1),
    ("spring", march(7), ANNA, "cafe", 0),
    ("spring", march(7), IDA, "bakery", 1),
    ("spring", march(7), BO, "bakery", 0),
]
ATTENDED = [(ANNA, "red", 10), (BO, "red", 3), (BO, "red", 4), (CARLA, "blue", 0)]
DELIVERY = Delivery(
    table="programme",
    column="weeks",
    threshold=1,
    label_da="Deltog",
    label_en="Took part",
    internships=InternshipTable(
        table="internships",
        firm="firm",
        start="start",
        end="end",
        chosen_by="chosen_by",
        hired=Yes(column="hired", yes="1"),
        to_week=52,
    ),
    meetings=MeetingTable(
        table="meetings", event="event", date="day", firm="firm", chosen=Yes(column="chosen", yes="1")
    ),
    network=NetworkTable(table="firms", firm="firm", joined="joined", aim=3, source="The casebook"),
    peer_groups=PeerGroups(table="programme", column="group"),
    service=(Service(id="course", states="course", to_week=52, label_da="Kursus", label_en="Course"),),
)


@pytest.fixture(scope="module")
def record() -> DeliveryRecord:
    columns = {"who": pl.String, "firm": pl.String, "start": pl.Date, "end": pl.Date, "chosen_by": pl.String}
    met = {"event": pl.String, "day": pl.Date, "who": pl.String, "firm": pl.String, "chosen": pl.Int64}
    tables = {
        "programme": pl.DataFrame(
            ATTENDED, schema={"who": pl.String, "group": pl.String, "weeks": pl.Int64}, orient="row"
        ),
        "internships": pl.DataFrame(INTERNSHIPS, schema={**columns, "hired": pl.Int64}, orient="row"),
        "meetings": pl.DataFrame(MEETINGS, schema=met, orient="row"),
        "firms": pl.DataFrame(
            [("depot", None), ("cafe", march(1)), ("bakery", dt.date(2018, 1, 15))],
            schema={"firm": pl.String, "joined": pl.Date},
            orient="row",
        ),
    }
    return delivered(
        DELIVERY,
        tables,
        "who",
        list(PEOPLE),
        lottery=np.full(len(PEOPLE), np.datetime64(LOTTERY, "D")),
        lottery_weeks=np.full(len(PEOPLE), iso_week(2018, 5)),
        last_observed=np.full(len(PEOPLE), 52),
    )


@pytest.mark.parametrize(
    ("name", "number", "firms", "switches", "weeks"),
    [
        (ANNA, 1, 1, 0, 3),  # 12 to 30 March: weeks 6, 7 and 8
        (BO, 3, 2, 2, 5),  # weeks 2 and 3, 4 and 5, and 6; back at the bakery is a switch as well
        (CARLA, 0, 0, 0, 0),
        (DAN, 0, 0, 0, 0),
        (GERDA, 2, 2, 1, 2),  # week 1 at both, week 2 at the café
        (IDA, 1, 1, 0, 1),
        (EVA, 1, 1, 0, 52),  # it lasts, and follow-up ends with week 52
        ("Finn, in no table", 0, 0, 0, 0),
    ],
)
def test_internships_of_each_person(
    record: DeliveryRecord, name: str, number: int, firms: int, switches: int, weeks: int
) -> None:
    """How many internships, at how many firms, with how many switches, in how many weeks."""
    held = record.internships
    assert held is not None
    person, n, who = held.person, len(PEOPLE), PEOPLE.index(name)
    assert internships_of(person, n)[who] == number
    assert firms_of(person, held.firm, n)[who] == firms
    assert switches_of(person, held.firm, n)[who] == switches
    assert weeks_of(person, held.first_week, held.last_week, 52, n)[who] == weeks


@pytest.mark.parametrize("parts", [(0.1, 0.1, 0.7, 0.1), (0.7, 0.1, 0.1, 0.1)])
def test_parts_that_make_up_the_threshold_reach_it(parts: tuple[float, ...]) -> None:
    """Ten tenths of a week are a week in any order of the rows, though a binary sum may be a little less."""
    attended = pl.DataFrame({"who": [ANNA] * len(parts), "weeks": parts})
    plain = Delivery(table="programme", column="weeks", threshold=1, label_da="Deltog", label_en="Took part")
    last = np.array([52])
    found = delivered(
        plain, {"programme": attended}, "who", [ANNA], lottery=None, lottery_weeks=None, last_observed=last
    )
    assert found.dose.tolist() == [1.0]


def test_what_does_not_count_is_a_finding(record: DeliveryRecord) -> None:
    """Carla's began before the lottery, Dan's ends before it starts, and Bo met a firm before the lottery."""
    assert {(found.code, found.table, found.column, found.count, found.rows) for found in record.findings} == {
        ("ends_before_start", "internships", "end", 1, (6,)),
        ("began_before_lottery", "internships", "start", 1, (5,)),
        ("met_before_lottery", "meetings", "day", 1, (1,)),
    }


def test_nothing_of_a_person_is_shown(record: DeliveryRecord) -> None:
    """A log that prints what was read shows counts."""
    assert repr(record) == "DeliveryRecord(8 people, Internships(8), Meetings(4))"


@pytest.fixture(scope="module")
def rows(record: DeliveryRecord) -> dict[str, ResultRow]:
    """The rows of the casebook's trial. In weeks 1 to 3 Bo and Finn are on a course; everybody else never is."""
    statuses = tuple(
        Status(code=code, name=name, label_da=name, label_en=name, role=name, absorbing=False)
        for code, name in enumerate(("benefit", "course"))
    )
    states = np.zeros((len(PEOPLE), 52), dtype=np.int8)
    for name in (BO, "Finn, in no table"):
        states[PEOPLE.index(name), :3] = 1
    matrix = StateMatrix(
        states=states, first_week=1, last_observed=np.full(len(PEOPLE), 52), statuses=statuses, fingerprint=""
    )
    shipped = read_plan(shipped_plan("nextwork_2019"))
    draw = Round(id="one", date=LOTTERY, randomised=len(PEOPLE), offered=len(OFFERED))
    plan = replace(
        shipped,
        design=replace(shipped.design, round=(draw,)),
        state_set=(StateSet(id="course", states=("course",), label_da="kursus", label_en="course"),),
        delivery=DELIVERY,
    )
    people = AnalysisSet(
        treated=np.array([name in OFFERED for name in PEOPLE], dtype=np.int8),
        rounds=np.array(["one"] * len(PEOPLE)),
        linked=np.ones(len(PEOPLE), dtype=np.bool_),
        matrix=matrix,
        covariates={},
        take_up=(record.dose >= DELIVERY.threshold).astype(np.float64),
        delivery=record,
    )
    template = ResultRow(
        result_id="", analysis_id="", outcome="", statistic="", unit="", estimate=None, synthetic=False
    )
    return {
        row.result_id: row for row in delivery_rows(plan, people, template, choosers=["young", "firm", "caseworker"])
    }


@pytest.mark.parametrize(
    ("result_id", "estimate", "n_arm", "events_arm"),
    [
        ("take_up.programme", 2 / 6, 6, 2),  # Anna and Bo
        ("dose.programme", 17 / 6, 6, 2),  # 10 and 3 + 4
        ("dose_takers.programme", 17 / 2, 2, 2),
        ("peer_groups.programme", 2, 3, None),  # red and blue
        ("peer_group_size.programme", 1.5, 3, None),  # Anna and Bo, Carla
        ("take_up.control", 0, 2, 0),
        ("service.course.programme", 3 / 6, 6, 1),
        ("service.course.control", 3 / 2, 2, 1),
        ("any_internship.programme", 4 / 6, 6, 4),  # Anna, Bo, Gerda, Ida
        ("internships.programme", 7 / 6, 6, 4),  # 1 + 3 + 2 + 1
        ("internship_weeks.programme", 11 / 6, 6, 4),  # 3 + 5 + 2 + 1
        ("switched.programme", 2 / 6, 6, 2),  # Bo and Gerda
        ("number_of_internships.programme", 7, 4, None),
        ("chosen_by.young.programme", 1 / 7, 4, 1),
        ("chosen_by.firm.programme", 6 / 7, 4, 3),
        ("chosen_by.caseworker.programme", 0, 4, 0),
        ("any_internship.control", 1 / 2, 2, 1),
        ("chosen_by.caseworker.control", 1, 1, 1),  # Eva's caseworker
        ("match_events.programme", 1, 3, None),  # the winter event was before the lottery
        ("met_firm.programme", 3 / 6, 6, 3),  # Anna, Ida, Bo
        ("firm_chosen.programme", 2 / 4, 3, None),
        ("began_where_chosen.programme", 1 / 2, 2, 1),  # Anna did; Ida had been there before the event
    ],
)
def test_rows_about_people(
    rows: dict[str, ResultRow], result_id: str, estimate: float, n_arm: int, events_arm: int | None
) -> None:
    """Each number is counted among everyone in the arm unless its name says otherwise."""
    row = rows[f"delivery.{result_id}"]
    assert row.estimate == pytest.approx(estimate, rel=1e-12)  # one division
    assert (row.n_arm, row.events_arm, row.purpose) == (n_arm, events_arm, "descriptive")
    assert row.conf_low is None
    assert row.std_error is None


@pytest.mark.parametrize(
    ("result_id", "estimate", "n_firms"),
    [
        ("firms_in_network.2018-02", 1, 1),  # the bakery
        ("firms_with_intern.2018-02", 1, 1),  # Bo was at the café, which had not joined
        ("firms_in_network.2018-03", 2, 2),
        ("firms_with_intern.2018-03", 2, 2),
        ("firms_with_intern.2018-04", 0, 2),  # Eva's depot is outside
        ("hired.in_network", 1 / 2, 2),  # the bakery hired Anna
        ("hired.outside_network", 0, 1),  # whom the depot hired was not of the trial
    ],
)
def test_rows_about_firms(rows: dict[str, ResultRow], result_id: str, estimate: float, n_firms: int) -> None:
    """A firm counts from the month in which it joined, and once, however many interns it has."""
    row = rows[f"delivery.{result_id}"]
    assert (row.estimate, row.n_firms) == (estimate, n_firms)


def test_people_without_an_internship_of_a_kind_are_a_cell(rows: dict[str, ResultRow]) -> None:
    """Of four with an internship three were chosen by a firm, and two of six had none: the fourth is Anna."""
    assert rows["delivery.chosen_by.firm.programme"].smallest_cell == 1
    assert rows["delivery.any_internship.programme"].smallest_cell == 2


def test_months_end_with_the_last_internship(rows: dict[str, ResultRow]) -> None:
    """Eva's lasts to the end of week 52, Sunday 3 February 2019: thirteen months from the lottery's own."""
    months = [row.period for row in rows.values() if row.outcome == "delivery.firms_with_intern"]
    assert (months[0], months[-1], len(months)) == ("2018-02", "2019-02", 13)
