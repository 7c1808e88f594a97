"""State occupation with influence, and redrawn, against R's survfit; run by `make bench`.

Ratios of processor seconds in one thread, all in one run. Results are compared first: the shares and standard errors
with survfit, redrawn shares with survfit on the same weights. Without R only the growth is measured.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.randomization import seconds
from benchmarks.sections import write_section
from nextwork_eval.durations.bootstrap import bootstrap_occupation, steps_of, weighted_occupation
from nextwork_eval.durations.occupation import influence_array, occupation

STATES, ROUNDS = 6, 3
PEOPLE, WEEKS = 20_000, 105
MANY, LONG = 100_000, 208

R_SCRIPT = """
suppressPackageStartupMessages(library(survival))
d <- read.csv("spells.csv"); w <- scan("weights.csv", quiet = TRUE); influence <- commandArgs(TRUE)[1] == "influence"
d$event <- factor(d$to, 0:6); d$istate <- factor(d$from, 1:6); d$w <- w[d$id]
f <- function() survfit(Surv(t0, t1, event) ~ 1, d, id = id, istate = istate, influence = influence)
g <- function() survfit(Surv(t0, t1, event) ~ 1, d, id = id, istate = istate, weights = w, se.fit = FALSE)
used <- system.time(fit <- if (influence) f() else g())
last <- summary(fit, times = max(d$t1) - 1)
used <- sum(used[c("user.self", "sys.self")])
cat(format(c(used, last$pstate, if (influence) last$std.err), digits = 15), sep = "\\n")
"""


def invented(n: int, weeks: int) -> NDArray[np.int64]:
    """Return weekly states of n people who change about once a year and are followed for three quarters or more."""
    generator = np.random.default_rng(2752)
    chances = np.full((STATES, STATES), 0.004)
    np.fill_diagonal(chances, 1 - 0.004 * (STATES - 1))
    steps = chances.cumsum(axis=1)
    states = np.zeros((n, weeks), dtype=np.int64)
    states[:, 0] = generator.integers(0, STATES, n)
    for week in range(1, weeks):
        states[:, week] = (generator.random(n)[:, np.newaxis] > steps[states[:, week - 1]]).sum(axis=1)
    last = generator.integers(3 * weeks // 4, weeks, n)
    states[np.arange(weeks) > last[:, np.newaxis]] = -1
    return states


def influence(states: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the influence of everybody on every share, held at once as survfit holds it."""
    estimated = occupation(states, n_states=STATES)
    return influence_array(states, estimated)


def redrawn(states: NDArray[np.int64], replicates: int) -> NDArray[np.float64]:
    """Return redrawn shares."""
    return bootstrap_occupation(states, n_states=STATES, replicates=replicates, generator=np.random.default_rng(1))


def agree(states: NDArray[np.int64]) -> None:
    """AssertionError unless weighted shares are those of repeated people, and influences sum to nothing."""
    times = np.random.default_rng(5).integers(0, 3, len(states))
    steps = steps_of(states, n_states=STATES)
    weights = times.astype(np.float64)[:, np.newaxis]
    ours = weighted_occupation(steps, steps.start @ weights, steps.moves @ weights)[0]
    repeated = occupation(np.repeat(states, times, axis=0), n_states=STATES).probabilities
    assert np.abs(ours - repeated).max() < 1e-12, "weighted shares differ from those of repeated people"
    assert np.abs(influence(states).sum(axis=1)).max() < 1e-9, "influences do not sum to nothing"


@dataclass(frozen=True, slots=True)
class InR:
    seconds: float
    shares: NDArray[np.float64]
    errors: NDArray[np.float64]


