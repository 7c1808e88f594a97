"""Weeks of a national register to spells, as a ratio to decoding the file and to R's data.table; run by `make bench`.

Invented people in the layout of DREAM: 1,500 weeks, spells of a mean length of 40 weeks, half of them blank. Every
measurement is a process of its own; spells are first compared with data.table's, one by one.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.sections import write_section
from nextwork_eval.registers import RegisterSchema, read_schema
from nextwork_eval.registers.week_blocks import week_blocks
from nextwork_eval.registers.week_runs import BLANK
from nextwork_eval.registers.week_spells import WeekSpells, open_weekly_table
from nextwork_eval.shipped import shipped_schema

WEEKS, MEAN_WEEKS, GROUP, SEED = 1_500, 40, 25_000, 9132
SIZES = (100_000, 1_000_000)
ROUNDS, R_ROUNDS = 5, 3
WAYS = ("grouped", "every_week", "weeks_with_code")
FIRST = dt.date(1991, 8, 5)

R_PROGRAM = """
library(data.table); setDTthreads(1L)
arguments <- commandArgs(TRUE)
reading <- median(sapply(seq_len(as.integer(arguments[3])), function(round) {
  gc(FALSE)
  used <- system.time(wide <<- fread(arguments[1], sep = ";", integer64 = "double"))
  sum(used[c("user.self", "sys.self")])
}))
every_week <- function() {
  long <- melt(wide, id.vars = "PNR", variable.name = "week", value.name = "code")
  long[, week := as.integer(week)]
  setorder(long, PNR, week)
  run <- rleid(long$PNR, long$code)
  first <- which(c(TRUE, run[-1L] != run[-length(run)]))
  last <- c(first[-1L] - 1L, length(run))
  long[first, .(PNR, code, start = week, end = long$week[last] + 1L)][!is.na(code)]
}
grouped <- function() {
  long <- melt(wide, id.vars = "PNR", variable.name = "week", value.name = "code")
  long[, week := as.integer(week)]
  setorder(long, PNR, week)
  long[, run := rleid(PNR, code)]
  spells <- long[!is.na(code), .(PNR = first(PNR), code = first(code), start = min(week), end = max(week)), by = run]
  spells[, end := end + 1L][, run := NULL][]
}
weeks_with_code <- function() {
  long <- melt(wide, id.vars = "PNR", variable.name = "week", value.name = "code", na.rm = TRUE)
  long[, week := as.integer(week)]
  setorder(long, PNR, week)
  run <- rleid(long$PNR, long$code, long$week - seq_len(nrow(long)))
  first <- which(c(TRUE, run[-1L] != run[-length(run)]))
  last <- c(first[-1L] - 1L, length(run))
  long[first, .(PNR, code, start = week, end = long$week[last] + 1L)]
}
ways <- c("grouped", "every_week", "weeks_with_code")
seconds <- list()
for (round in seq_len(as.integer(arguments[3]))) {
  for (way in ways) {
    gc(FALSE)
    used <- system.time(spells <- get(way)())
    seconds[[way]] <- c(seconds[[way]], sum(used[c("user.self", "sys.self")]))
    fwrite(spells, paste0(arguments[2], ".", way), sep = ";")
    rm(spells)
  }
}
cat(reading, sapply(ways, function(way) median(seconds[[way]])))
"""


def invented(generator: np.random.Generator, people: int, codes: NDArray[np.int16]) -> pl.DataFrame:
    """Return people × weeks, numbered from 0 in the rows."""
    cells = people * WEEKS
    lengths = generator.geometric(1 / MEAN_WEEKS, int(cells / MEAN_WEEKS * 1.05) + 1_000)
    drawn = generator.choice(codes, len(lengths))
    drawn[generator.random(len(lengths)) < 0.5] = BLANK
    rows = np.repeat(drawn, lengths)[:cells].reshape(people, WEEKS)
    columns = np.ascontiguousarray(rows.T)
    frame = pl.DataFrame({name: columns[week] for week, name in enumerate(week_names())})
    return frame.with_columns(pl.all().replace(BLANK, None))


def week_names() -> list[str]:
    """Return the names of the weeks of DREAM, from its first."""
    weeks = [(FIRST + dt.timedelta(weeks=week)).isocalendar() for week in range(WEEKS)]
    return [f"y_{week.year % 100:02d}{week.week:02d}" for week in weeks]


def delivered(folder: Path, people: int) -> Path:
    """Write a delivery of one Parquet file, and return its path."""
    schema = read_schema(shipped_schema("nextwork-1.1"))
    codes = np.array([int(code.code) for code in schema.code_lists["dream"].codes], dtype=np.int16)
    generator = np.random.default_rng(SEED)
    parts = folder / f"parts_{people}"
    parts.mkdir()
    for start in range(0, people, GROUP):
        some = min(GROUP, people - start)
        keys = pl.Series("PNR", np.arange(start, start + some)).cast(pl.String).str.zfill(12)
        invented(generator, some, codes).insert_column(0, keys).write_parquet(parts / f"{start:09d}.parquet")
    path = folder / f"dream_{people}.parquet"
    pl.scan_parquet(sorted(parts.iterdir())).sink_parquet(path, row_group_size=GROUP)
    shutil.rmtree(parts)
    return path


def decode(path: Path) -> int:
    """Only decode the weeks, one row group after the other, and return the number of people."""
    scan, people, names = pl.scan_parquet(path), 0, week_names()
    total = int(scan.select(pl.len()).collect().item())
    for start in range(0, total, GROUP):
        people += scan.slice(start, GROUP).select(names).collect().height
    return people


def spells(path: Path, schema: RegisterSchema, out: Path | None = None) -> int:
    """Find everyone's spells, and return how many there are; they are written only where they are to be compared."""
    weekly = open_weekly_table(path, schema, "dream", cut_off=None)
    found, blocks = 0, []
    for block in week_blocks(weekly):
        found += len(block.runs)
        assert block.unknown == 0
        if out is not None:
            blocks.append(plain(WeekSpells(keys=block.keys, runs=block.runs, weeks=block.weeks)))
    if out is not None:
        pl.concat(blocks).write_parquet(out)
    return found


