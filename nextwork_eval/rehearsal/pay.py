"""Pay by the month, as BFL and DREAM show it: jobs, small jobs beside support, and a single shift now and then.

A month in which the model puts at least one Thursday in a job has a full-time share of at least `LEAST_IN_JOB`; a
month without one has always less than `MOST_BESIDE`. The threshold of 0.30 lies between the two, so that a blank week
is read as a job exactly when the model says so, except where a month holds both a job and, after a spell on support,
self-support without pay: there the latter is read as a job.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from nextwork_eval.histories.weeks import monday
from nextwork_eval.rehearsal.calendar import month_end
from nextwork_eval.rehearsal.population import Population
from nextwork_eval.rehearsal.tables import Table, decimal_comma, sorted_table
from nextwork_eval.rehearsal.transition_model import IntArray, State

LEAST_IN_JOB = 0.32
MOST_BESIDE = 0.20
SECOND_JOB = 0.08  # share of months in a job with a second employer
SIDE_JOB = 0.04  # share of months on support with a small job
MARCH_SHIFT = 0.15  # share of Marches of self-support with one paid shift
MARCH = 3
FULL_TIME_HOURS = 160.33
PAY_GROWTH = 0.02  # a year
INDUSTRIES = ("412000", "471110", "493920", "561010", "561020", "812100", "881030", "889160", "433200", "960210")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PayRow:
    """Pay from one employer in one month: `row` is the person's row, `month` is 12 × year + month - 1."""

    row: int
    month: int
    end: dt.date
    share: float
    pay: float
    industry: str


def draw_pay(population: Population) -> tuple[PayRow, ...]:
    """Draw the pay of everyone in the registers, to the last complete month."""
    generator = population.generator("pay")
    calendar = population.calendar
    months, starts = np.unique(calendar.months, return_index=True)
    thursdays = np.diff(np.append(starts, len(calendar.weeks)))
    in_job = np.add.reduceat(population.states == State.JOB, starts, axis=1, dtype=np.int64)
    on_support = np.add.reduceat(population.states <= State.COURSE, starts, axis=1, dtype=np.int64)
    without = np.add.reduceat(population.states == State.OTHER, starts, axis=1, dtype=np.int64)
    contract = generator.uniform(0.55, 1.0, len(population.keys))
    wage = generator.uniform(118, 168, len(population.keys))
    trade = generator.integers(0, len(INDUSTRIES), len(population.keys))
    chance = generator.random((3, *in_job.shape))
    small = generator.uniform(0.02, MOST_BESIDE - 0.02, in_job.shape)

    found: list[PayRow] = []
    for row in population.registered().tolist():
        for position, month in enumerate(months.tolist()):
            end = month_end(month)
            if end > calendar.bfl:
                continue
            hourly = wage[row] * (1 + PAY_GROWTH) ** (month // 12 - months[0] // 12)
            own, other = INDUSTRIES[trade[row]], INDUSTRIES[(trade[row] + 3) % len(INDUSTRIES)]
            if in_job[row, position]:
                share = max(LEAST_IN_JOB, contract[row] * in_job[row, position] / thursdays[position])
                last = _last_paid_day(population, row, int(starts[position]), int(thursdays[position]), end)
                found.append(_pay(row, month, last, share, hourly, own))
                if chance[0, row, position] < SECOND_JOB:
                    found.append(_pay(row, month, end, small[row, position], hourly, other))
            elif on_support[row, position]:
                if chance[1, row, position] < SIDE_JOB:
                    found.append(_pay(row, month, end, small[row, position], hourly, other))
            elif (
                without[row, position] == thursdays[position]
                and month % 12 + 1 == MARCH
                and chance[2, row, position] < MARCH_SHIFT
            ):
                found.append(_pay(row, month, end, 0.03, hourly, other))
    return tuple(found)


def pay_table(population: Population, pay: tuple[PayRow, ...]) -> Table:
    """Write pay as BFL: one row for each job and month."""
    columns = ("PNR", "ajo_job_slut_dato", "ajo_smalt_loenbeloeb", "ajo_fuldtid_beskaeftiget")
    return sorted_table(
        "bfl",
        columns,
        (
            (population.keys[item.row], item.end.isoformat(), decimal_comma(item.pay), decimal_comma(item.share))
            for item in pay
        ),
    )


def monthly_columns(
    population: Population, pay: tuple[PayRow, ...]
) -> tuple[IntArray, dict[tuple[int, int], tuple[float, str]]]:
    """Sum up pay as DREAM's monthly columns do.

    Returns
    -------
    months
        The complete months, as 12 × year + month - 1.
    found
        Full-time share and main industry of each person (by row) and month with pay.
    """
    months = np.unique(population.calendar.months)
    complete = np.array([month for month in months.tolist() if month_end(month) <= population.calendar.bfl])
    found: dict[tuple[int, int], tuple[float, str]] = {}
    main: dict[tuple[int, int], float] = {}
    for item in pay:
        place = (item.row, item.month)
        share, industry = found.get(place, (0.0, item.industry))
        if item.share > main.get(place, 0.0):
            main[place], industry = item.share, item.industry
        found[place] = (share + item.share, industry)
    return complete, found


def _pay(row: int, month: int, end: dt.date, share: float, hourly: float, industry: str) -> PayRow:
    rounded = round(float(share), 2)
    pay = round(rounded * FULL_TIME_HOURS * float(hourly), 2)
    return PayRow(row=row, month=month, end=end, share=rounded, pay=pay, industry=industry)


def _last_paid_day(population: Population, row: int, start: int, thursdays: int, end: dt.date) -> dt.date:
    """Return the end of the pay period: the last day of the month, or the Sunday of the job's last week in it."""
    here = np.flatnonzero(population.states[row, start : start + thursdays] == State.JOB)
    if here[-1] == thursdays - 1:
        return end
    return min(end, monday(population.calendar.first + start + int(here[-1])) + dt.timedelta(days=6))
