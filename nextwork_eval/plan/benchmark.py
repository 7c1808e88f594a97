"""The population beside the trial: how those fare who were on the same support on a day, counted in the registers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from nextwork_eval.design.lottery import FORBID


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationBenchmark:
    """What is counted among everyone in the registers, and quoted beside the control arm; never tested against it.

    Two shares: of those in `support` in the week of `date`, or who came to it from then `until` a later day, how many
    are in `busy` `weeks` weeks later; and of all who have the ages on `date` and are not `gone`, how many are not in
    `busy` in its week.

    Attributes
    ----------
    analysis
        Id of the analysis whose level in the control arm stands beside the first share.
    date, weeks
        Who is counted, and how long after.
    until, weeks_out
        Last day of a period: then those are counted who came to the support in it, each from the first week in which
        they did. To come is to be in the support after so many weeks outside it. Without `until`, who is there on the
        day is counted, whenever they came.
    support, busy, gone
        Ids of sets of states: on the support in question; in job or education; dead, emigrated or the like.
    table, born, dated_by
        The table of the population, its column with the day of birth, and the date column of a table with several
        snapshots of a person; the latest one up to `date` is read.
    age_from, age_to
        Whole years on `date`, both included.
    fewest_people
        How many people of these ages there must at least be. A delivery of the trial alone has fewer, and gives no
        number: the report then quotes the source.
    quoted_busy, quoted_neither
        What sources say of the two shares; None where they say nothing.
    source, source_busy
        Where the second is said, and the first; both by name, for readers.
    """

    __pydantic_config__ = FORBID

    analysis: str
    date: dt.date
    weeks: int
    support: str
    busy: str
    gone: str
    table: str
    born: str
    age_from: int
    age_to: int
    fewest_people: int
    label_da: str
    label_en: str
    source: str
    dated_by: str | None = None
    until: dt.date | None = None
    weeks_out: int = 1
    quoted_busy: float | None = None
    source_busy: str | None = None
    quoted_neither: float | None = None


def benchmark_contradictions(
    benchmark: PopulationBenchmark | None, analyses: Collection[str], sets: Collection[str]
) -> list[str]:
    """List what is wrong with the benchmark, each with the path to its key; nothing where the plan has none."""
    if benchmark is None:
        return []
    problems = [
        f"benchmark.{name}: the set of states '{wanted}' is not defined"
        for name, wanted in (("support", benchmark.support), ("busy", benchmark.busy), ("gone", benchmark.gone))
        if wanted not in sets
    ]
    if benchmark.analysis not in analyses:
        problems.append(f"benchmark.analysis: analysis '{benchmark.analysis}' is not defined")
    if benchmark.weeks < 1:
        problems.append("benchmark.weeks: must be at least 1")
    if not 0 <= benchmark.age_from <= benchmark.age_to:
        problems.append("benchmark.age_from: must not be negative, and not above age_to")
    if benchmark.fewest_people < 1:
        problems.append("benchmark.fewest_people: must be at least 1")
    if benchmark.until is not None and benchmark.until < benchmark.date:
        problems.append("benchmark.until: must not lie before date")
    if benchmark.weeks_out < 1:
        problems.append("benchmark.weeks_out: must be at least 1")
    for name in ("quoted_busy", "quoted_neither"):
        share = getattr(benchmark, name)
        if share is not None and not 0 < share < 1:
            problems.append(f"benchmark.{name}: must lie between 0 and 1: 8 % is 0.08")
    if (benchmark.quoted_busy is None) != (benchmark.source_busy is None):
        problems.append("benchmark.source_busy: a quoted share needs its source, and a source its share")
    return problems
