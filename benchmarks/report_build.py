"""The report of nextwork_2019 from its released.json, as a ratio to plain drawings; run by `make bench`.

Every measurement is a process of its own, as a user starts it: libraries are loaded, released.json is read, both
languages are composed and checked, four files are written. Beside it, in the same process, stand as many figures as
the four files show, drawn by matplotlib alone: one panel, four lines with a point for each of 104 weeks, a legend,
written as SVG. The seconds are given too, because somebody waits for them; they hold for one machine.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from io import StringIO
from pathlib import Path

from benchmarks.sections import write_section

RELEASED = Path(__file__).parents[1] / "reports" / "nextwork_2019" / "released.json"
FILES = ["report.da.html", "report.da.pdf", "report.en.html", "report.en.pdf"]
ROUNDS = 5
GOAL = 5.0  # seconds for the four files, loading included
LINES, POINTS = 4, 104


def build(released: Path, out: Path) -> dict[str, float]:
    """Write the four files, then draw as many plain figures, and return the seconds of both."""
    begun = time.perf_counter()
    from nextwork_eval.report import write_report
    from nextwork_eval.results import read_released

    loaded = time.perf_counter()
    written = write_report(read_released(released), out)
    done = time.perf_counter()
    assert sorted(path.name for path in written) == FILES
    figures = sum((out / name).read_text(encoding="utf-8").count("<figure ") for name in FILES if name.endswith("html"))
    plain_figure()  # loads the parts of matplotlib that the report does without
    before = time.perf_counter()
    for _ in range(figures):
        plain_figure()
    drawn = time.perf_counter() - before
    return {"loading": loaded - begun, "whole": done - begun, "figures": figures, "drawing": drawn}


def plain_figure() -> str:
    """Draw one figure as anyone would with matplotlib, and return its SVG."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    sheet = Figure(figsize=(6.3, 3.5))
    axes = sheet.add_subplot()
    for line in range(LINES):
        axes.plot(range(POINTS), [line + point / POINTS for point in range(POINTS)], label=str(line))
    axes.set_xlabel("weeks")
    axes.legend()
    text = StringIO()
    FigureCanvasSVG(sheet)
    sheet.savefig(text, format="svg")
    return text.getvalue()


def measured(released: Path) -> dict[str, float]:
    """Return what one process of its own measured."""
    with tempfile.TemporaryDirectory() as scratch:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.report_build", str(released), scratch],
            capture_output=True,
            text=True,
            check=True,
        )
    return dict(json.loads(done.stdout))


def main() -> None:
    """Measure, and write the section of RESULTS.md."""
    rounds = [measured(RELEASED) for _ in range(ROUNDS)]
    whole, loading = (statistics.median(one[name] for one in rounds) for name in ("whole", "loading"))
    ratio = statistics.median(one["whole"] / one["drawing"] for one in rounds)
    write_section(
        "The report",
        [
            "`nextwork_2019` from its released.json: Danish and English, page and paper, in one new process. Plain",
            f"figures: as many as they show, {rounds[0]['figures']:.0f}, by matplotlib alone, in the same process.",
            "",
            "| | |",
            "|---|---:|",
            f"| four files / plain figures | {ratio:.1f} |",
            f"| loading libraries / four files | {loading / whole:.2f} |",
            f"| seconds for the four files on the machine that ran this, loading included | {whole:.1f} |",
            f"| seconds allowed | {GOAL:.0f} |",
        ],
    )
    assert whole < GOAL, f"The four files took {whole:.1f} seconds; {GOAL:.0f} are allowed."


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(build(Path(sys.argv[1]), Path(sys.argv[2]))))
    else:
        main()
