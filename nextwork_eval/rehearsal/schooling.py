"""What people have learnt before: their highest completed education each 30 September, and their marks from school."""

from __future__ import annotations

import datetime as dt

import numpy as np

from nextwork_eval.rehearsal.parents import UNKNOWN, Parents
from nextwork_eval.rehearsal.population import OUTSIDE, Population
from nextwork_eval.rehearsal.tables import Table, sorted_table

# Invented four-digit codes that begin with the main group: school, preparatory, general upper secondary, vocational,
# short, medium and long higher education, not known.
EDUCATIONS = ("1023", "1510", "2010", "3042", "4020", "5055", "7010", "9000")
MAIN_GROUP = "HFAUDD_HOVEDGRUPPE"
IN_LOTTERY = (0.68, 0.05, 0.17, 0.0, 0.0, 0.0, 0.0, 0.10)  # nobody in the target group has a qualification
OF_OTHERS = (0.25, 0.02, 0.11, 0.30, 0.05, 0.15, 0.09, 0.03)
OF_PARENTS = (0.36, 0.01, 0.06, 0.36, 0.04, 0.12, 0.03, 0.02)
SUBJECTS = ("01", "02", "03", "04")  # invented: two marks in Danish, two in mathematics
MARKS = (-3, 0, 2, 4, 7, 10, 12)
LEVELS = ((0.04, 0.16, 0.28, 0.28, 0.17, 0.06, 0.01), (0.01, 0.06, 0.18, 0.29, 0.28, 0.13, 0.05))
NO_EXAM = 0.15
AGE_AT_EXAM = 16
FIRST_MARKS = dt.date(2002, 6, 1)  # the register begins with the school year 2001/02


def completed_education_table(population: Population, parents: Parents, *, main_group: bool = False) -> Table:
    """Write UDDA: the highest completed education of people and their parents, as of each 30 September.

    It does not change in the years of the extract: what the trial leads to is education begun, not completed. The main
    group stands beside the code where a plan reads it.
    """
    generator = population.generator("completed education")
    number = len(population.keys)
    shares = np.where((population.round_of == OUTSIDE)[:, None], OF_OTHERS, IN_LOTTERY)
    own = _chosen(shares, generator.random(number))
    of_mother, of_father = (_chosen(np.tile(OF_PARENTS, (number, 1)), generator.random(number)) for _ in range(2))
    here = population.linked
    keys = np.concatenate([np.array(population.keys)[here], parents.mother[here], parents.father[here]])
    codes = np.array(EDUCATIONS)[np.concatenate([own[here], of_mother[here], of_father[here]])]
    days = [day.isoformat() for day in education_days(population)]
    known = keys != UNKNOWN
    rows = [(key, day, code) for key, code in zip(keys[known], codes[known], strict=True) for day in days]
    if not main_group:
        return sorted_table("udda", ("PNR", "REFERENCETID", "HFAUDD"), rows)
    return sorted_table("udda", ("PNR", "REFERENCETID", "HFAUDD", MAIN_GROUP), [(*row, row[2][:2]) for row in rows])


def marks_table(population: Population) -> Table:
    """Write UDFK: four marks for those who sat the exam of the ninth form, on 20 June of the year they turn 16."""
    generator = population.generator("marks")
    number = len(population.keys)
    far = generator.random(number) < 0.5
    level = np.where(far[:, None], LEVELS[0], LEVELS[1])
    drawn = np.stack([_chosen(level, generator.random(number)) for _ in SUBJECTS], axis=1)
    sat = (generator.random(number) >= NO_EXAM) & population.linked
    years = [dt.date.fromordinal(day).year + AGE_AT_EXAM for day in population.people.birth.tolist()]
    days = [dt.date(year, 6, 20) for year in years]
    sat &= np.array([FIRST_MARKS <= day <= population.calendar.kotre for day in days])
    rows = [
        (population.keys[row], days[row].isoformat(), subject, str(MARKS[mark]))
        for row in np.flatnonzero(sat).tolist()
        for subject, mark in zip(SUBJECTS, drawn[row].tolist(), strict=True)
    ]
    return sorted_table("udfk", ("PNR", "REFERENCETID", "GRUNDSKOLEFAG", "GRUNDSKOLEKARAKTER"), rows)


def education_days(population: Population) -> tuple[dt.date, ...]:
    """Return each 30 September from the year before the first lottery to the last for which there are data."""
    last = population.calendar.kotre
    return tuple(dt.date(year, 9, 30) for year in range(min(population.dates).year - 1, last.year + 1))


def _chosen(shares: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Return for each person the first position at which the sum of the shares passes a number between 0 and 1."""
    return np.asarray((chance[:, None] >= shares.cumsum(axis=1)[:, :-1]).sum(axis=1))