def plain(found: WeekSpells) -> pl.DataFrame:
    """Return person, code, first week and the week after the last, as numbers counted from 1."""
    first = found.weeks.first - 1
    return found.to_frame().select(
        pl.col("person").cast(pl.Int64),
        pl.col("code").cast(pl.Int64),
        (pl.col("start_week") - first).cast(pl.Int64).alias("start"),
        (pl.col("end_week") - first).cast(pl.Int64).alias("end"),
    )


def in_a_process(*arguments: str) -> str:
    """Run one task in a process of its own, and return what it prints.

    The peak memory of a process is never less than what its parent held, so that this one holds nothing large before
    the last measurement.
    """
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.wide_to_spells", *arguments],
        env={**os.environ, "POLARS_MAX_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def measured(task: str, path: Path) -> tuple[float, float]:
    """Return the processor seconds of a task and its peak memory in GiB."""
    told = json.loads(in_a_process(task, str(path)))
    return told["seconds"], told["gib"]


def alternating(path: Path) -> tuple[float, float, float]:
    """Return the medians of decoding and of the pass, in turn, and the largest peak of the pass."""
    rounds = [(measured("decode", path), measured("spells", path)) for _ in range(ROUNDS)]
    decoding, passing = (statistics.median(one[place][0] for one in rounds) for place in (0, 1))
    return decoding, passing, max(one[1][1] for one in rounds)


def by_data_table(path: Path, folder: Path) -> dict[str, float]:
    """Let data.table find the spells in three ways, compare them with ours, and return the seconds of each.

    Under `reading` stand the seconds in which `fread` reads the same table as text.
    """
    text = folder / "dream.csv"
    pl.scan_parquet(path).sink_csv(text, separator=";")
    program = folder / "spells.R"
    program.write_text(R_PROGRAM, encoding="utf-8")
    done = subprocess.run(
        ["Rscript", str(program), str(text), str(folder / "by_r"), str(R_ROUNDS)],
        capture_output=True,
        text=True,
        check=True,
    )
    text.unlink()
    spells(path, read_schema(shipped_schema("nextwork-1.1")), folder / "ours.parquet")
    ours = pl.read_parquet(folder / "ours.parquet")
    for way in WAYS:
        theirs = pl.read_csv(folder / f"by_r.{way}", separator=";").rename({"PNR": "person"})
        assert theirs.equals(ours), "data.table finds other spells"
    return dict(zip(("reading", *WAYS), map(float, done.stdout.split()), strict=True))


def child(task: str, path: Path) -> None:
    """Time one task in this process, and print what it took."""
    schema = read_schema(shipped_schema("nextwork-1.1"))
    start = time.process_time()
    if task == "decode":
        decode(path)
    else:
        spells(path, schema)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(json.dumps({"seconds": seconds, "gib": peak}))


def main() -> None:
    """Measure, and write the section of RESULTS.md."""
    lines = [
        "Processor seconds in one thread, medians of processes in turn; 1,500 weekly columns, mean run 40 weeks, half",
        "of them blank, row groups of 25,000 people. Decoding alone reads the weeks and does nothing with them. All",
        "spells are first compared with data.table's, which has three ways after `melt`: `rleid` and a grouped one;",
        "`rleid` and the positions where it changes; the same with the blank weeks dropped while melting, which halves",
        "the long table.",
        "",
        "| people | our pass / decoding | our peak, GiB |",
        "|---|---:|---:|",
    ]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = {people: Path(in_a_process("deliver", str(folder), str(people)).strip()) for people in SIZES}
        found = {people: alternating(path) for people, path in paths.items()}
        compared = min(SIZES)
        theirs = by_data_table(paths[compared], folder) if shutil.which("Rscript") else {}
    lines += [
        f"| {people:,} | {passing / decoding:.2f} | {peak:.2f} |" for people, (decoding, passing, peak) in found.items()
    ]
    if theirs:
        decoding, passing, _ = found[compared]
        reading = theirs["reading"]
        rows = (
            ("ours with its reading, theirs without", 0.0, passing),
            ("neither with its reading", 0.0, passing - decoding),
            ("each with its reading: ours Parquet, theirs text by `fread`", reading, passing),
        )
        lines += [
            "",
            f"data.table's seconds over ours at {compared:,} people, in the same run:",
            "",
            "| what is timed | grouped | positions | blanks dropped |",
            "|---|---:|---:|---:|",
            *(
                f"| {what} | {' | '.join(f'{(theirs[way] + more) / ours:.0f}' for way in WAYS)} |"
                for what, more, ours in rows
            ),
        ]
    write_section("Weekly columns to spells", lines)


if __name__ == "__main__":
    match sys.argv[1:]:
        case []:
            main()
        case ["deliver", folder, people]:
            print(delivered(Path(folder), int(people)))
        case [task, path]:
            child(task, Path(path))
