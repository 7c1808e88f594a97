"""The population registers: who lives in the country at the turn of each year, who died, and who came or left."""

from __future__ import annotations

import datetime as dt

import numpy as np

from nextwork_eval.histories.weeks import monday
from nextwork_eval.rehearsal.parents import Parents
from nextwork_eval.rehearsal.population import OUTSIDE, Population
from nextwork_eval.rehearsal.tables import Table, sorted_table
from nextwork_eval.rehearsal.transition_model import BoolArray, State

MAN, WOMAN = "1", "2"
DANISH, IMMIGRANT, DESCENDANT = "1", "2", "3"
UNMARRIED, MARRIED, DIVORCED = "U", "G", "F"
IMMIGRATED, EMIGRATED = "I", "U"
FIRST_MUNICIPALITY = 901  # no such code exists: the municipalities are invented
OTHER_MUNICIPALITIES = ("991", "992", "993")  # nor are there these
MOVED_MUNICIPALITY = 0.03
MOVED_AWAY = 0.09  # from the one municipality of a trial, before or after its lottery


def municipality_codes(rounds: tuple[str, ...], declared: str | None = None) -> tuple[str, ...]:
    """Return an invented municipality code for each round: one for each name that follows a slash, or one for all.

    Where all rounds are held in one place and the plan declares its code, it is that one.

    Examples
    --------
    >>> municipality_codes(("spring/M01", "spring/M02", "autumn/M01"))
    ('901', '902', '901')
    """
    sites = [name.partition("/")[2] for name in rounds]
    known = sorted(set(sites))
    if declared is not None and len(known) == 1:
        return (declared,) * len(rounds)
    return tuple(str(FIRST_MUNICIPALITY + known.index(site)) for site in sites)


def population_table(population: Population, parents: Parents) -> Table:
    """Write BEF: everyone alive and resident on the last day of each year, and on the register's last day."""
    generator = population.generator("civil registers")
    number = len(population.keys)
    origin = generator.choice([DANISH, IMMIGRANT, DESCENDANT], number, p=[0.78, 0.12, 0.10])
    civil = generator.choice([UNMARRIED, MARRIED, DIVORCED], number, p=[0.93, 0.05, 0.02])
    codes = municipality_codes(population.rounds, population.municipality)
    anywhere = generator.choice(sorted(set(codes)), number)
    leaves = generator.random(number)
    moved = leaves < MOVED_MUNICIPALITY
    if population.municipality in codes:  # then there are others, and those who moved live in them
        moved = leaves < MOVED_AWAY
        anywhere = population.generator("municipalities").choice(OTHER_MUNICIPALITIES, number)
    rows = []
    for day in reference_days(population):
        here = _resident(population, day)
        for row in population.registered().tolist():
            outside = population.round_of[row] == OUTSIDE or moved[row]
            if here[row]:
                rows.append(
                    (
                        population.keys[row],
                        day.isoformat(),
                        WOMAN if population.people.woman[row] else MAN,
                        dt.date.fromordinal(int(population.people.birth[row])).isoformat(),
                        str(anywhere[row]) if outside else codes[population.round_of[row]],
                        str(civil[row]),
                        str(origin[row]),
                        str(parents.mother[row]),
                        str(parents.father[row]),
                    )
                )
    columns = ("PNR", "REFERENCETID", "KOEN", "FOED_DAG", "KOM", "CIVST", "IE_TYPE", "MOR_ID", "FAR_ID")
    return sorted_table("bef", columns, rows)


def death_table(population: Population) -> Table:
    """Write DOD: the day of each death, which lies in the first week with the code for it."""
    generator = population.generator("deaths")
    dead = population.states == State.DEAD
    rows = []
    for row in population.registered().tolist():
        day = dt.timedelta(days=int(generator.integers(0, 7)))
        if dead[row].any():
            rows.append((population.keys[row], (_first_day(population, dead, row) + day).isoformat()))
    return sorted_table("dod", ("PNR", "DODDATO"), rows)


def migration_table(population: Population) -> Table:
    """Write VNDS: the day of each departure, which is the first day of the first week with the code for it."""
    away = population.states == State.EMIGRATED
    rows = [
        (population.keys[row], EMIGRATED, _first_day(population, away, row).isoformat())
        for row in population.registered().tolist()
        if away[row].any()
    ]
    return sorted_table("vnds", ("PNR", "INDUD_KODE", "HAEND_DATO"), rows)


def reference_days(population: Population) -> tuple[dt.date, ...]:
    """Return the days of the BEF snapshots: each 31 December from before the first lottery, and the last day."""
    last = population.calendar.bef
    years = range(min(population.dates).year - 1, last.year + 1)
    return tuple(sorted({last, *(day for year in years if (day := dt.date(year, 12, 31)) <= last)}))


def _resident(population: Population, day: dt.date) -> BoolArray:
    """Say who has neither died nor left by the week that holds a day."""
    column = int(np.clip((day - monday(population.calendar.first)).days // 7, 0, population.states.shape[1] - 1))
    state = population.states[:, column]
    here: BoolArray = (state != State.DEAD) & (state != State.EMIGRATED)
    return here


def _first_day(population: Population, inside: BoolArray, row: int) -> dt.date:
    return monday(population.calendar.first + int(inside[row].argmax()))
