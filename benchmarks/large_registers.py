"""Deliveries with millions of rows of pay held against their schema: memory and time beside the files; by `make bench`.

Invented pay (BFL) of a million people, and those people (BEF), beside the small delivery that the tests have. Each
delivery is read in a process of its own; how many rows are found doubled is known beforehand and compared first.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.sections import write_section
from nextwork_eval.registers import inspect_extract, read_schema
from nextwork_eval.shipped import shipped_schema
from tests.journeys.test_bad_input_extract import DELIVERY, NOTE

SIZES = (1_000_000, 5_000_000)
DOUBLED = 1_000
CHILD = """
import sys, json, time
from pathlib import Path
from benchmarks.large_registers import PASSES
begin = time.process_time()
PASSES[sys.argv[1]](Path(sys.argv[2]))
taken = time.process_time() - begin
# Not ru_maxrss, which a process inherits from the one that started it.
held = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps([taken, int(held)]))
"""


def deliver(folder: Path, rows: int, kind: str) -> None:
    """Write a delivery with so many rows of pay, and a fifth as many people; `DOUBLED` rows of pay stand twice."""
    folder.mkdir()
    for name, text in DELIVERY.items():
        if name not in ("bfl", "bef"):
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "extract.toml").write_text(NOTE, encoding="utf-8")
    generator, people = np.random.default_rng(8), rows // 5
    keys = pl.Series("PNR", [f"P{number:011d}" for number in range(people)])
    months = pl.date_range(dt.date(2008, 1, 1), dt.date(2015, 12, 1), "1mo", eager=True).dt.month_end()
    drawn = rows - DOUBLED
    pay = pl.DataFrame(
        {
            "PNR": keys.gather(generator.integers(0, people, drawn)),
            "ajo_job_slut_dato": months.gather(generator.integers(0, len(months), drawn)),
            "ajo_smalt_loenbeloeb": np.arange(drawn) / 100,  # no row is another's by chance
            "ajo_fuldtid_beskaeftiget": np.round(generator.random(drawn), 2),
        }
    )
    born = pl.Series(generator.integers(-10_000, 9_000, people).astype("int32")).cast(pl.Date)
    known = {"KOEN": "1", "KOM": "265", "CIVST": "U", "IE_TYPE": "1"}
    residents = pl.DataFrame({"PNR": keys, "REFERENCETID": [dt.date(2015, 12, 31)] * people, "FOED_DAG": born})
    tables = {
        "bfl": pl.concat([pay, pay.head(DOUBLED)]),
        "bef": residents.with_columns(**{name: pl.lit(value) for name, value in known.items()}),
    }
    for name, table in tables.items():
        if kind == "csv":
            table.write_csv(folder / f"{name}.csv", separator=";", decimal_comma=True)
        else:
            table.write_parquet(folder / f"{name}.parquet")


def bare(folder: Path) -> None:
    """Read the two tables with Polars, cells as they stand."""
    for name in ("bfl", "bef"):
        if (folder / f"{name}.csv").exists():
            pl.read_csv(folder / f"{name}.csv", separator=";", infer_schema=False)
        else:
            pl.read_parquet(folder / f"{name}.parquet")


def checked(folder: Path) -> None:
    """Read and check the delivery; AssertionError unless the rows that stand twice are found, and nothing else."""
    found = inspect_extract(folder, read_schema(shipped_schema("nextwork-2.0"))).findings
    pay = [(one.code, one.count) for one in found if one.table in ("bfl", "bef")]
    assert pay == [("repeated_rows", 2 * DOUBLED)], pay


PASSES = {"bare": bare, "checked": checked}


def measure(name: str, folder: Path) -> tuple[float, float]:
    """Return processor seconds and largest megabytes of one pass in a process of its own."""
    done = subprocess.run([sys.executable, "-c", CHILD, name, str(folder)], capture_output=True, text=True, check=True)
    seconds, kilobytes = json.loads(done.stdout)
    return seconds, kilobytes / 1024


def main() -> None:
    """Measure, and write the section of RESULTS.md."""
    lines = [
        "Deliveries with millions of rows of pay (BFL) and a fifth as many people (BEF), read and held against the",
        "whole schema: types, domains, keys, lives, spells, dates, civil registration numbers. Bare: both files",
        "read by Polars, nothing checked. Processor seconds, one run each; memory of the whole process at its",
        "largest (without the process of its own that opens Parquet), beside the size of the same tables as text.",
        "What is found is compared with what was put in.",
        "",
        "| | checked / bare, time | checked / bare, memory | memory / size as text |",
        "|---|---:|---:|---:|",
    ]
    with tempfile.TemporaryDirectory() as scratch:
        for rows in SIZES:
            sizes = {}
            for kind in ("csv", "parquet"):
                folder = Path(scratch) / f"{kind}{rows}"
                deliver(folder, rows, kind)
                sizes[kind] = sum((folder / f"{name}.{kind}").stat().st_size for name in ("bfl", "bef")) / 2**20
                ours, theirs = measure("checked", folder), measure("bare", folder)
                lines.append(
                    f"| {rows:,} rows, {kind} | {ours[0] / theirs[0]:.0f} | {ours[1] / theirs[1]:.1f} | "
                    f"{ours[1] / sizes['csv']:.1f} |"
                )
    write_section("Large registers", lines)


if __name__ == "__main__":
    main()
