"""Weeks as whole numbers: how dates, ISO weeks, months and the weeks of a trial turn into each other.

An absolute week is the number of Mondays since Monday 5 January 1970, so that a year with 53 weeks needs no special
care. A relative week is counted from the week of a person's lottery, which is week 0.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
from numpy.typing import NDArray

_FIRST_MONDAY = dt.date(1970, 1, 5).toordinal()
_THURSDAY = 3
_DAYS_TO_FIRST_MONDAY = 4  # from 1 January 1970


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


def weeks_of_days(days: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the absolute weeks that hold days, which are counted from 1 January 1970.

    Examples
    --------
    >>> weeks_of_days(np.array([4, 10, 11])).tolist()  # Monday 5, Sunday 11 and Monday 12 January 1970
    [0, 0, 1]
    """
    return (days - _DAYS_TO_FIRST_MONDAY) // 7


def first_weeks_by_thursday(days: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each day the first absolute week whose Thursday is not before it; days count from 1 January 1970."""
    return weeks_of_days(days + 6 - _THURSDAY)


def weeks_of_months(months: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first absolute week of each month and the first of the next; a month is year × 12 + number - 1.

    Examples
    --------
    >>> first, after = weeks_of_months(np.array([2015 * 12 + 11]))  # December 2015 has five Thursdays
    >>> (after - first).tolist(), month_of(int(first[0])), month_of(int(after[0]))
    ([5], (2015, 12), (2016, 1))
    """
    since = months - 1970 * 12
    starts = [(since + more).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) for more in (0, 1)]
    return first_weeks_by_thursday(starts[0]), first_weeks_by_thursday(starts[1])
