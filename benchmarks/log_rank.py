"""The stratified log-rank test by repeated lotteries, and by their law, against R's coin; run by `make bench`.

Ratios of processor seconds in one thread, in one run. The p-value of repeated lotteries is first compared with that of
shuffled arms in a plain loop, and with coin's (its mid-ranks); the p-value by the law with 200,000 lotteries of ours,
and with 100,000 of coin's on the same scores.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.randomization import seconds
from benchmarks.sections import write_section
from nextwork_eval import effects
from nextwork_eval.durations import log_rank
from nextwork_eval.durations.equality.counted import counted
from nextwork_eval.durations.inputs import read_timed_arms

PEOPLE, DRAWS, ROUNDS = 1_000, 10_000, 5
RUNS, TURNS = 60, 5  # runs of a test that takes a thousandth of a second; comparisons with R

R_SCRIPT = """
suppressPackageStartupMessages({library(coin); library(survival)})
d <- read.csv("waits.csv"); draws <- as.integer(commandArgs(TRUE)[1]); set.seed(1)
cpu <- function(used) sum(used[c("user.self", "sys.self")])
again <- function(z) survdiff(Surv(week, event) ~ z + strata(s), d)
loop <- cpu(system.time(for (i in 1:100) again(ave(d$z, d$s, FUN = sample))))
d$z <- factor(d$z); d$s <- factor(d$s)
f <- function(how) logrank_test(Surv(week, event) ~ z | s, d, distribution = how, ties.method = "mid-ranks")
own <- median(replicate(5, cpu(system.time(p <<- pvalue(f(approximate(nresample = draws)))))))
same <- pvalue(independence_test(score ~ z | s, d, distribution = approximate(nresample = 1e5)))
cat(format(c(own, p, loop / 100, same), digits = 15), sep = "\n")
"""


def invented(n: int, *, rounds: int = ROUNDS, weeks: int = 104) -> tuple[NDArray[np.int64], ...]:
    """Return waits with weekly ties, events, arms and strata of n people, followed for up to `weeks` weeks."""
    generator = np.random.default_rng(2752)
    strata, treated = np.arange(n) % rounds, np.arange(n) // rounds % 2
    waits = generator.geometric(0.03 * 104 / weeks * np.where(treated == 1, 1.15, 1.0))
    ends = generator.integers(40 * weeks // 104, weeks + 1, n)
    return np.minimum(waits, ends), (waits <= ends).astype(np.int64), treated, strata


def repeat(data: tuple[NDArray[np.int64], ...], draws: int, *, studentized: bool = True) -> effects.Test:
    """Carry the test out."""
    weeks, event, treated, strata = data
    return log_rank(
        weeks,
        event,
        treated,
        strata=strata,
        draws=draws,
        generator=np.random.default_rng(1),
        studentized=studentized,
    )


def by_law(data: tuple[NDArray[np.int64], ...]) -> effects.Test:
    """Carry the test of the sum of scores out without a draw."""
    weeks, event, treated, strata = data
    return log_rank(weeks, event, treated, strata=strata, draws="exact", studentized=False)


def law_seconds(data: tuple[NDArray[np.int64], ...], runs: int = RUNS) -> float:
    """Return the median processor seconds of a whole call, reading and checks included, after one not counted."""
    by_law(data)
    return statistics.median(seconds(lambda: by_law(data)) for _ in range(runs))


def agree(data: tuple[NDArray[np.int64], ...]) -> None:
    """AssertionError unless the p-value of repeated lotteries is that of shuffled arms in a plain loop."""
    weeks, event, treated, strata = data
    observed = log_rank(weeks, event, treated, strata=strata).test_statistic or 0.0
    generator, least = np.random.default_rng(4), 0
    for _ in range(300):
        lots = treated.copy()
        for stratum in range(ROUNDS):
            own = np.flatnonzero(strata == stratum)
            lots[own] = generator.permutation(lots[own])
        least += (log_rank(weeks, event, lots, strata=strata).test_statistic or 0.0) >= observed - 1e-9
    share = (1 + least) / 301
    ours = repeat(data, 4_999).p_value
    assert abs(ours - share) < 4 * max(share * (1 - share) / 301, 1e-4) ** 0.5, "p-values differ"


def law_agrees(data: tuple[NDArray[np.int64], ...], draws: int = 200_000) -> None:
    """AssertionError unless the p-value by the law is that of so many repetitions, up to the error of drawing."""
    law, drawn = by_law(data).p_value, repeat(data, draws, studentized=False).p_value
    room = float(by_law(data).method.split("at most ")[1].split()[0])
    error = 4 * (law * (1 - law) / draws) ** 0.5
    assert law - room - error <= drawn <= law + error, "the law differs from repeated lotteries"


def in_r(data: tuple[NDArray[np.int64], ...]) -> list[float]:
    """Return coin's seconds and p-value, seconds of one `survdiff`, coin's p-value on our scores; nothing without R."""
    there = ["Rscript", "-e", "if (!requireNamespace('coin', quietly = TRUE)) quit(status = 1)"]
    if shutil.which("Rscript") is None or subprocess.run(there, capture_output=True, check=False).returncode:
        return []
    weeks, event, treated, strata = data
    arms = read_timed_arms("", weeks, event, treated, strata=strata)
    with tempfile.TemporaryDirectory() as folder:
        table = np.column_stack([*data, counted(arms, 0.0, 0.0).scores])
        head = "week,event,z,s,score"
        np.savetxt(Path(folder) / "waits.csv", table, delimiter=",", header=head, comments="", fmt="%.17g")
        (Path(folder) / "coin.R").write_text(R_SCRIPT, encoding="utf-8")
        done = subprocess.run(["Rscript", "coin.R", str(DRAWS)], cwd=folder, capture_output=True, text=True, check=True)
    return [float(line) for line in done.stdout.split()]


def growth() -> list[str]:
    """Return the table of how the law's time grows, as multiples of 1,000 people in five strata over 104 weeks."""
    base = law_seconds(invented(PEOPLE))
    cases = {
        "120 people": invented(120),
        "10,000 people": invented(10_000),
        "100,000 people": invented(100_000),
        "one stratum": invented(PEOPLE, rounds=1),
        "50 strata": invented(PEOPLE, rounds=50),
        "26 weeks": invented(PEOPLE, weeks=26),
        "1,040 weeks": invented(PEOPLE, weeks=1_040),
    }
    lines = ["| instead of 1,000 people, five strata, 104 weeks | times as long |", "|---|---:|"]
    return lines + [f"| {name} | {law_seconds(data, 15) / base:,.1f} |" for name, data in cases.items()]


