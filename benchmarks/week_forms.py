"""Forms in which a converted weekly table could be kept: how large, and how long to decode; run by `make bench`.

The people of `wide_to_spells`, in one row group, as what is converted is one row group for each file. Blank weeks are
null or a number; the form that `registers.week_cache` writes is the last. Decoding is in the batches of the pass, and
makes blank weeks a number where they are null, as the pass needs them.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.sections import write_section
from benchmarks.wide_to_spells import in_a_process, invented, week_names
from nextwork_eval.registers import read_schema
from nextwork_eval.registers.week_blocks import USUAL
from nextwork_eval.registers.week_runs import BLANK
from nextwork_eval.shipped import shipped_schema

PEOPLE, ROUNDS, SEED = 100_000, 5, 9132
FORMS = [(blank, packing) for blank in ("null", "number") for packing in ("zstd", "lz4", "uncompressed")]
KEPT = ("number", "uncompressed")


def write_forms(folder: Path) -> None:
    """Write the same weeks in every form."""
    schema = read_schema(shipped_schema("nextwork-1.1"))
    codes = np.array([int(code.code) for code in schema.code_lists["dream"].codes], dtype=np.int16)
    weeks = invented(np.random.default_rng(SEED), PEOPLE, codes)
    for blank, packing in FORMS:
        frame = weeks if blank == "null" else weeks.fill_null(BLANK)
        path = folder / f"{blank}.{packing}.parquet"
        frame.write_parquet(path, compression=packing, statistics=False, row_group_size=PEOPLE)  # type: ignore[arg-type]


def decode(path: Path) -> float:
    """Return the processor seconds of decoding one form."""
    scan, names, width = pl.scan_parquet(path), week_names(), USUAL.cells // PEOPLE
    begin = time.process_time()
    for at in range(0, len(names), width):
        frame = scan.select(names[at : at + width]).collect()
        if path.name.startswith("null"):
            frame.fill_null(BLANK)
    return time.process_time() - begin


def main() -> None:
    """Measure, and write the section of RESULTS.md."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        in_a_process("write", name, module="benchmarks.week_forms")
        paths = {form: folder / f"{form[0]}.{form[1]}.parquet" for form in FORMS}
        whole = pl.read_parquet(paths[KEPT])
        assert all(pl.read_parquet(path).fill_null(BLANK).equals(whole) for path in paths.values())
        runs = [
            {
                form: float(json.loads(in_a_process("decode", str(path), module="benchmarks.week_forms")))
                for form, path in paths.items()
            }
            for _ in range(ROUNDS)
        ]
        seconds = {form: statistics.median(run[form] for run in runs) for form in FORMS}
        sizes = {form: path.stat().st_size for form, path in paths.items()}
    rows = [
        f"| {blank} | {packing} | {seconds[blank, packing] / seconds[KEPT]:.2f} | "
        f"{sizes[blank, packing] / sizes[KEPT]:.2f} | {sizes[blank, packing] / PEOPLE / 1_000:.2f} | "
        f"{sizes[blank, packing] / PEOPLE * 5.3e6 * 1_700 / len(week_names()) / 1e9:.1f} |"
        for blank, packing in FORMS
    ]
    lines = [
        "Parquet files of the same 100,000 people and 1,500 weeks in one row group, codes by dictionary. Processor",
        "seconds of decoding in one thread, filling in null weeks included, medians of processes in turn. The last is",
        "what the product writes.",
        "",
        "| blank weeks | packing | decoding / the last | size / the last | kB a person | GB for 5.3 million × 1,700 |",
        "|---|---|---:|---:|---:|---:|",
        *rows,
    ]
    write_section("Forms of a converted weekly table", lines)


if __name__ == "__main__":
    match sys.argv[1:]:
        case []:
            main()
        case ["write", folder]:
            write_forms(Path(folder))
        case ["decode", path]:
            print(json.dumps(decode(Path(path))))
