"""The calendar: weeks, week 53, and which month a week belongs to."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nextwork_eval.histories.weeks import iso_week, last_full_month_week, last_full_week, monday, month_of, week_of


@given(st.dates(min_value=dt.date(1991, 8, 5), max_value=dt.date(2040, 12, 31)))
def test_a_day_lies_in_the_week_that_starts_on_its_monday(day: dt.date) -> None:
    """Each day lies in the seven days from the Monday of its week, and that week has the day's ISO number."""
    start = monday(week_of(day))
    assert 0 <= (day - start).days < 7
    assert start.isocalendar()[:2] == day.isocalendar()[:2]


@pytest.mark.parametrize("year", [1992, 1998, 2004, 2009, 2015, 2020, 2026])
def test_years_with_53_weeks(year: int) -> None:
    """In a long year week 53 is followed at once by week 1 of the next year."""
    assert iso_week(year + 1, 1) == iso_week(year, 53) + 1


def test_2016_has_no_week_53() -> None:
    """A week that does not exist is an error, not the week after."""
    with pytest.raises(ValueError, match="week"):
        iso_week(2016, 53)


def test_a_week_belongs_to_the_month_of_its_thursday() -> None:
    """December 2015 holds five weeks, 49 to 53, because it holds five Thursdays."""
    december = [number for number in range(45, 54) if month_of(iso_week(2015, number)) == (2015, 12)]
    assert december == [49, 50, 51, 52, 53]


def test_follow_up_stops_before_the_cut_off() -> None:
    """A register that is complete to a Saturday is not complete for that week."""
    assert last_full_week(dt.date(2019, 11, 2)) == iso_week(2019, 43)
    assert last_full_week(dt.date(2019, 11, 3)) == iso_week(2019, 44)


def test_a_monthly_register_ends_with_its_last_full_month() -> None:
    """Pay known to 31 October 2019 says who worked up to week 44, whose Thursday is that day."""
    assert last_full_month_week(dt.date(2019, 10, 31)) == iso_week(2019, 44)
    assert last_full_month_week(dt.date(2019, 10, 30)) == iso_week(2019, 39)
