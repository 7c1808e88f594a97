"""Weeks of a national register to spells, as a ratio to decoding the file and to R's data.table; run by `make bench`.

Invented people in the layout of DREAM: 1,500 weeks, spells of a mean length of 40 weeks, half of them blank, delivered
as text, which the product converts once, and as a Parquet file, which it reads where it lies. Every measurement is a
process of its own; spells of both are compared with data.table's, one by one, before anything is written.
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
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.sections import write_section
from nextwork_eval.registers import read_schema
from nextwork_eval.registers.layout import plain_layout
from nextwork_eval.registers.schema import Dialect
from nextwork_eval.registers.week_blocks import USUAL, WeeklyTable, week_blocks
from nextwork_eval.registers.week_runs import BLANK
from nextwork_eval.registers.week_spells import WeekSpells, open_weekly_table
from nextwork_eval.shipped import shipped_schema

WEEKS, MEAN_WEEKS, GROUP, SEED = 1_500, 40, 25_000, 9132
SIZES = (100_000, 1_000_000)
ROUNDS = 5
R_PEOPLE = 100_000
"""Whom data.table gets at once: the long table of more fits no usual machine."""
R_ROUNDS = {100_000: 2, 1_000_000: 1}
WAYS = ("grouped", "every_week", "weeks_with_code")
FIRST = dt.date(1991, 8, 5)

R_PROGRAM = Path(__file__).with_suffix(".R")


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


def deliver(folder: Path, people: int) -> None:
    """Write a delivery as text, the same in texts of `R_PEOPLE`, and as one Parquet file."""
    schema = read_schema(shipped_schema("nextwork-1.1"))
    codes = np.array([int(code.code) for code in schema.code_lists["dream"].codes], dtype=np.int16)
    generator = np.random.default_rng(SEED)
    parts = folder / "parts"
    parts.mkdir(parents=True)
    with (folder / "dream.csv").open("wb") as whole:
        for start in range(0, people, GROUP):
            keys = pl.Series("PNR", np.arange(start, min(start + GROUP, people))).cast(pl.String).str.zfill(12)
            some = invented(generator, len(keys), codes).insert_column(0, keys)
            some.write_parquet(parts / f"{start:09d}.parquet")
            with (folder / f"text_{start // R_PEOPLE:03d}.csv").open("ab") as part:
                some.write_csv(part, separator=";", include_header=start % R_PEOPLE == 0)
            some.write_csv(whole, separator=";", include_header=start == 0)
    pl.scan_parquet(sorted(parts.iterdir())).sink_parquet(folder / "dream.parquet", row_group_size=GROUP)
    shutil.rmtree(parts)


def opened(path: Path) -> WeeklyTable:
    """Open a delivered file; text is converted where that was not done before."""
    text = plain_layout(Dialect(encoding="utf-8", delimiter=";", decimal=","))
    schema = read_schema(shipped_schema("nextwork-1.1"))
    return open_weekly_table(path, schema, "dream", cut_off=None, cache=path.parent / "cache", layout=text)


def decode(weekly: WeeklyTable) -> int:
    """Only decode the weeks, in the batches in which the pass decodes them, and return the number of people."""
    people, names = 0, weekly.weeks.columns
    for path in weekly.paths:
        scan = pl.scan_parquet(path)
        total = int(scan.select(pl.len()).collect().item())
        group = total if weekly.converted else GROUP
        width = USUAL.cells // group
        for start in range(0, total, group):
            for at in range(0, len(names), width):
                frame = scan.slice(start, group).select(names[at : at + width]).collect()
            people += frame.height
    return people


def spells(weekly: WeeklyTable, out: Path | None = None) -> int:
    """Find everyone's spells, and return how many there are; they are written only where they are to be compared."""
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