def main() -> None:
    """Compare, measure, and write the section."""
    agree(invented(200))
    data = invented(PEOPLE)
    law_agrees(data)
    lines = [
        f"Processor seconds for {DRAWS:,} repetitions at n = {PEOPLE:,}, five strata, weekly ties, one thread, reading",
        "and checks included. The last line has no repetitions: the law of the sum of scores, by its characteristic",
        "function, stands in their place. Its p-value is a bound that is not below the exact one.",
        "",
        "| | ratio |",
        "|---|---:|",
    ]
    taken = {}
    for name, studentized in (("each with its own variance", True), ("sum of scores alone", False)):
        repeat(data, 999, studentized=studentized)
        runs = [seconds(lambda s=studentized: repeat(data, DRAWS, studentized=s)) for _ in range(3)]
        taken[name] = statistics.median(runs)
    turns = []
    for _ in range(TURNS):  # ours, R, ours: what else the machine does is shared by both
        before, found = law_seconds(data), in_r(data)
        if not found:
            break
        turns.append(found[0] * 2 / (before + law_seconds(data)))
    if found:
        coin, p_value, loop, same = found
        own = repeat(data, DRAWS, studentized=False).p_value
        assert abs(own - p_value) < 4 * (2 * p_value * (1 - p_value) / DRAWS) ** 0.5, "p-values differ from coin's"
        assert abs(by_law(data).p_value - same) < 4 * (same * (1 - same) / 1e5) ** 0.5 + 2e-4, "law differs from coin"
        for name, whole in taken.items():
            lines.append(f"| `survdiff` in a loop / ours, {name} | {loop * DRAWS / whole:,.0f} |")
            lines.append(f"| `coin::logrank_test`, resampling in C / ours, {name} | {coin / whole:,.1f} |")
        lines.append(
            f"| `coin::logrank_test`, resampling in C / ours, the law without draws | {statistics.median(turns):,.0f} |"
        )
    lines += [
        "",
        "coin keeps the variance of the observed lottery, so that its like is the sum of scores alone. A lottery of",
        "1,000 people drawn and nothing done with it is more than half of ours: fifty times coin cannot be had by",
        "drawing. coin has no law without draws within strata. First asserted: the p-value by the law is that of",
        "200,000 lotteries of ours, and of 100,000 of coin's on the same scores, up to the error of drawing.",
        "",
        *growth(),
    ]
    write_section("Repeated lotteries of the log-rank test", lines)


if __name__ == "__main__":
    main()
