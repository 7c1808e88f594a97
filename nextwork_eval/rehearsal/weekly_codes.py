"""What DREAM would write: one code a week, with the disturbances that make real weekly codes hard to read.

A state becomes a code by the rules of the register: education assistance (72x, or 14x for the job-ready) below the
age of 30 and since the reform of 2014, cash assistance (73x, 13x) otherwise. A job leaves the week blank. Three
disturbances are laid over it: the first week after support often keeps its code, because one day is enough; a lone
week of support or sickness falls into a job or an education; and holiday benefit stands in some weeks of the summer.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.histories.weeks import monday
from nextwork_eval.rehearsal.calendar import REFORM
from nextwork_eval.rehearsal.transition_model import BoolArray, IntArray, People, State, StateArray

CodeArray = NDArray[np.int16]

BLANK = 0
EDUCATION_GRANT, PARENTAL, SICKNESS, NOT_RESIDENT, DEATH = 651, 881, 890, 997, 999
_TAIL_PRIVATE = np.array([0, 3, 7, 5, 4])  # last digit of each kind of support, in the order of KINDS
_TAIL_PUBLIC = np.array([0, 3, 8, 6, 4])
_PLAIN = {
    State.SICK: SICKNESS,
    State.JOB: BLANK,
    State.EDUCATION: EDUCATION_GRANT,
    State.LEAVE: PARENTAL,
    State.OTHER: BLANK,
    State.EMIGRATED: NOT_RESIDENT,
    State.DEAD: DEATH,
}
_HOLIDAY_FROM_JOB = (121, 122, 123)
_HOLIDAY = np.array([*_HOLIDAY_FROM_JOB, 124, 125, 126])
_HOLIDAY_SHARES = (0.40, 0.20, 0.20, 0.08, 0.06, 0.06)
_SUMMER = (28, 31)  # ISO weeks, both included

ONE_DAY_AT_START = 0.35
LONE_SUPPORT_WEEK = 0.002
LONE_SICKNESS_WEEK = 0.004
HOLIDAY_WEEK = 0.04
PUBLIC_SECTOR = 0.25
AGE_OF_CASH_ASSISTANCE = 30
_DAY_ZERO = dt.date(1970, 1, 1).toordinal()  # from which NumPy counts days


def weekly_codes(states: StateArray, people: People, weeks: IntArray, generator: np.random.Generator) -> CodeArray:
    """Write the weekly codes of people.

    Parameters
    ----------
    states
        Model states, shape (n_people, n_weeks).
    people
        Who.
    weeks
        Absolute week of each column.
    generator
        Source of chance.

    Returns
    -------
    CodeArray
        DREAM codes, shape (n_people, n_weeks); 0 for a blank week. A disturbance never touches a week of support.
    """
    support = _support_codes(states, people, weeks, generator)
    codes = np.zeros(states.shape, dtype=np.int16)
    for state, code in _PLAIN.items():
        codes[states == state] = code
    on_support = states <= State.COURSE
    codes[on_support] = support[on_support]

    free = (states == State.JOB) | (states == State.EDUCATION)
    job = states == State.JOB
    numbers = np.array([monday(week).isocalendar().week for week in weeks.tolist()])
    summer = (numbers >= _SUMMER[0]) & (numbers <= _SUMMER[1])
    holiday = job & summer & (generator.random(states.shape) < HOLIDAY_WEEK)
    codes[holiday] = generator.choice(_HOLIDAY, size=int(holiday.sum()), p=_HOLIDAY_SHARES)
    codes[job & (generator.random(states.shape) < LONE_SICKNESS_WEEK)] = SICKNESS

    first_free = np.zeros(states.shape, dtype=np.bool_)
    first_free[:, 1:] = free[:, 1:] & on_support[:, :-1]
    chance = np.where(first_free, ONE_DAY_AT_START, np.where(free, LONE_SUPPORT_WEEK, 0.0))
    one_day = generator.random(states.shape) < chance
    codes[one_day] = support[one_day]
    return codes


def in_job_or_education(codes: CodeArray, states: StateArray) -> BoolArray:
    """Say which weeks the registers show as job or education.

    A job is a blank week, or a week of holiday benefit from employment, in a month with pay. Education is a week with
    the education grant.
    """
    in_job = (states == State.JOB) & ((codes == BLANK) | np.isin(codes, _HOLIDAY_FROM_JOB))
    inside: BoolArray = in_job | (codes == EDUCATION_GRANT)
    return inside


def _support_codes(states: StateArray, people: People, weeks: IntArray, generator: np.random.Generator) -> CodeArray:
    """Return the code a person has if on support: of the kind she is in, passive where she is in none."""
    kind = np.where(states <= State.COURSE, states, State.PASSIVE)
    public = generator.random(len(people)) < PUBLIC_SECTOR
    tail = np.where(public[:, None], _TAIL_PUBLIC[kind], _TAIL_PRIVATE[kind])
    ordinals = np.array([monday(week).toordinal() for week in weeks.tolist()])
    thirtieth = turns(people, AGE_OF_CASH_ASSISTANCE)
    education = (weeks >= REFORM)[None, :] & (ordinals[None, :] < thirtieth[:, None])
    ready = people.job_ready[:, None]
    block = np.where(education, np.where(ready, 140, 720), np.where(ready, 130, 730))
    return (block + tail).astype(np.int16)


def turns(people: People, years: int) -> IntArray:
    """Return the ordinal day on which each person turns `years`, shape (n_people,); 29 February is kept on the 28th."""
    born = (people.birth - _DAY_ZERO).astype("datetime64[D]")
    month = born.astype("datetime64[M]")
    days_in = (born - month).astype(np.int64)
    leap = (month.astype(np.int64) % 12 == 1) & (days_in == 28)
    turned = (month + np.timedelta64(12 * years, "M")).astype("datetime64[D]").astype(np.int64)
    return np.asarray(turned + days_in - leap + _DAY_ZERO)
