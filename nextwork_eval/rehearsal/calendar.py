"""The calendar of the invented extract: its first week, its last week, and the last day of each register."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from nextwork_eval.design import TrialDesign
from nextwork_eval.errors import PlanError
from nextwork_eval.histories.weeks import iso_week, monday, month_of, week_of
from nextwork_eval.rehearsal.transition_model import IntArray

HISTORY_WEEKS = 156
WEEKS_AFTER_LAST_LOTTERY = 56
DAYS_TO_DELIVERY = 25
REFORM = iso_week(2014, 2)  # the first whole week with education assistance, which began on 1 January 2014


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Absolute weeks from `first` to `last`, both included, and the last complete day of each register."""

    first: int
    last: int
    dream: dt.date
    bfl: dt.date
    kotre: dt.date
    bef: dt.date
    delivered: dt.date

    @property
    def weeks(self) -> IntArray:
        """Every week of the extract, shape (n_weeks,)."""
        return np.arange(self.first, self.last + 1)

    @property
    def months(self) -> IntArray:
        """The month of each week, by its Thursday, as 12 × year + month - 1; shape (n_weeks,)."""
        return np.array([year * 12 + month - 1 for year, month in map(month_of, self.weeks.tolist())])


def extract_calendar(design: TrialDesign) -> Calendar:
    """Lay the calendar round the lotteries.

    History begins 156 weeks before the first lottery, and the weekly register ends 56 weeks after the last. Pay ends
    with the last whole month, education with the last 30 September, the population register with the last quarter.

    Raises
    ------
    PlanError
        If the rounds have no dates.
    """
    dates = [draw.date for draw in design.rounds if draw.date is not None]
    if len(dates) != len(design.rounds):
        raise PlanError(
            "No extract can be invented for a plan whose lottery rounds have no dates.", ["Give each round a date."]
        )
    last = week_of(max(dates)) + WEEKS_AFTER_LAST_LOTTERY
    end = monday(last) + dt.timedelta(days=6)
    return Calendar(
        first=week_of(min(dates)) - HISTORY_WEEKS,
        last=last,
        dream=end,
        bfl=last_day_before(end, months=range(1, 13)),
        kotre=last_day_before(end, months=(9,)),
        bef=last_day_before(end, months=(3, 6, 9, 12)),
        delivered=end + dt.timedelta(days=DAYS_TO_DELIVERY),
    )


def last_day_before(day: dt.date, *, months: range | tuple[int, ...]) -> dt.date:
    """Return the latest last day of one of `months` that is not after `day`.

    Examples
    --------
    >>> import datetime as dt
    >>> last_day_before(dt.date(2019, 11, 3), months=(9,)).isoformat()
    '2019-09-30'
    """
    ends = [month_end(year * 12 + month - 1) for year in (day.year - 1, day.year) for month in months]
    return max(end for end in ends if end <= day)


def month_end(month: int) -> dt.date:
    """Return the last day of a month given as 12 × year + month - 1."""
    year, number = divmod(month + 1, 12)
    return dt.date(year, number + 1, 1) - dt.timedelta(days=1)
