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
