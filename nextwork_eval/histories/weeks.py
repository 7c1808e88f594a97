"""Weeks as whole numbers: how dates, ISO weeks, months and the weeks of a trial turn into each other.

An absolute week is the number of Mondays since Monday 5 January 1970, so that a year with 53 weeks needs no special
care. A relative week is counted from the week of a person's lottery, which is week 0.
"""

from __future__ import annotations

import datetime as dt

_FIRST_MONDAY = dt.date(1970, 1, 5).toordinal()
_THURSDAY = 3


def week_of(day: dt.date) -> int:
    """Return the absolute week that holds a day.

    Examples
    --------
    >>> import datetime as dt
    >>> week_of(dt.date(1970, 1, 11)), week_of(dt.date(1970, 1, 12))
    (0, 1)
    """
    return (day.toordinal() - _FIRST_MONDAY) // 7


def monday(week: int) -> dt.date:
    """Return the Monday of an absolute week."""
    return dt.date.fromordinal(_FIRST_MONDAY + 7 * week)


def iso_week(year: int, number: int) -> int:
    """Return the absolute week of an ISO week.

    Raises
    ------
    ValueError
        If the year has no such week.

    Examples
    --------
    >>> iso_week(2016, 1) - iso_week(2015, 53)
    1
    """
    return week_of(dt.date.fromisocalendar(year, number, 1))


def month_of(week: int) -> tuple[int, int]:
    """Return the year and month that a week belongs to: those of its Thursday, as DREAM's own documentation counts.

    Examples
    --------
    >>> month_of(iso_week(2015, 53))  # Thursday 31 December 2015
    (2015, 12)
    """
    thursday = monday(week) + dt.timedelta(days=_THURSDAY)
    return thursday.year, thursday.month


def last_full_week(day: dt.date) -> int:
    """Return the last absolute week that has ended by the end of a day.

    Examples
    --------
    >>> last_full_week(dt.date(2019, 11, 3)) == week_of(dt.date(2019, 11, 3))  # a Sunday
    True
    """
    return week_of(day + dt.timedelta(days=1)) - 1


def last_full_month_week(day: dt.date) -> int:
    """Return the last absolute week whose month (by its Thursday) has ended by the end of a day.

    Examples
    --------
    >>> month_of(last_full_month_week(dt.date(2019, 10, 31))), month_of(last_full_month_week(dt.date(2019, 10, 30)))
    ((2019, 10), (2019, 9))
    """
    tomorrow = day + dt.timedelta(days=1)
    last_day = tomorrow.replace(day=1) - dt.timedelta(days=1)
    return last_week_by_thursday(last_day)


def first_week_by_thursday(day: dt.date) -> int:
    """Return the first absolute week whose Thursday is not before a day.

    Examples
    --------
    >>> friday = dt.date(2018, 2, 2)
    >>> first_week_by_thursday(friday) - week_of(friday)
    1
    """
    return week_of(day + dt.timedelta(days=6 - _THURSDAY))


def last_week_by_thursday(day: dt.date) -> int:
    """Return the last absolute week whose Thursday is not after a day.

    Examples
    --------
    >>> wednesday = dt.date(2018, 1, 31)
    >>> last_week_by_thursday(wednesday) - week_of(wednesday)
    -1
    """
    return week_of(day - dt.timedelta(days=_THURSDAY))
