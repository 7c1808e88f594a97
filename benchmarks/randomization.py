"""Repeated lotteries against R's estimatr in a loop and against NumPy's shuffling alone; run by `make bench`.

Ratios of processor seconds for each repetition, in one thread, all in one run. Results are compared first: the
repetitions with plain loops, the observed statistics with estimatr, the p-values with shuffled lots.
"""

from __future__ import annotations

import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.sections import write_section
from nextwork_eval import effects
from nextwork_eval.design import lottery_as_it_came_out
from nextwork_eval.effects.randomization.draws import studentized_draws

ROUNDS, R_DRAWS = 5, 200
STRATA, COVARIATES = 5, 5

R_SCRIPT = """
suppressPackageStartupMessages(library(estimatr))
d <- read.csv("trial.csv"); draws <- as.integer(commandArgs(TRUE)[1]); set.seed(1)
x <- reformulate(grep("^x", names(d), value = TRUE))
blocked <- function() difference_in_means(y ~ z, blocks = s, data = d)
robust <- function() lm_robust(y ~ z, data = d, se_type = "HC2")
lin <- function() lm_lin(y ~ z, covariates = x, data = d, se_type = "HC2")
seconds <- function(f) {
  z <- d$z; used <- system.time(for (i in seq_len(draws)) { d$z <<- ave(z, d$s, FUN = sample); f() })
  d$z <<- z; sum(used[c("user.self", "sys.self")]) / draws
}
t_of <- function(fit) { i <- match("z", fit$term); fit$coefficients[[i]] / fit$std.error[[i]] }
cat(format(c(t_of(blocked()), t_of(lin()), seconds(blocked), seconds(robust), seconds(lin)), digits = 15), sep = "\\n")
"""


@dataclass(frozen=True, slots=True)
class Trial:
    outcome: NDArray[np.float64]
    treated: NDArray[np.int64]
    strata: NDArray[np.int64]
    traits: NDArray[np.float64]


def invented(n: int) -> Trial:
    """Return a trial of n people in rounds of equal size, half of each offered the programme."""
    generator = np.random.default_rng(2752)
    strata, treated = np.arange(n) % STRATA, np.arange(n) // STRATA % 2
    traits = generator.normal(size=(n, COVARIATES))
    outcome = generator.normal(size=n) + traits @ np.linspace(0.5, 0, COVARIATES) + 0.1 * treated
    return Trial(outcome, treated, strata, traits)


def repeat(trial: Trial, *, lin: bool, draws: int, interval: bool = False, threads: int = 1) -> effects.Estimate:
    """Carry the studentised test out: within strata, or adjusted by Lin's regression without them."""
    keywords = {"covariates": trial.traits, "adjustment": "lin"} if lin else {"strata": trial.strata}
    return effects.randomization_test(
        trial.outcome,
        trial.treated,
        draws=draws,
        interval=interval,
        threads=threads,
        generator=np.random.default_rng(1),
        **keywords,
    )


def shuffled(trial: Trial, draws: int) -> NDArray[np.uint8]:
    """Return lots shuffled by NumPy within strata: nothing but the matrix."""
    generator = np.random.default_rng(1)
    lots = np.empty((draws, len(trial.treated)), dtype=np.uint8)
    for stratum in range(STRATA):
        own = slice(stratum, None, STRATA)
        once = trial.treated[own].astype(np.uint8)
        lots[:, own] = generator.permuted(np.tile(once, (draws, 1)), axis=1)
    return lots


def plain(trial: Trial, lots: NDArray[np.uint8]) -> float:
    """Return the studentised stratified difference of one lottery, cell by cell."""
    difference = variance = 0.0
    for stratum in range(STRATA):
        own = trial.strata == stratum
        for arm, sign in ((1, 1), (0, -1)):
            cell = trial.outcome[own & (lots == arm)]
            difference += sign * own.mean() * cell.mean()
            variance += own.mean() ** 2 * cell.var(ddof=1) / len(cell)
    return difference / variance**0.5


def agree(trial: Trial, found_in_r: dict[str, float], *, draws: int = 20_000) -> None:
    """AssertionError unless repetitions, observed statistics and p-values are those of the others."""
    generator = np.random.default_rng(3)
    for lots in lottery_as_it_came_out(trial.treated, trial.strata).draw(20, generator):
        once = Trial(trial.outcome, lots.astype(np.int64), trial.strata, trial.traits)
        within, lin = repeat(once, lin=False, draws=99), repeat(once, lin=True, draws=99)
        fitted = effects.regression_adjusted(
            once.outcome, once.treated, covariates=once.traits, interactions="lin"
        ).test_statistic
        assert abs((within.test_statistic or 0) - plain(trial, lots)) < 1e-9, "differs from the plain loop"
        assert abs((lin.test_statistic or 0) - (fitted or 0)) < 1e-9, "differs from the regression"
    ours = repeat(trial, lin=False, draws=draws)
    t = np.array([plain(trial, lots) for lots in shuffled(trial, 2_000)])
    theirs = (1 + (np.abs(t) >= abs(ours.test_statistic or 0) - 1e-9).sum()) / 2_001
    assert abs((ours.p_value or 0) - theirs) < 4 * (theirs * (1 - theirs) / 2_000) ** 0.5, "p-values differ"
    assert repeat(trial, lin=False, draws=draws, threads=2) == ours, "two threads differ from one"
    for name, lin in (("blocked", False), ("lin", True)):
        if name in found_in_r:
            assert abs((repeat(trial, lin=lin, draws=99).test_statistic or 0) - found_in_r[name]) < 1e-8, name


