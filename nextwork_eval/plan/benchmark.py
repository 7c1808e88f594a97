"""The population beside the trial: how those fare who were on the same support on a day, counted in the registers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from nextwork_eval.design.lottery import FORBID


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationBenchmark:
    """What is counted among everyone in the registers, and quoted beside the control arm; never tested against it.

    Two shares: of those in `support` in the week of `date`, how many are in `busy` `weeks` weeks later; and of all who
    have the ages on that day and are not `gone`, how many are not in `busy` in that week.

    Attributes
    ----------
    analysis
        Id of the analysis whose level in the control arm stands beside the first share.
    date, weeks
        Who is counted, and how long after.
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
    quoted_neither
        What the source says of the second share; None where it says nothing.
    source
        Where that is said.
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
    if benchmark.quoted_neither is not None and not 0 < benchmark.quoted_neither < 1:
        problems.append("benchmark.quoted_neither: must lie between 0 and 1: 8 % is 0.08")
    return problems
