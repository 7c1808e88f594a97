"""Weeks and months in the names of columns."""

import pytest

from nextwork_eval.registers import read_schema
from nextwork_eval.registers.wide import calendar_findings, iso_monday, week_days, wide_columns
from nextwork_eval.shipped import shipped_schema

DREAM = read_schema(shipped_schema("nextwork-1.1")).table("dream")


@pytest.mark.parametrize(
    ("digits", "monday"),
    [
        ("9132", "1991-08-05"),
        ("1553", "2015-12-28"),
        ("1601", "2016-01-04"),
        ("2053", "2020-12-28"),
        ("0953", "2009-12-28"),
    ],
)
def test_mondays_of_dream_weeks(digits: str, monday: str) -> None:
    """The first week of DREAM, and long years, by the public calendars of the register."""
    found = iso_monday(digits)
    assert found is not None
    assert found.isoformat() == monday


@pytest.mark.parametrize("digits", ["1653", "1600", "1660", "1454"])
def test_weeks_that_do_not_exist(digits: str) -> None:
    """2016 and 2014 have 52 weeks, and no year has a week 0 or 60."""
    assert iso_monday(digits) is None


def test_columns_stand_in_the_order_of_the_calendar() -> None:
    """However they were delivered: 1999 before 2000, week 53 before week 1."""
    names = ["y_1601", "y_0001", "grad_2016_01", "y_9952", "y_1553", "branche_2016_01", "by_1601", "y_160"]
    found = wide_columns(DREAM, names)
    assert [column.name for column in found] == [
        "y_9952",
        "y_0001",
        "y_1553",
        "y_1601",
        "branche_2016_01",
        "grad_2016_01",
    ]


def test_days_of_a_week() -> None:
    """A week runs from Monday to Sunday; a month column has no week."""
    week, month = wide_columns(DREAM, ["y_1553", "grad_2015_12"])
    days = week_days(week)
    assert days is not None
    assert [day.isoformat() for day in days] == ["2015-12-28", "2016-01-03"]
    assert week_days(month) is None


def test_impossible_and_skipped_weeks_are_found() -> None:
    """Week 53 of 2016 and month 13 do not exist; between 1552 and 1602 two weeks are missing, 1553 and 1601."""
    names = ["y_1552", "y_1602", "y_1653", "grad_2016_13"]
    found = {finding.code: finding for finding in calendar_findings(DREAM, wide_columns(DREAM, names))}
    assert found.keys() == {"impossible_week", "impossible_month", "skipped_week"}
    assert found["impossible_week"].column == "y_1653"
    assert found["skipped_week"].count == 2


def test_dream_without_weeks_is_found() -> None:
    """Months are optional, weeks are not."""
    assert [finding.code for finding in calendar_findings(DREAM, ())] == ["missing_column"]
