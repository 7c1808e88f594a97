"""Two readers of SAS7BDAT files side by side, on files of the shapes that registers have; run by `make bench`.

Files are written by the R package haven, uncompressed, and read whole by each reader in a process of its own; what both
read is compared cell by cell first. The bare reading of the file's bytes is given beside them.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import polars as pl

from benchmarks.sections import write_section
from nextwork_eval.registers.opening import TAG_SUFFIX

ROUNDS = 5
SHAPES = {
    "codes": (50_000, 200, "codes of three characters, half of them blank"),
    "numbers": (50_000, 50, "numbers"),
    "dream": (3_000, 1_700, "codes of three characters, half of them blank"),
}
WRITE = """
suppressWarnings(suppressPackageStartupMessages(library(haven)))
arguments <- commandArgs(TRUE)
rows <- as.integer(arguments[2]); columns <- as.integer(arguments[3]); set.seed(8)
cell <- if (arguments[4] == "numbers") function(i) round(rnorm(rows), 3) else
  function(i) sample(c("", "", "720", "730"), rows, TRUE)
frame <- as.data.frame(lapply(seq_len(columns), cell)); names(frame) <- sprintf("c%04d", seq_len(columns))
suppressWarnings(write_sas(frame, arguments[1]))
"""
READERS = ("bytes", "polars_readstat", "pyreadstat")
CHILD = """
import json, sys, time
from benchmarks.sas_readers import read
reader, path = sys.argv[1:3]
if reader != "bytes":
    __import__(reader)
begin = time.process_time()
found = read(reader, path)
taken = time.process_time() - begin
# Not ru_maxrss, which a process inherits from the one that started it.
held = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps([taken, int(held)]))
"""


def read(reader: str, path: str) -> pl.DataFrame | bytes:
    """Read a file whole. Rows stay in their order: findings name them by number."""
    match reader:
        case "polars_readstat":
            from polars_readstat import InformativeNullOpts, read_readstat

            tags = InformativeNullOpts(suffix=TAG_SUFFIX, use_value_labels=False)  # as `registers` reads
            return read_readstat(path, preserve_order=True, threads=1, informative_nulls=tags)
        case "pyreadstat":
            import pyreadstat

            # Not read_file_multiprocessing: with Polars output it was seen to wait for ever.
            frame: pl.DataFrame = pyreadstat.read_sas7bdat(path, output_format="polars")[0]
            return frame
    return Path(path).read_bytes()


def agree(path: str) -> None:
    """Compare every cell of what both read; AssertionError if anything differs. A blank text is nothing for neither."""
    ours, theirs = read("polars_readstat", path), read("pyreadstat", path)
    assert isinstance(ours, pl.DataFrame)
    assert isinstance(theirs, pl.DataFrame)
    ours = ours.select(pl.exclude(f"^.*{TAG_SUFFIX}$"))
    assert ours.columns == theirs.columns
    for name in ours.columns:
        column = theirs[name] if theirs[name].dtype == ours[name].dtype else theirs[name].cast(ours[name].dtype)
        assert column.equals(ours[name], null_equal=True), (name, "is read differently")


def measure(path: str) -> dict[str, tuple[float, float]]:
    """Return median processor seconds and largest kilobytes of each reader, in turn."""
    runs: dict[str, list[list[float]]] = {reader: [] for reader in READERS}
    for _ in range(ROUNDS):
        for reader in READERS:
            done = subprocess.run(
                [sys.executable, "-c", CHILD, reader, path], capture_output=True, text=True, check=True
            )
            runs[reader].append(json.loads(done.stdout))
    return {
        reader: (statistics.median(run[0] for run in results), max(run[1] for run in results))
        for reader, results in runs.items()
    }


def main() -> None:
    """Measure, and write the section of RESULTS.md."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, (people, columns, what) in SHAPES.items():
            path = f"{folder}/{name}.sas7bdat"
            subprocess.run(["Rscript", "-e", WRITE, path, str(people), str(columns), name], check=True)
            agree(path)
            found = measure(path)
            ours, theirs, bare = (found[reader] for reader in ("polars_readstat", "pyreadstat", "bytes"))
            rows.append(
                f"| {people:,} × {columns:,} {what} | {theirs[0] / ours[0]:.1f} | {ours[0] / bare[0]:.0f} | "
                f"{theirs[1] / ours[1]:.1f} |"
            )
    lines = [
        "SAS7BDAT files read whole, uncompressed, written by haven; imports are part of neither, both keep the rows in",
        "order, in one thread; polars_readstat also says which missing value is tagged. Processor seconds, medians of",
        "five, each in a process of its own; what both read is first compared cell by cell. Bare: reading the bytes.",
        "",
        "| | pyreadstat / polars_readstat | polars_readstat / bare | their memory, whole process |",
        "|---|---:|---:|---:|",
        *rows,
    ]
    write_section("SAS readers", lines)


if __name__ == "__main__":
    main()
