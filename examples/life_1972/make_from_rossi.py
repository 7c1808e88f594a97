"""How the published data of the LIFE experiment became the register files in this folder.

Run `python make_from_rossi.py rossi.csv FOLDER`, where rossi.csv is the data set Rossi of the R package carData with a
column `id` added.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

WEEKS = 52
WORKING, NOT_WORKING, REARRESTED = "1", "2", "3"
BASELINE = ("age", "race", "wexp", "mar", "paro", "prio", "educ")


def weekly_codes(man: dict[str, str]) -> list[str]:
    """Return one code for each week: work status before the week of the first arrest, re-arrested from that week on.

    Examples
    --------
    >>> weekly_codes({"arrest": "1", "week": "3", **{f"emp{week}": "yes" for week in range(1, 4)}})[:5]
    ['1', '1', '3', '3', '3']
    """
    status = {"yes": WORKING, "no": NOT_WORKING}
    free = int(man["week"]) - 1 if man["arrest"] == "1" else WEEKS
    return [status[man[f"emp{week}"]] for week in range(1, free + 1)] + [REARRESTED] * (WEEKS - free)


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table as the schema life-1.0 declares it: UTF-8, semicolons, a line feed after every line."""
    lines = [";".join(row) for row in (header, *rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def main(source: Path, folder: Path) -> None:
    """Write the three tables."""
    with source.open(encoding="utf-8", newline="") as file:
        men = list(csv.DictReader(file))
    weeks = [f"week_{week:02d}" for week in range(1, WEEKS + 1)]
    write(folder / "allocation.csv", ("id", "round", "arm"), ((man["id"], "all", man["fin"]) for man in men))
    write(folder / "baseline.csv", ("id", *BASELINE), ([man["id"], *(man[name] for name in BASELINE)] for man in men))
    write(folder / "weekly.csv", ("id", *weeks), ([man["id"], *weekly_codes(man)] for man in men))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