def in_a_process(*arguments: str, module: str = "benchmarks.wide_to_spells") -> str:
    """Run one task in a process of its own, and return what it prints.

    The peak memory of a process is never less than what its parent held, so that this one holds nothing large before
    the last measurement.
    """
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        env={**os.environ, "POLARS_MAX_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def measured(task: str, path: Path) -> dict[str, float]:
    """Return the processor seconds of opening and of a task, and the peak memory in GiB."""
    told: dict[str, float] = json.loads(in_a_process(task, str(path)))
    return told


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """Medians of processor seconds, and the largest peak in GiB."""

    opening: float
    decoding: float
    passing: float
    peak: float


def alternating(path: Path) -> Pass:
    """Measure decoding and the pass in turn."""
    rounds = [(measured("decode", path), measured("spells", path)) for _ in range(ROUNDS)]
    return Pass(
        opening=statistics.median(one[1]["opening"] for one in rounds),
        decoding=statistics.median(one[0]["seconds"] for one in rounds),
        passing=statistics.median(one[1]["seconds"] for one in rounds),
        peak=max(one[1]["gib"] for one in rounds),
    )


def by_data_table(folder: Path, rounds: int) -> dict[str, float]:
    """Let data.table find the spells in three ways, compare them with ours, and return the seconds of each.

    Under `reading` stand the seconds in which `fread` reads the same table as text.
    """
    ours = pl.read_parquet(folder / "dream.csv.spells")
    assert ours.equals(pl.read_parquet(folder / "dream.parquet.spells")), "the two deliveries have other spells"
    seconds = np.zeros(1 + len(WAYS))
    for part, text in enumerate(sorted(folder.glob("text_*.csv"))):
        done = subprocess.run(
            ["Rscript", str(R_PROGRAM), str(text), str(folder / "by_r"), str(rounds)],
            capture_output=True,
            text=True,
            check=True,
        )
        seconds += np.array(done.stdout.split(), dtype=float)
        expected = ours.filter(pl.col("person") // R_PEOPLE == part)
        for way in WAYS:
            theirs = pl.read_csv(folder / f"by_r.{way}", separator=";").rename({"PNR": "person"})
            assert theirs.equals(expected), "data.table finds other spells"
    return dict(zip(("reading", *WAYS), seconds.tolist(), strict=True))


def child(task: str, path: Path) -> None:
    """Carry out one task in this process, and print what it took."""
    begin = time.process_time()
    weekly = opened(path)
    start = time.process_time()
    match task:
        case "decode":
            decode(weekly)
        case "spells":
            spells(weekly)
        case "compare":
            spells(weekly, path.with_name(f"{path.name}.spells"))
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    size = sum(part.stat().st_size for part in weekly.paths)
    print(json.dumps({"opening": start - begin, "seconds": seconds, "gib": peak, "bytes": size}))


def rows_of_passes(people: int, found: dict[str, Pass], sizes: dict[str, float]) -> list[str]:
    """Return the lines of one size."""
    kinds = {"dream.csv": "converted by the product", "dream.parquet": "delivered as Parquet"}
    return [
        f"| {people:,} | {kinds[name]} | {one.passing / one.decoding:.2f} | {one.opening / one.decoding:.2f} | "
        f"{one.decoding / found['dream.csv'].decoding:.2f} | {sizes[name] / people / 1_000:.2f} | {one.peak:.2f} |"
        for name, one in found.items()
    ]


def rows_of_ratios(people: int, found: dict[str, Pass], theirs: dict[str, float]) -> list[str]:
    """Return the lines that hold data.table's seconds over ours."""
    ours, where_it_lies = found["dream.csv"], found["dream.parquet"]
    reading = theirs["reading"]
    rows = (
        ("ours with its reading, theirs without", 0.0, ours.passing),
        ("the same, delivered as Parquet", 0.0, where_it_lies.passing),
        ("neither with its reading", 0.0, ours.passing - ours.decoding),
        ("each with its reading, theirs of text by `fread`", reading, ours.passing),
    )
    return [
        f"| {people:,} | {what} | {' | '.join(f'{(theirs[way] + more) / seconds:.0f}' for way in WAYS)} |"
        for what, more, seconds in rows
    ]


def main() -> None:
    """Measure one size after the other, and write the section of RESULTS.md after each step."""
    passes: list[str] = []
    ratios: list[str] = []
    for people in SIZES:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            in_a_process("deliver", name, str(people))
            deliveries = [folder / "dream.csv", folder / "dream.parquet"]
            sizes = {path.name: measured("compare", path)["bytes"] for path in deliveries}
            found = {path.name: alternating(path) for path in deliveries}
            passes += rows_of_passes(people, found, sizes)
            write(passes, ratios)
            if shutil.which("Rscript"):
                theirs = json.loads(in_a_process("data.table", name, str(R_ROUNDS[people])))
                ratios += rows_of_ratios(people, found, theirs)
                write(passes, ratios)


def write(passes: list[str], ratios: list[str]) -> None:
    """Write the section of RESULTS.md."""
    lines = [
        "Processor seconds in one thread, medians of processes in turn; 1,500 weekly columns, mean run 40 weeks, half",
        "of them blank. The same people are delivered as text, which is converted once, and as a Parquet file with",
        "row groups of 25,000 people and zstd, which is read where it lies. Decoding alone reads the weeks of the same",
        "file and does nothing with them. Opening hashes a delivered text to find what it was converted to; it is not",
        "part of the pass.",
        "",
        "| people | | pass / decoding | opening / decoding | decoding / of the converted | kB a person | peak, GiB |",
        "|---|---|---:|---:|---:|---:|---:|",
        *passes,
    ]
    if ratios:
        lines += [
            "",
            "data.table's seconds over ours, in the same run. It has three ways after `melt`: `rleid` and a grouped",
            "summary; `rleid` and the positions where it changes; the same with the blank weeks dropped while melting,",
            "which halves the long table. It gets 100,000 people at a time, since its long table of a million would",
            "take some 50 GB. All spells of all ways are equal to ours of both deliveries.",
            "",
            "| people | what is timed | grouped | positions | blanks dropped |",
            "|---|---|---:|---:|---:|",
            *ratios,
        ]
    write_section("Weekly columns to spells", lines)


if __name__ == "__main__":
    match sys.argv[1:]:
        case []:
            main()
        case ["deliver", folder, people]:
            deliver(Path(folder), int(people))
        case ["data.table", folder, rounds]:
            print(json.dumps(by_data_table(Path(folder), int(rounds))))
        case [task, path]:
            child(task, Path(path))
