"""The population benchmark: everyone in the registers, read as the trial is read, a block of people at a time.

The plan says whom it counts (`plan.benchmark`), the state map what a week is. A person of the ages whom the weekly
table lacks has had no benefit at all, and counts by what the other registers say.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nextwork_eval.histories.base import weekly_columns
from nextwork_eval.histories.build import build_histories
from nextwork_eval.histories.matrix import StateMatrix
from nextwork_eval.histories.state_map import StateMap
from nextwork_eval.histories.weeks import week_of
from nextwork_eval.plan.benchmark import PopulationBenchmark

PEOPLE = 50_000
"""How many people's weeks are painted at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationCounts:
    """People counted.

    Attributes
    ----------
    on_support, busy_later
        In the support on the day, or come to it in the period; and of these in job or education at the horizon.
    young, neither
        Of the ages and not gone on the day, and of these in neither job nor education.
    of_the_ages
        Of the ages on the day, as the register of the population has them.
    reached
        Whether the registers reach from the first week that decides to the horizon.
    """

    on_support: int = 0
    busy_later: int = 0
    young: int = 0
    neither: int = 0
    of_the_ages: int = 0
    reached: bool = True

    def plus(self, other: PopulationCounts) -> PopulationCounts:
        """Return both together."""
        return PopulationCounts(
            on_support=self.on_support + other.on_support,
            busy_later=self.busy_later + other.busy_later,
            young=self.young + other.young,
            neither=self.neither + other.neither,
            of_the_ages=self.of_the_ages + other.of_the_ages,
            reached=self.reached and other.reached,
        )


def people_of_the_ages(benchmark: PopulationBenchmark, table: pl.DataFrame, person_key: str) -> pl.Series:
    """Return the keys of those who have the benchmark's ages on its day, each once, in rising order.

    Examples
    --------
    >>> import datetime as dt
    >>> from nextwork_eval.plan.benchmark import PopulationBenchmark
    >>> asked = PopulationBenchmark(analysis="entry", date=dt.date(2018, 3, 1), weeks=52, support="s", busy="b",
    ...     gone="g", table="bef", born="born", age_from=18, age_to=29, fewest_people=1,
    ...     label_da="", label_en="", source="")
    >>> people = pl.DataFrame({"id": ["Anna", "Bo", "Carl"],
    ...     "born": [dt.date(2000, 3, 1), dt.date(2000, 3, 2), dt.date(1988, 3, 2)]})
    >>> people_of_the_ages(asked, people, "id").to_list()  # Anna turns 18 on the day, Bo the day after, Carl 30
    ['Anna', 'Carl']
    """
    if benchmark.dated_by is not None:
        table = table.filter(pl.col(benchmark.dated_by) <= benchmark.date).sort(benchmark.dated_by)
    latest = table.group_by(person_key).agg(pl.col(benchmark.born).last())
    born, day = pl.col(benchmark.born), benchmark.date
    birthday_ahead = (born.dt.month() > day.month) | ((born.dt.month() == day.month) & (born.dt.day() > day.day))
    age = day.year - born.dt.year() - birthday_ahead.cast(pl.Int32)
    return latest.filter(age.is_between(benchmark.age_from, benchmark.age_to))[person_key].cast(pl.String).sort()


def count_population(
    benchmark: PopulationBenchmark,
    sets: Mapping[str, tuple[str, ...]],
    weekly: Iterable[pl.DataFrame],
    tables: Mapping[str, pl.DataFrame],
    state_map: StateMap,
    *,
    person_key: str,
    cut_offs: Mapping[str, dt.date],
) -> PopulationCounts:
    """Count what a plan's benchmark asks for.

    Parameters
    ----------
    benchmark, sets
        What the plan asks for, and its sets of states.
    weekly
        The weekly table in blocks of people, none in two of them.
    tables
        The other tables that the state map reads, and that of the population.
    state_map, person_key, cut_offs
        As for `build_histories`.

    Raises
    ------
    ExtractError
        See `build_histories`.
    """
    young = people_of_the_ages(benchmark, tables[benchmark.table], person_key)
    counted, met, nobody = PopulationCounts(of_the_ages=len(young)), young.clear(), None

    def with_people(keys: pl.Series, block: pl.DataFrame) -> PopulationCounts:
        matrix = _painted(benchmark, keys, block, tables, state_map, person_key, cut_offs)
        if matrix is None:
            return counted.plus(PopulationCounts(reached=False))
        return counted.plus(_counts(benchmark, sets, matrix, keys.is_in(young.implode())))

    for whole in weekly:
        nobody = whole.clear()
        for block in whole.iter_slices(PEOPLE):
            keys = block[person_key].cast(pl.String)
            counted = with_people(keys, block)
            met = pl.concat([met, keys.filter(keys.is_in(young.implode()))])
    others = young.filter(~young.is_in(met.implode()))
    for start in range(0, len(others) if nobody is not None else 0, PEOPLE):
        assert nobody is not None
        counted = with_people(others.slice(start, PEOPLE), nobody)
    return counted


