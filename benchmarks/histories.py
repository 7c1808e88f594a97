"""Painting and finding events at national scale, as a ratio to reading the matrix once; run by `make bench`.

Invented spells of a mean length of 40 weeks, painted with a layer of job months over them; then ten events. The
results of a sample are first compared with a plain loop over people and weeks.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from benchmarks.sections import write_section
from nextwork_eval.histories import StateMatrix, Status, apply_rules
from nextwork_eval.histories.painting import Stretches, cover, lay, stretches
from nextwork_eval.plan.outcomes import EntryBy, NumberOfReturns, ReturnBy, Rule

SUPPORT, JOB, EDUCATION, SELF_SUPPORT, GONE = range(5)
NAMES = ("support", "job", "education", "self_support", "gone")
SETS = {
    "busy": ("job", "education"),
    "support": ("support",),
    "off": ("job", "education", "self_support"),
    "out": ("support", "self_support"),
}
MEAN_WEEKS, ROUNDS = 40, 7
SIZES = ((25_000, 520), (100_000, 520), (400_000, 520), (100_000, 130))


def rules(weeks: int) -> dict[str, Rule]:
    """Return ten events."""

    def entry(states: str, run: int) -> EntryBy:
        return EntryBy(kind="entry_by", states=states, weeks_in_a_row=run, by_week=weeks)

    def back(off: str, support: str, within: int | None = None) -> ReturnBy:
        return ReturnBy(
            kind="return_by",
            support=support,
            off=off,
            weeks_off=4,
            weeks_on=4,
            by_week=weeks,
            count="left_and_back",
            within=within,
        )

    return {
        **{f"entry_{run}": entry("busy", run) for run in (1, 4, 8, 13)},
        "exit": entry("off", 4),
        "sustained_exit": entry("off", 26),
        "return_after_entry": back("busy", "support"),
        "return_after_exit": back("off", "support"),
        "entry_ended": back("busy", "out", within=26),
        "returns": NumberOfReturns(
            kind="number_of_returns", support="support", off="off", weeks_off=4, weeks_on=4, by_week=weeks
        ),
    }


def invented(people: int, weeks: int) -> tuple[Stretches, NDArray[np.int8], Stretches]:
    """Return weekly codes as spells with their states, and months with pay."""
    generator = np.random.default_rng(2752)
    line = people * weeks
    ends = np.cumsum(generator.geometric(1 / MEAN_WEEKS, int(line / MEAN_WEEKS * 1.2)))
    cuts = np.unique(np.concatenate((ends[ends < line], np.arange(0, line + 1, weeks))))
    row, first = cuts[:-1] // weeks, cuts[:-1] % weeks
    spells = stretches(row, first, first + np.diff(cuts), weeks)
    states = generator.choice(np.array([SUPPORT, EDUCATION, SELF_SUPPORT, SELF_SUPPORT, GONE], dtype=np.int8), len(row))
    paid = generator.integers(0, line - 4, people * 12)
    months = stretches(paid // weeks, paid % weeks, paid % weeks + 4, weeks)
    return spells, states, months


def paint(spells: Stretches, states: NDArray[np.int8], months: Stretches, people: int, weeks: int) -> StateMatrix:
    """Lay the spells, and paint months with pay over self-support."""
    matrix = lay(spells, states, SELF_SUPPORT, people, weeks)
    worked = cover(months, people, weeks)
    worked &= matrix == SELF_SUPPORT
    matrix[worked] = JOB
    return StateMatrix(
        states=matrix,
        first_week=1,
        last_observed=np.full(people, weeks),
        statuses=tuple(
            Status(code=code, name=name, label_da=name, label_en=name, role=name, absorbing=False)
            for code, name in enumerate(NAMES)
        ),
        fingerprint="",
    )


def agree(matrix: StateMatrix, weeks: int, sample: int = 200) -> None:
    """Compare a sample with a loop over people and weeks; AssertionError if anything differs."""
    found = apply_rules(rules(weeks), matrix.rows(0, sample), SETS)
    for person in range(sample):
        names = [NAMES[code] for code in matrix.states[person].tolist()]
        for name, rule in rules(weeks).items():
            assert found[name][person] == plain(rule, names), (name, "differs from the plain loop")


def plain(rule: Rule, names: list[str]) -> float:
    """Apply a rule to one person, week by week."""
    if isinstance(rule, EntryBy):
        run = 0
        for name in names:
            run = run + 1 if name in SETS[rule.states] else 0
            if run == rule.weeks_in_a_row:
                return 1.0
        return 0.0
    assert isinstance(rule, ReturnBy | NumberOfReturns)
    out, run, left, returns = False, 0, 0, []
    for week, name in enumerate(names, start=1):
        run = run + 1 if name in SETS[rule.support if out else rule.off] else 0
        if not out and run == rule.weeks_off:
            out, run, left = True, 0, week
        elif out and run == rule.weeks_on:
            returns.append(week - left)
            out, run = False, 0
    if isinstance(rule, NumberOfReturns):
        return float(len(returns))
    return float(bool(returns) and (rule.within is None or returns[0] <= rule.within))


def median_time(task: Callable[[], object]) -> float:
    """Return the median seconds of several runs after one that is not counted."""
    task()
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        task()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def measure(people: int, weeks: int) -> tuple[float, str]:
    """Return the seconds for each cell, and one line of the table that ends before the growth."""
    spells, states, months = invented(people, weeks)
    matrix = paint(spells, states, months, people, weeks)
    agree(matrix, weeks)
    counting = median_time(lambda: matrix.member(SETS["off"], 1, weeks).sum(axis=1))
    reading = median_time(lambda: matrix.states.sum(dtype=np.int64))
    painting = median_time(lambda: paint(spells, states, months, people, weeks))
    events = median_time(lambda: apply_rules(rules(weeks), matrix, SETS))
    both = painting + events
    line = (
        f"| {people:,} × {weeks} | {len(spells.row):,} | {painting / counting:.1f} | {events / counting:.1f} | "
        f"{both / counting:.1f} | {both / reading:.1f} |"
    )
    return both / people / weeks, line


def main() -> None:
    """Measure, and write the section of RESULTS.md."""
    measured = [measure(people, weeks) for people, weeks in SIZES]
    lines = [
        "Painting spells with a layer of pay, and finding ten events, in one thread. One pass: reading every state and",
        "counting each person's weeks in a set of three states. A bare sum of all bytes is given beside it.",
        "",
        "The last column is the work for each cell, relative to the first row: constant in people, and larger for",
        "short histories, because part of the work is done once for each person.",
        "",
        "| people × weeks | spells | painting / pass | ten events / pass | both / pass | both / sum | per cell |",
        "|---|---:|---:|---:|---:|---:|---:|",
        *(f"{line} {cell / measured[0][0]:.2f} |" for cell, line in measured),
    ]
    write_section("Histories", lines)


if __name__ == "__main__":
    main()
