"""More than one return, returns within a time, and the time to a return: letters as in `test_people`."""

import pytest

from nextwork_eval.histories import DurationOutcome, apply_rule
from nextwork_eval.plan.outcomes import CourseByWeek, NumberOfReturns, ReturnBy, TimeToReturn
from tests.casebook.test_people import SETS, history

TIMES = {
    "never leaves": ("SSSS SSSS SSSS SSSS", 0),
    "leaves and stays out": ("SSSS JJJJ JJJJ JJJJ", 0),
    "leaves and is back": ("JJJJ SSSS SSSS SSSS", 1),
    "leaves, is back, leaves again": ("JJJJ SSSS JJJJ JJJJ", 1),
    "leaves, is back, leaves and is back again": ("JJJJ SSSS JJJJ SSSS", 2),
    "three weeks back in between": ("JJJJ SSSJ JJJJ SSSS", 1),
    "is back when the data end": ("JJJJ SSSS JJJJ SSS.", 1),
    "dies before coming back": ("JJJJ SSDD DDDD DDDD", 0),
}


@pytest.mark.parametrize(("weeks", "expected"), TIMES.values(), ids=TIMES.keys())
def test_how_often_people_come_back(weeks: str, expected: int) -> None:
    """Each return needs a departure of four weeks and four weeks on support after it."""
    rule = NumberOfReturns(kind="number_of_returns", support="support", off="off", weeks_off=4, weeks_on=4, by_week=16)
    assert apply_rule(rule, history(weeks), SETS).tolist() == [float(expected)]


def test_a_return_after_the_horizon_does_not_count() -> None:
    """The second return is confirmed in week 16; by week 15 there is one."""
    rule = NumberOfReturns(kind="number_of_returns", support="support", off="off", weeks_off=4, weeks_on=4, by_week=15)
    assert apply_rule(rule, history("JJJJ SSSS JJJJ SSSS"), SETS).tolist() == [1.0]


WITHIN = {
    "out again at once": ("JJJJ OOOO SSSS SSSS", 1.0),
    "out again eight weeks after entering": ("JJJJ JJJJ OOOO SSSS", 1.0),
    "out again nine weeks after entering": ("JJJJ JJJJ JOOO OSSS", 0.0),
    "still in": ("JJJJ JJJJ JJJJ JJJJ", 0.0),
    "three weeks out": ("JJJJ OOOJ JJJJ JJJJ", 0.0),
    "never in": ("SSSS SSSS OOOO OOOO", 0.0),
    "dies": ("JJJJ DDDD DDDD DDDD", 0.0),
    "on parental leave": ("JJJJ LLLL LLLL LLLL", 0.0),
}


@pytest.mark.parametrize(("weeks", "expected"), WITHIN.values(), ids=WITHIN.keys())
def test_the_end_of_a_job_within_a_time(weeks: str, expected: float) -> None:
    """The end is confirmed at most eight weeks after the entry, whether or not support follows."""
    rule = ReturnBy(
        kind="return_by",
        support="out",
        off="job_or_education",
        weeks_off=4,
        weeks_on=4,
        by_week=16,
        count="left_and_back",
        within=8,
    )
    sets = {**SETS, "out": ("support", "self_support")}
    assert apply_rule(rule, history(weeks), sets).tolist() == [expected]


DURATIONS = {
    "is back": ("JJJJ SSSS SSSS SSSS", (8, 1)),
    "never leaves": ("SSSS SSSS SSSS SSSS", (16, 0)),
    "dies on support": ("SSSS SDDD DDDD DDDD", (6, 2)),
    "dies after coming back": ("JJJJ SSSS DDDD DDDD", (8, 1)),
    "data end": ("JJJJ SSS. .... ....", (7, 0)),
}


@pytest.mark.parametrize(("weeks", "expected"), DURATIONS.values(), ids=DURATIONS.keys())
def test_weeks_to_a_return(weeks: str, expected: tuple[int, int]) -> None:
    """Counted from the lottery for everyone: who never leaves waits until the horizon."""
    rule = TimeToReturn(
        kind="time_to_return", support="support", off="off", weeks_off=4, weeks_on=4, horizon=16, competing="dead"
    )
    found = apply_rule(rule, history(weeks), SETS)
    assert isinstance(found, DurationOutcome)
    assert (int(found.duration[0]), int(found.event[0])) == expected


COURSES = {
    "never leaves": ("SSSS SSSS SSSS", "0000 0000 0000"),
    "leaves and stays out": ("SSJJ JJJJ JJJJ", "0000 0111 1111"),
    "three weeks out are no departure": ("SJJJ SSSS SSSS", "0000 0000 0000"),
    "leaves and is back": ("JJJJ SSSS SSSS", "0001 1112 2222"),
    "leaves, is back, leaves again": ("JJJJ SSSS JJJJ", "0001 1112 2223"),
    "back a second time": ("JJJJ SSSS JJJJ SSSS", "0001 1112 2223 3332"),
    "three weeks back in between": ("JJJJ SSSJ JJJJ", "0001 1111 1111"),
    "dies on support": ("SSSS SDDD DDDD", "0000 0444 4444"),
    "dies after leaving": ("JJJJ JDDD DDDD", "0001 1444 4444"),
    "dies before the departure is confirmed": ("SJJJ DDDD DDDD", "0000 4444 4444"),
}


@pytest.mark.parametrize(("weeks", "expected"), COURSES.values(), ids=COURSES.keys())
def test_where_people_stand_by_week(weeks: str, expected: str) -> None:
    """0 never left, 1 out, 2 back, 3 out again, 4 gone; each from the week in which it is confirmed."""
    states = [int(letter) for letter in expected.replace(" ", "")]
    rule = CourseByWeek(
        kind="course_by_week", support="support", off="off", weeks_off=4, weeks_on=4, to_week=len(states), gone="dead"
    )
    assert apply_rule(rule, history(weeks), SETS).tolist() == [states]


def test_the_course_ends_at_its_horizon() -> None:
    """A second departure that is confirmed in week 12 is not seen by week 11, and a course needs no set of the gone."""
    rule = CourseByWeek(kind="course_by_week", support="support", off="off", weeks_off=4, weeks_on=4, to_week=11)
    assert apply_rule(rule, history("JJJJ SSSS JJJJ"), SETS).tolist() == [[0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]]
