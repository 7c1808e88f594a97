"""The population benchmark: everyone in the registers, read as the trial is read, a block of people at a time.

The plan says whom it counts (`plan.benchmark`), the state map what a week is. A person of the ages whom the weekly
table lacks has had no benefit at all, and counts by what the other registers say.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

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
        In the support on the day, and of these in job or education at the horizon.
    young, neither
        Of the ages and not gone on the day, and of these in neither job nor education.
    reached
        Whether the registers reach the horizon.
    """

    on_support: int = 0
    busy_later: int = 0
    young: int = 0
    neither: int = 0
    reached: bool = True

    def plus(self, other: PopulationCounts) -> PopulationCounts:
        """Return both together."""
        return PopulationCounts(
            on_support=self.on_support + other.on_support,
            busy_later=self.busy_later + other.busy_later,
            young=self.young + other.young,
            neither=self.neither + other.neither,
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
        The weekly table in blocks of people, none in two of them: `registers.week_frames` reads them from a file in one
        pass; slices of a table in memory do as well.
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
    counted, met, nobody = PopulationCounts(), young.clear(), None

    def with_people(keys: pl.Series, block: pl.DataFrame) -> PopulationCounts:
        matrix = _painted(benchmark, keys, block, tables, state_map, person_key, cut_offs)
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
    if len(young) and int(matrix.last_observed[0]) < benchmark.weeks:
        return PopulationCounts(reached=False)

    def among(name: str, week: int) -> pl.Series:
        return pl.Series(matrix.member(sets[name], week, week)[:, 0])

    support, counted = among(benchmark.support, 0), young & ~among(benchmark.gone, 0)
    return PopulationCounts(
        on_support=int(support.sum()),
        busy_later=int((support & among(benchmark.busy, benchmark.weeks)).sum()),
        young=int(counted.sum()),
        neither=int((counted & ~among(benchmark.busy, 0)).sum()),
    )


def _painted(
    benchmark: PopulationBenchmark,
    keys: pl.Series,
    block: pl.DataFrame,
    tables: Mapping[str, pl.DataFrame],
    state_map: StateMap,
    person_key: str,
    cut_offs: Mapping[str, dt.date],
) -> StateMatrix:
    """Paint the weeks that the benchmark reads, and as many before them as layers look back."""
    start, back = week_of(benchmark.date), look_back(state_map)
    read = {
        name
        for week, name in weekly_columns(block, state_map.weekly).items()
        if start - back <= week <= start + benchmark.weeks
    }
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
        history_weeks=back,
    )


def look_back(state_map: StateMap) -> int:
    """Return how many weeks before a week can decide its state, through layers that reach from week to week."""
    return sum(layer.weeks + 1 for layer in state_map.layers if hasattr(layer, "weeks") and layer.weeks)