def in_r(trial: Trial) -> dict[str, float]:
    """Return estimatr's observed statistics and its seconds for each repetition; nothing where R is not present."""
    there = ["Rscript", "-e", "if (!requireNamespace('estimatr', quietly = TRUE)) quit(status = 1)"]
    if shutil.which("Rscript") is None or subprocess.run(there, capture_output=True, check=False).returncode:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        names = ["y", "z", "s", *(f"x{place}" for place in range(COVARIATES))]
        table = np.column_stack([trial.outcome, trial.treated, trial.strata, trial.traits])
        np.savetxt(Path(folder) / "trial.csv", table, delimiter=",", header=",".join(names), comments="", fmt="%.17g")
        (Path(folder) / "loop.R").write_text(R_SCRIPT, encoding="utf-8")
        done = subprocess.run(
            ["Rscript", "loop.R", str(R_DRAWS)], cwd=folder, capture_output=True, text=True, check=True
        )
    numbers = [float(line) for line in done.stdout.split()]
    return dict(zip(("blocked", "lin", "s_blocked", "s_robust", "s_lin"), numbers, strict=True))


def seconds(task: Callable[[], object]) -> float:
    """Return the processor seconds of one run."""
    start = time.process_time()
    task()
    return time.process_time() - start


def median_seconds(tasks: dict[str, tuple[Callable[[], object], int]]) -> dict[str, float]:
    """Return the median processor seconds for each repetition; the tasks run in turn, after one run not counted."""
    taken: dict[str, list[float]] = {name: [] for name in tasks}
    for name, (task, draws) in list(tasks.items()) * (ROUNDS + 1):
        taken[name].append(seconds(task) / draws)
    return {name: statistics.median(runs[1:]) for name, runs in taken.items()}


def large() -> None:
    """Carry 10,000 repetitions out among 100,000 people, and print the most memory the process ever held, in KiB."""
    repeat(invented(100_000), lin=False, draws=10_000, interval=True)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def measure(n: int, draws: int, lin_draws: int, shuffled_draws: int) -> dict[str, float]:
    """Return processor seconds for each repetition, of ours and of shuffling alone."""
    trial = invented(n)
    weekly = np.column_stack([trial.outcome] * 104) + np.arange(104)
    return median_seconds(
        {
            "shuffled": (lambda: shuffled(trial, shuffled_draws), shuffled_draws),
            "within": (lambda: repeat(trial, lin=False, draws=draws), draws),
            "within_interval": (lambda: repeat(trial, lin=False, draws=draws, interval=True), draws),
            "lin": (lambda: repeat(trial, lin=True, draws=lin_draws), lin_draws),
            "lin_interval": (lambda: repeat(trial, lin=True, draws=lin_draws, interval=True), lin_draws),
            "weekly": (
                lambda: studentized_draws(
                    weekly,
                    trial.treated.astype(np.float64),
                    trial.strata,
                    draws=lin_draws,
                    generator=np.random.default_rng(1),
                ),
                lin_draws,
            ),
        }
    )


def main() -> None:
    """Measure, and write the section of RESULTS.md."""
    trial = invented(1_000)
    found_in_r = in_r(trial)
    agree(trial, found_in_r)
    small, middle = measure(120, 100_000, 20_000, 20_000), measure(1_000, 100_000, 20_000, 5_000)
    once_more = in_r(trial)
    against = {name: middle["shuffled"] / ours for name, ours in middle.items()}
    here = [sys.executable, "-c", "from benchmarks.randomization import large; large()"]
    memory = int(subprocess.run(here, capture_output=True, text=True, check=True).stdout) / 2**20

    def over(name: str, ours: str) -> str:
        """Return R's seconds over ours, R's taken before and after and averaged."""
        if not once_more:
            return "not measured: R with estimatr is not present"
        both = (found_in_r[f"s_{name}"] + once_more[f"s_{name}"]) / 2
        return f"{both / middle[ours]:,.0f}"

    lines = [
        "Processor seconds for each repetition of the lottery, in one thread; five rounds of people, half offered;",
        "100,000 repetitions (Lin, 104 outcomes: 20,000), no interval unless said. Repetitions are first compared",
        "with plain loops, the observed statistics with estimatr, the p-value with shuffled lots, two threads with",
        "one.",
        "",
        "| at n = 1,000 | ratio |",
        "|---|---:|",
        "| estimatr `difference_in_means(blocks)` in a loop / ours, studentised within rounds "
        f"| {over('blocked', 'within')} |",
        f"| estimatr `lm_robust` in a loop, without rounds / the same | {over('robust', 'within')} |",
        f"| estimatr `lm_lin` in a loop / ours, Lin with five covariates | {over('lin', 'lin')} |",
        f"| estimatr `lm_lin` in a loop / the same with the interval by inversion | {over('lin', 'lin_interval')} |",
        f"| NumPy `Generator.permuted` of the lots alone / ours within rounds | {against['within']:.1f} |",
        f"| the same / ours, Lin | {against['lin']:.2f} |",
        f"| p-value and interval / p-value alone | {against['within'] / against['within_interval']:.2f} |",
        f"| 104 outcomes / one | {against['within'] / against['weekly']:.1f} |",
        "",
        f"At n = 120 shuffling alone / ours within rounds is {small['shuffled'] / small['within']:.1f}. At n = 100,000",
        f"with 10,000 repetitions and the interval the whole process holds {memory:.2f} GiB at most.",
    ]
    write_section("Repeated lotteries", lines)


if __name__ == "__main__":
    main()