def _counts(
    benchmark: PopulationBenchmark, sets: Mapping[str, tuple[str, ...]], matrix: StateMatrix, young: pl.Series
) -> PopulationCounts:
    last = _period(benchmark)
    if len(young) and int(matrix.last_observed[0]) < last + benchmark.weeks:
        return PopulationCounts(reached=False)
    came = _came(matrix.member(sets[benchmark.support], -benchmark.weeks_out, last), benchmark)
    busy = matrix.member(sets[benchmark.busy], 0, last + benchmark.weeks)
    gone = matrix.member(sets[benchmark.gone], 0, 0)[:, 0]
    those = np.flatnonzero(came >= 0)
    counted = young.to_numpy() & ~gone
    return PopulationCounts(
        on_support=len(those),
        busy_later=int(busy[those, came[those] + benchmark.weeks].sum()),
        young=int(counted.sum()),
        neither=int((counted & ~busy[:, 0]).sum()),
    )


def _period(benchmark: PopulationBenchmark) -> int:
    """Return the last week of the period, counted from that of the date."""
    return 0 if benchmark.until is None else week_of(benchmark.until) - week_of(benchmark.date)


def _came(support: NDArray[np.bool_], benchmark: PopulationBenchmark) -> NDArray[np.int64]:
    """Return the week from which each person is counted, -1 for those who are not.

    `support` has a column for each of `weeks_out` weeks before the date, and for each week of the period.
    """
    out = benchmark.weeks_out
    came = np.full(len(support), -1, dtype=np.int64)
    for week in range(support.shape[1] - out):
        there = support[:, out + week]
        if benchmark.until is not None:
            there = there & ~support[:, week : out + week].any(axis=1)
        came[there & (came < 0)] = week
    return came


def _painted(
    benchmark: PopulationBenchmark,
    keys: pl.Series,
    block: pl.DataFrame,
    tables: Mapping[str, pl.DataFrame],
    state_map: StateMap,
    person_key: str,
    cut_offs: Mapping[str, dt.date],
) -> StateMatrix | None:
    """Paint the weeks that the benchmark reads, and as many before them as layers look back; None if it begins late."""
    first, end = weeks_read(benchmark, state_map)
    weeks = weekly_columns(block, state_map.weekly) if set(block.columns) != {person_key} else {}
    start = week_of(benchmark.date)
    if not any(first <= week < end for week in weeks) or min(weeks) > start - (
        0 if benchmark.until is None else benchmark.weeks_out
    ):
        return None
    read = {name for week, name in weeks.items() if first <= week < end}
    theirs = {
        name: table.filter(table[person_key].is_in(keys.implode())) if person_key in table.columns else table
        for name, table in tables.items()
        if name in state_map.tables
    }
    return build_histories(
        theirs | {state_map.weekly.table: block.select(person_key, *[name for name in block.columns if name in read])},
        state_map,
        person_key=person_key,
        persons=keys.to_list(),
        lottery_weeks=[start] * len(keys),
        cut_offs=cut_offs,
        history_weeks=start - first,
    )


def weeks_read(benchmark: PopulationBenchmark, state_map: StateMap) -> tuple[int, int]:
    """Return the first absolute week of the weekly table that the benchmark reads, and the week after the last."""
    start = week_of(benchmark.date)
    return (
        start - look_back(state_map) - benchmark.weeks_out,
        start + _period(benchmark) + benchmark.weeks + 1,
    )


def look_back(state_map: StateMap) -> int:
    """Return how many weeks before a week can decide its state, through layers that reach from week to week."""
    return sum(layer.weeks + 1 for layer in state_map.layers if hasattr(layer, "weeks") and layer.weeks)
