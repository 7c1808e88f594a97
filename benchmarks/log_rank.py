"""Repeated lotteries of the stratified log-rank test against R's coin, and survdiff in a loop; run by `make bench`.

Ratios of processor seconds for each repetition, in one thread, in one run. The p-value of repeated lotteries is first
compared with that of shuffled arms in a plain loop, and with coin's on the same scores (its mid-ranks).
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

PEOPLE, DRAWS, ROUNDS = 1_000, 10_000, 5

R_SCRIPT = """
suppressPackageStartupMessages({library(coin); library(survival)})
d <- read.csv("waits.csv"); draws <- as.integer(commandArgs(TRUE)[1]); set.seed(1)
cpu <- function(used) sum(used[c("user.self", "sys.self")])
again <- function(z) survdiff(Surv(week, event) ~ z + strata(s), d)
loop <- cpu(system.time(for (i in 1:100) again(ave(d$z, d$s, FUN = sample))))
d$z <- factor(d$z); d$s <- factor(d$s)
f <- function(how) logrank_test(Surv(week, event) ~ z | s, d, distribution = how, ties.method = "mid-ranks")
own <- cpu(system.time(p <- pvalue(f(approximate(nresample = draws)))))
cat(format(c(own / draws, p, loop / 100), digits = 15), sep = "\\n")
"""


def invented(n: int) -> tuple[NDArray[np.int64], ...]:
    """Return waits with weekly ties, events, arms and strata of n people."""
    generator = np.random.default_rng(2752)
    strata, treated = np.arange(n) % ROUNDS, np.arange(n) // ROUNDS % 2
    waits = generator.geometric(0.03 * np.where(treated == 1, 1.15, 1.0))
    ends = generator.integers(40, 105, n)
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


def main() -> None:
    """Compare, measure, and write the section."""
    agree(invented(200))
    data = invented(PEOPLE)
    lines = [
        f"Processor seconds for each of {DRAWS:,} repetitions at n = {PEOPLE:,}, five strata, weekly ties, one thread.",
        "",
        "| | ratio |",
        "|---|---:|",
    ]
    taken = {}
    for name, studentized in (("each with its own variance", True), ("sum of scores alone", False)):
        repeat(data, 999, studentized=studentized)
        runs = [seconds(lambda s=studentized: repeat(data, DRAWS, studentized=s)) for _ in range(3)]
        taken[name] = statistics.median(runs) / DRAWS
    there = ["Rscript", "-e", "if (!requireNamespace('coin', quietly = TRUE)) quit(status = 1)"]
    if shutil.which("Rscript") and not subprocess.run(there, capture_output=True, check=False).returncode:
        with tempfile.TemporaryDirectory() as folder:
            table = np.column_stack(data)
            np.savetxt(Path(folder) / "waits.csv", table, delimiter=",", header="week,event,z,s", comments="", fmt="%d")
            (Path(folder) / "coin.R").write_text(R_SCRIPT, encoding="utf-8")
            done = subprocess.run(
                ["Rscript", "coin.R", str(DRAWS)], cwd=folder, capture_output=True, text=True, check=True
            )
        each, p_value, loop = (float(line) for line in done.stdout.split())
        own = repeat(data, DRAWS, studentized=False).p_value
        assert abs(own - p_value) < 4 * (2 * p_value * (1 - p_value) / DRAWS) ** 0.5, "p-values differ from coin's"
        for name, seconds_each in taken.items():
            lines.append(f"| `survdiff` in a loop / ours, {name} | {loop / seconds_each:,.0f} |")
            lines.append(f"| `coin::logrank_test`, resampling in C / ours, {name} | {each / seconds_each:,.1f} |")
    lines += [
        "",
        "coin keeps the variance of the observed lottery, so that its like is the sum of scores alone. A lottery of",
        "1,000 people drawn and nothing done with it is more than half of ours: fifty times coin cannot be had.",
    ]
    write_section("Repeated lotteries of the log-rank test", lines)


if __name__ == "__main__":
    main()