def spells(states: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return rows (id, t0, t1, from, to) of the counting process, states from 1 and 0 for the end of follow-up."""
    n = len(states)
    padded = np.concatenate([states, np.full((n, 1), -1)], axis=1)
    person, week = np.nonzero((padded[:, :-1] != padded[:, 1:]) & (padded[:, :-1] != -1))
    begins = np.where(np.r_[True, person[1:] != person[:-1]], 0, np.r_[0, week[:-1] + 1])
    ends = week + 1
    after = padded[person, week + 1] + 1
    # The last spell ends half a week after its last week: who is seen in a week is at risk in it.
    last = np.where(after == 0, 2 * ends - 1, 2 * ends)
    return np.column_stack([person + 1, 2 * begins, last, states[person, week] + 1, after])


def in_r(states: NDArray[np.int64], weights: NDArray[np.float64], kind: str) -> InR | None:
    """Return survfit's seconds, shares and standard errors; None where R is not present."""
    if shutil.which("Rscript") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        np.savetxt(
            Path(folder) / "spells.csv", spells(states), delimiter=",", header="id,t0,t1,from,to", comments="", fmt="%d"
        )
        np.savetxt(Path(folder) / "weights.csv", weights, fmt="%.17g")
        (Path(folder) / "fit.R").write_text(R_SCRIPT, encoding="utf-8")
        done = subprocess.run(["Rscript", "fit.R", kind], cwd=folder, capture_output=True, text=True, check=True)
    numbers = np.array([float(line) for line in done.stdout.split()])
    return InR(numbers[0], numbers[1 : STATES + 1], numbers[STATES + 1 :])


def median(task: Callable[[], object]) -> float:
    """Return the median processor seconds of some runs, after one that is not counted."""
    task()
    return statistics.median(seconds(task) for _ in range(ROUNDS))


def main() -> None:
    """Compare, measure, and write the section."""
    agree(invented(300, 40))
    people, many = invented(PEOPLE, WEEKS), invented(MANY, LONG)
    ours, drawn = median(lambda: influence(people)), median(lambda: redrawn(many, 100)) / 100
    lines = [
        "Processor seconds in one thread; six states, each can follow each. Shares, standard errors and weighted",
        "shares are first compared with R's `survfit`. A redrawn trial in R is one weighted `survfit` without",
        "standard errors, run once.",
        "",
        "| | ratio |",
        "|---|---:|",
    ]
    told = in_r(people, np.ones(PEOPLE), "influence")
    if told is not None:
        estimated = occupation(people, n_states=STATES)
        week = int(spells(people)[:, 2].max() - 1) // 2
        assert np.abs(estimated.probabilities[week] - told.shares).max() < 1e-9, "shares differ from survfit"
        own = np.sqrt((influence(people)[week] ** 2).sum(axis=0))
        assert np.abs(own - told.errors).max() < 1e-4, "standard errors differ from survfit"
        lines.append(
            f"| `survfit(influence = TRUE)` / ours, {PEOPLE:,} people × {WEEKS} weeks | {told.seconds / ours:.0f} |"
        )
    times = np.bincount(np.random.default_rng(7).integers(0, MANY, MANY), minlength=MANY).astype(np.float64)
    told = in_r(many, times, "weights")
    if told is not None:
        steps, weights = steps_of(many, n_states=STATES), times[:, np.newaxis]
        week = int(spells(many)[:, 2].max() - 1) // 2
        own = weighted_occupation(steps, steps.start @ weights, steps.moves @ weights)[0, week]
        assert np.abs(own - told.shares).max() < 1e-9, "weighted shares differ from survfit"
        ratio = told.seconds / drawn
        lines.append(f"| weighted `survfit` in a loop / ours, {MANY:,} people × {LONG} weeks, redrawn | {ratio:,.0f} |")
    lines += [
        "",
        "Growth, relative to the first row: the work for each person, week and state, which would be constant.",
        "",
    ]
    lines += ["| people × weeks | with influence | redrawn, each |", "|---|---:|---:|"]
    base: tuple[float, float] | None = None
    for n, weeks in ((5_000, 105), (20_000, 105), (80_000, 105), (20_000, 53), (20_000, 209)):
        states = invented(n, weeks)
        cells = n * weeks
        each = (median(lambda s=states: influence(s)) / cells, median(lambda s=states: redrawn(s, 50)) / cells)
        base = base or each
        lines.append(f"| {n:,} × {weeks} | {each[0] / base[0]:.2f} | {each[1] / base[1]:.2f} |")
    write_section("The weekly engine", lines)


if __name__ == "__main__":
    main()
