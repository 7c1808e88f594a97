"""The registers of a whole country beside the invented trial: its people and many others, in a folder of their own.

A plan may ask how everyone fares who was on the same support (`[benchmark]`). With this folder that part of the line
can be tried before any register is delivered. The others live in the same invented world as the people of the trial.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from nextwork_eval.errors import UsageError
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.rehearsal.chance import named_generator
from nextwork_eval.rehearsal.civil_registers import death_table, migration_table, population_table
from nextwork_eval.rehearsal.dream import dream_table
from nextwork_eval.rehearsal.education import education_table
from nextwork_eval.rehearsal.parents import draw_parents
from nextwork_eval.rehearsal.pay import draw_pay, pay_table
from nextwork_eval.rehearsal.population import OUTSIDE, Population, draw_keys, draw_outsiders
from nextwork_eval.rehearsal.tables import Table, sorted_table
from nextwork_eval.rehearsal.truth import parameters_of, rehearsal_of
from nextwork_eval.rehearsal.weekly_codes import BLANK, weekly_codes

COUNTRY = "population"
TABLES = ("dream", "bfl", "kotre", "bef", "dod", "vnds")
FEWEST, MOST = 1_000, 50_000  # fewer are no country; 50,000 take three gigabytes of memory


def country_tables(plan: AnalysisPlan, trial: Population, number: int) -> tuple[Table, ...]:
    """Write the national registers of everyone: those of the trial as in its own extract, and `number` others.

    Who never had a benefit is not in DREAM, as in the country.

    Raises
    ------
    UsageError
        If the plan asks for nothing of a population, or the number is none that can be invented.
    """
    if plan.benchmark is None:
        raise UsageError("The plan asks for nothing of a population.", ["Leave --population out, or add [benchmark]."])
    if not FEWEST <= number <= MOST:
        raise UsageError(
            "So many people are not invented.", [f"--population: expected from {FEWEST} to {MOST} people."]
        )
    others = _others(plan, trial, number)
    ever = frozenset(np.array(others.keys)[(others.codes != BLANK).any(axis=1)].tolist())
    return tuple(
        sorted_table(
            mine.name,
            mine.columns,
            (*mine.rows, *(row for row in theirs.rows if mine.name != "dream" or row[0] in ever)),
        )
        for mine, theirs in zip(_registers(trial), _registers(others), strict=True)
    )


def _registers(population: Population) -> tuple[Table, ...]:
    pay = draw_pay(population)
    writers: tuple[Callable[[], Table], ...] = (
        lambda: dream_table(population, pay),
        lambda: pay_table(population, pay),
        lambda: education_table(population),
        lambda: population_table(population, draw_parents(population)),
        lambda: death_table(population),
        lambda: migration_table(population),
    )
    return tuple(write() for write in writers)


def _others(plan: AnalysisPlan, trial: Population, number: int) -> Population:
    """Draw people who are in no lottery, from a seed of their own, so that the trial stays as it is."""
    seed = int(named_generator(trial.seed, "the country").integers(2**31))
    _, people, states = draw_outsiders(trial.calendar, 0, number, parameters_of(rehearsal_of(plan)), seed)
    nobody, everybody = np.zeros(number, dtype=np.bool_), np.ones(number, dtype=np.bool_)
    return replace(
        trial,
        seed=seed,
        people=people,
        keys=draw_keys(number, named_generator(seed, "keys"), taken=trial.keys),
        states=states,
        codes=weekly_codes(states, people, trial.calendar.weeks, named_generator(seed, "weekly codes")),
        round_of=np.full(number, OUTSIDE),
        offered=nobody,
        taker=nobody,
        linked=everybody,
    )
