"""Proportional hazards against R's coxph and lifelines on a weekly grid; run by `make bench`.

Ratios of processor seconds in one thread, all in one run, from the same arrays: here `durations.cox` with everything
that it reads and checks, in R `coxph` with its formula, timed inside R. Coefficients and standard errors are compared
first, the robust ones too. Without R only lifelines is measured.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from lifelines import CoxPHFitter
from numpy.typing import NDArray

from benchmarks.randomization import seconds
from benchmarks.sections import write_section
from nextwork_eval.durations import cox
from nextwork_eval.effects import Estimate

COLUMNS, WEEKS, ROUNDS = 10, 104, 5
FEW, MANY = 100_000, 1_000_000
SHAPES = [(FEW, WEEKS, 10), (MANY, WEEKS, 10), (FEW, 26, 10), (FEW, 520, 10), (FEW, WEEKS, 5), (FEW, WEEKS, 40)]

R_SCRIPT = """
suppressPackageStartupMessages(library(survival))
given <- commandArgs(TRUE); n <- as.integer(given[1]); rounds <- as.integer(given[2]); robust <- given[3] == "robust"
all <- matrix(readBin("trial.bin", "double", n * 12), n); d <- as.data.frame(all)
names(d) <- c("week", "event", "treated", paste0("x", 1:9))
fit <- function() coxph(Surv(week, event) ~ ., d, robust = robust, control = coxph.control(eps = 1e-9))
used <- function() { taken <- system.time(found <<- fit()); sum(taken[c("user.self", "sys.self")]) }
taken <- median(replicate(rounds, used()))
cat(format(c(taken, coef(found)[[1]], sqrt(vcov(found)[1])), digits = 15), sep = "\\n")
"""


@dataclass(frozen=True, slots=True)
class Trial:
    week: NDArray[np.int64]
    event: NDArray[np.int64]
    treated: NDArray[np.int64]
    traits: NDArray[np.float64]


def invented(n: int, weeks: int = WEEKS, columns: int = COLUMNS) -> Trial:
    """Return weeks to an event of n people, followed for half of the weeks or more, with hazards by the columns."""
    generator = np.random.default_rng(2752)
    treated, traits = generator.integers(0, 2, n), generator.normal(size=(n, columns - 1))
    hazard = np.exp(0.2 * treated + traits @ np.linspace(-0.3, 0.3, columns - 1)) / (60 * weeks / WEEKS)
    time, end = (
        np.ceil(generator.exponential(1 / hazard)).astype(np.int64),
        generator.integers(weeks // 2, weeks + 1, n),
    )
    return Trial(np.minimum(time, end), (time <= end).astype(np.int64), treated, traits)


def ours(trial: Trial, *, robust: bool = False) -> Estimate:
    """Fit with Efron's ties."""
    variance: Literal["robust", "model"] = "robust" if robust else "model"
    return cox(trial.week, trial.event, trial.treated, covariates=trial.traits, variance=variance)


def in_lifelines(trial: Trial) -> tuple[float, float]:
    """Return lifelines' coefficient and standard error of the arm, at its default precision."""
    frame = pd.DataFrame(trial.traits).add_prefix("x").assign(treated=trial.treated, week=trial.week, event=trial.event)
    model = CoxPHFitter().fit(frame, "week", "event")
    return float(model.params_["treated"]), float(model.standard_errors_["treated"])


def in_r(trial: Trial, *, rounds: int, robust: bool = False) -> tuple[float, float, float] | None:
    """Return coxph's seconds, coefficient and standard error of the arm; None where R is not present."""
    if shutil.which("Rscript") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        columns = np.column_stack([trial.week, trial.event, trial.treated, trial.traits]).astype(np.float64)
        columns.T.tofile(Path(folder) / "trial.bin")
        (Path(folder) / "fit.R").write_text(R_SCRIPT, encoding="utf-8")
        given = [str(len(trial.week)), str(rounds), "robust" if robust else "model"]
        done = subprocess.run(["Rscript", "fit.R", *given], cwd=folder, capture_output=True, text=True, check=True)
    taken, estimate, std_error = (float(line) for line in done.stdout.split())
    return taken, estimate, std_error


def agree(trial: Trial) -> None:
    """AssertionError unless ours is lifelines' fit, and the robust error is close to the model's, which holds here."""
    own, (estimate, std_error) = ours(trial), in_lifelines(trial)
    assert abs(own.estimate - estimate) < 1e-5, "the coefficient differs from lifelines"
    assert abs((own.std_error or 0) / std_error - 1) < 1e-4, "the standard error differs from lifelines"
    assert abs((ours(trial, robust=True).std_error or 0) / std_error - 1) < 0.1, "the robust error is far off"


def median(task: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the median processor seconds of some runs, after one that is not counted."""
    task()
    return statistics.median(seconds(task) for _ in range(rounds))


def growth() -> list[str]:
    """Return the lines on how the work grows with people, weeks and columns, relative to the first shape."""
    lines = [
        "",
        "Growth, relative to the first row: the work, and the work for each person.",
        "",
        "| people × weeks × columns | work | for each person |",
        "|---|---:|---:|",
    ]
    first = 0.0
    for n, weeks, columns in SHAPES:
        taken = median(partial(ours, invented(n, weeks, columns)))
        first = first or taken
        lines.append(f"| {n:,} × {weeks} × {columns} | {taken / first:.2f} | {taken / first / (n / FEW):.2f} |")
    return lines


def main() -> None:
    """Compare, measure, and write the section."""
    agree(invented(2_000))
    lines = [
        "Processor seconds in one thread, medians of some runs; ten columns, weeks 1 to 104, Efron ties; ours with all",
        "that it reads and checks, `coxph` with its formula. Coefficients and standard errors are first compared: with",
        "R's to nine digits, the robust ones too. R's robust fit is run once.",
        "",
        "| | ratio |",
        "|---|---:|",
    ]
    for n in (FEW, MANY):
        trial = invented(n)
        own, own_seconds = ours(trial), median(partial(ours, trial))
        told = in_r(trial, rounds=3)
        if told is not None:
            taken, estimate, std_error = told
            assert abs(own.estimate / estimate - 1) < 1e-9, "the coefficient differs from coxph"
            assert abs((own.std_error or 0) / std_error - 1) < 1e-9, "the standard error differs from coxph"
            lines.append(f"| `coxph` / ours, {n:,} people | {taken / own_seconds:.1f} |")
        taken = median(partial(in_lifelines, trial), rounds=3)
        lines.append(f"| lifelines / ours, {n:,} people | {taken / own_seconds:.1f} |")
        if n == FEW and (told := in_r(trial, rounds=1, robust=True)) is not None:
            robust = ours(trial, robust=True)
            plain = (robust.std_error or 0) * ((n - 1) / n) ** 0.5
            assert abs(plain / told[2] - 1) < 1e-8, "the robust standard error differs from coxph"
            taken = median(partial(ours, trial, robust=True))
            lines.append(
                f"| `coxph(robust = TRUE)` / ours with the robust variance, {n:,} people | {told[0] / taken:.0f} |"
            )
    write_section("Proportional hazards", lines + growth())


if __name__ == "__main__":
    main()
