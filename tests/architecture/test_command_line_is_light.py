"""The command line answers at once: nothing heavy is loaded before a command needs it."""

import subprocess
import sys

HEAVY = {"numpy", "pandas", "polars", "matplotlib", "pydantic", "scipy", "statsmodels", "lifelines"}
HEAVY |= {"typst", "jinja2", "babel"}


def test_importing_the_command_line_loads_nothing_heavy() -> None:
    """A fresh process that imports the command line holds none of the heavy libraries."""
    program = "import sys, nextwork_eval.cli; print(' '.join(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not HEAVY & {name.split(".")[0] for name in done.stdout.split()}


def test_a_report_loads_no_library_of_tables_or_models() -> None:
    """Whoever writes a report from released.json waits for what draws and prints it, and for nothing else."""
    program = "import sys, nextwork_eval.report, nextwork_eval.results; print(' '.join(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert not loaded & {"pandas", "polars", "pyarrow", "pydantic", "scipy", "statsmodels", "lifelines"}
